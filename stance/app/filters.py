"""Filters that several pages offer, alike everywhere; each lives in the address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stance.app import address, cache

if TYPE_CHECKING:
    from stance.codebook import Codebook


def actors(page: str, book: Codebook) -> tuple[str, ...]:
    """The chosen actors by key; none chosen means all."""
    return address.several(page, "actor", "Actor", {one.key: one.name for one in book.actors})


def targets(page: str, book: Codebook) -> tuple[str, ...]:
    """The chosen targets by key; none chosen means all."""
    return address.several(page, "target", "Target", {one.key: one.name for one in book.targets})


def sources(page: str, version: str) -> tuple[str, ...]:
    """The chosen outlets of the store; none chosen means all."""
    outlets = sorted(set(cache.documents(version)["source"]) - {""})
    return address.several(page, "source", "Source", {one: one for one in outlets})


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
