"""Filters that live in the address of the page, so that a view can be kept and sent.

A widget starts from the address and writes every change back to it. Values in the address are
codebook keys and plain words, never labels, so a link outlives a change of name. The address of
a page one comes back to in the same session is restored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

import streamlit as st

_SEEN, _KEPT = "address.seen", "address.kept"
#: Pixels of a chosen option beside its letters, of a letter, and the most that a widget gets.
_ROUND, _LETTER, _WIDEST = 118, 7, 280


def follow(page: str, names: Iterable[str]) -> None:
    """Begin a page: its widgets take what the address says if that changed from outside.

    Args:
        page: The page's word, in front of the keys of its widgets.
        names: The parameters that this page knows.
    """
    names = tuple(names)
    kept: dict[str, list[str]] = st.session_state.setdefault(_KEPT, {})
    arrived = st.session_state.get(_SEEN, ("", {}))[0] != page
    if arrived and not any(name in st.query_params for name in names):
        for name in names:
            if kept.get(name):
                st.query_params[name] = kept[name]
    now = {name: st.query_params.get_all(name) for name in names}
    if st.session_state.get(_SEEN) != (page, now):
        for name in names:
            st.session_state.pop(_key(page, name), None)
    kept.update(now)
    st.session_state[_SEEN] = (page, now)


def kept(name: str) -> list[str]:
    """What a parameter was when it was last in an address of this session."""
    found: dict[str, list[str]] = st.session_state.get(_KEPT, {})
    return list(found.get(name, []))


def several(
    page: str,
    name: str,
    label: str,
    options: Mapping[str, str],
    *,
    help_text: str | None = None,
    width: int | Literal["stretch"] = "stretch",
) -> tuple[str, ...]:
    """A choice of any number of options; none chosen is the same as all.

    Args:
        page: As in `follow`.
        name: The parameter.
        label: What stands above the widget.
        options: Words that a person reads, by the value in the address.
        help_text: What the label means.
        width: In pixels; more where a chosen option would be cut off.
    """
    key = _key(page, name)
    if key not in st.session_state:
        given = st.query_params.get_all(name)
        st.session_state[key] = [value for value in dict.fromkeys(given) if value in options]
    if width != "stretch":
        longest = max((len(options.get(one, one)) for one in st.session_state[key]), default=0)
        width = max(width, min(_WIDEST, _ROUND + _LETTER * longest)) if longest else width
    chosen: list[str] = st.multiselect(
        label,
        list(options),
        key=key,
        format_func=lambda value: options.get(value, value),
        placeholder="All",
        help=help_text,
        on_change=_write,
        args=(page, name),
        width=width,
    )
    return tuple(chosen)


def words(
    page: str,
    name: str,
    label: str,
    *,
    placeholder: str = "",
    width: int | Literal["stretch"] = "stretch",
) -> str:
    """A line of text; arguments as in `several`."""
    key = _key(page, name)
    if key not in st.session_state:
        st.session_state[key] = st.query_params.get(name, "")
    written = st.text_input(
        label,
        key=key,
        placeholder=placeholder,
        on_change=_write,
        args=(page, name),
        width=width,
    )
    return str(written or "").strip()


def switch(page: str, name: str, label: str, *, help_text: str | None = None) -> bool:
    """A setting that is off unless the address turns it on; arguments as in `several`."""
    key = _key(page, name)
    if key not in st.session_state:
        st.session_state[key] = st.query_params.get(name) == "1"
    return bool(st.toggle(label, key=key, help=help_text, on_change=_write, args=(page, name)))


def put(page: str, name: str, value: str) -> None:
    """Write a value that is no widget's into the address."""
    st.session_state[_key(page, name)] = value
    _write(page, name)


def clear(page: str, names: Iterable[str]) -> None:
    """Forget the filters of a page; to be used as a callback."""
    for name in names:
        st.session_state.pop(_key(page, name), None)
        st.query_params.pop(name, None)
        st.session_state[_KEPT].pop(name, None)


def _write(page: str, name: str) -> None:
    value = st.session_state[_key(page, name)]
    values = ["1"] if value is True else [value] if isinstance(value, str) else list(value or [])
    values = [one for one in values if one]
    if values:
        st.query_params[name] = values
    else:
        st.query_params.pop(name, None)
    st.session_state[_KEPT][name] = values
    seen_page, seen = st.session_state[_SEEN]
    st.session_state[_SEEN] = (seen_page, seen | {name: values})


def _key(page: str, name: str) -> str:
    return f"{page}.{name}"
