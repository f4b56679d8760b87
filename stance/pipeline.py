"""The way from inputs to stored predictions, composed of the rooms below.

Nothing is printed and nothing is drawn here: `analyze` yields one `Progress` per document, and
whoever iterates shows it. Each document is one transaction, so a run may be stopped at any point
(close the generator, kill the process) and goes on where it left off when it is started again.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from stance.domain import (
    AttributedPassage,
    Document,
    Passage,
    Prediction,
    Progress,
    Provenance,
    Selection,
    text_digest,
)
from stance.errors import InputError, StanceError

if TYPE_CHECKING:
    from pandas import DataFrame

    from stance.attribution import Gazetteer
    from stance.codebook import Codebook
    from stance.engines import Engine
    from stance.store import Store

#: What can be analysed: a file, a folder or a document made in memory.
Input = str | Path | Document

#: Documents go to the model together until so many of their passages speak for someone: enough
#: to fill its batches, few enough that progress moves and a stopped run loses little work.
_PASSAGES_TOGETHER = 128
_DOCUMENTS_TOGETHER = 32


def project_root() -> Path:
    """The folder that holds ``stance/``, ``data/`` and ``seeds/``."""
    return Path(__file__).resolve().parents[1]


def seeds() -> Path:
    """The folder of the sample input."""
    return project_root() / "seeds"


def default_store() -> Path:
    """The database used where none is named; ``STANCE_STORE`` overrules it."""
    named = os.environ.get("STANCE_STORE", "").strip()
    return Path(named) if named else project_root() / "store" / "stance.sqlite"


@contextmanager
def opened(path: str | Path | None) -> Iterator[Store]:
    """A store for the length of a ``with`` block.

    Args:
        path: The database; ``None`` for one that is gone afterwards.

    Raises:
        StoreError: It cannot be opened.
    """
    from stance.store import Store

    if path is not None:
        with Store.open(path) as store:
            yield store
        return
    # A folder of its own: SQLite keeps its log beside the file.
    with tempfile.TemporaryDirectory(prefix="stance-", ignore_cleanup_errors=True) as folder:
        with Store.open(Path(folder) / "run.sqlite") as store:
            yield store


def provenance(engine: Engine, codebook: Codebook) -> Provenance:
    """What predictions of this engine under this codebook are filed under."""
    from stance import __version__

    model = engine.description
    calibration = json.dumps(dict(model.calibration), sort_keys=True)
    # Thresholds decide what is asserted, so a new calibration is a new origin.
    suffix = f"+{text_digest(calibration)[:8]}" if model.calibration else ""
    return Provenance(
        engine=engine.name,
        model=f"{model.name}@{model.digest}{suffix}",
        codebook=codebook.digest,
        program=__version__,
    )


def analyze(
    inputs: Input | Iterable[Input], *, store: Store, codebook: Codebook, engine: Engine
) -> Iterator[Progress]:
    """Reads, attributes, labels and stores; one `Progress` for each document.

    Documents that the store already holds under the same model, codebook and program are passed
    over as ``known``. An input that cannot be used is a ``failed`` step, noted in the store's
    history as well, and the others go on. The model reads several documents at a time, but each
    is stored in a transaction of its own before its step is yielded.

    Args:
        inputs: Files, folders, tables, or documents made in memory.
        store: Where the results go.
        codebook: The actors and targets.
        engine: The model.

    Yields:
        Steps with `done` rising by one each. `total` is known from the start, save that a table
        counts as one until it is opened.

    Raises:
        StoreError: The store cannot be written.
        ModelError: The model is unfit.
    """
    run = _Run(store, codebook, engine)
    batch: list[_Prepared] = []
    for item in run.read(inputs):
        prepared = item if isinstance(item, Progress) else run.prepare(item)
        if isinstance(prepared, Progress):
            yield run.count(prepared)
            continue
        batch.append(prepared)
        if _is_full(batch):
            yield from map(run.count, run.label(batch))
            batch = []
    yield from map(run.count, run.label(batch))
    store.finish_run(run.number, run.total)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A document on its way to the model."""

    document: Document
    path: str
    passages: Sequence[Passage]
    attributed: Sequence[AttributedPassage]


def _is_full(batch: Sequence[_Prepared]) -> bool:
    speaking = sum(1 for one in batch for passage in one.attributed if passage.attributions)
    return speaking >= _PASSAGES_TOGETHER or len(batch) >= _DOCUMENTS_TOGETHER


@dataclass(slots=True)
class _Run:
    """What one call of `analyze` keeps in mind."""

    store: Store
    codebook: Codebook
    engine: Engine
    provenance: Provenance = field(init=False)
    gazetteer: Gazetteer = field(init=False)
    number: int = field(init=False)
    total: int = 0
    done: int = 0
    #: Digest of the text by id, for everything met in this run.
    met: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        from stance.attribution import Gazetteer

        self.provenance = provenance(self.engine, self.codebook)
        self.gazetteer = Gazetteer(self.codebook)
        self.number = self.store.begin_run(self.provenance)

    def count(self, step: Progress) -> Progress:
        """The step with its place in the run; a failure is noted in the store's history."""
        self.done += 1
        if step.outcome == "failed":
            self.store.note_failure(self.number, step.path, step.message)
        return replace(step, done=self.done, total=self.total)

    def read(self, inputs: Input | Iterable[Input]) -> Iterator[tuple[Document, str] | Progress]:
        """Every document with the name of its input, or how reading it failed."""
        from stance import reading

        sources = list(_sources([inputs] if isinstance(inputs, str | Path | Document) else inputs))
        self.total = len(sources)
        for source, path in sources:
            found: list[Document | InputError]
            if isinstance(source, Path):
                try:
                    found = list(reading.read(source))
                except InputError as error:
                    found = [error]
                self.total += len(found) - 1
            else:
                found = [source]
            for one in found:
                yield (one, path) if isinstance(one, Document) else _failed(one, path)

    def prepare(self, item: tuple[Document, str]) -> _Prepared | Progress:
        """A document with its attributed passages, or why it needs no model."""
        from stance.attribution import attribute
        from stance.segment import passages

        document, path = item
        digest = text_digest(document.text)
        earlier = self.met.setdefault(document.id, digest)
        if earlier is not digest and earlier != digest:
            return _failed(
                InputError(
                    f"{path}: the id {document.id!r} was met before with another text.",
                    "Expected one id for each text.",
                    "Give each row its own id.",
                ),
                path,
            )
        if earlier is not digest or self._is_known(document):
            return Progress(0, 0, path, "known", document_id=document.id)
        try:
            found = passages(document)
            return _Prepared(document, path, found, attribute(document, found, self.gazetteer))
        except StanceError as error:
            del self.met[document.id]
            return _failed(error, path, document.id)

    def _is_known(self, document: Document) -> bool:
        """Whether nothing new can come of it: same text, and no holder or date just learnt."""
        if not self.store.done(document.id, self.provenance, document.text):
            return False
        kept = self.store.document(document.id)
        return document.actor in (None, kept.actor) and (
            document.published is None or kept.published is not None
        )

    def label(self, batch: Sequence[_Prepared]) -> Iterator[Progress]:
        """Predictions for a batch, each document stored before its step is given."""
        from stance.labeling import label

        if not batch:
            return
        items = [(one.document, one.attributed) for one in batch]
        for one, predictions in zip(batch, label(items, self.engine, self.codebook), strict=True):
            yield self._keep(one, predictions)

    def _keep(self, one: _Prepared, predictions: Sequence[Prediction]) -> Progress:
        try:
            self.store.add(one.document, one.passages, predictions, self.provenance)
        except InputError as error:
            return _failed(error, one.path, one.document.id)
        return Progress(
            0,
            0,
            one.path,
            "analysed",
            document_id=one.document.id,
            predictions=len(predictions),
        )


def _sources(inputs: Iterable[Input]) -> Iterator[tuple[Document | Path | InputError, str]]:
    """What the inputs stand for, each with the name that messages and steps give it."""
    from stance import reading

    met: set[str] = set()
    for given in inputs:
        if isinstance(given, Document):
            yield given, given.path or given.id
            continue
        for found in reading.find([given]):
            if isinstance(found, Path):
                # A file that is named twice, or by itself and by its folder, is one input.
                real = os.path.realpath(found)
                if real not in met:
                    met.add(real)
                    yield found, str(found)
            else:
                yield found, str(given)


def _failed(error: StanceError, path: str, document_id: str = "") -> Progress:
    return Progress(0, 0, path, "failed", document_id=document_id, message=str(error))


def table(store: Store, steps: Iterable[Progress], made_by: Provenance) -> DataFrame:
    """The canonical table of the documents of a run, those known before included.

    Args:
        store: The store of the run.
        steps: What `analyze` yielded.
        made_by: Whose predictions; see `provenance`.

    Raises:
        InputError: Every step failed, so that there is nothing to show.
    """
    taken = list(steps)
    good = dict.fromkeys(step.document_id for step in taken if step.outcome != "failed")
    if not good:
        raise nothing_done(taken)
    return store.predictions(Selection(documents=tuple(good), provenance=made_by))


def nothing_done(steps: Sequence[Progress]) -> InputError:
    """What to raise when no input of a run could be used."""
    messages = [step.message for step in steps]
    if not messages:
        return InputError("No input was given.", remedy="Name a file or a folder of documents.")
    if len(messages) == 1:
        return InputError(messages[0])
    return InputError(f"None of the {len(messages)} inputs could be used. First: {messages[0]}")


def tabulate(
    inputs: Input | Iterable[Input],
    *,
    store: str | Path | None = None,
    model: str | Path | None = None,
    codebook: str | Path | Codebook | None = None,
    engine: str | Engine | None = None,
) -> tuple[DataFrame, tuple[Progress, ...]]:
    """The canonical table of some inputs and the steps that failed; see `stance.analyze`.

    Raises:
        InputError: No input could be used.
        UsageError: The model, engine or codebook cannot be used.
        StoreError: The store cannot be opened.
    """
    from stance.codebook import Codebook, load
    from stance.engines import load_engine

    book = (
        codebook if isinstance(codebook, Codebook) else load(Path(codebook) if codebook else None)
    )
    runner = (
        load_engine(model, engine=engine) if engine is None or isinstance(engine, str) else engine
    )
    with opened(store) as kept:
        steps = tuple(analyze(inputs, store=kept, codebook=book, engine=runner))
        frame = table(kept, steps, provenance(runner, book))
    return frame, tuple(step for step in steps if step.outcome == "failed")
