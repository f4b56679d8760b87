"""Whose labels count: a canonical table as the model said it, or as people corrected it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stance.domain import Abstention, Judgement, Labels, Stance
from stance.errors import UsageError

#: What tells one judged thing from another.
UNIT = ("document_id", "passage", "actor", "target")
_SHARES = ("p_favor", "p_against", "p_neutral", "p_none")
_STANCES = tuple(one.value for one in Stance)
#: Judgements after which a row is no statement of this actor on this target at all.
_ELSEWHERE = (Judgement.NOT_ACTOR.value, Judgement.NOT_TARGET.value)


def votes(annotations: pd.DataFrame) -> pd.DataFrame:
    """What people together say of each unit.

    Of one coder the newest judgement counts. Several coders vote; of judgements that are equally
    frequent the newest wins, and the shares keep the dissent.

    Args:
        annotations: As `stance.store.Store.annotations` gives them.

    Returns:
        Indexed by `UNIT`: `judgement`, `coders` (how many), and the coders' shares `p_favor,
        p_against, p_neutral, p_none`. Judgements of words that no longer stand in the
        text (`passage` -1) are left out.
    """
    counted = annotations[(annotations["passage"] >= 0) & annotations["current"]]
    counted = counted.drop_duplicates([*UNIT, "coder"], keep="last")
    said = counted["judgement"].where(counted["judgement"].isin(_STANCES), "none")
    shares = {f"p_{name}": (said == name).astype("float64") for name in (*_STANCES, "none")}
    rows = counted.assign(**shares, order=np.arange(len(counted)))
    by_unit = rows.groupby(list(UNIT))
    table = by_unit[list(_SHARES)].mean()
    table["coders"] = by_unit.size().astype("int64")
    tally = rows.groupby([*UNIT, "judgement"]).agg(n=("order", "size"), last=("order", "max"))
    best = tally.reset_index().sort_values(["n", "last"]).drop_duplicates(list(UNIT), keep="last")
    table["judgement"] = best.set_index(list(UNIT))["judgement"].reindex(table.index).astype("str")
    return table[["judgement", "coders", *_SHARES]]


def labelled(
    frame: pd.DataFrame,
    annotations: pd.DataFrame,
    labels: Labels = Labels.MODEL,
    *,
    sure: float = 0.0,
) -> pd.DataFrame:
    """The canonical table with the labels that are asked for.

    Args:
        frame: The canonical table, as the model made it.
        annotations: As `stance.store.Store.annotations` gives them for the same selection.
        labels: ``model`` leaves every label alone. ``corrected`` gives a row that people judged
            their label, with the shares of their votes in place of the model's probabilities (one
            coder: certain); a row that they say belongs to another actor or target is gone, and a
            statement that they found where the model was not asked is added, with the attribution
            ``person``. ``reviewed`` is the same, without the rows that nobody judged.
        sure: Statements whose label is less certain than this, from 0 to 1, are left out.

    Returns:
        The columns of `frame` and `reviewed`: 1 where a person judged the row, else 0. The order
        stays.

    Raises:
        UsageError: `sure` is out of range.

    >>> frame = pd.DataFrame({"document_id": "d", "passage": [0, 1], "actor": "x", "target": "t",
    ...     "stance": ["favor", "favor"], "abstention": "", "text": ["a", "b"], "p_favor": 0.7,
    ...     "p_against": 0.1, "p_neutral": 0.1, "p_none": 0.1})
    >>> said = pd.DataFrame({"document_id": ["d"], "passage": [0], "actor": ["x"],
    ...     "target": ["t"], "judgement": ["against"], "coder": ["Ada"], "current": [True]})
    >>> labelled(frame, said, Labels.CORRECTED)[["stance", "p_against", "reviewed"]].values.tolist()
    [['against', 1.0, 1], ['favor', 0.1, 0]]
    >>> labelled(frame, said)["stance"].tolist()
    ['favor', 'favor']
    """
    if not 0 <= sure <= 1:
        raise UsageError(f"The certainty is {sure}.", "Expected a number from 0 to 1.", "Try 0.6.")
    asked = len(annotations) or labels != Labels.MODEL
    people = votes(annotations) if asked else annotations
    units = pd.MultiIndex.from_frame(frame[list(UNIT)]) if len(people) else None
    where = people.index.get_indexer(units) if units is not None else np.full(len(frame), -1)
    judged = where >= 0
    rows = frame.assign(reviewed=judged.astype(np.int64))
    if labels != Labels.MODEL:
        rows = _corrected(rows, judged, people.iloc[where[judged]])
        if labels == Labels.REVIEWED:
            rows = rows[rows["reviewed"] > 0]
        if units is not None:
            rows = _with_found(rows, annotations, people[~people.index.isin(units)], frame)
    if sure:
        rows = rows[(rows["stance"] == "") | (certainty(rows) >= sure)]
    return rows.reset_index(drop=True)


def certainty(frame: pd.DataFrame) -> pd.Series:
    """The probability of the stance that each row asserts; 0 where it asserts none."""
    sure = np.zeros(len(frame))
    for name in _STANCES:
        here = (frame["stance"] == name).to_numpy()
        sure[here] = frame[f"p_{name}"].to_numpy()[here]
    return pd.Series(sure, index=frame.index)


def _corrected(rows: pd.DataFrame, judged: np.ndarray, people: pd.DataFrame) -> pd.DataFrame:
    """The rows with people's labels; `people` holds one row for each that was judged."""
    made = rows.copy()
    said = people["judgement"]
    stance = said.where(said.isin(_STANCES), "").to_numpy()
    made.loc[judged, "stance"] = stance
    silent = Abstention.NO_POSITION.value
    made.loc[judged, "abstention"] = np.where(stance == "", silent, "")
    for name in _SHARES:
        made.loc[judged, name] = people[name].to_numpy()
    away = np.zeros(len(rows), dtype=bool)
    away[judged] = said.isin(_ELSEWHERE).to_numpy()
    return made[~away]


def _with_found(
    rows: pd.DataFrame, annotations: pd.DataFrame, found: pd.DataFrame, frame: pd.DataFrame
) -> pd.DataFrame:
    """The rows and, after them, what people found where the model was not asked."""
    stated = found[found["judgement"].isin(_STANCES)]
    if stated.empty:
        return rows
    places = annotations.drop_duplicates(list(UNIT), keep="last").set_index(list(UNIT))
    made = stated.join(places[[c for c in ("source", "published", "start", "end", "text")
                               if c in places.columns]]).reset_index()  # fmt: skip
    made["stance"] = made["judgement"]
    made = made.assign(attribution="person", abstention="", engine="person", reviewed=1)
    if "story" in frame.columns:
        told = frame.drop_duplicates("document_id").set_index("document_id")["story"]
        made["story"] = made["document_id"].map(told).fillna(made["document_id"])
    missing = [name for name in frame.columns if name not in made.columns]
    empty = {name: -1 if frame[name].dtype.kind == "i" else "" for name in missing}
    made = made.assign(**empty)
    both = pd.concat([rows, made[list(rows.columns)].astype(rows.dtypes)], ignore_index=True)
    if "published" not in both.columns:
        return both
    order = [name for name in ("published", *UNIT) if name in both.columns]
    return both.sort_values(order, kind="stable", na_position="last")
