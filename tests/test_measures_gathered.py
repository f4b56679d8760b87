"""Copies looked up once, and evidence gathered once: the same numbers as from the table itself."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_charts import said

from stance import measures
from stance.measures.duplicates import fullest, with_copies

WIRE = "officials said on sunday that the families of staff will leave kyiv within a few days"


def told(texts: list[tuple[str, str, str]]) -> pd.DataFrame:
    """Statements of (document, actor, text), all in favor."""
    frame = pd.concat([said(actor, "sanctions", "favor", 1) for _, actor, _ in texts])
    frame["document_id"] = [document for document, _, _ in texts]
    frame["text"] = [text for *_, text in texts]
    frame["passage"] = range(len(texts))
    return frame.reset_index(drop=True)


TEXTS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c", "d"]),
        st.sampled_from(["US", "EU"]),
        st.sampled_from([WIRE, WIRE.upper(), f"{WIRE} they said", "we agree", "we do not agree"]),
    ),
    min_size=1,
    max_size=9,
)


@given(TEXTS)
@settings(max_examples=40, deadline=None)
def test_known_copies_change_no_number(texts):
    frame = told(texts)
    plain = measures.positions(frame, draws=100)
    pd.testing.assert_frame_equal(measures.positions(with_copies(frame), draws=100), plain)
    stories = {"a": "a", "b": "a"}
    by_story = frame.assign(story=frame["document_id"].map(stories).fillna(frame["document_id"]))
    pd.testing.assert_frame_equal(
        measures.positions(measures.with_stories(frame, stories), draws=100),
        measures.positions(by_story, draws=100),
    )


def test_a_part_of_the_table_keeps_what_is_known():
    frame = with_copies(told([(name, "US", WIRE) for name in "abcd"]))
    [row] = measures.positions(frame.iloc[:2]).to_dict("records")
    assert (row["n"], row["n_effective"]) == (2, pytest.approx(1.0))


def test_what_nothing_is_known_of_stands_alone():
    frame = with_copies(told([("a", "US", WIRE), ("b", "US", WIRE), ("c", "US", "we agree")]))
    frame["copy"] = -1
    [row] = measures.positions(frame).to_dict("records")
    assert row["n_effective"] == pytest.approx(3.0)


def test_abstentions_are_no_copies():
    frame = pd.concat(
        [said("US", "sanctions", "no_position", 2), said("US", "sanctions", "favor", 1)]
    )
    assert with_copies(frame)["copy"].tolist() == [-1, -1, 0]


@pytest.mark.parametrize(
    "name", ["positions", "divergence", "polarisation", "agreement", "closeness"]
)
def test_gathered_evidence_gives_the_same(name):
    frame = pd.concat(
        [said("US", "sanctions", "favor", 5), said("EU", "sanctions", "against", 4),
         said("UK", "embassy_withdrawal", "neutral", 2), said("UK", "sanctions", "unsure", 1)],
        ignore_index=True,
    )  # fmt: skip
    measure = getattr(measures, name)
    pd.testing.assert_frame_equal(measure(measures.gathered(frame)), measure(frame))


def test_fullest_of_nothing():
    empty = pd.Series([], dtype="int64").to_numpy()
    assert len(fullest(empty, empty)) == 0
