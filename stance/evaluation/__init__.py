"""How right the labels are: gold statements through the whole way, or pairs through the model.

`end_to_end` runs text as a user's text runs (segmentation, attribution, gates, model) and so
counts every error on the way; `held_back` asks the model alone about written passages that
training never saw.
"""

from __future__ import annotations

from stance.evaluation.gold import GoldItem, read_gold
from stance.evaluation.report import Report, report
from stance.evaluation.scored import (
    Scored,
    end_to_end,
    held_back,
    held_back_lines,
    holder_given,
    real_lines,
    trained,
)
from stance.evaluation.unrelated import Unrelated, unrelated

__all__ = [
    "GoldItem",
    "Report",
    "Scored",
    "Unrelated",
    "end_to_end",
    "held_back",
    "held_back_lines",
    "holder_given",
    "read_gold",
    "real_lines",
    "report",
    "trained",
    "unrelated",
]
