"""Who else speaks, on the page Codebook: nothing read, nothing asked, a list, a filled form."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from seed_statements import PROVENANCE, passages_of
from streamlit.testing.v1 import AppTest

from stance import pipeline
from stance.app import cache, codebook_add
from stance.domain import Document

ROOT = Path(__file__).resolve().parents[1]
TEXT = (
    "Ada Frost of the Snow Institute said <b>no</b>. Frost said it twice, she said. "
    "“It is late,” said analyst Ron Doe. It rained."
)
LOOK = "codebook.voices.look"


@pytest.fixture
def filled(emptied):
    document = Document("d", TEXT, title="*Border*", published=date(2022, 1, 3))
    emptied.add(document, passages_of(document), [], PROVENANCE)
    return emptied


def opened() -> AppTest:
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60).run()
    app.switch_page("stance/app/codebook_page.py").run()
    assert not app.exception
    return app


def told(app: AppTest) -> str:
    return "\n".join(one.value for one in app.info)


def press(app: AppTest, key: str) -> None:
    app.button(key=key).click().run()
    assert not app.exception


def listed(app: AppTest) -> list:
    return [one.value for one in app.dataframe if "n_documents" in one.value.columns]


@pytest.mark.usefixtures("emptied")
def test_an_empty_store_teaches():
    app = opened()
    assert "No text has been read yet" in told(app)
    assert LOOK not in [one.key for one in app.button]
    assert "Sources" in told(app)


@pytest.mark.usefixtures("seeded")
def test_a_store_without_other_voices_says_so():
    app = opened()
    press(app, LOOK)
    assert "is an actor of the codebook" in told(app)
    assert not listed(app)


@pytest.mark.usefixtures("filled")
def test_the_list_comes_when_it_is_asked_for_and_is_made_once(monkeypatch):
    calls = []

    def counted(*given):
        calls.append(given)
        return pipeline.voices(*given)

    monkeypatch.setattr(cache, "find_voices", counted)
    app = opened()
    assert not listed(app)
    assert not calls
    press(app, LOOK)
    [table] = listed(app)
    assert list(table["name"]) == ["Ada Frost", "Ron Doe"]
    assert set(table["title"]) == {"*Border*"}
    app.text_input(key="codebook.name").set_value("Kyiv").run()
    assert listed(app)
    assert len(calls) == 1


def test_a_new_text_asks_anew(filled):
    app = opened()
    press(app, LOOK)
    document = Document("e", "Mia Hill said no.")
    filled.add(document, passages_of(document), [], PROVENANCE)
    app.run()
    assert not listed(app)
    press(app, LOOK)
    assert "Mia Hill" in set(listed(app)[0]["name"])


@pytest.mark.usefixtures("filled")
def test_a_voice_fills_the_form_and_is_an_actor_afterwards():
    app = opened()
    press(app, LOOK)
    assert app.button(key="codebook.voices.add").disabled
    app.radio(key="codebook.add.kind").set_value("A target").run()
    app.selectbox(key="codebook.voices.name").set_value("Ada Frost").run()
    press(app, "codebook.voices.add")
    assert app.text_input(key="codebook.add.name").value == "Ada Frost"
    assert app.text_input(key="codebook.add.key").value == "AF"
    assert app.session_state[codebook_add.TABS] == codebook_add.TAB
    [button] = [one for one in app.button if one.label == "Add the actor"]
    button.click().run()
    assert not app.exception
    assert not app.error
    assert "AF" in {one.key for one in cache.codebook().actors}
    press(app, LOOK)
    assert list(listed(app)[0]["name"]) == ["Ron Doe"]
