"""The model's four probabilities of one statement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go

from stance.charts.canvas import Frame, framed
from stance.charts.theme import BODY_SIZE, Palette, mix, palette

_ROWS = (
    ("p_favor", "In favor", "favor"),
    ("p_against", "Against", "against"),
    ("p_neutral", "Neutral", "neutral"),
    ("p_none", "No position", "none"),
)
_ROW = 27


def probabilities(row: Mapping[str, Any], *, footer: str = "", theme: str = "light") -> go.Figure:
    """Draws how sure the model is of each of the four readings of a statement.

    Args:
        row: A row of the canonical table.
        footer: What stands below, such as the model's name.
        theme: ``"light"`` or ``"dark"``.

    Raises:
        UsageError: There is no such theme.
    """
    colors = palette(theme)
    values = [float(row[name]) for name, _, _ in _ROWS]
    figure = go.Figure(
        go.Bar(
            x=values,
            y=[word for _, word, _ in _ROWS],
            orientation="h",
            width=0.62,
            marker={"color": [_fill(key, colors) for _, _, key in _ROWS], "cornerradius": 2},
            text=[f"{value:.0%}" for value in values],
            textposition="outside",
            textfont={"size": BODY_SIZE, "color": colors.ink},
            cliponaxis=False,
            hovertemplate="%{y}: %{x:.1%}<extra></extra>",
        )
    )
    figure.update_xaxes(range=[0, 1.0], visible=False, fixedrange=True)
    figure.update_yaxes(
        autorange="reversed",
        fixedrange=True,
        ticklabelstandoff=8,
        tickfont={"color": colors.ink, "size": BODY_SIZE},
    )
    likely = max(_ROWS, key=lambda one: float(row[one[0]]))
    frame = Frame(
        title=f"Most likely {likely[1].lower()}, {float(row[likely[0]]):.0%}",
        footer=footer,
        left=88,
        right=48,
        top=6,
        bottom=2,
    )
    return framed(figure, frame, _ROW * len(_ROWS), theme)


def _fill(key: str, colors: Palette) -> str:
    return mix(colors.paper, colors.muted, 0.45) if key == "none" else colors.of(key)
