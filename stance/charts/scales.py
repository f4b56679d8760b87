"""Rows of one scale from against to in favor: a mark with its interval, its words beside it.

Two charts are made of them: one actor over all targets, and the members of a bloc.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from stance.charts.canvas import label, rule
from stance.charts.lettering import counted, plain, signed, within, wrapped
from stance.charts.theme import SMALL_SIZE, Palette, mix
from stance.charts.verdict import PATTERNS, Verdict, hatched, verdict

#: Height of a row in pixels, and what it keeps free beside the scale.
ROW, LEFT, RIGHT = 56, 190, 196
NOTES = (
    "▲ in favor, ▼ against; hollow: the interval crosses zero. Hatched: on record, takes no side. "
    "Dotted: only mentioned. Grey: no evidence.",
)
_HALF = 0.42


@dataclass(frozen=True, slots=True)
class ScaleRow:
    """One row; y is its middle.

    Attributes:
        key: What a click gives.
        name: The words at its left, in plain text.
        about: The first line of the hover label, in plain text.
        row: Of the positions table; ``None`` where there is none.
        others: Positions that are drawn as thin ticks, for comparison.
        strong: Whether the name is set in bold.
    """

    key: list[str]
    name: str
    about: str
    y: float
    row: dict[str, Any] | None
    others: tuple[float, ...] = ()
    strong: bool = False

    @property
    def verdict(self) -> Verdict:
        """How it reads."""
        return verdict(self.row)

    def number(self, name: str) -> float:
        """A number of its row; 0 where there is none."""
        return 0.0 if self.row is None else float(self.row[name])


def draw(figure: go.Figure, rows: Sequence[ScaleRow], colors: Palette) -> None:
    """Draws the rows and the axis above them; changes the figure in place."""
    figure.add_trace(_grounds(rows, colors))
    figure.add_trace(_patterns(rows, colors))
    figure.add_trace(_intervals(rows, colors))
    if any(one.others for one in rows):
        figure.add_trace(_others(rows, colors))
    figure.add_trace(_marks(rows, colors))
    figure.add_trace(_words(rows, colors))
    for one in rows:
        _beside(figure, one, colors)
    zero = {"color": colors.muted, "width": 1}
    for one in rows:
        if one.verdict.placed:
            rule(figure, type="line", x0=0, x1=0, y0=one.y - _HALF, y1=one.y + _HALF, line=zero)
    figure.update_xaxes(
        range=[-1.06, 1.06],
        tickvals=[-1, -0.5, 0, 0.5, 1],
        ticktext=["−1 against", "−0.5", "0", "+0.5", "+1 in favor"],
        showgrid=False,
        fixedrange=True,
        visible=bool(rows),
    )
    figure.update_layout(showlegend=False, barmode="overlay", bargap=0)


def _side(one: ScaleRow, colors: Palette) -> str:
    if one.verdict is Verdict.MIXED:
        return colors.neutral
    return colors.favor if one.number("position") > 0 else colors.against


def _ground(one: ScaleRow, colors: Palette) -> str:
    if one.verdict is Verdict.NO_EVIDENCE:
        return colors.absent
    if not one.verdict.placed:
        return colors.paper
    return mix(colors.paper, _side(one, colors), 0.16 if one.verdict.clear else 0.04)


def _grounds(rows: Sequence[ScaleRow], colors: Palette) -> go.Bar:
    return go.Bar(
        orientation="h",
        x=[2.12] * len(rows),
        base=[-1.06] * len(rows),
        y=[one.y for one in rows],
        width=2 * _HALF,
        marker={
            "color": [_ground(one, colors) for one in rows],
            "line": {
                "color": [_side(one, colors) if one.verdict.clear else colors.rule for one in rows],
                "width": 1,
            },
            "cornerradius": 3,
        },
        customdata=[one.key for one in rows],
        hovertext=[_hover(one) for one in rows],
        hovertemplate="%{hovertext}<extra></extra>",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        name="rows",
    )


def _patterns(rows: Sequence[ScaleRow], colors: Palette) -> go.Bar:
    shown = [one for one in rows if one.verdict in PATTERNS]
    return go.Bar(
        orientation="h",
        x=[2.1] * len(shown),
        base=[-1.05] * len(shown),
        y=[one.y for one in shown],
        width=2 * _HALF - 0.04,
        marker=hatched([one.verdict for one in shown], colors),
        hoverinfo="skip",
        name="patterns",
    )


def _intervals(rows: Sequence[ScaleRow], colors: Palette) -> go.Scatter:
    shown = [one for one in rows if one.verdict.placed]
    return go.Scatter(
        x=[x for one in shown for x in (one.number("low"), one.number("high"), None)],
        y=[y for one in shown for y in (one.y, one.y, None)],
        mode="lines",
        line={"color": colors.ink, "width": 3},
        hoverinfo="skip",
        name="interval",
    )


def _others(rows: Sequence[ScaleRow], colors: Palette) -> go.Scatter:
    return go.Scatter(
        x=[x for one in rows for x in one.others],
        y=[one.y - 0.31 for one in rows for _ in one.others],
        mode="markers",
        marker={
            "symbol": "line-ns-open",
            "size": 8,
            "color": colors.muted,
            "line": {"width": 1.5, "color": colors.muted},
            "opacity": 1,
        },
        hoverinfo="skip",
        unselected={"marker": {"opacity": 1}},
        name="others",
    )


def _marks(rows: Sequence[ScaleRow], colors: Palette) -> go.Scatter:
    shown = [one for one in rows if one.verdict.placed]
    return go.Scatter(
        x=[one.number("position") for one in shown],
        y=[one.y for one in shown],
        mode="markers",
        marker={
            "symbol": [one.verdict.symbol.removesuffix("-open") for one in shown],
            "size": 13,
            "color": [_side(one, colors) if one.verdict.clear else colors.paper for one in shown],
            "line": {"color": [_side(one, colors) for one in shown], "width": 2},
            "opacity": 1,
        },
        hoverinfo="skip",
        unselected={"marker": {"opacity": 1}},
        name="position",
    )


def _words(rows: Sequence[ScaleRow], colors: Palette) -> go.Scatter:
    """What stands on a row that has no mark."""
    shown = [one for one in rows if not one.verdict.placed]
    return go.Scatter(
        x=[0] * len(shown),
        y=[one.y for one in shown],
        mode="text",
        text=[one.verdict.value for one in shown],
        textfont={
            "size": SMALL_SIZE,
            "color": [
                colors.muted if one.verdict is Verdict.NO_EVIDENCE else colors.ink for one in shown
            ],
        },
        hoverinfo="skip",
        unselected={"textfont": {"color": colors.ink}},
        name="words",
    )


def _beside(figure: go.Figure, one: ScaleRow, colors: Palette) -> None:
    beside = {"size": 13, "xref": "paper", "xshift": -LEFT, "weight": 600 if one.strong else 400}
    label(figure, wrapped(one.name, 25, 74), 0, one.y, colors, **beside)
    lines = []
    if one.verdict.placed:
        number = signed(one.number("position"))
        lines.append(f"<b>{one.verdict.value}  {number}</b>")
    counts = [counted(int(one.number(key)), word) for key, word in _COUNTS if one.number(key)]
    mentions = int(one.number("no_position") + one.number("unsure"))
    if not counts and mentions:
        counts = [counted(mentions, "mention")]
    lines += [" · ".join(counts)] if counts else []
    after = {"xref": "paper", "xshift": 10, "color": colors.ink if lines else colors.muted}
    label(figure, "<br>".join(lines) or "–", 1, one.y, colors, **after)


_COUNTS = (("n", "statement"), ("n_documents", "document"))


def _hover(one: ScaleRow) -> str:
    lines = [f"<b>{plain(one.about)}</b>", one.verdict.value]
    if one.verdict.placed:
        lines[1] += (
            f", {signed(one.number('position'))}"
            f" (90% interval {signed(one.number('low'))} to {signed(one.number('high'))})"
        )
    if one.row is not None:
        if one.number("n"):
            statements = counted(int(one.number("n")), "statement")
            lines.append(f"{statements} in {within(one.row)}")
        lines.append("<i>Click to read the statements</i>")
    return "<br>".join(lines)
