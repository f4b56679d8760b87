"""How good the labels are: three drawings for the pages that report an evaluation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from stance.charts.canvas import Frame, framed
from stance.charts.lettering import plain
from stance.charts.theme import BODY_SIZE, mix, palette
from stance.charts.verdict import KINDS
from stance.domain import CLASSES

_SIDE = 340


def reliability_plot(bins: Sequence[Mapping[str, float]], *, theme: str = "light") -> go.Figure:
    """Certainty against accuracy; points under the line are too sure of themselves.

    Args:
        bins: ``confidence``, ``accuracy`` and ``items``, as an evaluation report holds them.
        theme: ``"light"`` or ``"dark"``.

    Raises:
        UsageError: There is no such theme.
    """
    colors = palette(theme)
    figure = go.Figure()
    figure.add_shape(
        type="line", x0=0, y0=0, x1=1, y1=1, line={"color": colors.rule, "width": 1, "dash": "dot"}
    )
    most = max((one["items"] for one in bins), default=1)
    figure.add_scatter(
        x=[one["confidence"] for one in bins],
        y=[one["accuracy"] for one in bins],
        mode="lines+markers",
        line={"color": colors.favor, "width": 1.5},
        marker={"size": [6 + 18 * (one["items"] / most) ** 0.5 for one in bins], "opacity": 0.85},
        text=[f"{one['items']:.0f} answers" for one in bins],
        hovertemplate="%{text}: %{x:.0%} sure, %{y:.0%} right<extra></extra>",
    )
    _shares(figure, "How sure the model is", "Share of them right")
    frame = Frame(
        title="How sure, and how often right",
        lead="On the dotted line it is right as often as it says. Larger points: more answers.",
        left=60, bottom=44, top=12,
    )  # fmt: skip
    return framed(figure, frame, _SIDE, theme)


def coverage_plot(points: Sequence[Mapping[str, float]], *, theme: str = "light") -> go.Figure:
    """Accuracy over the surest share of the answers, for every share.

    Args:
        points: ``coverage`` and ``accuracy``, as an evaluation report holds them.
        theme: ``"light"`` or ``"dark"``.

    Raises:
        UsageError: There is no such theme.
    """
    colors = palette(theme)
    figure = go.Figure()
    figure.add_scatter(
        x=[one["coverage"] for one in points],
        y=[one["accuracy"] for one in points],
        mode="lines",
        line={"color": colors.favor, "width": 2},
        hovertemplate="surest %{x:.0%}: %{y:.0%} right<extra></extra>",
    )
    _shares(figure, "Share of the answers kept, the surest first", "Share of them right")
    frame = Frame(
        title="The fewer answers, the more of them right",
        lead="Share that is right if only so many of the answers are kept, the surest first.",
        left=60, bottom=44, top=12,
    )  # fmt: skip
    return framed(figure, frame, _SIDE, theme)


def confusion_plot(table: Sequence[Sequence[int]], *, theme: str = "light") -> go.Figure:
    """Counts of true answer by given answer; every cell also says its number.

    Args:
        table: Counts (4, 4), gold by row and answer by column, in the order of
            `stance.domain.CLASSES`.
        theme: ``"light"`` or ``"dark"``.

    Raises:
        UsageError: There is no such theme.
    """
    colors = palette(theme)
    shares = [[count / max(1, sum(row)) for count in row] for row in table]
    names = [plain({**KINDS, "none": KINDS["no_position"]}[name]) for name in CLASSES]
    right, every = sum(row[place] for place, row in enumerate(table)), sum(map(sum, table))
    # No cell gets so dark, or in the dark look so bright, that its number cannot be read.
    strongest = mix(colors.absent, colors.favor, 0.5)
    figure = go.Figure(
        go.Heatmap(
            z=shares, x=names, y=names, zmin=0, zmax=1, xgap=2, ygap=2, showscale=False,
            colorscale=[[0, colors.absent], [1, strongest]],
            textfont={"color": colors.ink, "size": BODY_SIZE},
            text=[[str(count) for count in row] for row in table],
            texttemplate="%{text}",
            hovertemplate="truly %{y}, answered %{x}: %{text}<extra></extra>",
        )
    )  # fmt: skip
    figure.update_yaxes(autorange="reversed", title={"text": "What readers said", "standoff": 12})
    figure.update_xaxes(title={"text": "What the model answered", "standoff": 12}, showgrid=False)
    frame = Frame(
        title=f"{right:,} of {every:,} answers are right",
        lead="Right ones lie on the diagonal. The stronger the color, the larger the share of the "
        "row.",
        left=124, bottom=52, top=12,
    )  # fmt: skip
    return framed(figure, frame, _SIDE, theme)


def _shares(figure: go.Figure, across: str, up: str) -> None:
    figure.update_xaxes(range=[0, 1.02], tickformat=".0%", title_text=across)
    figure.update_yaxes(range=[0, 1.04], tickformat=".0%", title_text=up)
    figure.update_layout(showlegend=False)
