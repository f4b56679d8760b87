"""Who has been introduced in a document, so that a bare surname can be understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from stance.attribution.names import Match, Name
from stance.attribution.tokens import Token
from stance.attribution.words import (
    ADVERBS,
    COORDINATORS,
    COURTESY,
    DETERMINERS,
    EVERYDAY_SURNAMES,
    PREPOSITIONS,
    PRONOUNS,
    RARE_BODIES,
    RELATIVES,
    ROLE_WORDS,
    SUBORDINATORS,
    TIMES,
)

#: Words that are no part of a person's name though they may have a capital before one.
ORDINARY = (
    PREPOSITIONS
    | DETERMINERS
    | COORDINATORS
    | SUBORDINATORS
    | RELATIVES
    | PRONOUNS
    | ADVERBS
    | TIMES
)


def is_title(token: Token) -> bool:
    """Whether a word is an office or a form of address ("President", "Ms")."""
    return token.key in COURTESY or token.key in ROLE_WORDS


def is_proper(token: Token) -> bool:
    """Whether a word is written as a name and is none of the words that join names."""
    return (
        token.text[0].isupper()
        and token.key not in ORDINARY
        and not is_title(token)
        and not (token.text.endswith("ly") and len(token.text) > 5)
    )


class _Word(Protocol):
    """A word of a name: a token or a unit."""

    @property
    def key(self) -> str: ...


@dataclass(slots=True)
class People:
    """Memory of one document: which surname stands for whom at this point.

    Attributes:
        officials: Surname of an official who was introduced -> actor.
        others: Surnames that somebody unknown to the codebook bears here.
        speakers: Surname -> (actor, given names, whether of a member) of people introduced by a
            role of an actor.
        named: Actors that were named so far.
        bodies: Noun ("commission") -> the actor of the last institution that was named in full
            and ends in it; ``None`` for an institution that the codebook does not know.
    """

    officials: dict[str, str] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)
    speakers: dict[str, tuple[str, frozenset[str], bool]] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    bodies: dict[str, str | None] = field(default_factory=dict)

    def introduce(self, key: str, actor: str) -> None:
        """Remember an official by surname."""
        self.officials[key] = actor
        self.others.discard(key)

    def introduce_speaker(self, names: Sequence[_Word], actor: str, *, member: bool) -> None:
        """Remember somebody who was given a role of an actor, by full name."""
        last = names[-1].key
        if len(last) > 2 and last not in self.officials:
            given = frozenset(token.key for token in names[:-1])
            self.speakers[last] = (actor, given, member)

    def body(self, key: str, owners: set[str]) -> str | None:
        """Whose body is meant by its short form ("the Commission"), if that is clear.

        Args:
            key: The noun, folded.
            owners: The actors that have a body of which it is the short form.
        """
        if key in self.bodies:
            return self.bodies[key]
        if key not in RARE_BODIES:
            return None
        likely = owners if len(owners) == 1 else owners & self.named
        return next(iter(likely)) if len(likely) == 1 else None

    def choose(
        self, match: Match, key: str, *, entitled: bool, title: frozenset[str] = frozenset()
    ) -> Name | None:
        """Whom a bare surname names, or nobody.

        A surname counts when its bearer was introduced, when an office or form of address
        stands before it, or when only one actor has an official of that name and it is not
        an everyday name.

        Args:
            match: Where the surname stands.
            key: The surname, folded.
            entitled: An office, a form of address or the actor's own name stands before it.
            title: The words of that office; of several bearers, the one who holds it is meant.
        """
        if key in self.officials:
            actor = self.officials[key]
            return next((name for name in match.names if name.actor == actor), None)
        if entitled:
            best = max(len(title & name.offices) for name in match.names)
            held = [name for name in match.names if len(title & name.offices) == best]
            return held[0] if len(held) == 1 else None
        if len(match.names) > 1 or key in self.others or key in EVERYDAY_SURNAMES:
            return None
        return match.names[0]
