"""From a model's raw scores to a stance or an abstention, by what its calibration file says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.domain import CLASSES, Abstention, Stance
from stance.errors import ModelError


@dataclass(frozen=True, slots=True)
class Calibration:
    """How sure a model must be, and how its scores become probabilities.

    Attributes:
        temperature: Logits are divided by it before the softmax (Guo et al. 2017); chosen on
            the dev part of gold to minimise log loss.
        bias: Added to the logits of `CLASSES`, for classes the training mix made too likely.
        threshold: The least probability of a stance that is asserted.
        thresholds: The same, for single targets by key.
        wordings: How many wordings of a proposition are asked and averaged.
        alone: Ask a passage without the sentences before it as well, and average.
    """

    temperature: float = 1.0
    bias: tuple[float, ...] = (0.0, 0.0, 0.0, 0.0)
    threshold: float = 0.5
    thresholds: Mapping[str, float] = field(default_factory=dict)
    wordings: int = 1
    alone: bool = False

    @classmethod
    def of(cls, record: Mapping[str, Any], model: str) -> Calibration:
        """The calibration of a model from its parsed ``calibration.json``.

        Raises:
            ModelError: An unknown key, or a value out of range.
        """
        unknown = sorted(set(record) - {*cls.__dataclass_fields__, "about"})
        if unknown:
            raise ModelError(
                f"calibration.json of {model} has an unknown key {unknown[0]!r}.",
                f"Known keys: {', '.join(cls.__dataclass_fields__)}.",
            )
        values = {key: value for key, value in record.items() if key != "about"}
        if "bias" in values:
            values["bias"] = tuple(float(number) for number in values["bias"])
        made = cls(**values)
        shares = (made.threshold, *made.thresholds.values())
        if made.temperature <= 0 or len(made.bias) != 4 or not all(0 <= s <= 1 for s in shares):
            raise ModelError(
                f"calibration.json of {model} holds values out of range.",
                "Expected a temperature above 0, four biases and thresholds from 0 to 1.",
            )
        return made

    def probabilities(self, logits: NDArray[np.float32]) -> NDArray[np.float64]:
        """Calibrated probabilities (n, 4) of `CLASSES` from logits in the same order.

        >>> Calibration(temperature=2.0).probabilities(np.zeros((1, 4), np.float32)).tolist()
        [[0.25, 0.25, 0.25, 0.25]]
        """
        scaled = logits.astype(np.float64) / self.temperature + np.asarray(self.bias)
        scaled -= scaled.max(axis=1, keepdims=True)
        raised = np.exp(scaled)
        return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float64)

    def decide(
        self, probabilities: NDArray[np.float64], target: str
    ) -> tuple[Stance | None, Abstention | None]:
        """The stance of one row of probabilities, or why there is none.

        >>> Calibration(threshold=0.6).decide(np.array([0.7, 0.1, 0.1, 0.1]), "any")[0]
        <Stance.FAVOR: 'favor'>
        >>> Calibration(threshold=0.6).decide(np.array([0.5, 0.3, 0.1, 0.1]), "any")[1]
        <Abstention.UNSURE: 'unsure'>
        """
        best = int(probabilities.argmax())
        if CLASSES[best] == "none":
            return None, Abstention.NO_POSITION
        if probabilities[best] < self.thresholds.get(target, self.threshold):
            return None, Abstention.UNSURE
        return Stance(CLASSES[best]), None
