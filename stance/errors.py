"""Every error this program raises on purpose.

    StanceError
    ├── UsageError        the caller asked for something that does not exist (exit code 2)
    │   ├── CodebookError     a codebook that cannot be used
    │   └── ModelError        a model that is unknown, incomplete or unfit
    ├── InputError        one input cannot be read; the others still go through (exit code 1)
    ├── MissingExtraError an optional package is not installed
    ├── StoreError        a store that cannot be opened, or is of another kind
    └── ExportError       a chart or table that cannot be written

A message says what was seen, what was expected and what to do next, in one line. Anything
else that escapes is a defect of ours and keeps its traceback.
"""

from __future__ import annotations


class StanceError(Exception):
    """The base of all errors meant to be shown to a person.

    Args:
        seen: What was found, with the name of the file, key or value.
        expected: What should have been there.
        remedy: What to do next.

    >>> str(StanceError("No file at a.txt.", remedy="Check the path."))
    'No file at a.txt. Check the path.'
    """

    def __init__(self, seen: str, expected: str = "", remedy: str = "") -> None:
        parts = (" ".join(part.split()) for part in (seen, expected, remedy) if part)
        super().__init__(" ".join(parts))


class UsageError(StanceError):
    """The caller asked for something that does not exist or makes no sense."""


class CodebookError(UsageError):
    """A codebook that cannot be used; names the file, the table and the key."""


class ModelError(UsageError):
    """A model that is unknown, incomplete or unfit for the task."""


class InputError(StanceError):
    """One input that cannot be read; other inputs in the same call still go through."""


class MissingExtraError(StanceError):
    """An optional package is missing; the message holds the install line."""


class StoreError(StanceError):
    """A store that cannot be opened, or is not one of ours."""


class ExportError(StanceError):
    """A chart or a table that cannot be written in the form asked for."""
