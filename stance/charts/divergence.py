"""Pairwise divergence: how far each two actors are apart on each target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from stance.charts.basis import Basis
from stance.charts.canvas import Frame, framed, label
from stance.charts.findings import apart
from stance.charts.lettering import capital, plain, wrapped
from stance.charts.pairing import Pair, pairs_of
from stance.charts.theme import Palette, palette

if TYPE_CHECKING:
    from stance.codebook import Codebook
    from stance.domain import Target

_ROW = 64
#: Its lines of words are as far apart as the largest needs; by so much they stand too high.
_LOWER = 0.03
_ACROSS = 2
#: Room between two triangles, and for the heading and the names of one, in cells.
_GAP, _HEAD, _NAMES = 0.35, 0.55, 0.62
_LEAD = "Divergence from 0 (alike) to 1 (opposite sides), its 90% interval, statements of each."
_NOTES = (
    "Faded: the chance that the two are far apart is under 90%. Grey: one of the two said nothing.",
)


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where the triangles stand: actors down and across, targets in blocks."""

    actors: tuple[str, ...]
    targets: tuple[Target, ...]

    @property
    def steps(self) -> int:
        return max(1, len(self.actors) - 1)

    @property
    def columns(self) -> int:
        return max(1, min(len(self.targets), _ACROSS))

    @property
    def width(self) -> float:
        return self.columns * self.steps + (self.columns - 1) * _GAP

    @property
    def height(self) -> float:
        return max(1, -(-len(self.targets) // _ACROSS)) * (self.steps + _HEAD + _NAMES)

    def place(self, number: int) -> tuple[float, float]:
        """The centre of the first cell of a block."""
        down, across = divmod(number, _ACROSS)
        return across * (self.steps + _GAP), -down * (self.steps + _HEAD + _NAMES)


def divergence_heatmap(
    divergence: pd.DataFrame,
    codebook: Codebook,
    *,
    basis: Basis | None = None,
    theme: str = "light",
) -> go.Figure:
    """Draws one triangle a target; a cell shows divergence, interval and both counts.

    Every cell can be clicked: its ``customdata`` is ``[target, actor, other actor]``.

    Args:
        divergence: The table that `stance.measures.divergence` gives.
        codebook: Names and order of actors and targets.
        basis: What the footer says.
        theme: ``"light"`` or ``"dark"``.

    Raises:
        UsageError: There is no such theme.
    """
    colors = palette(theme)
    pairs = {(one.target, *one.actors): one for one in pairs_of(divergence, codebook)}
    heard = {actor for key in pairs for actor in key[1:]}
    spoken = {key[0] for key in pairs}
    grid = _Grid(
        tuple(one.key for one in codebook.actors if one.key in heard),
        tuple(one for one in codebook.targets if one.key in spoken),
    )
    figure = go.Figure()
    if pairs:
        _draw(figure, grid, pairs, colors)
        _name(figure, grid, {one.key: one.name for one in codebook.actors}, colors)
    figure.update_xaxes(range=[-0.5, grid.width - 0.498], visible=False, fixedrange=True)
    top = 0.5 + _HEAD
    figure.update_yaxes(range=[top - grid.height, top], visible=False, fixedrange=True)
    figure.update_layout(showlegend=False, bargap=0)
    frame = Frame(
        title=apart(divergence, codebook),
        lead=_LEAD if pairs else "At least two actors must have said something on a target.",
        footer=basis.line() if basis else "",
        notes=_NOTES if pairs else (),
        top=4,
        bottom=0,
    )
    return framed(figure, frame, round(_ROW * grid.height) if pairs else 10, theme)


def _draw(
    figure: go.Figure, grid: _Grid, pairs: dict[tuple[str, str, str], Pair], colors: Palette
) -> None:
    cells = []
    for number, target in enumerate(grid.targets):
        x, y = grid.place(number)
        for down in range(1, len(grid.actors)):
            for across in range(down):
                key = (target.key, grid.actors[across], grid.actors[down])
                cells.append((x + across, y - down + 1, key, pairs.get(key)))
    lines = [
        colors.absent if pair is None else colors.apart if pair.clear else colors.rule
        for *_, pair in cells
    ]
    figure.add_trace(
        go.Bar(
            x=[x for x, *_ in cells],
            y=[0.94] * len(cells),
            base=[y - 0.47 for _, y, *_ in cells],
            width=0.97,
            marker={
                "color": [pair.ground(colors) if pair else colors.absent for *_, pair in cells],
                "line": {"color": lines, "width": 1},
                "cornerradius": 3,
            },
            customdata=[list(key) for *_, key, _ in cells],
            hovertext=[
                pair.hover() if pair else "One of the two said nothing" for *_, pair in cells
            ],
            hovertemplate="%{hovertext}<extra></extra>",
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 1}},
            name="pairs",
        )
    )
    figure.add_trace(
        go.Scatter(
            x=[x for x, *_ in cells],
            y=[y - _LOWER for _, y, *_ in cells],
            mode="text",
            text=[_text(pair) for *_, pair in cells],
            textfont={
                "color": [pair.lettering(colors) if pair else colors.muted for *_, pair in cells]
            },
            hoverinfo="skip",
            name="words",
        )
    )


def _name(figure: go.Figure, grid: _Grid, names: dict[str, str], colors: Palette) -> None:
    for number, target in enumerate(grid.targets):
        x, y = grid.place(number)
        head = {"size": 14, "weight": 600, "yanchor": "bottom"}
        label(figure, plain(capital(target.name)), x - 0.49, y + 0.58, colors, **head)
        below = {"xanchor": "center", "align": "center", "yanchor": "top", "color": colors.muted}
        for across, actor in enumerate(grid.actors[:-1]):
            under = y - grid.steps + 0.44
            label(figure, wrapped(names[actor], 10), x + across, under, colors, **below)
        if not x:
            beside = {"size": 13, "xref": "paper", "xshift": -140}
            for down, actor in enumerate(grid.actors[1:]):
                label(figure, wrapped(names[actor], 18), 0, y - down, colors, **beside)


def _text(pair: Pair | None) -> str:
    if pair is None:
        return "–"
    one, other = pair.statements
    return (
        f"<b>{pair.divergence:.2f}</b><br><span style='font-size:11px'>"
        f"{pair.low:.2f}–{pair.high:.2f}<br>n {one:,} + {other:,}</span>"
    )
