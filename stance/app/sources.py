"""Sources: bring texts in, see what is there, take the table away."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from stance import reading
from stance.app import address, cache, filters, frame, opening, picks, running, sources_edit
from stance.charts.lettering import counted
from stance.domain import Selection
from stance.errors import InputError
from stance.pipeline import seeds
from stance.reading import language_name
from stance.store import chosen as store_chosen

if TYPE_CHECKING:
    from pandas import DataFrame

_PAGE = "sources"
_FILTERS = ("source", "since", "until", "title")
#: Height of a row of the table in pixels, and rows at once: none is cut in two.
_ROW, _MOST = 35, 10
_ENDINGS = sorted(suffix.lstrip(".") for suffix in reading.SUFFIXES if suffix)


def page() -> None:
    address.follow(_PAGE, _FILTERS)
    st.title("Sources", anchor=False)
    st.write(
        "Bring texts in. Reading goes on in the background: you may close this page, and it stays "
        "on this machine."
    )
    paste, upload, folder, web = st.tabs(
        ["Paste a text", "Upload files", "A file or folder here", "An address on the web"]
    )
    with paste:
        _paste()
    with upload:
        _upload()
    with folder:
        _folder()
    with web:
        _web()
    running.shown()
    version = cache.store().version()
    _documents(version)
    _unread(version)
    _history()


def _paste() -> None:
    book = cache.codebook()
    with st.form("paste", clear_on_submit=False):
        text = st.text_area(
            "Text", height=170, key="pasted", placeholder="An article, a statement, a speech …"
        )
        first, second, third, fourth = st.columns([3, 3, 3, 3])
        title = first.text_input("Title", key="title")
        source = second.text_input("Source", key="outlet", help="The outlet or the issuer.")
        published = third.date_input(
            "Published", value=None, key="day", min_value=date(1900, 1, 1), format="YYYY-MM-DD"
        )
        actor = filters.holder(fourth, book, "holder")
        sent = st.form_submit_button("Analyse")
    if sent:
        try:
            document = reading.from_text(
                text or "", title=title, source=source, published=published, actor=actor
            )
        except InputError as error:
            st.error(frame.literal(str(error)), icon=":material/error:")
            return
        running.start(title or f"“{_beginning(document.text)}”", [document])


def _beginning(text: str, most: int = 48) -> str:
    """The first words of a text."""
    line = " ".join(text[: most * 4].split())
    return line if len(line) <= most else f"{line[: most - 2].rsplit(' ', 1)[0]} …"


def _upload() -> None:
    with st.form("upload", clear_on_submit=True):
        files = st.file_uploader(
            "Text, Markdown, HTML, PDF, Word, e-mail, a feed, a ZIP of these, or a table with a "
            "column “text”",
            accept_multiple_files=True,
            type=_ENDINGS,
            key="files",
        )
        sent = st.form_submit_button("Analyse")
    if not sent:
        return
    if not files:
        st.info("Choose one or more files first.")
        return
    more = f" and {counted(len(files) - 1, 'other file')}" if len(files) > 1 else ""
    running.start(f"{files[0].name}{more}", [(file.name, file.getvalue()) for file in files])


def _folder() -> None:
    with st.form("folder"):
        path = st.text_input(
            "Path on this machine",
            key="path",
            placeholder=str(seeds()),
            help="A file, or a folder with everything below it. Left empty, it is the folder of "
            "the sample article.",
        )
        sent = st.form_submit_button("Analyse")
    if sent:
        chosen = Path((path or "").strip() or seeds()).expanduser()
        running.start(str(chosen), [chosen])


def _web() -> None:
    with st.form("web"):
        named = st.text_input(
            "Address",
            key="url",
            placeholder="https://",
            help="A page, a feed or a file. Only this one address is fetched; nothing of yours is "
            "sent along.",
        )
        sent = st.form_submit_button("Fetch and analyse")
    if not sent:
        return
    wanted = (named or "").strip()
    if not reading.is_address(wanted):
        st.info("Write the whole address, beginning with https:// or http://.")
        return
    running.start(wanted, [wanted])


def _documents(version: str) -> None:
    every = cache.documents(version)
    count = f": {counted(len(every), 'document')}" if len(every) else ""
    st.header(f"What was read{count}", anchor=False)
    if every.empty:
        st.write("Nothing yet. Paste a text above, or read the sample article.")
        if st.button("Read the sample article", disabled=bool(cache.works().active())):
            running.start("The sample article", [seeds()])
            st.rerun()
        return
    documents = _asked(every, version)
    if documents.empty:
        filters.nothing_fits(_PAGE, _FILTERS)
        return
    # A text without a title goes by the name of its file.
    files = documents["path"].map(lambda path: Path(path).name)
    event = st.dataframe(
        documents.assign(
            title=documents["title"].where(documents["title"] != "", files),
            language=documents["language"].map(
                {code: language_name(code) for code in documents["language"].unique()}
            ),
        ),
        hide_index=True,
        height=_ROW * (min(len(documents), _MOST) + 1) + 3,
        key=f"documents-{version}-{len(documents)}",
        on_select="rerun",
        selection_mode="multi-row",
        column_order=[
            *("title", "source", "published", "language"),
            *("passages", "unread", "stances", "path"),
        ],
        column_config={
            "title": st.column_config.TextColumn("Title", width=250),
            "source": st.column_config.TextColumn("Source", width=130),
            "published": st.column_config.DateColumn("Published", width=96),
            "language": st.column_config.TextColumn("Language", width=92),
            "passages": st.column_config.NumberColumn("Sentences", width=88),
            "unread": st.column_config.NumberColumn(
                "Not read",
                width=80,
                help="Sentences in a language that the model does not read.",
            ),
            "stances": st.column_config.NumberColumn("Statements", width=92),
            "path": st.column_config.TextColumn("File", width=240),
        },
        alt="The documents in the store",
    )
    rows = [row for row in event["selection"]["rows"] if row < len(documents)]
    chosen = [str(documents.iloc[row]["id"]) for row in rows]
    with st.container(horizontal=True):
        with st.popover("Download all judgements", icon=":material/download:"):
            st.caption("One row for each sentence, actor and target, as the model said.")
            frame.table_buttons("judgements", cache.predictions(Selection(), version))
        sources_edit.buttons(chosen, version)


def _asked(every: DataFrame, version: str) -> DataFrame:
    """The documents that fit the filters of the page."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        selection = Selection(
            sources=filters.sources(_PAGE, version, width=200),
            since=picks.day(_PAGE, "since", "From", width=140),
            until=picks.day(_PAGE, "until", "Until", width=140),
        )
        sought = address.words(_PAGE, "title", "Words", placeholder="In the title", width=220)
        if any(st.query_params.get(name) for name in _FILTERS):
            filters.clear(_PAGE, _FILTERS)
    kept = store_chosen(every.assign(document_id=every["id"], actor="", target=""), selection)
    if sought:
        kept = kept[kept["title"].str.contains(sought, case=False, regex=False)]
    return kept.reset_index(drop=True)


def _unread(version: str) -> None:
    """What no model was shown, so that nobody takes its silence for an answer."""
    count = int(cache.documents(version)["unread"].sum())
    if not count:
        return
    with st.expander(f"Sentences that were not read ({count:,})"):
        st.write(
            "They are in a language that the model does not read. They are kept, and left out of "
            "every number; a model that reads them can be named on the command line."
        )
        table = cache.unread(version)
        st.dataframe(
            table.assign(language=table["language"].map(language_name)),
            hide_index=True,
            key="unread",
            column_order=["language", "text", "title", "source", "published"],
            column_config={
                "language": st.column_config.TextColumn("Language", width=110),
                "text": st.column_config.TextColumn("Sentence", width=480),
                "title": st.column_config.TextColumn("Title", width=200),
                "source": st.column_config.TextColumn("Source", width=120),
                "published": st.column_config.DateColumn("Published", width=96),
            },
            alt="Sentences in a language that the model does not read",
        )
        frame.table_buttons("unread", table)


def _history() -> None:
    runs = cache.store().runs()
    if runs.empty:
        return
    with st.expander(f"History of runs ({len(runs):,})"):
        st.dataframe(
            runs,
            hide_index=True,
            key="runs",
            column_order=[
                *("started", "finished", "outcome", "inputs", "failed"),
                *("model", "codebook", "program"),
            ],
            column_config={
                "started": st.column_config.DatetimeColumn("Started"),
                "finished": st.column_config.DatetimeColumn("Finished"),
                "outcome": "How it ended",
                "inputs": "Inputs",
                "failed": "Failed",
                "model": "Model",
                "codebook": "Codebook",
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
    opening.opened(page, at_work=False)
