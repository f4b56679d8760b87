"""Which questions did training already ask? Seen and unseen targets, told apart by their words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from stance.training.passages import SLOT

_WORD = re.compile(r"[a-z]{3,}")
_EMPTY = frozenset("the and for from with into over its their against between under that".split())
_STEM = 5
#: A target whose content words stand to this share in one trained wording is not new.
_SHARE = 0.6


def content(proposition: str) -> frozenset[str]:
    """The stems of a proposition's content words; names of its slots do not count.

    >>> sorted(content("imposing sanctions on {X}"))
    ['impos', 'sanct']
    """
    words = _WORD.findall(SLOT.sub(" ", proposition).lower())
    return frozenset(word[:_STEM] for word in words if word not in _EMPTY)


class Trained:
    """The propositions that training asked, in all their wordings."""

    def __init__(self, propositions: Iterable[str]) -> None:
        self._known = {content(text) for text in propositions}

    def knows(self, proposition: str) -> bool:
        """Whether most of a proposition's words stand in one that training asked.

        >>> Trained(["banning oil imports"]).knows("a ban on imports of oil from Norway")
        False
        >>> Trained(["banning oil imports"]).knows("banning imports of crude oil")
        True
        """
        words = content(proposition)
        return any(len(words & known) >= _SHARE * len(words) for known in self._known)
