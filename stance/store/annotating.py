"""What people said. Every function takes a connection inside a transaction."""

from __future__ import annotations

import sqlite3

import pandas as pd

from stance.domain import Annotation, Judgement
from stance.errors import UsageError
from stance.store.query import decoded, encoded
from stance.store.schema import now
from stance.store.table import days, moments, well_formed, words

_COLUMNS = (
    "number", "document_id", "source", "published", "passage", "start", "end", "text", "actor",
    "target", "judgement", "coder", "note", "drawn", "at", "current",
)  # fmt: skip


def add(connection: sqlite3.Connection, one: Annotation) -> int:
    """See `Store.annotate`."""
    row = connection.execute(
        "SELECT text FROM document WHERE id = ?", (encoded(one.document_id),)
    ).fetchone()
    if row is None:
        raise UsageError(
            f"There is no document {one.document_id!r} in the store.",
            remedy="Analyse the document first, then annotate it.",
        )
    text = decoded(row[0])
    if not 0 <= one.start < one.end <= len(text):
        raise UsageError(
            f"The place {one.start} to {one.end} is not in the document {one.document_id!r}.",
            f"Expected offsets from 0 to {len(text)}.",
            "Take start and end from the table of judgements.",
        )
    named = {name: _line(getattr(one, name)) for name in ("actor", "target", "coder")}
    for name, value in named.items():
        if not value:
            raise UsageError(
                f"An annotation has no {name}.", remedy=f"Give the {name} and annotate again."
            )
    made = connection.execute(
        "INSERT INTO annotation (document_id, start, stop, quote, actor, target, judgement, coder,"
        " note, drawn, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            one.document_id,
            one.start,
            one.end,
            encoded(text[one.start : one.end]),
            named["actor"],
            named["target"],
            Judgement(one.judgement).value,
            named["coder"],
            well_formed(one.note).replace("\x00", "\ufffd").strip(),
            _line(one.drawn),
            now(),
        ),
    )
    return int(made.lastrowid or 0)


def note_change(connection: sqlite3.Connection) -> None:
    """Counts a change as one of annotations only; see `Store.version_without_annotations`."""
    connection.execute("UPDATE state SET judged = judged + 1")


def withdraw(connection: sqlite3.Connection, number: int) -> bool:
    """See `Store.withdraw`."""
    done = connection.execute(
        "UPDATE annotation SET withdrawn = ? WHERE id = ? AND withdrawn IS NULL", (now(), number)
    )
    return done.rowcount > 0


def table(connection: sqlite3.Connection, *, history: bool) -> pd.DataFrame:
    """See `Store.annotations`."""
    rows = connection.execute(
        f"""
        WITH newest AS (
            SELECT max(id) AS id FROM annotation WHERE withdrawn IS NULL
            GROUP BY document_id, start, stop, actor, target, coder
        )
        SELECT n.id, d.id, d.source, d.published, -1, n.start, n.stop, n.quote, n.actor,
               n.target, n.judgement, n.coder, n.note, n.drawn, n.at,
               n.id IN (SELECT id FROM newest), substr(d.text, n.start + 1, n.stop - n.start)
        FROM annotation n JOIN described d ON d.id = n.document_id
        {"" if history else "WHERE n.id IN (SELECT id FROM newest)"}
        ORDER BY n.id
        """
    ).fetchall()
    places = _places(connection)
    kept = [_resolved(row, places.get(row[0], -1)) for row in rows]
    columns = list(zip(*kept, strict=True)) or [()] * len(_COLUMNS)
    data: dict[str, pd.Series] = {}
    for name, values in zip(_COLUMNS, columns, strict=True):
        if name in ("number", "passage", "start", "end"):
            data[name] = pd.Series(values, dtype="int64")
        elif name == "published":
            data[name] = days(values)
        elif name == "at":
            data[name] = moments(values)
        elif name == "current":
            data[name] = pd.Series(values, dtype="bool")
        else:
            data[name] = words(values)
    return pd.DataFrame(data, columns=list(_COLUMNS))


def _places(connection: sqlite3.Connection) -> dict[int, int]:
    """By annotation, the passage that covers most of its place; no entry where there is none."""
    rows = connection.execute(
        """
        SELECT n.id, s.number, min(s.stop, n.stop) - max(s.start, n.start) AS common
        FROM annotation n JOIN passage s
            ON s.document_id = n.document_id AND s.start < n.stop AND s.stop > n.start
        ORDER BY n.id, common, s.number DESC
        """
    )
    return {number: passage for number, passage, _ in rows}  # the last of each is the best


def _resolved(row: tuple[object, ...], passage: int) -> tuple[object, ...]:
    """A row with its passage, or with -1 where the text has other words now."""
    *cells, here = row
    quote = cells[7]
    same = here == quote or isinstance(quote, bytes)  # half characters: substr cannot count them
    cells[4] = passage if same else -1
    cells[7] = decoded(quote) if isinstance(quote, str | bytes) else ""
    cells[15] = bool(cells[15])
    return tuple(cells)


def _line(text: str) -> str:
    return " ".join(well_formed(text).replace("\x00", "\ufffd").split())
