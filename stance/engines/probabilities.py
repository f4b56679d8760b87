"""From logits to probabilities, by the names of the classes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.errors import ModelError


def softmax(logits: NDArray[Any], axis: int = -1) -> NDArray[np.float64]:
    """Probabilities from logits; each slice along `axis` sums to 1, however large its numbers.

    >>> softmax(np.array([[1000.0, 1000.0], [0.0, -2000.0]])).tolist()
    [[0.5, 0.5], [1.0, 0.0]]
    """
    values = np.asarray(logits, dtype=np.float64)
    if values.size == 0:
        return values
    powers = np.exp(values - values.max(axis=axis, keepdims=True))
    result: NDArray[np.float64] = powers / powers.sum(axis=axis, keepdims=True)
    return result


def entailment(logits: NDArray[Any], labels: Sequence[str]) -> NDArray[np.float64]:
    """How surely each premise entails its hypothesis, against its opposite alone.

    The score of the stock ``zero-shot-classification`` pipeline with ``multi_label=True``: the
    softmax over (contradiction, entailment), a three-class head's ``neutral`` left out (Yin et
    al. 2019); over (not_entailment, entailment) for a two-class head.

    The stock pipeline finds the opposite by position: the first class, or the last where
    entailment is the first. With the orders (neutral, contradiction, entailment), (neutral,
    entailment, contradiction), (entailment, contradiction, neutral) that is the neutral class.
    Here it goes by name, so the order of a model's classes changes nothing.

    Args:
        logits: Shape (..., k), columns as `labels`.
        labels: The k class names of an ``nli`` model, as in ``ModelDescription.labels``.

    Returns:
        Shape (...), in [0, 1].

    Raises:
        ModelError: `labels` names no entailment or no opposite of it.

    >>> labels = ("entailment", "neutral", "contradiction")
    >>> entailment(np.array([[2.0, 9.0, 2.0]]), labels).tolist()
    [0.5]
    """
    names = tuple(labels)
    opposite = next((name for name in ("contradiction", "not_entailment") if name in names), None)
    if opposite is None or "entailment" not in names:
        raise ModelError(
            f"A model with the classes {', '.join(names)} cannot say what a text entails.",
            "Expected entailment and either contradiction or not_entailment.",
        )
    both = np.asarray(logits)[..., [names.index(opposite), names.index("entailment")]]
    result: NDArray[np.float64] = softmax(both)[..., 1]
    return result
