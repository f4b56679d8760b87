"""Evidence strip: every statement as a mark, along time or along the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from stance.charts import lanes
from stance.charts.basis import Basis
from stance.charts.canvas import Frame, framed, rule
from stance.charts.lettering import HOVER_LIMIT, day, listed, plain, wrapped
from stance.charts.theme import SYMBOLS, Palette, mix, palette
from stance.charts.verdict import KINDS, kinds

if TYPE_CHECKING:
    from stance.codebook import Codebook

#: Marks that one figure draws; beyond it the newest, and the lead says so.
MOST = 2_000
_LANE = 38
_HEAD = 0.75
#: Places along the axis: marks that share one are stacked.
_BINS = 110
#: Room of a mark in a pile, and the most a lane takes; higher piles overlap.
_STEP, _HIGHEST = 0.3, 3.2
#: Columns that a hover label tells of, in the order of `_told`.
_HOVERED = ["actor", "kind", "text", "source", "p_favor", "p_against", "p_neutral", "p_none"]
_READ = [
    "document_id", "passage", "actor", "target", "stance", "abstention", "text", "source",
    "published", "p_favor", "p_against", "p_neutral", "p_none",
]  # fmt: skip
_SIZES = {"favor": 13, "against": 13, "neutral": 9}


def evidence_strip(
    frame: pd.DataFrame,
    codebook: Codebook,
    *,
    basis: Basis | None = None,
    theme: str = "light",
) -> go.Figure:
    """Draws one lane an actor and target, one mark a statement, hollow marks for abstentions.

    Along the axis stands time; when all statements are of one day or of unknown date, the order
    in which they stand in their documents. Every mark can be clicked: its ``customdata`` is
    ``[document_id, passage, actor, target]``.

    Args:
        frame: The canonical table.
        codebook: Names and order of actors and targets.
        basis: What the footer says; without it, what the table tells.
        theme: ``"light"`` or ``"dark"``.

    Raises:
        UsageError: There is no such theme.
    """
    colors = palette(theme)
    shown = _shown(frame, codebook)
    dated = shown["published"].dropna().nunique() > 1
    marks = _along(shown, dated)
    heights = _heights(marks)
    stack = lanes.stacked(heights, codebook, head=_HEAD, gap=0.25)
    marks = _stacked(marks, heights, stack.middles)
    figure = go.Figure()
    lanes.named(figure, stack, codebook, colors, left=140, width=18)
    names = {one.key: one.name for one in codebook.actors}
    for y in stack.middles.values():
        rule(
            figure,
            type="line",
            xref="paper",
            x0=0,
            x1=1,
            y0=y,
            y1=y,
            layer="below",
            line={"color": mix(colors.paper, colors.rule, 0.6), "width": 1},
        )
    figure.add_traces(_traces(marks, names, colors))
    _axis(figure, marks, dated)
    figure.update_yaxes(range=[-stack.depth, 0.1], visible=False, fixedrange=True)
    wide = Frame(
        title=_title(shown, codebook),
        lead=_lead(len(shown), len(frame), dated),
        footer=(basis or Basis.of(frame)).line(),
        top=34,
        bottom=44,
        least=0.5,
    )
    return framed(figure, wide, round(_LANE * max(stack.depth, 1.0)), theme)


def _shown(frame: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    here = frame["actor"].isin([one.key for one in codebook.actors]) & frame["target"].isin(
        [one.key for one in codebook.targets]
    )
    place = np.flatnonzero(here.to_numpy())
    if len(place) > MOST:
        # Chosen by their places alone: a large table is slow to move about. Undated ones go first.
        days = frame["published"].to_numpy()[place].astype("int64")
        place = np.sort(place[np.argsort(days, kind="stable")[-MOST:]])
    known = frame[_READ].iloc[place].copy()
    known["kind"] = kinds(known)
    known = known[known["kind"].isin(list(KINDS))]
    return known.sort_values(["published", "document_id", "passage"]).reset_index(drop=True)


def _along(shown: pd.DataFrame, dated: bool) -> pd.DataFrame:
    """Gives every mark its x, and its rank in the stack of marks that share the place."""
    marks = shown[shown["published"].notna()].copy() if dated else shown.copy()
    if dated:
        marks["x"] = marks["published"]
        along = marks["published"].astype("int64")
    elif marks["document_id"].nunique() == 1:
        along = marks["x"] = marks["passage"] + 1
    else:
        place = ["document_id", "passage"]
        along = marks["x"] = marks.groupby(place, sort=False).ngroup() + 1
    span = max(1, int(along.max() - along.min())) if len(marks) else 1
    marks["bin"] = (along - along.min()) * _BINS // span
    stack = marks.groupby(["actor", "target", "bin"])
    marks["rank"] = stack.cumcount()
    marks["size"] = stack["x"].transform("size")
    return marks


def _heights(marks: pd.DataFrame) -> dict[tuple[str, str], float]:
    """Each lane is as high as its highest pile of marks needs."""
    piles = marks.groupby(["actor", "target"])["size"].max().to_dict()
    return {key: min(_HIGHEST, max(1.0, pile * _STEP + 0.2)) for key, pile in piles.items()}


def _stacked(
    marks: pd.DataFrame,
    heights: dict[tuple[str, str], float],
    middles: dict[tuple[str, str], float],
) -> pd.DataFrame:
    """Gives every mark its y: around the middle of its lane."""
    keys = list(zip(marks["actor"].tolist(), marks["target"].tolist(), strict=True))
    room = pd.Series([heights[key] - 0.2 for key in keys], index=marks.index, dtype="float64")
    step = (room / marks["size"]).clip(upper=_STEP)
    middle = [middles[key] for key in keys]
    marks["y"] = middle - (marks["rank"] - (marks["size"] - 1) / 2) * step
    return marks


def _traces(marks: pd.DataFrame, names: dict[str, str], colors: Palette) -> list[dict[str, Any]]:
    """The marks by kind; as plain data, which plotly reads once and a `go.Scatter` twice."""
    kind = marks["kind"].to_numpy(dtype=object)
    columns = {
        "x": marks["x"].to_numpy(),
        "y": marks["y"].to_numpy(),
        "customdata": marks[["document_id", "passage", "actor", "target"]].to_numpy(),
        "hovertext": np.array(_told(marks, names), dtype=object),
    }
    made = []
    for one in KINDS:
        here = kind == one
        if here.any():
            drawn = {name: values[here] for name, values in columns.items()}
            made.append(drawn | _style(one, colors))
    return made


def _style(kind: str, colors: Palette) -> dict[str, Any]:
    abstains = kind in ("no_position", "unsure")
    color = colors.of(kind)
    return {
        "type": "scatter",
        "mode": "markers",
        "name": KINDS[kind],
        "marker": {
            "symbol": SYMBOLS[kind],
            "size": _SIZES.get(kind, 8),
            "color": color,
            "opacity": 1,
            "line": {"width": 1.5 if abstains else 1, "color": color if abstains else colors.paper},
        },
        "hovertemplate": "%{hovertext}<extra></extra>",
        "unselected": {"marker": {"opacity": 1}},
    }


def _told(marks: pd.DataFrame, names: dict[str, str]) -> list[str]:
    """What the label of each mark says."""
    heads = {
        (key, kind): f"<b>{plain(name)}: {word.lower()}</b>"
        for key, name in names.items()
        for kind, word in KINDS.items()
    }
    number, days = pd.factorize(marks["published"])
    # The last stands for -1, the number of an unknown day.
    when = [*(day(one) for one in days), ""]
    columns = (marks[name].tolist() for name in _HOVERED)
    return [
        "<br>".join(
            (
                heads[actor, kind],
                wrapped(text, 64, HOVER_LIMIT),
                ", ".join(part for part in (plain(source), when[at]) if part)
                or "Source and date unknown",
                f"in favor {favor:.0%} · against {against:.0%} · neutral {neutral:.0%}"
                f" · none {none:.0%}",
            )
        )
        for at, actor, kind, text, source, favor, against, neutral, none in zip(
            number, *columns, strict=True
        )
    ]


def _axis(figure: go.Figure, marks: pd.DataFrame, dated: bool) -> None:
    if dated:
        lanes.along_days(figure, marks["x"].min(), marks["x"].max())
        return
    figure.update_xaxes(showgrid=True, fixedrange=True)
    single = marks["document_id"].nunique() == 1
    last = float(marks["x"].max()) if len(marks) else 1.0
    figure.update_xaxes(
        title_text="Sentence of the document" if single else "Statements in reading order",
        range=[0.4, last + 0.6],
        tickformat=",d",
        dtick=None if last > 8 else 1,
    )


def _title(shown: pd.DataFrame, codebook: Codebook) -> str:
    stated = shown[shown["stance"] != ""]
    if stated.empty:
        return "No statement takes a position yet"
    counts = stated["target"].value_counts()
    said = [
        f"{counts[one.key]:,} on {one.proposition}"
        for one in codebook.targets
        if one.key in counts.index
    ]
    noun = "statement" if counts.sum() == 1 else "statements"
    return listed(said).replace(" on ", f" {noun} on ", 1)


def _lead(shown: int, every: int, dated: bool) -> str:
    order = "by day of publication" if dated else "in the order of the text"
    lead = f"Each mark is one statement, {order}. Hollow marks are statements without a stance."
    return f"{lead} Only the newest {shown:,} of {every:,} are drawn." if shown < every else lead
