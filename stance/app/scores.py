"""The figures of an evaluation, as tables that a page can show.

They come from the ``metrics.json`` of a model folder. Any version of the program may have written
it, so whatever is missing or unfit in it is left out, and only that.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from stance.domain import CLASSES
from stance.engines.description import read_json

#: Numbers of a report that compare sets, in the order a reader meets them.
COMPARED = (
    "items", "macro_f1", "low", "high", "asserted_right", "two_way", "reached",
    "accuracy_at_60", "calibration_error",
)  # fmt: skip
#: The set that is most like what the program reads in use, asked as it is asked in use.
NEAREST = "news_codebook_actors, holder given"
#: What the parts of a set's name mean; the longest that fits is taken.
_SETS: Mapping[str, str] = {
    "news_codebook_actors": "Plain news, actors and targets of the codebook",
    "news_other_actors": "Plain news, other actors and targets",
    "wider_codebook_actors": "News in many voices, actors and targets of the codebook",
    "wider_other_actors": "News in many voices, other actors and targets",
    "codebook_actors": "Hard texts, actors and targets of the codebook",
    "other_actors": "Hard texts, other actors and targets",
    "held back: dev": "Model alone: passages used for its settings",
    "held back: test": "Model alone: passages kept from training",
    "held back: test_unseen_targets": "Model alone: passages on targets never trained",
    "real": "Real sentences",
    "new targets": "targets unlike those of the training",
}
#: What stands behind the name of a set, in few words.
_PARTS: Mapping[str, str] = {
    "holder given": "told who speaks",
    "held back: dev": "used for settings",
    "held back: test": "kept from training",
    "held back: test_unseen_targets": "targets never trained",
}


def read(folder: Path) -> dict[str, Any]:
    """The record of an evaluation in a model folder; empty if it brings none.

    Raises:
        ModelError: The file is no JSON object.
    """
    path = folder / "metrics.json"
    return read_json(path) if path.is_file() else {}


def sets(record: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The reports of a record by the name of their set, those over no item left out.

    >>> sets({"sets": {"a": {"items": 3}, "b": {"items": 0}, "c": "?"}})
    {'a': {'items': 3}}
    """
    found = record.get("sets")
    if not isinstance(found, Mapping):
        return {}
    return {
        str(name): report
        for name, report in found.items()
        if isinstance(report, Mapping) and number(report.get("items")) > 0
    }


def title(name: str) -> str:
    """The name of a set in words.

    >>> title("other_actors, holder given"), title("SEESAW valid")
    ('Hard texts, other actors and targets: told who speaks', 'SEESAW valid')
    """
    first, *rest = name.split(", ")
    words = (_PARTS.get(part, _SETS.get(part, part)) for part in rest)
    return ": ".join([_SETS.get(first, first), *words])


def short(name: str) -> str:
    """The name of a set in so few words that a column of a table holds them.

    >>> short("other_actors, holder given, new targets"), short("news_codebook_actors")
    ('Hard texts, others, told who speaks, new targets', 'Plain news, codebook')
    >>> short("real, held back: test")
    'Real sentences, kept from training'
    """
    first, *rest = name.split(", ")
    words = _SETS.get(first, first)
    for long, brief in (
        ("actors and targets of the codebook", "codebook"),
        ("other actors and targets", "others"),
    ):
        words = words.replace(long, brief)
    return ", ".join([words, *(_PARTS.get(one, one) for one in rest)])


def number(value: Any) -> float:
    """A finite number, or NaN for anything else.

    >>> number(0.5), number("0.5"), number(True)
    (0.5, nan, nan)
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return math.nan
    try:
        made = float(value)
    except OverflowError:
        return math.nan
    return made if math.isfinite(made) else math.nan


def comparison(reports: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """One row per set: `set` in few words, the numbers of `COMPARED`, NaN where one lacks."""
    rows = []
    for name, report in reports.items():
        row = {key: number(report.get(key)) for key in COMPARED}
        if number(report.get("asserted")) == 0:
            # Of no stance at all, no share is right.
            row["asserted_right"] = row["two_way"] = math.nan
        rows.append({"set": short(name), **row})
    return pd.DataFrame(rows, columns=["set", *COMPARED])


def records(report: Mapping[str, Any], key: str, fields: tuple[str, ...]) -> list[dict[str, float]]:
    """A list of records of numbers in a report; those that lack a field are left out.

    >>> records({"coverage": [{"coverage": 1, "accuracy": 0.5}, {}]}, "coverage",
    ...     ("coverage", "accuracy"))
    [{'coverage': 1.0, 'accuracy': 0.5}]
    """
    found = report.get(key)
    made = [
        {field: number(one.get(field)) for field in fields}
        for one in (found if isinstance(found, list) else [])
        if isinstance(one, Mapping)
    ]
    return [one for one in made if not any(map(math.isnan, one.values()))]


def confusion(report: Mapping[str, Any]) -> list[list[int]]:
    """The counts by true answer and given answer, or an empty list if they are unfit."""
    found = report.get("confusion")
    size = len(CLASSES)
    if not isinstance(found, list) or len(found) != size:
        return []
    if not all(isinstance(row, list) and len(row) == size for row in found):
        return []
    cells = [[number(cell) for cell in row] for row in found]
    if any(math.isnan(cell) for row in cells for cell in row):
        return []
    return [[int(cell) for cell in row] for row in cells]


def parts(report: Mapping[str, Any], key: str, names: Mapping[str, str]) -> pd.DataFrame:
    """The scores of each actor or target of a report: `name, items, macro_f1, accuracy`.

    Args:
        report: One set's.
        key: ``"actors"`` or ``"targets"``.
        names: What the codebook calls them; others keep their own word.
    """
    found = report.get(key)
    rows = [
        {
            "name": names.get(str(one.get("key")), str(one.get("key"))),
            **{field: number(one.get(field)) for field in ("items", "macro_f1", "accuracy")},
        }
        for one in (found if isinstance(found, list) else [])
        if isinstance(one, Mapping)
    ]
    return pd.DataFrame(rows, columns=["name", "items", "macro_f1", "accuracy"])


def wordings(record: Mapping[str, Any]) -> pd.DataFrame:
    """How often an answer hangs on the wording: `set, items, flipped, disagreement`."""
    found = record.get("wordings")
    rows = [
        {
            "set": title(str(name)),
            **{field: number(one.get(field)) for field in ("items", "flipped", "disagreement")},
        }
        for name, one in (found.items() if isinstance(found, Mapping) else ())
        if isinstance(one, Mapping) and number(one.get("items")) > 0
    ]
    return pd.DataFrame(rows, columns=["set", "items", "flipped", "disagreement"])


def exchanged(record: Mapping[str, Any], names: Mapping[str, str]) -> pd.DataFrame:
    """The same passages told of each actor: `name, found, position`, in the record's order."""
    swap = record.get("swap")
    if not isinstance(swap, Mapping) or not isinstance(swap.get("position"), Mapping):
        return pd.DataFrame(columns=["name", "found", "position"])
    found = swap.get("found")
    shares = found if isinstance(found, Mapping) else {}
    rows = [
        {
            "name": names.get(str(key), str(key)),
            "found": number(shares.get(key)),
            "position": number(value),
        }
        for key, value in swap["position"].items()
    ]
    return pd.DataFrame(rows, columns=["name", "found", "position"])
