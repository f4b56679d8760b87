"""What every engine offers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from stance.engines.description import ModelDescription

#: The two segments of a model's input, in the order the scheme asks for.
Pair: TypeAlias = tuple[str, str]


class Engine(Protocol):
    """A loaded model.

    Attributes:
        name: What runs it: ``onnx`` or ``torch``.
        description: The model's record.
    """

    @property
    def name(self) -> str: ...  # noqa: D102

    @property
    def description(self) -> ModelDescription: ...  # noqa: D102

    def logits(self, pairs: Sequence[Pair]) -> NDArray[np.float32]:
        """The model's raw scores, one row per pair in the order given.

        Args:
            pairs: In the ``stance`` scheme (proposition, passage); in the ``nli`` scheme
                (premise, hypothesis). Where a pair is longer than the model can read, the
                passage or the premise loses its end; the question stays whole.

        Returns:
            Shape (len(pairs), len(description.labels)), columns in the order of
            ``description.labels``; shape (0, k) for no pairs.

        Raises:
            ModelError: The question alone is longer than the model can read, or the model gave
                something that is not a number.
        """
        ...
