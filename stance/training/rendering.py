"""Slots to text: the marked pairs the model learns from.

What a slot becomes mirrors what attribution and marking leave behind on real text: mostly a
bare stand-in, sometimes with an office or an unresolved person beside it, and for actors that
no codebook knows, a real name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from stance.marking import assign, pair
from stance.training.passages import SLOT, Line


@dataclass(frozen=True, slots=True)
class Names:
    """Names to draw from: (name, adjective, capital) of states and bodies, and person names."""

    places: tuple[tuple[str, str, str], ...]
    given: tuple[str, ...]
    family: tuple[str, ...]

    @classmethod
    def load(cls, path: Path) -> Names:
        """Names from ``names.json``."""
        data = json.loads(path.read_text(encoding="utf-8"))
        places = tuple((str(n), str(a), str(c)) for n, a, c in data["countries"] + data["bodies"])
        return cls(places, tuple(data["given"]), tuple(data["family"]))


@dataclass(frozen=True, slots=True)
class Person:
    """Who fills a slot: a place with a leader and a minister, all drawn together."""

    name: str
    adjective: str
    capital: str
    given: str
    leader: str
    minister: str


#: How an office reads around the actor's word, first the bare word. ``{n}`` is the stand-in or
#: name, ``{a}`` its adjective, ``{g}`` a given and ``{l}``/``{m}`` a family name.
_FORMS: Mapping[str, tuple[str, ...]] = {
    "": ("{n}",),
    "adj": ("{a}",),
    "cap": ("{c}",),
    "leader": ("President {l}", "{a} President {g} {l}", "the president of {n}", "{n}'s leader"),
    "leader_s": ("{l}",),
    "fm": ("{a} Foreign Minister {g} {m}", "the foreign minister of {n}", "{n}'s foreign minister"),
    "fm_s": ("{m}",),
    "spox": ("{a} government spokesperson {g} {m}", "a spokesman for {n}", "{n}'s spokesperson"),
    "spox_s": ("{m}",),
    "mfa": ("the {a} foreign ministry", "{n}'s foreign ministry", "the government of {n}"),
    "amb": ("the {a} ambassador", "{n}'s envoy", "the ambassador of {n}"),
}  # fmt: skip
#: Share of mentions of a marked actor that become the bare stand-in, as marking leaves them.
_BARE = 0.65


def _person(place: tuple[str, str, str], names: Names, random: Random) -> Person:
    family = random.sample(names.family, 2)
    return Person(*place, random.choice(names.given), family[0], family[1])


def _fill(form: str, person: Person) -> str:
    return form.format(
        n=person.name, a=person.adjective, c=person.capital,
        g=person.given, l=person.leader, m=person.minister,
    )  # fmt: skip


def _marked_form(form: str, stand_in: str, person: Person, random: Random) -> str:
    surname = form.endswith("_s")
    if form in ("", "adj", "cap") or surname or random.random() < _BARE:
        return stand_in
    marked = Person(stand_in, stand_in, stand_in, person.given, person.leader, person.minister)
    # "President Smith" alone would hide the actor: an unresolved person keeps the actor beside it.
    choices = [f for f in _FORMS[form] if "{n}" in f or "{a}" in f]
    return _fill(random.choice(choices), marked)


@dataclass(frozen=True, slots=True)
class Cast:
    """Which slots are marked and who plays the others, for one rendering of one line."""

    stand_ins: Mapping[str, str]
    people: Mapping[str, Person]

    def render(self, text: str, random: Random) -> str:
        """The text with all slots filled."""

        def fill(slot: str, form: str) -> str:
            person = self.people[slot]
            if slot in self.stand_ins:
                return _marked_form(form, self.stand_ins[slot], person, random)
            return _fill(random.choice(_FORMS.get(form, _FORMS[""])), person)

        return SLOT.sub(lambda match: fill(match[1], match[2] or ""), text)


def cast(texts: Sequence[str], holder: str, names: Names, random: Random) -> Cast:
    """A cast for the slots of `texts` (proposition first), with `holder` marked.

    Each other slot is marked with probability 0.7, as codebook actors are; else it gets a name.
    """
    slots = list(dict.fromkeys(m[1] for text in texts for m in SLOT.finditer(text)))
    marked = [slot for slot in slots if slot == holder or random.random() < 0.7]
    places = random.sample(names.places, len(slots) + 1)
    people = {
        s: _person(place, names, random) for s, place in zip([*slots, holder], places, strict=False)
    }
    return Cast(assign(holder, marked), people)


def render(
    line: Line, holder: str, names: Names, random: Random, *, proposition: str | None = None
) -> tuple[str, str]:
    """The marked pair for one holder of one line, with a wording of the target drawn at random.

    Args:
        line: The written passage.
        holder: Slot of the holder, such as ``A``.
        names: Where unmarked names come from.
        random: The source of all choices.
        proposition: Asked instead of the line's own target.
    """
    asked = proposition or random.choice((line.target, *line.wordings))
    who = cast((asked, line.text, line.before), holder, names, random)
    return pair(*(who.render(text, random) for text in (asked, line.text, line.before)))


def plain(line: Line, holder: str) -> tuple[str, str]:
    """The marked pair with every slot a bare stand-in: the same at each call, for measuring.

    >>> line = Line("fining {X}", (), "{A.leader} let {X} off", (("A", "against"),), "act", "")
    >>> plain(line, "A")
    ('[E1]: fining [E2]', '[E1] let [E2] off')
    """
    texts = (line.target, line.text, line.before)
    stand_ins = assign(holder, (m[1] for text in texts for m in SLOT.finditer(text)))
    return pair(*(SLOT.sub(lambda m: stand_ins[m[1]], text) for text in texts))


__all__ = ["Cast", "Names", "cast", "plain", "render"]
