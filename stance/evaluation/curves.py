"""How far a model's certainty can be trusted: reliability and accuracy against coverage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from stance.domain import CLASSES
from stance.evaluation.scored import Scored
from stance.training.scoring import confusion, macro_f1


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of like certainty. `confidence` and `accuracy` are means in [0, 1]."""

    confidence: float
    accuracy: float
    items: int


@dataclass(frozen=True, slots=True)
class Point:
    """The accuracy over the surest answers; `coverage` is their share of all, in (0, 1]."""

    coverage: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Part:
    """Scores of one actor or one target. `macro_f1` is over the classes its gold labels hold."""

    key: str
    items: int
    macro_f1: float
    accuracy: float


def reliability(scored: Sequence[Scored], bins: int = 10) -> list[Bin]:
    """The answers of items that reached the model, in bins of equal width by certainty.

    A well-calibrated model is right as often as it is sure (Guo et al. 2017). Empty bins are
    left out.
    """
    asked = [item for item in scored if item.asked]
    confidence = np.array([max(item.probabilities) for item in asked])
    right = np.array([item.leaning == item.gold for item in asked], dtype=float)
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    return [
        Bin(
            round(float(confidence[place == index].mean()), 4),
            round(float(right[place == index].mean()), 4),
            int((place == index).sum()),
        )
        for index in range(bins)
        if len(asked) and (place == index).any()
    ]


def coverage(scored: Sequence[Scored], step: float = 0.05) -> list[Point]:
    """The accuracy on the surest share of the items that reached the model, for each share."""
    asked = sorted(
        (item for item in scored if item.asked), key=lambda item: -max(item.probabilities)
    )
    right = np.cumsum([item.leaning == item.gold for item in asked])
    points = []
    for share in np.arange(step, 1 + step / 2, step):
        kept = max(1, round(len(asked) * float(share)))
        if asked:
            points.append(Point(round(float(share), 4), round(float(right[kept - 1] / kept), 4)))
    return points


def parts(scored: Sequence[Scored], key: Callable[[Scored], str]) -> list[Part]:
    """The scores of each actor, or of each target, with the most items first."""
    groups: dict[str, list[Scored]] = {}
    for item in scored:
        groups.setdefault(key(item), []).append(item)
    made = []
    for name, items in groups.items():
        gold = [CLASSES.index(item.gold) for item in items]
        answers = [CLASSES.index(item.answer) for item in items]
        right = float(np.mean([a == g for a, g in zip(answers, gold, strict=True)]))
        score = macro_f1(confusion(gold, answers))
        made.append(Part(name, len(items), round(score, 4), round(right, 4)))
    return sorted(made, key=lambda part: (-part.items, part.key))
