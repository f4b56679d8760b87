"""Evidence timeline: a tick for every statement, in favor upwards, against downwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
import plotly.graph_objects as go

from stance.charts import lanes
from stance.charts.basis import Basis
from stance.charts.canvas import Frame, framed, label, rule
from stance.charts.lettering import counted, day, plain
from stance.charts.theme import Palette, mix, palette
from stance.charts.verdict import KINDS, SIGNS

if TYPE_CHECKING:
    from stance.codebook import Codebook

#: Ticks that one figure draws; with more, days are put together, and the note says so.
MOST = 4_000
_LANE = 44
_LEFT, _RIGHT = 156, 132
_HEAD, _GAP = 0.6, 0.15
#: Where the ticks of a stance begin and the most they rise, in lanes.
_BASE, _RISE = 0.05, 0.38
_STEPS = (("day", "D"), ("week", "W-SUN"), ("month", "M"), ("year", "Y-DEC"))
_LEAD = (
    "Each tick is a statement: up in favor, down against, a dot neutral. Longer: several of one "
    "{step}."
)


def evidence_ticks(
    frame: pd.DataFrame,
    codebook: Codebook,
    *,
    basis: Basis | None = None,
    theme: str = "light",
) -> go.Figure:
    """Draws one lane an actor and target along time, with ticks that grow with their number.

    Every tick can be clicked: its ``customdata`` is ``[target, actor, first day, last day]``.

    Args:
        frame: The canonical table.
        codebook: Names and order of actors and targets.
        basis: What the footer says; without it, what the table tells.
        theme: ``"light"`` or ``"dark"``.

    Raises:
        UsageError: There is no such theme.
    """
    colors = palette(theme)
    stated = _stated(frame, codebook)
    dated = stated[stated["published"].notna()]
    step, ticks = _stepped(dated)
    keys = zip(dated["actor"], dated["target"], strict=True)
    stack = lanes.stacked(dict.fromkeys(keys, 1.0), codebook, head=_HEAD, gap=_GAP)
    figure = go.Figure()
    lanes.named(figure, stack, codebook, colors, left=_LEFT, width=20)
    names = {one.key: one.name for one in codebook.actors}
    counts = dated.groupby(["actor", "target", "stance"]).size().to_dict()
    line = {"color": mix(colors.paper, colors.rule, 0.9), "width": 1}
    for (actor, target), y in stack.middles.items():
        rule(figure, type="line", xref="paper", x0=0, x1=1, y0=y, y1=y, layer="below", line=line)
        parts = [(kind, counts.get((actor, target, kind), 0)) for kind in _WAYS]
        shown = [f"{SIGNS[kind]} {number:,}" for kind, number in parts if number]
        after = {"xref": "paper", "xshift": 10, "color": colors.muted}
        label(figure, "  ".join(shown), 1, y, colors, **after)
    most = int(ticks["number"].max()) if len(ticks) else 1
    for kind in _WAYS:
        some = ticks[ticks["stance"] == kind]
        if len(some):
            figure.add_trace(_lines(kind, some, stack.middles, most, colors))
            figure.add_trace(_ends(kind, some, stack.middles, most, (names, colors)))
    lanes.along_days(figure, ticks["start"].min(), ticks["end"].max() + pd.Timedelta(days=1))
    figure.update_xaxes(visible=bool(stack.middles))
    figure.update_yaxes(range=[-stack.depth, 0], visible=False, fixedrange=True)
    figure.update_layout(showlegend=False)
    wide = Frame(
        title=_title(stated, dated),
        lead=_LEAD.format(step=step)
        if stack.middles
        else "A statement needs a day to be drawn here.",
        footer=(basis or Basis.of(frame)).line(),
        notes=tuple(_notes(stated, dated, step, most)),
        left=_LEFT,
        right=_RIGHT,
        top=4,
        bottom=30 if stack.middles else 0,
        least=0.75,
    )
    return framed(figure, wide, round(_LANE * stack.depth) if stack.middles else 10, theme)


#: The stances in the order of drawing, with the side they stand on.
_WAYS = {"favor": 1, "against": -1, "neutral": 0}


def _stated(frame: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    return frame[
        frame["stance"].isin(list(_WAYS))
        & frame["actor"].isin([one.key for one in codebook.actors])
        & frame["target"].isin([one.key for one in codebook.targets])
    ]


def _stepped(dated: pd.DataFrame) -> tuple[str, pd.DataFrame]:
    """The shortest step that makes few enough ticks, and the ticks with their numbers."""
    keys = ["actor", "target", "stance"]
    daily = dated.groupby([*keys, "published"], sort=True).size().rename("number").reset_index()
    step, ticks = "", daily
    for step, frequency in _STEPS:  # noqa: B007
        periods = daily["published"].dt.to_period(frequency)
        placed = daily.assign(start=periods.dt.start_time, end=periods.dt.end_time.dt.normalize())
        ticks = placed.groupby([*keys, "start", "end"], sort=True)["number"].sum().reset_index()
        if len(ticks) <= MOST:
            break
    return step, ticks


def _middle(ticks: pd.DataFrame) -> npt.NDArray[np.datetime64]:
    middle = ticks["start"] + (ticks["end"] + pd.Timedelta(days=1) - ticks["start"]) / 2
    found: npt.NDArray[np.datetime64] = middle.to_numpy()
    return found


def _tips(
    kind: str, ticks: pd.DataFrame, places: dict[tuple[str, str], float], most: int
) -> list[tuple[float, float]]:
    """Where each tick begins and ends: one statement is a third of the largest number's height."""
    way = _WAYS[kind]
    tips = []
    for actor, target, number in zip(ticks["actor"], ticks["target"], ticks["number"], strict=True):
        share = 1.0 if most == 1 else 1 / 3 + 2 / 3 * (number - 1) / (most - 1)
        y = places[actor, target]
        tips.append((y + way * _BASE, y + way * (_BASE + _RISE * share)))
    return tips


def _lines(
    kind: str,
    ticks: pd.DataFrame,
    places: dict[tuple[str, str], float],
    most: int,
    colors: Palette,
) -> go.Scatter:
    tips = _tips(kind, ticks, places, most)
    return go.Scatter(
        x=np.repeat(_middle(ticks), 3),
        y=np.array([y for start, end in tips for y in (start, end, np.nan)]),
        mode="lines",
        line={"color": colors.of(kind), "width": 2},
        hoverinfo="skip",
        name=f"{KINDS[kind]} ticks",
    )


def _ends(
    kind: str,
    ticks: pd.DataFrame,
    places: dict[tuple[str, str], float],
    most: int,
    look: tuple[dict[str, str], Palette],
) -> go.Scatter:
    """What can be hovered and clicked: the end of a tick, or the dot of a neutral statement."""
    names, colors = look
    shown = {key: plain(name) for key, name in names.items()}
    days = [
        (f"{start:%Y-%m-%d}", f"{end:%Y-%m-%d}")
        for start, end in zip(ticks["start"], ticks["end"], strict=True)
    ]
    keys = zip(ticks["target"], ticks["actor"], days, strict=True)
    told = zip(ticks["actor"], ticks["start"], ticks["end"], ticks["number"], strict=True)
    return go.Scatter(
        x=_middle(ticks),
        y=[end for _, end in _tips(kind, ticks, places, most)],
        mode="markers",
        marker={
            "symbol": "circle",
            "size": 5 if kind == "neutral" else 3,
            "color": colors.of(kind),
            "opacity": 1,
        },
        customdata=np.array([[target, actor, *span] for target, actor, span in keys], object),
        hovertext=[
            f"<b>{shown[actor]}</b>, {_span(start, end)}<br>{SIGNS[kind]} {KINDS[kind]}: "
            f"{counted(number, 'statement')}<br><i>Click to read them</i>"
            for actor, start, end, number in told
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        name=KINDS[kind],
    )


def _span(start: pd.Timestamp, end: pd.Timestamp) -> str:
    return day(start) if start == end else f"{day(start)} to {day(end)}"


def _title(stated: pd.DataFrame, dated: pd.DataFrame) -> str:
    if stated.empty:
        return "No statement takes a position yet"
    if dated.empty:
        return "No statement has a day of publication yet"
    days = dated["published"].nunique()
    return f"{counted(len(dated), 'statement')} on {counted(days, 'day')}"


def _notes(stated: pd.DataFrame, dated: pd.DataFrame, step: str, most: int) -> Sequence[str]:
    notes = []
    if len(dated):
        notes.append(f"▲ in favor, ▼ against, ◆ neutral. The longest tick stands for {most:,}.")
    if step != "day":
        notes[-1] += f" So many statements are drawn by {step}."
    if len(dated) < len(stated):
        notes.append(f"{counted(len(stated) - len(dated), 'statement')} of unknown day not drawn.")
    return notes
