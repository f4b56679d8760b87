"""Files that are there completely or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from stance.errors import ExportError


def suffix_of(path: str | Path, known: Iterable[str]) -> str:
    """The format that a file name asks for, without the dot.

    Args:
        path: The file.
        known: Formats that can be written.

    Raises:
        ExportError: The format is not among them.

    >>> suffix_of("chart.SVG", ["svg"])
    'svg'
    """
    suffix = Path(path).suffix.lower()
    names = [f".{name}" for name in known]
    if suffix not in names:
        seen = f"The format {suffix} is not known" if suffix else "The name has no ending"
        raise ExportError(f"{path}: {seen}.", f"Expected one of {', '.join(names)}.")
    return suffix[1:]


def write(path: str | Path, data: bytes) -> Path:
    """Writes a file beside its place first and moves it there when it is complete.

    Raises:
        ExportError: The folder does not exist or may not be written to.
    """
    path = Path(path)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            # A temporary file is its owner's alone; the finished one is as any other.
            umask = os.umask(0)
            os.umask(umask)
            Path(name).chmod(0o666 & ~umask)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise ExportError(
            f"{path} cannot be written ({error.strerror or error}).",
            "Expected a folder that exists and that you may write to.",
            "Check the path, or name another file.",
        ) from error
    return path
