"""A chart by its name, straight from statements, with the numbers that it draws."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from stance import measures
from stance.charts import CHARTS, Basis
from stance.codebook import Codebook
from stance.errors import UsageError

#: What a chart's table is made with, by the word for it in `stance.charts.Chart.table`.
_TABLES: Mapping[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "predictions": lambda statements: statements,
    "positions": measures.positions,
    "divergence": measures.divergence,
    "timeline": measures.timeline,
}


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart with everything that leaves the building with it.

    Attributes:
        name: The chart's name, for file names.
        figure: The figure, as it is on the page.
        table: The numbers that it draws.
        statements: The canonical table behind them.
    """

    name: str
    figure: go.Figure
    table: pd.DataFrame
    statements: pd.DataFrame


def table_of(name: str, statements: pd.DataFrame) -> pd.DataFrame:
    """The numbers that a chart draws.

    Args:
        name: A name in `stance.charts.CHARTS`.
        statements: The canonical table.

    Raises:
        UsageError: There is no such chart, or the table is not the canonical one.
    """
    if name not in CHARTS:
        raise UsageError(f"There is no chart {name!r}.", f"Expected: {', '.join(CHARTS)}.")
    return _TABLES[CHARTS[name].table](statements)


def drawn(
    name: str, statements: pd.DataFrame, codebook: Codebook, *, theme: str = "light"
) -> Drawing:
    """A chart of a canonical table.

    Args:
        name: A name in `stance.charts.CHARTS`.
        statements: The canonical table.
        codebook: The actors and targets to show.
        theme: ``"light"`` or ``"dark"``.

    Raises:
        UsageError: There is no such chart or theme, or the table is not the canonical one.
    """
    table = table_of(name, statements)
    chart = CHARTS[name]
    more = {"statements": statements} if chart.statements else {}
    figure = chart.draw(table, codebook, basis=Basis.of(statements), theme=theme, **more)
    return Drawing(name, figure, table, statements)
