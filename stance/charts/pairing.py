"""Pairs of actors as the divergence figures draw them: in the codebook's order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from stance.charts.lettering import counted, plain
from stance.charts.theme import Palette, contrast, mix

if TYPE_CHECKING:
    from stance.codebook import Codebook

#: A pair is called apart when the probability of a large divergence reaches this.
CLEARLY_APART = 0.9


@dataclass(frozen=True, slots=True)
class Pair:
    """Two actors who both said something on a target.

    Attributes:
        target: Codebook key.
        actors: Codebook keys, in the codebook's order.
        names: Their names.
        on: What the target is about.
        divergence, low, high, p_apart, null: As `stance.measures.divergence` gives them.
        statements: How many each made.
    """

    target: str
    actors: tuple[str, str]
    names: tuple[str, str]
    on: str
    divergence: float
    low: float
    high: float
    p_apart: float
    null: float
    statements: tuple[int, int]

    @property
    def clear(self) -> bool:
        """Whether the two may be called apart."""
        return self.p_apart >= CLEARLY_APART

    @property
    def key(self) -> list[str]:
        """What a click on the pair gives: ``[target, actor, other actor]``."""
        return [self.target, *self.actors]

    def hover(self) -> str:
        """The hover label, escaped."""
        one, other = map(plain, self.names)
        first, second = self.statements
        return "<br>".join(
            (
                f"<b>{one} and {other}</b> on {plain(self.on)}",
                f"Divergence {self.divergence:.2f}"
                f" (90% interval {self.low:.2f} to {self.high:.2f})",
                f"Chance that they are far apart: {self.p_apart:.0%}",
                f"Two who think alike would show {self.null:.2f} with so few statements",
                f"{one}: {counted(first, 'statement')} · {other}: {counted(second, 'statement')}",
            )
        )

    def ground(self, colors: Palette) -> str:
        """The colour of the pair's cell: strong only where the two are clearly apart."""
        share = 0.14 + 0.5 * self.divergence if self.clear else 0.03 + 0.08 * self.divergence
        return mix(colors.paper, colors.apart, share)

    def lettering(self, colors: Palette) -> str:
        """The colour of words on that ground."""
        ground = self.ground(colors)
        return max((colors.ink, colors.paper), key=lambda color: contrast(color, ground))


def pairs_of(divergence: pd.DataFrame, codebook: Codebook) -> list[Pair]:
    """The pairs of a divergence table of which both sides have said something.

    Args:
        divergence: The table that `stance.measures.divergence` gives.
        codebook: Names and order; rows with other keys are left out.
    """
    place = {actor.key: number for number, actor in enumerate(codebook.actors)}
    names = {actor.key: actor.name for actor in codebook.actors}
    targets = {target.key: target.proposition for target in codebook.targets}
    order = list(targets)
    found = []
    for row in divergence[divergence["divergence"].notna()].to_dict("records"):
        a, b = row["actor_a"], row["actor_b"]
        if a not in place or b not in place or row["target"] not in targets:
            continue
        said = (int(row["n_a"]), int(row["n_b"]))
        if place[a] > place[b]:
            a, b, said = b, a, (said[1], said[0])
        found.append(
            Pair(
                target=row["target"],
                actors=(a, b),
                names=(names[a], names[b]),
                on=targets[row["target"]],
                statements=said,
                **{key: float(row[key]) for key in _NUMBERS},
            )
        )
    return sorted(
        found, key=lambda one: (order.index(one.target), *(place[key] for key in one.actors))
    )


_NUMBERS = ("divergence", "low", "high", "p_apart", "null")
