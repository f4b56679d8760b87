"""Compare: how far each two are apart, and the sentences of both that make it so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from stance import charts, export
from stance.app import address, cache, drawing, filters, frame, opening, picks, sentences, terms
from stance.charts.lettering import counted, listed, signed, within
from stance.charts.pairing import pairs_of
from stance.domain import Selection

if TYPE_CHECKING:
    from pandas import DataFrame
    from plotly.graph_objects import Figure

    from stance.codebook import Codebook

_PAGE = "compare"
_PAIRS = {"": "Each pair", "order": "In order"}
_VIEWS = {
    "": "What each said",
    "profile": "One actor",
    "map": "Map of agreement",
    "bloc": "Inside a bloc",
}


@dataclass(frozen=True, slots=True)
class _Fetched:
    """What the page shows, fetched once: a cached table is copied each time it is asked for."""

    selection: Selection
    shown: Codebook
    table: DataFrame
    divergence: DataFrame
    positions: DataFrame
    basis: charts.Basis

    def of(self, name: str, draw: Callable[..., Any], table: DataFrame) -> drawing.Shown:
        """A chart of these statements."""
        return drawing.Shown(name, draw, table, self.table, self.selection)


def page() -> None:
    version = cache.store().version()
    if cache.documents(version).empty:
        _nothing_yet()
        return
    address.follow(_PAGE, (*filters.NAMES, "pairs", "pair", "view", "who", "bloc"))
    st.title("Who is apart", anchor=False, help=terms.APART)
    selection = filters.bar(_PAGE, version)
    table = cache.predictions(selection, version)
    if not (table["stance"] != "").any():
        filters.nothing_fits(_PAGE)
        return
    fetched = _Fetched(
        selection=selection,
        shown=picks.part(cache.codebook(), selection.actors, selection.targets),
        table=table,
        divergence=cache.divergence(selection, version),
        positions=cache.positions(selection, version),
        basis=charts.Basis.of(table),
    )
    _apart(fetched)
    _side_by_side(fetched)
    _more(fetched, version)


def _nothing_yet() -> None:
    st.title("Nobody to compare yet", anchor=False)
    st.write(
        "Add texts in which two or more take a position on the same thing. This page then shows "
        "how far apart they are, and puts their sentences side by side."
    )
    st.page_link("stance/app/sources.py", label="Add a text", icon=":material/add:")


def _apart(fetched: _Fetched) -> None:
    """Both pictures of the divergence; a click on a pair is written into the address."""
    divergence = fetched.divergence
    found = [one.key for one in pairs_of(divergence, fetched.shown)]
    ranked = picks.section(_PAGE, "pairs", "How to show the pairs", _PAIRS) == "order"
    name = "compare-pairs" if ranked else "compare-divergence"
    draw: Any = charts.divergence_pairs if ranked else charts.divergence_heatmap
    made = partial(draw, divergence, fetched.shown, basis=fetched.basis)
    shown = fetched.of(name, made, divergence)
    mark = drawing.chart(shown, clickable=True, prepare=_stay_readable)
    new = picks.clicked(_PAGE, name, mark)
    if new in found:
        address.put(_PAGE, "pair", "|".join(new or ()))


def _stay_readable(figure: Figure) -> None:
    """Keep the words after a click.

    One stays on this page then, and plotly would fade all words but those of a chosen mark; with
    a colour for these it leaves the others as they are.
    """
    chosen = {"textfont": {"color": charts.palette(frame.theme()).ink}}
    figure.update_traces(selected=chosen, selector={"name": "words"})


def _side_by_side(fetched: _Fetched) -> None:
    st.header("Side by side", anchor=False)
    st.caption(
        "The sentences of both on the same target, those first of which the model is surest."
    )
    found = pairs_of(fetched.divergence, fetched.shown)
    options = {
        "|".join(one.key): f"{listed(one.names)} on {one.on}"
        + (", clearly apart" if one.clear else "")
        for one in sorted(found, key=lambda one: not one.clear)
    }
    if not options:
        st.info("No two actors said something on the same target.")
        return
    asked = "Click a pair in the chart, or choose one here"
    pair = picks.one(_PAGE, "pair", "Pair", options, placeholder=asked)
    if pair is None:
        return
    target, *actors = pair.split("|")
    for column, actor in zip(st.columns(2, gap="medium"), actors, strict=True):
        with column:
            _one_side(actor, target, fetched)


def _one_side(actor: str, target: str, fetched: _Fetched) -> None:
    """Where one of the two stands, and what it said, surest first."""
    st.subheader(frame.literal(cache.name(actor)), anchor=False)
    positions, table = fetched.positions, fetched.table
    rows = positions[(positions["actor"] == actor) & (positions["target"] == target)]
    st.caption(frame.literal(_in_words(rows)))
    mine = table[(table["actor"] == actor) & (table["target"] == target)]
    sentences.show(mine, fetched.selection, most=sentences.ABREAST, actor=actor, target=target)


def _in_words(rows: DataFrame) -> str:
    row = rows.iloc[0].to_dict()
    said = charts.verdict(row).value
    if charts.verdict(row).placed:
        said += (
            f", {signed(row['position'])} (90% interval {signed(row['low'])} to "
            f"{signed(row['high'])})"
        )
    return f"{said} · {counted(row['n'], 'statement')} in {within(row)}"


def _more(fetched: _Fetched, version: str) -> None:
    """One further picture at a time: only the one that is looked at is made."""
    st.header("More views", anchor=False)
    chosen = picks.section(_PAGE, "view", "More views", _VIEWS)
    if chosen == "profile":
        _profile(fetched)
    elif chosen == "map":
        _map(fetched, version)
    elif chosen == "bloc":
        _bloc(fetched)
    else:
        _bars(fetched)


def _bars(fetched: _Fetched) -> None:
    positions = fetched.positions
    draw = partial(charts.stance_bars, positions, fetched.shown, basis=fetched.basis)
    part = drawing.chart(fetched.of("compare-stances", draw, positions), clickable=True)
    if part:
        _to_evidence(fetched, **dict(zip(("actor", "target", "stance"), part, strict=True)))


def _profile(fetched: _Fetched) -> None:
    names = {one.key: one.name for one in fetched.shown.actors}
    who = picks.one(_PAGE, "who", "Actor", names, default=next(iter(names)), width=300)
    draw = partial(
        charts.actor_profile,
        fetched.positions,
        fetched.shown,
        about=who or "",
        basis=fetched.basis,
    )
    row = drawing.chart(fetched.of("compare-profile", draw, fetched.positions), clickable=True)
    if row:
        _to_evidence(fetched, actor=row[0], target=row[1])


def _map(fetched: _Fetched, version: str) -> None:
    closeness = cache.closeness(fetched.selection, version)
    if closeness.empty:
        st.info(
            "A map needs four actors who all took a position on the same three targets. Add texts "
            "or targets, or take a filter away."
        )
        return
    draw = partial(charts.agreement_map, closeness, fetched.shown, basis=fetched.basis)
    point = drawing.chart(fetched.of("compare-map", draw, closeness), clickable=True)
    if point:
        _to_evidence(fetched, actor=point[0])


def _bloc(fetched: _Fetched) -> None:
    blocs = {one.key: one.name for one in fetched.shown.actors if one.members}
    if not blocs:
        st.info("No actor of this choice has members. Name them on the page Codebook.")
        return
    which = picks.one(_PAGE, "bloc", "Bloc", blocs, default=next(iter(blocs)), width=300)
    made = partial(
        export.drawn, "dispersion", fetched.table, fetched.shown, about=which or next(iter(blocs))
    )
    whole = made(theme=frame.theme())
    shown = drawing.Shown(
        "compare-bloc",
        lambda theme: whole.figure if theme == frame.theme() else made(theme=theme).figure,
        whole.table,
        whole.statements,
        fetched.selection,
    )
    drawing.chart(shown)


def _to_evidence(fetched: _Fetched, **chosen: Any) -> None:
    st.switch_page(
        "stance/app/evidence.py", query_params=filters.query(fetched.selection, **chosen)
    )


if __name__ == "__main__":
    opening.opened(page)
