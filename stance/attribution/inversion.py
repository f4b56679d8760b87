"""Verbs that may stand before their subject: “…,” said the envoy."""

from __future__ import annotations

from collections.abc import Sequence

from stance.attribution.finite import Verb
from stance.attribution.units import Unit
from stance.attribution.verbs import is_participle
from stance.attribution.words import PERSON_HEADS

# Verbs that do so without a question. The second list takes actors as objects too: only a
# quotation before it or a person after it shows the order.
INVERTING = frozenset(
    """say add reply note explain argue insist write declare tweet respond conclude continue
    observe remark comment state joke retort quip""".split()
)
_AFTER_QUOTE = frozenset(
    """warn claim ask caution report post announce admit concede demand vow promise predict
    answer""".split()
)
_IN_PHRASE = frozenset("word possessive mention hyphen number".split())
_LONGEST = 8
_ONES = frozenset("one some both several another two".split())
_OPENERS = frozenset("comma quote dash stop open colon".split())


def may_invert(units: Sequence[Unit], verb: Verb) -> bool:
    """Whether the subject of a verb can stand after it, going by what stands before."""
    before = units[verb.first - 1].kind if verb.first else "stop"
    if verb.auxiliary or before not in _OPENERS:
        return False
    named = units[verb.first - 2].mention if verb.first > 1 else None
    if before == "comma" and named is not None and named.apposed:
        # "Ada Frost, the envoy, said"
        return False
    return verb.lemma in INVERTING or verb.lemma in _AFTER_QUOTE


def phrase_after(units: Sequence[Unit], verbs: Sequence[Verb], verb: Verb) -> tuple[int, int]:
    """The noun phrase after a verb, without articles: start and end, the same where none is.

    A finite verb behind it has it as its own subject; a participle that only describes does not:
    "said an envoy reached in the basement".
    """
    firsts = {other.first: other for other in verbs}
    index = verb.last
    while index < len(units) and units[index].kind in ("adverb", "determiner"):
        index += 1
    start = index
    if index < len(units) and units[index].key in _ONES and _names_group(units, index + 1):
        return index, index + 3
    while (
        index < len(units)
        and units[index].kind in _IN_PHRASE
        and index - start < _LONGEST
        and index not in firsts
    ):
        index += 1
    other = firsts.get(index)
    if other is None:
        return start, index
    following = units[index + 1].kind if index + 1 < len(units) else ""
    describes = not other.auxiliary and is_participle(units[index].key)
    describes = describes and following in ("preposition", "adverb", "time")
    return (start, index) if describes else (start, start)


def _names_group(units: Sequence[Unit], index: int) -> bool:
    """Whether "of them" follows and no more of the phrase, or "of those who stayed"."""
    words = [unit.key for unit in units[index : index + 2]]
    after = units[index + 2].kind if index + 2 < len(units) else "stop"
    if words == ["of", "those"]:
        return after == "relative"
    return words == ["of", "them"] and after in ("comma", "stop", "dash", "quote")


def named_after(units: Sequence[Unit], index: int, inside: Sequence[bool]) -> int | None:
    """The person named behind an office: "said the chief of staff, Ada Frost, asking ...".

    Args:
        units: The passage.
        index: The unit after the first words of the office.
        inside: For each unit whether it is a part of a finite verb.
    """
    office = any(unit.key in PERSON_HEADS for unit in units[max(0, index - 6) : index])
    for at in range(index, min(index + 4, len(units))):
        unit = units[at]
        if unit.kind == "comma":
            after = units[at + 1].mention if at + 1 < len(units) else None
            closed = at + 2 >= len(units) or units[at + 2].kind in (
                "comma",
                "stop",
                "dash",
                "quote",
            )
            named = after is not None and closed and (office or after.kind == "official")
            return at + 1 if named else None
        if unit.kind not in ("word", "preposition") or inside[at]:
            return None
    return None
