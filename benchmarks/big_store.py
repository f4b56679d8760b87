"""A store of generated predictions, for benchmarks and for looking at charts with much in them.

    python benchmarks/big_store.py big.sqlite --predictions 100000

Sentences, days and probabilities come from a seeded generator, so the same call gives the same
predictions. Every actor has its own leaning on every target, and a fifth of the sentences are
copies in other outlets, as wire stories are.
"""

from __future__ import annotations

import argparse
import sys
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from stance import codebook
from stance.codebook import Codebook
from stance.domain import Abstention, Attribution, Document, Passage, Prediction, Provenance, Stance
from stance.store import Store

OUTLETS = tuple(f"Outlet {letter}" for letter in "ABCDEFGHIJKL")
#: Passages of a document, and predictions of a passage.
PASSAGES, EACH = 10, 2
FIRST, DAYS = date(2021, 1, 1), 900
WORDS = (
    "minister office talks border staff measure council ally embassy weeks answer report plan vote"
    " region leader summit budget trade signal reply effort crisis month paper envoy line reason"
).split()


def sentence(source: np.random.Generator, actor: str, proposition: str) -> str:
    """A sentence of its own, with the names that a real one would hold."""
    words = source.choice(WORDS, size=9)
    return f"{actor} spoke of {proposition}: the {' '.join(words)} {source.integers(10**9)}."


def prediction(
    source: np.random.Generator, passage: Passage, actor: str, target: str, leaning: float
) -> Prediction:
    """What a model might say of a statement of an actor with this leaning in [-1, 1]."""
    draw = source.random()
    weights = np.array([1 + leaning, 1 - leaning, 0.5, 0.7])
    answer = int(source.choice(4, p=weights / weights.sum()))
    chances = source.dirichlet(np.ones(4)) * 0.4
    chances[answer] += 0.6
    stance = None if answer == 3 or draw < 0.1 else list(Stance)[answer]
    reason = None if stance else Abstention.NO_POSITION if answer == 3 else Abstention.UNSURE
    cue = Attribution(actor, "said", "spoke", passage.start, passage.end, said_by=True)
    return Prediction(passage, cue, target, stance, reason, tuple(map(float, chances)))


def document(
    source: np.random.Generator, number: int, book: Codebook, kept: list[str]
) -> tuple[Document, list[Passage], list[Prediction]]:
    """One document; a fifth of its sentences stood in another before."""
    texts, pairs = [], []
    for _ in range(PASSAGES):
        actor = book.actors[int(source.integers(len(book.actors)))]
        target = book.targets[int(source.integers(len(book.targets)))]
        new = sentence(source, actor.name, target.proposition)
        copied = bool(kept) and source.random() < 0.2
        texts.append(kept[int(source.integers(len(kept)))] if copied else new)
        kept.append(new)
        pairs.append((actor, target))
    day = FIRST + timedelta(days=int(source.integers(DAYS)))
    whole = Document(
        id=f"d{number:06d}",
        text=" ".join(texts),
        title=f"Report {number}",
        source=str(source.choice(OUTLETS)),
        published=day,
        language="en",
    )
    passages, predictions, start = [], [], 0
    for index, (text, (actor, target)) in enumerate(zip(texts, pairs, strict=True)):
        passage = Passage(whole.id, index, start, start + len(text), text, index // 3)
        passages.append(passage)
        start += len(text) + 1
        place = book.actors.index(actor)
        for step in range(EACH):
            who = book.actors[(place + step) % len(book.actors)]
            leaning = np.cos(2.1 * (place + step) + 1.3 * book.targets.index(target))
            predictions.append(prediction(source, passage, who.key, target.key, float(leaning)))
    return whole, passages, predictions


def make(path: Path, predictions: int, book: Codebook, seed: int = 0) -> int:
    """Fills a new store and returns how many predictions it holds."""
    source = np.random.default_rng(seed)
    provenance = Provenance("onnx", "generated@0", book.digest, "benchmark")
    kept: list[str] = []
    made = 0
    with Store.open(path) as store:
        while made < predictions:
            whole, passages, said = document(source, made // (PASSAGES * EACH), book, kept)
            store.add(whole, passages, said[: predictions - made], provenance)
            made += len(said[: predictions - made])
            del kept[:-2_000]
    return made


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path", type=Path, help="the store to make; it must not exist")
    parser.add_argument("--predictions", type=int, default=100_000, help="how many")
    parser.add_argument(
        "--codebook", type=Path, help="actors and targets; the project's own if left out"
    )
    parser.add_argument("--seed", type=int, default=0, help="the same seed gives the same store")
    arguments = parser.parse_args()
    if arguments.path.exists():
        parser.error(f"{arguments.path} exists; name a new file")
    made = make(
        arguments.path, arguments.predictions, codebook.load(arguments.codebook), arguments.seed
    )
    print(f"{made:,} predictions in {arguments.path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
