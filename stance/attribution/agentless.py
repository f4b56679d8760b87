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
    punish exclude prevent halt stop cut place name charge cover transfer reduce offer drive
    tell keep advise hit""".split()
)
_PAPERS = MADE | frozenset(
    """licence licences license licenses waiver notice act exemption exemptions listings
    exception exceptions decision directive directives derogation""".split()
)
#: What papers do besides containing things.
_GRANTING = frozenset("let follow take authorize authorise permit allow require give".split())
#: Verbs that make an act only of such papers: "a decision was taken", "an exception was made".
_LIGHT = frozenset("make take reach".split())
_LISTED = frozenset(
    """names listed sanctioned designated targets targeted added entries listings blacklisted
    additions""".split()
)
_FIRST_IN_LIST = frozenset("among also new".split())
#: Whoever an embassy sends home or keeps.
_STAFF = frozenset(
    """staff employees personnel diplomats diplomat dependants dependents spouses families
    relatives embassy mission consulate consulates delegation officials workers""".split()
)
_DIPLOMATIC = _STAFF - {"families", "relatives", "spouses", "officials", "workers", "delegation"}
_SENDING = frozenset(
    """order evacuate withdraw relocate move fly bring send pull recall transfer reduce drive
    tell advise instruct offer allow authorise authorize airlift repatriate""".split()
)
_GOING = frozenset("leave depart stay remain return".split())
#: "By sea" names nobody.
_MEANS = frozenset(
    "pipe pipeline sea rail road bus air train truck land ship plane post mail boat car".split()
)
#: What an actor does something about when what it did is to go on.
ACTS = MADE | frozenset(
    """evacuation withdrawal departure relocation drawdown embargo freeze blacklist listings
    exemption exemptions waiver licence licences license licenses
    embassy mission consulate delegation staff transfer""".split()
)
_REACH = 14


def done_to(units: Sequence[Unit], verbs: Sequence[Verb]) -> Verb | None:
    """The verb of an act in a main clause that names nobody who did it, if there is one.

    Its passive has no "by", or what was made is its subject ("The measures close ..."), or it
    goes on with a list ("Among the new names are ...").

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
            official = verb.lemma in OFFICIAL
            if verb.lemma in _LIGHT:
                official = any(unit.key in _PAPERS for unit in units[start : verb.first])
            if official and not _has_agent(units, verb):
                return verb
        elif number == 0 and _goes_on_listing(units, verb):
            return verb
        elif verb.lemma in CONTAINING | _GRANTING and number == 0:
            if _is_paper(units, verb):
                return verb
    return None


def own_staff(units: Sequence[Unit], verbs: Sequence[Verb]) -> tuple[int, Verb] | None:
    """Whose staff is sent, kept or goes, and the verb: "Families at the Polar mission were told".

    Args:
        units: A passage.
        verbs: Its finite verbs.
    """
    if not verbs or units[verbs[0].first].quoted:
        return None
    verb = verbs[0]
    if verb.lemma not in (_SENDING if verb.passive else _GOING) or _has_agent(units, verb):
        return None
    before = units[: verb.first]
    if any(unit.kind in ("subordinator", "relative", "comma", "pronoun") for unit in before):
        return None
    named = [at for at, unit in enumerate(before) if unit.mention is not None]
    item = before[named[0]].mention if len(named) == 1 else None
    if item is None or item.bystander or item.person or item.kind == "capital":
        return None
    words = {unit.key for unit in before} | set(item.words)
    return (named[0], verb) if words & _STAFF and words & _DIPLOMATIC else None


def _has_agent(units: Sequence[Unit], verb: Verb) -> bool:
    for at, unit in enumerate(units[verb.last : verb.last + _REACH], verb.last):
        if unit.kind in ("comma", "stop", "coordinator", "subordinator", "relative"):
            return False
        if unit.key == "by":
            following = units[at + 1] if at + 1 < len(units) else unit
            return following.key not in _MEANS and following.kind not in ("time", "number")
    return False


def _goes_on_listing(units: Sequence[Unit], verb: Verb) -> bool:
    """Whether a sentence only says who else is on a list: "Among the new names are ..."."""
    words = [unit.key for unit in units[: verb.first]]
    if verb.lemma == "be" and words[:1] and words[0] in _FIRST_IN_LIST:
        return bool((_LISTED | {"list"}) & set(words)) and len(words) < 8
    if verb.lemma == "include":
        return bool(_LISTED & set(words)) and not any(u.mention for u in units[: verb.first])
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
