"""Sources: bring texts in, see what is there, take the table away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import streamlit as st

from stance import reading
from stance.app import cache, filters, frame, opening, running
from stance.domain import Document, Progress, Selection
from stance.errors import InputError
from stance.pipeline import Input, seeds

_ENDINGS = sorted(suffix.lstrip(".") for suffix in reading.SUFFIXES if suffix)


def page() -> None:
    st.title("Sources", anchor=False)
    paste, upload, folder = st.tabs(["Paste a text", "Upload files", "A file or folder here"])
    with paste:
        _paste()
    with upload:
        _upload()
    with folder:
        _folder()
    version = cache.store().version()
    _documents(version)
    _history()


def _analyse(inputs: Sequence[Input], failed: Sequence[Progress] = ()) -> None:
    with cache.run_lock():
        steps = running.run(inputs) if inputs else []
    running.report([*steps, *failed])
    if any(step.outcome != "failed" for step in steps):
        st.page_link("stance/app/overview.py", label="See where they stand")


def _paste() -> None:
    book = cache.codebook()
    with st.form("paste", clear_on_submit=False):
        text = st.text_area(
            "Text", height=170, key="pasted", placeholder="An article, a statement, a speech …"
        )
        first, second, third, fourth = st.columns([4, 3, 2, 3])
        title = first.text_input("Title", key="title")
        source = second.text_input("Source", key="outlet", help="The outlet or the issuer.")
        published = third.date_input(
            "Published", value=None, key="day", min_value=date(1900, 1, 1), format="YYYY-MM-DD"
        )
        actor = filters.holder(fourth, book, "holder")
        sent = st.form_submit_button("Analyse", type="primary")
    if sent:
        try:
            document = reading.from_text(
                text or "", title=title, source=source, published=published, actor=actor
            )
        except InputError as error:
            st.error(frame.literal(str(error)), icon=":material/error:")
            return
        _analyse([document])


def _upload() -> None:
    with st.form("upload", clear_on_submit=True):
        files = st.file_uploader(
            "Text, Markdown, HTML, PDF, Word, e-mail, a feed, a ZIP of these, or a table with a "
            "column “text”",
            accept_multiple_files=True,
            type=_ENDINGS,
            key="files",
        )
        sent = st.form_submit_button("Analyse", type="primary")
    if not sent:
        return
    if not files:
        st.info("Choose one or more files first.")
        return
    documents: list[Input] = []
    failed: list[Progress] = []
    for file in files:
        for item in _read(file.name, file.getvalue()):
            if isinstance(item, Document):
                documents.append(item)
            else:
                failed.append(Progress(0, 0, file.name, "failed", message=str(item)))
    _analyse(documents, failed)


def _read(name: str, data: bytes) -> list[Document | InputError]:
    """The documents of one upload, or why there are none."""
    try:
        return list(reading.from_bytes(name, data))
    except InputError as error:
        return [error]


def _folder() -> None:
    with st.form("folder"):
        path = st.text_input(
            "Path on this machine",
            key="path",
            placeholder=str(seeds()),
            help="A file, or a folder with everything below it.",
        )
        sent = st.form_submit_button("Analyse", type="primary")
    if sent:
        _analyse([Path(path.strip() or seeds()).expanduser()])


def _documents(version: str) -> None:
    documents = cache.documents(version)
    st.header(f"In the store: {len(documents):,}", anchor=False)
    if documents.empty:
        st.write("Nothing yet. Paste a text above, or read the sample article.")
        if st.button("Read the sample article"):
            _analyse([seeds()])
            st.rerun()
        return
    event = st.dataframe(
        documents,
        hide_index=True,
        key=f"documents-{version}",
        on_select="rerun",
        selection_mode="multi-row",
        column_order=["title", "source", "published", "passages", "stances", "path"],
        column_config={
            "title": st.column_config.TextColumn("Title", width="medium"),
            "source": st.column_config.TextColumn("Source", width="small"),
            "published": st.column_config.DateColumn("Published", width="small"),
            "passages": st.column_config.NumberColumn("Sentences", width="small"),
            "stances": st.column_config.NumberColumn("Statements", width="small"),
            "path": st.column_config.TextColumn("File", width="medium"),
        },
        alt="The documents in the store",
    )
    chosen = [str(documents.iloc[row]["id"]) for row in event["selection"]["rows"]]
    with st.container(horizontal=True):
        with st.popover("Download all judgements", icon=":material/download:"):
            st.caption("One row for each sentence, actor and target.")
            frame.table_buttons("judgements", cache.predictions(Selection(), version))
        with st.popover(
            f"Delete {len(chosen)}" if chosen else "Delete",
            icon=":material/delete:",
            disabled=not chosen,
            help=None if chosen else "Tick documents in the table first.",
        ):
            st.write("Their sentences and judgements go with them. This cannot be undone.")
            if st.button("Delete for good", type="primary", key="delete"):
                for document_id in chosen:
                    cache.store().delete(document_id)
                st.rerun()


def _history() -> None:
    runs = cache.store().runs()
    if runs.empty:
        return
    with st.expander(f"History of runs ({len(runs):,})"):
        st.dataframe(
            runs,
            hide_index=True,
            key="runs",
            column_order=["started", "finished", "inputs", "failed", "model", "program"],
            column_config={
                "started": st.column_config.DatetimeColumn("Started"),
                "finished": st.column_config.DatetimeColumn("Finished"),
                "inputs": "Inputs",
                "failed": "Failed",
                "model": "Model",
                "program": "Program",
            },
        )
        failures = cache.store().failures()
        if len(failures):
            st.caption("Inputs that failed")
            st.dataframe(
                failures,
                hide_index=True,
                key="failures",
                column_config={"run": "Run", "path": "Input", "message": "Why"},
            )


if __name__ == "__main__":
    opening.opened(page)
