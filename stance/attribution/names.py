"""The names of a codebook as one tree of words, for matching in one pass over a text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

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
    """

    actor: str
    kind: str
    cases: tuple[str, ...]
    terms: tuple[Official, ...] = ()
    plural: bool = False

    def fits(self, tokens: list[Token]) -> bool:
        """Whether the words of a text are written as this name asks."""
        return all(_fits(token, case) for token, case in zip(tokens, self.cases, strict=True))

    @property
    def offices(self) -> frozenset[str]:
        """The folded words of the offices that a person holds or held."""
        words = " ".join(term.role for term in self.terms).casefold().replace(",", " ")
        return frozenset(words.split())

    def term(self, on: date | None) -> Official | None:
        """The term of office that covers a day; without a day, the first one."""
        for term in self.terms:
            if on is None or (
                (term.start is None or term.start <= on) and (term.end is None or on <= term.end)
            ):
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


class NameTree:
    """Every name of a codebook, found longest first.

    Args:
        codebook: Where the names come from.
    """

    def __init__(self, codebook: Codebook) -> None:
        self._root = _Node()
        self._bodies: dict[str, set[str]] = {}
        for actor in codebook.actors:
            plain = tuple(_plain_names(actor))
            known = {text for _, text in plain}
            for kind, text in plain:
                several = text.endswith("s") and kind != "institution"
                several = several and (text[:-1] in known or text.split()[-1][0].islower())
                self._add(text, Name(actor.key, kind, (), plural=several))
                if kind == "institution" and (last := body(text)):
                    self._bodies.setdefault(last, set()).add(actor.key)
            for kind, text, terms in _person_names(actor):
                self._add(text, Name(actor.key, kind, (), terms))

    def _add(self, text: str, name: Name) -> None:
        tokens = tokenize(text)
        node = self._root
        for token in tokens:
            node = node.children.setdefault(token.key, _Node())
        cases = tuple(case_of(token.text) for token in tokens)
        if not any(known.actor == name.actor and known.cases == cases for known in node.names):
            node.names.append(replace(name, cases=cases))

    def owners(self, key: str) -> set[str]:
        """The actors that have an institution whose full name ends in a folded word."""
        return self._bodies.get(key, set())

    def match(self, tokens: list[Token], at: int, on: date | None) -> Match | None:
        """The longest name that starts at a token, or nothing.

        Args:
            tokens: The words of a passage.
            at: Index of the first word.
            on: The day on which officials must be in office, if known.
        """
        node = self._root.children.get(tokens[at].key)
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
            following = node.children.get(tokens[index].key)
            if following is None and (skip := _initial(tokens, index)):
                index += skip
                following = node.children.get(tokens[index].key) if index < len(tokens) else None
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


@lru_cache(maxsize=8)
def name_tree(codebook: Codebook) -> NameTree:
    """The tree of a codebook, built once."""
    return NameTree(codebook)
