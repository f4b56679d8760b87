"""CSV, TSV and JSON Lines -> rows, streamed line by line."""

from __future__ import annotations

import csv
import io
import json
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO

from stance.errors import InputError
from stance.reading.decoding import MAX_BYTES, detect, empty
from stance.reading.rows import KNOWN, Row, cell_text, locate, plain_name, without_text

_DELIMITERS = (",", ";", "\t", "|")

# A broken row is read again from its second line. So many lines may be read again in all, so
# that a file of nothing but broken rows cannot take forever.
_READ_AGAIN = 200_000


def delimited_rows(stream: BinaryIO, name: str) -> Iterator[Row | InputError]:
    """Rows of a CSV or TSV file; the delimiter is the one under which the header has ``text``.

    Quotation marks are taken strictly: a cell that begins with one ends with one, and one
    inside is doubled. A row that breaks this is reported, and reading goes on with the line
    after its first. Rows count from 1, the header included, as a spreadsheet shows them.

    Raises:
        InputError: No text, an unknown encoding, or no column ``text``.
    """
    lines = _Lines(_text_lines(stream, name))
    csv.field_size_limit(max(csv.field_size_limit(), MAX_BYTES))
    first = next((line for line in lines if line.strip()), None)
    if first is None:
        raise empty(name)
    delimiter = _delimiter(first)
    lines.put_back([first])
    records = _records(lines, delimiter, name)
    number, header = next(records)
    if isinstance(header, InputError):
        raise header
    columns = locate(header, name)
    for number, record in records:
        if isinstance(record, InputError):
            yield record
        elif any(cell.strip() for cell in record[len(header) :]):
            yield InputError(
                f"{name}, row {number} has {len(record)} cells, the header has {len(header)}.",
                "Expected as many.",
                "Put texts that hold the delimiter in quotation marks.",
            )
        elif any(cell.strip() for cell in record):
            cells = {key: record[at] for key, at in columns.items() if at < len(record)}
            yield Row(f"row {number}", cells)


def json_rows(stream: BinaryIO, name: str) -> Iterator[Row | InputError]:
    """Rows of a JSON Lines file, one object on each line; a bad line is reported.

    Raises:
        InputError: No text, an unknown encoding, or no object has ``text``.
    """
    waiting: list[InputError] = []
    keys: dict[str, None] = {}
    found = False
    for number, line in enumerate(_text_lines(stream, name), start=1):
        if not line.strip():
            continue
        row = _json_row(line, number, name)
        if isinstance(row, Row):
            if not found and "text" not in row.cells:
                keys.update(dict.fromkeys(row.cells))
            found = found or "text" in row.cells
            known = {key: value for key, value in row.cells.items() if key in KNOWN}
            row = Row(row.place, known)
            if "text" not in known:
                row = InputError(
                    f"{name}, line {number} has no 'text'.", "Expected one.", "Add it to the line."
                )
        if isinstance(row, InputError) and not found:
            waiting.append(row)
            continue
        yield from waiting
        waiting.clear()
        yield row
    if not found and keys:
        raise without_text(name, keys)
    if not found and waiting:
        raise InputError(
            f"{name} holds no line that can be read as JSON.",
            'Expected one object on each line, such as {"text": "…"}.',
            "Save it as JSON Lines.",
        )


def _json_row(line: str, number: int, name: str) -> Row | InputError:
    try:
        value = json.loads(line.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        return InputError(
            f"{name}, line {number} cannot be read.",
            'Expected a JSON object such as {"text": "…"}.',
            "Check its quotation marks and brackets.",
        )
    cells: dict[str, object] = {}
    for key, cell in value.items():
        if cells.setdefault(plain_name(key), cell) is not cell:
            return InputError(
                f"{name}, line {number} has {cell_text(key)[:40]!r} twice.",
                "Expected each key once.",
                "Rename one of them.",
            )
    return Row(f"line {number}", cells)


def _text_lines(stream: BinaryIO, name: str) -> Iterator[str]:
    encoding = detect(stream, name)
    with io.TextIOWrapper(
        stream, encoding=encoding.name, errors=encoding.errors, newline=""
    ) as wrapper:
        yield from wrapper


class _Lines:
    """Lines that can be put back, and that remembers those taken since the last mark."""

    def __init__(self, source: Iterator[str]) -> None:
        self._source = source
        self._waiting: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else next(self._source)
        self.taken.append(line)
        return line

    def put_back(self, lines: list[str]) -> None:
        self._waiting.extendleft(reversed(lines))


def _delimiter(header: str) -> str:
    """The delimiter that shows a column ``text`` in the header, else the most columns."""

    def fitness(delimiter: str) -> tuple[bool, int]:
        cells = next(csv.reader([header], delimiter=delimiter), [])
        return "text" in map(plain_name, cells), len(cells)

    return max(_DELIMITERS, key=fitness)


def _records(
    lines: _Lines, delimiter: str, name: str
) -> Iterator[tuple[int, list[str] | InputError]]:
    """Records with their number from 1; a broken one is an error."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number, left = 0, _READ_AGAIN
    while True:
        lines.taken.clear()
        number += 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error:
            rest = lines.taken[1:]
            yield number, _broken(name, number)
            left -= len(rest)
            if left < 0:
                yield number, _too_broken(name, number)
                return
            lines.put_back(rest)
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
        else:
            yield number, record


def _broken(name: str, number: int) -> InputError:
    return InputError(
        f"{name}, row {number}: its quotation marks do not match.",
        "Expected a cell that begins with one to end with one, and those inside to be doubled.",
        "Mend the row or save the table as XLSX.",
    )


def _too_broken(name: str, number: int) -> InputError:
    return InputError(
        f"{name}: rows from {number} on were not read, as too many before are broken.",
        "Expected matching quotation marks.",
        "Save the table as XLSX.",
    )
