"""Public research sets asked of the model alone: what others measure, measured here.

The sets are read from a folder the user names and are no part of the project. Their labels are
favor, against and none, where ``none`` mixes "neutral" with "says nothing": an answer of either
kind counts as ``none``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from stance.domain import CLASSES
from stance.engines import Engine
from stance.errors import InputError
from stance.evaluation.scored import Scored
from stance.labeling import Calibration, class_logits
from stance.marking import HOLDER, STAND_INS, disarm, pair

#: One row as the Parquet files hold it: every column a string, or nothing.
Row = Mapping[str, str | None]
_OTHER = STAND_INS[1]
#: How a plain entity is asked about; the answers are averaged.
TOWARDS = ("supporting {}", "siding with {}", "{}")
_CONTEXT_CHARACTERS = 300
#: Letters a word must share with a name's word to stand for it.
_START = 6


@dataclass(frozen=True, slots=True)
class PublicSet:
    """One public set.

    Attributes:
        name: What the report calls it.
        path: Below the data folder.
        split: The rows' split to take; empty for all.
        pairs: The pairs a row is asked with.
        labels: The classes of its labels.
    """

    name: str
    path: str
    split: str
    pairs: Callable[[Row], list[tuple[str, str]]]
    labels: tuple[str, ...] = ("favor", "against", "none")


def _text(value: str | None) -> str:
    return disarm(" ".join((value or "").split()))


def _author(row: Row) -> list[tuple[str, str]]:
    """The author holds the stance."""
    return [pair(_text(row["target"]), f"{HOLDER}: {_text(row['text'])}")]


def _named(text: str, name: str) -> re.Pattern[str] | None:
    """What in a text stands for an entity.

    Its name; or its last word; or a word that begins like one of its capitalised words, so that
    "Democrats" stands for "Democratic Party".
    """
    words = name.split()
    starts = [word[:_START] for word in words if word[:1].isupper() and len(word) >= _START]
    patterns = [
        *(rf"(?<!\w){re.escape(form)}(?!\w)" for form in (name, *words[-1:]) if form),
        *(rf"(?<!\w){re.escape(start)}\w*" for start in sorted(starts, key=len, reverse=True)),
    ]
    for number, pattern in enumerate(patterns):
        found = re.compile(pattern, re.IGNORECASE if number == 0 else 0)
        if found.search(text):
            return found
    return None


def _entities(row: Row) -> list[tuple[str, str]]:
    """One entity holds a stance on another one, or on a topic."""
    holder, target = _text(row["holder"]), _text(row["target"])
    text = _text(row["text"])
    before = _text(row.get("context"))[-_CONTEXT_CHARACTERS:]
    asked = target
    marks = [(holder, HOLDER)]
    if _named(f"{before} {text}", target) is not None and row.get("target_type") != "Topic":
        marks.append((target, _OTHER))
        asked = _OTHER
    for name, stand_in in sorted(marks, key=lambda mark: -len(mark[0])):
        for piece in ("text", "before"):
            whole = text if piece == "text" else before
            pattern = _named(whole, name)
            changed = pattern.sub(stand_in, whole) if pattern else whole
            text, before = (changed, before) if piece == "text" else (text, changed)
    return [pair(form.format(asked), text, before) for form in TOWARDS]


def _marked(row: Row) -> list[tuple[str, str]]:
    """The same, in a text that marks the two entities with brackets or tags."""
    marked = row["marked"] or ""
    if "<s>" in marked:
        marked = re.sub(r"<s>.*?</s>", HOLDER, marked)
        marked = re.sub(r"<t>.*?</t>", _OTHER, marked)
    else:
        found = [m[1] for m in re.finditer(r"\[([^\[\]]+)\]", marked)]
        holder = row["holder"] or ""
        first = bool(found) and (holder.startswith(found[0]) or found[0].startswith(holder))
        order = iter((HOLDER, _OTHER) if first else (_OTHER, HOLDER))
        marked = re.sub(r"\[[^\[\]]+\]", lambda _: f"\0{next(order, '')[1:-1]}\1", marked)
        marked = marked.replace("\0", "[").replace("\1", "]")
    text = " ".join(marked.split())
    return [pair(form.format(_OTHER), text) for form in TOWARDS]


#: Every set `evaluate --data` knows, by where it lies.
SETS: tuple[PublicSet, ...] = (
    PublicSet("VAST dev", "train/stance_vast.parquet", "dev", _author),
    PublicSet("SEESAW valid", "eval/stance_seesaw_entity_to_entity.parquet", "valid", _entities),
    PublicSet("DSE valid", "train/stance_dse_directed_entities.parquet", "valid", _marked),
    PublicSet("PLV", "train/stance_plv_plover_relations.parquet", "", _marked,
              labels=("favor", "against")),
    PublicSet("PLOVER examples", "eval/stance_plover_gsr_cameo.parquet", "", _entities),
)  # fmt: skip


def score(one: PublicSet, folder: Path, engine: Engine) -> list[Scored]:
    """Every row of a set with the model's answer, before any threshold.

    Args:
        one: From `SETS`.
        folder: Holds ``train`` and ``eval``.
        engine: A model of the ``stance`` scheme.

    Raises:
        InputError: The set is not in the folder.
    """
    rows = [row for row in _rows(folder / one.path) if not one.split or row["split"] == one.split]
    asked = [one.pairs(row) for row in rows]
    logits = class_logits(engine, [pair for pairs in asked for pair in pairs])
    calibration = Calibration.of(engine.description.calibration, engine.description.name)
    ends = np.cumsum([len(pairs) for pairs in asked])[:-1]
    means = np.array([part.mean(axis=0) for part in np.split(logits, ends)])
    scored = calibration.probabilities(means.astype(np.float32))
    return [_scored(row, values, one) for row, values in zip(rows, scored.tolist(), strict=True)]


def _scored(row: Row, values: Sequence[float], one: PublicSet) -> Scored:
    favor, against, neutral, none = values
    merged = (favor, against, 0.0, neutral + none)
    if "none" not in one.labels:
        merged = (favor / (favor + against), against / (favor + against), 0.0, 0.0)
    answer = CLASSES[merged.index(max(merged))]
    group = row.get("doc") or row.get("target") or ""
    return Scored(
        id="", group=group, kind=row.get("explicit") or "", actor=row["holder"] or "",
        target=row["target"] or "", gold=row["label"] or "", answer=answer, leaning=answer,
        probabilities=merged, asked=True, unsure=False,
    )  # fmt: skip


def _rows(path: Path) -> Iterator[Row]:
    import pyarrow.parquet as parquet

    if not path.is_file():
        raise InputError(
            f"No public set at {path}.",
            "Expected the research data in folders train and eval.",
            "Give the folder that holds them with --data.",
        )
    yield from parquet.read_table(path).to_pylist()


def two_way(scored: Sequence[Scored]) -> float:
    """Of the items whose label is favor or against, the share where the likelier of the two is it.

    The question is forced: whatever the model gives to neutral and none is set aside.
    """
    sides = [item for item in scored if item.gold in ("favor", "against")]
    right = [(i.probabilities[0] >= i.probabilities[1]) == (i.gold == "favor") for i in sides]
    return float(np.mean(right)) if right else 0.0
