"""Who stands where, how sure that is, and which sentence says so.

    import stance

    frame = stance.analyze(["seeds/"])  # one row per (passage, actor, target)
    stance.positions(frame)             # where each actor stands, with n and an interval
    stance.divergence(frame)            # how far apart each pair of actors is

Importing this package loads nothing heavy; each function loads what it needs when it is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pandas import DataFrame

    from stance.codebook import Codebook
    from stance.domain import Document
    from stance.engines import Engine

__all__ = ["InputWarning", "__version__", "analyze", "divergence", "positions"]
__version__ = "0.5.0"


class InputWarning(UserWarning):
    """Something that `analyze` was given could not be used; the others are in the table.

    Attributes:
        path: The input, as it was named; empty where it is about passages of several.
    """

    def __init__(self, message: str, path: str = "") -> None:
        super().__init__(message)
        self.path = path


def analyze(
    paths: str | Path | Document | Iterable[str | Path | Document],
    *,
    store: str | Path | None = None,
    model: str | Path | None = None,
    codebook: str | Path | Codebook | None = None,
    engine: str | Engine | None = None,
) -> DataFrame:
    """Read, attribute and label; the canonical table of what was found.

    Args:
        paths: Files, folders, addresses on the web, tables with a ``text`` column, or documents
            made in memory.
        store: A database that keeps the result and lets a later call skip what is done. Without
            one nothing is left behind.
        model: Name of a shipped model, a model folder or a hub name; the embedded one by default.
        codebook: The actors and targets; the project's own by default.
        engine: What runs the model (``"onnx"``, ``"torch"``), or an engine already loaded.

    Returns:
        One row per (passage, actor, target) of the given inputs, with the columns of
        `stance.domain.COLUMNS`. An actor without a row has taken no position here.

    Raises:
        InputError: No input could be used.
        UsageError: The model, engine or codebook cannot be used.
        StoreError: The store cannot be opened.

    Warns:
        InputWarning: Once for each input that failed while others went through; its ``path``
            says which. And once for all passages in languages that the model does not read.
    """
    from stance.pipeline import tabulate

    frame, failures, unread = tabulate(
        paths, store=store, model=model, codebook=codebook, engine=engine
    )
    if failures or unread:
        import warnings

        for failure in failures:
            warnings.warn(InputWarning(failure.message, failure.path), stacklevel=2)
        if unread:
            warnings.warn(InputWarning(unread), stacklevel=2)
    return frame


def positions(frame: DataFrame, *, level: float = 0.9) -> DataFrame:
    """Where each actor stands on each target, with an interval and what it rests on.

    Args:
        frame: What `analyze` gives, or any part of it.
        level: Probability that the interval holds.

    Returns:
        One row per (actor, target); see `stance.measures.positions` for columns and formula.

    Raises:
        UsageError: The table lacks a column, or the level is out of range.
    """
    from stance import measures

    return measures.positions(frame, level=level)


def divergence(frame: DataFrame, *, level: float = 0.9) -> DataFrame:
    """How far apart each pair of actors is on each target, and whether chance could do it.

    Args:
        frame: What `analyze` gives, or any part of it.
        level: Probability that the intervals hold.

    Returns:
        One row per target and pair; see `stance.measures.divergence` for columns and formula.

    Raises:
        UsageError: The table lacks a column, or the level is out of range.
    """
    from stance import measures

    return measures.divergence(frame, level=level)
