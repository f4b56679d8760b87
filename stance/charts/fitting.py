"""A figure made to fit a slide, a column of a report or a square, with words of one's own.

The drawing stays what it is on screen; only its size and the words around it change. A figure
keeps its type at a size that can be read: where a drawing is too high for a slide it is pressed as
far as it bears, then gets a wider ground, and the whole is made smaller.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

import plotly.graph_objects as go

from stance.charts.canvas import EXPORT_WIDTH, Frame, Lines, above, below, dressed
from stance.charts.theme import SMALL_SIZE
from stance.errors import UsageError

#: Free room around a figure that stands alone, in pixels.
PADDING = 28
#: A drawing gets no higher than this many times its own height; the rest stays empty, half of it
#: between the words above and the drawing, half between the drawing and the words below.
_STRETCH = 2.5
#: Grounds grow by so many pixels, of which both shapes make whole heights.
_STEP = 16


@dataclass(frozen=True, slots=True)
class Size:
    """How large a picture is.

    Attributes:
        name: The word for it.
        summary: One line on what it is for.
        width: Pixels across at scale 1.
        height: Pixels down at scale 1; 0 for as many as it needs.
        ground: The least width in pixels that the figure is laid out on.
        most: Where it has no height of its own: so many pixels down a drawing is pressed to keep
            to, as far as it bears. Two of a column then stand on a page.
    """

    name: str
    summary: str
    width: int
    height: int
    ground: int
    most: int = 0


#: Every size by name.
SIZES: Mapping[str, Size] = {
    size.name: size
    for size in (
        Size("page", "as on the page, with room around it", 0, 0, 0),
        Size("slide", "a slide, 16:9, 1280 by 720", 1280, 720, 768),
        Size("column", "a column of a report, 760 wide", 760, 0, 760, most=548),
        Size("square", "a square for social media, 1080 by 1080", 1080, 1080, 768),
    )
}


@dataclass(frozen=True, slots=True)
class Words:
    """Words of one's own around a figure, in plain text; what is empty stays as it is.

    Attributes:
        title: In place of the finding.
        subtitle: In place of the line that says how to read the figure.
        footer: A line above what the figure rests on, which always stays.
    """

    title: str = ""
    subtitle: str = ""
    footer: str = ""


def fitted(figure: go.Figure, size: str = "page", words: Words | None = None) -> go.Figure:
    """A copy of a figure for a place outside the page.

    Args:
        figure: What a chart of this room gave; another plotly figure keeps its own lay-out.
        size: A name in `SIZES`.
        words: Words of one's own.

    Returns:
        The copy, with `width` and `height`. Its ``layout.meta`` holds `title`, `alt`, and as
        `zoom` how many pixels of the picture one of the figure's becomes.

    Raises:
        UsageError: There is no such size.
    """
    if size not in SIZES:
        raise UsageError(f"There is no size {size!r}.", f"Expected: {', '.join(SIZES)}.")
    wanted, words = SIZES[size], words or Words()
    copy = go.Figure(deepcopy(figure.to_dict()))
    meta: dict[str, Any] = dict(copy.layout.meta or {})
    told = meta.get("frame")
    if told is None:
        return _padded(copy, wanted, meta)
    known = {key: told[key] for key in Frame.__dataclass_fields__}
    frame = _worded(Frame(**known | {"notes": tuple(known["notes"])}), words)
    width, drawing, lines, spare = _laid(frame, int(told["drawing"]), wanted)
    # Title and footer keep to the edges, as on a poster; what is spare goes around the drawing.
    roomy = replace(frame, top=frame.top + spare // 2, bottom=frame.bottom + spare - spare // 2)
    dressed(copy, roomy, drawing, lines, told["theme"])
    if words.title:
        meta |= {"title": words.title, "alt": f"{words.title}. {meta['alt']}"}
    if words.footer:
        meta["alt"] += f" {words.footer}"
    copy.update_layout(width=width - 2 * PADDING)
    return _padded(copy, wanted, meta)


def smallest_type(figure: go.Figure) -> float:
    """The size in pixels that the smallest words of a fitted figure have in its picture."""
    return float(SMALL_SIZE * (figure.layout.meta or {}).get("zoom", 1.0))


def _worded(frame: Frame, words: Words) -> Frame:
    return replace(
        frame,
        title=words.title or frame.title,
        lead=words.subtitle or frame.lead,
        notes=(*frame.notes, *([words.footer] if words.footer else [])),
    )


def _laid(frame: Frame, drawing: int, size: Size) -> tuple[int, int, Lines, int]:
    """Width with its padding, height of the drawing, its lines and what stays empty, for a size."""
    if not size.ground:
        return EXPORT_WIDTH + 2 * PADDING, drawing, Lines.within(EXPORT_WIDTH), 0

    def lines(width: int) -> Lines:
        return Lines.within(width - 2 * PADDING)

    def needed(width: int) -> int:
        around = above(frame, lines(width)) + below(frame, lines(width))
        return least + around + 2 * PADDING

    width = size.ground
    least = round(drawing * frame.least)
    if not size.height:
        pressed = max(least, size.most - (needed(width) - least))
        return width, min(drawing, pressed), lines(width), 0
    shape = size.height / size.width
    while needed(width) > width * shape:
        width += _STEP
    spare = round(width * shape) - needed(width)
    grown = min(round(drawing * _STRETCH), least + spare)
    return width, grown, lines(width), spare - (grown - least)


def _padded(figure: go.Figure, size: Size, meta: dict[str, Any]) -> go.Figure:
    layout = figure.layout
    margin = {side: (layout.margin[side] or 0) + PADDING for side in ("l", "r", "t", "b")}
    width = (layout.width or EXPORT_WIDTH) + 2 * PADDING
    height = (layout.height or 500) + 2 * PADDING
    zoom = size.width / width if size.width else 1.0
    figure.update_layout(
        margin=margin, width=width, height=height, meta={**meta, "zoom": zoom, "size": size.name}
    )
    return figure
