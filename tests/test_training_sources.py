"""Training of the source tagger: it learns from marked articles, and NumPy runs what torch made."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from stance.attribution import tagger
from stance.attribution.columns import columns
from stance.attribution.everyone import read_passages
from stance.domain import Document
from stance.errors import InputError
from stance.segment import passages
from stance.training import sources

ENCODER = Path(__file__).resolve().parents[1] / "data" / "models" / "stance-minilm"
SENTENCES = (
    ("Frost likes the plan.", "Frost", "likes"),
    ("The plan of Snow failed.", "", ""),
    ("Two aides dread the plan.", "Two aides", "dread"),
    ("It rained on the aides.", "", ""),
)


def articles(folder: Path, count: int = 40) -> Path:
    marked, texts = [], []
    for number in range(count):
        text = ""
        for step in range(6):
            sentence, source, cue = SENTENCES[(number + step) % len(SENTENCES)]
            at = len(text)
            text += sentence + " "
            if source:
                starts = [at + sentence.index(words) for words in (source, cue)]
                ends = [start + len(w) for start, w in zip(starts, (source, cue), strict=True)]
                spans = [f"{start} {end}" for start, end in zip(starts, ends, strict=True)]
                marked.append((f"a{number}", "train", *spans, ""))
        texts.append((f"a{number}", "train", text))
    columns_ = ["doc", "split", "source_span", "cue_span", "content_span"]
    (folder / "train").mkdir(parents=True)
    pd.DataFrame(marked, columns=columns_).to_parquet(
        folder / "train" / "attribution_polnear.parquet"
    )
    pd.DataFrame(texts, columns=["doc", "split", "text"]).to_parquet(
        folder / "train" / "attribution_polnear_documents.parquet"
    )
    return folder


def test_a_folder_without_the_data_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No training data"):
        list(sources.articles(tmp_path, "train"))


def test_labels_say_where_sources_and_cues_stand(tmp_path: Path) -> None:
    first = next(sources.articles(articles(tmp_path), "train"))
    found = sources.labels(first)
    words = np.array(first.seen.words)
    assert words[found[0] == 1].tolist()[:1] == ["frost"]
    assert set(words[found[0] == 2]) == {"aides"}
    assert set(words[found[1] == 1]) == {"likes", "dread"}


@pytest.mark.torch
def test_it_learns_what_is_marked(tmp_path: Path, monkeypatch) -> None:
    pytest.importorskip("torch")
    monkeypatch.setattr(sources, "_NETWORKS", 1)
    given = ["--data", str(articles(tmp_path / "data")), "--output", str(tmp_path / "out")]
    sources.main([*given, "--encoder", str(ENCODER), "--epochs", "30"])
    trained = tagger.load(tmp_path / "out" / "weights.npz")
    text = "It rained on the aides. Two aides dread the plan."
    document = Document("d", text)
    seen = columns(list(read_passages(document, passages(document))))
    found = tagger.spans(seen, trained.probabilities(seen), trained.thresholds)
    assert [text[source.start : source.end] for source in found] == ["Two aides"]


@pytest.mark.torch
def test_numpy_gives_what_torch_gives(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    from stance.training.source_net import SourceNet

    article = next(sources.articles(articles(tmp_path), "train"))
    arrays = sources.fit([article], ENCODER, epochs=1)
    trained = tagger.Tagger(arrays)
    words, endings = tagger.ids(article.seen, trained._word_ids, trained._ending_ids)
    inputs = torch.tensor(np.stack([words, article.seen.kinds.astype(int) + 1, endings]))[None]
    flags = torch.tensor(article.seen.flags.astype(np.float32))[None]
    expected = np.zeros((len(words), 3))
    for number in range(2):
        start = f"{number}."
        state = {
            name.removeprefix(start): torch.tensor(array.astype(np.float32))
            for name, array in arrays.items()
            if name.startswith(start)
        }
        vectors = arrays["vectors"].astype(np.float32) * np.float32(arrays["scale"])
        net = SourceNet(vectors, len(state["endings.weight"])).eval()
        net.load_state_dict({**state, "vectors.weight": torch.tensor(vectors)})
        with torch.no_grad():
            scores = net(inputs, flags, torch.ones(1, len(words), 1))[0, :, :3]
        expected += torch.softmax(scores, -1).numpy() / 2
    assert np.allclose(trained.probabilities(article.seen)[:, :3], expected, atol=1e-5)
