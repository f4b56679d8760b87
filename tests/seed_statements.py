"""Hand-written judgements of the seed article, so that pages and charts need no model."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from stance.domain import (
    CLASSES,
    Abstention,
    Attribution,
    Document,
    Passage,
    Prediction,
    Provenance,
    Stance,
)

SEEDS = Path(__file__).parent.parent / "seeds"
PROVENANCE = Provenance("hand", "written by hand", "codebook-digest", "test")
BORRELL = "because we don’t know any specific reasons."
ZAKHAROVA = "a question for the American side"

#: Words in the sentence, actor, target, stance or abstention, its probability, rule, cue.
_JUDGED = (
    ("has ordered families", "US", "embassy_withdrawal", "favor", 0.93, "acts", "ordered"),
    ("extreme caution", "US", "embassy_withdrawal", "neutral", 0.61, "according_to",
     "according to"),
    ("“massive consequences.”", "US", "sanctions", "favor", 0.84, "said", "said"),
    (ZAKHAROVA, "RU", "embassy_withdrawal", "against", 0.58, "said", "said"),
    ("too, was withdrawing some", "UK", "embassy_withdrawal", "favor", 0.9, "said", "said"),
    (BORRELL, "EU", "embassy_withdrawal", "against", 0.88, "said", "said"),
    (BORRELL, "EU", "sanctions", "neutral", 0.66, "acts", "hesitant"),
    ("appeared uncomfortable", "UA", "embassy_withdrawal", "against", 0.71, "acts", "appeared"),
    ("does not have a “solid number”", "US", "embassy_withdrawal", "no_position", 0.8,
     "according_to", "According to"),
    ("attempted to backtrack", "US", "sanctions", "unsure", 0.45, "acts", "attempted"),
)  # fmt: skip


def seed_document() -> Document:
    path = next(SEEDS.glob("*.txt"))
    text = path.read_text(encoding="utf-8")
    return Document(
        "seed",
        text,
        title="Embassy families ordered to leave",
        source="Sample article",
        published=date(2022, 1, 24),
        path=str(path),
    )


def passages_of(document: Document) -> list[Passage]:
    """Sentences by a rule that is good enough for the texts of these tests."""
    ends = [
        m.end() for m in re.finditer(r"[.!?][”\"]?(?=\s+[A-Z“]|\s*$)(?<!U\.S\.)", document.text)
    ]
    found, start = [], 0
    for end in ends:
        while document.text[start : start + 1].isspace():
            start += 1
        found.append(Passage(document.id, len(found), start, end, document.text[start:end]))
        start = end
    return found


def judged(passage: Passage, *said: object) -> Prediction:
    actor, target, kind, sure, rule, cue = (str(part) for part in said)
    top = "none" if kind == "no_position" else "favor" if kind == "unsure" else kind
    rest = (1 - float(sure)) / 3
    probabilities = tuple(float(sure) if name == top else rest for name in CLASSES)
    start = passage.start + max(0, passage.text.find(cue))
    return Prediction(
        passage=passage,
        attribution=Attribution(actor, rule, cue, start, start + len(cue), rule != "acts"),
        target=target,
        stance=Stance(kind) if kind in set(Stance) else None,
        abstention=Abstention(kind) if kind in set(Abstention) else None,
        probabilities=(probabilities[0], probabilities[1], probabilities[2], probabilities[3]),
    )


def seed_predictions(passages: list[Passage]) -> list[Prediction]:
    found = []
    for words, *said in _JUDGED:
        passage = next(one for one in passages if words in one.text)
        found.append(judged(passage, *said))
    return found
