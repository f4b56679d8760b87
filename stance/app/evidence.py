"""Evidence: the sentences behind every number, each in its place."""

from __future__ import annotations

import zlib
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from stance import charts
from stance.app import address, cache, drawing, filters, frame, opening, quoting
from stance.app.reasons import JUDGEMENTS, why
from stance.charts.lettering import day
from stance.domain import Document, Selection

if TYPE_CHECKING:
    from pandas import DataFrame

_PAGE = "evidence"
_FILTERS = (*filters.NAMES, "stance", "words", "abstentions")
#: A selection with these is one of everything, with the same labels.
_ALL: dict[str, Any] = {
    "actors": (),
    "targets": (),
    "sources": (),
    "since": None,
    "until": None,
    "sure": 0.0,
}
_KEY = ("document_id", "passage", "actor", "target")
#: So many of the newest are listed: more would be long on the way to the browser.
_LISTED = 5_000
#: Pixels of the head of the table and of a row, and rows at once. Words go over several lines only
#: in rows of more than 64 pixels; in these stand four, and no fifth one cut in two.
_HEAD, _ROW, _MOST = 35, 73, 8
_WIDE = 240


def page() -> None:
    version = cache.store().version()
    if cache.documents(version).empty:
        _nothing_yet()
        return
    address.follow(_PAGE, (*_FILTERS, "statement"))
    st.title("Evidence", anchor=False)
    selection = filters.bar(_PAGE, version)
    table, every = _asked(selection, version)
    if table.empty:
        filters.nothing_fits(_PAGE, _FILTERS)
        return
    listing, detail = st.columns([7, 5], gap="medium")
    with listing:
        listed = f" The newest {_LISTED:,} are listed." if len(table) > _LISTED else ""
        st.caption(
            f"{len(table):,} of {every:,} statements.{listed} Click one to read it in its place."
        )
        chosen = _list(table)
        with st.popover("Export", icon=":material/download:", type="tertiary"):
            st.caption("The statements that fit the filters")
            frame.table_buttons("evidence", table)
    with detail:
        _detail(table.iloc[[chosen]], selection, version)


def _nothing_yet() -> None:
    st.title("No evidence yet", anchor=False)
    st.write("Every sentence in which somebody takes a position is listed here, once a text is in.")
    st.page_link("stance/app/sources.py", label="Add a text", icon=":material/add:")


def _asked(selection: Selection, version: str) -> tuple[DataFrame, int]:
    """The statements that fit the filters, newest first, and how many there are in all."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        stances = address.several(_PAGE, "stance", "Stance", charts.KINDS, width=_WIDE)
        sought = address.words(_PAGE, "words", "Words", placeholder="In the sentence", width=_WIDE)
        silent = address.switch(
            _PAGE,
            "abstentions",
            "Also where no position was found",
            help_text="Sentences in which an actor is named near the topic: those that take no "
            "position, and those the model is too unsure about to call.",
        )
    every = cache.predictions(replace(selection, **_ALL), version)
    table, count = cache.predictions(selection, version), len(every)
    if not silent and not {"no_position", "unsure"} & set(stances):
        table, count = table[table["stance"] != ""], int((every["stance"] != "").sum())
    if stances:
        table = table[charts.kinds(table).isin(stances)]
    if sought:
        table = table[table["text"].str.contains(sought, case=False, regex=False)]
    newest = table.sort_values("published", ascending=False, kind="stable", na_position="last")
    return newest.reset_index(drop=True), count


def _list(table: DataFrame) -> int:
    """Shows the newest and gives the row that is chosen: by a click, else by the address."""
    wanted = st.query_params.get("statement", "")
    every, table = table, table.head(_LISTED)
    keys, kinds = _keys(table), charts.kinds(table)
    chosen = keys.index(wanted) if wanted in keys else _further(every, wanted)
    # Other rows are another table: a selection in one means nothing in the other.
    name = f"{_PAGE}.rows.{zlib.crc32(chr(10).join(keys).encode('utf-8', 'replace')):08x}"
    listing = table[["published", "text", "source"]].assign(
        who=table["actor"].map(cache.names()),
        on=table["target"].map(cache.names()),
        what=kinds.map(
            {kind: f"{charts.SIGNS[kind]} {charts.KINDS[kind]}" for kind in charts.KINDS}
        ),
    )
    st.dataframe(
        listing,
        hide_index=True,
        height=_HEAD + _ROW * min(len(table), _MOST) + 3,
        row_height=_ROW,
        key=name,
        on_select=partial(_choose, name, keys),
        selection_mode="single-cell",
        selection_default={
            "selection": {"cells": [(chosen, "text")] if chosen < len(table) else []}
        },
        column_order=["who", "what", "text", "on", "published", "source"],
        column_config={
            "who": st.column_config.TextColumn("Actor", width=92),
            "what": st.column_config.TextColumn("Stance", width=88),
            "on": st.column_config.TextColumn("Target", width=104),
            "text": st.column_config.TextColumn("Sentence", width=260),
            "published": st.column_config.DateColumn("Published", width=88),
            "source": st.column_config.TextColumn("Source", width=110),
        },
        alt="The statements that fit the filters; the chosen one is shown beside in its place",
    )
    return chosen


def _further(every: DataFrame, wanted: str) -> int:
    """The row of a statement that the address names, also beyond those listed; 0 if it is none."""
    near = every[every["document_id"] == wanted.rsplit("|", len(_KEY) - 1)[0]]
    found = near.index[[key == wanted for key in _keys(near)]] if len(near) else near.index
    return int(found[0]) if len(found) else 0


def _keys(table: DataFrame) -> list[str]:
    first, *rest = (table[name].astype("str") for name in _KEY)
    return list(first.str.cat(rest, sep="|"))


def _choose(name: str, keys: list[str]) -> None:
    cells = st.session_state[name]["selection"]["cells"]
    if cells and cells[0][0] < len(keys):
        address.put(_PAGE, "statement", keys[cells[0][0]])


def _detail(one: DataFrame, selection: Selection, version: str) -> None:
    row = one.iloc[0].to_dict()
    kind = row["stance"] or row["abstention"]
    who, on = cache.name(row["actor"]), cache.name(row["target"])
    document = cache.store().document(row["document_id"])
    key = (row["passage"], row["actor"], row["target"])
    colors = charts.palette(frame.theme())
    quote = quoting.Quote(
        int(row["start"]),
        int(row["end"]),
        cache.cues(document.id, version).get(key, (0, 0)),
        charts.mix(colors.paper, colors.of(kind), 0.24),
    )
    st.header(
        frame.literal(f"{who} {charts.SIGNS[kind]} {charts.KINDS[kind].lower()}"), anchor=False
    )
    st.caption(frame.literal(f"on {_proposition(row['target'])}"))
    st.html(quoting.in_context(document, cache.passages(document.id, version), quote))
    st.html(quoting.facts(_facts(row, document, on)))
    with st.container(horizontal=True):
        st.page_link(
            "stance/app/review.py",
            label="Correct or confirm it",
            icon=":material/edit:",
            query_params=filters.query(
                selection, unit="|".join(str(row[name]) for name in _KEY), way="all"
            ),
        )
        if document.url.startswith(("https://", "http://")):
            st.link_button("Open the source", document.url, icon=":material/open_in_new:")
    draw = partial(charts.probabilities, row, footer=row["model"])
    drawing.chart(drawing.Shown("statement", draw, one, one, selection))


def _proposition(target: str) -> str:
    book = cache.codebook()
    known = {one.key: one.proposition for one in book.targets}
    return known.get(target, target)


def _facts(row: dict[str, Any], document: Document, on: str) -> list[tuple[str, str]]:
    published = document.published
    return [
        ("Target", on),
        ("Why this actor", why(row["attribution"], row["cue"])),
        ("Judged by", _judged(row)),
        ("Title", document.title),
        ("Source", document.source or "unknown"),
        ("Published", day(published) if published else "unknown"),
        ("File", document.path),
    ]


def _judged(row: dict[str, Any]) -> str:
    """Who judged a statement and how; nothing where nobody did."""
    said = cache.judgements(cache.store().version())
    same = (said[list(_KEY)] == [row[name] for name in _KEY]).all(axis=1)
    return "; ".join(
        f"{one['coder']}: {JUDGEMENTS[one['judgement']].lower()}"
        + (f" ({one['note']})" if one["note"] else "")
        for one in said[same].to_dict("records")
    )


if __name__ == "__main__":
    opening.opened(page)
