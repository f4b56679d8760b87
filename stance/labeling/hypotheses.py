"""The ``nli`` scheme: what an entailment model is asked, and what its answers say of a stance.

Each hypothesis is judged on its own against the passage. Hypotheses are never weighed against
each other in one softmax, which would hand a stance to a text that has none, and a contradicted
"supports" is never read as "opposes": who does not support may be silent. So every target is
asked three times over, for favor, against and neutral, in several wordings each.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.domain import Target
from stance.engines import entailment, softmax
from stance.errors import CodebookError


def premise(actor_name: str, speaker_text: str, passage_text: str) -> str:
    """The passage with its speaker resolved, as an entailment model reads it.

    Args:
        actor_name: The holder, by its codebook name.
        speaker_text: Who speaks, in the document's own words; may be empty.
        passage_text: What is said.

    >>> premise("European Union", "Josep Borrell", "We have not made up our minds.")
    'European Union (Josep Borrell): We have not made up our minds.'
    >>> premise("European Union", "", "We have not made up our minds.")
    'European Union: We have not made up our minds.'
    """
    actor, speaker, passage = (
        " ".join(text.split()) for text in (actor_name, speaker_text, passage_text)
    )
    said_by = f"{actor} ({speaker})" if speaker and speaker != actor else actor
    return f"{said_by}: {passage}"


def pairs(premise: str, actor_name: str, target: Target) -> list[tuple[str, str]]:
    """The premise with every hypothesis of the target: favor, then against, then neutral.

    Args:
        premise: As `premise` makes it.
        actor_name: What ``{actor}`` stands for.
        target: The target asked about.

    Raises:
        CodebookError: The target has no hypotheses for one of the three.

    >>> thaw = Target("thaw", "Thaw", "melting the ice", favor=("{actor} supports it.",),
    ...     against=("{actor} opposes it.",), neutral=("{actor} is undecided on it.",))
    >>> pairs("Alba: Let it melt.", "Alba", thaw)[0]
    ('Alba: Let it melt.', 'Alba supports it.')
    """
    _counts(target)
    return [
        (premise, hypothesis.format(actor=actor_name))
        for hypothesis in (*target.favor, *target.against, *target.neutral)
    ]


def probabilities(
    logits: NDArray[Any], labels: Sequence[str], target: Target
) -> NDArray[np.float64]:
    """How likely the holder is for, against, on the record without a side, or silent.

    Each hypothesis gets the probability that the passage entails it. For a three-class head that
    is the stock zero-shot score, e / (e + c), times (1 - neutral): the stock score leaves the
    neutral class out, so a text about something else, with nothing entailed and nothing
    contradicted, would score about a half. The product is the plain three-way probability of
    entailment. Over the wordings of one stance the probabilities are averaged: f, a and n.

    Taking the three as independent events,

        favor = f(1-a)    against = a(1-f)    neutral = n(1-f)(1-a) + fa    none = (1-n)(1-f)(1-a)

    which sum to 1. A passage that entails both sides is mixed, so fa counts as neutral.

    Args:
        logits: Shape (..., h, k): for each candidate the logits of the h pairs that `pairs`
            made for this target, in that order. Every leading axis is a candidate.
        labels: The k classes of the model, as in ``ModelDescription.labels``.
        target: The target asked about.

    Returns:
        Shape (..., 4) in the order of `stance.domain.CLASSES`, each row summing to 1.

    Raises:
        CodebookError: The target has no hypotheses for one of the three.
        ModelError: The model is no entailment model.
        ValueError: `logits` does not hold h rows for each candidate.

    >>> thaw = Target("thaw", "Thaw", "melting the ice", favor=("{actor} supports it.",),
    ...     against=("{actor} opposes it.",), neutral=("{actor} is undecided on it.",))
    >>> logits = np.array([[3.0, 0.0, -3.0], [-3.0, 0.0, 3.0], [-3.0, 3.0, 0.0]])
    >>> probabilities(logits, ("entailment", "neutral", "contradiction"), thaw).round(2).tolist()
    [0.95, 0.0, 0.0, 0.05]
    """
    counts = _counts(target)
    scores = np.asarray(logits)
    if scores.ndim < 2 or scores.shape[-2] != sum(counts):
        raise ValueError(
            f"logits of shape {scores.shape} do not fit the {sum(counts)} hypotheses of "
            f"{target.key}"
        )
    entailed = entailment(scores, labels)
    if "neutral" in labels:
        entailed = entailed * (1.0 - softmax(scores)[..., list(labels).index("neutral")])
    favor, against, neutral = (
        part.mean(axis=-1) for part in np.split(entailed, np.cumsum(counts)[:-1], axis=-1)
    )
    silent = (1.0 - favor) * (1.0 - against)
    return np.stack(
        [
            favor * (1.0 - against),
            against * (1.0 - favor),
            neutral * silent + favor * against,
            (1.0 - neutral) * silent,
        ],
        axis=-1,
    )


def _counts(target: Target) -> tuple[int, int, int]:
    """How many hypotheses each of the three has."""
    counts = (len(target.favor), len(target.against), len(target.neutral))
    if 0 in counts:
        side = ("favor", "against", "neutral")[counts.index(0)]
        raise CodebookError(
            f"The target {target.key} has no {side} hypotheses.",
            "A model of the nli scheme needs some for favor, against and neutral.",
            f"Add {side} = [...] to its table in the codebook.",
        )
    return counts
