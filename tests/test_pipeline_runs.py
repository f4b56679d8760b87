"""Runs from their beginning to their end: what they hold, how they end, who else is at work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from scripted import ScriptedEngine

from stance import pipeline, reading
from stance.codebook import load
from stance.domain import Document
from stance.pipeline import running
from stance.store import Store, history

ROOT = Path(__file__).resolve().parents[1]

#: Analyses the inputs named after the store, one document at a time, and says each step.
WORKER = """
import sys
sys.path.insert(0, sys.argv[1])
from scripted import ScriptedEngine
from stance import pipeline
from stance.codebook import load
from stance.store import Store
pipeline.running._DOCUMENTS_TOGETHER = 1
with Store.open(sys.argv[2]) as store:
    for step in pipeline.analyze(
        sys.argv[3:], store=store, codebook=load(), engine=ScriptedEngine()
    ):
        print(step.outcome, step.document_id, flush=True)
"""


def text(number):
    return (
        f"Statement {number}. The State Department said it supports withdrawing embassy staff "
        "from Kyiv. Ukraine said it opposes withdrawing embassy staff from Kyiv."
    )


@pytest.fixture(scope="module")
def book():
    return load(ROOT / "data" / "codebook.toml")


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "run.sqlite") as opened:
        yield opened


def run(inputs, store, book, engine=None):
    engine = engine or ScriptedEngine()
    return list(pipeline.analyze(inputs, store=store, codebook=book, engine=engine))


def folder_of(path, count):
    path.mkdir()
    for number in range(count):
        (path / f"{number:04}.txt").write_text(text(number), encoding="utf-8")
    return path


def worker(store, *inputs):
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, str(ROOT / "tests"), str(store), *map(str, inputs)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


# What a run holds


@pytest.fixture
def ahead(monkeypatch):
    """How many documents have been read, whatever the input."""
    count = Counter()

    def counted(path, read=reading.read):
        for item in read(path):
            count["read"] += 1
            yield item

    monkeypatch.setattr(reading, "read", counted)
    return count


def test_a_folder_is_read_while_the_run_goes_on(store, book, tmp_path, ahead):
    folder = folder_of(tmp_path / "many", 150)
    furthest = 0
    for step in pipeline.analyze(folder, store=store, codebook=book, engine=ScriptedEngine()):
        assert step.total == 150
        furthest = max(furthest, ahead["read"] - step.done)
    assert step.done == 150
    assert furthest <= running._DOCUMENTS_TOGETHER


def test_a_long_table_is_read_while_the_run_goes_on(store, book, tmp_path, ahead, monkeypatch):
    monkeypatch.setattr(running, "_READ_AHEAD", 10)
    table = tmp_path / "long.csv"
    rows = [f'r{n},"{text(n)}"' if n % 7 else f"r{n}," for n in range(200)]
    table.write_text("id,text\n" + "\n".join(rows), encoding="utf-8")
    furthest = 0
    for step in pipeline.analyze(table, store=store, codebook=book, engine=ScriptedEngine()):
        assert step.total == 200
        furthest = max(furthest, ahead["read"] - step.done)
    assert furthest <= running._DOCUMENTS_TOGETHER + 10
    assert store.runs()["inputs"].tolist() == [200]


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet", "xlsx"])
def test_the_total_of_every_table_is_right_at_its_end(store, book, tmp_path, suffix, monkeypatch):
    import pandas as pd

    monkeypatch.setattr(running, "_READ_AHEAD", 10)
    frame = pd.DataFrame({"id": [f"r{n}" for n in range(25)], "text": [text(n) for n in range(25)]})
    path = tmp_path / f"table.{suffix}"
    if suffix == "csv":
        frame.to_csv(path, index=False)
    elif suffix == "jsonl":
        frame.to_json(path, orient="records", lines=True)
    elif suffix == "parquet":
        frame.to_parquet(path)
    else:
        frame.to_excel(path, index=False)
    steps = run(path, store, book)
    assert (steps[-1].done, steps[-1].total) == (25, 25)
    assert all(step.done <= step.total for step in steps)


def test_rows_are_counted_where_that_is_cheap(tmp_path):
    table = tmp_path / "a.csv"
    table.write_text('id,text\n1,"one\nlong"\n2,\n3,three,four\n', encoding="utf-8")
    assert reading.rows_of(table) == 3
    for name, data in (("b.csv", b"no,such\n1,2\n"), ("c.parquet", b"PAR1"), ("d.txt", b"text")):
        (tmp_path / name).write_bytes(data)
        assert reading.rows_of(tmp_path / name) is None
    assert reading.rows_of(tmp_path / "missing.csv") is None


# How runs end


def test_a_run_says_how_it_ended(store, book):
    documents = [Document(f"d{n}", text(n)) for n in range(3)]
    run(documents, store, book)
    steps = pipeline.analyze(documents, store=store, codebook=book, engine=ScriptedEngine())
    next(steps)
    steps.close()
    other = [Document(f"o{n}", text(n)) for n in range(3)]
    with pytest.raises(RuntimeError, match="out of memory"):
        run(other, store, book, ScriptedEngine(fails_at_call=1))
    runs = store.runs()
    assert runs["outcome"].tolist() == ["failed", "stopped", "finished"]
    assert runs["finished"].notna().all()
    assert runs["inputs"].tolist() == [0, 1, 3]


def test_stopping_after_the_store_was_closed_is_quiet(tmp_path, book):
    store = Store.open(tmp_path / "a.sqlite")
    documents = [Document(f"d{n}", text(n)) for n in range(3)]
    steps = pipeline.analyze(documents, store=store, codebook=book, engine=ScriptedEngine())
    next(steps)
    store.close()
    steps.close()


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is of POSIX")
def test_a_killed_run_is_seen_at_once_and_goes_on(tmp_path, book):
    folder = folder_of(tmp_path / "texts", 12)
    path = tmp_path / "killed.sqlite"
    process = worker(path, folder)
    lines = [process.stdout.readline() for _ in range(3)]
    assert all(line.startswith("analysed") for line in lines)
    with Store.open(path) as store:
        assert store.runs()["outcome"].tolist() == ["running"]
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert store.runs()["outcome"].tolist() == ["broken off"]
        steps = run(folder, store, book)
        counted = Counter(step.outcome for step in steps)
        assert counted["known"] >= 3 and counted["known"] + counted["analysed"] == 12
        assert store.runs()["outcome"].tolist() == ["finished", "broken off"]
        assert len(store.documents()) == 12


def test_a_run_elsewhere_is_over_when_it_has_been_silent(store, book, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(history.platform, "node", lambda: "another machine")
        number = store.begin_run(pipeline.provenance(ScriptedEngine(), book))
    assert store.runs()["outcome"].tolist() == ["running"]
    monkeypatch.setattr(history, "_SILENCE", timedelta(0))
    assert store.runs()["outcome"].tolist() == ["broken off"]
    monkeypatch.undo()
    store.keep_alive(number)
    assert store.runs()["outcome"].tolist() == ["running"]


def test_a_run_says_that_it_goes_on(store, book, monkeypatch):
    said = []
    monkeypatch.setattr(running, "_SIGN_OF_LIFE", 0.0)
    monkeypatch.setattr(Store, "keep_alive", lambda self, number: said.append(number))
    run([Document(f"d{n}", text(n)) for n in range(3)], store, book)
    assert said and set(said) == {1}


# Two at once


def test_two_processes_analyse_into_one_store(tmp_path, book):
    first, second = folder_of(tmp_path / "a", 15), folder_of(tmp_path / "b", 10)
    (second / "own.txt").write_text(text("of its own"), encoding="utf-8")
    path = tmp_path / "shared.sqlite"
    workers = [worker(path, first), worker(path, second)]
    for process in workers:
        _, errors = process.communicate(timeout=240)
        assert process.returncode == 0, errors
    with Store.open(path) as store:
        assert len(store.documents()) == 16
        assert store.runs()["outcome"].tolist() == ["finished", "finished"]
        rows = store.predictions()
        assert not rows.duplicated(["document_id", "passage", "actor", "target"]).any()
        assert {step.outcome for step in run([first, second], store, book)} == {"known"}
        assert store.without_story() == 0


# What a person knows better


def test_a_corrected_day_decides_who_speaks(store, book):
    said = "Prime Minister Liz Truss said she supports withdrawing embassy staff from Kyiv."
    document = Document("d", said, title="Read", published=date(2022, 10, 1))
    run(document, store, book)
    assert [step.outcome for step in run(document, store, book)] == ["known"]
    store.update_document("d", published=date(2022, 9, 30))
    assert [step.outcome for step in run(document, store, book)] == ["analysed"]
    # The same input goes on to state the other day, and changes nothing any more.
    assert [step.outcome for step in run(document, store, book)] == ["known"]
    assert store.document("d").published == date(2022, 9, 30)
    assert store.corrections()["read"].tolist() == ["2022-10-01"]
    store.update_document("d", published=None)
    assert [step.outcome for step in run(document, store, book)] == ["analysed"]
    assert store.predictions()["published"].isna().all()


def test_what_was_taken_out_of_the_store_keeps_what_was_read(store, book):
    run(Document("d", text(1), title="Read", source="Wire"), store, book)
    store.update_document("d", title="Right", source="Daily")
    run(store.document("d"), store, book)
    assert store.corrections()["read"].tolist() == ["Wire", "Read"]
    store.restore_document("d")
    assert (store.document("d").title, store.document("d").source) == ("Read", "Wire")


def test_undated_documents_are_everywhere_but_on_the_timeline(store, book):
    from stance import measures

    run([Document("d", text(1)), Document("e", text(2), published=date(2022, 1, 24))], store, book)
    frame = store.predictions()
    assert set(frame["document_id"]) == {"d", "e"}
    positions = measures.positions(frame)
    assert set(positions["n_documents"]) == {2}
    line = measures.timeline(frame, step="month")
    assert line["start"].isna().any() and line["start"].notna().any()
    assert set(line["n_documents"]) == {1}
