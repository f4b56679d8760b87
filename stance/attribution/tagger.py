"""A small trained tagger of sources: reads a document's units and tells which are in a source.

Convolutional networks over the whole document (five residual layers of width three, dilated 1, 2,
4, 8 and 16, so that each unit sees 31 to either side), on words, their kinds and what the rules
make of them; their probabilities are averaged. Names are one word to them: they never know who
speaks. NumPy runs them; how they were trained and what they score stands in
`data/models/source-tagger/README.md`.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from stance.attribution.columns import FLAGS, KINDS, WORDS, Columns, columns
from stance.attribution.everyone import read_passages
from stance.domain import Document, Passage
from stance.errors import ModelError

Floats = NDArray[np.float32]
#: Ids of words before the first of the vocabulary: padding, unknown, a name.
PADDING, UNKNOWN, NAME, FIRST_WORD = 0, 1, 2, 3
WEIGHTS = Path(__file__).resolve().parents[2] / "data" / "models" / "source-tagger" / "weights.npz"
_DILATIONS = (1, 2, 4, 8, 16)
# Units at a time, so that a huge document takes no more memory than a long one.
_BLOCK = 8192


@dataclass(frozen=True, slots=True)
class Source:
    """A source that the tagger found.

    Attributes:
        start, end: Its span in the document.
        score: The highest probability of one of its units, in [0, 1].
    """

    start: int
    end: int
    score: float


class Network:
    """One network with its weights.

    Args:
        weights: Arrays by their names in `stance.training.source_net.SourceNet`.
    """

    def __init__(self, weights: dict[str, Floats]) -> None:
        self._weights = weights
        self._common = len(weights["common.weight"])
        matrix, at = weights["input.weight"].T, 0
        folded = []
        # What each id of a table adds to the input layer; the flags' part of it comes last.
        for name in ("vectors", "common", "kinds", "endings"):
            table = weights[f"{name}.weight"]
            folded.append(table @ matrix[at : at + table.shape[1]])
            at += table.shape[1]
        self._tables = [*folded, matrix[at:]]

    def probabilities(
        self,
        words: NDArray[np.int64],
        kinds: NDArray[np.uint8],
        endings: NDArray[np.int64],
        flags: NDArray[np.uint8],
    ) -> Floats:
        """How likely each unit is outside, the first or a later one of a source; ``(n, 3)``."""
        weights = self._weights
        vectors, common, kind, ending, flag = self._tables
        x = vectors[words] + common[np.where(words < self._common, words, UNKNOWN)]
        x += kind[kinds + 1] + ending[endings] + flags.astype(np.float32) @ flag
        x = np.maximum(x + weights["input.bias"], 0)
        for layer, step in enumerate(_DILATIONS):
            centred = x - x.mean(1, keepdims=True)
            centred /= np.sqrt((centred**2).mean(1, keepdims=True) + 1e-5)
            normed = centred * weights[f"norms.{layer}.weight"] + weights[f"norms.{layer}.bias"]
            before, here, after = np.split(weights[f"layers.{layer}.weight"].T, 3)
            h = normed @ here + weights[f"layers.{layer}.bias"]
            if len(x) > step:
                h[step:] += normed[:-step] @ before
                h[:-step] += normed[step:] @ after
            x = x + np.maximum(h, 0)
        scores = x @ weights["output.weight"][:3].T + weights["output.bias"][:3]
        scores = np.exp(scores - scores.max(1, keepdims=True))
        return np.asarray(scores / scores.sum(1, keepdims=True), np.float32)


class Tagger:
    """The networks with their words and thresholds.

    Args:
        arrays: The arrays of a weights file, by name.

    Raises:
        ModelError: The weights were trained on other columns than this program makes.
    """

    def __init__(self, arrays: Mapping[str, NDArray[np.generic]]) -> None:
        flags, kinds = (tuple(_words(arrays[name])) for name in ("flags", "kinds"))
        if (flags, kinds) != (FLAGS, KINDS):
            raise ModelError(
                "The source tagger was trained on other columns than this program makes.",
                "Expected those of stance.attribution.columns.",
                "Train it again: python -m stance.training.sources --help",
            )
        self._word_ids = {w: i for i, w in enumerate(_words(arrays["vocabulary"]), FIRST_WORD)}
        self._ending_ids = {e: i for i, e in enumerate(_words(arrays["endings"]), FIRST_WORD)}
        self.thresholds = (float(arrays["thresholds"][0]), float(arrays["thresholds"][1]))
        vectors = arrays["vectors"].astype(np.float32) * np.float32(arrays["scale"])
        self._networks = []
        for number in range(int(arrays["networks"])):
            start = f"{number}."
            named = {name: array for name, array in arrays.items() if name.startswith(start)}
            weights = {n.removeprefix(start): a.astype(np.float32) for n, a in named.items()}
            self._networks.append(Network({**weights, "vectors.weight": vectors}))

    def knows(self, word: str) -> bool:
        """Whether a folded word stood in lower case in what it learned from."""
        return word in self._word_ids

    def probabilities(self, seen: Columns) -> Floats:
        """How likely each unit is outside, the first or a later one of a source; ``(n, 3)``."""
        words, endings = ids(seen, self._word_ids, self._ending_ids)
        size, reach = len(words), sum(_DILATIONS)
        out = np.zeros((size, 3), np.float32)
        for start in range(0, size, _BLOCK):
            low, high = max(0, start - reach), min(size, start + _BLOCK + reach)
            end, part = min(size, start + _BLOCK), slice(low, high)
            for network in self._networks:
                found = network.probabilities(
                    words[part], seen.kinds[part], endings[part], seen.flags[part]
                )
                out[start:end] += found[start - low : end - low]
        return out / np.float32(len(self._networks))


def ids(
    seen: Columns, words: Mapping[str, int], endings: Mapping[str, int]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The ids of words and of their endings; a capitalised unknown word is a name.

    Args:
        seen: The units.
        words: Ids by word.
        endings: Ids by the last three letters of a word.
    """
    size = len(seen.words)
    written = zip(seen.words, seen.flag("capital"), seen.kinds, strict=True)
    unknown = (NAME if capital and not kind else UNKNOWN for _, capital, kind in written)
    found = (words.get(w, i) for w, i in zip(seen.words, unknown, strict=True))
    lower = zip(seen.words, seen.flag("capital"), strict=True)
    ends = (PADDING if capital else endings.get(w[-3:], UNKNOWN) for w, capital in lower)
    return np.fromiter(found, np.int64, size), np.fromiter(ends, np.int64, size)


def spans(seen: Columns, probabilities: Floats, thresholds: tuple[float, float]) -> list[Source]:
    """The sources in what the tagger says of each unit, in order.

    Args:
        seen: The units.
        probabilities: As `Tagger.probabilities` gives them.
        thresholds: How likely the likeliest unit of a source must be in one, and every unit.
    """
    inside = 1 - probabilities[:, 0]
    on = inside >= thresholds[1]
    # A new source begins within a row of units only where that is far likelier.
    first = on & ((probabilities[:, 1] > 2 * probabilities[:, 2]) | (seen.flag("opens") > 0))
    first |= on & ~np.concatenate(([False], on[:-1]))
    found = []
    for start in map(int, np.flatnonzero(first)):
        end = start + 1
        while end < len(on) and on[end] and not first[end]:
            end += 1
        score = float(inside[start:end].max())
        if score >= thresholds[0] and any(kind in WORDS for kind in seen.kinds[start:end]):
            span = int(seen.starts[start]), int(seen.ends[end - 1])
            found.append(Source(*span, score))
    return found


@cache
def load(path: Path = WEIGHTS) -> Tagger:
    """The tagger from its weights file, read once.

    Raises:
        ModelError: There is no such file, it cannot be read, or it does not fit this program.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return Tagger(dict(arrays))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise ModelError(
            f"The source tagger at {path} cannot be read: {error}.",
            "Expected the file weights.npz that the program comes with.",
            "Get data/models/source-tagger again from where the program is from.",
        ) from error


def tagged(document: Document, passages: Sequence[Passage]) -> list[Source]:
    """The sources of a document with how sure the tagger is, in order."""
    seen = columns(list(read_passages(document, passages)))
    tagger = load()
    return spans(seen, tagger.probabilities(seen), tagger.thresholds)


def source_spans(document: Document, passages: Sequence[Passage]) -> list[tuple[int, int]]:
    """Where those stand whom a document ascribes words, views or intentions to, in order.

    No codebook is needed: it is what keeps somebody else's words from an actor. Of these sources,
    `unknown_sources` keeps those that are named and no actor (`stance.pipeline.voices`, the verb
    ``voices``, the page Codebook). Who holds a position is found without it.

    Raises:
        ModelError: The tagger's weights are missing or unfit.

    >>> text = "Two analysts said the Polar ministry was late."
    >>> source_spans(Document("d", text), [Passage("d", 0, 0, len(text), text)])
    [(0, 12)]
    """
    return [(source.start, source.end) for source in tagged(document, passages)]


def _words(array: NDArray[np.generic]) -> list[str]:
    """Words that a file holds as the bytes of lines."""
    return array.tobytes().decode("utf-8").split("\n")
