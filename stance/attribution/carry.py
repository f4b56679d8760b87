"""Who "the official", "she" or "the bloc" is: what a document said so far about its speakers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from stance.attribution.clauses import Verb
from stance.attribution.tokens import fold
from stance.attribution.units import Unit
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

# Offices so peculiar to some states that, in two words or more, they tell whose they are.
_PECULIAR = frozenset("secretary chancellor representative commissioner undersecretary".split())
_BLOCS = frozenset("bloc union alliance grouping".split())
_COUNTRIES = frozenset("country nation".split())
_POINTING = frozenset("the this that these those one another same both two other".split())
_COUNTS = frozenset("one some several many most two three four both none each another".split())
_OWNING = frozenset("its his her their".split())
_PAIRS = frozenset(
    """countries nations sides states governments capitals allies powers leaders presidents
    ministers two""".split()
)
# Who made something goes on to say what is in it ("It includes ...", "The ban covers ...").
_MAKING = frozenset(
    """announce adopt impose approve agree unveil publish introduce present issue sign propose
    draft prepare submit finalise finalize pass enact decree order extend renew widen tighten
    expand put""".split()
)
_MADE = frozenset(
    """package packages measure measures list ban bans sanctions decree order law bill step
    steps plan proposal embargo regulation restrictions rules text""".split()
)
_CONTAINING = frozenset(
    """include cover ban bar freeze target list prohibit restrict limit apply contain close
    widen tighten name forbid exempt add extend impose exclude""".split()
)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who said or did something.

    Attributes:
        actor: Codebook key; ``None`` for somebody the codebook does not know.
        passage: Index of the passage.
        words: Folded words of the office or name.
        person: Whether it can be "he" or "she"; ``None`` when nobody can tell.
        plural: Whether it can be "they".
        said: Whether it spoke, rather than acted.
        joint: Whether the words that stand for it stand for others or a thing as well.
        cue, start, end: The words that decided and their span in the document.
    """

    actor: str | None
    passage: int
    words: frozenset[str] = frozenset()
    person: bool | None = None
    plural: bool = False
    said: bool = True
    cue: str = ""
    start: int = 0
    end: int = 0
    joint: bool = False


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
        if verb.lemma not in _MAKING or verb.passive:
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
        if keys == ["both"] or (keys[-1] in _PAIRS and {"two", "both"} & set(keys)):
            return self._pair(words[0].start, passage)
        last = self.made[0].passage if self.made else -2
        if verb is None or verb.passive or passage - last != 1:
            return []
        content = verb.lemma in _CONTAINING
        thing = keys[0] in ("the", "this", "these") and keys[-1] in _MADE and len(keys) < 5
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

    def last_said(self, passage: int, reach: int) -> Speaker | None:
        """The last one who spoke, at most so many passages back."""
        return next((s for s in self._recent(passage, reach) if s.said), None)

    def pronoun(self, word: str, passage: int, *, spoken: bool) -> Speaker | None:
        """Whom "he", "she", "it" or "they" means as the subject of a verb.

        Args:
            word: The pronoun.
            passage: Index of the passage it stands in.
            spoken: Whether the verb is one of saying. Otherwise only persons are resolved, and
                only from the passage before.
        """
        if word not in ("he", "she") and not (spoken and word in ("it", "they")):
            return None
        reach = PRONOUN_REACH if spoken else 1
        for speaker in self._recent(passage, reach):
            if speaker.person is None or _suits(word, speaker):
                return speaker
        return None

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
        if keys and keys[0] in _OWNING:
            fits = head in ROLE_HEADS or (spoken and head in _COUNTRIES)
            return next(self._recent(passage, 2), None) if fits else None
        if any(
            unit.kind == "word" and unit.capital and unit.key not in ROLE_WORDS | DOMAINS
            for unit in words[1:]
        ):
            return None
        if head in SPOKESPERSONS:
            return self._spokesperson(passage)
        pointed = bool(_POINTING & set(keys)) or (head.endswith("s") and len(keys) == 1)
        if not pointed:
            return None
        if head in _BLOCS:
            return self._bloc(head, passage)
        if head in _COUNTRIES and spoken:
            return self._country(passage)
        if head == "them" or head in PERSON_HEADS | BODY_HEADS | BRANCHES:
            return self._by_office(head, keys, passage, spoken=spoken)
        return None

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
        self, head: str, keys: Sequence[str], passage: int, *, spoken: bool
    ) -> Speaker | None:
        if head == "them":
            return next((s for s in self._recent(passage, 2) if s.plural or s.person), None)
        stem = head.removesuffix("s")
        for speaker in self._recent(passage, PHRASE_REACH):
            if stem in {word.removesuffix("s") for word in speaker.words}:
                return speaker
            if spoken and head == "government" and self._is_country(speaker.actor):
                return speaker
        for speaker in reversed(self.named):
            if passage - speaker.passage > PHRASE_REACH:
                break
            if head in speaker.words:
                return speaker
        office = tuple(key for key in keys if key not in _POINTING)
        actor = self.offices.get(office) if keys[0] == "the" else None
        if actor is not None:
            return Speaker(actor, passage, frozenset(office), person=True)
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
        if unit.kind == "preposition" and index and words[index - 1].key not in _COUNTS:
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
            for role in re.split(r"[,;]| then | later | and ", official.role.casefold()):
                words = tuple(fold(word) for word in role.split())
                if len(words) > 1 and _PECULIAR & {words[0], words[-1]}:
                    owners.setdefault(words, set()).add(actor.key)
    return {words: min(keys) for words, keys in owners.items() if len(keys) == 1}


def _suits(word: str, speaker: Speaker) -> bool:
    if word == "they":
        return speaker.plural
    if word == "it":
        return not speaker.person and not speaker.plural
    if not speaker.person:
        return False
    return not speaker.words & (MALE if word == "she" else FEMALE)
