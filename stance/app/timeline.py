"""Timeline: where everybody stood on one target, and when that changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st
from pandas import Timedelta, Timestamp

from stance import charts, measures
from stance.app import address, cache, drawing, filters, opening, picks, sentences, terms
from stance.charts.lettering import counted, day
from stance.domain import Selection

if TYPE_CHECKING:
    from pandas import DataFrame

    from stance.codebook import Codebook

_PAGE = "timeline"
#: The target is one, and has a parameter of its own.
_FILTERS = tuple(name for name in filters.NAMES if name != "target")
_VIEWS = {"": "Positions", "statements": "Statements"}
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
        filters.nothing_fits(_PAGE, _FILTERS)
        return
    steps = cache.timeline(view.selection, view.step, version)
    _draw(steps, table, view)
    _read(steps, table, view)


def _nothing_yet() -> None:
    st.title("Nothing to show over time yet", anchor=False)
    st.write(
        "Add texts with their day of publication. This page then shows where everybody stood, "
        "week by week or month by month, and whether anybody changed sides."
    )
    st.page_link("stance/app/sources.py", label="Add a text", icon=":material/add:")


def _ask(book: Codebook, version: str) -> _View:
    narrowed = st.query_params.get_all("target")
    address.follow(_PAGE, ("on", *_FILTERS, "step", "view", "at"))
    heading, first, second = st.columns([6, 3, 2], vertical_alignment="bottom")
    with heading:
        st.title("How positions moved", anchor=False, help=terms.POSITION)
    with first:
        names = {one.key: one.name for one in book.targets}
        default = _default(book, version, narrowed)
        target = picks.one(_PAGE, "on", "Target", names, default=default) or default
    with second:
        length = picks.one(_PAGE, "step", "Step", _STEPS, default="") or ""
    asked = filters.bar(_PAGE, version, without=("target",))
    return _View(target, length, replace(asked, targets=(target,)))


def _default(book: Codebook, version: str, narrowed: list[str]) -> str:
    """The target that the address names, or the only one that other pages are narrowed to."""
    known = {one.key for one in book.targets}
    named = [st.query_params.get("on", ""), *(narrowed or address.kept("target"))]
    found = [one for one in named if one in known]
    return found[0] if found else _busiest(book, version)


def _busiest(book: Codebook, version: str) -> str:
    """The target with the most statements; the first of the codebook if there are none."""
    every = cache.predictions(Selection(), version)
    counts = every.loc[every["stance"] != "", "target"].value_counts().to_dict()
    return max(book.targets, key=lambda one: counts.get(one.key, 0)).key


def _draw(steps: DataFrame, table: DataFrame, view: _View) -> None:
    """The chart; a click on it leads to the evidence of its days."""
    shown = picks.part(cache.codebook(), view.selection.actors, (view.target,))
    basis = charts.Basis.of(table)
    if picks.section(_PAGE, "view", "What to draw", _VIEWS) == "statements":
        draw = partial(charts.evidence_ticks, table, shown, basis=basis)
        name, numbers = "timeline-statements", table
    else:
        draw = partial(charts.position_lines, steps, shown, statements=table, basis=basis)
        name, numbers = "timeline", steps
    mark = drawing.chart(drawing.Shown(name, draw, numbers, table, view.selection), clickable=True)
    if mark:
        actor, first, last = mark[1:4]
        chosen = filters.query(view.selection, actor=actor, since=first, until=last)
        st.switch_page("stance/app/evidence.py", query_params=chosen)


def _read(steps: DataFrame, table: DataFrame, view: _View) -> None:
    """The statements of one actor in one step or on one day."""
    st.header("What was said", anchor=False)
    known = {one.key: one.name for one in cache.codebook().actors}
    places = _places(steps, known)
    given = st.query_params.get("at", "")
    if given not in places:
        places |= _place(given, known)
    asked = "Choose here to read on this page, or click a point of the chart"
    when = picks.one(_PAGE, "at", "Actor and time", places, placeholder=asked)
    if when is None:
        return
    actor, first, last = when.split("|")
    mine = table[
        (table["actor"] == actor)
        & (table["published"] >= Timestamp(first))
        & (table["published"] < Timestamp(last) + Timedelta(days=1))
    ]
    sentences.show(mine, view.selection, actor=actor, since=first, until=last)


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
