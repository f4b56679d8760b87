"""Lines as they stand on pages -> running text.

A page knows lines, not paragraphs: words are split at line ends, sentences at page ends, and the
same heading stands on every page. What is undone here is undone by rules that look at the text
alone, so they hold for any source of pages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_SPACE = re.compile(r"[ \t\x0b\f\r]+")
_PAGE_NUMBER = re.compile(
    r"\W*(?:p(?:age|\.)?\s*)?(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:of|/|\|)\s*\d{1,4})?\W*", re.IGNORECASE
)
_ITEM = re.compile(r"(?:[•▪●◦‣*–—-]|\(?\d{1,2}[.)]|\([a-z]\))\s+\S")
_NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2})*\.?\s+[^\W\d_a-z]")
_ENDED = (".", "!", "?", ":", "”", '"', ")")
_WORD = re.compile(r"\w+(?:-\w+)*")
_SPLIT_WORD = re.compile(r"(\w+)[-\u2010\u00ad]$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")

# A heading or footer stands on so many pages at least.
_REPEATED = 3
# A line was ended on purpose where the next word would have filled it only to here.
_FILLED = 0.85


def running_text(pages: Sequence[str]) -> str:
    r"""The text of some pages, a blank line between paragraphs.

    Lines are joined where the line was full, across pages too. Words split at a line end are put
    together, without their hyphen unless the same document writes it elsewhere. Page numbers and
    lines that stand at the top or bottom of many pages are dropped.

    >>> running_text(["The bloc will extend its sanc-\ntions on the day agreed with\nall."])
    'The bloc will extend its sanctions on the day agreed with all.'
    """
    sheets = [[_SPACE.sub(" ", line).strip() for line in page.split("\n")] for page in pages]
    sheets = [_without_blanks(sheet) for sheet in _without_running_heads(sheets)]
    lines = [line for sheet in sheets for line in sheet]
    words = {word.lower() for line in lines for word in _WORD.findall(line)}
    width = _width(lines)
    paragraphs: list[str] = []
    last = ""
    for line in lines:
        if not line:
            last = ""
        elif last and not _ITEM.match(line) and _runs_on(last, line, width):
            paragraphs[-1] = _joined(paragraphs[-1], line, words)
            last = line
        else:
            paragraphs.append(line)
            last = line
    return "\n\n".join(paragraphs)


def _width(lines: list[str]) -> int:
    """The length of a full line."""
    lengths = sorted(len(line) for line in lines if line)
    return lengths[int(0.9 * (len(lengths) - 1))] if lengths else 0


def _runs_on(line: str, following: str, width: int) -> bool:
    """Whether a line was broken only because the next word did not fit."""
    next_word = following.partition(" ")[0]
    if line.endswith(_ENDED) and _NUMBERED.match(following):
        return False
    if _SPLIT_WORD.search(line) and following[0].islower():
        return True
    return len(line) + 1 + len(next_word) > _FILLED * width


def _joined(text: str, line: str, words: set[str]) -> str:
    split = _SPLIT_WORD.search(text)
    if split is None:
        return f"{text} {line}"
    bare = text[:-1]
    if text[-1] == "\u00ad":
        return bare + line
    rest = _FIRST_WORD.match(line)
    if rest is None or not line[0].islower():
        return text + line  # "US-" and "Ukraine", "2022-" and "23"
    whole = (split.group(1) + rest.group()).lower()
    hyphened = f"{split.group(1)}-{rest.group()}".lower()
    return text + line if hyphened in words and whole not in words else bare + line


def _without_blanks(sheet: list[str]) -> list[str]:
    """A page without blank lines at its ends, or without any where they stand after each line."""
    while sheet and not sheet[-1]:
        sheet = sheet[:-1]
    while sheet and not sheet[0]:
        sheet = sheet[1:]
    blank = sheet.count("")
    return [line for line in sheet if line] if blank > 0.4 * len(sheet) else sheet


def _without_running_heads(sheets: list[list[str]]) -> list[list[str]]:
    """Pages without page numbers and without what stands at the edge of most of them."""
    seen: Counter[str] = Counter()
    for sheet in sheets:
        seen.update({_shape(sheet[at]) for at in _edges(sheet)})
    needed = max(_REPEATED, len(sheets) // 2)
    kept = []
    for sheet in sheets:
        edges = _edges(sheet)
        outermost = {*edges[:1], *edges[-1:]} if len(edges) > 1 else set()
        dropped = {at for at in edges if seen[_shape(sheet[at])] >= needed}
        dropped |= {at for at in outermost if _PAGE_NUMBER.fullmatch(sheet[at])}
        kept.append([line for at, line in enumerate(sheet) if at not in dropped])
    return kept


def _edges(sheet: list[str]) -> list[int]:
    """Where the first and last two lines of a page stand."""
    filled = [at for at, line in enumerate(sheet) if line]
    return filled[:2] + filled[2:][-2:]


def _shape(line: str) -> str:
    return re.sub(r"\d+", "#", line).casefold()
