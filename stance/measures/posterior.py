"""What can be believed of a cell after its evidence, as draws."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stance.errors import UsageError

#: Jeffreys' prior for three categories: half a statement of each kind before any was seen.
PRIOR = 0.5
#: Default settings of every measure.
LEVEL, DRAWS, SEED = 0.9, 4000, 0

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sampling:
    """How intervals are made.

    Attributes:
        level: Probability that the interval holds, in (0, 1); equal tails are cut off.
        draws: Draws from each posterior, at least 100.
        seed: Any whole number from 0 on; the same seed gives the same numbers.
    """

    level: float = LEVEL
    draws: int = DRAWS
    seed: int = SEED

    def __post_init__(self) -> None:
        if not 0 < self.level < 1:
            raise UsageError(
                f"The level is {self.level}.", "Expected a number between 0 and 1.", "Try 0.9."
            )
        if self.draws < 100:
            raise UsageError(f"There are {self.draws} draws.", "Expected 100 or more.", "Try 4000.")
        if self.seed < 0:
            raise UsageError(f"The seed is {self.seed}.", "Expected 0 or more.", "Try 0.")

    def interval(self, values: Floats) -> tuple[float, float]:
        """The middle `level` of the draws."""
        low, high = self.intervals(values)
        return float(low), float(high)

    def intervals(self, values: Floats) -> tuple[Floats, Floats]:
        """The lower and the upper ends of the middle `level` of the draws in the last axis."""
        tail = (1 - self.level) / 2
        low, high = np.quantile(values, [tail, 1 - tail], axis=-1)
        return low, high


def shares(weight: Floats, sampling: Sampling, *key: str) -> Floats:
    r"""Draws of the shares of against, neutral and favor behind some evidence.

    $p \sim \mathrm{Dirichlet}(0.5 + \sum_i w_i q_i)$ with $q_i$ the calibrated shares of statement
    $i$ and $w_i$ its weight: the conjugate posterior of a multinomial under Jeffreys' prior (Gelman
    et al., Bayesian Data Analysis, 3.4), with soft counts for soft labels.

    Args:
        weight: Evidence for the three, in the order of the scale.
        sampling: How many draws, from which seed.
        key: What the draws are of. Each key has a stream of its own, so the draws for one cell do
            not move when other cells come or go.

    Returns:
        Array (draws, 3), each row summing to 1.
    """
    digest = hashlib.blake2b("\x1f".join(key).encode("utf-8", "surrogatepass"), digest_size=16)
    source = np.random.default_rng([sampling.seed, int.from_bytes(digest.digest(), "big")])
    return source.dirichlet(PRIOR + weight, size=sampling.draws)


def mean_position(weight: Floats) -> float:
    r"""The posterior mean of $\mu = p_+ - p_-$, exactly: $(e_+ - e_-) / (e + 1.5)$."""
    return float((weight[2] - weight[0]) / (weight.sum() + 3 * PRIOR))


def position_draws(draws: Floats) -> Floats:
    r"""Draws of $\mu = p_+ - p_-$ in [-1, 1] from draws of the shares."""
    return draws[:, 2] - draws[:, 0]
