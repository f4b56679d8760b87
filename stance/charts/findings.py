"""What the numbers say, in sentences that say no more than the intervals support.

The same sentences head the figures and the pages, so a chart that leaves the building says what
the page said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from stance.charts.lettering import counted, listed
from stance.charts.pairing import pairs_of
from stance.charts.verdict import Verdict, by_cell, verdict

if TYPE_CHECKING:
    from stance.codebook import Codebook


#: Characters from which on a title counts instead of naming.
LONGEST_TITLE = 240


@dataclass(frozen=True, slots=True)
class Finding:
    """Where the actors stand on one target, in words.

    Attributes:
        target: Codebook key.
        clear: One clause with what is sure; empty when nothing is.
        leaning: One clause with what only leans; empty when nothing does.
        neutral: Names of actors who are on record without taking a side.
        silent: Names of actors of whom no position is known.
    """

    target: str
    clear: str
    leaning: str
    neutral: tuple[str, ...]
    silent: tuple[str, ...]


def findings(positions: pd.DataFrame, codebook: Codebook) -> tuple[Finding, ...]:
    """What can be said of each target of the codebook, in its order.

    Args:
        positions: The table that `stance.measures.positions` gives; targets and actors that
            are not in it have no evidence.
        codebook: Names and order.
    """
    cells = by_cell(positions)
    return tuple(_finding(target.key, cells, codebook) for target in codebook.targets)


def headline(positions: pd.DataFrame, codebook: Codebook) -> str:
    """One sentence over all targets that are in the table; the title of the matrix."""
    wanted = set(positions["target"])
    names = {target.key: target.proposition for target in codebook.targets}
    found = [one for one in findings(positions, codebook) if one.target in wanted]
    sure = [one for one in found if one.clear]
    if sure:
        whole = ". ".join(f"On {names[one.target]}: {one.clear}" for one in sure)
        return whole if len(whole) <= LONGEST_TITLE else _in_numbers(positions, codebook, sure)
    leaning = [one for one in found if one.leaning]
    if 0 < len(leaning) <= 2:
        return f"No clear position yet on {' or '.join(names[one.target] for one in leaning)}"
    if leaning:
        return "No clear position yet: every interval crosses zero"
    return "Nobody has taken a position yet"


def _in_numbers(positions: pd.DataFrame, codebook: Codebook, sure: list[Finding]) -> str:
    """The same without names: how many on which side, target by target or, if long, in all."""
    cells = by_cell(positions)

    def sides(*targets: str) -> str:
        read = [verdict(cells.get((a.key, key))) for a in codebook.actors for key in targets]
        counts = ((read.count(kind), kind.value.lower()) for kind in Verdict if kind.clear)
        return ", ".join(f"{number} {word}" for number, word in counts if number)

    names = {target.key: target.proposition for target in codebook.targets}
    whole = ". ".join(f"On {names[one.target]}: {sides(one.target)}" for one in sure)
    if len(whole) <= LONGEST_TITLE:
        return whole
    keys = [one.target for one in sure]
    return f"Clear positions on {counted(len(sure), 'target')}: {sides(*keys)}"


def apart(divergence: pd.DataFrame, codebook: Codebook) -> str:
    """One sentence on the pairs that are clearly apart; the title of the divergence figures.

    Args:
        divergence: The table that `stance.measures.divergence` gives.
        codebook: Names.
    """
    pairs = pairs_of(divergence, codebook)
    sure = [one for one in pairs if one.clear]
    if not pairs:
        return "No two actors can be compared yet"
    if not sure:
        return "No two actors are clearly apart yet"
    if len(sure) <= 2:
        return "; ".join(f"{listed(one.names)} are apart on {one.on}" for one in sure)
    by_target: dict[str, int] = {}
    for one in sure:
        by_target[one.on] = by_target.get(one.on, 0) + 1
    said = [f"{counted(number, 'pair')} on {on}" for on, number in by_target.items()]
    return f"Clearly apart: {listed(said)}"


def _finding(
    target: str, cells: dict[tuple[str, str], dict[str, object]], codebook: Codebook
) -> Finding:
    groups: dict[Verdict, list[str]] = {}
    for actor in codebook.actors:
        groups.setdefault(verdict(cells.get((actor.key, target))), []).append(actor.name)

    def clause(*pairs: tuple[Verdict, str, str]) -> str:
        parts = []
        for kind, one, several in pairs:
            names = groups.get(kind, [])
            if names:
                parts.append(f"{listed(names)} {one if len(names) == 1 else several}")
        return "; ".join(parts)

    return Finding(
        target=target,
        clear=clause(
            (Verdict.IN_FAVOR, "in favor", "in favor"), (Verdict.AGAINST, "against", "against")
        ),
        leaning=clause(
            (Verdict.LEANS_FAVOR, "leans in favor", "lean in favor"),
            (Verdict.LEANS_AGAINST, "leans against", "lean against"),
            (Verdict.MIXED, "is mixed", "are mixed"),
        ),
        neutral=tuple(groups.get(Verdict.NO_SIDE, ())),
        silent=tuple(
            name
            for kind in (Verdict.UNCLEAR, Verdict.NO_POSITION, Verdict.NO_EVIDENCE)
            for name in groups.get(kind, [])
        ),
    )
