"""Analysing inputs from a page: progress while it runs, and how each input ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import streamlit as st

from stance.app import cache, frame
from stance.domain import Progress
from stance.pipeline import Input, analyze, seeds

#: Failures that are listed one by one; the history of runs holds all.
_LISTED = 20


def first_start() -> None:
    """Analyse the sample once, in a store that has never seen a run or a document.

    Raises:
        StanceError: The model, the codebook or the store cannot be used.
    """
    if _used():
        return
    place = st.empty()
    with place.container():
        st.subheader("Reading the sample article")
        st.write(
            "This is the first start. The program reads the article that comes with it, so that "
            "there is something to look at. Add your own texts under Sources."
        )
        # A second tab waits here and then finds the work done.
        with cache.run_lock():
            if not _used():
                run([seeds()])
    place.empty()
    st.rerun()


def _used() -> bool:
    store = cache.store()
    return bool(len(store.runs()) or len(store.documents()))


def run(inputs: Iterable[Input]) -> list[Progress]:
    """Analyse inputs with visible progress; gives the steps that were taken.

    Raises:
        StanceError: The model, the codebook or the store cannot be used.
    """
    bar = st.progress(0.0, text="Loading the model …")
    engine, book = cache.engine(), cache.codebook()
    bar.progress(0.0, text="Reading …")
    steps = []
    for step in _steps(analyze(inputs, store=cache.store(), codebook=book, engine=engine)):
        steps.append(step)
        share = min(1.0, step.done / max(1, step.total))
        name = frame.literal(Path(step.path).name or step.path)
        bar.progress(share, text=f"{step.done:,} of {step.total:,} · {name}")
    bar.empty()
    return steps


def _steps(steps: Iterator[Progress]) -> Iterator[Progress]:
    yield from steps


def report(steps: list[Progress]) -> None:
    """Say how a run ended: what is new, what was there before, what failed and why."""
    new = [step for step in steps if step.outcome == "analysed"]
    known = sum(step.outcome == "known" for step in steps)
    failed = [step for step in steps if step.outcome == "failed"]
    said = sum(step.predictions for step in new)
    if new:
        st.success(
            f"{_counted(len(new), 'document')} analysed: {_counted(said, 'judgement')} of who "
            "stands where.",
            icon=":material/check:",
        )
    if known:
        verb = "was" if known == 1 else "were"
        st.info(f"{_counted(known, 'document')} {verb} in the store already; nothing to do.")
    for step in failed[:_LISTED]:
        st.error(frame.literal(step.message), icon=":material/error:")
    if len(failed) > _LISTED:
        st.error(f"{len(failed) - _LISTED:,} more failed; the history of runs lists them all.")
    if not steps:
        st.warning("There was nothing to analyse.")


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
