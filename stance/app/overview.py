"""Overview: where everybody stands, how far apart they are, and the newest evidence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from stance import charts, export
from stance.app import address, cache, drawing, filters, frame, opening, picks, sentences, terms
from stance.domain import Selection

if TYPE_CHECKING:
    from pandas import DataFrame

    from stance.codebook import Codebook

_PAGE = "overview"
_PAIRS = {"": "Each pair", "order": "In order"}
_SAID = {"": "The newest", "every": "Every one, along time"}
_NEWEST = 5
#: Targets told in words beside each other.
_ABREAST = 3


@dataclass(frozen=True, slots=True)
class _Fetched:
    """What the page shows, fetched once."""

    selection: Selection
    shown: Codebook
    table: DataFrame
    basis: charts.Basis

    def of(self, name: str, draw: Callable[..., Any], table: DataFrame) -> drawing.Shown:
        """A chart of these statements."""
        return drawing.Shown(name, draw, table, self.table, self.selection)


def page() -> None:
    version = cache.store().version()
    if cache.documents(version).empty:
        _nothing_yet()
        return
    address.follow(_PAGE, (*filters.NAMES, "pairs", "said"))
    st.title("Where they stand", anchor=False, help=terms.POSITION)
    selection = filters.bar(_PAGE, version)
    table = cache.predictions(selection, version)
    if table.empty:
        filters.nothing_fits(_PAGE)
        return
    fetched = _Fetched(
        selection,
        picks.part(cache.codebook(), selection.actors, selection.targets),
        table,
        charts.Basis.of(table),
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(frame.literal(f"{fetched.basis.evidence} · {fetched.basis.review}"))
        _report(fetched, version)
    _stand(fetched, version)
    _apart(fetched, version)
    _statements(fetched)


def _nothing_yet() -> None:
    st.title("Nothing to show yet", anchor=False)
    st.write(
        "Add an article or an official statement. The program finds who takes a position in it, "
        "on what, and which sentence says so; this page then shows where everybody stands."
    )
    st.page_link("stance/app/sources.py", label="Add a text", icon=":material/add:")


def _report(fetched: _Fetched, version: str) -> None:
    """A briefing of what the page shows, in one click."""
    with st.popover("Report", icon=":material/description:", type="tertiary"):
        st.caption("A briefing of this choice: findings, charts, tables, sentences, limits")
        with st.container(horizontal=True):
            for kind in export.REPORT_FORMATS:
                frame.download("report", kind, partial(_briefing, fetched, version, kind))


def _briefing(fetched: _Fetched, version: str, kind: str) -> bytes:
    made = export.report(
        fetched.table,
        fetched.shown,
        selection=fetched.selection,
        documents=cache.documents(version),
    )
    return export.report_bytes(made, kind)


def _stand(fetched: _Fetched, version: str) -> None:
    book = fetched.shown
    positions = cache.positions(fetched.selection, version)
    shown = charts.findings(positions, book)
    for first in range(0, len(shown), _ABREAST):
        row = shown[first : first + _ABREAST]
        for column, finding in zip(st.columns(min(_ABREAST, len(shown))), row, strict=False):
            with column:
                _in_words(finding, book.target(finding.target).name)
    draw = partial(charts.stance_matrix, positions, book, basis=fetched.basis)
    cell = drawing.chart(fetched.of("positions", draw, positions), clickable=True)
    if cell:
        here = positions[(positions["actor"] == cell[0]) & (positions["target"] == cell[1])]
        # Where nobody took a position, what there is to read are the mentions.
        silent = "" if here["n"].sum() else "1"
        _to_evidence(fetched, actor=cell[0], target=cell[1], abstentions=silent)


def _in_words(finding: charts.Finding, name: str) -> None:
    st.header(frame.literal(name), anchor=False)
    lines = [f"**Clear:** {frame.literal(finding.clear)}."] if finding.clear else []
    if finding.leaning:
        lines.append(f"**Not settled:** {frame.literal(finding.leaning)}.")
    if finding.neutral:
        lines.append(f"**Takes no side:** {frame.literal(', '.join(finding.neutral))}.")
    if finding.silent:
        lines.append(f"**No position found:** {frame.literal(', '.join(finding.silent))}.")
    st.markdown("  \n".join(lines))


def _apart(fetched: _Fetched, version: str) -> None:
    divergence = cache.divergence(fetched.selection, version)
    st.header("How far apart", anchor=False, help=terms.APART)
    ranked = picks.section(_PAGE, "pairs", "How to show the pairs", _PAIRS) == "order"
    draw: Any = charts.divergence_pairs if ranked else charts.divergence_heatmap
    made = partial(draw, divergence, fetched.shown, basis=fetched.basis)
    name = "pairs" if ranked else "divergence"
    pair = drawing.chart(fetched.of(name, made, divergence), clickable=True)
    if pair:
        _to_evidence(fetched, target=pair[0], actor=tuple(pair[1:3]))


def _statements(fetched: _Fetched) -> None:
    table = fetched.table
    st.header("Statements", anchor=False)
    if picks.section(_PAGE, "said", "Which statements", _SAID) == "every":
        draw = partial(charts.evidence_strip, table, fetched.shown, basis=fetched.basis)
        mark = drawing.chart(fetched.of("statements", draw, table), clickable=True)
        if mark:
            chosen = "|".join(str(part) for part in mark)
            _to_evidence(fetched, actor=mark[2], target=mark[3], statement=chosen, abstentions="1")
        return
    newest = table[table["stance"] != ""].sort_values("published", na_position="first")
    for row in newest.tail(_NEWEST).iloc[::-1].to_dict("records"):
        with st.container(border=True, gap="small"):
            _newest(row, fetched)


def _newest(row: dict[str, Any], fetched: _Fetched) -> None:
    who, on = cache.name(row["actor"]), cache.name(row["target"])
    with st.container(horizontal=True, vertical_alignment="center"):
        sign = charts.SIGNS[row["stance"]]
        st.markdown(
            f"**{frame.literal(who)}** {sign} {charts.KINDS[row['stance']].lower()} · "
            f"{frame.literal(on)}"
        )
    st.text(row["text"])
    sentences.origin(row, fetched.selection)


def _to_evidence(fetched: _Fetched, **chosen: str | tuple[str, ...]) -> None:
    st.switch_page(
        "stance/app/evidence.py", query_params=filters.query(fetched.selection, **chosen)
    )


if __name__ == "__main__":
    opening.opened(page)
