"""Does the answer hang on how the question is put?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from stance.codebook import Codebook
from stance.engines import Engine
from stance.evaluation.gold import GoldItem
from stance.evaluation.scored import end_to_end
from stance.labeling import class_logits
from stance.training.passages import Line
from stance.training.rendering import plain


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How often the label changes between two wordings of one proposition.

    Attributes:
        items: How many (passage, holder) were asked in several wordings.
        flipped: Share of them with more than one label over all wordings, in [0, 1].
        disagreement: Chance that two wordings drawn at random give different labels, in [0, 1].
    """

    items: int
    flipped: float
    disagreement: float


def of_lines(lines: Sequence[Line], engine: Engine) -> Sensitivity:
    """The model alone on written passages, each asked in the wordings its writer gave."""
    asked = [
        [plain(replace(line, target=wording), slot) for wording in (line.target, *line.wordings)]
        for line in lines
        for slot, _ in line.labels
        if line.wordings
    ]
    if not asked:
        return Sensitivity(0, 0.0, 0.0)
    answers = class_logits(engine, [pair for pairs in asked for pair in pairs]).argmax(axis=1)
    ends = np.cumsum([len(pairs) for pairs in asked])[:-1]
    return _sensitivity([part.tolist() for part in np.split(answers, ends)])


def of_gold(items: Sequence[GoldItem], engine: Engine, codebook: Codebook) -> Sensitivity:
    """The whole program on gold, with each wording of a target in the proposition's place."""
    rounds = max((1 + len(target.wordings) for target in codebook.targets), default=1)
    answers: list[list[str]] = []
    for number in range(rounds):
        targets = tuple(
            replace(target, proposition=words[number % len(words)], wordings=())
            for target in codebook.targets
            for words in [(target.proposition, *target.wordings)]
        )
        asked = Codebook(codebook.actors, targets)
        answers.append([one.answer for one in end_to_end(items, engine, asked)])
    return _sensitivity([list(given) for given in zip(*answers, strict=True)])


def _sensitivity(answers: Sequence[Sequence[object]]) -> Sensitivity:
    """From each item's labels over its wordings.

    >>> _sensitivity([["favor", "favor"], ["favor", "none"]])
    Sensitivity(items=2, flipped=0.5, disagreement=0.5)
    """
    if not answers:
        return Sensitivity(0, 0.0, 0.0)
    flipped = [len(set(given)) > 1 for given in answers]
    apart = []
    for given in answers:
        pairs = [(a, b) for i, a in enumerate(given) for b in given[i + 1 :]]
        apart.append(sum(a != b for a, b in pairs) / len(pairs) if pairs else 0.0)
    return Sensitivity(
        len(answers), round(float(np.mean(flipped)), 4), round(float(np.mean(apart)), 4)
    )
