"""Actors of which only a name is known, by a description: "the company", "the mayor"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from stance.attribution.memory import Memory
from stance.attribution.speaker import Speaker
from stance.attribution.tokens import fold
from stance.attribution.words import PERSON_HEADS
from stance.domain import Actor

_BODIES = frozenset(
    """company firm group union court party club museum bank agency foundation federation
    association organisation organization league fund airline carmaker maker producer operator
    regulator retailer manufacturer owner developer charity church university council committee
    board institute consortium tribunal lender newspaper movement coalition body broadcaster
    bloc alliance ministry government authority commission chamber society network watchdog
    supermarket brewer miner utility insurer startup giant collective congress""".split()
)
_PERSONS = PERSON_HEADS | frozenset(
    """mayor governor archbishop bishop pope judge captain coach lawyer founder author singer
    actor actress player billionaire senator congressman activist campaigner""".split()
)
_REACH, _NEAR = 5, 2


def described(history: Memory, head: str, keys: Sequence[str], passage: int) -> Speaker | None:
    """The actor that a description with "the" fits, if it is the only one.

    Only of actors of which the codebook tells a name and nothing else: of others it tells the
    offices and bodies.

    Args:
        history: Who was named so far.
        head: The noun of the description.
        keys: Its words.
        passage: Index of the passage it stands in.
    """
    if keys[0] not in ("the", "this") or head not in _BODIES | _PERSONS:
        return None
    near = [s for s in history.named[-30:] if passage - s.passage <= _REACH and s.actor]
    plain = [s for s in near if _is_plain(history.actors[s.actor or ""])]
    for speaker in reversed(plain):
        if head in speaker.words or head in _nouns(history.actors[speaker.actor or ""]):
            return replace(speaker, person=None)
    last = next(history.recent(passage, _NEAR), None)
    if last is None or last.actor is None or not _is_plain(history.actors[last.actor]):
        return None
    if last.plural or (last.person and head in _BODIES):
        return None
    others = {s.actor for s in near if passage - s.passage <= _NEAR}
    return last if others <= {last.actor} else None


def _is_plain(actor: Actor) -> bool:
    return not (actor.capitals or actor.institutions or actor.members or actor.officials)


def _nouns(actor: Actor) -> set[str]:
    """The last words of an actor's names ("union" of "Sledge Drivers Union")."""
    return {fold(name.split()[-1]) for name in (actor.name, *actor.aliases)}
