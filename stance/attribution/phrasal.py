"""Verbs that say something only together with other words: "went on", "made clear"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from stance.attribution.finite import Verb
from stance.attribution.units import Unit
from stance.attribution.verbs import lemma, tells

# The verb, the words right after it, and the verb of saying that the two are like.
_SAYINGS = {
    tuple(words.split()): meaning
    for words, meaning in (
        line.strip().split(": ")
        for line in """
        make clear: say
        make plain: say
        make known: say
        make it clear: say
        make it plain: say
        make it known: say
        let it be known: say
        leave no doubt: say
        leave it at: say
        point out: say
        take note: note
        take the view: say
        take issue: object
        give notice: announce
        give warning: warn
        give assurances: assure
        point to: mention
        refer to: mention
        talk of: discuss
        talk about: discuss
        talk up: praise
        set out: describe
        lay out: describe
        spell out: describe
        hit out: criticize
        lash out: criticize
        speak out: speak
        speak up: speak
        chime in: comment
        weigh in: comment
        wave away: dismiss
        wave aside: dismiss
        wave off: dismiss
        brush off: dismiss
        brush aside: dismiss
        shrug off: dismiss
        laugh off: dismiss
        play down: dismiss
        pour scorn: criticize
        pour cold water: criticize
        find fault: criticize
        cast doubt: question
        sound the alarm: warn
        raise the alarm: warn
        give thanks: thank
        put on record: state
        """.strip().splitlines()
    )
}
_LONGEST = 3
# With a clause that "that" opens these tell what somebody said; otherwise they do not.
_WITH_CLAUSE = frozenset("allow record hold recall volunteer submit offer demur guarantee".split())
# Who will not say tells that as well.
_DECLINING = frozenset("decline refuse".split())
_CLAUSE_REACH = 5
_LET_REACH = 4
_VIEWS = frozenset("opinion view mind belief".split())


def phrasal(units: Sequence[Unit], verb: Verb) -> Verb:
    """The verb with the words that make it one of saying; the verb itself without such words.

    Args:
        units: The passage.
        verb: One of its finite verbs.
    """
    if verb.passive or verb.speaks:
        return verb
    keys = [unit.key for unit in units[verb.last : verb.last + _LONGEST]]
    for size in range(len(keys), 0, -1):
        meaning = _SAYINGS.get((verb.lemma, *keys[:size]))
        if meaning is not None:
            return replace(verb, last=verb.last + size, lemma=meaning)
    if verb.lemma == "go" and keys[:1] == ["on"] and _is_speech(units, verb.last + 1):
        return replace(verb, last=verb.last + 1, lemma="add")
    if _tells(units, verb, keys):
        return replace(verb, lemma="say")
    if verb.lemma == "let" and "know" in _keys(units, verb.last, _LET_REACH):
        return replace(verb, lemma="inform")
    if verb.lemma == "leave" and "doubt" in _keys(units, verb.last, 5):
        return replace(verb, lemma="inform")
    if verb.lemma == "be" and keys[:1] == ["of"]:
        if _VIEWS & set(_keys(units, verb.last, _LET_REACH)):
            return replace(verb, lemma="agree")
    if verb.lemma in _WITH_CLAUSE and _opens_clause(units, verb.last):
        return replace(verb, lemma="say")
    return verb


def _tells(units: Sequence[Unit], verb: Verb, keys: Sequence[str]) -> bool:
    """Whether "put it bluntly:" or "declined to comment" stands here."""
    if verb.lemma == "put" and keys[:1] == ["it"]:
        return any(unit.kind == "colon" for unit in units[verb.last : verb.last + _LET_REACH])
    if verb.lemma not in _DECLINING or keys[:1] != ["to"] or len(keys) < 2:
        return False
    told = lemma(keys[1], "base")
    return told is not None and (tells(told) or told == "speculate")


def _keys(units: Sequence[Unit], start: int, size: int) -> list[str]:
    """The words of a stretch, up to the first mark."""
    found: list[str] = []
    for unit in units[start : start + size]:
        if unit.kind in ("comma", "stop", "colon", "dash"):
            break
        found.append(unit.key)
    return found


def _is_speech(units: Sequence[Unit], end: int) -> bool:
    """Whether "went on" continues a quotation, or what comes is one."""
    following = units[end] if end < len(units) else None
    if following is not None and following.kind == "colon":
        return True
    if following is not None and following.key == "that":
        return True
    closed = following is None or following.kind in ("comma", "stop", "quote", "open")
    return closed and (any(unit.quoted for unit in units) or _trails(units, end - 2))


def _trails(units: Sequence[Unit], at: int) -> bool:
    """Whether only a name or pronoun stands between a comma and the verb: "..., she went on"."""
    comma = next((i for i in range(at - 1, max(-1, at - 4), -1) if units[i].kind == "comma"), 0)
    between = units[comma + 1 : at]
    return comma > 2 and bool(between) and all(u.kind in ("pronoun", "mention") for u in between)


def _opens_clause(units: Sequence[Unit], start: int) -> bool:
    """Whether "that" follows, at most after "in a statement"."""
    for index, unit in enumerate(units[start : start + _CLAUSE_REACH]):
        if unit.key == "that" and unit.kind == "subordinator":
            # "allowed that ship": a noun right behind it would make it a determiner.
            return index == 0 or units[start].kind in ("preposition", "to")
        if unit.kind in ("comma", "stop", "relative"):
            return False
    return False
