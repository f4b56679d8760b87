"""Sentences of real speeches and articles, asked about something they have nothing to do with.

Every written passage is about something; most of a long document is about other things than the
target. A model that saw only the former finds a stance in any sentence of an hour's speech.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

from stance.domain import Document
from stance.errors import InputError
from stance.segment import passages
from stance.training.nearness import Propositions
from stance.training.passages import Line
from stance.training.rendering import Names

#: Speeches below the data folder's parent, and articles with marked sources inside it.
SPEECHES = Path("..") / "corpora" / "ungdc_key_actors.parquet"
ARTICLES = Path("attribution_polnear_documents.parquet")
SOURCES = Path("attribution_polnear.parquet")
_LENGTHS = range(20, 320)
_CONTEXT = 400
_SPARE = "XYZ"
_BRACES = str.maketrans("{}", "()")


def lines(folder: Path, near: Propositions, names: Names, count: int, random: Random) -> list[Line]:
    """Passages of real text, each with a proposition that it does not touch; the label is none.

    Two in three are the words of a speaker, the others name whom an article quotes. Sentences
    before them come along in half. Places become slots, so that each rendering names others.

    Args:
        folder: Holds the public training data; see the model card for the three files.
        near: Where propositions come from.
        names: The places that become slots.
        count: How many to draw, at most.
        random: The source of the draws.

    Raises:
        InputError: A file is missing.
    """
    speech = list(_speeches(folder))
    news = list(articles(folder, "train"))
    wanted = round(count * 2 / 3)
    taken = random.sample(speech, min(wanted, len(speech)))
    taken += random.sample(news, min(count - wanted, len(news)))
    asked = near.unrelated([f"{before} {text}" for before, text in taken], random)
    pattern = _places(names)
    made = []
    for (before, text), proposition in zip(taken, asked, strict=True):
        if proposition is None:
            continue
        kept = before if random.random() < 0.5 else ""
        text, kept = _slotted([" ".join(one.split()) for one in (text, kept)], pattern, names)
        made.append(Line(proposition, (), text, (("A", "none"),), "none", "asides", before=kept))
    return made


def _speeches(folder: Path) -> Iterator[tuple[str, str]]:
    """Each sentence of each speech as its speaker's words, with what was said before."""
    for row in _rows(folder / SPEECHES):
        yield from ((before, f"{{A}}: {text}") for before, text, _ in _sentences(row["text"]))


def articles(folder: Path, split: str) -> Iterator[tuple[str, str]]:
    """Each sentence of the articles that holds a marked source, as slot ``A``, and what is before.

    Args:
        folder: Holds the public training data.
        split: ``train``, or ``dev`` for articles that nothing is trained on.

    Raises:
        InputError: A file is missing.
    """
    sources: dict[str, list[tuple[int, int]]] = {}
    for row in _rows(folder / SOURCES):
        if row["split"] == split and len(span := row["source_span"].split()) == 2:
            sources.setdefault(row["doc"], []).append((int(span[0]), int(span[1])))
    for row in _rows(folder / ARTICLES):
        spans = sorted(set(sources.get(row["doc"], ())))
        for before, text, start in _sentences(row["text"]):
            for first, last in spans:
                if start <= first and last <= start + len(text) and last - first <= 40:
                    yield before, f"{text[: first - start]}{{A}}{text[last - start :]}"
                    break


def _sentences(text: str) -> Iterator[tuple[str, str, int]]:
    """What stands before, the sentence, and where it begins, without braces or line breaks."""
    found = passages(Document("", text.translate(_BRACES)))
    for place, one in enumerate(found):
        if len(one.text) in _LENGTHS:
            before = " ".join(other.text for other in found[max(0, place - 2) : place])
            yield before[-_CONTEXT:], one.text, one.start


def _places(names: Names) -> re.Pattern[str]:
    words = {word for name, adjective, _ in names.places for word in (name, adjective)}
    return re.compile(rf"\b({'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})\b")


def _slotted(texts: Sequence[str], pattern: re.Pattern[str], names: Names) -> list[str]:
    """The texts with up to three places as slots, the same one for a name and its adjective.

    >>> names = Names((("Chad", "Chadian", "N'Djamena"),), (), ())
    >>> _slotted(["{A}: Chad and the Chadian people"], _places(names), names)
    ['{A}: {X} and the {X.adj} people']
    """
    forms: Mapping[str, tuple[str, str]] = {
        word: (name, form)
        for name, adjective, _ in names.places
        for word, form in ((adjective, ".adj"), (name, ""))
    }
    slots: dict[str, str] = {}

    def slot(match: re.Match[str]) -> str:
        name, form = forms[match[1]]
        if name not in slots and len(slots) == len(_SPARE):
            return match[0]
        return "{" + slots.setdefault(name, _SPARE[len(slots) % len(_SPARE)]) + form + "}"

    return [pattern.sub(slot, text) for text in texts]


def _rows(path: Path) -> list[dict[str, Any]]:
    import pyarrow.parquet as parquet

    if not path.is_file():
        raise InputError(
            f"No real text at {path}.",
            "Expected the public data that the model card lists.",
            "Give the folder that holds it with --data.",
        )
    rows: list[dict[str, Any]] = parquet.read_table(path).to_pylist()
    return rows


__all__ = ["articles", "lines"]
