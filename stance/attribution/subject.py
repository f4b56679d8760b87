"""The subject of a verb, as a record."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Subject:
    """The subject of a verb.

    Attributes:
        mentions: Units of the actors that are its heads, or whose adjective stands before it.
        head: What an actor's name or adjective belongs to ("forces"); empty when the actor
            itself is the subject.
        phrase: Units of the noun phrase when it names no actor, first and one after the last.
        pronoun: "he", "she", "it", "they", "we" or "i", when it is one.
        stranger: Somebody or something else is named: a proper name, a person.
        conditional: The clause only supposes ("if ...").
        relative: The clause describes what stands before it ("which ...").
        inverted: The subject stands after its verb.
        aside: Units of an aside between the phrase and the verb, first and one after the last.
    """

    mentions: tuple[int, ...] = ()
    head: str = ""
    phrase: tuple[int, int] = (0, 0)
    pronoun: str = ""
    stranger: bool = False
    conditional: bool = False
    relative: bool = False
    inverted: bool = False
    aside: tuple[int, int] = (0, 0)


NOBODY = Subject()
