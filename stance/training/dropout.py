"""Dropout whose masks are cut from one drawn block: on processors, drawing anew costs a third.

The block is long and the cut starts at a random place, so neighbouring steps and layers do not
share masks in any way that a small encoder could learn.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

_BLOCK = 1 << 24


class CutDropout(nn.Module):  # type: ignore[misc]  # torch may be absent when this is checked
    """Inverted dropout (Srivastava et al., 2014) with masks cut from a block.

    Args:
        share: What share of values becomes zero, in [0, 1).

    >>> _ = torch.manual_seed(0)
    >>> layer = CutDropout(0.5)
    >>> sorted(set(layer(torch.ones(4, 8)).flatten().tolist()))
    [0.0, 2.0]
    >>> bool((layer.eval()(torch.ones(2)) == 1).all())
    True
    """

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share
        self._block: Tensor | None = None

    def forward(self, values: Tensor) -> Tensor:
        """The values, some of them zero and the others scaled up, while training."""
        if not self.training or not self.share:
            return values
        block = self._drawn(values)
        start = int(torch.randint(block.numel() - values.numel() + 1, ()))
        return values * block[start : start + values.numel()].view(values.shape)

    def _drawn(self, values: Tensor) -> Tensor:
        if self._block is None or self._block.numel() < 2 * values.numel():
            # A generator of its own: a run that goes on where it was cut off finds the same block.
            random = torch.Generator().manual_seed(20220124)
            size = max(_BLOCK, 2 * values.numel())
            kept = torch.rand(size, generator=random) >= self.share
            self._block = kept.to(torch.bfloat16) / (1 - self.share)
        return self._block


def install(model: nn.Module, share: float) -> None:
    """Put one `CutDropout` in place of every dropout of the model but those of attention.

    Attention weights keep all their values: dropping them costs as much time as all the rest of
    the layer on a processor.
    """
    cut = CutDropout(share)
    for name, module in model.named_modules():
        for child, part in list(module.named_children()):
            if isinstance(part, nn.Dropout):
                setattr(module, child, nn.Dropout(0.0) if name.endswith("attention.self") else cut)
