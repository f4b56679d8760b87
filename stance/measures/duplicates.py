"""One wire story in forty outlets is one statement: grouping texts and weighting statements."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

#: Two texts are near-identical from this share of common three-word runs (Jaccard) on.
SIMILAR = 0.7
#: Shorter texts count as the same only when all their words are: in ten words one is too much.
SHORTEST = 10

_WORD = re.compile(r"\w+")
_RUN = 3
# Twelve bands of three: texts that share 70 % of their runs meet with a chance of 0.994, texts
# that share 10 % with one of 0.012.
_BANDS, _ROWS = 12, 3
_PRIME = (1 << 31) - 1
#: How many unlike texts of one bucket a newcomer is compared with; keeps the work linear.
_COMPARED = 8

Integers = npt.NDArray[np.int64]
#: The stances in the order of the scale.
_SHARES = ("against", "neutral", "favor")


def weights(said: pd.DataFrame) -> npt.NDArray[np.float64]:
    """How much each statement counts, so that copies of one text count once together.

    Statements of one actor on one target are copies if their texts are the same, or nearly the
    same and read the same way by the model: "will withdraw" and "will not withdraw" differ by one
    word. Within one document nothing is a copy: what is said twice there was said twice. Copies
    together weigh as much as in the document that has most of them, so a story printed once in
    forty outlets weighs 1, and each of the forty 1/40.

    Outlets also reword. Where it is known which documents tell one story, the statements of an
    actor in that story, read the same way, together weigh no more than the document with most
    of them has.

    Args:
        said: Statements with columns `document_id, text, actor, target` and the shares
            `against, neutral, favor`; and ``story``, where it is known.

    Returns:
        One weight in (0, 1] per row, in the rows' order.

    >>> import pandas as pd
    >>> said = pd.DataFrame({"document_id": ["a", "b", "b", "c"], "actor": "x", "target": "t",
    ...     "text": ["No sanctions!", "no sanctions", "Yes.", "No  sanctions."],
    ...     "against": 0.8, "neutral": 0.1, "favor": 0.1})
    >>> weights(said).round(3).tolist()
    [0.333, 0.333, 1.0, 0.333]
    """
    weight: npt.NDArray[np.float64] = weighed(said)["weight"].to_numpy(np.float64)
    return weight


def weighed(said: pd.DataFrame) -> pd.DataFrame:
    """Statements with what each weighs and which story it stands in.

    Args:
        said: As for `weights`; a column ``copy`` (see `with_copies`) saves reading the texts.

    Returns:
        Columns `weight, story`, in the rows' order. Where no story is known, documents that
        share a statement of the actor on the target are one story.
    """
    if said.empty:
        return pd.DataFrame({"weight": np.empty(0), "story": np.empty(0, dtype=object)})
    shares = said[list(_SHARES)].to_numpy(np.float64)
    copy = _kept(said["copy"]) if "copy" in said.columns else _copies(said, shares)
    document = numbered(said["document_id"])
    in_all = np.bincount(copy)
    weight = fullest(copy, document) / in_all[copy]
    if "story" not in said.columns:
        return pd.DataFrame({"weight": weight, "story": _linked(_cells(said), document, copy)})
    story = said["story"]
    if story.dtype.kind != "i":
        story = story.where(story != "", said["document_id"])
    told = _told(said, copy, shares, numbered(story))
    together = np.bincount(told, weights=weight)
    weight = weight * np.minimum(fullest(told, document) / together[told], 1.0)
    return pd.DataFrame({"weight": weight, "story": story.to_numpy()})


def with_copies(frame: pd.DataFrame) -> pd.DataFrame:
    """The canonical table with a column ``copy``: which statements are copies of each other.

    What is a copy is looked up once in all that is there; any part of the table then keeps it, and
    the measures need not read the texts again.

    Args:
        frame: The canonical table.

    Returns:
        The same with the column: a number from 0 on, -1 where there is no stance.

    >>> frame = pd.DataFrame({"document_id": ["a", "b", "b"], "actor": "x", "target": "t",
    ...     "text": ["No sanctions!", "no sanctions", "Yes."], "stance": ["against", "against", ""],
    ...     "p_against": 0.8, "p_neutral": 0.1, "p_favor": 0.1})
    >>> with_copies(frame)["copy"].tolist()
    [0, 0, -1]
    """
    stated = ((frame["stance"] != "") & frame["stance"].notna()).to_numpy()
    said = frame[stated]
    shares = said[[f"p_{name}" for name in _SHARES]].to_numpy(np.float64)
    number = np.full(len(frame), -1, dtype=np.int64)
    if len(said):
        total = np.maximum(shares.sum(axis=1, keepdims=True), np.finfo(float).tiny)
        number[stated] = _copies(said, shares / total)
    return frame.assign(copy=number)


def numbered(values: pd.Series) -> Integers:
    """A number from 0 for each value, the same for the same value; whole numbers stay."""
    number: Integers
    if values.dtype.kind == "i":
        number = values.to_numpy(np.int64)
        return number
    number = pd.factorize(values, use_na_sentinel=False)[0].astype(np.int64)
    return number


def _cells(said: pd.DataFrame) -> Integers:
    """A number for the actor and target of each statement."""
    actor, target = numbered(said["actor"]), numbered(said["target"])
    return actor * (int(target.max()) + 1) + target


def _dense(numbers: Integers) -> Integers:
    """The same numbers without gaps: from 0 on, in the order in which they come."""
    found: Integers = pd.factorize(numbers)[0].astype(np.int64)
    return found


def fullest(group: Integers, document: Integers) -> Integers:
    """For each row, how many of its group stand in the document that has most of them.

    >>> fullest(np.array([0, 0, 0, 1]), np.array([0, 0, 1, 1])).tolist()
    [2, 2, 2, 1]
    """
    if not len(group):
        return group
    base = int(document.max()) + 1
    number, pairs = pd.factorize(group * base + document)
    most = np.zeros(int(group.max()) + 1, dtype=np.int64)
    np.maximum.at(most, pairs // base, np.bincount(number))
    found: Integers = most[group]
    return found


def _kept(copy: pd.Series) -> Integers:
    """The numbers of a column ``copy``; what has none there, such as a person's find, is alone."""
    number: Integers = copy.to_numpy(np.int64, copy=True)
    alone = number < 0
    number[alone] = number.max() + 1 + np.arange(int(alone.sum()))
    return number


def _copies(said: pd.DataFrame, shares: npt.NDArray[np.float64]) -> Integers:
    """A number for each statement; copies have the same."""
    texts = said["text"].tolist()
    plain = {text: plain_words(text) for text in set(texts)}
    words = [plain[text] for text in texts]
    rows = pd.DataFrame({"actor": numbered(said["actor"]), "target": numbered(said["target"])})
    rows["words"] = pd.factorize(np.array(words, dtype=object))[0]
    rows[list(_SHARES)] = shares
    same = rows.groupby(["actor", "target", "words"])[list(_SHARES)].transform("sum")
    rows["leaning"] = same.to_numpy().round(9).argmax(axis=1)
    # Within a cell, so that nobody else's words can link two of this actor's statements.
    number = np.zeros(len(rows), dtype=np.int64)
    used = 0
    for members in rows.groupby(["actor", "target", "leaning"]).indices.values():
        found = alike([words[member] for member in members])
        number[members] = used + np.unique(found, return_inverse=True)[1]
        used += len(members)
    return _dense(number)


def _told(
    said: pd.DataFrame, copy: Integers, shares: npt.NDArray[np.float64], story: Integers
) -> Integers:
    """A number for each statement; the same for an actor's in one story that are read alike."""
    sums = np.stack([np.bincount(copy, weights=column) for column in shares.T], axis=1)
    leaning = sums.round(9).argmax(axis=1)[copy]
    whole = (_cells(said) * len(_SHARES) + leaning) * (int(story.max()) + 1) + story
    return _dense(whole)


def _linked(cell: Integers, document: Integers, copy: Integers) -> Integers:
    """A number per row; the same for documents of a cell that a chain of copies links."""
    base = int(document.max()) + 1
    places = _dense(_dense(cell) * base + document)
    root = np.arange(len(places), dtype=np.int64)
    order = np.argsort(copy, kind="stable")
    for one, other in zip(order[:-1].tolist(), order[1:].tolist(), strict=True):
        if copy[one] == copy[other]:
            join(root, int(places[one]), int(places[other]))
    return np.fromiter((rooted(root, int(place)) for place in places), np.int64, len(places))


def plain_words(text: str) -> str:
    r"""A text's words alone: no case, width, punctuation or white space.

    >>> plain_words("The  Bloc\nsaid: NO!")
    'the bloc said no'
    """
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    # A text without any word ("???") is only like itself.
    return " ".join(words) if words else text


def alike(texts: Sequence[str]) -> Integers:
    """Numbers texts so that near-identical ones have the same number.

    Texts are alike if at least `SIMILAR` of their runs of three words are common, or if a chain of
    such texts links them. Candidates come from MinHash signatures in bands (Broder 1997; Leskovec
    et al., Mining of Massive Datasets, chapter 3) and are then compared exactly, so time grows
    with the number of texts and not with its square. No unlike pair is joined; of pairs that are
    just alike enough about one in 150 is missed.

    Args:
        texts: As `plain_words` gives them.

    Returns:
        A number per text; which texts share one does not depend on their order.

    >>> story = "officials said on sunday that the families of staff will leave within a few days"
    >>> alike([story, story, story + " they said", "officials said nothing"]).tolist()
    [1, 1, 1, 0]
    """
    unique = sorted(set(texts))
    number = {text: index for index, text in enumerate(unique)}
    root = np.arange(len(unique), dtype=np.int64)
    runs, owner = hashed_runs(unique)
    if len(runs):
        _join_alike(root, runs, owner)
    found = np.fromiter((rooted(root, index) for index in range(len(root))), np.int64, len(root))
    return found[[number[text] for text in texts]]


def _join_alike(root: Integers, runs: Integers, owner: Integers) -> None:
    starts = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
    owners = owner[starts].tolist()
    stops = np.r_[starts[1:], len(runs)]
    sets: dict[int, frozenset[int]] = {}

    def runs_of(row: int) -> frozenset[int]:
        if row not in sets:
            sets[row] = frozenset(runs[starts[row] : stops[row]].tolist())
        return sets[row]

    for band in _bands(runs, starts):
        buckets: dict[int, list[int]] = {}
        for row, key in enumerate(band.tolist()):
            others = buckets.setdefault(key, [])
            for other in others:
                if rooted(root, owners[row]) == rooted(root, owners[other]):
                    break
                if _jaccard(runs_of(row), runs_of(other)) >= SIMILAR:
                    join(root, owners[row], owners[other])
                    break
            else:
                if len(others) < _COMPARED:
                    others.append(row)


def hashed_runs(unique: Sequence[str]) -> tuple[Integers, Integers]:
    """The hashed three-word runs of all texts long enough, and the text each belongs to."""
    hashes: dict[str, int] = {}
    words: list[int] = []
    owner: list[int] = []
    for index, text in enumerate(unique):
        parts = text.split(" ")
        if len(parts) < SHORTEST:
            continue
        for part in parts:
            if part not in hashes:
                # Not hash(): it differs from process to process.
                hashes[part] = zlib.crc32(part.encode("utf-8", "surrogatepass"))
            words.append(hashes[part])
            owner.append(index)
    if not words:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    word = np.array(words, dtype=np.uint64)
    owned = np.array(owner, dtype=np.int64)
    run = word[:-2] * np.uint64(0x9E3779B97F4A7C15)
    run ^= word[1:-1] * np.uint64(0xC2B2AE3D27D4EB4F)
    run ^= word[2:] * np.uint64(0x165667B19E3779F9)
    run ^= run >> np.uint64(29)
    run *= np.uint64(0xBF58476D1CE4E5B9)
    inside = owned[: 1 - _RUN] == owned[_RUN - 1 :]
    return (run >> np.uint64(33)).astype(np.int64)[inside], owned[: 1 - _RUN][inside]


def _bands(runs: Integers, starts: Integers) -> list[Integers]:
    """One key per text and band; texts that share many runs share a key of some band."""
    coefficients = np.random.default_rng(20).integers(1, _PRIME, size=(_BANDS, _ROWS, 2))
    bands = []
    for band in coefficients:
        key = np.zeros(len(starts), dtype=np.uint64)
        for factor, shift in band:
            # Both are below 2**31, so the product stays below 2**62.
            smallest = np.minimum.reduceat((runs * factor + shift) % _PRIME, starts)
            key = (key ^ smallest.astype(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
        bands.append(key.astype(np.int64))
    return bands


def _jaccard(first: frozenset[int], second: frozenset[int]) -> float:
    common = len(first & second)
    return common / (len(first) + len(second) - common)


def rooted(root: Integers, index: int) -> int:
    """The number that stands for all that an index was joined with."""
    while root[index] != index:
        root[index] = root[root[index]]
        index = root[index]
    return int(index)


def join(root: Integers, first: int, second: int) -> None:
    """Makes two indices, and all that they were joined with, one group."""
    low, high = sorted((rooted(root, first), rooted(root, second)))
    root[high] = low
