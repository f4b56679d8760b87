"""Sources: bring texts in, see what is there, take the table away."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import streamlit as st

from stance import export, reading
from stance.app import cache, frame
from stance.domain import Document, Selection
from stance.errors import InputError
from stance.pipeline import Input, seeds


def page() -> None:
    st.header("Sources")
    paste, upload, folder = st.tabs(["Paste a text", "Upload files", "A file or folder here"])
    with paste:
        _paste()
    with upload:
        _upload()
    with folder:
        _folder()
    _documents()
    _history()


def _paste() -> None:
    with st.form("paste", clear_on_submit=False):
        text = st.text_area("Text", height=180, key="pasted")
        title, source, published = st.columns([3, 2, 2])
        name = title.text_input("Title", key="title")
        outlet = source.text_input("Source", key="outlet", help="The outlet or issuer.")
        day = published.date_input(
            "Published", value=None, key="day", min_value=date(1900, 1, 1), format="YYYY-MM-DD"
        )
        sent = st.form_submit_button("Analyse", type="primary")
    if sent:
        document = reading.from_text(text, title=name, source=outlet, published=day)
        frame.run([document])


def _upload() -> None:
    with st.form("upload", clear_on_submit=True):
        files = st.file_uploader(
            "Text, Markdown, HTML, or a table with a text column",
            accept_multiple_files=True,
            type=[suffix.lstrip(".") for suffix in reading.SUFFIXES if suffix],
            key="files",
        )
        sent = st.form_submit_button("Analyse", type="primary")
    if sent and files:
        documents: list[Input] = []
        for file in files:
            documents += _uploaded(file.name, file.getvalue())
        if documents:
            frame.run(documents)


def _uploaded(name: str, data: bytes) -> list[Document]:
    """The documents of one upload; what cannot be read is said at once."""
    found: list[Document] = []
    try:
        items = list(reading.from_bytes(name, data))
    except InputError as error:
        items = [error]
    for item in items:
        if isinstance(item, Document):
            found.append(item)
        else:
            st.error(frame.literal(str(item)), icon=":material/error:")
    return found


def _folder() -> None:
    with st.form("folder"):
        path = st.text_input("Path on this machine", value=str(seeds()), key="path")
        sent = st.form_submit_button("Analyse", type="primary")
    if sent:
        frame.run([Path(path).expanduser()])


def _documents() -> None:
    version = cache.store().version()
    documents = cache.documents(version)
    st.subheader(f"{len(documents)} documents" if len(documents) != 1 else "1 document")
    if documents.empty:
        st.write("The store is empty. Paste a text above, or analyse the sample folder.")
        return
    event = st.dataframe(
        documents,
        hide_index=True,
        key="documents",
        on_select="rerun",
        selection_mode="multi-row",
        column_order=["title", "source", "published", "passages", "stances", "path"],
        column_config={
            "title": "Title",
            "source": "Source",
            "published": st.column_config.DateColumn("Published"),
            "passages": "Sentences",
            "stances": "Statements with a stance",
            "path": "File",
        },
    )
    rows = event["selection"]["rows"]
    if rows and st.button(f"Remove {len(rows)} from the store", icon=":material/delete:"):
        for row in rows:
            cache.store().delete(str(documents.iloc[row]["id"]))
        st.rerun()
    table = cache.predictions(Selection(), version)
    with st.popover("Download the whole table", icon=":material/download:"):
        for kind in ("csv", "xlsx", "parquet"):
            st.download_button(
                kind.upper(),
                lambda kind=kind: export.table_bytes(table, kind),
                file_name=f"stance.{kind}",
                key=f"table-{kind}",
                on_click="ignore",
            )


def _history() -> None:
    runs = cache.store().runs()
    if runs.empty:
        return
    with st.expander("History of runs"):
        st.dataframe(runs, hide_index=True, key="runs")
        failures = cache.store().failures()
        if not failures.empty:
            st.dataframe(failures, hide_index=True, key="failures")


if __name__ == "__main__":
    frame.guarded(page)
