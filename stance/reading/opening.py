"""Bytes of any format -> documents: which reader takes what."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from stance.domain import Document
from stance.errors import InputError
from stance.reading import finding
from stance.reading.archive import MAX_DEPTH, Allowance, archive_documents, inner_name
from stance.reading.decoding import MAX_BYTES, empty, read_text
from stance.reading.plain import day_in_name, from_article, from_text, too_big

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes with the name and format they came under.

    Attributes:
        stream: The bytes; seekable.
        name: What messages call it.
        size: How many bytes.
        suffix: The format, as the suffix of a file name.
        allowance: What may still be read of all that is packed into the input.
        depth: How many containers it is packed in.
    """

    stream: BinaryIO
    name: str
    size: int
    suffix: str
    allowance: Allowance = field(default_factory=Allowance.whole)
    depth: int = 0


def source_of(stream: BinaryIO, name: str, size: int) -> Source:
    """A source whose name tells its format.

    Raises:
        InputError: The format is not read.
    """
    failure = finding.unread(name)
    if failure is not None:
        raise failure
    return Source(stream, name, size, finding.suffix_of(name))


def started(items: Iterator[Document | InputError]) -> Iterator[Document | InputError]:
    """The same items; taking the first now lets the call itself raise what concerns the whole."""
    first = next(items, None)
    return iter(()) if first is None else chain([first], items)


def documents(source: Source) -> Iterator[Document | InputError]:
    """The documents of a source, with an `InputError` in the place of each part that is bad.

    Raises:
        InputError: It cannot be read as a whole.
    """
    name, suffix = source.name, source.suffix
    if source.size > MAX_BYTES:
        raise too_big(name, source.size)
    if not source.size:
        raise empty(name)
    if suffix in finding.TEXT:
        yield from_text(read_text(source.stream, name), published=day_in_name(name), path=name)
    elif suffix in finding.ARCHIVE:
        yield from _archive(source)
    elif suffix in finding.MAIL:
        yield from _mail(source)
    elif suffix in finding.FEED:
        from stance.reading.feed import feed_documents

        yield from feed_documents(source.stream.read(), name)
    elif suffix in finding.TABLE:
        yield from _table(source)
    else:
        yield _single(source)


def _single(source: Source) -> Document:
    """The one document of a file that holds one."""
    stream, name, suffix = source.stream, source.name, source.suffix
    if suffix in finding.MARKDOWN:
        from stance.reading.markdown import from_markdown

        marked = from_markdown(read_text(stream, name))
        if not marked.text.strip():
            raise empty(name)
        # A text without a heading has no title; the rule for plain text would take a paragraph.
        return from_article(marked, name)
    if suffix in finding.HTML:
        from stance.reading.webpage import from_html

        return from_article(from_html(stream.read(), name), name)
    if suffix in finding.PDF:
        from stance.reading.pdf import from_pdf

        made = from_pdf(stream, name)
    else:
        from stance.reading.word import from_docx

        made = from_docx(stream, name)
    # The day in a name was put there by a person, the day in the file by a program.
    return from_article(
        made._replace(published=day_in_name(name) or made.published), name, heading=True
    )


def _table(source: Source) -> Iterator[Document | InputError]:
    from stance.reading import delimited, rows, workbooks

    stream, name, suffix = source.stream, source.name, source.suffix
    if suffix in finding.DELIMITED:
        found = delimited.delimited_rows(stream, name)
    elif suffix in finding.JSON_LINES:
        found = delimited.json_rows(stream, name)
    elif suffix in finding.WORKBOOK:
        found = workbooks.workbook_rows(stream, name)
    else:
        found = workbooks.parquet_rows(stream, name)
    items = rows.documents(found, name, name)
    first = next(items, None)
    if first is None:
        raise InputError(
            f"{name} has column names but no rows.", "Expected at least one row.", "Add the texts."
        )
    yield first
    yield from items


def rows_of(path: Path) -> int | None:
    """How many rows a table holds, bad ones included; None where only reading it would tell."""
    from stance.reading import delimited

    suffix = finding.suffix_of(str(path))
    try:
        if suffix in finding.PARQUET:
            from stance.reading.workbooks import parquet_length

            return parquet_length(path)
        if path.stat().st_size > MAX_BYTES:
            return None
        with path.open("rb") as stream:
            if suffix in finding.DELIMITED:
                return sum(1 for _ in delimited.delimited_rows(stream, str(path)))
            if suffix in finding.JSON_LINES:
                return sum(1 for _ in delimited.json_rows(stream, str(path)))
    except (InputError, OSError, ValueError):
        pass  # told when it is read
    return None


def _archive(source: Source) -> Iterator[Document | InputError]:
    if source.depth >= MAX_DEPTH:
        raise InputError(
            f"{source.name} is packed too deeply.",
            "Expected an archive in an archive at most.",
            "Unpack it and name the folder.",
        )
    yield from archive_documents(
        source.stream, source.name, source.allowance, lambda name, data: _part(source, name, data)
    )


def _mail(source: Source) -> Iterator[Document | InputError]:
    """The message, then what is attached to it; what cannot be read is named in a remark."""
    from stance.reading.mail import from_eml

    name = source.name
    mail = from_eml(source.stream.read(), name)
    left: list[str] = []
    given = 0
    if mail.article is not None:
        given += 1
        yield from_article(mail.article, name)
    for attachment in mail.attachments:
        inside = inner_name(attachment.name).rpartition("/")[2]
        shown = f"{name}/{inside}"
        if source.depth >= MAX_DEPTH or finding.unread(shown) or not finding.suffix_of(shown):
            left.append(inside)
            continue
        given += 1
        spent = source.allowance.take(name, len(attachment.data))
        if spent is not None:
            yield spent
            return
        yield from _part(source, shown, attachment.data)
    if not given:
        also = f", and {len(left)} attached files that are not read" if left else ""
        raise InputError(
            f"{name} holds no text{also}.", "Expected a message with words in it.", "Check it."
        )
    if left:
        _LOG.warning("%s: attached files that were not read: %s.", name, _listed(left))


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - 10} more" if len(names) > 10 else ""
    return ", ".join(names[:10]) + more


def _part(around: Source, name: str, data: bytes) -> Iterator[Document | InputError]:
    """The documents of a packed file; what it raises stands in its place."""
    try:
        inner = source_of(io.BytesIO(data), name, len(data))
        yield from documents(replace(inner, allowance=around.allowance, depth=around.depth + 1))
    except InputError as error:
        yield error
