"""The names of a codebook as one tree of words, for matching in one pass over a text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from stance.attribution.spellings import spelling
from stance.attribution.tokens import Token, tokenize
from stance.attribution.words import BODY_HEADS, PARTICLES
from stance.codebook import Codebook
from stance.domain import Actor, Official


@dataclass(frozen=True, slots=True)
class Name:
    """One name of one actor.

    Attributes:
        actor: Codebook key.
        kind: A mention kind of `stance.domain.Mention`, or ``surname``.
        cases: What each word asks of the text: ``exact`` (an acronym), ``initial``, ``any``.
        terms: The terms of office under which a person counts; empty for other names.
        plural: Whether it names several people or states ("Polars", "polar nations").
        member: Whether it names only a member of a bloc, which does not speak for it.
        member_terms: Those of the terms in which a person speaks for a member.
        collective: Whether it names the members of a bloc together, so that "some" of them are
            not the bloc.
    """

    actor: str
    kind: str
    cases: tuple[str, ...]
    terms: tuple[Official, ...] = ()
    plural: bool = False
    member: bool = False
    member_terms: tuple[Official, ...] = ()
    collective: bool = False

    def fits(self, tokens: list[Token]) -> bool:
        """Whether the words of a text are written as this name asks."""
        return all(_fits(token, case) for token, case in zip(tokens, self.cases, strict=True))

    @property
    def offices(self) -> frozenset[str]:
        """The folded words of the offices that a person holds or held."""
        words = " ".join(term.role for term in self.terms).casefold().replace(",", " ")
        return frozenset(words.split())

    def is_of_member(self, on: date | None) -> bool:
        """Whether only a member is meant on a day; without a day, if no term is the bloc's own."""
        if not self.terms or on is None:
            return self.member or bool(self.terms and set(self.terms) == set(self.member_terms))
        return self.term(on) in self.member_terms

    def term(self, on: date | None) -> Official | None:
        """The term of office that covers a day; without a day, the first one."""
        for term in self.terms:
            if term.holds(on):
                return term
        return None


@dataclass(slots=True)
class _Node:
    children: dict[str, _Node] = field(default_factory=dict)
    names: list[Name] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Match:
    """A stretch of tokens that is a name.

    Attributes:
        names: The readings, at least one; several only for surnames that actors share.
        first, last: The tokens, from the first to the one after the last.
    """

    names: tuple[Name, ...]
    first: int
    last: int


def case_of(word: str) -> str:
    """What a word of a name asks of the text: acronyms of two or three letters the most.

    >>> case_of("UN"), case_of("NATO"), case_of("Union"), case_of("of")
    ('exact', 'initial', 'initial', 'any')
    """
    letters = [char for char in word if char.isalpha()]
    if not letters or not letters[0].isupper():
        return "any"
    return "exact" if 2 <= len(letters) <= 3 and all(map(str.isupper, letters)) else "initial"


def _fits(token: Token, case: str) -> bool:
    if case == "exact":
        return token.text.isupper() or ("." in token.text and token.is_word)
    return case == "any" or token.is_capital


def surname(name: str) -> str:
    """The part of a full name that stands alone in the press; empty for a single word.

    >>> surname("Ada de la Cruz"), surname("Eva Long-Field"), surname("Madonna")
    ('de la Cruz', 'Long-Field', '')
    """
    words = name.split()
    first = next((i for i, w in enumerate(words) if i and w.casefold() in PARTICLES), None)
    return " ".join(words[first or -1 :]) if len(words) > 1 else ""


def body(name: str) -> str:
    """The folded noun that stands for an institution once it is known; empty if none does.

    >>> body("Ice Commission"), body("Commission"), body("Ice House")
    ('commission', '', '')
    """
    words = tokenize(name)
    return words[-1].key if len(words) > 1 and words[-1].key in BODY_HEADS else ""


def short_forms(codebook: Codebook) -> dict[str, str]:
    """Offices of one word with a capital, folded -> the only actor that has one ("the Senate")."""
    owners: dict[str, set[str]] = {}
    for actor in codebook.actors:
        for office in actor.offices:
            if office[:1].isupper() and len(words := tokenize(office)) == 1:
                owners.setdefault(words[0].key, set()).add(actor.key)
    return {key: min(actors) for key, actors in owners.items() if len(actors) == 1}


class NameTree:
    """Every name of a codebook, found longest first.

    Args:
        codebook: Where the names come from.
    """

    def __init__(self, codebook: Codebook) -> None:
        self._root = _Node()
        self._people = _Node()
        self._bodies: dict[str, set[str]] = {}
        self._shorts = short_forms(codebook)
        owners = _owners(codebook)
        for actor in codebook.actors:
            plain = tuple(_plain_names(actor))
            known = {text for _, text in plain}
            for kind, text in plain:
                if kind == "member" and owners.get(text.casefold(), actor.key) != actor.key:
                    continue
                several = text.endswith("s") and kind != "institution"
                several = several and (text[:-1] in known or text.split()[-1][0].islower())
                member = kind == "member" and not actor.count_members
                together = several and bool(actor.members) and not actor.count_members
                name = Name(actor.key, kind, (), plural=several, member=member, collective=together)
                self._add(text, name)
                if kind == "institution" and (last := body(text)):
                    self._bodies.setdefault(last, set()).add(actor.key)
            for kind, text, terms in _person_names(actor):
                held = () if actor.count_members else tuple(filter(actor.is_of_member, terms))
                if held == terms and owners.get(terms[0].name.casefold(), actor.key) != actor.key:
                    continue
                self._add(text, Name(actor.key, kind, (), terms, member_terms=held))

    def _add(self, text: str, name: Name) -> None:
        tokens = tokenize(text)
        node = self._people if name.terms else self._root
        for token in tokens:
            key = spelling(token.key) if name.terms else token.key
            node = node.children.setdefault(key, _Node())
        cases = tuple(case_of(token.text) for token in tokens)
        for at, known in enumerate(node.names):
            if (known.actor, known.cases, known.kind) == (name.actor, cases, name.kind):
                node.names[at] = _merged(known, name)
                return
            if (known.actor, known.cases) == (name.actor, cases):
                return
        node.names.append(replace(name, cases=cases))

    def owners(self, key: str) -> set[str]:
        """The actors that have an institution whose full name ends in a folded word."""
        return self._bodies.get(key, set())

    def short(self, key: str) -> str | None:
        """The only actor that has a body by the name of one folded word, as its codebook says."""
        return self._shorts.get(key)

    def match(self, tokens: list[Token], at: int, on: date | None) -> Match | None:
        """The longest name that starts at a token, or nothing.

        Args:
            tokens: The words of a passage.
            at: Index of the first word.
            on: The day on which officials must be in office, if known.
        """
        plain = _longest(self._root, tokens, at, on, str)
        person = _longest(self._people, tokens, at, on, spelling)
        if plain is None or person is None:
            return plain or person
        return person if person.last > plain.last else plain


def _merged(one: Name, other: Name) -> Name:
    """Two readings of one name for one actor, such as two spellings of a person's."""
    return replace(
        one,
        terms=one.terms + other.terms,
        member_terms=one.member_terms + other.member_terms,
        member=one.member and other.member,
    )


def _longest(
    root: _Node, tokens: list[Token], at: int, on: date | None, form: Callable[[str], str]
) -> Match | None:
    """The longest name below a node that starts at a token, its words in a form of theirs."""
    node = root.children.get(form(tokens[at].key))
    best: Match | None = None
    path: list[Token] = [tokens[at]]
    index = at + 1
    while node is not None:
        names = tuple(
            name
            for name in node.names
            if name.fits(path) and (not name.terms or name.term(on) is not None)
        )
        if names:
            best = Match(names, at, index)
        if index == len(tokens):
            break
        following = node.children.get(form(tokens[index].key))
        if following is None and (skip := _initial(tokens, index)):
            index += skip
            following = None
            if index < len(tokens):
                following = node.children.get(form(tokens[index].key))
        if following is not None:
            path.append(tokens[index])
            index += 1
        node = following
    return best


def _initial(tokens: list[Token], at: int) -> int:
    """How many tokens a middle initial takes ("Ada K. Frost"), else none."""
    if len(tokens[at].text) != 1 or not tokens[at].is_capital:
        return 0
    return 2 if at + 1 < len(tokens) and tokens[at + 1].text == "." else 0


def _plain_names(actor: Actor) -> Iterator[tuple[str, str]]:
    yield "name", actor.name
    for kind, names in (
        ("name", actor.aliases),
        ("institution", actor.institutions),
        ("capital", actor.capitals),
        ("member", actor.members),
    ):
        for name in names:
            yield kind, name


def _person_names(actor: Actor) -> Iterator[tuple[str, str, tuple[Official, ...]]]:
    """Full names and surnames, each with all the terms of office it stands for."""
    terms: dict[tuple[str, str], list[Official]] = {}
    for official in actor.officials:
        terms.setdefault(("official", official.name), []).append(official)
        if last := surname(official.name):
            terms.setdefault(("surname", last), []).append(official)
    for (kind, text), found in terms.items():
        yield kind, text, tuple(found)


def _owners(codebook: Codebook) -> dict[str, str]:
    """Names, folded in case -> the actor whose own they are, rather than a member's of it."""
    owners: dict[str, str] = {}
    for actor in codebook.actors:
        own = [text for kind, text in _plain_names(actor) if kind != "member"]
        own += [one.name for one in actor.officials if not actor.is_of_member(one)]
        for text in own:
            owners.setdefault(text.casefold(), actor.key)
    return owners


@lru_cache(maxsize=8)
def name_tree(codebook: Codebook) -> NameTree:
    """The tree of a codebook, built once."""
    return NameTree(codebook)
