"""Noun phrases that name their actor elsewhere: in an aside, by a place, before a relative."""

from __future__ import annotations

from collections.abc import Sequence

from stance.attribution.finite import Verb
from stance.attribution.speaker import Speaker
from stance.attribution.subject import NOBODY, Subject
from stance.attribution.units import Unit
from stance.attribution.verbs import BACKSHIFTED, SAYING, THINKING
from stance.attribution.words import (
    BODY_HEADS,
    BRANCHES,
    PERSON_HEADS,
    SPOKESPERSONS,
    STATE_VOICES,
    STRANGERS,
)

# Of these a capital has those of other states as well ("an ambassador in Washington").
_FOREIGN = frozenset(
    """ambassador ambassadors envoy envoys diplomat diplomats delegate delegates consul
    representative representatives source sources negotiator negotiators counterpart
    counterparts delegation mission embassy consulate""".split()
)
# So have meetings of several ("ministers in Washington").
_GUESTS = frozenset("ministers leaders presidents chiefs heads governments secretaries".split())
_SEATED = (
    (PERSON_HEADS | BODY_HEADS | {"court", "bank", "agency", "committee"}) - _FOREIGN - _GUESTS
)
_BODIES = BODY_HEADS | BRANCHES | {"committee", "service", "assembly", "bureau", "chamber"}
_OFFICERS = PERSON_HEADS | SPOKESPERSONS | frozenset("deputy boss founder owner manager".split())
_PLACES = frozenset(("capital", "name", "member"))


def named_aside(units: Sequence[Unit], before: Subject, opening: int, closing: int) -> int | None:
    """The mention that alone fills an aside: "its chief, Ada Frost, said".

    Args:
        units: The passage.
        before: The subject in front of the aside.
        opening: The mark that opens the aside.
        closing: The mark that closes it.
    """
    at = opening + 1
    while at < closing and units[at].kind in ("adverb", "determiner"):
        at += 1
    item = units[at].mention if at == closing - 1 else None
    if item is None or item.bystander:
        return None
    if before.mentions:
        return at if before.head in _OFFICERS else None
    return at if before.phrase[1] > before.phrase[0] and not before.pronoun else None


def seated(units: Sequence[Unit], start: int, index: int) -> int | None:
    """The place that says whose body is meant: "the foreign ministry in Polaris".

    Also "In Polaris the Ice Committee", a body with a name of its own.

    Args:
        units: The passage.
        start: The first unit of a noun phrase.
        index: The last unit of it.
    """
    named = [at for at in range(start, index + 1) if units[at].mention is not None]
    if len(named) != 1:
        return None
    place = named[0]
    item = units[place].mention
    if item is None or item.bystander or item.kind not in _PLACES or item.plural:
        return None
    if place == start + 1 and units[start].key == "in":
        rest = units[place + 1 : index + 1]
        capital = len(rest) > 2 and rest[0].kind == "determiner" and rest[1].capital
        return place if capital and rest[-1].capital and rest[-1].key in _BODIES else None
    if place <= start + 1 or units[place - 1].key not in ("in", "at"):
        return None
    if any(unit.kind == "word" for unit in units[place + 1 : index + 1]):
        return None
    head = start
    while head + 1 < place and units[head + 1].kind in ("word", "possessive", "hyphen"):
        head += 1
    words = [unit.key for unit in units[start : head + 1] if unit.kind == "word"]
    if STRANGERS & set(words):
        return None
    while len(words) > 1 and words[-1] not in _SEATED | STATE_VOICES:
        # "a foreign ministry statement issued in Polaris"
        words.pop()
    of_body = bool(words) and words[-1] in STATE_VOICES and bool(BODY_HEADS & set(words[:-1]))
    return place if words and (words[-1] in _SEATED or of_body) else None


def restricting(units: Sequence[Unit], verbs: Sequence[Verb], start: int, verb: Verb) -> int | None:
    """The relative of a clause without commas before a verb: "officials who left early said".

    Args:
        units: The passage.
        verbs: Its finite verbs.
        start: The first unit of what stands before the verb.
        verb: The verb.
    """
    inner = next((other for other in verbs if other.last == start), None)
    if inner is None or inner.first >= verb.first:
        return None
    at = inner.first - 1
    while at > 0 and units[at].kind == "adverb":
        at -= 1
    if at < 1 or units[at].key not in ("who", "that", "which") or units[at - 1].kind == "comma":
        return None
    noun = units[at - 1].kind in ("word", "mention")
    if not noun or any(other.last == at for other in verbs):
        # "said that was late"
        return None
    if inner.lemma in SAYING | THINKING and start < verb.first:
        told = {unit.key for unit in units[start : verb.first]}
        if not (verb.speaks and told & (STRANGERS | PERSON_HEADS)):
            return None
    return at


def shared(
    units: Sequence[Unit], verbs: Sequence[Verb], verb: Verb, earlier: Sequence[Subject]
) -> Subject:
    """The subject that a verb after "and" or a comma shares with one before it.

    A verb of saying goes with the main clause: "was asked if it was late and replied".

    Args:
        units: The passage.
        verbs: Its finite verbs.
        verb: The verb.
        earlier: The subjects of the verbs before it.
    """
    nearest = next((s for s in reversed(earlier) if not s.relative), NOBODY)
    if not verb.speaks or verb.auxiliary in BACKSHIFTED or nearest.mentions:
        return nearest
    for number in range(len(earlier) - 1, -1, -1):
        subject, other = earlier[number], verbs[number]
        start = verbs[number - 1].last if number else 0
        kinds = {unit.kind for unit in units[start : other.first]}
        if not subject.relative and not kinds & {"subordinator", "relative"}:
            return subject if subject.mentions else nearest
    return nearest


def is_place(units: Sequence[Unit], at: int) -> bool:
    """Whether a capital opens the passage as a place ("In Washington ...", "WASHINGTON - ...")."""
    if at == 0:
        return len(units) > 1 and units[1].kind == "dash"
    return at == 1 and units[0].key in ("in", "from")


def has_rival(units: Sequence[Unit], end: int, speaker: Speaker) -> bool:
    """Whether a passage names somebody else before a pronoun that could mean him or her."""
    return any(
        unit.mention is not None and unit.mention.person and unit.mention.actor != speaker.actor
        for unit in units[:end]
    )
