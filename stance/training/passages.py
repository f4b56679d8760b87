"""Written passages with slots: reading them, and splitting them so that nothing leaks."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from stance.domain import CLASSES
from stance.errors import InputError, UsageError

SLOT = re.compile(r"\{([A-Z])(?:\.([a-z_]+))?\}")
_WORD = re.compile(r"[a-z]{3,}")


@dataclass(frozen=True, slots=True)
class Line:
    """One written passage.

    Attributes:
        target: The proposition, with slots.
        wordings: The proposition said otherwise, with slots.
        text: The passage, with slots.
        labels: Actor slot to class.
        group: Lines of one group are near-identical and stay on one side of the split.
        before: The sentences before the passage, with slots; context, not judged.
    """

    target: str
    wordings: tuple[str, ...]
    text: str
    labels: tuple[tuple[str, str], ...]
    kind: str
    origin: str
    group: str = ""
    before: str = ""


def read_recipe(path: Path) -> dict[str, Any]:
    """A training recipe as a dictionary.

    Raises:
        UsageError: It cannot be read.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"The recipe {path} cannot be read: {error}.") from error


def read(paths: Iterable[Path]) -> list[Line]:
    """All lines of the given JSON-lines files, in order.

    A passage with ``questions`` (each with its own ``target``, ``alt`` and ``labels``) gives one
    line for each of them.

    Raises:
        InputError: A line that is not JSON, or holds an unknown label.
    """
    lines: list[Line] = []
    for path in paths:
        for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if raw.strip():
                where = f"{path.name}, line {number}"
                try:
                    record = json.loads(raw)
                except json.JSONDecodeError as error:
                    raise _unreadable(where, error) from error
                lines += [line_of(one, where, path.stem) for one in questions(record)]
    return lines


def questions(record: Any) -> list[Any]:
    """One record for every question of a passage that is asked several.

    >>> questions({"text": "{A} agreed", "questions": [{"target": "tolls"}, {"target": "fees"}]})[1]
    {'text': '{A} agreed', 'target': 'fees'}
    """
    if not isinstance(record, dict) or "questions" not in record:
        return [record]
    shared = {key: value for key, value in record.items() if key != "questions"}
    return [{**shared, **question} for question in record["questions"]]


def _unreadable(where: str, error: Exception) -> InputError:
    return InputError(
        f"{where}: cannot be read ({error!r}).",
        "Expected one JSON object with target, text and labels.",
        "Mend or remove the line.",
    )


def line_of(record: Mapping[str, Any], where: str, origin: str) -> Line:
    """A line from its record.

    Args:
        record: ``target``, ``text``, ``labels``, and ``alt``, ``before``, ``kind`` if it has them.
        where: What an error message calls it.
        origin: The file it came from.

    Raises:
        InputError: A key is missing, or a label unknown.
    """
    try:
        labels = tuple(sorted(record["labels"].items()))
        line = Line(
            target=record["target"],
            wordings=tuple(record.get("alt", ())),
            text=record["text"],
            labels=labels,
            kind=record.get("kind", ""),
            origin=origin,
            before=record.get("before", ""),
        )
    except (KeyError, AttributeError, TypeError) as error:
        raise _unreadable(where, error) from error
    wrong = [label for _, label in labels if label not in CLASSES]
    if wrong:
        raise InputError(f"{where}: unknown label {wrong[0]!r}.", f"Known: {', '.join(CLASSES)}.")
    return line


def grouped(lines: Sequence[Line], *, similarity: float = 0.5, window: int = 12) -> list[Line]:
    """The lines with near-identical neighbours put into one group.

    Writers set minimal pairs ("welcomed the delay", "objected to the delay") close together.
    Lines of one file within `window` whose words overlap by more than `similarity` (Jaccard)
    belong to one group, transitively, so that a split by group never trains on a twin.
    """
    words = [frozenset(_WORD.findall(SLOT.sub(" ", line.text.lower()))) for line in lines]
    parent = list(range(len(lines)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for later in range(len(lines)):
        for earlier in range(max(0, later - window), later):
            union = words[later] | words[earlier]
            same_text = lines[later].text == lines[earlier].text
            overlap = len(words[later] & words[earlier]) / len(union) if union else 0.0
            if same_text or overlap > similarity:
                parent[root(later)] = root(earlier)
    return [
        replace(line, group=hashlib.sha256(lines[root(index)].text.encode()).hexdigest()[:12])
        for index, line in enumerate(lines)
    ]


def split(
    lines: Sequence[Line], unseen: str, *, dev: float = 0.06, test: float = 0.09
) -> dict[str, list[Line]]:
    """The lines as ``train``, ``dev``, ``test`` and ``test_unseen_targets``.

    The side is decided by a hash of the group, so it never moves when lines are added.

    Args:
        lines: From `grouped`.
        unseen: A regular expression; lines whose target matches it are never trained on and
            form the measure of unseen targets.
        dev: Share of the other lines, in [0, 1].
        test: The same.

    >>> sorted(split([], "whales"))
    ['dev', 'test', 'test_unseen_targets', 'train']
    """
    sides: dict[str, list[Line]] = {"train": [], "dev": [], "test": [], "test_unseen_targets": []}
    never = re.compile(unseen, re.IGNORECASE)
    asked_otherwise = {line.text for line in lines if not never.search(line.target)}
    for line in lines:
        share = int(hashlib.sha256(b"side" + line.group.encode()).hexdigest()[:8], 16) / 16**8
        if never.search(line.target):
            # Where training may read the passage for another question, this one measures nothing.
            if line.text not in asked_otherwise:
                sides["test_unseen_targets"].append(line)
        elif share < test:
            sides["test"].append(line)
        elif share < test + dev:
            sides["dev"].append(line)
        else:
            sides["train"].append(line)
    return sides
