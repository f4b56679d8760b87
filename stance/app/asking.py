"""What the model said of a text on the spot, as a table for a reader."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from stance import charts
from stance.app.reasons import why
from stance.codebook import Codebook
from stance.domain import Prediction

_SHARES = ("p_favor", "p_against", "p_neutral", "p_none")


def table(predictions: Sequence[Prediction], codebook: Codebook) -> pd.DataFrame:
    """Answers as a table for a reader.

    Returns:
        One row per answer: `who, on, answer`, the calibrated `p_favor, p_against, p_neutral,
        p_none` that sum to 1, and `why` the actor was asked about.
    """
    rows = []
    for one in predictions:
        kind = str(one.stance or one.abstention)
        rows.append(
            {
                "who": codebook.actor(one.attribution.actor).name,
                "on": codebook.target(one.target).name,
                "answer": f"{charts.SIGNS[kind]} {charts.KINDS[kind]}",
                **dict(zip(_SHARES, one.probabilities, strict=True)),
                "why": why(one.attribution.rule, one.attribution.cue),
            }
        )
    return pd.DataFrame(rows, columns=["who", "on", "answer", *_SHARES, "why"])
