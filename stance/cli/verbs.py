"""What a verb of the command line is, and the options that several verbs share."""

from __future__ import annotations

import argparse
import os
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from stance.domain import Labels
from stance.errors import UsageError

if TYPE_CHECKING:
    from stance.domain import Actor, Target

PROGRAM = "python -m stance"

#: Exit codes, see `stance.cli`.
DONE, PARTLY, NOTHING, INTERRUPTED = 0, 1, 2, 130


class Parser(argparse.ArgumentParser):
    """An argument parser that raises `UsageError` where the stock one prints and exits."""

    def error(self, message: str) -> NoReturn:
        """Raise the complaint as one line that ends in the remedy."""
        raise UsageError(f"{message[:1].upper()}{message[1:]}.", remedy=f"See: {self.prog} --help")


@dataclass(frozen=True, slots=True)
class Verb:
    """One action of the command line.

    Attributes:
        name: The word a person types.
        summary: One line for the list of verbs and the head of the verb's own help.
        options: Adds the verb's options to its parser.
        run: Does it and returns the exit code; raises `StanceError` when nothing could be done.
        examples: Command lines without the program's name, shown under the help.
        notes: A paragraph to show above the examples.
    """

    name: str
    summary: str
    options: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]
    examples: tuple[str, ...] = ()
    notes: str = ""

    def register(self, verbs: argparse._SubParsersAction[Parser]) -> None:
        """Add this verb to the parser of the program."""
        lines = "\n".join(["examples:", *(f"  {PROGRAM} {one}" for one in self.examples)])
        notes = textwrap.fill(self.notes, 88) + "\n\n" if self.notes else ""
        parser = verbs.add_parser(
            self.name,
            help=self.summary[:1].lower() + self.summary[1:].rstrip("."),
            description=self.summary,
            epilog=notes + lines if self.examples else notes,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        self.options(parser)
        parser.set_defaults(run=self.run)


def day(text: str) -> date:
    """A day given on the command line.

    >>> day("2022-01-24")
    datetime.date(2022, 1, 24)
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a day; write it as YYYY-MM-DD, such as 2022-01-24"
        ) from None


def place(text: str) -> Path:
    """A file or folder given on the command line.

    An empty word is what a variable of a script leaves that was never set; as a path it would be
    the folder that the script happens to stand in.

    >>> place("a/b.csv").name
    'b.csv'
    """
    if text.strip():
        return Path(text)
    raise argparse.ArgumentTypeError("the name is empty; give the name of a file or folder")


def check_place(path: Path) -> None:
    """Refuses, before long work, a file that could not be written after it.

    Raises:
        UsageError: Its folder does not exist or may not be written to, or it is a folder itself.
    """
    if path.is_dir():
        raise UsageError(f"{path} is a folder.", "Expected a file.", "Name a file in it.")
    if not path.parent.is_dir():
        raise UsageError(
            f"There is no folder {path.parent} for {path.name}.",
            remedy="Make it, or name a file in another folder.",
        )
    if not os.access(path.parent, os.W_OK):
        raise UsageError(
            f"The folder {path.parent} may not be written to.",
            remedy=f"Name another folder for {path.name}.",
        )


def add_store_option(parser: argparse.ArgumentParser) -> None:
    """``--store``: which database to read."""
    parser.add_argument(
        "--store",
        metavar="DB",
        type=place,
        help="the database to read (default: the one the dashboard opens)",
    )


def add_output_option(parser: argparse.ArgumentParser) -> None:
    """``--output``: the table as a file."""
    parser.add_argument(
        "--output",
        metavar="FILE",
        type=place,
        help="write the table to a file: .csv, .jsonl, .parquet or .xlsx",
    )


def add_codebook_option(parser: argparse.ArgumentParser) -> None:
    """``--codebook``: which actors and targets."""
    parser.add_argument(
        "--codebook",
        metavar="FILE",
        type=place,
        help="actors and targets as TOML (default: data/codebook.toml)",
    )


def add_selection_options(parser: argparse.ArgumentParser) -> None:
    """Which part of the store, and whose labels: the model's or those corrected by people."""
    chosen = parser.add_argument_group("which part of the store")
    chosen.add_argument(
        "--actors", metavar="KEY", nargs="+", default=[], help="only these actors of the codebook"
    )
    chosen.add_argument(
        "--targets", metavar="KEY", nargs="+", default=[], help="only these targets of the codebook"
    )
    chosen.add_argument(
        "--sources", metavar="NAME", nargs="+", default=[], help="only these outlets or issuers"
    )
    chosen.add_argument(
        "--since", metavar="DAY", type=day, help="only what was published on or after YYYY-MM-DD"
    )
    chosen.add_argument(
        "--until", metavar="DAY", type=day, help="only what was published on or before YYYY-MM-DD"
    )
    chosen.add_argument(
        "--labels",
        choices=[one.value for one in Labels],
        default=Labels.MODEL.value,
        help="as the model said (default), corrected by people, or only what people reviewed",
    )
    chosen.add_argument(
        "--sure",
        metavar="SHARE",
        type=_share,
        default=0.0,
        help="only statements at least so certain, such as 0.8",
    )


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if 0 <= share <= 1:
        return share
    raise argparse.ArgumentTypeError(
        f"{text!r} is no share; give a number from 0 to 1, such as 0.8"
    )


def keys(given: list[str], known: Sequence[Actor | Target], noun: str) -> tuple[str, ...]:
    """Codebook keys as typed, with commas or blanks between them, checked against the codebook.

    >>> from stance.domain import Actor
    >>> keys(["A,B"], [Actor("A", "Able"), Actor("B", "Baker")], "actor")
    ('A', 'B')

    Raises:
        UsageError: A key that the codebook does not have, or only blanks.
    """
    chosen = tuple(key for word in given for key in word.split(",") if key)
    names = [one.key for one in known]
    if given and not chosen:
        raise UsageError(f"No {noun} is named.", f"Expected some of: {', '.join(names)}.")
    for key in chosen:
        if key not in names:
            raise UsageError(f"The codebook has no {noun} {key!r}.", f"It has: {', '.join(names)}.")
    return chosen
