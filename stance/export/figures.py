"""Figures as self-contained pages, plotly JSON and images."""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import plotly.io as pio

from stance.charts import Words, fitted
from stance.errors import ExportError
from stance.export.described import described
from stance.export.files import suffix_of, write
from stance.export.rendering import IMAGE_FORMATS, check_images, render

#: Formats of figures by the ending of the file name.
FIGURE_FORMATS = ("html", "json", *IMAGE_FORMATS)

#: The least and the greatest number of a PNG's pixels for each pixel of the figure.
SCALES = (1, 4)


@dataclass(frozen=True, slots=True)
class Look:
    """How a figure leaves the page.

    Attributes:
        size: A name in `stance.charts.SIZES`: ``page``, ``slide``, ``column`` or ``square``.
        scale: Pixels of a PNG for each pixel of the figure, from 1 to 4.
        words: Title, subtitle and footer of one's own.
    """

    size: str = "page"
    scale: float = 2
    words: Words = field(default_factory=Words)


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


def save_figure(figure: go.Figure, path: str | Path, look: Look | None = None) -> Path:
    """Writes a figure in the format of the file's name.

    Args:
        figure: The figure, as it is on the page.
        path: A file ending in one of `FIGURE_FORMATS`; replaced if it exists.
        look: Size, scale and words of one's own.

    Returns:
        The path.

    Raises:
        ExportError: The format is unknown, no browser renders it, or it cannot be written.
        MissingExtraError: The format needs a package that is not installed.
        UsageError: There is no such size.
    """
    kind = suffix_of(path, FIGURE_FORMATS)
    return write(path, figure_bytes(figure, kind, look))


def figure_bytes(figure: go.Figure, kind: str, look: Look | None = None) -> bytes:
    """A figure as the content of a file; arguments and errors as in `save_figure`.

    What it shows stands in the file in words too: as title and description of an SVG, in text
    chunks of a PNG, in the properties of a PDF and as the label of the drawing in a page.
    """
    look = look or Look()
    if kind not in FIGURE_FORMATS:
        raise ExportError(
            f"There is no figure format {kind!r}.", f"Expected: {', '.join(FIGURE_FORMATS)}."
        )
    if not SCALES[0] <= look.scale <= SCALES[1]:
        raise ExportError(
            f"The scale is {look.scale}.",
            f"Expected {SCALES[0]} to {SCALES[1]}.",
            "2 suits most pages.",
        )
    if kind == "json":
        return str(figure.to_json()).encode("utf-8", "replace")
    alone = fitted(figure, look.size, look.words)
    if kind == "html":
        return _page(alone).encode("utf-8", "replace")
    meta: dict[str, Any] = alone.layout.meta
    options = {
        "format": kind,
        "width": alone.layout.width,
        "height": alone.layout.height,
        "scale": look.scale * meta["zoom"] if kind == "png" else 1,
    }
    picture = render(alone.to_dict(), options)
    return described(picture, kind, meta)


def _page(figure: go.Figure) -> str:
    width, figure.layout.width = figure.layout.width, None
    meta: dict[str, Any] = figure.layout.meta
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
        title=html.escape(str(meta.get("title", "Chart"))),
        alt=html.escape(str(meta.get("alt", "Chart"))),
        paper=figure.layout.template.layout.paper_bgcolor or "#ffffff",
        width=width,
        figure=drawing,
    )
