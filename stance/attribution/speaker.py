"""Somebody who said or did something, as it is remembered from passage to passage."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who said or did something.

    Attributes:
        actor: Codebook key; ``None`` for somebody the codebook does not know.
        passage: Index of the passage.
        words: Folded words of the office or name.
        person: Whether it can be "he" or "she"; ``None`` when nobody can tell.
        plural: Whether it can be "they".
        said: Whether it spoke, rather than acted.
        joint: Whether the words that stand for it stand for others or a thing as well.
        cue, start, end: The words that decided and their span in the document.
        member: Whether it is only a member of the actor.
    """

    actor: str | None
    passage: int
    words: frozenset[str] = frozenset()
    person: bool | None = None
    plural: bool = False
    said: bool = True
    cue: str = ""
    start: int = 0
    end: int = 0
    joint: bool = False
    member: bool = False
