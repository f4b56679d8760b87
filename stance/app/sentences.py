"""Statements as a list: what was said, how sure the model is, and the way to its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st
from pandas import NaT

from stance import charts, measures
from stance.app import filters, frame
from stance.charts.lettering import counted, day
from stance.domain import Selection

if TYPE_CHECKING:
    from pandas import DataFrame

#: Statements of one list, and of each of two beside each other; the rest is on the page Evidence.
MOST, ABREAST = 10, 5
_KEY = ("document_id", "passage", "actor", "target")


def certain_first(table: DataFrame) -> DataFrame:
    """The statements of a canonical table, the one that the model is surest of first.

    Returns:
        The rows with a stance, with their probability of it as `sure`; equally sure ones stand in
        the table's order.
    """
    said = table[table["stance"] != ""]
    return said.assign(sure=measures.certainty(said)).sort_values(
        "sure", ascending=False, kind="stable"
    )


def show(table: DataFrame, selection: Selection, *, most: int = MOST, **chosen: str) -> None:
    """Show statements, surest first, each with a link to its place.

    Args:
        table: Rows of the canonical table, of one actor and one target.
        selection: What the page shows.
        most: How many at most.
        chosen: What else the page Evidence must filter by to list the same.
    """
    ordered = certain_first(table)
    if ordered.empty:
        st.info("Nothing was said here.")
        return
    for row in ordered.head(most).to_dict("records"):
        with st.container(border=True, gap="small"):
            _statement(row, selection)
    if len(ordered) > most:
        st.caption(f"The {most} surest of {counted(len(ordered), 'statement')}.")
    st.page_link(
        "stance/app/evidence.py",
        label="All statements of this actor on this target",
        icon=":material/list:",
        query_params=filters.query(selection, **chosen),
    )


def _statement(row: dict[str, Any], selection: Selection) -> None:
    sign, kind = charts.SIGNS[row["stance"]], charts.KINDS[row["stance"]]
    st.markdown(f"{sign} **{kind}**, {how_sure(row)}")
    st.text(row["text"])
    origin(row, selection)


def how_sure(row: Mapping[str, Any]) -> str:
    """How certain a row's label is, and whose it is, in words.

    >>> how_sure({"stance": "favor", "p_favor": 0.9, "reviewed": 0, "engine": "onnx"})
    '90% sure'
    """
    sure = row[f"p_{row['stance']}"]
    if row.get("reviewed") and sure in (0.0, 1.0):
        return "judged by a person"
    return f"{sure:.0%} sure"


def origin(row: Mapping[str, Any], selection: Selection) -> None:
    """Where and when a statement was made, and the link to its place."""
    place = "|".join(str(row[name]) for name in _KEY)
    with st.container(horizontal=True, vertical_alignment="center"):
        told = [row["source"], "" if row["published"] is NaT else day(row["published"])]
        st.caption(frame.literal(" · ".join(part for part in told if part)))
        st.page_link(
            "stance/app/evidence.py",
            label="Read it in its place",
            icon=":material/arrow_forward:",
            query_params=filters.query(
                selection, actor=row["actor"], target=row["target"], statement=place
            ),
        )
