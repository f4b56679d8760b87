"""Stances: how much of what each actor said is in favor, against and neutral, as bars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from stance.charts.basis import Basis
from stance.charts.canvas import Frame, framed, label, rule
from stance.charts.findings import headline
from stance.charts.lettering import capital, counted, plain, within, wrapped
from stance.charts.theme import SMALL_SIZE, Palette, contrast, mix, palette
from stance.charts.verdict import KINDS, SIGNS, Verdict, by_cell, verdict

if TYPE_CHECKING:
    from stance.codebook import Codebook

_ROW = 46
_LEFT, _RIGHT = 140, 128
#: Rows that a heading takes, and the room between two targets.
_HEAD, _GAP = 0.8, 0.35
#: From these shares on, the count and then the percentage too fit into a segment.
_ROOM_FOR_COUNT, _ROOM_FOR_SHARE = 0.15, 0.3
_LEAD = (
    "Share of each actor's statements: to the right in favor, to the left against, "
    "neutral ones across the middle."
)
_NOTES = (
    "▲ in favor, ▼ against, ◆ neutral, with the number of statements. Faded: the interval of the "
    "position crosses zero. Copies of one text are counted each time here, once in the position.",
)


@dataclass(frozen=True, slots=True)
class _Row:
    """One actor on one target; y is the middle of its bar."""

    actor: str
    target: str
    y: float
    row: dict[str, Any] | None

    @property
    def verdict(self) -> Verdict:
        return verdict(self.row)

    @property
    def settled(self) -> bool:
        """Whether the bar may be drawn in full colour."""
        return self.verdict.clear

    def count(self, kind: str) -> int:
        return 0 if self.row is None else int(self.row[kind])

    def share(self, kind: str) -> float:
        return self.count(kind) / self.count("n")

    def start(self, kind: str) -> float:
        """Where the segment begins: the neutral one lies across the middle."""
        half = self.share("neutral") / 2
        return {"against": -half - self.share("against"), "neutral": -half, "favor": half}[kind]


def stance_bars(
    positions: pd.DataFrame,
    codebook: Codebook,
    *,
    basis: Basis | None = None,
    theme: str = "light",
) -> go.Figure:
    """Draws one bar an actor, split at the middle, in one block a target.

    Every segment can be clicked: its ``customdata`` is ``[actor, target, stance]``.

    Args:
        positions: The table that `stance.measures.positions` gives; targets that are not in it
            are left out, actors that are not in it have no evidence.
        codebook: Names and order of actors and targets.
        basis: What the footer says.
        theme: ``"light"`` or ``"dark"``.

    Raises:
        UsageError: There is no such theme.
    """
    colors = palette(theme)
    rows, heads, depth = _placed(positions, codebook)
    figure = go.Figure()
    actors = {one.key: one.name for one in codebook.actors}
    targets = {one.key: one.name for one in codebook.targets}
    spoke = [one for one in rows if one.count("n")]
    for kind in ("against", "neutral", "favor"):
        figure.add_trace(_segments(kind, spoke, (actors, targets), colors))
    for target, y in heads.items():
        head = {"size": 14, "weight": 600, "xref": "paper", "xshift": -_LEFT}
        label(figure, plain(capital(targets[target])), 0, y, colors, **head)
    for one in rows:
        _name(figure, one, actors[one.actor], colors)
    ends = (min((one.y for one in rows), default=0.0) - 0.5, 0.5 + _HEAD)
    if rows:
        middle = {"color": colors.muted, "width": 1}
        rule(figure, type="line", x0=0, x1=0, y0=ends[0], y1=0.5, line=middle, layer="below")
    figure.update_xaxes(
        range=[-1.005, 1.005],
        tickvals=[-1, -0.5, 0, 0.5, 1],
        ticktext=["100% against", "50%", "0", "50%", "100% in favor"],
        fixedrange=True,
        visible=bool(rows),
    )
    figure.update_yaxes(range=list(ends), visible=False, fixedrange=True)
    figure.update_layout(showlegend=False, barmode="overlay", bargap=0)
    wanted = positions[positions["target"].isin(list(targets))]
    frame = Frame(
        title=headline(wanted, codebook),
        lead=_LEAD if rows else "A statement of an actor on a target becomes part of a bar.",
        footer=basis.line() if basis else "",
        notes=_NOTES if spoke else (),
        left=_LEFT,
        right=_RIGHT,
        top=4,
        bottom=26 if rows else 0,
        least=0.67,
    )
    return framed(figure, frame, round(_ROW * depth) if rows else 10, theme)


def _placed(
    positions: pd.DataFrame, codebook: Codebook
) -> tuple[list[_Row], dict[str, float], float]:
    """The rows, the heights of the headings, and how many rows all of it takes."""
    cells = by_cell(positions)
    known = {target for _, target in cells}
    rows: list[_Row] = []
    heads: dict[str, float] = {}
    y = 0.0
    for target in codebook.targets:
        if target.key not in known:
            continue
        heads[target.key] = -y + 0.45 + _HEAD / 2
        for actor in codebook.actors:
            rows.append(_Row(actor.key, target.key, -y, cells.get((actor.key, target.key))))
            y += 1
        y += _HEAD + _GAP
    return rows, heads, y - _GAP


def _segments(
    kind: str, rows: list[_Row], names: tuple[dict[str, str], dict[str, str]], colors: Palette
) -> go.Bar:
    shown = [one for one in rows if one.count(kind)]
    grounds = [_ground(one, kind, colors) for one in shown]
    return go.Bar(
        orientation="h",
        x=[one.share(kind) for one in shown],
        y=[one.y for one in shown],
        base=[one.start(kind) for one in shown],
        width=0.66,
        marker={
            "color": grounds,
            "line": {
                "color": [colors.of(kind) if one.settled else colors.rule for one in shown],
                "width": 1,
            },
        },
        text=[_text(one, kind) for one in shown],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        constraintext="none",
        textfont={
            "size": SMALL_SIZE,
            "color": [_lettering(under, colors) for under in grounds],
        },
        customdata=[[one.actor, one.target, kind] for one in shown],
        hovertext=[_hover(one, kind, names) for one in shown],
        hovertemplate="%{hovertext}<extra></extra>",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        name=KINDS[kind],
    )


def _ground(one: _Row, kind: str, colors: Palette) -> str:
    return mix(colors.paper, colors.of(kind), 0.5 if one.settled else 0.16)


def _lettering(ground: str, colors: Palette) -> str:
    return max((colors.ink, colors.paper), key=lambda color: contrast(color, ground))


def _text(one: _Row, kind: str) -> str:
    share = one.share(kind)
    if share < _ROOM_FOR_COUNT:
        return ""
    said = f"{SIGNS[kind]} {one.count(kind):,}"
    return f"{said} · {share:.0%}" if share >= _ROOM_FOR_SHARE else said


def _hover(one: _Row, kind: str, names: tuple[dict[str, str], dict[str, str]]) -> str:
    actors, targets = names
    return "<br>".join(
        (
            f"<b>{plain(actors[one.actor])}</b> on {plain(targets[one.target])}",
            f"{SIGNS[kind]} {KINDS[kind]}: {one.count(kind):,} of "
            f"{counted(one.count('n'), 'statement')} ({one.share(kind):.0%})",
            f"in {within(one.row or {})} in all",
            one.verdict.value,
            "<i>Click to read them</i>",
        )
    )


def _name(figure: go.Figure, one: _Row, name: str, colors: Palette) -> None:
    beside = {"size": 13, "xref": "paper", "xshift": -_LEFT}
    label(figure, wrapped(name, 18), 0, one.y, colors, **beside)
    if not one.count("n"):
        quiet = {"xanchor": "center", "color": colors.muted, "bgcolor": colors.paper}
        label(figure, one.verdict.value, 0, one.y, colors, **quiet)
        return
    counts = [counted(one.count("n"), "statement"), counted(one.count("n_documents"), "document")]
    after = {"xref": "paper", "xshift": 10, "color": colors.muted}
    label(figure, "<br>".join(counts), 1, one.y, colors, **after)
