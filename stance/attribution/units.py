"""A passage as a row of units: mentions, words with their part in the sentence, marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stance.attribution.mentions import Found
from stance.attribution.tokens import Token
from stance.attribution.verbs import AUXILIARIES
from stance.attribution.words import (
    ADVERBS,
    COORDINATORS,
    COURTESY,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    SUBORDINATORS,
    TIMES,
)

# Rules look at all claims of a passage together, so a passage must not be a whole book.
_LONGEST_PIECE = 500
_OPENING = frozenset("“«„‘‹")
_CLOSING = frozenset("”»’›")
_BRACKETS = {"(": "(", "[": "(", ")": ")", "]": ")"}
_DASHES = frozenset("—–‒")
_MARKS = dict.fromkeys("$€£¥%", "number") | {",": "comma", ":": "colon"}
# Later classes win: "to" and "that" are kept apart, "so far" stays an adverb.
_CLASSES = (
    ("time", TIMES),
    ("adverb", ADVERBS),
    ("determiner", DETERMINERS),
    ("preposition", PREPOSITIONS),
    ("subordinator", SUBORDINATORS),
    ("coordinator", COORDINATORS),
    ("pronoun", PRONOUNS),
    ("relative", RELATIVES),
    ("auxiliary", AUXILIARIES),
    ("to", frozenset({"to"})),
)
_KIND = {word: kind for kind, words in _CLASSES for word in words}


@dataclass(slots=True)
class Unit:
    """One unit of a passage.

    Attributes:
        kind: ``mention``, a word class (``word`` when no closed class claims it), or a mark:
            ``comma``, ``stop``, ``point`` (of "Mr."), ``colon``, ``dash``, ``hyphen``, ``quote``,
            ``open``, ``(``, ``)``, ``possessive``, ``mark``.
        key: The folded word; empty for mentions.
        text: As written.
        start, end: Its span in the document.
        mention: The mention it is, if any.
        quoted: Whether it lies between quotation marks.
    """

    kind: str
    key: str
    text: str
    start: int
    end: int
    mention: Found | None = None
    quoted: bool = False

    @property
    def capital(self) -> bool:
        """Whether it is written with a capital."""
        return self.text[:1].isupper()


def read_units(
    tokens: Sequence[Token], found: Sequence[Found], quotes: Sequence[tuple[int, int]]
) -> list[Unit]:
    """The units of a passage, each mention one unit.

    Args:
        tokens: The words of the passage.
        found: Its mentions, in order, not overlapping.
        quotes: Spans of quotations in the document, in order, that may reach into the passage.
    """
    units: list[Unit] = []
    starts = {item.first: item for item in found}
    index = 0
    while index < len(tokens):
        token = tokens[index]
        item = starts.get(index)
        if item is not None and item.last > index:
            last = tokens[item.last - 1]
            units.append(Unit("mention", "", token.text, token.start, last.end, item))
            index = item.last
            continue
        kind = _kind(tokens, index)
        units.append(Unit(kind, token.key, token.text, token.start, token.end))
        index += 1
    _mark_quoted(units, quotes)
    return units


def _mark_quoted(units: list[Unit], quotes: Sequence[tuple[int, int]]) -> None:
    at = 0
    for unit in units:
        while at < len(quotes) and quotes[at][1] <= unit.start:
            at += 1
        unit.quoted = at < len(quotes) and quotes[at][0] <= unit.start < quotes[at][1]


def _kind(tokens: Sequence[Token], index: int) -> str:
    token = tokens[index]
    text = token.text
    if text[0].isalnum() and len(text) >= 1:
        return _word_kind(tokens, index)
    if token.key == "'s" or _is_plural_possessive(tokens, index):
        return "possessive"
    if text in _BRACKETS:
        return _BRACKETS[text]
    if text in _OPENING:
        return "open"
    if text in _CLOSING or text in ('"', "'"):
        return "quote"
    if text in (",", ".") and (_is_in_number(tokens, index) or _shortens(tokens, index)):
        return "point"
    if text in _MARKS:
        return _MARKS[text]
    if text in (";", ".", "!", "?", "…"):
        return "stop"
    if token.key == "-":
        return "hyphen" if _joined(tokens, index) else "dash"
    return "dash" if text in _DASHES or token.key[:1] == "—" or text[:2] == "--" else "mark"


def _is_plural_possessive(tokens: Sequence[Token], index: int) -> bool:
    """Whether an apostrophe belongs to a plural before it ("the officials’ words")."""
    token, before = tokens[index], tokens[index - 1] if index else None
    if token.text not in ("'", "’") or before is None or before.end != token.start:
        return False
    quoting = any(mark.text in ("'", "‘") for mark in tokens[max(0, index - 60) : index])
    return before.key.endswith("s") and not quoting


def _shortens(tokens: Sequence[Token], index: int) -> bool:
    """Whether a full stop belongs to a form of address or an initial ("Mr. Frost", "A. Frost")."""
    if (
        tokens[index].text != "."
        or not index
        or index + 1 >= len(tokens)
        or not tokens[index + 1].is_capital
    ):
        return False
    before = tokens[index - 1]
    initial = len(before.text) == 1 and before.is_capital and before.key not in ("i", "a")
    return before.end == tokens[index].start and (before.key in COURTESY or initial)


def _is_in_number(tokens: Sequence[Token], index: int) -> bool:
    """Whether a mark stands inside a number ("11.7", "1,100", "16.50")."""
    if not index or index + 1 >= len(tokens):
        return False
    before, mark, after = tokens[index - 1 : index + 2]
    digits = before.text[-1].isdigit() and after.text[0].isdigit()
    return digits and before.end == mark.start and after.start == mark.end


def _joined(tokens: Sequence[Token], index: int) -> bool:
    """Whether a hyphen touches a word on at least one side."""
    mark = tokens[index]
    before = index > 0 and tokens[index - 1].end == mark.start
    after = index + 1 < len(tokens) and tokens[index + 1].start == mark.end
    return before or after


def _word_kind(tokens: Sequence[Token], index: int) -> str:
    token = tokens[index]
    kind = _KIND.get(token.key)
    if token.key == "may" and token.is_capital and index:
        return "time"
    if kind is not None:
        return kind
    if token.text.isdigit():
        return "number"
    if token.key.endswith("ly") and len(token.key) > 4 and token.text.islower():
        return "adverb"
    return "word"


def pieces(units: Sequence[Unit]) -> Iterator[Sequence[Unit]]:
    """The units of a passage, or of a huge one several stretches that end with a stop.

    >>> len(list(pieces([Unit("word", "ice", "ice", 0, 3)])))
    1
    """
    start = 0
    while len(units) - start > _LONGEST_PIECE:
        end = start + _LONGEST_PIECE
        while end > start + 1 and units[end - 1].kind != "stop":
            end -= 1
        end = end if end > start + 1 else start + _LONGEST_PIECE
        yield units[start:end]
        start = end
    yield units[start:]
