"""Plain text -> a Document, with the little it tells about itself."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from datetime import date
from pathlib import PurePath
from typing import NamedTuple

from stance.domain import Document, text_digest
from stance.errors import InputError
from stance.reading.dates import day_of
from stance.reading.decoding import MAX_BYTES, MAX_CHARACTERS, clean, empty, too_long
from stance.reading.language import language_of
from stance.reading.mojibake import repaired

_LOG = logging.getLogger(__name__)

_LONGEST_HEADING = 120
_NAMED_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?!\d)")


class Article(NamedTuple):
    """What one text says, and what it says about itself; empty where it says nothing."""

    text: str
    title: str = ""
    source: str = ""
    published: date | None = None
    url: str = ""


def from_text(  # noqa: PLR0913 (the fields of a document, all by name)
    text: str,
    *,
    title: str = "",
    source: str = "",
    published: date | None = None,
    url: str = "",
    actor: str | None = None,
    path: str = "",
) -> Document:
    r"""A Document from a text that is already in memory, as from a paste box.

    Args:
        text: The text; cleaned as `stance.reading.decoding.clean` says, and letters that were
            wrongly decoded before are put right, which a remark says.
        title: Where none is given, the first line counts as title if it is short, ends without
            a full stop and a blank line follows. It stays in the text.
        source: Outlet or issuer. Never guessed.
        published: Day of publication.
        url: Where it can be found.
        actor: Codebook key of the holder of everything said here.
        path: Where it was read from.

    Raises:
        InputError: The text is empty or beyond `MAX_CHARACTERS`.

    >>> from_text("Families told to leave\n\nThe State Department said so.").title
    'Families told to leave'
    """
    name = path or "The text"
    if len(text) > MAX_CHARACTERS:
        raise too_long(name, len(text))
    cleaned = clean(text)
    text = repaired(cleaned)
    if not text.strip():
        raise empty(name)
    if text != cleaned:
        _LOG.warning("%s: letters that had been decoded wrongly were put right.", name)
    broken = text.count("\ufffd")
    if broken:
        _LOG.warning("%s: characters that could not be read stand as \ufffd: %d.", name, broken)
    return Document(
        id=text_digest(text),
        text=text,
        title=repaired(title) or _heading(text),
        source=repaired(source),
        published=published,
        language=language_of(text),
        url=url,
        actor=actor,
        path=path,
    )


def from_article(article: Article, name: str, *, heading: bool = False) -> Document:
    """The Document of a file; a day in the file's name counts where the text states none.

    Args:
        article: What was found in it.
        name: The file.
        heading: Whether the first line may count as title where none is stated.

    Raises:
        InputError: As `from_text`.
    """
    document = from_text(
        article.text,
        title=" ".join(clean(article.title).split()),
        source=" ".join(clean(article.source).split()),
        published=article.published or day_in_name(name),
        url=article.url,
        path=name,
    )
    stated = bool(article.title.strip())
    return document if heading or stated else replace(document, title="")


def too_big(name: str, size: int) -> InputError:
    """The error for an input above `MAX_BYTES`."""
    return InputError(
        f"{name} has {size / 2**20:,.0f} MB.",
        f"At most {MAX_BYTES // 2**20} MB can be read at once.",
        "Split it into smaller files.",
    )


def day_in_name(path: str) -> date | None:
    """The ISO date a file name begins with, if any.

    >>> day_in_name("seeds/2022-01-24-embassy-families.txt")
    datetime.date(2022, 1, 24)
    """
    found = _NAMED_DAY.match(PurePath(path).name)
    return day_of(found.group(1)) if found else None


def _heading(text: str) -> str:
    first, line_break, rest = text.lstrip().partition("\n")
    first = first.strip()
    following = rest.partition("\n")[0]
    if not line_break or following.strip() or not rest.strip():
        return ""
    if len(first) > _LONGEST_HEADING or first.endswith((".", ",", ";", ":", ".”", '."')):
        return ""
    return first
