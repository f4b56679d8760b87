"""Which (passage, actor, target) triples are worth a look by the model.

Two gates: the passage must speak for or about the actor, and the target must be near, by its
cues. They decide what is asked and so what it costs, never what the answer is: the model reads
the sentences before a passage too and says itself whether the target is meant.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from stance.codebook import Codebook
from stance.domain import AttributedPassage, Attribution, Candidate, Target

#: How many passages away from a cue the second word may stand that some targets want.
_BESIDE = 1
#: A cue lets a passage be asked about so many passages after it, and before it.
_BEFORE, _AFTER = 5, 0
#: The same for a passage whose speaker or agent the actor is: a story's topic is named once and
#: then meant, but in a speech of an hour it is not meant for the rest of the hour.
_SPEAKER_BEFORE, _SPEAKER_AFTER = 8, 4
#: Documents of so few passages are about one thing, and are asked about as a whole.
_SHORT = 3
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
    """For each passage whether a cue of the target stands in it; always true without cues.

    Where the target wants a second word beside its cues, both passages of a pair count, whichever
    of the two words stands in which.

    >>> from stance.domain import Passage
    >>> lines = ("The embassy was busy.", "It was moved.", "It rained.", "A train moved.")
    >>> read = [
    ...     AttributedPassage(Passage("d", place, 0, len(line), line), (), ())
    ...     for place, line in enumerate(lines)
    ... ]
    >>> cued(read, Target("m", "M", "moving it", cues=("embassy",), cues_with=("moved",)))
    [True, True, False, False]
    """
    if not target.cues:
        return [True] * len(passages)
    cues = [about(one.passage.text, target.cues) for one in passages]
    if not target.cues_with:
        return cues
    beside = [about(one.passage.text, target.cues_with) for one in passages]
    return [
        (cues[place] and near(place, beside, _BESIDE, _BESIDE))
        or (beside[place] and near(place, cues, _BESIDE, _BESIDE))
        for place in range(len(passages))
    ]


def _hinted(passages: Sequence[AttributedPassage], target: Target) -> bool:
    """Whether passages hold at least one half of a pair, where cues count only in pairs."""
    words = (*target.cues, *target.cues_with) if target.cues_with else ()
    return not words or any(about(one.passage.text, words) for one in passages)


def near(place: int, cues: Sequence[bool], before: int = _BEFORE, after: int = _AFTER) -> bool:
    """Whether a cue stands in a passage or shortly before it.

    Args:
        place: The passage's index.
        cues: For each passage of the document whether a cue stands in it.
        before: How many passages before this one count.
        after: How many after it do.

    >>> [near(place, [True] + 9 * [False]) for place in (0, 5, 6)]
    [True, True, False]
    """
    return any(cues[max(0, place - before) : place + after + 1])


def window(attribution: Attribution, read: int, *, elsewhere: bool = False) -> tuple[int, int]:
    """How many passages before one, and after it, a cue lets its holder be asked.

    A holder told from outside has every sentence of a speech, so the target must be in what the
    model sees: of what it does not see it can say nothing.

    Args:
        attribution: The holder's.
        read: How many passages before this one the model reads with it.
        elsewhere: Whether the passage itself is about another target, and not about this one: then
            what is said later does not make it about this one.
    """
    if attribution.rule == "given":
        return read, 0
    if attribution.said_by:
        return _SPEAKER_BEFORE, 0 if elsewhere else _SPEAKER_AFTER
    return _BEFORE, _AFTER


def strongest(attributed: AttributedPassage) -> dict[str, Attribution]:
    """For each actor of a passage the attribution that says most: said by, before about.

    What a member says comes after what its bloc says, and before a mere mention of the bloc; a
    mere mention of a member tells nothing of the bloc. Where the input itself names the holder,
    every position is that actor's, and no other is asked.
    """
    for attribution in attributed.attributions:
        if attribution.rule == "given":
            return {attribution.actor: attribution}
    chosen: dict[str, Attribution] = {}
    for attribution in attributed.attributions:
        held = chosen.get(attribution.actor)
        if attribution.member and not attribution.said_by:
            continue
        if held is None or (attribution.said_by and not held.said_by):
            chosen[attribution.actor] = attribution
    return chosen


def context(passages: Sequence[AttributedPassage], place: int) -> tuple[AttributedPassage, ...]:
    """The passages just before one that fit into the model's view, in their order."""
    start, room = place, _CONTEXT_CHARACTERS
    while (
        start > max(0, place - _CONTEXT)
        and (room := room - len(passages[start - 1].passage.text)) >= 0
    ):
        start -= 1
    return tuple(passages[start:place])


def candidates(passages: Sequence[AttributedPassage], codebook: Codebook) -> tuple[Candidate, ...]:
    """All triples of one document that go to the model, by passage, actor and target."""
    found: list[Candidate] = []
    cues = {target.key: cued(passages, target) for target in codebook.targets}
    # What a short document is about is told by single words, whatever it takes to be asked.
    short = passages if len(passages) <= _SHORT else ()
    told = {
        target.key
        for target in codebook.targets
        if any(about(one.passage.text, target.cues) for one in short)
    }
    for place, attributed in enumerate(passages):
        actors = strongest(attributed)
        if not actors or not any(map(str.isalpha, attributed.passage.text)):
            # A line of signs ends a notice; it says nothing.
            continue
        # Cues are English words: in another language their absence tells nothing.
        foreign = attributed.language not in (None, "en")
        read = context(passages, place)
        about_some = {one.key for one in codebook.targets if one.cues and cues[one.key][place]}
        for target in codebook.targets:
            hinted = _hinted(short, target)
            whole = bool(short) and not told - {target.key}
            elsewhere = bool(about_some) and target.key not in about_some
            found += [
                Candidate(attributed, attribution, target.key, read, near(place, cues[target.key]))
                for attribution in actors.values()
                if (whole and (attribution.said_by or hinted))
                or near(
                    place,
                    cues[target.key],
                    *window(attribution, len(read), elsewhere=elsewhere),
                )
                or (foreign and attribution.said_by)
            ]
    return tuple(found)
