"""Offices and persons as word sequences: "deputy minister of finance", "Ada de la Cruz"."""

from __future__ import annotations

from collections.abc import Sequence

from stance.attribution.people import is_proper
from stance.attribution.tokens import Token
from stance.attribution.verbs import AUXILIARIES, FORMS, NOUN_LIKE
from stance.attribution.words import (
    ADVERBS,
    COORDINATORS,
    DETERMINERS,
    DOMAINS,
    PARTICLES,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    ROLE_HEADS,
    ROLE_WORDS,
    STRANGERS,
    SUBORDINATORS,
    TIMES,
)

#: Words that end a noun phrase.
ENDINGS = (
    PREPOSITIONS | COORDINATORS | SUBORDINATORS | RELATIVES | PRONOUNS | ADVERBS | TIMES
) | AUXILIARIES
# Heads after which an unlisted noun may stand before them ("Polar climate envoy").
_SPECIALISTS = frozenset(
    """envoy envoys coordinator negotiator negotiators commissioner adviser advisor ambassador
    minister ministers secretary""".split()
)
_ENVOYS = frozenset("ambassador ambassadors envoy envoys representative representatives".split())


class OfficeReader:
    """Reads offices and names that follow a token.

    Args:
        tokens: The words of a passage.
        titled: Every word has a capital, so capitals do not mark names.
    """

    def __init__(self, tokens: Sequence[Token], *, titled: bool) -> None:
        self._tokens = tokens
        self._titled = titled

    def _key(self, index: int) -> str:
        return self._tokens[index].key if 0 <= index < len(self._tokens) else ""

    def role(self, index: int, limit: int) -> tuple[int, str]:
        """Where the role that starts at a token ends, and its head; no head, no role."""
        begin = last = index
        head = ""
        while index < limit:
            key = self._key(index)
            step = 0
            if key in ROLE_WORDS and not self._is_false_head(index):
                step = 1
            elif key == "-" and self._key(index + 1) in ROLE_WORDS | {"in"} and index > begin:
                step = 2 if self._key(index + 1) == "in" else 1
            elif head and index == last:
                step = self._domain(index, head, limit)
                if step and key != "'s":
                    last = index + step
            elif not head and self._is_speciality(index):
                step = 1
            if not step:
                break
            index += step
            if key in ROLE_HEADS and step == 1 and index <= limit:
                last, head = index, key
        return last, head

    def _is_false_head(self, index: int) -> bool:
        """Whether "heads" is a verb, or an office only a room."""
        key = self._key(index)
        if key in ("head", "heads"):
            return self._key(index + 1) != "of"
        return key == "office" and self._key(index - 1) not in ROLE_WORDS | {"'s"}

    def _is_speciality(self, index: int) -> bool:
        token = self._tokens[index]
        return (
            (
                token.text.isalpha()
                and token.text.islower()
                and token.key not in ENDINGS | STRANGERS | DETERMINERS
                and token.key not in FORMS
            )
            or token.key in NOUN_LIKE
        ) and self._key(index + 1) in _SPECIALISTS

    def _domain(self, index: int, head: str, limit: int) -> int:
        """How many words "of defence", "for foreign affairs", "to the UN" take after a head."""
        key = self._key(index)
        if key == "'s":
            return 1 if self._key(index + 1) in ROLE_WORDS else 0
        end = index + 1
        if key in ("of", "for"):
            end += self._key(end) == "the"
            start = end
            while end < limit and self._key(end) in DOMAINS and end - start < 8:
                end += 1
            while end > start and self._key(end - 1) in ("and", "the"):
                end -= 1
            return end - index if end > start else 0
        if key == "to" and head in _ENVOYS and not self._titled:
            end += self._key(end) == "the"
            start = end
            while end < limit and end - start < 3 and self._tokens[end].is_capital:
                end += 1
            return end - index if end > start else 0
        return 0

    def name(self, index: int, limit: int) -> int:
        """The end of a person's name that starts at an index; the index itself if none does."""
        end = index
        while end < min(limit, index + 6):
            token = self._tokens[end]
            named = is_proper(token) and token.text[:1].isalpha()
            if named and (token.key in FORMS and end == index):
                break
            joins = end > index and (token.key in PARTICLES or token.text in ("-", "."))
            if token.text == "." and len(self._tokens[end - 1].text) > 2:
                break
            if not (named or joins):
                break
            end += 1
        while end > index and not self._tokens[end - 1].is_capital:
            end -= 1
        return end
