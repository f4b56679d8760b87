"""Dispersion: where the members of a bloc stand, each for itself, beside the bloc."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from stance.charts import scales
from stance.charts.basis import Basis
from stance.charts.canvas import Frame, framed, label
from stance.charts.findings import LONGEST_TITLE
from stance.charts.lettering import capital, counted, listed, plain
from stance.charts.scales import ScaleRow
from stance.charts.theme import palette
from stance.charts.verdict import Verdict, by_cell

if TYPE_CHECKING:
    from stance.codebook import Codebook
    from stance.domain import Actor

#: Rows that a heading takes, and the room between two targets.
_HEAD, _GAP = 0.7, 0.2
_ORDER = (Verdict.IN_FAVOR, None, Verdict.AGAINST)


def bloc_dispersion(
    positions: pd.DataFrame,
    codebook: Codebook,
    *,
    bloc: Actor,
    spread: pd.DataFrame | None = None,
    basis: Basis | None = None,
    theme: str = "light",
) -> go.Figure:
    """Draws one block a target: the bloc itself in bold, then its members.

    Members clearly in favor stand above those whose side is not settled, and these above members
    clearly against; inside a group they stand in the codebook's order. Every row can be clicked:
    its ``customdata`` is ``[actor, target]``.

    Args:
        positions: The table that `stance.measures.positions` gives, of the bloc and its members.
        codebook: The members as actors, and the targets; the bloc may be among the actors.
        bloc: The bloc.
        spread: The table that `stance.measures.polarisation` gives of the members alone.
        basis: What the footer says.
        theme: ``"light"`` or ``"dark"``.

    Raises:
        UsageError: There is no such theme.
    """
    colors = palette(theme)
    rows, heads, depth = _placed(positions, codebook, bloc)
    figure = go.Figure()
    if rows:
        scales.draw(figure, rows, colors)
    targets = {one.key: one.name for one in codebook.targets}
    for target, y in heads.items():
        head = {"size": 14, "weight": 600, "xref": "paper", "xshift": -scales.LEFT}
        label(figure, plain(capital(targets[target])), 0, y, colors, **head)
    figure.update_xaxes(visible=bool(rows))
    figure.update_yaxes(range=[0.5 - depth, 0.5], visible=False, fixedrange=True)
    members = [one for one in rows if one.key[0] != bloc.key]
    frame = Frame(
        title=_title(members, codebook, bloc),
        lead=_lead(bloc) if members else "Members need a statement of their own to be drawn here.",
        footer=basis.line() if basis else "",
        notes=(*_spreads(spread, codebook), *(scales.NOTES if rows else ())),
        left=scales.LEFT,
        right=scales.RIGHT,
        top=4,
        bottom=30 if rows else 0,
    )
    return framed(figure, frame, round(scales.ROW * 0.86 * depth) if rows else 10, theme)


def _placed(
    positions: pd.DataFrame, codebook: Codebook, bloc: Actor
) -> tuple[list[ScaleRow], dict[str, float], float]:
    """The rows, the heights of the headings, and how many rows all of it takes."""
    cells = by_cell(positions)
    members = [one for one in codebook.actors if one.key != bloc.key]
    rows: list[ScaleRow] = []
    heads: dict[str, float] = {}
    y = 0.0
    for target in codebook.targets:
        heard = [one for one in members if (one.key, target.key) in cells]
        if not heard:
            continue
        heads[target.key] = -y + 0.5 - _HEAD / 2
        y += _HEAD
        for actor in (bloc, *heard):
            rows.append(
                ScaleRow(
                    key=[actor.key, target.key],
                    name=actor.name,
                    about=f"{actor.name} on {target.name}",
                    y=0.0,
                    row=cells.get((actor.key, target.key)),
                    strong=actor is bloc,
                )
            )
        mine = rows[-len(heard) - 1 :]
        ordered = [mine[0], *(one for group in _ORDER for one in mine[1:] if _group(one) is group)]
        rows[-len(heard) - 1 :] = [_at(one, -y - step) for step, one in enumerate(ordered)]
        y += len(ordered) + _GAP
    return rows, heads, max(y - _GAP, 0.1)


def _group(one: ScaleRow) -> Verdict | None:
    return one.verdict if one.verdict.clear else None


def _at(one: ScaleRow, y: float) -> ScaleRow:
    return ScaleRow(one.key, one.name, one.about, y, one.row, one.others, one.strong)


def _title(members: Sequence[ScaleRow], codebook: Codebook, bloc: Actor) -> str:
    """Which members are clearly on which side, and nothing of the others."""
    if not members:
        return f"No member of {bloc.name} has been heard on its own yet"
    long = [_sides(target.key, members) for target in codebook.targets]
    said = [
        f"On {target.proposition}: {listed(clauses)}"
        for target, clauses in zip(codebook.targets, long, strict=True)
        if clauses
    ]
    if not said:
        return f"No member of {bloc.name} takes a clear side yet"
    title = ". ".join(said)
    if len(title) <= LONGEST_TITLE:
        return title
    split = [
        target.name
        for target, clauses in zip(codebook.targets, long, strict=True)
        if len(clauses) == 2
    ]
    if split:
        which = listed(split) if len(split) <= 3 else counted(len(split), "target")
        return f"Members of {bloc.name} are clearly on both sides of {which}"
    return f"Members of {bloc.name} take clear sides on {counted(len(said), 'target')}"


def _sides(target: str, members: Sequence[ScaleRow]) -> list[str]:
    clauses = []
    for side in (Verdict.IN_FAVOR, Verdict.AGAINST):
        names = [one.name for one in members if one.key[1] == target and one.verdict is side]
        if names:
            who = listed(names) if len(names) <= 4 else counted(len(names), "member")
            clauses.append(f"{who} {side.value.lower()}")
    return clauses


def _lead(bloc: Actor) -> str:
    return (
        f"What members say for themselves, −1 (against) to +1 (in favor), 90% interval; in bold "
        f"{bloc.name} itself."
    )


def _spreads(spread: pd.DataFrame | None, codebook: Codebook) -> list[str]:
    if spread is None:
        return []
    known = {row["target"]: row for row in spread.dropna().to_dict("records")}
    said = []
    for target in codebook.targets:
        if target.key in known:
            row = known[target.key]
            said.append(
                f"{target.name} {row['spread']:.2f} ({row['spread_low']:.2f} to "
                f"{row['spread_high']:.2f})"
            )
    if not said:
        return []
    return [
        f"Spread of the members, 0 (one position) to 1 (two opposite camps), 90% interval: "
        f"{', '.join(said)}."
    ]
