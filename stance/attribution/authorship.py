"""Who has the word in a document as a whole, and the passages that are his or hers by that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from stance.attribution.authors import (
    ENDING,
    OPENING,
    byline,
    guest,
    is_letter,
    questions,
    signature,
)
from stance.attribution.carry import History
from stance.attribution.clauses import find_verbs
from stance.attribution.drafts import Draft
from stance.attribution.everyone import is_speech
from stance.attribution.floor import is_asking
from stance.attribution.headers import HEADER_REACH, author, first_person, office_named, sender
from stance.attribution.mentions import Found, find, is_titled
from stance.attribution.names import NameTree
from stance.attribution.people import People
from stance.attribution.roles import expand
from stance.attribution.speaker import Speaker
from stance.attribution.tokens import tokenize
from stance.attribution.units import Unit, read_units
from stance.domain import Actor, Document, Passage

#: A sentence has more units than these, and one of these marks at its end.
_LABEL = 10
_CLOSING = "\"'”’)"
_SHORTEST, _ENDS = 3, (".", "!", "?", "…")


def speaker_of(item: Found, index: int, actors: Mapping[str, Actor]) -> Speaker:
    """The actor of a mention; of one that is only a name nobody can tell if it is a person.

    Args:
        item: The mention.
        index: The passage's index.
        actors: The codebook's actors by key.
    """
    person: bool | None = item.person
    if item.kind == "name" and not item.plural:
        actor = actors[item.actor]
        known = actor.capitals or actor.institutions or actor.members or actor.officials
        person = person if known else None
    return Speaker(item.actor, index, item.words, person, item.plural, member=item.member)


class Authorship:
    """Whose words a document is: by its title, a header, a byline, a signature, or as a guest.

    Args:
        document: The document.
        tree: The names of the codebook's actors.
        history: Who spoke so far; who speaks here is noted there.
        on: The day on which officials must be in office, if known.
    """

    def __init__(
        self, document: Document, tree: NameTree, history: History, on: date | None
    ) -> None:
        self._tree, self._history, self._on = tree, history, on
        self._title = document.title or ""
        self._writer = self._by_header(self._units(self._title), 0)
        #: The first passage that is the writer's: headers are not.
        self._from = 0
        self._performers: set[str] = set()
        self._issuer: Speaker | None = None
        self._questions: frozenset[int] = frozenset()
        self._guest: Speaker | None = None
        #: The only body named above a transcript: "THE SPOKESMAN:" is its.
        self.host: Speaker | None = None

    def prepare(self, passages: Sequence[Passage]) -> None:
        """Look where a text tells only later who has the word: below a letter, before questions."""
        if self._writer is None and is_letter(passages):
            for passage in reversed(passages[max(OPENING, len(passages) - ENDING) :]):
                units = self._units(passage.text)
                signed = signature(units, find_verbs(units, titled=False))
                if signed is not None and signed.mention is not None:
                    self._writer = speaker_of(signed.mention, 0, self._history.actors)
        self.host = self._host(passages)
        asked = questions(passages)
        if self._writer is not None:
            asking = {one.paragraph for one in passages if is_asking(one.text)}
            self._questions = frozenset(asking)
        elif asked:
            before = [one.text for one in passages if one.paragraph < min(asked)][:OPENING]
            named = guest(self._units("\n".join(before)))
            if named is not None and named.mention is not None:
                self._guest = speaker_of(named.mention, 0, self._history.actors)
                self._questions = asked

    def follow(self, draft: Draft) -> None:
        """Give a passage to the author, or to the guest of an interview, if nobody else has it."""
        passage = draft.passage
        if self._writer is None and passage.index < HEADER_REACH:
            self._writer = self._by_header(draft.units, passage.index)
            if self._writer is not None:
                self._from = passage.index + 1
        if draft.performer is not None:
            self._performers.add(draft.performer.actor or "")
            one = replace(draft.performer, passage=passage.index)
            self._issuer = one if len(self._performers) == 1 else None
        if passage.paragraph in self._questions:
            # Who asks may tell what others said; what they did is his to say.
            draft.attributions = [one for one in draft.attributions if is_speech(one)]
            draft.held = True
        if draft.voice is not None or draft.chain is not None or draft.held:
            return
        own = first_person(draft.units)
        whole = self._owner(draft)
        voice = whole if whole is not None else (self._writer or self._issuer) if own else None
        if voice is not None:
            cue, start, end = (
                (own.text, own.start, own.end) if own else ("", passage.start, passage.start)
            )
            draft.voice = replace(voice, passage=passage.index, cue=cue, start=start, end=end)
            self._history.note(draft.voice)

    def _host(self, passages: Sequence[Passage]) -> Speaker | None:
        """The only body that the title and the lines above the first label name."""
        lines = [self._units(self._title)]
        for passage in passages[:OPENING]:
            units = self._units(passage.text)
            if any(unit.kind == "colon" for unit in units[:_LABEL]):
                break
            lines.append(units)
        named = [unit.mention for units in lines for unit in units if unit.mention is not None]
        bodies = [item for item in named if item.kind in ("institution", "role")]
        if not bodies and (house := self._house(passages)) is not None:
            return Speaker(house, 0, person=True)
        if not bodies or len({item.actor for item in bodies}) > 1 or bodies[0].bystander:
            return None
        return replace(speaker_of(bodies[0], 0, self._history.actors), person=True)

    def _house(self, passages: Sequence[Passage]) -> str | None:
        """Whose house a record's heading names by its short name: "Senate, Tuesday"."""
        line = self._title or (passages[0].text if passages else "")
        found = {
            actor.key
            for actor in self._history.actors.values()
            for office in actor.offices
            if office[:1].isupper()
            and line.removeprefix("The ").startswith((f"{office},", f"{office}:"))
        }
        return found.pop() if len(found) == 1 else None

    def _owner(self, draft: Draft) -> Speaker | None:
        """Whose every sentence is from here on: the writer's, or the guest's in an answer."""
        passage = draft.passage
        if self._guest is not None:
            ended = passage.text.rstrip(_CLOSING)[-1:] in _ENDS
            return self._guest if ended and passage.paragraph > min(self._questions) else None
        sentence = len(draft.units) > _SHORTEST and passage.text.rstrip(_CLOSING)[-1:] in _ENDS
        if passage.index < self._from or not sentence:
            # "Dear Ada," and "The ice envoy" below a letter say nothing.
            return None
        if [unit.key for unit in draft.units[:2]] in (["the", "writer"], ["the", "author"]):
            return None
        writer = self._writer
        # A release that tells what its own author did tells an act.
        acts = writer is not None and writer.actor in {one.actor for one in draft.attributions}
        return None if acts else writer

    def _by_header(self, units: Sequence[Unit], index: int) -> Speaker | None:
        verbs = find_verbs(units, titled=False)
        named = author(units, verbs) or byline(units, verbs) or sender(units)
        if named is not None and named.mention is not None:
            return speaker_of(named.mention, index, self._history.actors)
        office = office_named(units, verbs)
        return self._history.by_title(office, index) if office else None

    def _units(self, text: str) -> list[Unit]:
        """A line on its own as units, nobody in it known from elsewhere."""
        tokens, people = tokenize(text), People()
        found = find(tokens, self._tree, people, self._on)
        found = expand(tokens, found, people, titled=is_titled(tokens))
        return read_units(tokens, found, ())
