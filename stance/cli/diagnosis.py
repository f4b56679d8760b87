"""``doctor``: what is installed, and what can be done with it."""

from __future__ import annotations

import argparse
import os
import platform
import re
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from stance import __version__
from stance.cli.terminal import columns
from stance.cli.verbs import DONE, Verb
from stance.errors import StanceError
from stance.pipeline import default_store, project_root


def _options(parser: argparse.ArgumentParser) -> None:
    """No options: it always tells everything."""


def _run(arguments: argparse.Namespace) -> int:
    rows = [
        ["program", f"stance {__version__} in {project_root()}"],
        ["python", f"{platform.python_version()} ({sys.executable})"],
        ["system", f"{platform.platform()}, {_cores()} cores"],
        ["codebook", _told(_codebook)],
        ["model", _told(_model)],
        ["images", _told(_images)],
        ["store", _store()],
    ]
    print(columns(["what", "state"], rows))
    for file in sorted(project_root().glob("requirements*.txt")):
        if file.stem != "requirements-test":
            print(f"\n{file.name}")
            print("\n".join(f"  {name} {_version(name)}" for name in _packages(file)))
    return DONE


def _packages(requirements: Path) -> list[str]:
    """The names in a file of requirements, in its order."""
    lines = requirements.read_text(encoding="utf-8").splitlines()
    found = (re.match(r"[A-Za-z0-9][\w.-]*", line) for line in lines)
    return [match.group() for match in found if match]


def _told(look: Callable[[], str]) -> str:
    """What a look at one part gives; a trouble is told in its place, for that is the point."""
    try:
        return look()
    except StanceError as error:
        return f"TROUBLE: {error}"


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _codebook() -> str:
    from stance.codebook import default_path, load

    book = load()
    return (
        f"{len(book.actors)} actors, {len(book.targets)} targets, digest {book.digest} "
        f"({default_path()})"
    )


def _model() -> str:
    from stance import engines

    model = engines.load_engine().description
    return f"{model.name}, scheme {model.scheme}, digest {model.digest} ({model.path})"


def _images() -> str:
    from stance import export

    return export.images()


def _store() -> str:
    path = default_store()
    if not path.is_file():
        return f"none yet; it will be {path}"
    return _told(_kept)


def _kept() -> str:
    from stance.store import Store

    path = default_store()
    with Store.open(path) as store:
        return f"{len(store.documents())} documents ({path})"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


DOCTOR = Verb(
    name="doctor",
    summary="Say what is installed, which model and codebook are used, and what can be exported.",
    options=_options,
    run=_run,
    examples=("doctor",),
)
