"""The trained tagger of sources: what it finds, what it is blind to, weights that do not fit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from stance.attribution import source_spans, tagger
from stance.attribution.columns import columns
from stance.attribution.everyone import read_passages
from stance.codebook import Codebook
from stance.domain import Actor, Document
from stance.errors import ModelError
from stance.segment import passages

BOOK = Codebook((Actor("NP", "North Pole", aliases=("Polar",)), Actor("SP", "South Pole")))


def sources(text: str) -> list[str]:
    document = Document("d", text)
    return [text[start:end] for start, end in source_spans(document, passages(document))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("An aide said no. According to two analysts, it is late.", ["An aide", "two analysts"]),
        ("Ada Frost is skeptical of the deal.", ["Ada Frost"]),
        ("The border was closed on Monday. It rained.", []),
    ],
)  # fmt: skip
def test_whoever_holds_a_view_is_found(text: str, expected: list[str]) -> None:
    assert sources(text) == expected


def test_a_name_is_any_name() -> None:
    text = "{0} likes the plan, but {1} is opposed to it, aides of {0} say."
    one, other = sources(text.format("Vyn", "Ttilsk")), sources(text.format("Zyx", "Qrt"))
    assert one
    assert [s.replace("Vyn", "Zyx").replace("Ttilsk", "Qrt") for s in one] == other


def test_a_long_document_is_read_in_blocks_and_no_block_shows(monkeypatch) -> None:
    text = " ".join(f"Aide {n} said the deal was off, and Frost likes it." for n in range(60))
    document = Document("d", text)
    whole = source_spans(document, passages(document))
    monkeypatch.setattr(tagger, "_BLOCK", 100)
    assert source_spans(document, passages(document)) == whole


def test_a_document_without_words_has_no_source() -> None:
    assert source_spans(Document("d", ""), ()) == []


def test_probabilities_are_probabilities() -> None:
    document = Document("d", "Frost hopes for a deal. Nobody asked.")
    seen = columns(list(read_passages(document, passages(document))))
    found = tagger.load().probabilities(seen)
    assert found.shape == (len(seen.words), 3)
    assert np.allclose(found[:, :3].sum(1), 1, atol=1e-5)


def test_weights_that_are_missing_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"nothing\.npz cannot be read"):
        tagger.load(tmp_path / "nothing.npz")


def test_weights_that_are_cut_off_are_named(tmp_path: Path) -> None:
    (tmp_path / "weights.npz").write_bytes(tagger.WEIGHTS.read_bytes()[:5000])
    with pytest.raises(ModelError, match="cannot be read"):
        tagger.load(tmp_path / "weights.npz")


def test_weights_of_other_columns_are_refused(tmp_path: Path) -> None:
    with np.load(tagger.WEIGHTS, allow_pickle=False) as stored:
        arrays = dict(stored)
    arrays["flags"] = np.frombuffer(b"quoted\nloud", np.uint8)
    with (tmp_path / "weights.npz").open("wb") as file:
        np.savez(file, **arrays)
    with pytest.raises(ModelError, match="other columns"):
        tagger.load(tmp_path / "weights.npz")


def test_the_weights_hold_no_sentences() -> None:
    """Only a list of words in lower case, and numbers."""
    assert tagger.WEIGHTS.stat().st_size < 1_500_000
    with np.load(tagger.WEIGHTS, allow_pickle=False) as stored:
        words = stored["vocabulary"].tobytes().decode().split("\n")
    assert len(words) == len(set(words)) > 5000
    assert all(word.isalpha() and word == word.lower() for word in words)
