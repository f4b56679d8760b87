"""How far apart two actors are on a target."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, groupby
from operator import attrgetter

import numpy as np
import pandas as pd

from stance.measures.evidence import Cell, Evidence, cells
from stance.measures.posterior import (
    DRAWS,
    LEVEL,
    SEED,
    Floats,
    Sampling,
    mean_position,
    position_draws,
    shares,
)

#: From this distance on two actors are called apart: a quarter of the whole scale.
APART = 0.25

_TYPES = {
    "target": "str",
    "actor_a": "str",
    "actor_b": "str",
    "divergence": "float64",
    "low": "float64",
    "high": "float64",
    "p_apart": "float64",
    "null": "float64",
    "p_null": "float64",
    "gap": "float64",
    "gap_low": "float64",
    "gap_high": "float64",
    "n_a": "int64",
    "n_b": "int64",
}


def ordinal_distance(first: Floats, second: Floats) -> Floats:
    r"""How much must be moved how far to turn one distribution on the scale into another.

    Formula: $D = \frac12 \sum_{k=1}^{2} |F_a(k) - F_b(k)|$ with $F$ the cumulative shares of
    against, neutral, favor: the Wasserstein (earth mover's) distance of order 1 on {-1, 0, 1},
    divided by the length of the scale (Vallender 1974).

    Range: 0 (the same shares) to 1 (all against, all in favor). Half a scale apart is 0.5.

    Args:
        first: Shares of against, neutral, favor in the last axis.
        second: The same for the other actor.

    Returns:
        The distance, with the last axis gone.

    >>> against, neutral, favor = np.eye(3)
    >>> ordinal_distance(against, favor).item(), ordinal_distance(against, neutral).item()
    (1.0, 0.5)
    >>> ordinal_distance(np.array([0.5, 0, 0.5]), neutral).item()
    0.5
    """
    steps = np.cumsum(first - second, axis=-1)[..., :-1]
    distance: Floats = np.abs(steps).sum(axis=-1) / 2
    # Rounding may leave a hair over the end of the scale.
    return np.minimum(distance, 1.0)


def divergence(
    frame: pd.DataFrame | Evidence, *, level: float = LEVEL, draws: int = DRAWS, seed: int = SEED
) -> pd.DataFrame:
    r"""How far apart each pair of actors is on each target, and whether chance could do it.

    Formula: $D_{ab} = \frac12 \sum_{k=1}^{2} |F_a(k) - F_b(k)|$ (`ordinal_distance`) in every draw
    from the two posteriors of `stance.measures.positions`; the divergence is the draws' median.

    Range: 0 (the same mix of stances) to 1 (one all against, the other all in favor).

    How to read it: a distance is never negative, so two actors who think alike and said little
    show a distance too. `null` is what they would show: the median of D when both have the mix of
    their pooled statements, each with as many as it made. Speak of a divergence if it lies clearly
    above `null`, that is, if `p_null` is small, and of a large one if `p_apart` is large. In a
    simulation of pairs with the same mix, `p_null` was below 0.05 for 0 to 7 pairs in 100, for 0
    with one statement on each side: one against one settles nothing. `gap` has a sign: above 0,
    actor a is the more in favor. Two actors may have a gap of 0 and yet diverge (one neutral, one
    split). The intervals hold the scarcity of statements and the model's own stated doubt, not its
    systematic errors.

    Args:
        frame: The canonical prediction table, or its evidence (`stance.measures.gathered`).
        level: Probability that the intervals hold.
        draws: Draws from each posterior.
        seed: The same seed gives the same numbers, whatever the order of the rows.

    Returns:
        One row per target and pair of actors that have any row on it, sorted by `target, actor_a,
        actor_b`, a before b: `divergence, low, high`; `p_apart`, the probability that D is above
        0.25; `null`; `p_null`, the share of the null's draws at or above the divergence; `gap`,
        the position of a minus that of b, with `gap_low, gap_high`; `n_a, n_b` (statements). Where
        one side has no statement, all but the counts is NaN.

    Raises:
        UsageError: The table lacks a column or holds an unknown label; a setting is out of range.

    >>> def said(actor, label, n):
    ...     favor, against = float(label == "favor"), float(label == "against")
    ...     return pd.DataFrame({"document_id": [str(i) for i in range(n)], "published": None,
    ...         "text": [f"{actor} {i}" for i in range(n)], "actor": actor, "target": "ban",
    ...         "stance": label, "abstention": "",
    ...         "p_favor": favor, "p_against": against, "p_neutral": 0.0})
    >>> apart = divergence(pd.concat([said("a", "favor", 20), said("b", "against", 20)]))
    >>> apart[["divergence", "p_apart", "p_null", "gap"]].round(1).values.tolist()
    [[0.9, 1.0, 0.0, 1.9]]
    >>> alike = divergence(pd.concat([said("a", "favor", 20), said("b", "favor", 20)]))
    >>> bool(abs(alike.at[0, "divergence"] - alike.at[0, "null"]) < 0.01)
    True
    """
    sampling = Sampling(level, draws, seed)
    rows: list[dict[str, object]] = []
    compared: list[_Compared] = []
    for _, group in groupby(cells(frame), attrgetter("target")):
        known = list(group)
        drawn = {
            cell.actor: shares(cell.weight, sampling, cell.actor, cell.target)
            for cell in known
            if cell.n
        }
        for a, b in combinations(known, 2):
            rows.append(
                {"target": a.target, "actor_a": a.actor, "actor_b": b.actor, "n_a": a.n, "n_b": b.n}
            )
            if a.n and b.n:
                compared.append(_compared(len(rows) - 1, a, b, drawn, sampling))
    found = pd.DataFrame(rows, columns=list(_TYPES)).astype(_TYPES)
    if compared:
        told = _told(compared, sampling)
        found.loc[[one.row for one in compared], list(told)] = pd.DataFrame(told).to_numpy()
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Compared:
    """Draws for one pair, and the row that they belong to."""

    row: int
    distance: Floats
    null: Floats
    gap: Floats
    mean_gap: float


def null_shares(a: Cell, b: Cell, sampling: Sampling) -> tuple[Floats, Floats]:
    """Draws for two actors who have one and the same mix, each with as much evidence as it has."""
    pooled = (a.weight + b.weight) / (a.n_effective + b.n_effective)
    return (
        shares(a.n_effective * pooled, sampling, "null", a.actor, b.actor, a.target, "a"),
        shares(b.n_effective * pooled, sampling, "null", a.actor, b.actor, a.target, "b"),
    )


def _compared(
    row: int, a: Cell, b: Cell, drawn: dict[str, Floats], sampling: Sampling
) -> _Compared:
    return _Compared(
        row,
        ordinal_distance(drawn[a.actor], drawn[b.actor]),
        ordinal_distance(*null_shares(a, b, sampling)),
        position_draws(drawn[a.actor]) - position_draws(drawn[b.actor]),
        mean_position(a.weight) - mean_position(b.weight),
    )


def _told(compared: list[_Compared], sampling: Sampling) -> dict[str, Floats]:
    """What the draws say, for all pairs at once: one by one takes several times as long."""
    distance, null, gap = (
        np.stack([getattr(one, name) for one in compared]) for name in ("distance", "null", "gap")
    )
    median = np.median(distance, axis=-1)
    low, high = sampling.intervals(distance)
    gap_low, gap_high = sampling.intervals(gap)
    return {
        "divergence": median,
        "low": low,
        "high": high,
        "p_apart": (distance > APART).mean(axis=-1),
        "null": np.median(null, axis=-1),
        "p_null": (null >= median[:, None]).mean(axis=-1),
        "gap": np.array([one.mean_gap for one in compared]),
        "gap_low": gap_low,
        "gap_high": gap_high,
    }
