"""Numbers from scored items: what a model card may claim, each with an interval where it fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from stance.domain import CLASSES
from stance.evaluation.curves import Bin, Part, Point, coverage, parts, reliability
from stance.evaluation.scored import Scored
from stance.training.scoring import confusion, expected_calibration_error, f1, macro_f1

_DRAWS = 1000
#: Actors and targets with fewer items are left out of the written report.
_FEW = 10


@dataclass(frozen=True, slots=True)
class Report:
    """Scores over a set of items; shares and F1 in [0, 1].

    Attributes:
        items: How many (sentence, actor, target) were scored.
        macro_f1: Over the four classes; an abstention counts as ``none``.
        low, high: 90% interval of `macro_f1`, resampling groups of like items.
        f1: By class.
        leaning_macro_f1: The same before any threshold: what the model leans to.
        asserted: How many items got a stance, and `asserted_right` the share of them right.
        two_way: Of the items whose gold is favor or against and that got either, the share right.
        reached: Share of items with a gold stance that reached the model (gates, attribution).
        calibration_error: Expected calibration error over the items that were asked.
        accuracy_at_60: Accuracy on the surest 60% of the items that were asked.
        confusion: Gold by row, answer by column, in the order of `CLASSES`.
        actors, targets: Scores of each, with the most items first.
        reliability: How often the model is right when it is so sure.
        coverage: Accuracy over the surest answers.
    """

    items: int
    macro_f1: float
    low: float
    high: float
    f1: dict[str, float]
    leaning_macro_f1: float
    asserted: int
    asserted_right: float
    two_way: float
    reached: float
    calibration_error: float
    accuracy_at_60: float
    confusion: list[list[int]]
    actors: list[Part]
    targets: list[Part]
    reliability: list[Bin]
    coverage: list[Point]

    def record(self) -> dict[str, object]:
        """The report as plain JSON values, rounded to four digits."""
        values = asdict(self)
        for key in ("actors", "targets"):
            # Hundreds of targets that occur once say nothing one by one.
            values[key] = [part for part in values[key] if part["items"] >= _FEW]
        return {
            key: round(value, 4) if isinstance(value, float) else value
            for key, value in values.items()
        }


def _codes(names: Sequence[str]) -> list[int]:
    return [CLASSES.index(name) for name in names]


def _share(hits: Sequence[bool]) -> float:
    return float(np.mean(hits)) if len(hits) else 0.0


def report(scored: Sequence[Scored], *, draws: int = _DRAWS, seed: int = 0) -> Report:
    """The report over scored items; an empty set gives zeros."""
    table = confusion(_codes([s.gold for s in scored]), _codes([s.answer for s in scored]))
    leaning = confusion(_codes([s.gold for s in scored]), _codes([s.leaning for s in scored]))
    low, high = _interval(scored, draws, seed)
    given = [s for s in scored if s.answer != "none"]
    sides = [s for s in given if {s.gold, s.answer} <= {"favor", "against"}]
    asked = [s for s in scored if s.asked]
    rows = np.array([s.probabilities for s in asked]).reshape(-1, len(CLASSES))
    gold = _codes([s.gold for s in asked])
    return Report(
        items=len(scored),
        macro_f1=macro_f1(table),
        low=low,
        high=high,
        f1=dict(zip(CLASSES, (round(float(x), 4) for x in f1(table)), strict=True)),
        leaning_macro_f1=macro_f1(leaning),
        asserted=len(given),
        asserted_right=_share([s.gold == s.answer for s in given]),
        two_way=_share([s.gold == s.answer for s in sides]),
        reached=_share([s.asked for s in scored if s.gold != "none"]),
        calibration_error=expected_calibration_error(rows, gold) if asked else 0.0,
        accuracy_at_60=_accuracy_at(rows, gold, 0.6),
        confusion=table.tolist(),
        actors=parts(scored, lambda item: item.actor),
        targets=parts(scored, lambda item: item.target),
        reliability=reliability(scored),
        coverage=coverage(scored),
    )


def _accuracy_at(rows: np.ndarray, gold: Sequence[int], coverage: float) -> float:
    if not len(rows):
        return 0.0
    order = np.argsort(-rows.max(axis=1), kind="stable")
    kept = order[: max(1, round(len(order) * coverage))]
    return float((rows[kept].argmax(axis=1) == np.asarray(gold)[kept]).mean())


def _interval(scored: Sequence[Scored], draws: int, seed: int) -> tuple[float, float]:
    """A 90% bootstrap interval of macro-F1 over groups."""
    if not scored:
        return 0.0, 0.0
    groups: dict[str, list[Scored]] = {}
    for item in scored:
        groups.setdefault(item.group, []).append(item)
    tables = np.array([
        confusion(_codes([s.gold for s in members]), _codes([s.answer for s in members]))
        for members in groups.values()
    ])  # fmt: skip
    random = np.random.default_rng(seed)
    picks = random.integers(0, len(tables), (draws, len(tables)))
    values = [macro_f1(tables[pick].sum(axis=0)) for pick in picks]
    return float(np.quantile(values, 0.05)), float(np.quantile(values, 0.95))
