"""What pages share: the theme, plain text, and downloads of a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from stance import export

if TYPE_CHECKING:
    from pandas import DataFrame


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


def table_buttons(name: str, table: DataFrame) -> None:
    """Downloads of a table in the formats that analysts ask for."""
    with st.container(horizontal=True):
        for kind in ("csv", "xlsx", "parquet"):
            download(name, kind, partial(export.table_bytes, table, kind))


def in_percent(table: DataFrame, names: Iterable[str]) -> DataFrame:
    """A copy with shares in [0, 1] as percent, which a table shows without decimals."""
    return table.assign(**{name: table[name] * 100 for name in names})


def download(name: str, kind: str, make: Callable[[], bytes], *, label: str = "") -> None:
    """A button that makes a file when it is pressed, not before.

    Args:
        name: The file's name, without what all names begin and end with.
        kind: Its ending.
        make: Gives its content.
        label: What stands on the button; by default the ending.
    """
    st.download_button(
        label or (kind.upper() if kind != "parquet" else "Parquet"),
        make,
        file_name=f"stance-{name}.{kind}",
        key=f"{name}-{kind}",
        on_click="ignore",
    )
