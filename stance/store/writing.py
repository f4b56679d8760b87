"""What is written to a store. Every function takes a connection inside a transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

from stance.domain import Document, Passage, Prediction, Provenance
from stance.errors import InputError
from stance.store.query import encoded, key_of
from stance.store.schema import now
from stance.store.table import well_formed

_FIELDS = ("title", "source", "published", "language", "url", "actor", "path")


def check(
    document: Document,
    passages: Sequence[Passage],
    predictions: Sequence[Prediction],
    unread: Mapping[int, str],
) -> None:
    """Refuses records that contradict each other, before anything is written.

    Raises:
        InputError: The document's id cannot be kept.
        ValueError: See `stance.store.Store.add`.
    """
    if not document.id or document.id != _plain(document.id):
        raise InputError(
            f"The document id {document.id!r} is empty or holds half a character.",
            "Expected an id of ordinary characters.",
            "Correct the id in the input, or leave it out to get one from the text.",
        )
    for number, passage in enumerate(passages):
        stretch = document.text[passage.start : passage.end]
        if passage.document_id != document.id or passage.index != number:
            raise ValueError(f"Passage {number} of {document.id!r} is {passage!r}.")
        if stretch != passage.text:
            raise ValueError(f"{passage!r} is not its stretch of the text, {stretch!r}.")
    seen: set[tuple[int, str, str]] = set()
    for prediction in predictions:
        index = prediction.passage.index
        if not (0 <= index < len(passages) and passages[index] == prediction.passage):
            raise ValueError(f"A prediction is about a passage not given: {prediction!r}.")
        if (prediction.stance is None) == (prediction.abstention is None):
            raise ValueError(f"Expected a stance or an abstention, one of them: {prediction!r}.")
        key = (index, prediction.attribution.actor, prediction.target)
        if key in seen:
            raise ValueError(f"Two predictions on one passage, actor and target: {key}.")
        seen.add(key)
    strange = [number for number in unread if not 0 <= number < len(passages)]
    if strange or any(index in unread for index, _, _ in seen):
        raise ValueError(f"Unread are {dict(unread)!r}, of {len(passages)} passages.")


def add(
    connection: sqlite3.Connection,
    document: Document,
    passages: Sequence[Passage],
    predictions: Sequence[Prediction],
    provenance: Provenance,
    unread: Mapping[int, str],
) -> None:
    """See `stance.store.Store.add`; the caller has checked the records."""
    _keep_document(connection, document)
    _keep_passages(connection, document.id, passages)
    maker = provenance_id(connection, provenance)
    connection.execute(
        "DELETE FROM analysis WHERE document_id = ? AND provenance_id = ?", (document.id, maker)
    )
    analysis = connection.execute(
        "INSERT INTO analysis (document_id, provenance_id, at, published, actor)"
        " SELECT id, ?, ?, published, actor FROM described WHERE id = ?",
        (maker, now(), document.id),
    ).lastrowid
    connection.executemany(
        "INSERT INTO unread VALUES (?, ?, ?)",
        ((analysis, number, language) for number, language in unread.items()),
    )
    connection.executemany(
        "INSERT INTO prediction VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                analysis,
                one.passage.index,
                one.attribution.actor,
                one.target,
                one.stance and one.stance.value,
                one.abstention and one.abstention.value,
                *one.probabilities,
                one.attribution.rule,
                encoded(one.attribution.cue),
                one.attribution.start,
                one.attribution.end,
                one.attribution.said_by,
            )
            for one in predictions
        ),
    )


def provenance_id(connection: sqlite3.Connection, provenance: Provenance) -> int:
    """The number of a provenance in this store, given to it here if it is new."""
    key = key_of(provenance)
    connection.execute(
        "INSERT OR IGNORE INTO provenance (engine, model, codebook, program) VALUES (?, ?, ?, ?)",
        key,
    )
    (number,) = connection.execute(
        "SELECT id FROM provenance WHERE engine = ? AND model = ? AND codebook = ? AND program = ?",
        key,
    ).fetchone()
    return int(number)


def correct(
    connection: sqlite3.Connection, document_id: str, given: Mapping[str, str | None]
) -> bool:
    """Keeps what a person says of fields; False if there is no such document."""
    if not _is_there(connection, document_id):
        return False
    connection.executemany(
        "INSERT OR REPLACE INTO correction VALUES (?, ?, ?, ?)",
        ((document_id, field, value and _plain(value), now()) for field, value in given.items()),
    )
    if "published" in given:
        _leave_story(connection, document_id)
    return True


def restore(connection: sqlite3.Connection, document_id: str, fields: Sequence[str]) -> bool:
    """Drops what a person said of fields; False if there is no such document."""
    connection.executemany(
        "DELETE FROM correction WHERE document_id = ? AND field = ?",
        ((encoded(document_id), field) for field in fields),
    )
    if "published" in fields:
        _leave_story(connection, document_id)
    return _is_there(connection, document_id)


def keep_stories(
    connection: sqlite3.Connection, stories: Mapping[str, str], sketches: Mapping[str, bytes]
) -> None:
    """See `Store.keep_stories`; documents that are gone by now are passed over."""
    connection.execute("DELETE FROM story")
    connection.executemany(
        "INSERT INTO story SELECT id, ?, ? FROM document WHERE id = ?",
        ((story, sketches[name], name) for name, story in stories.items()),
    )


def _leave_story(connection: sqlite3.Connection, document_id: str) -> None:
    """Makes the next run look for its story again; which one it is depends on text and day."""
    connection.execute("DELETE FROM story WHERE document_id = ?", (encoded(document_id),))


def _is_there(connection: sqlite3.Connection, document_id: str) -> bool:
    found = connection.execute("SELECT 1 FROM document WHERE id = ?", (encoded(document_id),))
    return found.fetchone() is not None


def _keep_document(connection: sqlite3.Connection, document: Document) -> None:
    text = encoded(document.text)
    new = _metadata(document)
    row = connection.execute(
        f"SELECT text, {', '.join(_FIELDS)} FROM document WHERE id = ?", (document.id,)
    ).fetchone()
    if row is None:
        connection.execute(
            f"INSERT INTO document (id, text, added, {', '.join(_FIELDS)})"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (document.id, text, now(), *(new[name] for name in _FIELDS)),
        )
        return
    if row[0] != text:
        _forget_analyses(connection, document.id)
        _leave_story(connection, document.id)
    corrected = dict(
        connection.execute(
            "SELECT field, value FROM correction WHERE document_id = ?", (document.id,)
        )
    )
    # What was taken out of the store comes back with its corrections, which nobody has read.
    kept = [
        old if not new[name] or (name in corrected and new[name] == corrected[name]) else new[name]
        for name, old in zip(_FIELDS, row[1:], strict=True)
    ]
    connection.execute(
        f"UPDATE document SET text = ?, {', '.join(f'{name} = ?' for name in _FIELDS)}"
        " WHERE id = ?",
        (text, *kept, document.id),
    )


def _metadata(document: Document) -> dict[str, str | bytes | None]:
    published, language, actor = document.published, document.language, document.actor
    return {
        "title": _plain(document.title),
        "source": _plain(document.source),
        "published": published.isoformat() if published else None,
        "language": language and _plain(language),
        "url": _plain(document.url),
        "actor": actor and _plain(actor),
        # Exact: on Linux the name of a file may hold anything, and it should be found again.
        "path": encoded(document.path),
    }


def _keep_passages(
    connection: sqlite3.Connection, document_id: str, passages: Sequence[Passage]
) -> None:
    new = [
        (document_id, one.index, one.start, one.end, one.paragraph, encoded(one.text))
        for one in passages
    ]
    old = connection.execute(
        "SELECT document_id, number, start, stop, paragraph, text FROM passage"
        " WHERE document_id = ? ORDER BY number",
        (document_id,),
    ).fetchall()
    if new == old:
        return
    _forget_analyses(connection, document_id)
    connection.execute("DELETE FROM passage WHERE document_id = ?", (document_id,))
    connection.executemany("INSERT INTO passage VALUES (?, ?, ?, ?, ?, ?)", new)


def _forget_analyses(connection: sqlite3.Connection, document_id: str) -> None:
    connection.execute("DELETE FROM analysis WHERE document_id = ?", (document_id,))


def _plain(text: str) -> str:
    return well_formed(text).replace("\x00", "\ufffd")
