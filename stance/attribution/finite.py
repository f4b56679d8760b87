"""A finite verb, as a record."""

from __future__ import annotations

from dataclasses import dataclass

from stance.attribution.verbs import tells


@dataclass(frozen=True, slots=True)
class Verb:
    """A finite verb with its auxiliaries.

    Attributes:
        first, last: Its units, from the first to the one after the last.
        lemma: Base form of the main verb, ``be`` for a copula.
        passive: Whether the subject is who it is done to.
        auxiliary: The first auxiliary, folded; may be empty.
    """

    first: int
    last: int
    lemma: str
    passive: bool = False
    auxiliary: str = ""

    @property
    def speaks(self) -> bool:
        """Whether it is a verb of saying."""
        return tells(self.lemma)
