"""Which propositions have nothing to do with each other, by the base encoder's embeddings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from random import Random

import torch
from transformers import AutoModel, AutoTokenizer

from stance.training.passages import SLOT

#: A proposition shorter than the text it is held against is unrelated under this cosine.
_FAR = 0.12
_WORD = re.compile(r"[a-z]{4}")


class Propositions:
    """Propositions with their cosine similarities; draws unrelated ones.

    Args:
        propositions: With slots, which do not count.
        encoder: A sentence encoder folder (mean pooling).
        families: Regular expressions; propositions that match the same one are related even
            where their embeddings are not close.
        threshold: Two propositions under this cosine have nothing to do with each other.
    """

    def __init__(
        self,
        propositions: Sequence[str],
        encoder: Path,
        families: Sequence[str] = (),
        threshold: float = 0.27,
    ) -> None:
        self.propositions = sorted(set(propositions))
        self._place = {text: i for i, text in enumerate(self.propositions)}
        plain = [SLOT.sub("", text) for text in self.propositions]
        self._encoder = encoder
        self._starts = [set(_WORD.findall(text.lower())) for text in plain]
        self._vectors = _embed(plain, encoder)
        self._apart = (self._vectors @ self._vectors.T) < threshold
        for family in families:
            member = torch.tensor([bool(re.search(family, text)) for text in plain])
            self._apart &= ~(member.unsqueeze(0) & member.unsqueeze(1))

    def apart(self, one: str, other: str) -> bool:
        """Whether the two have nothing to do with each other."""
        return bool(self._apart[self._place[one], self._place[other]])

    def draw(self, proposition: str, random: Random) -> str | None:
        """An unrelated proposition, or ``None`` when a few draws find none."""
        row = self._apart[self._place[proposition]]
        for _ in range(20):
            index = random.randrange(len(self.propositions))
            if row[index]:
                return self.propositions[index]
        return None

    def unrelated(self, texts: Sequence[str], random: Random) -> list[str | None]:
        """For each text a proposition far from all of it, sharing no word with it either.

        Where a few draws find none, ``None``.
        """
        close = _embed([SLOT.sub("", text) for text in texts], self._encoder, 128) @ self._vectors.T
        found: list[str | None] = []
        for text, row in zip(texts, close, strict=True):
            starts = set(_WORD.findall(text.lower()))
            drawn = (random.randrange(len(self.propositions)) for _ in range(20))
            fit = (i for i in drawn if row[i] < _FAR and not starts & self._starts[i])
            place = next(fit, None)
            found.append(None if place is None else self.propositions[place])
        return found


def _embed(texts: Sequence[str], encoder: Path, length: int = 48) -> torch.Tensor:
    """Embeddings of length one, (texts, width)."""
    tokenizer = AutoTokenizer.from_pretrained(encoder, local_files_only=True)
    model = AutoModel.from_pretrained(encoder, local_files_only=True).eval()
    parts = []
    with torch.inference_mode():
        for start in range(0, len(texts), 128):
            batch = tokenizer(
                list(texts[start : start + 128]), padding=True, truncation=True,
                max_length=length, return_tensors="pt",
            )  # fmt: skip
            hidden = model(**batch).last_hidden_state
            mask = batch["attention_mask"].unsqueeze(-1)
            parts.append((hidden * mask).sum(1) / mask.sum(1))
    return torch.nn.functional.normalize(torch.cat(parts), dim=-1)
