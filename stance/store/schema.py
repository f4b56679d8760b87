"""The tables of a store, made by ordered, named migrations.

A migration is a function that takes a connection. Its name is its identity: it runs once per
store, in one transaction together with the note that it ran. To change the schema, append a
function to `MIGRATIONS`; never edit or reorder one that was released. Judgements made by people
have a table of their own, keyed by document, span, actor and target, and without a foreign key to
`prediction`: predictions may be replaced at any time, judgements may not.
"""

from __future__ import annotations

import secrets
import sqlite3
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from stance.errors import StoreError

#: Written into the file's header, so that a store is told from any other SQLite file.
APPLICATION_ID = 0x57A9CE01
#: How long a connection waits for another process to finish its transaction.
BUSY_SECONDS = 60.0

#: What a person can correct of a document.
CORRECTABLE = ("title", "source", "published")

Migration = Callable[[sqlite3.Connection], None]


def now() -> str:
    """The present moment as ISO text in UTC, to the microsecond."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def documents(connection: sqlite3.Connection) -> None:
    """Documents, their passages, and a counter that moves with every change."""
    connection.execute(
        """
        CREATE TABLE document (
            id TEXT PRIMARY KEY,
            text NOT NULL,              -- TEXT, or BLOB where UTF-8 cannot hold it
            title TEXT NOT NULL,
            source TEXT NOT NULL,
            published TEXT,             -- ISO date
            language TEXT,
            url TEXT NOT NULL,
            actor TEXT,
            path NOT NULL,
            added TEXT NOT NULL,
            edited TEXT NOT NULL DEFAULT ''  -- fields that a person set: kept on re-adding
        )
        """
    )
    connection.execute(
        """
        CREATE TABLE passage (
            document_id TEXT NOT NULL REFERENCES document (id) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            start INTEGER NOT NULL,
            stop INTEGER NOT NULL,
            paragraph INTEGER NOT NULL,
            text NOT NULL,
            PRIMARY KEY (document_id, number)
        ) WITHOUT ROWID
        """
    )
    connection.execute("CREATE TABLE state (mark TEXT NOT NULL, changes INTEGER NOT NULL)")
    # The mark tells this store from an earlier one of the same path and the same count.
    connection.execute("INSERT INTO state VALUES (?, 0)", (secrets.token_hex(6),))


def predictions(connection: sqlite3.Connection) -> None:
    """What models said, under which provenance, and which documents that covers."""
    connection.execute(
        """
        CREATE TABLE provenance (
            id INTEGER PRIMARY KEY,
            engine TEXT NOT NULL,
            model TEXT NOT NULL,
            codebook TEXT NOT NULL,
            program TEXT NOT NULL,
            UNIQUE (engine, model, codebook, program)
        )
        """
    )
    # A higher id is a later analysis: clocks may jump, AUTOINCREMENT does not.
    connection.execute(
        """
        CREATE TABLE analysis (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            document_id TEXT NOT NULL REFERENCES document (id) ON DELETE CASCADE,
            provenance_id INTEGER NOT NULL REFERENCES provenance (id),
            at TEXT NOT NULL,
            UNIQUE (document_id, provenance_id)
        )
        """
    )
    connection.execute(
        """
        CREATE TABLE prediction (
            analysis_id INTEGER NOT NULL REFERENCES analysis (id) ON DELETE CASCADE,
            passage INTEGER NOT NULL,
            actor TEXT NOT NULL,
            target TEXT NOT NULL,
            stance TEXT,
            abstention TEXT,
            p_favor REAL NOT NULL,
            p_against REAL NOT NULL,
            p_neutral REAL NOT NULL,
            p_none REAL NOT NULL,
            rule TEXT NOT NULL,
            cue NOT NULL,
            cue_start INTEGER NOT NULL,
            cue_stop INTEGER NOT NULL,
            said_by INTEGER NOT NULL,
            PRIMARY KEY (analysis_id, passage, actor, target)
        ) WITHOUT ROWID
        """
    )


def runs(connection: sqlite3.Connection) -> None:
    """The history of runs, with every input that failed and why."""
    connection.execute(
        """
        CREATE TABLE run (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            started TEXT NOT NULL,
            finished TEXT,              -- NULL: still going, or killed
            inputs INTEGER NOT NULL,
            provenance_id INTEGER NOT NULL REFERENCES provenance (id)
        )
        """
    )
    connection.execute(
        """
        CREATE TABLE failure (
            id INTEGER PRIMARY KEY,
            run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
            path NOT NULL,
            message NOT NULL
        )
        """
    )


def judgements(connection: sqlite3.Connection) -> None:
    """What people said, every time they said it: rows are added and withdrawn, never changed."""
    connection.execute(
        """
        CREATE TABLE annotation (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            document_id TEXT NOT NULL REFERENCES document (id) ON DELETE CASCADE,
            start INTEGER NOT NULL,
            stop INTEGER NOT NULL,
            quote NOT NULL,             -- the words judged: they tell whether the text is the same
            actor TEXT NOT NULL,
            target TEXT NOT NULL,
            judgement TEXT NOT NULL,
            coder TEXT NOT NULL,
            note TEXT NOT NULL,
            drawn TEXT NOT NULL,
            at TEXT NOT NULL,
            withdrawn TEXT
        )
        """
    )
    connection.execute(
        "CREATE INDEX annotation_unit ON annotation (document_id, start, stop, actor, target)"
    )
    # Of the changes, those that a person's judgement made: whatever else is kept is as before.
    connection.execute("ALTER TABLE state ADD COLUMN judged INTEGER NOT NULL DEFAULT 0")


def corrections(connection: sqlite3.Connection) -> None:
    """What a person says of a document, apart from what was read; and both as one view.

    Until here, a correction overwrote what had been read, and ``document.edited`` named the
    field. What was read is lost for these; the column stays, unused.
    """
    connection.execute(
        """
        CREATE TABLE correction (
            document_id TEXT NOT NULL REFERENCES document (id) ON DELETE CASCADE,
            field TEXT NOT NULL,
            value TEXT,                 -- NULL: not known
            at TEXT NOT NULL,
            PRIMARY KEY (document_id, field)
        ) WITHOUT ROWID
        """
    )
    for field in CORRECTABLE:
        connection.execute(
            f"INSERT INTO correction SELECT id, ?, {field}, ? FROM document"
            " WHERE instr(' ' || edited || ' ', ?)",
            (field, now(), f" {field} "),
        )
    stated = ", ".join(
        f"CASE WHEN {field}_.field IS NULL THEN d.{field} ELSE {field}_.value END AS {field}"
        for field in CORRECTABLE
    )
    joins = " ".join(
        f"LEFT JOIN correction {field}_"
        f" ON {field}_.document_id = d.id AND {field}_.field = '{field}'"
        for field in CORRECTABLE
    )
    connection.execute(
        "CREATE VIEW described AS"
        f" SELECT d.id, d.text, {stated}, d.language, d.url, d.actor, d.path, d.added"
        f" FROM document d {joins}"
    )


def circumstances(connection: sqlite3.Connection) -> None:
    """What an analysis took for granted, and which passages the model was not shown."""
    connection.execute("ALTER TABLE analysis ADD COLUMN published TEXT")
    connection.execute("ALTER TABLE analysis ADD COLUMN actor TEXT")
    connection.execute(
        "UPDATE analysis SET (published, actor) ="
        " (SELECT d.published, d.actor FROM described d WHERE d.id = analysis.document_id)"
    )
    connection.execute(
        """
        CREATE TABLE unread (
            analysis_id INTEGER NOT NULL REFERENCES analysis (id) ON DELETE CASCADE,
            passage INTEGER NOT NULL,
            language TEXT NOT NULL,
            PRIMARY KEY (analysis_id, passage)
        ) WITHOUT ROWID
        """
    )


def endings(connection: sqlite3.Connection) -> None:
    """How a run ended, and who to ask whether it is still going."""
    connection.execute("ALTER TABLE run ADD COLUMN outcome TEXT")
    connection.execute("ALTER TABLE run ADD COLUMN host TEXT")
    connection.execute("ALTER TABLE run ADD COLUMN process INTEGER")
    connection.execute("ALTER TABLE run ADD COLUMN seen TEXT")
    connection.execute("UPDATE run SET outcome = 'finished' WHERE finished IS NOT NULL")


def stories(connection: sqlite3.Connection) -> None:
    """Which documents tell one story: near-identical texts, such as one of a news agency."""
    connection.execute(
        """
        CREATE TABLE story (
            document_id TEXT PRIMARY KEY REFERENCES document (id) ON DELETE CASCADE,
            story TEXT NOT NULL,
            sketch BLOB NOT NULL        -- what other versions of the text are known by
        ) WITHOUT ROWID
        """
    )


#: In the order they run. Append only.
MIGRATIONS: tuple[Migration, ...] = (
    documents, predictions, runs, judgements, corrections, circumstances, endings, stories,
)  # fmt: skip


def prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Checks that a file is ours (or empty) and brings its tables up to date.

    Nothing is written into a file that turns out to be someone else's.

    Raises:
        StoreError: The file is of another kind, or newer than this program.
    """
    check_ours(connection, path)
    _use_write_ahead_log(connection)
    migrate(connection, MIGRATIONS, path)


def check_ours(connection: sqlite3.Connection, path: Path) -> None:
    """Refuses an SQLite file that belongs to something else.

    Raises:
        StoreError: It has tables, but not our mark.
    """
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if tables and application != APPLICATION_ID:
        raise StoreError(
            f"{path} is a database of another program.",
            "Expected a store of this one.",
            "Name another file, or a new one.",
        )


def migrate(connection: sqlite3.Connection, steps: Sequence[Migration], path: Path) -> None:
    """Runs the steps that this store has not seen, each in a transaction of its own.

    Raises:
        StoreError: The store holds a step that this program does not know.
    """
    names = [step.__name__ for step in steps]
    done = applied(connection)
    unknown = sorted(done.difference(names))
    if unknown:
        raise StoreError(
            f"{path} was made by a newer version of this program (it has {', '.join(unknown)}).",
            f"Expected no step after {names[-1]}.",
            "Update the program, or name another store.",
        )
    for step in steps:
        if step.__name__ in done:
            continue
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Another process may have come first while this one waited for the lock.
            if step.__name__ not in applied(connection):
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.execute(
                    "CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, ran TEXT)"
                )
                step(connection)
                connection.execute("INSERT INTO migration VALUES (?, ?)", (step.__name__, now()))
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise


def applied(connection: sqlite3.Connection) -> set[str]:
    """The names of the migrations that have run in this store."""
    known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'migration'").fetchone()
    if known is None:
        return set()
    return {name for (name,) in connection.execute("SELECT name FROM migration")}


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Lets readers and one writer work at the same time.

    A file system that cannot do it (some network drives) keeps the rollback journal, which is as
    safe and only slower. The switch needs the file alone and does not wait by itself, so two
    processes that create the same store at once try until one has done it.
    """
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").fetchone()
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
