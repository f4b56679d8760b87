"""Whose verb it is: the subject of each finite verb of a passage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from stance.attribution.finite import Verb
from stance.attribution.inversion import INVERTING, may_invert, named_after, phrase_after
from stance.attribution.phrases import (
    after_place,
    deputy,
    in_name,
    listed,
    named_aside,
    restricting,
    seated,
    shared,
)
from stance.attribution.subject import NOBODY, Subject
from stance.attribution.titles import employer
from stance.attribution.units import Unit
from stance.attribution.verbs import SAYING, THINKING, is_participle, lemma
from stance.attribution.words import (
    CONDITIONS,
    FIXED,
    HEADING,
    HEADS_OF_FIRMS,
    ISSUED,
    NO_NAMES,
    PERSON_HEADS,
    ROLE_HEADS,
    STATE_VOICES,
    STRANGERS,
)

_REACH = 60
_BOUNDARIES = frozenset(
    "comma stop colon dash open quote ( subordinator relative coordinator mark".split()
)
_ASIDE_OPENERS = frozenset("determiner mention adverb preposition time word number to".split())


class SubjectFinder:
    """The subjects of a passage's verbs.

    Args:
        units: The passage.
        verbs: Its finite verbs, left to right.
    """

    def __init__(self, units: Sequence[Unit], verbs: Sequence[Verb]) -> None:
        self._units = units
        self._verbs = verbs
        self._inside = [False] * len(units)
        for verb in verbs:
            self._inside[verb.first : verb.last] = [True] * (verb.last - verb.first)

    def find(self) -> list[Subject]:
        """One subject per verb, in the same order."""
        found: list[Subject] = []
        for verb in self._verbs:
            found.append(self._subject(verb, found))
        return found

    def _subject(self, verb: Verb, earlier: Sequence[Subject]) -> Subject:
        if closed := self._closed(verb):
            return closed
        if inverted := self._inverted(verb):
            return inverted
        index = verb.first - 1
        while index >= 0 and self._is_transparent(index, verb):
            index -= 1
        if index < 0:
            both = self._units[0].key == "both" and verb.first > 0
            return Subject(phrase=(0, 1)) if both else NOBODY
        kind = self._units[index].kind
        before = self._units[index - 1].mention if index else None
        if kind == "comma" and before is not None and before.apposed:
            return self._region(index - 1)
        if kind in ("comma", "dash", ")"):
            opening = self._opening(index)
            if opening is not None:
                return self._apposed(opening, index)
        quoted_comma = kind == "quote" and index and self._units[index - 1].kind == "comma"
        if kind in ("coordinator", "comma") or quoted_comma:
            # "closed its border, expelled the envoy and froze the account"
            return shared(self._units, self._verbs, verb, earlier)
        if kind == "relative":
            return self._antecedent(index)
        relative = restricting(self._units, self._verbs, self._start(index), verb)
        if relative is not None:
            return self._region(relative - 1)
        return NOBODY if self._is_object(index, verb) else self._region(index)

    def _closed(self, verb: Verb) -> Subject | None:
        """The subject that opens the passage before a single aside: "The aide, who left, said"."""
        closing = verb.first - 1
        if closing < 2 or self._units[closing].kind != "comma":
            return None
        opening = self._opening(closing)
        if opening is None or not opening or self._start(opening - 1) > 0:
            return None
        if any(unit.kind == "comma" for unit in self._units[opening + 1 : closing]):
            return None
        if self._units[0].kind == "preposition" or any(self._inside[:opening]):
            return None
        found = self._apposed(opening, closing)
        return found if found.mentions or found.stranger else None

    def _is_object(self, index: int, verb: Verb) -> bool:
        """Whether what stands before a participle is another verb's ("wants assets frozen")."""
        start = self._start(index)
        if verb.auxiliary or not start or not self._inside[start - 1]:
            return False
        ruling = next(v for v in self._verbs if v.last >= start)
        reports = ruling.lemma in SAYING or ruling.lemma in THINKING - {"want", "see"}
        return not reports and is_participle(self._units[verb.first].key)

    def _is_transparent(self, index: int, verb: Verb) -> bool:
        unit = self._units[index]
        if unit.kind == "adverb":
            return True
        opens = unit.kind == "open" or (unit.kind == "quote" and self._units[verb.first].quoted)
        return opens and index >= verb.first - 3

    # --- what stands before the verb ---------------------------------------------------------

    def _opening(self, closing: int) -> int | None:
        """Where an aside that ends at a comma, dash or bracket begins."""
        kind = self._units[closing].kind
        for index in range(closing - 1, max(-1, closing - _REACH), -1):
            unit = self._units[index]
            if unit.kind in ("stop", "colon") and kind != ")":
                return None
            if kind == ")":
                if unit.kind == "(":
                    return index
            elif unit.kind == kind and index + 1 < closing:
                if self._is_aside(index + 1, closing):
                    return index
        return None

    def _is_aside(self, start: int, end: int) -> bool:
        """Whether "which has ...", "asked about it", "the minister" stands here, no clause."""
        first = self._units[start]
        if first.kind == "relative":
            return True
        while first.kind == "adverb" and start + 1 < end:
            start += 1
            first = self._units[start]
        if self._inside[start]:
            return first.kind == "word" and is_participle(first.key)
        if start > 1 and self._units[start - 2].kind == "mention":
            if first.kind == "subordinator" and first.key != "that":
                return True
            if lemma(first.key, "ing") or (first.key.endswith("ing") and len(first.key) > 6):
                return True
        if first.kind not in _ASIDE_OPENERS:
            return False
        finite = next((at for at in range(start, end) if self._inside[at]), end)
        # "the minister who left"
        return finite == end or any(u.key in ("who", "which") for u in self._units[start:finite])

    def _apposed(self, opening: int, closing: int) -> Subject:
        """The subject before an aside; a role in the aside says whose person it is."""
        end = opening - 1
        while end > 0 and self._units[end].kind == "adverb":
            end -= 1
        if end > 0 and end < opening - 1 and self._units[end].kind == "comma":
            # "The envoy, however, who had left, said"
            end -= 1
        else:
            end = opening - 1
        before = self._region(end) if end >= 0 else NOBODY
        start = self._start(end) if end >= 0 else 0
        if not before.mentions and start > 1 and self._units[start - 1].kind == "comma":
            # "The envoy, speaking in a town, in the hills, said"
            outer = self._region(start - 2)
            if outer.mentions and not any(self._inside[start:closing]):
                return outer
        before = replace(before, aside=(opening + 1, closing))
        if (named := named_aside(self._units, before, opening, closing)) is not None:
            return Subject((named,), phrase=before.phrase, conditional=before.conditional)
        if before.mentions or not before.stranger:
            return before
        for index in range(opening + 1, closing):
            item = self._units[index].mention
            if item is not None:
                heads = self._units[opening + 1].key == "who" and item.kind == "institution"
                heads = heads and self._units[opening + 2].key in HEADING
                own = (item.person or heads) and not item.bystander
                return Subject((index,), phrase=before.phrase) if own else before
        return before

    def _antecedent(self, relative: int) -> Subject:
        """The subject of "which has ..." when an actor stands right before it."""
        index = relative - 1
        if index >= 0 and self._units[index].kind == "comma":
            index -= 1
        if index < 0 or self._units[index].mention is None:
            return Subject(relative=True)
        return replace(self._region(index), relative=True)

    def _start(self, index: int) -> int:
        """Where the noun phrase that ends at an index begins, at the latest a clause boundary."""
        start = index
        floor = max(-1, index - _REACH)
        while start > floor:
            unit = self._units[start]
            if unit.kind == ")":
                bracket = self._opening(start)
                if bracket is None:
                    break
                start = bracket - 1
                continue
            if self._inside[start] or (
                unit.kind in _BOUNDARIES and not in_name(self._units, start)
            ):
                break
            start -= 1
        return start + 1

    def _region(self, index: int) -> Subject:
        """The subject in the noun phrase that ends at an index."""
        start = self._start(index)
        if self._units[index].kind == "pronoun":
            # "At eleven it left": what stands before does not belong to it.
            conditional = self._is_conditional(start)
            return self._unnamed(index, index + 1, conditional=conditional)
        chosen, head, governed = self._head(start, index)
        mentions: list[int] = [] if chosen is None else [chosen]
        left = start
        while chosen is not None and (joined := self._joined(left)) is not None:
            right, left = left, self._start(joined)
            other, _, other_governed = self._head(left, joined)
            comma = any(unit.kind == "comma" for unit in self._units[joined + 1 : right])
            if comma and (other_governed or (left and self._inside[left - 1])):
                # ", and the ministry left": a clause of its own after somebody's object.
                left = right
                break
            governed = governed or other_governed
            if other is not None:
                mentions.insert(0, other)
        conditional = self._is_conditional(left)
        if governed:
            return self._governed(start, index, named=chosen is not None, conditional=conditional)
        if chosen is not None:
            return Subject(tuple(mentions), head, conditional=conditional)
        if start > 1 and self._units[start - 1].key == "whose":
            if self._units[index].key in ROLE_HEADS | STATE_VOICES | HEADS_OF_FIRMS:
                return self._antecedent(start - 1)
        if others := listed(self._units, start, index):
            return Subject(others, conditional=conditional)
        return self._unnamed(start, index + 1, conditional=conditional)

    def _governed(self, start: int, index: int, *, named: bool, conditional: bool) -> Subject:
        """The subject in a noun phrase whose actor a preposition rules."""
        body = employer(self._units, start, index)
        if body is not None:
            return Subject((body,), phrase=(start, body - 1), conditional=conditional)
        if (seat := seated(self._units, start, index)) is not None:
            return Subject((seat,), conditional=conditional)
        own = after_place(self._units, start, index)
        if own is not None:
            return self._unnamed(own, index + 1, conditional=conditional)
        return Subject(stranger=not named, conditional=conditional)

    def _joined(self, start: int) -> int | None:
        """The unit that "and" or a list comma joins to the phrase that begins here."""
        boundary = start - 1
        if boundary < 1 or self._units[start].kind not in ("mention", "determiner"):
            return None
        kind = self._units[boundary].kind
        before = boundary - 1
        if kind == "coordinator" and self._units[before].kind == "comma":
            before -= 1
        if kind not in ("coordinator", "comma") and self._units[boundary].text != "/":
            return None
        return before if before >= 0 and self._units[before].kind == "mention" else None

    def _is_conditional(self, start: int) -> bool:
        index = start - 1
        while index >= 0 and self._units[index].kind in ("adverb", "open"):
            index -= 1
        return index >= 0 and self._units[index].key in CONDITIONS

    def _head(self, start: int, index: int) -> tuple[int | None, str, bool]:
        """The actor a noun phrase is about, what of it, and whether a preposition rules it."""
        for at in range(self._after_opening(start, index), index + 1):
            unit = self._units[at]
            if unit.kind in ("preposition", "to"):
                if unit.key in ("from", "by", "of") and self._is_message(at - 1):
                    continue
                return None, "", self._names_actor(at, index)
            if unit.mention is not None:
                before = self._units[at - 1] if at else None
                if unit.mention.bystander or (before and before.kind == "hyphen"):
                    return None, "", True
                if (named := deputy(self._units, at, index)) is not None:
                    return named, "", False
                clause = (
                    unit.mention.person and at < index and lemma(self._units[at + 1].key, "ing")
                )
                # "An envoy watching from the street said"
                head = "" if clause else self._owned(at + 1, index)
                return (None, "", True) if head == "-" else (at, head, False)
        return None, "", False

    def _is_message(self, index: int) -> bool:
        """Whether "the statement" or "the statement issued" ends here."""
        if index > 0 and is_participle(self._units[index].key):
            index -= 1
        return index >= 0 and self._units[index].key in ISSUED

    def _after_opening(self, start: int, index: int) -> int:
        """Where the subject begins after "On Monday", "With a stroke of the pen", if it does."""
        if self._units[start].kind != "preposition":
            return start
        fresh = False
        for at in range(start + 1, index + 1):
            unit = self._units[at]
            if unit.mention is not None:
                before = self._units[at - 1]
                if before.kind in ("time", "mention", "number") or before.key in FIXED:
                    return at
                articled = unit.text.casefold() == "the"
                return at if (fresh or articled) and before.kind == "word" else start
            if unit.kind == "preposition":
                fresh = False
            elif unit.kind == "determiner":
                fresh = True
        return start

    def _names_actor(self, start: int, index: int) -> bool:
        return any(unit.mention is not None for unit in self._units[start : index + 1])

    def _owned(self, start: int, index: int) -> str:
        """The head noun after an actor's name or adjective; "-" when a hyphen binds the name."""
        head = ""
        for at in range(start, index + 1):
            unit = self._units[at]
            if unit.kind == "hyphen" and at == start:
                return "-"
            if unit.kind in ("preposition", "to", "time", "adverb", "pronoun"):
                break
            if unit.kind == "word" and unit.key not in ("there", "here"):
                head = unit.key
        return head

    def _unnamed(self, start: int, end: int, *, conditional: bool) -> Subject:
        """A subject without an actor's name: a pronoun, "the official", a stranger."""
        if end - start == 1 and self._units[start].kind == "pronoun":
            return Subject(
                phrase=(start, end), pronoun=self._units[start].key, conditional=conditional
            )
        while end > start and self._units[end - 1].kind in ("time", "adverb", "preposition"):
            end -= 1
        for at in range(end - 1, start, -1):
            if self._units[at].kind == "determiner" and self._units[at - 1].kind == "word":
                # "told reporters the official had left"
                start = at
                break
        words = self._units[start:end]
        # At the start of a sentence a capital says little: plurals there are mostly no names.
        stranger = any(
            unit.kind == "word"
            and (
                (unit.capital and (at + start > 0 or unit.key[-1:] != "s"))
                or unit.key in PERSON_HEADS | STRANGERS
            )
            and unit.key not in NO_NAMES
            for at, unit in enumerate(words)
        )
        return Subject(phrase=(start, end), stranger=stranger, conditional=conditional)

    # --- what stands after the verb ----------------------------------------------------------

    def _inverted(self, verb: Verb) -> Subject | None:
        """The subject after a verb of saying: “…,” said the envoy."""
        if not may_invert(self._units, verb):
            return None
        quoted = verb.first > 0 and self._units[verb.first - 1].kind == "quote"
        start, index = phrase_after(self._units, self._verbs, verb)
        if index == start:
            return None
        chosen, head, _ = self._head(start, index - 1)
        person = chosen is not None and (item := self._units[chosen].mention) and item.person
        if verb.lemma not in INVERTING and not (quoted or person):
            return None
        if chosen is not None and not head:
            return Subject((chosen,), head, inverted=True)
        if (apposed := named_after(self._units, index, self._inside)) is not None:
            return Subject((apposed,), inverted=True)
        if chosen is not None:
            return Subject((chosen,), head, inverted=True)
        found = self._unnamed(verb.last, index, conditional=False)
        return replace(found, inverted=True)
