"""Tidy frame in, plotly figure out; one chart a file, one look for all.

Every chart is a pure function of a table, a codebook and a theme: no database, no page. Every
figure states its finding, how to read it, and in its footer what it rests on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from stance.charts.agreement import agreement_map
from stance.charts.basis import Basis
from stance.charts.dispersion import bloc_dispersion
from stance.charts.divergence import divergence_heatmap
from stance.charts.evidence import evidence_strip
from stance.charts.findings import Finding, apart, findings, headline
from stance.charts.fitting import SIZES, Size, Words, fitted, smallest_type
from stance.charts.matrix import stance_matrix
from stance.charts.pairing import CLEARLY_APART
from stance.charts.pairs import divergence_pairs
from stance.charts.probabilities import probabilities
from stance.charts.profile import actor_profile
from stance.charts.stances import stance_bars
from stance.charts.theme import Theme, mix, palette, template
from stance.charts.ticks import evidence_ticks
from stance.charts.timeline import moves, position_lines, span
from stance.charts.verdict import KINDS, SIGNS, Verdict, kinds, verdict

__all__ = [
    "CHARTS",
    "CLEARLY_APART",
    "KINDS",
    "SIGNS",
    "SIZES",
    "Basis",
    "Chart",
    "Finding",
    "Size",
    "Theme",
    "Verdict",
    "Words",
    "actor_profile",
    "agreement_map",
    "apart",
    "bloc_dispersion",
    "divergence_heatmap",
    "divergence_pairs",
    "evidence_strip",
    "evidence_ticks",
    "findings",
    "fitted",
    "headline",
    "kinds",
    "mix",
    "moves",
    "palette",
    "position_lines",
    "probabilities",
    "smallest_type",
    "span",
    "stance_bars",
    "stance_matrix",
    "template",
    "verdict",
]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart that can be asked for by name.

    Attributes:
        name: The word for it on the command line and in file names.
        summary: One line on what it shows.
        table: Which table it draws: the canonical ``"predictions"``, or what the function of this
            name in `stance.measures` gives.
        draw: ``draw(table, codebook, basis=…, theme=…) -> plotly Figure``.
        statements: Whether `draw` also takes the canonical table, as ``statements=…``.
        about: Whether it is about one actor, given as ``about=…`` or ``bloc=…``.
    """

    name: str
    summary: str
    table: Literal["predictions", "positions", "divergence", "timeline", "closeness"]
    draw: Callable[..., Any]
    statements: bool = False
    about: bool = False


#: Every chart by name, in the order a reader meets them.
CHARTS: Mapping[str, Chart] = {
    chart.name: chart
    for chart in (
        Chart("matrix", "Where each actor stands on each target.", "positions", stance_matrix),
        Chart("divergence", "How far each two actors are apart.", "divergence", divergence_heatmap),
        Chart("pairs", "Pairs of actors by how far apart.", "divergence", divergence_pairs),
        Chart("evidence", "Every statement along time.", "predictions", evidence_strip),
        Chart("stances", "What share of each is in favor or against.", "positions", stance_bars),
        Chart("timeline", "Positions along time.", "timeline", position_lines, statements=True),
        Chart("ticks", "Statements along time, a tick each.", "predictions", evidence_ticks),
        Chart("profile", "One actor over all targets.", "positions", actor_profile, about=True),
        Chart("dispersion", "Members of a bloc.", "positions", bloc_dispersion, about=True),
        Chart("map", "Who agrees over three targets or more.", "closeness", agreement_map),
    )
}
