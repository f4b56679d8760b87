"""Zip containers, opened so that none unpacks to more than it may."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from typing import BinaryIO

from stance.errors import InputError

#: What zipfile lets through when a container is damaged.
DAMAGE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, LookupError,
    NotImplementedError, RuntimeError, OverflowError, MemoryError,
)  # fmt: skip

_CHUNK = 2**20


def opened(stream: BinaryIO, name: str, kind: str) -> zipfile.ZipFile:
    """The container, or an error that calls it a damaged `kind`.

    Raises:
        InputError: It cannot be opened.
    """
    try:
        return zipfile.ZipFile(stream)
    except DAMAGE as error:
        raise damaged(name, kind) from error


def content(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int) -> bytes | None:
    """What a member holds, or None where that is more than the limit.

    The size it states is looked at first, but what counts is the bytes that really come.

    Raises:
        zipfile.BadZipFile: And all else in `DAMAGE`: it is broken, or locked.
    """
    if member.file_size > limit:
        return None
    pieces = []
    with archive.open(member) as stream:
        while piece := stream.read(_CHUNK):
            limit -= len(piece)
            if limit < 0:
                return None
            pieces.append(piece)
    return b"".join(pieces)


def is_locked(member: zipfile.ZipInfo) -> bool:
    """Whether it can be opened with a password only."""
    return bool(member.flag_bits & 0x1)


def damaged(name: str, kind: str) -> InputError:
    """The error for a container that cannot be opened."""
    return InputError(
        f"{name} is damaged or no {kind}.",
        "Expected a complete file without a password.",
        "Get it again, or open it where it was made and save it again.",
    )


def swollen(name: str, limit: int) -> InputError:
    """The error for a container that unpacks to more than it may."""
    return InputError(
        f"{name} would unpack to more than {limit / 2**20:,.0f} MB.",
        "Expected no more than that.",
        "Split it into smaller files.",
    )
