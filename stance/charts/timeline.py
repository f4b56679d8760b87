"""Timeline: where each actor stood, step of time by step of time, with its interval."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from stance.charts.basis import Basis
from stance.charts.canvas import Frame, framed, label, rule
from stance.charts.lanes import Lanes, named, stacked
from stance.charts.lettering import counted, day, listed, plain, signed, within
from stance.charts.theme import Palette, mix, palette
from stance.charts.verdict import KINDS, SIGNS, Verdict, verdict

if TYPE_CHECKING:
    from stance.codebook import Codebook

#: Days with statements that are drawn as single ticks; with more there are none, and a note.
MOST_TICKS = 4_000
#: Height in pixels of a lane, and of one among many.
_LANE, _LOW_LANE, _MANY = 96, 64, 9
_LEFT = 156
#: In lanes: room of a heading, of the scale on either side of its middle, and of the ticks.
_HEAD, _HALF, _EDGE = 0.34, 0.29, 0.365
_TICKS = {"favor": _EDGE, "neutral": 0.0, "against": -_EDGE}
_DAY = pd.Timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Lane:
    """One actor on one target; y is the middle of its scale."""

    actor: str
    target: str
    y: float
    rows: list[dict[str, Any]]

    def at(self, value: float) -> float:
        return self.y + _HALF * float(value)

    def runs(self) -> Iterator[list[dict[str, Any]]]:
        """The steps in groups between which something is missing."""
        run: list[dict[str, Any]] = []
        for row in self.rows:
            if run and row["start"] != run[-1]["end"] + _DAY:
                yield run
                run = []
            run.append(row)
        if run:
            yield run


def position_lines(
    steps: pd.DataFrame,
    codebook: Codebook,
    *,
    statements: pd.DataFrame | None = None,
    basis: Basis | None = None,
    theme: str = "light",
) -> go.Figure:
    """Draws one lane an actor, in one block a target: a line with its interval as a band.

    The line runs only through steps that follow each other; a step without evidence is a gap.
    Every point and every tick can be clicked: its ``customdata`` is ``[target, actor, first day,
    last day]``.

    Args:
        steps: The table that `stance.measures.timeline` gives.
        codebook: Names and order of actors and targets.
        statements: The canonical table behind it; each of its statements becomes a tick.
        basis: What the footer says.
        theme: ``"light"`` or ``"dark"``.

    Raises:
        UsageError: There is no such theme.
    """
    colors = palette(theme)
    stack, lanes = _lanes(steps, codebook)
    figure = go.Figure()
    names = {one.key: one.name for one in codebook.actors}
    named(figure, stack, codebook, colors, left=_LEFT, width=15)
    for lane in lanes:
        _scale(figure, lane, colors)
    ticks, omitted = _ticks(statements, lanes)
    if lanes:
        figure.add_trace(_bands(lanes, colors))
        figure.add_trace(_lonely(lanes, colors))
        figure.add_trace(_lines(lanes, colors))
        for kind, some in ticks.groupby("stance", sort=False):
            figure.add_trace(_rug(str(kind), some, names, colors))
        figure.add_trace(_points(lanes, names, colors))
        shown = [row for lane in lanes for row in lane.rows]
        first, last = min(r["start"] for r in shown), max(r["end"] for r in shown) + _DAY
        figure.update_xaxes(range=[first, last])
    figure.update_xaxes(type="date", showgrid=True, fixedrange=True, visible=bool(lanes))
    figure.update_yaxes(range=[-stack.depth, 0.0], visible=False, fixedrange=True)
    figure.update_layout(showlegend=False)
    frame = Frame(
        title=moves(steps, codebook),
        lead=_lead(steps) if lanes else "A statement needs a day of publication to be drawn here.",
        footer=basis.line() if basis else "",
        notes=tuple(_notes(steps, codebook, lanes, len(ticks), omitted)),
        left=_LEFT,
        right=34,
        top=6,
        bottom=36 if lanes else 0,
        least=0.7,
    )
    height = _LANE if len(lanes) < _MANY else _LOW_LANE
    return framed(figure, frame, round(height * stack.depth) if lanes else 10, theme)


def moves(steps: pd.DataFrame, codebook: Codebook) -> str:
    """One sentence on who changed sides and who never did; the title of the figure.

    An actor changed sides if the first and the last interval that do not cross zero lie on
    opposite sides of it. It stayed if in two steps or more every interval lies on one side.

    Args:
        steps: The table that `stance.measures.timeline` gives.
        codebook: Names and order.
    """
    _, lanes = _lanes(steps, codebook)
    if not lanes:
        return "No dated statement yet"
    said = []
    for target in codebook.targets:
        groups: dict[str, list[str]] = {}
        for actor in codebook.actors:
            for lane in lanes:
                if (lane.actor, lane.target) == (actor.key, target.key) and (way := _way(lane)):
                    groups.setdefault(way, []).append(actor.name)
        if groups:
            clauses = [f"{listed(some)} {way}" for way, some in sorted(groups.items())]
            said.append(f"On {target.proposition}: {'; '.join(clauses)}")
    if said:
        return ". ".join(said)
    if len({row["start"] for lane in lanes for row in lane.rows}) == 1:
        return (
            f"No change can be seen yet: every dated statement is of one {lanes[0].rows[0]['step']}"
        )
    return "No change of side is clear yet"


def _way(lane: _Lane) -> str:
    read = [verdict(row) for row in lane.rows]
    clear = [one for one in read if one.clear]
    words = {Verdict.IN_FAVOR: "in favor", Verdict.AGAINST: "against"}
    if not clear:
        return ""
    if clear[0] is not clear[-1]:
        return f"moved from {words[clear[0]]} to {words[clear[-1]]}"
    if len(read) > 1 and len(clear) == len(read) and len(set(clear)) == 1:
        return f"stayed {words[clear[0]]}"
    return ""


def _lanes(steps: pd.DataFrame, codebook: Codebook) -> tuple[Lanes, list[_Lane]]:
    """Where lanes stand, and the lanes with what is drawn in them."""
    drawn = steps[steps["start"].notna() & (steps["n"] > 0)].sort_values("start", kind="stable")
    rows: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in drawn.to_dict("records"):
        rows.setdefault((row["actor"], row["target"]), []).append(row)
    stack = stacked(dict.fromkeys(rows, 1.0), codebook, head=_HEAD, gap=0.1)
    return stack, [_Lane(*key, y, rows[key]) for key, y in stack.middles.items()]


def _scale(figure: go.Figure, lane: _Lane, colors: Palette) -> None:
    number = {"xref": "paper", "xshift": -8, "xanchor": "right", "size": 11, "color": colors.muted}
    for value, text in ((-1, "−1"), (0, "0"), (1, "+1")):
        label(figure, text, 0, lane.at(value), colors, **number)
        rule(
            figure,
            type="line",
            xref="paper",
            x0=0,
            x1=1,
            y0=lane.at(value),
            y1=lane.at(value),
            layer="below",
            line={
                "color": colors.rule if value == 0 else mix(colors.paper, colors.rule, 0.6),
                "width": 1,
            },
        )


def _middle(row: dict[str, Any]) -> pd.Timestamp:
    return row["start"] + (row["end"] + _DAY - row["start"]) / 2


def _bands(lanes: Sequence[_Lane], colors: Palette) -> go.Scatter:
    """The intervals of steps that follow each other; a gap parts two polygons."""
    x: list[pd.Timestamp | None] = []
    y: list[float | None] = []
    for lane in lanes:
        for run in lane.runs():
            if len(run) > 1:
                there = [_middle(row) for row in run]
                x += [*there, *reversed(there), there[0], None]
                upper = [lane.at(row["high"]) for row in run]
                y += [*upper, *(lane.at(row["low"]) for row in reversed(run)), upper[0], None]
    return go.Scatter(
        x=x,
        y=y,
        mode="lines",
        fill="toself",
        fillcolor=mix(colors.paper, colors.muted, 0.24),
        line={"width": 0},
        hoverinfo="skip",
        name="interval",
    )


def _lonely(lanes: Sequence[_Lane], colors: Palette) -> go.Scatter:
    """The intervals of steps with a gap on both sides, as bars: a band has no width there."""
    alone = [(lane, run[0]) for lane in lanes for run in lane.runs() if len(run) == 1]
    return go.Scatter(
        x=[x for _, row in alone for x in (_middle(row), _middle(row), None)],
        y=[y for lane, row in alone for y in (lane.at(row["low"]), lane.at(row["high"]), None)],
        mode="lines",
        line={"color": mix(colors.paper, colors.muted, 0.4), "width": 5},
        hoverinfo="skip",
        name="interval of a single step",
    )


def _lines(lanes: Sequence[_Lane], colors: Palette) -> go.Scatter:
    runs = [(lane, run) for lane in lanes for run in lane.runs()]
    return go.Scatter(
        x=[x for _, run in runs for x in (*map(_middle, run), None)],
        y=[y for lane, run in runs for y in (*(lane.at(row["position"]) for row in run), None)],
        mode="lines",
        line={"color": colors.ink, "width": 2},
        connectgaps=False,
        hoverinfo="skip",
        name="line",
    )


def _points(lanes: Sequence[_Lane], names: dict[str, str], colors: Palette) -> go.Scatter:
    placed = [(lane, row, verdict(row)) for lane in lanes for row in lane.rows]
    sides = [_side(row, read, colors) for _, row, read in placed]
    filled = [read.clear or read is Verdict.NO_SIDE for *_, read in placed]
    return go.Scatter(
        x=[_middle(row) for _, row, _ in placed],
        y=[lane.at(row["position"]) for lane, row, _ in placed],
        mode="markers",
        marker={
            "symbol": [read.symbol.removesuffix("-open") for *_, read in placed],
            "size": 11,
            "color": [
                side if full else colors.paper for side, full in zip(sides, filled, strict=True)
            ],
            "line": {"color": sides, "width": 2},
            "opacity": 1,
        },
        customdata=[
            [lane.target, lane.actor, f"{row['start']:%Y-%m-%d}", f"{row['end']:%Y-%m-%d}"]
            for lane, row, _ in placed
        ],
        hovertext=[_hover(names[lane.actor], row, read) for lane, row, read in placed],
        hovertemplate="%{hovertext}<extra></extra>",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        name="position",
    )


def _side(row: dict[str, Any], read: Verdict, colors: Palette) -> str:
    if read in (Verdict.MIXED, Verdict.NO_SIDE):
        return colors.neutral
    return colors.favor if row["position"] > 0 else colors.against


def span(step: str, start: pd.Timestamp) -> str:
    """A step of time in words.

    >>> span("week", pd.Timestamp(2022, 1, 3)), span("quarter", pd.Timestamp(2022, 4, 1))
    ('Week from 3 January 2022', 'Quarter 2 of 2022')
    """
    if step == "week":
        return f"Week from {day(start)}"
    if step == "month":
        return f"{start:%B %Y}"
    return f"Quarter {start.quarter} of {start.year}" if step == "quarter" else f"{start.year}"


def _hover(name: str, row: dict[str, Any], read: Verdict) -> str:
    counts = [
        f"{SIGNS[kind]} {int(row[kind]):,} {KINDS[kind].lower()}"
        for kind in ("favor", "against", "neutral")
        if row[kind]
    ]
    return "<br>".join(
        (
            f"<b>{plain(name)}</b>, {span(row['step'], row['start'])}",
            f"{read.value}, {signed(row['position'])}"
            f" (90% interval {signed(row['low'])} to {signed(row['high'])})",
            f"n = {counted(row['n'], 'statement')} in {within(row)}",
            " · ".join(counts),
            "<i>Click to read them</i>",
        )
    )


def _ticks(statements: pd.DataFrame | None, lanes: Sequence[_Lane]) -> tuple[pd.DataFrame, int]:
    """Statements by lane, day and stance with their number, and how many are too many to draw."""
    columns = ["target", "actor", "published", "stance", "number", "y"]
    if statements is None or not lanes:
        return pd.DataFrame(columns=columns), 0
    said = statements[statements["stance"].isin(list(_TICKS)) & statements["published"].notna()]
    keys = ["target", "actor", "published", "stance"]
    ticks = said.groupby(keys, sort=True).size().rename("number").reset_index()
    middles = {(lane.target, lane.actor): lane.y for lane in lanes}
    place = [middles.get(key) for key in zip(ticks["target"], ticks["actor"], strict=True)]
    ticks["y"] = pd.Series(place, dtype="float64") + ticks["stance"].map(_TICKS).astype("float64")
    ticks = ticks[ticks["y"].notna()]
    if len(ticks) > MOST_TICKS:
        return pd.DataFrame(columns=columns), int(ticks["number"].sum())
    return ticks, 0


def _rug(kind: str, ticks: pd.DataFrame, names: dict[str, str], colors: Palette) -> go.Scatter:
    days = [f"{one:%Y-%m-%d}" for one in ticks["published"]]
    keys = zip(ticks["target"], ticks["actor"], days, days, strict=True)
    told = zip(ticks["actor"], ticks["published"], ticks["number"], strict=True)
    return go.Scatter(
        x=list(ticks["published"] + _DAY / 2),
        y=list(ticks["y"]),
        mode="markers",
        marker={
            "symbol": "line-ns-open",
            "size": 7,
            "color": colors.of(kind),
            "line": {"width": 1.5, "color": colors.of(kind)},
            "opacity": 1,
        },
        customdata=[list(key) for key in keys],
        hovertext=[
            f"<b>{plain(names[actor])}</b>, {day(when)}<br>{SIGNS[kind]} {KINDS[kind]}: "
            f"{counted(number, 'statement')}"
            for actor, when, number in told
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        name=KINDS[kind],
    )


def _lead(steps: pd.DataFrame) -> str:
    return (
        f"Position in each {steps['step'].iloc[0]} from −1 (against) to +1 (in favor); the band is "
        "its 90% interval. Where nothing was said there is no line."
    )


def _notes(
    steps: pd.DataFrame, codebook: Codebook, lanes: Sequence[_Lane], ticks: int, omitted: int
) -> Iterator[str]:
    if lanes:
        yield (
            "▲ in favor, ▼ against, ◆ no side; hollow: the interval crosses zero. "
            + ("Thin ticks are statements: above in favor, below against." if ticks else "")
        ).strip()
    if omitted:
        yield f"The {omitted:,} single statements are too many for ticks."
    known = steps["target"].isin([one.key for one in codebook.targets]) & steps["actor"].isin(
        [one.key for one in codebook.actors]
    )
    undated = int(steps.loc[known & steps["start"].isna(), "n"].sum())
    if undated:
        are = "is" if undated == 1 else "are"
        yield f"{counted(undated, 'statement')} of unknown date {are} not drawn."
