"""What a picture shows, in words, inside the file: for people who cannot see it."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from stance import __version__
from stance.export.tables import writable

_PNG_HEAD = 33  # signature and the first chunk, which must stay first
_SVG_ROOT = re.compile(rb"<svg\b[^>]*>")


def described(data: bytes, kind: str, meta: Mapping[str, Any]) -> bytes:
    """The picture with its words in it, and an SVG in the size that was asked for.

    Args:
        data: A PNG, SVG or PDF.
        kind: Which of the three.
        meta: Of a fitted figure, see `stance.charts.fitted`.
    """
    alt = writable(str(meta.get("alt", "Chart")))
    title = writable(str(meta.get("title", "Chart")))
    return _WRITERS[kind](data, title, alt, float(meta["zoom"]))


def _png(data: bytes, title: str, alt: str, zoom: float) -> bytes:
    """Text chunks after the head; the pixels are not touched."""
    from PIL.PngImagePlugin import PngInfo, putchunk

    words = PngInfo()
    for key, text in (("Title", title), ("Description", alt), ("Software", _program())):
        words.add_text(key, text)
    out = io.BytesIO()
    out.write(data[:_PNG_HEAD])
    for name, content, *_ in words.chunks:
        putchunk(out, name, content)
    out.write(data[_PNG_HEAD:])
    return out.getvalue()


def _svg(data: bytes, title: str, alt: str, zoom: float) -> bytes:
    root = _SVG_ROOT.search(data)
    if root is None:
        return data
    tag = root.group()
    for side in (b"width", b"height"):
        tag = re.sub(rb'\b(%s=")([\d.]+)"' % side, partial(_zoomed, zoom), tag, count=1)
    tag = tag[:-1] + b' role="img" aria-labelledby="chart-title chart-words" lang="en">'
    words = (
        f'<title id="chart-title">{html.escape(title)}</title>'
        f'<desc id="chart-words">{html.escape(alt)}</desc>'
    )
    return data[: root.start()] + tag + words.encode() + data[root.end() :]


def _zoomed(zoom: float, found: re.Match[bytes]) -> bytes:
    return found.group(1) + b'%.6g"' % (float(found.group(2)) * zoom)


def _pdf(data: bytes, title: str, alt: str, zoom: float) -> bytes:
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import NameObject, TextStringObject

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.add_metadata({"/Title": title, "/Subject": alt, "/Creator": _program()})
    writer.root_object[NameObject("/Lang")] = TextStringObject("en")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _program() -> str:
    return f"Stance {__version__}"


_WRITERS: Mapping[str, Callable[[bytes, str, str, float], bytes]] = {
    "png": _png,
    "svg": _svg,
    "pdf": _pdf,
}
