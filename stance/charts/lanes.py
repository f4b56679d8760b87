"""Lanes: one for each actor on each target, in a block for each target with its heading.

The charts along time are made of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from stance.charts.canvas import label
from stance.charts.lettering import capital, plain, wrapped
from stance.charts.theme import Palette

if TYPE_CHECKING:
    from stance.codebook import Codebook

#: What an axis of days shows at least; a shorter one would be lettered in hours.
_SHORTEST = pd.Timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Lanes:
    """Where lanes and headings stand; heights go down from 0 and are negative.

    Attributes:
        middles: The middle of each lane by (actor, target), in the order of drawing.
        heads: The middle of each heading by target.
        depth: How far down all of it goes; at least 0.1.
    """

    middles: dict[tuple[str, str], float]
    heads: dict[str, float]
    depth: float


def stacked(
    heights: Mapping[tuple[str, str], float], codebook: Codebook, *, head: float, gap: float
) -> Lanes:
    """Puts lanes under each other, in the order of the codebook.

    Args:
        heights: The height of each lane by (actor, target); others are not drawn.
        codebook: Order of actors and targets.
        head: Height of a heading.
        gap: Room under each block.
    """
    middles: dict[tuple[str, str], float] = {}
    heads: dict[str, float] = {}
    y = 0.0
    for target in codebook.targets:
        actors = [one.key for one in codebook.actors if (one.key, target.key) in heights]
        if not actors:
            continue
        heads[target.key] = -(y + head / 2)
        y += head
        for actor in actors:
            height = heights[actor, target.key]
            middles[actor, target.key] = -(y + height / 2)
            y += height
        y += gap
    return Lanes(middles, heads, max(y, 0.1))


def named(
    figure: go.Figure, lanes: Lanes, codebook: Codebook, colors: Palette, *, left: int, width: int
) -> None:
    """Writes the targets over their blocks and the actors beside their lanes.

    Args:
        figure: Changed in place.
        lanes: Where they stand.
        codebook: Names of actors and targets.
        colors: Of the figure's theme.
        left: Room at the left of the drawing in pixels.
        width: Characters that an actor's name may have in a line.
    """
    targets = {one.key: one.name for one in codebook.targets}
    actors = {one.key: one.name for one in codebook.actors}
    beside = {"xref": "paper", "xshift": -left}
    for target, y in lanes.heads.items():
        label(figure, plain(capital(targets[target])), 0, y, colors, size=14, weight=600, **beside)
    for (actor, _), y in lanes.middles.items():
        label(figure, wrapped(actors[actor], width, 58), 0, y, colors, size=13, **beside)


def along_days(figure: go.Figure, first: pd.Timestamp, last: pd.Timestamp) -> None:
    """Makes the axis along the lanes one of days, a week or longer.

    Args:
        figure: Changed in place.
        first: Where what is drawn begins; ``NaT`` where nothing is.
        last: Where it ends.
    """
    figure.update_xaxes(type="date", showgrid=True, fixedrange=True)
    short = _SHORTEST - (last - first)
    if short > pd.Timedelta(0):
        figure.update_xaxes(range=[first - short / 2, last + short / 2])
