"""How far two readers agree, as the READMEs of gold and passages say it."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[1] / "data"


def records(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def agreement(pairs: list[tuple[str, str]]) -> tuple[float, float]:
    """The share of equal labels and Cohen's kappa (1960)."""
    equal = sum(one == other for one, other in pairs) / len(pairs)
    first, second = (Counter(side) for side in zip(*pairs, strict=True))
    chance = sum(first[label] * second[label] for label in first) / len(pairs) ** 2
    return equal, (equal - chance) / (1 - chance)


@pytest.mark.parametrize(
    "name",
    [
        "news_codebook_actors",
        "news_other_actors",
        "wider_codebook_actors",
        "wider_other_actors",
    ],
)
def test_the_gold_readme_says_how_far_its_readings_agree(name):
    pairs = [
        (first["label"], second["label"])
        for record in records(DATA / "gold" / f"{name}.jsonl")
        for first, second in zip(
            record["labels_first"], record["labels_independent"], strict=True
        )
    ]  # fmt: skip
    equal, kappa = agreement(pairs)
    told = f"| {name} | {len(pairs)} | {equal:.1%} | {kappa:.3f} |"
    assert told in (DATA / "gold" / "README.md").read_text(encoding="utf-8")


def test_the_passages_readme_says_how_far_its_second_reading_agrees():
    read = records(DATA / "training" / "second_reading.jsonl")
    equal, kappa = agreement([(record["first"], record["second"]) for record in read])
    told = (DATA / "passages" / "README.md").read_text(encoding="utf-8")
    assert f"{len(read):,} labels" in told
    assert f"{equal:.1%} equal, Cohen's kappa {kappa:.3f}" in told
    older, newer = (
        agreement([(r["first"], r["second"]) for r in read if ("question" in r) == asked])[1]
        for asked in (False, True)
    )
    assert f"(older files {older:.3f}, newer {newer:.3f})" in " ".join(told.split())
    reasoned = [r for r in read if r["file"] == "questions_reasoned.jsonl"]
    equal, _ = agreement([(record["first"], record["second"]) for record in reasoned])
    assert f"`reasoned` ({equal:.1%})" in told
