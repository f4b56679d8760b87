"""A store as an earlier version of the program left it, for the tests of bringing it up to date."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from stance.store import Store, schema


def as_older(new, old, steps, monkeypatch):
    """Writes a store with the first `steps` migrations alone, holding the same rows."""
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:steps])
        Store.open(old).close()
    with closing(sqlite3.connect(old)) as file, file:
        file.execute("ATTACH ? AS new", (str(new),))
        for (table,) in file.execute(
            "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        ).fetchall():
            if table == "migration":
                continue
            columns = ", ".join(row[1] for row in file.execute(f"PRAGMA main.table_info({table})"))
            file.execute(f"DELETE FROM main.{table}")
            file.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM new.{table}")
