"""One epoch of examples from written and annotated passages, with hard negatives made from them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Protocol

from stance.domain import CLASSES
from stance.training.passages import SLOT, Line
from stance.training.public import Example
from stance.training.rendering import Names, render

_NONE = CLASSES.index("none")
_ACTORS = "ABCD"
_SPARE = "EFGHIJKLMNOPQRSTUVW"


class Unrelated(Protocol):
    """Draws a proposition that has nothing to do with a given one."""

    def draw(self, proposition: str, random: Random) -> str | None:
        """A proposition far from `proposition`, or ``None``."""

    def apart(self, one: str, other: str) -> bool:
        """Whether two propositions have nothing to do with each other."""


@dataclass(frozen=True, slots=True)
class Shares:
    """How often an extra example is made beside the plain ones.

    Attributes:
        other_target: Another, unrelated proposition asked of the same holder: no stance.
        object_holder: A mere object or place of the passage asked as the holder: no stance.
        joined: Two passages joined into one text, each actor keeping its own label.
        neutral: Extra renderings of the rare neutral class.
        context: Of the lines without sentences before them: another line put there, which
            must not change the label.
        strayed: A line put before a line on another topic and its own proposition asked: what
            was said before is no stance of the sentence that is judged.
        none: Of the actors without a position, how many are asked at all: a passage that is
            asked several questions shows more of them than a reader meets.
    """

    other_target: float = 0.22
    object_holder: float = 0.15
    joined: float = 0.22
    neutral: float = 0.5
    context: float = 0.0
    strayed: float = 0.0
    none: float = 1.0


def epoch(
    lines: Sequence[Line], names: Names, unrelated: Unrelated, random: Random, shares: Shares
) -> list[Example]:
    """Every labelled actor of every line once, freshly rendered, plus the extra examples.

    Raises:
        KeyError: A label outside `CLASSES`, which `passages.read` already refuses.
    """
    examples: list[Example] = []
    by_target: dict[str, list[Line]] = {}
    for line in lines:
        by_target.setdefault(line.target, []).append(line)
    for line in lines:
        if random.random() < shares.strayed:
            examples += _strayed(line, random.choice(lines), names, unrelated, random)
        if not line.before and random.random() < shares.context:
            like = by_target[line.target]
            other = random.choice(like if random.random() < 0.5 else lines)
            line = _after(other, line, shared=random.random() < 0.3)
        for slot, label in line.labels:
            if label == "none" and random.random() >= shares.none:
                continue
            index = CLASSES.index(label)
            examples.append(Example(*render(line, slot, names, random), index))
            if label == "neutral" and random.random() < shares.neutral:
                examples.append(Example(*render(line, slot, names, random), index))
            if random.random() < shares.other_target * (0.5 if label == "none" else 1.0):
                examples += _other_target(line, slot, names, unrelated, random)
        if random.random() < shares.object_holder:
            examples += _object_holder(line, names, random)
        if not line.before and random.random() < shares.joined:
            examples += _joined(line, random.choice(lines), names, unrelated, random)
    random.shuffle(examples)
    return examples


def _other_target(
    line: Line, slot: str, names: Names, unrelated: Unrelated, random: Random
) -> list[Example]:
    other = unrelated.draw(line.target, random)
    if other is None:
        return []
    return [Example(*render(line, slot, names, random, proposition=other), _NONE)]


def _object_holder(line: Line, names: Names, random: Random) -> list[Example]:
    # An actor that a question leaves out may hold a stance that is open to dispute.
    objects = sorted({m[1] for m in SLOT.finditer(line.text)} - set(_ACTORS))
    if not objects:
        return []
    return [Example(*render(line, random.choice(objects), names, random), _NONE)]


def _after(other: Line, line: Line, *, shared: bool) -> Line:
    """The line with another one's text before it; the labels stay those of the line.

    Args:
        other: What stands before.
        line: What is judged.
        shared: Let the first actor of both be the same one.
    """
    if other is line or len(other.text) + len(line.text) > 420:
        return line
    spare = iter(_SPARE)
    slots = sorted({m[1] for m in SLOT.finditer(other.text)})
    mapping = {slot: next(spare) for slot in slots}
    if shared and "A" in mapping and "A" in dict(line.labels):
        mapping["A"] = "A"
    return replace(line, before=renamed(other.text, mapping))


def _strayed(
    line: Line, other: Line, names: Names, unrelated: Unrelated, random: Random
) -> list[Example]:
    """A line's own proposition, asked of the next sentence, which is about something else."""
    if line.before or other.before or not unrelated.apart(line.target, other.target):
        return []
    spare = iter(_SPARE)
    holders = [slot for slot, _ in other.labels if slot in dict(line.labels)]
    if not holders or len(line.text) + len(other.text) > 420:
        return []
    slots = sorted({m[1] for m in SLOT.finditer(other.text)})
    moved = {slot: slot if slot in holders else next(spare) for slot in slots}
    made = replace(line, before=line.text, text=renamed(other.text, moved))
    return [Example(*render(made, random.choice(holders), names, random), _NONE)]


def renamed(text: str, slots: Mapping[str, str]) -> str:
    """The text with its slots renamed.

    >>> renamed("{A.cap} told {B}", {"A": "D"})
    '{D.cap} told {B}'
    """
    return re.sub(r"\{([A-Z])", lambda m: "{" + slots.get(m[1], m[1]), text)


def _joined(
    line: Line, other: Line, names: Names, unrelated: Unrelated, random: Random
) -> list[Example]:
    """Two passages as one text: labels must not leak from one topic or actor to the other.

    With one topic the actors are kept apart; with two unrelated topics half of the pairs share
    their first actor, who then holds a stance of his own on each.
    """
    if other is line or other.before or len(line.text) + len(other.text) > 420:
        return []
    one_topic = other.target == line.target
    if not one_topic and not unrelated.apart(line.target, other.target):
        return []
    spare = iter(_SPARE)
    slots = {slot for slot, _ in other.labels}
    if not one_topic:
        slots |= {m[1] for m in SLOT.finditer(other.text + other.target)}
    mapping = {slot: next(spare) for slot in sorted(slots)}
    if not one_topic and random.random() < 0.5 and "A" in mapping and dict(line.labels).get("A"):
        mapping["A"] = "A"
    moved = renamed(other.text, mapping)
    texts = (line.text, moved) if random.random() < 0.5 else (moved, line.text)
    labels = dict(line.labels)
    for slot, label in other.labels:
        labels.setdefault(mapping[slot], label if one_topic else "none")
    joined = Line(
        line.target, line.wordings, " ".join(texts), tuple(sorted(labels.items())), "joined", ""
    )
    chosen = random.sample(joined.labels, min(2, len(joined.labels)))
    return [
        Example(*render(joined, slot, names, random), CLASSES.index(label))
        for slot, label in chosen
    ]
