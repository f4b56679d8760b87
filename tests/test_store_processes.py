"""A store under several threads and processes, and under processes killed in the middle."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from stance.domain import Attribution, Document, Passage, Prediction, Provenance, Stance
from stance.store import Store
from stance.store import schema as store_schema

ROOT = Path(__file__).resolve().parents[1]
MODEL = Provenance("onnx", "small@1", "book@1", "0.1.0")
PASSAGES = 40

#: Adds documents FROM to TO to the store PATH, each one unless it is done; says what it added.
WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from test_store_processes import MODEL, add_unless_done
from stance.store import Store
with Store.open(sys.argv[2]) as store:
    for number in range(int(sys.argv[3]), int(sys.argv[4])):
        print(number, add_unless_done(store, number), flush=True)
"""


def add_unless_done(store, number):
    """Adds the document of this number with a prediction on each passage, or finds it done."""
    name = f"d{number:04}"
    if store.done(name, MODEL):
        return "known"
    sentences = [f"Sentence {index} of document {number}." for index in range(PASSAGES)]
    passages, start = [], 0
    for index, sentence in enumerate(sentences):
        passages.append(Passage(name, index, start, start + len(sentence), sentence))
        start += len(sentence) + 1
    predictions = [
        Prediction(
            passage,
            Attribution("UK", "said", "said", passage.start, passage.end, True),
            "sanctions",
            Stance.FAVOR,
            None,
            (0.7, 0.1, 0.1, 0.1),
        )
        for passage in passages
    ]
    store.add(Document(name, " ".join(sentences)), passages, predictions, MODEL)
    return "added"


def start_writer(path, first, last):
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(ROOT / "tests"), str(path), str(first), str(last)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def assert_whole(path, documents):
    """The file is sound and holds exactly these documents, each complete and once."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    with Store.open(path) as store:
        table = store.documents()
        assert sorted(table["id"]) == [f"d{number:04}" for number in documents]
        assert (table["passages"] == PASSAGES).all()
        assert (table["predictions"] == PASSAGES).all()
        rows = store.predictions()
    assert len(rows) == PASSAGES * len(documents)
    assert not rows.duplicated(["document_id", "passage", "actor", "target"]).any()


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is of POSIX")
def test_a_killed_run_loses_nothing_it_reported_and_resumes(tmp_path):
    path = tmp_path / "news.db"
    reported = set()
    for round_ in range(3):
        writer = start_writer(path, 0, 100_000)
        for line in writer.stdout:
            number = int(line.split()[0])
            reported.add(number)
            if line.endswith("added\n") and len(reported) >= 12 * (round_ + 1):
                time.sleep(0.003 * round_)  # another moment of the next transaction each time
                writer.send_signal(signal.SIGKILL)
                break
        reported.update(int(line.split()[0]) for line in writer.stdout if line.endswith("\n"))
        writer.communicate()
        assert writer.returncode == -signal.SIGKILL
        with Store.open(path) as store:
            there = {int(name[1:]) for name in store.documents()["id"]}
        assert reported <= there
        assert len(there - reported) <= 1  # kept, and killed before it could say so
        reported |= there
        assert_whole(path, sorted(there))
    last = max(reported) + 3
    writer = start_writer(path, 0, last)
    out, errors = writer.communicate()
    assert writer.returncode == 0, errors
    assert [line.split()[1] for line in out.splitlines()] == (
        ["known"] * (max(reported) + 1) + ["added"] * 2
    )
    assert_whole(path, range(last))


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is of POSIX")
def test_a_process_killed_inside_a_transaction_leaves_no_part_of_it(tmp_path):
    path = tmp_path / "news.db"
    with Store.open(path) as store:
        add_unless_done(store, 0)
    # The document and its passages are written by then, the predictions are not.
    dying = f"""
import os, signal, stance.store.writing as writing
writing.provenance_id = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
{WRITER}"""
    done = subprocess.run(
        [sys.executable, "-c", dying, str(ROOT / "tests"), str(path), "0", "2"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert done.stdout == "0 known\n"
    assert_whole(path, [0])
    with Store.open(path) as store:
        assert add_unless_done(store, 1) == "added"
    assert_whole(path, [0, 1])


def test_two_processes_create_and_fill_one_store_at_once(tmp_path):
    path = tmp_path / "news.db"
    writers = [start_writer(path, 0, 40), start_writer(path, 20, 60)]
    for writer in writers:
        _, errors = writer.communicate()
        assert writer.returncode == 0, errors
    assert_whole(path, range(60))


def test_many_threads_share_one_store(tmp_path):
    path = tmp_path / "news.db"
    with Store.open(path) as store, ThreadPoolExecutor(12) as pool:

        def read(_):
            table = store.predictions()
            # Never a part of a document: a reader sees whole transactions only.
            assert (table.groupby("document_id").size() == PASSAGES).all()
            return store.version()

        writes = pool.map(lambda number: add_unless_done(store, number), range(40))
        reads = pool.map(read, range(40))
        assert set(writes) == {"added"}
        assert list(reads)
    assert_whole(path, range(40))


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts open files in /proc")
def test_threads_that_end_leave_no_connection_behind(tmp_path):
    path = tmp_path / "news.db"
    with Store.open(path) as store:
        for _ in range(6):
            with ThreadPoolExecutor(12) as pool:
                list(pool.map(lambda _: store.predictions(), range(24)))
        # A file and its log for each of the twelve at once, not for each of the 72 threads.
        assert 1 <= len(files_open(path)) <= 24
    assert files_open(path) == []


def files_open(path):
    links = [link.readlink() for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
    return [link for link in links if link.name in (path.name, f"{path.name}-wal")]


def test_threads_that_open_the_same_new_store_all_succeed(tmp_path):
    path = tmp_path / "news.db"

    def open_and_close(_):
        with Store.open(path) as store:
            return store.version()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(open_and_close, range(16)))) == 1
    with closing(sqlite3.connect(path)) as connection:
        names = store_schema.applied(connection)
    assert names == {step.__name__ for step in store_schema.MIGRATIONS}
