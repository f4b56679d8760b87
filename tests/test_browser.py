"""What a person does, in a real browser on a real server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browsing import PATIENCE, browser, place_of, served, settled

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("a store") / "s.sqlite") as url:
        yield url


@pytest.fixture(scope="module")
def chromium():
    with browser() as one:
        yield one


@pytest.fixture(params=["light", "dark"])
def page(request, chromium):
    one = chromium.new_page(viewport={"width": 1280, "height": 800}, color_scheme=request.param)
    one.set_default_timeout(PATIENCE)
    yield one
    assert one.get_by_test_id("stException").count() == 0
    one.close()


def test_the_matrix_is_drawn_and_a_cell_shows_its_sentence(server, page):
    page.goto(server)
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    settled(page)
    assert page.get_by_test_id("stException").count() == 0
    place = place_of(page, ["EU", "embassy_withdrawal"])
    page.mouse.move(*place)
    page.mouse.click(*place)
    page.wait_for_url("**/evidence?*actor=EU*")
    page.get_by_role("heading", name="Evidence").wait_for()
    page.locator("mark", has_text="not going to do the same thing").wait_for()
    settled(page)


def test_every_page_opens_by_its_address(server, page):
    pages = {
        "evidence": "Evidence", "sources": "Sources", "compare": "Side by side", "method": "Method",
        "codebook": "Codebook", "review": "Review", "": "How far apart",
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
