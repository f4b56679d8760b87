"""Who says or does what in a passage: every rule that finds a holder, each with its cue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from stance.attribution.clauses import Verb
from stance.attribution.subjects import Subject
from stance.attribution.units import Unit
from stance.attribution.verbs import ADDRESSING, SAYING, is_participle, lemma, tells
from stance.attribution.words import PREPOSITIONS, STATE_VOICES, STRANGERS

_CITING = frozenset("citing quoting".split())
_VIEWS = frozenset("view opinion words eyes assessment reading judgment judgement account".split())
_SPOKEN_NOUNS = frozenset(
    """claim claims statement statements warning warnings call calls demand demands vow pledge
    promise promises threat threats assertion denial refusal rejection insistence criticism
    accusation accusations announcement condemnation appeal suggestion""".split()
)
_MADE_NOUNS = frozenset(
    """decision decisions plan plans proposal proposals move order orders withdrawal evacuation
    offer bid attempt attempts effort efforts ban embargo step""".split()
)
_BESIDE = frozenset("surround follow accompany join border flank stand go pass".split())
# Verbs of saying whose passive has the one who is spoken to as its subject.
_TOLD = frozenset("tell warn urge ask inform assure remind advise brief reassure notify".split())
_ADDRESSED = _TOLD | frozenset(("caution", "answer", "ask", "promise"))
_TEMPORAL = frozenset("after before as when while since until although though because".split())
_KIN = frozenset("son daughter wife husband brother sister father mother family".split())
_LABEL_KINDS = frozenset(("official", "role", "institution", "carried"))


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


def find_claims(
    units: Sequence[Unit],
    verbs: Sequence[Verb],
    subjects: Sequence[Subject],
    *,
    first_person: bool = False,
) -> list[Claim]:
    """All claims of a passage, left to right; those of one actor may repeat.

    Args:
        units: The passage.
        verbs: Its finite verbs.
        subjects: Their subjects.
        first_person: The paragraph says "we" or "I", so that a name before a colon is a speaker
            and no topic.
    """
    found = [
        *_labels(units, verbs, first_person=first_person),
        *_according(units),
        *_agents(units),
        *_nouns(units),
    ]
    found += _without_finite_verb(units, verbs)
    for verb, subject in zip(verbs, subjects, strict=True):
        found += _of_verb(units, verb, subject)
    return sorted(found, key=lambda claim: claim.at)


def _of_verb(units: Sequence[Unit], verb: Verb, subject: Subject) -> Iterator[Claim]:
    """What a finite verb says of its subject."""
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
                yield replace(claim, mention=mention)
    elif subject.phrase[1] or subject.stranger:
        yield replace(
            claim, phrase=subject.phrase, pronoun=subject.pronoun, stranger=subject.stranger
        )


def _speaks_for(units: Sequence[Unit], subject: Subject, verb: Verb, *, speaks: bool) -> bool:
    """Whether what the subject says or does is the actor's."""
    item = units[subject.mentions[-1]].mention
    if not subject.head:
        return not verb.passive
    if item is not None and item.person and subject.head in _KIN:
        return False
    return subject.head in STATE_VOICES if speaks else subject.head not in STRANGERS | _KIN


def _trails(units: Sequence[Unit], first: int, verb: Verb) -> bool:
    """Whether words of saying follow what is said: "..., the envoy said", "..., she said, ..."."""
    if verb.lemma not in SAYING and (not first or units[first - 1].kind != "quote"):
        return False
    before = first - 1
    while before >= 0 and units[before].kind in ("determiner", "adverb", "word", "time"):
        if units[before].kind == "word" and before < first - 3:
            break
        before -= 1
    if before < 0 or units[before].kind not in ("comma", "quote", "dash", "open"):
        return False
    return not _has_complement(units, verb)


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


# --- rules without a subject and a verb -------------------------------------------------------


def _phrase_after(units: Sequence[Unit], start: int) -> tuple[int | None, int, str]:
    """The actor a phrase is about, the phrase's end, and the noun its name belongs to."""
    end = start
    chosen: int | None = None
    head = ""
    while end < len(units) and end - start < 12:
        unit = units[end]
        if unit.kind == "mention":
            if chosen is None:
                chosen = end if not (unit.mention and unit.mention.bystander) else None
                if chosen is None:
                    return None, end + 1, ""
            elif units[end - 1].kind not in ("possessive", "coordinator"):
                break
        elif unit.kind in ("word", "number"):
            head = unit.key if chosen is not None else head
        elif unit.kind == "hyphen":
            head = "-" if chosen is not None and not head else head
        elif unit.kind == "coordinator" and chosen is not None:
            if _kind(units, end + 1) != "mention":
                break
        elif unit.kind not in ("determiner", "adverb", "possessive"):
            if chosen is not None or unit.key not in ("of", "from", "by") or end == start:
                break
            if unit.key != "of" and units[end - 1].key not in STATE_VOICES:
                break
        end += 1
    return chosen, end, head if chosen is not None else ""


def _according(units: Sequence[Unit]) -> Iterator[Claim]:
    """Sources: "according to the ministry", "citing officials", "in the words of the envoy"."""
    for index, unit in enumerate(units):
        start = 0
        if unit.key == "according" and _key(units, index + 1) == "to":
            start = index + 2
        elif unit.key in _CITING or (
            unit.key == "per" and index and units[index - 1].kind == "comma"
        ):
            start = index + 1
        elif unit.key in _VIEWS and _key(units, index + 1) == "of":
            start = index + 2
        elif unit.key in _VIEWS and index > 2 and units[index - 1].kind == "possessive":
            if units[index - 2].kind == "mention" and _key(units, index - 3) == "in":
                yield Claim("according_to", index, index - 2, (index - 3, index + 1), trails=True)
            continue
        if not start:
            continue
        chosen, end, head = _phrase_after(units, start)
        cue = (index, start)
        if chosen is not None:
            if not head or head in STATE_VOICES:
                yield Claim("according_to", index, chosen, cue, trails=True)
        elif end > start:
            yield Claim(
                "according_to", index, None, cue, phrase=(start, end), stranger=True, trails=True
            )


def _agents(units: Sequence[Unit]) -> Iterator[Claim]:
    """Agents: "proposed by the ministry", "a move by the envoy", "was told by the envoy"."""
    for index, unit in enumerate(units):
        if unit.key != "by" or not index:
            continue
        before = units[index - 1]
        if before.kind != "word" or before.capital:
            continue
        verb = lemma(before.key, "participle") or ""
        if verb in _BESIDE or (lemma(before.key, "base") in _BESIDE):
            continue
        chosen, end, head = _phrase_after(units, index + 1)
        if chosen is None or (head and head not in STATE_VOICES):
            continue
        spoken = is_participle(before.key) and (verb in ADDRESSING or verb in _TOLD)
        rule = "said" if spoken else "proposed_by"
        for at in range(chosen, end):
            if units[at].kind == "mention" and (
                at == chosen or units[at - 1].kind == "coordinator"
            ):
                yield Claim(rule, index, at, (index - 1, index + 1))


def _nouns(units: Sequence[Unit]) -> Iterator[Claim]:
    """Nouns: "the envoy's claim that", "the envoy's decision", "quoted the envoy as saying"."""
    for index, unit in enumerate(units):
        if unit.kind != "mention" or (unit.mention and unit.mention.bystander):
            continue
        if _key(units, index + 1) == "as" and (saying := lemma(_key(units, index + 2), "ing")):
            if tells(saying):
                yield Claim("said", index + 1, index, (index + 1, index + 3))
            continue
        owned = index + 1 < len(units) and units[index + 1].kind == "possessive"
        at = index + 1 + owned
        noun, link = _key(units, at), _key(units, at + 1)
        if noun in _SPOKEN_NOUNS and owned and link in ("that", "to", "for"):
            yield Claim("said", at, index, (at, at + 1))
        elif noun in _MADE_NOUNS and (owned or link == "to"):
            yield Claim("proposed_by", at, index, (at, at + 1))


def _labels(units: Sequence[Unit], verbs: Sequence[Verb], *, first_person: bool) -> Iterator[Claim]:
    """Labels of headlines and transcripts: "Envoy: we will stay", "We will stay - envoy"."""
    colon = next((i for i, unit in enumerate(units[:12]) if unit.kind == "colon"), 0)
    if colon and colon + 1 < len(units):
        unspoken = all(verb.first > colon for verb in verbs)
        for mention in _labelled(units, colon, first_person) if unspoken else ():
            yield Claim("said", colon, mention, (colon, colon + 1))
    end = len(units)
    while end and units[end - 1].kind in ("stop", "quote"):
        end -= 1
    if end > 3 and units[end - 1].kind == "mention" and units[end - 2].kind in ("dash", "colon"):
        if units[end - 2].kind == "dash" and any(u.kind == "dash" for u in units[: end - 2]):
            return
        yield Claim("said", end - 2, end - 1, (end - 2, end - 1), trails=True)


def _labelled(units: Sequence[Unit], colon: int, first_person: bool) -> list[int]:
    """The actors that a label before a colon makes speak: "Envoy to lawmakers", "Note of ..."."""
    named = [i for i in range(colon) if units[i].kind == "mention"]
    if not named or any(i > 0 and units[i - 1].kind == "hyphen" for i in named):
        return []
    item = units[named[0]].mention
    if item is None or item.bystander:
        return []
    others = [u for u in units[:colon] if u.kind not in ("mention", "determiner", "coordinator")]
    if others and others[0].key in STATE_VOICES and len(others) <= 2:
        return named
    if others and others[0].kind == "to" and named == [0] and item.person:
        return named
    if len(named) == 1 and (units[colon + 1].kind in ("open", "quote") or units[colon + 1].quoted):
        return named
    if not others and len(named) == 1 and (item.kind in _LABEL_KINDS or first_person):
        return named
    return []


def _without_finite_verb(units: Sequence[Unit], verbs: Sequence[Verb]) -> Iterator[Claim]:
    """Headlines: "Ministry to close embassy", "Ministry closing embassy"."""
    for index, unit in enumerate(units):
        opens = index == 0 or units[index - 1].kind in (
            "stop", "colon", "comma", "coordinator", "dash", "open", "determiner"
        )  # fmt: skip
        if unit.mention is None or unit.mention.bystander or not opens:
            continue
        at = index + 1
        while at < len(units) and units[at].kind == "adverb":
            at += 1
        key = _key(units, at)
        if any(verb.first < index for verb in verbs) or at >= len(units):
            continue
        if key == "to" and lemma(_key(units, at + 1), "base"):
            verb = lemma(_key(units, at + 1), "base") or ""
            yield Claim("said" if tells(verb) else "acts", at, index, (at, at + 2))
        elif lemma(key, "ing") and not verbs and _key(units, at + 1) not in PREPOSITIONS - {"out"}:
            yield Claim("acts", at, index, (at, at + 1))


def _kind(units: Sequence[Unit], index: int) -> str:
    return units[index].kind if 0 <= index < len(units) else ""


def _key(units: Sequence[Unit], index: int) -> str:
    return units[index].key if 0 <= index < len(units) else ""
