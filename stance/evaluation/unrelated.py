"""How often a sentence about something else is given a stance: what long documents are full of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from stance.attribution import attribute
from stance.codebook import Codebook
from stance.domain import Attribution, Candidate, Document
from stance.engines import Engine
from stance.labeling import scores
from stance.labeling.calibration import Calibration
from stance.labeling.gates import about, context
from stance.segment import passages
from stance.training.asides import articles

#: So many sentences are asked, evenly taken.
_MOST = 400


@dataclass(frozen=True, slots=True)
class Unrelated:
    """One target asked of sentences without any of its words.

    Attributes:
        asked: How many sentences.
        given: The share that is given a stance; 0 would be right, but for the few that hold one
            in other words.
        leaning: The share in which a stance is likelier than none, before the threshold.
    """

    asked: int
    given: float
    leaning: float


def unrelated(folder: Path, engine: Engine, book: Codebook) -> dict[str, Unrelated]:
    """Every target of the codebook asked of quoted sentences in news articles on other matters.

    The articles are PolNeAR's dev part, of the American election of 2016; whoever is quoted is
    renamed into each of the codebook's actors in turn. Sentences in or before which a cue of the
    target stands are left out.

    Args:
        folder: Holds ``train``, as for `stance.evaluation.public_sets`.
        engine: The model.
        book: Actors and targets; targets without cues are not asked.

    Raises:
        InputError: The articles are not in the folder.
    """
    read = list(articles(folder / "train", "dev"))
    calibration = Calibration.of(engine.description.calibration, engine.description.name)
    found: dict[str, Unrelated] = {}
    for target in book.targets:
        free = [one for one in read if not about(" ".join(one), target.cues)]
        taken = free[:: max(1, len(free) // _MOST)][:_MOST]
        if not target.cues or not taken:
            continue
        rows = scores(list(_candidates(taken, target.key, book)), engine, book)
        decided = [calibration.decide(row, target.key)[0] for row in rows]
        found[target.key] = Unrelated(
            asked=len(rows),
            given=round(sum(stance is not None for stance in decided) / len(rows), 4),
            leaning=round(sum(int(row.argmax()) < 3 for row in rows) / len(rows), 4),
        )
    return found


def _candidates(taken: list[tuple[str, str]], target: str, book: Codebook) -> Iterator[Candidate]:
    for (before, text), actor in zip(taken, cycle(book.actors), strict=False):
        told = text.replace("{A}", actor.name)
        document = Document("", f"{before}\n\n{told}" if before else told)
        found = attribute(document, passages(document), book)
        last = found[-1].passage
        holder = Attribution(actor.key, "named", "", last.start, last.end, False)
        yield Candidate(found[-1], holder, target, context(found, len(found) - 1))


__all__ = ["Unrelated", "unrelated"]
