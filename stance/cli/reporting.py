"""``report``: a briefing with findings, charts, tables and the sentences behind them."""

from __future__ import annotations

import argparse
import sys

from stance.cli.drawing import part
from stance.cli.measuring import existing, selected, selection
from stance.cli.verbs import (
    DONE,
    Verb,
    add_codebook_option,
    add_selection_options,
    add_store_option,
    place,
)
from stance.errors import ExportError, MissingExtraError, UsageError


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--output",
        metavar="FILE",
        type=place,
        required=True,
        help="the file to write: .html (one page that needs nothing else), .docx or .pptx",
    )
    parser.add_argument("--title", default="", help="a title in place of the one that is made")
    parser.add_argument(
        "--sentences",
        metavar="N",
        type=int,
        default=3,
        help="how many sentences stand for an actor on a target, the surest first (default: 3)",
    )
    add_store_option(parser)
    add_codebook_option(parser)
    add_selection_options(parser)


def _run(arguments: argparse.Namespace) -> int:
    from stance import codebook, export
    from stance.export.files import suffix_of
    from stance.export.rendering import check_images

    kind = suffix_of(arguments.output, export.REPORT_FORMATS)
    if arguments.sentences < 0:
        raise UsageError(
            f"There are {arguments.sentences} sentences.", "Expected 0 or more.", "Try 3."
        )
    book = codebook.load(arguments.codebook)
    frame = selected(arguments, book)
    with existing(arguments.store) as store:
        documents = store.documents()
    made = export.report(
        frame,
        part(book, arguments),
        selection=selection(arguments, book),
        documents=documents,
        title=arguments.title,
        sentences=arguments.sentences,
    )
    export.save_report(made, arguments.output)
    if kind == "docx":
        try:
            check_images()
        except (ExportError, MissingExtraError) as error:
            print(f"stance: note: the document has no pictures. {error}", file=sys.stderr)
    if sys.stdout.isatty():
        print(f"Written to {arguments.output}")
    return DONE


REPORT = Verb(
    name="report",
    summary="Write a briefing: findings, charts, tables, the sentences behind them, limits.",
    options=_options,
    run=_run,
    examples=(
        "report --output briefing.html",
        'report --title "Embassies, January 2022" --until 2022-01-31 --output briefing.docx',
        "report --since 2022-01-01 --output year.pptx",
    ),
    notes="The charts of .pptx can be edited and need no browser; those of .docx are pictures, "
    "which a Chrome, Chromium or Edge makes; .html draws its own.",
)
