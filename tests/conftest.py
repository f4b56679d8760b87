"""What every test may rely on: no network, its own store, an honest list of what is left out."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import socket
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from scripted import ScriptedEngine

    from stance.store import Store

# Before any library reads them: the suite never reaches for a hub, and prints no advice.
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TRANSFORMERS_VERBOSITY"] = "error"
os.environ["STREAMLIT_BROWSER_GATHER_USAGE_STATS"] = "false"

ROOT = Path(__file__).resolve().parents[1]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
REQUIRE_BROWSER = "STANCE_REQUIRE_BROWSER"
REQUIRE_ALL = "STANCE_REQUIRE_ALL"
REMEDIES = {
    "torch": 'need torch: make test EXTRAS="torch"',
    "ray": 'need ray: make test EXTRAS="ray"',
    "browser": "need Chromium or Chrome on the PATH",
}


def find_browser() -> str | None:
    """Path of the browser that the tests drive, or None."""
    named = os.environ.get("BROWSER_PATH")
    if named and Path(named).exists():
        return named
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def missing_need(item: pytest.Item) -> str | None:
    """The first thing a marked test needs and this machine lacks."""
    for extra in ("torch", "ray"):
        if item.get_closest_marker(extra) and importlib.util.find_spec(extra) is None:
            return extra
    if item.get_closest_marker("browser") and find_browser() is None:
        return "browser"
    return None


def pytest_runtest_setup(item: pytest.Item) -> None:
    need = missing_need(item)
    if need == "browser" and os.environ.get(REQUIRE_BROWSER) == "1":
        pytest.fail(f"{REQUIRE_BROWSER}=1, but no browser was found on the PATH.", pytrace=False)
    if need:
        pytest.skip(f"needs {need}")


class TrainingDoctests:
    """Leaves the doctests of the training room out where torch, which it is built on, is absent.

    A plugin of its own, because a hook in this file only sees what lies beside it.
    """

    left_out = importlib.util.find_spec("torch") is None

    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        inside = collection_path.is_relative_to(ROOT / "stance" / "training")
        return True if self.left_out and inside else None


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(TrainingDoctests())


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A run that must leave nothing out fails when it did, whatever the reason."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    left = TrainingDoctests.left_out or bool(reporter and reporter.stats.get("skipped"))
    if os.environ.get(REQUIRE_ALL) == "1" and left:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say plainly which tests this run left out, and how to get them back."""
    reasons = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])]
    counts = Counter(
        next((need for need in REMEDIES if re.search(rf"\b{need}\b", reason)), "")
        for reason in reasons
    )
    terminalreporter.section("left out")
    if TrainingDoctests.left_out:
        terminalreporter.line(f"The doctests of stance/training {REMEDIES['torch']}")
    for need, remedy in REMEDIES.items():
        if counts[need]:
            terminalreporter.line(f"{counts[need]} tests or files of tests {remedy}")
    if counts[""]:
        terminalreporter.line(f"{counts['']} tests for other reasons, listed above")
    if not reasons and not TrainingDoctests.left_out:
        terminalreporter.line("No test was left out.")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a Chromium or Chrome; use it in tests marked `browser`."""
    path = find_browser()
    if path is None:
        pytest.skip("This test needs Chromium or Chrome on the PATH")
    return path


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test has its own default store, so none sees what another, or a person, put there."""
    path = tmp_path / "own" / "stance.sqlite"
    monkeypatch.setenv("STANCE_STORE", str(path))
    return path


@pytest.fixture(autouse=True, scope="session")
def no_network() -> None:
    """Refuse every connection that leaves this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = str(address[0])  # type: ignore[index]
            if host not in ("127.0.0.1", "::1", "localhost", "0.0.0.0"):
                raise OSError(f"A test reached for the network: {address!r}")
        return connect(self, address)  # type: ignore[arg-type]

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", guarded)
    yield
    patch.undo()


@pytest.fixture
def seed_folder() -> Path:
    """The folder of the sample article."""
    return ROOT / "seeds"


# Imported where they are used: the settings above must come before any library is read.


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> ScriptedEngine:
    """The engine whose answers are written down, in place of whatever a test asks for."""
    from scripted import ScriptedEngine

    from stance import engines

    engine = ScriptedEngine()
    monkeypatch.setattr(engines, "load_engine", lambda *names, **options: engine)
    return engine


@pytest.fixture
def seed_store(tmp_path: Path) -> Path:
    """The file of a store that holds the sample article with predictions written by hand."""
    from seed_statements import PROVENANCE, passages_of, seed_document, seed_predictions

    from stance.store import Store

    path = tmp_path / "kept.sqlite"
    with Store.open(path) as store:
        document = seed_document()
        found = passages_of(document)
        store.add(document, found, seed_predictions(found), PROVENANCE)
    return path


@pytest.fixture
def emptied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The dashboard's store after a run over nothing, so that no first start fills it."""
    from seed_statements import PROVENANCE

    from stance.store import Store

    path = tmp_path / "store.sqlite"
    monkeypatch.setenv("STANCE_STORE", str(path))
    monkeypatch.chdir(ROOT)
    with Store.open(path) as kept:
        kept.finish_run(kept.begin_run(PROVENANCE, 0))
        yield kept


@pytest.fixture
def seeded(emptied: Store) -> Store:
    """The same with the sample article and predictions written by hand."""
    from seed_statements import PROVENANCE, passages_of, seed_document, seed_predictions

    document = seed_document()
    found = passages_of(document)
    emptied.add(document, found, seed_predictions(found), PROVENANCE)
    return emptied
