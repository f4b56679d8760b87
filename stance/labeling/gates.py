"""Which (passage, actor, target) triples are worth a look by the model.

Two gates: the passage must speak for or about the actor, and it must be about the target, by a
cue of its own or by an echo ("the move") shortly after a cue. They decide what is asked, never
what the answer is, so the cues of a target should be generous.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from stance.codebook import Codebook
from stance.domain import AttributedPassage, Attribution, Candidate, Target

#: How many passages back an echo ("the move") may lean on what was said.
_REACH = 2
#: How many passages before a sentence the model reads with it, and their length in all.
_CONTEXT = 2
_CONTEXT_CHARACTERS = 400


@lru_cache(maxsize=256)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str] | None:
    if not words:
        return None
    parts = sorted((word.strip() for word in words if word.strip()), key=len, reverse=True)
    bodies = [
        re.escape(part.rstrip("*")).replace(r"\ ", r"\s+") + (r"\w*" if part.endswith("*") else "")
        for part in parts
    ]
    return re.compile(rf"(?<!\w)(?:{'|'.join(bodies)})(?!\w)", re.IGNORECASE)


def about(text: str, words: tuple[str, ...]) -> bool:
    """Whether any of the words (``*`` at the end: any ending) stands in the text.

    >>> about("Sanctioned banks", ("sanction*",)), about("unsanctioned", ("sanction*",))
    (True, False)
    """
    pattern = _pattern(words)
    return pattern is not None and pattern.search(text) is not None


def cued(passages: Sequence[AttributedPassage], target: Target) -> list[bool]:
    """For each passage whether a cue of the target stands in it; always true without cues."""
    return [not target.cues or about(one.passage.text, target.cues) for one in passages]


def concerns(
    passages: Sequence[AttributedPassage], place: int, target: Target, cues: Sequence[bool]
) -> bool:
    """Whether the passage at `place` is about the target, by a cue or by an echo of a near one."""
    if cues[place]:
        return True
    if not any(cues[max(0, place - _REACH) : place]):
        return False
    return about(passages[place].passage.text, target.echoes)


def strongest(attributed: AttributedPassage) -> dict[str, Attribution]:
    """For each actor of a passage the attribution that says most: said by, before about."""
    chosen: dict[str, Attribution] = {}
    for attribution in attributed.attributions:
        held = chosen.get(attribution.actor)
        if held is None or (attribution.said_by and not held.said_by):
            chosen[attribution.actor] = attribution
    return chosen


def context(
    passages: Sequence[AttributedPassage], place: int
) -> tuple[AttributedPassage, ...]:
    """The passages just before one that fit into the model's view, in their order."""
    start, room = place, _CONTEXT_CHARACTERS
    while start > max(0, place - _CONTEXT) and (
        room := room - len(passages[start - 1].passage.text)
    ) >= 0:
        start -= 1
    return tuple(passages[start:place])


def candidates(passages: Sequence[AttributedPassage], codebook: Codebook) -> tuple[Candidate, ...]:
    """All triples of one document that go to the model, by passage, actor and target."""
    found: list[Candidate] = []
    cues = {target.key: cued(passages, target) for target in codebook.targets}
    for place, attributed in enumerate(passages):
        actors = strongest(attributed)
        if not actors:
            continue
        for target in codebook.targets:
            if concerns(passages, place, target, cues[target.key]):
                found += [
                    Candidate(attributed, attribution, target.key, context(passages, place))
                    for attribution in actors.values()
                ]
    return tuple(found)
