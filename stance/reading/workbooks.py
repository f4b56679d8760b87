"""XLSX and Parquet -> rows, streamed in batches."""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from stance.errors import InputError
from stance.reading.decoding import MAX_BYTES
from stance.reading.rows import KNOWN, Row, locate, plain_name, without_text

_BATCH = 500

#: Unpacked, a workbook or Parquet file may be so many bytes. Above it, it is refused unread.
MAX_UNPACKED = 10 * MAX_BYTES

# What openpyxl lets through when a workbook is damaged. SyntaxError: broken XML.
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, IndexError, AttributeError,
    SyntaxError, EOFError, OSError, NotImplementedError, RuntimeError,
)  # fmt: skip


def workbook_rows(stream: BinaryIO, name: str) -> Iterator[Row | InputError]:
    """Rows of every sheet that has a column ``text``; other sheets are left alone.

    A cell with a formula gives the value that was last saved with it. Rows count as the
    spreadsheet shows them. The first row that is not empty is the header.

    Raises:
        InputError: Not a readable workbook, too large once unpacked, or no column ``text``.
    """
    _refuse_bomb(stream, name)
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and extensions it does not know
            book = load_workbook(stream, read_only=True, data_only=True)
            sheets = [sheet for sheet in book.worksheets if hasattr(sheet, "iter_rows")]
    except _DAMAGE as error:
        raise _damaged(name, "Excel workbook") from error
    headers: list[object] = []
    found = False
    try:
        for sheet in sheets:
            place = f"sheet {sheet.title!r}, row" if len(sheets) > 1 else "row"
            rows = _sheet_rows(sheet, f"{name}, sheet {sheet.title!r}")
            header = next(((at, row) for at, row in rows if any(map(_filled, row))), None)
            if header is None:
                continue
            if "text" not in map(plain_name, header[1]):
                headers += header[1]
                continue
            columns = locate(header[1], name)
            found = True
            for at, row in rows:
                if any(map(_filled, row)):
                    cells = {key: row[i] for key, i in columns.items() if i < len(row)}
                    yield Row(f"{place} {at}", cells)
    except InputError as error:
        if not found:
            raise
        yield error
    finally:
        book.close()
    if not found:
        raise without_text(name, headers)


def _filled(cell: object) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def _sheet_rows(sheet: Any, name: str) -> Iterator[tuple[int, tuple[object, ...]]]:
    """Numbered rows, read in batches so that warnings are silenced only while reading."""
    sheet.reset_dimensions()  # many programs write wrong ones
    numbered = enumerate(sheet.iter_rows(values_only=True), start=1)
    while True:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                batch = list(islice(numbered, _BATCH))
        except _DAMAGE as error:
            raise _damaged(name, "Excel sheet") from error
        if not batch:
            return
        yield from batch


def _refuse_bomb(stream: BinaryIO, name: str) -> None:
    """Looks at the sizes a workbook states before anything is unpacked."""
    try:
        with zipfile.ZipFile(stream) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
    except _DAMAGE as error:
        raise _damaged(name, "Excel workbook") from error
    if unpacked > MAX_UNPACKED:
        raise _swollen(name, unpacked)
    stream.seek(0)


def parquet_rows(stream: BinaryIO, name: str) -> Iterator[Row | InputError]:
    """Rows of a Parquet file, counted from 1; only the known columns are read.

    Raises:
        InputError: Not a readable Parquet file, too large once unpacked, or no column ``text``.
    """
    import pyarrow as pa
    from pyarrow import parquet

    try:
        source = parquet.ParquetFile(stream)
        names = source.schema_arrow.names
        meta = source.metadata
        unpacked = sum(meta.row_group(i).total_byte_size for i in range(meta.num_row_groups))
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _damaged(name, "Parquet file") from error
    if unpacked > MAX_UNPACKED:
        raise _swollen(name, unpacked)
    columns = locate(names, name)
    wanted = [column for column in names if plain_name(column) in KNOWN]
    batches = source.iter_batches(batch_size=_BATCH, columns=wanted)
    number = 0
    while True:
        try:
            batch = next(batches, None)
            if batch is None:
                return
            values = {key: _python_values(batch.column(names[at])) for key, at in columns.items()}
        except (pa.ArrowException, OSError, ValueError) as error:
            failure = _damaged(f"{name}, from row {number + 1} on", "Parquet file")
            if not number:
                raise failure from error
            yield failure
            return
        for i in range(batch.num_rows):
            number += 1
            yield Row(f"row {number}", {key: cells[i] for key, cells in values.items()})


def parquet_length(path: Path) -> int | None:
    """How many rows a Parquet file states; None where it cannot be read."""
    import pyarrow as pa
    from pyarrow import parquet

    try:
        return int(parquet.read_metadata(path).num_rows)
    except (pa.ArrowException, OSError, ValueError):
        return None


def _python_values(column: Any) -> list[object]:
    """Cells as Python values; nanoseconds, which Python has not, are cut to microseconds."""
    import pyarrow as pa

    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us", tz=column.type.tz), safe=False)
    values: list[object] = column.to_pylist()
    return values


def _damaged(name: str, kind: str) -> InputError:
    return InputError(
        f"{name} cannot be read as {'an' if kind[0] == 'E' else 'a'} {kind}.",
        "Expected a complete file without a password.",
        "Open it where it was made and save it again, or save it as CSV.",
    )


def _swollen(name: str, unpacked: int) -> InputError:
    return InputError(
        f"{name} would unpack to {unpacked / 2**20:,.0f} MB.",
        f"At most {MAX_UNPACKED // 2**20:,} MB can be read.",
        "Split it into smaller files.",
    )
