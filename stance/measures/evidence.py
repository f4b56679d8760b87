"""From the canonical table to the evidence in each (actor, target) cell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from stance.domain import Abstention, Stance
from stance.errors import UsageError
from stance.measures.duplicates import weighed

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


def cells(frame: pd.DataFrame) -> list[Cell]:
    """The evidence of every (actor, target) that has a row, sorted by target and actor.

    A statement's shares are its calibrated probabilities of against, neutral and favor, made to
    sum to 1 over the three: that there is a position at all is taken as settled by the label.

    Args:
        frame: The canonical table, or any table with those of its columns that matter here. A
            column ``story`` is made use of (see `stance.measures.with_stories`).

    Raises:
        UsageError: A column is missing, or a row is neither a statement nor an abstention.
    """
    rows = _checked(frame)
    keys = ["target", "actor"]
    said = rows[rows["stance"] != ""].copy()
    said[["weight", "story"]] = weighed(said).to_numpy(dtype=object)
    said["weight"] = said["weight"].astype("float64")
    weighted = said[list(SCALE)].mul(said["weight"], axis=0)
    weight = weighted.groupby([said[key] for key in keys]).sum()
    counts = said.groupby([*keys, "stance"]).size().unstack(fill_value=0)
    about = said.groupby(keys).agg(
        documents=("document_id", "nunique"),
        stories=("story", "nunique"),
        first=("published", "min"),
        last=("published", "max"),
    )
    reasons = rows.groupby([*keys, "abstention"]).size().unstack(fill_value=0)
    found = []
    for key in rows.groupby(keys).size().index:
        spoke = key in about.index
        reason = reasons.loc[key]
        label = counts.loc[key] if spoke else {}
        found.append(
            Cell(
                actor=key[1],
                target=key[0],
                weight=weight.loc[key].to_numpy(np.float64) if spoke else np.zeros(3),
                counts=(
                    int(label.get(SCALE[0], 0)),
                    int(label.get(SCALE[1], 0)),
                    int(label.get(SCALE[2], 0)),
                ),
                documents=int(about.at[key, "documents"]) if spoke else 0,
                stories=int(about.at[key, "stories"]) if spoke else 0,
                no_position=int(reason.get(Abstention.NO_POSITION.value, 0)),
                unsure=int(reason.get(Abstention.UNSURE.value, 0)),
                first=about.at[key, "first"] if spoke else pd.NaT,
                last=about.at[key, "last"] if spoke else pd.NaT,
            )
        )
    return found


def _checked(frame: pd.DataFrame) -> pd.DataFrame:
    missing = [name for name in _NEEDED if name not in frame.columns]
    if missing:
        raise UsageError(
            f"The table has no column {', '.join(missing)}.",
            "Expected the canonical prediction table.",
            "Take it from stance.analyze or from a store.",
        )
    rows = pd.DataFrame(
        {
            name: frame[name].astype("str").where(frame[name].notna(), "")
            for name in ("document_id", "text", "actor", "target", "stance", "abstention")
        }
    ).reset_index(drop=True)
    if "story" in frame.columns:
        rows["story"] = frame["story"].astype("str").to_numpy()
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
    # Sums of floats depend on their order; with this one they do not depend on the caller's.
    return rows.sort_values(
        ["target", "actor", "document_id", "text", *SCALE, "stance"], ignore_index=True
    )


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
