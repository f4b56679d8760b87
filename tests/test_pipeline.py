"""From inputs to a store: order, resumption, failures, and a run that is stopped half way."""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
from scripted import ScriptedEngine

import stance
from stance import pipeline
from stance.codebook import load
from stance.domain import COLUMNS, Document, Selection
from stance.errors import CodebookError, InputError, StoreError
from stance.pipeline import running
from stance.store import Store

ROOT = Path(__file__).resolve().parents[1]


def text(number: int) -> str:
    return (
        f"Statement {number}. The State Department said it supports withdrawing embassy staff "
        "from Kyiv. Ukraine said it opposes withdrawing embassy staff from Kyiv."
    )


def document(number: int) -> Document:
    return Document(f"d{number}", text(number))


@pytest.fixture(scope="module")
def book():
    return load(ROOT / "data" / "codebook.toml")


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "run.sqlite") as opened:
        yield opened


@pytest.fixture
def engine():
    return ScriptedEngine()


def run(inputs, store, book, engine):
    return list(pipeline.analyze(inputs, store=store, codebook=book, engine=engine))


def test_the_folders_of_the_project():
    assert (pipeline.project_root() / "stance").is_dir()
    assert [path.suffix for path in pipeline.seeds().iterdir()] == [".txt"]


def test_the_default_store_can_be_named(own_store, monkeypatch):
    assert pipeline.default_store() == own_store
    monkeypatch.delenv("STANCE_STORE")
    assert pipeline.default_store() == pipeline.project_root() / "store" / "stance.sqlite"


def test_one_step_for_each_document_in_order(store, book, engine):
    steps = run([document(n) for n in range(70)], store, book, engine)
    assert [step.done for step in steps] == list(range(1, 71))
    assert {step.total for step in steps} == {70}
    assert [step.document_id for step in steps] == [f"d{n}" for n in range(70)]
    assert {step.outcome for step in steps} == {"analysed"}
    assert all(step.predictions >= 2 for step in steps)


def test_documents_share_the_engine_calls(store, book, engine):
    run([document(n) for n in range(20)], store, book, engine)
    assert engine.calls < 20


def test_batching_changes_nothing(tmp_path, book, engine, monkeypatch):
    frames = []
    for together in (1, 3, 32):
        monkeypatch.setattr(running, "_DOCUMENTS_TOGETHER", together)
        with Store.open(tmp_path / f"{together}.sqlite") as store:
            run([document(n) for n in range(8)], store, book, engine)
            frames.append(store.predictions())
    assert frames[0].equals(frames[1]) and frames[0].equals(frames[2])
    assert tuple(frames[0].columns) == COLUMNS


def test_a_second_run_has_nothing_to_do(store, book, engine):
    inputs = [document(n) for n in range(3)]
    run(inputs, store, book, engine)
    before, calls = store.predictions(), engine.calls
    steps = run(inputs, store, book, engine)
    assert [step.outcome for step in steps] == ["known"] * 3
    assert engine.calls == calls
    assert store.predictions().equals(before)


def test_another_model_is_other_work(store, book, engine):
    run([document(1)], store, book, engine)
    other = ScriptedEngine(digest="other")
    assert [step.outcome for step in run([document(1)], store, book, other)] == ["analysed"]
    assert len(store.provenances()) == 2
    one = pipeline.provenance(engine, book)
    assert set(store.predictions(Selection(provenance=one))["model"]) == {one.model}


def test_a_changed_text_is_other_work(store, book, engine):
    run([Document("a", text(1))], store, book, engine)
    steps = run([Document("a", text(2))], store, book, engine)
    assert [step.outcome for step in steps] == ["analysed"]


def test_a_holder_that_is_now_known_is_other_work(store, book, engine):
    plain = Document("a", "Withdrawing embassy staff is what we support.")
    run([plain], store, book, engine)
    assert store.predictions().empty
    given = Document("a", plain.text, actor="US")
    assert [step.outcome for step in run([given], store, book, engine)] == ["analysed"]
    assert set(store.predictions()["actor"]) == {"US"}
    assert [step.outcome for step in run([given], store, book, engine)] == ["known"]


def test_the_same_text_twice_is_done_once(store, book, engine):
    steps = run([document(1), document(1)], store, book, engine)
    assert sorted(step.outcome for step in steps) == ["analysed", "known"]


def test_one_id_for_two_texts_is_refused(store, book, engine):
    steps = run([Document("a", text(1)), Document("a", text(2))], store, book, engine)
    assert sorted(step.outcome for step in steps) == ["analysed", "failed"]
    assert "'a'" in next(step.message for step in steps if step.outcome == "failed")
    assert store.document("a").text == text(1)


def test_bad_inputs_never_stop_the_others(store, book, engine, tmp_path):
    good = tmp_path / "good.txt"
    good.write_text(text(1), encoding="utf-8")
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b"")
    unknown = Document("x", text(3), actor="XX")
    steps = run([tmp_path / "missing.txt", empty, unknown, good], store, book, engine)
    by_outcome = {outcome: [] for outcome in ("analysed", "failed")}
    for step in steps:
        by_outcome[step.outcome].append(step)
    assert len(by_outcome["analysed"]) == 1
    assert len(by_outcome["failed"]) == 3
    assert all(step.message and "\n" not in step.message for step in by_outcome["failed"])
    assert [step.done for step in steps] == [1, 2, 3, 4]
    assert list(store.failures()["message"]) == [step.message for step in by_outcome["failed"]]


def test_a_table_counts_each_row(store, book, engine, tmp_path):
    table = tmp_path / "rows.csv"
    rows = "\n".join(f'r{n},"{text(n)}"' for n in range(5))
    table.write_text(f"id,text\n{rows}\n", encoding="utf-8")
    steps = run([table], store, book, engine)
    assert [(step.done, step.total) for step in steps] == [(n, 5) for n in range(1, 6)]
    assert [step.document_id for step in steps] == [f"r{n}" for n in range(5)]


def test_a_single_path_is_one_input(store, book, engine, tmp_path):
    file = tmp_path / "one.txt"
    file.write_text(text(1), encoding="utf-8")
    assert len(run(str(file), store, book, engine)) == 1
    assert len(run(file, store, book, engine)) == 1


def test_a_closed_generator_leaves_whole_documents(store, book, engine, monkeypatch):
    monkeypatch.setattr(running, "_DOCUMENTS_TOGETHER", 4)
    inputs = [document(n) for n in range(12)]
    steps = pipeline.analyze(inputs, store=store, codebook=book, engine=engine)
    taken = [next(steps) for _ in range(6)]
    steps.close()
    kept = store.documents()
    assert set(kept["id"]) == {step.document_id for step in taken}
    assert (kept["predictions"] > 0).all()
    assert store.runs()["outcome"].tolist() == ["stopped"]
    again = run(inputs, store, book, engine)
    assert [step.outcome for step in again] == ["known"] * 6 + ["analysed"] * 6
    assert store.runs()["outcome"].tolist() == ["finished", "stopped"]


def test_a_failing_engine_keeps_what_was_done(store, book, monkeypatch):
    monkeypatch.setattr(running, "_DOCUMENTS_TOGETHER", 2)
    inputs = [document(n) for n in range(6)]
    with pytest.raises(RuntimeError, match="out of memory"):
        run(inputs, store, book, ScriptedEngine(fails_at_call=2))
    assert len(store.documents()) == 2
    steps = run(inputs, store, book, ScriptedEngine())
    assert [step.outcome for step in steps].count("known") == 2


def test_nothing_given_is_nothing_done(store, book, engine):
    steps = run([], store, book, engine)
    assert steps == []
    with pytest.raises(InputError, match="No input was given"):
        pipeline.table(store, steps, pipeline.provenance(engine, book))


# The public face


def test_analyze_gives_the_canonical_table(engine, tmp_path):
    frame = stance.analyze([document(1)], engine=engine)
    assert tuple(frame.columns) == COLUMNS
    assert set(frame["actor"]) >= {"US", "UA"}
    assert np.allclose(frame[["p_favor", "p_against", "p_neutral", "p_none"]].sum(axis=1), 1)
    assert not list(tmp_path.iterdir())


def test_positions_and_divergence_of_a_table(engine):
    frame = stance.analyze(document(1), engine=engine)
    positions = stance.positions(frame)
    assert set(positions["actor"]) >= {"US", "UA"}
    assert set(stance.divergence(frame)["target"]) <= set(positions["target"])


def test_analyze_with_a_store_goes_on(engine, tmp_path):
    kept = tmp_path / "kept.sqlite"
    first = stance.analyze([document(1)], store=kept, engine=engine)
    calls = engine.calls
    second = stance.analyze([document(1)], store=kept, engine=engine)
    assert first.equals(second) and engine.calls == calls
    third = stance.analyze([document(2)], store=kept, engine=engine)
    assert set(third["document_id"]) == {"d2"}


def test_failures_are_warnings_where_others_succeed(engine, tmp_path):
    missing = tmp_path / "missing.txt"
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        frame = stance.analyze([missing, document(1)], engine=engine)
    assert set(frame["document_id"]) == {"d1"}
    assert [type(one.message) for one in caught] == [stance.InputWarning]
    assert caught[0].message.path == str(missing)
    assert "missing.txt" in str(caught[0].message)
    assert caught[0].filename == __file__


def test_an_error_where_none_succeeds(engine, tmp_path):
    with pytest.raises(InputError, match=r"missing\.txt"):
        stance.analyze([tmp_path / "missing.txt"], engine=engine)


def test_an_empty_name_is_not_the_folder_the_program_runs_in(engine, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "private.txt").write_text("Russia supports sanctions.", encoding="utf-8")
    for given in ("", [""], [" "]):
        with pytest.raises(InputError, match="empty name"):
            stance.analyze(given, engine=engine)
    with pytest.raises(CodebookError):
        stance.analyze("private.txt", engine=engine, codebook="")


def test_a_store_of_another_kind_is_refused(engine, tmp_path):
    other = tmp_path / "other.sqlite"
    other.write_bytes(b"not a database at all, but long enough to look like one" * 40)
    with pytest.raises(StoreError):
        stance.analyze([document(1)], store=other, engine=engine)


def test_a_killed_run_goes_on(tmp_path, book):
    """A process that dies between two documents leaves a store that opens and resumes."""
    script = (
        "import os, sys\n"
        "sys.path.insert(0, sys.argv[2])\n"
        "from scripted import ScriptedEngine\n"
        "from stance import pipeline\n"
        "from stance.codebook import load\n"
        "from stance.store import Store\n"
        "from test_pipeline import document\n"
        "pipeline.running._DOCUMENTS_TOGETHER = 2\n"
        "store = Store.open(sys.argv[1])\n"
        "inputs = [document(n) for n in range(6)]\n"
        "steps = pipeline.analyze(\n"
        "    inputs, store=store, codebook=load(), engine=ScriptedEngine())\n"
        "for step in steps:\n"
        "    if step.done == 3:\n"
        "        os._exit(9)\n"
    )
    path = tmp_path / "killed.sqlite"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", script, str(path), str(ROOT / "tests")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 9, done.stderr
    with Store.open(path) as store:
        assert set(store.documents()["id"]) == {"d0", "d1", "d2"}
        steps = run([document(n) for n in range(6)], store, book, ScriptedEngine())
        assert [step.outcome for step in steps] == ["known"] * 3 + ["analysed"] * 3
