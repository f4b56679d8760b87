"""From the canonical table to the evidence in each (actor, target) cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from stance.domain import MEMBER, Abstention, Stance
from stance.errors import UsageError
from stance.measures.duplicates import numbered, weighed

#: The stances in the order of the scale, from -1 over 0 to +1.
SCALE = (Stance.AGAINST.value, Stance.NEUTRAL.value, Stance.FAVOR.value)

#: A power of two, so that dividing by it is exact.
_STEP = 2.0**-26

#: Why there is no stance; a place in it stands for the reason.
_REASONS = (Abstention.NO_POSITION.value, Abstention.UNSURE.value)

_NEEDED = (
    "document_id",
    "published",
    "text",
    "actor",
    "target",
    "stance",
    "p_favor",
    "p_against",
    "p_neutral",
    "abstention",
)


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """What one actor said on one target.

    Attributes:
        weight: Evidence for against, neutral and favor: the sum over statements of their
            calibrated shares, copies of one text counted once together.
        counts: Statements by label, in the same order, each counted fully.
        documents: Documents with a statement.
        stories: The same, with documents that tell one story counted once.
        no_position, unsure: Abstentions by reason.
        first, last: Publication of the earliest and latest dated statement, or ``NaT``.
    """

    actor: str
    target: str
    weight: npt.NDArray[np.float64]
    counts: tuple[int, int, int]
    documents: int
    stories: int
    no_position: int
    unsure: int
    first: pd.Timestamp
    last: pd.Timestamp

    @property
    def n(self) -> int:
        """Statements with a stance."""
        return sum(self.counts)

    @property
    def n_effective(self) -> float:
        """The same, with copies of one text counted once together."""
        return float(self.weight.sum())


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """The evidence in a table, gathered once; every measure takes it in place of the table.

    Attributes:
        cells: See `cells`.
    """

    cells: tuple[Cell, ...]


def gathered(frame: pd.DataFrame) -> Evidence:
    """The evidence in a canonical table, for several measures of the same table.

    Raises:
        UsageError: A column is missing, or a row is neither a statement nor an abstention.
    """
    return Evidence(tuple(cells(frame)))


def cells(frame: pd.DataFrame | Evidence) -> list[Cell]:
    """The evidence of every (actor, target) that has a row, sorted by target and actor.

    A statement's shares are its calibrated probabilities of against, neutral and favor, made to
    sum to 1 over the three: that there is a position at all is taken as settled by the label.

    Rows that are a member's (`stance.domain.MEMBER`) are left out: a bloc's position is its own.

    Args:
        frame: The canonical table, or any table with those of its columns that matter here.
            Columns ``story`` and ``copy`` are made use of (see `stance.measures.with_stories`).
            Or what was gathered from such a table before.

    Raises:
        UsageError: A column is missing, or a row is neither a statement nor an abstention.
    """
    if isinstance(frame, Evidence):
        return list(frame.cells)
    rows, actors, targets = _checked(frame)
    size = len(targets) * len(actors)
    cell = rows["cell"].to_numpy()
    said = rows[(rows["stance"] >= 0).to_numpy()]
    made = weighed(said)
    said = said.assign(weight=made["weight"].to_numpy(), story=made["story"].to_numpy())
    numbers = _numbers(said, size)
    reasons = {
        reason: np.bincount(cell[(rows["abstention"] == place).to_numpy()], minlength=size)
        for place, reason in enumerate(_REASONS)
    }
    first, last = _spans(said, size)
    found = []
    for here in np.flatnonzero(np.bincount(cell, minlength=size)).tolist():
        against, neutral, favor = (int(one) for one in numbers["counts"][here])
        found.append(
            Cell(
                actor=str(actors[here % len(actors)]),
                target=str(targets[here // len(actors)]),
                weight=numbers["weight"][here],
                counts=(against, neutral, favor),
                documents=int(numbers["documents"][here]),
                stories=int(numbers["stories"][here]),
                no_position=int(reasons[_REASONS[0]][here]),
                unsure=int(reasons[_REASONS[1]][here]),
                first=first.iat[here],
                last=last.iat[here],
            )
        )
    return found


def _numbers(said: pd.DataFrame, size: int) -> dict[str, npt.NDArray[Any]]:
    """Sums and counts by cell: evidence, statements by label, documents and stories."""
    cell = said["cell"].to_numpy(np.int64)
    weighted = said[list(SCALE)].to_numpy(np.float64) * said["weight"].to_numpy()[:, None]
    stance = said["stance"].to_numpy(np.int64)
    distinct = {}
    for name, column in (("documents", "document_id"), ("stories", "story")):
        number = numbered(said[column])
        base = int(number.max(initial=0)) + 1
        distinct[name] = np.bincount(pd.unique(cell * base + number) // base, minlength=size)
    sums = np.stack([_summed(cell, column, size) for column in weighted.T], axis=1)
    counts = np.bincount(cell * len(SCALE) + stance, minlength=size * len(SCALE))
    return distinct | {
        "weight": sums,
        "counts": counts.reshape(size, len(SCALE)),
    }


def _summed(
    cell: npt.NDArray[np.int64], values: npt.NDArray[np.float64], size: int
) -> npt.NDArray[np.float64]:
    """The sum of values in [0, 1] by cell, the same in whatever order the rows come.

    Sums of floats depend on their order, sums of whole numbers below 2**53 do not: so each value
    is taken apart into a whole number of `_STEP` and a whole number of its square.
    """
    whole = np.floor(values / _STEP)
    rest = np.rint((values / _STEP - whole) / _STEP)
    large, small = (np.bincount(cell, weights=part, minlength=size) for part in (whole, rest))
    found: npt.NDArray[np.float64] = (large + small * _STEP) * _STEP
    return found


def _spans(said: pd.DataFrame, size: int) -> tuple[pd.Series, pd.Series]:
    """The first and the last day of each cell's statements, ``NaT`` where none is dated."""
    dated = said["published"].notna().to_numpy()
    cell = said["cell"].to_numpy()[dated]
    day = said["published"].to_numpy()[dated].astype(np.int64)
    unknown = np.iinfo(np.int64).min
    last = np.full(size, unknown)
    np.maximum.at(last, cell, day)
    first = np.where(last == unknown, unknown, np.iinfo(np.int64).max)
    np.minimum.at(first, cell, day)
    # The least whole number is numpy's NaT.
    return pd.Series(first.view("datetime64[us]")), pd.Series(last.view("datetime64[us]"))


def _checked(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str], list[str]]:
    """The rows with a number in place of every word, and the actors and targets in order.

    Words are told apart once, here: to do so again for each count takes longer than the counts.
    Stance and abstention are places in `SCALE` and `_REASONS`, -1 where there is none; ``cell`` is
    a number for each actor and target, in the order of the result.
    """
    missing = [name for name in _NEEDED if name not in frame.columns]
    if missing:
        raise UsageError(
            f"The table has no column {', '.join(missing)}.",
            "Expected the canonical prediction table.",
            "Take it from stance.analyze or from a store.",
        )
    if "attribution" in frame.columns:
        members = frame["attribution"].astype("str").str.startswith(MEMBER)
        frame = frame[~members] if members.any() else frame
    label, reason = _labels(frame)
    (actor, actors), (target, targets), (document, _) = (
        pd.factorize(_text(frame[name]), sort=name != "document_id")
        for name in ("actor", "target", "document_id")
    )
    columns: dict[str, Any] = {
        "actor": actor,
        "target": target,
        "document_id": document,
        "cell": target.astype(np.int64) * len(actors) + actor,
        "stance": label,
        "abstention": reason,
        "published": _days(frame["published"]),
    }
    if "story" in frame.columns:
        # A document of which no story is known tells one of its own.
        told, stories = pd.factorize(_text(frame["story"]))
        own = np.asarray(stories == "")[told]
        columns["story"] = np.where(own, len(stories) + document, told)
    if "copy" in frame.columns:
        # Long texts are slow to move about; where copies are known, nobody reads them.
        columns["copy"] = frame["copy"].to_numpy(np.int64)
    else:
        columns["text"] = _text(frame["text"]).to_numpy(dtype=object)
    rows = pd.DataFrame(columns)
    rows[list(SCALE)] = _chances(frame, label)
    return rows, [str(one) for one in actors], [str(one) for one in targets]


def _chances(frame: pd.DataFrame, label: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """The shares of the three stances, made to sum to 1."""
    try:
        chances = frame[[f"p_{name}" for name in SCALE]].to_numpy(dtype=np.float64)
    except (ValueError, TypeError) as error:
        raise UsageError(
            f"The probabilities hold something that is no number ({error}).",
            "Expected numbers from 0 to 1, with a point before the decimals.",
            "Correct the table.",
        ) from error
    total = chances.sum(axis=1)
    broken = (label >= 0) & ~((chances >= 0).all(axis=1) & (total > 0))
    if broken.any():
        at = int(np.flatnonzero(broken)[0])
        raise UsageError(
            f"Row {at} has a stance and the probabilities {chances[at].tolist()}.",
            f"Expected three numbers from 0 to 1, not all 0, for {', '.join(SCALE)}.",
            "Analyse the source again.",
        )
    whole: npt.NDArray[np.float64] = chances / np.where(total > 0, total, 1.0)[:, None]
    return whole


def _text(column: pd.Series) -> pd.Series:
    """The column as text, "" where nothing is known."""
    return column.astype("str").fillna("")


def _labels(frame: pd.DataFrame) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Stance and abstention of each row as places in `SCALE` and `_REASONS`, -1 for none."""
    found = []
    for column, known in (("stance", SCALE), ("abstention", _REASONS)):
        number, words = pd.factorize(_text(frame[column]))
        place = pd.Index(["", *known]).get_indexer(words)[number] - 1
        strange = np.flatnonzero(place < -1)
        if len(strange):
            raise UsageError(
                f"Row {strange[0]} has the {column} {words[number[strange[0]]]!r}.",
                f"Expected {', '.join(known)} or nothing.",
                "Correct the table.",
            )
        found.append(place.astype(np.int64))
    label, reason = found
    unclear = np.flatnonzero((label < 0) == (reason < 0))
    if len(unclear):
        raise UsageError(
            f"Row {unclear[0]} has both a stance and an abstention, or neither.",
            "Expected one of the two.",
            "Correct the table.",
        )
    return label, reason


def _days(published: pd.Series) -> pd.Series:
    try:
        days = pd.to_datetime(published.where(published.notna() & (published != ""), None))
    except (ValueError, TypeError) as error:
        raise UsageError(
            f"The column published holds something that is no date ({error}).",
            "Expected dates, or nothing where unknown.",
            "Correct the table.",
        ) from error
    return days.astype("datetime64[us]").reset_index(drop=True)
