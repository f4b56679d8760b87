"""Noun phrases that name their actor elsewhere: in an aside, by a place, before a relative."""

from __future__ import annotations

from collections.abc import Sequence

from stance.attribution.finite import Verb
from stance.attribution.speaker import Speaker
from stance.attribution.stamps import after_stamp
from stance.attribution.subject import NOBODY, Subject
from stance.attribution.units import Unit
from stance.attribution.verbs import BACKSHIFTED, SAYING, THINKING
from stance.attribution.words import (
    BODY_HEADS,
    BRANCHES,
    FEMALE,
    MALE,
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
# How many words of a title or description are kept.
_TITLE = 5
_JUDGING = frozenset(
    """thank commend praise applaud congratulate blame criticise criticize rebuke scold condemn
    salute hail""".split()
)
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
    return at if not before.pronoun and units[opening - 1].kind in ("word", "mention") else None


def seated(units: Sequence[Unit], start: int, index: int) -> int | None:
    """The place that says whose body is meant: "the foreign ministry in Polaris".

    Also "In Polaris the Ice Committee", a body with a name of its own.

    Args:
        units: The passage.
        start: The first unit of a noun phrase.
        index: The last unit of it.
    """
    if (owner := _employed(units, start, index)) is not None:
        return owner
    named = [at for at in range(start, index + 1) if units[at].mention is not None]
    if named == [start + 1, index] and units[start].key == "in" and index > start + 2:
        # "In Polaris the Ice Ministry"
        return index
    if len(named) != 1:
        return None
    place = named[0]
    item = units[place].mention
    if item is None or item.bystander or item.plural:
        return None
    # "The embassy on Frost Street": of a street the codebook knows whose house stands there.
    street = item.kind == "institution" and units[index].capital and index == place
    if item.kind not in _PLACES and not street:
        return None
    if place == start + 1 and units[start].key == "in":
        rest = units[place + 1 : index + 1]
        capital = len(rest) > 2 and rest[0].kind == "determiner" and rest[1].capital
        return place if capital and rest[-1].capital and rest[-1].key in _BODIES else None
    if place <= start + 1 or units[place - 1].key not in (("in", "on") if street else ("in", "at")):
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
    housed = street and bool(words) and words[-1] in BRANCHES
    return place if words and (words[-1] in _SEATED or of_body or housed) else None


def _employed(units: Sequence[Unit], start: int, index: int) -> int | None:
    """The owner of the body that officials work at: "officials at the bloc's foreign service"."""
    link = next((at for at in range(start, index) if units[at].key in ("at", "from", "in")), index)
    named = [at for at in range(start, index + 1) if units[at].mention is not None]
    if len(named) != 1 or link == start or not link < named[0] <= link + 2 or named[0] >= index:
        return None
    item = units[named[0]].mention
    people = {unit.key for unit in units[start:link]}
    # Without "'s" a name may be a part of the body's: "a source at Polaris Bank".
    owned = units[named[0] + 1].kind == "possessive"
    fits = people & PERSON_HEADS and not people & STRANGERS
    if item is None or item.bystander or not owned or not fits:
        return None
    return named[0] if units[index].key in _BODIES | STATE_VOICES else None


def in_name(units: Sequence[Unit], at: int) -> bool:
    """Whether an "and" stands inside a name: "the Information and Press Department"."""
    if units[at].kind != "coordinator" or not 0 < at < len(units) - 2:
        return False
    sides = (units[at - 1], units[at + 1])
    named = all(unit.kind == "word" and unit.capital for unit in sides)
    return named and any(unit.capital and unit.key in _BODIES for unit in units[at + 1 : at + 4])


def after_place(units: Sequence[Unit], start: int, index: int) -> int | None:
    """Where "the administration" begins after "In Polaris", if that stands here."""
    kinds = [unit.kind for unit in units[start : start + 3]]
    if kinds != ["preposition", "mention", "determiner"] or start + 2 >= index:
        return None
    rest = units[start + 2 : index + 1]
    plain = not any(unit.mention or unit.kind == "preposition" for unit in rest)
    return start + 2 if plain else None


def deputy(units: Sequence[Unit], owner: int, index: int) -> int | None:
    """The person named at the end of "the envoy's deputy Ada Frost"."""
    item = units[index].mention
    if item is None or index < owner + 3 or units[owner + 1].kind != "possessive":
        return None
    officer = all(unit.kind == "word" for unit in units[owner + 2 : index])
    return index if officer and units[index - 1].key in _OFFICERS and not item.bystander else None


def listed(units: Sequence[Unit], start: int, index: int) -> tuple[int, ...]:
    """The actors in a list that ends in an unknown name: "Polaria, Australia and Ice Ltd"."""
    names = units[start : index + 1]
    if not names or len(names) > _TITLE or not all(unit.capital for unit in names):
        return ()
    found: list[int] = []
    at = start - 1
    while at >= 1 and units[at].kind in ("coordinator", "comma"):
        at -= units[at - 1].kind == "comma"
        item = units[at - 1].mention
        if item is None or item.bystander:
            return ()
        found.insert(0, at - 1)
        at -= 2
    plain = not found or found[0] == 0 or units[found[0] - 1].kind not in ("preposition", "to")
    return tuple(found) if plain else ()


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


def opening_person(units: Sequence[Unit], pronoun: int) -> int | None:
    """The only person before a pronoun, named first: "Ada Frost: the ice is thin, she says"."""
    persons = [at for at in range(pronoun) if (item := units[at].mention) and item.person]
    start = after_stamp(units)
    if len(persons) != 1 or persons[0] > start + 1 or units[pronoun].key not in ("he", "she"):
        return None
    item = units[persons[0]].mention
    other = FEMALE if units[pronoun].key == "he" else MALE
    if item is None or item.bystander or item.words & other:
        return None
    return persons[0]


def only_person(units: Sequence[Unit], pronoun: int) -> int | None:
    """The only one before a pronoun who can be a person: "by Ada Frost, who, she wrote"."""
    found = [
        at
        for at in range(pronoun)
        if (item := units[at].mention) and (item.person or item.kind == "name")
    ]
    if len(found) != 1 or units[pronoun].key not in ("he", "she"):
        return None
    item = units[found[0]].mention
    return None if item is None or item.bystander or item.plural else found[0]


def judged(units: Sequence[Unit], verbs: Sequence[Verb]) -> int | None:
    """The pronoun of whoever is praised or blamed for something: "commended him for it".

    Args:
        units: The passage.
        verbs: Its finite verbs.
    """
    for verb in verbs:
        after = [unit.key for unit in units[verb.last : verb.last + 2]]
        if verb.lemma in _JUDGING and after[:1] and after[0] in ("him", "her", "them"):
            if after[1:] == ["for"]:
                return verb.last
    return None


def around(units: Sequence[Unit], at: int) -> set[str]:
    """What a mention is called: the noun after it, its titles, "the mayor of the town" behind it.

    Args:
        units: The passage.
        at: The mention.
    """
    found = {units[at + 1].key} if at + 1 < len(units) else set()
    item = units[at].mention
    if item is None or item.kind != "name":
        return found
    before = at - 1
    while before >= 0 and units[before].kind == "word" and at - before <= _TITLE:
        found.add(units[before].key)
        before -= 1
    if at + 2 < len(units) and units[at + 1].kind == "comma":
        for unit in units[at + 2 : at + 2 + _TITLE]:
            if unit.kind not in ("determiner", "word", "hyphen", "adverb"):
                break
            found.add(unit.key)
    return found
