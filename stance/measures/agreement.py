"""How much two actors agree over several targets."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import numpy as np
import pandas as pd

from stance.errors import UsageError
from stance.measures.divergence import null_shares
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
    "actor_a": "str",
    "actor_b": "str",
    "agreement": "float64",
    "low": "float64",
    "high": "float64",
    "null": "float64",
    "targets": "int64",
    "n_a": "int64",
    "n_b": "int64",
}


def signorino_ritter(first: Floats, second: Floats, weights: Floats | None = None) -> Floats:
    r"""Signorino and Ritter's S of two actors' positions.

    Formula: $S = 1 - 2 \frac{\sum_t w_t |\mu_{at} - \mu_{bt}|}{2 \sum_t w_t}$; the 2 below is the
    length of the scale from -1 to 1.

    Range: -1 (opposite ends on every target) over 0 (half a scale apart) to 1 (the same positions).

    Source: Signorino and Ritter, Tau-b or not tau-b, International Studies Quarterly 43 (1999).

    Args:
        first: Positions in [-1, 1], one per target in the last axis.
        second: The same of the other actor.
        weights: How much each target counts; all the same if left out.

    Returns:
        S, with the last axis gone.

    >>> signorino_ritter(np.array([1.0, -1.0]), np.array([1.0, -1.0])).item()
    1.0
    >>> signorino_ritter(np.array([1.0, 0.0]), np.array([-1.0, 0.0])).item()
    0.0
    >>> signorino_ritter(np.array([1.0, 0.0]), np.array([-1.0, 0.0]), np.array([3.0, 1.0])).item()
    -0.5
    """
    distance: Floats = np.average(np.abs(first - second), axis=-1, weights=weights)
    return 1 - distance


def agreement(
    frame: pd.DataFrame | Evidence,
    *,
    weights: Mapping[str, float] | None = None,
    level: float = LEVEL,
    draws: int = DRAWS,
    seed: int = SEED,
) -> pd.DataFrame:
    r"""How much each pair of actors agrees over the targets that both took a position on.

    Formula: $S_{ab} = 1 - \sum_t w_t |\mu_{at} - \mu_{bt}| / \sum_t w_t$ (`signorino_ritter`) in
    every draw from the posteriors of `stance.measures.positions`; the agreement is the median.

    Range: -1 (opposite on everything) over 0 (half a scale apart) to 1 (the same positions).

    How to read it: noise only ever lowers it, so compare it with `null`, what the pair would show
    if both had the mix of their pooled statements on every target, with as many statements each.
    Agreement clearly below `null` is disagreement; agreement near it is no sign of any. It is not
    corrected for what everybody agrees on, and pairs with different `targets` are hard to compare.
    The interval holds the scarcity of statements and the model's own stated doubt, not its
    systematic errors.

    Args:
        frame: The canonical prediction table, or its evidence (`stance.measures.gathered`).
        weights: How much each target counts, by key; all the same if left out.
        level: Probability that the interval holds.
        draws: Draws from each posterior.
        seed: The same seed gives the same numbers, whatever the order of the rows.

    Returns:
        One row per pair of actors in the table, sorted, a before b: `actor_a, actor_b, agreement,
        low, high, null, targets` (with statements of both), `n_a, n_b` (statements on those). With
        no such target all but the counts is NaN.

    Raises:
        UsageError: The table lacks a column or holds an unknown label; a weight is missing or not
            above 0; a setting is out of range.

    >>> def said(actor, target, label, n=30):
    ...     favor, against = float(label == "favor"), float(label == "against")
    ...     return pd.DataFrame({"document_id": [str(i) for i in range(n)], "published": None,
    ...         "text": [f"{actor} {i}" for i in range(n)], "actor": actor, "target": target,
    ...         "stance": label, "abstention": "",
    ...         "p_favor": favor, "p_against": against, "p_neutral": 0.0})
    >>> both = agreement(pd.concat([
    ...     said("a", "ban", "favor"), said("b", "ban", "against"),
    ...     said("a", "tax", "favor"), said("b", "tax", "favor")]))
    >>> both[["agreement", "targets", "n_a"]].round(1).values.tolist()
    [[0.0, 2.0, 60.0]]
    """
    sampling = Sampling(level, draws, seed)
    known = cells(frame)
    counted = _weights([cell.target for cell in known], weights)
    spoke = {(cell.actor, cell.target): cell for cell in known if cell.n}
    drawn = {
        key: position_draws(shares(cell.weight, sampling, *key)) for key, cell in spoke.items()
    }
    rows = []
    for a, b in combinations(sorted({cell.actor for cell in known}), 2):
        targets = [key for key in counted if (a, key) in spoke and (b, key) in spoke]
        row: dict[str, object] = {
            "actor_a": a,
            "actor_b": b,
            "targets": len(targets),
            "n_a": sum(spoke[a, key].n for key in targets),
            "n_b": sum(spoke[b, key].n for key in targets),
        }
        if targets:
            weight = np.array([counted[key] for key in targets])
            value = signorino_ritter(
                np.stack([drawn[a, key] for key in targets], axis=-1),
                np.stack([drawn[b, key] for key in targets], axis=-1),
                weight,
            )
            pairs = [(spoke[a, key], spoke[b, key]) for key in targets]
            row["agreement"] = float(np.median(value))
            row["low"], row["high"] = sampling.interval(value)
            row["null"] = float(np.median(_null(pairs, weight, sampling)))
        rows.append(row)
    return pd.DataFrame(rows, columns=list(_TYPES)).astype(_TYPES)


def _null(pairs: list[tuple[Cell, Cell]], weight: Floats, sampling: Sampling) -> Floats:
    both = [null_shares(a, b, sampling) for a, b in pairs]
    return signorino_ritter(
        np.stack([position_draws(a) for a, _ in both], axis=-1),
        np.stack([position_draws(b) for _, b in both], axis=-1),
        weight,
    )


def _weights(targets: list[str], weights: Mapping[str, float] | None) -> dict[str, float]:
    keys = sorted(set(targets))
    if weights is None:
        return dict.fromkeys(keys, 1.0)
    for key in keys:
        if not weights.get(key, 0) > 0:
            raise UsageError(
                f"The target {key!r} has the weight {weights.get(key)}.",
                "Expected a number above 0 for every target in the table.",
                "Give it one, or leave the target out of the table.",
            )
    return {key: float(weights[key]) for key in keys}
