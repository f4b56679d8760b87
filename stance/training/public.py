"""Public research data as warm-up examples. Read from a folder the user names; never shipped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

from stance.domain import CLASSES
from stance.errors import InputError
from stance.marking import HOLDER, STAND_INS, disarm, pair

#: Label code for sets in which "none" mixes neutral with no stance: either class is right.
NEUTRAL_OR_NONE = len(CLASSES)
NLI_LABELS: Mapping[str, int] = {"entailment": 0, "neutral": 1, "contradiction": 2}
_STANCE_LABELS = {"favor": 0, "against": 1, "none": NEUTRAL_OR_NONE}
_OTHER = STAND_INS[1]
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Example:
    """One training pair.

    Attributes:
        first: The question.
        second: The text.
        label: An index into `CLASSES`, or `NEUTRAL_OR_NONE`; for ``nli`` a code of `NLI_LABELS`.
        task: ``stance`` or ``nli``.
        taught: A teacher's logits of the four classes, if it was asked.
    """

    first: str
    second: str
    label: int
    task: str = "stance"
    taught: tuple[float, ...] | None = None


def warm_up(folder: Path, sizes: Mapping[str, int], random: Random) -> list[Example]:
    """Examples drawn from public sets, shuffled.

    Args:
        folder: Holds the ``train`` files, as Parquet.
        sizes: How many examples to draw from each file, by file stem.
        random: The source of the draws.

    Raises:
        InputError: A named file is missing.
    """
    examples: list[Example] = []
    for stem, size in sizes.items():
        rows = list(_rows(folder / f"{stem}.parquet"))
        made = [e for e in (_example(stem, row, random) for row in rows) if e is not None]
        examples += random.sample(made, min(size, len(made)))
    random.shuffle(examples)
    return examples


def _rows(path: Path) -> Iterator[dict[str, str]]:
    import pyarrow.parquet as parquet

    if not path.is_file():
        raise InputError(
            f"No training data at {path}.",
            "Expected the Parquet files named in the recipe.",
            "Give the folder that holds them with --data.",
        )
    for row in parquet.read_table(path).to_pylist():
        if (row.get("split") or "train").startswith("train"):
            yield row


def _clean(text: str, limit: int = 600) -> str:
    return disarm(_SPACES.sub(" ", text).strip())[:limit]


def _example(stem: str, row: dict[str, str], random: Random) -> Example | None:
    if stem.startswith("nli_"):
        label = NLI_LABELS.get(row["label"])
        if label is None:
            return None
        return Example(_clean(row["hypothesis"]), _clean(row["premise"]), label, "nli")
    if stem == "stance_dse_directed_entities":
        return _directed(row, random)
    if stem == "stance_plv_plover_relations":
        marked = re.sub(r"</?s>", "\0", row["marked"]).replace("<t>", "\1").replace("</t>", "\1")
        return _between(marked, row["label"], random)
    label = _STANCE_LABELS[row["label"]]
    if stem == "stance_manifesto_parties" and label == NEUTRAL_OR_NONE and random.random() < 0.6:
        return None
    text = f"{HOLDER}: {_clean(row['text'])}"
    return Example(*pair(_clean(row["target"]), text), label)


def _directed(row: dict[str, str], random: Random) -> Example | None:
    """DSE marks both entities alike; the holder's name tells which bracket is which."""
    if row["explicit"] == "0" and random.random() < 0.6:
        return None
    inside = r"\[([^\[\]]+)\](\w*)"
    found = list(re.finditer(inside, row["marked"]))
    if len(found) != 2:
        return None
    holder_first = row["holder"].startswith(found[0][1]) or found[0][1].startswith(row["holder"])
    codes = ("\0", "\1") if holder_first else ("\1", "\0")
    order = iter(codes)

    def code(_: re.Match[str]) -> str:
        mark = next(order)
        return f"{mark}x{mark}"

    return _between(re.sub(inside, code, row["marked"]), row["label"], random)


#: How a plain entity is asked as a proposition, so that favor reads the same way.
_TOWARDS = ("supporting {}", "backing {}", "siding with {}", "{}", "cooperating with {}")


def _between(marked: str, label: str, random: Random) -> Example | None:
    """An example from a text with the holder between NULs and the target between SOHs."""
    text = re.sub("\0[^\0]*\0", HOLDER, marked)
    text = re.sub("\1[^\1]*\1", _OTHER, text)
    if HOLDER not in text or _OTHER not in text or "\0" in text or "\1" in text:
        return None
    proposition = random.choice(_TOWARDS).format(_OTHER)
    text = _SPACES.sub(" ", text).strip()[:600]
    return Example(*pair(proposition, text), _STANCE_LABELS[label])
