"""``chart``: one figure into one file."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from stance.cli.measuring import selected, selection
from stance.cli.terminal import columns
from stance.cli.verbs import (
    DONE,
    PROGRAM,
    Verb,
    add_codebook_option,
    add_selection_options,
    add_store_option,
    keys,
    place,
)
from stance.errors import UsageError

if TYPE_CHECKING:
    from stance.codebook import Codebook
    from stance.export import Drawing, Look

#: The charts of `stance.charts.CHARTS`, named here so that help does not load plotly.
CHART_NAMES = (
    "matrix", "divergence", "pairs", "evidence", "stances", "timeline", "ticks", "profile",
    "dispersion", "map",
)  # fmt: skip
#: The sizes of `stance.charts.SIZES`, named here for the same reason.
SIZE_NAMES = ("page", "slide", "column", "square")
#: Endings under which the chart's numbers are written.
_TABLES = ("csv", "xlsx", "parquet", "jsonl")
_HELP = f"See: {PROGRAM} chart --help"


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "name", metavar="NAME", nargs="?", choices=CHART_NAMES, help="the chart, see --list"
    )
    parser.add_argument("--list", action="store_true", help="say which charts there are")
    parser.add_argument(
        "--output",
        metavar="FILE",
        type=place,
        help="the file to write: .html; with a browser installed .png, .svg, .pdf; the numbers as "
        ".csv, .xlsx, .parquet, .jsonl; figure, numbers, statements and manifest as .zip; "
        "plotly's own .json",
    )
    parser.add_argument(
        "--about",
        metavar="KEY",
        default="",
        help="the actor of a profile, the bloc of a dispersion",
    )
    parser.add_argument(
        "--members", metavar="KEY", nargs="+", default=[],
        help="actors that are the bloc's members (default: members that speak for themselves in "
        "what is held to be the bloc's)",
    )  # fmt: skip
    add_look_options(parser)
    add_store_option(parser)
    add_codebook_option(parser)
    add_selection_options(parser)


def add_look_options(parser: argparse.ArgumentParser) -> None:
    """Size, scale, theme and words of one's own."""
    looks = parser.add_argument_group("how it looks")
    looks.add_argument("--theme", choices=("light", "dark"), default="light", help="the look")
    looks.add_argument(
        "--size",
        choices=SIZE_NAMES,
        default="page",
        help="page (as in the dashboard), slide (16:9), column (of a report) or square",
    )
    looks.add_argument(
        "--scale", type=float, default=2, help="pixels of a PNG for each of the figure, 1 to 4"
    )
    looks.add_argument("--title", default="", help="a title in place of the finding")
    looks.add_argument("--subtitle", default="", help="a line in place of how to read it")
    looks.add_argument("--footer", default="", help="a line above what the figure rests on")


def look(arguments: argparse.Namespace) -> Look:
    """What the options of `add_look_options` ask for."""
    from stance.charts import Words
    from stance.export import Look

    words = Words(arguments.title, arguments.subtitle, arguments.footer)
    return Look(arguments.size, arguments.scale, words)


def _run(arguments: argparse.Namespace) -> int:
    if arguments.list:
        _list()
        return DONE
    if arguments.name is None:
        raise UsageError("No chart was named.", f"Expected: {', '.join(CHART_NAMES)}.", _HELP)
    if arguments.output is None:
        raise UsageError("No file was named.", "Expected --output FILE.", _HELP)
    from stance import codebook, export

    kind = arguments.output.suffix.lower().removeprefix(".")
    if kind not in (*_TABLES, "zip"):
        export.check_figure(arguments.output)
    book = codebook.load(arguments.codebook)
    _check_about(arguments, book)
    frame = selected(arguments, book)
    drawing = export.drawn(
        arguments.name,
        frame,
        part(book, arguments),
        about=arguments.about,
        members=keys(arguments.members, book.actors, "actor"),
        theme=arguments.theme,
    )
    if kind in _TABLES:
        export.save_table(drawing.table, arguments.output)
    else:
        _save(drawing, arguments, book)
    if sys.stdout.isatty():
        print(f"Written to {arguments.output}")
    return DONE


def _check_about(arguments: argparse.Namespace, book: Codebook) -> None:
    """Refuses an --about or --members that the chart would not heed, or that is left out."""
    from stance.charts import CHARTS

    about = [name for name, chart in CHARTS.items() if chart.about or name == "dispersion"]
    for option, charts in (("about", about), ("members", ["dispersion"])):
        if getattr(arguments, option) and arguments.name not in charts:
            raise UsageError(
                f"The chart {arguments.name} takes no --{option}.",
                f"Expected one of the charts that do: {', '.join(charts)}.",
                "Leave the option out, or choose actors with --actors.",
            )
    if not arguments.about:
        return
    keys([arguments.about], book.actors, "actor")
    chosen = keys(arguments.actors, book.actors, "actor")
    if chosen and arguments.about not in chosen:
        raise UsageError(
            f"--about names {arguments.about}, which --actors leaves out.",
            f"Expected one of: {', '.join(chosen)}.",
            f"Add {arguments.about} to --actors, or leave --actors out.",
        )


def _save(drawing: Drawing, arguments: argparse.Namespace, book: Codebook) -> None:
    from stance import export
    from stance.charts import fitted, smallest_type

    wanted = look(arguments)
    if arguments.output.suffix.lower() == ".zip":
        chosen = selection(arguments, book)
        export.save_bundle(drawing, arguments.output, book, selection=chosen, look=wanted)
    else:
        export.save_figure(drawing.figure, arguments.output, wanted)
    size = smallest_type(fitted(drawing.figure, wanted.size, wanted.words))
    if size < _SMALL:
        print(
            f"stance: note: so much is on the chart that its smallest words are {size:.0f} pixels "
            "high; choose fewer with --actors or --targets, or another --size.",
            file=sys.stderr,
        )


#: Words under this many pixels cannot be read on a slide.
_SMALL = 8.5


def _list() -> None:
    from stance.charts import CHARTS

    rows = [[chart.name, chart.summary] for chart in CHARTS.values()]
    print(columns(["chart", "shows"], rows))


def part(book: Codebook, arguments: argparse.Namespace) -> Codebook:
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
        "chart --list",
        "chart matrix --output matrix.svg",
        "chart pairs --since 2022-01-01 --size slide --output pairs.png",
        "chart profile --about US --output united-states.png",
        'chart stances --title "Who said what" --footer "Source: our archive" --output stances.zip',
    ),
    notes="A ZIP holds the figure in every format, its numbers, the statements behind it and a "
    "manifest with model, codebook, thresholds and filters.",
)
