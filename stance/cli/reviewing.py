"""``review``: what people said of single statements, out of a store and into it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from stance.cli.measuring import existing, hand_over, readable
from stance.cli.terminal import complain
from stance.cli.verbs import (
    DONE,
    NOTHING,
    PARTLY,
    Verb,
    add_codebook_option,
    add_output_option,
    add_store_option,
    place,
)
from stance.errors import UsageError

if TYPE_CHECKING:
    from pandas import DataFrame

#: What can be done, with what a person reads of it.
ACTIONS = {
    "export": "the annotations as a table",
    "import": "take annotations from a table",
    "agreement": "how far coders agree, and they with the model",
    "next": "what to look at next",
}
#: Ways to choose what to look at next.
WAYS = ("random", "uncertain", "influential")

_AGREEMENT = {
    "coder_a": "coder",
    "coder_b": "and",
    "units": "both judged",
    "same": "same answer",
    "alpha": "alpha",
    "low": "from",
    "high": "to",
    "ordinal": "alpha of sides",
    "ordinal_low": "from",
    "ordinal_high": "to",
}


def _options(parser: argparse.ArgumentParser) -> None:
    told = "; ".join(f"{name}: {what}" for name, what in ACTIONS.items())
    parser.add_argument("action", choices=list(ACTIONS), help=told)
    parser.add_argument("file", metavar="FILE", nargs="?", type=place, help="the table to import")
    add_store_option(parser)
    add_output_option(parser)
    add_codebook_option(parser)
    parser.add_argument(
        "--coder", metavar="NAME", default="", help="the person, for imported rows that name none"
    )
    parser.add_argument(
        "--by", choices=WAYS, default=WAYS[0], help="how to choose what is next (default: random)"
    )
    parser.add_argument(
        "--count", metavar="N", type=_count, default=20, help="how many are next (default: 20)"
    )


def _count(text: str) -> int:
    if text.isdecimal() and int(text) > 0:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no count; give a whole number from 1 on")


def _run(arguments: argparse.Namespace) -> int:
    from stance import export

    if arguments.file is not None and arguments.action != "import":
        raise UsageError(
            f"{arguments.action} takes no input file, and {arguments.file} is one.",
            remedy="Name the file to write with --output.",
        )
    if arguments.output:
        export.check_table(arguments.output)
    done = {"export": _export, "import": _import, "agreement": _agreement, "next": _next}
    return done[arguments.action](arguments)


def _export(arguments: argparse.Namespace) -> int:
    from stance.store import exported

    with existing(arguments.store) as store:
        table = exported(store)
    hand_over(table, arguments.output)
    return DONE


def _import(arguments: argparse.Namespace) -> int:
    from stance import codebook
    from stance.store import imported

    if arguments.file is None:
        raise UsageError("No table was named.", remedy="Try: review import annotations.csv")
    try:
        data = arguments.file.read_bytes()
    except OSError as error:
        raise UsageError(
            f"{arguments.file} cannot be read ({error.strerror}).", remedy="Check the path."
        ) from error
    book = codebook.load(arguments.codebook)
    with existing(arguments.store) as store:
        new, again, problems = imported(
            arguments.file.name,
            data,
            store,
            coder=arguments.coder,
            actors=[one.key for one in book.actors],
            targets=[one.key for one in book.targets],
        )
    for problem in problems:
        complain(problem)
    print(f"{new} new, {again} known already, {len(problems)} left out.")
    if problems:
        return PARTLY if new or again else NOTHING
    return DONE


def _agreement(arguments: argparse.Namespace) -> int:
    from stance import measures

    with existing(arguments.store) as store:
        table = measures.reliability(store.predictions(), store.annotations())
    hand_over(table, arguments.output, lambda: _told(table))
    return DONE


def _told(table: DataFrame) -> str:
    if table.empty:
        return "Nobody has annotated anything here yet."
    named = {"coder_a": {"*": "all"}, "coder_b": {"*": "all", "": "the model"}}
    return readable(table.replace(named), _AGREEMENT)


def _next(arguments: argparse.Namespace) -> int:
    from stance import measures

    with existing(arguments.store) as store:
        frame = measures.labelled(store.predictions(), store.annotations())
    table = measures.upcoming(frame, arguments.by).head(arguments.count)
    # A sheet to fill in and to import again.
    table = table.assign(judgement="", coder=arguments.coder, note="")
    hand_over(table, arguments.output)
    return DONE


REVIEW = Verb(
    name="review",
    summary="What people said of single statements: export, import, agreement, what is next.",
    options=_options,
    run=_run,
    examples=(
        "review export --output annotations.xlsx",
        "review import annotations.xlsx",
        "review next --by influential --output next.xlsx",
        "review agreement",
    ),
    notes="Annotations stand beside what the model said and never replace it. Numbers that take "
    "them into account are made with --labels corrected, such as: positions --labels corrected.",
)
