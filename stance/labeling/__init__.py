"""Who takes which stance: gates, pairs for the model's scheme, calibrated answers.

`label` is the way in. It knows no particular model and no particular actor: the engine's record
says which scheme it speaks, and the codebook says who and what is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from stance.attribution import Gazetteer
from stance.codebook import Codebook
from stance.domain import (
    CLASSES,
    Abstention,
    AttributedPassage,
    Candidate,
    Document,
    Prediction,
    Target,
)
from stance.engines import Engine
from stance.labeling import hypotheses
from stance.labeling.calibration import Calibration
from stance.labeling.gates import candidates
from stance.labeling.holders import Spans, marked_pair, spans

#: One document and its attributed passages, as `label` takes them.
Item = tuple[Document, Sequence[AttributedPassage]]


def label(
    items: Sequence[Item], engine: Engine, codebook: Codebook, *, everything: bool = False
) -> list[tuple[Prediction, ...]]:
    """Predictions for each document, in the order given.

    All pairs of all documents go through the engine together, each distinct pair once.

    Args:
        items: Documents with their attributed passages.
        engine: Any engine; the scheme is read from its description.
        codebook: The actors and targets asked about.
        everything: Also give the triples without a position where the target's words are not
            even near: what was asked, for measuring.

    Returns:
        For each document its predictions by passage, actor and target: every stance, every
        unsure answer, and the absence of a position where the target is spoken of.

    Raises:
        ModelError: The model's calibration file is unfit.
    """
    calibration = Calibration.of(engine.description.calibration, engine.description.name)
    found = [candidates(passages, codebook) for _, passages in items]
    rows = iter(scores([candidate for one in found for candidate in one], engine, codebook))
    made = [
        [(candidate, _prediction(candidate, next(rows), calibration)) for candidate in one]
        for one in found
    ]
    return [
        tuple(
            prediction
            for candidate, prediction in one
            if everything or candidate.near or prediction.abstention != Abstention.NO_POSITION
        )
        for one in made
    ]


def scores(asked: Sequence[Candidate], engine: Engine, codebook: Codebook) -> NDArray[np.float64]:
    """Calibrated probabilities (n, 4) of `CLASSES` for candidates, in the order given.

    Raises:
        ModelError: The model's calibration file is unfit.
    """
    calibration = Calibration.of(engine.description.calibration, engine.description.name)
    score = _stance_scheme if engine.description.scheme == "stance" else _nli_scheme
    return score(asked, engine, codebook, calibration)


def class_logits(engine: Engine, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
    """The logits (n, 4) of pairs by a model of the ``stance`` scheme, in the order of `CLASSES`."""
    columns = [engine.description.labels.index(name) for name in CLASSES]
    return engine.logits(pairs)[:, columns]


def class_probabilities(engine: Engine, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
    """The same as probabilities, after the model's calibration file.

    Raises:
        ModelError: The model's calibration file is unfit.
    """
    calibration = Calibration.of(engine.description.calibration, engine.description.name)
    return calibration.probabilities(class_logits(engine, pairs))


def _prediction(
    candidate: Candidate, row: NDArray[np.float64], calibration: Calibration
) -> Prediction:
    stance, abstention = calibration.decide(row, candidate.target)
    favor, against, neutral, none = (float(value) for value in row)
    return Prediction(
        passage=candidate.attributed.passage,
        attribution=candidate.attribution,
        target=candidate.target,
        stance=stance,
        abstention=abstention,
        probabilities=(favor, against, neutral, none),
    )


def _unique(
    pairs: Sequence[tuple[str, str]],
    logits: Callable[[Sequence[tuple[str, str]]], NDArray[np.float32]],
) -> NDArray[np.float32]:
    """Logits of all pairs, each distinct pair scored once."""
    distinct = list(dict.fromkeys(pairs))
    place = {text: index for index, text in enumerate(distinct)}
    return logits(distinct)[[place[text] for text in pairs]]


def _stance_scheme(
    asked: Sequence[Candidate], engine: Engine, codebook: Codebook, calibration: Calibration
) -> NDArray[np.float64]:
    """Every wording, with and without context if so calibrated, is a pair; logits are averaged."""
    if not asked:
        return np.zeros((0, len(CLASSES)))
    gazetteer = Gazetteer(codebook)
    questions = {
        target.key: _questions(target, gazetteer, calibration.wordings)
        for target in codebook.targets
    }
    pairs: list[tuple[str, str]] = []
    owner: list[int] = []
    for index, candidate in enumerate(asked):
        views = [candidate]
        if calibration.alone and candidate.before:
            views.append(replace(candidate, before=()))
        for proposition, places in questions[candidate.target]:
            for view in views:
                pairs.append(marked_pair(view, proposition, places))
                owner.append(index)
    logits = _unique(pairs, partial(class_logits, engine))
    total = np.zeros((len(asked), len(CLASSES)))
    count = np.bincount(owner, minlength=len(asked))[:, None]
    np.add.at(total, owner, logits)
    return calibration.probabilities((total / count).astype(np.float32))


def _questions(target: Target, gazetteer: Gazetteer, count: int) -> list[tuple[str, Spans]]:
    """The first `count` wordings of a target, each with the actors it names."""
    texts = (target.proposition, *target.wordings)[: max(1, count)]
    return [(text, spans(gazetteer.mentions(text))) for text in texts]


def _nli_scheme(
    asked: Sequence[Candidate], engine: Engine, codebook: Codebook, calibration: Calibration
) -> NDArray[np.float64]:
    """Hypotheses each scored on its own; see `stance.labeling.hypotheses`."""
    result = np.zeros((len(asked), len(CLASSES)))
    pairs: list[tuple[str, str]] = []
    ranges: list[tuple[int, int]] = []
    for candidate in asked:
        actor = codebook.actor(candidate.attribution.actor)
        target = codebook.target(candidate.target)
        text = " ".join(candidate.attributed.passage.text.split())
        premise = text
        if candidate.attribution.said_by:
            premise = hypotheses.premise(actor.name, _speaker(candidate), text)
        made = hypotheses.pairs(premise, actor.name, target)
        ranges.append((len(pairs), len(pairs) + len(made)))
        pairs += made
    if not pairs:
        return result
    logits = _unique(pairs, engine.logits)
    labels = engine.description.labels
    for index, (candidate, (start, end)) in enumerate(zip(asked, ranges, strict=True)):
        target = codebook.target(candidate.target)
        result[index] = hypotheses.probabilities(logits[start:end], labels, target)
    return result


def _speaker(candidate: Candidate) -> str:
    """Who speaks for the actor, in the passage's own words; empty where it is just named."""
    passage = candidate.attributed.passage
    for mention in candidate.attributed.mentions:
        if mention.actor == candidate.attribution.actor and mention.kind in ("official", "role"):
            return passage.text[mention.start - passage.start : mention.end - passage.start]
    return ""


__all__ = ["Calibration", "Item", "candidates", "class_logits", "class_probabilities", "label",
           "scores"]  # fmt: skip
