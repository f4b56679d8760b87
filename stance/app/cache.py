"""What pages keep between reruns. The only place that caches."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from stance import codebook as codebooks
from stance import engines, measures
from stance.app import scores
from stance.app.work import Works
from stance.codebook import Codebook
from stance.domain import Labels, Passage, Selection
from stance.engines import Engine
from stance.pipeline import default_store, stored_documents
from stance.pipeline import voices as find_voices
from stance.store import Store, chosen

if TYPE_CHECKING:
    from pandas import DataFrame


def store() -> Store:
    """The store of this dashboard, opened once; STANCE_STORE names another."""
    return _store(str(default_store()))


@st.cache_resource(show_spinner=False)
def _store(path: str) -> Store:
    return Store.open(path)


def codebook() -> Codebook:
    """The codebook in use, read anew when its file changes."""
    path = codebooks.default_path()
    return _codebook(str(path), path.stat().st_mtime_ns if path.is_file() else 0)


@st.cache_resource(show_spinner=False, max_entries=4)
def _codebook(path: str, changed: int) -> Codebook:
    return codebooks.load(Path(path))


class Names(dict[str, str]):
    """What the codebook calls an actor or a target; the key itself if it is there no more."""

    def __missing__(self, key: str) -> str:
        """The key."""
        return key


def names() -> Names:
    """Names of the codebook in use by key."""
    book = codebook()
    targets = {one.key: one.name for one in book.targets}
    return Names(targets | {one.key: one.name for one in book.actors})


def name(key: str) -> str:
    """One of `names`."""
    return names()[key]


@st.cache_resource(show_spinner=False)
def engine() -> Engine:
    """The embedded model, loaded once for all visitors."""
    return engines.load_engine()


@st.cache_resource(show_spinner=False, max_entries=2)
def _everything(version: str) -> DataFrame:
    """All that models said, with stories; read anew when a document changes, not an annotation."""
    return measures.with_stories(store().predictions(), store().stories())


@st.cache_resource(show_spinner=False, max_entries=4)
def judgements(version: str) -> DataFrame:
    """All that people say; see `stance.store.Store.annotations`. Not to be changed."""
    return store().annotations()


@st.cache_resource(show_spinner=False, max_entries=32)
def predictions(selection: Selection, version: str) -> DataFrame:
    """The canonical table of a selection, with `reviewed`, at one version of the store.

    Kept as it is and not copied, as a large one takes long to copy; not to be changed.
    """
    every = _everything(store().version_without_annotations())
    return measures.labelled(
        chosen(every, selection),
        chosen(judgements(version), selection),
        selection.labels,
        sure=selection.sure,
    )


@st.cache_data(show_spinner=False, max_entries=8)
def reliability(selection: Selection, version: str) -> DataFrame:
    """How far coders agree, with each other and with the model."""
    asked = replace(selection, labels=Labels.MODEL, sure=0.0)
    said = chosen(judgements(version), selection)
    return measures.reliability(predictions(asked, version), said)


@st.cache_resource(show_spinner=False, max_entries=8)
def upcoming(selection: Selection, way: str, version: str) -> DataFrame:
    """What nobody has judged yet, what to look at first on top. Not to be changed."""
    asked = replace(selection, labels=Labels.MODEL)
    return measures.upcoming(predictions(asked, version), way)


@st.cache_data(show_spinner=False, max_entries=8)
def without_errors(selection: Selection, version: str) -> DataFrame:
    """Positions with the model's errors taken out; see `stance.measures.without_errors`."""
    asked = replace(selection, labels=Labels.MODEL, sure=0.0)
    said = chosen(judgements(version), selection)
    return measures.without_errors(predictions(asked, version), said, gold_errors())


@st.cache_data(show_spinner=False, max_entries=1)
def gold_errors() -> list[list[int]] | None:
    """What the model takes for what on labelled news, if it brings figures of that."""
    record = scores.read(engines.describe().path)
    reports = scores.sets(record)
    return scores.confusion(reports.get(scores.NEAREST, {})) or None


@st.cache_resource(show_spinner=False, max_entries=32)
def _evidence(selection: Selection, version: str) -> measures.Evidence:
    """What several measures of one table share; see `stance.measures.gathered`."""
    return measures.gathered(predictions(selection, version))


@st.cache_data(show_spinner=False, max_entries=32)
def positions(selection: Selection, version: str) -> DataFrame:
    """Positions with intervals; see `stance.measures.positions`."""
    return measures.positions(_evidence(selection, version))


@st.cache_data(show_spinner=False, max_entries=32)
def divergence(selection: Selection, version: str) -> DataFrame:
    """Divergence of every pair; see `stance.measures.divergence`."""
    return measures.divergence(_evidence(selection, version))


@st.cache_data(show_spinner=False, max_entries=32)
def closeness(selection: Selection, version: str) -> DataFrame:
    """Where actors lie on a map of their agreement; see `stance.measures.closeness`."""
    return measures.closeness(predictions(selection, version))


@st.cache_data(show_spinner=False, max_entries=32)
def timeline(selection: Selection, step: str, version: str) -> DataFrame:
    """Positions along time; see `stance.measures.timeline`. Without a step, one that fits."""
    return measures.timeline(predictions(selection, version), step=step or None)


@st.cache_resource(show_spinner=False)
def run_lock() -> threading.Lock:
    """Held while a page analyses: one run at a time, for the machine's sake."""
    return threading.Lock()


@st.cache_resource(show_spinner=False)
def works() -> Works:
    """The long work of this server; see `stance.app.work`."""
    return Works(run_lock())


@st.cache_data(show_spinner=False, max_entries=8)
def documents(version: str) -> DataFrame:
    """All documents with their counts."""
    return store().documents()


@st.cache_data(show_spinner=False, max_entries=4)
def voices(digest: str, version: str) -> DataFrame:
    """Who else speaks in the store; see `stance.pipeline.voices`.

    Args:
        digest: Of the codebook in use.
        version: Of the store without annotations.
    """
    return find_voices(stored_documents(store()), codebook())


@st.cache_data(show_spinner=False, max_entries=2)
def unread(version: str) -> DataFrame:
    """The sentences that no model was shown; see `stance.store.Store.unread`."""
    return store().unread()


@st.cache_data(show_spinner=False, max_entries=64)
def passages(document_id: str, version: str) -> tuple[Passage, ...]:
    """The passages of a document, in order."""
    return store().passages(document_id)


@st.cache_data(show_spinner=False, max_entries=64)
def cues(document_id: str, version: str) -> dict[tuple[int, str, str], tuple[int, int]]:
    """Where the cue of each judgement stands, by passage, actor and target."""
    return {
        (one.passage.index, one.attribution.actor, one.target): (
            one.attribution.start,
            one.attribution.end,
        )
        for one in store().evidence(document_id)
    }
