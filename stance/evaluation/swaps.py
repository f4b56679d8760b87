"""Is any actor favoured? The same passages, told of every actor in turn, through the whole way.

Written passages have slots, so each can be told of any actor: by name, capital, office and
official of the codebook. Attribution must find them all; the model then sees the same pair.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from stance.attribution import Gazetteer, attribute
from stance.codebook import Codebook
from stance.domain import Actor, AttributedPassage, Candidate, Document, text_digest
from stance.engines import Engine
from stance.labeling import Calibration, class_probabilities
from stance.labeling.gates import context, strongest
from stance.labeling.holders import marked_pair, spans
from stance.segment import passages
from stance.training.passages import SLOT, Line

#: What stands in object slots: places no codebook knows.
_PLACES: Mapping[str, str] = {"X": "Ruritania", "Y": "Graustark"}
_SCORE: Mapping[str, int] = {"favor": 1, "against": -1}


@dataclass(frozen=True, slots=True)
class Swap:
    """What changes when actors are exchanged.

    Attributes:
        items: How many (passage, slot) were told of every actor.
        changed: Share of them whose label is not the same for all actors, in [0, 1].
        found: For each actor the share of slots where attribution found it.
        position: For each actor its mean score over the same slots (favor 1, against -1).
        gap: The largest difference of two positions; no actor is favoured at 0.
    """

    items: int
    changed: float
    found: dict[str, float]
    position: dict[str, float]
    gap: float


def exchange(
    lines: Sequence[Line], engine: Engine, codebook: Codebook, on: date = date(2022, 1, 24)
) -> Swap:
    """The passages told of every actor of the codebook in turn.

    Every actor plays every slot once. The gate is left out: it looks at the target, not at the
    actor.

    Args:
        lines: Written passages; those with more slots than the codebook has actors are skipped.
        engine: A model of the ``stance`` scheme.
        codebook: Whose actors are exchanged.
        on: The day of the texts, for who is in office.
    """
    actors = codebook.actors
    gazetteer = Gazetteer(codebook, on)
    pairs: list[tuple[str, str]] = []
    asked: list[tuple[int, str, list[int]]] = []
    items = 0
    for line in lines:
        slots = sorted({m[1] for m in SLOT.finditer(line.text + line.before + line.target)})
        slots = [slot for slot in slots if slot not in _PLACES]
        if len(slots) > len(actors):
            continue
        for turn in range(len(actors)):
            cast = {slot: actors[(turn + i) % len(actors)] for i, slot in enumerate(slots)}
            proposition, read = _told(line, cast, gazetteer, on)
            places = spans(gazetteer.mentions(proposition))
            for number, (slot, _) in enumerate(line.labels):
                rows = []
                for candidate in _candidates(read, cast[slot].key):
                    rows.append(len(pairs))
                    pairs.append(marked_pair(candidate, proposition, places))
                asked.append((items + number, cast[slot].key, rows))
        items += len(line.labels)
    return _swap(items, asked, _answers(pairs, engine), [actor.key for actor in actors])


#: A passage that is judged, with the passages before it.
_Read = tuple[AttributedPassage, tuple[AttributedPassage, ...]]


def _told(
    line: Line, cast: Mapping[str, Actor], gazetteer: Gazetteer, on: date
) -> tuple[str, list[_Read]]:
    """The proposition and the judged passages of a line, told of the given actors."""

    def fill(text: str) -> str:
        return SLOT.sub(lambda m: _PLACES.get(m[1]) or _form(cast[m[1]], m[2] or "", on), text)

    before, text = fill(line.before), fill(line.text)
    whole = f"{before}\n\n{text}" if before else text
    document = Document(text_digest(whole), whole, published=on)
    found = attribute(document, passages(document), gazetteer)
    start = len(whole) - len(text)
    judged = [
        (one, context(found, place)) for place, one in enumerate(found) if one.passage.end > start
    ]
    return fill(line.target), judged


def _form(actor: Actor, form: str, on: date) -> str:
    """How an actor stands in a slot: by capital, office, official or name."""
    officials = [
        one for one in actor.officials
        if not actor.is_of_member(one)
        and (one.start is None or one.start <= on) and (one.end is None or on <= one.end)
    ]  # fmt: skip
    if form == "cap" and actor.capitals:
        return actor.capitals[0]
    if form == "mfa" and actor.institutions:
        return actor.institutions[0]
    if form in ("leader", "leader_s") and officials:
        return officials[0].name
    if form in ("fm", "fm_s", "spox", "spox_s", "amb") and officials:
        return officials[-1].name
    return actor.name


def _candidates(read: Sequence[_Read], actor: str) -> list[Candidate]:
    found = []
    for one, before in read:
        attribution = strongest(one).get(actor)
        if attribution is not None:
            found.append(Candidate(one, attribution, "", before))
    return found


def _answers(pairs: Sequence[tuple[str, str]], engine: Engine) -> list[tuple[str, float]]:
    """The label of each pair and how sure it is."""
    distinct = list(dict.fromkeys(pairs))
    calibration = Calibration.of(engine.description.calibration, engine.description.name)
    known = {}
    for pair, row in zip(distinct, class_probabilities(engine, distinct), strict=True):
        stance, _ = calibration.decide(row, "")
        known[pair] = ("none" if stance is None else stance.value, float(row[:3].max()))
    return [known[pair] for pair in pairs]


def _swap(
    items: int,
    asked: Sequence[tuple[int, str, list[int]]],
    answers: Sequence[tuple[str, float]],
    actors: Sequence[str],
) -> Swap:
    labels: dict[int, set[str]] = {}
    scores: dict[str, list[int]] = {actor: [] for actor in actors}
    found: dict[str, list[bool]] = {actor: [] for actor in actors}
    for item, actor, rows in asked:
        given = [answers[row] for row in rows]
        best = max(given, key=lambda one: (one[0] != "none", one[1]), default=("none", 0.0))
        labels.setdefault(item, set()).add(best[0])
        scores[actor].append(_SCORE.get(best[0], 0))
        found[actor].append(bool(rows))
    position = {actor: round(float(np.mean(given)), 4) for actor, given in scores.items() if given}
    return Swap(
        items=items,
        changed=round(float(np.mean([len(given) > 1 for given in labels.values()])), 4),
        found={actor: round(float(np.mean(given)), 4) for actor, given in found.items() if given},
        position=position,
        gap=round(max(position.values()) - min(position.values()), 4) if position else 0.0,
    )
