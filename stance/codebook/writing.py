"""Adding to a codebook's file: one block at its end, everything before it as it was."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from stance.codebook.loading import _LISTS, Codebook, default_hypotheses, parse
from stance.codebook.places import default_path, own_path, shipped_path
from stance.domain import Actor, Official, Target
from stance.errors import CodebookError


def add(one: Actor | Target, path: Path | None = None) -> Codebook:
    """Adds an actor or a target to a codebook's file.

    The block is written at the end of the file; comments and order of what is there stay. A file
    that is not there yet begins as a copy of the codebook in use. Nothing is written unless the
    whole can be read afterwards.

    Args:
        one: The actor or target.
        path: The file; without it, the reader's own (`stance.codebook.own_path`).

    Returns:
        The codebook as it is in the file now.

    Raises:
        CodebookError: What was given cannot be used (the message names the key), the file is the
            one that comes with the program, or it cannot be written.
    """
    file = own_path() if path is None else path
    if file.resolve() == shipped_path():
        raise CodebookError(
            f"{file} comes with the program, and a new version would replace it.",
            remedy="Name another file.",
        )
    start = file if file.is_file() else default_path()
    try:
        before = start.read_bytes().decode("utf-8-sig")
        text = f"{before.rstrip()}\n\n{block(one)}"
        made = parse(text, str(file))
        file.parent.mkdir(parents=True, exist_ok=True)
        _write(file, text)
    except (OSError, UnicodeDecodeError) as error:
        raise CodebookError(
            f"{file} cannot be written ({error}).", remedy="Check the folder and its permissions."
        ) from error
    return made


def block(one: Actor | Target) -> str:
    """An actor or a target as a table of TOML; what is empty is left out.

    >>> print(block(Target("thaw", "Thaw", "melting the ice", cues=("melt*",))))
    [[target]]
    key = "thaw"
    name = "Thaw"
    proposition = "melting the ice"
    cues = ["melt*"]
    <BLANKLINE>
    """
    lines = _actor(one) if isinstance(one, Actor) else _target(one)
    return "\n".join([f"[[{'actor' if isinstance(one, Actor) else 'target'}]]", *lines, ""])


def _actor(one: Actor) -> Iterator[str]:
    for name in ("key", "name"):
        yield f"{name} = {_text(getattr(one, name))}"
    if one.color:
        yield f"color = {_text(one.color)}"
    if one.count_members:
        yield "count_members = true"
    yield from _lists(one, _LISTS["actor"])
    if one.officials:
        yield "officials = ["
        yield from (f"  {_official(official)}," for official in one.officials)
        yield "]"


def _official(one: Official) -> str:
    parts = [f"name = {_text(one.name)}"]
    if one.role:
        parts.append(f"role = {_text(one.role)}")
    parts += [
        f"{name} = {day.isoformat()}" for name, day in (("from", one.start), ("to", one.end)) if day
    ]
    return f"{{ {', '.join(parts)} }}"


def _target(one: Target) -> Iterator[str]:
    for name in ("key", "name", "proposition"):
        yield f"{name} = {_text(getattr(one, name))}"
    yield from _lists(one, ("wordings", "cues", "cues_with"))
    usual = default_hypotheses(one.proposition)
    own = tuple(name for name in usual if getattr(one, name) not in ((), usual[name]))
    yield from _lists(one, own)


def _lists(one: Actor | Target, names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        words = getattr(one, name)
        if words:
            yield f"{name} = [{', '.join(map(_text, words))}]"


def _text(text: str) -> str:
    """A basic string of TOML, whose escapes are those of JSON."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _write(file: Path, text: str) -> None:
    """All of it or nothing, also when the machine stops in between."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
            out.write(text)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
