"""Rows of any table -> Documents; a row that cannot be used is an InputError among them."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from stance.domain import Document, text_digest
from stance.errors import InputError
from stance.reading.dates import day_of
from stance.reading.decoding import MAX_CHARACTERS, clean, too_long
from stance.reading.language import language_of
from stance.reading.mojibake import repaired

_LOG = logging.getLogger(__name__)

#: The columns that are read; all others are left alone.
KNOWN = ("text", "id", "title", "source", "published", "url", "actor")


class Row(NamedTuple):
    """One row: where it stands ("row 3") and its cells by known column."""

    place: str
    cells: Mapping[str, object]


def plain_name(header: object) -> str:
    """A column name as it is compared: without outer spaces, in small letters."""
    return cell_text(header).removeprefix("\ufeff").strip().casefold()


def locate(header: Sequence[object], name: str) -> dict[str, int]:
    """Where the known columns stand in a header.

    Args:
        header: The column names as written.
        name: The file, for messages.

    Raises:
        InputError: There is no column ``text``, or a known column is there twice.

    >>> locate([" Text ", "ID", "notes"], "a.csv")
    {'text': 0, 'id': 1}
    """
    found: dict[str, int] = {}
    for index, column in enumerate(header):
        column_name = plain_name(column)
        if column_name not in KNOWN:
            continue
        if column_name in found:
            raise InputError(
                f"{name} has two columns named {column_name!r}.",
                "Expected one.",
                "Rename one of them.",
            )
        found[column_name] = index
    if "text" not in found:
        raise without_text(name, header)
    return found


def without_text(name: str, columns: Iterable[object]) -> InputError:
    """The error for a table without a column ``text``; names the columns seen."""
    seen = [cell_text(column).strip() for column in columns]
    listed = ", ".join(repr(column[:40]) for column in seen[:20] if column) or "none"
    more = f" and {len(seen) - 20} more" if len(seen) > 20 else ""
    return InputError(
        f"{name} has no column 'text'; its columns are {listed}{more}.",
        "Expected a column 'text' and, if known, " + ", ".join(KNOWN[1:]) + ".",
        "Rename the column that holds the texts.",
    )


def cell_text(value: object) -> str:
    """A cell as clean text; whole numbers lose their ``.0``, empty cells are empty.

    >>> cell_text(12.0), cell_text(None), cell_text(float("nan"))
    ('12', '', '')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, float):
        if math.isnan(value):
            return ""
        return str(int(value)) if value.is_integer() else str(value)
    if isinstance(value, bytes):
        return clean(value.decode("utf-8", "replace"))
    if isinstance(value, date | datetime):
        return value.isoformat()
    return clean(str(value))


def documents(
    rows: Iterable[Row | InputError], name: str, path: str
) -> Iterator[Document | InputError]:
    """Documents of a table in its order, with an InputError in the place of each bad row.

    A row is bad if its text is empty or far too long, if a cell holds several values, or if its id
    was seen before. Two rows without ids that share their text share their id too; the second is
    bad unless it repeats the first in everything. Dates that cannot be read leave the document
    undated; how many, and the first of them, is remarked on once the table is through. So are
    texts with letters put right or lost.
    """
    seen: dict[str, tuple[str, int]] = {}
    undated: list[str] = []
    mended: list[str] = []
    broken: list[str] = []
    for row in rows:
        if isinstance(row, InputError):
            yield row
            continue
        where = f"{name}, {row.place}"
        document = _document(row, where, path)
        if isinstance(document, Document):
            # By its hash, not itself: a table may be long.
            place, first = seen.setdefault(document.id, (row.place, hash(document)))
            named = bool(cell_text(row.cells.get("id")).strip())
            if place != row.place and (named or first != hash(document)):
                yield _repeated(where, place, document.id, named)
                continue
            if document.published is None and cell_text(row.cells.get("published")).strip():
                undated.append(f"{row.place}: {cell_text(row.cells['published'])[:40]!r}")
            if not document.text.isascii():
                if document.text != cell_text(row.cells["text"]):
                    mended.append(row.place)
                if "\ufffd" in document.text:
                    broken.append(row.place)
        yield document
    _remark(name, undated, mended, broken)


def _remark(name: str, undated: list[str], mended: list[str], broken: list[str]) -> None:
    """Says once for a table what was met in many of its rows."""
    if mended:
        _LOG.warning(
            "%s: letters that had been decoded wrongly were put right in %d texts (%s first).",
            name,
            len(mended),
            mended[0],
        )
    if broken:
        _LOG.warning(
            "%s: %d texts hold characters that could not be read and stand as \ufffd (%s first).",
            name,
            len(broken),
            broken[0],
        )
    if undated:
        _LOG.warning(
            "%s: %d dates could not be read (%s); expected the form 2022-01-24. "
            "Those documents stay without a date.",
            name,
            len(undated),
            undated[0],
        )


def _document(row: Row, where: str, path: str) -> Document | InputError:
    for column, value in row.cells.items():
        if isinstance(value, list | tuple | dict | set):
            return InputError(
                f"{where}: the column {column!r} holds several values.",
                "Expected one value.",
                "Write it as text.",
            )
    cells = {column: cell_text(value) for column, value in row.cells.items()}
    text = cells.get("text", "")
    if not text.strip():
        return InputError(
            f"{where}: the text is empty.", "Expected a text.", "Fill in the cell or drop the row."
        )
    if len(text) > MAX_CHARACTERS:
        return too_long(where, len(text))
    text = repaired(text)
    line = {column: " ".join(value.split()) for column, value in cells.items() if column != "text"}
    return Document(
        id=line.get("id") or text_digest(text),
        text=text,
        title=repaired(line.get("title", "")),
        source=repaired(line.get("source", "")),
        published=day_of(row.cells.get("published")),
        language=language_of(text),
        url=line.get("url", ""),
        actor=line.get("actor") or None,
        path=path,
    )


def _repeated(where: str, place: str, identity: str, named: bool) -> InputError:
    if named:
        return InputError(
            f"{where}: the id {identity[:60]!r} stands in {place} already.",
            "Expected each id once.",
            "Give the row an id of its own.",
        )
    return InputError(
        f"{where}: the text stands in {place} already, with another source, date, url or actor.",
        "Expected an id for each of them.",
        "Give each row an id of its own in a column 'id'.",
    )
