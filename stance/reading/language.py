"""Which language a text is in, said only where it is certain.

English is told by its small words, which costs next to nothing; every other language by
py3langid (97 languages, no network), which is loaded for the first text that is not English.
A text too short or too mixed to be sure of has no language: nothing is guessed.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

# Words that make up a quarter of English prose and stand together in no other language.
_ENGLISH = frozenset(
    """the of and that with was were from has have been which would this they are not said is for
    by will their to on as it be he its""".split()
)
_WORD = re.compile(r"[^\W\d_]+")
_FEWEST_WORDS = 8
_ENGLISH_SHARE = 0.25

_FEWEST_LETTERS = 12
_SURE = 0.9

# So much of a text is looked at: three pieces, as the first lines are often names and places.
_PIECE = 600


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of the language most of a text is in, or None where it is not certain.

    >>> language_of("The bloc is not going to do the same as the United States, he said.")
    'en'
    >>> language_of("Россия заявила, что не планирует нападать на Украину.")
    'ru'
    >>> language_of("We agree.") is None
    True
    """
    sample = _sample(text)
    words = _WORD.findall(sample)
    if len(words) >= _FEWEST_WORDS:
        english = sum(word.lower() in _ENGLISH for word in words)
        if english >= _ENGLISH_SHARE * len(words):
            return "en"
    if sum(map(len, words)) < _FEWEST_LETTERS:
        return None
    code, sure = _identifier().classify(" ".join(words))
    return code if sure >= _SURE and len(code) == 2 else None


def _sample(text: str) -> str:
    if len(text) <= 3 * _PIECE:
        return text
    middle = len(text) // 2
    return " ".join((text[:_PIECE], text[middle : middle + _PIECE], text[-_PIECE:]))


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
