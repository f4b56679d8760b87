"""A chart by its name, straight from statements, with the numbers that it draws."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from stance import measures
from stance.charts import CHARTS, Basis
from stance.codebook import Codebook
from stance.domain import Actor
from stance.errors import UsageError

#: What a chart's table is made with, by the word for it in `stance.charts.Chart.table`.
_TABLES: Mapping[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "predictions": lambda statements: statements,
    "positions": measures.positions,
    "divergence": measures.divergence,
    "timeline": measures.timeline,
    "closeness": measures.closeness,
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
    name: str,
    statements: pd.DataFrame,
    codebook: Codebook,
    *,
    about: str = "",
    members: tuple[str, ...] = (),
    theme: str = "light",
) -> Drawing:
    """A chart of a canonical table.

    Args:
        name: A name in `stance.charts.CHARTS`.
        statements: The canonical table.
        codebook: The actors and targets to show.
        about: Key of the actor of a ``profile``, or of the bloc of a ``dispersion``; without it the
            actor with the most statements, or the first with members.
        members: Keys of the actors that count as the bloc's members, for ``dispersion``; without
            them, the members that speak for themselves in the bloc's own rows.
        theme: ``"light"`` or ``"dark"``.

    Raises:
        UsageError: There is no such chart, actor or theme, or the table is not the canonical one.
    """
    if name == "dispersion":
        return _dispersion(statements, codebook, about, members, theme)
    table = table_of(name, statements)
    chart = CHARTS[name]
    more: dict[str, object] = {"statements": statements} if chart.statements else {}
    more |= {"about": about} if chart.about else {}
    figure = chart.draw(table, codebook, basis=Basis.of(statements), theme=theme, **more)
    return Drawing(name, figure, table, statements)


def _dispersion(
    statements: pd.DataFrame, codebook: Codebook, about: str, members: tuple[str, ...], theme: str
) -> Drawing:
    """The bloc's own rows and its members', which are marked in them or actors of their own."""
    bloc = codebook.actor(about) if about else _bloc(codebook)
    if members:
        actors = tuple(codebook.actor(key) for key in members)
        theirs = statements[statements["actor"].isin(list(members))]
    else:
        theirs, actors = measures.members(statements, bloc)
    own = statements[statements["actor"] == bloc.key]
    own = own[~own["attribution"].astype("str").str.startswith(measures.MEMBER)]
    both = pd.concat([own, theirs], ignore_index=True)
    table = measures.positions(both)
    figure = CHARTS["dispersion"].draw(
        table,
        Codebook(actors, codebook.targets),
        bloc=bloc,
        spread=measures.polarisation(theirs),
        basis=Basis.of(both),
        theme=theme,
    )
    return Drawing("dispersion", figure, table, both)


def _bloc(codebook: Codebook) -> Actor:
    """The first actor with members; the first of all where none has any."""
    if not codebook.actors:
        raise UsageError("There is no actor.", "Expected a codebook with one or more.")
    return next((one for one in codebook.actors if one.members), codebook.actors[0])
