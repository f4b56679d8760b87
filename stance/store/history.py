"""The history of runs. Every function takes a connection inside a transaction."""

from __future__ import annotations

import sqlite3

import pandas as pd

from stance.domain import Provenance
from stance.errors import UsageError
from stance.store.query import decoded, encoded
from stance.store.schema import now
from stance.store.table import moments, words
from stance.store.writing import provenance_id


def begin(connection: sqlite3.Connection, provenance: Provenance, inputs: int) -> int:
    """See `Store.begin_run`."""
    made = connection.execute(
        "INSERT INTO run (started, inputs, provenance_id) VALUES (?, ?, ?)",
        (now(), inputs, provenance_id(connection, provenance)),
    )
    return int(made.lastrowid or 0)


def note_failure(connection: sqlite3.Connection, run: int, path: str, message: str) -> None:
    """See `Store.note_failure`."""
    _require(connection, run)
    connection.execute(
        "INSERT INTO failure (run_id, path, message) VALUES (?, ?, ?)",
        (run, encoded(path), encoded(message)),
    )


def finish(connection: sqlite3.Connection, run: int, inputs: int | None) -> None:
    """See `Store.finish_run`."""
    _require(connection, run)
    connection.execute(
        "UPDATE run SET finished = ?, inputs = coalesce(?, inputs) WHERE id = ?",
        (now(), inputs, run),
    )


def runs(connection: sqlite3.Connection) -> pd.DataFrame:
    """See `Store.runs`."""
    rows = connection.execute(
        """
        SELECT r.id, r.started, r.finished, v.program, v.engine, v.model, v.codebook, r.inputs,
               (SELECT count(*) FROM failure f WHERE f.run_id = r.id)
        FROM run r JOIN provenance v ON v.id = r.provenance_id
        ORDER BY r.id DESC
        """
    ).fetchall()
    columns = list(zip(*rows, strict=True)) or [()] * 9
    return pd.DataFrame(
        {
            "run": pd.Series(columns[0], dtype="int64"),
            "started": moments(columns[1]),
            "finished": moments(columns[2]),
            "program": words(columns[3]),
            "engine": words(columns[4]),
            "model": words(columns[5]),
            "codebook": words(columns[6]),
            "inputs": pd.Series(columns[7], dtype="int64"),
            "failed": pd.Series(columns[8], dtype="int64"),
        }
    )


def failures(connection: sqlite3.Connection, run: int | None) -> pd.DataFrame:
    """See `Store.failures`."""
    rows = connection.execute(
        "SELECT run_id, path, message FROM failure WHERE ? IS NULL OR run_id = ? ORDER BY id",
        (run, run),
    ).fetchall()
    return pd.DataFrame(
        {
            "run": pd.Series([row[0] for row in rows], dtype="int64"),
            "path": words(decoded(row[1]) for row in rows),
            "message": words(decoded(row[2]) for row in rows),
        }
    )


def _require(connection: sqlite3.Connection, run: int) -> None:
    if connection.execute("SELECT 1 FROM run WHERE id = ?", (run,)).fetchone() is None:
        raise UsageError(
            f"There is no run {run} in the store.", remedy="Take a number from the table of runs."
        )
