"""Whoever a document ascribes something to, known to a codebook or not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stance.attribution.claims import Claim
from stance.attribution.clauses import find_verbs
from stance.attribution.quotes import find_quotes
from stance.attribution.rules import find_claims
from stance.attribution.tokens import fold, tokenize
from stance.attribution.units import Unit, read_units
from stance.attribution.verbs import THINKING, lemma, tells
from stance.domain import Attribution, Document, Passage

_SPEECH = frozenset(("given", "said", "according_to", "quoted"))


def is_speech(attribution: Attribution) -> bool:
    """Whether it tells of the actor's own words rather than of an act or a mention.

    >>> is_speech(Attribution("NP", "carried", "he added", 0, 8, said_by=True))
    True
    >>> is_speech(Attribution("NP", "carried", "he left", 0, 7, said_by=True))
    False
    """
    rule = attribution.rule.rpartition(":")[2]
    if rule == "carried":
        words = (fold(word) for word in attribution.cue.split())
        return any(tells(lemma(word, "base", "third", "past", "participle", "ing") or "")
                   for word in words)  # fmt: skip
    return rule in _SPEECH


def source_spans(document: Document, passages: Sequence[Passage]) -> list[tuple[int, int]]:
    """Where those stand whom a document ascribes words, views or intentions to, in order.

    No codebook is needed: it is what keeps somebody else's words from an actor.

    >>> text = "Two analysts said the Polar ministry was late."
    >>> source_spans(Document("d", text), [Passage("d", 0, 0, len(text), text)])
    [(0, 12)]
    """
    quotes = [(quote.start, quote.end) for quote in find_quotes(document.text)]
    found: set[tuple[int, int]] = set()
    for passage in passages:
        units = read_units(tokenize(passage.text, passage.start), (), quotes)
        for claim in find_claims(units, find_verbs(units, titled=False)):
            if _ascribes(claim):
                found |= set(_span(units, claim))
    return sorted(found)


def _ascribes(claim: Claim) -> bool:
    verb = claim.verb
    thinks = verb is not None and verb.lemma in THINKING and not verb.passive
    return claim.rule in ("said", "according_to") or thinks


def _span(units: Sequence[Unit], claim: Claim) -> Iterator[tuple[int, int]]:
    low, high = claim.phrase
    if high > low:
        yield units[low].start, units[high - 1].end
