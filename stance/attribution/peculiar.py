"""Offices that tell whose they are, and the noun that a phrase is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from stance.attribution.anaphors import COUNTS, OWNING, PECULIAR
from stance.attribution.tokens import fold, tokenize
from stance.attribution.units import Unit
from stance.codebook import Codebook
from stance.domain import Actor


def uncounted(words: Sequence[Unit]) -> Sequence[Unit]:
    """A phrase without "one of" before "its officials"."""
    counted = len(words) > 2 and words[0].key in COUNTS and words[1].key == "of"
    counted = counted and words[2].key in OWNING
    return words[2:] if counted else words


def head_of(words: Sequence[Unit]) -> str:
    """The noun a phrase is about: "secretary" of "secretary of state", not of "one of them"."""
    for index, unit in enumerate(words):
        if unit.kind == "preposition" and index and words[index - 1].key not in COUNTS:
            return words[index - 1].key
    return words[-1].key if words else ""


def peculiar_offices(actors: Iterable[Actor]) -> dict[tuple[str, ...], str]:
    """Offices that only one actor's officials hold and whose name few states use.

    >>> from stance.domain import Official
    >>> ice = Actor("NP", "North Pole", officials=(Official("Ada Frost", "secretary of ice"),))
    >>> peculiar_offices([ice])
    {('secretary', 'of', 'ice'): 'NP'}
    """
    owners: dict[tuple[str, ...], set[str]] = {}
    for actor in actors:
        for official in actor.officials:
            if actor.is_of_member(official):
                continue
            for role in re.split(r"[,;]| then | later | and ", official.role.casefold()):
                words = tuple(fold(word) for word in role.split())
                if len(words) > 1 and PECULIAR & {words[0], words[-1]}:
                    owners.setdefault(words, set()).add(actor.key)
        for office in actor.offices:
            if office[:1].isupper():
                # "Senate" needs its capital in the text, see `names.short_forms`.
                continue
            owners.setdefault(tuple(token.key for token in tokenize(office)), set()).add(actor.key)
    return {words: min(keys) for words, keys in owners.items() if len(keys) == 1}


@lru_cache(maxsize=8)
def offices_of(codebook: Codebook) -> Mapping[tuple[str, ...], str]:
    """`peculiar_offices` of a codebook, found once: with hundreds of officials it takes long."""
    return peculiar_offices(codebook.actors)
