"""``statements``: the sentences behind the numbers, as a table from a store."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from stance.cli.measuring import hand_over, selected
from stance.cli.terminal import columns, short
from stance.cli.verbs import (
    DONE,
    Verb,
    add_codebook_option,
    add_output_option,
    add_selection_options,
    add_store_option,
)
from stance.domain import Abstention, Stance
from stance.errors import UsageError

if TYPE_CHECKING:
    from pandas import DataFrame

#: Column of the table to the word over it on a terminal.
_HEADS = {
    "published": "published",
    "source": "source",
    "actor": "actor",
    "target": "target",
    "stance": "stance",
    "text": "sentence",
}
_KINDS = tuple(one.value for one in (*Stance, *Abstention))
_WIDEST = 80


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--words", metavar="WORDS", default="", help="only sentences with these words in them"
    )
    parser.add_argument(
        "--stances",
        metavar="STANCE",
        nargs="+",
        default=[one.value for one in Stance],
        help=f"which: {', '.join(_KINDS)} (default: those that take a side or decline to)",
    )
    add_store_option(parser)
    add_output_option(parser)
    add_codebook_option(parser)
    add_selection_options(parser)


def _run(arguments: argparse.Namespace) -> int:
    from stance import codebook, export

    if arguments.output:
        export.check_table(arguments.output)
    kinds = _kinds(arguments.stances)
    table = selected(arguments, codebook.load(arguments.codebook))
    kind = table["stance"].where(table["stance"] != "", table["abstention"])
    table = table[kind.isin(kinds)]
    if arguments.words:
        table = table[table["text"].str.contains(arguments.words, case=False, regex=False)]
    hand_over(table, arguments.output, lambda: _told(table))
    return DONE


def _kinds(given: list[str]) -> list[str]:
    """Kinds of statements as typed, with commas or blanks between them.

    >>> _kinds(["favor,against", "unsure"])
    ['favor', 'against', 'unsure']

    Raises:
        UsageError: A word that is none, or only commas.
    """
    chosen = [word for one in given for word in one.split(",") if word]
    strange = [word for word in chosen if word not in _KINDS]
    if strange or not chosen:
        seen = f"There is no stance {strange[0]!r}." if strange else "No stance is named."
        raise UsageError(seen, f"Expected some of: {', '.join(_KINDS)}.")
    return chosen


def _told(table: DataFrame) -> str:
    if table.empty:
        return "No sentence here fits."
    newest = table.sort_values("published", ascending=False, kind="stable", na_position="last")
    rows = newest[list(_HEADS)].to_numpy(dtype=object)
    return columns(
        list(_HEADS.values()), [[short(value, _WIDEST) for value in row] for row in rows]
    )


STATEMENTS = Verb(
    name="statements",
    summary="The sentences behind the numbers: who said what, where, and how sure that is.",
    options=_options,
    run=_run,
    examples=(
        "statements --stances against --sure 0.8",
        "statements --stances favor against --output statements.xlsx",
        "statements --stances unsure --since 2022-01-01",
    ),
    notes="The table has a row per sentence, actor and target, with cue, probabilities and origin.",
)
