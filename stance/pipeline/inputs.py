"""From what a person names to what can be read, each input opened when its turn comes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from stance.domain import Document
from stance.errors import InputError


@dataclass(frozen=True, slots=True)
class Unopened:
    """Something that could not be opened before the run; it becomes a failed step.

    Attributes:
        name: What a person calls it.
        error: Why.
    """

    name: str
    error: InputError


#: What can be analysed: a file, a folder, an address on the web, a document made in memory.
Input = str | Path | Document | Unopened

#: What an input stands for; text is an address on the web.
Source = Document | Path | str | InputError


def sources(inputs: Iterable[Input], leave: Iterable[Path] = ()) -> Iterator[tuple[Source, str]]:
    """What the inputs stand for, each with the name that messages and steps give it.

    Args:
        inputs: What a person named.
        leave: Files of the program's own, passed over where they lie in a folder.
    """
    from stance import reading

    own = tuple(leave)
    met: set[str] = set()
    for given in inputs:
        if isinstance(given, Unopened):
            yield given.error, given.name
        elif isinstance(given, Document):
            yield given, given.path or given.id
        elif isinstance(given, str) and not given.strip():
            # As a path it would be the folder that the program happens to run in.
            yield InputError("An input has an empty name.", "Expected a file or folder."), given
        elif isinstance(given, str) and reading.is_address(given):
            yield given, given
        else:
            for found in reading.find([given], own):
                if isinstance(found, Path):
                    # A file that is named twice, or by itself and by its folder, is one input.
                    real = os.path.realpath(found)
                    if real not in met:
                        met.add(real)
                        yield found, str(found)
                else:
                    yield found, str(given)


def opened(source: Source) -> Iterator[Document | InputError]:
    """What an input holds, read as it is asked for."""
    from stance import reading

    if isinstance(source, Document | InputError):
        yield source
        return
    try:
        yield from reading.read(source) if isinstance(source, Path) else reading.fetch(source)
    except InputError as error:
        yield error
