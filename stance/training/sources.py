"""Trains the source tagger on PolNeAR's train articles and writes its weights.

    python -m stance.training.sources --data FOLDER --output data/models/source-tagger

FOLDER holds ``train/attribution_polnear.parquet`` and ``attribution_polnear_documents.parquet``
(networkdynamics/PolNeAR). Word vectors come from the embedded model of this project. One in ten of
the train articles is kept from training and chooses the thresholds; dev and test are never read.
"""

from __future__ import annotations

import argparse
import json
import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray

from stance.attribution.columns import FLAGS, KINDS, Columns, columns
from stance.attribution.everyone import read_passages
from stance.attribution.tagger import FIRST_WORD, Floats, Tagger, ids, spans
from stance.domain import Document
from stance.errors import InputError
from stance.segment import passages

_LOG = logging.getLogger(__name__)
_NETWORKS, _EPOCHS, _SIZE, _ENDINGS = 2, 5, 48, 400
# A word must be seen in lower case: names are no words of the tagger.
_FEWEST, _FEWEST_KNOWN = 4, 2
_THRESHOLDS = tuple(
    (high / 100, low / 100) for high in range(40, 66, 2) for low in range(20, 45, 5) if low <= high
)
_EMBEDDING = "bert.embeddings.word_embeddings.weight"
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Article:
    """An article with what PolNeAR's readers marked in it.

    Attributes:
        seen: Its units.
        sources: Each source as one span, from its first to its last character.
        cues, contents: The spans of words of saying and of what is said.
    """

    seen: Columns
    sources: Sequence[Span]
    cues: Sequence[Span]
    contents: Sequence[Span]


def articles(folder: Path, split: str) -> Iterator[Article]:
    """PolNeAR's articles of a split.

    Raises:
        InputError: The files are not there.
    """
    import pandas as pd

    files = [folder / "train" / f"attribution_polnear{end}.parquet" for end in ("", "_documents")]
    if missing := [str(file) for file in files if not file.is_file()]:
        raise InputError(
            f"No training data at {missing[0]}.",
            "Expected PolNeAR's attributions and documents as Parquet.",
            "Give the folder that holds train/ with --data.",
        )
    marked, texts = (pd.read_parquet(file) for file in files)
    marked = marked[marked["split"] == split]
    cells = {name: rows for name, rows in marked.groupby("doc")}
    texts = texts[texts["split"] == split].drop_duplicates("doc")
    for name, text in zip(texts["doc"], texts["text"], strict=True):
        document = Document(name, text)
        seen = columns(list(read_passages(document, passages(document))))
        rows = cells.get(name, marked[:0])
        whole = {(s[0][0], s[-1][1]) for cell in rows["source_span"] if (s := _spans(cell))}
        cues, contents = (
            [span for cell in rows[column] for span in _spans(cell)]
            for column in ("cue_span", "content_span")
        )
        yield Article(seen, sorted(whole), cues, contents)


def _spans(cell: str) -> list[Span]:
    """The spans in a cell such as "12 17;20 24"."""
    pairs = (part.split() for part in cell.split(";") if part)
    return [(int(start), int(end)) for start, end in pairs]


def labels(article: Article) -> NDArray[np.int64]:
    """What each unit is: place in a source, in a cue, in what is ascribed; ``(3, n)``."""
    seen = article.seen
    found = np.zeros((3, len(seen.words)), np.int64)

    def rows(span: Span) -> tuple[int, int]:
        low = np.searchsorted(seen.ends, span[0], "right")
        return int(low), int(np.searchsorted(seen.starts, span[1], "left"))

    # The shorter of two that overlap is told first and stays.
    for span in sorted(article.sources, key=lambda span: span[1] - span[0]):
        low, high = rows(span)
        for row in range(low, high):
            if row == low or not found[0, row]:
                found[0, row] = 1 if row == low else 2
    for line, marked in ((1, article.cues), (2, article.contents)):
        for span in marked:
            found[line, slice(*rows(span))] = 1
    return found


def vocabulary(seen: Sequence[Columns], known: dict[str, int]) -> list[str]:
    """Words in lower case, the frequent first; rarer ones where the encoder knows them."""
    counts: Counter[str] = Counter()
    for one in seen:
        written = zip(one.words, one.flag("capital"), strict=True)
        counts.update(word for word, capital in written if not capital and word.isalpha())
    return [
        word
        for word, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        if count >= _FEWEST or (count >= _FEWEST_KNOWN and word in known)
    ]


def vectors(words: Sequence[str], encoder: Path, known: dict[str, int]) -> Floats:
    """Vectors of words: means over their pieces in an encoder, in fewer dimensions.

    Args:
        words: The frequent first.
        encoder: A model folder with safetensors.
        known: Ids of the encoder's pieces.
    """
    from safetensors.numpy import load_file

    index = json.loads((encoder / "model.safetensors.index.json").read_text(encoding="utf-8"))
    table = load_file(encoder / index["weight_map"][_EMBEDDING])[_EMBEDDING].astype(np.float32)
    found = np.zeros((len(words), table.shape[1]), np.float32)
    for row, word in enumerate(words):
        if pieces := _pieces(word, known):
            found[row] = table[pieces].mean(0)
    found -= found.mean(0)
    weight = 1 / np.sqrt(np.arange(len(words)) + 10)[:, None]
    _, _, directions = np.linalg.svd(found * weight, full_matrices=False)
    small = np.zeros((len(words), _SIZE), np.float32)
    small[:, : len(directions)] = found @ directions[:_SIZE].T
    return np.asarray(small / small.std(), np.float32)


def _pieces(word: str, known: dict[str, int]) -> list[int]:
    """A word's longest pieces from the left; none where a letter is unknown."""
    found, start = [], 0
    while start < len(word):
        end = len(word)
        while end > start and ("##" if start else "") + word[start:end] not in known:
            end -= 1
        if end == start:
            return []
        found.append(known[("##" if start else "") + word[start:end]])
        start = end
    return found


def _packed(words: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(words).encode("utf-8"), np.uint8)


def _rounded(table: Floats) -> tuple[NDArray[np.int8], float]:
    """A table in eight bits, and its scale."""
    scale = float(np.abs(table).max()) / 127
    return np.asarray(np.rint(table / scale), np.int8), scale


def fit(training: Sequence[Article], encoder: Path, epochs: int) -> dict[str, NDArray[np.generic]]:
    """The arrays of a weights file, trained on articles; the thresholds are a half.

    Args:
        training: What to train on.
        encoder: The model folder that lends its word vectors.
        epochs: How often each network goes through the articles.
    """
    from stance.training.source_net import Rows, train

    tokenizer = json.loads((encoder / "tokenizer.json").read_text(encoding="utf-8"))
    known = tokenizer["model"]["vocab"]
    words = vocabulary([one.seen for one in training], known)
    endings = [ending for ending, _ in Counter(w[-3:] for w in words).most_common(_ENDINGS)]
    rounded, scale = _rounded(vectors(words, encoder, known))
    table = np.zeros((len(words) + FIRST_WORD, _SIZE), np.int8)
    table[FIRST_WORD:] = rounded
    places = [{w: i for i, w in enumerate(some, FIRST_WORD)} for some in (words, endings)]
    rows = []
    for one in training:
        word_ids, ending_ids = ids(one.seen, *places)
        inputs = np.stack([word_ids, one.seen.kinds.astype(np.int64) + 1, ending_ids])
        rows.append(Rows(inputs, one.seen.flags, labels(one)))
    arrays: dict[str, NDArray[np.generic]] = {
        "vectors": table,
        "scale": np.array(scale, np.float32),
        "vocabulary": _packed(words),
        "endings": _packed(endings),
        "flags": _packed(FLAGS),
        "kinds": _packed(KINDS),
        "thresholds": np.array([0.5, 0.5], np.float32),
        "networks": np.array(_NETWORKS),
    }
    floats = table.astype(np.float32) * np.float32(scale)
    for number in range(_NETWORKS):
        net = train(rows, floats, len(endings) + FIRST_WORD, epochs=epochs, seed=number)
        for name, value in net.state_dict().items():
            if name != "vectors.weight":
                arrays[f"{number}.{name}"] = value.numpy().astype(np.float16)
    return arrays


def score(
    likely: Sequence[Floats], held: Sequence[Article], thresholds: tuple[float, float]
) -> tuple[float, float, float]:
    """Precision, recall and F1 of sources; one is right when it overlaps one of the other side.

    Args:
        likely: What the tagger says of each article.
        held: The articles.
        thresholds: As for `stance.attribution.tagger.spans`.
    """
    counts = np.zeros(4)
    for probabilities, one in zip(likely, held, strict=True):
        found = {(s.start, s.end) for s in spans(one.seen, probabilities, thresholds)}
        counts += (_right(found, one.sources), len(found), 0, 0)
        counts += (0, 0, _right(one.sources, found), len(one.sources))
    precision, recall = counts[0] / max(counts[1], 1), counts[2] / max(counts[3], 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def _right(some: Sequence[Span] | set[Span], others: Sequence[Span] | set[Span]) -> int:
    """How many share a character with one of the others."""
    return sum(any(a < d and c < b for c, d in others) for a, b in some)


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, choose the thresholds, write the weights."""
    parser = argparse.ArgumentParser(
        prog="python -m stance.training.sources", description="Train the source tagger."
    )
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds train/")
    parser.add_argument("--output", type=Path, required=True, help="where weights.npz goes")
    parser.add_argument("--epochs", type=int, default=_EPOCHS)
    encoder = Path(__file__).resolve().parents[2] / "data" / "models" / "stance-minilm"
    parser.add_argument("--encoder", type=Path, default=encoder, help="where word vectors are from")
    given = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    every = list(articles(given.data, "train"))
    Random(0).shuffle(every)
    cut = len(every) // 10
    arrays = fit(every[cut:], given.encoder, given.epochs)
    tagger = Tagger(arrays)
    likely = [tagger.probabilities(one.seen) for one in every[:cut]]
    scores = {pair: score(likely, every[:cut], pair) for pair in _THRESHOLDS}
    best = max(scores, key=lambda pair: scores[pair][2])
    for pair, figures in scores.items():
        _LOG.info("thresholds %.2f %.2f: precision %.3f, recall %.3f, F1 %.3f", *pair, *figures)
    arrays["thresholds"] = np.array(best, np.float32)
    given.output.mkdir(parents=True, exist_ok=True)
    with (given.output / "weights.npz").open("wb") as file:
        np.savez_compressed(file, **arrays)  # type: ignore[arg-type]
    _LOG.info("thresholds %.2f %.2f chosen on %d articles kept from training", *best, cut)


if __name__ == "__main__":
    main()
