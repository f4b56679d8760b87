"""HTML -> the article in it, with title, date, site and address.

Two readings are put together. Trafilatura knows which parts of a page are the article; a plain
walk over the page knows where each paragraph begins and ends. The text is made of the walk's
paragraphs that Trafilatura chose, together with sentences between them in the same part of
the page, so that no short quotation is lost and no sentence is torn at a link. Where Trafilatura
chooses nothing, or the page is too large for it, the text is every paragraph outside menus,
headers, footers and asides. Scripts, styles, forms and hidden parts never count.
"""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from stance.errors import InputError
from stance.reading.dates import day_of
from stance.reading.decoding import clean, detect, labelled
from stance.reading.plain import Article

# lxml comes without types: an element of the page.
_Element = Any

# Above this many characters of HTML the page is read without Trafilatura, which would need
# minutes. Pages of news sites have a tenth of it.
_LARGE = 4 * 2**20

# Above this many bytes a page is not read: its tree would fill the memory of a small machine.
_LARGEST = 25 * 2**20

_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,40})""", re.IGNORECASE)
_PROLOGUE = re.compile(r"^\s*<\?xml[^>]*\?>")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\n\r\f\v]+")
_NOT_WORDS = re.compile(r"[\W_]+")
# Looks like something said, not like a byline or a button.
_SENTENCE = re.compile(r"[.!?…。？！]\W*$|[“”\"«»„]")

_DROPPED = frozenset(
    """script style noscript template head title form button select option textarea input iframe
    object embed svg math canvas audio video map dialog figcaption""".split()
)
_BESIDE = frozenset({"nav", "footer", "aside", "menu"})
_BLOCKS = frozenset(
    """address article aside blockquote body caption center dd details div dl dt fieldset figure
    footer h1 h2 h3 h4 h5 h6 header hr html li main menu nav ol p pre section summary table
    tbody td tfoot th thead tr ul""".split()
)


class _Block(NamedTuple):
    """A paragraph: its text, the element around it, and whether it is mostly links or a menu."""

    text: str
    parent: int
    beside: bool


def from_html(data: bytes, name: str) -> Article:
    """The article of a web page.

    ``source`` is the name the page states for its site, and empty if it states none;
    ``published`` comes from the page's own markup.

    Args:
        data: The page as bytes; its encoding is taken from a byte order mark, UTF-8, the
            ``charset`` it declares, or else guessed.
        name: What to call it in messages.

    Raises:
        InputError: It is not text, or no text is left once scripts and markup are gone.
    """
    from lxml.etree import LxmlError  # type: ignore[import-untyped]
    from lxml.html import HTMLParser, document_fromstring  # type: ignore[import-untyped]

    if len(data) > _LARGEST:
        raise InputError(
            f"{name} has {len(data) / 2**20:,.0f} MB of HTML.",
            f"At most {_LARGEST // 2**20} MB can be read.",
            "Split it, or save its text as plain text (.txt).",
        )
    html = _PROLOGUE.sub("", clean(_decode(data, name)))
    try:
        tree = document_fromstring(html, parser=HTMLParser(huge_tree=True, remove_comments=True))
    except (LxmlError, ValueError) as error:
        raise _nothing(name) from error
    meta = _Meta(tree)
    blocks = list(_blocks(tree))
    chosen, found = ("", None) if len(html) > _LARGE else _trafilatura(html)
    text = _compose(blocks, chosen)
    if not text.strip():
        raise _nothing(name)
    return Article(
        text=text,
        title=clean((found and found.title) or meta.title()),
        source=clean(meta.site()),
        published=day_of((found and found.date) or meta.published()),
        url=meta.address(),
    )


def words_of(html: str) -> str:
    r"""The readable text of a piece of HTML, all of it: no choice is made of what matters.

    >>> words_of("<p>We <b>agree</b>.</p><script>x()</script><p>Now.</p>")
    'We agree.\n\nNow.'
    """
    from lxml.etree import LxmlError
    from lxml.html import HTMLParser, fragment_fromstring

    try:
        tree = fragment_fromstring(
            clean(html), create_parent="div", parser=HTMLParser(remove_comments=True)
        )
    except (LxmlError, ValueError, AssertionError):
        return ""
    return _join([block.text for block in _blocks(tree)])


def _nothing(name: str) -> InputError:
    return InputError(
        f"{name} holds no readable text.",
        "Expected a web page with an article in it.",
        "Copy the text from the browser and save it as plain text (.txt).",
    )


def _decode(data: bytes, name: str) -> str:
    declared = _DECLARED.search(data[:4096])
    data = labelled(data, declared.group(1).decode("ascii") if declared else None)
    encoding = detect(io.BytesIO(data), name)
    return data.decode(encoding.name, encoding.errors)


def _trafilatura(html: str) -> tuple[str, Any]:
    """Trafilatura's choice of text, and its record of the page, if it finds any."""
    from trafilatura import bare_extraction

    for library in ("trafilatura", "htmldate", "courlan"):
        # Without a handler of ours its notes on odd pages would reach the terminal.
        logging.getLogger(library).addHandler(logging.NullHandler())
    found = bare_extraction(
        html,
        with_metadata=True,
        include_comments=False,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if found is None or isinstance(found, dict):
        return "", None
    return found.text or "", found


# --- paragraphs -----------------------------------------------------------------------------


def _blocks(tree: _Element) -> Iterator[_Block]:
    """The paragraphs of a page in order, by one pass that does not recurse."""
    from lxml.etree import iterwalk

    words: list[str] = []
    linked = 0
    beside: list[_Element] = []
    links: list[_Element] = []
    marker, parent = "", 0

    def flush() -> Iterator[_Block]:
        nonlocal linked, marker
        lines = (_SPACE.sub(" ", line).strip() for line in "".join(words).split("\x00"))
        text = "\n".join(line for line in lines if line)
        if text:
            yield _Block(marker + text, parent, bool(beside) or linked > 0.6 * len(text))
            marker = ""
        words.clear()
        linked = 0

    walk = iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if not tag or tag in _DROPPED or _is_hidden(element):
                walk.skip_subtree()
                continue
            if tag in _BLOCKS:
                yield from flush()
                # Paragraphs of one list or quotation belong with those around it.
                inner = tag in {"li", "blockquote", "ul", "ol"}
                parent = parent if inner else id(element.getparent())
                marker = "- " if tag == "li" else ""
            if tag in _BESIDE or (tag == "header" and not _in_article(element)):
                beside.append(element)
            if tag == "a":
                links.append(element)
            text = "\x00" if tag == "br" else element.text or ""
        else:
            if tag in _BLOCKS:
                yield from flush()
                marker = ""
            if beside and beside[-1] is element:
                beside.pop()
            if links and links[-1] is element:
                links.pop()
            text = element.tail or ""
        words.append(text.replace("\x00", "") if tag != "br" or event == "end" else text)
        linked += len(text) if links else 0
    yield from flush()


def _is_hidden(element: _Element) -> bool:
    return (
        "hidden" in element.attrib
        or element.get("aria-hidden") == "true"
        or _HIDDEN.search(element.get("style") or "") is not None
    )


def _in_article(element: _Element) -> bool:
    return any(around.tag in {"article", "main"} for around in element.iterancestors())


def _compose(blocks: list[_Block], chosen: str) -> str:
    """The chosen paragraphs and those lost between them; all outside menus if none is chosen."""
    squeezed = _NOT_WORDS.sub("", chosen)
    lengths = [len(_NOT_WORDS.sub("", block.text)) for block in blocks]
    kept = _found_in(squeezed, blocks)
    covered = sum(lengths[index] for index in kept)
    if kept and covered < 0.8 * len(squeezed):
        return chosen.strip().replace("\n", "\n\n")
    in_place = {index for index in kept if not blocks[index].beside}
    if sum(lengths[index] for index in in_place) > 0.5 * covered:
        kept = in_place  # the rest is a menu or a list of links after all
    if kept:
        homes = {blocks[index].parent for index in kept}
        kept |= {
            index
            for index in range(min(kept), max(kept))
            if not blocks[index].beside
            and blocks[index].parent in homes
            and _SENTENCE.search(blocks[index].text)
        }
    else:
        kept = {index for index, block in enumerate(blocks) if not block.beside}
    return _join([blocks[index].text for index in sorted(kept)])


def _found_in(squeezed: str, blocks: list[_Block]) -> set[int]:
    """Which paragraphs stand, in their order, in a text without spaces and punctuation."""
    found: set[int] = set()
    cursor = 0
    for index, block in enumerate(blocks):
        bare = _NOT_WORDS.sub("", block.text)
        at = squeezed.find(bare, cursor) if bare else -1
        # A few letters are found anywhere, so they count only right after the one before.
        if at >= 0 and (at == cursor or len(bare) >= 12):
            found.add(index)
            cursor = at + len(bare)
    return found


def _join(paragraphs: list[str]) -> str:
    """Paragraphs with a blank line between them; items of a list follow line on line."""
    text = ""
    for paragraph in paragraphs:
        listed = paragraph.startswith("- ") and text.rpartition("\n")[2].startswith("- ")
        text += ("\n" if listed else "\n\n" if text else "") + paragraph
    return text


# --- what the page says about itself --------------------------------------------------------


class _Meta:
    """The page's own statements in its head."""

    def __init__(self, tree: _Element) -> None:
        self._tree = tree
        self._named: dict[str, str] = {}
        for meta in tree.iter("meta"):
            key = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
            self._named.setdefault(key, (meta.get("content") or "").strip())

    def title(self) -> str:
        title = self._tree.findtext(".//title") or ""
        return self._named.get("og:title") or " ".join(title.split())

    def site(self) -> str:
        return (
            self._named.get("og:site_name")
            or self._named.get("application-name")
            or next(self._publishers(), "")
        )

    def published(self) -> str:
        for key in ("article:published_time", "datepublished", "date", "dc.date", "dcterms.date"):
            if self._named.get(key):
                return self._named[key]
        return ""

    def address(self) -> str:
        links = self._tree.iter("link")
        canonical = next((link.get("href") for link in links if link.get("rel") == "canonical"), "")
        address = canonical or self._named.get("og:url", "")
        return address if address.startswith(("http://", "https://")) else ""

    def _publishers(self) -> Iterator[str]:
        """Names of publishers in the page's linked data (schema.org)."""
        for script in self._tree.iter("script"):
            if script.get("type") != "application/ld+json":
                continue
            try:
                data = json.loads(script.text or "")
            except (ValueError, RecursionError):
                continue
            graph = data.get("@graph", [data]) if isinstance(data, dict) else data
            for item in graph if isinstance(graph, list) else ():
                publisher = item.get("publisher") if isinstance(item, dict) else None
                name = publisher.get("name") if isinstance(publisher, dict) else None
                if isinstance(name, str) and name.strip():
                    yield name.strip()
