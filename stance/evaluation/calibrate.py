"""Temperature and threshold from dev items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.domain import CLASSES
from stance.engines import Engine, ModelDescription, Pair
from stance.evaluation.scored import Scored

#: Keys of a calibration file that say how to ask, not how to read the answer.
ASKED = ("wordings", "alone")
_TEMPERATURES = np.round(np.arange(0.6, 3.01, 0.1), 2)
_BIASES = np.round(np.arange(-1.5, 1.01, 0.1), 2)
_THRESHOLDS = np.round(np.arange(0.3, 0.91, 0.02), 2)


@dataclass(frozen=True, slots=True)
class Uncalibrated:
    """An engine that forgets its calibration file, so that a choice does not build on the last.

    How a passage is asked (`ASKED`) is kept: it is not chosen here.
    """

    engine: Engine

    @property
    def name(self) -> str:
        """The engine's own name."""
        return self.engine.name

    @property
    def description(self) -> ModelDescription:
        """The model's record without temperature, bias and thresholds."""
        record = self.engine.description.calibration
        kept: Mapping[str, Any] = {key: record[key] for key in ASKED if key in record}
        return replace(self.engine.description, calibration=kept)

    def logits(self, pairs: Sequence[Pair]) -> NDArray[np.float32]:
        """The engine's own scores."""
        return self.engine.logits(pairs)


def calibrate(
    sets: Sequence[Sequence[Scored]], *, asserted_right: float = 0.8
) -> dict[str, object]:
    """The content of a ``calibration.json``, from dev items scored `Uncalibrated`.

    The temperature (Guo et al. 2017) and a bias of the class ``none`` minimise log loss: what
    training showed as none is not as common, or as rare, in what is asked. The threshold is the
    lowest that makes the given share of asserted stances right, or, where none does, the one
    that comes nearest.

    Every set counts the same, however many items it has: there are far more held-back passages
    than gold statements, and they ask about bystanders far more often than documents do.

    Args:
        sets: Items with probabilities at temperature 1; those that never reached the model
            are left out.
        asserted_right: The share aimed at, in [0, 1].
    """
    kept = [[item for item in one if item.asked] for one in sets]
    asked = [item for one in kept for item in one]
    weights = np.concatenate([np.full(len(one), 1 / len(one)) for one in kept if one])
    weights /= weights.sum()
    rows = np.array([item.probabilities for item in asked])
    gold = np.array([CLASSES.index(item.gold) for item in asked])
    logits = np.log(np.clip(rows, 1e-9, 1.0))
    _, temperature, bias = min(
        (_loss(logits / t + _shift(b), gold, weights), float(t), float(b))
        for t in _TEMPERATURES
        for b in _BIASES
    )
    rows = _softmax(logits / temperature + _shift(bias))
    return {
        "temperature": temperature,
        "bias": [0.0, 0.0, 0.0, bias],
        "threshold": _threshold(rows, gold, weights, asserted_right),
        "about": f"Chosen on {len(asked):,} statements with a known answer, every set of them "
        "alike: so that the known answers become as likely as can be, and so that "
        f"{asserted_right:.0%} of the stances that are told are right.",
    }


def _shift(bias: float) -> NDArray[np.float64]:
    return np.array([0.0, 0.0, 0.0, bias])


def _softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float64)


def _loss(
    logits: NDArray[np.float64], gold: NDArray[np.int64], weights: NDArray[np.float64]
) -> float:
    hit = _softmax(logits)[np.arange(len(gold)), gold]
    return float(-(weights * np.log(np.clip(hit, 1e-9, 1.0))).sum())


def _threshold(
    rows: NDArray[np.float64], gold: NDArray[np.int64], weights: NDArray[np.float64], aim: float
) -> float:
    answer = rows.argmax(axis=1)
    stance = answer != CLASSES.index("none")
    shares: list[tuple[float, float]] = []
    for threshold in _THRESHOLDS:
        kept = stance & (rows.max(axis=1) >= threshold)
        # Fewer than a quarter of the stances left says more about the threshold than the model.
        if kept.sum() < max(1, stance.sum() // 4):
            break
        right = float(np.average(answer[kept] == gold[kept], weights=weights[kept]))
        shares.append((right, float(threshold)))
    reaching = [threshold for share, threshold in shares if share >= aim]
    if reaching:
        return min(reaching)
    return max(shares, default=(0.0, 0.5))[1]
