"""Tables as CSV, JSON, JSON lines, Parquet and XLSX, safe to open in a spreadsheet.

Sentences come from strangers, and a spreadsheet runs a cell that starts like a formula. In CSV
such a text gets an apostrophe in front, which is how spreadsheets mark text (OWASP, "CSV
Injection"). A text that is a plain number, such as the id -5, is none and stays, so that tables
can be joined by it. In XLSX the text
stays as it is, stored as text with the same mark set beside it. Numbers stay numbers everywhere,
negative ones too; JSON and Parquet have types of their own and need nothing.
"""

from __future__ import annotations

import io
import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from stance.errors import ExportError
from stance.export.files import suffix_of, write

#: Starts that make a spreadsheet take a text for a formula or run on to one.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: A number is all that a spreadsheet can make of these, whatever they start with.
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
#: What a sheet of a workbook holds.
_SHEET_ROWS, _CELL_CHARACTERS = 1_048_576, 32_767
_CUT = "… [cut here: a workbook's cell holds no more; CSV and Parquet have it whole]"
#: Control characters that no workbook may hold, and half characters that no file can.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def check_table(path: str | Path) -> None:
    """Refuses a file name of an unknown format, before any work is done.

    Raises:
        ExportError: The format is not among `TABLE_FORMATS`.
    """
    suffix_of(path, TABLE_FORMATS)


def save_table(frame: pd.DataFrame, path: str | Path) -> Path:
    """Writes a table in the format of the file's name; the index is left out.

    Args:
        frame: Any table of text, numbers and dates.
        path: A file ending in one of `TABLE_FORMATS`; replaced if it exists.

    Returns:
        The path.

    Raises:
        ExportError: The format is unknown, the table is too long for it, or the file cannot be
            written.
    """
    return write(path, table_bytes(frame, suffix_of(path, TABLE_FORMATS)))


def table_bytes(frame: pd.DataFrame, kind: str) -> bytes:
    """A table as the content of a file.

    Args:
        frame: Any table of text, numbers and dates.
        kind: One of `TABLE_FORMATS`.

    Raises:
        ExportError: The format is unknown, or the table is too long for it.
    """
    if kind not in TABLE_FORMATS:
        raise ExportError(
            f"There is no table format {kind!r}.", f"Expected: {', '.join(TABLE_FORMATS)}."
        )
    return TABLE_FORMATS[kind](frame)


def harmless(text: str) -> str:
    """The text so that no spreadsheet runs it when it opens a CSV file.

    >>> harmless("=1+1"), harmless("-0.5 is what he said"), harmless("We agree.")
    ("'=1+1", "'-0.5 is what he said", 'We agree.')
    >>> harmless("-5"), harmless("-5+1")
    ('-5', "'-5+1")
    """
    risky = text.startswith(_FORMULA) and not _NUMBER.fullmatch(text)
    return f"'{text}" if risky else text


def writable(text: str) -> str:
    r"""The text with what no workbook, document or slide can hold replaced by U+FFFD.

    >>> writable("a\x00b") == "a\ufffdb"
    True
    """
    return _UNWRITABLE.sub("\ufffd", text)


def _rows(frame: pd.DataFrame) -> Iterator[list[Any]]:
    """The cells as plain values: missing is ``None``, a date without a time is a date."""
    for row in frame.itertuples(index=False, name=None):
        yield [_value(cell) for cell in row]


def _value(cell: Any) -> Any:
    if isinstance(cell, str):
        return cell
    if cell is None or cell is pd.NaT or cell is pd.NA:
        return None
    if hasattr(cell, "item"):
        cell = cell.item()
    if isinstance(cell, float) and not math.isfinite(cell):
        return None
    if isinstance(cell, pd.Timestamp):
        cell = cell.to_pydatetime()
    if isinstance(cell, datetime) and cell.tzinfo is None and not any(cell.timetuple()[3:6]):
        return cell.date()
    return cell


def _told(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _csv(frame: pd.DataFrame) -> bytes:
    lines = [",".join(_field(str(name)) for name in frame.columns)]
    for row in _rows(frame):
        line = ",".join(map(_field, row))
        lines.append(line or '""')  # an empty line would be no row
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")


def _field(value: Any) -> str:
    """A cell, quoted where it must be.

    Python's own writer leaves a lone carriage return bare, and what follows would begin a row.
    """
    if value is None:
        return ""
    text = harmless(value) if isinstance(value, str) else str(_told(value))
    if any(mark in text for mark in ',"\r\n'):
        quoted = text.replace('"', '""')
        return f'"{quoted}"'
    return text


def _records(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    names = [str(name) for name in frame.columns]
    for row in _rows(frame):
        yield dict(zip(names, map(_told, row), strict=True))


def _json(frame: pd.DataFrame) -> bytes:
    text = json.dumps(list(_records(frame)), ensure_ascii=False, indent=1)
    return f"{text}\n".encode("utf-8", "replace")


def _jsonl(frame: pd.DataFrame) -> bytes:
    lines = (json.dumps(record, ensure_ascii=False) for record in _records(frame))
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")


def _parquet(frame: pd.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.reset_index(drop=True).to_parquet(out, index=False)
    return out.getvalue()


def _xlsx(frame: pd.DataFrame) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    if len(frame) >= _SHEET_ROWS:
        raise ExportError(
            f"The table has {len(frame):,} rows.",
            f"A workbook takes {_SHEET_ROWS - 1:,}.",
            "Choose fewer, or write .csv or .parquet.",
        )
    book = Workbook(write_only=True)
    sheet = book.create_sheet("stance")
    sheet.freeze_panes = "A2"

    def cell(value: Any, font: Font | None = None) -> Any:
        if isinstance(value, datetime) and value.tzinfo is not None:
            value = value.replace(tzinfo=None)  # a workbook knows no time zones; ours are UTC
        if isinstance(value, str):
            value = writable(value)
            if len(value) > _CELL_CHARACTERS:
                value = value[: _CELL_CHARACTERS - len(_CUT)] + _CUT
        made = WriteOnlyCell(sheet, value)
        if isinstance(value, str):
            made.data_type = "s"  # else a leading "=" would make it a formula
            made.quotePrefix = value.startswith(_FORMULA)
        elif isinstance(value, date):
            made.number_format = "yyyy-mm-dd hh:mm" if isinstance(value, datetime) else "yyyy-mm-dd"
        if font:
            made.font = font
        return made

    bold = Font(bold=True)
    sheet.append([cell(str(name), bold) for name in frame.columns])
    for row in _rows(frame):
        sheet.append([cell(value) if value is not None else None for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


#: Formats of tables by the ending of the file name, with what makes them.
TABLE_FORMATS: Mapping[str, Callable[[pd.DataFrame], bytes]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "parquet": _parquet,
    "json": _json,
    "jsonl": _jsonl,
}
