"""Overview: where everybody stands, how far apart they are, and the newest evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from stance import charts
from stance.app import address, cache, filters, frame, opening, sentences
from stance.domain import Selection

if TYPE_CHECKING:
    from stance.codebook import Codebook

_PAGE = "overview"
_NEWEST = 5


def page() -> None:
    version = cache.store().version()
    if cache.documents(version).empty:
        _nothing_yet()
        return
    book = cache.codebook()
    selection = _ask(book, version)
    table = cache.predictions(selection, version)
    basis = charts.Basis.of(table)
    st.caption(frame.literal(basis.evidence))
    if table.empty:
        st.info("No statement fits this choice. Take a filter away to see more.")
        return
    _stand(selection, version, basis)
    _apart(selection, version, basis)
    _statements(selection, version, basis)


def _nothing_yet() -> None:
    st.title("Nothing to show yet", anchor=False)
    st.write(
        "Add an article or an official statement. The program finds who takes a position in it, "
        "on what, and which sentence says so; this page then shows where everybody stands."
    )
    st.page_link("stance/app/sources.py", label="Add a text", icon=":material/add:")


def _ask(book: Codebook, version: str) -> Selection:
    address.follow(_PAGE, ("target", "source"))
    title, target, source = st.columns([4, 3, 3], vertical_alignment="bottom")
    with title:
        st.title("Where they stand", anchor=False)
    with target:
        targets = filters.targets(_PAGE, book)
    with source:
        sources = filters.sources(_PAGE, version)
    return Selection(targets=targets, sources=sources)


def _stand(selection: Selection, version: str, basis: charts.Basis) -> None:
    book = cache.codebook()
    positions = cache.positions(selection, version)
    shown = [one for one in charts.findings(positions, book) if _wanted(one.target, selection)]
    for column, finding in zip(st.columns(len(shown), gap="medium"), shown, strict=True):
        with column:
            _in_words(finding, book.target(finding.target).name)
    figure = charts.stance_matrix(
        positions, book, basis=basis, theme=frame.theme(), targets=selection.targets
    )
    cell = frame.chart(frame.Shown(figure, "positions", positions), clickable=True)
    if cell:
        here = positions[(positions["actor"] == cell[0]) & (positions["target"] == cell[1])]
        # Where nobody took a position, what there is to read are the mentions.
        silent = {} if here["n"].sum() else {"abstentions": "1"}
        _to_evidence(actor=cell[0], target=cell[1], **silent)


def _in_words(finding: charts.Finding, name: str) -> None:
    st.subheader(frame.literal(name), anchor=False)
    lines = [f"**Clear:** {frame.literal(finding.clear)}."] if finding.clear else []
    if finding.leaning:
        lines.append(f"**Not settled:** {frame.literal(finding.leaning)}.")
    if finding.neutral:
        lines.append(f"**Takes no side:** {frame.literal(', '.join(finding.neutral))}.")
    if finding.silent:
        lines.append(f"**No position found:** {frame.literal(', '.join(finding.silent))}.")
    st.markdown("  \n".join(lines))


def _apart(selection: Selection, version: str, basis: charts.Basis) -> None:
    book = cache.codebook()
    divergence = cache.divergence(selection, version)
    st.header("How far apart", anchor=False)
    by_pair, ranked = st.tabs(["Each pair", "In order"])
    drawn: tuple[tuple[Any, str, Any], ...] = (
        (by_pair, "divergence", charts.divergence_heatmap),
        (ranked, "pairs", charts.divergence_pairs),
    )
    for tab, name, draw in drawn:
        with tab:
            figure = draw(divergence, book, basis=basis, theme=frame.theme())
            pair = frame.chart(frame.Shown(figure, name, divergence), clickable=True)
            if pair:
                _to_evidence(target=pair[0], actor=pair[1:3])


def _statements(selection: Selection, version: str, basis: charts.Basis) -> None:
    book = cache.codebook()
    table = cache.predictions(selection, version)
    st.header("Every statement", anchor=False)
    figure = charts.evidence_strip(table, book, basis=basis, theme=frame.theme())
    mark = frame.chart(frame.Shown(figure, "statements", table), clickable=True)
    if mark:
        chosen = "|".join(str(part) for part in mark)
        _to_evidence(actor=mark[2], target=mark[3], statement=chosen, abstentions="1")
    st.header("Newest statements", anchor=False)
    newest = table[table["stance"] != ""].sort_values("published", na_position="first")
    for row in newest.tail(_NEWEST).iloc[::-1].to_dict("records"):
        with st.container(border=True, gap="small"):
            _newest(row, book)


def _newest(row: dict[str, Any], book: Codebook) -> None:
    who, on = book.actor(row["actor"]).name, book.target(row["target"]).name
    with st.container(horizontal=True, vertical_alignment="center"):
        sign = charts.SIGNS[row["stance"]]
        st.markdown(
            f"**{frame.literal(who)}** {sign} {charts.KINDS[row['stance']].lower()} · "
            f"{frame.literal(on)}"
        )
    st.text(row["text"])
    sentences.origin(row)


def _to_evidence(**filters: Any) -> None:
    st.switch_page("stance/app/evidence.py", query_params=filters)


def _wanted(target: str, selection: Selection) -> bool:
    return not selection.targets or target in selection.targets


if __name__ == "__main__":
    opening.opened(page)
