"""What the model's errors do to the positions, and the positions without them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from stance.domain import CLASSES, Stance
from stance.errors import UsageError
from stance.measures.duplicates import weights
from stance.measures.labels import UNIT, votes
from stance.measures.posterior import DRAWS, LEVEL, PRIOR, SEED, Floats, Sampling
from stance.measures.reviewing import sampled

#: From so many judged rows of a random sample on, the errors are read from them.
ENOUGH = 100
#: From so many judged rows of a random sample in one cell on, the cell's shares are.
ENOUGH_IN_CELL = 20

_STANCES = tuple(one.value for one in Stance)
_ROUNDS = 200
_TYPES = {
    "actor": "str",
    "target": "str",
    "position": "float64",
    "low": "float64",
    "high": "float64",
    "favor": "float64",
    "against": "float64",
    "neutral": "float64",
    "n": "int64",
    "reviewed": "int64",
    "how": "str",
}


def confusion(frame: pd.DataFrame, annotations: pd.DataFrame) -> list[list[int]]:
    """What people say of a random sample against what the model said: true by row, given by column.

    Args:
        frame: The canonical table as the model made it.
        annotations: As `stance.store.Store.annotations` gives them.

    Returns:
        Counts in the order of `stance.domain.CLASSES`, over the rows of
        `stance.measures.reviewing.sampled`. An answer too unclear to call counts as none.
    """
    inside = frame[sampled(frame, annotations)]
    people = votes(annotations)
    units = pd.MultiIndex.from_frame(inside[list(UNIT)])
    said = people["judgement"].reindex(units)
    true = said.where(said.isin(_STANCES), "none").to_numpy()
    given = inside["stance"].where(inside["stance"] != "", "none").to_numpy()
    return [[int(((true == a) & (given == b)).sum()) for b in CLASSES] for a in CLASSES]


def unfolded(observed: Floats, errors: Floats) -> Floats:
    r"""The true shares behind observed ones, given how often each true class is taken for another.

    Formula: the shares $p$ in the simplex under which the observed ones are the most likely,
    $q = M^\top p$ with $M_{kj}$ the share of true class $k$ that is given as $j$. Where $M^{-\top}
    q$ has no negative share it is that; elsewhere it is the nearest that makes sense. Found by
    expectation maximisation (Saerens, Latinne and Decaestecker, Neural Computation 14, 2002).

    Args:
        observed: Shares in the last axis, summing to 1.
        errors: Array (…, classes, classes), each row summing to 1.

    Returns:
        The true shares, like `observed`.

    >>> errors = np.array([[0.8, 0.2], [0.1, 0.9]])
    >>> unfolded(np.array([0.45, 0.55]), errors).round(3).tolist()
    [0.5, 0.5]
    """
    shape = np.broadcast_shapes(observed.shape, errors.shape[:-1])
    # The few classes first and the many draws last: sums then run along memory, thrice as fast.
    seen = np.ascontiguousarray(np.moveaxis(np.broadcast_to(observed, shape), -1, 0))
    whole = np.broadcast_to(errors, (*shape, shape[-1]))
    taken = np.ascontiguousarray(np.moveaxis(whole, (-2, -1), (0, 1)))
    true = np.full(seen.shape, 1.0 / shape[-1])
    for _ in range(_ROUNDS):
        expected = np.einsum("k...,kj...->j...", true, taken)
        ratio = seen / np.maximum(expected, 1e-300)
        true = true * np.einsum("kj...,j...->k...", taken, ratio)
    made: Floats = np.moveaxis(true / true.sum(axis=0), 0, -1)
    return made


def without_errors(
    frame: pd.DataFrame,
    annotations: pd.DataFrame,
    errors: Sequence[Sequence[int]] | None = None,
    *,
    level: float = LEVEL,
    draws: int = DRAWS,
    seed: int = SEED,
) -> pd.DataFrame:
    r"""Where each actor stands on each target once the model's errors are taken out.

    What people judged counts as they judged it. For the rows that nobody judged, three ways, the
    first that can be gone:

    1. ``sample``: the cell has `ENOUGH_IN_CELL` judged rows of a random sample
       (`stance.measures.reviewing.sampled`): the others are as those are.
    2. ``reviewed``: the whole table has `ENOUGH` of them: their confusion matrix says what the
       model takes for what.
    3. ``gold``: `errors` says so.

    For 2 and 3: $p = M^{-\top} q$ in the simplex (`unfolded`), with $q$ the shares of the answers
    that the model gave in the cell (none and too unclear to call among them) and $M$ the confusion
    matrix. $q$ and each row of $M$ are drawn from Dirichlet posteriors with 0.5 of each kind put
    in, so the interval holds how little was said and how little is known of the errors. Copies of
    one text count once together.

    Range: -1 (all against) to 1 (all in favor).

    How to read it: beside the raw position, never instead of it. A large move means that the
    errors are lopsided. It trusts that the model errs here as often as where it was measured;
    statements given to the wrong actor are in it only by way 1 and 2.

    Args:
        frame: The canonical table as the model made it.
        annotations: As `stance.store.Store.annotations` gives them.
        errors: Counts, true class by row and given class by column, in the order of
            `stance.domain.CLASSES`; left out, way 3 is not gone.
        level: Probability that the interval holds.
        draws: Draws from each posterior.
        seed: The same seed gives the same interval.

    Returns:
        One row per (actor, target) with any row, sorted by target and actor: `actor, target,
        position` (median of the draws), `low, high`; `favor, against, neutral` (expected shares
        among positions), `n` (rows asked), `reviewed` (of them judged), and `how`: ``all``
        (everything was judged), ``sample``, ``reviewed``, ``gold`` or, with NaN, "".

    Raises:
        UsageError: `errors` is no matrix of counts, or a setting is out of range.
    """
    sampling = Sampling(level, draws, seed)
    matrix, source = _errors(frame, annotations, errors)
    people = votes(annotations)
    rows = frame.reset_index(drop=True)
    units = pd.MultiIndex.from_frame(rows[list(UNIT)])
    said = people["judgement"].reindex(units)
    true = said.where(said.isna() | said.isin(_STANCES), "none").to_numpy()
    given = rows["stance"].where(rows["stance"] != "", "none").to_numpy()
    table = pd.DataFrame(
        {"actor": rows["actor"], "target": rows["target"], "true": true, "given": given}
    )
    table["weight"] = _weights(rows)
    table["sampled"] = sampled(rows, annotations).to_numpy() if len(annotations) else False
    made = []
    for (target, actor), cell in table.groupby(["target", "actor"]):
        if len(annotations):
            # A sample of the whole is one of each cell; the cell may have a longer one of its own.
            inside = cell["sampled"] | sampled(rows.loc[cell.index], annotations)
            cell = cell.assign(sampled=inside)
        made.append(_cell(str(actor), str(target), cell, (matrix, source), sampling))
    return pd.DataFrame(made, columns=list(_TYPES)).astype(_TYPES)


def _errors(
    frame: pd.DataFrame, annotations: pd.DataFrame, given: Sequence[Sequence[int]] | None
) -> tuple[Floats | None, str]:
    """The confusion matrix to go by and where it is from."""
    if len(annotations):
        own = np.array(confusion(frame, annotations), dtype=np.float64)
        if own.sum() >= ENOUGH:
            return own, "reviewed"
    if given is None:
        return None, ""
    matrix = np.array(given, dtype=np.float64)
    if matrix.shape != (len(CLASSES), len(CLASSES)) or not (matrix >= 0).all():
        raise UsageError(
            f"The errors are a table of shape {matrix.shape}.",
            f"Expected {len(CLASSES)} by {len(CLASSES)} counts.",
            "Take them from the evaluation of the model.",
        )
    return matrix, "gold"


def _weights(rows: pd.DataFrame) -> Floats:
    """How much each row counts; copies of one statement count once together."""
    made = np.ones(len(rows))
    stated = (rows["stance"] != "").to_numpy()
    told = rows.columns.intersection(["story", "copy"])
    said = rows.loc[stated, ["document_id", "text", "actor", "target", *told]].assign(
        **{name: rows.loc[stated, f"p_{name}"] for name in _STANCES}
    )
    made[stated] = weights(said)
    return made


def _cell(
    actor: str, target: str, cell: pd.DataFrame, errors: tuple[Floats | None, str],
    sampling: Sampling,
) -> dict[str, object]:  # fmt: skip
    judged = cell[cell["true"].notna()]
    rest = cell[cell["true"].isna()]
    row: dict[str, object] = {
        "actor": actor, "target": target, "n": len(cell), "reviewed": len(judged), "how": "",
    }  # fmt: skip
    source = np.random.default_rng(sampling.seed)
    shares, how = _unjudged(rest, cell[cell["sampled"] & cell["true"].notna()], errors, sampling,
                            source)  # fmt: skip
    if shares is None:
        return row
    counts = _counts(judged, "true")[None, :] + rest["weight"].sum() * shares
    # The last class is none: whoever takes no position there has none to count.
    stances = counts[:, [CLASSES.index(name) for name in _STANCES]]
    if stances.sum(axis=1).mean() < 0.5:
        return row | {"how": how}
    drawn = source.standard_gamma(PRIOR + stances)
    drawn /= drawn.sum(axis=1, keepdims=True)
    place = {name: number for number, name in enumerate(_STANCES)}
    position = drawn[:, place["favor"]] - drawn[:, place["against"]]
    row["position"] = float(np.median(position))
    row["low"], row["high"] = sampling.interval(position)
    mean = drawn.mean(axis=0)
    return row | {name: float(mean[number]) for name, number in place.items()} | {"how": how}


def _unjudged(
    rest: pd.DataFrame, sample: pd.DataFrame, errors: tuple[Floats | None, str],
    sampling: Sampling, source: np.random.Generator,
) -> tuple[Floats | None, str]:  # fmt: skip
    """Draws of the true shares of what nobody judged, and the way they were found."""
    size = (sampling.draws, len(CLASSES))
    if rest.empty:
        return np.zeros(size), "all"
    if len(sample) >= ENOUGH_IN_CELL:
        return source.dirichlet(_counts(sample, "true") + PRIOR, size=sampling.draws), "sample"
    matrix, how = errors
    if matrix is None:
        return None, ""
    seen = source.dirichlet(_counts(rest, "given") + PRIOR / len(CLASSES), size=sampling.draws)
    taken = np.stack([source.dirichlet(one + PRIOR, size=sampling.draws) for one in matrix], axis=1)
    return unfolded(seen, taken), how


def _counts(rows: pd.DataFrame, column: str) -> Floats:
    summed = rows.groupby(column)["weight"].sum()
    return np.array([float(summed.get(name, 0.0)) for name in CLASSES])
