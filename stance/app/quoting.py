"""Sentences in their place, as HTML in which no character of a document is markup."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

from stance.domain import Document, Passage


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence to show.

    Attributes:
        start, end: Its place in the document.
        cue: The place of the words that decided who is speaking; empty if they are elsewhere.
        tint: Colour behind the sentence.
    """

    start: int
    end: int
    cue: tuple[int, int] = (0, 0)
    tint: str = "#dddddd"


def in_context(
    document: Document, passages: Sequence[Passage], quote: Quote, around: int = 1
) -> str:
    """The sentence with its neighbours, marked, its cue underlined.

    Args:
        document: Where it stands.
        passages: All passages of the document, in order.
        quote: The sentence.
        around: How many passages to show on either side.

    Returns:
        HTML; everything that comes from the document is escaped.
    """
    here = next((i for i, one in enumerate(passages) if one.start == quote.start), 0)
    shown = passages[max(0, here - around) : here + around + 1]
    first = min([quote.start, *(one.start for one in shown)])
    last = max([quote.end, *(one.end for one in shown)])
    text = document.text
    before, after = text[first : quote.start].lstrip(), text[quote.end : last].rstrip()
    return (
        '<div style="white-space:pre-wrap;overflow-wrap:anywhere;line-height:1.55;'
        'font-size:1.02rem">'
        f'<span style="opacity:.72">{"… " if first else ""}{_plain(before)}</span>'
        f'<mark style="color:inherit;background:{quote.tint};padding:.08em .18em;'
        'border-radius:3px;box-decoration-break:clone;-webkit-box-decoration-break:clone">'
        f"{_sentence(text, quote)}</mark>"
        f'<span style="opacity:.72">{_plain(after)}{" …" if last < len(text.rstrip()) else ""}'
        "</span></div>"
    )


def facts(rows: Sequence[tuple[str, str]]) -> str:
    """Names and values in two columns, as HTML; both are escaped, empty values left out.

    >>> "&lt;b&gt;" in facts([("Source", "<b>")])
    True
    """
    cells = "".join(
        f'<dt style="opacity:.72;font-weight:400;margin:0;padding:0">{_plain(name)}</dt>'
        f'<dd style="margin:0;padding:0;overflow-wrap:anywhere">{_plain(value)}</dd>'
        for name, value in rows
        if value
    )
    style = (
        "display:grid;grid-template-columns:max-content 1fr;gap:.3rem 1rem;margin:0;padding:0;"
        "font-size:.92rem;line-height:1.4"
    )
    return f'<dl style="{style}">{cells}</dl>'


def _sentence(text: str, quote: Quote) -> str:
    start, end = quote.cue
    if not quote.start <= start < end <= quote.end:
        return _plain(text[quote.start : quote.end])
    return (
        f"{_plain(text[quote.start : start])}"
        '<u style="text-decoration-thickness:2px;text-underline-offset:3px">'
        f"{_plain(text[start:end])}</u>{_plain(text[end : quote.end])}"
    )


def _plain(text: str) -> str:
    return html.escape(text, quote=True)
