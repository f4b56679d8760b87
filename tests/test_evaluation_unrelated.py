"""Sentences about something else: which are asked, of whom, and how a stance on them is counted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

pytest.importorskip("torch")

from stance import engines
from stance.codebook import Codebook
from stance.domain import Actor, Target
from stance.evaluation import unrelated

pytestmark = pytest.mark.torch

BOOK = Codebook(
    (Actor("NO", "Norway"), Actor("PE", "Peru")),
    (Target("whales", "Whaling", "hunting whales", cues=("whal*",)), Target("any", "A", "a pact")),
)
TEXT = (
    "Rain fell all night. The mayor said the road was dry. A farmer said the hay was lost. "
    "The whalers said nothing at all. Nobody slept. A nurse said it was late."
)
WHO = ("The mayor", "A farmer", "The whalers", "A nurse")


class Certain:
    """The embedded model's record with an opinion of its own on every pair."""

    name = "onnx"

    def __init__(self, favor: float) -> None:
        self.description = engines.load_engine().description
        self.pairs: list[tuple[str, str]] = []
        self._row = [favor if label == "favor" else 0.0 for label in self.description.labels]

    def logits(self, pairs):
        self.pairs += pairs
        return np.tile(np.array(self._row, dtype=np.float32), (len(pairs), 1))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "train").mkdir()
    spans = [f"{TEXT.index(who)} {TEXT.index(who) + len(who)}" for who in WHO]
    tables = {
        "attribution_polnear_documents": [
            {"doc": split, "split": split, "text": TEXT} for split in ("dev", "train")
        ],
        "attribution_polnear": [
            {"doc": split, "split": split, "source_span": span}
            for split in ("dev", "train")
            for span in spans
        ],
    }
    for name, rows in tables.items():
        pq.write_table(pa.Table.from_pylist(rows), tmp_path / "train" / f"{name}.parquet")
    return tmp_path


def test_only_sentences_far_from_the_target_are_asked_of_renamed_speakers(folder):
    engine = Certain(favor=9.0)
    found = unrelated(folder, engine, BOOK)
    # The nurse speaks after the whalers, who are renamed themselves; a target without cues is far
    # from nothing.
    assert {key: one.asked for key, one in found.items()} == {"whales": 3}
    texts = {second.rsplit("| ", 1)[-1] for _, second in engine.pairs}
    said = ("the road was dry", "the hay was lost", "nothing at all")
    assert texts == {f"[E1] said {what}." for what in said}


@pytest.mark.parametrize(("favor", "given"), [(9.0, 1.0), (-9.0, 0.0)])
def test_a_stance_that_is_given_counts(folder, favor, given):
    assert unrelated(folder, Certain(favor), BOOK)["whales"].given == given
