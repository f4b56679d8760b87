"""Adding an actor or a target on a page: into the reader's own codebook, never the shipped one."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from stance import codebook as codebooks
from stance.app import cache, frame, sources_edit
from stance.domain import Actor, Official, Target
from stance.errors import StanceError

if TYPE_CHECKING:
    from stance.codebook import Codebook

_ADDED = "codebook.added"
_KIND, _KEY, _NAME = "codebook.add.kind", "codebook.add.key", "codebook.add.name"
_ACTOR, _TARGET = "An actor", "A target"
#: What the tabs of the page are kept under, and this one's label.
TABS, TAB = "codebook.tabs", "Add an actor or a target"
_LINES = "One to a line"
_LONGEST = 120


def page(book: Codebook) -> None:
    """The forms, and what is to be done once something was added."""
    _told(book)
    kind = st.radio("What to add", [_ACTOR, _TARGET], key=_KIND, horizontal=True)
    own = codebooks.own_path()
    st.caption(
        frame.literal(
            f"It is written to {own}"
            + ("." if own.is_file() else ", which begins as a copy of the codebook in use.")
        )
    )
    if kind == _TARGET:
        _target()
    else:
        _actor()


def fill(name: str, book: Codebook) -> None:
    """Put a name into the form for an actor and turn to it; for a button's ``on_click``."""
    st.session_state[_KIND] = _ACTOR
    st.session_state[_NAME] = name[:_LONGEST]
    st.session_state[_KEY] = proposed_key(name, book)
    st.session_state[TABS] = TAB


def proposed_key(name: str, book: Codebook) -> str:
    """A short key for a name that no actor or target has yet: its initials, or a bit more.

    >>> from stance.codebook import Codebook
    >>> book = Codebook((Actor("AF", "Arctic Front"),))
    >>> proposed_key("Ice Bank", book), proposed_key("Ada Frost", book), proposed_key("Ice", book)
    ('IB', 'AF2', 'ICE')
    """
    letters = ["".join(filter(str.isalnum, word)) for word in name.split()]
    letters = [word for word in letters if word]
    initials = "".join(word[0] for word in letters if word[0].isupper())
    key = (initials if len(initials) > 1 else "".join(letters)[:3]).upper() or "NEW"
    taken = {one.key for one in book.actors} | {one.key for one in book.targets}
    numbered = (f"{key}{number}" if number > 1 else key for number in itertools.count(1))
    return next(one for one in numbered if one not in taken)


def _told(book: Codebook) -> None:
    """What was added last, and the way to have the texts answered anew."""
    added = st.session_state.get(_ADDED)
    if not added:
        return
    documents = cache.documents(cache.store().version())
    st.success(
        frame.literal(f"Added: {added}. It is in the codebook that every page uses from now on."),
        icon=":material/check:",
    )
    if documents.empty:
        return
    st.write(
        "The texts in the store were read without it. Read them again to have them answered with "
        "the new codebook; what they got before stays in the store beside it."
    )
    if st.button(f"Read all {len(documents):,} again", key="codebook.again"):
        st.session_state.pop(_ADDED, None)
        sources_edit.again(list(documents["id"]))
        st.switch_page("stance/app/sources.py")


def _actor() -> None:
    with st.form("add-actor"):
        first, second = st.columns([1, 3])
        key = first.text_input(
            "Key",
            placeholder="TR",
            max_chars=40,
            help="A short word for tables and addresses.",
            key=_KEY,
        )
        name = second.text_input("Name", placeholder="Türkiye", max_chars=_LONGEST, key=_NAME)
        left, right = st.columns(2)
        aliases = left.text_area(
            "Other names", placeholder="Turkey\nTurkish\nTurks", help=_LINES + ", adjectives too."
        )
        institutions = right.text_area(
            "Institutions",
            placeholder="Turkish Foreign Ministry",
            help=_LINES + ". What they say counts as said by the actor.",
        )
        capitals = left.text_area("Capitals or seats", placeholder="Ankara", help=_LINES)
        members = right.text_area(
            "Members", help=_LINES + ". Only for a bloc: who belongs to it, adjectives too."
        )
        st.caption("Officials: what they say in office counts as said by the actor.")
        officials = st.data_editor(
            pd.DataFrame(columns=["name", "role", "start", "end"]).astype(
                {"start": "datetime64[us]", "end": "datetime64[us]"}
            ),
            num_rows="dynamic",
            hide_index=True,
            key="codebook.officials",
            column_config={
                "name": st.column_config.TextColumn("Name", width=200),
                "role": st.column_config.TextColumn("Office", width=260),
                "start": st.column_config.DateColumn("In office from", width=120),
                "end": st.column_config.DateColumn("to", width=120),
            },
        )
        sent = st.form_submit_button("Add the actor")
    if sent:
        _add(
            lambda: Actor(
                key=(key or "").strip(),
                name=(name or "").strip(),
                aliases=_lines(aliases),
                institutions=_lines(institutions),
                capitals=_lines(capitals),
                members=_lines(members),
                officials=_officials(officials),
            )
        )


def _target() -> None:
    with st.form("add-target"):
        first, second = st.columns([1, 3])
        key = first.text_input(
            "Key",
            placeholder="arms_deliveries",
            max_chars=40,
            help="A short word for tables and addresses.",
        )
        name = second.text_input("Name", placeholder="Arms deliveries", max_chars=120)
        proposition = st.text_input(
            "Proposition",
            placeholder="delivering arms",
            max_chars=300,
            help="What somebody can be for or against, beginning with a word in -ing. The model is "
            "asked about it as it stands here.",
        )
        left, right = st.columns(2)
        wordings = left.text_area(
            "Other wordings",
            placeholder="sending weapons",
            help=_LINES + ". The same said otherwise.",
        )
        cues = right.text_area(
            "Cues",
            placeholder="arms\nweapon*\nmissile*",
            help=_LINES + ". Words that show that a text is about the target; a * stands for any "
            "ending. Without cues every sentence of an actor is asked about.",
        )
        beside = st.text_area(
            "Words beside a cue",
            placeholder="deliver*\nsend*\nsupply",
            help=_LINES + ". Only if the cues are common words: one of these must then stand in "
            "the same sentence as a cue, or in the one before or after it.",
        )
        sent = st.form_submit_button("Add the target")
    if sent:
        _add(
            lambda: Target(
                key=(key or "").strip(),
                name=(name or "").strip(),
                proposition=(proposition or "").strip(),
                wordings=_lines(wordings),
                cues=_lines(cues),
                cues_with=_lines(beside),
            )
        )


def _add(made: Callable[[], Actor | Target]) -> None:
    try:
        one = made()
        codebooks.add(one)
    except StanceError as error:
        st.error(frame.literal(str(error)), icon=":material/error:")
        return
    st.session_state[_ADDED] = one.name
    st.rerun()


def _lines(text: str | None) -> tuple[str, ...]:
    lines = (" ".join(line.split()) for line in (text or "").splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))


def _officials(table: pd.DataFrame) -> tuple[Official, ...]:
    found = []
    for row in table.to_dict("records"):
        name = _word(row["name"])
        if name:
            found.append(Official(name, _word(row["role"]), _day(row["start"]), _day(row["end"])))
    return tuple(found)


def _word(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _day(value: Any) -> date | None:
    return None if pd.isna(value) else pd.Timestamp(value).date()
