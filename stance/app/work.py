"""Long work that lives in the server and not in a browser tab: it goes on when a tab is closed.

One piece of work runs at a time, in the order in which they came; every tab sees all of them.
"""

from __future__ import annotations

import itertools
import queue
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from enum import StrEnum

from stance import reading
from stance.codebook import Codebook
from stance.domain import Document, Progress
from stance.engines import Engine
from stance.errors import InputError, StanceError
from stance.pipeline import Input, Unopened, analyze
from stance.store import Store


class State(StrEnum):
    """How far a piece of work is."""

    WAITING = "waiting"
    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"


#: An uploaded file: its name and its content.
Upload = tuple[str, bytes]


@dataclass(slots=True, eq=False)
class Job:
    """One piece of work and how far it is. Written by the worker, read by every tab.

    Attributes:
        number: Its number, counted from the start of the server.
        title: What it is, for a person.
        inputs: What is to be read.
        state: How far it is.
        done, total: Documents; the total may grow while files are opened.
        current: What was done last.
        new, known, judgements: What came of it.
        failures: One sentence for each input that could not be used.
        remarks: What is good to know though nothing went wrong.
        unread: Passages by language that the model was not shown.
        begun, ended: Seconds of a clock that only goes forward.
    """

    number: int
    title: str
    inputs: tuple[Input | Upload, ...]
    state: State = State.WAITING
    done: int = 0
    total: int = 0
    current: str = ""
    new: int = 0
    known: int = 0
    judgements: int = 0
    failures: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    unread: Counter[str] = field(default_factory=Counter)
    begun: float = 0.0
    ended: float = 0.0
    _stop: threading.Event = field(default_factory=threading.Event)
    _over: threading.Event = field(default_factory=threading.Event)

    @property
    def active(self) -> bool:
        """Whether it is still waiting or running."""
        return self.state in (State.WAITING, State.RUNNING)

    @property
    def stopping(self) -> bool:
        """Whether somebody asked for it to stop."""
        return self._stop.is_set()

    @property
    def share(self) -> float:
        """How much of it is done, from 0 to 1."""
        return min(1.0, self.done / self.total) if self.total else 0.0

    def seconds_left(self, now: float | None = None) -> float | None:
        """How long it will still take if it goes on as it did; ``None`` before that is known.

        Args:
            now: The present, on the clock of `begun`.
        """
        if self.state != State.RUNNING or not 0 < self.done <= self.total:
            return None
        passed = (time.monotonic() if now is None else now) - self.begun
        return passed / self.done * (self.total - self.done)

    def stop(self) -> None:
        """Ask for an end; what is done is kept, and the documents at hand are finished first."""
        self._stop.set()
        if self.state == State.WAITING:
            self.state = State.STOPPED

    def wait(self, seconds: float) -> bool:
        """Wait for the end; whether it came in time."""
        return self._over.wait(seconds)

    def note(self, step: Progress) -> None:
        """Count one step of the run."""
        self.done, self.total, self.current = step.done, step.total, step.path
        if step.outcome == "failed":
            self.failures.append(step.message)
        elif step.outcome == "known":
            self.known += 1
        else:
            self.new += 1
            self.judgements += step.predictions
        self.unread.update(dict(step.unread))

    def opened(self) -> Iterator[Input]:
        """The inputs as the pipeline takes them; an upload that cannot be opened is why."""
        for given in self.inputs:
            if not isinstance(given, tuple):
                yield given
                continue
            name, content = given
            try:
                for one in reading.from_bytes(name, content):
                    yield one if isinstance(one, Document) else Unopened(name, one)
            except InputError as error:
                yield Unopened(name, error)


@dataclass(frozen=True, slots=True)
class Tools:
    """What work is done with."""

    store: Store
    codebook: Codebook
    engine: Engine


class Works:
    """The pieces of work of this server, and the thread that does them.

    Args:
        lock: Held while one is done, so that nothing else analyses at the same time.
    """

    def __init__(self, lock: threading.Lock) -> None:
        self._lock = lock
        self._jobs: list[Job] = []
        self._numbers = itertools.count(1)
        self._waiting: queue.Queue[tuple[Job, Tools]] = queue.Queue()
        # A daemon: the server must be able to end, and what is stored is safe at any moment.
        threading.Thread(target=self._work, name="stance-work", daemon=True).start()

    def submit(self, title: str, inputs: Iterable[Input | Upload], tools: Tools) -> Job:
        """Put something in line.

        Args:
            title: What it is, for a person.
            inputs: Files, folders, addresses, uploads, or documents.
            tools: What it is done with.
        """
        job = Job(next(self._numbers), title, tuple(inputs))
        self._jobs.append(job)
        self._waiting.put((job, tools))
        return job

    def jobs(self) -> tuple[Job, ...]:
        """All that was not put away, the newest first."""
        return tuple(reversed(self._jobs))

    def active(self) -> tuple[Job, ...]:
        """Those that wait or run, in their order."""
        return tuple(job for job in self._jobs if job.active)

    def put_away(self, job: Job) -> None:
        """Forget a piece of work that is over."""
        if not job.active and job in self._jobs:
            self._jobs.remove(job)

    def _work(self) -> None:
        while True:
            job, tools = self._waiting.get()
            try:
                if not job.stopping:
                    with self._lock:
                        self._do(job, tools)
            finally:
                job.ended = time.monotonic()
                job._over.set()

    @staticmethod
    def _do(job: Job, tools: Tools) -> None:
        job.state, job.begun = State.RUNNING, time.monotonic()
        ending = State.FAILED
        try:
            with reading.gathered() as remarks:
                ending = _run(job, tools, remarks)
        except StanceError as error:
            job.failures.append(str(error))
        except Exception as error:  # a defect of ours must not end the worker for everybody else
            job.failures.append(f"The run broke off ({type(error).__name__}: {error}).")
        job.state = ending


def _run(job: Job, tools: Tools, remarks: list[str]) -> State:
    steps = analyze(job.opened(), store=tools.store, codebook=tools.codebook, engine=tools.engine)
    # Closed on every way out, so that a run that is stopped is noted as such.
    with closing(steps) as run:
        for step in run:
            job.note(step)
            job.remarks.extend(remarks)
            remarks.clear()
            if job.stopping:
                return State.STOPPED
    job.remarks.extend(remarks)
    return State.FINISHED
