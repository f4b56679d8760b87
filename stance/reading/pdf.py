"""PDF -> the text of its pages, with title and day from its properties."""

from __future__ import annotations

import logging
import re
import struct
import zlib
from datetime import date
from typing import Any, BinaryIO

from stance.errors import InputError
from stance.reading.layout import running_text
from stance.reading.plain import Article

_LOG = logging.getLogger(__name__)

#: Longer files are collections; their parts are what somebody said.
MAX_PAGES = 1000

# What pypdf lets through, besides its own errors, when a file is damaged.
_DAMAGE = (
    ValueError, TypeError, LookupError, AttributeError, ArithmeticError, AssertionError, OSError,
    EOFError, RuntimeError, struct.error, zlib.error,
)  # fmt: skip

# What programs write as a title by themselves.
_NO_TITLE = re.compile(
    r"(?i)microsoft (?:word|powerpoint)\b|untitled\b|document\d*$|slide \d"
    r"|.{0,80}\.(?:docx?|pdf|rtf|indd|pptx?|odt|qxd|html?)$"
)


def from_pdf(stream: BinaryIO, name: str) -> Article:
    """The text of a PDF as running text: see `stance.reading.layout.running_text`.

    ``published`` is the day the file was made, which is the best it states.

    Args:
        stream: The file.
        name: What to call it in messages.

    Raises:
        InputError: It is no PDF, cut off, damaged, locked, far too long, or holds no text.
    """
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    logging.getLogger("pypdf").addHandler(logging.NullHandler())
    _refuse_cut_off(stream, name)
    try:
        reader = PdfReader(stream, strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise _locked(name)
        count = len(reader.pages)
    except DependencyError as error:
        raise _locked(name) from error
    except (PyPdfError, *_DAMAGE) as error:
        raise _damaged(name) from error
    if count > MAX_PAGES:
        raise InputError(
            f"{name} has {count:,} pages.", f"At most {MAX_PAGES:,} can be read.", "Split it."
        )
    pages = []
    for number in range(count):
        try:
            pages.append(reader.pages[number].extract_text() or "")
        except DependencyError as error:
            raise _locked(name) from error
        except (PyPdfError, *_DAMAGE):
            pages.append("")
    text = running_text(pages)
    if not text.strip():
        raise _wordless(name, count)
    _tell_wordless(name, pages)
    title, published = _properties(reader)
    return Article(text, title=title, published=published)


def _refuse_cut_off(stream: BinaryIO, name: str) -> None:
    """Raises unless the file begins and ends as a PDF does."""
    data = stream.read()
    stream.seek(0)
    if b"%PDF-" not in data[:1024]:
        raise InputError(
            f"{name} is no PDF, whatever its name says.", "Expected a PDF.", "Check the file."
        )
    end = data.rfind(b"%%EOF")
    if end < 0 or re.search(rb"\d\s+obj\b", data[end:]):
        raise InputError(
            f"{name} is cut off: its end is missing.", "Expected a complete PDF.", "Get it again."
        )


def _properties(reader: Any) -> tuple[str, date | None]:
    from pypdf.errors import PyPdfError

    try:
        title = str((reader.metadata and reader.metadata.title) or "").strip()
    except (PyPdfError, *_DAMAGE):
        title = ""
    try:
        made = reader.metadata and reader.metadata.creation_date
        published = made.date() if made else None
    except (PyPdfError, *_DAMAGE):
        published = None
    return ("" if _NO_TITLE.match(title) else title), published


def _tell_wordless(name: str, pages: list[str]) -> None:
    without = [str(number) for number, page in enumerate(pages, start=1) if not page.strip()]
    if without:
        _LOG.warning(
            "%s: no text could be read on %s (%s%s); perhaps they hold images only.",
            name,
            "1 page" if len(without) == 1 else f"{len(without)} pages",
            ", ".join(without[:10]),
            ", …" if len(without) > 10 else "",
        )


def _locked(name: str) -> InputError:
    return InputError(
        f"{name} is locked (encrypted).",
        "Expected a PDF without a password or restrictions.",
        "Open it in a viewer and print it to a new PDF, or copy its text into a file.",
    )


def _damaged(name: str) -> InputError:
    return InputError(
        f"{name} is damaged and cannot be read as a PDF.",
        "Expected a complete PDF.",
        "Get it again, or open it in a viewer and print it to a new PDF.",
    )


def _wordless(name: str, count: int) -> InputError:
    return InputError(
        f"{name} has {count} page{'s' * (count != 1)} but no text; it may hold images of pages.",
        "Expected a PDF whose words can be marked and copied.",
        "Run text recognition (OCR) on it, or save its text as a file.",
    )
