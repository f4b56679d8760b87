"""What a person sees on a terminal: a progress bar, and tables in plain characters."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from stance.domain import Progress

_WIDTH = 30


def emit(data: bytes) -> None:
    """Write bytes to stdout: the same on every system, whatever alphabet the terminal has."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.flush()


def complain(message: str) -> None:
    """Say in one line on stderr what went wrong."""
    print(f"stance: error: {' '.join(message.split())}", file=sys.stderr)


class Bar:
    """A progress bar on stderr; silent where stderr is not a terminal.

    Args:
        stream: Where to draw; ``sys.stderr`` unless told otherwise.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._live = self._stream.isatty()

    def show(self, step: Progress) -> None:
        """Draw how far the run has come."""
        if not self._live:
            return
        share = step.done / step.total if step.total else 1.0
        filled = round(_WIDTH * share)
        bar = "█" * filled + "░" * (_WIDTH - filled)
        self._write(f"\r\x1b[K{bar} {step.done} of {step.total}  {_tail(step.path, 40)}")

    def clear(self) -> None:
        """Take the bar away, so that a line of text can stand in its place."""
        if self._live:
            self._write("\r\x1b[K")

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def _tail(text: str, width: int) -> str:
    """The end of a long text, which tells more of a path than its beginning.

    >>> _tail("a/very/long/path.txt", 9)
    '…path.txt'
    """
    plain = _plain(text)
    return plain if len(plain) <= width else "…" + plain[-(width - 1) :]


def _plain(text: str) -> str:
    """The text without what would move a terminal's cursor or change its colours."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def short(value: object, width: int) -> object:
    r"""One value of a document as a terminal shows it in a column: one line, cut, a day as a day.

    >>> short("He said:\x1b[2J\n no.", 12), short("a long sentence", 7), short(3, 7)
    ('He said: [2…', 'a long…', 3)
    """
    if value is None or value != value:  # a missing day is not itself
        return None
    if isinstance(value, int | float):
        return value
    text = str(value.date()) if hasattr(value, "date") else " ".join(_plain(str(value)).split())
    return text if len(text) <= width else text[: width - 1] + "…"


def columns(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Rows as aligned columns, numbers to the right.

    >>> print(columns(["actor", "n"], [["A", 12], ["Bloc", 3]]))
    actor   n
    A      12
    Bloc    3
    """
    cells = [[cell(value) for value in row] for row in rows]
    widths = [
        max([len(head), *(len(row[index]) for row in cells)]) for index, head in enumerate(heads)
    ]
    numeric = [
        bool(rows) and all(isinstance(row[index], int | float) for row in rows)
        for index in range(len(heads))
    ]
    lines = []
    for row in [list(heads), *cells]:
        padded = [
            text.rjust(width) if right else text.ljust(width)
            for text, width, right in zip(row, widths, numeric, strict=True)
        ]
        lines.append("  ".join(padded).rstrip())
    return "\n".join(lines)


def cell(value: object) -> str:
    """One value as a person reads it.

    >>> [cell(0.123456), cell(float("nan")), cell(None), cell(True), cell("a")]
    ['0.12', '–', '–', 'yes', 'a']
    """
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return "–" if value != value else f"{value:.2f}"
    return str(value)
