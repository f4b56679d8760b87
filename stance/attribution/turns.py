"""Turns of a transcript: who has the floor until the next label ("MR FROST: ...")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from stance.attribution.speaker import Speaker
from stance.attribution.stamps import after_stamp
from stance.attribution.units import Unit

_LONGEST_LABEL = 10
#: A line of more words than these, all in capitals, is a headline.
_SHOUTED = 4
_CAPITAL_LABEL = re.compile(r"^[^\S\n]*[A-Z][A-Z.'’ \t-]{0,60}:\s", re.MULTILINE)


def is_transcript(text: str) -> bool:
    r"""Whether lines start with labels in capitals, one for each turn.

    >>> is_transcript("MS FROST: Good morning.\nQUESTION: Is it?\nMS FROST: It is.")
    True
    >>> is_transcript("UPDATE: Envoy recalled")
    False
    """
    labels = [match.group().strip() for match in _CAPITAL_LABEL.finditer(text)]
    return len(labels) >= 3 or len(set(labels)) == 2


@dataclass(slots=True)
class Turns:
    """Who has the floor.

    Attributes:
        transcript: Whether the document is one, so that a turn lasts over paragraphs.
        speaker: The one who has it; ``None`` for nobody or somebody unknown.
    """

    transcript: bool
    speaker: Speaker | None = None
    _open: bool = False
    _paragraph: int | None = None

    def goes_on(self, units: Sequence[Unit], paragraph: int) -> bool:
        """Whether a passage without a label of its own belongs to the turn that is open."""
        if not self._open or label_end(units) is not None:
            return False
        if len(units) > _SHOUTED and all(unit.text == unit.text.upper() for unit in units):
            # The next line of a ticker, and nobody's turn.
            self._open = False
            return False
        if self._paragraph is not None and self._paragraph != paragraph:
            self._open = False
        return self._open

    def begin(self, units: Sequence[Unit], paragraph: int, speakers: Sequence[Speaker]) -> bool:
        """Open a turn if the passage starts with a label; whether a stranger has the floor.

        In a transcript a label in capitals holds until the next one, any other label only to
        the end of its paragraph.
        """
        end = label_end(units)
        if end is None:
            return False
        colon = units[end]
        self.speaker = next((s for s in speakers if s.start == colon.start), None)
        capitals = all(unit.text.isupper() for unit in units[:end] if unit.text[0].isalpha())
        lasting = capitals and self.transcript
        self._open = lasting or self.speaker is not None
        self._paragraph = None if lasting else paragraph
        return lasting and self.speaker is None


def label_end(units: Sequence[Unit]) -> int | None:
    """The colon that ends a label at the start of a passage."""
    start = after_stamp(units)
    for index, unit in enumerate(units[start : start + _LONGEST_LABEL], start):
        if unit.kind == "colon":
            return index if index > start else None
        if not (unit.capital or unit.kind in ("stop", "hyphen", "preposition", "determiner")):
            return None
    return None
