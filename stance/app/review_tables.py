"""What judgements add up to: the positions they change, who agrees, and all of them as a table."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from stance import export
from stance.app import cache, frame
from stance.app.reasons import JUDGEMENTS
from stance.charts.lettering import counted, signed
from stance.domain import Labels, Selection
from stance.errors import InputError
from stance.measures.errors import ENOUGH
from stance.measures.reviewing import sampled
from stance.store import chosen, exported, imported

if TYPE_CHECKING:
    from pandas import DataFrame

_HOW = {
    "all": "every row was judged",
    "sample": "a random sample of this cell",
    "reviewed": "errors found in your random sample",
    "gold": "errors found on labelled news",
    "": "not known",
}
_FORMATS = ("csv", "xlsx", "jsonl", "parquet")


def effect(selection: Selection, version: str) -> None:
    """Every position three ways: as the model said, corrected by people, without its errors."""
    table = effects(selection, version)
    judged = int(table["reviewed"].sum())
    rows = int(table["asked"].sum())
    st.write(
        "Each position three ways, never mixed: as the model said; with your judgements in place "
        "of its answers; and with its errors taken out, as far as they are known."
    )
    done = f"{counted(judged, 'answer')} of {rows:,} judged" if judged else "Nothing judged yet"
    st.caption(f"{done}. {_sample(selection, version)}")
    if table.empty:
        st.info("Nobody takes a position here.")
        return
    st.dataframe(
        _spelled(table),
        hide_index=True,
        key="review.effect",
        column_config={
            "actor": st.column_config.TextColumn("Actor", width=120),
            "target": st.column_config.TextColumn("Target", width=130),
            "asked": st.column_config.NumberColumn("Answers", width=72),
            "reviewed": st.column_config.NumberColumn("Judged", width=68),
            "model": st.column_config.TextColumn(
                "As the model said", width=170, help="Position from −1 to 1, with 90% interval."
            ),
            "corrected": st.column_config.TextColumn("Corrected by people", width=170),
            "without": st.column_config.TextColumn(
                "Without its errors",
                width=170,
                help="What the model takes for what is counted on statements with a known answer, "
                "and undone in the shares. Read it beside the others, not instead of them.",
            ),
            "how": st.column_config.TextColumn("What is known of its errors", width=210),
        },
        alt="Positions as the model said, corrected by people, and without the model's errors",
    )
    with st.popover("Export", icon=":material/download:", type="tertiary"):
        frame.table_buttons("positions-three-ways", table)


def effects(selection: Selection, version: str) -> DataFrame:
    """One row per actor and target with its position, low and high three ways."""
    model = cache.positions(replace(selection, labels=Labels.MODEL), version)
    # Where nobody judged anything there is nothing to correct, and a large store takes its time.
    judged = len(chosen(cache.judgements(version), selection))
    corrected = replace(selection, labels=Labels.CORRECTED)
    ways = {
        Labels.MODEL.value: model,
        Labels.CORRECTED.value: cache.positions(corrected, version) if judged else model,
    }
    ways["without"] = cache.without_errors(selection, version)
    cell = ["target", "actor"]
    table = ways["without"][[*cell, "n", "reviewed", "how"]].rename(columns={"n": "asked"})
    for name, one in ways.items():
        numbers = one[[*cell, "position", "low", "high"]]
        table = table.merge(
            numbers.rename(columns={c: f"{name}_{c}" for c in ("position", "low", "high")}),
            on=cell, how="outer",
        )  # fmt: skip
    table["how"] = table["how"].fillna("")
    for name in ("asked", "reviewed"):
        table[name] = table[name].fillna(0).astype("int64")
    return table


def _spelled(table: DataFrame) -> DataFrame:
    made = table[["actor", "target", "asked", "reviewed"]].assign(
        actor=table["actor"].map(cache.names()), target=table["target"].map(cache.names())
    )
    for name in ("model", "corrected", "without"):
        parts = zip(*(table[f"{name}_{part}"] for part in ("position", "low", "high")), strict=True)
        made[name] = [_interval(*one) for one in parts]
    return made.assign(how=table["how"].map(_HOW))


def _interval(value: float, low: float, high: float) -> str:
    return "–" if value != value else f"{signed(value)}  ({signed(low)} to {signed(high)})"


def _sample(selection: Selection, version: str) -> str:
    """How far the random sample has come, and what it is good for."""
    asked = replace(selection, labels=Labels.MODEL, sure=0.0)
    said = chosen(cache.judgements(version), selection)
    done = int(sampled(cache.predictions(asked, version), said).sum())
    if done >= ENOUGH:
        return f"{done:,} of them are a random sample, which tells how often the model is wrong."
    if not done:
        return (
            f"From {ENOUGH} answers judged at random on, they tell how often the model is wrong on "
            "your texts; until then that is taken from labelled news."
        )
    return (
        f"{done:,} of them are a random sample; from {ENOUGH} on, it tells how often the model is "
        "wrong on your texts, and until then that is taken from labelled news."
    )


def agreement(selection: Selection, version: str) -> None:
    """How far coders agree with each other and with the model."""
    table = cache.reliability(selection, version)
    st.write(
        "Krippendorff’s alpha is the agreement beyond what chance would give: 1 is full agreement, "
        "0 is what guessing would show. For firm conclusions 0.80 is commonly asked, for tentative "
        "ones 0.67. Intervals hold with 90%; fewer than five statements give none."
    )
    if table.empty:
        st.info(
            "Nobody has judged anything here yet. Judge some statements, then let a second "
            "person judge the same: choose “What others judged and I did not”."
        )
        return
    people = {"*": "All people together", "": "the model"}
    shown = pd.DataFrame(
        {
            "who": table["coder_a"].map(lambda one: people.get(one, one)),
            "with": table["coder_b"].map(lambda one: "each other" if one == "*" else
                                         people.get(one, one)),
            "units": table["units"],
            "same": table["same"] * 100,
            "alpha": _alphas(table, "alpha", "low", "high"),
            "ordinal": _alphas(table, "ordinal", "ordinal_low", "ordinal_high"),
        }
    )  # fmt: skip
    st.dataframe(
        shown,
        hide_index=True,
        key="review.agreement",
        column_config={
            "who": st.column_config.TextColumn("Who", width=180),
            "with": st.column_config.TextColumn("With", width=140),
            "units": st.column_config.NumberColumn("Both judged", width=90),
            "same": st.column_config.NumberColumn("Same answer", format="%.0f%%", width=100),
            "alpha": st.column_config.TextColumn(
                "Alpha, four answers",
                width=190,
                help="In favor, against, neutral, or none of them; each as far from every other.",
            ),
            "ordinal": st.column_config.TextColumn(
                "Alpha, sides only",
                width=190,
                help="Only where both saw a stance; against is further from in favor than neutral.",
            ),
        },
        alt="Agreement of people with each other and with the model",
    )
    with st.popover("Export", icon=":material/download:", type="tertiary"):
        frame.table_buttons("agreement", table)


def _alphas(table: DataFrame, value: str, low: str, high: str) -> list[str]:
    made = []
    for alpha, first, last in zip(table[value], table[low], table[high], strict=True):
        if alpha != alpha:
            made.append("–")
        elif first != first:
            made.append(f"{alpha:.2f}".replace("-", "−"))
        else:
            made.append(f"{alpha:.2f}  ({first:.2f} to {last:.2f})".replace("-", "−"))
    return made


def every(selection: Selection, version: str) -> None:
    """All judgements as a table that can leave and come back."""
    said = chosen(cache.judgements(version), selection)
    if said.empty:
        st.info("No judgement fits this choice. Judge some statements, or import a table below.")
    else:
        _list(said)
    _import()


def _list(said: DataFrame) -> None:
    gone = int((said["passage"] < 0).sum())
    st.caption(
        f"{counted(len(said), 'judgement')} of {counted(said['coder'].nunique(), 'person')}."
        + (f" {gone:,} count for nothing, because their text has other words now." if gone else "")
    )
    newest = said.iloc[::-1].reset_index(drop=True)
    event = st.dataframe(
        newest.assign(
            judgement=newest["judgement"].map(JUDGEMENTS),
            actor=newest["actor"].map(cache.names()),
            target=newest["target"].map(cache.names()),
        ),
        hide_index=True,
        key=f"review.all.{len(said)}.{said['number'].max()}",
        on_select="rerun",
        selection_mode="multi-row",
        column_order=["actor", "target", "judgement", "text", "coder", "note", "at"],
        column_config={
            "actor": st.column_config.TextColumn("Actor", width=110),
            "target": st.column_config.TextColumn("Target", width=120),
            "judgement": st.column_config.TextColumn("Judgement", width=130),
            "text": st.column_config.TextColumn("Sentence", width=330),
            "coder": st.column_config.TextColumn("By", width=90),
            "note": st.column_config.TextColumn("Note", width=150),
            "at": st.column_config.DatetimeColumn("When", format="YYYY-MM-DD HH:mm", width=130),
        },
        alt="All judgements, newest first",
    )
    rows = event["selection"]["rows"]
    numbers = [int(newest["number"].iloc[row]) for row in rows if row < len(newest)]
    with st.container(horizontal=True):
        with st.popover("Export", icon=":material/download:", type="tertiary"):
            st.caption("All judgements that count, in the form that import reads")
            with st.container(horizontal=True):
                for kind in _FORMATS:
                    frame.download("annotations", kind, partial(_table, kind))
        if st.button(
            f"Take back {len(numbers)}" if numbers else "Take back",
            key="review.withdraw",
            icon=":material/undo:",
            type="tertiary",
            disabled=not numbers,
            help="Tick rows first. A judgement that is taken back stays in the history.",
        ):
            for number in numbers:
                cache.store().withdraw(number)
            st.rerun()


def _table(kind: str) -> bytes:
    return export.table_bytes(exported(cache.store()), kind)


def _import() -> None:
    st.header("Import judgements", anchor=False)
    st.caption(
        "A table as it is exported here, or the sheet that the command “review next” makes, filled "
        "in: document_id, start, end, actor, target, judgement, coder."
    )
    with st.form("review.import", clear_on_submit=True):
        file = st.file_uploader("CSV, Excel, JSON lines or Parquet", type=list(_FORMATS))
        coder = st.text_input("Who judged, where the table does not say", max_chars=60)
        sent = st.form_submit_button("Import")
    if not sent:
        return
    if file is None:
        st.info("Choose a file first.")
        return
    try:
        new, again, problems = imported(
            file.name,
            file.getvalue(),
            cache.store(),
            coder=coder or "",
            actors=[one.key for one in cache.codebook().actors],
            targets=[one.key for one in cache.codebook().targets],
        )
    except InputError as error:
        st.error(frame.literal(str(error)), icon=":material/error:")
        return
    st.success(f"{new:,} new, {again:,} known already.", icon=":material/check:")
    for problem in problems[:20]:
        st.error(frame.literal(problem), icon=":material/error:")
    if len(problems) > 20:
        st.error(f"{len(problems) - 20:,} more rows were left out.")
