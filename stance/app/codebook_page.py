"""Codebook: who can hold a position and on what, and a sentence to try it on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from stance import codebook as codebooks
from stance import pipeline
from stance.app import (
    address,
    asking,
    cache,
    codebook_add,
    codebook_voices,
    filters,
    frame,
    opening,
    quoting,
)
from stance.errors import StanceError

if TYPE_CHECKING:
    from stance.codebook import Codebook

_PAGE = "codebook"
_FILTERS = ("actor", "kind", "name", "target", "part", "word")
_TRIED = "codebook.tried"
_ROW, _MOST = 35, 15
#: A page is for a try; longer texts belong to Sources, where work shows its progress.
_LONGEST, _LONGEST_PROPOSITION = 4000, 300
_KINDS = {
    "aliases": "Name",
    "institutions": "Institution",
    "capitals": "Capital or seat",
    "officials": "Official",
    "members": "Member",
}
_PARTS = {
    "proposition": "Proposition",
    "wordings": "Other wording",
    "cues": "Cue",
    "cues_with": "Word beside a cue",
    "favor": "In favor, as a sentence",
    "against": "Against, as a sentence",
    "neutral": "Neutral, as a sentence",
}


def page() -> None:
    address.follow(_PAGE, _FILTERS)
    st.title("Codebook", anchor=False)
    st.write(
        "Who can hold a position, by which names the program knows them, and what they are asked "
        "about. All of it stands in one file."
    )
    book = cache.codebook()
    _file(book)
    # Kept under a key, so that a button elsewhere can turn to a tab.
    actors, targets, voices, sentence, more = st.tabs(
        ["Actors", "Targets", "Who else speaks", "Try a sentence", codebook_add.TAB],
        key=codebook_add.TABS,
        on_change="rerun",
    )
    with actors:
        _actors(book)
    with targets:
        _targets(book)
    with voices:
        codebook_voices.page(book)
    with sentence:
        _try(book)
    with more:
        codebook_add.page(book)


def _file(book: Codebook) -> None:
    path = codebooks.default_path().absolute()
    st.html(quoting.facts([("File", str(path)), ("Its fingerprint", book.digest)]))
    with st.expander("Change it, or use another one"):
        st.write(
            "To add an actor or a target, use the form in the last tab below. To change what is "
            "there, open the file in any text editor and add to its lists; a change shows here at "
            "once, and a slip is named with its place. "
            "To use another file, name it in the environment variable "
            f"`{codebooks.VARIABLE}` before the dashboard is started, or after `--codebook` on "
            "the command line:"
        )
        st.code(
            f"{codebooks.VARIABLE}=/folder/my_codebook.toml make run\n"
            "python -m stance analyze TEXTS --codebook /folder/my_codebook.toml",
            language=None,
        )
        st.write(
            "Texts that were read before keep the answers they got then. Read them again under "
            "Sources to have them answered with the new codebook."
        )


def _actors(book: Codebook) -> None:
    known = {one.key: one.name for one in book.actors}
    who, what, words = st.columns(3, vertical_alignment="bottom")
    with who:
        actors = filters.actors(_PAGE, book)
    with what:
        kinds = address.several(
            _PAGE,
            "kind",
            "Kind of name",
            _KINDS,
            help_text="What an institution, a capital or an official says counts as said by the "
            "actor; an official only while in office.",
        )
    with words:
        sought = address.words(_PAGE, "name", "Search", placeholder="In names and offices")
    every = names(book)
    table = every[every["key"].isin(actors)] if actors else every
    table = table[table["kind"].isin([_KINDS[kind] for kind in kinds])] if kinds else table
    table = table[_holds(table, ("name", "office"), sought)]
    st.caption(f"{len(table):,} of {len(every):,} names of {len(known):,} actors")
    _show(
        table,
        "names",
        {
            "actor": st.column_config.TextColumn("Actor", width=124),
            "kind": st.column_config.TextColumn("Kind", width=110),
            "name": st.column_config.TextColumn("Name", width=250),
            "office": st.column_config.TextColumn("Office", width=400),
            "start": st.column_config.DateColumn("In office from", width=112),
            "end": st.column_config.DateColumn("to", width=96),
        },
    )


def _targets(book: Codebook) -> None:
    known = {one.key: one.name for one in book.targets}
    on, what, words = st.columns(3, vertical_alignment="bottom")
    with on:
        targets = filters.targets(_PAGE, book)
    with what:
        parts = address.several(
            _PAGE,
            "part",
            "Part",
            _PARTS,
            help_text="The proposition is what the model is asked about. Cues are words that show "
            "that a text is about the target; a * stands for any ending. Where a target has words "
            "beside a cue, one of them must stand in the same sentence as a cue or in the one "
            "before or after. The sentences are for "
            "models that judge whether one sentence follows from another.",
        )
    with words:
        sought = address.words(_PAGE, "word", "Search", placeholder="In propositions and cues")
    every = entries(book)
    table = every[every["key"].isin(targets)] if targets else every
    table = table[table["part"].isin([_PARTS[part] for part in parts])] if parts else table
    table = table[_holds(table, ("words",), sought)]
    st.caption(f"{len(table):,} of {len(every):,} entries of {len(known):,} targets")
    _show(
        table,
        "entries",
        {
            "target": st.column_config.TextColumn("Target", width="small"),
            "part": st.column_config.TextColumn("Part", width="small"),
            "words": st.column_config.TextColumn("Words", width="large"),
        },
    )


def names(book: Codebook) -> pd.DataFrame:
    """Every name the program looks for: `key, actor, kind, name, office, start, end`."""
    rows: list[tuple[Any, ...]] = []
    for actor in book.actors:
        plain = {"aliases": (actor.name, *actor.aliases)} | {
            kind: getattr(actor, kind) for kind in ("institutions", "capitals", "members")
        }
        rows += [
            (actor.key, actor.name, _KINDS[kind], name, "", None, None)
            for kind, found in plain.items()
            for name in found
        ]
        rows += [
            (actor.key, actor.name, _KINDS["officials"], one.name, one.role, one.start, one.end)
            for one in actor.officials
        ]
    table = pd.DataFrame(rows, columns=["key", "actor", "kind", "name", "office", "start", "end"])
    return table.astype({"start": "datetime64[us]", "end": "datetime64[us]"})


def entries(book: Codebook) -> pd.DataFrame:
    """Everything that describes a target: `key, target, part, words`."""
    rows = []
    for target in book.targets:
        for part, label in _PARTS.items():
            found = getattr(target, part)
            words = (found,) if isinstance(found, str) else found
            rows += [(target.key, target.name, label, one) for one in words]
    return pd.DataFrame(rows, columns=["key", "target", "part", "words"])


def _holds(table: pd.DataFrame, columns: tuple[str, ...], sought: str) -> pd.Series:
    found = [table[name].str.contains(sought, case=False, regex=False) for name in columns]
    return pd.concat(found, axis=1).any(axis=1)


def _show(table: pd.DataFrame, name: str, columns: dict[str, Any]) -> None:
    if table.empty:
        st.info("Nothing in the codebook fits this choice. Take a filter away to see more.")
        return
    st.dataframe(
        table,
        hide_index=True,
        height=_ROW * (min(len(table), _MOST) + 1) + 3,
        key=f"{_PAGE}.{name}",
        column_order=list(columns),
        column_config=columns,
        placeholder="",
        alt=f"The {name} of the codebook that fit the choice",
    )
    with st.popover("Export", icon=":material/download:", type="tertiary"):
        frame.table_buttons(f"codebook-{name}", table)


def _try(book: Codebook) -> None:
    st.write(
        "Type or paste a sentence, or a short text, and see what the program makes of it. Nothing "
        "of it is kept; to keep a text, add it under Sources."
    )
    with st.form("try"):
        text = st.text_area("Text", height=110, key="codebook.text", max_chars=_LONGEST)
        first, second = st.columns([7, 3])
        proposition = first.text_input(
            "Your own proposition",
            key="codebook.proposition",
            max_chars=_LONGEST_PROPOSITION,
            placeholder="Optional, such as: raising the fishing quota",
            help="What somebody could be for or against, beginning with a word in -ing. It is "
            "asked about in place of the codebook's targets.",
        )
        actor = filters.holder(second, book, "codebook.holder")
        sent = st.form_submit_button("Ask the model")
    if sent:
        st.session_state.pop(_TRIED, None)
        asked = pipeline.with_own(book, proposition or "")
        try:
            with st.spinner("Asking …"):
                answers = pipeline.ask(text or "", cache.engine(), asked, actor=actor)
        except StanceError as error:
            st.error(frame.literal(str(error)), icon=":material/error:")
            return
        # Other widgets of the page rerun it, and the answers must outlive that.
        st.session_state[_TRIED] = (asked, answers)
    if _TRIED in st.session_state:
        _answers(*st.session_state[_TRIED])


def _answers(asked: Codebook, answers: tuple[pipeline.Answered, ...]) -> None:
    count = sum(len(one.predictions) for one in answers)
    about = " · ".join(one.proposition for one in asked.targets)
    st.caption(frame.literal(f"{count:,} answers. Asked about: {about}"))
    for place, one in enumerate(answers):
        with st.container(border=True, gap="small"):
            st.text(one.sentence)
            if one.predictions:
                _table(one, asked, place)
            else:
                st.caption(frame.literal(_unasked(one, asked)))


def _unasked(one: pipeline.Answered, asked: Codebook) -> str:
    """Why the model was asked nothing about a sentence."""
    if not one.found:
        return "Not asked: no actor of the codebook speaks, acts or is named here."
    who = ", ".join(asked.actor(key).name for key in one.found)
    return f"Found here: {who}. Not asked: no cue of a target stands near this sentence."


def _table(one: pipeline.Answered, asked: Codebook, place: int) -> None:
    share = {
        name: st.column_config.ProgressColumn(
            label, format="%.0f%%", min_value=0, max_value=100, width=96
        )
        for name, label in (
            ("p_favor", "In favor"),
            ("p_against", "Against"),
            ("p_neutral", "Neutral"),
            ("p_none", "No position"),
        )
    }
    st.dataframe(
        frame.in_percent(asking.table(one.predictions, asked), share),
        hide_index=True,
        key=f"codebook.answers.{place}",
        column_config={
            "who": st.column_config.TextColumn("Actor", width=120),
            "on": st.column_config.TextColumn("Target", width=140),
            "answer": st.column_config.TextColumn("Answer", width=130),
            **share,
            "why": st.column_config.TextColumn("Why this actor", width=260),
        },
        alt="The answers for this sentence, with their probabilities",
    )


if __name__ == "__main__":
    opening.opened(page)
