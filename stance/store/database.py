"""The store: one SQLite file that keeps documents, predictions and the history of runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType, TracebackType

import pandas as pd

from stance.domain import Document, Passage, Prediction, Provenance, Selection
from stance.errors import StoreError
from stance.store import query, writing
from stance.store.catalogue import Catalogue, require
from stance.store.connections import Connections
from stance.store.judgements import Judgements
from stance.store.logbook import Logbook
from stance.store.schema import prepare
from stance.store.table import canonical


class Store(Catalogue, Judgements, Logbook):
    """Documents, what models said of them, and what was run, in one file.

    One `Store` may be shared by any number of threads, and one file by any number of processes
    on the same machine; every change is one transaction. Make one with `Store.open`; use it as
    a context manager or call `close`.

    Attributes:
        path: The file.
    """

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

    def files(self) -> tuple[Path, ...]:
        """The files that the store consists of, there or not."""
        beside = (self.path.with_name(self.path.name + end) for end in ("-wal", "-shm", "-journal"))
        return (self.path, *beside)

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
        *,
        unread: Mapping[int, str] = MappingProxyType({}),
    ) -> None:
        """Keeps one analysed document: all of it or, if anything fails, nothing.

        Adding it again under the same provenance replaces what was there. The same id with
        another text, or with other sentence boundaries, replaces the document and removes the
        predictions of *every* provenance, because their offsets would point to other words.
        A field that is empty in `document` does not erase what is known; what a person set with
        `update_document` is kept apart and goes on to hold.

        Args:
            document: Its text is kept exactly; in other fields, a character that no file can
                hold (a lone surrogate, NUL) becomes U+FFFD.
            passages: All its passages, numbered from 0.
            predictions: Stances and abstentions alike; none is a result too.
            provenance: What made the predictions.
            unread: Passages that the model was not shown, as it does not read their language:
                the language by the passage's number.

        Raises:
            InputError: The document's id is empty or holds a character that no file can hold.
            ValueError: The records contradict each other: a passage that is not its stretch of
                the text, a prediction on a passage not given or unread, two on one (passage,
                actor, target).
        """
        writing.check(document, passages, predictions, unread)
        with self._connections.writing() as connection:
            writing.add(connection, document, passages, predictions, provenance, unread)

    # Reading

    def done(
        self, document_id: str, provenance: Provenance, document: Document | None = None
    ) -> bool:
        """Whether this document has been analysed under this provenance.

        Args:
            document_id: The document.
            provenance: All four fields must be the same.
            document: If given, the answer is False too when its text is another one than was
                analysed, or when its day or its holder is known by now to be another.
        """
        with self._connections.reading() as connection:
            return query.done(connection, document_id, provenance, document)

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

    def passages(self, document_id: str) -> tuple[Passage, ...]:
        """The passages of a document in order.

        Raises:
            UsageError: There is no such document.
        """
        with self._connections.reading() as connection:
            require(connection, document_id)
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
            require(connection, document_id)
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
