"""Where the project's own files are, and stores opened for the length of a piece of work."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stance.store import Store


def project_root() -> Path:
    """The folder that holds ``stance/``, ``data/`` and ``seeds/``."""
    return Path(__file__).resolve().parents[2]


def seeds() -> Path:
    """The folder of the sample input."""
    return project_root() / "seeds"


def default_store() -> Path:
    """The database used where none is named; ``STANCE_STORE`` overrules it."""
    named = os.environ.get("STANCE_STORE", "").strip()
    return Path(named) if named else project_root() / "store" / "stance.sqlite"


@contextmanager
def opened(path: str | Path | None) -> Iterator[Store]:
    """A store for the length of a ``with`` block.

    Args:
        path: The database; ``None`` for one that is gone afterwards.

    Raises:
        StoreError: It cannot be opened.
    """
    from stance.store import Store

    if path is not None:
        with Store.open(path) as store:
            yield store
        return
    # A folder of its own: SQLite keeps its log beside the file.
    with tempfile.TemporaryDirectory(prefix="stance-", ignore_cleanup_errors=True) as folder:
        with Store.open(Path(folder) / "run.sqlite") as store:
            yield store
