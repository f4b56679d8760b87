"""Whoever a document ascribes something to, known to a codebook or not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stance.attribution.anaphors import ANSWERS
from stance.attribution.claims import Claim
from stance.attribution.clauses import find_verbs
from stance.attribution.finite import Verb
from stance.attribution.quotes import find_quotes
from stance.attribution.rules import find_claims
from stance.attribution.scope import content
from stance.attribution.tokens import fold, tokenize
from stance.attribution.turns import label_end
from stance.attribution.units import Unit, read_units
from stance.attribution.verbs import BE_FORMS, SAYING, THINKING, lemma, tells
from stance.domain import Attribution, Document, Passage

#: Verbs that ascribe something though they are not ones of saying ("declined to", "polls show").
ASCRIBING = frozenset(
    """adopt attack back cite circulate concerned continue convinced decline demonstrate disagree
    embrace endorse favor favour introduce invoke learn list name nominate offer oppose outline
    persuade plan pleased point praise project promote push refer refuse report resist seek share
    show side support talk unveil weigh worried""".split()
)
# Verbs of saying that mostly tell of something else.
_SELDOM = frozenset(
    "address charge comment compare invite judge maintain request rule summon thank".split()
)
# Verbs of holding a view.
_VIEWS = frozenset(
    """want wish hope think believe see find fear expect prefer feel regard consider doubt deem
    judge profess accept""".split()
)
_LONGEST_LABEL = 6
_SPEECH = frozenset(("given", "said", "according_to", "quoted"))


def is_speech(attribution: Attribution) -> bool:
    """Whether it tells of the actor's own words or view rather than of an act or a mention.

    "Wants", "would not accept" tell a view, which only its holder can have told.

    >>> is_speech(Attribution("NP", "carried", "he added", 0, 8, said_by=True))
    True
    >>> is_speech(Attribution("NP", "carried", "he left", 0, 7, said_by=True))
    False
    """
    rule = attribution.rule.rpartition(":")[2]
    if rule not in ("acts", "carried"):
        return rule in _SPEECH
    words = [fold(word) for word in attribution.cue.split()]
    verbs = [lemma(word, "base", "third", "past", "participle", "ing") or "" for word in words]
    viewed = bool(_VIEWS & set(verbs)) or bool({"would", "wouldn't"} & set(words))
    # "Were added", "they agreed" tell an act.
    if rule == "carried" and attribution.cue == ":":
        return True
    if rule == "carried" and (ANSWERS & set(words) or words[-2:] == ["went", "on"]):
        return True
    done = bool(BE_FORMS & set(words)) or "agree" in verbs
    return viewed or (rule == "carried" and not done and any(map(tells, verbs)))


@dataclass(frozen=True, slots=True)
class ReadPassage:
    """A passage with what the rules make of it, no codebook needed.

    Attributes:
        units: It as units, none of them a mention.
        verbs: Its finite verbs.
        claims: What the rules claim in it.
        sources: Spans of whoever the rules ascribe something to, in order.
    """

    passage: Passage
    units: Sequence[Unit]
    verbs: Sequence[Verb]
    claims: Sequence[Claim]
    sources: Sequence[tuple[int, int]]


def read_passages(document: Document, passages: Sequence[Passage]) -> Iterator[ReadPassage]:
    """The passages of a document that hold a word, each with the sources that rules find.

    >>> text = "Two analysts said the Polar ministry was late."
    >>> [read] = read_passages(Document("d", text), [Passage("d", 0, 0, len(text), text)])
    >>> read.sources
    [(0, 12)]
    """
    quotes = [(quote.start, quote.end) for quote in find_quotes(document.text)]
    for passage in passages:
        units = read_units(tokenize(passage.text, passage.start), (), quotes)
        if not units:
            continue
        verbs = find_verbs(units, titled=False)
        found = set(_labels(units)) | set(_relatives(units, verbs))
        every = find_claims(units, verbs)
        claims = [claim for claim in every if _ascribes(units, claim)]
        reaches = [(claim, content(units, claim, verbs)) for claim in claims]
        for claim in claims:
            if not any(other is not claim and inside[claim.at] for other, inside in reaches):
                low, high = claim.phrase
                found.add((units[low].start, units[high - 1].end))
        yield ReadPassage(passage, units, verbs, every, sorted(found))


def _ascribes(units: Sequence[Unit], claim: Claim) -> bool:
    """Whether a claim gives somebody words, a view or an intention, outside of quotations."""
    low, high = claim.phrase
    if high <= low or units[claim.at].quoted:
        return False
    if claim.rule in ("said", "according_to"):
        return claim.verb is None or claim.verb.lemma not in _SELDOM
    verb = claim.verb
    return verb is not None and not verb.passive and verb.lemma in THINKING | ASCRIBING


def _labels(units: Sequence[Unit]) -> Iterator[tuple[int, int]]:
    """Whoever a label before a colon names: "Ada Frost: We are late", "Q: Are you?"."""
    end = label_end(units)
    if end is not None and end <= _LONGEST_LABEL and units[0].kind in ("word", "determiner"):
        yield units[0].start, units[end - 1].end


def _relatives(units: Sequence[Unit], verbs: Sequence[Verb]) -> Iterator[tuple[int, int]]:
    """The relative in "the aide, who says"."""
    for verb in verbs:
        at = verb.first - 1
        while at > 0 and units[at].kind == "adverb":
            at -= 1
        told = verb.lemma in SAYING | ASCRIBING | {"believe", "hope", "want", "think"}
        if at >= 0 and units[at].key == "who" and told and not (verb.passive or units[at].quoted):
            yield units[at].start, units[at].end
