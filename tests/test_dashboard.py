"""Every page on an empty and on a filled store, without a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from seed_statements import PROVENANCE, passages_of, seed_document, seed_predictions
from streamlit.testing.v1 import AppTest

from stance import codebook
from stance.app import cache
from stance.domain import Attribution, Document, Passage, Prediction, Provenance, Stance
from stance.store import Store

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("overview", "evidence", "review", "sources")
HOSTILE = "<script>alert(1)</script> **bold** $x^2$ :red[no] said Ukraine."


@pytest.fixture
def store(tmp_path, monkeypatch):
    path = tmp_path / "store.sqlite"
    monkeypatch.setenv("STANCE_STORE", str(path))
    monkeypatch.chdir(ROOT)
    with Store.open(path) as kept:
        yield kept


@pytest.fixture
def filled(store):
    document = seed_document()
    found = passages_of(document)
    store.add(document, found, seed_predictions(found), PROVENANCE)
    return store


@pytest.fixture
def emptied(store):
    """A store that has seen a run, so that no first start fills it."""
    store.finish_run(store.begin_run(PROVENANCE, 0))
    return store


def opened(page: str, **query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60).run()
    if page != "overview":
        app.switch_page(f"stance/app/{page}.py").run()
    if query:
        # A page switch drops the query, so the address is changed after it.
        for key, value in query.items():
            app.query_params[key] = value
        app.run()
    assert not app.exception
    return app


@pytest.mark.parametrize("page", PAGES)
def test_every_page_on_an_empty_store_teaches(emptied, page):
    app = opened(page)
    assert not app.error
    assert app.title


@pytest.mark.parametrize("page", PAGES)
def test_every_page_on_a_filled_store(filled, page):
    app = opened(page)
    assert not app.error


def test_the_overview_draws_the_matrix_and_the_divergence(filled):
    app = opened("overview")
    specs = [chart.proto.spec for chart in app.get("plotly_chart")]
    assert len(specs) == 2
    assert "European Union" in specs[0]
    every = opened("overview", said="every", pairs="order")
    assert len(every.get("plotly_chart")) == 3


def html(app: AppTest) -> str:
    return "".join(one.proto.body for one in app.get("html"))


def test_a_cell_is_a_link_to_its_evidence(filled):
    app = opened("evidence", actor="EU", target="embassy_withdrawal")
    assert "not going to do the same thing" in html(app)
    assert app.multiselect(key="evidence.actor").value == ["EU"]
    assert len(app.dataframe[0].value) == 1


def test_words_and_stance_narrow_the_list(filled):
    app = opened("evidence")
    before = len(app.dataframe[0].value)
    app.text_input(key="evidence.words").set_value("Borrell").run()
    assert 0 < len(app.dataframe[0].value) < before
    app.multiselect(key="evidence.stance").set_value(["neutral"]).run()
    assert not app.exception
    assert len(app.dataframe[0].value) == 1


def test_an_address_with_nothing_behind_it_says_so(filled):
    app = opened("evidence", words="no such words")
    assert not app.dataframe
    assert app.info


def test_document_text_is_never_markup(store):
    document = Document("h", HOSTILE, title="**T** <b>x</b>")
    passage = Passage("h", 0, 0, len(HOSTILE), HOSTILE)
    made = Prediction(
        passage, Attribution("UA", "said", "", 0, 0, True), "sanctions", Stance.FAVOR, None,
        (0.9, 0.05, 0.03, 0.02),
    )  # fmt: skip
    store.add(document, [passage], [made], Provenance("e", "m", "c"))
    app = opened("evidence")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; **bold** $x^2$ :red[no]" in html(app)
    shown = html(app) + "".join(
        one.value for kind in (app.markdown, app.subheader, app.caption) for one in kind
    )
    assert "<script>" not in shown
    assert "<b>" not in shown


def work_done() -> None:
    for job in cache.works().jobs():
        assert job.wait(60)


def test_a_pasted_text_is_analysed_beside_the_page(filled):
    app = opened("sources")
    before = len(filled.documents())
    app.text_area(key="pasted").set_value("Russia condemned the sanctions, the Kremlin said.")
    app.button[0].click().run()
    assert not app.exception
    assert not app.error
    work_done()
    app.run()
    assert len(filled.documents()) == before + 1
    assert "1 document analysed" in app.success[0].value


def test_an_empty_paste_is_one_sentence(filled):
    app = opened("sources")
    app.button[0].click().run()
    assert not app.exception
    assert len(app.error) == 1


def test_a_path_that_is_not_there_is_one_sentence_and_work_can_be_put_away(filled):
    app = opened("sources")
    app.text_input(key="path").set_value("/no/such/folder")
    next(one for one in app.button if one.form_id == "folder").click().run()
    work_done()
    app.run()
    assert any("/no/such/folder" in one.value for one in app.error)
    job = cache.works().jobs()[0]
    app.button(key=f"away-{job.number}").click().run()
    assert job not in cache.works().jobs()


def test_the_first_start_reads_the_sample_once(store):
    opened("overview")
    assert len(store.documents()) == 1
    store.delete(store.documents()["id"].iloc[0])
    opened("overview")
    assert len(store.documents()) == 0


def test_the_codebook_of_the_pages_is_the_one_in_use():
    assert {actor.key for actor in codebook.load().actors} == {"US", "UK", "EU", "UA", "RU"}


def test_sentences_that_were_not_read_are_counted_and_listed(filled):
    text = "Москва осудила санкции против России, заявил Кремль."
    passage = Passage("ru", 0, 0, len(text), text)
    filled.add(Document("ru", text, title="Kremlin"), [passage], [], PROVENANCE, unread={0: "ru"})
    app = opened("sources")
    assert any("not read (1)" in one.label for one in app.expander)
    listed = next(
        one.value for one in app.dataframe if "language" in one.value and "text" in one.value
    )
    assert listed["text"].tolist() == [text]
    assert listed["language"].tolist() == ["Russian"]


def test_a_document_is_found_by_its_title_and_what_is_left_can_be_cleared(filled):
    app = opened("sources", title="no such title")
    assert app.info
    app.button(key="sources.clear_all").click().run()
    assert not app.exception
    assert "title" not in app.query_params
