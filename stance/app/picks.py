"""Filters of one value that live in the address: one of several, a day, a mark that was clicked.

They keep to what `stance.app.address` does for the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal

import streamlit as st

from stance.app import address
from stance.codebook import Codebook

_FIRST, _LAST = date(1900, 1, 1), date(2199, 12, 31)


def one(
    page: str,
    name: str,
    label: str,
    options: Mapping[str, str],
    *,
    default: str | None = None,
    **looks: Any,
) -> str | None:
    """A choice of one option.

    Args:
        page: As in `stance.app.address.follow`.
        name: The parameter.
        label: What stands above the widget.
        options: Words that a person reads, by the value in the address; "" is not written there.
        default: The option where the address names none of them. It is written into the address,
            so that a link that is sent shows the same even when the default becomes another.
        looks: `placeholder`, `help` and `width` of the widget.

    Returns:
        A key of `options`, or ``None`` where nothing is chosen.
    """
    key = f"{page}.{name}"
    if st.session_state.get(key) not in options:
        given = st.query_params.get(name)
        value = given if given in options else default
        if value and value != given:
            address.put(page, name, value)
        st.session_state[key] = value
    # Without a default the choice can be taken back.
    chosen: str | None = st.selectbox(
        label,
        list(options),
        index=None if default is None else 0,
        key=key,
        format_func=lambda value: options.get(value, value),
        on_change=_chosen,
        args=(page, name),
        **looks,
    )
    return chosen


def section(page: str, name: str, label: str, options: Mapping[str, str]) -> str:
    """One of the parts of a page, shown as a row of buttons; arguments as in `one`.

    Only the chosen part is made, unlike with tabs; the first option is the default.
    """
    key = f"{page}.{name}"
    if st.session_state.get(key) not in options:
        given = st.query_params.get(name, "")
        st.session_state[key] = given if given in options else next(iter(options))
    chosen = st.segmented_control(
        label,
        list(options),
        key=key,
        required=True,
        format_func=lambda value: options.get(value, value),
        label_visibility="collapsed",
        on_change=_chosen,
        args=(page, name),
    )
    return str(chosen) if chosen in options else next(iter(options))


def day(
    page: str, name: str, label: str, *, width: int | Literal["stretch"] = "stretch"
) -> date | None:
    """A day or none; arguments as in `one`."""
    key = f"{page}.{name}"
    widget = f"{key}.day"
    if key not in st.session_state:
        given = as_day(st.query_params.get(name, ""))
        st.session_state[key] = given.isoformat() if given else ""
        st.session_state[widget] = given
    elif widget not in st.session_state:
        st.session_state[widget] = as_day(st.session_state[key])
    picked: date | None = st.date_input(
        label,
        value=None,
        key=widget,
        min_value=_FIRST,
        max_value=_LAST,
        format="YYYY-MM-DD",
        on_change=_picked,
        args=(page, name, widget),
        width=width,
    )
    return picked


def as_day(text: str) -> date | None:
    """The day that an address names, if it names one of this or the last or next century.

    >>> as_day("2022-01-24"), as_day("yesterday"), as_day("0001-01-01")
    (datetime.date(2022, 1, 24), None, None)
    """
    try:
        named = date.fromisoformat(text)
    except ValueError:
        return None
    return named if _FIRST <= named <= _LAST else None


def clicked(page: str, name: str, mark: list[Any] | None) -> list[Any] | None:
    """A mark of a chart if it was clicked just now; a chart tells of an old click in every rerun.

    Args:
        page: As in `one`.
        name: The chart.
        mark: What `stance.app.frame.chart` gave.
    """
    key = f"{page}.clicked.{name}"
    before = st.session_state.get(key)
    st.session_state[key] = mark
    return None if mark == before else mark


def part(codebook: Codebook, actors: Sequence[str], targets: Sequence[str] = ()) -> Codebook:
    """The codebook with only what was chosen, so that no chart has a row for anything else.

    Args:
        codebook: All of it.
        actors: Keys; all if empty.
        targets: Keys; all if empty.
    """
    if not actors and not targets:
        return codebook
    return Codebook(
        tuple(one for one in codebook.actors if not actors or one.key in actors),
        tuple(one for one in codebook.targets if not targets or one.key in targets),
    )


def _chosen(page: str, name: str) -> None:
    value = st.session_state[f"{page}.{name}"]
    if value is None:
        address.clear(page, (name,))
    else:
        address.put(page, name, value)


def _picked(page: str, name: str, widget: str) -> None:
    value = st.session_state[widget]
    address.put(page, name, value.isoformat() if value else "")
