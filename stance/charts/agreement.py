"""Agreement map: actors who take the same positions over several targets lie close together."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from stance.charts.basis import Basis
from stance.charts.canvas import Frame, framed, write
from stance.charts.lettering import counted, listed, plain, wrapped
from stance.charts.theme import BODY_SIZE, Palette, mix, palette

if TYPE_CHECKING:
    from stance.codebook import Codebook

_HEIGHT = 520
#: From this stress on the plane distorts, and the figure says so.
_DISTORTED = 0.2
_NONE = "A map needs four actors who all take a position on the same three targets."
_NOTES = (
    "Circle: where the actor lies with 90% probability. The axes have no meaning of their own, and "
    "the map may be turned or mirrored.",
)
#: Width and height of a letter of a name, and the picture that names are set for, in pixels.
_LETTER, _LINE, _WIDTH = 7.2, 17, 700
#: How far from its point a name may stand, in pixels, and in how many directions.
_REACHES, _DIRECTIONS = (11, 26, 44, 64, 88), 16


def agreement_map(
    closeness: pd.DataFrame,
    codebook: Codebook,
    *,
    basis: Basis | None = None,
    theme: str = "light",
) -> go.Figure:
    """Draws each actor as a point with the circle that holds it, and its name.

    Every point can be clicked: its ``customdata`` is ``[actor]``.

    Args:
        closeness: The table that `stance.measures.closeness` gives.
        codebook: Names of the actors.
        basis: What the footer says.
        theme: ``"light"`` or ``"dark"``.

    Raises:
        UsageError: There is no such theme.
    """
    colors = palette(theme)
    names = {one.key: one.name for one in codebook.actors}
    rows = closeness[closeness["actor"].isin(list(names))].to_dict("records")
    figure = go.Figure()
    ground = {"showgrid": True, "visible": bool(rows), "fixedrange": True, "showticklabels": False}
    if rows:
        half = _extent(rows)
        figure.add_trace(_circles(rows, colors))
        figure.add_trace(_points(rows, names, colors))
        _named(figure, rows, names, half, colors)
        # A square of the map is a square of the picture; the wider side shows more ground.
        figure.update_yaxes(range=[-half, half], dtick=0.25, tick0=0, **ground)
        figure.update_xaxes(
            range=[-2 * half, 2 * half], dtick=0.25, tick0=0, scaleanchor="y", **ground
        )
    else:
        figure.update_xaxes(visible=False)
        figure.update_yaxes(visible=False)
    figure.update_layout(showlegend=False)
    frame = Frame(
        title=_title(rows, names),
        lead=_lead(rows) if rows else _NONE,
        footer=basis.line() if basis else "",
        notes=_notes(rows, codebook) if rows else (),
        left=4,
        right=4,
        top=8,
        bottom=8,
    )
    return framed(figure, frame, _HEIGHT if rows else 10, theme)


def _extent(rows: list[dict[str, Any]]) -> float:
    reach: float = max(max(abs(one["x"]) / 2, abs(one["y"])) + one["radius"] for one in rows)
    return 1.15 * max(reach, 0.15)


def _circles(rows: list[dict[str, Any]], colors: Palette) -> go.Scatter:
    turns = [step / 36 * 2 * math.pi for step in range(37)]
    return go.Scatter(
        x=[v for r in rows for v in (*(r["x"] + r["radius"] * math.cos(t) for t in turns), None)],
        y=[v for r in rows for v in (*(r["y"] + r["radius"] * math.sin(t) for t in turns), None)],
        mode="lines",
        fill="toself",
        fillcolor=mix(colors.paper, colors.apart, 0.1),
        line={"color": mix(colors.paper, colors.apart, 0.35), "width": 1},
        hoverinfo="skip",
        name="circles",
    )


def _points(rows: list[dict[str, Any]], names: dict[str, str], colors: Palette) -> go.Scatter:
    return go.Scatter(
        x=[one["x"] for one in rows],
        y=[one["y"] for one in rows],
        mode="markers",
        marker={"size": 10, "color": colors.apart, "line": {"color": colors.paper, "width": 1.5}},
        customdata=[[one["actor"]] for one in rows],
        hovertext=[_hover(one, names[one["actor"]]) for one in rows],
        hovertemplate="%{hovertext}<extra></extra>",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        name="actors",
    )


def _named(
    figure: go.Figure,
    rows: list[dict[str, Any]],
    names: dict[str, str],
    half: float,
    colors: Palette,
) -> None:
    """Sets each name where it covers as little as can be, with a line to its point."""
    unit = 4 * half / _WIDTH
    taken = [(one["x"] / unit, one["y"] / unit, 6.0, 6.0) for one in rows]
    for one in rows:
        text = wrapped(names[one["actor"]], 22, 60)
        lines = text.split("<br>")
        size = (max(map(len, lines)) * _LETTER / 2, len(lines) * _LINE / 2)
        place = _free(one["x"] / unit, one["y"] / unit, size, taken)
        taken.append(place[2])
        write(
            figure,
            x=one["x"],
            y=one["y"],
            ax=place[0],
            ay=-place[1],
            text=text,
            showarrow=True,
            arrowhead=0,
            arrowwidth=1,
            arrowcolor=colors.muted,
            standoff=6,
            borderpad=0,
            xanchor="center",
            font={"size": BODY_SIZE, "color": colors.ink},
        )


_Box = tuple[float, float, float, float]


def _free(
    x: float, y: float, size: tuple[float, float], taken: list[_Box]
) -> tuple[float, float, _Box]:
    """The nearest place for a label of half this size that covers the least: offset and box."""
    best: tuple[float, float, float, _Box] | None = None
    for reach in _REACHES:
        for step in range(_DIRECTIONS):
            turn = step / _DIRECTIONS * 2 * math.pi
            across = math.cos(turn) * (reach + size[0])
            up = math.sin(turn) * (reach + size[1])
            box = (x + across, y + up, *size)
            cost = sum(_overlap(box, other) for other in taken) + reach / 4
            if best is None or cost < best[0]:
                best = (cost, across, up, box)
    if best is None:  # there are always places to try
        return 0.0, 0.0, (x, y, *size)
    return best[1:]


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    across = one[2] + other[2] - abs(one[0] - other[0])
    down = one[3] + other[3] - abs(one[1] - other[1])
    return across * down if across > 0 and down > 0 else 0.0


def _title(rows: list[dict[str, Any]], names: dict[str, str]) -> str:
    """How many pairs are surely apart or alike; names only where one pair alone is."""
    if not rows:
        return "No map of agreement yet"
    targets = f"over {counted(rows[0]['targets'], 'target')}"
    pairs = len(rows) * (len(rows) - 1) // 2
    said = []
    for key in ("apart", "alike"):
        some = [one for one in rows if one[key]]
        number = sum(one[key] for one in rows) // 2
        if number == 1 and len(some) == 2:
            said.append(f"{listed([names[one['actor']] for one in some])} are clearly {key}")
        elif number:
            said.append(f"{number:,} of {counted(pairs, 'pair')} clearly {key}")
    if not said:
        return f"No two actors are clearly apart or alike {targets} yet"
    return f"{', '.join(said)} {targets}"


def _lead(rows: list[dict[str, Any]]) -> str:
    first = rows[0]
    lead = (
        f"The closer, the more alike over {counted(first['targets'], 'target')}. The plane holds "
        f"{first['explained']:.0%} of the differences; stress {first['stress']:.2f}"
    )
    if first["stress"] > _DISTORTED:
        return f"{lead}: distances are distorted, see the pairs instead."
    return f"{lead} (0 is exact, above {_DISTORTED} distorted)."


def _notes(rows: list[dict[str, Any]], codebook: Codebook) -> tuple[str, ...]:
    there = {one["actor"] for one in rows}
    absent = [one.name for one in codebook.actors if one.key not in there]
    grid = "A square of the grid is a quarter of the way from one position to the opposite one."
    notes = (*_NOTES, grid)
    if not absent:
        return notes
    who = listed(absent) if len(absent) <= 4 else counted(len(absent), "actor")
    return (*notes, f"Not on the map, for they take no position on some of its targets: {who}.")


def _hover(one: dict[str, Any], name: str) -> str:
    return "<br>".join(
        (
            f"<b>{plain(name)}</b>",
            f"{counted(one['n'], 'statement')} on {counted(one['targets'], 'target')}",
            f"Clearly apart from {one['apart']}, clearly like {one['alike']} of the others",
            "<i>Click to read the statements</i>",
        )
    )
