"""Gold statements from JSON lines; see ``data/gold/README.md`` for the form."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from stance.codebook import Codebook
from stance.domain import CLASSES, Actor, Target
from stance.errors import InputError


@dataclass(frozen=True, slots=True)
class GoldLabel:
    """What a reader said of one actor and one target in one sentence."""

    actor: str
    target: str
    label: str
    said_by: bool | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GoldItem:
    """One document, the sentence that was read in it, and its labels.

    Attributes:
        start, end: The sentence's span in the document.
        group: Items of one group are alike; intervals resample groups, not items.
    """

    id: str
    document: str
    start: int
    end: int
    published: date | None
    split: str
    group: str
    kind: str
    labels: tuple[GoldLabel, ...]


def read_gold(paths: Iterable[Path], split: str | None = None) -> list[GoldItem]:
    """The items of gold files, those of one split if it is given.

    Raises:
        InputError: A file or line that cannot be read, or a file without a statement of that
            split; names the file and the line.
    """
    items: list[GoldItem] = []
    for path in paths:
        if not path.is_file():
            raise InputError(f"No gold file at {path}.", "Expected JSON lines.", "Check the path.")
        read = [
            _item(line, f"{path.name}, line {number}")
            for number, line in enumerate(_lines(path), start=1)
            if line.strip()
        ]
        chosen = [item for item in read if split is None or item.split == split]
        if not chosen:
            raise _nothing(path, split, {item.split for item in read})
        items += chosen
    return items


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"The gold file {path} cannot be read ({error}).", "Expected JSON lines in UTF-8."
        ) from error


def _nothing(path: Path, split: str | None, splits: set[str]) -> InputError:
    """The error for a file that has nothing to score by: a figure over nothing is no figure."""
    if not splits:
        return InputError(f"{path} holds no gold statement.", "Expected JSON lines.")
    named = ", ".join(sorted(filter(None, splits)))
    return InputError(
        f"{path.name} has no statement of the split {split!r}.",
        f"It has: {named}." if named else "Its statements name no split.",
        "Name one of these, or leave --split out.",
    )


def _item(line: str, where: str) -> GoldItem:
    try:
        record = json.loads(line)
        text, sentence = record["document"], record["sentence"]
        start = text.index(sentence)
        labels = tuple(
            GoldLabel(
                entry["actor"],
                entry["target"],
                entry.get("label", "none"),
                entry.get("said_by"),
                tuple(entry.get("aliases", ())),
            )
            for entry in [*record["labels"], *record.get("objects", ())]
        )
        published = record.get("published")
        item = GoldItem(
            id=record["id"],
            document=text,
            start=start,
            end=start + len(sentence),
            published=date.fromisoformat(published) if published else None,
            split=record.get("split", ""),
            group=record.get("group", record["id"]),
            kind=record.get("kind", ""),
            labels=labels,
        )
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise InputError(
            f"{where}: not a gold statement ({error}).",
            "Expected document, sentence (a part of it) and labels.",
            "See data/gold/README.md.",
        ) from error
    wrong = [entry.label for entry in labels if entry.label not in CLASSES]
    if wrong:
        raise InputError(f"{where}: unknown label {wrong[0]!r}.", f"Known: {', '.join(CLASSES)}.")
    return item


def codebook_for(items: Sequence[GoldItem], codebook: Codebook) -> Codebook:
    """The codebook a document is read with: the given one, or one made of its items' own names.

    Names and propositions that the codebook does not hold become actors and targets of their
    own, without cues and without anything but the names the items state: an unseen question.

    Args:
        items: All items of one document.
        codebook: Used when it holds every actor and target of theirs.
    """
    actors = {actor.key for actor in codebook.actors}
    targets = {target.key for target in codebook.targets}
    labels = [entry for item in items for entry in item.labels]
    if all(entry.actor in actors and entry.target in targets for entry in labels):
        return codebook
    own: dict[str, dict[str, None]] = {}
    for entry in labels:
        own.setdefault(entry.actor, {}).update(dict.fromkeys(entry.aliases))
    asked = dict.fromkeys(entry.target for entry in labels)
    return Codebook(
        actors=tuple(Actor(key, key, aliases=tuple(names)) for key, names in own.items()),
        targets=tuple(Target(key, key, key) for key in asked),
    )
