"""The run: reads, attributes, labels and stores, one document after the other."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING

from stance.domain import (
    AttributedPassage,
    Document,
    Passage,
    Prediction,
    Progress,
    Provenance,
    text_digest,
)
from stance.errors import InputError, StanceError, StoreError
from stance.pipeline.inputs import Input, Source, Unopened, opened, sources

if TYPE_CHECKING:
    from stance.attribution import Gazetteer
    from stance.codebook import Codebook
    from stance.engines import Engine
    from stance.store import Store

#: Documents go to the model together until so many of their passages speak for someone: enough
#: to fill its batches, few enough that progress moves and a stopped run loses little work.
_PASSAGES_TOGETHER = 128
_DOCUMENTS_TOGETHER = 32

#: So many documents of one input are read before the first is given, to know how many there are.
_READ_AHEAD = 64

#: A run says so often, in seconds, that it is going on.
_SIGN_OF_LIFE = 60.0


def provenance(engine: Engine, codebook: Codebook) -> Provenance:
    """What predictions of this engine under this codebook are filed under."""
    from stance import __version__

    model = engine.description
    calibration = json.dumps(dict(model.calibration), sort_keys=True)
    # Thresholds decide what is asserted, so a new calibration is a new origin.
    suffix = f"+{text_digest(calibration)[:8]}" if model.calibration else ""
    # So does what it is shown.
    if model.languages != ("en",):
        suffix += f"+{','.join(model.languages) or 'all'}"
    return Provenance(
        engine=engine.name,
        model=f"{model.name}@{model.digest}{suffix}",
        codebook=codebook.digest,
        program=__version__,
    )


def analyze(
    inputs: Input | Iterable[Input],
    *,
    store: Store,
    codebook: Codebook,
    engine: Engine,
    leave: Iterable[Path] = (),
) -> Generator[Progress, None, None]:
    """Reads, attributes, labels and stores; one `Progress` for each document.

    Documents that the store already holds under the same model, codebook and program are passed
    over as ``known``. An input that cannot be used is a ``failed`` step, noted in the store's
    history as well, and the others go on. The model reads several documents at a time, but each
    is stored in a transaction of its own before its step is yielded. Inputs are read while the
    run goes on, so that no more than a batch of them is held at a time.

    A passage in a language that the model does not read is kept and counted, and never shown to
    the model: see `Progress.unread` and `Store.unread`.

    Args:
        inputs: Files, folders, tables, addresses on the web, or documents made in memory.
        store: Where the results go.
        codebook: The actors and targets.
        engine: The model.
        leave: Files to pass over in folders, such as a table that the results will go into.

    Yields:
        Steps with `done` rising by one each. `total` is known from the start, save that what
        holds several documents counts as one until it is opened, and an archive with very many
        goes on to grow. Closing the generator stops the run.

    Raises:
        StoreError: The store cannot be written.
        ModelError: The model is unfit.
    """
    run = _Run(store, codebook, engine, tuple(leave))
    try:
        yield from run.steps(inputs)
        group_stories(store)
    except (GeneratorExit, KeyboardInterrupt):
        # Whoever stopped may have closed the store before; then there is no place for the note.
        with suppress(StoreError):
            store.finish_run(run.number, run.done, outcome="stopped")
        raise
    except BaseException:
        with suppress(StoreError):
            store.finish_run(run.number, run.done, outcome="failed")
        raise
    store.finish_run(run.number, run.total)


def group_stories(store: Store) -> None:
    """Groups the documents of a store that tell one story, if any came since the last time.

    See `stance.measures.stories`; the groups are read with `Store.stories`.
    """
    if not store.without_story():
        return
    from stance.measures import grouped, sketch

    kept = store.sketches()
    new = {name: sketch(text) for name, text in store.unsketched()}
    sketches = {name: one or new.get(name, b"") for name, (one, _) in kept.items()}
    days = {name: day for name, (_, day) in kept.items()}
    store.keep_stories(grouped(sketches, days), sketches)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A document on its way to the model."""

    document: Document
    path: str
    passages: Sequence[Passage]
    attributed: Sequence[AttributedPassage]
    unread: Mapping[int, str]


def _is_full(batch: Sequence[_Prepared]) -> bool:
    speaking = sum(1 for one in batch for passage in one.attributed if passage.attributions)
    return speaking >= _PASSAGES_TOGETHER or len(batch) >= _DOCUMENTS_TOGETHER


@dataclass(slots=True)
class _Run:
    """What one call of `analyze` keeps in mind."""

    store: Store
    codebook: Codebook
    engine: Engine
    leave: tuple[Path, ...] = ()
    provenance: Provenance = field(init=False)
    gazetteer: Gazetteer = field(init=False)
    number: int = field(init=False)
    total: int = 0
    done: int = 0
    #: Digest of the text by id, for everything met in this run.
    met: dict[str, str] = field(default_factory=dict)
    heard: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        from stance.attribution import Gazetteer

        self.provenance = provenance(self.engine, self.codebook)
        self.gazetteer = Gazetteer(self.codebook)
        self.number = self.store.begin_run(self.provenance)

    def count(self, step: Progress) -> Progress:
        """The step with its place in the run; a failure is noted in the store's history."""
        self.done += 1
        if time.monotonic() - self.heard > _SIGN_OF_LIFE:
            self.heard = time.monotonic()
            self.store.keep_alive(self.number)
        if step.outcome == "failed":
            self.store.note_failure(self.number, step.path, step.message)
        return replace(step, done=self.done, total=self.total)

    def steps(self, inputs: Input | Iterable[Input]) -> Iterator[Progress]:
        """Every document as it is done."""
        batch: list[_Prepared] = []
        for item in self.read(inputs):
            prepared = item if isinstance(item, Progress) else self.prepare(item)
            if isinstance(prepared, Progress):
                yield self.count(prepared)
                continue
            batch.append(prepared)
            if _is_full(batch):
                yield from map(self.count, self.label(batch))
                batch = []
        yield from map(self.count, self.label(batch))

    def read(self, inputs: Input | Iterable[Input]) -> Iterator[tuple[Document, str] | Progress]:
        """Every document with the name of its input, or how reading it failed."""
        named = [inputs] if isinstance(inputs, str | Path | Document | Unopened) else inputs
        waiting = list(sources(named, (*self.store.files(), *self.leave)))
        self.total = len(waiting)
        for source, path in waiting:
            # An input is one until it is opened; from then on it counts as what it holds.
            self.total -= 1
            for one in self._counted(source):
                yield (one, path) if isinstance(one, Document) else _failed(one, path)

    def _counted(self, source: Source) -> Iterator[Document | InputError]:
        """What an input holds; each counts towards the total before the first is given."""
        from stance import reading

        expected = (reading.rows_of(source) if isinstance(source, Path) else None) or 0
        self.total += expected
        found = opened(source)
        while ahead := list(islice(found, _READ_AHEAD)):
            self.total += max(0, len(ahead) - expected)
            expected = max(0, expected - len(ahead))
            yield from ahead
        self.total -= expected

    def prepare(self, item: tuple[Document, str]) -> _Prepared | Progress:
        """A document with its attributed passages, or why it needs no model."""
        from stance.attribution import attribute
        from stance.reading import languages_of
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
        if earlier is not digest or self.store.done(document.id, self.provenance, document):
            left = self.store.unread([document.id], self.provenance)["language"].tolist()
            return Progress(0, 0, path, "known", document_id=document.id, unread=_counted(left))
        # Who speaks is found by what is known, what a person corrected included.
        known = self.store.described(document)
        try:
            found = passages(known)
            attributed = attribute(known, found, self.gazetteer)
        except StanceError as error:
            del self.met[document.id]
            # Of a table with thousands of rows, the row must be told.
            begin = shorten(document.text, 50, placeholder=" …")
            told = InputError(f"{path}, document {document.id!r} ({begin}): {error}")
            return _failed(told, path, document.id)
        codes = languages_of([passage.text for passage in found])
        reads = self.engine.description.reads
        return _Prepared(
            document,
            path,
            found,
            [
                replace(one, language=code)
                for one, code in zip(attributed, codes, strict=True)
                if reads(code)
            ],
            {
                one.index: code
                for one, code in zip(found, codes, strict=True)
                if code is not None and not reads(code)
            },
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
            self.store.add(
                one.document, one.passages, predictions, self.provenance, unread=one.unread
            )
        except InputError as error:
            return _failed(error, one.path, one.document.id)
        return Progress(
            0,
            0,
            one.path,
            "analysed",
            document_id=one.document.id,
            predictions=len(predictions),
            unread=_counted(one.unread.values()),
        )


def _counted(codes: Iterable[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(codes).items()))


def _failed(error: StanceError, path: str, document_id: str = "") -> Progress:
    return Progress(0, 0, path, "failed", document_id=document_id, message=str(error))
