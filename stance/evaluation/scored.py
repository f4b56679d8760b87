"""Gold items with what the program made of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from stance.attribution import attribute
from stance.codebook import Codebook
from stance.domain import (
    CLASSES,
    AttributedPassage,
    Attribution,
    Candidate,
    Document,
    Passage,
    Prediction,
    text_digest,
)
from stance.engines import Engine
from stance.evaluation.gold import GoldItem, GoldLabel, codebook_for
from stance.evaluation.novelty import Trained
from stance.labeling import class_probabilities, label, scores
from stance.labeling.gates import context
from stance.segment import passages
from stance.training.annotated import sides
from stance.training.passages import Line, grouped, questions, read, read_recipe, split
from stance.training.rendering import plain

_NOTHING = (0.0, 0.0, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Scored:
    """One (sentence, actor, target) with its gold label and the program's answer.

    Attributes:
        answer: The class given: a stance, or ``none`` for an abstention or no candidate.
        leaning: The most likely class before any threshold.
        probabilities: Of `CLASSES`; all on ``none`` when nothing was asked.
        asked: Whether the triple reached the model at all.
        unsure: Whether the answer is an abstention for lack of certainty.
    """

    id: str
    group: str
    kind: str
    actor: str
    target: str
    gold: str
    answer: str
    leaning: str
    probabilities: tuple[float, ...]
    asked: bool
    unsure: bool


def end_to_end(items: Sequence[GoldItem], engine: Engine, codebook: Codebook) -> list[Scored]:
    """Every gold label of every item, with the answer the whole program gives.

    Of several passages that overlap the gold sentence, the one with the surest stance answers.
    """
    scored: list[Scored] = []
    for one, document, found, book in _read(items, codebook):
        (predictions,) = label([(document, found)], engine, book, everything=True)
        for item in one:
            inside = [p for p in predictions if _overlaps(p, item)]
            for entry in item.labels:
                mine = [
                    p for p in inside
                    if p.attribution.actor == entry.actor and p.target == entry.target
                    and not p.attribution.member
                ]  # fmt: skip
                best = max(mine, key=_certainty, default=None)
                blank = Scored(
                    item.id, item.group, item.kind, entry.actor, entry.target, entry.label,
                    "none", "none", _NOTHING, False, False,
                )  # fmt: skip
                scored.append(blank if best is None else _answered(blank, best))
    return scored


#: The items of one document, the document, its attributed passages and the codebook in use.
_Read = tuple[list[GoldItem], Document, tuple[AttributedPassage, ...], Codebook]


def _read(items: Sequence[GoldItem], codebook: Codebook) -> Iterator[_Read]:
    """Each document of the items once, as the program reads it."""
    documents: dict[str, list[GoldItem]] = {}
    for item in items:
        documents.setdefault(item.document, []).append(item)
    for text, one in documents.items():
        book = codebook_for(one, codebook)
        document = Document(text_digest(text), text, published=one[0].published)
        yield one, document, attribute(document, passages(document), book), book


def holder_given(items: Sequence[GoldItem], engine: Engine, codebook: Codebook) -> list[Scored]:
    """Every gold label asked of the model with the holder told, past attribution and gates.

    Mentions are marked as they are found; the answer is the likeliest class, whatever its
    certainty. So what is measured is the model on natural text, and nothing else.
    """
    scored: list[Scored] = []
    for one, _, found, book in _read(items, codebook):
        asked = [(item, entry) for item in one for entry in item.labels]
        candidates = [_told(item, entry, found) for item, entry in asked]
        for (item, entry), row in zip(asked, scores(candidates, engine, book), strict=True):
            answer = CLASSES[int(row.argmax())]
            scored.append(
                Scored(
                    item.id, item.group, item.kind, entry.actor, entry.target, entry.label,
                    answer, answer, tuple(map(float, row)), True, False,
                )
            )  # fmt: skip
    return scored


def _told(item: GoldItem, entry: GoldLabel, found: Sequence[AttributedPassage]) -> Candidate:
    """What a gold label asks, with its holder told."""
    place = max(range(len(found)), key=lambda index: _shared(found[index].passage, item))
    told = Attribution(entry.actor, "named", "", item.start, item.end, False)
    return Candidate(found[place], told, entry.target, context(found, place))


def _shared(passage: Passage, item: GoldItem) -> int:
    """How many characters a passage shares with an item's sentence."""
    return min(passage.end, item.end) - max(passage.start, item.start)


def _overlaps(prediction: Prediction, item: GoldItem) -> bool:
    return prediction.passage.start < item.end and prediction.passage.end > item.start


def _certainty(prediction: Prediction) -> tuple[bool, float]:
    return prediction.stance is not None, max(prediction.probabilities[:3])


def _answered(blank: Scored, prediction: Prediction) -> Scored:
    row = prediction.probabilities
    return replace(
        blank,
        answer="none" if prediction.stance is None else prediction.stance.value,
        leaning=CLASSES[row.index(max(row))],
        probabilities=row,
        asked=True,
        unsure=prediction.abstention == "unsure",
    )


def held_back_lines(recipe: Path) -> dict[str, list[Line]]:
    """The written passages that a recipe keeps from training, by side of the split.

    Raises:
        UsageError: The recipe cannot be read.
    """
    settings = read_recipe(recipe)
    written = read(sorted((recipe.parent.parent / "passages").glob("*.jsonl")))
    sides = split(grouped(written), settings["unseen_targets"])
    return {side: lines for side, lines in sides.items() if side != "train"}


def real_lines(recipe: Path, data: Path) -> dict[str, list[Line]]:
    """The annotated real sentences that a recipe keeps from training, by side of the split.

    Args:
        recipe: The recipe file.
        data: Holds ``train``, as for `stance.evaluation.public_sets`.

    Raises:
        InputError: A set or a sentence is missing.
    """
    return {side: lines for side, lines in sides(recipe, data / "train").items() if side != "train"}


def trained(recipe: Path) -> Trained:
    """What the training of a recipe asked: its passages, and its annotations of real sentences.

    Raises:
        UsageError: The recipe cannot be read.
    """
    settings = read_recipe(recipe)
    written = read(sorted((recipe.parent.parent / "passages").glob("*.jsonl")))
    asked = [
        wording
        for line in split(grouped(written), settings["unseen_targets"])["train"]
        for wording in (line.target, *line.wordings)
    ]
    for name in (settings["annotations"], *settings.get("asked", ())):
        for raw in (recipe.parent / name).read_text(encoding="utf-8").splitlines():
            for question in questions(json.loads(raw)):
                asked += [question["target"], *question.get("alt", ())]
    return Trained(asked)


def held_back(lines: Sequence[Line], engine: Engine) -> list[Scored]:
    """Every labelled actor of written passages, asked of the model with every actor marked."""
    entries = [(line, slot, gold) for line in lines for slot, gold in line.labels]
    rows = class_probabilities(engine, [plain(line, slot) for line, slot, _ in entries])
    return [
        Scored(
            id=text_digest(line.text), group=line.group, kind=line.kind, actor=slot,
            target=line.target, gold=gold, answer=CLASSES[int(row.argmax())],
            leaning=CLASSES[int(row.argmax())], probabilities=tuple(map(float, row)),
            asked=True, unsure=False,
        )
        for (line, slot, gold), row in zip(entries, rows, strict=True)
    ]  # fmt: skip


__all__ = ["Scored", "end_to_end", "held_back", "held_back_lines", "holder_given",
           "real_lines", "trained"]  # fmt: skip
