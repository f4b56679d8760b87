"""Documents -> sentences: the cases in cases/segmentation.json, and promises for any text."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stance.domain import Document
from stance.segment import LONGEST, passages

HERE = Path(__file__).parent
CASES = json.loads((HERE / "cases" / "segmentation.json").read_text(encoding="utf-8"))
SEED = HERE.parent / "seeds" / "2022-01-24-embassy-families-ordered-to-leave.txt"

# What trips splitters, so that random texts are full of it.
MARKS = ".!?…,;:-–—\"'“”‘’«»()[]{}•*。？\n\t\r \u2028\u00a0\ufeff\x1c\x85\f\ud800é中"
WORDS = "U.S. Mr. No. Jan. p.m. A. e.g. 1.5 24 [1] ... The the said Putin we e\u0301".split()
PARTS = st.sampled_from([*MARKS, *WORDS, "\r\n", "\n\n", ". . ."])
TEXTS = st.one_of(st.text(max_size=300), st.lists(PARTS, max_size=80).map("".join))


def split(text):
    return passages(Document(id="d", text=text))


def check_promises(text):
    found = split(text)
    for index, passage in enumerate(found):
        assert passage.document_id == "d"
        assert passage.index == index
        assert text[passage.start : passage.end] == passage.text
        assert passage.text and passage.text == passage.text.strip()
        assert len(passage.text) <= LONGEST
    for before, after in pairwise(found):
        assert before.end <= after.start
        assert after.paragraph - before.paragraph in (0, 1)
    if found:
        assert found[0].paragraph == 0
    uncovered = list(text)
    for passage in found:
        uncovered[passage.start : passage.end] = [" "] * (passage.end - passage.start)
    assert not "".join(uncovered).strip()
    return found


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case,
            id=case["label"],
            marks=[pytest.mark.xfail(strict=True, reason=case["comment"])]
            if case.get("known_failure")
            else [],
        )
        for case in CASES
    ],
)
def test_case(case):
    found = check_promises(case["text"])
    assert [passage.text for passage in found] == case["expected"]
    if "paragraphs" in case:
        assert [passage.paragraph for passage in found] == case["paragraphs"]


def test_cases_have_names_of_their_own():
    labels = [case["label"] for case in CASES]
    assert len(labels) == len(set(labels)) >= 60


@settings(max_examples=150, deadline=None)
@given(TEXTS)
@example(". " * 2000)
@example("“" * 2000 + "a")
@example("a" * (LONGEST - 1) + "\u0301" * 100)
@example(", ".join(["one clause after the other"] * 200))
def test_promises_hold_for_any_text(text):
    check_promises(text)


def test_seed_article():
    text = SEED.read_text(encoding="utf-8")
    found = check_promises(text)
    # By hand: every paragraph is one sentence, save three of two.
    shape = [0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 8, 9, 10, 11, 12, 13, 14, 15, 15]
    assert [passage.paragraph for passage in found] == shape
    assert [passage.text[:24] for passage in found] == [
        "Due to the possibility o",
        "A State Department offic",
        "The State Department is ",
        "Due to Russia’s ongoing ",
        "According to the officia",
        "Russia has amassed over ",
        "According to the Russian",
        "“If Russia chooses to en",
        "Because of COVID-19, the",
        "According to the officia",
        "Though Crimea and the ea",
        "The United States author",
        "On “Face the Nation” on ",
        "President Biden said las",
        "Russia’s government has ",
        "On Monday, Russian Forei",
        "Britain, which has close",
        "Other European nations, ",
        "Even Ukraine appeared un",
    ]
    assert all(passage.text[-1] in ".”" for passage in found)
    assert found[-1].text == "Even Ukraine appeared uncomfortable with the latest U.S. move."


def test_long_sentence_is_cut_at_clauses():
    clause = "the bloc said that it would wait for reasons"
    found = check_promises("; ".join([clause] * 100) + ".")
    assert len(found) > 3
    assert all(passage.text.endswith((";", "reasons.")) for passage in found)
    assert all(passage.paragraph == 0 for passage in found)


def test_long_sentence_without_clauses_is_cut_between_words():
    found = check_promises("word " * 1000)
    assert all(set(passage.text.split()) == {"word"} for passage in found)


def test_long_word_is_not_cut_before_an_accent():
    found = check_promises("a" * (LONGEST - 1) + "e\u0301" * 50)
    assert all(not passage.text.startswith("\u0301") for passage in found)


@pytest.mark.parametrize("unit", ["word ", "x", ". ", "! ", "“", "A. ", '."', "a.\n", "? “ "])
def test_long_lines_stay_linear(unit):
    # Anything quadratic would need hours for this; the suite's time limit ends it.
    check_promises(unit * (100_000 // len(unit)))


def test_text_after_segmentation_is_untouched_by_wrapping():
    wrapped = "The minister said that the staff of the embassy would\nstay in the city for now."
    (passage,) = check_promises(wrapped)
    assert passage.text == wrapped
