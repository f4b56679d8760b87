"""The source tagger's network in torch, for training; `stance.attribution.tagger` runs it."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from stance.attribution.columns import FLAGS, KINDS

_LOG = logging.getLogger(__name__)
WIDTH, DILATIONS = 96, (1, 2, 4, 8, 16)
#: How many of the most frequent words have a vector of their own besides the frozen one.
COMMON = 3000
_CHUNK, _BATCH, _RATE = 200, 16, 2e-3
# What the cues and the contents, learned beside the sources, count in the loss.
_CUE, _CONTENT = 0.3, 0.15


@dataclass(frozen=True, slots=True)
class Rows:
    """A document as the network takes it, one row per unit.

    Attributes:
        inputs: Ids of words, kinds (from 1) and endings; shape ``(3, n)``.
        flags: Shape ``(n, len(FLAGS))``.
        labels: Place in a source (0 outside, 1 first, 2 later), in a cue, in what is ascribed;
            shape ``(3, n)``.
    """

    inputs: NDArray[np.int64]
    flags: NDArray[np.uint8]
    labels: NDArray[np.int64]

    def part(self, start: int, end: int) -> Rows:
        """Some of its rows."""
        return Rows(self.inputs[:, start:end], self.flags[start:end], self.labels[:, start:end])


class SourceNet(nn.Module):  # type: ignore[misc]
    """Embeddings and flags, five residual dilated convolutions, five scores per unit.

    Args:
        vectors: Frozen word vectors, those of padding, unknown and name first.
        endings: How many endings there are, with padding and unknown.
        drop: Share of values dropped in training.
    """

    def __init__(self, vectors: NDArray[np.float32], endings: int, drop: float = 0.3) -> None:
        super().__init__()
        self.vectors = nn.Embedding.from_pretrained(torch.tensor(vectors), freeze=True)
        self.common = nn.Embedding(min(COMMON, len(vectors)), 16)
        self.kinds = nn.Embedding(len(KINDS) + 1, 12)
        self.endings = nn.Embedding(endings, 12)
        self.input = nn.Linear(vectors.shape[1] + 16 + 12 + 12 + len(FLAGS), WIDTH)
        self.layers = nn.ModuleList(nn.Linear(3 * WIDTH, WIDTH) for _ in DILATIONS)
        self.norms = nn.ModuleList(nn.LayerNorm(WIDTH) for _ in DILATIONS)
        self.output = nn.Linear(WIDTH, 5)
        self.drop = drop

    def forward(
        self, inputs: torch.Tensor, flags: torch.Tensor, mask: torch.Tensor
    ) -> torch.Tensor:
        """Scores of outside, first, later, cue and content; ``(batch, n, 5)``."""
        words, kinds, endings = inputs.unbind(1)
        if self.training:
            # Some words are made unknown, so that unknown ones mean something.
            hidden = (torch.rand(words.shape) < 0.04) & (words > 2)
            words = torch.where(hidden, torch.ones_like(words), words)
        common = torch.where(words < self.common.num_embeddings, words, torch.ones_like(words))
        looked = (self.vectors(words), self.common(common), self.kinds(kinds))
        x = torch.cat([*looked, self.endings(endings), flags], -1)
        x = torch.relu(self.input(functional.dropout(x, 0.1, self.training))) * mask
        for layer, norm, step in zip(self.layers, self.norms, DILATIONS, strict=True):
            h = functional.dropout(norm(x), self.drop, self.training) * mask
            # A convolution as one product, which two cores do faster.
            padded, size = functional.pad(h, (0, 0, step, step)), h.shape[1]
            three = torch.cat([padded[:, :size], h, padded[:, 2 * step :]], -1)
            x = (x + torch.relu(layer(three))) * mask
        scores: torch.Tensor = self.output(functional.dropout(x, self.drop, self.training))
        return scores


def train(
    documents: Sequence[Rows],
    vectors: NDArray[np.float32],
    endings: int,
    *,
    epochs: int,
    seed: int = 0,
) -> SourceNet:
    """A network trained on documents, cut anew into stretches in every epoch.

    Args:
        documents: What to train on.
        vectors: As for `SourceNet`.
        endings: As for `SourceNet`.
        epochs: How often to go through the documents.
        seed: For weights, cuts and dropout.
    """
    torch.manual_seed(seed)
    random = Random(seed)
    net = SourceNet(vectors, endings)
    learned = [weight for weight in net.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(learned, _RATE, weight_decay=0.01)
    rows = sum(len(one.flags) for one in documents)
    steps = epochs * ((rows // _CHUNK + 2 * len(documents)) // _BATCH + 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, _RATE, steps, pct_start=0.1)
    for epoch in range(epochs):
        net.train()
        started, losses = time.monotonic(), []
        for batch in _batches(documents, random):
            loss = _loss(net, *batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(learned, 1.0)
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        took = time.monotonic() - started
        _LOG.info("epoch %d of %d: loss %.4f, %.0f s", epoch + 1, epochs, np.mean(losses), took)
    net.eval()
    return net


def _batches(
    documents: Sequence[Rows], random: Random
) -> Iterator[tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]]:
    """Inputs, flags, mask and labels of every stretch, in random order."""
    parts = []
    for one in documents:
        size = len(one.flags)
        cuts = [0, *range(random.randrange(20, _CHUNK), size, _CHUNK), size]
        parts += [one.part(a, b) for a, b in pairwise(cuts) if b > a]
    random.shuffle(parts)
    for start in range(0, len(parts), _BATCH):
        some = parts[start : start + _BATCH]
        longest = max(len(part.flags) for part in some)
        inputs = np.zeros((len(some), 3, longest), np.int64)
        labels = np.zeros((len(some), 3, longest), np.int64)
        flags = np.zeros((len(some), longest, len(FLAGS)), np.float32)
        mask = np.zeros((len(some), longest, 1), np.float32)
        for row, part in enumerate(some):
            size = len(part.flags)
            inputs[row, :, :size], labels[row, :, :size] = part.inputs, part.labels
            flags[row, :size], mask[row, :size] = part.flags, 1
        yield tuple(torch.tensor(array) for array in (inputs, flags, mask, labels))


def _loss(
    net: SourceNet,
    inputs: torch.Tensor,
    flags: torch.Tensor,
    mask: torch.Tensor,
    labels: torch.Tensor,
) -> torch.Tensor:
    real = mask[..., 0] > 0
    scores = net(inputs, flags, mask)[real]
    sources, cues, contents = (part[real] for part in labels.unbind(1))
    binary = functional.binary_cross_entropy_with_logits
    loss: torch.Tensor = functional.cross_entropy(scores[:, :3], sources)
    loss = loss + _CUE * binary(scores[:, 3], cues.float())
    return loss + _CONTENT * binary(scores[:, 4], contents.float())
