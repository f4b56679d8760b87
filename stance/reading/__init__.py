"""Bytes and files -> Documents.

    from stance import reading

    for path in reading.find(["seeds/", "table.csv"]):
        if isinstance(path, InputError): ...          # missing, or a format that is not read
        for item in reading.read(path):               # may raise InputError at once
            if isinstance(item, InputError): ...      # one bad row; the others go on

What is read, by the suffix of the name:

- ``.txt`` or no suffix: plain text. The first line counts as title if it is short, does not end
  in a full stop and a blank line follows. The source stays empty.
- ``.md .markdown``: Markdown, without its markup. Offsets count in the text that remains.
- ``.html .htm``: the article in the page, see `stance.reading.webpage`.
- ``.csv .tsv .xlsx .jsonl .ndjson .parquet``: a table with a column ``text`` and optional ``id,
  title, source, published, url, actor``, in any order and case; other columns are left alone.
  One document for each row.

Files of text, Markdown and HTML that name no day of their own take it from their file name if
that begins with an ISO date (``2022-01-24-statement.txt``). A document's id is the table's, else
a digest of its text. Encodings: UTF-8, UTF-16 and UTF-32 by their mark, else UTF-8, else guessed
(`stance.reading.decoding.detect`). Every text is cleaned as `stance.reading.decoding.clean` says
and no further; ``Document.text`` is the text that all offsets count in. Files above
`MAX_BYTES` are refused. Nothing is fetched from a network.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from stance.domain import Document
from stance.errors import InputError
from stance.reading import finding
from stance.reading.decoding import MAX_BYTES, empty, read_text
from stance.reading.finding import SUFFIXES, find
from stance.reading.plain import day_in_name, from_text, too_big

__all__ = ["MAX_BYTES", "SUFFIXES", "find", "from_bytes", "from_text", "read"]


def read(path: str | Path) -> Iterator[Document | InputError]:
    """The documents of one file: one for a text, one for each row of a table.

    A table is read while it is iterated, so it may be long. A row that cannot be used comes as
    an `InputError` in its place, and the rows after it follow.

    Args:
        path: A file in one of the formats above.

    Raises:
        InputError: The file as a whole cannot be read. Raised by the call itself, before the
            first document.
    """
    name = str(path)
    try:
        size = Path(path).stat().st_size
        if not Path(path).is_file():
            raise InputError(f"{name} is not a file.", "Expected a file.", "Name the files in it.")
    except (OSError, ValueError) as error:
        raise _unopened(name, error) from error
    return _started(_from_file(Path(path), name, size), name)


def from_bytes(name: str, data: bytes) -> Iterator[Document | InputError]:
    r"""The documents of an uploaded file; as `read`, with the format taken from its name.

    Args:
        name: The file's name.
        data: Its content.

    Raises:
        InputError: The file as a whole cannot be read.

    >>> [one.text for one in from_bytes("a.csv", b"id,text\n1,We agree.\n2,No.")]
    ['We agree.', 'No.']
    """
    return _started(_items(io.BytesIO(data), name, len(data)), name)


def _started(items: Iterator[Document | InputError], name: str) -> Iterator[Document | InputError]:
    """The same items; taking the first now lets the call itself raise what concerns the whole."""
    first = next(items, None)
    if first is None:
        raise InputError(
            f"{name} has column names but no rows.", "Expected at least one row.", "Add the texts."
        )
    return chain([first], items)


def _from_file(path: Path, name: str, size: int) -> Iterator[Document | InputError]:
    try:
        stream = path.open("rb")
    except OSError as error:
        raise _unopened(name, error) from error
    with stream:
        yield from _items(stream, name, size)


def _unopened(name: str, error: OSError | ValueError) -> InputError:
    if isinstance(error, FileNotFoundError):
        return InputError(f"There is no file {name}.", "Expected a file.", "Check the path.")
    reason = getattr(error, "strerror", None) or str(error)
    return InputError(
        f"{name} cannot be opened: {reason}.", "Expected a file.", "Check who may read it."
    )


def _items(stream: BinaryIO, name: str, size: int) -> Iterator[Document | InputError]:
    failure = finding.unread(name)
    if failure is not None:
        raise failure
    if size > MAX_BYTES:
        raise too_big(name, size)
    if not size:
        raise empty(name)
    suffix = finding.suffix_of(name)
    if suffix in finding.TEXT:
        text = read_text(stream, name)
        yield from_text(text, published=day_in_name(name), path=name)
    elif suffix in finding.MARKDOWN:
        yield _markdown(read_text(stream, name), name)
    elif suffix in finding.HTML:
        yield _html(stream.read(), name)
    else:
        yield from _table(stream, name, suffix)


def _markdown(text: str, name: str) -> Document:
    from stance.reading.markdown import from_markdown

    marked = from_markdown(text)
    if not marked.text.strip():
        raise empty(name)
    document = from_text(
        marked.text,
        title=marked.title,
        source=marked.source,
        published=marked.published or day_in_name(name),
        url=marked.url,
        path=name,
    )
    # A text without a heading has no title; the rule for plain text would take a paragraph.
    return replace(document, title=marked.title)


def _html(data: bytes, name: str) -> Document:
    from stance.reading.webpage import from_html

    page = from_html(data, name)
    document = from_text(
        page.text,
        title=page.title,
        source=page.source,
        published=page.published or day_in_name(name),
        url=page.url,
        path=name,
    )
    return replace(document, title=page.title)


def _table(stream: BinaryIO, name: str, suffix: str) -> Iterator[Document | InputError]:
    from stance.reading import delimited, rows, workbooks

    if suffix in finding.DELIMITED:
        found = delimited.delimited_rows(stream, name)
    elif suffix in finding.JSON_LINES:
        found = delimited.json_rows(stream, name)
    elif suffix in finding.WORKBOOK:
        found = workbooks.workbook_rows(stream, name)
    else:
        found = workbooks.parquet_rows(stream, name)
    return rows.documents(found, name, name)
