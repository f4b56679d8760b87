"""Method: which model answers, how often it is right, and how the numbers are made."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

import stance
from stance import codebook as codebooks
from stance import engines
from stance.app import address, cache, drawing, explaining, frame, opening, quoting, scores
from stance.charts import quality
from stance.domain import CLASSES
from stance.errors import ModelError
from stance.labeling import Calibration

if TYPE_CHECKING:
    from stance.codebook import Codebook
    from stance.engines import ModelDescription

_PAGE = "method"
_SET = "set"
_COLUMNS: Mapping[str, tuple[str, str]] = {
    "items": ("Statements", "How many answers were checked: one for each sentence, actor, target."),
    "macro_f1": (
        "Score",
        "Macro-F1: how well each of the four answers is found, averaged, so that a rare answer "
        "counts as much as a frequent one. 1 is perfect.",
    ),
    "low": ("from", "Other texts of the same kind would mostly score from here (90% interval) …"),
    "high": ("to", "… to here."),
    "asserted_right": (
        "Stances right",
        "Of the stances that the program asserted, the share that is right.",
    ),
    "two_way": (
        "Side right",
        "Where the true answer and the given one both take a side: the share with the right side.",
    ),
    "reached": (
        "Reached model",
        "Of the statements that do take a stance, the share that the steps before the model "
        "found; all of them where the model alone was asked. What is not found is missing from "
        "every chart.",
    ),
    "accuracy_at_60": ("Surest 60%", "Of the surest 60% of the answers, those right."),
    "calibration_error": (
        "Certainty off",
        "How far the stated certainty lies from how often the answers are right, on average.",
    ),
}
#: Heights of the head of a table and of a row in pixels, and rows at once: none is cut.
_HEAD, _ROW, _MOST = 35, 35, 12
#: Widths of columns in pixels.
_NAME, _SCORE, _SHARE = 350, 58, 98
_SCORED = ("macro_f1", "low", "high")
_SHARES = ("asserted_right", "two_way", "reached", "accuracy_at_60", "calibration_error")


def page() -> None:
    address.follow(_PAGE, (_SET,))
    st.title("Method", anchor=False)
    st.write(
        "How the program comes to what it shows: which model answers, how often it is right, and "
        "how positions and distances are made from its answers."
    )
    model, book = engines.describe(), cache.codebook()
    _in_use(model, book)
    _certainty(model, book)
    _how_right(model, book)
    st.header("From answers to positions", anchor=False)
    for paragraph in explaining.paragraphs():
        st.write(paragraph)
    _origins()
    _card(model)


def _in_use(model: ModelDescription, book: Codebook) -> None:
    st.header("What is in use", anchor=False)
    rows = [
        ("Model", model.name),
        ("Model's fingerprint", model.digest),
        ("How it is asked", explaining.SCHEMES.get(model.scheme, model.scheme)),
        ("Run by", explaining.ENGINES.get(model.engine, model.engine)),
        ("File", f"{model.weights}, {model.size / 1e6:,.0f} MB with all that belongs to it"),
        ("Licence", model.license),
        ("Codebook", str(codebooks.default_path())),
        ("Codebook's fingerprint", book.digest),
        ("Program", f"version {stance.__version__}"),
    ]
    st.html(quoting.facts(rows))
    st.caption(
        "A fingerprint changes when anything in the model or the codebook changes that could "
        "change an answer. Every exported table and chart carries both."
    )


def _certainty(model: ModelDescription, book: Codebook) -> None:
    st.header("When an answer counts", anchor=False)
    calibration = Calibration.of(model.calibration, model.name)
    names = {target.key: target.name for target in book.targets}
    told = explaining.certainty(calibration, names, model.scheme)
    st.markdown("\n".join(f"- {frame.literal(sentence)}" for sentence in told))
    about = model.calibration.get("about")
    if isinstance(about, str):
        st.caption(frame.literal(f"Where these settings come from: {about}"))
    if not model.calibration:
        st.caption("This model brings no settings of its own, so the program's usual ones hold.")


def _how_right(model: ModelDescription, book: Codebook) -> None:
    st.header("How often it is right", anchor=False)
    try:
        record = scores.read(model.path)
    except ModelError as error:
        st.error(frame.literal(str(error)), icon=":material/error:")
        return
    reports = scores.sets(record)
    if not reports:
        st.info(
            "This model brings no figures. The command “python -m stance evaluate” measures it "
            "on labelled statements; with “--output metrics.json” in the model's folder they show "
            "here."
        )
        return
    for note in _mismatches(record, model, book):
        st.caption(frame.literal(note))
    compared = scores.comparison(reports)
    st.dataframe(
        frame.in_percent(compared, _SHARES),
        hide_index=True,
        key=f"{_PAGE}.sets",
        column_config=_comparison_columns(),
        height=_HEAD + _ROW * min(len(compared), _MOST) + 3,
        placeholder="–",
        alt="How often the answers are right, on each set of labelled statements",
    )
    st.caption(
        "Hard texts, plain news and news in many voices were written for measuring and quote "
        "nobody; the hard ones are full of traps, and plain news is nearest to what is read here. "
        "Codebook: sentences by its actors on its targets; others: by and on none of them. Told "
        "who speaks: the program was given the actor and did not have to find it. Names in "
        "capitals are public collections."
    )
    with st.popover("Export", icon=":material/download:", type="tertiary"):
        frame.table_buttons("scores", compared)
    _one_set(reports, book)
    _steadiness(record, book)


def _mismatches(record: Mapping[str, Any], model: ModelDescription, book: Codebook) -> list[str]:
    """What sets the measured program apart from the one in use."""
    notes = []
    measured = record.get("model")
    if isinstance(measured, str) and measured != f"{model.name}@{model.digest}":
        notes.append(
            f"Measured on {measured}, which is not the model in use: another state or another "
            "file of it. Read the figures as near, not exact."
        )
    digest = record.get("codebook")
    if isinstance(digest, str) and digest != book.digest:
        notes.append(
            f"Measured with another state of the codebook ({digest}). Since then names, targets or "
            "their words have changed."
        )
    return notes


def _comparison_columns() -> dict[str, Any]:
    made: dict[str, Any] = {"set": st.column_config.TextColumn("Measured on", width=_NAME)}
    for key, (label, about) in _COLUMNS.items():
        made[key] = st.column_config.NumberColumn(
            label,
            help=about,
            format="%.2f" if key in _SCORED else "%.0f%%" if key in _SHARES else "%d",
            width=_SCORE if key in _SCORED else _SHARE,
        )
    return made


def _one_set(reports: Mapping[str, Mapping[str, Any]], book: Codebook) -> None:
    chosen = _chosen(tuple(reports))
    report = reports[chosen]
    bins = scores.records(report, "reliability", ("confidence", "accuracy", "items"))
    bins = [one for one in bins if one["items"] > 0]
    points = scores.records(report, "coverage", ("coverage", "accuracy"))
    table = scores.confusion(report)
    shown = []
    if table:
        counts = pd.DataFrame(table, columns=list(CLASSES)).assign(gold=CLASSES)
        draw = partial(quality.confusion_plot, table)
        shown.append(("What is taken for what", drawing.Shown("confusion", draw, counts)))
    if bins:
        draw = partial(quality.reliability_plot, bins)
        numbers = pd.DataFrame(bins)
        shown.append(("How sure, how right", drawing.Shown("certainty", draw, numbers)))
    if points:
        draw = partial(quality.coverage_plot, points)
        numbers = pd.DataFrame(points)
        shown.append(("Answering less", drawing.Shown("abstaining", draw, numbers)))
    if not shown:
        st.caption("For this set only the numbers in the table above were written down.")
    else:
        for tab, (_, one) in zip(st.tabs([name for name, _ in shown]), shown, strict=True):
            with tab:
                drawing.chart(one)
        st.caption("What readers said: the answer that those who judged these texts settled on.")
    _by_part(report, book)


def _chosen(names: tuple[str, ...]) -> str:
    """The set to look at more closely, kept in the address."""
    key = f"{_PAGE}.{_SET}"
    if st.session_state.get(key) not in names:
        given = st.query_params.get(_SET, "")
        st.session_state[key] = given if given in names else names[0]
    chosen = st.selectbox(
        "A closer look at",
        names,
        key=key,
        format_func=scores.title,
        on_change=lambda: address.put(_PAGE, _SET, st.session_state[key]),
    )
    return str(chosen)


def _by_part(report: Mapping[str, Any], book: Codebook) -> None:
    names = {
        "actors": {actor.key: actor.name for actor in book.actors},
        "targets": {target.key: target.name for target in book.targets},
    }
    labels = {"actors": "Actor", "targets": "Target"}
    tables = {key: scores.parts(report, key, names[key]) for key in labels}
    shown = {key: table for key, table in tables.items() if len(table) > 1}
    if not shown:
        return
    for column, (key, table) in zip(st.columns(2, gap="medium"), shown.items(), strict=False):
        with column:
            st.dataframe(
                frame.in_percent(table, ("accuracy",)),
                hide_index=True,
                key=f"{_PAGE}.{key}",
                column_config={
                    "name": st.column_config.TextColumn(labels[key]),
                    "items": st.column_config.NumberColumn("Statements", format="%d"),
                    "macro_f1": st.column_config.NumberColumn(
                        "Score", format="%.2f", help=_COLUMNS["macro_f1"][1]
                    ),
                    "accuracy": st.column_config.NumberColumn("Right", format="%.0f%%"),
                },
                alt=f"How often the answers are right, by {labels[key].lower()}",
            )


def _steadiness(record: Mapping[str, Any], book: Codebook) -> None:
    """Whether the answers hang on the wording of the question, or on who is meant."""
    wordings = scores.wordings(record)
    names = {actor.key: actor.name for actor in book.actors}
    actors = scores.exchanged(record, names)
    if len(wordings):
        st.subheader("When the question is put otherwise", anchor=False)
        st.write(
            "The same sentences, asked with each wording of a target. Ideally no answer changes."
        )
        st.dataframe(
            frame.in_percent(wordings, ("flipped", "disagreement")),
            hide_index=True,
            key=f"{_PAGE}.wordings",
            column_config={
                "set": st.column_config.TextColumn("Measured on", width=_NAME),
                "items": st.column_config.NumberColumn("Statements", format="%d"),
                "flipped": st.column_config.NumberColumn("Changed at least once", format="%.0f%%"),
                "disagreement": st.column_config.NumberColumn(
                    "Two wordings differ", format="%.0f%%"
                ),
            },
        )
    if len(actors):
        st.subheader("When another actor says it", anchor=False)
        st.write(frame.literal(explaining.exchange(record["swap"])))
        st.dataframe(
            frame.in_percent(actors, ("found",)),
            hide_index=True,
            key=f"{_PAGE}.exchanged",
            column_config={
                "name": st.column_config.TextColumn("Actor"),
                "found": st.column_config.NumberColumn(
                    "Found in the text", format="%.0f%%", help="Share of the passages in which "
                    "the program saw that this actor is the one who speaks.",
                ),
                "position": st.column_config.NumberColumn(
                    "Mean position", format="%+.2f", help="Over the same passages, from −1 to 1. "
                    "The nearer the actors are to each other, the better.",
                ),
            },
        )  # fmt: skip


def _origins() -> None:
    """Which model and codebook gave the answers that are in the store."""
    table = cache.store().provenances()
    if table.empty:
        return
    st.header("What gave the answers in the store", anchor=False)
    st.write("Where a text was read more than once, the pages show its newest answers.")
    st.dataframe(
        table,
        hide_index=True,
        key=f"{_PAGE}.origins",
        column_order=["model", "codebook", "program", "documents", "predictions", "latest"],
        column_config={
            "model": st.column_config.TextColumn("Model and its fingerprint", width="large"),
            "codebook": "Codebook's fingerprint",
            "program": "Program",
            "documents": st.column_config.NumberColumn("Documents", width="small"),
            "predictions": st.column_config.NumberColumn("Answers", width="small"),
            "latest": st.column_config.DatetimeColumn("Last used", format="YYYY-MM-DD HH:mm"),
        },
        alt="The models and codebooks that gave the answers in the store",
    )


def _card(model: ModelDescription) -> None:
    path = model.path / "README.md"
    if not path.is_file():
        return
    st.header("The model's own description", anchor=False)
    with st.expander("Read it"):
        st.markdown(_shown_card(path.read_text(encoding="utf-8", errors="replace")))


def _shown_card(text: str) -> str:
    r"""A model card without its front matter, its headings two levels down, pictures as links.

    A picture would be fetched from wherever its address says, and the page fetches nothing.

    >>> print(_shown_card("---\nlicense: mit\n---\n# A\n![b](c)"))
    ### A
    [b](c)
    """
    text = re.sub(r"\A---\s*\n.*?\n---[ \t]*(?:\n|\Z)", "", text, flags=re.DOTALL)
    # Every second part stands between fences: code, to be left as it is.
    parts = re.split(r"^(```.*?^```[ \t]*$)", text, flags=re.DOTALL | re.MULTILINE)
    for place in range(0, len(parts), 2):
        plain = re.sub(r"!(?=\[)", "", parts[place])
        parts[place] = re.sub(r"^(#{1,4})(?= )", r"##\1", plain, flags=re.MULTILINE)
    return "".join(parts)


if __name__ == "__main__":
    opening.opened(page)
