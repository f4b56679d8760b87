"""What a person does with a store of known statements, in a real browser."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import date

import pandas as pd
import pytest
from browsing import PATIENCE, browser, place_of, served, settled
from seed_statements import PROVENANCE, judged, passages_of, seed_document, seed_predictions

from stance.domain import Document, Passage
from stance.store import Store

pytestmark = pytest.mark.browser
HOSTILE = (
    "<img src=x onerror=alert(1)> **bold** _it_ $x^2$ :red[no] [a](http://b) `c` "
    + "W" * 300
    + " said Ukraine."
)
PAGES = ("", "compare", "timeline", "evidence", "review", "sources", "codebook", "method")


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[str]:
    path = tmp_path_factory.mktemp("known") / "s.sqlite"
    with Store.open(path) as store:
        document = seed_document()
        found = passages_of(document)
        store.add(document, found, seed_predictions(found), PROVENANCE)
        strange = Document(
            "h",
            HOSTILE,
            title="**T** <b>x</b> $y$",
            source="*Paper* <i>",
            published=date(2022, 2, 1),
        )
        passage = Passage("h", 0, 0, len(HOSTILE), HOSTILE)
        said = judged(passage, "UA", "sanctions", "favor", 0.9, "said", "said")
        store.add(strange, [passage], [said], PROVENANCE)
    with served(path) as url:
        yield url


@pytest.fixture(scope="module")
def chromium():
    with browser() as one:
        yield one


@pytest.fixture
def context(chromium):
    one = chromium.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    one.set_default_timeout(PATIENCE)
    yield one
    one.close()


@pytest.fixture
def page(context):
    return context.new_page()


def test_filters_go_into_the_address_and_a_new_tab_shows_the_same(server, context, page):
    page.goto(f"{server}/evidence")
    settled(page)
    page.get_by_role("combobox", name="Actor").first.click()
    page.get_by_role("option", name="European Union").click()
    page.keyboard.press("Escape")
    page.wait_for_url(re.compile("actor=EU"))
    page.get_by_role("combobox", name="Answers").click()
    page.get_by_role("option", name="Corrected by people").click()
    page.wait_for_url(re.compile("labels=corrected"))
    settled(page)
    page.get_by_text("2 of ").first.wait_for()
    other = context.new_page()
    other.goto(page.url)
    settled(other)
    other.get_by_text("2 of ").first.wait_for()
    assert other.get_by_test_id("stMultiSelect").first.inner_text().count("European Union")
    page.reload()
    settled(page)
    page.get_by_text("2 of ").first.wait_for()
    # And another page of the same session keeps them.
    page.get_by_role("link", name="Overview").click()
    page.wait_for_url(re.compile("actor=EU"))
    settled(page)


def test_a_point_of_the_timeline_leads_to_the_evidence_of_its_days(server, page):
    page.goto(f"{server}/timeline?on=sanctions&step=month")
    settled(page)
    place = place_of(page, ["sanctions", "UA"])
    page.mouse.move(*place)
    page.mouse.click(*place)
    page.wait_for_url(re.compile(r"/evidence\?.*actor=UA.*since=2022-02-01"))
    settled(page)
    page.get_by_text("1 of ").first.wait_for()


def test_a_judgement_moves_the_number_and_can_be_undone(server, context, page):
    page.goto(f"{server}/evidence?actor=UK&target=embassy_withdrawal")
    settled(page)
    page.get_by_role("link", name="Correct or confirm it").click()
    page.wait_for_url(re.compile("/review"))
    settled(page)
    page.get_by_role("textbox", name="Your name or initials").fill("Ada")
    page.get_by_role("textbox", name="Your name or initials").press("Enter")
    settled(page)
    page.get_by_role("heading", name="United Kingdom on").wait_for()
    page.get_by_role("button", name="Against", exact=False).first.click()
    page.get_by_text("1 judgement kept").wait_for()
    other = context.new_page()
    other.goto(f"{server}/?actor=UK&target=embassy_withdrawal&labels=corrected")
    settled(other)
    other.get_by_text("Leans against").first.wait_for()
    other.goto(f"{server}/?actor=UK&target=embassy_withdrawal")
    settled(other)
    other.get_by_text("Leans in favor").first.wait_for()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("heading", name="United Kingdom on").wait_for()
    other.goto(f"{server}/?actor=UK&target=embassy_withdrawal&labels=corrected")
    settled(other)
    other.get_by_text("Leans in favor").first.wait_for()


def test_a_file_is_uploaded_read_and_found_after_a_reload(server, page):
    page.goto(f"{server}/sources")
    settled(page)
    page.get_by_role("tab", name="Upload files").click()
    words = "The Kremlin said that Russia condemned the sanctions against Russia as unlawful."
    page.locator("input[type=file]").first.set_input_files(
        {"name": "kremlin.txt", "mimeType": "text/plain", "buffer": words.encode()}
    )
    page.get_by_text("kremlin.txt").first.wait_for()
    page.get_by_role("tabpanel").get_by_role("button", name="Analyse").last.click()
    page.get_by_text("kremlin.txt").first.wait_for()
    page.reload()
    page.get_by_text("1 document analysed").first.wait_for(timeout=2 * PATIENCE)
    page.goto(f"{server}/evidence?words=condemned+the+sanctions&abstentions=1")
    settled(page)
    page.locator("mark", has_text="condemned the sanctions").first.wait_for()


def test_a_chart_leaves_as_a_picture_numbers_and_whole(server, page):
    page.goto(f"{server}/?target=embassy_withdrawal")
    settled(page)
    page.get_by_role("button", name="Export").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Title", exact=True).fill("A title of my own")
    dialog.get_by_role("textbox", name="Title", exact=True).press("Tab")
    # The picture shows the title once the server has it; before, a button gives the old chart.
    dialog.locator("img[alt^='A title of my own. ']").wait_for(timeout=PATIENCE)
    settled(page)

    def saved(name: str) -> bytes:
        with page.expect_download(timeout=2 * PATIENCE) as download:
            dialog.get_by_role("button", name=name, exact=True).click()
        return download.value.path().read_bytes()

    assert saved("PNG").startswith(b"\x89PNG")
    svg = saved("SVG").decode()
    assert "A title of my own" in svg and "<svg" in svg
    table = pd.read_csv(io.BytesIO(saved("CSV")))
    assert {"actor", "target", "position", "low", "high"} <= set(table.columns)
    with zipfile.ZipFile(io.BytesIO(saved("ZIP"))) as bundle:
        manifest = json.loads(bundle.read("manifest.json"))
        assert manifest["filters"]["targets"] == ["embassy_withdrawal"]
        assert manifest["filters"]["labels"] == "model"
        assert "evidence.csv" in bundle.namelist()


@pytest.mark.parametrize(
    "name",
    [
        "?actor=UA",
        "evidence?actor=UA&target=sanctions",
        "review?unit=h|0|UA|sanctions",
        "compare?pair=sanctions|US|UA",
        "timeline?on=sanctions&at=UA|2022-02-01|2022-02-01",
        "sources",
    ],
)
def test_words_of_a_document_are_never_markup(server, page, name):
    alerts: list[str] = []
    page.on("dialog", lambda one: (alerts.append(one.message), one.dismiss()))
    page.goto(f"{server}/{name}")
    settled(page)
    assert page.locator("img[src=x]").count() == 0
    if name != "sources":  # whose tables are drawn and hold no text
        plain = "<img src=x onerror=alert(1)> **bold** _it_ $x^2$ :red[no] [a](http://b) `c`"
        assert plain in " ".join(page.locator("body").inner_text().split())
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    assert not alerts


#: Rules broken by the page server's own widgets, which no page of ours can mend.
THEIRS: frozenset[str] = frozenset()


@pytest.mark.parametrize("name", PAGES)
def test_no_serious_violation_of_accessibility(server, page, name):
    from axe_playwright_python.sync_playwright import Axe

    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto(f"{server}/{name}")
        settled(page)
        for one in Axe().run(page).response["violations"]:
            if one["impact"] in ("serious", "critical") and one["id"] not in THEIRS:
                found += [(scheme, one["id"], node["html"][:120]) for node in one["nodes"]]
    assert not found


def test_a_statement_can_be_judged_with_the_keyboard_alone(server, page):
    from playwright.sync_api import expect

    page.goto(f"{server}/review?actor=EU")
    settled(page)
    page.get_by_role("textbox", name="Your name or initials").focus()
    page.keyboard.type("Bob")
    page.keyboard.press("Enter")
    # Before the server has the name, the buttons and their keys do nothing.
    answer = page.get_by_role("button", name=re.compile("Neutral"))
    expect(answer).to_be_enabled(timeout=PATIENCE)
    settled(page)
    page.locator("h1").first.click()
    page.keyboard.press("3")
    page.get_by_text("judgement kept").wait_for()
    page.keyboard.press("z")
    page.get_by_text("judgement kept").wait_for(state="detached")


@pytest.mark.parametrize("name", PAGES)
def test_a_tablet_shows_every_page_without_a_sideways_scroll(server, chromium, name):
    page = chromium.new_page(viewport={"width": 820, "height": 1100})
    page.set_default_timeout(PATIENCE)
    page.goto(f"{server}/{name}")
    settled(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    page.close()
