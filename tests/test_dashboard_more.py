"""The pages Timeline and Compare on an empty, a seed and a longer store, without a browser."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from seed_statements import PROVENANCE, judged, passages_of, seed_document, seed_predictions
from streamlit.testing.v1 import AppTest

from stance.app import picks, sentences
from stance.domain import Document, Passage, Selection
from stance.store import Store

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("timeline", "compare")
HOSTILE = "<script>alert(1)</script> **bold** $x^2$ :red[no], number "


@pytest.fixture
def store(tmp_path, monkeypatch):
    path = tmp_path / "store.sqlite"
    monkeypatch.setenv("STANCE_STORE", str(path))
    monkeypatch.chdir(ROOT)
    with Store.open(path) as kept:
        yield kept


@pytest.fixture
def emptied(store):
    """A store that has seen a run, so that no first start fills it."""
    store.finish_run(store.begin_run(PROVENANCE, 0))
    return store


@pytest.fixture
def seed(store):
    document = seed_document()
    found = passages_of(document)
    store.add(document, found, seed_predictions(found), PROVENANCE)
    return store


def sentence(number: int) -> str:
    """A sentence of its own: one that differs in a word only would count as a copy."""
    return f"{HOSTILE}{number} {' '.join(f'{letter}{number}' for letter in 'abcdefghijklmnop')}."


def say(store: Store, actor: str, kind: str, sure: float, published: date | None) -> None:
    """One more document with one statement."""
    number = len(store.documents())
    text = sentence(number)
    document = Document(f"d{number}", text, source="*Paper*", published=published)
    passage = Passage(document.id, 0, 0, len(text), text)
    made = judged(passage, actor, "sanctions", kind, sure, "said", "number")
    store.add(document, [passage], [made], PROVENANCE)


@pytest.fixture
def longer(store):
    """One actor that changes sides from January to March, one that does not, one undated."""
    for month, kind in ((1, "against"), (3, "favor")):
        for one in range(6):
            say(store, "EU", kind, 0.9 + one / 100, date(2022, month, 1 + one))
            say(store, "US", "favor", 0.95, date(2022, month, 1 + one))
    say(store, "UA", "favor", 0.9, None)
    return store


def opened(page: str, **query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60).run()
    app.switch_page(f"stance/app/{page}.py").run()
    if query:
        for key, value in query.items():
            app.query_params[key] = value
        app.run()
    assert not app.exception
    assert not app.error
    return app


def parameter(app: AppTest, name: str) -> list[str]:
    value = app.query_params.get(name, [])
    return [value] if isinstance(value, str) else list(value)


def figures(app: AppTest) -> list[dict]:
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def title(figure: dict) -> str:
    """What the figure says, for those who cannot see it: the title comes first."""
    return figure["layout"]["meta"]["alt"]


def quoted(app: AppTest) -> list[str]:
    return [one.value for one in app.text]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_on_an_empty_store_teaches(emptied, page):
    app = opened(page)
    assert "yet" in app.title[0].value
    assert not app.get("plotly_chart")
    assert app.get("page_link")


def test_the_timeline_of_one_day_claims_no_change(seed):
    app = opened("timeline")
    [figure] = figures(app)
    assert title(figure).startswith("No change can be seen yet")
    assert parameter(app, "on") == ["embassy_withdrawal"]
    assert len(app.selectbox(key="timeline.at").options) == 5


def test_the_comparison_of_the_seed_claims_nothing(seed):
    [ranked, _] = figures(opened("compare", pairs="order"))
    app = opened("compare")
    each, bars = figures(app)
    assert title(each).startswith("No two actors are clearly apart yet")
    assert title(ranked).startswith("No two actors are clearly apart yet")
    assert title(bars).startswith("No clear position yet on")
    assert not any("clearly apart" in one for one in app.selectbox(key="compare.pair").options)


def test_the_timeline_says_who_changed_sides(longer):
    app = opened("timeline", step="month")
    [figure] = figures(app)
    assert title(figure).startswith(
        "On imposing sanctions on Russia: European Union moved from against to in favor; "
        "United States stayed in favor."
    )
    words = " ".join(one["text"] for one in figure["layout"]["annotations"])
    assert "1 statement of unknown date is not drawn" in words


def test_filters_of_the_timeline_are_in_its_address(longer):
    app = opened("timeline", since="2022-02-01", step="quarter", actor="EU")
    assert app.date_input(key="timeline.since.day").value == date(2022, 2, 1)
    assert app.selectbox(key="timeline.step").value == "quarter"
    [figure] = figures(app)
    assert "United States" not in json.dumps(figure)
    app.date_input(key="timeline.since.day").set_value(date(2022, 3, 4)).run()
    app.selectbox(key="timeline.step").set_value("week").run()
    assert not app.exception
    assert parameter(app, "since") == ["2022-03-04"]
    assert parameter(app, "step") == ["week"]
    app.selectbox(key="timeline.step").set_value("").run()
    assert "step" not in app.query_params


def test_an_address_gone_wrong_still_opens(longer):
    app = opened(
        "timeline", on="nothing", step="fortnight", since="soon", at="XX|2022-01-01|yesterday"
    )
    assert parameter(app, "on") == ["sanctions"]
    assert app.selectbox(key="timeline.at").value is None
    opened("compare", pair="no|such|pair", actor="nobody")


def test_a_point_leads_to_the_statements_of_its_days(longer):
    app = opened("timeline", step="month", at="EU|2022-01-01|2022-01-31")
    assert quoted(app) == [sentence(number) for number in (10, 8, 6, 4, 2, 0)]
    app.selectbox(key="timeline.at").set_value("EU|2022-03-01|2022-03-31").run()
    assert not app.exception
    assert parameter(app, "at") == ["EU|2022-03-01|2022-03-31"]
    assert set(quoted(app)) == {sentence(number) for number in (12, 14, 16, 18, 20, 22)}
    one_day = opened("timeline", step="month", at="EU|2022-01-02|2022-01-02")
    assert quoted(one_day) == [sentence(2)]


def test_a_pair_stands_side_by_side_surest_first(longer):
    app = opened("compare", pair="sanctions|US|EU")
    assert [one.value for one in app.subheader] == ["United States", "European Union"]
    of_us, of_eu = (
        sentences.certain_first(longer.predictions(Selection(actors=(actor,))))
        for actor in ("US", "EU")
    )
    most = sentences.ABREAST
    assert quoted(app) == [*of_us["text"].head(most), *of_eu["text"].head(most)]
    assert sum("The 5 surest of 12 statements" in one.value for one in app.caption) == 2
    assert list(of_eu["sure"]) == sorted(of_eu["sure"], reverse=True)


def test_choosing_a_pair_writes_the_address_and_can_be_taken_back(longer):
    app = opened("compare")
    assert not quoted(app)
    app.selectbox(key="compare.pair").set_value("sanctions|US|EU").run()
    assert parameter(app, "pair") == ["sanctions|US|EU"]
    assert quoted(app)
    app.selectbox(key="compare.pair").set_value(None).run()
    assert not app.exception
    assert "pair" not in app.query_params
    assert not quoted(app)


def test_only_actors_asked_for_are_compared(longer):
    app = opened("compare", actor="EU")
    assert title(figures(app)[0]).startswith("No two actors can be compared yet")
    assert "United States" not in json.dumps(figures(app)[1])
    assert app.info


def test_text_of_documents_is_never_markup(longer):
    for app in (
        opened("timeline", step="month", at="EU|2022-01-01|2022-01-31"),
        opened("compare", pair="sanctions|US|EU"),
    ):
        marked = [one.value for kind in (app.markdown, app.caption, app.subheader) for one in kind]
        assert not any("<script>" in one or "**bold**" in one for one in marked)
        assert not any("*Paper*" in one.replace("\\*", "") for one in marked)
        assert any("\\*Paper\\*" in one for one in marked)


def test_a_filter_that_leaves_nothing_can_be_cleared(longer):
    for page in PAGES:
        app = opened(page, actor="RU")
        assert app.info
        app.button[0].click().run()
        assert not app.exception
        assert app.get("plotly_chart")


@pytest.mark.parametrize("text", ["", "2022-13-01", "0001-01-01", "24.1.2022", "9999-01-01"])
def test_a_day_that_no_calendar_here_has(text):
    assert picks.as_day(text) is None


@pytest.mark.parametrize("view", ["profile", "map", "bloc"])
def test_further_views_of_the_comparison(longer, view):
    app = opened("compare", view=view)
    assert len(figures(app)) + len(app.info) == 2


def test_statements_along_time(longer):
    [figure] = figures(opened("timeline", view="statements", on="sanctions"))
    assert "European Union" in json.dumps(figure)


@pytest.mark.parametrize("page", ["overview", "compare", "timeline"])
def test_terms_are_explained_where_they_appear(longer, page):
    app = opened(page)
    assert app.title[0].proto.help
    assert {one.label for one in app.multiselect if one.help} >= {"Actor"}
    assert {one.label for one in app.selectbox if one.help} >= {"Certainty", "Answers"}


def test_a_long_list_of_evidence_shows_whole_sentences(longer):
    [rows] = [one for one in opened("evidence").dataframe if "text" in one.value]
    # Words go over several lines only in rows of more than 64 pixels.
    assert rows.proto.row_height > 64
