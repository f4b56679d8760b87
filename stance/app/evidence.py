"""Evidence: the sentences behind every number, each in its place."""

from __future__ import annotations

import zlib
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from stance import charts
from stance.app import address, cache, filters, frame, opening, quoting
from stance.app.reasons import why
from stance.charts.lettering import day
from stance.domain import Document, Selection

if TYPE_CHECKING:
    from pandas import DataFrame

_PAGE = "evidence"
_FILTERS = ("actor", "target", "stance", "source", "words", "abstentions")
_KEY = ("document_id", "passage", "actor", "target")
_ROW, _MOST = 35, 15


def page() -> None:
    version = cache.store().version()
    if cache.documents(version).empty:
        _nothing_yet()
        return
    address.follow(_PAGE, (*_FILTERS, "statement"))
    st.title("Evidence", anchor=False)
    table, every = _asked(version)
    if table.empty:
        st.info("No statement fits these filters.")
        st.button("Clear the filters", on_click=address.clear, args=(_PAGE, _FILTERS))
        return
    listing, detail = st.columns([7, 5], gap="medium")
    with listing:
        st.caption(f"{len(table):,} of {every:,} statements. Click one to read it in its place.")
        chosen = _list(table)
        with st.popover("Export", icon=":material/download:", type="tertiary"):
            st.caption("The statements that fit the filters")
            frame.table_buttons("evidence", table)
    with detail:
        _detail(table.iloc[[chosen]], version)


def _nothing_yet() -> None:
    st.title("No evidence yet", anchor=False)
    st.write("Every sentence in which somebody takes a position is listed here, once a text is in.")
    st.page_link("stance/app/sources.py", label="Add a text", icon=":material/add:")


def _asked(version: str) -> tuple[DataFrame, int]:
    """The statements that fit the filters, newest first, and how many there are in all."""
    book = cache.codebook()
    actor, target, stance, source, words = st.columns([3, 3, 3, 3, 3], vertical_alignment="bottom")
    with actor:
        actors = filters.actors(_PAGE, book)
    with target:
        targets = filters.targets(_PAGE, book)
    with stance:
        stances = address.several(_PAGE, "stance", "Stance", charts.KINDS)
    with source:
        sources = filters.sources(_PAGE, version)
    with words:
        sought = address.words(_PAGE, "words", "Words", placeholder="In the sentence")
    silent = address.switch(
        _PAGE,
        "abstentions",
        "Also where no position was found",
        help_text="Sentences in which an actor is named near the topic: those that take no "
        "position, and those the model is too unsure about to call.",
    )
    every = cache.predictions(Selection(), version)
    table = cache.predictions(Selection(actors=actors, targets=targets, sources=sources), version)
    if not silent and not {"no_position", "unsure"} & set(stances):
        table, every = table[table["stance"] != ""], every[every["stance"] != ""]
    if stances:
        table = table[charts.kinds(table).isin(stances)]
    if sought:
        table = table[table["text"].str.contains(sought, case=False, regex=False)]
    newest = table.sort_values("published", ascending=False, kind="stable", na_position="last")
    return newest.reset_index(drop=True), len(every)


def _list(table: DataFrame) -> int:
    """Shows the statements and gives the row that is chosen: by a click, else by the address."""
    book = cache.codebook()
    kinds = charts.kinds(table)
    names = {one.key: one.name for one in book.actors} | {one.key: one.name for one in book.targets}
    keys = _keys(table)
    wanted = st.query_params.get("statement", "")
    chosen = keys.index(wanted) if wanted in keys else 0
    # Other rows are another table: a selection in one means nothing in the other.
    name = f"{_PAGE}.rows.{zlib.crc32(chr(10).join(keys).encode('utf-8', 'replace')):08x}"
    listing = table[["published", "text", "source"]].assign(
        who=table["actor"].map(names),
        on=table["target"].map(names),
        what=kinds.map(
            {kind: f"{charts.SIGNS[kind]} {charts.KINDS[kind]}" for kind in charts.KINDS}
        ),
    )
    st.dataframe(
        listing,
        hide_index=True,
        height=_ROW * (min(len(table), _MOST) + 1) + 3,
        key=name,
        on_select=partial(_choose, name, keys),
        selection_mode="single-cell",
        selection_default={"selection": {"cells": [(chosen, "text")]}},
        column_order=["who", "what", "on", "published", "text", "source"],
        column_config={
            "who": st.column_config.TextColumn("Actor", width=112),
            "what": st.column_config.TextColumn("Stance", width=92),
            "on": st.column_config.TextColumn("Target", width=122),
            "text": st.column_config.TextColumn("Sentence", width=310),
            "source": st.column_config.TextColumn("Source", width=110),
            "published": st.column_config.DateColumn("Published", width=88),
        },
        alt="The statements that fit the filters; the chosen one is shown beside in its place",
    )
    return chosen


def _keys(table: DataFrame) -> list[str]:
    first, *rest = (table[name].astype("str") for name in _KEY)
    return list(first.str.cat(rest, sep="|"))


def _choose(name: str, keys: list[str]) -> None:
    cells = st.session_state[name]["selection"]["cells"]
    if cells and cells[0][0] < len(keys):
        address.put(_PAGE, "statement", keys[cells[0][0]])


def _detail(one: DataFrame, version: str) -> None:
    book = cache.codebook()
    row = one.iloc[0].to_dict()
    kind = row["stance"] or row["abstention"]
    who, on = book.actor(row["actor"]).name, book.target(row["target"]).name
    document = cache.store().document(row["document_id"])
    cue = cache.cues(document.id, version).get((row["passage"], row["actor"], row["target"]))
    colors = charts.palette(frame.theme())
    quote = quoting.Quote(
        int(row["start"]),
        int(row["end"]),
        cue or (0, 0),
        charts.mix(colors.paper, colors.of(kind), 0.24),
    )
    st.subheader(
        frame.literal(f"{who} {charts.SIGNS[kind]} {charts.KINDS[kind].lower()}"), anchor=False
    )
    st.caption(frame.literal(f"on {book.target(row['target']).proposition}"))
    st.html(quoting.in_context(document, cache.passages(document.id, version), quote))
    st.html(quoting.facts(_facts(row, document, on)))
    if document.url.startswith(("https://", "http://")):
        st.link_button("Open the source", document.url, icon=":material/open_in_new:")
    figure = charts.probabilities(row, footer=row["model"], theme=frame.theme())
    frame.chart(frame.Shown(figure, "statement", one))


def _facts(row: dict[str, Any], document: Document, on: str) -> list[tuple[str, str]]:
    published = document.published
    return [
        ("Target", on),
        ("Why this actor", why(row["attribution"], row["cue"])),
        ("Title", document.title),
        ("Source", document.source or "unknown"),
        ("Published", day(published) if published else "unknown"),
        ("File", document.path),
    ]


if __name__ == "__main__":
    opening.opened(page)
