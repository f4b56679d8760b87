"""What may open a passage: the time in a live report, the office that has the floor."""

from __future__ import annotations

import re
from collections.abc import Sequence

from stance.attribution.units import Unit
from stance.attribution.words import PERSON_HEADS, ROLE_OPENERS, ROLE_WORDS

_CLOCK = re.compile(r"\d{1,2}(?:am|pm|h)?")
_ZONES = frozenset("am pm gmt bst cet cest est edt et utc local".split())
_LONGEST = 7
_OFFICE_WORDS = ROLE_WORDS | ROLE_OPENERS | {"house"}
_NUMBERS = frozenset("one two three four".split())


def after_stamp(units: Sequence[Unit]) -> int:
    """The first unit after a time that opens a passage; 0 where none does."""
    at, numbers = 0, 0
    for unit in units[:_LONGEST]:
        if _CLOCK.fullmatch(unit.key):
            numbers += 1
        elif unit.key not in _ZONES and unit.kind not in ("point", "colon", "dash"):
            break
        elif not numbers:
            return 0
        at += 1
    told = numbers >= 2 or (numbers and any(unit.key[-1:] == "m" for unit in units[:at]))
    return at if told and at < len(units) else 0


def office_end(label: Sequence[Unit]) -> int:
    """Where the office ends in a label that names nobody: "SENIOR OFFICIAL ONE"; 0 without one.

    Args:
        label: What stands before a colon at the start of a passage.
    """
    end = len(label)
    while end > 1 and (label[end - 1].key in _NUMBERS or label[end - 1].kind == "number"):
        end -= 1
    words = label[:end]
    if not words or words[-1].key not in PERSON_HEADS:
        return 0
    return end if all(unit.key in _OFFICE_WORDS for unit in words) else 0
