"""Holders that no finite verb names: sources, agents, nouns of saying, labels, headlines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from stance.attribution.claims import TOLD, Claim
from stance.attribution.finite import Verb
from stance.attribution.stamps import after_stamp, office_end
from stance.attribution.units import Unit
from stance.attribution.verbs import ADDRESSING, BE, NOUN_LIKE, is_participle, lemma, tells
from stance.attribution.words import FIRST_PERSON, PREPOSITIONS, STATE_VOICES

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
_BESIDE = frozenset(
    """surround follow accompany join border flank stand go pass attend head lead own hit win
    inhabit visit""".split()
)
_JUDGEMENTS = frozenset("verdict view opinion judgment judgement word words advice".split())
_ANSWERS = _JUDGEMENTS | frozenset(
    "answer reply response message line comment reaction signal".split()
)
# "Border: what we know so far" names a topic.
_QUESTIONS = frozenset("what how why who when where which is are will can".split())
_SHORTEST_SAYING = 6
_LABEL_KINDS = frozenset(("official", "role", "institution", "carried"))


def _phrase_after(units: Sequence[Unit], start: int) -> tuple[int | None, int, str]:
    """The actor a phrase is about, the phrase's end, and the noun its name belongs to."""
    chosen: int | None = None
    head = ""
    end = start
    while end < min(len(units), start + 12):
        unit = units[end]
        if unit.mention is not None:
            if unit.mention.bystander:
                return None, end + 1, ""
            if chosen is not None and units[end - 1].kind not in ("possessive", "coordinator"):
                break
            chosen = end if chosen is None else chosen
        elif chosen is None:
            if not _leads_on(units, start, end):
                break
        elif _closes(units, end):
            break
        elif unit.kind in ("word", "number"):
            head = unit.key
        elif unit.kind == "hyphen":
            head = head or "-"
        end += 1
    return chosen, end, head


def _closes(units: Sequence[Unit], at: int) -> bool:
    """Whether a unit no longer belongs to the phrase around an actor's name."""
    unit = units[at]
    if unit.kind == "coordinator":
        return _kind(units, at + 1) != "mention"
    if unit.kind == "word":
        return _is_verb(unit.key)
    return unit.kind not in ("number", "hyphen", "determiner", "adverb", "possessive")


def _is_verb(key: str) -> bool:
    """Whether a word after an actor's name is a verb rather than what belongs to it."""
    plain = key not in STATE_VOICES and key not in NOUN_LIKE and key not in _MADE_NOUNS
    return plain and lemma(key, "base", "third", "past") is not None


def _leads_on(units: Sequence[Unit], start: int, at: int) -> bool:
    """Whether a unit may stand before the actor in "a report by two officials of the ministry"."""
    unit = units[at]
    if unit.kind in ("word", "number", "hyphen", "determiner", "adverb", "possessive"):
        return True
    if at == start:
        return False
    return unit.key == "of" or (unit.key in ("from", "by") and units[at - 1].key in STATE_VOICES)


def according(units: Sequence[Unit]) -> Iterator[Claim]:
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
            start = index + 2 if _key(units, index - 2) == "in" else 0
        elif index == 0 and unit.key == "for" and (end := _viewer(units)):
            yield Claim("according_to", 0, end, (0, 1), trails=True)
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


def _viewer(units: Sequence[Unit]) -> int:
    """Who holds the view in "For the envoy it is too late"; 0 for nobody."""
    at = 2 if len(units) > 2 and units[1].kind == "determiner" else 1
    item = units[at].mention if at + 2 < len(units) else None
    if item is None or item.bystander or not (item.person or item.kind == "capital"):
        return 0
    following = at + 1 + (units[at + 1].kind == "comma")
    views = units[following].key in ("it", "this", "that")
    return at if views and units[following + 1].kind == "auxiliary" else 0


def agents(units: Sequence[Unit]) -> Iterator[Claim]:
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
        spoken = is_participle(before.key) and (verb in ADDRESSING or verb in TOLD)
        rule = "said" if spoken else "proposed_by"
        for at in range(chosen, end):
            if units[at].kind == "mention" and (
                at == chosen or units[at - 1].kind == "coordinator"
            ):
                yield Claim(rule, index, at, (index - 1, index + 1))


def nouns(units: Sequence[Unit]) -> Iterator[Claim]:
    """Nouns: "the envoy's claim that", "the envoy's decision", "quoted the envoy as saying"."""
    for index, unit in enumerate(units):
        if unit.kind != "mention" or (unit.mention and unit.mention.bystander):
            continue
        if _key(units, index + 1) == "as" and (saying := lemma(_key(units, index + 2), "ing")):
            if tells(saying):
                yield Claim("said", index + 1, index, (index + 1, index + 3))
            continue
        owned = index + 1 < len(units) and units[index + 1].kind == "possessive"
        if (answer := _answer(units, index)) and not owned:
            yield Claim("said", answer, index, (answer, answer + 1), trails=True)
            continue
        at = index + 1 + owned
        noun, link = _key(units, at), _key(units, at + 1)
        if noun in _SPOKEN_NOUNS and owned and link in ("that", "to", "for"):
            yield Claim("said", at, index, (at, at + 1))
        elif noun in _MADE_NOUNS and (owned or link == "to"):
            yield Claim("proposed_by", at, index, (at, at + 1))


def _answer(units: Sequence[Unit], index: int) -> int:
    """The noun in "No was the answer from the ministry"; 0 where there is none."""
    link = index - 1 - (units[index - 1].kind == "determiner" if index else 0)
    if link < 2 or units[link].key not in ("from", "of", "in"):
        return 0
    noun = units[link - 1].key
    fits = noun in _ANSWERS if units[link].key != "of" else noun in _JUDGEMENTS
    told = link > 2 and units[link - 2].kind == "determiner"
    told = told and units[link - 3].key in BE | {"came"}
    return link - 1 if fits and told else 0


def answers(units: Sequence[Unit], verbs: Sequence[Verb]) -> Iterator[Claim]:
    """Answers: "No, came the reply", "the envoy's answer, sent late, was that it would stay"."""
    for index, unit in enumerate(units):
        if unit.key not in _ANSWERS or not index:
            continue
        led = units[index - 1].kind == "determiner" and index > 1
        if led and units[index - 2].key in BE | {"came"} and _ends(units, index + 1):
            cue = (index - 2, index + 1)
            yield Claim("said", index, None, cue, phrase=(index - 1, index + 1), trails=True)
            continue
        owner = index - 2 if units[index - 1].kind == "possessive" else None
        if owner is None and _key(units, index + 1) == "of":
            owner, _, head = _phrase_after(units, index + 2)
            owner = None if head else owner
        item = units[owner].mention if owner is not None and owner >= 0 else None
        if item is None or item.bystander or owner is None:
            continue
        be = next((verb for verb in verbs if verb.first > max(index, owner)), None)
        while be is not None and be.lemma != "be":
            be = next((verb for verb in verbs if verb.first > be.first), None)
        if be is not None and _key(units, be.last) == "that":
            yield Claim("said", be.first, owner, (index, index + 1), verb=replace(be, lemma="say"))


def _ends(units: Sequence[Unit], index: int) -> bool:
    return index >= len(units) or units[index].kind in ("stop", "comma", "quote", "dash")


def labels(units: Sequence[Unit], verbs: Sequence[Verb], *, first_person: bool) -> Iterator[Claim]:
    """Labels of headlines and transcripts: "Envoy: we will stay", "We will stay - envoy"."""
    start = after_stamp(units)
    colon = next((i for i in range(start, min(12, len(units))) if units[i].kind == "colon"), 0)
    if colon and colon + 1 < len(units) and units[colon + 1].key not in _QUESTIONS:
        unspoken = all(verb.first > colon for verb in verbs)
        for mention in _labelled(units, start, colon, first_person) if unspoken else ():
            yield Claim("said", colon, mention, (colon, colon + 1))
        end = office_end(units[start:colon]) + start if unspoken else start
        if end > start:
            phrase = (start, end)
            yield Claim("said", colon, None, (colon, colon + 1), phrase, stranger=True)
    end = len(units)
    while end and units[end - 1].kind in ("stop", "quote"):
        end -= 1
    if end > 3 and units[end - 1].kind == "mention" and units[end - 2].kind in ("dash", "colon"):
        if units[end - 2].kind == "colon" and end < _SHORTEST_SAYING:
            # "Travel advice: Polaria" is about it.
            return
        if units[end - 2].kind == "dash" and any(u.kind == "dash" for u in units[: end - 2]):
            return
        yield Claim("said", end - 2, end - 1, (end - 2, end - 1), trails=True)


def quoting(units: Sequence[Unit], verbs: Sequence[Verb]) -> Iterator[Claim]:
    """Whoever is quoted after a colon: "The envoy was delighted: “Well done”"."""
    for colon in range(after_stamp(units) + 1, len(units) - 1):
        if units[colon].kind != "colon" or not (
            units[colon + 1].kind in ("open", "quote") or units[colon + 1].quoted
        ):
            continue
        before = [verb for verb in verbs if verb.last <= colon]
        if not before or any(verb.speaks for verb in before):
            return
        start = colon
        while start and units[start - 1].kind not in ("comma", "coordinator", "stop", "dash"):
            start -= 1
        for at in range(start, colon):
            unit = units[at]
            if unit.kind == "pronoun" and unit.key not in FIRST_PERSON:
                return
            if unit.mention is not None and not unit.mention.bystander:
                led = units[at - 1].kind if at > start else ""
                owned = units[at + 1].kind in ("possessive", "hyphen")
                if led in ("preposition", "hyphen") and units[at - 1].key != "from":
                    return
                if not owned:
                    yield Claim("said", colon, at, (colon, colon + 1))
                return


def _labelled(units: Sequence[Unit], start: int, colon: int, first_person: bool) -> list[int]:
    """The actors that a label before a colon makes speak: "Envoy to lawmakers", "Note of ..."."""
    named = [i for i in range(start, colon) if units[i].kind == "mention"]
    if not named or any(i > 0 and units[i - 1].kind == "hyphen" for i in named):
        return []
    item = units[named[0]].mention
    if item is None or item.bystander:
        return []
    others = [
        u for u in units[start:colon] if u.kind not in ("mention", "determiner", "coordinator")
    ]
    if others and others[0].key in STATE_VOICES and len(others) <= 2:
        return named
    if others and others[0].kind == "to" and named == [start] and item.person:
        return named
    if others and others[0].key in ("in", "at", "on") and named[0] == start and item.person:
        # "The envoy in Polaris: we are late"
        return named[:1] if len(others) <= 2 else []
    if len(named) == 1 and (units[colon + 1].kind in ("open", "quote") or units[colon + 1].quoted):
        return named
    if not others and len(named) == 1 and (item.kind in _LABEL_KINDS or first_person):
        return named
    return []


def headlines(units: Sequence[Unit], verbs: Sequence[Verb]) -> Iterator[Claim]:
    """Headlines: "Ministry to close border", "Ministry closing border"."""
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
