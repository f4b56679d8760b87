"""Where a document quotes, over paragraphs where a quotation runs on."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PARAGRAPH = re.compile(r"\n\s*\n|\r\n\s*\r\n")
_OPENER = re.compile(r"``|''|[“«„‘\"']")
_CLOSERS = {
    mark: re.compile(f"[{closers}]")
    for mark, closers in {"“": '”"', "«": "»", "„": "“”", "‘": "’", '"': '"', "'": "'"}.items()
} | {"``": re.compile("''"), "''": re.compile("''")}
# A quotation that nobody closes ends here; a stray mark must not swallow a document.
_LONGEST = 3000
_LONGEST_SINGLE = 600


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch in quotation marks.

    Attributes:
        start, end: Its span in the document, marks included.
        chain: The same number for quotations that are one speech over several paragraphs.
        closed: Whether a closing mark ends it.
    """

    start: int
    end: int
    chain: int
    closed: bool


def find_quotes(text: str) -> list[Quote]:
    r"""The quotations of a text in order, not overlapping.

    A paragraph may open with a quotation mark while the one before never closed its own: then
    both are one speech, as newspapers print it.

    >>> [q.chain for q in find_quotes("“One.\n\n“Two,” she said. “Three.”")]
    [0, 0, 1]
    """
    quotes: list[Quote] = []
    chain = 0
    start = 0
    open_chain: int | None = None
    for end in [*(match.start() for match in _PARAGRAPH.finditer(text)), len(text)]:
        spans = _paragraph_quotes(text, start, end)
        for number, (low, high, closed) in enumerate(spans):
            runs_on = number == 0 and open_chain is not None and not text[start:low].strip()
            mine = open_chain if runs_on and open_chain is not None else chain
            chain += not runs_on
            quotes.append(Quote(low, high, mine, closed))
        last = quotes[-1] if spans else None
        open_chain = last.chain if last is not None and not last.closed else None
        start = end
    return quotes


def _paragraph_quotes(text: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    found: list[tuple[int, int, bool]] = []
    index = start
    barren: dict[str, int] = {}
    for match in _OPENER.finditer(text, start, end):
        opening, mark = match.start(), match.group()
        if opening < index or not _opens(text, opening, start, mark):
            continue
        closing = _closing(text, opening, end, mark, barren)
        if closing is None:
            if mark in ("‘", "'", "''"):
                continue
            index = end if end - opening <= _LONGEST else opening + 1
            if index == end:
                found.append((opening, end, False))
            continue
        index = closing
        found.append((opening, index, True))
    return found


def _opens(text: str, index: int, start: int, mark: str) -> bool:
    """Whether a mark opens rather than closes or is an apostrophe."""
    before = text[index - 1] if index > start else " "
    after = text[index + len(mark) : index + len(mark) + 1]
    if mark in ("“", "«", "„", "``"):
        return True
    return not before.isalnum() and before not in ".,!?" and bool(after) and not after.isspace()


def _closing(text: str, opening: int, end: int, mark: str, barren: dict[str, int]) -> int | None:
    """Where a quotation ends, its mark included.

    ``barren`` says up to where a closing mark was looked for in vain, so that no stretch is
    searched twice.
    """
    single = mark in ("‘", "'")
    limit = min(end, opening + (_LONGEST_SINGLE if single else _LONGEST))
    start = max(opening + len(mark), min(barren.get(mark, 0), limit))
    for match in _CLOSERS[mark].finditer(text, start, limit):
        index = match.start()
        if not single:
            return match.end()
        after = text[index + 1 : index + 2]
        if not after.isalnum() and not (text[index - 1] == "s" and after == " "):
            return match.end()
    barren[mark] = limit
    return None
