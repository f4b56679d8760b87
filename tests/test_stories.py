"""One text of an agency in many outlets: found as one story, counted once, shown as a group."""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from scripted import ScriptedEngine

from stance import cli, engines, measures, pipeline
from stance.codebook import load
from stance.domain import Document
from stance.measures import grouped, sketch, with_stories
from stance.measures.duplicates import weights
from stance.store import Store

ROOT = Path(__file__).resolve().parents[1]
WORDS = Path(ROOT / "README.md").read_text(encoding="utf-8").split()


def article(seed, sentences=12):
    """A text that shares no more than chance with one of another seed."""
    chance = random.Random(seed)
    return [" ".join(chance.choices(WORDS, k=18)) + "." for _ in range(sentences)]


def groups(texts, days=None):
    made = grouped({name: sketch(text) for name, text in texts.items()}, days)
    found = {}
    for name, story in made.items():
        found.setdefault(story, []).append(name)
    return found


def edited(lines, number):
    """A version of an article: its own headline, a cut end, a line of its own, a changed word."""
    chance = random.Random(number)
    kept = list(lines[: chance.randint(len(lines) // 2, len(lines))])
    kept[1] = kept[1].replace(" the ", " that ", 1)
    return " ".join(
        [f"Headline of outlet {number} alone", *kept, f"Reporting by the desk of {number}."]
    )


def test_edited_versions_are_one_story_and_others_are_not():
    wire = article("wire")
    texts = {"wire": " ".join(wire)}
    texts |= {f"outlet{n:02}": edited(wire, n) for n in range(40)}
    texts |= {f"other{n}": " ".join(article(n)) for n in range(40)}
    found = groups(texts)
    assert sorted(found.pop("wire")) == sorted(name for name in texts if not name.startswith("ot")
                                               or name.startswith("outlet"))  # fmt: skip
    assert all(len(members) == 1 for members in found.values())


def test_a_long_text_and_a_cut_one_are_held_against_each_other():
    long = article("long", sentences=60)
    assert groups({"long": " ".join(long), "cut": " ".join(long[:15])}) == {"long": ["long", "cut"]}


def test_a_quotation_is_no_version():
    long = article("long", sentences=60)
    quoted = " ".join(long[:5])
    assert len(groups({"long": " ".join(long), "statement": quoted})) == 2


def test_the_words_of_the_last_delivery_are_said_again():
    text = " ".join(article("template"))
    texts = {name: f"{text} worth {name}" for name in ("a", "b", "c", "undated")}
    first = date(2022, 10, 14)
    days = {"a": first, "b": first + timedelta(3), "c": first + timedelta(14), "undated": None}
    # Either could be the undated one's; it is one's alone and never a bridge between them.
    assert groups(texts, days) == {"a": ["a", "b"], "c": ["c", "undated"]}


def test_short_texts_are_versions_only_with_the_same_words():
    assert groups({"a": "We agree.", "b": "we  AGREE", "c": "We disagree.", "d": "??"}) == {
        "a": ["a", "b"],
        "c": ["c"],
        "d": ["d"],
    }
    assert grouped({}) == {}


def test_the_work_grows_with_the_documents_and_not_with_their_square():
    """Twice the documents make about twice the pairs to look at, not four times."""
    from stance.measures import stories

    def pairs(count):
        texts = (" ".join(article(n // 4, sentences=3)) + f" of {n}" for n in range(count))
        kept = [stories._read(sketch(text)) for text in texts]
        return len(stories._neighbours(kept))

    small, large = pairs(500), pairs(1000)
    assert small < large < 3 * small


# What it weighs


def said(texts, story=None, **fields):
    rows = {
        "document_id": list(texts),
        "text": list(texts.values()),
        "published": None,
        "actor": "UA",
        "target": "sanctions",
        "stance": "favor",
        "abstention": "",
        "p_favor": 0.8,
        "p_against": 0.1,
        "p_neutral": 0.1,
        "p_none": 0.0,
    } | fields
    frame = pd.DataFrame(rows)
    return frame if story is None else with_stories(frame, dict.fromkeys(texts, story))


REWORDED = {
    "a": "Ukraine has long called for sanctions on the banks of its neighbour, officials said.",
    "b": "Sanctions on banks, officials in Kyiv said on Sunday, had been asked for many times.",
    "c": "Kyiv renewed its demand that the West should punish Russian banks at once.",
}


COUNTS = ["n", "n_effective", "n_documents", "n_stories"]


def test_a_reworded_story_counts_once_where_it_is_known_to_be_one():
    apart = measures.positions(said(REWORDED))
    assert apart[COUNTS].round(6).values.tolist() == [[3, 3, 3, 3]]
    together = measures.positions(said(REWORDED, "a"))
    assert together[COUNTS].round(6).values.tolist() == [[3, 1, 3, 1]]
    one = measures.positions(said({"a": REWORDED["a"]}))
    for name in ("position", "low", "high"):
        assert together[name].tolist() == pytest.approx(one[name].tolist())


def test_divergence_counts_a_story_once_too():
    frame = pd.concat([said(REWORDED), said(REWORDED, actor="RU", stance="against", p_favor=0.1,
                                            p_against=0.8)])  # fmt: skip
    apart = measures.divergence(frame)
    together = measures.divergence(with_stories(frame, dict.fromkeys(REWORDED, "a")))
    assert together.at[0, "high"] - together.at[0, "low"] > apart.at[0, "high"] - apart.at[0, "low"]
    assert together.at[0, "divergence"] < apart.at[0, "divergence"]


def test_what_one_outlet_says_twice_in_its_version_counts_twice():
    frame = pd.concat(
        [said(REWORDED), said({"a": "And Kyiv wants still more sanctions, it says."})]
    )
    assert measures.positions(with_stories(frame, dict.fromkeys(REWORDED, "a")))[
        "n_effective"
    ].round(6).tolist() == [2]


def test_versions_read_in_two_ways_stay_two():
    frame = with_stories(said(REWORDED), dict.fromkeys(REWORDED, "a"))
    frame.loc[2, ["stance", "p_favor", "p_against"]] = ["against", 0.1, 0.8]
    assert measures.positions(frame)["n_effective"].tolist() == pytest.approx([2])


def test_without_stories_documents_that_share_a_statement_are_one():
    same = dict.fromkeys(["a", "b", "c"], REWORDED["a"]) | {"d": REWORDED["b"]}
    assert measures.positions(said(same))[["n", "n_documents", "n_stories"]].values.tolist() == [
        [4, 4, 2]
    ]


def test_weights_need_no_index_and_no_order():
    frame = with_stories(said(REWORDED), dict.fromkeys(REWORDED, "a"))
    frame = frame.rename(columns={f"p_{s}": s for s in ("favor", "against", "neutral")})
    frame.index = [7, 7, 3]
    assert weights(frame).tolist() == pytest.approx([1 / 3] * 3)


# Through a store


@pytest.fixture(scope="module")
def book():
    return load(ROOT / "data" / "codebook.toml")


def wire(number, sentence, day=None):
    body = " ".join(article("body", sentences=8))
    return Document(
        f"d{number}", f"Headline {number}. {body} {sentence}", source=f"Outlet {number}",
        published=day,
    )  # fmt: skip


STATEMENTS = (
    "The State Department said it supports sanctions on Russia.",
    "The State Department said on Sunday that it does support new sanctions on Russia.",
    "The US said it would support sanctions on Moscow and on the banks of Russia.",
)


def run(documents, store, book):
    return list(pipeline.analyze(documents, store=store, codebook=book, engine=ScriptedEngine()))


def told(store):
    frame = with_stories(store.predictions(), store.stories())
    table = measures.positions(frame).set_index(["actor", "target"])
    return table.loc[("US", "sanctions"), COUNTS].round(6).tolist()


def test_a_run_groups_what_it_added_and_what_was_there(tmp_path, book):
    day = date(2022, 1, 24)
    with Store.open(tmp_path / "a.sqlite") as store:
        run([wire(n, text, day) for n, text in enumerate(STATEMENTS[:2])], store, book)
        assert set(store.stories().values()) == {"d0"}
        run([wire(2, STATEMENTS[2], day + timedelta(1))], store, book)
        assert set(store.stories().values()) == {"d0"}
        assert set(store.documents()["story"]) == {"d0"}
        assert told(store) == [3, 1, 3, 1]
        # A corrected day makes it another story, as soon as anything is analysed again.
        store.update_document("d2", published=date(2022, 6, 1))
        assert store.without_story() == 1
        run([wire(0, STATEMENTS[0], day)], store, book)
        assert told(store)[2:] == [3, 2]
        store.restore_document("d2")
        run([], store, book)
        assert told(store) == [3, 1, 3, 1]
        store.delete("d0")
        assert told(store) == [2, 1, 2, 1]


def test_a_killed_run_is_grouped_by_the_next(tmp_path, book):
    with Store.open(tmp_path / "a.sqlite") as store:
        steps = pipeline.analyze(
            [wire(n, text) for n, text in enumerate(STATEMENTS)],
            store=store,
            codebook=book,
            engine=ScriptedEngine(),
        )
        for _ in range(3):
            next(steps)
        steps.close()
        assert store.without_story() == 3
        assert store.stories() == {f"d{n}": f"d{n}" for n in range(3)}
        run([wire(0, STATEMENTS[0])], store, book)
        assert set(store.stories().values()) == {"d0"}


def test_positions_on_the_command_line_show_documents_and_stories(tmp_path, book, capsys,
                                                                  monkeypatch):  # fmt: skip
    monkeypatch.setattr(engines, "load_engine", lambda *names, **options: ScriptedEngine())
    path = tmp_path / "a.sqlite"
    with Store.open(path) as store:
        run([wire(n, text) for n, text in enumerate(STATEMENTS)], store, book)
    assert cli.main(["positions", "--store", str(path), "--actors", "US"]) == 0
    head, *rows = capsys.readouterr().out.splitlines()
    place = head.split(",").index("n_stories")
    assert [row.split(",")[place] for row in rows if "sanctions" in row] == ["1"]
    assert cli.main(["documents", "list", "--store", str(path)]) == 0
    shown = csv.DictReader(capsys.readouterr().out.splitlines())
    assert [row["story"] for row in shown].count("d0") == 3


def test_a_figure_says_in_print_how_many_stories_it_rests_on():
    from stance.charts import Basis

    frame = said(REWORDED, "a", model="m")
    assert Basis.of(frame).evidence.startswith("3 statements in 3 documents (1 story)")
    assert Basis.of(frame.drop(columns="story")).evidence.startswith("3 statements in 3 documents ")
