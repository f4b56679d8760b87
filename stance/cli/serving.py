"""``serve``: the dashboard on this machine."""

from __future__ import annotations

import argparse
import contextlib
import os
import subprocess
import sys
from importlib.util import find_spec

from stance.cli.verbs import DONE, NOTHING, Verb, place
from stance.errors import MissingExtraError, UsageError
from stance.pipeline import project_root


def _port(text: str) -> int:
    if text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a port; give a number from 1 to 65535")


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=_port, default=8501, help="the port (default: 8501)")
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        help="the address to listen on (default: 127.0.0.1, which only this machine can reach)",
    )
    parser.add_argument(
        "--headless",
        "--no-browser",
        action="store_true",
        help="do not open a browser window",
    )
    parser.add_argument(
        "--store",
        metavar="DB",
        type=place,
        help="the database to show (default: the project's own)",
    )


def command(arguments: argparse.Namespace) -> list[str]:
    """The command line that starts the page server."""
    page = project_root() / "dashboard.py"
    if not page.is_file():
        raise UsageError(
            f"There is no dashboard.py in {page.parent}.",
            remedy="Run this from a checkout of the project.",
        )
    return [
        *(sys.executable, "-m", "streamlit", "run", str(page)),
        *("--server.address", arguments.host),
        *("--server.port", str(arguments.port)),
        *("--server.headless", "true" if arguments.headless else "false"),
        *("--browser.gatherUsageStats", "false"),
        # Streamlit asks a first-time user for an address, and the start waits for the answer.
        *("--server.showEmailPrompt", "false"),
        # Its welcome offers add-ons for coding tools, on the page too; ours says where the page is.
        *("--logger.hideWelcomeMessage", "true"),
    ]


def _run(arguments: argparse.Namespace) -> int:
    if find_spec("streamlit") is None:
        raise MissingExtraError(
            "The dashboard needs the package streamlit, which is not installed.",
            remedy="Run: pip install -r requirements.txt",
        )
    environment = dict(os.environ)
    if arguments.store:
        environment["STANCE_STORE"] = str(arguments.store.resolve())
    # From the project's folder, because that is where .streamlit/config.toml is read.
    words, folder = command(arguments), project_root()
    print(
        f"The dashboard is at http://{arguments.host}:{arguments.port} (Ctrl+C ends it).",
        flush=True,
    )
    if os.name == "posix":
        # The server takes this process over, so that whatever ends the one ends the other.
        os.chdir(folder)
        os.execve(words[0], words, environment)
    with contextlib.suppress(KeyboardInterrupt):
        return DONE if subprocess.call(words, cwd=folder, env=environment) == 0 else NOTHING
    return DONE


SERVE = Verb(
    name="serve",
    summary="Open the dashboard in the browser.",
    options=_options,
    run=_run,
    examples=("serve", "serve --port 8600 --no-browser"),
)
