"""Markdown -> readable text without markup, with title, date and source where it states them."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from stance.reading.dates import day_of
from stance.reading.plain import Article

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.{0,8000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_PAIR = re.compile(r"^(\w+)[ \t]*:[ \t]*(.+?)[ \t]*$", re.MULTILINE)
_TAG = re.compile(r"<!--.*?-->|<[^<>]{1,2000}>", re.DOTALL)


def from_markdown(text: str) -> Article:
    r"""A Markdown text as readable text: no markup, one blank line between blocks.

    Lines of one paragraph are joined; list items keep a hyphen or number; links and images keep
    their words; HTML tags go. A front matter block gives title, date, source and url; else the
    first heading of level one is the title. It stays in the text.

    >>> from_markdown("# Kyiv\n\nThe bloc is *not*\ngoing to [follow](x.md).").text
    'Kyiv\n\nThe bloc is not going to follow.'
    """
    from markdown_it import MarkdownIt

    front: dict[str, str] = {}
    matter = _FRONT_MATTER.match(text)
    if matter:
        front = {key.lower(): value.strip("\"'") for key, value in _PAIR.findall(matter.group(1))}
        text = text[matter.end() :]
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    title = front.get("title", "")
    for opening, inline in pairwise(tokens):
        if not title and opening.type == "heading_open" and opening.tag == "h1":
            title = _inline(inline)
    return Article(
        text=_blocks(tokens),
        title=title,
        source=front.get("source") or front.get("publisher") or front.get("site", ""),
        published=day_of(front.get("date") or front.get("published")),
        url=front.get("url") or front.get("link", ""),
    )


def _blocks(tokens: Iterable[Token]) -> str:
    """Block tokens as text. Items of a tight list and rows of a table follow line on line."""
    written: list[str] = []
    cells: list[str] | None = None
    marker, gap = "", "\n\n"
    for token in tokens:
        match token.type:
            case "list_item_open":
                marker = f"{token.info}{token.markup} " if token.info else "- "
            case "paragraph_open":
                gap = "\n" if token.hidden else "\n\n"
            case "heading_open":
                gap = "\n\n"
            case "tr_open":
                cells = []
            case "tr_close" if cells is not None:
                written += [" | ".join(cells), "\n"]
                cells = None
            case "inline" if cells is not None:
                cells.append(_inline(token))
            case "inline":
                written += [marker + _inline(token), gap]
                marker = ""
            case "fence" | "code_block":
                written += [token.content.rstrip("\n"), "\n\n"]
            case "html_block":
                written += [_TAG.sub("", token.content).strip(), "\n\n"]
            case "bullet_list_close" | "ordered_list_close" | "table_close" if written:
                written[-1] = "\n\n"
    return re.sub(r"\n{3,}", "\n\n", "".join(written)).strip("\n")


def _inline(token: Token) -> str:
    """The words of a line of Markdown."""
    words: list[str] = []
    for child in token.children or ():
        if child.type == "softbreak":
            words.append(" ")
        elif child.type == "hardbreak":
            words.append("\n")
        elif child.type != "html_inline":
            words.append(child.content)
    return "".join(words).strip()
