"""Who "the official", "she" or "the bloc" is: what a document said so far about its speakers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from stance.attribution.anaphors import (
    BLOCS,
    CLERKS,
    CONTAINING,
    COUNTRIES,
    COUNTS,
    HEADED,
    HOLDING,
    IMPERSONAL,
    MADE,
    MAKING,
    MESSAGES,
    ORDINALS,
    OWN_BODIES,
    OWNING,
    PAIRS,
    PECULIAR,
    POINTING,
    SAME_BODY,
    TELLING,
)
from stance.attribution.finite import Verb
from stance.attribution.speaker import Speaker
from stance.attribution.tokens import fold, tokenize
from stance.attribution.units import Unit
from stance.attribution.verbs import lemma
from stance.attribution.words import (
    BODY_HEADS,
    BRANCHES,
    DOMAINS,
    FEMALE,
    MALE,
    PERSON_HEADS,
    ROLE_HEADS,
    ROLE_WORDS,
    SPOKESPERSONS,
)
from stance.domain import Actor

#: How many passages back a pronoun, and a noun phrase, may refer.
PRONOUN_REACH = 3
PHRASE_REACH = 5


@dataclass(slots=True)
class History:
    """The speakers and actors of a document up to now.

    Attributes:
        actors: The codebook's actors by key.
        speakers: Who spoke or acted, in order.
        named: Who was named, in order; words include the noun after the name.
        offices: Words of an office -> the only actor that has it, see `peculiar_offices`.
        last_bloc: The last actor with members that was named.
        place: Actor and passage of the last "In Washington, ...", "WASHINGTON - ...".
        made: Who made something last, one or several together.
    """

    actors: dict[str, Actor]
    speakers: list[Speaker] = field(default_factory=list)
    named: list[Speaker] = field(default_factory=list)
    offices: dict[tuple[str, ...], str] = field(default_factory=dict)
    last_bloc: str | None = None
    place: tuple[str, int] | None = None
    made: list[Speaker] = field(default_factory=list)

    def note(self, speaker: Speaker) -> None:
        """Remember who spoke or acted."""
        self.speakers.append(speaker)

    def mark(self) -> int:
        """A point to which `forget` can go back."""
        return len(self.speakers)

    def forget(self, mark: int) -> None:
        """Forget everybody noted since a mark."""
        del self.speakers[mark:]

    def mentioned(self, speaker: Speaker) -> None:
        """Remember that an actor was named, with the words around it."""
        self.named.append(speaker)
        if speaker.actor is not None and self.actors[speaker.actor].members:
            self.last_bloc = speaker.actor

    def made_by(self, speaker: Speaker, verb: Verb) -> None:
        """Remember who made something, if that is what a verb tells."""
        if verb.lemma not in MAKING or verb.passive:
            return
        if not self.made or self.made[0].start != speaker.start:
            self.made = []
        self.made.append(speaker)

    def several(self, words: Sequence[Unit], passage: int, verb: Verb | None) -> list[Speaker]:
        """The actors behind "both", "the two countries", or a thing they made just before.

        Args:
            words: A pronoun or noun phrase, in which no actor is named.
            passage: Index of the passage it stands in.
            verb: The verb it is the subject of.
        """
        keys = [unit.key for unit in words]
        if keys == ["they"] and len(joint := self._joint(passage)) > 1:
            return joint
        if keys == ["both"] or (keys[-1] in PAIRS and {"two", "both"} & set(keys)):
            return self._pair(words[0].start, passage)
        last = self.made[0].passage if self.made else -2
        if verb is None or verb.passive or passage - last != 1:
            return []
        content = verb.lemma in CONTAINING
        thing = keys[0] in ("the", "this", "these") and keys[-1] in MADE and len(keys) < 5
        if (keys == ["it"] and content) or (thing and (content or verb.lemma == "be")):
            return self.made
        return []

    def _pair(self, before: int, passage: int) -> list[Speaker]:
        """The two who spoke together, or the only two who were named, just before."""
        recent = list(self._recent(passage, 2))
        joint = {s.actor: s for s in recent if s.actor and s.start == recent[0].start}
        if len(joint) == 2:
            return list(joint.values())[::-1]
        here = (s for s in self.named if s.passage == passage and s.start < before)
        named = {s.actor: s for s in here}
        return list(named.values()) if len(named) == 2 else []

    def _joint(self, passage: int) -> list[Speaker]:
        """Those who just spoke or acted together, by the same words."""
        recent = list(self._recent(passage, 1))
        return [s for s in recent if s.actor and s.start == recent[0].start][::-1]

    def last_said(self, passage: int, reach: int) -> Speaker | None:
        """The last one who spoke, at most so many passages back."""
        return next((s for s in self._recent(passage, reach) if s.said), None)

    def pronoun(
        self, word: str, passage: int, *, spoken: bool, verb: Verb | None = None
    ) -> Speaker | None:
        """Whom "he", "she", "it" or "they" means as the subject of a verb.

        Args:
            word: The pronoun.
            passage: Index of the passage it stands in.
            spoken: Whether the verb is one of saying. Otherwise only the passage before counts,
                and "it" stands for an actor only as the one who does something.
            verb: The verb.
        """
        if word in ("it", "they") and not spoken:
            return self._doer(word, passage, verb)
        if word not in ("he", "she", "it", "they"):
            return None
        reach = PRONOUN_REACH
        for speaker in self._recent(passage, reach):
            if speaker.person is None or _suits(word, speaker):
                return speaker
        return self._only_person(word, passage) if word in ("he", "she") else None

    def _only_person(self, word: str, passage: int) -> Speaker | None:
        """The one person named in the passage before, if nobody spoke or acted in it."""
        if any(True for _ in self._recent(passage, 1)):
            return None
        persons = [s for s in self.named[-20:] if s.passage == passage - 1 and s.person]
        if len({(s.actor, s.words) for s in persons}) != 1 or not _suits(word, persons[0]):
            return None
        return persons[0]

    def _doer(self, word: str, passage: int, verb: Verb | None) -> Speaker | None:
        """Whom "it" or "they" means with a verb of doing: who spoke or acted just before."""
        if verb is None or verb.passive or verb.lemma in IMPERSONAL | HOLDING:
            return None
        last = next(self._recent(passage, 1), None)
        if lemma(verb.lemma, "base") is None or last is None or last.passage == passage:
            return None
        if last.person is None or not _suits(word, last):
            return None
        return last

    def phrase(self, words: Sequence[Unit], passage: int, *, spoken: bool) -> Speaker | None:
        """Whom a noun phrase such as "one of the officials" means, if somebody fits.

        Args:
            words: The phrase, in which no actor is named.
            passage: Index of the passage it stands in.
            spoken: Whether it is the subject of a verb of saying.
        """
        head = _head(words)
        owner = next((i for i, unit in enumerate(words) if unit.kind == "possessive"), None)
        if owner is not None:
            known = self.phrase(words[:owner], passage, spoken=True)
            return known if head in ROLE_HEADS else None
        keys = [unit.key for unit in words]
        if keys and keys[0] in OWNING:
            fits = head in ROLE_HEADS or (spoken and head in COUNTRIES)
            return next(self._recent(passage, 2), None) if fits else None
        if any(
            unit.kind == "word" and unit.capital and unit.key not in ROLE_WORDS | DOMAINS
            for unit in words[1:]
        ):
            return None
        if head in SPOKESPERSONS:
            return self._spokesperson(passage)
        if head in PERSON_HEADS and (whose := self._by_body(keys)) is not None:
            return Speaker(whose, passage, frozenset(keys), not head.endswith("s"))
        if spoken and head in MESSAGES and keys[0] in ("the", "this", "its", "their"):
            return self._author(passage)
        pointed = bool((POINTING | ORDINALS) & set(keys)) or (head.endswith("s") and len(keys) == 1)
        if not pointed:
            return None
        if head in BLOCS:
            return self._bloc(head, passage)
        if head in COUNTRIES and spoken:
            return self._country(passage)
        if head in {"them", "charge"} | PERSON_HEADS | BODY_HEADS | BRANCHES:
            named = words[-1].capital
            return self._by_office(head, keys, passage, spoken=spoken, named=named)
        return None

    def office(self, office: Sequence[Unit], body: Sequence[Unit], passage: int) -> Speaker | None:
        """Whose office somebody has who is named with it and was not met before.

        Args:
            office: Its words: "spokeswoman", "under secretary of state".
            body: The words of the body it belongs to, where they stand apart: "the ministry".
            passage: Index of the passage.
        """
        keys = [unit.key for unit in office]
        words = frozenset(keys)
        if body:
            known = self.phrase(body, passage, spoken=True)
        elif (actor := self._by_title(keys) or self._by_body(keys)) is not None:
            return Speaker(actor, passage, words, person=True)
        elif keys[0] in OWNING:
            known = next(self._recent(passage, 2), None)
        else:
            known = self._with_office(keys, passage)
        return None if known is None else replace(known, words=words, person=True, plural=False)

    def _with_office(self, keys: Sequence[str], passage: int) -> Speaker | None:
        """The body that just spoke or acted and has such an officer; a person has none."""
        telling = set(keys) & TELLING
        for speaker in self._recent(passage, 2):
            if speaker.actor is None:
                return None
            if speaker.person or not telling <= speaker.words:
                continue
            heads = {HEADED.get(word) for word in speaker.words}
            if set(keys) & (SPOKESPERSONS | heads | CLERKS):
                return speaker
        return None

    def _by_title(self, keys: Sequence[str]) -> str | None:
        """The only actor that has an office, or the one that a deputy or assistant serves."""
        for start in range(len(keys)):
            if (actor := self.offices.get(tuple(keys[start:]))) is not None:
                return actor
        return None

    def _by_body(self, keys: Sequence[str]) -> str | None:
        """Whose "a senior administration official" is: the only actor with that body."""
        found = (self.offices.get((key,)) for key in keys[:-1])
        return next((actor for actor in found if actor is not None), None)

    def _author(self, passage: int) -> Speaker | None:
        """Who gave out "the statement": the last one who spoke, or the only actor named before."""
        last = next((s for s in self._recent(passage, 2)), None)
        if last is not None and last.actor is not None:
            return last
        near = {(s.actor, s.member): s for s in self.named[-20:] if 0 < passage - s.passage <= 1}
        return next(iter(near.values())) if len(near) == 1 else None

    def _recent(self, passage: int, reach: int) -> Iterator[Speaker]:
        for speaker in reversed(self.speakers):
            if passage - speaker.passage > reach:
                return
            yield speaker

    def _spokesperson(self, passage: int) -> Speaker | None:
        for speaker in self._recent(passage, PHRASE_REACH):
            if speaker.words & SPOKESPERSONS:
                return speaker
        last = next(self._recent(passage, 2), None)
        return last if last is not None and not last.person else None

    def _by_office(
        self, head: str, keys: Sequence[str], passage: int, *, spoken: bool, named: bool
    ) -> Speaker | None:
        if head == "them":
            return next((s for s in self._recent(passage, 2) if s.plural or s.person), None)
        stem = head.removesuffix("s")
        stems = {stem, HEADED.get(head, stem)} | SAME_BODY.get(head, set())
        office_words = {key for key in keys if key in TELLING}
        together = head.endswith("s") and keys[0] == "the" and head in PERSON_HEADS
        for speaker in self._recent(passage, PHRASE_REACH):
            if together and speaker.person:
                # "The leaders" are more than the one who spoke.
                continue
            held = {word.removesuffix("s") for word in speaker.words}
            if stems & held and office_words <= speaker.words:
                return speaker
            if spoken and head in OWN_BODIES and self._is_country(speaker.actor):
                return speaker
        for speaker in reversed(self.named):
            if passage - speaker.passage > PHRASE_REACH:
                break
            if ({head} | stems) & speaker.words and office_words <= speaker.words:
                return speaker
        office = tuple(key for key in keys if key not in POINTING)
        actor = self.offices.get(office) if keys[0] == "the" else None
        if actor is not None:
            return Speaker(actor, passage, frozenset(office), person=True)
        near = {s.actor: s for s in self.named[-20:] if passage - s.passage <= 2}
        if (
            head in OWN_BODIES
            and not named
            and len(near) == 1
            and self._is_country(next(iter(near)))
        ):
            return next(iter(near.values()))
        if self.place is not None and self.place[1] == passage and head in BODY_HEADS:
            return Speaker(self.place[0], passage, frozenset(office), person=False)
        return None

    def _bloc(self, head: str, passage: int) -> Speaker | None:
        for speaker in reversed(self.named[-50:]):
            actor = self.actors.get(speaker.actor or "")
            if actor and head in {fold(name.split()[-1]) for name in (actor.name, *actor.aliases)}:
                return Speaker(actor.key, passage, frozenset({head}), person=False)
        bloc = self.last_bloc
        if bloc is None and all(s.actor for s in self._recent(passage, PHRASE_REACH)):
            blocs = [actor.key for actor in self.actors.values() if actor.members]
            bloc = blocs[0] if len(blocs) == 1 else None
        return Speaker(bloc, passage, frozenset({head}), person=False) if bloc else None

    def _country(self, passage: int) -> Speaker | None:
        for speaker in self._recent(passage, 2):
            return speaker if self._is_country(speaker.actor) else None
        return None

    def _is_country(self, key: str | None) -> bool:
        """Whether an actor has a capital and no members."""
        actor = self.actors.get(key) if key else None
        return actor is not None and bool(actor.capitals) and not actor.members


def _head(words: Sequence[Unit]) -> str:
    """The noun a phrase is about: "secretary" of "secretary of state", not of "one of them"."""
    for index, unit in enumerate(words):
        if unit.kind == "preposition" and index and words[index - 1].key not in COUNTS:
            return words[index - 1].key
    return words[-1].key if words else ""


def peculiar_offices(actors: Iterable[Actor]) -> dict[tuple[str, ...], str]:
    """Offices that only one actor's officials hold and whose name few states use.

    >>> from stance.domain import Official
    >>> ice = Actor("NP", "North Pole", officials=(Official("Ada Frost", "secretary of ice"),))
    >>> peculiar_offices([ice])
    {('secretary', 'of', 'ice'): 'NP'}
    """
    owners: dict[tuple[str, ...], set[str]] = {}
    for actor in actors:
        for official in actor.officials:
            if actor.is_of_member(official):
                continue
            for role in re.split(r"[,;]| then | later | and ", official.role.casefold()):
                words = tuple(fold(word) for word in role.split())
                if len(words) > 1 and PECULIAR & {words[0], words[-1]}:
                    owners.setdefault(words, set()).add(actor.key)
        for office in actor.offices:
            owners.setdefault(tuple(token.key for token in tokenize(office)), set()).add(actor.key)
    return {words: min(keys) for words, keys in owners.items() if len(keys) == 1}


def _suits(word: str, speaker: Speaker) -> bool:
    if word == "they":
        return speaker.plural
    if word == "it":
        return not speaker.person and not speaker.plural
    if not speaker.person:
        return False
    return not speaker.words & (MALE if word == "she" else FEMALE)
