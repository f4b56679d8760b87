"""How every page opens: the first start, and known failures as one sentence."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from stance.app import cache, frame, running
from stance.errors import StanceError
from stance.pipeline import seeds

#: No page is wider than a line of its charts can be read.
_WIDTH = 1180


def opened(page: Callable[[], None], *, at_work: bool = True) -> None:
    """Show a page.

    Args:
        page: Draws it. A `StanceError` that it raises is shown as its sentence.
        at_work: Whether to say so when work goes on.
    """
    with st.container(horizontal=True, horizontal_alignment="center"):
        body = st.container(width=_WIDTH)
    with body:
        try:
            _first_start()
            if at_work:
                running.note()
            page()
        except StanceError as error:
            st.error(frame.literal(str(error)), icon=":material/error:")


def _first_start() -> None:
    """Analyse the sample once, in a store that has never seen a run or a document."""
    if _used():
        return
    place = st.empty()
    with place.container():
        st.header("Reading the sample article")
        st.write(
            "This is the first start. The program reads the article that comes with it, so that "
            "there is something to look at. Add texts of your own under Sources."
        )
        # A second tab waits here and then finds the work done.
        with cache.run_lock():
            if not _used():
                running.run([seeds()])
    place.empty()
    st.rerun()


def _used() -> bool:
    store = cache.store()
    return bool(len(store.runs()) or len(cache.documents(store.version())))
