"""Images of figures, rendered by one browser that is kept for the length of the process.

Kaleido drives the Chrome, Chromium or Edge of this machine. Starting it takes seconds, a figure
then takes a third of one, so it is started once. Its page takes plotly.js from the installed
package and loads no MathJax: no network is used.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import os
import threading
from collections.abc import Coroutine
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from stance.errors import ExportError, MissingExtraError, StanceError

#: Formats that need a browser.
IMAGE_FORMATS = ("png", "svg", "pdf")

#: Seconds after which a browser counts as hung: for its start with the first image, and for one.
_START, _RENDER = 180.0, 120.0
_REMEDY = (
    "Install Chrome, Chromium or Edge (or name one in BROWSER_PATH), "
    "or write .html, which needs none."
)


def find_browser() -> str | None:
    """The browser that would render images, or ``None``."""
    if find_spec("kaleido") is None:
        return None
    from choreographer.browsers.chromium import Chromium

    named = os.environ.get("BROWSER_PATH")
    if named:
        return named if Path(named).is_file() else None
    found: str | None = Chromium.find_browser(skip_local=False)
    return found


def check_images() -> None:
    """Refuses when this machine cannot render images.

    Raises:
        MissingExtraError: Kaleido is not installed.
        ExportError: There is no browser.
    """
    if find_spec("kaleido") is None:
        raise MissingExtraError(
            "Images need the package kaleido, which is not installed.",
            remedy="Run: pip install -r requirements.txt",
        )
    if find_browser() is None:
        raise ExportError("Images need a browser, and none was found.", remedy=_REMEDY)


def images() -> str:
    """One sentence on whether images can be exported here, and with what."""
    try:
        check_images()
    except StanceError as error:
        return f"PNG, SVG and PDF cannot be exported: {error}"
    return f"PNG, SVG and PDF can be exported, with {find_browser()}"


def render(figure: dict[str, Any], options: dict[str, Any]) -> bytes:
    """An image of a figure.

    Args:
        figure: The figure as plain data.
        options: ``format``, ``width``, ``height`` and ``scale``.

    Raises:
        MissingExtraError: Kaleido is not installed.
        ExportError: There is no browser, or it failed.
    """
    check_images()
    return _BROWSER.render(figure, options)


class _Browser:
    """One browser in an event loop of its own; any thread may ask it.

    Kaleido's own server waits for ever when its browser dies. This one has time limits, and
    after a failure the next image starts a new browser.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._kaleido: Any = None

    def render(self, figure: dict[str, Any], options: dict[str, Any]) -> bytes:
        # Kaleido has one page; to queue here keeps the time limit to one's own image.
        with self._lock:
            try:
                if self._kaleido is None:
                    self._start()
                image: bytes = self._wait(self._kaleido.calc_fig(figure, opts=options), _RENDER)
            except Exception as error:
                self._stop()
                reason = str(error).strip().partition("\n")[0] or type(error).__name__
                raise ExportError(
                    f"The browser could not render the image ({reason}).",
                    remedy="Try again, or write .html, which needs no browser.",
                ) from error
        return image

    def close(self) -> None:
        """Ends the browser; the next image starts another."""
        with self._lock:
            self._stop()

    def _start(self) -> None:
        loop = asyncio.new_event_loop()

        def live() -> None:
            try:
                loop.run_forever()
            finally:
                loop.close()

        threading.Thread(target=live, name="image browser", daemon=True).start()
        self._loop = loop
        self._kaleido = self._wait(self._open(), _START)
        # Only now: what is registered last runs first, before Python removes the browser's files.
        atexit.unregister(self.close)
        atexit.register(self.close)

    async def _open(self) -> Any:
        import kaleido

        made = kaleido.Kaleido(n=1, timeout=_RENDER, mathjax=False)
        await made.open()
        return made

    def _stop(self) -> None:
        loop, kept = self._loop, self._kaleido
        self._loop = self._kaleido = None
        if loop is None:
            return
        if kept is not None:
            # It is being thrown away; whatever it says to that does not matter.
            with contextlib.suppress(Exception):
                asyncio.run_coroutine_threadsafe(kept.close(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)

    def _wait(self, work: Coroutine[Any, Any, Any], seconds: float) -> Any:
        if self._loop is None:
            raise RuntimeError("The image browser was asked before it was started.")
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)


_BROWSER = _Browser()
