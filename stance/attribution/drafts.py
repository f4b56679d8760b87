"""A passage on its way from claims to attributions, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from stance.attribution.speaker import Speaker
from stance.attribution.units import Unit
from stance.attribution.words import FIRST_PERSON
from stance.domain import MEMBER, AttributedPassage, Attribution, Mention, Passage

#: Rules from the strongest to the weakest; attributions come in this order.
RULES = (
    "given", "said", "according_to", "quoted", "carried", "acts", "proposed_by", "mentioned"
)  # fmt: skip


@dataclass(slots=True)
class Draft:
    """A passage on its way.

    Attributes:
        titled: Every word of it has a capital.
        speakers: Who speaks in it by its own words.
        held: Whether its own words say who speaks, known to the codebook or not.
        quoting: Whether all of it is quoted words.
        chain: The quotation it is a part of, if its beginning or all of it is.
        voice: Whose words all of it is, from outside: a quotation, a turn, the document.
        rule: The rule that gave it its voice.
        performer: Who does something by saying so in it, see `headers.performer`.
    """

    passage: Passage
    units: list[Unit]
    titled: bool
    mentions: list[Mention]
    attributions: list[Attribution] = field(default_factory=list)
    speakers: list[Speaker] = field(default_factory=list)
    held: bool = False
    quoting: bool = False
    chain: int | None = None
    voice: Speaker | None = None
    rule: str = "quoted"
    performer: Speaker | None = None


def attribution_of(speaker: Speaker, rule: str) -> Attribution:
    """The attribution to a speaker by a rule."""
    rule = MEMBER + rule if speaker.member else rule
    return Attribution(
        speaker.actor or "", rule, speaker.cue, speaker.start, speaker.end, said_by=True
    )


def finished(draft: Draft) -> AttributedPassage:
    """The passage with one attribution per actor and rule, the strongest rule first."""
    found = list(draft.attributions)
    mentions = sorted(draft.mentions, key=lambda mention: mention.start)
    if draft.voice is not None and draft.voice.actor is not None:
        found.append(attribution_of(draft.voice, draft.rule))
        mentions = _with_first_person(draft, draft.voice, mentions)
    known = {(attribution.actor, attribution.member) for attribution in found}
    text, offset = draft.passage.text, draft.passage.start
    for mention in mentions:
        if (mention.actor, mention.member) not in known:
            known.add((mention.actor, mention.member))
            cue = text[mention.start - offset : mention.end - offset]
            rule = f"{MEMBER}mentioned" if mention.member else "mentioned"
            found.append(
                Attribution(mention.actor, rule, cue, mention.start, mention.end, said_by=False)
            )
    # Of several that one rule gives an actor, what was said counts before what was done.
    spoken = {(speaker.start, speaker.end) for speaker in draft.speakers}
    found.sort(key=lambda a: (*_rank(a), (a.start, a.end) not in spoken, a.start))
    first = {(attribution.actor, attribution.rule): attribution for attribution in reversed(found)}
    chosen = [a for a in found if first[a.actor, a.rule] is a]
    return AttributedPassage(draft.passage, tuple(mentions), tuple(chosen))


def _rank(attribution: Attribution) -> tuple[bool, int]:
    """The place of an attribution: the actors' own by rule, then those of their members."""
    return attribution.member, RULES.index(attribution.rule.removeprefix(MEMBER))


def _with_first_person(draft: Draft, voice: Speaker, mentions: list[Mention]) -> list[Mention]:
    """The mentions, with the first "we" of a speaker who is not named in the passage."""
    actor, member = voice.actor or "", voice.member
    if any((mention.actor, mention.member) == (actor, member) for mention in mentions):
        return mentions
    for unit in draft.units:
        spoken = draft.chain is None or unit.quoted
        if unit.kind == "pronoun" and unit.key in FIRST_PERSON and spoken:
            added = Mention(actor, unit.start, unit.end, "carried", member)
            return sorted([*mentions, added], key=lambda mention: mention.start)
    return mentions
