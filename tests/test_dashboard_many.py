"""Every page on a store of 100,000 predictions: no exception, and the numbers of the store."""

from __future__ import annotations

import importlib.util
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from stance import codebook, measures
from stance.app import cache
from stance.domain import COLUMNS, Selection
from stance.store import Store, chosen

ROOT = Path(__file__).resolve().parents[1]
MANY = 100_000
PAGES = ("overview", "compare", "timeline", "evidence", "review", "sources", "codebook_page",
         "method")  # fmt: skip


def _generator():
    spec = importlib.util.spec_from_file_location("big_store", ROOT / "benchmarks/big_store.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """The store, made once."""
    path = tmp_path_factory.mktemp("many") / "s.sqlite"
    assert _generator().make(path, MANY, codebook.load(codebook.shipped_path())) == MANY
    return path


@pytest.fixture
def store(made, monkeypatch):
    monkeypatch.setenv("STANCE_STORE", str(made))
    monkeypatch.chdir(ROOT)
    with Store.open(made) as kept:
        yield kept


def opened(page: str, **query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=240)
    app.query_params["actor"] = "EU"
    app.run()
    if page != "overview":
        app.switch_page(f"stance/app/{page}.py")
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    assert not app.error
    return app


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens(store, page):
    assert opened(page).title


def test_the_matrix_says_what_the_store_says(store):
    app = opened("overview", actor="EU")
    figure = json.loads(app.get("plotly_chart")[0].proto.spec)
    table = measures.positions(
        measures.with_stories(store.predictions(Selection(actors=("EU",))), store.stories())
    )
    words = json.dumps(figure, ensure_ascii=False)
    for row in table.to_dict("records"):
        assert f"{row['position']:+.2f}".replace("-", "−") in words
        assert f"{row['n']:,} statements" in words


def test_the_list_of_evidence_is_the_one_of_the_store(store):
    app = opened("evidence", actor="EU", target="sanctions", source="Outlet A")
    table = store.predictions(
        Selection(actors=("EU",), targets=("sanctions",), sources=("Outlet A",))
    )
    said = table[table["stance"] != ""]
    assert len(app.dataframe[0].value) == len(said)
    assert set(app.dataframe[0].value["text"]) == set(said["text"])


def test_a_part_in_memory_is_the_part_on_disk_and_groups_copies_alike(store):
    selection = Selection(sources=("Outlet B", "Outlet C"))
    kept = cache.predictions(selection, store.version())
    table = store.predictions(selection)
    pd.testing.assert_frame_equal(kept[list(COLUMNS)], table)
    assert chosen(kept, selection) is kept
    here = measures.positions(kept)
    there = measures.positions(measures.with_stories(table, store.stories()))
    assert here[["actor", "target", "n"]].equals(there[["actor", "target", "n"]])
    assert (here["position"] - there["position"]).abs().max() < 0.01


@pytest.fixture
def own(made, tmp_path, monkeypatch):
    """A copy that a test may change."""
    path = tmp_path / "own.sqlite"
    with Store.open(made):
        shutil.copy(made, path)
    monkeypatch.setenv("STANCE_STORE", str(path))
    monkeypatch.chdir(ROOT)
    with Store.open(path) as kept:
        yield kept


def test_a_judgement_on_a_large_store_counts_at_once(own):
    app = opened("review", actor="EU")
    app.text_input(key="review.coder").set_value("Ada").run()
    app.button(key="review.against").click().run()
    assert not app.exception
    said = own.annotations()
    assert said[["judgement", "coder", "drawn"]].values.tolist() == [["against", "Ada", "random"]]
    assert said["actor"].tolist() == ["EU"]


def test_a_statement_beyond_the_listed_ones_is_still_shown_in_its_place(store):
    table = store.predictions(Selection())
    said = table[table["stance"] != ""].sort_values("published", kind="stable")
    row = said.iloc[0]
    word = "|".join(str(row[name]) for name in ("document_id", "passage", "actor", "target"))
    app = opened("evidence", actor="", statement=word)
    assert len(app.dataframe[0].value) == 5_000
    assert "The newest 5,000 are listed." in app.caption[0].value
    assert row["text"] in "".join(one.proto.body for one in app.get("html"))
