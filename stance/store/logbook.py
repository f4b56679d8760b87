"""The part of a store that keeps the history of runs."""

from __future__ import annotations

import pandas as pd

from stance.domain import Provenance
from stance.store import history
from stance.store.connections import Opened


class Logbook(Opened):
    """What was run on a store, how it ended, and what failed in it."""

    def begin_run(self, provenance: Provenance, inputs: int = 0) -> int:
        """Notes that a run starts in this process.

        Args:
            provenance: What the run works with.
            inputs: How many inputs it has, if known already.

        Returns:
            The run's number, for `note_failure`, `keep_alive` and `finish_run`.
        """
        with self._connections.writing() as connection:
            return history.begin(connection, provenance, inputs)

    def keep_alive(self, run: int) -> None:
        """Notes that a run is still going; a run says so every few minutes."""
        with self._connections.writing() as connection:
            history.keep_alive(connection, run)

    def note_failure(self, run: int, path: str, message: str) -> None:
        """Notes, at once, that one input of a run failed and why, in one sentence."""
        with self._connections.writing() as connection:
            history.note_failure(connection, run, path, message)

    def finish_run(
        self, run: int, inputs: int | None = None, *, outcome: str = history.FINISHED
    ) -> None:
        """Notes that a run is over.

        Args:
            run: Its number.
            inputs: Corrects the number given at its start.
            outcome: ``finished``, ``stopped`` by a person, or ``failed`` with an error.
        """
        with self._connections.writing() as connection:
            history.finish(connection, run, inputs, outcome)

    def runs(self) -> pd.DataFrame:
        """All runs, the latest first.

        Returns:
            Columns `run, started, finished, outcome, program, engine, model, codebook, inputs,
            failed`. The outcome is ``finished``, ``stopped``, ``failed``, ``running``, or
            ``broken off`` where the process died or has said nothing for an hour. `finished` is
            ``NaT`` for the last two.
        """
        with self._connections.reading() as connection:
            return history.runs(connection)

    def failures(self, run: int | None = None) -> pd.DataFrame:
        """The inputs that failed, in the order they did: columns `run, path, message`.

        Args:
            run: Of this run only; ``None`` is all.
        """
        with self._connections.reading() as connection:
            return history.failures(connection, run)
