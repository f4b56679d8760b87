"""What a person does, in a real browser on a real server."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import find_browser

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[1]
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
PATIENCE = 30_000


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait(url: str, seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.5)
    pytest.fail(f"no server at {url}")


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[str]:
    """The dashboard as `serve` starts it, with a store of its own, from another folder."""
    folder = tmp_path_factory.mktemp("a store")
    port = _free_port()
    environment = {**os.environ, "STANCE_STORE": str(folder / "s.sqlite"), "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-m", "stance", "serve", "--port", str(port), "--headless"],
        cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url)
        yield url
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="module")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(params=["light", "dark"])
def page(request, chromium):
    one = chromium.new_page(viewport={"width": 1280, "height": 800}, color_scheme=request.param)
    one.set_default_timeout(PATIENCE)
    yield one
    assert one.get_by_test_id("stException").count() == 0
    one.close()


def settled(page) -> None:
    from playwright.sync_api import expect

    expect(page.get_by_test_id("stApp")).to_have_attribute(
        "data-test-script-state", "notRunning", timeout=PATIENCE
    )


def test_the_matrix_is_drawn_and_a_cell_shows_its_sentence(server, page):
    page.goto(server)
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    settled(page)
    assert page.get_by_test_id("stException").count() == 0
    place = page.evaluate(
        """() => {
            const plot = document.querySelector('.js-plotly-plot');
            for (const trace of plot._fullData) {
                const at = (trace.customdata || []).findIndex(
                    c => c && c[0] === 'EU' && c[1] === 'embassy_withdrawal');
                if (at >= 0) {
                    const box = plot.getBoundingClientRect(), l = plot._fullLayout;
                    const x = l['xaxis' + (trace.xaxis || 'x').slice(1)];
                    const y = l['yaxis' + (trace.yaxis || 'y').slice(1)];
                    return [box.left + x._offset + x.d2p(trace.x[at]),
                            box.top + y._offset + y.d2p(trace.base[at] + trace.y[at] / 2)];
                }
            }
            return null;
        }"""
    )
    assert place is not None
    page.mouse.move(*place)
    page.mouse.click(*place)
    page.wait_for_url("**/evidence?*actor=EU*")
    page.get_by_role("heading", name="Evidence").wait_for()
    page.locator("mark", has_text="not going to do the same thing").wait_for()
    settled(page)


def test_every_page_opens_by_its_address(server, page):
    pages = {
        "evidence": "Evidence", "sources": "Sources", "compare": "Side by side", "method": "Method",
        "codebook": "Codebook", "": "Every statement",
    }  # fmt: skip
    for name, words in pages.items():
        page.goto(f"{server}/{name}")
        page.get_by_role("heading", name=words).first.wait_for()
        settled(page)
        assert page.get_by_test_id("stException").count() == 0


def test_the_timeline_is_drawn(server, page):
    page.goto(f"{server}/timeline")
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    settled(page)
    assert page.get_by_test_id("stException").count() == 0


def test_a_pasted_text_appears_in_the_evidence(server, page):
    page.goto(f"{server}/sources")
    # One store serves all tests of this module, so each run pastes a text of its own.
    day = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches ? 'Friday' : 'Monday'")
    sentence = f"Moscow condemned the sanctions against Russia on {day}, the Kremlin said."
    page.get_by_label("Text", exact=True).first.fill(sentence)
    page.get_by_role("button", name="Analyse").first.click()
    page.get_by_text("1 document analysed").first.wait_for()
    settled(page)
    page.goto(f"{server}/evidence?actor=RU&target=sanctions")
    page.locator("mark", has_text="Moscow condemned the sanctions").first.wait_for()


def test_no_request_leaves_the_machine(server, page):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(server)
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    settled(page)
    outside = [u for u in asked if not u.startswith((server, "data:", "blob:", "ws://127.0.0.1"))]
    assert outside == []
