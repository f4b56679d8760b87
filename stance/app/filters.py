"""Filters that the pages offer, alike everywhere; each lives in the address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

from stance.app import address, cache, picks, terms
from stance.domain import Labels, Selection

if TYPE_CHECKING:
    from stance.codebook import Codebook

#: The parameters of the filters that every page has which shows data.
NAMES = ("actor", "target", "source", "since", "until", "sure", "labels")
_LABELS: Mapping[str, str] = {
    "": "As the model said",
    Labels.CORRECTED.value: "Corrected by people",
    Labels.REVIEWED.value: "Reviewed only",
}
_SURE: Mapping[str, str] = {"": "Any"} | {str(one): f"{one}%" for one in (50, 60, 70, 80, 90, 95)}
#: Widths in pixels: all seven stand in one line of the widest page.
_WIDE, _NARROW, _DAY, _WORDS = 148, 92, 146, 172


def bar(page: str, version: str, *, without: tuple[str, ...] = ()) -> Selection:
    """The filters in one line, or in as many as a narrow page needs.

    Args:
        page: As in `stance.app.address.follow`.
        version: Of the store.
        without: Filters that this page does not have.
    """
    book = cache.codebook()
    names = [name for name in NAMES if name not in without]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        selection = Selection(
            actors=actors(page, book, width=_WIDE) if "actor" in names else (),
            targets=targets(page, book, width=_WIDE) if "target" in names else (),
            sources=sources(page, version, width=_WIDE),
            since=picks.day(page, "since", "From", width=_DAY),
            until=picks.day(page, "until", "Until", width=_DAY),
            sure=_sure(page) if "sure" in names else 0.0,
            labels=_labels(page) if "labels" in names else Labels.MODEL,
        )
        if any(st.query_params.get(name) for name in names):
            clear(page, names)
    return selection


def clear(page: str, names: list[str] | tuple[str, ...] = NAMES) -> None:
    """A button that takes all filters away."""
    st.button(
        "Clear",
        key=f"{page}.clear",
        on_click=address.clear,
        args=(page, tuple(names)),
        type="tertiary",
        icon=":material/close:",
        help="Take all filters away.",
    )


def nothing_fits(page: str, names: tuple[str, ...] = NAMES) -> None:
    """Say that the filters leave nothing, and offer to take them away."""
    st.info("No statement fits this choice. Take a filter away to see more.")
    st.button(
        "Clear the filters",
        key=f"{page}.clear_all",
        on_click=address.clear,
        args=(page, names),
    )


def query(selection: Selection, **more: str | tuple[str, ...]) -> dict[str, str | list[str]]:
    """A selection as parameters of an address, for links that keep the filters.

    Args:
        selection: What the page shows.
        more: Parameters in place of the selection's, or beside them; empty ones are left out.

    >>> query(Selection(actors=("US", "UK"), sure=0.8), actor="UK")
    {'actor': 'UK', 'sure': '80'}
    """
    given: dict[str, str | tuple[str, ...]] = {
        "actor": selection.actors,
        "target": selection.targets,
        "source": selection.sources,
        "since": selection.since.isoformat() if selection.since else "",
        "until": selection.until.isoformat() if selection.until else "",
        "sure": f"{selection.sure * 100:.0f}" if selection.sure else "",
        "labels": "" if selection.labels == Labels.MODEL else selection.labels.value,
    }
    return {
        name: value if isinstance(value, str) else list(value)
        for name, value in (given | more).items()
        if value
    }


def actors(page: str, book: Codebook, width: Any = "stretch") -> tuple[str, ...]:
    """The chosen actors by key; none chosen means all."""
    options = {one.key: one.name for one in book.actors}
    return address.several(page, "actor", "Actor", options, help_text=terms.ACTOR, width=width)


def targets(page: str, book: Codebook, width: Any = "stretch") -> tuple[str, ...]:
    """The chosen targets by key; none chosen means all."""
    options = {one.key: one.name for one in book.targets}
    return address.several(page, "target", "Target", options, help_text=terms.TARGET, width=width)


def sources(page: str, version: str, width: Any = "stretch") -> tuple[str, ...]:
    """The chosen outlets of the store; none chosen means all."""
    outlets = sorted(set(cache.documents(version)["source"]) - {""})
    options = {one: one for one in outlets}
    return address.several(page, "source", "Source", options, width=width)


def _sure(page: str) -> float:
    chosen = picks.one(
        page,
        "sure",
        "Certainty",
        _SURE,
        default="",
        help=terms.CERTAINTY,
        width=_NARROW,
    )
    return float(chosen) / 100 if chosen else 0.0


def _labels(page: str) -> Labels:
    chosen = picks.one(
        page,
        "labels",
        "Answers",
        _LABELS,
        default="",
        help=terms.ANSWERS,
        width=_WORDS,
    )
    return Labels(chosen) if chosen else Labels.MODEL


def holder(place: Any, book: Codebook, key: str) -> str | None:
    """Whose words a text is, where a person says so; not part of the address.

    Args:
        place: Where the widget goes, such as a column.
        book: Whose actors can be chosen.
        key: The widget's key in the session.
    """
    names = {one.key: one.name for one in book.actors}
    chosen: str | None = place.selectbox(
        "Whose words",
        list(names),
        index=None,
        key=key,
        format_func=lambda actor: names.get(actor, actor),
        placeholder="As the text says",
        help="For a statement or speech: every position in it is then that actor's.",
    )
    return chosen
