"""Real sentences that were annotated for this project, put together from two parts.

The annotations are the project's own and lie in the repository: a proposition, where in the
sentence which actor is named, and who takes which side. The sentences belong to public research
sets and do not: they are found in a folder the user names, by a digest of their text.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from stance.errors import InputError
from stance.training.passages import Line, grouped, line_of, questions, read_recipe, split

_SENTENCE_END = re.compile(r"(?<=[.!?”\"])\s+(?=[A-Z“\"])|\n+")


def digest(sentence: str) -> str:
    """The name an annotation knows a sentence by: of its text with single spaces.

    >>> digest("One  two.") == digest("One two.")
    True
    """
    return hashlib.sha1(" ".join(sentence.split()).encode(), usedforsecurity=False).hexdigest()[:8]


def read(annotations: Path, data: Path) -> list[Line]:
    """The annotated sentences as lines with slots, like those of `stance.training.passages`.

    Args:
        annotations: JSON lines with ``id`` (`digest`), ``file`` (stem of the Parquet file that
            holds the sentence), ``target``, ``alt``, ``spans`` (start, end, slot) and ``labels``.
        data: The folder of the Parquet files.

    Raises:
        InputError: A file or a sentence is missing, or an annotation cannot be read.
    """
    records = []
    for number, raw in enumerate(annotations.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            record = json.loads(raw)
            records.append((f"{annotations.name}, line {number}", record, record["file"]))
        except (ValueError, KeyError) as error:
            raise InputError(
                f"{annotations.name}, line {number}: cannot be read ({error!r}).",
                "Expected one JSON object with id, file, target, spans and labels.",
            ) from error
    stems = dict.fromkeys(stem for _, _, stem in records)
    texts = {stem: {digest(s): s for s in _sentences(data / f"{stem}.parquet")} for stem in stems}
    lines = []
    for where, record, stem in records:
        text = texts[stem].get(record["id"])
        if text is None:
            raise InputError(
                f"{where}: no sentence {record['id']} in {stem}.",
                "Expected the data the annotations were made on.",
            )
        slotted = {**record, "text": _slotted(text, record["spans"])}
        lines += [line_of(one, where, annotations.stem) for one in questions(slotted)]
    return lines


def sides(recipe: Path, data: Path) -> dict[str, list[Line]]:
    """The real sentences that are asked several questions, by side, split as written ones are.

    Args:
        recipe: The recipe file; the annotations that its key ``asked`` names lie beside it.
        data: Folder of the public sets that hold the sentences.

    Raises:
        InputError: A set or a sentence is missing.
    """
    settings = read_recipe(recipe)
    asked = [
        line for name in settings.get("asked", ()) for line in read(recipe.parent / name, data)
    ]
    return split(grouped(asked), settings["unseen_targets"])


def _sentences(path: Path) -> Iterator[str]:
    import pyarrow.parquet as parquet

    if not path.is_file():
        raise InputError(
            f"No annotated sentences at {path}.", "Expected the public training data.",
            "Give the folder that holds it with --data.",
        )  # fmt: skip
    for text in parquet.read_table(path, columns=["text"])["text"].to_pylist():
        yield " ".join(text.split())
        for sentence in _SENTENCE_END.split(text):
            yield " ".join(sentence.split())


def _slotted(text: str, spans: Sequence[tuple[int, int, str]]) -> str:
    """The text with each span replaced by its slot.

    >>> _slotted("Oslo told Rome", [(0, 4, "A"), (10, 14, "B")])
    '{A} told {B}'
    """
    text = text.replace("{", "(").replace("}", ")")
    for start, end, slot in sorted(spans, reverse=True):
        text = text[:start] + "{" + slot + "}" + text[end:]
    return text
