"""Analysing inputs from a page: progress while it runs, and how each input ended."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import streamlit as st

from stance.app import cache, frame
from stance.domain import Progress
from stance.pipeline import Input, analyze

#: Failures that are listed one by one; the history of runs holds all.
_LISTED = 20


def run(inputs: Iterable[Input]) -> list[Progress]:
    """Analyse inputs with visible progress; gives the steps that were taken.

    Raises:
        StanceError: The model, the codebook or the store cannot be used.
    """
    bar = st.progress(0.0, text="Loading the model …")
    engine, book = cache.engine(), cache.codebook()
    bar.progress(0.0, text="Reading …")
    steps = []
    # Closed when the page is left or stopped half way, so that the run is noted as stopped.
    with closing(analyze(inputs, store=cache.store(), codebook=book, engine=engine)) as run:
        for step in run:
            steps.append(step)
            share = min(1.0, step.done / max(1, step.total))
            name = frame.literal(Path(step.path).name or step.path)
            bar.progress(share, text=f"{step.done:,} of {step.total:,} · {name}")
    bar.empty()
    return steps


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
