"""Where each actor stands on each target."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stance.measures.evidence import Evidence, cells
from stance.measures.posterior import (
    DRAWS,
    LEVEL,
    SEED,
    Sampling,
    mean_position,
    position_draws,
    shares,
)


def positions(
    frame: pd.DataFrame | Evidence, *, level: float = LEVEL, draws: int = DRAWS, seed: int = SEED
) -> pd.DataFrame:
    r"""Where each actor stands on each target, with an interval and what it rests on.

    Formula: $\mu = p_+ - p_-$ with $p \sim \mathrm{Dirichlet}(0.5 + \sum_i w_i q_i)$, where $q_i$
    are the calibrated probabilities (against, neutral, favor) of statement $i$, made to sum to 1,
    and $w_i$ is below 1 for copies of one text in several documents (see
    `stance.measures.duplicates.weights`). The position is the posterior mean, exact; the interval
    has equal tails and comes from draws. Three half statements of prior pull it towards 0, the
    less the more was said.

    Range: -1 (all against) to 1 (all in favor); 0 is as much for as against, or all neutral.

    How to read it: believe the interval before the number. An interval across 0 means the side is
    not settled. NaN with n = 0 means the actor was mentioned but took no position: that is no
    evidence, and not 0. The interval holds the scarcity of statements and the model's own stated
    doubt; it does not hold systematic errors of the model (see `stance.measures`).

    Args:
        frame: The canonical prediction table, or its evidence (`stance.measures.gathered`); with a
            column ``story``, statements in documents that tell one story count once together (see
            `stance.measures.with_stories`).
        level: Probability that the interval holds.
        draws: Draws from each posterior.
        seed: The same seed gives the same interval, whatever the order of the rows.

    Returns:
        One row per (actor, target) that has any row, sorted by target and actor: `actor, target,
        position, low, high`; `favor, against, neutral` (statements by label, copies counted fully);
        `n` (statements, their sum), `n_effective` (copies counted once together), `n_documents`
        (documents with a statement), `n_stories` (the same, with documents that tell one story
        counted once; without a column ``story``, those that share a statement); `no_position,
        unsure` (abstentions); `first, last` (publication of the statements, ``NaT`` where none is
        dated).

    Raises:
        UsageError: The table lacks a column or holds an unknown label; a setting is out of range.

    Three statements in favor leave much open, ten leave little:

    >>> def said(n):
    ...     return pd.DataFrame({"document_id": [str(i) for i in range(n)], "published": None,
    ...         "text": [f"Statement {i}." for i in range(n)], "actor": "bloc", "target": "ban",
    ...         "stance": "favor", "abstention": "",
    ...         "p_favor": 1.0, "p_against": 0.0, "p_neutral": 0.0})
    >>> positions(said(3))[["position", "low", "high", "n"]].round(1).values.tolist()
    [[0.7, 0.1, 1.0, 3.0]]
    >>> positions(said(10))[["position", "low", "high", "n"]].round(1).values.tolist()
    [[0.9, 0.6, 1.0, 10.0]]
    """
    sampling = Sampling(level, draws, seed)
    rows = []
    for cell in cells(frame):
        position = low = high = np.nan
        if cell.n:
            position = mean_position(cell.weight)
            # One stream for all cells: what has the same evidence has the same interval.
            drawn = shares(cell.weight, sampling, "position")
            low, high = sampling.interval(position_draws(drawn))
        against, neutral, favor = cell.counts
        rows.append(
            {
                "actor": cell.actor,
                "target": cell.target,
                "position": position,
                "low": low,
                "high": high,
                "favor": favor,
                "against": against,
                "neutral": neutral,
                "n": cell.n,
                "n_effective": cell.n_effective,
                "n_documents": cell.documents,
                "n_stories": cell.stories,
                "no_position": cell.no_position,
                "unsure": cell.unsure,
                "first": cell.first,
                "last": cell.last,
            }
        )
    return pd.DataFrame(rows, columns=list(TYPES)).astype(TYPES)


#: The columns of a table of positions and their types.
TYPES = {
    "actor": "str",
    "target": "str",
    "position": "float64",
    "low": "float64",
    "high": "float64",
    "favor": "int64",
    "against": "int64",
    "neutral": "int64",
    "n": "int64",
    "n_effective": "float64",
    "n_documents": "int64",
    "n_stories": "int64",
    "no_position": "int64",
    "unsure": "int64",
    "first": "datetime64[us]",
    "last": "datetime64[us]",
}
