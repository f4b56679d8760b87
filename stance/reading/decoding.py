"""Bytes -> text: which encoding, is it text at all, and the light cleaning every text gets."""

from __future__ import annotations

import codecs
import logging
import re
import unicodedata
from typing import BinaryIO, NamedTuple

from stance.errors import InputError

_LOG = logging.getLogger(__name__)

#: Files above this size are refused, in bytes.
MAX_BYTES = 100 * 2**20

_CHUNK = 2**20

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# How files begin that are not text, whatever their name says.
_SIGNATURES = (
    b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x7fELF", b"MZ\x90", b"PK\x03\x04",
    b"\x1f\x8b", b"BZh", b"7z\xbc\xaf", b"Rar!", b"\xd0\xcf\x11\xe0", b"PAR1", b"SQLite format",
    b"RIFF", b"OggS", b"ID3", b"{\\rtf",
)  # fmt: skip

# What a text without a mark may be in, likeliest first. Left to itself the detector also
# proposes encodings that nobody writes, such as UTF-16 for a word of five letters.
_LEGACY = [
    "cp1252", "cp1251", "cp1250", "cp1254", "cp1253", "cp1255", "cp1256", "koi8_r", "gb18030",
    "big5", "shift_jis", "euc_jp", "euc_kr",
]  # fmt: skip

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_LINE_BREAKS = re.compile(r"\r\n|[\r\x85\u2028\u2029]")


class Encoding(NamedTuple):
    """A codec and what to do with bytes it does not know."""

    name: str
    errors: str = "strict"


def clean(text: str) -> str:
    r"""The text with one kind of line break, composed letters and no broken characters.

    Line breaks become ``\n``, letters with accents become one character (NFC), lone surrogates
    and NUL become U+FFFD, a byte order mark at the start goes. Quotation marks, dashes and
    spaces stay as they are: what was written is the evidence.

    >>> clean("“Cafe\u0301”\r\nnow")
    '“Café”\nnow'
    """
    text = text.removeprefix("\ufeff")
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text = _LINE_BREAKS.sub("\n", text).replace("\x00", "\ufffd")
    return unicodedata.normalize("NFC", text)


def detect(stream: BinaryIO, name: str) -> Encoding:
    """The encoding of a stream, which is left at its start.

    A byte order mark decides; else UTF-8 if the whole stream is valid UTF-8, or all but for a
    few stray bytes (these become U+FFFD); else the likeliest of the older encodings.

    Args:
        stream: Seekable bytes.
        name: What to call it in messages.

    Raises:
        InputError: The stream is empty, is not text, or is in no known encoding.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    stream.seek(0)
    chunk = stream.read(_CHUNK)
    if not chunk.strip():
        raise empty(name)
    try:
        for mark, codec in _MARKS:
            if chunk.startswith(mark):
                return Encoding(codec, "replace")
        if chunk.startswith(_SIGNATURES):
            raise _binary(name)
        while chunk:
            following = stream.read(_CHUNK)
            if b"\x00" in chunk:
                raise _binary(name)
            try:
                decoded = decoder.decode(chunk, final=not following)
            except UnicodeDecodeError:
                return _guess(chunk, name)
            if len(_CONTROL.findall(decoded)) > 0.02 * len(decoded):
                raise _binary(name)
            chunk = following
        return Encoding("utf-8")
    finally:
        stream.seek(0)


def read_text(stream: BinaryIO, name: str) -> str:
    """The whole stream as clean text.

    Raises:
        InputError: As `detect`, or there is nothing but white space.
    """
    encoding = detect(stream, name)
    text = clean(stream.read().decode(encoding.name, encoding.errors))
    if not text.strip():
        raise empty(name)
    return text


def empty(name: str) -> InputError:
    """The error for an input without any text."""
    return InputError(
        f"{name} is empty.", "Expected a text.", "Check that it was saved completely."
    )


def _binary(name: str) -> InputError:
    return InputError(
        f"{name} looks like a binary file.", "Expected text.", "Save it as plain text (.txt)."
    )


def _guess(sample: bytes, name: str) -> Encoding:
    """The likeliest encoding of bytes that are not clean UTF-8."""
    as_utf8 = sample.decode("utf-8", "replace")
    stray = as_utf8.count("\ufffd")
    # Bytes of another encoding hardly ever form valid UTF-8, so a few strays are damage.
    if sum(char > "\x7f" for char in as_utf8) - stray >= 20 * stray:
        return Encoding("utf-8", "replace")
    from charset_normalizer import from_bytes

    found = from_bytes(sample[: 2**18], cp_isolation=_LEGACY)
    if not found:
        raise _binary(name)
    # The detector's own order breaks ties by the alphabet; ours by what is likelier.
    best = min(
        found,
        key=lambda match: (
            round(match.chaos, 3),
            -round(match.coherence, 3),
            min(map(_LEGACY.index, set(_LEGACY) & set(match.could_be_from_charset))),
        ),
    )
    if len(_CONTROL.findall(str(best))) > 0.02 * len(str(best)):
        raise _binary(name)
    _LOG.info("%s is not UTF-8; read as %s.", name, best.encoding)
    return Encoding(best.encoding, "replace")
