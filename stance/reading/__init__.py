"""Bytes, files and addresses -> Documents.

    from stance import reading

    for path in reading.find(["seeds/", "table.csv"]):
        if isinstance(path, InputError): ...          # missing, or a format that is not read
        for item in reading.read(path):               # may raise InputError at once
            if isinstance(item, InputError): ...      # one bad row or part; the others go on

What is read, by the suffix of the name:

- ``.txt`` or no suffix: plain text. The first line counts as title if it is short, does not end
  in a full stop and a blank line follows. The source stays empty.
- ``.md .markdown``: Markdown, without its markup. Offsets count in the text that remains.
- ``.html .htm``: the article in the page, see `stance.reading.webpage`.
- ``.pdf``: the text of the pages as running text, see `stance.reading.layout`.
- ``.docx``: the text of the body, with tables and tracked insertions.
- ``.eml``: the message, and each attachment that can be read as a document of its own.
- ``.rss .atom .xml``: a feed, one document for each entry.
- ``.csv .tsv .xlsx .jsonl .ndjson .parquet``: a table with a column ``text`` and optional ``id,
  title, source, published, url, actor``, in any order and case; other columns are left alone.
  One document for each row.
- ``.zip``: all of these; an archive in it is opened as well, one in that is not.

Files that name no day of their own take it from their file name if that begins with an ISO date
(``2022-01-24-statement.txt``). A document's id is the table's, else a digest of its text.
Encodings: UTF-8, UTF-16 and UTF-32 by their mark, UTF-16 without one, else UTF-8, else guessed
(`stance.reading.decoding.detect`). Every text is cleaned as `stance.reading.decoding.clean`
says, letters that were decoded wrongly before are put right, and nothing further is changed;
``Document.text`` is the text that all offsets count in. ``Document.language`` is set where it is
certain (`stance.reading.language`).

What a person should know of an input that was read all the same is said in a remark
(`stance.reading.remarks`). Files above `MAX_BYTES` and texts above `MAX_CHARACTERS` are refused.
Nothing is fetched from a network, save by `fetch` what a person named.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from stance.domain import Document
from stance.errors import InputError
from stance.reading.decoding import MAX_BYTES, MAX_CHARACTERS
from stance.reading.finding import SUFFIXES, find, is_address
from stance.reading.language import language_name, language_of, languages_of
from stance.reading.opening import documents, rows_of, source_of, started
from stance.reading.plain import from_text
from stance.reading.remarks import gathered

__all__ = [
    "MAX_BYTES",
    "MAX_CHARACTERS",
    "SUFFIXES",
    "fetch",
    "find",
    "from_bytes",
    "from_text",
    "gathered",
    "is_address",
    "language_name",
    "language_of",
    "languages_of",
    "read",
    "rows_of",
]


def read(path: str | Path) -> Iterator[Document | InputError]:
    """The documents of one file: one for a text, one for each row of a table or part of a parcel.

    A table is read while it is iterated, so it may be long. A row or packed file that cannot be
    used comes as an `InputError` in its place, and those after it follow.

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
    return started(_from_file(Path(path), name, size))


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
    return started(documents(source_of(io.BytesIO(data), name, len(data))))


def fetch(address: str) -> Iterator[Document | InputError]:
    """The documents at an ``http`` or ``https`` address; see `stance.reading.fetching.fetch`.

    Raises:
        InputError: Refused, not reached, not found, too large, too slow, or not readable.
    """
    from stance.reading import fetching  # what it needs of the network takes time to load

    return fetching.fetch(address)


def _from_file(path: Path, name: str, size: int) -> Iterator[Document | InputError]:
    try:
        stream = path.open("rb")
    except OSError as error:
        raise _unopened(name, error) from error
    with stream:
        yield from documents(source_of(stream, name, size))


def _unopened(name: str, error: OSError | ValueError) -> InputError:
    if isinstance(error, FileNotFoundError):
        return InputError(f"There is no file {name}.", "Expected a file.", "Check the path.")
    reason = getattr(error, "strerror", None) or str(error)
    return InputError(
        f"{name} cannot be opened: {reason}.", "Expected a file.", "Check who may read it."
    )
