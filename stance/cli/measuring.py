"""``positions`` and ``divergence``: tables from a store."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from stance.cli.terminal import columns, emit
from stance.cli.verbs import (
    DONE,
    Verb,
    add_codebook_option,
    add_output_option,
    add_selection_options,
    add_store_option,
    keys,
)
from stance.errors import StoreError, UsageError
from stance.pipeline import default_store

if TYPE_CHECKING:
    from pandas import DataFrame

    from stance.codebook import Codebook
    from stance.domain import Selection
    from stance.store import Store

#: Column of the measure's table to the word over it on a terminal.
_POSITIONS = {
    "target": "target",
    "actor": "actor",
    "position": "position",
    "low": "from",
    "high": "to",
    "favor": "favor",
    "against": "against",
    "neutral": "neutral",
    "n": "statements",
    "n_documents": "documents",
    "n_stories": "stories",
}
_TIMELINE = {"target": "target", "actor": "actor", "start": "since", "end": "until"} | {
    name: head for name, head in _POSITIONS.items() if name not in ("target", "actor")
}
_DIVERGENCE = {
    "target": "target",
    "actor_a": "actor",
    "actor_b": "and",
    "divergence": "divergence",
    "low": "from",
    "high": "to",
    "p_apart": "clearly apart",
    "null": "by chance",
    "n_a": "statements",
    "n_b": "and",
}


def _level(text: str) -> float:
    try:
        level = float(text)
    except ValueError:
        level = 0.0
    if 0 < level < 1:
        return level
    raise argparse.ArgumentTypeError(
        f"{text!r} is not a level; give a number between 0 and 1, such as 0.9"
    )


def _options(parser: argparse.ArgumentParser) -> None:
    add_store_option(parser)
    add_output_option(parser)
    parser.add_argument(
        "--level",
        type=_level,
        default=0.9,
        help="probability that the intervals hold (default: 0.9)",
    )
    add_codebook_option(parser)
    add_selection_options(parser)


def selection(arguments: argparse.Namespace, book: Codebook) -> Selection:
    """What the options of `add_selection_options` name.

    Raises:
        UsageError: An actor or target that the codebook does not have, or days in the wrong
            order.
    """
    from stance.domain import Labels, Selection

    if arguments.since and arguments.until and arguments.since > arguments.until:
        raise UsageError(
            f"--since {arguments.since} is after --until {arguments.until}, so nothing is left.",
            remedy="Exchange the two days.",
        )
    return Selection(
        actors=keys(arguments.actors, book.actors, "actor"),
        targets=keys(arguments.targets, book.targets, "target"),
        sources=tuple(arguments.sources),
        since=arguments.since,
        until=arguments.until,
        labels=Labels(arguments.labels),
        sure=arguments.sure,
    )


def selected(arguments: argparse.Namespace, book: Codebook) -> DataFrame:
    """The canonical table of the store and the part of it that the options name, with stories.

    Raises:
        StoreError: There is no store yet, or it cannot be read.
        UsageError: An actor or target that the codebook does not have.
    """
    from stance import measures

    wanted = selection(arguments, book)
    with existing(arguments.store) as store:
        _check_sources(wanted.sources, store)
        frame = measures.labelled(
            store.predictions(wanted),
            store.annotations(wanted),
            wanted.labels,
            sure=wanted.sure,
        )
        return measures.with_stories(frame, store.stories())


def _check_sources(named: Sequence[str], store: Store) -> None:
    if not named:
        return
    known = sorted({one for one in store.documents()["source"] if one})
    for one in named:
        if one not in known:
            near = get_close_matches(one, known, n=5, cutoff=0.4) or known[:5]
            raise UsageError(
                f"No document of the store is from {one!r}.",
                f"Expected an outlet or issuer such as {', '.join(map(repr, near))}."
                if near
                else "Its documents name no outlet.",
                "List them with: documents list",
            )


def existing(path: Path | None) -> Store:
    """The store that is named, or the dashboard's; never a new one.

    Raises:
        StoreError: There is no store yet, or it cannot be read.
    """
    from stance.store import Store

    path = path or default_store()
    if not Path(path).is_file():
        raise StoreError(
            f"There is no store at {path}.",
            remedy=f"Make one with: analyze PATH --store {path}",
        )
    return Store.open(path)


def _positions_options(parser: argparse.ArgumentParser) -> None:
    _options(parser)
    parser.add_argument(
        "--by", metavar="STEP",
        help="one row for each week, month, quarter or year in which something was said",
    )  # fmt: skip


def _positions(arguments: argparse.Namespace) -> int:
    from stance import codebook, measures

    book = codebook.load(arguments.codebook)
    if arguments.by:
        by_step = partial(measures.timeline, step=arguments.by)
        return _tell(arguments, book, by_step, _TIMELINE)
    return _tell(arguments, book, measures.positions, _POSITIONS)


def _divergence(arguments: argparse.Namespace) -> int:
    from stance import codebook, measures

    return _tell(arguments, codebook.load(arguments.codebook), measures.divergence, _DIVERGENCE)


def _tell(
    arguments: argparse.Namespace,
    book: Codebook,
    measure: Callable[..., DataFrame],
    heads: dict[str, str],
) -> int:
    from stance import export

    if arguments.output:
        export.check_table(arguments.output)
    result = measure(selected(arguments, book), level=arguments.level)
    hand_over(result, arguments.output, lambda: readable(result, heads))
    return DONE


def hand_over(table: DataFrame, output: Path | None, told: Callable[[], str] | None = None) -> None:
    """A table where it is wanted: in a file, as words on a terminal, as CSV in a pipe.

    Args:
        table: The table.
        output: The file, if one was named.
        told: What a terminal shows; the CSV itself by default.
    """
    from stance import export

    if output:
        export.save_table(table, output)
    elif told is not None and sys.stdout.isatty():
        print(told())
    else:
        emit(export.table_bytes(table, "csv"))


def readable(result: DataFrame, heads: dict[str, str]) -> str:
    """A measure's table for a terminal, or a sentence where it is empty."""
    if result.empty:
        return "No actor takes a position on any target here."
    return columns(list(heads.values()), result[list(heads)].to_numpy(dtype=object).tolist())


def positions_summary(frame: DataFrame) -> str:
    """Where each actor stands in a canonical table, for a terminal."""
    from stance import measures

    return readable(measures.positions(frame), _POSITIONS)


POSITIONS = Verb(
    name="positions",
    summary="Where each actor stands on each target, with intervals.",
    options=_positions_options,
    run=_positions,
    examples=(
        "positions",
        "positions --since 2022-01-01 --output positions.csv",
        "positions --by month --output by_month.csv",
    ),
)
DIVERGENCE = Verb(
    name="divergence",
    summary="How far apart each two actors are on each target, with intervals.",
    options=_options,
    run=_divergence,
    examples=("divergence", "divergence --level 0.95 --output divergence.xlsx"),
)
