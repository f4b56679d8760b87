"""What can be done with documents of the store: read again, edited, deleted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from stance.app import cache, frame, running
from stance.charts.lettering import counted
from stance.errors import StanceError


def buttons(chosen: Sequence[str], version: str) -> None:
    """The buttons under the table of documents.

    Args:
        chosen: Ids of the documents that are ticked.
        version: Of the store.
    """
    tick = None if chosen else "Tick documents in the table first."
    if st.button(
        f"Read again {len(chosen):,}" if chosen else "Read again",
        icon=":material/refresh:",
        disabled=not chosen,
        help=tick or "With the model and the codebook of today, and with your corrections.",
    ):
        again(chosen)
        st.rerun()
    if st.button(
        "Edit",
        icon=":material/edit:",
        disabled=len(chosen) != 1,
        help="Tick one document in the table first." if len(chosen) != 1 else None,
    ):
        _edit(chosen[0])
    if st.button(
        f"Delete {len(chosen):,}" if chosen else "Delete",
        icon=":material/delete:",
        disabled=not chosen,
        help=tick,
    ):
        _delete(tuple(chosen), version)


def again(chosen: Sequence[str]) -> None:
    """Put the reading of documents of the store in line."""
    store = cache.store()
    running.start(
        f"{counted(len(chosen), 'document')} of the store, read again",
        [store.document(one) for one in chosen],
    )


@st.dialog("What is known of this document", width="medium")
def _edit(document_id: str) -> None:
    document = cache.store().document(document_id)
    with st.form("edit"):
        title = st.text_input("Title", value=document.title)
        source = st.text_input("Source", value=document.source, help="The outlet or the issuer.")
        published = st.date_input(
            "Published",
            value=document.published,
            min_value=date(1900, 1, 1),
            max_value=date(2199, 12, 31),
            format="YYYY-MM-DD",
        )
        sent = st.form_submit_button("Keep")
    st.caption(
        "Who speaks depends on the day, for officials come and go: after a change of it, read the "
        "document again."
    )
    if not sent:
        return
    try:
        # What is left as it was is not passed on: it is no correction.
        cache.store().update_document(
            document_id,
            title=title.strip() if title.strip() != document.title else ...,
            source=source.strip() if source.strip() != document.source else ...,
            published=published if published != document.published else ...,
        )
    except StanceError as error:
        st.error(frame.literal(str(error)), icon=":material/error:")
        return
    st.rerun()


@st.dialog("Delete for good?")
def _delete(chosen: tuple[str, ...], version: str) -> None:
    said = cache.judgements(version)
    lost = int(said["document_id"].isin(chosen).sum())
    st.write(
        f"{counted(len(chosen), 'document')} with all sentences and answers"
        + (f", and {counted(lost, 'judgement')} that people made" if lost else "")
        + ". This cannot be undone."
    )
    if st.button("Delete for good", key="delete"):
        for document_id in chosen:
            cache.store().delete(document_id)
        st.rerun()
