"""The finite verbs of a passage: where each stands, and what it tells of its subject."""

from __future__ import annotations

from collections.abc import Sequence

from stance.attribution.finite import Verb
from stance.attribution.phrasal import phrasal
from stance.attribution.units import Unit
from stance.attribution.verbs import (
    BE,
    BE_FORMS,
    DO,
    FORMS,
    HAVE,
    MODALS,
    NOUN_LIKE,
    STATES_OF_MIND,
    is_participle,
    lemma,
    tells,
)
from stance.attribution.words import ISSUED, PERSON_HEADS

_BEFORE_NOUN = frozenset(("determiner", "preposition", "to", "possessive", "hyphen", "number"))
_LOOSE = frozenset(("adverb", "open", "time"))
_OBJECTS = frozenset(("determiner", "mention", "pronoun", "to", "number", "open"))
# "a group called Polar Friends"
_CALLED = frozenset("called named dubbed known".split())
# "a statement issued on Monday said"
_PAPERS = ISSUED | frozenset(
    "order decree licence licences license licenses list report document law rules bill".split()
)
_REDUCED_REACH = 14
# "said by telephone"
_CHANNELS = frozenset("phone telephone mobile email e-mail text video letter message post".split())
_PARTICLES = frozenset(
    "for on off out up over down back in into that no new more its their".split()
)


def find_verbs(units: Sequence[Unit], *, titled: bool) -> list[Verb]:
    """The finite verbs of a passage, left to right.

    Args:
        units: The passage.
        titled: Every word has a capital, so capitals do not mark names.
    """
    verbs: list[Verb] = []
    index = 0
    while index < len(units):
        verb = None
        unit = units[index]
        if _is_name(units, index, titled=titled) or _is_asked(units, index):
            verb = None
        elif unit.kind == "auxiliary":
            verb = _group(units, index)
        elif unit.kind in ("word", "adverb"):
            verb = _single(units, index)
        if verb is not None:
            verb = phrasal(units, verb)
            verbs.append(verb)
        index = verb.last if verb else index + 1
    return verbs


def _is_name(units: Sequence[Unit], index: int, *, titled: bool) -> bool:
    """Whether a capital says that a word is a name rather than a verb ("Will", "Price")."""
    unit = units[index]
    if titled or not unit.capital or (unit.text.isupper() and len(unit.text) > 2):
        return False
    return index > 0 and units[index - 1].kind not in ("open", "quote", "colon", "stop")


def _is_asked(units: Sequence[Unit], index: int) -> bool:
    """Whether a verb belongs to a question: "what will the ministry do?"."""
    if index < 2 or units[index - 1].kind not in ("mention", "pronoun"):
        return False
    return units[index - 2].kind == "auxiliary" and (
        index < 3 or units[index - 3].kind not in ("mention", "pronoun", "word")
    )


def _group(units: Sequence[Unit], index: int) -> Verb | None:
    """An auxiliary with what follows: "has consistently denied", "will not be told"."""
    before = units[index - 1].kind if index else ""
    if before in ("to", "determiner", "possessive") and units[index].key not in BE | HAVE:
        return None
    if before == "to":
        return None
    last_auxiliary = units[index].key
    end = position = index + 1
    while position < len(units):
        unit = units[position]
        if unit.kind in _LOOSE:
            position += 1
        elif unit.kind == "comma" and (skip := _aside(units, position)):
            position = skip
        elif unit.key in BE_FORMS or unit.key in HAVE or unit.key in ("do", "to be"):
            last_auxiliary = unit.key
            position += 1
            end = position
        else:
            break
    main, passive = "", False
    if position < len(units) and units[position].kind in ("word", "adverb"):
        main, passive = _main(units[position].key, last_auxiliary)
    if main:
        end = position + 1
        if passive and (saying := _reported_words(units, end)):
            main, passive, end = saying, False, end + 2
    verb = main or ("be" if last_auxiliary in BE_FORMS else last_auxiliary)
    return Verb(index, end, verb, passive, units[index].key)


def _aside(units: Sequence[Unit], index: int) -> int:
    """Where ", however," ends, if that stands here."""
    end = index + 1
    while end < len(units) and units[end].kind == "adverb" and end - index < 4:
        end += 1
    closed = end > index + 1 and end < len(units) and units[end].kind == "comma"
    return end + 1 if closed else 0


def _main(key: str, auxiliary: str) -> tuple[str, bool]:
    """The main verb after an auxiliary, and whether the two make a passive."""
    if auxiliary in BE_FORMS:
        if key in STATES_OF_MIND:
            return key, False
        if is_participle(key):
            return lemma(key, "participle") or key, True
        return lemma(key, "ing") or (key if key.endswith("ing") and len(key) > 5 else ""), False
    if auxiliary in HAVE:
        return (lemma(key, "participle") or key) if is_participle(key) else "", False
    if auxiliary in DO | MODALS:
        return (lemma(key, "base") or key), False
    return "", False


def _reported_words(units: Sequence[Unit], index: int) -> str:
    """The verb of "was quoted as saying", if that stands here."""
    if index + 1 < len(units) and units[index].key == "as":
        verb = lemma(units[index + 1].key, "ing")
        return verb if verb and tells(verb) else ""
    return ""


def _single(units: Sequence[Unit], index: int) -> Verb | None:
    """A verb without auxiliaries: "said", "froze", "backs"."""
    if index == 0:
        return None
    unit = units[index]
    forms = FORMS.get(unit.key, ())
    before = _before(units, index)
    kind = units[before].kind
    following = units[index + 1] if index + 1 < len(units) else None
    # "General Order 21 allows": the number is part of a name.
    labelled = kind == "number" and before > 0 and units[before - 1].capital
    labelled = labelled and lemma(unit.key, "third") is not None
    if (kind in _BEFORE_NOUN and not labelled) or (following and following.kind == "hyphen"):
        return None
    if unit.key in _CALLED and kind == "word" and following and following.capital:
        return None
    if units[before].key in _PAPERS and _is_reduced(units, index):
        return None
    kinds = {form.kind for form in forms}
    by_agent = following is not None and following.key == "by" and not _is_manner(units, index + 2)
    verb = None
    if "past" in kinds and not ("participle" in kinds and by_agent):
        verb = lemma(unit.key, "past")
    elif "third" in kinds:
        if unit.key not in NOUN_LIKE or _is_third_person(units, before, index):
            verb = lemma(unit.key, "third")
    elif "base" in kinds and _after_plural(units, before):
        base = lemma(unit.key, "base") or ""
        if tells(base) or (following and following.kind in _OBJECTS | {"preposition", "word"}):
            verb = base
    elif not forms and kind == "mention" and unit.key.endswith("ed") and not by_agent:
        verb = unit.key
    return Verb(index, index + 1, verb) if verb else None


def _is_reduced(units: Sequence[Unit], index: int) -> bool:
    """Whether a participle only describes: "a statement issued on Monday called for calm"."""
    following = units[index + 1] if index + 1 < len(units) else None
    if following is None or following.kind not in ("preposition", "time", "adverb"):
        return False
    if lemma(units[index].key, "participle") is None:
        return False
    for unit in units[index + 1 : index + _REDUCED_REACH]:
        if unit.kind in ("comma", "stop", "coordinator", "subordinator", "colon", "relative"):
            return False
        if unit.kind == "auxiliary" or (unit.kind == "word" and lemma(unit.key, "past", "third")):
            return True
    return False


def _is_manner(units: Sequence[Unit], index: int) -> bool:
    """Whether "by saying", "by telephone" stands here rather than an agent."""
    keys = [unit.key for unit in units[index : index + 2]]
    return any(lemma(key, "ing") or key in _CHANNELS for key in keys)


def _before(units: Sequence[Unit], index: int) -> int:
    """What stands before a verb, past adverbs, days and opening quotation marks."""
    before = index - 1
    while before > 0 and units[before].kind in ("adverb", "time", "open"):
        before -= 1
        dated = units[before + 1].kind == "time" and (
            units[before].kind == "preposition" or units[before].key == "this"
        )
        if dated and before > 0:
            before -= 1
    return before


def _after_plural(units: Sequence[Unit], before: int) -> bool:
    """Whether what stands before is plural: "officials", "the North and the South Pole"."""
    unit = units[before]
    if unit.kind == "pronoun":
        return unit.key in ("we", "they", "i", "you")
    if unit.kind == "word":
        return unit.key.endswith("s") and not unit.key.endswith("ss")
    if unit.mention is None:
        return False
    listed = before > 1 and units[before - 1].kind in ("coordinator", "comma", "mark")
    return unit.mention.plural or (listed and units[before - 2].kind == "mention")


def _is_third_person(units: Sequence[Unit], before: int, index: int) -> bool:
    """Whether a word that may be a plural noun is a verb here ("The envoy backs talks")."""
    unit = units[before]
    following = units[index + 1] if index + 1 < len(units) else None
    if following is not None and following.key in PERSON_HEADS:
        # "the armed forces minister"
        return False
    if unit.kind == "coordinator":
        return following is not None and following.kind in ("determiner", "pronoun")
    if unit.kind not in ("mention", "pronoun") or (unit.mention and unit.mention.plural):
        return unit.kind in ("word", "relative") and _has_object(units, index)
    if index + 1 == len(units) or units[index + 1].kind == "stop":
        return True
    return _has_object(units, index) and not _verb_follows(units, index)


def _has_object(units: Sequence[Unit], index: int) -> bool:
    following = units[index + 1] if index + 1 < len(units) else None
    if following is None:
        return False
    if following.kind in _OBJECTS or following.key in _PARTICLES:
        return True
    return following.kind in ("word", "adverb", "quote", "subordinator")


def _verb_follows(units: Sequence[Unit], index: int) -> bool:
    """Whether the same clause has an unmistakable finite verb further on."""
    for unit in units[index + 1 : index + 25]:
        if unit.kind in (
            "comma",
            "stop",
            "coordinator",
            "subordinator",
            "colon",
            "dash",
            "relative",
        ):
            return False
        if unit.kind == "auxiliary":
            return True
        kinds = {form.kind for form in FORMS.get(unit.key, ())}
        if unit.key not in NOUN_LIKE and kinds & {"third", "past"} and "participle" not in kinds:
            return True
    return False
