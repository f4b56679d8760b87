"""Whether people who judge the same agree, with each other and with the model."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from stance.domain import Stance
from stance.errors import UsageError
from stance.measures.labels import UNIT, votes
from stance.measures.posterior import LEVEL, SEED, Floats, Sampling

#: Answers for the nominal coefficient; the first three are the scale of the ordinal one.
ANSWERS = ("against", "neutral", "favor", "none")
#: Units drawn again and again for an interval.
RESAMPLES = 1000
#: Fewer units give no interval: drawn again and again, they would only repeat themselves.
FEWEST = 5
#: The coder's name that stands for the model's answer in the table.
MODEL = ""

_STANCES = tuple(one.value for one in Stance)
_TYPES = {
    "coder_a": "str",
    "coder_b": "str",
    "units": "int64",
    "same": "float64",
    "alpha": "float64",
    "low": "float64",
    "high": "float64",
    "ordinal_units": "int64",
    "ordinal": "float64",
    "ordinal_low": "float64",
    "ordinal_high": "float64",
}


def krippendorff(values: Floats, *, ordinal: bool = False) -> float:
    r"""Krippendorff's alpha of a table of values.

    Formula: $\alpha = 1 - D_o / D_e$, with $D_o = \frac1n \sum_{ck} o_{ck} \delta^2_{ck}$ over the
    coincidences $o$ and $D_e = \frac1{n (n - 1)} \sum_{ck} n_c n_k \delta^2_{ck}$; $\delta^2$ is 0
    or 1 for names, and $(\sum_{g=c}^{k} n_g - (n_c + n_k) / 2)^2$ for ranks.

    Range: 1 (all agree) over 0 (as by chance) down to below 0 (they avoid each other's values).

    Source: Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), whose example C is
    below.

    How to read it: 0.8 and more is commonly asked of data that shall carry a conclusion, 0.667 of
    data for tentative ones (Krippendorff, Content Analysis, chapter 11).

    Args:
        values: One row per unit and one column per coder; NaN where a coder did not judge.
        ordinal: Whether larger values are further apart.

    Returns:
        Alpha; NaN where no unit has two values, or where all values are one and the same, for then
        there is nothing to agree on by more than chance.

    >>> nan = float("nan")
    >>> four = np.array([
    ...     [1, 2, 3, 3, 2, 1, 4, 1, 2, nan, nan, nan], [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, nan, 3],
    ...     [nan, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, nan], [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, nan]]).T
    >>> round(krippendorff(four), 3), round(krippendorff(four, ordinal=True), 3)
    (0.743, 0.815)
    """
    coincidences = _coincidences(values)
    return float(_alpha(coincidences.sum(axis=0)[None], ordinal=ordinal)[0])


def reliability(
    frame: pd.DataFrame,
    annotations: pd.DataFrame,
    *,
    level: float = LEVEL,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> pd.DataFrame:
    """How far coders agree, each two of them, all of them, and they with the model.

    Two coefficients: over the four answers against, neutral, favor and none (no position, another
    actor or another target), as names; and over against, neutral and favor alone where both took
    one, as ranks. See `krippendorff` for formula, range and reading.

    Args:
        frame: The canonical table as the model made it.
        annotations: As `stance.store.Store.annotations` gives them.
        level: Probability that the intervals hold; units are drawn with replacement (Efron's
            bootstrap), so few units give a wide interval, and fewer than `FEWEST` give none.
        resamples: How often.
        seed: The same seed gives the same interval.

    Returns:
        First all coders together (`coder_a` ``*``, `coder_b` ``*``, where there are two), then
        each two, then the vote of all and each coder against the model (`coder_b` ""). Columns:
        `units` judged by both sides, `same` (share of them with the same answer), `alpha, low,
        high`, and `ordinal_units, ordinal, ordinal_low, ordinal_high`. NaN as in `krippendorff`.

    Raises:
        UsageError: A setting is out of range.
    """
    sampling = Sampling(level, max(100, resamples), seed)
    counted = annotations[(annotations["passage"] >= 0) & annotations["current"]]
    counted = counted.drop_duplicates([*UNIT, "coder"], keep="last")
    answer = counted["judgement"].where(counted["judgement"].isin(_STANCES), "none")
    coded = counted.assign(code=answer.map({name: i for i, name in enumerate(ANSWERS)}))
    wide = coded.pivot(index=list(UNIT), columns="coder", values="code").astype("float64")
    coders = sorted(wide.columns)
    rows = []
    if len(coders) > 1:
        rows.append(("*", "*", wide.to_numpy()))
        rows += [(a, b, wide[[a, b]].to_numpy()) for a, b in combinations(coders, 2)]
    if coders:
        model = _model(frame, wide.index)
        together = _together(votes(annotations), wide.index)
        if len(coders) > 1:
            rows.append(("*", MODEL, np.column_stack([together, model])))
        rows += [(a, MODEL, np.column_stack([wide[a].to_numpy(), model])) for a in coders]
    made = [_row(a, b, values, sampling) for a, b, values in rows]
    return pd.DataFrame(made, columns=list(_TYPES)).astype(_TYPES)


def _model(frame: pd.DataFrame, units: pd.MultiIndex) -> Floats:
    stance = frame["stance"].where(frame["stance"] != "", "none")
    code = stance.map({name: i for i, name in enumerate(ANSWERS)}).to_numpy(np.float64)
    where = pd.MultiIndex.from_frame(frame[list(UNIT)]).get_indexer(units)
    made: Floats = np.where(where >= 0, code[where] if len(code) else np.nan, np.nan)
    return made


def _together(people: pd.DataFrame, units: pd.MultiIndex) -> Floats:
    said = people["judgement"].where(people["judgement"].isin(_STANCES), "none").reindex(units)
    made: Floats = said.map({name: i for i, name in enumerate(ANSWERS)}).to_numpy(np.float64)
    return made


def _row(a: str, b: str, values: Floats, sampling: Sampling) -> dict[str, object]:
    both = values[(~np.isnan(values)).sum(axis=1) > 1]
    sides = np.where(both < len(ANSWERS) - 1, both, np.nan)
    sides = sides[(~np.isnan(sides)).sum(axis=1) > 1]
    row: dict[str, object] = {
        "coder_a": a,
        "coder_b": b,
        "units": len(both),
        "ordinal_units": len(sides),
        "same": np.nan,
    }
    if len(both):
        row["same"] = float((np.nanmax(both, axis=1) == np.nanmin(both, axis=1)).mean())
    row["alpha"], row["low"], row["high"] = _estimate(both, sampling, ordinal=False)
    row["ordinal"], row["ordinal_low"], row["ordinal_high"] = _estimate(
        sides, sampling, ordinal=True
    )
    return row


def _estimate(values: Floats, sampling: Sampling, *, ordinal: bool) -> tuple[float, float, float]:
    if not len(values):
        return np.nan, np.nan, np.nan
    coincidences = _coincidences(values)
    alpha = float(_alpha(coincidences.sum(axis=0)[None], ordinal=ordinal)[0])
    if np.isnan(alpha) or len(coincidences) < FEWEST:
        return alpha, np.nan, np.nan
    source = np.random.default_rng(sampling.seed)
    share = np.full(len(coincidences), 1 / len(coincidences))
    times = source.multinomial(len(coincidences), share, size=sampling.draws)
    drawn = _alpha(np.einsum("rm,mck->rck", times, coincidences), ordinal=ordinal)
    drawn = drawn[~np.isnan(drawn)]
    # A sample in which all values are the same says nothing; with too few others, neither do they.
    if len(drawn) < sampling.draws / 2:
        return alpha, np.nan, np.nan
    return alpha, *sampling.interval(drawn)


def _coincidences(values: Floats) -> npt.NDArray[np.float64]:
    """The coincidences of each unit that has two values or more: array (units, values, values)."""
    if values.ndim != 2:
        raise UsageError(
            f"The values have {values.ndim} dimensions.", "Expected units by coders.", "Reshape."
        )
    known = values[~np.isnan(values)]
    levels = np.unique(known)
    counts = (values[:, :, None] == levels).sum(axis=1).astype(np.float64)
    counts = counts[counts.sum(axis=1) > 1]
    pairs = counts[:, :, None] * counts[:, None, :]
    place = np.arange(counts.shape[1])
    pairs[:, place, place] -= counts
    made: npt.NDArray[np.float64] = pairs / (counts.sum(axis=1) - 1)[:, None, None]
    return made


def _alpha(coincidences: Floats, *, ordinal: bool) -> Floats:
    """Alpha of each matrix of coincidences in an array (matrices, values, values)."""
    margin = coincidences.sum(axis=2)
    size = margin.sum(axis=1)
    if ordinal:
        upto = np.cumsum(margin, axis=1)
        first, last = upto[:, :, None], upto[:, None, :]
        lower = np.where(first <= last, margin[:, :, None], margin[:, None, :])
        ends = margin[:, :, None] + margin[:, None, :]
        apart = (np.abs(last - first) + lower - ends / 2) ** 2
    else:
        apart = np.ones_like(coincidences)
    place = np.arange(coincidences.shape[1])
    apart[:, place, place] = 0
    seen = (coincidences * apart).sum(axis=(1, 2))
    chance = (margin[:, :, None] * margin[:, None, :] * apart).sum(axis=(1, 2))
    with np.errstate(invalid="ignore", divide="ignore"):
        alpha: Floats = 1 - (size - 1) * seen / chance
    return np.where(chance > 0, alpha, np.nan)
