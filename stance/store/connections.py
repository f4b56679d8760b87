"""Connections to one store, lent to any thread, and the transactions on them."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stance.errors import StoreError
from stance.store.schema import BUSY_SECONDS

#: Idle connections kept for the next caller; more are closed when they come back.
_KEPT = 8


class Connections:
    """Lends connections to one SQLite file; whoever borrows one has it alone.

    Threads come and go on a page server, so a connection belongs to a piece of work and not to a
    thread: two threads read at the same time, and none leaves a connection behind.

    Attributes:
        path: The file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._idle: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._closed = False

    @contextmanager
    def lend(self) -> Iterator[sqlite3.Connection]:
        """A connection for the length of a ``with`` block.

        Raises:
            StoreError: The file cannot be opened, read or written; what SQLite says comes along.
        """
        try:
            connection = self._take()
            try:
                yield connection
            except BaseException:
                # Whatever state it is in, nobody shall inherit it.
                connection.close()
                raise
            self._give_back(connection)
        except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
            raise  # a defect of ours
        except sqlite3.DatabaseError as error:
            raise _told(error, self.path) from error

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees one unchanging state of the store."""
        with self.lend() as connection:
            connection.execute("BEGIN")
            yield connection
            connection.execute("COMMIT")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection whose changes all happen, or none; the store's counter moves with them."""
        with self.lend() as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("UPDATE state SET changes = changes + 1")
            connection.execute("COMMIT")

    def close(self) -> None:
        """Closes what is idle; what is lent closes when it comes back."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _take(self) -> sqlite3.Connection:
        with self._lock:
            if self._closed:
                raise StoreError(
                    f"The store {self.path} was closed.", remedy="Open it again to go on."
                )
            if self._idle:
                return self._idle.pop()
        connection = sqlite3.connect(
            self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            # FULL: what was reported as done survives a power cut, not only a killed process.
            connection.execute("PRAGMA synchronous = FULL")
        except BaseException:
            connection.close()
            raise
        return connection

    def _give_back(self, connection: sqlite3.Connection) -> None:
        with self._lock:
            if not self._closed and len(self._idle) < _KEPT:
                self._idle.append(connection)
                return
        connection.close()


class Opened:
    """An open store, which `stance.store.Store` is put together from by what it keeps.

    Attributes:
        path: The file.
    """

    def __init__(self, connections: Connections) -> None:
        self.path = connections.path
        self._connections = connections


def _told(error: sqlite3.DatabaseError, path: Path) -> StoreError:
    said = str(error)
    if "not a database" in said:
        return StoreError(
            f"{path} is not a store: {said}.", remedy="Name another file, or a new one."
        )
    if "locked" in said:
        return StoreError(
            f"The store {path} was busy for {BUSY_SECONDS:.0f} seconds.",
            "Expected other programs to let go of it sooner.",
            "Close what else uses it and try again.",
        )
    if "unable to open" in said or "readonly" in said:
        return StoreError(
            f"The store {path} cannot be opened for writing ({said}).",
            "Expected a file in a folder that you may write to.",
            "Check the path and its permissions, or copy the store to a folder of yours.",
        )
    return StoreError(
        f"The store {path} cannot be used ({said}).",
        remedy="Check the disk, or start a new store and analyse the sources again.",
    )
