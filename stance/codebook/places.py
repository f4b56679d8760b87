"""Which codebook is in use, and which is the reader's own."""

from __future__ import annotations

import os
from pathlib import Path

#: The environment variable that names another codebook than the project's own.
VARIABLE = "STANCE_CODEBOOK"
_STORE = "STANCE_STORE"
_ROOT = Path(__file__).resolve().parents[2]


def shipped_path() -> Path:
    """The codebook that comes with the program; nothing but a new version changes it."""
    return _ROOT / "data" / "codebook.toml"


def own_path() -> Path:
    """The reader's own codebook, whether it is there or not.

    The file that ``STANCE_CODEBOOK`` names; without one, ``codebook.toml`` in the folder of the
    store (``STANCE_STORE``, else the project's ``store/``).
    """
    named = os.environ.get(VARIABLE, "").strip()
    if named and Path(named).resolve() != shipped_path():
        return Path(named)
    store = os.environ.get(_STORE, "").strip()
    return (Path(store).parent if store else _ROOT / "store") / "codebook.toml"


def default_path() -> Path:
    """The codebook used when none is named: ``STANCE_CODEBOOK``, else one's own, else the shipped.

    See `own_path` and `shipped_path`.
    """
    named = os.environ.get(VARIABLE, "").strip()
    if named:
        return Path(named)
    own = own_path()
    return own if own.is_file() else shipped_path()
