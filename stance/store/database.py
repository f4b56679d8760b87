"""The store: one SQLite file that keeps documents, predictions and the history of runs."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from types import EllipsisType, TracebackType

import pandas as pd

from stance.domain import Annotation, Document, Passage, Prediction, Provenance, Selection
from stance.errors import StoreError, UsageError
from stance.store import annotating, history, query, writing
from stance.store.connections import Connections
from stance.store.schema import prepare
from stance.store.table import canonical, chosen


class Store:
    """Documents, what models said of them, and what was run, in one file.

    One `Store` may be shared by any number of threads, and one file by any number of processes
    on the same machine; every change is one transaction. Make one with `Store.open`; use it as
    a context manager or call `close`.

    Attributes:
        path: The file.
    """

    def __init__(self, connections: Connections) -> None:
        self.path = connections.path
        self._connections = connections

    @classmethod
    def open(cls, path: str | Path) -> Store:
        """Opens a store, making file, folders and tables where they are missing.

        A store of an older version is brought up to date; what it holds stays.

        Raises:
            StoreError: The file is no store, is newer than this program, or cannot be written.

        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with Store.open(f"{folder}/new/news.db") as store:
        ...         len(store.predictions())
        0
        """
        path = Path(path)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"The folder {path.parent} cannot be made ({error.strerror}).",
                remedy="Name a store in a folder that you may write to.",
            ) from error
        connections = Connections(path)
        try:
            with connections.lend() as connection:
                prepare(connection, path)
        except BaseException:
            connections.close()
            raise
        return cls(connections)

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the file. Closing twice does no harm; any other use after it is an error."""
        self._connections.close()

    # Writing

    def add(
        self,
        document: Document,
        passages: Sequence[Passage],
        predictions: Sequence[Prediction],
        provenance: Provenance,
    ) -> None:
        """Keeps one analysed document: all of it or, if anything fails, nothing.

        Adding it again under the same provenance replaces what was there. The same id with
        another text, or with other sentence boundaries, replaces the document and removes the
        predictions of *every* provenance, because their offsets would point to other words.
        A field that is empty in `document` does not erase what is known, and a field that a
        person set with `update_document` stays.

        Args:
            document: Its text is kept exactly; in other fields, a character that no file can
                hold (a lone surrogate, NUL) becomes U+FFFD.
            passages: All its passages, numbered from 0.
            predictions: Stances and abstentions alike; none is a result too.
            provenance: What made the predictions.

        Raises:
            InputError: The document's id is empty or holds a character that no file can hold.
            ValueError: The records contradict each other: a passage that is not its stretch of
                the text, a prediction on a passage not given, two on one (passage, actor, target).
        """
        writing.check(document, passages, predictions)
        with self._connections.writing() as connection:
            writing.add(connection, document, passages, predictions, provenance)

    def update_document(
        self,
        document_id: str,
        *,
        title: str | EllipsisType = ...,
        source: str | EllipsisType = ...,
        published: date | EllipsisType | None = ...,
    ) -> None:
        """Corrects what is known of a document; later analyses keep the correction.

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
            if not writing.update(connection, document_id, given):
                raise _unknown(document_id)

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

    # Reading

    def done(self, document_id: str, provenance: Provenance, text: str | None = None) -> bool:
        """Whether this document has been analysed under this provenance.

        Args:
            document_id: The document.
            provenance: All four fields must be the same.
            text: If given, the answer is False too when the kept text is another one.
        """
        with self._connections.reading() as connection:
            return query.done(connection, document_id, provenance, text)

    def predictions(self, selection: Selection | None = None) -> pd.DataFrame:
        """The canonical table, one row per (passage, actor, target).

        Args:
            selection: What to include; ``None`` is everything. Without a provenance, each
                document comes with its most recent analysis only. With `since` or `until`
                (both inclusive), documents of unknown date are left out.

        Returns:
            See `stance.store.table.canonical` for columns, types and order.
        """
        with self._connections.reading() as connection:
            return canonical(query.predictions(connection, selection or Selection()))

    def documents(self) -> pd.DataFrame:
        """All documents, newest publication first, unknown dates last.

        Returns:
            Columns `id, title, source, published, language, url, path, passages, predictions,
            stances, added`: the three counts are int64, predictions and stances those of the
            most recent analysis; `published` datetime64[us]; `added` datetime64[us, UTC].
        """
        with self._connections.reading() as connection:
            return query.documents(connection)

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

    def passages(self, document_id: str) -> tuple[Passage, ...]:
        """The passages of a document in order.

        Raises:
            UsageError: There is no such document.
        """
        with self._connections.reading() as connection:
            self._require(connection, document_id)
            return query.passages(connection, document_id)

    def evidence(
        self, document_id: str, provenance: Provenance | None = None
    ) -> tuple[Prediction, ...]:
        """The predictions on one document as records, with the cue's place.

        Args:
            document_id: The document.
            provenance: Whose predictions; ``None`` is the most recent analysis.

        Raises:
            UsageError: There is no such document.
        """
        with self._connections.reading() as connection:
            self._require(connection, document_id)
            return query.evidence(connection, document_id, provenance)

    def provenances(self) -> pd.DataFrame:
        """What has made predictions, most recent first.

        Returns:
            Columns `engine, model, codebook, program, documents, predictions, latest`.
        """
        with self._connections.reading() as connection:
            return query.provenances(connection)

    def version(self) -> str:
        """A word that changes whenever the content does, whichever process changed it.

        Two equal words mean the same content of the same store: made to be a cache key. It is a
        counter inside the store, moved by every transaction, and thus the same for all threads
        (SQLite's own `data_version` differs between connections).
        """
        with self._connections.reading() as connection:
            mark, changes = connection.execute("SELECT mark, changes FROM state").fetchone()
        return f"{mark}-{changes}"

    def version_without_annotations(self) -> str:
        """As `version`, but blind to what people say: most of a store stays while they review."""
        with self._connections.reading() as connection:
            mark, rest = connection.execute("SELECT mark, changes - judged FROM state").fetchone()
        return f"{mark}-{rest}"

    # What people said

    def annotate(self, annotations: Sequence[Annotation]) -> tuple[int, ...]:
        """Keeps judgements of people: all of them or, if one is unfit, none.

        A coder who judges the same again adds a judgement; the earlier one stays in the history
        and the newest one counts. Predictions are not touched.

        Args:
            annotations: In the order in which they were made.

        Returns:
            Their numbers, for `withdraw`.

        Raises:
            UsageError: A document is unknown, a place is not in its text, or a name is empty.
        """
        with self._connections.writing() as connection:
            annotating.note_change(connection)
            return tuple(annotating.add(connection, one) for one in annotations)

    def withdraw(self, number: int) -> bool:
        """Takes a judgement back; the coder's judgement before it, if any, counts again.

        Returns:
            Whether it was there and had not been taken back before.
        """
        with self._connections.writing() as connection:
            annotating.note_change(connection)
            return annotating.withdraw(connection, number)

    def annotations(
        self, selection: Selection | None = None, *, history: bool = False
    ) -> pd.DataFrame:
        """What people said, oldest first.

        Args:
            selection: What to include, as for `predictions`; its provenance does not matter.
            history: Also what was replaced by the same coder or taken back.

        Returns:
            Columns `number, document_id, source, published, passage, start, end, text, actor,
            target, judgement, coder, note, drawn, at, current`. `passage` is the sentence of the
            present division that covers most of the place, or -1 where the document's text has
            other words there now. `current` is False for what no longer counts.
        """
        with self._connections.reading() as connection:
            found = annotating.table(connection, history=history)
        return found if selection is None else chosen(found, selection)

    # The history of runs

    def begin_run(self, provenance: Provenance, inputs: int = 0) -> int:
        """Notes that a run starts.

        Args:
            provenance: What the run works with.
            inputs: How many inputs it has, if known already.

        Returns:
            The run's number, for `note_failure` and `finish_run`.
        """
        with self._connections.writing() as connection:
            return history.begin(connection, provenance, inputs)

    def note_failure(self, run: int, path: str, message: str) -> None:
        """Notes, at once, that one input of a run failed and why, in one sentence."""
        with self._connections.writing() as connection:
            history.note_failure(connection, run, path, message)

    def finish_run(self, run: int, inputs: int | None = None) -> None:
        """Notes that a run came to its end; `inputs` corrects the number given at its start."""
        with self._connections.writing() as connection:
            history.finish(connection, run, inputs)

    def runs(self) -> pd.DataFrame:
        """All runs, the latest first.

        Returns:
            Columns `run, started, finished, program, engine, model, codebook, inputs, failed`;
            `finished` is ``NaT`` for a run that is still going or was killed.
        """
        with self._connections.reading() as connection:
            return history.runs(connection)

    def failures(self, run: int | None = None) -> pd.DataFrame:
        """The inputs that failed, in the order they did: columns `run, path, message`.

        Args:
            run: Of this run only; ``None`` is all.
        """
        with self._connections.reading() as connection:
            return history.failures(connection, run)

    def _require(self, connection: sqlite3.Connection, document_id: str) -> None:
        if query.document(connection, document_id) is None:
            raise _unknown(document_id)


def _unknown(document_id: str) -> UsageError:
    return UsageError(
        f"There is no document {document_id!r} in the store.",
        remedy="Take an id from the table of documents.",
    )
