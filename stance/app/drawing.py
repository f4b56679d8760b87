"""A chart on a page, and everything that can be taken away with it."""

from __future__ import annotations

import base64
import html
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from stance import charts, export
from stance.app import cache, frame
from stance.domain import Selection
from stance.errors import ExportError

if TYPE_CHECKING:
    from pandas import DataFrame
    from plotly.graph_objects import Figure

_NO_BROWSER = (
    "PNG and PDF are made by Chrome, Chromium or Edge, and none was found on this machine. "
    "The camera in the corner of the chart saves it as SVG all the same, and the one in the HTML "
    "file as PNG."
)
#: Where the preview of a picture stands, whatever its shape; grey, so that its edges are seen in
#: both looks.
_BOX = (
    '<div style="height:400px;display:flex;align-items:center;justify-content:center;'
    'padding:12px;background:rgba(128,128,128,.18);border-radius:6px">{}</div>'
)
_THEMES = {"light": "Light", "dark": "Dark"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A chart to show.

    Attributes:
        name: A word for widget keys and file names, one for each chart of a page.
        draw: Draws it, with ``theme=…``.
        table: The numbers that it draws.
        statements: The canonical table behind them, if there is one.
        selection: Which part of the store they are.
    """

    name: str
    draw: Callable[..., Figure]
    table: DataFrame
    statements: DataFrame | None = None
    selection: Selection | None = None


def chart(
    shown: Shown, *, clickable: bool = False, prepare: Callable[[Figure], object] | None = None
) -> list[Any] | None:
    """Show a chart with its downloads.

    Args:
        shown: The chart.
        clickable: Whether a click on a mark means something.
        prepare: What is to be done to the figure on the page only.

    Returns:
        The ``customdata`` of the mark that was clicked, or ``None``.
    """
    theme = frame.theme()
    figure = shown.draw(theme=theme)
    if prepare:
        prepare(figure)
    config = {
        "displaylogo": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": "svg", "filename": f"stance-{shown.name}"},
        "doubleClick": False,
    }
    options: dict[str, Any] = (
        {"on_select": "rerun", "selection_mode": "points"} if clickable else {}
    )
    event = st.plotly_chart(
        figure,
        theme=None,
        key=f"chart-{shown.name}-{theme}",
        config=config,
        alt=(figure.layout.meta or {}).get("alt"),
        **options,
    )
    if st.button(
        "Export",
        key=f"export-{shown.name}",
        icon=":material/download:",
        type="tertiary",
        help="This chart as a picture or a page, its numbers, or all of it in one ZIP.",
    ):
        _export(shown)
    if not clickable:
        return None
    points = event["selection"]["points"]
    return next((list(one["customdata"]) for one in points if one.get("customdata")), None)


@st.dialog("Export this chart", width="large")
def _export(shown: Shown) -> None:
    images = export.find_browser() is not None
    # The preview stands beside what changes it, so that both are seen at once.
    asked, seen = st.columns([5, 6], gap="medium") if images else (st.container(), None)
    with asked:
        look, theme = _look(shown.name, images=images)
        _files(shown, look, theme, images=images)
    if seen is not None:
        with seen:
            _preview(shown, look, theme)


def _files(shown: Shown, look: export.Look, theme: str, *, images: bool) -> None:
    """Everything that can be taken away."""
    st.caption("The chart")
    with st.container(horizontal=True):
        for kind in export.FIGURE_FORMATS:
            if kind == "html" or (images and kind != "json"):
                frame.download(shown.name, kind, partial(_picture, shown, kind, look, theme))
    if not images:
        st.caption(_NO_BROWSER)
    st.caption("The numbers behind it")
    frame.table_buttons(shown.name, shown.table)
    if shown.statements is not None:
        st.caption(
            "Everything: the chart, its numbers, the statements behind it, and where all of it "
            "comes from"
        )
        frame.download(shown.name, "zip", partial(_bundle, shown, look, theme), label="ZIP")


def _preview(shown: Shown, look: export.Look, theme: str) -> None:
    """The picture that will leave, beside the buttons, which do not wait for it.

    It stands in a box that is there before it and as high for every size, so nothing moves.
    """
    st.caption("The picture as it will leave")
    place = st.empty()
    place.html(_BOX.format('<span style="opacity:.6">Drawing …</span>'))
    figure = shown.draw(theme=theme)
    try:
        picture = export.figure_bytes(figure, "png", replace(look, scale=1))
    except ExportError as error:
        place.error(frame.literal(str(error)))
        return
    alone: dict[str, str] = charts.fitted(figure, look.size, look.words).layout.meta
    data = base64.b64encode(picture).decode("ascii")
    place.html(
        _BOX.format(
            f'<img alt="{html.escape(alone["alt"], quote=True)}" '
            f'src="data:image/png;base64,{data}" style="max-width:100%;max-height:100%">'
        )
    )


def _look(name: str, *, images: bool) -> tuple[export.Look, str]:
    """Size, theme and words, as a person wants them."""
    chosen = st.selectbox(
        "Size",
        list(charts.SIZES),
        key=f"size-{name}",
        format_func=lambda key: charts.SIZES[key].summary.capitalize(),
    )
    theme, scale = st.columns(2)
    shade = theme.selectbox(
        "Look",
        list(_THEMES),
        index=list(_THEMES).index(frame.theme()),
        key=f"theme-{name}",
        format_func=lambda key: _THEMES[key],
    )
    low, high = export.SCALES
    dots = scale.selectbox(
        "Sharpness of a PNG",
        range(low, high + 1),
        index=1,
        key=f"scale-{name}",
        format_func=lambda times: f"{times}×",
        disabled=not images,
    )
    title = st.text_input(
        "Title", key=f"title-{name}", placeholder="As on the page: what the numbers say"
    )
    subtitle = st.text_input(
        "Subtitle", key=f"subtitle-{name}", placeholder="As on the page: how to read the chart"
    )
    footer = st.text_input(
        "Footer",
        key=f"footer-{name}",
        placeholder="A line of your own, such as a source",
    )
    words = charts.Words(title or "", subtitle or "", footer or "")
    return export.Look(size=chosen, scale=dots, words=words), shade


def _picture(shown: Shown, kind: str, look: export.Look, theme: str) -> bytes:
    return export.figure_bytes(shown.draw(theme=theme), kind, look)


def _bundle(shown: Shown, look: export.Look, theme: str) -> bytes:
    statements = pd.DataFrame() if shown.statements is None else shown.statements
    whole = export.Drawing(shown.name, shown.draw(theme=theme), shown.table, statements)
    return export.bundle_bytes(whole, cache.codebook(), selection=shown.selection, look=look)
