"""Pairs of actors by divergence, ordered only as far as their intervals allow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

import pandas as pd
import plotly.graph_objects as go

from stance.charts.basis import Basis
from stance.charts.canvas import Frame, framed, label, rule
from stance.charts.findings import apart
from stance.charts.lettering import capital, plain
from stance.charts.pairing import Pair, pairs_of
from stance.charts.theme import Palette, mix, palette

if TYPE_CHECKING:
    from stance.codebook import Codebook

_ROW = 27
_LEFT = 290
_NOTES = (
    "Filled: the chance that the two are far apart is 90% or more. Pairs between two dotted lines "
    "are in no order, as their intervals overlap. Grey tick: what two who think alike would show.",
)


class _Spanning(Protocol):
    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float: ...


T = TypeVar("T", bound=_Spanning)


def divergence_pairs(
    divergence: pd.DataFrame,
    codebook: Codebook,
    *,
    basis: Basis | None = None,
    theme: str = "light",
) -> go.Figure:
    """Draws each pair as a point with its interval: first who is clearly apart, then the rest.

    Within these, groups whose intervals do not overlap stand in order; inside a group the pairs
    stand in the codebook's order. Every point can be clicked: its ``customdata`` is
    ``[target, actor, other actor]``.

    Args:
        divergence: The table that `stance.measures.divergence` gives.
        codebook: Names and order of actors and targets.
        basis: What the footer says.
        theme: ``"light"`` or ``"dark"``.

    Raises:
        UsageError: There is no such theme.
    """
    colors = palette(theme)
    pairs = pairs_of(divergence, codebook)
    figure = go.Figure()
    lines: list[tuple[float, Pair]] = []
    y = 0.0
    for target in codebook.targets:
        mine = [one for one in pairs if one.target == target.key]
        if not mine:
            continue
        head = {"size": 14, "weight": 600, "xref": "paper", "xshift": -_LEFT}
        label(figure, plain(capital(target.name)), 0, -y, colors, **head)
        y += 1
        clear, rest = ([one for one in mine if one.clear is sure] for sure in (True, False))
        for number, tier in enumerate(tiers(clear) + tiers(rest)):
            if number:
                dotted = {"color": colors.muted, "width": 1, "dash": "dot"}
                rule(figure, type="line", x0=0, x1=1, y0=0.5 - y, y1=0.5 - y, line=dotted)
            for one in tier:
                lines.append((-y, one))
                y += 1
        y += 0.4
    if lines:
        _draw(figure, lines, colors)
    frame = Frame(
        title=apart(divergence, codebook),
        lead="Divergence from 0 (alike) to 1 (opposite sides) with its 90% interval, and the "
        "statements of each.",
        footer=basis.line() if basis else "",
        notes=_NOTES if lines else (),
        left=_LEFT,
        right=24,
        top=14,
        bottom=26,
        least=0.75,
    )
    figure.update_xaxes(range=[-0.01, 1.01], tickvals=[0, 0.25, 0.5, 0.75, 1], fixedrange=True)
    figure.update_yaxes(range=[0.4 - max(y, 1.0), 0.6], visible=False, fixedrange=True)
    figure.update_layout(showlegend=False)
    return framed(figure, frame, round(_ROW * max(y, 1.0)), theme)


def tiers(spans: Sequence[T]) -> list[list[T]]:
    """Splits intervals into groups that can be ranked: each lies wholly above the next.

    Args:
        spans: With `low` and `high`, in the order that each group shall keep.

    >>> from collections import namedtuple
    >>> Span = namedtuple("Span", "low high")
    >>> tiers([Span(0.1, 0.3), Span(0.5, 0.9), Span(0.2, 0.4)])
    [[Span(low=0.5, high=0.9)], [Span(low=0.1, high=0.3), Span(low=0.2, high=0.4)]]
    """
    groups: list[list[int]] = []
    floor = 0.0
    for index in sorted(range(len(spans)), key=lambda one: -spans[one].high):
        if not groups or spans[index].high < floor:
            groups.append([])
            floor = spans[index].low
        groups[-1].append(index)
        floor = min(floor, spans[index].low)
    return [[spans[index] for index in sorted(group)] for group in groups]


def _draw(figure: go.Figure, lines: list[tuple[float, Pair]], colors: Palette) -> None:
    for y, pair in lines:
        tone = colors.ink if pair.clear else colors.muted
        label(figure, _named(pair), 0, y, colors, size=13, color=tone, xref="paper", xshift=-_LEFT)
    for clear, share in ((True, 1.0), (False, 0.45)):
        some = [(y, pair) for y, pair in lines if pair.clear is clear]
        figure.add_trace(
            go.Scatter(
                x=[x for _, pair in some for x in (pair.low, pair.high, None)],
                y=[height for y, _ in some for height in (y, y, None)],
                mode="lines",
                line={"color": mix(colors.paper, colors.apart, share), "width": 3},
                hoverinfo="skip",
                name="interval",
            )
        )
    still = {"unselected": {"marker": {"opacity": 1}}, "mode": "markers"}
    figure.add_trace(
        go.Scatter(
            x=[pair.null for _, pair in lines],
            y=[y for y, _ in lines],
            marker={
                "symbol": "line-ns-open",
                "size": 11,
                "color": colors.muted,
                "line": {"width": 1.5},
            },
            hoverinfo="skip",
            name="chance",
            **still,
        )
    )
    figure.add_trace(
        go.Scatter(
            x=[pair.divergence for _, pair in lines],
            y=[y for y, _ in lines],
            marker={
                "size": 12,
                "color": [colors.apart if pair.clear else colors.paper for _, pair in lines],
                "line": {"color": colors.apart, "width": 2},
                "opacity": 1,
            },
            customdata=[pair.key for _, pair in lines],
            hovertext=[pair.hover() for _, pair in lines],
            hovertemplate="%{hovertext}<extra></extra>",
            name="divergence",
            **still,
        )
    )


def _named(pair: Pair) -> str:
    one, other = pair.statements
    name = plain(" – ".join(pair.names))
    return f"{name}  <span style='font-size:11px'>{one:,} + {other:,}</span>"
