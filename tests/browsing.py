"""A dashboard on a port of its own and a browser that looks at it, for the tests that need both."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import find_browser

ROOT = Path(__file__).resolve().parents[1]
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
#: Milliseconds; what is loaded for the first time takes long on a busy machine.
PATIENCE = 120_000


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait(url: str, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.5)
    pytest.fail(f"no server at {url}")


@contextmanager
def served(store: Path) -> Iterator[str]:
    """The dashboard as `serve` starts it, from another folder."""
    port = _free_port()
    environment = {**os.environ, "STANCE_STORE": str(store), "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-m", "stance", "serve", "--port", str(port), "--headless"],
        cwd=store.parent, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url)
        yield url
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def browser() -> Iterator[object]:
    """A headless Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        yield one
        one.close()


def settled(page) -> None:
    """Wait until the page is drawn whole, and see that nothing went wrong on it."""
    # Twice: what a person does reaches the server a moment later, and then it begins to draw.
    for _ in range(2):
        page.wait_for_function(
            """() => {
                const app = document.querySelector('[data-testid=stApp]');
                return app && app.getAttribute('data-test-script-state') === 'notRunning'
                    && document.querySelector('h1, h2')
                    && !document.querySelector('[data-testid=stSkeleton]');
            }""",
            timeout=PATIENCE,
        )
        page.wait_for_timeout(200)
    assert page.get_by_test_id("stException").count() == 0


def place_of(page, customdata: list[str]) -> list[float]:
    """Where the mark of a plotly chart with this `customdata` is on the page."""
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    found = page.evaluate(
        """wanted => {
            for (const plot of document.querySelectorAll('.js-plotly-plot')) {
                for (const trace of plot._fullData || []) {
                    const at = (trace.customdata || []).findIndex(
                        c => c && wanted.every((part, i) => c[i] === part));
                    if (at < 0) continue;
                    plot.scrollIntoView({block: 'center'});
                    const box = plot.getBoundingClientRect(), l = plot._fullLayout;
                    const x = l['xaxis' + (trace.xaxis || 'x').slice(1)];
                    const y = l['yaxis' + (trace.yaxis || 'y').slice(1)];
                    const base = trace.base ? trace.base[at] + trace.y[at] / 2 : trace.y[at];
                    return [box.left + x._offset + x.d2p(trace.x[at]),
                            box.top + y._offset + y.d2p(base)];
                }
            }
            return null;
        }""",
        customdata,
    )
    assert found is not None, customdata
    return found
