"""``serve``: the dashboard on this machine."""

from __future__ import annotations

import argparse
import contextlib
import os
import socket
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from stance.cli.measuring import existing
from stance.cli.verbs import DONE, NOTHING, Verb, place
from stance.errors import MissingExtraError, UsageError
from stance.pipeline import project_root

#: Variables that name files.
_PLACES = ("STANCE_STORE", "STANCE_CODEBOOK", "STANCE_MODELS")


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


def _environment(store: Path | None) -> dict[str, str]:
    """The variables for the server; it starts in another folder, so every path is a whole one."""
    environment = dict(os.environ)
    for name in _PLACES:
        if named := environment.get(name, "").strip():
            environment[name] = str(Path(named).resolve())
    if store:
        environment["STANCE_STORE"] = str(store.resolve())
    return environment


def _check_address(host: str, port: int) -> None:
    """Refuses an address that nothing can listen on, before the server says that it does."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            if os.name == "posix":  # as the server does; elsewhere it would take a port twice
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except (OSError, UnicodeError) as error:
        raise UsageError(
            f"The dashboard cannot listen on {host}, port {port} "
            f"({getattr(error, 'strerror', None) or error}).",
            "Expected an address of this machine and a port that is free.",
            f"Try: serve --port {port + 1 if port < 65535 else 8501}",
        ) from error


def _run(arguments: argparse.Namespace) -> int:
    if find_spec("streamlit") is None:
        raise MissingExtraError(
            "The dashboard needs the package streamlit, which is not installed.",
            remedy="Run: pip install -r requirements.txt",
        )
    _check_address(arguments.host, arguments.port)
    if arguments.store and arguments.store.exists():
        existing(arguments.store).close()  # what is no store is said here, not on a page
    environment = _environment(arguments.store)
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
