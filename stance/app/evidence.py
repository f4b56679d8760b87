"""Evidence: the sentences behind every number, each in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from stance import charts
from stance.app import cache, frame
from stance.domain import Selection

if TYPE_CHECKING:
    from pandas import DataFrame

_STANCES = {
    "favor": "In favor",
    "against": "Against",
    "neutral": "Neutral",
    "no_position": "No position",
    "unsure": "Not sure enough",
}
_RULES = {
    "given": "the input names the speaker",
    "said": "said by the actor",
    "according_to": "according to the actor",
    "quoted": "a quotation that goes on",
    "carried": "carried over from the sentences before",
    "acts": "something the actor does",
    "proposed_by": "named as its author",
    "mentioned": "reported about the actor",
}


def page() -> None:
    book = cache.codebook()
    version = cache.store().version()
    st.header("Evidence")
    selection, stance, words = _ask(version)
    table = cache.predictions(selection, version)
    shown = _matching(table, stance, words)
    if shown.empty:
        st.write("No statement fits. Widen the filters, or add a text on the Sources page.")
        st.stop()
    names = {one.key: one.name for one in (*book.actors, *book.targets)}
    st.caption(f"{len(shown)} of {len(table)} rows. Choose one to read it in its place.")
    place = _list(shown, names)
    _detail(shown.iloc[place].to_dict(), names)


def _ask(version: str) -> tuple[Selection, str | None, str]:
    book = cache.codebook()
    columns = st.columns([2, 2, 2, 3])
    names = {one.key: one.name for one in (*book.actors, *book.targets)}
    with columns[0]:
        actor = st.selectbox(
            "Actor", [a.key for a in book.actors], index=None, key="actor", placeholder="All",
            format_func=lambda key: names.get(key, key), bind="query-params",
        )  # fmt: skip
    with columns[1]:
        target = st.selectbox(
            "Target", [t.key for t in book.targets], index=None, key="target", placeholder="All",
            format_func=lambda key: names.get(key, key), bind="query-params",
        )  # fmt: skip
    with columns[2]:
        stance = st.selectbox(
            "Stance", list(_STANCES), index=None, key="stance", placeholder="All that take one",
            format_func=lambda key: _STANCES.get(key, key), bind="query-params",
            help="“No position”: the actor is named near the topic and takes no side there. "
            "“Not sure enough”: the model leans, but not surely enough to say so.",
        )  # fmt: skip
    with columns[3]:
        words = st.text_input("Words in the sentence", key="words", bind="query-params")
    selection = Selection(actors=(actor,) if actor else (), targets=(target,) if target else ())
    return selection, stance, words


def _matching(table: DataFrame, stance: str | None, words: str) -> DataFrame:
    if stance is None:
        shown = table[table["stance"] != ""]
    else:
        shown = table[(table["stance"] == stance) | (table["abstention"] == stance)]
    if words.strip():
        shown = shown[shown["text"].str.contains(words.strip(), case=False, regex=False)]
    return shown.reset_index(drop=True)


def _list(shown: DataFrame, names: dict[str, str]) -> int:
    answer = shown["stance"].where(shown["stance"] != "", shown["abstention"])
    listing = shown.assign(
        who=shown["actor"].map(lambda key: names.get(key, key)),
        on=shown["target"].map(lambda key: names.get(key, key)),
        answer=answer.map(_STANCES),
        sure=shown[["p_favor", "p_against", "p_neutral", "p_none"]].max(axis=1),
    )
    event = st.dataframe(
        listing,
        hide_index=True,
        height=min(360, 38 + 35 * len(listing)),
        key="rows",
        on_select="rerun",
        selection_mode="single-row",
        column_order=["who", "on", "answer", "sure", "text", "source", "published"],
        column_config={
            "who": st.column_config.TextColumn("Actor", width="small"),
            "on": st.column_config.TextColumn("Target", width="small"),
            "answer": st.column_config.TextColumn("Stance", width="small"),
            "sure": st.column_config.ProgressColumn(
                "How sure", min_value=0, max_value=1, format="percent", width="small"
            ),
            "text": st.column_config.TextColumn("Sentence", width="large"),
            "source": st.column_config.TextColumn("Source", width="small"),
            "published": st.column_config.DateColumn("Published", width="small"),
        },
    )
    rows = event["selection"]["rows"]
    return int(rows[0]) if rows and rows[0] < len(shown) else 0


def _detail(row: dict[str, Any], names: dict[str, str]) -> None:
    document = cache.store().document(row["document_id"])
    st.subheader(frame.literal(document.title or "Untitled document"))
    where = [document.source, str(document.published or "date unknown"), document.path]
    st.caption(frame.literal(" · ".join(part for part in where if part)))
    text, side = st.columns([3, 2])
    with text:
        before, after = _around(document.text, int(row["start"]), int(row["end"]))
        st.text(before)
        with st.container(border=True):
            st.text(row["text"])
        st.text(after)
    with side:
        answer = _STANCES[row["stance"] or row["abstention"]]
        st.markdown(
            f"**{frame.literal(names.get(row['actor'], row['actor']))}** on "
            f"{frame.literal(names.get(row['target'], row['target']))}: **{answer}**"
        )
        rule = _RULES.get(row["attribution"], row["attribution"])
        st.text(f"Why this actor: {rule}\nCue: {row['cue']}")
        figure = charts.probabilities(row, footer=f"Model {row['model']}", theme=frame.theme())
        st.plotly_chart(
            figure, theme=None, key="probabilities", config={"displayModeBar": False},
            alt="How sure the model is of each reading",
        )  # fmt: skip


def _around(text: str, start: int, end: int, reach: int = 500) -> tuple[str, str]:
    """What stands before and after the sentence, cut at white space."""
    before, after = text[max(0, start - reach) : start], text[end : end + reach]
    if start > reach:
        before = "… " + before.split(maxsplit=1)[-1]
    if end + reach < len(text):
        after = after.rsplit(maxsplit=1)[0] + " …"
    return before.strip(), after.strip()


if __name__ == "__main__":
    frame.guarded(page)
