"""Names in the phrases of sources: "the head of the Polar Institute, Ada Frost" is Ada Frost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from stance.attribution.people import is_proper, is_title
from stance.attribution.spellings import spelling
from stance.attribution.tokens import Token, fold
from stance.attribution.words import (
    BODY_HEADS,
    COURTESY,
    DOMAINS,
    EVERYDAY_SURNAMES,
    FORMER,
    OUTLETS,
    PARTICLES,
    PERSON_HEADS,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    ROLE_MODIFIERS,
    SPOKESPERSONS,
    STRANGERS,
)

#: Nouns that make a name that of a body; "of" and "for" belong to such a name.
BODIES = BODY_HEADS | frozenset(
    """academy agency alliance assembly association authority bank board bureau center centre
    chamber church club coalition college committee confederation corporation court directorate
    federation foundation forum fund guard group house initiative inspectorate institute
    institution international league mission movement network organisation organization party
    police programme project school secretariat senate service society staff union university
    watch workshop""".split()
)
# Bodies whose name goes on with a word that joins nothing elsewhere ("Nurses Without Borders").
_JOINERS = frozenset("of for on without & and".split())
#: Nouns of things that something is ascribed to, and that nobody would make an actor.
THINGS = frozenset(
    """accord act agreement amendment bill charter code communique compact conference constitution
    convention day declaration decree doctrine document dossier festival index interview law
    letter meeting memorandum note pact paper plan poll protocol report resolution rule statement
    strategy study summit survey talks treaty war forum games bible""".split()
)
#: Words that are often written with a capital and name nobody in particular.
COMMON = frozenset(
    """allies analysts article authorities bloc capitalism citizens congressional council critics
    democracy democrats department everyone experts foreign government history internet lawmakers
    leaders ministry nation nations officials opponents party people police polls press q question
    reporters republicans researchers royal senator service sources speaker
    state states supporters times today voters west western world""".split()
)
#: Titles that are no offices of a state.
TITLES = frozenset(
    """analyst archbishop assistant attorney ayatollah bishop brigadier captain cardinal ceo cfo
    co-founder colonel columnist corporal correspondent deputy economist editor emir father founder
    governor imam judge justice lieutenant magistrate major marshal mayor metropolitan moderator
    nominee patriarch pastor pope presenter prince princess professor rabbi reporter rival sergeant
    sheikh sheriff sultan vice""".split()
)
# Capitalised at the head of a sentence and no part of the name that follows.
_OPENING = frozenset(
    """am are be could did do does had has have is might must shall should was were would several
    many most some few according asked says said sorry yes no please thank thanks""".split()
)
# Plurals of people, and places of meetings: no body, no person.
_NO_TAIL = frozenset(
    """americans congressmen congresswomen conservatives democrat democrats europeans liberals list
    parliamentarians protocols questions records republican republicans review rules""".split()
)
_PLACES = frozenset("camp cape fort gulf lake mount port".split())
# "General Electric" holds no general.
_NO_TITLE_BEFORE = frozenset("assembly electric motors mills dynamics staff".split())
_SPEAKS_FOR = SPOKESPERSONS | frozenset("official officials representative representatives".split())
_SPEAKS_FOR |= frozenset("statement statements press-release".split())
_OFFICE_OF = frozenset("president minister chancellor king queen emir premier chairman".split())
_OFFICE_OF |= frozenset("chairperson chairwoman speaker head director ambassador".split())
_OFFICE_OF |= frozenset("secretary chief commander governor mayor".split())
_SUFFIXES = frozenset("ii iii iv jr sr chair".split())
_QUOTES = frozenset("\" ' “ ” ‘ ’ « »".split())
# What may follow a name that is a source: its end, or what it is held or named by.
_CLOSING = frozenset(", ( ) - — – and or who".split())
_HOLDING = frozenset("of from at in for".split())
_WITHIN = frozenset("of the and for".split())
_ARTICLES = frozenset("the a an".split())
_ASIDE = frozenset(", ( — –".split())
_LONGEST_PERSON = 4
_LONGEST = 9
_OUTLETS = frozenset("msnbc nbc abc cbs pbs npr dpa efe kyodo xinhua aljazeera ukrinform".split())


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it stands in a text.

    Attributes:
        start, end: Its span in the document.
        words: Its words as written, titles left out.
        title: The title right before it ("Senator"), if any.
        initial: Whether it opens its sentence, where a capital proves little.
        article: Whether "the" stands before it.
        loose: It follows an office and a place ("President of Northland Ada Frost"), so that its
            first words may be the place's.
        spoken_for: It stands after "a spokesman for" or the like.
    """

    start: int
    end: int
    words: tuple[str, ...]
    title: str = ""
    initial: bool = False
    article: bool = False
    loose: bool = False
    spoken_for: bool = False

    @property
    def text(self) -> str:
        """The words with blanks between them, shouting lowered.

        >>> Name(0, 9, ("ADA", "FROST")).text, Name(0, 3, ("ICE",)).text
        ('Ada Frost', 'ICE')
        """
        loud = all(word.isupper() for word in self.words)
        spelled_out = len(self.words[0]) > 6 and self.words[0].isalpha()
        lowered = loud and (len(self.words) > 1 or bool(self.title) or spelled_out)
        return " ".join(word.title() if lowered else word for word in self.words)

    @property
    def is_body(self) -> bool:
        """Whether a noun in it makes it the name of a body."""
        return any(fold(word) in BODIES or word in _JOINERS for word in self.words)

    @property
    def key(self) -> tuple[str, ...]:
        """What is the same for all spellings; of a person only the first and the last name.

        >>> Name(0, 12, ("Ada", "K.", "Frost")).key
        ('ada', 'frost')
        """
        words = tuple(spelling(fold(word)) for word in self.words if len(fold(word)) > 1)
        if len(words) > 2 and not self.is_body and len(words) <= _LONGEST_PERSON:
            return words[0], words[-1]
        return words

    def tail(self, count: int) -> Name:
        """Its last words; initials and marks do not count."""
        at = [n for n, word in enumerate(self.words) if len(fold(word)) > 1][-count]
        return replace(self, words=self.words[at:], loose=False)


def runs(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Rows of tokens that are written as one name, as indices from the first to after the last."""
    at = 0
    while at < len(tokens):
        if not _named(tokens[at]):
            at += 1
            continue
        end = at + 1
        while end < len(tokens) and end - at < _LONGEST:
            grown = _grown(tokens, at, end)
            if not grown:
                break
            end = grown
        yield at, end
        at = end


def _named(token: Token) -> bool:
    """Whether a word is written as a name or as a title before one."""
    if not token.is_capital or token.key in _OPENING or token.key.partition("'")[0] in PRONOUNS:
        return False
    return is_proper(token) or is_title(token)


def _is_titular(key: str) -> bool:
    return key in PERSON_HEADS or key in COURTESY or key in FORMER or key in TITLES


def _grown(tokens: Sequence[Token], first: int, end: int) -> int:
    """The end of a name that takes in the next word; 0 if it ends here."""
    token = tokens[end]
    if _named(token):
        return end + 1
    following = tokens[end + 1] if end + 1 < len(tokens) else None
    if token.text == ".":
        short = tokens[end - 1]
        dotted = len(short.text) == 1 or short.key in COURTESY
        return end + 1 if dotted and following and following.is_capital else 0
    if following is None:
        return 0
    if token.text == "-" and token.start == tokens[end - 1].end == following.start - 1:
        return end + 2 if following.is_capital else 0
    if token.key in PARTICLES and following.is_capital and is_proper(following):
        return end + 2
    if token.text in _JOINERS and any(one.key in BODIES for one in tokens[first:end]):
        after = end + 1
        if token.text == "and" and not any(one.text in _JOINERS for one in tokens[first:end]):
            return 0
        if tokens[after].key == "the" and token.text != "and":
            after += 1
        return after + 1 if after < len(tokens) and _named(tokens[after]) else 0
    return 0


def read_name(tokens: Sequence[Token], first: int, last: int) -> Name | None:
    """A row of tokens as a name, or nothing where only a title is left of it.

    Args:
        tokens: Those of the passage.
        first: The first token of the row; see `runs`.
        last: The one after its last.
    """
    start = first
    for at in range(first, last - 1):
        if _is_titular(tokens[at].key) and (
            tokens[at + 1].key not in _NO_TITLE_BEFORE and tokens[at + 1].text not in _JOINERS
        ):
            start = at + 1
            while start < last - 1 and not _named(tokens[start]):
                start += 1
    loose = _after_office(tokens, first)
    while loose and start < last - 1 and tokens[start].key in DOMAINS:
        start += 1
    while last - start > 2 and tokens[last - 1].key in _SUFFIXES:
        last -= 1
    words = tokens[start:last]
    ends = words[-1].key
    if not words[0].is_capital or not any(len(one.key) > 1 for one in words):
        return None
    if _is_titular(ends) and not (ends in EVERYDAY_SURNAMES and len(words) > 1):
        return None
    keys = {one.key for one in words}
    if keys <= ROLE_MODIFIERS | COMMON | THINGS | PERSON_HEADS or ends in THINGS | STRANGERS:
        return None
    if (len(words) == 1 and ends in BODIES) or ends in _NO_TAIL or words[0].key in _PLACES:
        return None
    before = tokens[first - 1] if first else None
    quoted = before is not None and not before.is_word and before.text not in ",-("
    return Name(
        words[0].start,
        words[-1].end,
        _joined(words),
        title=" ".join(_cased(one.text) for one in tokens[first:start] if one.text != "."),
        initial=start == first and (first == 0 or quoted),
        article=start == first and before is not None and before.key in _ARTICLES,
        loose=loose and start == first,
        spoken_for=first > 1 and _spoken_for(tokens, first),
    )


def _joined(tokens: Sequence[Token]) -> tuple[str, ...]:
    """Tokens as words; what stands without a blank between is one ("Snow-Frost", "B.")."""
    words: list[str] = []
    for at, token in enumerate(tokens):
        if at and token.start == tokens[at - 1].end:
            words[-1] += token.text
        else:
            words.append(token.text)
    return tuple(words)


def _cased(word: str) -> str:
    return word.capitalize() if word.isupper() and fold(word) not in ("ceo", "cfo") else word


def _after_office(tokens: Sequence[Token], first: int) -> bool:
    """Whether "President of", "Secretary of State of the" or the like stands right before."""
    at = first - 1
    if at < 0 or tokens[at].key not in _WITHIN:
        return False
    while at > 0 and (tokens[at].key in _WITHIN or tokens[at].is_capital):
        if tokens[at].key in _OFFICE_OF:
            return True
        at -= 1
    return tokens[at].key in _OFFICE_OF


def names_in(tokens: Sequence[Token], low: int, high: int) -> Iterator[Name]:
    """Who is named as a source in a phrase: each of "Frost and Snow", not what they belong to.

    Args:
        tokens: Those of the passage.
        low: The first token of the phrase.
        high: The one after its last.
    """
    stop = next((at for at in range(low, high) if _relative(tokens[at])), high)
    previous = 0
    for first, last in runs(tokens[:stop]):
        end = _body_end(tokens, last, stop)
        if first < low or not _is_source(tokens, first, end, stop):
            continue
        if previous and not _listed(tokens, previous, first):
            continue
        if end > last:
            words = tokens[first:end]
            name: Name | None = Name(words[0].start, words[-1].end, _joined(words))
        else:
            name = read_name(tokens, first, last)
        # "The head of the Polar Institute, Ada Frost": what is headed does not speak.
        if name is not None and not (name.loose and (name.is_body or len(name.words) < 3)):
            previous = end
            yield name


def _is_source(tokens: Sequence[Token], first: int, end: int, stop: int) -> bool:
    """Whether what stands around a name leaves it the source and not a part of its phrase."""
    before = tokens[first - 1] if first else None
    after = tokens[end] if end < stop else None
    if after is not None and after.text not in _CLOSING and after.key not in _HOLDING:
        return False
    if before is not None and before.text[0].isdigit():
        return False
    if first > 1 and before is not None and before.key in ("and", "&"):
        # "Ice and Snow Commission" is one body.
        if tokens[first - 2].is_capital and any(one.key in BODIES for one in tokens[first:end]):
            return False
    following = [one.text for one in tokens[end : end + 2]]
    if before is not None and before.text in _QUOTES and not _QUOTES.isdisjoint(following):
        return False
    return _leads(tokens, first)


def _listed(tokens: Sequence[Token], end: int, first: int) -> bool:
    """Whether a name goes on the list that one before it opened: "Frost, the envoy, and Snow"."""
    between = [one.key for one in tokens[end:first] if one.key not in _ARTICLES]
    return between in (["and"], ["or"], [","]) or between[-2:] == [",", "and"]


def _body_end(tokens: Sequence[Token], last: int, stop: int) -> int:
    """Where the small words end that make a name that of a body ("Northland foreign ministry")."""
    end = last
    while end < stop and (tokens[end].key in ROLE_MODIFIERS or tokens[end].key in BODY_HEADS):
        end += 1
    return end if end > last and tokens[end - 1].key in BODY_HEADS else last


def _relative(token: Token) -> bool:
    return token.key in RELATIVES or token.key == "that"


def _leads(tokens: Sequence[Token], first: int) -> bool:
    """Whether what stands before a name leaves it the source: not "an aide to Ada Frost"."""
    at = first - 1 - (first > 0 and tokens[first - 1].key in _ARTICLES)
    if at < 1 or tokens[at].key not in PREPOSITIONS | {"to"}:
        return True
    noun = tokens[at - 1].key
    if _spoken_for(tokens, first) or _after_office(tokens, first):
        return True
    return tokens[at].key in ("to", "by") and noun not in PERSON_HEADS | STRANGERS


def _spoken_for(tokens: Sequence[Token], first: int) -> bool:
    """Whether "a spokesman for", "officials of the" or the like stands right before."""
    at = first - 1 - (tokens[first - 1].key in _ARTICLES)
    return at > 0 and tokens[at].key in PREPOSITIONS and tokens[at - 1].key in _SPEAKS_FOR


def is_outlet(name: Name) -> bool:
    """Whether it names a medium, whose reports are its own voice.

    >>> is_outlet(Name(0, 9, ("Ice", "Times"))), is_outlet(Name(0, 10, ("Ice", "Agency")))
    (True, False)
    """
    last = fold(name.words[-1])
    first = fold(name.words[0])
    if last == "agency":
        return len(name.words) > 1 and fold(name.words[-2]) in ("news", "press")
    return last in OUTLETS | _OUTLETS or (
        first in OUTLETS and first not in ("independent", "press", "media")
    )
