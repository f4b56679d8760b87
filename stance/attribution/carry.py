"""Who "the official", "she" or "the bloc" is: what a document said so far about its speakers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from stance.attribution.anaphors import (
    ABROAD,
    ANSWERS,
    BLOCS,
    CLERKS,
    CONTAINING,
    COUNTRIES,
    HEADED,
    HOLDING,
    IMPERSONAL,
    MADE,
    MESSAGES,
    ORDINALS,
    OWN_BODIES,
    OWNING,
    PAIRS,
    POINTING,
    SAME_BODY,
    TELLING,
)
from stance.attribution.described import described
from stance.attribution.finite import Verb
from stance.attribution.memory import Memory
from stance.attribution.peculiar import head_of, uncounted
from stance.attribution.speaker import Speaker
from stance.attribution.tokens import fold
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

#: How many passages back a pronoun, and a noun phrase, may refer.
PRONOUN_REACH = 3
PHRASE_REACH = 5


@dataclass(slots=True)
class History(Memory):
    """The speakers and actors of a document up to now, and whom words mean that name none."""

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
        recent = list(self.recent(passage, 2))
        joint = {s.actor: s for s in recent if s.actor and s.start == recent[0].start}
        if len(joint) == 2:
            return list(joint.values())[::-1]
        here = (s for s in self.named if s.passage == passage and s.start < before)
        named = {s.actor: s for s in here}
        if len(named) == 2:
            return list(named.values())
        # "The two agreed", after one of them spoke and then the other.
        spoke = {s.actor: s for s in self.recent(passage, PRONOUN_REACH)}
        return list(spoke.values()) if len(spoke) == 2 and None not in spoke else []

    def _joint(self, passage: int) -> list[Speaker]:
        """Those who just spoke or acted together, by the same words."""
        recent = list(self.recent(passage, 1))
        return [s for s in recent if s.actor and s.start == recent[0].start][::-1]

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
        for speaker in self.recent(passage, reach):
            if speaker.person is None or _suits(word, speaker):
                return speaker
        return self._only_person(word, passage) if word in ("he", "she") else None

    def _only_person(self, word: str, passage: int) -> Speaker | None:
        """The one person named in the passage before, if nobody spoke or acted in it."""
        if any(True for _ in self.recent(passage, 1)):
            return None
        persons = [
            s for s in self.named[-20:] if s.passage == passage - 1 and s.person is not False
        ]
        if len({(s.actor, s.words) for s in persons}) != 1:
            return None
        if persons[0].person is not None and not _suits(word, persons[0]):
            return None
        return persons[0]

    def _doer(self, word: str, passage: int, verb: Verb | None) -> Speaker | None:
        """Whom "it" or "they" means with a verb of doing: who spoke or acted just before."""
        if verb is None or verb.passive or verb.lemma in IMPERSONAL | HOLDING:
            return None
        last = next(self.recent(passage, 1), None)
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
        words = uncounted(words)
        head = head_of(words)
        owner = next((i for i, unit in enumerate(words) if unit.kind == "possessive"), None)
        if owner is not None:
            known = self.phrase(words[:owner], passage, spoken=True)
            return known if head in ROLE_HEADS else None
        keys = [unit.key for unit in words]
        if keys[-1:] == ["there"] or (keys and keys[0] in OWNING):
            return self._belonging(keys, head, passage, spoken=spoken)
        if any(
            unit.kind == "word" and unit.capital and unit.key not in ROLE_WORDS | DOMAINS | BRANCHES
            for unit in words[1:]
        ):
            return None
        if head in PERSON_HEADS and (served := self._serving(words, passage)) is not None:
            return served
        if head in SPOKESPERSONS:
            return self._spokesperson(passage)
        if head in PERSON_HEADS and (whose := self._of_body(keys, passage)) is not None:
            return Speaker(whose, passage, frozenset(keys), not head.endswith("s"))
        if spoken and head in MESSAGES | ANSWERS and keys[0] in ("the", "this", "its", "their"):
            return self._author(passage, answers=head in ANSWERS)
        pointed = bool((POINTING | ORDINALS) & set(keys)) or (head.endswith("s") and len(keys) == 1)
        if not pointed:
            return None
        if head in BLOCS:
            return self._bloc(head, passage)
        if head in COUNTRIES and spoken:
            return self._country(passage)
        known = None
        if head in {"them", "those", "charge"} | PERSON_HEADS | BODY_HEADS | BRANCHES:
            named = words[-1].capital
            known = self._by_office(head, keys, passage, spoken=spoken, named=named)
        return known or described(self, head, keys, passage)

    def _serving(self, words: Sequence[Unit], passage: int) -> Speaker | None:
        """Whose "a spokesman for the bloc", "an official at the ministry" is."""
        link = next((at for at, u in enumerate(words) if u.key in ("for", "at", "from") and at), 0)
        body = words[link + 1 :]
        if not link or len(body) < 2 or body[0].key not in ("the", "its", "their"):
            return None
        known = self.phrase(body, passage, spoken=True)
        if known is None or known.actor is None:
            return None
        words_of = frozenset(unit.key for unit in words[:link])
        return replace(known, words=words_of, person=True, plural=False)

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
            known = next(self.recent(passage, 2), None)
        else:
            known = self._with_office(keys, passage)
        return None if known is None else replace(known, words=words, person=True, plural=False)

    def by_title(self, office: Sequence[str], passage: int) -> Speaker | None:
        """The holder of an office that only one actor has, nobody being named.

        Args:
            office: Its words, folded.
            passage: Index of the passage.
        """
        actor = self._by_title(office)
        return None if actor is None else Speaker(actor, passage, frozenset(office), person=True)

    def _with_office(self, keys: Sequence[str], passage: int) -> Speaker | None:
        """The body that just spoke or acted and has such an officer; a person has none."""
        telling = set(keys) & TELLING
        for speaker in self.recent(passage, 2):
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

    def _of_body(self, keys: Sequence[str], passage: int) -> str | None:
        """Whose "a department official" is: by the only actor's body, or the last one named."""
        if (actor := self._by_body(keys)) is not None or len(keys) > 4:
            return actor
        for key in (key for key in keys[:-1] if key in BODY_HEADS | BRANCHES):
            near = (s for s in reversed(self.named) if passage - s.passage <= PHRASE_REACH)
            found = next((s for s in near if key in s.words), None)
            return found.actor if found is not None else None
        return None

    def _author(self, passage: int, *, answers: bool = False) -> Speaker | None:
        """Who gave out "the statement": the last one who spoke, or the only actor named before."""
        last = next((s for s in self.recent(passage, 2)), None)
        if answers or (last is not None and last.actor is not None):
            return last
        near = {(s.actor, s.member): s for s in self.named[-20:] if 0 < passage - s.passage <= 1}
        return next(iter(near.values())) if len(near) == 1 else None

    def _spokesperson(self, passage: int) -> Speaker | None:
        for speaker in self.recent(passage, PHRASE_REACH):
            if speaker.words & SPOKESPERSONS:
                return speaker
        last = next(self.recent(passage, 2), None)
        if last is not None:
            return last if not last.person else None
        near = (s for s in reversed(self.named[-20:]) if passage - s.passage <= 2)
        return next((s for s in near if s.words & SPOKESPERSONS), None)

    def _by_office(
        self, head: str, keys: Sequence[str], passage: int, *, spoken: bool, named: bool
    ) -> Speaker | None:
        if head in ("them", "those"):
            return next((s for s in self.recent(passage, 2) if s.plural or s.person), None)
        stem = head.removesuffix("s")
        stems = {stem, HEADED.get(head, stem)} | SAME_BODY.get(head, set())
        office_words = {key for key in keys if key in TELLING}
        together = head.endswith("s") and keys[0] == "the" and head in PERSON_HEADS
        for speaker in self.recent(passage, PHRASE_REACH):
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
        return self._only_owner(head, keys, passage, spoken=spoken, named=named)

    def _only_owner(
        self, head: str, keys: Sequence[str], passage: int, *, spoken: bool, named: bool
    ) -> Speaker | None:
        """Whose an office is that nobody was said to hold: the only one's that can have it."""
        office = tuple(key for key in keys if key not in POINTING)
        actor = self.offices.get(office) if keys[0] in ("the", "all") else None
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
        if head in ("officials", "authorities") and spoken:
            last = next(self.recent(passage, 2), None)
            if last is not None and last.actor and self.actors[last.actor].capitals:
                return replace(last, person=False, plural=True)
        if head in ABROAD and spoken and not named:
            return self._abroad(passage)
        if self.place is not None and self.place[1] == passage and head in BODY_HEADS:
            return Speaker(self.place[0], passage, frozenset(office), person=False)
        return None

    def _abroad(self, passage: int) -> Speaker | None:
        """Whose "the embassy" is: the only state named lately other than by its capital."""
        found: dict[str, Speaker] = {}
        for speaker in self.named[-30:]:
            actor = self.actors.get(speaker.actor or "")
            if actor is None or passage - speaker.passage > PHRASE_REACH or not actor.capitals:
                continue
            if speaker.words & {fold(capital) for capital in actor.capitals}:
                continue
            found[actor.key] = speaker
        only = next(iter(found.values())) if len(found) == 1 else None
        return None if only is None else replace(only, person=False, plural=False)

    def _belonging(
        self, keys: Sequence[str], head: str, passage: int, *, spoken: bool
    ) -> Speaker | None:
        """Whose "its officials" or "an official there" are: the last state or bloc named."""
        if keys[-1] != "there":
            fits = head in ROLE_HEADS or (spoken and head in COUNTRIES)
            return next(self.recent(passage, 2), None) if fits else None
        if not (PERSON_HEADS | BODY_HEADS) & set(keys):
            return None
        for speaker in reversed(self.named[-20:]):
            if passage - speaker.passage > 1:
                break
            actor = self.actors.get(speaker.actor or "")
            if actor is not None and actor.capitals:
                return replace(speaker, person=True, plural=False)
        return None

    def _bloc(self, head: str, passage: int) -> Speaker | None:
        for speaker in reversed(self.named[-50:]):
            actor = self.actors.get(speaker.actor or "")
            if actor and head in {fold(name.split()[-1]) for name in (actor.name, *actor.aliases)}:
                return Speaker(actor.key, passage, frozenset({head}), person=False)
        bloc = self.last_bloc
        if bloc is None and all(s.actor for s in self.recent(passage, PHRASE_REACH)):
            blocs = [actor.key for actor in self.actors.values() if actor.members]
            bloc = blocs[0] if len(blocs) == 1 else None
        return Speaker(bloc, passage, frozenset({head}), person=False) if bloc else None

    def _country(self, passage: int) -> Speaker | None:
        for speaker in self.recent(passage, 2):
            return speaker if self._is_country(speaker.actor) else None
        return None

    def _is_country(self, key: str | None) -> bool:
        """Whether an actor has a capital and no members."""
        actor = self.actors.get(key) if key else None
        return actor is not None and bool(actor.capitals) and not actor.members


def _suits(word: str, speaker: Speaker) -> bool:
    if word == "they":
        return speaker.plural
    if word == "it":
        return not speaker.person and not speaker.plural
    if not speaker.person:
        return False
    return not speaker.words & (MALE if word == "she" else FEMALE)
