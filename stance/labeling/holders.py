"""The ``stance`` scheme: a candidate becomes one pair in which only stand-ins act."""

from __future__ import annotations

from collections.abc import Iterable

from stance.domain import MEMBER, AttributedPassage, Attribution, Candidate, Mention
from stance.marking import HOLDER, assign, mark, pair

Spans = tuple[tuple[int, int, str], ...]


def spans(mentions: Iterable[Mention], offset: int = 0) -> Spans:
    """Mentions as (start, end, who), shifted by `offset`; see `_who`."""
    return tuple((m.start - offset, m.end - offset, _who(m)) for m in mentions)


def _who(one: Mention | Attribution) -> str:
    """Who gets a stand-in of its own: an actor, or the members of a bloc apart from the bloc."""
    return MEMBER + one.actor if one.member else one.actor


def marked_pair(candidate: Candidate, proposition: str, places: Spans) -> tuple[str, str]:
    """The two segments the model reads for a candidate.

    The passage is led by "[E1]:" where the holder is not named in it, as in a text whose holder
    the input states. The passages before it stand before a border.

    Args:
        candidate: What is asked.
        proposition: The target's proposition or another wording of it.
        places: The actors named in `proposition`.
    """
    read = (candidate.attributed, *candidate.before)
    order = [actor for _, _, actor in sorted(places)]
    order += [_who(mention) for one in read for mention in one.mentions]
    stand_ins = assign(_who(candidate.attribution), order)
    text, *before = (_marked(one, stand_ins) for one in read)
    if candidate.attribution.rule == "given":
        text = f"{HOLDER}: {text}"
    return pair(mark(proposition, places, stand_ins), text, " ".join(before))


def _marked(attributed: AttributedPassage, stand_ins: dict[str, str]) -> str:
    passage = attributed.passage
    text = mark(passage.text, spans(attributed.mentions, passage.start), stand_ins)
    return " ".join(text.split())
