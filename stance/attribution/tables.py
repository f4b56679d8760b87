"""Tables of who did what, a line for each: "Polaria: visa ban on forty officials"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from stance.attribution.units import Unit

_ROW = re.compile(r"^\W*([A-Z][^\n:.?!]{1,40}):[ \t]+\S", re.MULTILINE)
_FEWEST = 3
_BULLETS = frozenset("dash hyphen mark point number".split())


def is_table(text: str) -> bool:
    r"""Whether a text has rows that are led by a name each, no name twice as in a dialogue.

    >>> is_table("Polaria: visa ban.\nSudan: embargo stays.\nIceland: nothing new.")
    True
    >>> is_table("Ada: We are late.\nBen: We are not.\nAda: See for yourself.")
    False
    """
    names = [match[1].casefold() for match in _ROW.finditer(text)]
    return len(names) >= _FEWEST and len(set(names)) == len(names)


def row_of(units: Sequence[Unit]) -> int | None:
    """The unit of the actor whose row a passage is, if it is one.

    Args:
        units: A passage of a table.
    """
    at = 0
    while at < len(units) and units[at].kind in _BULLETS | {"determiner"}:
        at += 1
    if at + 2 >= len(units) or units[at + 1].kind != "colon":
        return None
    item = units[at].mention
    state = item is not None and not item.bystander and not item.person
    return at if state and units[at + 2].kind not in ("open", "quote") else None
