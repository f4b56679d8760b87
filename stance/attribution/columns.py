"""What the source tagger sees of each unit of a document: a word, its kind and yes-or-no flags."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from stance.attribution.claims import Claim
from stance.attribution.everyone import ASCRIBING, ReadPassage
from stance.attribution.mentions import is_titled
from stance.attribution.tokens import Token
from stance.attribution.units import Unit
from stance.attribution.verbs import ADDRESSING, FORMS, SAYING, THINKING
from stance.attribution.words import BODY_HEADS, PERSON_HEADS, STRANGERS

#: The kinds of units that the tagger tells apart, see `stance.attribution.units.Unit`.
KINDS = tuple(
    """word adverb determiner preposition subordinator coordinator pronoun relative auxiliary to
    time number comma stop point colon dash hyphen quote open ( ) possessive mark""".split()
)
#: Kinds that can be a source; a span of nothing but marks is none.
WORDS = frozenset(range(12))
#: The flags, in the order of the columns. ``rule``: the rules' sources. ``form``: what a word can
#: be as a verb. ``subject``: whose phrase it is in. ``known``: how often its word is in a source
#: elsewhere in the document. ``name``: how often it has a capital in the document.
FLAGS = tuple(
    """quoted capital upper opens closes paragraph titled rule rule_on
    verb verb_main verb_passive verb_saying verb_addressing verb_thinking verb_ascribing
    form_base form_third form_past form_participle form_ing
    form_saying form_addressing form_thinking form_ascribing person stranger body
    subject_saying subject_addressing subject_thinking subject_ascribing subject_other
    subject_passive subject_quoted claim_said claim_according_to claim_acts claim_proposed_by
    cue_said cue_according_to cue_proposed_by known_1 known_2 known_4 name_2 name_5""".split()
)
_AT = {name: column for column, name in enumerate(FLAGS)}
_KIND_AT = {kind: column for column, kind in enumerate(KINDS)}
_CLASSES = (
    ("saying", SAYING),
    ("addressing", ADDRESSING),
    ("thinking", THINKING),
    ("ascribing", ASCRIBING),
)
_HEADS = (("person", PERSON_HEADS), ("stranger", STRANGERS), ("body", BODY_HEADS))
_RULES = frozenset(("said", "according_to", "acts", "proposed_by"))


@dataclass(frozen=True, slots=True)
class Columns:
    """The units of some passages, one row each.

    Attributes:
        words: Folded words.
        kinds: Indices into `KINDS`, shape ``(n,)``.
        flags: Zeros and ones in the order of `FLAGS`, shape ``(n, len(FLAGS))``.
        starts, ends: Spans in the document, shape ``(n,)``.
    """

    words: Sequence[str]
    kinds: NDArray[np.uint8]
    flags: NDArray[np.uint8]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]

    def flag(self, name: str) -> NDArray[np.uint8]:
        """One flag of all rows, shape ``(n,)``."""
        return self.flags[:, _AT[name]]


def columns(read: Sequence[ReadPassage]) -> Columns:
    """What the tagger sees of the passages of one document.

    >>> from stance.attribution.everyone import read_passages
    >>> from stance.domain import Document, Passage
    >>> text = "Two analysts said so."
    >>> passage = Passage("d", 0, 0, len(text), text)
    >>> seen = columns(list(read_passages(Document("d", text), [passage])))
    >>> seen.flag("subject_saying").tolist()
    [1, 1, 0, 0, 0]
    """
    units = [unit for one in read for unit in one.units]
    at = list(_marked(read))
    flags = np.zeros((len(units), len(FLAGS)), np.uint8)
    if at:
        rows, places = zip(*at, strict=True)
        flags[list(rows), list(places)] = 1
    return Columns(
        [unit.key for unit in units],
        np.fromiter((_KIND_AT[unit.kind] for unit in units), np.uint8, len(units)),
        flags,
        np.fromiter((unit.start for unit in units), np.int64, len(units)),
        np.fromiter((unit.end for unit in units), np.int64, len(units)),
    )


def _verb_class(lemma: str) -> str:
    return next((name for name, verbs in _CLASSES if lemma in verbs), "")


@lru_cache(maxsize=16384)
def _of_word(key: str) -> tuple[int, ...]:
    """The flags that a word has wherever it stands."""
    forms = FORMS.get(key, ())
    found = {_AT[f"form_{form.kind}"] for form in forms}
    if forms and (kind := _verb_class(forms[0].lemma)):
        found.add(_AT[f"form_{kind}"])
    found |= {_AT[name] for name, heads in _HEADS if key in heads}
    return tuple(found)


def _marked(read: Sequence[ReadPassage]) -> Iterator[tuple[int, int]]:
    """Row and column of every flag that is set."""
    known: Counter[str] = Counter()
    names: Counter[str] = Counter()
    ruled: list[list[tuple[int, int]]] = []
    for one in read:
        spans = [_rows(one.units, span) for span in one.sources]
        ruled.append(spans)
        for low, high in spans:
            known.update({unit.key for unit in one.units[low:high] if unit.kind == "word"})
        names.update(unit.key for unit in one.units if unit.kind == "word" and unit.capital)
    base = 0
    paragraph: int | None = None
    for one, spans in zip(read, ruled, strict=True):
        yield base, _AT["opens"]
        yield base + len(one.units) - 1, _AT["closes"]
        if one.passage.paragraph != paragraph:
            paragraph = one.passage.paragraph
            yield base, _AT["paragraph"]
        inside = _inside(spans)
        titled = is_titled([Token(u.text, u.start, u.end, u.key) for u in one.units])
        for row, unit in enumerate(one.units):
            for column in _of_unit(unit, titled=titled):
                yield base + row, column
            if unit.kind == "word":
                # A source does not count for itself.
                often = known[unit.key] - (row in inside)
                yield from ((base + row, _AT[f"known_{n}"]) for n in (1, 2, 4) if often >= n)
                often = names[unit.key]
                yield from ((base + row, _AT[f"name_{n}"]) for n in (2, 5) if often >= n)
        yield from ((base + row, _AT[name]) for row, name in inside.items())
        yield from ((base + row, column) for row, column in _of_verbs(one))
        for claim in one.claims:
            yield from ((base + row, column) for row, column in _of_claim(one.units, claim))
        base += len(one.units)


def _rows(units: Sequence[Unit], span: tuple[int, int]) -> tuple[int, int]:
    """The rows of a span, first and one after the last."""
    inside = [row for row, unit in enumerate(units) if unit.start < span[1] and span[0] < unit.end]
    return (inside[0], inside[-1] + 1) if inside else (0, 0)


def _inside(spans: Sequence[tuple[int, int]]) -> dict[int, str]:
    """The flag of each row that lies in a source of the rules."""
    found: dict[int, str] = {}
    for low, high in spans:
        found.update(dict.fromkeys(range(low + 1, high), "rule_on"))
    found.update({low: "rule" for low, high in spans if high > low})
    return found


def _of_unit(unit: Unit, *, titled: bool) -> Iterator[int]:
    yield from _of_word(unit.key)
    if unit.quoted:
        yield _AT["quoted"]
    if unit.capital:
        yield _AT["capital"]
    if len(unit.text) > 1 and unit.text.isupper():
        yield _AT["upper"]
    if titled:
        yield _AT["titled"]


def _of_verbs(one: ReadPassage) -> Iterator[tuple[int, int]]:
    for verb in one.verbs:
        yield verb.first, _AT["verb"]
        yield verb.last - 1, _AT["verb_main"]
        if kind := _verb_class(verb.lemma):
            yield verb.last - 1, _AT[f"verb_{kind}"]
        if verb.passive:
            yield from ((row, _AT["verb_passive"]) for row in range(verb.first, verb.last))


def _of_claim(units: Sequence[Unit], claim: Claim) -> Iterator[tuple[int, int]]:
    """What a claim says of the phrase it is about and of its cue."""
    if claim.rule not in _RULES:
        return
    names = [f"claim_{claim.rule}"]
    if claim.verb is not None:
        names.append(f"subject_{_verb_class(claim.verb.lemma) or 'other'}")
        names += ["subject_passive"] if claim.verb.passive else []
        names += ["subject_quoted"] if units[claim.verb.first].quoted else []
    low, high = claim.phrase
    yield from ((row, _AT[name]) for row in range(low, high) for name in names)
    if claim.rule != "acts":
        yield from ((row, _AT[f"cue_{claim.rule}"]) for row in range(*claim.cue))
