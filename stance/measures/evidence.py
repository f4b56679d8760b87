"""From the canonical table to the evidence in each (actor, target) cell."""

from __future__ import annotations

import math
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
_WORDS = ("document_id", "text", "actor", "target", "stance", "abstention")


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
    rows = _checked(frame)
    (actor, actors), (target, targets) = (
        pd.factorize(rows[name], sort=True) for name in ("actor", "target")
    )
    # A number for each cell, in the order of the result.
    rows["cell"] = target.astype(np.int64) * len(actors) + actor
    size = len(targets) * len(actors)
    said = rows[rows["stance"] != ""]
    made = weighed(said)
    said = said.assign(weight=made["weight"].to_numpy(), story=made["story"].to_numpy())
    numbers = _numbers(said, size)
    reasons = {
        reason: np.bincount(rows["cell"][(rows["abstention"] == reason).to_numpy()], minlength=size)
        for reason in (Abstention.NO_POSITION.value, Abstention.UNSURE.value)
    }
    days = said.groupby("cell")["published"].agg(["min", "max"]).reindex(range(size))
    found = []
    for cell in np.flatnonzero(np.bincount(rows["cell"], minlength=size)).tolist():
        against, neutral, favor = (int(one) for one in numbers["counts"][cell])
        found.append(
            Cell(
                actor=str(actors[cell % len(actors)]),
                target=str(targets[cell // len(actors)]),
                weight=numbers["weight"][cell],
                counts=(against, neutral, favor),
                documents=int(numbers["documents"][cell]),
                stories=int(numbers["stories"][cell]),
                no_position=int(reasons[Abstention.NO_POSITION.value][cell]),
                unsure=int(reasons[Abstention.UNSURE.value][cell]),
                first=days["min"].iat[cell],
                last=days["max"].iat[cell],
            )
        )
    return found


def _places(values: pd.Series, known: npt.NDArray[np.object_]) -> npt.NDArray[np.int64]:
    place: npt.NDArray[np.int64] = pd.Index(known).get_indexer(values).astype(np.int64)
    return place


def _numbers(said: pd.DataFrame, size: int) -> dict[str, npt.NDArray[Any]]:
    """Sums and counts by cell: evidence, statements by label, documents and stories."""
    cell = said["cell"].to_numpy(np.int64)
    weighted = said[list(SCALE)].to_numpy(np.float64) * said["weight"].to_numpy()[:, None]
    stance = _places(said["stance"], np.array(SCALE, dtype=object))
    distinct = {}
    for name, column in (("documents", "document_id"), ("stories", "story")):
        number = numbered(said[column])
        pairs = pd.unique(cell * (len(said) + 1) + number)
        distinct[name] = np.bincount(pairs // (len(said) + 1), minlength=size)
    sums = np.zeros((size, len(SCALE)))
    order = np.argsort(cell, kind="stable")
    starts = np.searchsorted(cell[order], np.arange(size + 1))
    for place in np.unique(cell).tolist():
        mine = weighted[order[starts[place] : starts[place + 1]]]
        # Exact sums do not depend on the order of the rows; others do.
        sums[place] = [math.fsum(column.tolist()) for column in mine.T]
    counts = np.bincount(cell * len(SCALE) + stance, minlength=size * len(SCALE))
    return distinct | {
        "weight": sums,
        "counts": counts.reshape(size, len(SCALE)),
    }


def _checked(frame: pd.DataFrame) -> pd.DataFrame:
    missing = [name for name in _NEEDED if name not in frame.columns]
    if missing:
        raise UsageError(
            f"The table has no column {', '.join(missing)}.",
            "Expected the canonical prediction table.",
            "Take it from stance.analyze or from a store.",
        )
    if "attribution" in frame.columns:
        frame = frame[~frame["attribution"].astype("str").str.startswith(MEMBER)]
    # Long texts are slow to move about; where copies are known, nobody reads them.
    known = "copy" in frame.columns
    wanted = (*(name for name in _WORDS if name != "text" or not known), "story", "copy")
    texts = [name for name in wanted if name in frame.columns]
    rows = pd.DataFrame({name: _text(frame[name]) for name in texts}).reset_index(drop=True)
    rows["published"] = _days(frame["published"])
    _refuse_unknown(rows)
    chances = frame[[f"p_{name}" for name in SCALE]].to_numpy(dtype=np.float64)
    total = chances.sum(axis=1)
    broken = (rows["stance"] != "").to_numpy() & ~((chances >= 0).all(axis=1) & (total > 0))
    if broken.any():
        at = int(np.flatnonzero(broken)[0])
        raise UsageError(
            f"Row {at} has a stance and the probabilities {chances[at].tolist()}.",
            f"Expected three numbers from 0 to 1, not all 0, for {', '.join(SCALE)}.",
            "Analyse the source again.",
        )
    rows[list(SCALE)] = chances / np.where(total > 0, total, 1.0)[:, None]
    return rows


def _text(column: pd.Series) -> pd.Series:
    """The column as text, "" where nothing is known."""
    return column.astype("str").fillna("")


def _refuse_unknown(rows: pd.DataFrame) -> None:
    for column, known in (("stance", list(Stance)), ("abstention", list(Abstention))):
        strange = rows.loc[~rows[column].isin(["", *(one.value for one in known)]), column]
        if len(strange):
            raise UsageError(
                f"Row {strange.index[0]} has the {column} {strange.iloc[0]!r}.",
                f"Expected {', '.join(known)} or nothing.",
                "Correct the table.",
            )
    unclear = rows.index[(rows["stance"] == "") == (rows["abstention"] == "")]
    if len(unclear):
        raise UsageError(
            f"Row {unclear[0]} has both a stance and an abstention, or neither.",
            "Expected one of the two.",
            "Correct the table.",
        )


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
