"""ZIP archives -> the documents of the files in them.

Nothing is written to disk, so a name such as ``../../etc/passwd`` is a name and no more. How
much an input may bring along is counted once for all that is packed into it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from stance.domain import Document
from stance.errors import InputError
from stance.reading.decoding import MAX_BYTES
from stance.reading.finding import is_litter, unread
from stance.reading.plain import too_big
from stance.reading.unpacking import DAMAGE, content, damaged, is_locked, opened, swollen

#: One input may hold so many files and unpack to so many bytes in all.
MAX_PARTS = 5000
MAX_UNPACKED = 500 * 2**20

#: An archive may hold archives, and these hold files. No deeper.
MAX_DEPTH = 2

Part = Callable[[str, bytes], Iterator[Document | InputError]]


@dataclass(slots=True)
class Allowance:
    """What one input may still bring along, however its parts are packed into one another."""

    parts: int
    size: int

    @classmethod
    def whole(cls) -> Allowance:
        """The allowance of an input that was not opened yet."""
        return cls(MAX_PARTS, MAX_UNPACKED)

    def take(self, name: str, size: int) -> InputError | None:
        """Counts one more part; what to say where it is one too many."""
        self.parts -= 1
        self.size -= size
        if self.parts < 0:
            return InputError(
                f"{name} holds more than {MAX_PARTS:,} files; the rest was not read.",
                "Expected no more than that.",
                "Unpack it and name the folder.",
            )
        return swollen(name, MAX_UNPACKED) if self.size < 0 else None


def archive_documents(
    stream: BinaryIO, name: str, allowance: Allowance, read: Part
) -> Iterator[Document | InputError]:
    """The documents of every file in an archive, in the order of their names.

    Args:
        stream: The archive.
        name: What to call it; the name of each file in it is put behind a slash.
        allowance: What may still be read.
        read: Reads one file by its name.

    Yields:
        Documents, and an `InputError` in the place of each file that cannot be read.

    Raises:
        InputError: It is no archive, or holds no file.
    """
    with opened(stream, name, "ZIP archive") as archive:
        members = [
            (inner_name(member.filename), member)
            for member in archive.infolist()
            if not member.is_dir()
        ]
        members = [(inside, member) for inside, member in members if not _is_litter(inside)]
        if not members:
            raise InputError(f"{name} holds no file.", "Expected texts or tables in it.")
        for inside, member in sorted(members, key=lambda one: (one[0].casefold(), one[0])):
            shown = f"{name}/{inside}"
            failure = unread(shown)
            if is_locked(member):
                failure = InputError(
                    f"{shown} is locked with a password.",
                    "Expected an archive without one.",
                    "Unpack it and name the folder.",
                )
            if failure is not None:
                yield failure
                continue
            limit = min(MAX_BYTES, max(allowance.size, 0))
            try:
                data = content(archive, member, limit)
            except DAMAGE:
                yield damaged(shown, "readable file")
                continue
            spent = allowance.take(name, len(data) if data is not None else limit + 1)
            if spent is not None:
                yield spent
                return
            yield from [too_big(shown, member.file_size)] if data is None else read(shown, data)


def inner_name(name: str) -> str:
    r"""The name of a packed file as it is shown: no way up, no root, nothing unprintable.

    >>> inner_name("../../etc/pass\x07wd"), inner_name("C:\\a\\b.txt")
    ('etc/pass�wd', 'C:/a/b.txt')
    """
    parts = [part for part in re.split(r"[\\/]+", name) if part.strip() not in {"", ".", ".."}]
    shown = "".join(char if char.isprintable() else "\ufffd" for char in "/".join(parts))
    return shown[-200:] or "\ufffd"


def _is_litter(inside: str) -> bool:
    return any(is_litter(part) for part in inside.split("/"))
