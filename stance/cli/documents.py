"""``documents``: what a store holds, and what a person knows better."""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING

from stance.cli.measuring import existing, hand_over
from stance.cli.terminal import columns, short
from stance.cli.verbs import DONE, Verb, add_output_option, add_store_option, day
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
_RUNS = {
    "run": "run",
    "started": "started",
    "outcome": "how it ended",
    "inputs": "inputs",
    "failed": "failed",
    "model": "model",
    "codebook": "codebook",
}
_FAILED = {"run": "run", "path": "input", "message": "why"}
_WIDEST = 40


def _options(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(metavar="ACTION", dest="action", required=True)
    for name, text in (
        ("list", "every document, with its story and what was corrected of it"),
        ("unread", "the passages in a language that the model does not read"),
        ("corrections", "what was corrected, beside what was read"),
        ("runs", "every run into this store, and how it ended"),
        ("failures", "every input that failed, and why"),
    ):
        listing = actions.add_parser(name, help=text)
        add_store_option(listing)
        add_output_option(listing)
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
    delete = actions.add_parser(
        "delete", help="remove documents with their sentences, what models said, and annotations"
    )
    delete.add_argument("ids", metavar="ID", nargs="+", help="ids from the list")
    add_store_option(delete)


def _day(text: str) -> date | None:
    return None if text.strip().lower() == "unknown" else day(text)


def _run(arguments: argparse.Namespace) -> int:
    if arguments.action in ("correct", "restore", "delete"):
        with existing(arguments.store) as store:
            if arguments.action == "correct":
                _correct(store, arguments)
            elif arguments.action == "delete":
                _delete(store, arguments.ids)
            else:
                store.restore_document(arguments.id)
        return DONE
    from stance import export

    if arguments.output:
        export.check_table(arguments.output)
    with existing(arguments.store) as store:
        table, heads, nothing = _wanted(store, arguments.action)
    hand_over(table, arguments.output, lambda: _told(table, heads, nothing))
    return DONE


def _wanted(store: Store, action: str) -> tuple[DataFrame, dict[str, str], str]:
    """The table of an action, its words for a terminal, and what to say where it is empty."""
    if action == "list":
        return store.documents(), _LISTED, "The store holds no document."
    if action == "corrections":
        return store.corrections(), _CORRECTED, "Nothing was corrected."
    if action == "runs":
        return store.runs(), _RUNS, "Nothing was read into this store yet."
    if action == "failures":
        return store.failures(), _FAILED, "No input failed."
    from stance.reading import language_name

    table = store.unread()
    table["language"] = table["language"].map(language_name)
    return table, _UNREAD, "Every passage is in a language that the model reads."


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


def _delete(store: Store, ids: list[str]) -> None:
    """All of them or, where one is not there, none."""
    known = set(store.documents()["id"])
    for one in ids:
        if one not in known:
            raise UsageError(
                f"The store has no document {one!r}.",
                "Expected ids of documents in it; nothing was deleted.",
                "See: documents list",
            )
    for one in ids:
        store.delete(one)


def _told(table: DataFrame, heads: dict[str, str], nothing: str) -> str:
    if table.empty:
        return nothing
    shown = [
        [short(value, _WIDEST) for value in row]
        for row in table[list(heads)].to_numpy(dtype=object)
    ]
    return columns(list(heads.values()), shown)


DOCUMENTS = Verb(
    name="documents",
    summary="List the documents of a store, correct what is known of them, or see what is unread.",
    options=_options,
    run=_run,
    examples=(
        "documents list",
        "documents correct ID --published 2022-01-24 --source Reuters",
        "documents restore ID",
        "documents delete ID",
        "documents unread",
        "documents list --output documents.xlsx",
        "documents failures",
    ),
    notes="A correction holds for every table, filter and chart, also after the document was read "
    "again. After a change of the day, analyze the document again: who speaks is found by it.",
)
