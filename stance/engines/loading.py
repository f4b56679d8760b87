"""What loading a model has in common, whichever engine does it."""

from __future__ import annotations

import os
from collections.abc import Sequence

from stance.engines.description import ModelDescription
from stance.engines.protocol import Pair
from stance.errors import ModelError


def usable_cores() -> int:
    """Cores this process may run on, at least 1."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def cut_segment(scheme: str) -> str:
    """Which segment loses its end when a pair is too long: never the question."""
    return "only_second" if scheme == "stance" else "only_first"


def question_too_long(description: ModelDescription, pairs: Sequence[Pair]) -> ModelError:
    """The error for a pair that is too long even without its passage; the longest is named."""
    blind = description.scheme == "stance"
    question = "proposition" if blind else "hypothesis"
    longest = max((pair[0 if blind else 1] for pair in pairs), key=len)
    return ModelError(
        f"The {question} that begins with {longest[:60]!r} is longer than the "
        f"{description.max_length} tokens that {description.name} can read.",
        remedy=f"Shorten the {question} in the codebook.",
    )


def first_line(error: BaseException) -> str:
    r"""What an error of another library says, in one line.

    >>> first_line(ValueError("no such thing\n  at line 3"))
    'no such thing'
    """
    text = str(error).strip()
    return text.splitlines()[0] if text else type(error).__name__
