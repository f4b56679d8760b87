"""``voices``: who else speaks in the documents of a store, so that they can be added."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from stance.cli.measuring import existing, hand_over
from stance.cli.terminal import Bar, columns, short
from stance.cli.verbs import (
    DONE,
    Verb,
    add_codebook_option,
    add_output_option,
    add_store_option,
)
from stance.domain import Progress

if TYPE_CHECKING:
    from pandas import DataFrame

    from stance.domain import Document
    from stance.store import Store

#: Column of the table to the word over it on a terminal.
_HEADS = {
    "name": "name",
    "n": "statements",
    "n_documents": "documents",
    "first": "first",
    "last": "last",
    "example": "sentence",
}
_WIDEST = 80


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--least",
        metavar="N",
        type=_whole,
        default=1,
        help="only those with at least N statements (default: 1)",
    )
    add_store_option(parser)
    add_output_option(parser)
    add_codebook_option(parser)


def _whole(text: str) -> int:
    if text.isdecimal() and int(text) > 0:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no number of statements; give 1 or more")


def _run(arguments: argparse.Namespace) -> int:
    from stance import codebook, export, pipeline

    if arguments.output:
        export.check_table(arguments.output)
    book = codebook.load(arguments.codebook)
    with existing(arguments.store) as store:
        table = pipeline.voices(_shown(store), book)
    table = table[table["n"] >= arguments.least]
    hand_over(table, arguments.output, lambda: _told(table))
    return DONE


def _shown(store: Store) -> Iterator[Document]:
    """The documents of a store, with a bar that tells how far the reading is."""
    from stance import pipeline

    bar, total = Bar(), len(store.documents())
    for done, document in enumerate(pipeline.stored_documents(store)):
        bar.show(Progress(done, total, document.title or document.id, "analysed"))
        yield document
    bar.clear()


def _told(table: DataFrame) -> str:
    if table.empty:
        return "Nobody else is named as a source here: every source is an actor of the codebook."
    rows = table[list(_HEADS)].to_numpy(dtype=object)
    return columns(
        list(_HEADS.values()), [[short(value, _WIDEST) for value in row] for row in rows]
    )


VOICES = Verb(
    name="voices",
    summary="Who else speaks: sources in the documents that no actor of the codebook covers.",
    options=_options,
    run=_run,
    examples=("voices", "voices --least 3", "voices --output voices.xlsx"),
    notes="A row per person or body with the number of sentences that name it as a source, and one "
    "of them. Pronouns, titles without a name, and media are left out. English only. To have their "
    "positions found, add them: codebook add-actor --help",
)
