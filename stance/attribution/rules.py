"""All rules that find a holder in a passage, together."""

from __future__ import annotations

from collections.abc import Sequence

from stance.attribution.claims import Claim, participle_claims, verb_claims
from stance.attribution.finite import Verb
from stance.attribution.sources import according, agents, answers, headlines, labels, nouns, quoting
from stance.attribution.subjects import SubjectFinder
from stance.attribution.units import Unit


def find_claims(
    units: Sequence[Unit], verbs: Sequence[Verb], *, first_person: bool = False
) -> list[Claim]:
    """All claims of a passage, left to right; those of one actor may repeat.

    Args:
        units: The passage.
        verbs: Its finite verbs.
        first_person: The paragraph says "we" or "I", so that a name before a colon is a speaker
            and no topic.
    """
    found = [*labels(units, verbs, first_person=first_person), *according(units)]
    found += [*agents(units), *nouns(units), *headlines(units, verbs), *quoting(units, verbs)]
    found += answers(units, verbs)
    subjects = SubjectFinder(units, verbs).find()
    for verb, subject in zip(verbs, subjects, strict=True):
        found += verb_claims(units, verb, subject)
    found += participle_claims(units, verbs, subjects)
    return sorted(found, key=lambda claim: claim.at)
