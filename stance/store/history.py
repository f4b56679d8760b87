"""The history of runs. Every function takes a connection inside a transaction."""

from __future__ import annotations

import os
import platform
import sqlite3
from datetime import UTC, datetime, timedelta

import pandas as pd

from stance.domain import Provenance
from stance.errors import UsageError
from stance.store.query import as_frame, columns_of, encoded, texts
from stance.store.schema import now
from stance.store.table import moments, numbers, words
from stance.store.writing import provenance_id

#: How a run can have ended; the last two are found, not noted.
FINISHED, STOPPED, FAILED, RUNNING, BROKEN_OFF = (
    "finished", "stopped", "failed", "running", "broken off",
)  # fmt: skip

# A run that has not been heard of for so long is over: no batch of texts takes the time.
_SILENCE = timedelta(hours=1)


def begin(connection: sqlite3.Connection, provenance: Provenance, inputs: int) -> int:
    """See `Store.begin_run`."""
    made = connection.execute(
        "INSERT INTO run (started, seen, inputs, provenance_id, host, process)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (
            now(),
            now(),
            inputs,
            provenance_id(connection, provenance),
            platform.node(),
            os.getpid(),
        ),
    )
    return int(made.lastrowid or 0)


def keep_alive(connection: sqlite3.Connection, run: int) -> None:
    """See `Store.keep_alive`."""
    _require(connection, run)
    connection.execute("UPDATE run SET seen = ? WHERE id = ?", (now(), run))


def note_failure(connection: sqlite3.Connection, run: int, path: str, message: str) -> None:
    """See `Store.note_failure`."""
    _require(connection, run)
    connection.execute(
        "INSERT INTO failure (run_id, path, message) VALUES (?, ?, ?)",
        (run, encoded(path), encoded(message)),
    )


def finish(connection: sqlite3.Connection, run: int, inputs: int | None, outcome: str) -> None:
    """See `Store.finish_run`."""
    _require(connection, run)
    connection.execute(
        "UPDATE run SET finished = ?, inputs = coalesce(?, inputs), outcome = ? WHERE id = ?",
        (now(), inputs, outcome, run),
    )


def runs(connection: sqlite3.Connection) -> pd.DataFrame:
    """See `Store.runs`."""
    rows = connection.execute(
        """
        SELECT r.id, r.started, r.finished, v.program, v.engine, v.model, v.codebook, r.inputs,
               (SELECT count(*) FROM failure f WHERE f.run_id = r.id),
               r.outcome, r.host, r.process, r.seen
        FROM run r JOIN provenance v ON v.id = r.provenance_id
        ORDER BY r.id DESC
        """
    ).fetchall()
    columns = columns_of(rows, 13)
    return pd.DataFrame(
        {
            "run": numbers(columns[0]),
            "started": moments(columns[1]),
            "finished": moments(columns[2]),
            "outcome": words(_outcome(row[9], row[10], row[11], row[12]) for row in rows),
            "program": words(columns[3]),
            "engine": words(columns[4]),
            "model": words(columns[5]),
            "codebook": words(columns[6]),
            "inputs": numbers(columns[7]),
            "failed": numbers(columns[8]),
        }
    )


def _outcome(noted: str | None, host: str | None, process: int | None, seen: str | None) -> str:
    if noted:
        return noted
    return RUNNING if _is_going(host, process, seen) else BROKEN_OFF


def _is_going(host: str | None, process: int | None, seen: str | None) -> bool:
    """Whether a run without an end is at work somewhere."""
    if not (host and process and seen):
        return False  # of a version that did not note who runs it
    if datetime.now(UTC) - datetime.fromisoformat(seen) > _SILENCE:
        return False
    # Elsewhere, silence alone tells; on Windows, asking for a process by a signal would end it.
    return host != platform.node() or os.name != "posix" or _is_alive(process)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # somebody else's
    return True


def failures(connection: sqlite3.Connection, run: int | None) -> pd.DataFrame:
    """See `Store.failures`."""
    rows = connection.execute(
        "SELECT run_id, path, message FROM failure WHERE ? IS NULL OR run_id = ? ORDER BY id",
        (run, run),
    ).fetchall()
    return as_frame(rows, {"run": numbers, "path": texts, "message": texts})


def _require(connection: sqlite3.Connection, run: int) -> None:
    if connection.execute("SELECT 1 FROM run WHERE id = ?", (run,)).fetchone() is None:
        raise UsageError(
            f"There is no run {run} in the store.", remedy="Take a number from the table of runs."
        )
