"""The part of a store that keeps documents and what is known of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import EllipsisType

import pandas as pd

from stance.domain import Document, Provenance
from stance.errors import UsageError
from stance.store import overview, query, writing
from stance.store.connections import Opened
from stance.store.schema import CORRECTABLE


class Catalogue(Opened):
    """Documents, what was read of them, what a person corrected, and which tell one story."""

    def document(self, document_id: str) -> Document:
        """One document as it was added, with later corrections.

        Raises:
            UsageError: There is no such document.
        """
        with self._connections.reading() as connection:
            found = query.document(connection, document_id)
        if found is None:
            raise _unknown(document_id)
        return found

    def text(self, document_id: str) -> str | None:
        """The text of a document, or ``None`` if there is no such document."""
        with self._connections.reading() as connection:
            found = query.document(connection, document_id)
        return None if found is None else found.text

    def described(self, document: Document) -> Document:
        """A document as it will be known once it is added: with what is kept and corrected."""
        with self._connections.reading() as connection:
            return query.described(connection, document)

    def documents(self) -> pd.DataFrame:
        """All documents, newest publication first, unknown dates last.

        Returns:
            Columns `id, title, source, published, language, url, path, passages, unread,
            predictions, stances, story, corrected, added`. The counts are int64, the last three
            of the most recent analysis; `unread` counts passages in a language that the model
            does not read. `story` is the same for documents of near-identical text (see
            `stories`), `corrected` names the fields that a person set, `published` is
            datetime64[us], `added` datetime64[us, UTC].
        """
        with self._connections.reading() as connection:
            return overview.documents(connection)

    def delete(self, document_id: str) -> bool:
        """Removes a document with its passages, predictions and annotations.

        Returns:
            Whether it was there.
        """
        with self._connections.writing() as connection:
            gone = connection.execute(
                "DELETE FROM document WHERE id = ?", (query.encoded(document_id),)
            )
            return gone.rowcount > 0

    # Corrections by a person

    def update_document(
        self,
        document_id: str,
        *,
        title: str | EllipsisType = ...,
        source: str | EllipsisType = ...,
        published: date | EllipsisType | None = ...,
    ) -> None:
        """Corrects what is known of a document; what was read is kept beside it.

        Every table of the store shows the correction from now on, also after the document was
        read again. Who speaks is found by the day: after a change of it the document is new to
        the next analysis.

        Args:
            document_id: The document.
            title: A new title; left out, it stays.
            source: A new source; left out, it stays.
            published: A new day of publication, ``None`` for unknown; left out, it stays.

        Raises:
            UsageError: There is no such document.
        """
        given: dict[str, str | None] = {}
        if not isinstance(title, EllipsisType):
            given["title"] = title
        if not isinstance(source, EllipsisType):
            given["source"] = source
        if not isinstance(published, EllipsisType):
            given["published"] = published.isoformat() if published else None
        with self._connections.writing() as connection:
            if not writing.correct(connection, document_id, given):
                raise _unknown(document_id)

    def restore_document(self, document_id: str, fields: Sequence[str] = CORRECTABLE) -> None:
        """Drops corrections of a document, so that what was read holds again.

        Args:
            document_id: The document.
            fields: Any of ``title``, ``source``, ``published``; all by default.

        Raises:
            UsageError: There is no such document.
        """
        with self._connections.writing() as connection:
            if not writing.restore(connection, document_id, fields):
                raise _unknown(document_id)

    def corrections(self) -> pd.DataFrame:
        """What a person corrected, by document and field.

        Returns:
            Columns `document_id, field, read, value, at`: what was read, and what holds instead
            (both as text, "" where unknown).
        """
        with self._connections.reading() as connection:
            return overview.corrections(connection)

    # Passages that no model was shown

    def unread(
        self, documents: Sequence[str] = (), provenance: Provenance | None = None
    ) -> pd.DataFrame:
        """The passages that the model was not shown, because it does not read their language.

        Args:
            documents: Of these only; none stand for all.
            provenance: Whose analysis; ``None`` is the most recent of each document.

        Returns:
            Columns `document_id, title, source, published, passage, start, end, language, text`.
        """
        with self._connections.reading() as connection:
            return overview.unread(connection, documents, provenance)

    # Stories: near-identical texts

    def stories(self) -> dict[str, str]:
        """The story of each document, by id; its own id where it is the only one that tells it.

        `stance.pipeline.group_stories` makes the groups; a run does it at its end.
        """
        with self._connections.reading() as connection:
            return overview.stories(connection)

    def keep_stories(self, stories: Mapping[str, str], sketches: Mapping[str, bytes]) -> None:
        """Replaces the groups.

        Args:
            stories: A name for the story of each document, by the document's id.
            sketches: What other versions of the document are known by, by its id.
        """
        with self._connections.writing() as connection:
            writing.keep_stories(connection, stories, sketches)

    def without_story(self) -> int:
        """How many documents came or changed since the groups were made."""
        with self._connections.reading() as connection:
            return overview.without_story(connection)

    def sketches(self) -> dict[str, tuple[bytes | None, date | None]]:
        """What other versions of each document are known by (None if new to the groups), its day.

        The earliest publication comes first, unknown dates last.
        """
        with self._connections.reading() as connection:
            return overview.sketches(connection)

    def unsketched(self) -> Iterator[tuple[str, str]]:
        """Id and text of the documents that came or changed since the groups were made."""
        with self._connections.reading() as connection:
            yield from overview.unsketched(connection)


def require(connection: sqlite3.Connection, document_id: str) -> None:
    """Raises `UsageError` where there is no such document."""
    if query.document(connection, document_id) is None:
        raise _unknown(document_id)


def _unknown(document_id: str) -> UsageError:
    return UsageError(
        f"There is no document {document_id!r} in the store.",
        remedy="Take an id from the table of documents.",
    )
