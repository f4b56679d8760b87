"""Which statements to look at next: by chance, where the model doubts, or where most depends."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stance.errors import UsageError
from stance.measures.duplicates import weights
from stance.measures.labels import UNIT
from stance.measures.posterior import PRIOR, Floats

_CHANCES = ("p_against", "p_neutral", "p_favor", "p_none")
_VALUES = np.array([-1.0, 0.0, 1.0, 0.0])


def random_order(frame: pd.DataFrame) -> pd.Series:
    """A number in [0, 1) for every row, by which rows stand in an order that is random and fixed.

    The number depends on the unit (document, sentence, actor, target) and on nothing else, not on
    what the model said of it and not on what else is in the table. So the first rows by it are a
    simple random sample of whatever table they are the first of, today and when more texts have
    come in (permanent random numbers; Ohlsson, in Business Survey Methods, 1995).

    Args:
        frame: The canonical table.

    >>> frame = pd.DataFrame({"document_id": "d", "passage": [0, 1], "actor": "x", "target": "t"})
    >>> list(random_order(frame)) == list(random_order(frame.iloc[::-1]))[::-1]
    True
    """
    parts = [frame[name].astype("str") for name in UNIT]
    unit = parts[0].str.cat(parts[1:], sep="\x1f")
    number = pd.util.hash_array(unit.to_numpy(dtype=object)).astype(np.float64)
    return pd.Series(number / 2.0**64, index=frame.index)


def upcoming(frame: pd.DataFrame, way: str) -> pd.DataFrame:
    """What nobody has judged yet, what to look at first on top.

    Args:
        frame: The canonical table with `reviewed`, as `stance.measures.labelled` gives it.
        way: ``random`` (`random_order`: what rates are estimated from), ``uncertain``
            (`uncertainty`) or ``influential`` (`influence`).

    Returns:
        The rows with `reviewed` 0, ordered, with the way as the column `drawn`.

    Raises:
        UsageError: There is no such way.
    """
    ways = {"random": random_order, "uncertain": uncertainty, "influential": influence}
    if way not in ways:
        raise UsageError(f"There is no way {way!r}.", f"Expected {', '.join(ways)}.", "Try random.")
    # Of equals the random order decides, so that neither date nor name does.
    chance = random_order(frame)
    first = chance if way == "random" else -ways[way](frame)
    rank = pd.DataFrame({"first": first, "then": chance}).sort_values(["first", "then"])
    ordered = frame.loc[rank.index]
    return ordered[ordered["reviewed"] == 0].assign(drawn=way).reset_index(drop=True)


def sampled(frame: pd.DataFrame, annotations: pd.DataFrame) -> pd.Series:
    """Which rows are a simple random sample of the table that people have judged in full.

    Those are the first rows in `random_order`, up to the last that came up as ``random`` such that
    all before it are judged as well. Rows that somebody picked by hand count only inside it, where
    they would have come up anyway, so that what people like to look at does not move a rate.

    Args:
        frame: The canonical table of what a rate is wanted for.
        annotations: As `stance.store.Store.annotations` gives them.

    Returns:
        A bool for each row of `frame`.
    """
    units = pd.MultiIndex.from_frame(frame[list(UNIT)])
    counted = annotations[(annotations["passage"] >= 0) & annotations["current"]]
    judged = units.isin(pd.MultiIndex.from_frame(counted[list(UNIT)]))
    by_chance = counted[counted["drawn"] == "random"]
    drawn = units.isin(pd.MultiIndex.from_frame(by_chance[list(UNIT)]))
    if not drawn.any():
        return pd.Series(False, index=frame.index)
    order = np.argsort(random_order(frame).to_numpy(), kind="stable")
    whole = np.logical_and.accumulate(judged[order])
    last = np.flatnonzero(whole & drawn[order])
    inside = np.zeros(len(frame), dtype=bool)
    if len(last):
        inside[order[: last[-1] + 1]] = True
    return pd.Series(inside, index=frame.index)


def uncertainty(frame: pd.DataFrame) -> pd.Series:
    """How unsure the model is of each row: 0 (certain) to 1 (all four answers alike).

    The entropy of the four calibrated probabilities, divided by its largest value (Settles,
    Active Learning Literature Survey, 2009).

    Args:
        frame: The canonical table.

    >>> even = {name: [0.25] for name in ("p_favor", "p_against", "p_neutral", "p_none")}
    >>> uncertainty(pd.DataFrame(even)).round(6).tolist()
    [1.0]
    """
    chances = frame[list(_CHANCES)].to_numpy(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(chances > 0, chances * np.log(chances), 0.0)
    return pd.Series(np.abs(terms.sum(axis=1)) / np.log(4), index=frame.index)


def influence(frame: pd.DataFrame) -> pd.Series:
    r"""How far the position of its cell is expected to move when a person judges a row.

    Formula: $\sum_k p_k |\mu_k - \mu|$ over the four answers, with $\mu$ the cell's position now
    (`stance.measures.positions`), $\mu_k$ the one if a person answers $k$, and $p_k$ the model's
    probability of $k$. Large where little was said and the model doubts: the expected change of
    the output of active learning (Freytag and others, ECCV 2014).

    Range: 0 (nothing can change) to 2.

    Args:
        frame: The canonical table; rows with `reviewed` above 0 are settled and have 0.

    Returns:
        A number for each row.
    """
    chances = frame[list(_CHANCES)].to_numpy(np.float64)
    stated = (frame["stance"] != "").to_numpy()
    shares = chances[:, :3] / np.maximum(chances[:, :3].sum(axis=1), 1e-12)[:, None]
    weight = np.ones(len(frame))
    columns = [
        "document_id",
        "text",
        "actor",
        "target",
        *frame.columns.intersection(["story", "copy"]),
    ]
    said = frame.loc[stated, columns].assign(
        against=shares[stated, 0], neutral=shares[stated, 1], favor=shares[stated, 2]
    )
    weight[stated] = weights(said)
    now = np.where(stated[:, None], shares * weight[:, None], 0.0)
    table = pd.DataFrame({"side": now[:, 2] - now[:, 0], "size": now.sum(axis=1)})
    table[["actor", "target"]] = frame[["actor", "target"]].to_numpy()
    cell = table.groupby(["actor", "target"])[["side", "size"]].transform("sum").to_numpy()
    moved = _moved(cell, table[["side", "size"]].to_numpy(), weight)
    expected = (chances * moved).sum(axis=1)
    if "reviewed" in frame.columns:
        expected = np.where(frame["reviewed"].to_numpy() > 0, 0.0, expected)
    return pd.Series(expected, index=frame.index)


def _moved(cell: Floats, mine: Floats, weight: Floats) -> Floats:
    """How far the position moves for each of the four answers: array (rows, 4)."""
    rest = cell - mine
    before = cell[:, 0] / (cell[:, 1] + 3 * PRIOR)
    counts = np.array([1.0, 1.0, 1.0, 0.0])
    side = rest[:, :1] + weight[:, None] * _VALUES
    size = rest[:, 1:] + weight[:, None] * counts
    made: Floats = np.abs(side / (size + 3 * PRIOR) - before[:, None])
    return made
