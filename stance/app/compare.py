"""Compare: how far each two are apart, and the sentences of both that make it so."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from stance import charts
from stance.app import address, cache, drawing, filters, frame, opening, picks, sentences
from stance.charts.lettering import counted, listed, signed
from stance.charts.pairing import pairs_of
from stance.domain import Selection

if TYPE_CHECKING:
    from pandas import DataFrame
    from plotly.graph_objects import Figure

    from stance.codebook import Codebook

_PAGE = "compare"


@dataclass(frozen=True, slots=True)
class _Fetched:
    """What the page shows, fetched once: a cached table is copied each time it is asked for."""

    selection: Selection
    shown: Codebook
    table: DataFrame
    divergence: DataFrame
    positions: DataFrame
    basis: charts.Basis


def page() -> None:
    version = cache.store().version()
    if cache.documents(version).empty:
        _nothing_yet()
        return
    address.follow(_PAGE, (*filters.NAMES, "pair"))
    st.title("Who is apart", anchor=False)
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
    _bars(fetched)


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
    each, ranked = st.tabs(["Each pair", "In order"])
    drawn: tuple[tuple[Any, str, Any], ...] = (
        (each, "compare-divergence", charts.divergence_heatmap),
        (ranked, "compare-pairs", charts.divergence_pairs),
    )
    for tab, name, draw in drawn:
        with tab:
            made = partial(draw, divergence, fetched.shown, basis=fetched.basis)
            shown = drawing.Shown(name, made, divergence, fetched.table, fetched.selection)
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
        "The sentences in which the two differ most: on each side those that speak most surely."
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
    sentences.show(mine, fetched.selection, actor=actor, target=target)


def _in_words(rows: DataFrame) -> str:
    row = rows.iloc[0].to_dict()
    said = charts.verdict(row).value
    if charts.verdict(row).placed:
        said += (
            f", {signed(row['position'])} (90% interval {signed(row['low'])} to "
            f"{signed(row['high'])})"
        )
    documents = counted(row["n_documents"], "document")
    return f"{said} · {counted(row['n'], 'statement')} in {documents}"


def _bars(fetched: _Fetched) -> None:
    st.header("What each said", anchor=False)
    positions = fetched.positions
    draw = partial(charts.stance_bars, positions, fetched.shown, basis=fetched.basis)
    shown = drawing.Shown("compare-stances", draw, positions, fetched.table, fetched.selection)
    part = drawing.chart(shown, clickable=True)
    if part:
        chosen: dict[str, Any] = dict(zip(("actor", "target", "stance"), part, strict=True))
        st.switch_page(
            "stance/app/evidence.py", query_params=filters.query(fetched.selection, **chosen)
        )


if __name__ == "__main__":
    opening.opened(page)
