"""Real sentences asked about something else: what they say, whose they are, and what is asked."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

torch = pytest.importorskip("torch")

from stance.errors import InputError  # noqa: E402
from stance.training import asides, nearness  # noqa: E402
from stance.training.rendering import Names  # noqa: E402

pytestmark = pytest.mark.torch

NAMES = Names((("Chad", "Chadian", "N'Djamena"), ("Peru", "Peruvian", "Lima")), (), ())
SPEECH = "We thank the people of Chad {warmly} today. Peace is the work of every Chadian child."
ARTICLE = "Rain fell on the town all night. The old mayor of the town said the road was dry again."
SOURCE = (ARTICLE.index("The old mayor"), ARTICLE.index(" said"))


class Anything:
    """Stands for `Propositions`: the same proposition for every text, or none at all."""

    def __init__(self, proposition: str | None = "taxing fish") -> None:
        self.proposition = proposition

    def unrelated(self, texts, random):
        return [self.proposition] * len(texts)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "corpora").mkdir()
    (tmp_path / "train").mkdir()

    def write(name: str, rows: list[dict[str, object]]) -> None:
        pq.write_table(pa.Table.from_pylist(rows), tmp_path / name)

    write("corpora/ungdc_key_actors.parquet", [{"text": SPEECH}])
    texts = [
        {"doc": "a", "split": "train", "text": ARTICLE},
        {"doc": "b", "split": "dev", "text": ARTICLE.replace("mayor", "judge")},
    ]
    write("train/attribution_polnear_documents.parquet", texts)
    spans = [
        {"doc": doc, "split": split, "source_span": span}
        for doc, split in (("a", "train"), ("b", "dev"))
        for span in ("{} {}".format(*SOURCE), "0 4;9 12")
    ]
    write("train/attribution_polnear.parquet", spans)
    return tmp_path / "train"


def test_speakers_and_quoted_people_hold_no_stance(folder):
    made = asides.lines(folder, Anything(), NAMES, 9, Random(1))
    assert {line.labels for line in made} == {(("A", "none"),)}
    assert {line.target for line in made} == {"taxing fish"}
    texts = {line.text for line in made}
    assert "{A} said the road was dry again." in texts
    assert "{A}: Peace is the work of every {X.adj} child." in texts
    assert "{A}: We thank the people of {X} (warmly) today." in texts


def test_articles_kept_for_measuring_are_not_used(folder):
    made = asides.lines(folder, Anything(), NAMES, 9, Random(1))
    assert not [line for line in made if "judge" in line.text + line.before]


def test_a_text_without_a_far_proposition_is_left_out(folder):
    assert asides.lines(folder, Anything(None), NAMES, 9, Random(1)) == []


def test_missing_data_is_named(folder):
    (folder / "attribution_polnear.parquet").unlink()
    with pytest.raises(InputError, match=r"attribution_polnear\.parquet"):
        asides.lines(folder, Anything(), NAMES, 9, Random(1))


def test_what_is_asked_is_far_in_meaning_and_shares_no_word(monkeypatch):
    places = {"taxing fish": 0, "closing ports": 1, "selling trains": 2}

    def embed(texts, encoder, length=48):
        return torch.nn.functional.one_hot(
            torch.tensor([places.get(text, 0) for text in texts]), 3
        ).float()

    monkeypatch.setattr(nearness, "_embed", embed)
    known = nearness.Propositions(list(places), Path("none"))
    # The text means what the first one means, and names what the second one names.
    drawn = {known.unrelated(["Ports and cod."], Random(seed))[0] for seed in range(30)}
    assert drawn == {"selling trains"}
