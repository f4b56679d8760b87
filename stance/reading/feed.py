"""RSS and Atom files -> one document for each entry.

Read with lxml, which the readers of web pages need anyway, as leniently as feeds are written:
what can be understood of a broken one is. Nothing it refers to is fetched.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import date
from email.utils import parsedate_to_datetime
from typing import Any

from stance.domain import Document
from stance.errors import InputError
from stance.reading.dates import day_of
from stance.reading.plain import Article, from_article
from stance.reading.webpage import words_of

_BODIES = ("encoded", "content", "description", "summary")
_DAYS = ("pubDate", "published", "date", "issued", "updated")

# lxml comes without types: an element of the feed.
_Element = Any


def feed_documents(data: bytes, name: str) -> Iterator[Document | InputError]:
    """The entries of an RSS or Atom feed in its order.

    The text is the longest the entry gives, without its markup; an entry with nothing but a
    title has the title as its text. ``source`` is the outlet the entry names, else the feed's
    title.

    Raises:
        InputError: It is no feed, or one without entries.
    """
    from lxml import etree  # type: ignore[import-untyped]

    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError):
        root = None
    if root is None or _local(root).lower() not in {"rss", "rdf", "feed"}:
        raise InputError(
            f"{name} is no RSS or Atom feed.",
            "Expected XML with the entries of a feed.",
            "Save the texts in it as plain text (.txt) or as a table.",
        )
    entries = [one for one in root.iter() if _local(one) in {"item", "entry"}]
    if not entries:
        raise InputError(f"{name} is a feed without entries.", remedy="Get it again.")
    channel = _child(root, "channel")
    outlet = _words(_child(channel if channel is not None else root, "title"))
    for number, entry in enumerate(entries, start=1):
        where = f"{name}, entry {number}"
        article = _article(entry, outlet)
        if not article.text.strip():
            yield InputError(f"{where} holds no text.", "Expected a text or a title.")
            continue
        try:
            yield from_article(article, name)
        except InputError as error:
            yield InputError(f"{where}: {error}")


def _article(entry: _Element, outlet: str) -> Article:
    bodies = [_words(one) for one in entry if _local(one) in _BODIES]
    title = " ".join(_words(_child(entry, "title")).split())
    origin = _child(entry, "source")
    inner = _child(origin, "title") if origin is not None else None
    return Article(
        max(bodies, key=len, default="") or title,
        title=title,
        source=_words(inner if inner is not None else origin) or outlet,
        published=next(filter(None, (_day(_child(entry, key)) for key in _DAYS)), None),
        url=_address(entry),
    )


def _local(element: _Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _child(element: _Element, local: str) -> _Element | None:
    """The first child of a name. Those of the feed's own vocabulary have no prefix."""
    found = [one for one in element if _local(one) == local]
    return min(found, key=lambda one: one.prefix is not None, default=None)


def _words(element: _Element | None) -> str:
    """The text of an element, whichever way its markup is packed."""
    if element is None:
        return ""
    from lxml.etree import tostring  # type: ignore[import-untyped]

    if element.get("type") == "xhtml":
        return words_of("".join(tostring(one, encoding="unicode") for one in element))
    text = "".join(element.itertext()).strip()
    if element.get("type") == "text" or not ("<" in text or "&" in text):
        return text
    return words_of(text) if "<" in text else html.unescape(text)


def _day(element: _Element | None) -> date | None:
    text = "".join(element.itertext()).strip() if element is not None else ""
    try:
        return day_of(text) or parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError):
        return None


def _address(entry: _Element) -> str:
    for link in (one for one in entry if _local(one) == "link"):
        if link.get("rel", "alternate") == "alternate":
            address = (link.get("href") or link.text or "").strip()
            if address.startswith(("http://", "https://")):
                return address
    return ""
