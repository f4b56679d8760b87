"""How split the actors are on a target."""

from __future__ import annotations

from itertools import combinations, groupby
from operator import attrgetter

import numpy as np
import pandas as pd

from stance.errors import UsageError
from stance.measures.evidence import Cell, Evidence, cells
from stance.measures.posterior import (
    DRAWS,
    LEVEL,
    SEED,
    Floats,
    Sampling,
    position_draws,
    shares,
)

_TYPES = {
    "target": "str",
    "polarisation": "float64",
    "low": "float64",
    "high": "float64",
    "agreement": "float64",
    "spread": "float64",
    "spread_low": "float64",
    "spread_high": "float64",
    "actors": "int64",
    "n": "int64",
}


def van_der_eijk(frequencies: Floats) -> Floats:
    r"""Van der Eijk's coefficient of agreement A on an ordered scale.

    Formula: the frequencies are taken apart into layers that are each flat on the categories they
    cover; $A = \sum_l w_l A_l$ with $w_l$ a layer's share of the whole. For a layer that covers S
    of K categories, $A_l = U (1 - \frac{S-1}{K-1})$ and
    $U = \frac{(K-2) TU - (K-1) TDU}{(K-2)(TU + TDU)}$, where TU counts the triples of categories
    with the layer pattern 110 or 011 and TDU those with 101 ($U = 1$ if there is neither).

    Range: -1 (half at each end) over 0 (even on all categories) to 1 (all in one category).

    Source: van der Eijk, Measuring agreement in ordered rating scales, Quality & Quantity 35
    (2001). The second example is that of the R package agrmt.

    Args:
        frequencies: Counts or shares per category in the last axis, three or more categories in
            the order of the scale, none negative and not all 0.

    Returns:
        A, with the last axis gone.

    Raises:
        UsageError: Fewer than three categories, a negative frequency, or nothing but zeros.

    >>> van_der_eijk(np.array([[0, 5, 0], [1, 1, 1], [1, 0, 1], [2, 1, 2.0]])).round(3).tolist()
    [1.0, 0.0, -1.0, -0.4]
    >>> van_der_eijk(np.array([30.0, 40, 210, 130, 530, 50, 10])).round(4).item()
    0.6113
    """
    counts = np.asarray(frequencies, dtype=np.float64)
    categories = counts.shape[-1]
    if categories < 3 or (counts < 0).any() or not (counts.sum(axis=-1) > 0).all():
        raise UsageError(
            f"The frequencies are {counts.tolist()!r:.80}.",
            "Expected three or more categories, none negative and not all 0.",
            "Leave out what has no statements.",
        )
    order = np.argsort(-counts, axis=-1, kind="stable")
    heights = np.take_along_axis(counts, order, axis=-1)
    total = counts.sum(axis=-1)
    result = np.zeros(counts.shape[:-1])
    # The layers from the top: the j highest categories stand out by what the next one lacks.
    for covered in range(1, categories + 1):
        below = heights[..., covered] if covered < categories else 0.0
        width = covered * (heights[..., covered - 1] - below)
        pattern = np.zeros(counts.shape, dtype=bool)
        np.put_along_axis(pattern, order[..., :covered], True, axis=-1)
        result = result + width / total * _layer(pattern)
    return result


def _layer(pattern: np.ndarray) -> Floats:
    categories = pattern.shape[-1]
    near = np.zeros(pattern.shape[:-1])
    far = np.zeros(pattern.shape[:-1])
    for i, j, k in combinations(range(categories), 3):
        first, middle, last = pattern[..., i], pattern[..., j], pattern[..., k]
        near += middle & (first ^ last)
        far += first & ~middle & last
    triples = np.maximum(near + far, 1)
    unimodal = ((categories - 2) * near - (categories - 1) * far) / ((categories - 2) * triples)
    unimodal = np.where(near + far > 0, unimodal, 1.0)
    covered = pattern.sum(axis=-1)
    layer: Floats = unimodal * (1 - (covered - 1) / (categories - 1))
    return layer


def polarisation(
    frame: pd.DataFrame | Evidence, *, level: float = LEVEL, draws: int = DRAWS, seed: int = SEED
) -> pd.DataFrame:
    r"""How split the actors are on each target, every actor counting the same.

    Formula: $(1 - A) / 2$ in every draw from the posteriors of `stance.measures.positions`, with
    van der Eijk's A (`van_der_eijk`) of the actors' mean shares $\frac1m \sum_a p_a$. Beside it
    `spread` $= \mathrm{Var}_a(\mu_a) / v_m$, the variance of the positions over the largest that
    $m$ actors can have ($v_m = 1$ for an even number, $1 - 1/m^2$ for an odd one). Both are medians
    of the draws.

    Range: polarisation 0 (all alike), 0.5 (evenly over the scale), 1 (half at each end); spread 0
    (the same position) to 1 (two camps of the same size at the ends).

    How to read it: polarisation also rises when single actors say both things, spread only when
    they differ from each other. Little evidence pulls polarisation towards 0.5, and leaves spread
    above 0 even among actors who think alike. The intervals hold the scarcity of statements and
    the model's own stated doubt, not its systematic errors. Actors without a statement on a target
    do not count.

    Args:
        frame: The canonical prediction table, or its evidence (`stance.measures.gathered`).
        level: Probability that the intervals hold.
        draws: Draws from each posterior.
        seed: The same seed gives the same numbers, whatever the order of the rows.

    Returns:
        One row per target, sorted: `target, polarisation, low, high, agreement` (A), `spread,
        spread_low, spread_high, actors` (with a statement), `n` (statements). With fewer than two
        such actors all but the counts is NaN.

    Raises:
        UsageError: The table lacks a column or holds an unknown label; a setting is out of range.

    >>> def said(actor, label, n=30):
    ...     favor, against = float(label == "favor"), float(label == "against")
    ...     return pd.DataFrame({"document_id": [str(i) for i in range(n)], "published": None,
    ...         "text": [f"{actor} {i}" for i in range(n)], "actor": actor, "target": "ban",
    ...         "stance": label, "abstention": "",
    ...         "p_favor": favor, "p_against": against, "p_neutral": 0.0})
    >>> camps = polarisation(pd.concat([said("a", "favor"), said("b", "against")]))
    >>> camps[["polarisation", "spread", "actors"]].round(1).values.tolist()
    [[1.0, 0.9, 2.0]]
    >>> one_camp = polarisation(pd.concat([said("a", "favor"), said("b", "favor")]))
    >>> one_camp[["polarisation", "spread", "actors"]].round(1).values.tolist()
    [[0.0, 0.0, 2.0]]
    """
    sampling = Sampling(level, draws, seed)
    rows = [
        _target(target, [cell for cell in group if cell.n], sampling)
        for target, group in groupby(cells(frame), attrgetter("target"))
    ]
    return pd.DataFrame(rows, columns=list(_TYPES)).astype(_TYPES)


def _target(target: str, known: list[Cell], sampling: Sampling) -> dict[str, object]:
    actors = len(known)
    row: dict[str, object] = {
        "target": target,
        "actors": actors,
        "n": sum(cell.n for cell in known),
    }
    if actors < 2:
        return row
    drawn = [shares(cell.weight, sampling, cell.actor, target) for cell in known]
    agreement = van_der_eijk(np.mean(drawn, axis=0))
    largest = 1 - (actors % 2) / actors**2
    spread = np.var([position_draws(one) for one in drawn], axis=0) / largest
    row["agreement"] = float(np.median(agreement))
    row["polarisation"] = float(np.median((1 - agreement) / 2))
    row["low"], row["high"] = sampling.interval((1 - agreement) / 2)
    row["spread"] = float(np.median(spread))
    row["spread_low"], row["spread_high"] = sampling.interval(spread)
    return row
