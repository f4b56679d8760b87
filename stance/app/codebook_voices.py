"""Who else speaks in the documents: those the codebook does not know, and a way to add them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from stance.app import cache, codebook_add, frame

if TYPE_CHECKING:
    from pandas import DataFrame

    from stance.codebook import Codebook

_LOOKED = "codebook.voices.looked"
_CHOSEN = "codebook.voices.name"
_ROW, _MOST = 35, 12


def page(book: Codebook) -> None:
    """The list, once somebody asked for it, and the button that fills the form."""
    st.write(
        "People and bodies to whom the documents ascribe words, views or plans and who are no "
        "actor here. What they say is held by nobody until they are added."
    )
    version = cache.store().version_without_annotations()
    documents = cache.documents(cache.store().version())
    if documents.empty:
        st.info(
            "No text has been read yet. Once there is one, this lists who else speaks in it, how "
            "often and where. Add texts on the page Sources."
        )
        return
    state = version, book.digest
    # Reading all texts takes long, so it is done when it is asked for and not on every visit.
    if st.session_state.get(_LOOKED) != state:
        text = "the text" if len(documents) == 1 else f"all {len(documents):,} texts"
        if not st.button(f"Look through {text}", key="codebook.voices.look"):
            return
        with st.spinner("Looking for sources …"):
            cache.voices(book.digest, version)
        st.session_state[_LOOKED] = state
    _list(cache.voices(book.digest, version), documents, book)


def _list(voices: DataFrame, documents: DataFrame, book: Codebook) -> None:
    if voices.empty:
        st.info("Every source that is named in these texts is an actor of the codebook.")
        return
    titles = documents.set_index("id")["title"]
    table = voices.assign(title=voices["document_id"].map(titles))
    st.caption(f"{len(table):,} found; those of most documents first")
    st.dataframe(
        table,
        hide_index=True,
        height=_ROW * (min(len(table), _MOST) + 1) + 3,
        key="codebook.voices",
        column_order=["name", "n", "n_documents", "first", "last", "example", "title"],
        column_config={
            "name": st.column_config.TextColumn("Name", width=180),
            "n": st.column_config.NumberColumn("Statements", width=92),
            "n_documents": st.column_config.NumberColumn("Documents", width=92),
            "first": st.column_config.DateColumn("First", width=92),
            "last": st.column_config.DateColumn("Last", width=92),
            "example": st.column_config.TextColumn("For example", width=420),
            "title": st.column_config.TextColumn("In", width=180),
        },
        placeholder="",
        alt="People and bodies that speak in the documents and are no actor of the codebook",
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "To add", list(table["name"]), key=_CHOSEN, index=None, placeholder="Choose a name"
        )
        st.button(
            "Fill the form",
            key="codebook.voices.add",
            disabled=not st.session_state.get(_CHOSEN),
            on_click=codebook_add.fill,
            args=(st.session_state.get(_CHOSEN) or "", book),
        )
        with st.popover("Export", icon=":material/download:", type="tertiary"):
            frame.table_buttons("voices", table)
