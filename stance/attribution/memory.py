"""Who spoke, acted or was named in a document so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from stance.attribution.anaphors import MAKING
from stance.attribution.finite import Verb
from stance.attribution.speaker import Speaker
from stance.domain import Actor

#: How many passages after an official act another one is ascribed to the same.
ACT_REACH = 3


@dataclass(slots=True)
class Memory:
    """Who spoke, acted or was named in a document up to now.

    Attributes:
        actors: The codebook's actors by key.
        speakers: Who spoke or acted, in order.
        named: Who was named, in order; words include the noun after the name.
        offices: Words of an office -> the only actor that has it, see `peculiar_offices`.
        last_bloc: The last actor with members that was named.
        place: Actor and passage of the last "In Washington, ...", "WASHINGTON - ...".
        made: Who made something last, one or several together.
        acted: The only one who spoke or acted in the last passage that told an official act.
    """

    actors: dict[str, Actor]
    speakers: list[Speaker] = field(default_factory=list)
    named: list[Speaker] = field(default_factory=list)
    offices: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    last_bloc: str | None = None
    place: tuple[str, int] | None = None
    made: list[Speaker] = field(default_factory=list)
    acted: Speaker | None = None

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

    def behind(self, passage: int) -> Speaker | None:
        """Who is behind an act that names nobody who did it: who did something just before."""
        last = self.acted
        return last if last is not None and passage - last.passage <= ACT_REACH else None

    def last_said(self, passage: int, reach: int) -> Speaker | None:
        """The last one who spoke, at most so many passages back."""
        return next((s for s in self.recent(passage, reach) if s.said), None)

    def recent(self, passage: int, reach: int) -> Iterator[Speaker]:
        """Who spoke or acted at most so many passages back, the last one first."""
        for speaker in reversed(self.speakers):
            if passage - speaker.passage > reach:
                return
            yield speaker
