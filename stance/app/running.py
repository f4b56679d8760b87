"""Work in progress on a page: what is asked for, how far it is, and how it ended."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import streamlit as st

from stance.app import cache, frame
from stance.app.work import Job, State, Tools, Upload
from stance.charts.lettering import counted
from stance.pipeline import Input, analyze
from stance.reading import language_name

#: Failures and remarks that are listed one by one; the history of runs holds all failures.
_LISTED = 20
#: Seconds between two looks at work in progress.
_EVERY = 1.0
_SEEN = "running.seen"


def run(inputs: Iterable[Input]) -> None:
    """Analyse a few inputs while the page waits, with visible progress.

    Raises:
        StanceError: The model, the codebook or the store cannot be used.
    """
    bar = st.progress(0.0, text="Loading the model …")
    engine, book = cache.engine(), cache.codebook()
    bar.progress(0.0, text="Reading …")
    # Closed when the page is left half way, so that the run is noted as stopped.
    with closing(analyze(inputs, store=cache.store(), codebook=book, engine=engine)) as run:
        for step in run:
            share = min(1.0, step.done / max(1, step.total))
            name = frame.literal(Path(step.path).name or step.path)
            bar.progress(share, text=f"{step.done:,} of {step.total:,} · {name}")
    bar.empty()


def start(title: str, inputs: Iterable[Input | Upload]) -> None:
    """Put work in line; it goes on when the tab is closed.

    Raises:
        StanceError: The model or the codebook cannot be used.
    """
    with st.spinner("Loading the model …"):
        tools = Tools(cache.store(), cache.codebook(), cache.engine())
    cache.works().submit(title, inputs, tools)


def shown() -> None:
    """Everything in line, going on and just over, kept up to date by itself."""
    active = bool(cache.works().active())
    st.fragment(_all, run_every=_EVERY if active else None)()


def note() -> None:
    """One line on the work that goes on, for the other pages."""
    active = cache.works().active()
    if not active:
        return
    job = active[0]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(frame.literal(f"{job.title}: {_how_far(job)}. New results come in as you go."))
        st.page_link("stance/app/sources.py", label="See how far it is")


def _all() -> None:
    jobs = cache.works().jobs()
    going = [job.number for job in jobs if job.active]
    if st.session_state.get(_SEEN, []) and not going:
        # The end of the last one: the rest of the page is out of date by now.
        st.session_state[_SEEN] = going
        st.rerun(scope="app")
    st.session_state[_SEEN] = going
    for job in jobs:
        with st.container(border=True):
            _one(job)


def _one(job: Job) -> None:
    told, button = st.columns([5, 1], vertical_alignment="center")
    with told:
        st.markdown(f"**{frame.literal(job.title)}**")
    with button:
        if job.active:
            st.button(
                "Stop",
                key=f"stop-{job.number}",
                icon=":material/stop_circle:",
                disabled=job.stopping,
                on_click=job.stop,
                help="What is done is kept. Started again, it goes on where it was stopped.",
            )
        else:
            st.button(
                "Put away",
                key=f"away-{job.number}",
                type="tertiary",
                on_click=cache.works().put_away,
                args=(job,),
            )
    if job.state == State.RUNNING:
        name = frame.literal(Path(job.current).name or job.current)
        st.progress(job.share, text=f"{_how_far(job)}{' · ' + name if name else ''}")
    elif job.state == State.WAITING:
        st.caption("Waiting for its turn.")
    else:
        _ended(job)
    _particulars(job)


def _how_far(job: Job) -> str:
    if job.stopping:
        return "stopping after the documents at hand"
    if not job.total:
        return "reading the first documents"
    left = job.seconds_left()
    said = f"{job.done:,} of {job.total:,}"
    return said if left is None or job.done == job.total else f"{said}, {in_words(left)} left"


def in_words(seconds: float) -> str:
    """A span of time as a person says it.

    >>> in_words(4), in_words(59), in_words(200), in_words(9000)
    ('a few seconds', 'about a minute', 'about 3 minutes', 'about 2 hours 30 minutes')
    """
    if seconds < 10:
        return "a few seconds"
    if seconds < 45:
        return f"about {round(seconds / 10) * 10} seconds"
    minutes = max(1, round(seconds / 60))
    if minutes == 1:
        return "about a minute"
    hours, rest = divmod(minutes, 60)
    parts = ([counted(hours, "hour")] if hours else []) + (
        [counted(rest, "minute")] if rest else []
    )
    return f"about {' '.join(parts)}"


def _ended(job: Job) -> None:
    if job.new:
        st.success(
            f"{counted(job.new, 'document')} analysed: {counted(job.judgements, 'answer')} on who "
            "stands where.",
            icon=":material/check:",
        )
    if job.known:
        verb = "was" if job.known == 1 else "were"
        st.info(f"{counted(job.known, 'document')} {verb} in the store already; nothing to do.")
    if job.state == State.STOPPED:
        st.warning("Stopped. What was done is kept; start it again and it goes on from there.")
    if not (job.new or job.known or job.failures):
        st.warning("There was nothing to analyse.")
    if job.new or job.known:
        st.page_link("stance/app/overview.py", label="See where they stand")


def _particulars(job: Job) -> None:
    """What failed, what was remarked on, and what no model was shown."""
    for message in job.failures[:_LISTED]:
        st.error(frame.literal(message), icon=":material/error:")
    if len(job.failures) > _LISTED:
        st.error(f"{len(job.failures) - _LISTED:,} more failed; the history of runs lists them.")
    if job.unread:
        named = ", ".join(sorted(map(language_name, job.unread)))
        st.info(
            f"{counted(sum(job.unread.values()), 'sentence')} in a language that the model does "
            f"not read ({frame.literal(named)}): kept, and left out of "
            "every number."
        )
    if job.remarks:
        with st.expander(f"Good to know ({len(job.remarks):,})"):
            for remark in job.remarks[:_LISTED]:
                st.caption(frame.literal(remark))
