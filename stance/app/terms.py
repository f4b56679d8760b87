"""What the words on the pages mean, said where a reader meets them first."""

from stance.charts import CLEARLY_APART
from stance.measures.divergence import APART as FAR
from stance.measures.posterior import LEVEL

ACTOR = "Who takes a position: a state, a bloc or another body that the codebook knows."
TARGET = "What a position is about: a step that somebody can be for or against."
POSITION = (
    "A position runs from −1 (against) to +1 (in favor): the share of an actor’s statements in "
    f"favor less the share against. The {LEVEL:.0%} interval is the range in which it lies with "
    f"a chance of {LEVEL:.0%}, given how little was said and how unsure the model is. Where the "
    "interval crosses zero, the side is not settled."
)
APART = (
    "How much of one actor’s mix of stances would have to move, and how far, to become the "
    "other’s: 0 is the same mix, 1 is one all against and the other all in favor. Two are clearly "
    f"apart where this is above {FAR:g} with a chance of {CLEARLY_APART:.0%} or more."
)
ANSWERS = (
    "Whose answers count: the model’s own; the same with what people changed on the page Review; "
    "or only what people have judged."
)
CERTAINTY = (
    "Only statements whose stance the model is at least so sure of. What a person judged is "
    "certain."
)
