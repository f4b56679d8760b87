"""Review: what people say of single statements, what to look at next, and what it changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

from stance import charts
from stance.app import (
    address,
    cache,
    filters,
    frame,
    opening,
    picks,
    quoting,
    review_tables,
    sentences,
)
from stance.app.reasons import JUDGEMENTS, why
from stance.charts.lettering import counted, day
from stance.domain import Annotation, Judgement, Selection
from stance.measures.labels import UNIT

if TYPE_CHECKING:
    from pandas import DataFrame

_PAGE = "review"
#: One judges what the model said, whatever labels other pages show.
_FILTERS = tuple(name for name in filters.NAMES if name != "labels")
_PARTS = {
    "": "Judge",
    "effect": "What it changes",
    "agreement": "Agreement",
    "table": "All judgements",
}
_WAYS = {
    "": "At random",
    "uncertain": "Where the model doubts most",
    "influential": "Where most depends on it",
    "second": "What others judged and I did not",
}
_ABOUT_WAYS = (
    "At random: an order by chance that never changes; only from it can be said how often the "
    "model is wrong. Where most depends on it: where a judgement is expected to move a position "
    "furthest. What others judged: needed to see whether people agree."
)
_CODER, _MADE, _SKIPPED = "review.coder.kept", "review.made", "review.skipped"
_UNDONE = "review.undone"


def page() -> None:
    version = cache.store().version()
    if cache.documents(version).empty:
        _nothing_yet()
        return
    address.follow(_PAGE, (*_FILTERS, "part", "way", "unit"))
    st.title("Review", anchor=False)
    st.write(
        "Say what is right. Your judgements count as certain wherever a page shows the answers "
        "“Corrected by people”; what the model said is kept beside them and never changed."
    )
    selection = filters.bar(_PAGE, version, without=("labels",))
    part = picks.section(_PAGE, "part", "Part of the page", _PARTS)
    if part == "effect":
        review_tables.effect(selection, version)
    elif part == "agreement":
        review_tables.agreement(selection, version)
    elif part == "table":
        review_tables.every(selection, version)
    else:
        _judge(selection, version)


def _nothing_yet() -> None:
    st.title("Nothing to review yet", anchor=False)
    st.write(
        "Once a text is in, this page shows one sentence after the other and asks what it says. "
        "Your answers correct the positions, and a few dozen of them tell how often the model is "
        "right on your own texts."
    )
    st.page_link("stance/app/sources.py", label="Add a text", icon=":material/add:")


def _judge(selection: Selection, version: str) -> None:
    who, how = st.columns([1, 2], vertical_alignment="bottom")
    with who:
        coder = _coder(version)
    with how:
        way = picks.one(_PAGE, "way", "What to look at next", _WAYS, default="", help=_ABOUT_WAYS)
    queue = _queue(selection, way or "", coder, version)
    row = _named(selection, version) or _first(queue)
    _last_made()
    if row is None:
        st.success(
            "Everything that fits this choice has been judged."
            if way != "second"
            else "There is nothing that others judged and you did not."
        )
        return
    text, answer = st.columns([7, 5], gap="large")
    with text:
        _statement(row)
    with answer:
        _answers(row, coder, way or "random", len(queue))


def _coder(version: str) -> str:
    """The name of the person who judges; asked once in a session."""
    if _CODER not in st.session_state:
        said = cache.judgements(version)
        st.session_state[_CODER] = str(said["coder"].iloc[-1]) if len(said) else ""
    if "review.coder" not in st.session_state:
        st.session_state["review.coder"] = st.session_state[_CODER]
    written = st.text_input(
        "Your name or initials",
        key="review.coder",
        max_chars=60,
        help="Kept with each judgement, so that several people can work side by side and their "
        "agreement can be measured.",
    )
    st.session_state[_CODER] = " ".join((written or "").split())
    return str(st.session_state[_CODER])


def _queue(selection: Selection, way: str, coder: str, version: str) -> DataFrame:
    """What is to be judged, in the order asked for, without what was skipped in this session."""
    if way == "second":
        table = _others(selection, coder, version)
    else:
        table = cache.upcoming(selection, way or "random", version)
    skipped = st.session_state.get(_SKIPPED, ())
    return table[~keys(table).isin(skipped)] if skipped else table


def _others(selection: Selection, coder: str, version: str) -> DataFrame:
    said = cache.judgements(version)
    mine = set(keys(said[said["coder"] == coder]))
    theirs = set(keys(said[said["coder"] != coder])) - mine
    table = cache.predictions(selection, version)
    return table[keys(table).isin(theirs)] if theirs else table.iloc[:0]


def keys(table: DataFrame) -> Any:
    """The unit of each row as one word, as it stands in an address."""
    first, *rest = (table[name].astype("str") for name in UNIT)
    return first.str.cat(rest, sep="|")


def _named(selection: Selection, version: str) -> dict[str, Any] | None:
    """The statement that the address names, if there is one."""
    wanted = st.query_params.get("unit", "")
    if not wanted:
        return None
    every = cache.predictions(Selection(documents=(wanted.rsplit("|", 3)[0],)), version)
    return _first(every[keys(every) == wanted])


def _first(table: DataFrame) -> dict[str, Any] | None:
    return table.iloc[0].to_dict() if len(table) else None


def _statement(row: Mapping[str, Any]) -> None:
    document = cache.store().document(row["document_id"])
    version = cache.store().version_without_annotations()
    key = (row["passage"], row["actor"], row["target"])
    colors = charts.palette(frame.theme())
    cue = cache.cues(document.id, version).get(key, (0, 0))
    quote = quoting.Quote(
        int(row["start"]), int(row["end"]), cue, charts.mix(colors.paper, colors.apart, 0.2)
    )
    st.html(quoting.in_context(document, cache.passages(document.id, version), quote, around=2))
    published = document.published
    st.html(
        quoting.facts(
            [
                ("Title", document.title),
                ("Source", document.source or "unknown"),
                ("Published", day(published) if published else "unknown"),
                ("Why this actor", why(row["attribution"], row["cue"])),
            ]
        )
    )
    # Closed, because who reads the model's answer first tends to agree with it.
    with st.expander("What the model said"):
        kind = row["stance"] or row["abstention"]
        sure = f", {sentences.how_sure({**row, 'reviewed': 0})}" if row["stance"] else ""
        st.write(f"{charts.SIGNS[kind]} {charts.KINDS[kind]}{sure}")


def _answers(row: Mapping[str, Any], coder: str, way: str, left: int) -> None:
    who, on = cache.name(row["actor"]), _proposition(str(row["target"]))
    st.header(frame.literal(f"{who} on {on}"), anchor=False)
    st.caption("What does the marked sentence say? Keys 1 to 6 answer as well.")
    note = st.text_input("Note", key="review.note", placeholder="Optional", max_chars=500)
    if not coder:
        st.info("Write your name or initials first; they are kept with what you judge.")
    with st.container(gap="xsmall"):
        for number, judgement in enumerate(Judgement, start=1):
            sign = charts.SIGNS.get(judgement.value, "–")
            st.button(
                f"{sign} {JUDGEMENTS[judgement.value]}",
                key=f"review.{judgement.value}",
                shortcut=str(number),
                width="stretch",
                disabled=not coder,
                on_click=_keep,
                args=(dict(row), judgement, coder, note or "", way),
            )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Skip",
            key="review.skip",
            shortcut="S",
            type="tertiary",
            icon=":material/skip_next:",
            on_click=_skip,
            args=(_word(row),),
            help="It comes back in the next session. A random order with gaps tells nothing of "
            "what lies behind the first gap.",
        )
        st.caption(f"{left:,} left in this order")


def _keep(row: dict[str, Any], judgement: Judgement, coder: str, note: str, way: str) -> None:
    said = Annotation(
        document_id=str(row["document_id"]),
        start=int(row["start"]),
        end=int(row["end"]),
        actor=str(row["actor"]),
        target=str(row["target"]),
        judgement=judgement,
        coder=coder,
        note=note,
        drawn=_drawn(_word(row), way),
    )
    [number] = cache.store().annotate([said])
    st.session_state[_MADE] = (
        *st.session_state.get(_MADE, ()),
        (number, f"{cache.name(said.actor)}: {JUDGEMENTS[judgement.value].lower()}"),
    )
    st.session_state["review.note"] = ""
    address.clear(_PAGE, ("unit",))


def _drawn(word: str, way: str) -> str:
    """How a statement came up: what it says in the address was picked, or is judged once more."""
    if st.query_params.get("unit") != word:
        return way
    undone, drawn = st.session_state.get(_UNDONE, ("", ""))
    return str(drawn) if undone == word else "picked"


def _skip(word: str) -> None:
    st.session_state[_SKIPPED] = (*st.session_state.get(_SKIPPED, ()), word)
    address.clear(_PAGE, ("unit",))


def _word(row: Mapping[str, Any]) -> str:
    return "|".join(str(row[name]) for name in UNIT)


def _last_made() -> None:
    """What was judged last in this session, and the way back."""
    made = st.session_state.get(_MADE, ())
    if not made:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(frame.literal(f"{counted(len(made), 'judgement')} kept. Last: {made[-1][1]}."))
        st.button(
            "Undo",
            key="review.undo",
            shortcut="Z",
            type="tertiary",
            icon=":material/undo:",
            on_click=_undo,
        )


def _undo() -> None:
    *rest, (number, _) = st.session_state[_MADE]
    said = cache.store().annotations(history=True)
    here = said[said["number"] == number]
    cache.store().withdraw(number)
    st.session_state[_MADE] = tuple(rest)
    if len(here):
        # Back to the statement, to judge it otherwise.
        word = _word(here.iloc[0].to_dict())
        st.session_state[_UNDONE] = (word, str(here["drawn"].iloc[0]))
        address.put(_PAGE, "unit", word)


def _proposition(target: str) -> str:
    known = {one.key: one.proposition for one in cache.codebook().targets}
    return known.get(target, target)


if __name__ == "__main__":
    opening.opened(page)
