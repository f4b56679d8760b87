"""``chart``: one figure into one file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from stance.cli.measuring import selected
from stance.cli.verbs import (
    DONE,
    Verb,
    add_codebook_option,
    add_selection_options,
    add_store_option,
    keys,
)

if TYPE_CHECKING:
    from stance.codebook import Codebook

#: The charts of `stance.charts.CHARTS`, named here so that help does not load plotly.
CHART_NAMES = ("matrix", "divergence", "pairs", "evidence", "stances", "timeline")


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "name",
        metavar="NAME",
        choices=CHART_NAMES,
        help="matrix (where each actor stands), divergence (how far each two are apart), "
        "pairs (the same as a list), evidence (every statement along time), "
        "stances (what share of each is in favor or against), timeline (positions along time)",
    )
    parser.add_argument(
        "--output",
        metavar="FILE",
        type=Path,
        required=True,
        help="the file to write: .html, .json, .csv, or with a browser installed .png, .svg, .pdf",
    )
    parser.add_argument("--theme", choices=("light", "dark"), default="light", help="the look")
    add_store_option(parser)
    add_codebook_option(parser)
    add_selection_options(parser)


def _run(arguments: argparse.Namespace) -> int:
    from stance import charts, codebook, export, measures

    chart = charts.CHARTS[arguments.name]
    as_table = arguments.output.suffix.lower() == ".csv"
    if not as_table:
        export.check_figure(arguments.output)
    book = codebook.load(arguments.codebook)
    frame = selected(arguments, book)
    table = {
        "predictions": lambda: frame,
        "positions": lambda: measures.positions(frame),
        "divergence": lambda: measures.divergence(frame),
        "timeline": lambda: measures.timeline(frame),
    }[chart.table]()
    if as_table:
        export.save_table(table, arguments.output)
    else:
        shown = _part(book, arguments)
        more = {"statements": frame} if chart.statements else {}
        basis = charts.Basis.of(frame)
        figure = chart.draw(table, shown, basis=basis, theme=arguments.theme, **more)
        export.save_figure(figure, arguments.output)
    if sys.stdout.isatty():
        print(f"Written to {arguments.output}")
    return DONE


def _part(book: Codebook, arguments: argparse.Namespace) -> Codebook:
    """The codebook with only the actors and targets asked for, so that no other gets a row."""
    from stance.codebook import Codebook

    actors = keys(arguments.actors, book.actors, "actor")
    targets = keys(arguments.targets, book.targets, "target")
    return Codebook(
        tuple(one for one in book.actors if not actors or one.key in actors),
        tuple(one for one in book.targets if not targets or one.key in targets),
    )


CHART = Verb(
    name="chart",
    summary="Draw one figure of a store into a file.",
    options=_options,
    run=_run,
    examples=(
        "chart matrix --output matrix.svg",
        "chart pairs --since 2022-01-01 --output pairs.html",
    ),
)
