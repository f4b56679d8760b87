"""What loading a model has in common, whichever engine does it."""

from __future__ import annotations

import os

from stance.engines.description import ModelDescription
from stance.errors import ModelError


def usable_cores() -> int:
    """Cores this process may run on, at least 1."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def cut_segment(scheme: str) -> str:
    """Which segment loses its end when a pair is too long: never the question."""
    return "only_second" if scheme == "stance" else "only_first"


def question_too_long(description: ModelDescription) -> ModelError:
    """The error for a pair that is too long even without its passage."""
    question = "proposition" if description.scheme == "stance" else "hypothesis"
    return ModelError(
        f"A {question} is longer than the {description.max_length} tokens that "
        f"{description.name} can read.",
        remedy=f"Shorten the {question} in the codebook.",
    )


def first_line(error: BaseException) -> str:
    r"""What an error of another library says, in one line.

    >>> first_line(ValueError("no such thing\n  at line 3"))
    'no such thing'
    """
    text = str(error).strip()
    return text.splitlines()[0] if text else type(error).__name__
