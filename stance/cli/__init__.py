"""The command line: one verb per action, ``python -m stance VERB --help``.

Exit codes: 0 done; 1 some inputs failed but the rest is done; 2 a mistake in the call, or nothing
could be done; 130 stopped with Ctrl-C. Errors are one line on stderr.

To add a verb, write a `Verb` (a name, a line of help, its options, one function that does it) in
a module of this package and name it in `VERBS`.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence

from stance import __version__
from stance.cli.analyzing import ANALYZE
from stance.cli.codebooks import CODEBOOK
from stance.cli.diagnosis import DOCTOR
from stance.cli.documents import DOCUMENTS
from stance.cli.drawing import CHART
from stance.cli.evaluating import EVALUATE
from stance.cli.measuring import DIVERGENCE, POSITIONS
from stance.cli.models import MODELS
from stance.cli.reporting import REPORT
from stance.cli.reviewing import REVIEW
from stance.cli.serving import SERVE
from stance.cli.statements import STATEMENTS
from stance.cli.terminal import complain
from stance.cli.training import TRAIN
from stance.cli.verbs import DONE, INTERRUPTED, NOTHING, PROGRAM, Parser, Verb
from stance.cli.voices import VOICES
from stance.errors import StanceError

#: Every verb, in the order of the help.
VERBS: tuple[Verb, ...] = (
    ANALYZE, POSITIONS, DIVERGENCE, STATEMENTS, CHART, REPORT, REVIEW, DOCUMENTS, VOICES,
    CODEBOOK, EVALUATE, MODELS, TRAIN, DOCTOR, SERVE,
)  # fmt: skip


def build_parser() -> Parser:
    """The parser of the whole program."""
    parser = Parser(
        prog=PROGRAM,
        description="Where actors stand on a question, how far apart they are, "
        "and which sentence says so.",
        epilog="exit codes: 0 done; 1 some inputs failed, the rest is done; "
        "2 a mistake in the call, or nothing could be done",
    )
    parser.add_argument("--version", action="version", version=f"stance {__version__}")
    verbs = parser.add_subparsers(metavar="VERB", dest="verb", required=True, title="verbs")
    for verb in VERBS:
        verb.register(verbs)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Args:
        arguments: The words after the program's name; those of this process by default.
    """
    _speak_unicode()
    try:
        parsed = build_parser().parse_args(arguments)
        code: int = parsed.run(parsed)
        sys.stdout.flush()
    except StanceError as error:
        complain(str(error))
        return NOTHING
    except KeyboardInterrupt:
        complain("Stopped. What was finished is kept.")
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough (`… | head`). Point stdout elsewhere, so that
        # the interpreter's own flush at exit does not stumble over the closed pipe again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    return code


def _speak_unicode() -> None:
    """Write what a terminal of a narrower alphabet cannot show as an escape, not a crash."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
