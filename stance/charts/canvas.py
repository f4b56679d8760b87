"""The frame of every figure: title that states the finding, lead, drawing, footer.

Only the title block and the footer have a height in pixels; the drawing in between gets the
rest, so that a figure keeps its shape in every format.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import plotly.graph_objects as go

from stance.charts.lettering import balanced, wrapped
from stance.charts.theme import LEAD_SIZE, SMALL_SIZE, TITLE_SIZE, Palette, palette, template

_TITLE_STEP, _LEAD_STEP, _FOOT_STEP = 25, 19, 17
#: Width in pixels of a figure that leaves the page.
EXPORT_WIDTH = 1120
#: Names of the annotations that stand around a drawing.
_AROUND = ("frame-title", "frame-lead", "frame-foot")


@dataclass(frozen=True, slots=True)
class Lines:
    """How many characters fit into a line.

    Attributes:
        title, lead, foot: Characters in a line of each.
    """

    title: int
    lead: int
    foot: int

    @classmethod
    def within(cls, width: float) -> Lines:
        """As many as `width` pixels hold in the widest of the usual sans-serif faces."""
        return cls(*(max(12, int(width / wide)) for wide in (10.3, 6.9, 6.0)))


#: At the narrowest page.
ON_PAGE = Lines(80, 112, 136)


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
        least: The share of its height at which a drawing still reads, for a slide.
    """

    title: str
    lead: str = ""
    footer: str = ""
    notes: tuple[str, ...] = ()
    left: int = 140
    right: int = 3
    top: int = 16
    bottom: int = 14
    least: float = 1.0


def framed(figure: go.Figure, frame: Frame, drawing: int, theme: str) -> go.Figure:
    """Puts title, lead and footer around a figure and fixes its height.

    Args:
        figure: The drawing; changed in place.
        frame: What stands around it.
        drawing: Height of the drawing itself in pixels.
        theme: ``"light"`` or ``"dark"``.

    Returns:
        The same figure. Its ``layout.meta`` holds as ``title`` the finding, as ``alt`` a text for
        people who cannot see it, and as ``frame`` what `stance.charts.fitted` needs.
    """
    told = " ".join(part for part in (f"{frame.title}.", frame.lead, frame.footer) if part)
    kept = {**asdict(frame), "drawing": drawing, "theme": theme}
    figure.layout.meta = {"title": frame.title, "alt": told, "frame": kept}
    dressed(figure, frame, drawing, ON_PAGE, theme)
    # Last, because plotly copies the template whenever the layout is changed as a whole.
    figure.layout.template = template(theme)
    return figure


def above(frame: Frame, lines: Lines) -> int:
    """Pixels over the drawing: title, lead and what the frame keeps free."""
    title, lead, _ = _texts(frame, lines)
    head = _lines(title) * _TITLE_STEP + (_lines(lead) * _LEAD_STEP + 4 if lead else 0)
    return head + frame.top + 8


def below(frame: Frame, lines: Lines) -> int:
    """Pixels under the drawing: what the frame keeps free, notes and footer."""
    *_, foot = _texts(frame, lines)
    return frame.bottom + _lines(foot) * _FOOT_STEP + (14 if foot else 4)


def dressed(figure: go.Figure, frame: Frame, drawing: int, lines: Lines, theme: str) -> go.Figure:
    """Puts the words of a frame around a figure, in place of those that it may have.

    Args:
        figure: Changed in place.
        frame: What stands around it.
        drawing: Height of the drawing itself in pixels.
        lines: How long lines may be.
        theme: ``"light"`` or ``"dark"``.

    Returns:
        The same figure.
    """
    colors = palette(theme)
    title, lead, foot = _texts(frame, lines)
    over, under = above(frame, lines), below(frame, lines)
    kept = [one for one in figure.layout.annotations if one.name not in _AROUND]
    kept += _waiting(figure, "annotations")
    blocks = []
    y = over
    for name, text, size, step, color, weight in (
        (_AROUND[0], title, TITLE_SIZE, _TITLE_STEP, colors.ink, 650),
        (_AROUND[1], lead, LEAD_SIZE, _LEAD_STEP, colors.muted, 400),
    ):
        if text:
            block = _block(text, size, color, weight) | {"name": name, "xshift": -frame.left - 1}
            blocks.append(block | {"x": 0, "y": 1, "yanchor": "top", "yshift": y})
            y -= _lines(text) * step + 4
    if foot:
        block = _block(foot, SMALL_SIZE, colors.muted, 400) | {"name": _AROUND[2]}
        place = {"x": 0, "y": 0, "yanchor": "top", "yshift": -frame.bottom - 8}
        blocks.append(block | place | {"xshift": -frame.left - 1})
    shapes = [*figure.layout.shapes, *_waiting(figure, "shapes")]
    figure._waiting = None
    figure.update_layout(
        annotations=[*kept, *blocks],
        shapes=shapes,
        height=drawing + over + under,
        margin={"l": frame.left, "r": frame.right, "t": over, "b": under, "pad": 0},
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
    write(figure, text=text, x=x, y=y, font=font, showarrow=False, **place)


def write(figure: go.Figure, **annotation: Any) -> None:
    """Keeps a plotly annotation until `framed` sets all of them at once.

    Plotly reads every annotation again whenever one is added, which takes long with many.
    """
    _waiting(figure, "annotations").append(annotation)


def rule(figure: go.Figure, **shape: Any) -> None:
    """Keeps a plotly shape until `framed` sets all of them at once; see `write`."""
    _waiting(figure, "shapes").append(shape)


def _waiting(figure: go.Figure, what: str) -> list[dict[str, Any]]:
    """What waits to be set on a figure; plotly leaves attributes with an underscore alone."""
    kept: dict[str, list[dict[str, Any]]] | None = getattr(figure, "_waiting", None)
    if kept is None:
        kept = figure._waiting = {"annotations": [], "shapes": []}
    return kept[what]


def _texts(frame: Frame, lines: Lines) -> tuple[str, str, str]:
    """Title, lead and footer, escaped and broken into lines."""
    foot = [wrapped(line, lines.foot) for line in (*frame.notes, frame.footer) if line]
    return balanced(frame.title, lines.title), wrapped(frame.lead, lines.lead), "<br>".join(foot)


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
