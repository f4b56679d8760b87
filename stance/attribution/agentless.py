"""Official acts that are told without whoever did them: "Four ships were listed under the law"."""

from __future__ import annotations

from collections.abc import Sequence

from stance.attribution.anaphors import CONTAINING, MADE, MAKING
from stance.attribution.finite import Verb
from stance.attribution.units import Unit

#: What bodies do to others, or to their own staff.
OFFICIAL = MAKING | frozenset(
    """sanction blacklist freeze unfreeze ban bar block list designate add remove exempt delist
    prohibit forbid allow permit authorise authorize restrict limit suspend prolong lift ease
    evacuate withdraw relocate move fly bring send pull recall close shut reopen grant spare
    seize confiscate impound revoke cancel give expel deport instruct target cap penalise penalize
    punish exclude prevent halt stop cut place name charge cover transfer reduce offer""".split()
)
_PAPERS = MADE | frozenset(
    "licence licences license licenses waiver notice act exemption exemptions listings".split()
)
_REACH = 14


def done_to(units: Sequence[Unit], verbs: Sequence[Verb]) -> Verb | None:
    """The verb of an act in a main clause that names nobody who did it, if there is one.

    Either its passive has no "by", or what was made is its subject ("The measures close ...").

    Args:
        units: A passage in which nobody speaks or acts.
        verbs: Its finite verbs.
    """
    for number, verb in enumerate(verbs):
        start = verbs[number - 1].last if number else 0
        kinds = {unit.kind for unit in units[start : verb.first]}
        if kinds & {"subordinator", "relative"} or units[verb.first].quoted:
            continue
        if verb.passive:
            if verb.lemma in OFFICIAL and not _has_agent(units, verb):
                return verb
        elif verb.lemma in CONTAINING | {"let", "follow", "take"} and number == 0:
            if _is_paper(units, verb):
                return verb
    return None


def _has_agent(units: Sequence[Unit], verb: Verb) -> bool:
    for unit in units[verb.last : verb.last + _REACH]:
        if unit.kind in ("comma", "stop", "coordinator"):
            return False
        if unit.key == "by":
            return True
    return False


def _is_paper(units: Sequence[Unit], verb: Verb) -> bool:
    """Whether the subject is something made: "The measures", "General licences issued", "It"."""
    words = [unit for unit in units[: verb.first] if unit.kind in ("word", "pronoun", "mention")]
    if not words or any(unit.kind == "mention" for unit in words):
        return False
    opening = [unit.key for unit in words[:3]]
    if opening == ["it"]:
        # "It includes ..." is resolved as a pronoun.
        return verb.lemma not in CONTAINING
    return bool(_PAPERS & set(opening))
