"""Words and numbers as they stand on a figure: escaped, wrapped, with a true minus sign."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

#: Characters of a sentence that a hover label shows; the page shows all of it.
HOVER_LIMIT = 420


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """Text that plotly shows as it stands: no tag in it is a tag.

    Plotly reads a few HTML tags and, where MathJax is loaded, ``$…$``; names and sentences come
    from files, so neither may work in them.

    >>> plain("<b>1 & 2</b> cost $5 and $6")
    '&lt;b&gt;1 &amp; 2&lt;/b&gt; cost &#36;5 and &#36;6'
    """
    return html.escape(text, quote=False).replace("$", "&#36;")


@lru_cache(maxsize=20_000)
def wrapped(text: str, width: int, limit: int = 0) -> str:
    """Escaped text broken into lines of at most `width` characters.

    Args:
        text: Any text; white space is folded, words longer than a line are cut. A word with a
            hyphen stays whole, as the fingerprint of a model must.
        width: Characters in a line.
        limit: Characters in all, the rest becomes "…"; 0 for no limit.

    >>> wrapped("one two <three>", 8)
    'one two<br>&lt;three&gt;'
    """
    folded = " ".join(text.split())
    if limit and len(folded) > limit:
        folded = folded[: limit - 1].rstrip() + "…"
    lines = textwrap.wrap(folded, width, break_on_hyphens=False)
    return "<br>".join(plain(line) for line in lines) or ""


def balanced(text: str, width: int) -> str:
    """Escaped text in as few lines as `width` allows, all of about one length.

    >>> balanced("one two three four five", 20)
    'one two three<br>four five'
    """
    lines = wrapped(text, width).count("<br>") + 1
    for narrower in range(max(1, len(text) // lines), width):
        if wrapped(text, narrower).count("<br>") < lines:
            return wrapped(text, narrower)
    return wrapped(text, width)


def signed(value: float) -> str:
    """A position with its sign and two decimals.

    >>> signed(0.4), signed(-0.25), signed(0.001)
    ('+0.40', '−0.25', '0.00')
    """
    rounded = round(float(value), 2)
    if rounded == 0:
        return "0.00"
    return f"{'+' if rounded > 0 else '−'}{abs(rounded):.2f}"


def counted(number: int, noun: str) -> str:
    """A number with its noun in the singular or the plural.

    >>> counted(1, "statement"), counted(1200, "document")
    ('1 statement', '1,200 documents')
    """
    return f"{int(number):,} {noun}{'' if int(number) == 1 else 's'}"


def within(row: Mapping[str, Any]) -> str:
    """Where statements stand: documents and, where several tell one story, how many stories.

    Args:
        row: With ``n_documents`` and, where it is known, ``n_stories``.

    >>> within({"n_documents": 40, "n_stories": 1}), within({"n_documents": 2})
    ('40 documents (1 story)', '2 documents')
    """
    documents = int(row.get("n_documents", 0))
    said = counted(documents, "document")
    stories = int(row.get("n_stories", documents))
    if stories >= documents:
        return said
    return f"{said} ({stories:,} {'story' if stories == 1 else 'stories'})"


def listed(names: Sequence[str]) -> str:
    """Names as a sentence lists them.

    >>> listed(["A"]), listed(["A", "B"]), listed(["A", "B", "C"])
    ('A', 'A and B', 'A, B and C')
    """
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


@lru_cache(maxsize=20_000)
def day(when: date) -> str:
    """A date as a reader writes it.

    >>> day(date(2022, 1, 4))
    '4 January 2022'
    """
    return f"{when.day} {when:%B %Y}"


def capital(text: str) -> str:
    """The text with its first letter large, the rest as it is.

    >>> capital("sanctions on the EU")
    'Sanctions on the EU'
    """
    return text[:1].upper() + text[1:]
