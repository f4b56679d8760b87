"""Stance matrix: where each actor stands on each target, with interval and counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from stance.charts.basis import Basis
from stance.charts.canvas import Frame, framed, label
from stance.charts.findings import headline
from stance.charts.lettering import capital, counted, plain, signed, within, wrapped
from stance.charts.theme import BODY_SIZE, SMALL_SIZE, Palette, contrast, mix, palette
from stance.charts.verdict import PATTERNS, Verdict, by_cell, hatched, verdict

if TYPE_CHECKING:
    from stance.codebook import Codebook
    from stance.domain import Target


_WIDTH, _HEIGHT = 0.985, 0.92
_ROW = 68
#: Up to this many targets the words stand beside the whisker, beyond it above.
_ROOMY = 3
#: Letters of one line that stand beside the whiskers of a row, on the narrowest page.
_LETTERS = 56
_NOTES = (
    "▲ in favor, ▼ against; hollow and faded: the interval crosses zero. "
    "Hatched: on record, takes no side. Dotted: only mentioned.",
)


@dataclass(frozen=True, slots=True)
class _Cell:
    """One cell with everything that is drawn of it; x and y are its centre."""

    actor: str
    target: str
    x: int
    y: int
    row: dict[str, Any] | None
    verdict: Verdict

    def number(self, name: str) -> float:
        return 0.0 if self.row is None else float(self.row[name])


def stance_matrix(
    positions: pd.DataFrame,
    codebook: Codebook,
    *,
    basis: Basis | None = None,
    theme: str = "light",
    targets: tuple[str, ...] = (),
) -> go.Figure:
    """Draws actors down, targets across; a cell shows position, interval and counts.

    Every cell is a mark that can be clicked: its ``customdata`` is ``[actor, target]``.

    Args:
        positions: The table that `stance.measures.positions` gives.
        codebook: Names and order of actors and targets.
        basis: What the footer says; without it, what the positions tell.
        theme: ``"light"`` or ``"dark"``.
        targets: Codebook keys of the targets to show, in the codebook's order; all if empty.

    Raises:
        UsageError: There is no such theme.
    """
    colors = palette(theme)
    shown = [one for one in codebook.targets if not targets or one.key in targets]
    rows = by_cell(positions)
    cells = [
        _Cell(
            actor.key,
            target.key,
            x,
            -y,
            rows.get((actor.key, target.key)),
            verdict(rows.get((actor.key, target.key))),
        )
        for y, actor in enumerate(codebook.actors)
        for x, target in enumerate(shown)
    ]
    roomy = len(shown) <= _ROOMY
    figure = go.Figure()
    figure.add_trace(_grounds(cells, codebook, colors))
    figure.add_trace(_patterns(cells, colors, roomy))
    for trace in _whiskers(cells, colors, roomy):
        figure.add_trace(trace)
    figure.add_trace(_words(cells, colors, _LETTERS // len(shown) if roomy else 0))
    _margins(figure, codebook, shown, colors)
    if roomy:
        for x in range(len(shown)):
            _scale(figure, x, colors)
    wanted = positions[positions["target"].isin([one.key for one in shown])]
    frame = Frame(
        title=headline(wanted, codebook),
        lead="Positions from −1 (against) to +1 (in favor); the line is the 90% interval.",
        footer=(basis or _basis(wanted)).line(),
        notes=_NOTES,
        top=44 if roomy and len(shown) < 3 else 62,
    )
    # A pixel more than the cells need, or the outer outlines are cut.
    figure.update_xaxes(range=[-0.5, len(shown) - 0.498], visible=False, fixedrange=True)
    figure.update_yaxes(range=[0.5 - len(codebook.actors), 0.5], visible=False, fixedrange=True)
    figure.update_layout(showlegend=False, bargap=0, barmode="overlay")
    return framed(figure, frame, _ROW * len(codebook.actors), theme)


def _margins(
    figure: go.Figure, codebook: Codebook, shown: Sequence[Target], colors: Palette
) -> None:
    """The actors' names at the left and the targets' above."""
    for y, actor in enumerate(codebook.actors):
        label(
            figure,
            wrapped(actor.name, 18),
            0,
            -y,
            colors,
            size=14,
            weight=600,
            xref="paper",
            xshift=-140,
        )
    for x, target in enumerate(shown):
        label(
            figure,
            wrapped(capital(target.name), max(16, 96 // len(shown))),
            x - _WIDTH / 2,
            1,
            colors,
            size=14,
            weight=600,
            yref="paper",
            yanchor="bottom",
            yshift=8,
        )


def _grounds(cells: list[_Cell], codebook: Codebook, colors: Palette) -> go.Bar:
    actors = {one.key: one.name for one in codebook.actors}
    targets = {one.key: one.name for one in codebook.targets}
    return go.Bar(
        x=[cell.x for cell in cells],
        y=[_HEIGHT] * len(cells),
        base=[cell.y - _HEIGHT / 2 for cell in cells],
        width=_WIDTH,
        marker={
            "color": [_ground(cell, colors) for cell in cells],
            "line": {
                "color": [_outline(cell, colors) for cell in cells],
                "width": [1.5 if cell.verdict.clear else 1 for cell in cells],
            },
            "cornerradius": 3,
        },
        customdata=[[cell.actor, cell.target] for cell in cells],
        hovertext=[_hover(cell, actors, targets) for cell in cells],
        hovertemplate="%{hovertext}<extra></extra>",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        name="cells",
    )


def _patterns(cells: list[_Cell], colors: Palette, roomy: bool) -> go.Bar:
    """Hatching where a cell has no position; beside the words if there is room, so they read."""
    patterned = [cell for cell in cells if cell.verdict in PATTERNS]
    left, right = (0.12, _WIDTH / 2) if roomy else (-_WIDTH / 2, _WIDTH / 2)
    return go.Bar(
        x=[cell.x + (left + right) / 2 for cell in patterned],
        y=[_HEIGHT - 0.05] * len(patterned),
        base=[cell.y - _HEIGHT / 2 + 0.025 for cell in patterned],
        width=right - left - 0.012,
        marker=hatched([cell.verdict for cell in patterned], colors),
        customdata=[[cell.actor, cell.target] for cell in patterned],
        hoverinfo="skip",
        name="patterns",
    )


def _whiskers(cells: list[_Cell], colors: Palette, roomy: bool) -> list[go.Scatter]:
    placed = [cell for cell in cells if cell.verdict.placed]
    axis: tuple[list[float | None], list[float | None]] = ([], [])
    zero: tuple[list[float | None], list[float | None]] = ([], [])
    span: tuple[list[float | None], list[float | None]] = ([], [])
    for cell in placed:
        y = _line_height(cell, roomy)
        axis[0].extend([_at(cell, -1, roomy), _at(cell, 1, roomy), None])
        axis[1].extend([y, y, None])
        zero[0].extend([_at(cell, 0, roomy)] * 2 + [None])
        zero[1].extend([y - 0.14, y + 0.14, None])
        span[0].extend([_at(cell, cell.number(end), roomy) for end in ("low", "high")] + [None])
        span[1].extend([y, y, None])
    quiet: dict[str, Any] = {"mode": "lines", "hoverinfo": "skip"}
    tint = mix(colors.paper, colors.muted, 0.55)
    return [
        go.Scatter(x=axis[0], y=axis[1], line={"color": tint, "width": 1}, name="scale", **quiet),
        go.Scatter(x=zero[0], y=zero[1], line={"color": tint, "width": 1}, name="zero", **quiet),
        go.Scatter(
            x=span[0], y=span[1], line={"color": colors.ink, "width": 3}, name="interval", **quiet
        ),
        go.Scatter(
            x=[_at(cell, cell.number("position"), roomy) for cell in placed],
            y=[_line_height(cell, roomy) for cell in placed],
            mode="markers",
            hoverinfo="skip",
            name="position",
            marker={
                "symbol": [cell.verdict.symbol.removesuffix("-open") for cell in placed],
                "size": 13,
                "color": [
                    _side(cell, colors) if cell.verdict.clear else colors.paper for cell in placed
                ],
                "line": {"color": [_side(cell, colors) for cell in placed], "width": 2},
                "opacity": 1,
            },
            unselected={"marker": {"opacity": 1}},
        ),
    ]


def _words(cells: list[_Cell], colors: Palette, letters: int) -> go.Scatter:
    """What stands in the cells; with 0 letters beside the whisker there is room above it alone."""
    return go.Scatter(
        x=[cell.x - _WIDTH / 2 + 0.022 for cell in cells],
        y=[cell.y + (0 if letters or not cell.verdict.placed else 0.12) for cell in cells],
        mode="text",
        text=[_text(cell, letters) for cell in cells],
        textposition="middle right",
        textfont={"size": BODY_SIZE, "color": [_lettering(cell, colors) for cell in cells]},
        hoverinfo="skip",
        unselected={"textfont": {"color": colors.ink}},
        name="words",
    )


def _text(cell: _Cell, letters: int) -> str:
    if cell.verdict is Verdict.NO_EVIDENCE:
        return cell.verdict.value
    said = f"<b>{cell.verdict.value}</b>" if letters else ""
    if cell.verdict.placed:
        said = f"{said}  <b>{signed(cell.number('position'))}</b>".strip()
    said = said or f"<b>{cell.verdict.value}</b>"
    if cell.number("n"):
        counts = [counted(int(cell.number("n")), "statement")]
        if letters:
            counts.append(counted(int(cell.number("n_documents")), "document"))
    else:
        counts = [counted(int(cell.number("no_position") + cell.number("unsure")), "mention")]
    inline = " · ".join(counts)
    told = inline if not letters or len(inline) <= letters else "<br>".join(counts)
    return f"{said}<br><span style='font-size:{SMALL_SIZE}px'>{told}</span>"


def _hover(cell: _Cell, actors: dict[str, str], targets: dict[str, str]) -> str:
    lines = [
        f"<b>{plain(actors[cell.actor])}</b> on {plain(targets[cell.target])}",
        cell.verdict.value,
    ]
    if cell.verdict.placed:
        lines[1] += (
            f", {signed(cell.number('position'))}"
            f" (90% interval {signed(cell.number('low'))} to {signed(cell.number('high'))})"
        )
    if cell.row is not None:
        lines.append(
            " · ".join(
                f"{int(cell.number(key)):,} {word}"
                for key, word in (
                    ("favor", "in favor"),
                    ("against", "against"),
                    ("neutral", "neutral"),
                    ("no_position", "without a position"),
                    ("unsure", "unclear"),
                )
                if cell.number(key)
            )
        )
        if cell.number("n"):
            lines.append(f"in {within(cell.row)}")
        lines.append("<i>Click to read the statements</i>")
    return "<br>".join(line for line in lines if line)


def _scale(figure: go.Figure, x: int, colors: Palette) -> None:
    for value, text in ((-1, "−1"), (0, "0"), (1, "+1")):
        label(
            figure,
            text,
            x + _offset(value, True),
            1,
            colors,
            color=colors.muted,
            yref="paper",
            xanchor="center",
            yanchor="bottom",
            yshift=-2,
        )


def _offset(value: float, roomy: bool) -> float:
    left, right = (0.14, 0.45) if roomy else (-0.42, 0.42)
    return left + (value + 1) / 2 * (right - left)


def _at(cell: _Cell, value: float, roomy: bool) -> float:
    return cell.x + _offset(value, roomy)


def _line_height(cell: _Cell, roomy: bool) -> float:
    return cell.y - (0.0 if roomy else 0.3)


def _side(cell: _Cell, colors: Palette) -> str:
    if cell.verdict is Verdict.MIXED:
        return colors.neutral
    return colors.favor if cell.number("position") > 0 else colors.against


def _ground(cell: _Cell, colors: Palette) -> str:
    if not cell.verdict.placed:
        return colors.absent if cell.verdict is Verdict.NO_EVIDENCE else colors.paper
    strength = abs(cell.number("position"))
    share = 0.16 + 0.42 * strength if cell.verdict.clear else 0.04 + 0.12 * strength
    return mix(colors.paper, _side(cell, colors), share)


def _outline(cell: _Cell, colors: Palette) -> str:
    if cell.verdict.clear:
        return _side(cell, colors)
    if cell.verdict is Verdict.NO_EVIDENCE:
        return colors.absent
    return colors.rule


def _lettering(cell: _Cell, colors: Palette) -> str:
    if cell.verdict is Verdict.NO_EVIDENCE:
        return colors.muted
    ground = _ground(cell, colors)
    return max((colors.ink, colors.paper), key=lambda color: contrast(color, ground))


def _basis(positions: pd.DataFrame) -> Basis:
    days = pd.concat([positions["first"], positions["last"]]).dropna()
    return Basis(
        statements=int(positions["n"].sum()),
        documents=None,
        first=pd.Timestamp(days.min()).date() if len(days) else None,
        last=pd.Timestamp(days.max()).date() if len(days) else None,
    )
