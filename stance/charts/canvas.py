"""The frame of every figure: title that states the finding, lead, drawing, footer.

Only the title block and the footer have a height in pixels; the drawing in between gets the
rest, so that a figure keeps its shape in every format.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from stance.charts.lettering import balanced, wrapped
from stance.charts.theme import LEAD_SIZE, SMALL_SIZE, TITLE_SIZE, Palette, palette, template

#: Characters in a line of the title, of the lead and of the footer at the narrowest page.
_TITLE_LINE, _LEAD_LINE, _FOOT_LINE = 80, 112, 136
_TITLE_STEP, _LEAD_STEP, _FOOT_STEP = 25, 19, 17
#: Width in pixels of a figure that leaves the page.
EXPORT_WIDTH = 1120


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a drawing.

    Attributes:
        title: The finding, in plain text.
        lead: How to read the figure, in plain text.
        footer: What it rests on, in plain text.
        notes: Lines above the footer, such as the meaning of faded cells.
        left, right: Room beside the drawing in pixels.
        top: Room between the lead and the drawing, for column heads or a legend.
        bottom: Room between the drawing and the footer, for an axis.
    """

    title: str
    lead: str = ""
    footer: str = ""
    notes: tuple[str, ...] = ()
    left: int = 140
    right: int = 3
    top: int = 16
    bottom: int = 14


def framed(figure: go.Figure, frame: Frame, drawing: int, theme: str) -> go.Figure:
    """Puts title, lead and footer around a figure and fixes its height.

    Args:
        figure: The drawing; changed in place.
        frame: What stands around it.
        drawing: Height of the drawing itself in pixels.
        theme: ``"light"`` or ``"dark"``.

    Returns:
        The same figure. Its ``layout.meta["alt"]`` is a text for people who cannot see it.
    """
    colors = palette(theme)
    title = balanced(frame.title, _TITLE_LINE)
    lead = wrapped(frame.lead, _LEAD_LINE)
    foot = [wrapped(line, _FOOT_LINE) for line in (*frame.notes, frame.footer) if line]
    head = _lines(title) * _TITLE_STEP + (_lines(lead) * _LEAD_STEP + 4 if lead else 0)
    above = head + frame.top + 8
    below = frame.bottom + sum(map(_lines, foot)) * _FOOT_STEP + (14 if foot else 4)
    figure.update_layout(
        template=template(theme),
        height=drawing + above + below,
        margin={"l": frame.left, "r": frame.right, "t": above, "b": below, "pad": 0},
        meta={"alt": " ".join(part for part in (frame.title + ".", frame.lead) if part)},
    )
    y = above
    for text, size, step, color, weight in (
        (title, TITLE_SIZE, _TITLE_STEP, colors.ink, 650),
        (lead, LEAD_SIZE, _LEAD_STEP, colors.muted, 400),
    ):
        if text:
            figure.add_annotation(
                **_block(text, size, color, weight),
                x=0,
                y=1,
                yanchor="top",
                yshift=y,
                xshift=-frame.left - 1,
            )
            y -= _lines(text) * step + 4
    if foot:
        figure.add_annotation(
            **_block("<br>".join(foot), SMALL_SIZE, colors.muted, 400),
            x=0,
            y=0,
            yanchor="top",
            yshift=-frame.bottom - 8,
            xshift=-frame.left - 1,
        )
    return figure


def label(figure: go.Figure, text: str, x: float, y: float, colors: Palette, **style: Any) -> None:
    """Writes escaped text at a place of the drawing.

    Args:
        figure: Changed in place.
        text: Already escaped, see `stance.charts.lettering.wrapped`.
        x: In the units of the axis, unless `style` names another reference.
        y: In the units of the axis, unless `style` names another reference.
        colors: Of the figure's theme.
        style: Anything a plotly annotation takes; ``size``, ``color`` and ``weight`` too.
    """
    font = {
        "size": style.pop("size", SMALL_SIZE),
        "color": style.pop("color", colors.ink),
        "weight": style.pop("weight", 400),
    }
    place = {"xref": "x", "yref": "y", "xanchor": "left", "align": "left"} | style
    figure.add_annotation(text=text, x=x, y=y, font=font, showarrow=False, **place)


def _lines(text: str) -> int:
    return text.count("<br>") + 1 if text else 0


def _block(text: str, size: int, color: str, weight: int) -> dict[str, Any]:
    return {
        "text": text,
        "font": {"size": size, "color": color, "weight": weight},
        "xref": "paper",
        "yref": "paper",
        "xanchor": "left",
        "align": "left",
        "showarrow": False,
        "borderpad": 0,
    }
