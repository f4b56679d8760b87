"""``codebook``: adds an actor or a target to a codebook, and tries one on a sentence."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from stance.cli.terminal import columns
from stance.cli.verbs import DONE, Verb, add_codebook_option, day, keys, place
from stance.domain import Actor, Official, Target
from stance.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from stance.codebook import Codebook
    from stance.domain import Prediction
    from stance.pipeline import Answered


def _options(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(metavar="ACTION", dest="action", required=True)
    actor = actions.add_parser("add-actor", help="add who can hold a position")
    _named(actor)
    for name, text in (
        ("aliases", "other names and adjectives"),
        ("institutions", "what they say counts as said by the actor"),
        ("capitals", "cities that stand for its government"),
        ("members", "who belongs to it, for a bloc"),
    ):
        actor.add_argument(f"--{name}", metavar="WORDS", nargs="+", default=[], help=text)
    actor.add_argument(
        "--official",
        metavar=("NAME", "WORD"),
        nargs="+",
        action="append",
        default=[],
        help="a person who speaks for it: NAME OFFICE FROM TO, days as YYYY-MM-DD or -; may be "
        "given several times",
    )
    target = actions.add_parser("add-target", help="add what can be supported or opposed")
    _named(target)
    target.add_argument(
        "--proposition", metavar="WORDS", required=True, help="such as: delivering arms"
    )
    target.add_argument(
        "--wordings", metavar="WORDS", nargs="+", default=[], help="the same said otherwise"
    )
    target.add_argument(
        "--cues",
        metavar="WORD",
        nargs="+",
        default=[],
        help="words that show that a text is about it; a * stands for any ending",
    )
    target.add_argument(
        "--cues-with",
        metavar="WORD",
        nargs="+",
        default=[],
        help="words of which one must stand beside a cue, in its sentence or the next, for a cue "
        "to count",
    )
    for one in (actor, target):
        one.add_argument(
            "--codebook",
            metavar="FILE",
            type=place,
            help="the file to add to (default: your own, begun as a copy of the one in use)",
        )
    attempt = actions.add_parser("try", help="ask the model about a sentence; nothing is stored")
    attempt.add_argument("text", metavar="TEXT", help="one sentence or several")
    attempt.add_argument("--actor", metavar="KEY", help="whose words all of it is")
    attempt.add_argument(
        "--proposition", metavar="WORDS", default="", help="one of your own, for all targets"
    )
    attempt.add_argument("--model", metavar="NAME|DIR", help="the model (default: the embedded)")
    add_codebook_option(attempt)


def _named(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("key", metavar="KEY", help="a short word for tables and options")
    parser.add_argument("name", metavar="NAME", help="what it is called")


def _run(arguments: argparse.Namespace) -> int:
    if arguments.action == "try":
        return _try(arguments)
    from stance import codebook

    file: Path = arguments.codebook or codebook.own_path()
    codebook.add(_made(arguments), file)
    print(f"Added to {file}: {arguments.name}")
    return DONE


def _made(arguments: argparse.Namespace) -> Actor | Target:
    if arguments.action == "add-target":
        return Target(
            key=arguments.key,
            name=arguments.name,
            proposition=arguments.proposition,
            wordings=tuple(arguments.wordings),
            cues=tuple(arguments.cues),
            cues_with=tuple(arguments.cues_with),
        )
    return Actor(
        key=arguments.key,
        name=arguments.name,
        aliases=tuple(arguments.aliases),
        institutions=tuple(arguments.institutions),
        capitals=tuple(arguments.capitals),
        members=tuple(arguments.members),
        officials=tuple(_official(words) for words in arguments.official),
    )


def _official(words: Sequence[str]) -> Official:
    if len(words) > 4:
        raise UsageError(
            f"--official has {len(words)} words: {' | '.join(words)}.",
            "Expected at most four: NAME OFFICE FROM TO.",
            "Put quotation marks around a name of several words.",
        )
    name, role, since, until = (*words, *("-",) * (4 - len(words)))
    return Official(name, "" if role == "-" else role, _day(since), _day(until))


def _day(text: str) -> date | None:
    try:
        return None if text == "-" else day(text)
    except argparse.ArgumentTypeError as error:
        raise UsageError(f"In --official, {error}.") from error


def _try(arguments: argparse.Namespace) -> int:
    from stance import codebook, engines, pipeline

    book = codebook.load(arguments.codebook)
    if arguments.actor:
        keys([arguments.actor], book.actors, "actor")
    asked = pipeline.with_own(book, arguments.proposition)
    engine = engines.load_engine(arguments.model)
    for answered in pipeline.ask(arguments.text, engine, asked, actor=arguments.actor):
        print(_told(answered, asked))
    return DONE


def _told(one: Answered, book: Codebook) -> str:
    if not one.predictions:
        why = "no actor was found in it" if not one.found else "it is about no target"
        return f"{one.sentence}\n  Not asked about: {why}."
    rows = [_row(each, book) for each in one.predictions]
    heads = ["actor", "target", "answer", "favor", "against", "neutral", "none", "attribution"]
    return f"{one.sentence}\n{columns(heads, rows)}"


def _row(one: Prediction, book: Codebook) -> list[str]:
    found = one.attribution
    return [
        found.actor,
        book.target(one.target).name,
        str(one.stance or one.abstention),
        *(f"{share:.0%}" for share in one.probabilities),
        f"{found.rule} ({found.cue})" if found.cue else found.rule,
    ]


CODEBOOK = Verb(
    name="codebook",
    summary="Add an actor or a target to a codebook, or try one on a sentence.",
    options=_options,
    run=_run,
    examples=(
        "codebook add-actor TR Türkiye --aliases Turkey Turkish --capitals Ankara",
        'codebook add-target arms Arms --proposition "delivering arms" --cues "weapon*"',
        'codebook try "The minister said that they oppose it."',
        'codebook try "We will send them." --actor US --proposition "delivering arms"',
    ),
    notes="What is added stands at the end of the file; comments and order of what is there stay. "
    "Documents that were read before are answered anew when they are analysed again.",
)
