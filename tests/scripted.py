"""An engine whose answers are written down, so that tests need no model."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from stance.domain import CLASSES
from stance.engines import ModelDescription


class ScriptedEngine:
    """Favor where the passage says "support", against where it says "oppose", else none.

    A little of a digest is mixed in, so that different pairs have different scores.

    Attributes:
        calls: How many times it was asked.
    """

    def __init__(
        self,
        *,
        digest: str = "scripted",
        fails_at_call: int | None = None,
        languages: tuple[str, ...] = ("en",),
    ) -> None:
        self.name = "scripted"
        self.description = ModelDescription(
            name="written-down",
            path=Path("written-down"),
            scheme="stance",
            labels=CLASSES,
            digest=digest,
            max_length=512,
            engine=self.name,
            weights="none",
            languages=languages,
        )
        self.calls = 0
        self._fails_at_call = fails_at_call

    def logits(self, pairs: Sequence[tuple[str, str]]) -> np.ndarray:
        self.calls += 1
        if self.calls == self._fails_at_call:
            raise RuntimeError("out of memory")
        return np.array([scores(*pair) for pair in pairs], np.float32).reshape(-1, len(CLASSES))


def scores(proposition: str, passage: str) -> list[float]:
    noise = [byte / 2000 for byte in hashlib.sha256((proposition + passage).encode()).digest()[:4]]
    said = "support" in passage, "oppose" in passage, "no comment" in passage
    base = [4.0 if found else 0.0 for found in said] + [0.0 if any(said) else 4.0]
    return [one + other for one, other in zip(base, noise, strict=True)]
