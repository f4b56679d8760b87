"""What is read from a store. Every function takes a connection inside a transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from stance.domain import (
    Abstention,
    Attribution,
    Document,
    Passage,
    Prediction,
    Provenance,
    Selection,
    Stance,
)
from stance.store.table import moments, numbers, words

#: The most recent analysis of each document.
LATEST = "a.id IN (SELECT max(id) FROM analysis GROUP BY document_id)"
OF_PROVENANCE = "v.engine = ? AND v.model = ? AND v.codebook = ? AND v.program = ?"


def encoded(text: str) -> str | bytes:
    """Text as SQLite can hold it: itself or, with lone surrogates in it, bytes.

    SQLite keeps the kind of each value, and `decoded` turns both back into the same text.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
    return text


def decoded(value: str | bytes) -> str:
    """The text that `encoded` was given."""
    return value.decode("utf-8", "surrogatepass") if isinstance(value, bytes) else value


def key_of(provenance: Provenance) -> tuple[str, str, str, str]:
    """The four words that tell one provenance from another, in the order of the columns."""
    return (provenance.engine, provenance.model, provenance.codebook, provenance.program)


def done(
    connection: sqlite3.Connection,
    document_id: str,
    provenance: Provenance,
    given: Document | None,
) -> bool:
    """See `Store.done`."""
    row = connection.execute(
        f"""
        SELECT d.text, a.published, a.actor FROM analysis a
        JOIN provenance v ON v.id = a.provenance_id
        JOIN document d ON d.id = a.document_id
        WHERE a.document_id = ? AND {OF_PROVENANCE}
        """,
        (encoded(document_id), *key_of(provenance)),
    ).fetchone()
    if row is None or given is None:
        return row is not None
    known = described(connection, given)
    day = known.published and known.published.isoformat()
    return (decoded(row[0]), row[1], row[2]) == (known.text, day, known.actor)


def predictions(
    connection: sqlite3.Connection, selection: Selection
) -> Iterator[tuple[object, ...]]:
    """The rows of the canonical table for `stance.store.table.canonical`."""
    where, values = _conditions(selection)
    rows = connection.execute(
        f"""
        SELECT d.id, d.source, d.published, p.passage, s.start, s.stop, s.text,
               p.actor, p.target, p.stance, p.p_favor, p.p_against, p.p_neutral, p.p_none,
               p.rule, p.cue, p.abstention, v.engine, v.model, v.codebook
        FROM analysis a
        JOIN described d ON d.id = a.document_id
        JOIN provenance v ON v.id = a.provenance_id
        JOIN prediction p ON p.analysis_id = a.id
        JOIN passage s ON s.document_id = a.document_id AND s.number = p.passage
        WHERE {" AND ".join(where)}
        """,
        values,
    )
    for row in rows:
        yield (*row[:6], decoded(row[6]), *row[7:15], decoded(row[15]), *row[16:])


def _conditions(selection: Selection) -> tuple[list[str], list[str]]:
    where: list[str] = []
    values: list[str] = []
    if selection.provenance is None:
        where.append(LATEST)
    else:
        where.append(OF_PROVENANCE)
        values.extend(key_of(selection.provenance))
    for column, wanted in (
        ("p.actor", selection.actors),
        ("p.target", selection.targets),
        ("d.id", selection.documents),
        ("d.source", selection.sources),
    ):
        if wanted:
            # One parameter however many there are: SQLite limits their number.
            where.append(f"{column} IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(wanted))
    for comparison, day in (
        ("d.published >= ?", selection.since),
        ("d.published <= ?", selection.until),
    ):
        if day is not None:
            where.append(comparison)
            values.append(day.isoformat())
    return where, values


def document(connection: sqlite3.Connection, document_id: str) -> Document | None:
    """The document of this id, with corrections, if there is one."""
    row = connection.execute(
        """
        SELECT id, text, title, source, published, language, url, actor, path
        FROM described WHERE id = ?
        """,
        (encoded(document_id),),
    ).fetchone()
    return None if row is None else _document(row)


def described(connection: sqlite3.Connection, given: Document) -> Document:
    """See `Store.described`."""
    kept = document(connection, given.id)
    if kept is None:
        return given
    corrected = {
        field
        for (field,) in connection.execute(
            "SELECT field FROM correction WHERE document_id = ?", (encoded(given.id),)
        )
    }
    names = ("title", "source", "published", "language", "url", "actor", "path")
    return replace(
        given,
        **{
            name: getattr(kept, name)
            for name in names
            if name in corrected or not getattr(given, name)
        },
    )


def _document(row: tuple[Any, ...]) -> Document:
    return Document(
        id=row[0],
        text=decoded(row[1]),
        title=row[2],
        source=row[3],
        published=None if row[4] is None else date.fromisoformat(row[4]),
        language=row[5],
        url=row[6],
        actor=row[7],
        path=decoded(row[8]),
    )


def passages(connection: sqlite3.Connection, document_id: str) -> tuple[Passage, ...]:
    """All passages of a document, in order."""
    rows = connection.execute(
        "SELECT number, start, stop, text, paragraph FROM passage WHERE document_id = ?"
        " ORDER BY number",
        (encoded(document_id),),
    )
    return tuple(
        Passage(document_id, number, start, stop, decoded(text), paragraph)
        for number, start, stop, text, paragraph in rows
    )


def evidence(
    connection: sqlite3.Connection, document_id: str, provenance: Provenance | None
) -> tuple[Prediction, ...]:
    """See `Store.evidence`."""
    known = {passage.index: passage for passage in passages(connection, document_id)}
    which = LATEST if provenance is None else OF_PROVENANCE
    rows = connection.execute(
        f"""
        SELECT p.passage, p.actor, p.rule, p.cue, p.cue_start, p.cue_stop, p.said_by, p.target,
               p.stance, p.abstention, p.p_favor, p.p_against, p.p_neutral, p.p_none
        FROM analysis a
        JOIN provenance v ON v.id = a.provenance_id
        JOIN prediction p ON p.analysis_id = a.id
        WHERE a.document_id = ? AND {which}
        ORDER BY p.passage, p.actor, p.target
        """,
        (encoded(document_id), *(key_of(provenance) if provenance else ())),
    )
    return tuple(
        Prediction(
            passage=known[row[0]],
            attribution=Attribution(
                row[1], row[2], decoded(row[3]), row[4], row[5], said_by=bool(row[6])
            ),
            target=row[7],
            stance=None if row[8] is None else Stance(row[8]),
            abstention=None if row[9] is None else Abstention(row[9]),
            probabilities=(row[10], row[11], row[12], row[13]),
        )
        for row in rows
    )


def provenances(connection: sqlite3.Connection) -> pd.DataFrame:
    """See `Store.provenances`."""
    rows = connection.execute(
        """
        SELECT v.engine, v.model, v.codebook, v.program,
               count(DISTINCT a.document_id), count(p.passage), max(a.at)
        FROM provenance v
        JOIN analysis a ON a.provenance_id = v.id
        LEFT JOIN prediction p ON p.analysis_id = a.id
        GROUP BY v.id
        ORDER BY max(a.id) DESC
        """
    ).fetchall()
    return as_frame(
        rows,
        {
            "engine": words,
            "model": words,
            "codebook": words,
            "program": words,
            "documents": numbers,
            "predictions": numbers,
            "latest": moments,
        },
    )


def columns_of(rows: Sequence[tuple[Any, ...]], width: int) -> list[tuple[Any, ...]]:
    """The columns of rows; as many empty ones where there is no row."""
    return list(zip(*rows, strict=True)) or [()] * width


def as_frame(
    rows: Sequence[tuple[Any, ...]], kinds: Mapping[str, Callable[[Iterable[Any]], pd.Series]]
) -> pd.DataFrame:
    """A table of rows, with columns as named and each of its kind.

    Args:
        rows: What a query gave.
        kinds: For every column of the query its name and what makes a series of it: `words`,
            `numbers`, `days` or `moments` of `stance.store.table`, or `texts` for text that was
            `encoded`.
    """
    columns = columns_of(rows, len(kinds))
    pairs = zip(kinds.items(), columns, strict=True)
    return pd.DataFrame({name: kind(values) for (name, kind), values in pairs})


def texts(values: Iterable[str | bytes]) -> pd.Series:
    """Text that was `encoded`, as str."""
    return words(decoded(value) for value in values)
