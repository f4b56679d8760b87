"""Scores of a classifier on labelled items. Plain numbers in, plain numbers out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from stance.domain import CLASSES


def confusion(gold: Sequence[int], predicted: Sequence[int]) -> NDArray[np.int64]:
    """Counts (4, 4): gold class by row, predicted class by column, in the order of `CLASSES`.

    >>> confusion([0, 0, 3], [0, 1, 3])[0].tolist()
    [1, 1, 0, 0]
    """
    table = np.zeros((len(CLASSES), len(CLASSES)), dtype=np.int64)
    np.add.at(table, (np.asarray(gold, dtype=int), np.asarray(predicted, dtype=int)), 1)
    return table


def f1(table: NDArray[np.int64]) -> NDArray[np.float64]:
    """F1 of each class from a confusion table, in [0, 1]; 0 for a class never seen nor given.

    >>> f1(confusion([0, 1], [0, 1]))[:2].tolist()
    [1.0, 1.0]
    """
    hits = np.diag(table).astype(float)
    total = table.sum(axis=0) + table.sum(axis=1)
    scores: NDArray[np.float64] = np.divide(
        2 * hits, total, out=np.zeros_like(hits), where=total > 0
    )
    return scores


def macro_f1(table: NDArray[np.int64]) -> float:
    """The mean F1 over the classes that occur in the gold labels.

    >>> macro_f1(confusion([0, 1, 3], [0, 1, 1]))
    0.5555555555555555
    """
    present = table.sum(axis=1) > 0
    return float(f1(table)[present].mean()) if present.any() else 0.0


def expected_calibration_error(
    probabilities: NDArray[np.float64], gold: Sequence[int], bins: int = 10
) -> float:
    """Mean gap between confidence and accuracy over equal-width bins, in [0, 1]; lower is better.

    Source: Naeini, Cooper and Hauskrecht (2015), Guo et al. (2017).

    >>> expected_calibration_error(np.array([[1.0, 0, 0, 0]]), [0])
    0.0
    """
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == np.asarray(gold)
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    error = 0.0
    for index in range(bins):
        inside = place == index
        if inside.any():
            gap = abs(float(right[inside].mean()) - float(confidence[inside].mean()))
            error += gap * float(inside.mean())
    return error


def interval(
    gold: Sequence[int], predicted: Sequence[int], *, draws: int = 1000, seed: int = 0
) -> tuple[float, float]:
    """A 90% bootstrap interval of `macro_f1`, resampling items.

    >>> low, high = interval([0, 1] * 20, [0, 1] * 20)
    >>> (low, high)
    (1.0, 1.0)
    """
    random = np.random.default_rng(seed)
    truth, guess = np.asarray(gold, dtype=int), np.asarray(predicted, dtype=int)
    scores = []
    for _ in range(draws):
        pick = random.integers(0, len(truth), len(truth))
        scores.append(macro_f1(confusion(truth[pick].tolist(), guess[pick].tolist())))
    low, high = np.quantile(scores, [0.05, 0.95])
    return float(low), float(high)
