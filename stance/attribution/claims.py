"""What the finite verbs of a passage say of their subjects, as claims with their cues."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from stance.attribution.finite import Verb
from stance.attribution.subject import Subject
from stance.attribution.units import Unit
from stance.attribution.verbs import SAYING, lemma, tells
from stance.attribution.words import BODY_HEADS, PERSON_HEADS, STATE_VOICES, STRANGERS

#: Verbs of saying whose passive has the one who is spoken to as its subject.
TOLD = frozenset("tell warn urge ask inform assure remind advise brief reassure notify".split())
#: Whose passive has one as its subject who will answer.
ASKING = frozenset("ask press question quote".split())
_ADDRESSED = TOLD | frozenset(("caution", "answer", "ask", "promise"))
_TEMPORAL = frozenset("after before as when while since until although though because".split())
_NEVER_TRAILING = frozenset("agree object protest".split())
# As participles these tell what follows from an act, not what is said.
_IMPLYING = frozenset(
    "suggest indicate signal reveal confirm mean prove estimate rule read question".split()
)
_PERSONAL = frozenset("he she they".split())
_WITH_THINGS = frozenset("add claim announce present propose".split())
_OFFICERS = frozenset("lawyer lawyers counsel owner founder executive manager".split())
_KIN = frozenset("son daughter wife husband brother sister father mother family".split())


@dataclass(frozen=True, slots=True)
class Claim:
    """One rule that fired.

    Attributes:
        rule: As in `stance.domain.Attribution`.
        at: The unit that decides whether the claim stands inside what somebody else says.
        mention: Unit of the actor; ``None`` when `phrase` must be resolved first.
        phrase: Units of a pronoun or noun phrase that may stand for an actor.
        pronoun: The pronoun, if it is one.
        stranger: Somebody is named who is no actor.
        cue: Units of the words that decided, first and one after the last.
        verb: The verb it comes from, if any.
        trails: The words of saying stand after or inside what is said.
        aside: Units of what stands between commas behind the phrase.

    The rule ``undergoes`` never becomes an attribution: it only says of whom the passage tells.
    """

    rule: str
    at: int
    mention: int | None
    cue: tuple[int, int]
    phrase: tuple[int, int] = (0, 0)
    pronoun: str = ""
    stranger: bool = False
    verb: Verb | None = None
    trails: bool = False
    aside: tuple[int, int] = (0, 0)

    def is_quoted(self, units: Sequence[Unit]) -> bool:
        """Whether all of it stands between quotation marks."""
        named = self.mention if self.mention is not None else self.phrase[0]
        return units[self.at].quoted and units[named].quoted


def verb_claims(units: Sequence[Unit], verb: Verb, subject: Subject) -> Iterator[Claim]:
    """What a finite verb says of its subject.

    Args:
        units: The passage.
        verb: One of its finite verbs.
        subject: Its subject.
    """
    speaks = verb.speaks and not verb.passive
    if subject.conditional:
        return
    first = min(subject.mentions or (subject.phrase[0] or verb.first,))
    trails = speaks and (subject.inverted or _trails(units, min(first, verb.first), verb))
    claim = Claim(
        "said" if speaks else "acts",
        verb.first,
        None,
        (verb.first, verb.last),
        verb=verb,
        trails=trails,
    )
    if subject.mentions:
        if _speaks_for(units, subject, verb, speaks=speaks):
            for mention in subject.mentions:
                yield replace(claim, mention=mention, phrase=subject.phrase)
        elif verb.passive and not subject.head:
            yield replace(claim, rule="undergoes", mention=subject.mentions[-1])
    elif subject.phrase[1] or subject.stranger:
        yield replace(
            claim,
            phrase=subject.phrase,
            pronoun=subject.pronoun,
            stranger=subject.stranger,
            aside=subject.aside,
        )


def participle_claims(
    units: Sequence[Unit], verbs: Sequence[Verb], subjects: Sequence[Subject]
) -> Iterator[Claim]:
    """What a subject says besides what it does: "refused to answer, saying only that ..."."""
    for comma, unit in enumerate(units):
        at = comma + 1
        while at < len(units) and units[at].kind == "adverb":
            at += 1
        if unit.kind not in ("comma", "quote") or at >= len(units):
            continue
        saying = lemma(units[at].key, "ing")
        if saying is None or not tells(saying) or saying in _IMPLYING:
            continue
        following = units[at + 1 : at + 3]
        if saying in _WITH_THINGS and not any(
            later.key == "that" or later.kind == "open" for later in following
        ):
            continue
        main = _main_verb(units, verbs, comma)
        if main is None or verbs[main].passive:
            continue
        subject = replace(subjects[main], inverted=False)
        if subject.mentions or subject.pronoun in _PERSONAL or subject.stranger:
            for claim in verb_claims(units, Verb(at, at + 1, saying), subject):
                yield replace(claim, trails=False)


def _main_verb(units: Sequence[Unit], verbs: Sequence[Verb], end: int) -> int | None:
    """The last verb before a unit whose clause nothing subordinates, by its number."""
    found = None
    for number, verb in enumerate(verbs):
        if verb.last > end:
            break
        start = verbs[number - 1].last if number else 0
        kinds = {unit.kind for unit in units[start : verb.first]}
        if found is None or not kinds & {"subordinator", "relative"}:
            found = number
    return found


def _speaks_for(units: Sequence[Unit], subject: Subject, verb: Verb, *, speaks: bool) -> bool:
    """Whether what the subject says or does is the actor's."""
    item = units[subject.mentions[-1]].mention
    if not subject.head:
        return not verb.passive
    if item is not None and item.person and subject.head in _KIN:
        return False
    if not speaks:
        return subject.head not in STRANGERS | _KIN
    return subject.head in STATE_VOICES | BODY_HEADS or _is_officer(units, subject, verb)


def _is_officer(units: Sequence[Unit], subject: Subject, verb: Verb) -> bool:
    """Whether an actor's own officer is the subject: "the union's rights chief"."""
    at = subject.mentions[-1] + 1
    if (
        subject.head not in PERSON_HEADS | _OFFICERS
        or at >= len(units)
        or units[at].kind != "possessive"
    ):
        return False
    end = verb.first if verb.first > at else min(at + 8, len(units))
    return not any(unit.key in STRANGERS - _OFFICERS for unit in units[at:end])


def _trails(units: Sequence[Unit], first: int, verb: Verb) -> bool:
    """Whether words of saying follow what is said: "..., the envoy said", "..., she said, ..."."""
    if verb.lemma in _NEVER_TRAILING:
        return False
    if verb.lemma not in SAYING and (not first or units[first - 1].kind != "quote"):
        return False
    before = first - 1
    while before >= 0 and units[before].kind in ("determiner", "adverb", "word", "time"):
        if units[before].kind == "word" and before < first - 3:
            break
        if units[before].kind == "word" and tells(lemma(units[before].key, "past", "third") or ""):
            # "..., said it would tell a story"
            return False
        before -= 1
    if before < 0 or units[first].kind == "preposition":
        return False
    if units[before].kind == "quote":
        # “…,” she said: but not: the “betrayal” the envoy answered.
        spoken = before > 0 and units[before - 1].kind in ("comma", "stop", "quote", "dash")
    else:
        spoken = units[before].kind in ("comma", "dash", "open")
    return spoken and not _has_complement(units, verb)


def _has_complement(units: Sequence[Unit], verb: Verb) -> bool:
    """Whether what was said, or to do, follows a verb of saying."""
    addressed = verb.lemma in _ADDRESSED
    for index in range(verb.last, len(units)):
        unit = units[index]
        if unit.kind in ("comma", "stop", "dash", "quote"):
            return False
        if unit.kind == "subordinator" and unit.key in _TEMPORAL:
            return any(later.key == "that" for later in units[index : index + 8])
        if unit.kind in ("subordinator", "open", "colon", "auxiliary", "pronoun"):
            return True
        if unit.kind == "to" and addressed:
            return True
        if unit.kind in ("word", "determiner", "mention") and index == verb.last and not addressed:
            return True
        if unit.kind == "word" and lemma(unit.key, "past", "third") and index > verb.last:
            return True
    return False
