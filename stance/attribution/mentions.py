"""Where a passage names an actor, before roles are put around the names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stance.attribution.names import Match, Name, NameTree
from stance.attribution.people import People, is_proper, is_title
from stance.attribution.tokens import Token
from stance.attribution.verbs import FORMS
from stance.attribution.words import (
    COURTESY,
    LOOKALIKE_AFTER,
    LOOKALIKE_BEFORE,
    LOOKALIKE_EVERYDAY,
    LOOKALIKE_OF,
    ROLE_WORDS,
    TIMES,
)

_BEFORE_MONTH = frozenset("in of until till since during mid early late by -".split())


@dataclass(slots=True)
class Found:
    """A mention in the making.

    Attributes:
        actor: Codebook key.
        kind: As in `stance.domain.Mention`.
        first, last: Tokens of the passage, from the first to the one after the last.
        words: Folded words of the offices that the mention holds or the official has.
        person: Whether it is somebody who can be "he" or "she".
        plural: Whether it is several people ("Polar officials", "polar nations").
        bystander: The name is there, but those meant do not speak for it ("former Polar envoy").
        grown: A role was read after the name, so that articles before it belong to the mention.
        apposed: A comma stands inside it, so that another one may follow ("Ada Frost, the envoy,").
        member: Only a member of the actor is meant.
        collective: All members of the actor are meant together.
    """

    actor: str
    kind: str
    first: int
    last: int
    words: frozenset[str] = frozenset()
    person: bool = False
    plural: bool = False
    bystander: bool = False
    grown: bool = False
    apposed: bool = False
    member: bool = False
    collective: bool = False


def is_titled(tokens: list[Token]) -> bool:
    """Whether nearly every longer word has a capital, as in many headlines.

    >>> from stance.attribution.tokens import tokenize
    >>> is_titled(tokenize("Bloc Weighs Response to Border Move"))
    True
    >>> is_titled(tokenize("Bloc weighs response to border move"))
    False
    """
    long = [token for token in tokens if len(token.text) > 3 and token.text.isalpha()]
    # A full stop speaks against a headline, whatever titles and names the sentence heaps up.
    share = 0.95 if long and tokens[-1].text == "." else 0.8
    return len(long) >= 3 and sum(token.is_capital for token in long) >= share * len(long)


@dataclass(slots=True)
class _Scan:
    """One passage being read for names."""

    tokens: list[Token]
    tree: NameTree
    people: People
    on: date | None
    titled: bool
    found: list[Found]

    def run(self) -> list[Found]:
        index = 0
        while index < len(self.tokens):
            match = self.tree.match(self.tokens, index, self.on)
            if match is None:
                item = self._introduced(index) or self._short_form(index)
            else:
                item = self._accept(match)
            if item is not None:
                self.found.append(item)
                self.people.named.add(item.actor)
            index = match.last if match else item.last if item else index + 1
        return self.found

    def _before(self, index: int) -> Token | None:
        """The word before, past the full stop of a short title ("Mr. Frost")."""
        if index > 1 and self.tokens[index - 1].text == ".":
            short = self.tokens[index - 2]
            return short if short.key in COURTESY else self.tokens[index - 1]
        return self.tokens[index - 1] if index else None

    def _accept(self, match: Match) -> Found | None:
        """The mention that a match is, unless its surroundings make it something else."""
        name = next((name for name in match.names if name.kind != "surname"), None)
        if name is None:
            name = self._bearer(match)
            return None if name is None else self._official(name, match)
        if name.kind == "official":
            return self._official(name, match)
        if _is_lookalike(name, match, self.tokens, titled=self.titled):
            return None
        words = frozenset(token.key for token in self.tokens[match.first : match.last])
        last = self.tokens[match.last - 1].key
        if name.kind == "institution" and len(words) > 1 and self.tree.owners(last):
            self.people.bodies[last] = name.actor
        return Found(
            name.actor, name.kind, match.first, match.last, words,
            plural=name.plural, member=name.member, collective=name.collective,
        )  # fmt: skip

    def _short_form(self, index: int) -> Found | None:
        """A body that goes by the last word of its name ("the Commission")."""
        token = self.tokens[index]
        owners, single = self.tree.owners(token.key), self.tree.short(token.key)
        if not (owners or single) or not token.is_capital:
            return None
        before = self.tokens[index - 1] if index else None
        after = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        adjoins = self.found and self.found[-1].last == index
        if after is not None and after.key in ("of", "for", "on"):
            if not self.titled:
                self.people.bodies.setdefault(token.key, None)
            return None
        if adjoins or (before is not None and (is_proper(before) or is_title(before))):
            if not adjoins and not self.titled and before is not None and before.is_capital:
                self.people.bodies.setdefault(token.key, None)
            return None
        pointed = before is not None and before.key == "the"
        if not pointed and (self.titled or after is None or after.key not in ROLE_WORDS):
            return None
        actor = self.people.body(token.key, owners)
        if actor is None and pointed and token.key not in self.people.bodies:
            actor = single
        if actor is None:
            return None
        return Found(actor, "institution", index, index + 1, frozenset({token.key}))

    def _bearer(self, match: Match) -> Name | None:
        """Whom a bare surname names, if anybody."""
        key = " ".join(token.key for token in self.tokens[match.first : match.last])
        before = self._before(match.first)
        if key in TIMES and self._is_month(match):
            return None
        if self.on is not None and match.first == 0 and self._text(match.last) == ":":
            return self.people.choose(match, key, entitled=len(match.names) == 1)
        if self.found and self.found[-1].last == match.first:
            own = any(name.actor == self.found[-1].actor for name in match.names)
            return self.people.choose(match, key, entitled=own)
        if before is not None and is_title(before):
            return self.people.choose(match, key, entitled=True, title=self._title(match.first))
        if before is not None and self._is_other_name(before):
            self.people.others.add(key)
            return None
        after = self.tokens[match.last] if match.last < len(self.tokens) else None
        if after is not None and self._is_other_name(after):
            if self.tree.match(self.tokens, match.last, self.on) is None:
                return None
        return self.people.choose(match, key, entitled=False)

    def _text(self, index: int) -> str:
        return self.tokens[index].text if index < len(self.tokens) else ""

    def _is_month(self, match: Match) -> bool:
        """Whether a surname is the month of that name here ("in May", "May 9", "5 May")."""
        before = self._before(match.first)
        after = self.tokens[match.last] if match.last < len(self.tokens) else None
        if after is not None and after.text[:1].isdigit():
            return True
        return before is not None and (
            before.text[:1].isdigit() or before.key in TIMES or before.key in _BEFORE_MONTH
        )

    def _title(self, index: int) -> frozenset[str]:
        """The words of the office right before a name."""
        first = index
        while first and is_title(self.tokens[first - 1]):
            first -= 1
        return frozenset(token.key for token in self.tokens[first:index])

    def _is_other_name(self, token: Token) -> bool:
        """Whether a neighbour makes a surname somebody else's ("Ron Frost", "Frost Bank")."""
        return not self.titled and is_proper(token) and token.key not in FORMS

    def _official(self, name: Name, match: Match) -> Found:
        keys = [token.key for token in self.tokens[match.first : match.last]]
        # "Ursula von der Leyen" introduces "von der Leyen" and "Leyen".
        for cut in range(0 if name.kind == "surname" else 1, len(keys)):
            self.people.introduce(" ".join(keys[cut:]), name.actor)
        term = name.term(self.on)
        role = term.role.casefold().replace(",", " ").split() if term else []
        words = frozenset(role) | frozenset(keys)
        member = name.is_of_member(self.on)
        return Found(
            name.actor, "official", match.first, match.last, words, person=True, member=member
        )

    def _introduced(self, index: int) -> Found | None:
        """Somebody whom an earlier passage introduced by a role ("Polar envoy Ada Frost")."""
        token = self.tokens[index]
        known = self.people.speakers.get(token.key)
        if known is None or not token.is_capital:
            return None
        actor, given, member = known
        first = index
        floor = self.found[-1].last if self.found else 0
        while first > floor and self.tokens[first - 1].key in given:
            first -= 1
        if first == index:
            before = self._before(index)
            after = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
            if any(near is not None and self._is_other_name(near) for near in (before, after)):
                return None
        return Found(
            actor, "carried", first, index + 1, frozenset({token.key}), person=True, member=member
        )


def find(tokens: list[Token], tree: NameTree, people: People, on: date | None) -> list[Found]:
    """The names of actors in a passage, left to right, never overlapping.

    Args:
        tokens: The words of the passage.
        tree: The names to look for.
        people: Who has been introduced so far; learns from this passage.
        on: The day on which officials must be in office, if known.
    """
    return _Scan(tokens, tree, people, on, is_titled(tokens), []).run()


def _is_lookalike(name: Name, match: Match, tokens: list[Token], *, titled: bool) -> bool:
    """Whether a name is only a part of another name ("Polar Post", "New Polaria")."""
    if name.kind == "institution":
        return False
    before = tokens[match.first - 1] if match.first else None
    after = tokens[match.last] if match.last < len(tokens) else None
    if after is not None and after.key in LOOKALIKE_AFTER:
        if after.is_capital and not (titled and after.key in LOOKALIKE_EVERYDAY):
            return True
        if after.key == "sprouts":
            return True
    if name.kind == "capital" and after is not None and after.key == "state":
        return not after.is_capital or not titled
    if before is None or match.last - match.first > 1:
        return False
    if before.key == "of" and match.first > 1:
        head = tokens[match.first - 2]
        return head.is_capital and head.key in LOOKALIKE_OF
    if not before.is_capital or titled:
        return False
    if before.key in LOOKALIKE_BEFORE or (before.key == "new" and match.first > 1):
        return True
    # A given name, or "Greater": at the start of a sentence nobody can tell.
    return name.kind == "capital" and match.first > 1 and is_proper(before)
