"""What pages keep between reruns. The only place that caches."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from stance import codebook as codebooks
from stance import engines, measures
from stance.codebook import Codebook
from stance.domain import Passage, Selection
from stance.engines import Engine
from stance.pipeline import default_store
from stance.store import Store

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


@st.cache_resource(show_spinner=False)
def engine() -> Engine:
    """The embedded model, loaded once for all visitors."""
    return engines.load_engine()


@st.cache_data(show_spinner=False, max_entries=32)
def predictions(selection: Selection, version: str) -> DataFrame:
    """The canonical table of a selection at one version of the store."""
    return store().predictions(selection)


@st.cache_data(show_spinner=False, max_entries=32)
def positions(selection: Selection, version: str) -> DataFrame:
    """Positions with intervals; see `stance.measures.positions`."""
    return measures.positions(predictions(selection, version))


@st.cache_data(show_spinner=False, max_entries=32)
def divergence(selection: Selection, version: str) -> DataFrame:
    """Divergence of every pair; see `stance.measures.divergence`."""
    return measures.divergence(predictions(selection, version))


@st.cache_data(show_spinner=False, max_entries=32)
def timeline(selection: Selection, step: str, version: str) -> DataFrame:
    """Positions along time; see `stance.measures.timeline`. Without a step, one that fits."""
    return measures.timeline(predictions(selection, version), step=step or None)


@st.cache_resource(show_spinner=False)
def run_lock() -> threading.Lock:
    """Held while a page analyses: one run at a time, for the machine's sake."""
    return threading.Lock()


@st.cache_data(show_spinner=False, max_entries=8)
def documents(version: str) -> DataFrame:
    """All documents with their counts."""
    return store().documents()


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
