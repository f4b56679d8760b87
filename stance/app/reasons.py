"""Why a sentence was given to an actor, in words."""

from __future__ import annotations

from collections.abc import Mapping

from stance.domain import MEMBER

#: What each rule of attribution means to a reader.
RULES: Mapping[str, str] = {
    "given": "the input says who speaks",
    "said": "the sentence says so",
    "according_to": "the sentence names the source",
    "quoted": "a quotation that goes on",
    "carried": "carried over from the sentence before",
    "acts": "the actor does it",
    "proposed_by": "the sentence names who proposes it",
    "mentioned": "reported about the actor, not said by it",
    "person": "a person found it",
}


#: What a person can say of a statement, in words.
JUDGEMENTS: Mapping[str, str] = {
    "favor": "In favor",
    "against": "Against",
    "neutral": "Neutral",
    "no_position": "No position",
    "not_actor": "Not this actor",
    "not_target": "Not about this target",
}


def why(rule: str, cue: str) -> str:
    """The rule in words, with the words of the text that decided.

    >>> why("said", "told reporters")
    'the sentence says so (“told reporters”)'
    """
    told = RULES.get(rule.removeprefix(MEMBER), rule)
    if rule.startswith(MEMBER):
        told = f"of a member, not counted for the whole: {told}"
    return f"{told} (“{cue}”)" if cue else told
