"""DOCX -> the text of its body, with title and day from its properties.

The file is read with lxml alone, which the readers of web pages need anyway: libraries made
to write such files leave out what stands in content controls and tracked insertions, and official
templates are full of both. What was deleted, fields' codes, headers, footers and notes never count.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO

from stance.errors import InputError
from stance.reading.dates import day_of
from stance.reading.plain import Article
from stance.reading.unpacking import DAMAGE, content, damaged, opened, swollen

#: Unpacked, the parts that are read may have so many bytes each; a thick book has a tenth.
MAX_PART = 64 * 2**20

#: Unpacked, the whole file may state so many bytes.
MAX_STATED = 500 * 2**20

_KIND = "Word document (.docx)"
_MAIN = "word/document.xml"
_OLD_FORMAT = b"\xd0\xcf\x11\xe0"

_SKIPPED = frozenset(
    {"del", "moveFrom", "Fallback", "delText", "instrText", "sdtPr", "rPr", "tblPr", "sectPr"}
)
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# When the template of python-docx was made: every document written with it states this day.
_TEMPLATE_DAY = date(2013, 12, 23)
# Cells up to this length make a line of a table; longer ones hold paragraphs.
_LONGEST_CELL = 200

# lxml comes without types: an element of the document.
_Element = Any


def from_docx(stream: BinaryIO, name: str) -> Article:
    """The text of a Word document, a blank line between paragraphs and cells joined by bars.

    ``published`` is the day the document was made, which is the best it states.

    Raises:
        InputError: It is no such document, damaged, locked, empty or would unpack to too much.
    """
    if stream.read(4) == _OLD_FORMAT:
        raise InputError(
            f"{name} is locked with a password or in the old format (.doc).",
            f"Expected a {_KIND} without a password.",
            "Open it and save it as .docx.",
        )
    stream.seek(0)
    with opened(stream, name, _KIND) as archive:
        if sum(member.file_size for member in archive.infolist()) > MAX_STATED:
            raise swollen(name, MAX_STATED)
        main = _main_part(archive, name)
        body = _parsed(archive, main, name)
        if body is None:
            raise damaged(name, _KIND)
        properties = _parsed(archive, "docProps/core.xml", name)
    paragraphs: list[str] = []
    heading = ""
    for style, text in _paragraphs(body):
        paragraphs.append(text)
        if not heading and style.lower() in {"title", "heading1"}:
            heading = text
    if not paragraphs:
        raise InputError(
            f"{name} holds no text.",
            f"Expected a {_KIND} with words in it.",
            "If it holds images of pages, run text recognition (OCR) on them.",
        )
    stated = _stated(properties)
    made = day_of(stated.get("created"))
    return Article(
        "\n\n".join(paragraphs),
        title=heading or stated.get("title", ""),
        published=None if made == _TEMPLATE_DAY else made,
    )


def _main_part(archive: zipfile.ZipFile, name: str) -> str:
    """Where the body stands; nearly always in the same place."""
    links = _parsed(archive, "_rels/.rels", name)
    for link in links if links is not None else ():
        if str(link.get("Type", "")).endswith("/officeDocument"):
            return posixpath.normpath(str(link.get("Target", _MAIN)).lstrip("/"))
    return _MAIN


def _parsed(archive: zipfile.ZipFile, part: str, name: str) -> _Element | None:
    """The root of one part, or None where there is no such part."""
    from lxml import etree  # type: ignore[import-untyped]

    try:
        data = content(archive, archive.getinfo(part), MAX_PART)
    except KeyError:
        return None
    except DAMAGE as error:
        raise damaged(name, _KIND) from error
    if data is None:
        raise swollen(name, MAX_PART)
    try:
        # Nothing outside the file, no entities, and no nesting that would exhaust the stack.
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        return etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError) as error:
        raise damaged(name, _KIND) from error


def _local(element: _Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


_Paragraph = tuple[str, str]  # style and text


def _paragraphs(root: _Element) -> Iterator[_Paragraph]:
    """Style and text of every paragraph and of every row of a plain table."""
    from lxml.etree import iterwalk  # type: ignore[import-untyped]

    body = _Body()
    walk = iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = _local(element)
        if event == "end":
            yield from body.close(tag)
        elif tag in _SKIPPED:
            walk.skip_subtree()
        else:
            body.open(tag, element)


class _Body:
    """What is open while a document is walked through."""

    def __init__(self) -> None:
        self._words: list[list[str]] = [[]]  # one list for each paragraph around: boxes nest
        self._style = ""
        self._rows: list[list[list[_Paragraph]]] = []  # the rows around, their cells

    def open(self, tag: str, element: _Element) -> None:
        if tag == "t":
            self._words[-1].append(element.text or "")
        elif tag in _BREAKS and _local(element.getparent()) == "r":
            self._words[-1].append(_BREAKS[tag])
        elif tag == "p":
            self._words.append([])
            self._style = ""
        elif tag == "pStyle":
            self._style = next((v for k, v in element.attrib.items() if k.endswith("val")), "")
        elif tag == "tr":
            self._rows.append([])
        elif tag == "tc" and self._rows:
            self._rows[-1].append([])

    def close(self, tag: str) -> list[_Paragraph]:
        """What is complete by the end of an element, if it stands in no table."""
        found: list[_Paragraph] = []
        if tag == "p" and len(self._words) > 1:
            text = "".join(self._words.pop()).strip()
            found = [(self._style, text)] if text else []
        elif tag == "tr" and self._rows:
            found = _row(self._rows.pop())
        if self._rows and self._rows[-1]:
            self._rows[-1][-1] += found
            return []
        return found


def _row(cells: list[list[_Paragraph]]) -> list[_Paragraph]:
    """A row as one line, unless its cells are there to lay out paragraphs."""
    filled = [cell for cell in cells if cell]
    if all(len(cell) == 1 and len(cell[0][1]) <= _LONGEST_CELL for cell in filled):
        line = " | ".join(" ".join(cell[0][1].split()) for cell in filled)
        return [("", line)] if line else []
    return [paragraph for cell in filled for paragraph in cell]


def _stated(properties: _Element | None) -> dict[str, str]:
    return {
        _local(one): (one.text or "").strip()
        for one in (properties if properties is not None else ())
        if _local(one) in {"title", "created"}
    }
