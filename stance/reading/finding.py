"""Paths and folders -> the files to read, in a stable order."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from stance.errors import InputError

TEXT = frozenset({"", ".txt"})
MARKDOWN = frozenset({".md", ".markdown"})
HTML = frozenset({".html", ".htm"})
DELIMITED = frozenset({".csv", ".tsv"})
JSON_LINES = frozenset({".jsonl", ".ndjson"})
WORKBOOK = frozenset({".xlsx"})
PARQUET = frozenset({".parquet"})
TABLE = DELIMITED | JSON_LINES | WORKBOOK | PARQUET
PDF = frozenset({".pdf"})
WORD = frozenset({".docx"})
MAIL = frozenset({".eml"})
FEED = frozenset({".rss", ".atom", ".xml"})
ARCHIVE = frozenset({".zip"})

#: Every suffix that is read, without the empty one.
SUFFIXES = tuple(
    sorted((TEXT | MARKDOWN | HTML | PDF | WORD | MAIL | FEED | ARCHIVE | TABLE) - {""})
)

_REMEDIES = {
    ".doc": "Save it as .docx or plain text (.txt).",
    ".odt": "Save it as .docx or plain text (.txt).",
    ".rtf": "Save it as .docx or plain text (.txt).",
    ".msg": "Save the message as .eml or plain text (.txt).",
    ".7z": "Unpack it and name the folder, or pack it as .zip.",
    ".rar": "Unpack it and name the folder, or pack it as .zip.",
    ".gz": "Unpack it first.",
    ".mhtml": "Save the page as HTML only (.html).",
    ".xls": "Save it as .xlsx or .csv.",
    ".ods": "Save it as .xlsx or .csv.",
    ".json": "Save it as JSON Lines (.jsonl), one object on each line.",
}

# Left by systems and programs in folders; nobody means them.
_LITTER = frozenset(
    {"thumbs.db", "desktop.ini", "ehthumbs.db", "icon\r", "__macosx", "__pycache__"}
)


def suffix_of(name: str) -> str:
    """The suffix in small letters, or none where the last dot belongs to the name.

    >>> suffix_of("a.TXT"), suffix_of("On the U.S. statement"), suffix_of("notes")
    ('.txt', '', '')
    """
    suffix = Path(name).suffix.lower()
    return suffix if re.fullmatch(r"\.(?!\d+$)[a-z0-9]{1,10}", suffix) else ""


def is_address(text: object) -> bool:
    """Whether a command-line argument is an address of the web rather than a path.

    >>> is_address("https://example.org/a"), is_address("C:/a.txt"), is_address("ftp://x.org")
    (True, False, False)
    """
    return isinstance(text, str) and re.match(r"(?i)https?://", text.strip()) is not None


def unread(name: str) -> InputError | None:
    """Why a file of this name is not read, or None if it is."""
    suffix = suffix_of(name)
    if not suffix or suffix in SUFFIXES:
        return None
    return InputError(
        f"{name} has the format {suffix}, which is not read yet.",
        f"Expected {', '.join(SUFFIXES)} or plain text without a suffix.",
        _REMEDIES.get(suffix, "Save it as text (.txt)."),
    )


def is_litter(name: str) -> bool:
    """Whether a file or folder is hidden, or was left behind by a system or program.

    >>> [is_litter(name) for name in (".git", "~$draft.docx", "Thumbs.db", "notes.txt")]
    [True, True, True, False]
    """
    return name.startswith((".", "~$")) or name.casefold() in _LITTER


def find(paths: Iterable[str | Path], leave: Iterable[str | Path] = ()) -> list[Path | InputError]:
    """The files to read, folders opened up, each file once.

    Named paths keep their order; what is in a folder comes sorted by name, folders and all.
    Hidden files and what systems leave behind (``Thumbs.db``, lock files of office programs)
    are skipped. A path that does not exist, a file in a format that is not read and a folder
    with nothing to read stand in the list as an `InputError`, in the place of the file.

    Args:
        paths: Files and folders.
        leave: Files to pass over in folders, such as the program's own.

    >>> find(["missing.txt"])
    [InputError('There is no file missing.txt. Expected a file or folder. Check the path.')]
    """
    found: list[Path | InputError] = []
    met = {os.path.realpath(path) for path in leave}
    for path in map(Path, paths):
        for item in _expand(path):
            if isinstance(item, Path):
                real = os.path.realpath(item)
                if real in met:
                    continue
                met.add(real)
                item = unread(str(item)) or item
            found.append(item)
    return found


def _expand(path: Path) -> Iterator[Path | InputError]:
    try:
        is_folder, is_there = path.is_dir(), path.exists()
    except (OSError, ValueError):  # a name no file can have
        is_folder, is_there = False, False
    if not is_there:
        yield InputError(
            f"There is no file {path}.", "Expected a file or folder.", "Check the path."
        )
    elif not is_folder:
        yield path
    else:
        inside = list(_walk(path))
        yield from inside or [
            InputError(
                f"The folder {path} holds no file.",
                "Expected texts or tables in it.",
                "Check the path.",
            )
        ]


def _walk(folder: Path) -> Iterator[Path | InputError]:
    """Files of a folder and all below it, linked folders too, each folder once."""
    # The folders on the way, innermost last: a stack, as they may be nested a thousand deep.
    open_folders: list[Iterator[Path | InputError]] = [iter([folder])]
    met: set[str] = set()
    while open_folders:
        item = next(open_folders[-1], None)
        if item is None:
            open_folders.pop()
            continue
        problem = _problem(item) if isinstance(item, Path) else None
        if isinstance(item, InputError) or problem is not None:
            yield problem or item
        elif not item.is_dir():
            yield item
        elif (real := os.path.realpath(item)) not in met:  # a link may lead back up
            met.add(real)
            open_folders.append(iter(_inside(item)))


def _inside(folder: Path) -> list[Path | InputError]:
    """What lies in a folder, sorted by name, or why that cannot be told."""
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries]
    except OSError as error:
        return [
            InputError(
                f"The folder {folder} cannot be opened: {error.strerror}.",
                remedy="Check who may read it.",
            )
        ]
    kept = (name for name in names if not is_litter(name))
    return [folder / name for name in sorted(kept, key=lambda name: (name.casefold(), name))]


def _problem(path: Path) -> InputError | None:
    """Why something in a folder is neither a file nor a folder; None if it is."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        what = "is a link that leads nowhere" if path.is_symlink() else "cannot be looked at"
        return InputError(
            f"{path} {what} ({error.strerror}).", "Expected a file.", "Mend or remove it."
        )
    if stat.S_ISDIR(mode) or stat.S_ISREG(mode):
        return None
    return InputError(
        f"{path} is neither a file nor a folder.", "Expected a file.", "Copy its content to one."
    )
