"""Bytes -> text: which encoding, is it text at all, and the light cleaning every text gets."""

from __future__ import annotations

import codecs
import logging
import re
import unicodedata
from collections import Counter
from typing import BinaryIO, NamedTuple

from stance.errors import InputError

_LOG = logging.getLogger(__name__)

#: Files above this size are refused, in bytes.
MAX_BYTES = 100 * 2**20

#: One text may have so many characters: ten novels. Above it a file is data, not something that
#: somebody said, and its sentences would take a quarter of an hour.
MAX_CHARACTERS = 5_000_000

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
_CONTROL_BYTES = bytes([*range(9), *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F])
# A text may hold so many control characters, NUL among them; a binary file holds more.
_MOST_CONTROL = 0.02
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

    A byte order mark decides; else UTF-16 if every second byte comes from one small alphabet;
    else UTF-8 if the whole stream is valid UTF-8, or all but for a few stray bytes (these become
    U+FFFD); else the likeliest of the older encodings.

    Args:
        stream: Seekable bytes.
        name: What to call it in messages.

    Raises:
        InputError: The stream is empty, is not text, or is in no known encoding.
    """
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
        if _control_share(chunk) > _MOST_CONTROL:
            wide = _utf16(chunk)
            if wide is None:
                raise _binary(name)
            return wide
        return _narrow(stream, chunk, name)
    finally:
        stream.seek(0)


def _narrow(stream: BinaryIO, chunk: bytes, name: str) -> Encoding:
    """UTF-8 or an older encoding, for a stream whose first chunk was read already."""
    # Some programs write halves of a pair as if they were characters; `clean` mends them.
    decoder = codecs.getincrementaldecoder("utf-8")("surrogatepass")
    errors = "strict"
    length = control = 0
    while chunk:
        following = stream.read(_CHUNK)
        try:
            decoded = decoder.decode(chunk, final=not following)
        except UnicodeDecodeError:
            return _guess(chunk, name)
        length += len(decoded)
        control += len(_CONTROL.findall(decoded))
        if _SURROGATE.search(decoded):
            errors = "surrogatepass"
        chunk = following
    if control > _MOST_CONTROL * length:
        raise _binary(name)
    return Encoding("utf-8", errors)


def _control_share(chunk: bytes) -> float:
    return 1 - len(chunk.translate(None, _CONTROL_BYTES)) / len(chunk)


def _utf16(chunk: bytes) -> Encoding | None:
    """UTF-16 without a mark, or None if it is none.

    A text keeps to one alphabet, so one byte of each pair takes few values. (Chinese does not,
    and is told from binary data by its mark only.)
    """
    chunk = chunk[: len(chunk) // 2 * 2]
    for codec, high in (("utf-16-le", chunk[1::2]), ("utf-16-be", chunk[0::2])):
        common = sum(count for byte, count in Counter(high).most_common(3) if byte <= 0x30)
        if common < 0.8 * len(high):
            continue  # alphabets stand below U+3100, and two ASCII letters in one would not
        try:
            text = codecs.getincrementaldecoder(codec)().decode(chunk)
        except UnicodeDecodeError:
            continue
        odd = sum(
            unicodedata.category(char) in {"Cc", "Cn", "Co"} and not char.isspace()
            for char in text[:5000]
        )
        if odd <= _MOST_CONTROL * len(text[:5000]):
            return Encoding(codec, "replace")
    return None


def read_text(stream: BinaryIO, name: str) -> str:
    """The whole stream as clean text.

    Raises:
        InputError: As `detect`, or there is nothing but white space, or far too much.
    """
    encoding = detect(stream, name)
    text = stream.read().decode(encoding.name, encoding.errors)
    if len(text) > MAX_CHARACTERS:
        raise too_long(name, len(text))
    text = clean(text)
    if not text.strip():
        raise empty(name)
    return text


def labelled(data: bytes, label: str | None) -> bytes:
    """Bytes that came with the name of their encoding, as UTF-8.

    They are left as they are where the label is unknown, where they are UTF-8 already, or where
    it is plainly wrong.

    >>> labelled("Нет".encode("cp1251"), "windows-1251").decode()
    'Нет'
    """
    if not label or data.startswith(tuple(mark for mark, _ in _MARKS)):
        return data
    # Browsers read the label Latin-1 as Windows-1252, and senders rely on it.
    named = label.strip("\"' ").lower()
    named = "cp1252" if named in {"iso-8859-1", "latin1", "ascii", "us-ascii"} else named
    try:
        codec = codecs.lookup(named).name
        if codec == "utf-8":
            return data  # true, or a lie: looking at the bytes tells more
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            return data.decode(codec, "replace").encode("utf-8", "replace")
        return data.decode(codec).encode() if codec.startswith(("utf-16", "utf-7")) else data
    except (LookupError, ValueError, TypeError, AttributeError):
        return data  # an unknown label, or one of a codec that is not for text


def empty(name: str) -> InputError:
    """The error for an input without any text."""
    return InputError(
        f"{name} is empty.", "Expected a text.", "Check that it was saved completely."
    )


def too_long(name: str, length: int) -> InputError:
    """The error for a text above `MAX_CHARACTERS`."""
    return InputError(
        f"{name} holds {length / 1e6:,.1f} million characters in one text.",
        f"At most {MAX_CHARACTERS // 10**6} million can be read.",
        "Split it into articles or statements, one file each.",
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
    if len(_CONTROL.findall(str(best))) > _MOST_CONTROL * len(str(best)):
        raise _binary(name)
    _LOG.info("%s is not UTF-8; read as %s.", name, best.encoding)
    return Encoding(best.encoding, "replace")
