"""What a position may be called, and no more than its interval supports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

import pandas as pd

from stance.charts.theme import Palette

#: What a model can say of one statement, stances first, in words.
KINDS: Mapping[str, str] = {
    "favor": "In favor",
    "against": "Against",
    "neutral": "Neutral",
    "no_position": "No position",
    "unsure": "Too unclear to call",
}
#: The sign that stands before the word where no symbol can be drawn.
SIGNS: Mapping[str, str] = {
    "favor": "▲",
    "against": "▼",
    "neutral": "◆",
    "no_position": "○",
    "unsure": "×",
}


def kinds(frame: pd.DataFrame) -> pd.Series:
    """What the model said of every row of a canonical table: a key of `KINDS`."""
    stated = frame["stance"] != ""
    return frame["stance"].where(stated, frame["abstention"]).astype("str")


class Verdict(StrEnum):
    """How a cell (actor, target) reads; its value is what a person reads."""

    IN_FAVOR = "In favor"
    LEANS_FAVOR = "Leans in favor"
    AGAINST = "Against"
    LEANS_AGAINST = "Leans against"
    MIXED = "Mixed"
    NO_SIDE = "On record, takes no side"
    NO_POSITION = "Mentioned, no position"
    UNCLEAR = "Too unclear to call"
    NO_EVIDENCE = "No evidence"

    @property
    def clear(self) -> bool:
        """Whether the interval lies on one side of zero."""
        return self in (Verdict.IN_FAVOR, Verdict.AGAINST)

    @property
    def placed(self) -> bool:
        """Whether there is a position to draw at all."""
        return self in (
            Verdict.IN_FAVOR,
            Verdict.LEANS_FAVOR,
            Verdict.AGAINST,
            Verdict.LEANS_AGAINST,
            Verdict.MIXED,
        )

    @property
    def symbol(self) -> str:
        """The plotly marker that says the same without colour."""
        return _SYMBOLS[self]


_SYMBOLS: Mapping[Verdict, str] = {
    Verdict.IN_FAVOR: "triangle-up",
    Verdict.LEANS_FAVOR: "triangle-up-open",
    Verdict.AGAINST: "triangle-down",
    Verdict.LEANS_AGAINST: "triangle-down-open",
    Verdict.MIXED: "diamond-open",
    Verdict.NO_SIDE: "diamond",
    Verdict.NO_POSITION: "circle-open",
    Verdict.UNCLEAR: "x-thin-open",
    Verdict.NO_EVIDENCE: "line-ew-open",
}
#: How the ground of a cell without a position is filled.
PATTERNS: Mapping[Verdict, str] = {
    Verdict.NO_SIDE: "/",
    Verdict.NO_POSITION: ".",
    Verdict.UNCLEAR: ".",
}
#: With statements on both sides, a position nearer to zero than this leans nowhere.
_BALANCED = 0.15


def verdict(row: Mapping[str, Any] | None) -> Verdict:
    """How one row of the positions table reads.

    Args:
        row: A row with `position, low, high, favor, against, neutral, no_position, unsure`;
            ``None`` where there is none.

    >>> verdict(dict(position=0.4, low=-0.1, high=0.7, favor=1, against=0, neutral=0,
    ...              no_position=0, unsure=0))
    <Verdict.LEANS_FAVOR: 'Leans in favor'>
    >>> verdict(None)
    <Verdict.NO_EVIDENCE: 'No evidence'>
    """
    if row is None:
        return Verdict.NO_EVIDENCE
    if not (row["favor"] or row["against"]):
        if row["neutral"]:
            return Verdict.NO_SIDE
        if row["unsure"]:
            return Verdict.UNCLEAR
        return Verdict.NO_POSITION if row["no_position"] else Verdict.NO_EVIDENCE
    if row["low"] > 0:
        return Verdict.IN_FAVOR
    if row["high"] < 0:
        return Verdict.AGAINST
    if row["favor"] and row["against"] and abs(row["position"]) < _BALANCED:
        return Verdict.MIXED
    return Verdict.LEANS_FAVOR if row["position"] > 0 else Verdict.LEANS_AGAINST


def by_cell(positions: pd.DataFrame) -> dict[tuple[str, str], dict[str, Any]]:
    """The rows of a positions table by (actor, target)."""
    return {(row["actor"], row["target"]): row for row in positions.to_dict("records")}


def hatched(verdicts: Sequence[Verdict], colors: Palette) -> dict[str, Any]:
    """The plotly marker of bars that are filled as `PATTERNS` says, one verdict a bar."""
    pattern = {
        "shape": [PATTERNS[one] for one in verdicts],
        # In this mode plotly takes the colour of the lines from the ground itself.
        "fillmode": "overlay",
        "fgopacity": 0.28,
        "solidity": 0.14,
        "size": 9,
    }
    return {"color": colors.paper, "line": {"width": 0}, "pattern": pattern}
