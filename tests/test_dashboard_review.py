"""The page Review, without a browser: judge, undo, what it changes, who agrees, all of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from seed_statements import PROVENANCE, passages_of, seed_document, seed_predictions
from streamlit.testing.v1 import AppTest

from stance import measures
from stance.domain import Annotation, Judgement
from stance.store import Store

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def store(own_store, monkeypatch):
    monkeypatch.chdir(ROOT)
    with Store.open(own_store) as kept:
        document = seed_document()
        found = passages_of(document)
        kept.add(document, found, seed_predictions(found), PROVENANCE)
        yield kept


def opened(**query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60).run()
    app.switch_page("stance/app/review.py").run()
    if query:
        for key, value in query.items():
            app.query_params[key] = value
        app.run()
    assert not app.exception
    assert not app.error
    return app


def judge(app: AppTest, judgement: str) -> None:
    app.button(key=f"review.{judgement}").click().run()
    assert not app.exception


def test_nobody_judges_without_a_name(store):
    app = opened()
    assert app.button(key="review.favor").disabled
    app.text_input(key="review.coder").set_value(" Ada  L. ").run()
    assert not app.button(key="review.favor").disabled
    judge(app, "favor")
    assert store.annotations()["coder"].tolist() == ["Ada L."]


def test_the_random_order_is_gone_through_one_by_one_and_can_be_undone(store):
    app = opened()
    app.text_input(key="review.coder").set_value("Ada").run()
    order = measures.upcoming(measures.labelled(store.predictions(), store.annotations()), "random")
    for judgement in ("favor", "not_actor", "neutral"):
        judge(app, judgement)
    said = store.annotations()
    assert said["passage"].tolist() == order["passage"].head(3).tolist()
    assert set(said["drawn"]) == {"random"}
    assert measures.sampled(store.predictions(), said).sum() == 3
    app.button(key="review.undo").click().run()
    assert len(store.annotations()) == 2
    # What is judged once more after an undo still belongs to the sample.
    judge(app, "against")
    said = store.annotations()
    assert said["judgement"].tolist() == ["favor", "not_actor", "against"]
    assert measures.sampled(store.predictions(), said).sum() == 3


def test_what_is_named_in_the_address_was_picked(store):
    app = opened(unit="seed|16|UK|embassy_withdrawal")
    assert any("United Kingdom" in one.value for one in app.header)
    app.text_input(key="review.coder").set_value("Ada").run()
    app.text_input(key="review.note").set_value("plain **enough**").run()
    judge(app, "against")
    [row] = store.annotations().to_dict("records")
    assert (row["actor"], row["drawn"], row["note"]) == ("UK", "picked", "plain **enough**")
    assert "unit" not in app.query_params


def test_what_is_skipped_makes_room_for_the_next(store):
    app = opened(way="uncertain")
    first = app.header[0].value
    app.button(key="review.skip").click().run()
    assert not app.exception
    assert (app.header[0].value, len(store.annotations())) != (first, 1)


def test_a_second_person_is_shown_what_the_first_judged(store):
    row = store.predictions().iloc[6]
    store.annotate(
        [Annotation("seed", int(row["start"]), int(row["end"]), row["actor"], row["target"],
                    Judgement.AGAINST, "Ada")]
    )  # fmt: skip
    app = opened(way="second")
    app.text_input(key="review.coder").set_value("Bob").run()
    assert any("United Kingdom" in one.value for one in app.header)
    judge(app, "favor")
    assert app.success
    table = opened(part="agreement").dataframe[0].value
    assert table["units"].tolist() == [1, 1, 1, 1, 1]
    # One against one: the newest judgement breaks the tie of all people together.
    assert table["same"].tolist() == [0, 0, 100, 0, 100]


def test_what_it_changes_shows_three_numbers_and_never_one_for_another(store):
    row = store.predictions().iloc[6]
    store.annotate(
        [Annotation("seed", int(row["start"]), int(row["end"]), row["actor"], row["target"],
                    Judgement.AGAINST, "Ada")]
    )  # fmt: skip
    table = opened(part="effect").dataframe[0].value.set_index(["actor", "target"])
    cell = table.loc[("United Kingdom", "Embassy withdrawal")]
    assert cell["model"].startswith("+0.36")
    assert cell["corrected"].startswith("−0.40")
    assert cell["reviewed"] == 1
    assert cell["how"] == "every row was judged"
    other = table.loc[("Ukraine", "Embassy withdrawal")]
    assert other["model"] == other["corrected"] != other["without"]


def test_all_judgements_are_listed(store):
    assert opened(part="table").info
    row = store.predictions().iloc[0]
    store.annotate(
        [Annotation("seed", int(row["start"]), int(row["end"]), row["actor"], row["target"],
                    Judgement.NOT_TARGET, "Ada", "because")]
    )  # fmt: skip
    table = opened(part="table").dataframe[0].value
    assert table["judgement"].tolist() == ["Not about this target"]
    assert table["note"].tolist() == ["because"]
