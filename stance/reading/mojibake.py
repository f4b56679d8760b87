"""Letters that went through the wrong encoding on their way here, put right.

``“No”`` saved as UTF-8 and opened as Windows-1252 becomes ``â€œNoâ€``. ftfy undoes this
wherever the way back is certain; nothing else of it is used, so quotation marks, ligatures and
widths stay as they were written.
"""

from __future__ import annotations

import re

# Leading and following byte of a UTF-8 character as Windows-1252 (Latin-1) and as Windows-1251
# show them. Cheap to look for; whether it is damage is for ftfy to say.
_AFTER_1252 = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_AFTER_1251 = "\x80-\xbfЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—™љ›њќћџЎўЈҐЁЄЇІіґё№єјЅѕї"
_SUSPECT = re.compile(f"[Â-ô][{_AFTER_1252}]|(?:[РС][{_AFTER_1251}]){{2}}|[вГ][Ђ€]|[\x80-\x9f]")


def repaired(text: str) -> str:
    r"""The text with what was wrongly decoded put right, line by line.

    >>> repaired("â€œNo,â€\x9d he said")
    '“No,” he said'
    >>> repaired("À Noël, « Ãa » et “No”")
    'À Noël, « Ãa » et “No”'
    """
    if text.isascii() or not _SUSPECT.search(text):
        return text
    import ftfy

    config = ftfy.TextFixerConfig(explain=False)
    return "".join(
        ftfy.fix_encoding(line, config) if _SUSPECT.search(line) else line
        for line in text.splitlines(keepends=True)
    )
