"""Which documents tell one story: a text of a news agency, as forty outlets printed it.

An outlet changes the headline, cuts the last paragraphs, adds a line of its own. So what counts is
how much of the shorter text stands in the longer one, and not how much they share of both.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from stance.measures.duplicates import (
    SHORTEST,
    hashed_runs,
    join,
    plain_words,
    rooted,
    with_copies,
)

#: Two texts tell one story from this share of the shorter one's three-word runs in the longer on.
CONTAINED = 0.7
#: Nobody prints a story so many days later; what comes then in the same words is said again.
MOST_DAYS = 7
#: A text that is a smaller part of another is quoted in it, and no version of it.
LEAST_PART = 0.2

# Of texts with more runs than this, one run in four is kept, the same ones in every text.
_WHOLE = 300
_ONE_IN = 4
# Pairs are worth a look if neighbours share so much of the smaller sketch.
_WORTH = 0.1

_Sketch = npt.NDArray[np.uint32]


def sketch(text: str) -> bytes:
    """What is kept of a text to know its other versions by: hashes of its three-word runs.

    Up to some 300 words it keeps all of them, of a longer text every fourth. Texts of fewer than
    `stance.measures.duplicates.SHORTEST` words are known by all their words alone.

    >>> sketch("We agree.") == sketch("WE AGREE"), sketch("We agree.") == sketch("We disagree.")
    (True, False)
    """
    words = plain_words(text)
    if words.count(" ") + 1 < SHORTEST:
        whole = zlib.crc32(words.encode("utf-8", "surrogatepass"))
        return np.array([whole], dtype="<u4").tobytes()
    kept = np.unique(hashed_runs([words])[0]).astype("<u4")
    if len(kept) > _WHOLE:
        kept = kept[kept % _ONE_IN == 0]
    return kept.tobytes()


def grouped(
    sketches: Mapping[str, bytes], days: Mapping[str, date | None] | None = None
) -> dict[str, str]:
    """The story of each document, named after the first document that tells it.

    Two documents tell one story if at least `CONTAINED` of the shorter one's runs stand in the
    longer one, and the shorter is at least `LEAST_PART` of it, or if a chain of such documents
    links them. The dated documents of a story lie within `MOST_DAYS`: a ministry announces the
    next delivery in the words of the last, and these are two. Pairs to
    compare are found among documents that share a run and stand next to each other in the order
    given, so time grows with the number of documents and not with its square.

    Args:
        sketches: What `sketch` gave, by document.
        days: When each document was published, where that is known.

    >>> lines = [f"officials said on day {n} that staff number {n} would leave" for n in range(9)]
    >>> whole, cut = " ".join(lines), "a headline of our own " + " ".join(lines[:6])
    >>> texts = {"wire": whole, "daily": cut, "other": " ".join(reversed(whole.split()))}
    >>> grouped({name: sketch(text) for name, text in texts.items()})
    {'wire': 'wire', 'daily': 'wire', 'other': 'other'}
    """
    names = list(sketches)
    kept = [_read(sketches[name]) for name in names]
    root = np.arange(len(names), dtype=np.int64)
    known = days or {}
    spans = [[day, day] if (day := known.get(name)) else [] for name in names]
    for one, other in _neighbours(kept):
        first, second = sorted((rooted(root, one), rooted(root, other)))
        span = [*spans[first], *spans[second]]
        if first == second or (span and (max(span) - min(span)).days > MOST_DAYS):
            continue
        if _one_story(kept[one], kept[other]):
            join(root, first, second)
            spans[first] = [min(span), max(span)] if span else []
    return {name: names[rooted(root, place)] for place, name in enumerate(names)}


def with_stories(frame: pd.DataFrame, stories: Mapping[str, str]) -> pd.DataFrame:
    """The canonical table with columns by which the measures count a story, and a copy, once.

    Args:
        frame: The canonical table.
        stories: The story of each document, by its id, as `Store.stories` gives it. A document
            that is not in it tells a story of its own.

    Returns:
        The same with ``story`` and ``copy``, see `stance.measures.duplicates.with_copies`.

    >>> frame = pd.DataFrame({"document_id": ["wire", "daily", "other"], "stance": ""})
    >>> frame = frame.assign(text="", actor="", target="", p_favor=0, p_against=0, p_neutral=0)
    >>> with_stories(frame, {"wire": "wire", "daily": "wire"})["story"].tolist()
    ['wire', 'wire', 'other']
    """
    ids = frame["document_id"].astype("str")
    told = frame.assign(story=ids.map(stories).fillna(ids).astype("str"))
    return with_copies(told)


def _read(kept: bytes) -> _Sketch:
    return np.frombuffer(kept, dtype="<u4")


def _neighbours(kept: Sequence[_Sketch]) -> list[tuple[int, int]]:
    """Pairs of documents that stand next to each other among the holders of many a run."""
    if not kept:
        return []
    sizes = np.array([len(one) for one in kept], dtype=np.int64)
    runs = np.concatenate(kept)
    owner = np.repeat(np.arange(len(kept), dtype=np.int64), sizes)
    order = np.argsort(runs, kind="stable")
    runs, owner = runs[order], owner[order]
    shared = runs[1:] == runs[:-1]
    pairs, counts = np.unique(
        owner[:-1][shared] * len(kept) + owner[1:][shared], return_counts=True
    )
    first, second = pairs // len(kept), pairs % len(kept)
    worth = counts >= _WORTH * np.minimum(sizes[first], sizes[second])
    return list(zip(first[worth].tolist(), second[worth].tolist(), strict=True))


def _one_story(first: _Sketch, second: _Sketch) -> bool:
    # The fourth that is kept of a long text can be held against the same fourth of a short one.
    thinned = [bool(len(one)) and not (one % _ONE_IN).any() for one in (first, second)]
    if thinned[0] != thinned[1]:
        first, second = (one[one % _ONE_IN == 0] for one in (first, second))
    small, large = sorted((len(first), len(second)))
    if not small or small < LEAST_PART * large:
        return False
    common = len(np.intersect1d(first, second, assume_unique=True))
    return common >= CONTAINED * small
