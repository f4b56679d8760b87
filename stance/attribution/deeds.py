"""Verbs of saying that tell an act: "announced a ban", "agreed to impose", "told them to leave"."""

from __future__ import annotations

from collections.abc import Sequence

from stance.attribution.claims import Claim
from stance.attribution.finite import Verb
from stance.attribution.units import Unit

_THINGS = frozenset("determiner word mention number hyphen".split())
_BETWEEN = frozenset("adverb time".split())
_CLAUSE = frozenset("subordinator colon open quote auxiliary pronoun".split())
_ORDERING = frozenset("tell order instruct".split())
_LEAVE = frozenset("may can could might should must".split())
_REACH = 12


def is_deed(units: Sequence[Unit], claim: Claim, *, titled: bool) -> bool:
    """Whether what a claim of saying gives its holder is an act, not words.

    The words of an announcement are the holder's where they are told ("announced that ..."); a
    headline's are the editor's, unless it quotes.

    Args:
        units: The passage.
        claim: A claim of it.
        titled: Whether the passage is written as a headline, every word with a capital.
    """
    verb = claim.verb
    if verb is None or claim.rule != "said":
        return False
    if titled and _is_headline(units):
        return True
    if claim.trails:
        return False
    following = units[verb.last : verb.last + _REACH]
    if verb.lemma == "announce":
        return _has_object(following)
    if verb.lemma == "agree" and units[verb.last - 1].key.startswith("agree"):
        if not following or following[0].kind in ("stop", "comma", "quote", "dash"):
            return False
        return not ({"that", "with"} & {unit.key for unit in following[:3]})
    if verb.lemma in _ORDERING:
        return _is_order(following)
    return verb.lemma == "add" and _is_listing(units, verb)


def is_quoted(units: Sequence[Unit], claim: Claim) -> bool:
    """Whether what somebody is, is told in his own words: "The envoy was “delighted”".

    Args:
        units: The passage.
        claim: A claim of it.
    """
    verb = claim.verb
    if verb is None or claim.rule != "acts" or verb.lemma != "be" or verb.last >= len(units):
        return False
    following = units[verb.last]
    return following.kind in ("open", "quote") and not units[verb.first].quoted


def _is_headline(units: Sequence[Unit]) -> bool:
    """Whether no word is quoted, and not all of them are in capitals as in a ticker."""
    quotes = any(unit.quoted or unit.kind in ("open", "quote") for unit in units)
    return not quotes and any(unit.text != unit.text.upper() for unit in units)


def _has_object(following: Sequence[Unit]) -> bool:
    """Whether a thing follows, at once or after "on Monday", and no clause."""
    for at, unit in enumerate(following):
        if unit.kind in _THINGS and unit.key not in ("this", "that"):
            # "announced sanctions would follow": the thing is the subject of what is said.
            return not any(one.kind in ("auxiliary", "comma") for one in following[at : at + 2])
        if unit.kind == "preposition" and at + 1 < len(following):
            if following[at + 1].kind not in ("time", "number"):
                return False
            continue
        if unit.kind not in _BETWEEN:
            return False
    return False


def _is_order(following: Sequence[Unit]) -> bool:
    """Whether somebody is told to do something, or that they may: "told families they may go"."""
    for at, unit in enumerate(following):
        if unit.kind == "to":
            return at > 0
        if unit.key == "they" and at + 1 < len(following):
            return following[at + 1].key in _LEAVE
        if unit.kind in ("comma", "stop", "quote", "open", "colon", "auxiliary"):
            return False
        if unit.kind in _CLAUSE and unit.key != "that":
            return False
    return False


def _is_listing(units: Sequence[Unit], verb: Verb) -> bool:
    """Whether "added" is done to a list: "added 40 people to it"."""
    for at in range(verb.last, min(verb.last + _REACH, len(units))):
        if units[at].kind == "to":
            return at > verb.last
        if units[at].kind in _CLAUSE | {"comma", "stop"}:
            return False
    return False
