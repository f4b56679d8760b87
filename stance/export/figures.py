"""Figures as self-contained pages, plotly JSON and images."""

from __future__ import annotations

import html
from copy import deepcopy
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import plotly.io as pio

from stance.charts.canvas import EXPORT_WIDTH
from stance.errors import ExportError
from stance.export.files import suffix_of, write
from stance.export.rendering import IMAGE_FORMATS, check_images, render

#: Formats of figures by the ending of the file name.
FIGURE_FORMATS = ("html", "json", *IMAGE_FORMATS)

#: Free room around a figure that stands alone, in pixels.
_PADDING = 28

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>body {{ margin: 0; background: {paper}; }} main {{ max-width: {width}px; }}</style>
</head>
<body>
<main role="img" aria-label="{alt}">
{figure}
</main>
</body>
</html>
"""


def check_figure(path: str | Path) -> None:
    """Refuses what cannot be written, before any work is done.

    Raises:
        ExportError: The format is not among `FIGURE_FORMATS`, or needs a browser that this
            machine lacks.
        MissingExtraError: The format needs a package that is not installed.
    """
    if suffix_of(path, FIGURE_FORMATS) in IMAGE_FORMATS:
        check_images()


def save_figure(
    figure: go.Figure,
    path: str | Path,
    *,
    scale: float = 2,
    width: int | None = None,
    height: int | None = None,
) -> Path:
    """Writes a figure in the format of the file's name.

    Args:
        figure: The figure, as it is on the page.
        path: A file ending in one of `FIGURE_FORMATS`; replaced if it exists.
        scale: Pixels of the file for each pixel of the figure, in PNG.
        width: Width in pixels; the figure's own, or 1120, if not given.
        height: Height in pixels; the figure's own if not given.

    Returns:
        The path.

    Raises:
        ExportError: The format is unknown, no browser renders it, or it cannot be written.
        MissingExtraError: The format needs a package that is not installed.
    """
    kind = suffix_of(path, FIGURE_FORMATS)
    return write(path, figure_bytes(figure, kind, scale=scale, width=width, height=height))


def figure_bytes(
    figure: go.Figure,
    kind: str,
    *,
    scale: float = 2,
    width: int | None = None,
    height: int | None = None,
) -> bytes:
    """A figure as the content of a file; arguments and errors as in `save_figure`."""
    if kind not in FIGURE_FORMATS:
        raise ExportError(
            f"There is no figure format {kind!r}.", f"Expected: {', '.join(FIGURE_FORMATS)}."
        )
    if not 0.1 <= scale <= 10:
        raise ExportError(f"The scale is {scale}.", "Expected 0.1 to 10.", "2 suits most pages.")
    if kind == "json":
        return str(figure.to_json()).encode("utf-8", "replace")
    alone = _standing_alone(figure, width, height)
    if kind == "html":
        return _page(alone).encode("utf-8", "replace")
    options = {
        "format": kind,
        "width": alone.layout.width,
        "height": alone.layout.height,
        "scale": scale if kind == "png" else 1,
    }
    return render(alone.to_dict(), options)


def _standing_alone(figure: go.Figure, width: int | None, height: int | None) -> go.Figure:
    """A copy with room around it, which a page gives and a file does not."""
    alone = go.Figure(deepcopy(figure.to_dict()))
    layout = alone.layout
    margin = {side: (layout.margin[side] or 0) + _PADDING for side in ("l", "r", "t", "b")}
    alone.update_layout(
        margin=margin,
        width=width or (layout.width or EXPORT_WIDTH) + 2 * _PADDING,
        height=height or (layout.height or 500) + 2 * _PADDING,
    )
    return alone


def _page(figure: go.Figure) -> str:
    width, figure.layout.width = figure.layout.width, None
    meta: dict[str, Any] = figure.layout.meta or {}
    alt = str(meta.get("alt", "Chart"))
    # The id is fixed, so that the same figure gives the same file.
    drawing = pio.to_html(
        figure,
        config={"displaylogo": False, "responsive": True},
        include_plotlyjs=True,
        include_mathjax=False,
        full_html=False,
        div_id="figure",
    )
    return _PAGE.format(
        title=html.escape(alt.partition(". ")[0]),
        alt=html.escape(alt),
        paper=figure.layout.template.layout.paper_bgcolor or "#ffffff",
        width=width,
        figure=drawing,
    )
