"""Which language a text, or each of its passages, is in; said only where it is certain.

English is told by its small words, which costs next to nothing; every other language by
py3langid (no network), which is loaded for the first text that is not plainly English. A text too
short or too mixed to be sure of has no language: nothing is guessed.

A passage is shorter than a text, so `languages_of` asks twice: first each passage alone, then
those left open between the languages of the passages around them.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect
from collections import Counter
from collections.abc import Mapping, Sequence
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
# A passage that nothing around it explains is in the likeliest language if it is so likely, and
# so many times likelier than English, the language that names and headlines pass for.
_LIKELY, _TIMES_ENGLISH = 0.6, 10.0

# A short passage is in the language of its neighbours, unless the one that most of the document is
# in fits it so many times better: "Glory to Ukraine!" after a word of thanks in Latvian.
_TIMES_NEAR = 5.0

# So much of a text is looked at: three pieces, as the first lines are often names and places.
_PIECE = 600

# The languages that states and news agencies publish in. Among all that are known, a short
# sentence of Spanish is often as near to Aragonese.
_PUBLISHED = """
    en de fr es it pt nl pl cs sk hu ro bg el sv da no fi et lv lt sl hr sr bs mk sq mt ga is uk ru
    be tr az ka hy kk ky uz tg tk mn ar fa he ur ps ku hi bn ta te ml kn gu pa mr ne si th lo km my
    vi id ms tl zh ja ko sw am om ha ig yo so rw zu xh af mg ca eu
""".split()


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of the language most of a text is in, or None where it is not certain.

    >>> language_of("The bloc is not going to do the same as the United States, he said.")
    'en'
    >>> language_of("Россия заявила, что не планирует нападать на Украину.")
    'ru'
    >>> language_of("We agree.") is None
    True
    """
    words = _words(text)
    if _is_english(words):
        return "en"
    if sum(map(len, words)) < _FEWEST_LETTERS:
        return None
    likeliest, chance = _likeliest(_chances(words))
    return likeliest if chance >= _SURE else None


def languages_of(texts: Sequence[str]) -> list[str | None]:
    """The language of each passage of one document, or None where it is not certain.

    A passage that is certain by itself counts as what it is. Another takes the language of the
    nearest certain passage before or after it, whichever of the two fits it better, unless it
    is written in another alphabet or is plainly in the language of most of the document. Where
    there is none, one that is far likelier in a language than in English is in that language.

    Args:
        texts: The passages, in their order.

    >>> languages_of(["Wir sind gegen diese Maßnahmen, sagte die Ministerin.", "Nein.",
    ...     "The spokesman of the ministry said that it was a matter for Kyiv.", "We agree."])
    ['de', 'de', 'en', 'en']
    """
    passages = [_words(text) for text in texts]
    latin = [_in_latin(words) for words in passages]
    found: list[str | None] = []
    open_ones: dict[int, Mapping[str, float]] = {}
    for place, words in enumerate(passages):
        if not words or _is_english(words):
            found.append("en" if words else None)
            continue
        chances = _chances(words)
        likeliest, chance = _likeliest(chances)
        sure = chance >= _SURE and sum(map(len, words)) >= _FEWEST_LETTERS
        found.append(likeliest if sure else None)
        if not sure:
            open_ones[place] = chances
    certain = [place for place, code in enumerate(found) if code is not None]
    usual = max(Counter(filter(None, found)).items(), key=lambda item: item[1], default=("", 0))[0]
    settled = list(found)
    for place, chances in open_ones.items():
        at = bisect(certain, place)
        around = certain[max(0, at - 1) : at + 1]
        near = [str(found[one]) for one in around if latin[one] == latin[place]]
        if near:
            settled[place] = _beside(chances, near, usual)
        else:
            settled[place] = _alone(chances, latin=latin[place])
    return settled


def language_name(code: str) -> str:
    """What a language is called in English; the code itself where that is not known.

    >>> language_name("uk"), language_name("xx")
    ('Ukrainian', 'xx')
    """
    from babel import Locale

    return str(Locale("en").languages.get(code, code))


def _beside(chances: Mapping[str, float], near: Sequence[str], usual: str) -> str:
    """The language of a short passage, by those of its neighbours and that of most others."""
    likeliest = max(near, key=lambda code: chances.get(code, 0.0))
    often = chances.get(usual, 0.0) > _TIMES_NEAR * chances.get(likeliest, 0.0)
    return usual if often else likeliest


def _alone(chances: Mapping[str, float], *, latin: bool) -> str | None:
    """The language of a short passage that nothing around it explains."""
    likeliest, chance = _likeliest(chances)
    if not latin:
        return likeliest
    far = chance >= _LIKELY and chance >= _TIMES_ENGLISH * chances["en"]
    return likeliest if far else None


def _likeliest(chances: Mapping[str, float]) -> tuple[str, float]:
    return max(chances.items(), key=lambda item: item[1])


def _words(text: str) -> list[str]:
    """The words of a text, those in Latin letters or those in others, whichever are more."""
    words = _WORD.findall(_sample(text))
    if text.isascii():
        return words
    kinds: tuple[list[str], list[str]] = ([], [])
    for word in words:
        kinds[_is_latin(word)].append(word)
    return max(kinds, key=lambda kind: sum(map(len, kind)))


def _in_latin(words: Sequence[str]) -> bool:
    return not words or _is_latin(words[0])


def _is_latin(word: str) -> bool:
    return word.isascii() or unicodedata.name(word[0], "").startswith("LATIN")


def _is_english(words: Sequence[str]) -> bool:
    if len(words) < _FEWEST_WORDS:
        return False
    return sum(word.lower() in _ENGLISH for word in words) >= _ENGLISH_SHARE * len(words)


def _chances(words: Sequence[str]) -> Mapping[str, float]:
    """How likely each language is."""
    return dict(_identifier().rank(" ".join(words)))


def _sample(text: str) -> str:
    if len(text) <= 3 * _PIECE:
        return text
    middle = len(text) // 2
    return " ".join((text[:_PIECE], text[middle : middle + _PIECE], text[-_PIECE:]))


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_PUBLISHED)
    return identifier
