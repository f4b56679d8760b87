"""Where actors stand, how far apart they are, how split they are, and how sure that is.

Every measure takes the canonical prediction table (`stance.domain.COLUMNS`) and gives a tidy
table. Its numbers do not depend on the order of the rows, nor on what else is in the table: an
actor's interval stays the same when another actor is added.

What an interval holds: how little was said (a posterior from one statement is wide), and the
model's own stated doubt about each statement (its calibrated probabilities). What it does not
hold: errors the model makes without doubting, such as a wording that it always reads the wrong
way (`without_errors` takes them out where they are known, and stands beside the raw numbers);
statements ascribed to the wrong actor; and that the sources are not all that was ever said. An
interval is therefore a lower bound on what is not known.

`labelled` says whose labels a table holds: the model's, or those with people's corrections.

No evidence is missing (NaN, n = 0), never 0.
"""

from stance.domain import MEMBER
from stance.measures.agreement import agreement, signorino_ritter
from stance.measures.closeness import closeness, scaled
from stance.measures.divergence import divergence, ordinal_distance
from stance.measures.errors import confusion, without_errors
from stance.measures.evidence import Evidence, gathered
from stance.measures.labels import certainty, labelled, votes
from stance.measures.members import members
from stance.measures.polarisation import polarisation, van_der_eijk
from stance.measures.position import positions
from stance.measures.reliability import krippendorff, reliability
from stance.measures.reviewing import influence, random_order, sampled, uncertainty, upcoming
from stance.measures.stories import grouped, sketch, with_stories
from stance.measures.timeline import MOST_STEPS, STEPS, fitting_step, timeline

__all__ = [
    "MEMBER",
    "MOST_STEPS",
    "STEPS",
    "Evidence",
    "agreement",
    "certainty",
    "closeness",
    "confusion",
    "divergence",
    "fitting_step",
    "gathered",
    "grouped",
    "influence",
    "krippendorff",
    "labelled",
    "members",
    "ordinal_distance",
    "polarisation",
    "positions",
    "random_order",
    "reliability",
    "sampled",
    "scaled",
    "signorino_ritter",
    "sketch",
    "timeline",
    "uncertainty",
    "upcoming",
    "van_der_eijk",
    "votes",
    "with_stories",
    "without_errors",
]
