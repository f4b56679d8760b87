"""``analyze``: from inputs to the canonical table."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from stance.cli.measuring import positions_summary
from stance.cli.terminal import Bar, complain, emit
from stance.cli.verbs import (
    DONE,
    NOTHING,
    PARTLY,
    Verb,
    add_codebook_option,
    check_place,
    place,
)
from stance.errors import UsageError
from stance.pipeline import (
    analyze,
    default_store,
    opened,
    provenance,
    table,
    unread_in,
    unread_remark,
)

if TYPE_CHECKING:
    from pandas import DataFrame

    from stance.codebook import Codebook
    from stance.domain import Progress
    from stance.engines import Engine
    from stance.store import Store

#: Where the model runs. The verb is refused for any other word, and never falls back.
ENGINES = ("local",)


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths",
        metavar="PATH",
        nargs="+",
        type=_input,
        help="a document, a folder of documents, a table with a text column "
        "and, where known, id, title, source, published, url, actor, "
        "or an http(s) address, which is then fetched",
    )
    parser.add_argument(
        "--store",
        metavar="DB",
        type=place,
        help="the database that keeps the results; what it holds already is not done again",
    )
    parser.add_argument(
        "--output",
        metavar="FILE",
        type=place,
        help="write the table of these inputs: .csv, .jsonl, .parquet or .xlsx",
    )
    parser.add_argument(
        "--model",
        metavar="NAME|DIR",
        help="a model by name (see: models list) or a model folder (default: the embedded one)",
    )
    parser.add_argument(
        "--languages",
        metavar="CODES",
        type=_languages,
        help="the languages the model reads, such as en,de, or all (default: what the model says "
        "of itself); a passage in another one is kept and counted, but not judged",
    )
    add_codebook_option(parser)
    parser.add_argument(
        "--engine", metavar="WHERE", default="local", help="where the model runs: local (default)"
    )


def _input(text: str) -> str:
    place(text)
    return text


def _languages(text: str) -> tuple[str, ...]:
    from stance import engines, reading

    codes = engines.named_languages(text)
    for code in codes:
        # What has no name of its own in English is no language.
        if reading.language_name(code) == code:
            raise UsageError(
                f"{code!r} is no language.",
                "Expected the word all, or codes of two letters (ISO 639-1) with commas between.",
                "Write, for instance, en,de.",
            )
    return codes


def _run(arguments: argparse.Namespace) -> int:
    if arguments.engine not in ENGINES:
        raise UsageError(
            f"There is no engine {arguments.engine!r}.",
            f"Expected: {', '.join(ENGINES)}.",
            "Leave --engine out to run the model in this process.",
        )
    from stance import codebook, engines

    if arguments.output:
        from stance import export

        export.check_table(arguments.output)
        check_place(arguments.output)
    book = codebook.load(arguments.codebook)
    engine = engines.load_engine(arguments.model, languages=arguments.languages)
    destination = _destination(arguments)
    with opened(destination) as store:
        steps = _work(arguments.paths, store, (book, engine), _own(arguments))
        failed = sum(step.outcome == "failed" for step in steps)
        if steps and failed == len(steps):
            return NOTHING
        frame = table(store, steps, provenance(engine, book))
        stories = store.stories()
    _deliver(frame, stories, arguments, destination)
    return PARTLY if failed else DONE


def _destination(arguments: argparse.Namespace) -> Path | None:
    """The database that keeps the results, or None where none shall."""
    if arguments.store:
        return Path(arguments.store)
    return None if arguments.output or not sys.stdout.isatty() else default_store()


def _own(arguments: argparse.Namespace) -> tuple[Path, ...]:
    """The table that an earlier call left in a folder, unless a person named it to be read."""
    if not arguments.output:
        return ()
    named = {os.path.realpath(path) for path in arguments.paths}
    return () if os.path.realpath(arguments.output) in named else (Path(arguments.output),)


def _work(
    paths: list[str], store: Store, tools: tuple[Codebook, Engine], leave: tuple[Path, ...]
) -> list[Progress]:
    """Every step of the run; failures are told as they happen."""
    from stance import reading

    book, engine = tools
    bar = Bar()
    steps: list[Progress] = []
    # Closed here and now when it is interrupted, so that the run is noted as stopped.
    with (
        reading.gathered() as remarks,
        closing(analyze(paths, store=store, codebook=book, engine=engine, leave=leave)) as run,
    ):
        try:
            for step in run:
                if remarks or step.outcome == "failed":
                    bar.clear()
                _note(remarks)
                if step.outcome == "failed":
                    complain(step.message)
                bar.show(step)
                steps.append(step)
        finally:
            bar.clear()
        _note(remarks)
    unread = unread_remark(unread_in(steps), engine)
    _note([unread] if unread else [])
    return steps


def _note(remarks: list[str]) -> None:
    """Say on stderr, a line each and once, what is good to know though nothing went wrong."""
    for remark in remarks:
        print(f"stance: note: {' '.join(remark.split())}", file=sys.stderr)
    remarks.clear()


def _deliver(
    frame: DataFrame,
    stories: dict[str, str],
    arguments: argparse.Namespace,
    destination: Path | None,
) -> None:
    from stance import export

    if arguments.output:
        export.save_table(frame, arguments.output)
    if sys.stdout.isatty():
        from stance.measures import with_stories

        print(positions_summary(with_stories(frame, stories)))
        for what, place in (("Table", arguments.output), ("Store", destination)):
            if place:
                print(f"{what}: {place}")
    elif not arguments.output:
        emit(export.table_bytes(frame, "csv"))


ANALYZE = Verb(
    name="analyze",
    summary="Read documents and tell who stands where on what, sentence by sentence.",
    options=_options,
    run=_run,
    examples=(
        "analyze seeds/",
        "analyze seeds/ --output table.csv",
        "analyze article.html statements.csv --store study.sqlite --output table.xlsx",
        "analyze seeds/ | head",
    ),
    notes="Results go where you say: into --store, into --output, or both. With neither, a "
    "terminal gets a summary and the results go into the dashboard's database; a pipe gets the "
    "table as CSV, and nothing is left behind.",
)
