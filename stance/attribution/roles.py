"""From names to whole phrases: "a senior Polar official", "Polar envoy Ada Frost".

Whoever reads a mention replaces it by one stand-in, so it takes in everything that would be left
over otherwise: the article, the office, the person's name. Words that only follow a name stay
outside ("the Polar border").
"""

from __future__ import annotations

from dataclasses import dataclass

from stance.attribution.mentions import Found
from stance.attribution.offices import ENDINGS, OfficeReader
from stance.attribution.people import People, is_proper
from stance.attribution.tokens import Token
from stance.attribution.verbs import FORMS, NOUN_LIKE
from stance.attribution.words import (
    BODY_HEADS,
    COURTESY,
    DOMAINS,
    FORMER,
    PERSON_HEADS,
    ROLE_HEADS,
    ROLE_OPENERS,
    ROLE_WORDS,
    SPOKESPERSONS,
)

_APOSTROPHES = frozenset("'’ʼ")
_AFTER_OFFICIAL = frozenset(
    "administration government cabinet officials aides aide adviser advisers".split()
)
_ADVISERS = frozenset("adviser advisers advisor advisors aide aides assistant".split())
_AUTHORITIES = frozenset(
    "official officials authorities lawmakers government leaders policymakers".split()
)
_OWNERS = frozenset(
    "bloc country nation alliance union group ministry department government kingdom".split()
)
_COUNTS = frozenset("one some several many most two three four all both number none each".split())
_ALL = frozenset("all both none".split())
# With these only a part of a bloc's members is meant.
_SOME = frozenset("some several many one two three four five another separate certain".split())
# "The speaker for the North Pole": who speaks for a state in an assembly.
_DELEGATES = frozenset("speaker representative representatives delegate delegates".split())
# Of these a capital has only its own state's ("the foreign ministry in the capital").
_SEATED = frozenset("ministry minister presidency treasury spokesman spokeswoman".split())
_RANK = {"official": 3, "role": 2, "institution": 1}


def expand(tokens: list[Token], found: list[Found], people: People, *, titled: bool) -> list[Found]:
    """Mentions with the roles around them, one mention per phrase.

    Args:
        tokens: The words of the passage.
        found: What `mentions.find` gave.
        people: Learns the names of people who are given a role of an actor.
        titled: Every word of the passage has a capital, so capitals do not mark names.
    """
    offices = OfficeReader(tokens, titled=titled)
    return _Expansion(tokens, found, people, titled, offices, []).run()


@dataclass(slots=True)
class _Expansion:
    tokens: list[Token]
    found: list[Found]
    people: People
    titled: bool
    offices: OfficeReader
    done: list[Found]

    def run(self) -> list[Found]:
        index = 0
        while index < len(self.found):
            item, index = self._join(index)
            base = (item.first, item.last, item.kind, item.person)
            following = self.found[index] if index < len(self.found) else None
            if self._grow_right(item, following):
                index += 1
            named = item.kind != "role" and self._is_named(item)
            self._grow_left(item)
            if named and item.kind == "role" and self._take_name(item, following):
                index += 1
            if self._is_former(item):
                if base[2] == "official":
                    continue
                item.first, item.last, item.kind, item.person = base
                item.bystander = True
            self._settle(item)
        return self.done

    # --- neighbours --------------------------------------------------------------------------

    def _key(self, index: int) -> str:
        return self.tokens[index].key if 0 <= index < len(self.tokens) else ""

    def _join(self, index: int) -> tuple[Found, int]:
        """The mention at an index, with what stands right beside it and means the same actor."""
        item = self.found[index]
        index += 1
        while index < len(self.found):
            following = self.found[index]
            gap = following.first - item.last
            owned = gap == 1 and self._is_possessive(item.last)
            if following.actor != item.actor or not (gap == 0 or owned):
                break
            if item.kind == following.kind == "official":
                break
            if owned and following.kind not in ("institution", "official", "carried"):
                break
            _absorb(item, following)
            index += 1
        return item, index

    def _is_possessive(self, index: int) -> bool:
        key = self._key(index)
        if key == "'s":
            return True
        return key in _APOSTROPHES and index > 0 and self._key(index - 1).endswith("s")

    def _floor(self) -> int:
        return self.done[-1].last if self.done else 0

    # --- to the right ------------------------------------------------------------------------

    def _grow_right(self, item: Found, following: Found | None) -> bool:
        """Take in the role and the name after a mention; whether the next mention went in."""
        limit = following.first if following else len(self.tokens)
        start = item.last + 1 if self._is_possessive(item.last) else item.last
        bare_official = item.kind in ("official", "carried") and start == item.last
        last, head = start, ""
        if not bare_official or self._key(start) in _AFTER_OFFICIAL:
            last, head = self.offices.role(start, limit)
        if head:
            self._take_role(item, last, head)
        elif item.kind == "official":
            return False
        if item.kind != "role" and not (following and following.first <= item.last + 1):
            return False
        return self._take_name(item, following)

    def _is_named(self, item: Found) -> bool:
        """Whether somebody's name follows: "head of the office of the North Pole Ada Frost".

        After a lone word with an article, which is an adjective, it is the name of something.
        """
        if item.last - item.first == 1 and self._key(item.first - 1) == "the":
            return False
        end = self.offices.name(item.last, len(self.tokens))
        return end - item.last >= 2 and self._key(end) not in ("of", "for")

    def _take_role(self, item: Found, last: int, head: str) -> None:
        item.grown = True
        item.last = last
        item.kind = "role" if head in PERSON_HEADS else "institution"
        item.plural = head.endswith("s") and head != "affaires" and item.kind == "role"
        item.person = item.kind == "role" and not item.plural
        item.words |= frozenset(t.key for t in self.tokens[item.first : item.last])

    def _take_name(self, item: Found, following: Found | None) -> bool:
        """Take in the person named after a role, known to the codebook or not."""
        index = item.last + (self._key(item.last) == "," and item.kind == "role")
        while self._key(index) in COURTESY:
            index += 2 if self._key(index + 1) == "." else 1
        if following is not None and following.first == index:
            if following.actor == item.actor and following.kind in ("official", "carried"):
                item.apposed = self._key(item.last) == ","
                _absorb(item, following)
                return True
            return False
        if item.kind == "role" and item.person and not self.titled:
            limit = following.first if following else len(self.tokens)
            end = self.offices.name(index, limit)
            apposed = index > item.last and self.tokens[item.last].text == ","
            if end - index >= 1 + apposed and (not apposed or self._key(end) in (",", ".", "")):
                self.people.introduce_speaker(
                    self.tokens[index:end], item.actor, member=item.member
                )
                item.last, item.apposed = end, apposed
        return False

    # --- to the left -------------------------------------------------------------------------

    def _grow_left(self, item: Found) -> None:
        if item.kind in ("official", "carried") and self._take_titles(item):
            return
        self._take_owner_role(item)
        if item.kind == "role" or item.plural or (item.kind == "official" and item.grown):
            self._take_openers(item)
        elif self._key(item.first - 1) == "the" and item.first - 1 >= self._floor():
            if item.kind != "official" and self._ends_phrase(item.last):
                item.first -= 1

    def _take_titles(self, item: Found) -> bool:
        """Take in the offices before a person ("President", "the bloc's top diplomat")."""
        first, head = item.first, False
        while first > self._floor():
            token = self.tokens[first - 1]
            short = token.text == "." and self._key(first - 2) in COURTESY
            if token.key in ROLE_WORDS | COURTESY or short:
                head = head or token.key in ROLE_HEADS or token.key in COURTESY or short
            elif not (
                token.text in ("-", ",", "of", "for")
                and self._key(first - 2) in ROLE_WORDS
                and (token.text != "," or self._closes(first, item))
            ) and not self._is_in_title(first - 1):
                break
            item.apposed = item.apposed or token.text == ","
            first -= 1
        while first < item.first and self._key(first) in ("and", "the"):
            first += 1
        if not head or first == item.first:
            return False
        item.words |= frozenset(token.key for token in self.tokens[first : item.first])
        item.first = first
        before = self._key(first - 1)
        if before == "'s" and self._key(first - 2) in _OWNERS and first - 2 >= self._floor():
            item.first = first - 2 - (self._key(first - 3) in ("the", "this", "that"))
        elif before in ("the", "a", "an", "its", "their", "his", "her") and first > self._floor():
            item.first = first - 1
        return True

    def _closes(self, first: int, item: Found) -> bool:
        """Whether a name between commas closes an office: "the spokesman, Ada Frost, said"."""
        office = self._key(first - 2)
        singular = office in PERSON_HEADS and not office.endswith("s")
        return first == item.first and singular and self._key(item.last) in (",", ".", "")

    def _is_in_title(self, index: int) -> bool:
        """Whether a word stands inside an office ("Secretary of the Treasury Frost")."""
        key, before, after = self._key(index), self._key(index - 1), self._key(index + 1)
        if key == "the":
            return before == "of" and self._key(index - 2) in ROLE_HEADS
        if key == "and":
            return before in DOMAINS and after in DOMAINS - ROLE_HEADS
        return key in DOMAINS - {"of"} and before in ("and", "for", "of")

    def _take_owner_role(self, item: Found) -> None:
        """Take in "the government of", "a spokesman for", "officials in" before a name."""
        index = item.first - 1
        if item.bystander or (self._is_possessive(item.last) and item.kind == "name"):
            return
        index -= self._key(index) in ("the", "his", "her", "its", "their")
        link, head = self._key(index), self._key(index - 1)
        if index - 1 < self._floor() or (head not in ROLE_HEADS | {"member", "members"}):
            return
        fits = (
            link in ("of", "from", "at")
            or (link == "for" and head in SPOKESPERSONS | _DELEGATES)
            or (link == "in" and head in _SEATED and item.kind == "capital")
            or (link == "to" and head in _ADVISERS)
            or (link in ("in", "for") and head in _AUTHORITIES and link == "in")
        )
        if not fits or (item.kind == "member" and link == "in"):
            return
        first = index - 1
        while first > self._floor() and self._key(first - 1) in ROLE_WORDS | {"-"}:
            first -= 1
        item.first = first
        item.kind = "institution" if head in BODY_HEADS else "role"
        item.plural = head.endswith("s") and head not in BODY_HEADS
        item.person = head in PERSON_HEADS and not item.plural
        item.words |= frozenset(token.key for token in self.tokens[first : item.last])

    def _take_openers(self, item: Found) -> None:
        """Take in the article and what stands between it and the role."""
        first = item.first
        while first > self._floor():
            key = self._key(first - 1)
            hyphen = key == "-" and self._key(first - 2) in ROLE_OPENERS
            if key not in ROLE_OPENERS and not hyphen:
                break
            first -= 1
        if self._key(first - 1) == "the" and first > self._floor():
            first -= 1
        if item.collective and self._key(first) in _SOME:
            item.member = True
        if self._key(first - 1) == "of" and self._key(first - 2) in _COUNTS:
            if first - 2 >= self._floor():
                first -= 2
                first -= self._key(first - 1) in ("a", "the") and first > self._floor()
                item.member = item.member or (item.collective and self._key(first) not in _ALL)
        item.first = first

    def _ends_phrase(self, index: int) -> bool:
        """Whether a noun phrase ends before this token, so that its article can go with it."""
        if index >= len(self.tokens):
            return True
        token = self.tokens[index]
        if token.key == "'s" or (not token.is_word and token.text != "-"):
            return True
        if token.key in ENDINGS:
            return True
        return token.text.islower() and any(
            form.kind == "past" or (form.kind == "third" and token.key not in NOUN_LIKE)
            for form in FORMS.get(token.key, ())
        )

    # --- what remains ------------------------------------------------------------------------

    def _is_former(self, item: Found) -> bool:
        before = self._key(item.first - 1)
        if before == "-" and self._key(item.first - 2) == "ex":
            return True
        if before in FORMER and item.kind in ("official", "role", "institution"):
            return True
        after = self._key(item.last + 1)
        if self._key(item.last) != "," or item.kind not in ("official", "role"):
            return False
        return after in FORMER or (
            after in ("the", "a", "an") and self._key(item.last + 2) in FORMER
        )

    def _settle(self, item: Found) -> None:
        """Add a mention, or join it to the one that it stands in apposition to."""
        previous = self.done[-1] if self.done else None
        if (
            previous is not None
            and previous.actor == item.actor
            and previous.kind in ("official", "carried", "name")
            and item.kind == "role"
            and item.person
            and item.first - previous.last == 1
            and self._key(previous.last) == ","
            and self._key(item.last) in (",", ".", "")
        ):
            previous.apposed = True
            _absorb(previous, item)
            return
        if item.kind == "role" and item.person and not self.titled:
            self._take_apposed_name(item)
        self.done.append(item)

    def _take_apposed_name(self, item: Found) -> None:
        """Take in somebody unknown named before a role: "Ada Frost, the Polar envoy, said"."""
        comma = item.first - 1
        if comma < self._floor() + 2 or self._key(comma) != ",":
            return
        first = comma
        while first > self._floor() and comma - first < 4 and is_proper(self.tokens[first - 1]):
            first -= 1
        names = self.tokens[first:comma]
        opens = first == 0 or not self.tokens[first - 1].is_word or self._key(first - 1) in FORMS
        if len(names) >= 2 and opens and all(name.key not in FORMS for name in names):
            self.people.introduce_speaker(names, item.actor, member=item.member)
            item.first, item.apposed = first, True


def _absorb(item: Found, other: Found) -> None:
    """Make two mentions of one actor one; the more telling kind wins."""
    item.last = max(item.last, other.last)
    if _RANK.get(other.kind, 0) > _RANK.get(item.kind, 0) or other.kind == "carried":
        item.kind = "official" if other.kind == "carried" else other.kind
    item.words |= other.words
    item.member = item.member and other.member
    item.person = other.person or item.person
    item.plural = other.plural and not other.person
