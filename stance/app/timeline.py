"""Timeline: where everybody stood on one target, and when that changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st
from pandas import Timedelta, Timestamp

from stance import charts, measures
from stance.app import address, cache, filters, frame, opening, picks, sentences
from stance.charts.lettering import counted, day
from stance.domain import Selection

if TYPE_CHECKING:
    from pandas import DataFrame

    from stance.codebook import Codebook

_PAGE = "timeline"
_FILTERS = ("actor", "source", "since", "until", "step")
_STEPS = {"": "As it fits"} | {name: f"{name.capitalize()}s" for name in measures.STEPS}


@dataclass(frozen=True, slots=True)
class _View:
    """What the page was asked for."""

    target: str
    step: str
    selection: Selection


def page() -> None:
    version = cache.store().version()
    if cache.documents(version).empty:
        _nothing_yet()
        return
    book = cache.codebook()
    view = _ask(book, version)
    table = cache.predictions(view.selection, version)
    if not (table["stance"] != "").any():
        st.info("No statement fits this choice. Take a filter away to see more.")
        st.button("Clear the filters", on_click=address.clear, args=(_PAGE, _FILTERS))
        return
    steps = cache.timeline(view.selection, view.step, version)
    _draw(steps, table, view)
    _read(steps, table, view)


def _nothing_yet() -> None:
    st.title("No time to show yet", anchor=False)
    st.write(
        "Add texts with their day of publication. This page then shows where everybody stood, "
        "week by week or month by month, and whether anybody changed sides."
    )
    st.page_link("stance/app/sources.py", label="Add a text", icon=":material/add:")


def _ask(book: Codebook, version: str) -> _View:
    address.follow(_PAGE, ("target", *_FILTERS, "at"))
    heading, first = st.columns([6, 4], vertical_alignment="bottom")
    with heading:
        st.title("How positions moved", anchor=False)
    with first:
        names = {one.key: one.name for one in book.targets}
        default = st.query_params.get("target", "")
        if default not in names:
            default = _busiest(book, version)
        target = picks.one(_PAGE, "target", "Target", names, default=default) or default
    actor, source, step, since, until = st.columns([3, 3, 2, 2, 2], vertical_alignment="bottom")
    with actor:
        actors = filters.actors(_PAGE, book)
    with source:
        sources = filters.sources(_PAGE, version)
    with step:
        length = picks.one(_PAGE, "step", "Steps", _STEPS, default="") or ""
    with since:
        begin = picks.day(_PAGE, "since", "From")
    with until:
        end = picks.day(_PAGE, "until", "Until")
    selection = Selection(actors=actors, targets=(target,), sources=sources, since=begin, until=end)
    return _View(target, length, selection)


def _busiest(book: Codebook, version: str) -> str:
    """The target with the most statements; the first of the codebook if there are none."""
    every = cache.predictions(Selection(), version)
    counts = every.loc[every["stance"] != "", "target"].value_counts().to_dict()
    return max(book.targets, key=lambda one: counts.get(one.key, 0)).key


def _draw(steps: DataFrame, table: DataFrame, view: _View) -> None:
    """The chart; a click on it is written into the address."""
    figure = charts.position_lines(
        steps,
        picks.part(cache.codebook(), view.selection.actors, (view.target,)),
        statements=table,
        basis=charts.Basis.of(table),
        theme=frame.theme(),
    )
    mark = frame.chart(frame.Shown(figure, "timeline", steps), clickable=True)
    if new := picks.clicked(_PAGE, "timeline", mark):
        address.put(_PAGE, "at", "|".join(new[1:]))


def _read(steps: DataFrame, table: DataFrame, view: _View) -> None:
    """The statements of one actor in one step or on one day."""
    st.header("What was said", anchor=False)
    known = {one.key: one.name for one in cache.codebook().actors}
    places = _places(steps, known)
    given = st.query_params.get("at", "")
    if given not in places:
        places |= _place(given, known)
    asked = "Click a point of the chart, or choose here"
    when = picks.one(_PAGE, "at", "Actor and time", places, placeholder=asked)
    if when is None:
        return
    actor, first, last = when.split("|")
    mine = table[
        (table["actor"] == actor)
        & (table["published"] >= Timestamp(first))
        & (table["published"] < Timestamp(last) + Timedelta(days=1))
    ]
    same = {"actor": actor, "target": view.target, "source": view.selection.sources}
    sentences.show(mine, same)


def _places(steps: DataFrame, known: Mapping[str, str]) -> dict[str, str]:
    """What can be read, in words, by its value in the address."""
    drawn = steps[steps["start"].notna() & (steps["n"] > 0) & steps["actor"].isin(list(known))]
    return {
        f"{row['actor']}|{row['start']:%Y-%m-%d}|{row['end']:%Y-%m-%d}": (
            f"{known[row['actor']]}, {charts.span(row['step'], row['start'])}"
            f" ({counted(row['n'], 'statement')})"
        )
        for row in drawn.to_dict("records")
    }


def _place(given: str, known: Mapping[str, str]) -> dict[str, str]:
    """The same of an address that names something else, such as one day; nothing if it is none."""
    actor, _, days = given.partition("|")
    first, last = (picks.as_day(one) for one in (*days.split("|"), "")[:2])
    if actor not in known or not first or not last or given.count("|") != 2:
        return {}
    span = day(first) if first == last else f"{day(first)} to {day(last)}"
    return {given: f"{known[actor]}, {span}"}


if __name__ == "__main__":
    opening.opened(page)
