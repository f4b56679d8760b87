"""Whose words a whole document is where no header says so: a byline, a signature, an interview."""

from __future__ import annotations

from collections.abc import Sequence

from stance.attribution.finite import Verb
from stance.attribution.floor import is_asking
from stance.attribution.units import Unit
from stance.domain import Passage

_TALKS = frozenset(
    """interview interviewed spoke speaks speaking talked talks talk answers answered sat
    conversation q&a questions""".split()
)
_SALUTATIONS = ("Sir,", "Dear ", "To the Editor", "Madam,")
_LONGEST_BYLINE = 14
_LONGEST_QUESTION = 400
#: In how many passages from the top, and from the end, an author is looked for.
OPENING, ENDING = 4, 3


def byline(units: Sequence[Unit], verbs: Sequence[Verb]) -> Unit | None:
    """The person who wrote a text, by a line of its own: "By Ada Frost, envoy to Polaris".

    Args:
        units: One of the first passages.
        verbs: Its finite verbs; a byline has none.
    """
    if verbs or len(units) < 2 or len(units) > _LONGEST_BYLINE or units[0].key != "by":
        return None
    item = units[1].mention
    return units[1] if item is not None and item.person and not item.bystander else None


def signature(units: Sequence[Unit], verbs: Sequence[Verb]) -> Unit | None:
    """The person who signed, by a line of its own: "Ada Frost", "Yours, Ada Frost, envoy".

    Args:
        units: One of the last passages of a letter.
        verbs: Its finite verbs; a signature has none.
    """
    if verbs or len(units) > _LONGEST_BYLINE:
        return None
    named = [unit for unit in units if unit.mention is not None]
    item = named[0].mention if named else None
    if item is None or item.bystander or not item.person:
        return None
    return named[0]


def is_letter(passages: Sequence[Passage]) -> bool:
    """Whether a salutation opens one of the first passages.

    >>> is_letter([Passage("d", 0, 0, 9, "Dear all,")])
    True
    """
    return any(one.text.lstrip().startswith(_SALUTATIONS) for one in passages[:OPENING])


def questions(passages: Sequence[Passage]) -> frozenset[int]:
    """The paragraphs that only ask, if a text has at least two of them: those of an interview.

    >>> texts = ("She came.", "Why now?", "It was time.", "And then?", "We wait.")
    >>> asked = questions([Passage("d", i, 0, 9, t, paragraph=i) for i, t in enumerate(texts)])
    >>> sorted(asked)
    [1, 3]
    """
    paragraphs: dict[int, list[str]] = {}
    for one in passages:
        paragraphs.setdefault(one.paragraph, []).append(one.text.strip())
    asking = {
        number
        for number, texts in paragraphs.items()
        if (texts[-1].endswith("?") and sum(map(len, texts)) <= _LONGEST_QUESTION)
        or is_asking(texts[0])
    }
    answers = len(paragraphs) - len(asking)
    return frozenset(asking) if len(asking) > 1 and answers >= len(asking) else frozenset()


def guest(units: Sequence[Unit]) -> Unit | None:
    """The only person named where a text says with whom it talked: "Ada Frost spoke to us".

    Args:
        units: What stands before the first question.
    """
    persons = [u for u in units if u.mention is not None and u.mention.person]
    actors = {u.mention.actor for u in persons if u.mention is not None}
    if len(actors) != 1 or not _TALKS & {unit.key for unit in units}:
        return None
    item = persons[0].mention
    return None if item is None or item.bystander else persons[0]
