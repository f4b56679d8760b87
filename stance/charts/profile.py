"""Profile: where one actor stands on every target, beside all others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from stance.charts import scales
from stance.charts.basis import Basis
from stance.charts.canvas import Frame, framed
from stance.charts.findings import LONGEST_TITLE
from stance.charts.lettering import capital, counted, listed
from stance.charts.scales import ScaleRow
from stance.charts.theme import palette
from stance.charts.verdict import Verdict, by_cell, verdict

if TYPE_CHECKING:
    from stance.codebook import Codebook
    from stance.domain import Actor

_LEAD = "Position on each target from −1 (against) to +1 (in favor), with its 90% interval"


def actor_profile(
    positions: pd.DataFrame,
    codebook: Codebook,
    *,
    about: str = "",
    basis: Basis | None = None,
    theme: str = "light",
) -> go.Figure:
    """Draws one row a target for one actor; thin ticks are the positions of all others.

    Every row can be clicked: its ``customdata`` is ``[actor, target]``.

    Args:
        positions: The table that `stance.measures.positions` gives.
        codebook: Names and order of actors and targets.
        about: Codebook key of the actor; without it, the one with the most statements.
        basis: What the footer says of all that is in the table; what the actor said is counted
            in the lead.
        theme: ``"light"`` or ``"dark"``.

    Raises:
        UsageError: There is no such theme or actor.
    """
    colors = palette(theme)
    actor = codebook.actor(about) if about else _heard_most(positions, codebook)
    cells = by_cell(positions)
    rows = []
    for number, target in enumerate(codebook.targets):
        others = tuple(
            float(cells[one.key, target.key]["position"])
            for one in codebook.actors
            if one is not actor and verdict(cells.get((one.key, target.key))).placed
        )
        rows.append(
            ScaleRow(
                key=[actor.key, target.key],
                name=capital(target.name),
                about=f"{actor.name} on {target.name}",
                y=-number,
                row=cells.get((actor.key, target.key)),
                others=others,
            )
        )
    figure = go.Figure()
    scales.draw(figure, rows, colors)
    said = int(positions.loc[positions["actor"] == actor.key, "n"].sum())
    compared = any(one.others for one in rows)
    figure.update_yaxes(range=[0.5 - len(rows), 0.5], visible=False, fixedrange=True)
    frame = Frame(
        title=_title(actor, rows, codebook),
        lead=f"{_LEAD}; {counted(said, 'statement')}.",
        footer=basis.line() if basis else "",
        notes=(scales.NOTES[0] + (" Thin ticks below: all other actors." if compared else ""),),
        left=scales.LEFT,
        right=scales.RIGHT,
        top=8,
        bottom=30,
    )
    return framed(figure, frame, scales.ROW * max(1, len(rows)), theme)


def _heard_most(positions: pd.DataFrame, codebook: Codebook) -> Actor:
    said = positions.groupby("actor")["n"].sum()
    return max(codebook.actors, key=lambda one: int(said.get(one.key, 0)))


def _title(actor: Actor, rows: list[ScaleRow], codebook: Codebook) -> str:
    """What the intervals bear, and nothing else."""
    names = {one.key: one.proposition for one in codebook.targets}
    on = {
        side: [names[one.key[1]] for one in rows if one.verdict is side]
        for side in (Verdict.IN_FAVOR, Verdict.AGAINST)
    }
    words = {Verdict.IN_FAVOR: "in favor of", Verdict.AGAINST: "against"}
    said = [f"{words[side]} {listed(some)}" for side, some in on.items() if some]
    if not said:
        spoke = any(one.number("n") for one in rows)
        return f"No {'clear ' if spoke else ''}position of {actor.name} yet"
    title = f"{actor.name}: {'; '.join(said)}"
    if len(title) <= LONGEST_TITLE:
        return title
    counts = [f"{words[side]} {len(some)}" for side, some in on.items() if some]
    return f"{actor.name}: clearly {' and '.join(counts)} of {counted(len(rows), 'target')}"
