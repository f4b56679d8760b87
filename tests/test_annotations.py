"""What people say: kept apart from predictions, never lost, and counted as certain."""

from __future__ import annotations

import sqlite3
from datetime import date

import numpy as np
import pandas as pd
import pytest
from older import as_older
from seed_statements import PROVENANCE, passages_of, seed_document, seed_predictions

from stance import export, measures
from stance.domain import Annotation, Document, Judgement, Labels, Selection
from stance.errors import InputError, UsageError
from stance.store import Store, chosen, exported, imported


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "store.sqlite") as kept:
        document = seed_document()
        found = passages_of(document)
        kept.add(document, found, seed_predictions(found), PROVENANCE)
        yield kept


def annotation(store, number, judgement, coder="Ada", **more):
    row = store.predictions().iloc[number]
    given = {"actor": row["actor"], "target": row["target"], **more}
    return Annotation(
        row["document_id"], int(row["start"]), int(row["end"]), judgement=Judgement(judgement),
        coder=coder, **given,
    )  # fmt: skip


def position(store, actor, target, labels):
    table = measures.labelled(store.predictions(), store.annotations(), labels)
    rows = measures.positions(table).set_index(["actor", "target"])
    return rows.loc[(actor, target), "position"] if (actor, target) in rows.index else np.nan


# Keeping


def test_a_judgement_leaves_the_prediction_alone(store):
    before = store.predictions()
    version, rest = store.version(), store.version_without_annotations()
    store.annotate([annotation(store, 0, "against")])
    pd.testing.assert_frame_equal(store.predictions(), before)
    assert store.version() != version
    assert store.version_without_annotations() == rest
    row = store.annotations().iloc[0]
    assert (row["judgement"], row["coder"], row["passage"]) == ("against", "Ada", 0)
    assert row["text"] == before.at[0, "text"]


def test_the_newest_of_a_coder_counts_and_can_be_taken_back(store):
    first, second = store.annotate(
        [annotation(store, 0, "against"), annotation(store, 0, "neutral")]
    )
    assert list(store.annotations()["number"]) == [second]
    assert list(store.annotations(history=True)["current"]) == [False, True]
    assert store.withdraw(second)
    assert not store.withdraw(second)
    assert list(store.annotations()["number"]) == [first]
    assert len(store.annotations(history=True)) == 2


def test_judgements_outlive_a_new_analysis_and_another_division(store):
    store.annotate([annotation(store, 0, "against")])
    document = seed_document()
    found = passages_of(document)
    store.add(document, found, [], PROVENANCE)
    assert store.annotations().at[0, "passage"] == 0
    assert store.predictions().empty
    table = measures.labelled(store.predictions(), store.annotations(), Labels.CORRECTED)
    assert table["stance"].tolist() == ["against"]
    assert table["attribution"].tolist() == ["person"]


def test_a_judgement_of_words_that_are_gone_counts_for_nothing(store):
    store.annotate([annotation(store, 0, "against")])
    text = "Something else was written here since then, much longer than the words before it were."
    store.add(Document("seed", text * 3), [], [], PROVENANCE)
    assert store.annotations()["passage"].tolist() == [-1]
    assert measures.votes(store.annotations()).empty


def test_a_document_takes_its_judgements_with_it(store):
    store.annotate([annotation(store, 0, "against")])
    store.delete("seed")
    assert store.annotations(history=True).empty


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"document_id": "other"}, "no document 'other'"),
        ({"end": 10**7}, "not in the document"),
        ({"coder": "  "}, "no coder"),
        ({"actor": ""}, "no actor"),
    ],
)
def test_an_unfit_judgement_is_refused_with_all_that_come_with_it(store, change, said):
    good = annotation(store, 0, "against")
    bad = Annotation(**{
        **{name: getattr(good, name) for name in good.__slots__}, **change
    })  # fmt: skip
    with pytest.raises(UsageError, match=said):
        store.annotate([good, bad])
    assert store.annotations(history=True).empty


def test_a_store_of_the_version_before_is_brought_up_to_date(tmp_path, monkeypatch):
    path = tmp_path / "old.sqlite"
    document = seed_document()
    found = passages_of(document)
    with Store.open(tmp_path / "new.sqlite") as made:
        made.add(document, found, seed_predictions(found), PROVENANCE)
        before = made.predictions()
    as_older(tmp_path / "new.sqlite", path, 3, monkeypatch)
    with sqlite3.connect(path) as file:
        tables = {name for (name,) in file.execute("SELECT name FROM sqlite_master")}
    assert "annotation" not in tables
    with Store.open(path) as new:
        pd.testing.assert_frame_equal(new.predictions(), before)
        assert new.annotations().empty
        new.annotate([annotation(new, 0, "against")])
        assert len(new.annotations()) == 1


# Selections in memory are those on disk


@pytest.mark.parametrize(
    "selection",
    [
        Selection(),
        Selection(actors=("EU", "US")),
        Selection(targets=("sanctions",), actors=("EU",)),
        Selection(sources=("Sample article",)),
        Selection(sources=("Another",)),
        Selection(since=date(2022, 1, 24)),
        Selection(since=date(2022, 1, 25)),
        Selection(until=date(2022, 1, 23)),
    ],
)
def test_a_selection_in_memory_is_the_one_on_disk(store, selection):
    store.add(Document("undated", "We agree."), [], [], PROVENANCE)
    pd.testing.assert_frame_equal(
        chosen(store.predictions(), selection), store.predictions(selection)
    )


# Correcting


def test_a_correction_moves_the_position_at_once_and_only_where_asked(store):
    raw = position(store, "UK", "embassy_withdrawal", Labels.MODEL)
    assert raw > 0
    store.annotate([annotation(store, 6, "against")])
    assert position(store, "UK", "embassy_withdrawal", Labels.MODEL) == raw
    assert position(store, "UK", "embassy_withdrawal", Labels.CORRECTED) == pytest.approx(-0.4)
    # One certain statement over one and a half of prior: exactly 1 / 2.5.
    assert position(store, "US", "embassy_withdrawal", Labels.CORRECTED) == position(
        store, "US", "embassy_withdrawal", Labels.MODEL
    )
    reviewed = measures.labelled(store.predictions(), store.annotations(), Labels.REVIEWED)
    assert reviewed[["actor", "stance", "reviewed"]].values.tolist() == [["UK", "against", 1]]


def test_another_actor_or_target_takes_the_row_away_and_no_position_keeps_it(store):
    store.annotate([
        annotation(store, 0, "not_actor"), annotation(store, 5, "not_target"),
        annotation(store, 6, "no_position"),
    ])  # fmt: skip
    table = measures.labelled(store.predictions(), store.annotations(), Labels.CORRECTED)
    assert len(table) == 8
    uk = table[table["actor"] == "UK"].iloc[0]
    assert (uk["stance"], uk["abstention"], uk["p_none"]) == ("", "no_position", 1.0)
    assert "RU" not in set(table["actor"])


def test_people_vote_and_the_newest_breaks_a_tie(store):
    store.annotate([
        annotation(store, 0, "favor", "Ada"), annotation(store, 0, "against", "Bob"),
    ])  # fmt: skip
    row = measures.labelled(store.predictions(), store.annotations(), Labels.REVIEWED).iloc[0]
    assert (row["stance"], row["p_favor"], row["p_against"]) == ("against", 0.5, 0.5)
    store.annotate([annotation(store, 0, "favor", "Eve")])
    row = measures.labelled(store.predictions(), store.annotations(), Labels.REVIEWED).iloc[0]
    assert (row["stance"], row["p_favor"]) == ("favor", pytest.approx(2 / 3))


def test_a_statement_that_the_model_was_not_asked_is_added(store):
    store.annotate([annotation(store, 0, "favor", actor="UA")])
    table = measures.labelled(store.predictions(), store.annotations(), Labels.CORRECTED)
    added = table[table["attribution"] == "person"]
    assert added[["actor", "stance", "p_favor"]].values.tolist() == [["UA", "favor", 1.0]]
    assert list(table["passage"]) == sorted(table["passage"])
    assert measures.positions(table)["n"].sum() == 9


def test_certainty_leaves_doubtful_statements_out_but_not_judged_ones(store):
    table = measures.labelled(store.predictions(), store.annotations(), sure=0.85)
    assert sorted(table.loc[table["stance"] != "", "actor"]) == ["EU", "UK", "US"]
    store.annotate([annotation(store, 5, "against")])
    table = measures.labelled(store.predictions(), store.annotations(), Labels.CORRECTED, sure=0.85)
    assert "RU" in set(table["actor"])
    with pytest.raises(UsageError, match="0 to 1"):
        measures.labelled(store.predictions(), store.annotations(), sure=2)


# The table that leaves and comes back


@pytest.mark.parametrize("kind", ["csv", "xlsx", "jsonl", "parquet"])
def test_an_exported_table_can_be_imported_into_another_store(store, tmp_path, kind):
    store.annotate([
        annotation(store, 0, "against", note="=1+1 is no formula\nnor is this"),
        annotation(store, 5, "not_actor", "Bob", drawn="random"),
    ])  # fmt: skip
    data = export.table_bytes(exported(store), kind)
    with Store.open(tmp_path / "other.sqlite") as other:
        document = seed_document()
        other.add(document, passages_of(document), [], PROVENANCE)
        assert imported(f"a.{kind}", data, other) == (2, 0, [])
        assert imported(f"a.{kind}", data, other) == (0, 2, [])
        kept = ["document_id", "start", "end", "actor", "target", "judgement", "coder", "note",
                "drawn", "text"]  # fmt: skip
        pd.testing.assert_frame_equal(other.annotations()[kept], store.annotations()[kept])


def test_rows_that_do_not_fit_are_named_and_the_others_go_in(store):
    good = exported(store)
    store.annotate([annotation(store, 0, "against")])
    good = exported(store)
    rows = pd.concat([good] * 5, ignore_index=True).astype({"start": "object"})
    rows.loc[0, "judgement"] = "maybe"
    rows.loc[1, "document_id"] = "unknown"
    rows.loc[2, "start"] = "first"
    rows.loc[3, "text"] = "Other words."
    rows["coder"] = "Zoe"
    new, again, problems = imported("b.csv", export.table_bytes(rows, "csv"), store)
    assert (new, again) == (1, 0)
    assert [problem.split(":")[0] for problem in problems] == [
        f"b.csv, row {i}" for i in range(2, 6)
    ]
    assert [word in problem for word, problem in zip(
        ("'maybe'", "'unknown'", "'first'", "Other words."), problems, strict=True
    )] == [True] * 4  # fmt: skip


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.txt", b"x", "no table of annotations"),
        ("a.parquet", b"x", "cannot be read"),
        ("a.csv", b"document_id,start\n1,2\n", "has no column end, actor"),
        ("a.csv", b" \n", "is empty"),
        ("a.csv", "document_id,start\nÉ,2\n".encode("cp1252"), "CSV UTF-8"),
    ],
)
def test_a_file_of_another_kind_is_refused(store, name, data, said):
    with pytest.raises(InputError, match=said):
        imported(name, data, store)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_sheet_comes_back_as_a_spreadsheet_saves_it(store, delimiter, encoding):
    store.annotate([annotation(store, 0, "against", coder="Zoë")])
    table = exported(store).assign(note="one, two; three")
    data = table.to_csv(index=False, sep=delimiter).encode(encoding)
    assert imported("a.csv", data, store) == (1, 0, [])
    assert store.annotations()[["coder", "note"]].to_numpy().tolist() == [
        ["Zoë", "one, two; three"]
    ]


def test_a_row_without_a_coder_needs_one(store):
    store.annotate([annotation(store, 0, "against")])
    data = export.table_bytes(exported(store).drop(columns=["coder"]), "csv")
    assert "names no coder" in imported("a.csv", data, store)[2][0]
    assert imported("a.csv", data, store, coder="Zoe")[0] == 1
