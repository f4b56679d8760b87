"""Somebody unknown with an office: "spokeswoman Ada Frost", "Ada Frost, an aide there"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stance.attribution.units import Unit
from stance.attribution.words import DETERMINERS, DOMAINS, PARTICLES, PERSON_HEADS, ROLE_WORDS

_LINKS = frozenset("for of at in with from to".split())
_OFFICE_WORDS = ROLE_WORDS | DOMAINS | DETERMINERS | {"-", "for", "of"}
_LONGEST_NAME = 4


@dataclass(frozen=True, slots=True)
class Titled:
    """An office and whoever holds it.

    Attributes:
        office: The words of the office; they name no actor.
        body: The words of the body it belongs to ("the ministry"), where they stand apart.
        name: The words of the holder's name.
    """

    office: Sequence[Unit]
    body: Sequence[Unit]
    name: Sequence[Unit]


def titled(phrase: Sequence[Unit], aside: Sequence[Unit]) -> Titled | None:
    """The office and the name in a subject and the aside behind it, if both are there.

    Args:
        phrase: The subject: "spokeswoman Ada Frost", "its spokesman", "Ada Frost".
        aside: What stands between commas behind it: "Ada Frost", "an aide at the ministry".
    """
    if is_name(phrase):
        office, body = _office(aside)
        return Titled(office, body, phrase) if office else None
    if is_name(aside):
        office, body = _office(phrase)
        return Titled(office, body, aside) if office else None
    start = len(phrase)
    while start > 0 and _is_named(phrase[start - 1]) and len(phrase) - start < _LONGEST_NAME:
        start -= 1
    office, body = _office(phrase[:start])
    return Titled(office, body, phrase[start:]) if office and start < len(phrase) else None


def _is_named(unit: Unit) -> bool:
    if unit.kind == "hyphen" or unit.key in PARTICLES:
        return True
    return unit.kind == "word" and unit.capital and unit.key not in ROLE_WORDS | DOMAINS


def is_name(units: Sequence[Unit]) -> bool:
    """Whether units are two to four words of a name and nothing else."""
    return 2 <= len(units) <= _LONGEST_NAME and all(map(_is_named, units)) and units[0].capital


def _office(units: Sequence[Unit]) -> tuple[Sequence[Unit], Sequence[Unit]]:
    """The words of an office, and of the body it belongs to; empty if these are none."""
    if any(unit.mention is not None for unit in units):
        return (), ()
    link = next((at for at, unit in enumerate(units) if unit.key in _LINKS and at), len(units))
    office, body = units[:link], units[link + 1 :]
    owner = next((at for at, unit in enumerate(office) if unit.kind == "possessive"), None)
    if owner is not None:
        office, body = office[owner + 1 :], office[:owner]
    elif body and body[0].kind != "determiner":
        # "secretary of state": the office itself goes on.
        office, body = units, ()
    if not office or not any(unit.key in PERSON_HEADS for unit in office):
        return (), ()
    known = all(unit.key in _OFFICE_WORDS for unit in office)
    return (office, body) if known else ((), ())


def employer(units: Sequence[Unit], start: int, index: int) -> int | None:
    """The institution in "Ada Frost of the Polar Treasury", if that stands here.

    Args:
        units: The passage.
        start: The first unit of a noun phrase.
        index: The last unit of it.
    """
    item = units[index].mention
    if item is None or item.kind != "institution" or item.bystander:
        return None
    name = units[start : index - 1]
    if units[index - 1].key not in ("of", "at", "from") or not 2 <= len(name) <= _LONGEST_NAME:
        return None
    return index if all(unit.kind == "word" and unit.capital for unit in name) else None
