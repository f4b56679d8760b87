"""What a store keeps and gives back."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stance.domain import (
    COLUMNS,
    Abstention,
    Attribution,
    Document,
    Passage,
    Prediction,
    Provenance,
    Selection,
    Stance,
)
from stance.errors import InputError, StoreError, UsageError
from stance.store import Store, frame
from stance.store import schema as store_schema

FIRST = Provenance("onnx", "small@1", "book@1", "0.1.0")
SECOND = Provenance("onnx", "large@1", "book@1", "0.1.0")


def make(name="d1", sentences=("We will stay.", "Others leave."), **fields):
    """A document of some sentences, each one a passage."""
    text = " ".join(sentences)
    document = Document(name, text, **fields)
    passages, start = [], 0
    for index, sentence in enumerate(sentences):
        passages.append(Passage(name, index, start, start + len(sentence), sentence))
        start += len(sentence) + 1
    return document, passages


def said(passage, actor="UK", target="embassy_withdrawal", stance=Stance.FAVOR, cue="said"):
    """A prediction on a passage; no stance makes an abstention."""
    return Prediction(
        passage=passage,
        attribution=Attribution(actor, "said", cue, passage.start, passage.start + 2, True),
        target=target,
        stance=stance,
        abstention=None if stance else Abstention.NO_POSITION,
        probabilities=(0.7, 0.1, 0.1, 0.1) if stance else (0.1, 0.1, 0.1, 0.7),
    )


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "news.db") as opened:
        yield opened


def counts(store):
    with closing(sqlite3.connect(store.path)) as connection:
        return {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("document", "passage", "analysis", "prediction")
        }


def test_what_is_added_is_there_after_reopening(tmp_path):
    path = tmp_path / "a folder" / "deeper" / "news#1?.db"
    document, passages = make(
        title="Staying",
        source="Wire",
        published=date(2022, 1, 24),
        language="en",
        url="https://example.org/a",
        actor="UK",
        path="in/a.txt",
    )
    predictions = [said(passages[0]), said(passages[1], stance=None)]
    with Store.open(path) as store:
        store.add(document, passages, predictions, FIRST)
        before = store.predictions()
    with Store.open(str(path)) as store:
        assert store.document("d1") == document
        assert store.passages("d1") == tuple(passages)
        assert store.evidence("d1") == tuple(predictions)
        pd.testing.assert_frame_equal(store.predictions(), before)
        pd.testing.assert_frame_equal(before, frame([document], predictions, FIRST))
    assert before["stance"].tolist() == ["favor", ""]
    assert before["abstention"].tolist() == ["", "no_position"]
    assert before["published"].tolist() == [pd.Timestamp("2022-01-24")] * 2
    assert [document.text[a:b] for a, b in zip(before["start"], before["end"], strict=True)] == (
        before["text"].tolist()
    )


@pytest.mark.parametrize("filled", [True, False])
def test_the_table_has_the_columns_and_types_of_the_contract(store, filled):
    if filled:
        document, passages = make()
        store.add(document, passages, [said(passages[0])], FIRST)
    table = store.predictions()
    assert tuple(table.columns) == COLUMNS
    assert len(table) == int(filled)
    types = table.dtypes.astype(str).to_dict()
    assert types.pop("published") == "datetime64[us]"
    assert {types.pop(name) for name in ("passage", "start", "end")} == {"int64"}
    assert {types.pop(f"p_{name}") for name in ("favor", "against", "neutral", "none")} == {
        "float64"
    }
    assert set(types.values()) == {"str"}
    pd.testing.assert_frame_equal(table.iloc[:0], frame([], [], FIRST), check_index_type=False)


def test_rows_come_by_date_document_passage_actor_target(store):
    for name, day in (("z", date(2022, 1, 1)), ("b", None), ("a", date(2022, 2, 1))):
        document, passages = make(name, published=day)
        rows = [
            said(passages[1]),
            said(passages[0], "US", "sanctions"),
            said(passages[0], "US", "embassy_withdrawal"),
            said(passages[0], "EU"),
        ]
        store.add(document, passages, rows, FIRST)
    table = store.predictions()
    assert table["document_id"].unique().tolist() == ["z", "a", "b"]
    one = table[table["document_id"] == "z"]
    assert one[["passage", "actor", "target"]].to_numpy().tolist() == [
        [0, "EU", "embassy_withdrawal"],
        [0, "US", "embassy_withdrawal"],
        [0, "US", "sanctions"],
        [1, "UK", "embassy_withdrawal"],
    ]


def test_adding_twice_replaces_and_never_doubles(store):
    document, passages = make()
    store.add(document, passages, [said(passages[0]), said(passages[1])], FIRST)
    store.add(document, passages, [said(passages[1], stance=Stance.AGAINST)], FIRST)
    assert counts(store) == {"document": 1, "passage": 2, "analysis": 1, "prediction": 1}
    assert store.predictions()["stance"].tolist() == ["against"]


def test_a_document_without_predictions_is_done_too(store):
    document, passages = make()
    assert not store.done("d1", FIRST)
    store.add(document, passages, [], FIRST)
    assert store.done("d1", FIRST)
    assert not store.done("d1", SECOND)
    assert not store.done("d1", replace(FIRST, program="0.2.0"))
    assert store.done("d1", FIRST, document)
    assert not store.done("d1", FIRST, replace(document, text=document.text + " More."))


def test_another_text_under_the_same_id_removes_what_every_model_said(store):
    document, passages = make()
    store.add(document, passages, [said(passages[0])], FIRST)
    store.add(document, passages, [said(passages[0])], SECOND)
    other, other_passages = make(sentences=("Now all is different.",))
    store.add(other, other_passages, [said(other_passages[0], "EU")], SECOND)
    assert store.document("d1").text == "Now all is different."
    assert store.passages("d1") == tuple(other_passages)
    assert not store.done("d1", FIRST)
    assert counts(store) == {"document": 1, "passage": 1, "analysis": 1, "prediction": 1}


def test_other_sentence_boundaries_remove_what_every_model_said(store):
    document, passages = make()
    store.add(document, passages, [said(passages[1])], FIRST)
    whole = [Passage("d1", 0, 0, len(document.text), document.text)]
    store.add(document, whole, [], SECOND)
    assert not store.done("d1", FIRST)
    assert store.passages("d1") == tuple(whole)
    assert store.predictions().empty


def test_each_document_comes_with_its_most_recent_analysis_only(store):
    for name in ("d1", "d2"):
        document, passages = make(name)
        store.add(document, passages, [said(passages[0])], FIRST)
    document, passages = make("d1")
    store.add(document, passages, [said(passages[0]), said(passages[1])], SECOND)
    assert store.predictions()["model"].tolist() == ["large@1", "large@1", "small@1"]
    chosen = store.predictions(Selection(provenance=FIRST))
    assert chosen["model"].tolist() == ["small@1", "small@1"]
    assert len(store.evidence("d1", FIRST)) == 1
    store.add(document, passages, [], FIRST)  # run again: now this one is the latest
    assert store.predictions()["document_id"].tolist() == ["d2"]
    assert store.provenances()["model"].tolist() == ["small@1", "large@1"]
    assert store.provenances()["documents"].tolist() == [2, 1]
    assert store.provenances()["predictions"].tolist() == [1, 2]


def test_a_selection_narrows_by_every_field(store):
    for name, source, day in (
        ("d1", "Wire", date(2022, 1, 1)),
        ("d2", "Daily", date(2022, 1, 31)),
        ("d3", "Wire", None),
    ):
        document, passages = make(name, source=source, published=day)
        store.add(document, passages, [said(passages[0]), said(passages[0], "EU", "x")], FIRST)

    def ids(**fields):
        return store.predictions(Selection(**fields))["document_id"].tolist()

    assert ids(actors=("EU",)) == ["d1", "d2", "d3"]
    assert ids(actors=("EU", "UK"), targets=("x",), documents=("d2",)) == ["d2"]
    assert ids(sources=("Wire",), targets=("x",)) == ["d1", "d3"]
    assert ids(since=date(2022, 1, 31), targets=("x",)) == ["d2"]
    assert ids(until=date(2022, 1, 31), targets=("x",)) == ["d1", "d2"]
    assert ids(since=date(2022, 1, 2), until=date(2022, 1, 30)) == []
    assert ids(documents=("d1' OR 1=1 --",)) == []
    assert ids(documents=tuple(f"d{n}" for n in range(40_000)), targets=("x",)) == [
        "d1",
        "d2",
        "d3",
    ]
    assert ids(sources=("\ud800",)) == []


def test_the_table_of_documents_counts_the_latest_analysis(store):
    document, passages = make("d1", published=date(2022, 1, 1), source="Wire", title="T")
    store.add(document, passages, [said(passages[0])], FIRST)
    store.add(document, passages, [said(passages[0]), said(passages[1], stance=None)], SECOND)
    document, passages = make("d2", published=date(2022, 2, 1))
    store.add(document, passages, [], FIRST)
    document, passages = make("d0")
    store.add(document, passages, [], FIRST)
    table = store.documents()
    assert list(table.columns) == (
        "id title source published language url path passages unread predictions stances story"
        " corrected added".split()
    )
    assert table["id"].tolist() == ["d2", "d1", "d0"]
    assert table.set_index("id").loc["d1", ["passages", "predictions", "stances"]].tolist() == [
        2,
        2,
        1,
    ]
    assert table["added"].notna().all()
    assert str(table["added"].dtype) == "datetime64[us, UTC]"


def test_a_correction_stays_when_the_document_is_added_again(store):
    document, passages = make(title="Wrong", source="Wire", published=date(2021, 1, 1))
    store.add(document, passages, [said(passages[0])], FIRST)
    store.update_document("d1", title="Right", published=date(2022, 1, 24))
    store.add(replace(document, source="Daily"), passages, [], SECOND)
    kept = store.document("d1")
    assert (kept.title, kept.source, kept.published) == ("Right", "Daily", date(2022, 1, 24))
    store.update_document("d1", published=None)
    store.add(document, passages, [said(passages[0])], SECOND)
    assert store.document("d1").published is None
    assert store.predictions()["published"].isna().all()


def test_an_empty_field_does_not_erase_a_known_one(store):
    document, passages = make(title="T", source="Wire", published=date(2022, 1, 1), language="en")
    store.add(document, passages, [], FIRST)
    store.add(make()[0], passages, [], FIRST)
    assert store.document("d1") == document


def test_deleting_removes_every_trace(store):
    document, passages = make()
    store.add(document, passages, [said(passages[0])], FIRST)
    assert store.delete("d1")
    assert not store.delete("d1")
    assert counts(store) == {"document": 0, "passage": 0, "analysis": 0, "prediction": 0}
    assert not store.done("d1", FIRST)


def test_what_is_not_there_is_named(store):
    for ask in (
        store.document,
        store.passages,
        store.evidence,
        lambda name: store.update_document(name, title="x"),
    ):
        with pytest.raises(UsageError, match="no document 'nothing'"):
            ask("nothing")
    with pytest.raises(UsageError, match="no run 7"):
        store.finish_run(7)
    with pytest.raises(UsageError, match="no run 7"):
        store.note_failure(7, "a", "b")


@pytest.mark.parametrize("name", ["", "a\ud800", "a\x00"])
def test_an_id_that_cannot_be_kept_is_refused(store, name):
    with pytest.raises(InputError, match="document id"):
        store.add(Document(name, "x"), [], [], FIRST)
    assert not store.done(name, FIRST)
    assert not store.delete(name)


def test_records_that_contradict_each_other_change_nothing(store):
    document, passages = make()
    store.add(document, passages, [said(passages[0])], FIRST)
    before = store.version()
    shifted = replace(passages[0], start=1)
    both = replace(said(passages[0]), abstention=Abstention.UNSURE)
    neither = replace(said(passages[0]), stance=None)
    for wrong_passages, wrong_predictions in (
        ([shifted], []),
        (passages[1:], []),
        (passages, [said(shifted)]),
        (passages, [both]),
        (passages, [neither]),
        (passages, [said(passages[0]), said(passages[0])]),
    ):
        with pytest.raises(ValueError):
            store.add(document, wrong_passages, wrong_predictions, FIRST)
    assert store.version() == before
    with pytest.raises(ValueError, match="unknown document"):
        frame([], [said(passages[0])], FIRST)


def test_a_transaction_that_fails_in_the_middle_leaves_no_part(store, monkeypatch):
    document, passages = make()

    def fail(connection, provenance):
        raise RuntimeError("in the middle")

    monkeypatch.setattr("stance.store.writing.provenance_id", fail)
    with pytest.raises(RuntimeError):
        store.add(document, passages, [said(passages[0])], FIRST)
    assert counts(store) == {"document": 0, "passage": 0, "analysis": 0, "prediction": 0}


def test_half_characters_and_nul_bytes_are_kept_in_texts(store):
    sentences = ("We \ud83d said\x00 no.", "Plain.", "\udfff\ud800", "Ünïcödé 🙂 ends.")
    document, passages = make(
        sentences=sentences, title="t\ud800\x00", source="s\udfff", path="bad-\udce9.txt"
    )
    rows = [said(one, cue="\ud83d said\x00") for one in passages]
    store.add(document, passages, rows, FIRST)
    store.add(document, passages, rows, FIRST)
    kept = store.document("d1")
    assert kept.text == document.text
    assert kept.path == document.path
    assert kept.title == "t\ufffd\ufffd"
    assert store.passages("d1") == tuple(passages)
    assert store.evidence("d1") == tuple(rows)
    table = store.predictions()
    assert table["text"].tolist() == [
        "We \ufffd said\x00 no.",
        "Plain.",
        "\ufffd\ufffd",
        "Ünïcödé 🙂 ends.",
    ]
    assert [len(text) for text in table["text"]] == (table["end"] - table["start"]).tolist()
    pd.testing.assert_frame_equal(
        table.drop(columns="source"), frame([document], rows, FIRST).drop(columns="source")
    )
    assert store.predictions(Selection(sources=("s\ufffd",)))["source"].tolist() == ["s\ufffd"] * 4
    assert len(store.documents()) == 1


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    sentences=st.lists(
        st.text(st.characters(exclude_categories=()), min_size=1, max_size=20),
        min_size=1,
        max_size=4,
    )
)
def test_any_text_comes_back_exactly(store, sentences):
    document, passages = make("any", sentences=tuple(sentences))
    rows = [said(one) for one in passages]
    store.add(document, passages, rows, FIRST)
    assert store.document("any").text == document.text
    assert store.evidence("any") == tuple(rows)
    assert len(store.predictions()) == len(rows)


def test_the_version_moves_with_every_change_and_only_then(store):
    document, passages = make()
    seen = [store.version()]
    with Store.open(store.path) as other:
        for change in (
            lambda: store.add(document, passages, [said(passages[0])], FIRST),
            lambda: other.add(document, passages, [], SECOND),
            lambda: other.update_document("d1", source="Wire"),
            lambda: other.begin_run(FIRST),
            lambda: store.delete("d1"),
        ):
            change()
            seen.append(store.version())
            assert other.version() == seen[-1]
        store.predictions()
        store.documents()
    assert len(set(seen)) == len(seen)
    assert store.version() == seen[-1]


def test_two_stores_never_share_a_version(tmp_path):
    with Store.open(tmp_path / "a.db") as a, Store.open(tmp_path / "b.db") as b:
        assert a.version() != b.version()


def test_runs_and_their_failures_are_kept(store):
    first = store.begin_run(FIRST, inputs=3)
    store.note_failure(first, "in/empty.txt", "in/empty.txt is empty.")
    store.note_failure(first, "in/bad-\udce9.txt", "Not text.")
    store.finish_run(first, inputs=4)
    killed = store.begin_run(SECOND)
    runs = store.runs()
    assert runs["run"].tolist() == [killed, first]
    assert runs["finished"].isna().tolist() == [True, False]
    assert runs["failed"].tolist() == [0, 2]
    assert runs["inputs"].tolist() == [0, 4]
    assert runs.loc[1, ["engine", "model", "program"]].tolist() == ["onnx", "small@1", "0.1.0"]
    assert (runs["finished"].dropna() >= runs["started"][1]).all()
    assert store.failures(first)["message"].tolist() == ["in/empty.txt is empty.", "Not text."]
    assert store.failures(first)["path"].tolist() == ["in/empty.txt", "in/bad-\ufffd.txt"]
    assert len(store.failures()) == 2
    assert store.failures(killed).empty
    assert store.provenances().empty  # a run that made nothing has no predictions to show


def test_an_empty_store_gives_empty_tables(store):
    for table in (store.documents(), store.runs(), store.failures(), store.provenances()):
        assert table.empty
        assert len(table.columns) > 2


def test_a_closed_store_says_so(tmp_path):
    store = Store.open(tmp_path / "a.db")
    store.close()
    store.close()
    with pytest.raises(StoreError, match="was closed"):
        store.version()


# Files that are not stores


def test_a_file_of_another_kind_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("These are notes, not a database. " * 200)
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"notes\.txt is not a store.*Name another file"):
        Store.open(path)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["notes.txt"]


def test_a_database_of_another_program_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE document (id)")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="another program"):
        Store.open(path)
    assert path.read_bytes() == before


def test_a_damaged_store_is_one_sentence(tmp_path):
    path = tmp_path / "news.db"
    with Store.open(path) as store:
        for number in range(30):
            document, passages = make(f"d{number}", sentences=("A long sentence. " * 50,))
            store.add(document, passages, [said(passages[0])], FIRST)
    content = bytearray(path.read_bytes())
    content[4096:] = os.urandom(len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(StoreError, match="cannot be used"), Store.open(path) as store:
        store.predictions()


def test_a_folder_in_place_of_the_file_is_refused(tmp_path):
    with pytest.raises(StoreError, match="cannot be opened"):
        Store.open(tmp_path)


def test_a_file_in_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="cannot be made"):
        Store.open(tmp_path / "file" / "news.db")


@pytest.mark.skipif(os.name != "posix", reason="folders without write permission are of POSIX")
@pytest.mark.parametrize("existing", [True, False])
def test_a_folder_without_write_permission_is_refused(existing):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if existing:
            Store.open(folder / "news.db").close()
            (folder / "news.db").chmod(0o444)
        folder.chmod(0o555)
        root = os.geteuid() == 0
        try:
            if root:  # to whom permissions do not apply
                os.seteuid(65534)
            with pytest.raises(StoreError, match="cannot be opened for writing"):
                with Store.open(folder / "news.db") as store:
                    store.begin_run(FIRST)
            with pytest.raises(StoreError, match="cannot be made"):
                Store.open(folder / "deeper" / "news.db")
        finally:
            if root:
                os.seteuid(0)
            folder.chmod(0o755)


def test_a_store_that_stays_busy_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr("stance.store.connections.BUSY_SECONDS", 0.05)
    with Store.open(tmp_path / "a.db") as store:
        with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreError, match="was busy"):
                store.begin_run(FIRST)
            assert store.predictions().empty  # reading goes on
        assert store.begin_run(FIRST) == 1


# Migrations


def test_an_older_store_is_brought_up_to_date_with_what_it_holds(tmp_path, monkeypatch):
    path = tmp_path / "news.db"
    monkeypatch.setattr(store_schema, "MIGRATIONS", store_schema.MIGRATIONS[:3])
    Store.open(path).close()
    monkeypatch.undo()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(
            """
            INSERT INTO document VALUES ('d1', 'We will stay.', 'Mine', 'Wire', '2022-01-24', 'en',
                '', NULL, 'a.txt', '2022-01-25T00:00:00.000000Z', 'published title');
            INSERT INTO passage VALUES ('d1', 0, 0, 13, 0, 'We will stay.');
            INSERT INTO provenance VALUES (1, 'onnx', 'small@1', 'book@1', '0.1.0');
            INSERT INTO analysis VALUES (1, 'd1', 1, '2022-01-25T00:00:00.000000Z');
            INSERT INTO prediction VALUES (1, 0, 'UK', 'embassy_withdrawal', 'favor', NULL,
                0.7, 0.1, 0.1, 0.1, 'said', 'said', 0, 2, 1);
            INSERT INTO run VALUES (1, '2022-01-25T00:00:00.000000Z', NULL, 1, 1);
            INSERT INTO run VALUES (2, '2022-01-25T00:00:00.000000Z',
                '2022-01-25T00:01:00.000000Z', 1, 1);
            """
        )
    with Store.open(path) as store:
        assert store.predictions()["stance"].tolist() == ["favor"]
        assert store.corrections()["field"].tolist() == ["published", "title"]
        document = Document("d1", "We will stay.", "Read", "Daily", date(2022, 2, 2))
        assert store.done("d1", FIRST, document)
        assert store.described(document).published == date(2022, 1, 24)
        assert store.runs()["outcome"].tolist() == ["finished", "broken off"]
        assert store.unread().empty and store.without_story() == 1
        assert store.begin_run(FIRST) == 3


def test_a_step_runs_once_and_a_failing_one_leaves_nothing(tmp_path, monkeypatch):
    path = tmp_path / "news.db"
    Store.open(path).close()
    ran = []

    def verdicts(connection):
        ran.append(1)
        connection.execute("CREATE TABLE judgement (id INTEGER PRIMARY KEY)")
        if len(ran) == 1:
            raise RuntimeError("stopped in the middle")

    monkeypatch.setattr(store_schema, "MIGRATIONS", (*store_schema.MIGRATIONS, verdicts))
    with pytest.raises(RuntimeError):
        Store.open(path)
    with closing(sqlite3.connect(path)) as connection:
        assert "verdicts" not in store_schema.applied(connection)
        assert not connection.execute(
            "SELECT 1 FROM sqlite_master WHERE name='judgement'"
        ).fetchone()
    Store.open(path).close()
    Store.open(path).close()
    assert len(ran) == 2
    monkeypatch.undo()
    with pytest.raises(StoreError, match=r"newer version.*verdicts.*Update the program"):
        Store.open(path)


def test_an_empty_file_becomes_a_store(tmp_path):
    path = tmp_path / "news.db"
    path.touch()
    with Store.open(path) as store:
        assert store.predictions().empty
