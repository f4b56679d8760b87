"""Which (passage, actor, target) triples are worth a look by the model.

Two gates, both generous: the passage must speak for or about the actor, and it must be about
the target, by a cue of its own or by an echo ("the move") shortly after a cue. They decide what
is asked, never what the answer is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from stance.codebook import Codebook
from stance.domain import AttributedPassage, Attribution, Candidate, Target

#: How many passages back an echo may find its cue.
_REACH = 2


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


def reach(passages: Sequence[AttributedPassage], place: int, target: Target) -> int | None:
    """The index of the passage that makes `place` about the target, or ``None``.

    It is `place` itself where a cue stands in it, or where the target has no cues at all; an
    earlier one where `place` only echoes.
    """
    text = passages[place].passage.text
    if not target.cues or about(text, target.cues):
        return place
    if not about(text, target.echoes):
        return None
    for earlier in range(place - 1, max(-1, place - 1 - _REACH), -1):
        if about(passages[earlier].passage.text, target.cues):
            return earlier
    return None


def strongest(attributed: AttributedPassage) -> dict[str, Attribution]:
    """For each actor of a passage the attribution that says most: said by, before about."""
    chosen: dict[str, Attribution] = {}
    for attribution in attributed.attributions:
        held = chosen.get(attribution.actor)
        if held is None or (attribution.said_by and not held.said_by):
            chosen[attribution.actor] = attribution
    return chosen


def candidates(passages: Sequence[AttributedPassage], codebook: Codebook) -> tuple[Candidate, ...]:
    """All triples of one document that go to the model, by passage, actor and target."""
    found: list[Candidate] = []
    for place, attributed in enumerate(passages):
        actors = strongest(attributed)
        if not actors:
            continue
        for target in codebook.targets:
            begin = reach(passages, place, target)
            if begin is None:
                continue
            context = tuple(passages[begin : place + 1])
            found += [
                Candidate(attributed, attribution, target.key, context)
                for attribution in actors.values()
            ]
    return tuple(found)
