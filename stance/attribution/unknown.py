"""Who is named as a source in a document and is no actor of a codebook."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from stance.attribution.mentions import is_titled
from stance.attribution.named import BODIES, COMMON, Name, is_outlet, names_in, read_name, runs
from stance.attribution.spellings import GIVEN, spelling
from stance.attribution.tagger import load, tagged
from stance.attribution.tokens import Token, fold, tokenize
from stance.domain import Document, Mention, Passage

# How sure the tagger must be of a source: a reader sees the list.
_SURE = 0.6


@dataclass(frozen=True, slots=True)
class NamedSource:
    """One place where a document ascribes something to somebody it names.

    Attributes:
        passage: Where.
        start, end: The name's span in the document, its title left out.
        name: The fullest name that the document has for it.
        key: What is the same for all spellings of that name.
        introduced: Whether the full name stands here.
        title: The title before a name that is a surname only ("Senator").
    """

    passage: Passage
    start: int
    end: int
    name: str
    key: tuple[str, ...]
    introduced: bool = True
    title: str = ""


@dataclass(slots=True)
class _Names:
    """The names of a document: what a surname or an acronym in it stands for.

    Attributes:
        full: Full names, in order.
        loose: Those that follow an office and a place, shortened to be sure of.
        acronyms: Bodies by their initials.
        given: First words of full names.
        capital: How often a word is part of a name.
        small: Words that are also written in lower case.
    """

    full: list[Name] = field(default_factory=list)
    loose: list[Name] = field(default_factory=list)
    acronyms: dict[str, Name] = field(default_factory=dict)
    given: set[str] = field(default_factory=set)
    capital: Counter[str] = field(default_factory=Counter)
    small: set[str] = field(default_factory=set)

    def learn(self, tokens: Sequence[Token]) -> None:
        """Take in the names of a passage."""
        self.small.update(token.key for token in tokens if token.text[0].islower())
        for first, last in runs(tokens):
            self.capital.update(token.key for token in tokens[first:last])
            name = read_name(tokens, first, last)
            if name is None or len(name.words) < 2:
                continue
            if name.loose:
                if _length(name) > 2:
                    self.loose.append(name.tail(2))
                continue
            self.full.append(name)
            self.given.add(name.key[0])
            if name.is_body:
                initials = "".join(word[0] for word in name.words if word[0].isupper())
                self.acronyms.setdefault(fold(initials), name)

    def resolve(self, name: Name) -> Name | None:
        """The full name that a name stands for, itself if it is one, or nothing to be sure of."""
        if len(name.words) > 1:
            return self._without_place(name) if name.loose else name
        word = name.words[0]
        if word.isupper() and not name.title and (body := self.acronyms.get(fold(word))):
            return body
        bearers = self._bearers(name)
        if name.article and not any(one.is_body for one in bearers):
            return name if word.isupper() or name.spoken_for else None
        earlier = [one for one in bearers if one.start < name.start]
        if earlier or (bearers and name.title):
            return earlier[-1] if earlier else bearers[0]
        return name if name.title or name.spoken_for or self._is_name(name) else None

    def _bearers(self, name: Name) -> list[Name]:
        """The full names that end in a surname."""
        last = spelling(fold(name.words[0]))
        for known in (self.full, self.loose):
            if found := [one for one in known if one.key and one.key[-1] == last]:
                return found
        return []

    def _is_name(self, name: Name) -> bool:
        """Whether a word that no title leads is a name of its own: a state, a company."""
        word = name.words[0]
        key = fold(word)
        if key in COMMON | BODIES | GIVEN | self.small or spelling(key) in self.given:
            return False
        if not word.isalpha():
            return False
        if word.isupper() and len(key) > 1:
            return True
        if key.endswith("s") and key[:-1] in self.capital:
            return False
        # What is named once and never in full is too often a given name or an oddity.
        return self.capital[key] > 1 and not (name.initial and load().knows(key))

    def _without_place(self, name: Name) -> Name | None:
        """A person's name without the place that runs into it ("of Northland Ada Frost")."""
        keys = {one.key for one in self.full}
        for count in range(_length(name) - 1, 1, -1):
            if (tail := name.tail(count)).key in keys:
                return tail
        return name.tail(2) if _length(name) > 2 else None


def _length(name: Name) -> int:
    """Words without initials."""
    return sum(len(fold(word)) > 1 for word in name.words)


def unknown_sources(
    document: Document, passages: Sequence[Passage], mentions: Sequence[Mention]
) -> Iterator[NamedSource]:
    """Where a document ascribes words, views or plans to somebody it names who is no known actor.

    A bare surname or acronym counts for the full name that the document has for it. Pronouns,
    titles without a name, media and passages written like a headline are left out.

    Args:
        document: The document.
        passages: Its passages, in order.
        mentions: Where it mentions the known actors, see `stance.attribution.attribute`.

    Raises:
        ModelError: The source tagger's weights are missing or unfit.

    >>> text = "Ada Frost of the Polar Institute said no. The ministry agreed. She left."
    >>> document = Document("d", text)
    >>> [one.name for one in unknown_sources(document, [Passage("d", 0, 0, len(text), text)], [])]
    ['Ada Frost']
    """
    names = _Names()
    read = [(passage, tokenize(passage.text, passage.start)) for passage in passages]
    read = [(passage, tokens) for passage, tokens in read if tokens and not is_titled(tokens)]
    for _, tokens in read:
        names.learn(tokens)
    actors = _Known(mentions)
    known = {name.key for name in names.full if actors.covers(name)}
    outlet = fold(document.source)
    for passage, name in _named_spans(document, passages, read):
        meant = names.resolve(name)
        if meant is None or is_outlet(meant) or fold(meant.text) == outlet:
            continue
        if meant.key in known or actors.covers(name) or actors.covers(meant):
            continue
        title = name.title if len(meant.words) == 1 else ""
        full = len(name.words) > 1
        yield NamedSource(passage, name.start, name.end, meant.text, meant.key, full, title)


def _named_spans(
    document: Document,
    passages: Sequence[Passage],
    read: Sequence[tuple[Passage, Sequence[Token]]],
) -> Iterator[tuple[Passage, Name]]:
    """The names in what the tagger takes for a source, in order."""
    spans = [(one.start, one.end) for one in tagged(document, passages) if one.score >= _SURE]
    starts = [start for start, _ in spans]
    for passage, tokens in read:
        ends = [token.end for token in tokens]
        for at in range(bisect_left(starts, passage.start), bisect_left(starts, passage.end)):
            start, end = spans[at]
            low = bisect_right(ends, start)
            high = bisect_right(ends, end)
            for name in names_in(tokens, low, high):
                yield passage, name


class _Known:
    """Where the known actors are mentioned."""

    def __init__(self, mentions: Sequence[Mention]) -> None:
        self._mentions = sorted(mentions, key=lambda one: one.start)
        self._starts = [one.start for one in self._mentions]

    def covers(self, name: Name) -> bool:
        """Whether a mention covers the word that a name ends in, or is of an office with it."""
        at = bisect_left(self._starts, name.end) - 1
        # Mentions do not overlap, so the last ones that begin before the name's end are enough.
        near = self._mentions[max(0, at - 2) : at + 1]
        return any(
            name.end <= one.end or (one.kind not in ("name", "capital") and name.start < one.end)
            for one in near
        )
