"""What pages share: the theme, plain text, and a chart with what can be taken from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from stance import export

if TYPE_CHECKING:
    from pandas import DataFrame
    from plotly.graph_objects import Figure

_NO_BROWSER = (
    "PNG and PDF are made by Chrome, Chromium or Edge, and none was found on this machine. "
    "The camera in the corner of the chart saves it as SVG all the same."
)


def theme() -> str:
    """``light`` or ``dark``, as the reader's browser shows the page."""
    return "dark" if st.context.theme.type == "dark" else "light"


def literal(text: str) -> str:
    r"""Text that Streamlit's markdown shows as it stands.

    >>> print(literal("*a* [b](c) $d$ :red[e]"))
    \*a\* \[b\]\(c\) \$d\$ \:red\[e\]
    """
    marked = "\\`*_{}[]()#+-.!|<>$:~&"
    return "".join(f"\\{one}" if one in marked else one for one in text)


@dataclass(frozen=True, slots=True)
class Shown:
    """A chart to show.

    Attributes:
        figure: The figure.
        name: A word for widget keys and file names.
        table: The numbers that it draws.
    """

    figure: Figure
    name: str
    table: DataFrame


def chart(shown: Shown, *, clickable: bool = False) -> list[Any] | None:
    """Show a chart with its downloads.

    Args:
        shown: The chart.
        clickable: Whether a click on a mark means something.

    Returns:
        The ``customdata`` of the mark that was clicked, or ``None``.
    """
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
        shown.figure,
        theme=None,
        key=f"chart-{shown.name}-{theme()}",
        config=config,
        alt=(shown.figure.layout.meta or {}).get("alt"),
        **options,
    )
    _downloads(shown)
    if not clickable:
        return None
    points = event["selection"]["points"]
    return next((list(one["customdata"]) for one in points if one.get("customdata")), None)


def _downloads(shown: Shown) -> None:
    images = export.find_browser() is not None
    kinds = [kind for kind in export.FIGURE_FORMATS if images or kind == "html"]
    with st.popover("Export", icon=":material/download:", type="tertiary"):
        st.caption("The chart")
        with st.container(horizontal=True):
            for kind in kinds:
                if kind != "json":
                    make = partial(export.figure_bytes, shown.figure, kind)
                    _button(shown.name, kind, make)
        if not images:
            st.caption(_NO_BROWSER)
        st.caption("The numbers behind it")
        table_buttons(shown.name, shown.table)


def table_buttons(name: str, table: DataFrame) -> None:
    """Downloads of a table in the formats that analysts ask for."""
    with st.container(horizontal=True):
        for kind in ("csv", "xlsx", "parquet"):
            _button(name, kind, partial(export.table_bytes, table, kind))


def in_percent(table: DataFrame, names: Iterable[str]) -> DataFrame:
    """A copy with shares in [0, 1] as percent, which a table shows without decimals."""
    return table.assign(**{name: table[name] * 100 for name in names})


def _button(name: str, kind: str, make: partial[bytes]) -> None:
    st.download_button(
        kind.upper() if kind != "parquet" else "Parquet",
        make,
        file_name=f"stance-{name}.{kind}",
        key=f"{name}-{kind}",
        on_click="ignore",
    )
