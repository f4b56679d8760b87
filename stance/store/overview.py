"""Tables about the documents of a store. Every function takes a connection in a transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date

import pandas as pd

from stance.domain import Provenance
from stance.store.query import LATEST, OF_PROVENANCE, as_frame, decoded, key_of, texts
from stance.store.schema import CORRECTABLE
from stance.store.table import days, moments, numbers, words

_CHUNK = 200


def documents(connection: sqlite3.Connection) -> pd.DataFrame:
    """See `Store.documents`."""
    rows = connection.execute(
        f"""
        SELECT d.id, d.title, d.source, d.published, d.language, d.url, d.path,
               (SELECT count(*) FROM passage s WHERE s.document_id = d.id),
               (SELECT count(*) FROM unread u WHERE u.analysis_id = a.id),
               count(p.passage), count(p.stance),
               coalesce((SELECT t.story FROM story t WHERE t.document_id = d.id), d.id),
               (SELECT group_concat(c.field, ' ') FROM correction c WHERE c.document_id = d.id),
               d.added
        FROM described d
        LEFT JOIN analysis a ON a.document_id = d.id AND {LATEST}
        LEFT JOIN prediction p ON p.analysis_id = a.id
        GROUP BY d.id
        ORDER BY d.published DESC NULLS LAST, d.id
        """
    ).fetchall()
    return as_frame(
        rows,
        {
            "id": words,
            "title": words,
            "source": words,
            "published": days,
            "language": words,
            "url": words,
            "path": texts,
            "passages": numbers,
            "unread": numbers,
            "predictions": numbers,
            "stances": numbers,
            "story": words,
            "corrected": words,
            "added": moments,
        },
    )


def unread(
    connection: sqlite3.Connection, documents: Sequence[str], provenance: Provenance | None
) -> pd.DataFrame:
    """See `Store.unread`."""
    where = [LATEST if provenance is None else OF_PROVENANCE]
    values = [*(key_of(provenance) if provenance else ())]
    if documents:
        where.append("d.id IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(documents))
    rows = connection.execute(
        f"""
        SELECT d.id, d.title, d.source, d.published, s.number, s.start, s.stop, u.language, s.text
        FROM unread u
        JOIN analysis a ON a.id = u.analysis_id
        JOIN provenance v ON v.id = a.provenance_id
        JOIN described d ON d.id = a.document_id
        JOIN passage s ON s.document_id = d.id AND s.number = u.passage
        WHERE {" AND ".join(where)}
        ORDER BY d.published NULLS LAST, d.id, s.number
        """,
        values,
    ).fetchall()
    return as_frame(
        rows,
        {
            "document_id": words,
            "title": words,
            "source": words,
            "published": days,
            "passage": numbers,
            "start": numbers,
            "end": numbers,
            "language": words,
            "text": texts,
        },
    )


def corrections(connection: sqlite3.Connection) -> pd.DataFrame:
    """See `Store.corrections`."""
    read = " ".join(f"WHEN '{field}' THEN d.{field}" for field in CORRECTABLE)
    rows = connection.execute(
        f"""
        SELECT c.document_id, c.field, CASE c.field {read} END, c.value, c.at
        FROM correction c JOIN document d ON d.id = c.document_id
        ORDER BY c.document_id, c.field
        """
    ).fetchall()
    return as_frame(
        rows,
        {
            "document_id": words,
            "field": words,
            "read": words,
            "value": words,
            "at": moments,
        },
    )


def stories(connection: sqlite3.Connection) -> dict[str, str]:
    """See `Store.stories`."""
    rows = connection.execute(
        "SELECT d.id, coalesce(t.story, d.id) FROM document d"
        " LEFT JOIN story t ON t.document_id = d.id ORDER BY d.id"
    )
    return dict(rows.fetchall())


def without_story(connection: sqlite3.Connection) -> int:
    """How many documents nobody has looked at for a story."""
    (number,) = connection.execute(
        "SELECT count(*) FROM document WHERE id NOT IN (SELECT document_id FROM story)"
    ).fetchone()
    return int(number)


def sketches(connection: sqlite3.Connection) -> dict[str, tuple[bytes | None, date | None]]:
    """See `Store.sketches`."""
    rows = connection.execute(
        "SELECT d.id, t.sketch, d.published"
        " FROM described d LEFT JOIN story t ON t.document_id = d.id"
        " ORDER BY d.published NULLS LAST, d.id"
    )
    return {name: (kept, day and date.fromisoformat(day)) for name, kept, day in rows}


def unsketched(connection: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """See `Store.unsketched`."""
    rows = connection.execute(
        "SELECT id, text FROM document WHERE id NOT IN (SELECT document_id FROM story)"
    )
    while chunk := rows.fetchmany(_CHUNK):
        for document_id, text in chunk:
            yield document_id, decoded(text)
