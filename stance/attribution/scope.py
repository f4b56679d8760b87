"""How far the words of one speaker reach, so that others inside them only count as mentioned."""

from __future__ import annotations

from collections.abc import Sequence

from stance.attribution.claims import Claim
from stance.attribution.finite import Verb
from stance.attribution.speaker import Speaker
from stance.attribution.units import Unit
from stance.attribution.verbs import BACKSHIFTED, SAYING, STATES_OF_MIND, THINKING, lemma
from stance.attribution.words import CONTRASTS, OUTLETS, PERSON_HEADS

#: Rules by which somebody speaks in so many words.
SPEECH = frozenset(("said", "according_to"))
# Verbs, and participles of a state of mind, whose clause is the subject's.
_GOVERNING = SAYING | THINKING | STATES_OF_MIND


def content(units: Sequence[Unit], claim: Claim, verbs: Sequence[Verb]) -> list[bool]:
    """For each unit, whether it lies in what the claim's holder says.

    Args:
        units: The passage.
        claim: A claim of that passage.
        verbs: The finite verbs of the passage.
    """
    size = len(units)
    inside = [False] * size
    verb = claim.verb
    if claim.rule == "according_to":
        _fill(inside, _start(units, claim.at, verbs) if claim.at > 2 else 0, size)
        if claim.at <= 2:
            _fill(inside, _end(units, claim.cue[1], verbs), size, value=False)
    elif claim.rule == "said" and verb is None:
        _fill(inside, 0 if claim.trails else claim.cue[1], _end(units, claim.cue[1], verbs))
    elif verb is not None and claim.trails:
        _fill(inside, _start(units, claim.at, verbs), claim.at)
        rest = _next_mark(units, verb.last)
        goes_on = rest + 1 < size and units[rest].kind == "comma"
        if goes_on and units[rest + 1].kind != "coordinator":
            _fill(inside, rest, _end(units, rest + 1, verbs))
    elif verb is not None and verb.lemma in _GOVERNING and not verb.passive:
        _fill(inside, verb.last, _complement_end(units, verb, verbs))
    if claim.rule == "said":
        for index in range(claim.cue[1], size):
            inside[index] = inside[index] or units[index].quoted
    if claim.is_quoted(units):
        inside = [within and unit.quoted for within, unit in zip(inside, units, strict=True)]
    return inside


def is_transparent(units: Sequence[Unit], claim: Claim) -> bool:
    """Whether an unknown speaker only lends the reporter a voice: media, unnamed sources."""
    words = units[slice(*claim.phrase)]
    if claim.pronoun:
        return False
    if any(unit.key in OUTLETS for unit in words):
        return True
    if claim.verb is not None and claim.verb.lemma == "report":
        return True
    if any(unit.capital for unit in words[1:]):
        return False
    first = words[0] if words else None
    if first is None or not first.capital or first.kind != "word":
        return True
    # At the start of a sentence "Analysts" has a capital as well.
    return claim.phrase[0] == 0 and (first.key.endswith("s") or first.key in PERSON_HEADS)


def _fill(inside: list[bool], start: int, end: int, *, value: bool = True) -> None:
    for index in range(start, min(end, len(inside))):
        inside[index] = value


def _key(units: Sequence[Unit], index: int) -> str:
    return units[index].key if index < len(units) else ""


def _next_mark(units: Sequence[Unit], index: int) -> int:
    while index < len(units) and units[index].kind not in ("comma", "stop", "dash", "quote"):
        index += 1
    return index


def _end(units: Sequence[Unit], start: int, verbs: Sequence[Verb]) -> int:
    """Where a clause that was said ends: at a mark, or where the reporter goes on."""
    for index in range(start, len(units)):
        unit = units[index]
        if unit.quoted:
            continue
        if unit.kind == "stop" and index + 1 < len(units):
            return index
        following = units[index + 1] if index + 1 < len(units) else None
        if following is None:
            break
        if unit.kind == "comma" and following.key in CONTRASTS:
            return index
        if unit.kind == "comma" and following.key == "just" and _key(units, index + 2) == "as":
            return index
        if unit.kind == "comma" and _is_new_headline(units, start, index, verbs):
            return index
        if unit.kind == "comma" and following.kind == "coordinator":
            if _reporter_goes_on(units, index + 2, verbs):
                return index
        elif unit.kind == "coordinator" and following.kind == "mention":
            verb = next((verb for verb in verbs if verb.first > index), None)
            if verb is not None and verb.speaks and verb.first - index <= 3:
                return index
    return len(units)


def _complement_end(units: Sequence[Unit], verb: Verb, verbs: Sequence[Verb]) -> int:
    """Where what was said ends; "agreed to wait" and "warned of war" end at the first comma."""
    end = _end(units, verb.last, verbs)
    if verb.last < len(units) and units[verb.last].kind in ("to", "preposition"):
        for index in range(verb.last, end):
            if units[index].kind == "subordinator":
                return end
            if units[index].kind == "comma" and not units[index].quoted:
                return index
    return end


def _is_new_headline(units: Sequence[Unit], start: int, comma: int, verbs: Sequence[Verb]) -> bool:
    """Whether a comma ends the clause: "Envoy urges calm, ministry walks out", "..., she said"."""
    if units[comma + 1].kind != "mention":
        return False
    verb = next((verb for verb in verbs if verb.first == comma + 2), None)
    if verb is None or verb.auxiliary:
        return False
    if verb.speaks:
        return True
    if lemma(units[verb.first].key, "third") is None:
        return False
    return all(unit.kind != "subordinator" for unit in units[start:comma])


def _reporter_goes_on(units: Sequence[Unit], start: int, verbs: Sequence[Verb]) -> bool:
    """Whether the clause after ", and" has a subject of its own and no "that", no "would"."""
    if start >= len(units) or units[start].key == "that":
        return False
    verb = next((verb for verb in verbs if verb.first >= start), None)
    return verb is not None and verb.first > start and verb.auxiliary not in BACKSHIFTED


def _start(units: Sequence[Unit], at: int, verbs: Sequence[Verb]) -> int:
    """Where a clause begins that is said before its speaker is named."""
    for index in range(at - 1, 0, -1):
        unit = units[index]
        if unit.quoted:
            continue
        if unit.kind == "stop" and unit.text == ";":
            return index + 1
        if unit.key == "that" and any(verb.speaks and verb.last <= index for verb in verbs):
            return index + 1
        if unit.kind == "comma" and units[index + 1].kind in ("coordinator", "subordinator"):
            turns = units[index + 1].kind == "coordinator" or units[index + 1].key in CONTRASTS
            if turns and any(verb.speaks and verb.last <= index for verb in verbs):
                return index + 1
    return 0


def is_same(one: Speaker, other: Speaker) -> bool:
    """Whether two speak for the same; a bloc and a member of it do not."""
    return (one.actor, one.member) == (other.actor, other.member)


def is_inside(
    claim: Claim,
    speaker: Speaker | None,
    reaches: Sequence[tuple[Claim, Speaker | None, Sequence[bool]]],
    units: Sequence[Unit],
) -> bool:
    """Whether a claim is only what somebody else says of the actor."""
    speaks = False
    quoted = claim.is_quoted(units)
    for other, owner, inside in reaches:
        if other is claim or (claim.trails and not other.trails and not quoted):
            continue
        if owner is not None and speaker is not None and is_same(owner, speaker):
            speaks = speaks or other.rule in SPEECH
        elif inside[claim.at] and not (claim.rule == "proposed_by" and other.rule == "acts"):
            return True
    return quoted and not speaks
