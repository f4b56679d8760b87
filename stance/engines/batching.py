"""Pairs to logits in batches of like length: fast, bounded in memory, order kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from stance.engines.description import ModelDescription
from stance.engines.protocol import Pair
from stance.errors import ModelError

#: Pairs tokenised at a time; within such a window batches are made of pairs of like length.
_WINDOW = 2048
#: A batch never has more pairs than this, nor (one pair aside) more tokens, padding included.
_BATCH_PAIRS = 32
_BATCH_TOKENS = 1024


class Tokens(NamedTuple):
    """One pair as the model reads it: token ids, and which segment each belongs to."""

    ids: Sequence[int]
    types: Sequence[int]


class Batch(NamedTuple):
    """A rectangle of tokens; each array is int64 of shape (pairs, length)."""

    ids: NDArray[np.int64]
    mask: NDArray[np.int64]
    types: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Padding:
    """How a model's short rows are filled up."""

    token: int
    type: int = 0
    left: bool = False


def batched_logits(
    pairs: Sequence[Pair],
    encode: Callable[[list[Pair]], Sequence[Tokens]],
    forward: Callable[[Batch], NDArray[np.float32]],
    padding: Padding,
    description: ModelDescription,
) -> NDArray[np.float32]:
    """Logits in the order of `pairs`, whatever the order they were computed in.

    Raises:
        ModelError: The model gave another number of classes than its configuration names, or
            something that is not a number.
    """
    result = np.zeros((len(pairs), len(description.labels)), dtype=np.float32)
    for start in range(0, len(pairs), _WINDOW):
        window = [(clean(a), clean(b)) for a, b in pairs[start : start + _WINDOW]]
        tokens = encode(window)
        for rows in _groups([len(item.ids) for item in tokens]):
            logits = forward(_padded([tokens[row] for row in rows], padding))
            _check(logits, len(rows), description)
            result[[start + row for row in rows]] = logits
    return result


def clean(text: str) -> str:
    r"""The text with lone surrogates replaced; no tokenizer can read those.

    >>> ascii(clean("caf\ud800"))
    "'caf\\ufffd'"
    """
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _groups(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Row numbers in batches, shortest rows first."""
    group: list[int] = []
    for row in sorted(range(len(lengths)), key=lambda index: (lengths[index], index)):
        full = len(group) == _BATCH_PAIRS or (len(group) + 1) * lengths[row] > _BATCH_TOKENS
        if group and full:
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _padded(rows: Sequence[Tokens], padding: Padding) -> Batch:
    length = max(1, *(len(row.ids) for row in rows))
    ids = np.full((len(rows), length), padding.token, dtype=np.int64)
    mask = np.zeros((len(rows), length), dtype=np.int64)
    types = np.full((len(rows), length), padding.type, dtype=np.int64)
    for index, row in enumerate(rows):
        count = len(row.ids)
        place = slice(length - count, length) if padding.left else slice(0, count)
        ids[index, place] = row.ids
        types[index, place] = row.types
        mask[index, place] = 1
    return Batch(ids, mask, types)


def _check(logits: NDArray[np.float32], rows: int, description: ModelDescription) -> None:
    expected = (rows, len(description.labels))
    if logits.shape != expected:
        raise ModelError(
            f"The model {description.name} gave scores of shape {logits.shape} for {rows} pairs.",
            f"Its config.json names {expected[1]} classes.",
        )
    if not np.isfinite(logits).all():
        raise ModelError(
            f"The model {description.name} gave scores that are not numbers.",
            remedy="Its weights may be damaged; fetch or export them again.",
        )
