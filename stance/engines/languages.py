"""Which languages a model reads, by what its folder says of itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from stance.errors import UsageError

ENGLISH = ("en",)
#: What stands for every language, in a model's record.
ALL: tuple[str, ...] = ()

#: Families that were made for many languages, whatever their size.
_MULTILINGUAL = frozenset({"xlm-roberta", "xlm-roberta-xl", "xmod", "xlm", "mt5", "umt5"})
#: Others are multilingual from so large a vocabulary on: an English one has a quarter to a half.
_LARGE_VOCABULARY = {
    "bert": 100_000,
    "distilbert": 100_000,
    "modernbert": 200_000,
    "deberta-v2": 200_000,
}
_ITEM = re.compile(r"^[ \t]*-[ \t]*(\S.*?)[ \t]*$", re.MULTILINE)
_CODE = re.compile(r"[a-z]{2}")


def of_model(card: str, config: Mapping[str, Any]) -> tuple[str, ...]:
    r"""The languages a model reads, none for all.

    Its card decides (``language: en``, a list, or ``multilingual``). Without one it is by its
    configuration: families and vocabularies made for many languages read all, others English.

    Args:
        card: The metadata at the head of the model card.
        config: The parsed ``config.json``.

    >>> of_model("license: mit\nlanguage:\n- en\n- de\ntags: [nli]", {})
    ('en', 'de')
    >>> of_model("language: [multilingual, en]", {}), of_model("", {"model_type": "xlm-roberta"})
    ((), ())
    >>> of_model("", {"model_type": "bert", "vocab_size": 30522})
    ('en',)
    """
    stated = _stated(card)
    if "multilingual" in stated or "mul" in stated:
        return ALL
    codes = tuple(dict.fromkeys(code for code in stated if _CODE.fullmatch(code)))
    if codes:
        return codes
    family = str(config.get("model_type", ""))
    size = config.get("vocab_size")
    least = _LARGE_VOCABULARY.get(family)
    large = least is not None and isinstance(size, int) and size >= least
    return ALL if family in _MULTILINGUAL or large else ENGLISH


def _stated(card: str) -> list[str]:
    """The words under ``language`` in a card's metadata."""
    found = re.search(r"^language:[ \t]*(.*)((?:\n[ \t]*-.*)*)", card, re.MULTILINE | re.IGNORECASE)
    if not found:
        return []
    words = [*found[1].strip().strip("[]").split(","), *_ITEM.findall(found[2])]
    return [word.strip(" \t\"'").lower() for word in words]


def named(text: str) -> tuple[str, ...]:
    """The languages a person says a model reads: ``all``, or codes with commas between them.

    Raises:
        UsageError: It is neither.

    >>> named("en, de"), named("all")
    (('en', 'de'), ())
    """
    codes = tuple(dict.fromkeys(re.split(r"[\s,]+", text.strip().lower())))
    if codes == ("all",):
        return ALL
    wrong = [code for code in codes if not _CODE.fullmatch(code)]
    if wrong:
        raise UsageError(
            f"{wrong[0]!r} is no language.",
            "Expected the word all, or codes of two letters with commas between them.",
            "Write, for instance, en,de.",
        )
    return codes
