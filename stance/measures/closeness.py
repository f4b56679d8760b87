"""A map on which actors who take the same positions lie close to each other."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stance.measures.divergence import APART
from stance.measures.evidence import Cell, Evidence, cells
from stance.measures.posterior import LEVEL, SEED, Floats, Sampling, position_draws, shares

#: With fewer a plane shows nothing that the positions themselves do not show better.
FEWEST_ACTORS, FEWEST_TARGETS = 4, 3
#: Draws from each posterior: every one of them makes a map.
MAPS = 400
#: From this probability on two actors are called apart, or alike.
_SURE = 0.9

_TYPES = {
    "actor": "str",
    "x": "float64",
    "y": "float64",
    "radius": "float64",
    "apart": "int64",
    "alike": "int64",
    "n": "int64",
    "targets": "int64",
    "stress": "float64",
    "explained": "float64",
}


def scaled(distances: Floats) -> tuple[Floats, float, float]:
    r"""Places in a plane whose distances come near to the given ones.

    Formula: classical scaling (Torgerson, Psychometrika 17, 1952): the two largest eigenvalues of
    $-\frac12 J D^2 J$ with $J$ the centring matrix, and their vectors. Stress is Kruskal's
    (Psychometrika 29, 1964): $\sqrt{\sum (d - \delta)^2 / \sum \delta^2}$.

    Args:
        distances: Square, symmetric, 0 on the diagonal.

    Returns:
        Places (n, 2), stress from 0 (exact) on, and the share of the eigenvalues' absolute sum
        that the plane holds, from 0 to 1.

    >>> line = np.abs(np.subtract.outer([0.0, 3.0, 4.0], [0.0, 3.0, 4.0]))
    >>> places, stress, explained = scaled(line)
    >>> round(abs(places[0, 0] - places[2, 0]), 6).item(), round(stress, 6), round(explained, 6)
    (4.0, 0.0, 1.0)
    """
    count = len(distances)
    centre = np.eye(count) - 1 / count
    values, vectors = np.linalg.eigh(-0.5 * centre @ distances**2 @ centre)
    top = np.argsort(-values)[:2]
    held = np.clip(values[top], 0, None)
    places: Floats = vectors[:, top] * np.sqrt(held)
    # An eigenvector may point either way: the first place off the middle shall be positive.
    first = (np.abs(places) > 0.1 * np.abs(places).max(axis=0)).argmax(axis=0)
    places = places * np.where(places[first, range(2)] < 0, -1, 1)
    drawn = np.linalg.norm(places[:, None] - places[None], axis=-1)
    whole = float((distances**2).sum())
    stress = float(np.sqrt(((drawn - distances) ** 2).sum() / whole)) if whole else 0.0
    size = float(np.abs(values).sum())
    return places, stress, float(held.sum() / size) if size else 1.0


def closeness(
    frame: pd.DataFrame | Evidence, *, level: float = LEVEL, seed: int = SEED
) -> pd.DataFrame:
    r"""Where actors lie on a map of their agreement over several targets.

    Formula: the distance of two actors is $(1 - S)/2 = \frac{1}{2T} \sum_t |\mu_{at} - \mu_{bt}|$
    with S as in `stance.measures.agreement`, laid into a plane by classical scaling (`scaled`) from
    the posterior means. Every one of `MAPS` draws from the posteriors makes a map as well, turned
    to fit the first (Procrustes, without stretching); `radius` holds `level` of an actor's places.

    Range: distances from 0 (the same positions) to 1 (opposite on every target). The axes have no
    meaning, and the map may be turned or mirrored.

    How to read it: only actors with a statement on every target of the map are on it, for pairs
    over different targets cannot be compared; targets and actors with the most gaps are left out
    until none is left. With few statements the circles are large and the map says little. A
    `stress` above 0.2 means that the plane distorts; `explained` is the share that it holds.

    Args:
        frame: The canonical prediction table, or its evidence (`stance.measures.gathered`).
        level: Probability that an actor lies in its circle.
        seed: The same seed gives the same numbers, whatever the order of the rows.

    Returns:
        One row per actor on the map, sorted: `actor, x, y, radius`; `apart, alike` (how many of
        the others are at a distance above 0.25, or below it, with 90% probability); `n` (its
        statements on these targets); and, the same in every row, `targets` (how many), `stress`,
        `explained`. Empty where there are not four actors on three targets.

    Raises:
        UsageError: The table lacks a column or holds an unknown label; a setting is out of range.

    >>> def said(actor, target, label, n=30):
    ...     favor, against = float(label == "favor"), float(label == "against")
    ...     return pd.DataFrame({"document_id": [str(i) for i in range(n)], "published": None,
    ...         "text": [f"{actor} {target} {i}" for i in range(n)], "actor": actor,
    ...         "target": target, "stance": label, "abstention": "",
    ...         "p_favor": favor, "p_against": against, "p_neutral": 0.0})
    >>> camps = {"a": "favor", "b": "favor", "c": "against", "d": "against"}
    >>> rows = [said(who, on, label) for who, label in camps.items() for on in ("r", "s", "t")]
    >>> closeness(pd.concat(rows))[["actor", "x", "apart", "alike"]].round(1).values.tolist()
    [['a', 0.5, 2, 1], ['b', 0.5, 2, 1], ['c', -0.5, 2, 1], ['d', -0.5, 2, 1]]
    """
    sampling = Sampling(level, MAPS, seed)
    known = {(cell.actor, cell.target): cell for cell in cells(frame) if cell.n}
    actors, targets = _complete(known)
    if len(actors) < FEWEST_ACTORS or len(targets) < FEWEST_TARGETS:
        return pd.DataFrame(columns=list(_TYPES)).astype(_TYPES)
    drawn = np.array(
        [
            [
                position_draws(shares(known[actor, target].weight, sampling, actor, target))
                for target in targets
            ]
            for actor in actors
        ]
    )
    distances = np.abs(drawn[:, None] - drawn[None]).mean(axis=2) / 2
    means = drawn.mean(axis=2)
    middle = np.abs(means[:, None] - means[None]).mean(axis=2) / 2
    places, stress, explained = scaled(middle)
    moved = [_turned(scaled(distances[..., draw])[0], places) for draw in range(MAPS)]
    radius = np.quantile(np.linalg.norm(np.array(moved) - places, axis=2), level, axis=0)
    above = (distances > APART).mean(axis=2)
    other = ~np.eye(len(actors), dtype=bool)
    rows = {
        "actor": actors,
        "x": places[:, 0],
        "y": places[:, 1],
        "radius": radius,
        "apart": ((above >= _SURE) & other).sum(axis=1),
        "alike": ((above <= 1 - _SURE) & other).sum(axis=1),
        "n": [sum(known[actor, target].n for target in targets) for actor in actors],
        "targets": len(targets),
        "stress": stress,
        "explained": explained,
    }
    return pd.DataFrame(rows, columns=list(_TYPES)).astype(_TYPES)


def _complete(known: dict[tuple[str, str], Cell]) -> tuple[list[str], list[str]]:
    """Actors and targets without a gap between them: what has the most gaps goes first."""
    actors = sorted({actor for actor, _ in known})
    targets = sorted({target for _, target in known})
    while actors and targets:
        gaps = {(0, a): sum((a, t) not in known for t in targets) / len(targets) for a in actors}
        gaps |= {(1, t): sum((a, t) not in known for a in actors) / len(actors) for t in targets}
        worst = max(gaps, key=lambda one: (gaps[one], one))
        if not gaps[worst]:
            break
        (targets if worst[0] else actors).remove(worst[1])
    return actors, targets


def _turned(places: Floats, onto: Floats) -> Floats:
    """The places turned or mirrored so that they lie as near to the others as they can."""
    left, _, right = np.linalg.svd(places.T @ onto)
    turned: Floats = places @ left @ right
    return turned
