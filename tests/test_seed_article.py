"""What the sample article must say, each from its true sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

import stance

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
TEXT = next(SEEDS.glob("*.txt")).read_text(encoding="utf-8")

#: Words of the sentence, actor, target, and the stances that are right.
EXPECTED = (
    ("has ordered families", "US", "embassy_withdrawal", {"favor"}),
    ("too, was withdrawing some", "UK", "embassy_withdrawal", {"favor"}),
    pytest.param(
        "not going to do the same thing",
        "EU",
        "embassy_withdrawal",
        {"against"},
        marks=pytest.mark.xfail(
            strict=True,
            reason="the long sentence has two topics; the model is not sure of Europe's side",
        ),
    ),
    ("appeared uncomfortable", "UA", "embassy_withdrawal", {"against"}),
    ("a question for the American side", "RU", "embassy_withdrawal", {"against", "neutral"}),
    ("hesitant to support", "US", "sanctions", {"favor"}),
    ("hesitant to support", "EU", "sanctions", {"against", "neutral"}),
)


@pytest.fixture(scope="module")
def frame():
    return stance.analyze([SEEDS])


@pytest.mark.parametrize(("words", "actor", "target", "right"), EXPECTED)
def test_the_right_stance_from_the_true_sentence(frame, words, actor, target, right):
    rows = frame[(frame["actor"] == actor) & (frame["target"] == target)]
    row = rows[rows["text"].str.contains(words, regex=False)].iloc[0]
    assert row["stance"] in right
    assert TEXT[row["start"] : row["end"]] == row["text"]


@pytest.mark.parametrize("actor", ["UK", "UA", "RU"])
def test_no_invented_stance_on_sanctions(frame, actor):
    rows = frame[(frame["actor"] == actor) & (frame["target"] == "sanctions")]
    assert set(rows["stance"]) <= {""}


def test_positions_point_the_right_way(frame):
    positions = stance.positions(frame).set_index(["actor", "target"])["position"]
    for actor in ("US", "UK"):
        assert positions[actor, "embassy_withdrawal"] > 0
    assert positions["UA", "embassy_withdrawal"] < 0
    assert positions["RU", "embassy_withdrawal"] <= 0.05
    assert positions["US", "sanctions"] > 0
    assert positions["EU", "sanctions"] <= 0
