"""Work beside the pages: in line, counted, stopped, and never in the way of other work."""

from __future__ import annotations

import threading
import time

import pytest
from scripted import ScriptedEngine

from stance import codebook
from stance.app.running import in_words
from stance.app.work import Job, State, Tools, Works
from stance.domain import Document, Progress
from stance.store import Store

PATIENCE = 60


class Gated(ScriptedEngine):
    """An engine that answers when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.let = threading.Event(), threading.Event()

    def logits(self, pairs):
        self.asked.set()
        assert self.let.wait(PATIENCE)
        return super().logits(pairs)


def text(number: int) -> Document:
    words = f"Russia said on day {number} that it supports sanctions, the Kremlin said."
    return Document(f"d{number}", words * 2)


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "s.sqlite") as kept:
        yield kept


@pytest.fixture
def works():
    return Works(threading.Lock())


def tools(store, engine=None):
    return Tools(store, codebook.load(), engine or ScriptedEngine())


def test_work_is_done_and_counted(works, store):
    job = works.submit("two", [text(1), text(2), text(1)], tools(store))
    assert job.wait(PATIENCE)
    assert (job.state, job.new, job.known, job.failures) == (State.FINISHED, 2, 1, [])
    assert (job.done, job.total, job.share) == (3, 3, 1.0)
    assert job.seconds_left() is None
    assert len(store.documents()) == 2


def test_uploads_are_opened_by_the_worker_and_a_bad_one_is_a_sentence(works, store):
    good = ("a.txt", b"Russia said that it supports sanctions, the Kremlin said.")
    job = works.submit("files", [good, ("b.pdf", b"no pdf"), ("c.exe", b"MZ")], tools(store))
    assert job.wait(PATIENCE)
    assert job.state == State.FINISHED
    assert job.new == 1
    assert [name for name in ("b.pdf", "c.exe") if any(name in one for one in job.failures)] == [
        "b.pdf", "c.exe"
    ]  # fmt: skip
    # What is in the card is in the history too.
    assert sorted(store.failures()["path"]) == ["b.pdf", "c.exe"]
    assert len(job.failures) == 2


def test_a_stop_keeps_what_is_done_and_the_next_goes_on(works, store):
    engine = Gated()
    many = [text(number) for number in range(80)]
    job = works.submit("many", many, tools(store, engine))
    waiting = works.submit("next", [text(200)], tools(store))
    assert engine.asked.wait(PATIENCE)
    assert [one.title for one in works.active()] == ["many", "next"]
    assert waiting.state == State.WAITING
    job.stop()
    engine.let.set()
    assert job.wait(PATIENCE)
    assert job.state == State.STOPPED
    # The one that waited may be done already.
    done = sum(one != "d200" for one in store.documents()["id"])
    assert 0 < done < 80
    assert waiting.wait(PATIENCE)
    assert waiting.state == State.FINISHED
    rest = works.submit("again", many, tools(store))
    assert rest.wait(PATIENCE)
    assert rest.known == done
    assert rest.new == 80 - done


def test_what_waits_can_be_stopped_before_it_begins(works, store):
    engine = Gated()
    first = works.submit("first", [text(1)], tools(store, engine))
    second = works.submit("second", [text(2)], tools(store))
    assert engine.asked.wait(PATIENCE)
    second.stop()
    assert second.state == State.STOPPED
    engine.let.set()
    assert first.wait(PATIENCE)
    assert second.wait(PATIENCE)
    assert [one for one in store.documents()["id"]] == ["d1"]


def test_a_defect_ends_its_own_work_and_no_other(works, store):
    broken = works.submit("broken", [text(1)], tools(store, ScriptedEngine(fails_at_call=1)))
    sound = works.submit("sound", [text(2)], tools(store))
    assert broken.wait(PATIENCE)
    assert sound.wait(PATIENCE)
    assert broken.state == State.FAILED
    assert "out of memory" in broken.failures[0]
    assert sound.state == State.FINISHED
    works.put_away(broken)
    assert works.jobs() == (sound,)


def test_the_time_left_is_in_proportion():
    job = Job(1, "a", ())
    job.state, job.begun = State.RUNNING, time.monotonic()
    assert job.seconds_left() is None
    job.note(Progress(2, 10, "x", "analysed"))
    assert job.seconds_left(job.begun + 4) == pytest.approx(16)
    assert in_words(16) == "about 20 seconds"
