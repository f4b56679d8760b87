"""What the members of a bloc say for themselves, each as an actor of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from stance.domain import MEMBER, Actor


def members(frame: pd.DataFrame, bloc: Actor) -> tuple[pd.DataFrame, tuple[Actor, ...]]:
    """The rows that are a bloc's members', each given to the member that the sentence names.

    A row is a member's when its `attribution` opens with ``member:``. Which member it is, is told
    by the first of the bloc's `members` in the sentence; names that stand one after the other in
    that list and begin alike ("Poland", "Polish") are one member, called by the first of them.
    Rows whose sentence names none are left out, for they cannot be told apart.

    Args:
        frame: The canonical prediction table.
        bloc: The bloc, with its `members`.

    Returns:
        These rows with a key of the member's own as `actor` and without the mark, and an actor for
        each member in the order of the bloc's list.

    >>> bloc = Actor("EU", "European Union", members=("Poland", "Polish", "Sweden"))
    >>> rows = pd.DataFrame({"actor": "EU", "attribution": ["member:said", "said", "member:acts"],
    ...     "text": ["Polish ministers agreed.", "The EU agreed.", "Sweden refused."]})
    >>> mine, actors = members(rows, bloc)
    >>> mine["actor"].tolist(), [one.name for one in actors]
    (['EU:Poland', 'EU:Sweden'], ['Poland', 'Sweden'])
    """
    marked = frame["attribution"].astype("str").str.startswith(MEMBER)
    rows = frame[marked & (frame["actor"] == bloc.key)].copy()
    called = _called(bloc.members)
    told = [_named(str(text), called) for text in rows["text"]]
    rows["actor"] = [f"{bloc.key}:{name}" for name in told]
    rows["attribution"] = rows["attribution"].astype("str").str.removeprefix(MEMBER)
    found = {name for name in told if name}
    rows = rows[pd.Series([bool(name) for name in told], index=rows.index, dtype="bool")]
    order = [name for name in dict.fromkeys(called.values()) if name in found]
    blank = Actor(bloc.key, bloc.name)
    return rows, tuple(replace(blank, key=f"{bloc.key}:{name}", name=name) for name in order)


def _called(names: Sequence[str]) -> dict[str, str]:
    """What each name in the list is called by: the first of those that begin alike."""
    called: dict[str, str] = {}
    before = head = ""
    for name in names:
        if name[:2].casefold() != before[:2].casefold():
            head = name
        called[name] = head
        before = name
    return called


def _named(text: str, called: dict[str, str]) -> str:
    """The member whose name stands first in a sentence, or nothing."""
    places = [
        (found.start(), -len(name), called[name])
        for name in called
        if name in text and (found := re.search(rf"\b{re.escape(name)}\b", text))
    ]
    return min(places)[2] if places else ""
