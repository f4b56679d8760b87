"""``documents``: what a store holds, and what a person knows better."""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING

from stance.cli.measuring import existing
from stance.cli.terminal import columns
from stance.cli.verbs import DONE, Verb, add_store_option, day
from stance.errors import UsageError

if TYPE_CHECKING:
    from pandas import DataFrame

    from stance.store import Store

#: Column of the table to the word over it on a terminal.
_LISTED = {
    "id": "id",
    "published": "published",
    "source": "source",
    "title": "title",
    "passages": "sentences",
    "unread": "not read",
    "stances": "statements",
    "story": "story",
    "corrected": "corrected",
}
_UNREAD = {"document_id": "document", "passage": "passage", "language": "language", "text": "text"}
_CORRECTED = {"document_id": "document", "field": "field", "read": "as read", "value": "holds"}
_WIDEST = 40


def _options(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(metavar="ACTION", dest="action", required=True)
    for name, text in (
        ("list", "every document, with its story and what was corrected of it"),
        ("unread", "the passages in a language that the model does not read"),
        ("corrections", "what was corrected, beside what was read"),
    ):
        add_store_option(actions.add_parser(name, help=text))
    correct = actions.add_parser("correct", help="set title, outlet or day of a document")
    correct.add_argument("id", metavar="ID", help="an id from the list")
    correct.add_argument("--title", help="the title")
    correct.add_argument("--source", help="the outlet or issuer")
    correct.add_argument(
        "--published",
        metavar="DAY",
        type=_day,
        default=...,
        help="YYYY-MM-DD, or the word unknown",
    )
    add_store_option(correct)
    restore = actions.add_parser("restore", help="drop the corrections of a document")
    restore.add_argument("id", metavar="ID", help="an id from the list")
    add_store_option(restore)


def _day(text: str) -> date | None:
    return None if text.strip().lower() == "unknown" else day(text)


def _run(arguments: argparse.Namespace) -> int:
    with existing(arguments.store) as store:
        if arguments.action == "correct":
            _correct(store, arguments)
        elif arguments.action == "restore":
            store.restore_document(arguments.id)
        else:
            _show(store, arguments.action)
    return DONE


def _show(store: Store, action: str) -> None:
    from stance.reading import language_name

    if action == "list":
        _print(store.documents(), _LISTED, "The store holds no document.")
    elif action == "corrections":
        _print(store.corrections(), _CORRECTED, "Nothing was corrected.")
    else:
        table = store.unread()
        table["language"] = table["language"].map(language_name)
        _print(table, _UNREAD, "Every passage is in a language that the model reads.")


def _correct(store: Store, arguments: argparse.Namespace) -> None:
    given = {
        name: getattr(arguments, name)
        for name in ("title", "source")
        if getattr(arguments, name) is not None
    }
    # Absent and "unknown" are both None once parsed, so the default tells them apart.
    if arguments.published is not ...:
        given["published"] = arguments.published
    if not given:
        raise UsageError(
            "Nothing was given to correct.",
            "Expected --title, --source or --published.",
            "See: documents correct --help",
        )
    store.update_document(arguments.id, **given)


def _print(table: DataFrame, heads: dict[str, str], nothing: str) -> None:
    if table.empty:
        print(nothing)
        return
    shown = [[_cell(value) for value in row] for row in table[list(heads)].to_numpy(dtype=object)]
    print(columns(list(heads.values()), shown))


def _cell(value: object) -> object:
    if isinstance(value, int):
        return value
    if value is None or value != value:  # NaT is not itself
        return "–"
    text = str(value.date()) if hasattr(value, "date") else " ".join(str(value).split())
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"


DOCUMENTS = Verb(
    name="documents",
    summary="List the documents of a store, correct what is known of them, or see what is unread.",
    options=_options,
    run=_run,
    examples=(
        "documents list",
        "documents correct ID --published 2022-01-24 --source Reuters",
        "documents restore ID",
        "documents unread",
    ),
    notes="A correction holds for every table, filter and chart, also after the document was read "
    "again. After a change of the day, analyze the document again: who speaks is found by it.",
)
