"""Overview: where everybody stands, how far apart they are, and the newest evidence."""

from __future__ import annotations

import streamlit as st

from stance import charts
from stance.app import cache, frame
from stance.domain import Selection


def page() -> None:
    book = cache.codebook()
    version = cache.store().version()
    sources = sorted(set(cache.documents(version)["source"]) - {""})
    chosen = (
        st.multiselect("Sources", sources, key="source", bind="query-params", placeholder="All")
        if len(sources) > 1
        else []
    )
    selection = Selection(sources=tuple(chosen))
    table = cache.predictions(selection, version)
    if table.empty:
        st.header("Nothing to show yet")
        st.write("Add an article or a statement, and the actors' positions appear here.")
        st.page_link("stance/app/sources.py", label="Add a text", icon=":material/add:")
        st.stop()
    positions = cache.positions(selection, version)
    basis = charts.Basis.of(table)
    st.header(frame.literal(charts.headline(positions, book)))
    st.caption(
        "Each cell: position from −1 (against) to +1 (in favor) with a 90% interval, and what it "
        "rests on. Grey: no evidence. Hatched: on record without a side. Pale: the interval "
        "crosses zero, so the side is not settled. Click a cell to read its sentences."
    )
    cell = frame.chart(
        charts.stance_matrix(positions, book, basis=basis, theme=frame.theme()),
        "matrix", positions, alt="Position of each actor on each target", click=True,
    )  # fmt: skip
    if cell:
        _to_evidence(*cell[:2])
    _apart(selection, version, basis)
    st.subheader("Every statement")
    mark = frame.chart(
        charts.evidence_strip(table, book, basis=basis, theme=frame.theme()),
        "evidence", table, alt="Every statement by actor and target", click=True,
    )  # fmt: skip
    if mark:
        _to_evidence(*mark[2:4])


def _to_evidence(actor: str, target: str) -> None:
    """Open the sentences of a cell; addresses hold the names that the page's lists show."""
    book = cache.codebook()
    wanted = {"actor": book.actor(actor).name, "target": book.target(target).name}
    st.switch_page("stance/app/evidence.py", query_params=wanted)


def _apart(selection: Selection, version: str, basis: charts.Basis) -> None:
    book = cache.codebook()
    divergence = cache.divergence(selection, version)
    st.subheader(frame.literal(charts.apart(divergence, book)))
    st.caption(
        "Divergence runs from 0 (the same) to 1 (opposite ends). Few statements make wide "
        "intervals; a pair counts as clearly apart only when nine in ten draws say so."
    )
    matrix, pairs = st.tabs(["By pair of actors", "Ranked"])
    with matrix:
        frame.chart(
            charts.divergence_heatmap(divergence, book, basis=basis, theme=frame.theme()),
            "divergence", divergence, alt="Divergence of each pair of actors",
        )  # fmt: skip
    with pairs:
        frame.chart(
            charts.divergence_pairs(divergence, book, basis=basis, theme=frame.theme()),
            "pairs", divergence, alt="Pairs of actors with intervals",
        )  # fmt: skip


if __name__ == "__main__":
    frame.guarded(page)
