"""Words and marks with their place in a text, and the folded form they are compared in."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

# In order: web addresses; dotted acronyms ("U.S.", "U.S"); the possessive; words with
# apostrophes inside ("don't", "O'Brien"); any other mark. Every branch is linear.
_TOKEN = re.compile(
    r"""
      (?:https?://|www\.)\S+
    | (?<!\w)[^\W\d_](?:\.[^\W\d_])+\b\.?
    | ['’ʼ][sS]\b
    | [^\W_]+(?:['’ʼ](?![sS]\b)[^\W_]+)*
    | --+
    | \S
    """,
    re.VERBOSE,
)
# Letters that do not come apart into a base letter and an accent.
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})
_MARKS = str.maketrans({"’": "'", "ʼ": "'", "‐": "-", "‑": "-", "―": "—", "−": "-"})


class Token(NamedTuple):
    """A word or mark.

    Attributes:
        text: As written.
        start, end: Its span in the text that was given, plus the offset that was given.
        key: Folded by `fold`.
    """

    text: str
    start: int
    end: int
    key: str

    @property
    def is_word(self) -> bool:
        """Whether it holds a letter or digit."""
        return self.text[0].isalnum() or len(self.text) > 1

    @property
    def is_capital(self) -> bool:
        """Whether it starts with a capital letter."""
        return self.text[0].isupper()


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """A token's form for comparison: blind to case, accents, dots and kinds of apostrophe.

    >>> fold("U.S."), fold("Erdoğan"), fold("d’Ivoire")
    ('us', 'erdogan', "d'ivoire")
    """
    folded = text.translate(_MARKS).casefold().translate(_LETTERS)
    if not folded.isascii():
        parts = unicodedata.normalize("NFKD", folded)
        folded = "".join(char for char in parts if not unicodedata.combining(char)) or folded
    return folded.replace(".", "") or folded


def tokenize(text: str, offset: int = 0) -> list[Token]:
    """The tokens of a text in order, without the white space between them.

    >>> [token.text for token in tokenize("The U.S.-led bloc’s move")]
    ['The', 'U.S.', '-', 'led', 'bloc', '’s', 'move']
    """
    return [
        Token(match.group(), match.start() + offset, match.end() + offset, fold(match.group()))
        for match in _TOKEN.finditer(text)
    ]
