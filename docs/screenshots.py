"""Takes the pictures of README and documents: the dashboard on the sample article, as it is now.

    make screenshots

With names after it (``python docs/screenshots.py evidence compare``) it takes only those. It
starts a dashboard of its own on a free port, with a store of its own, and takes each picture with
headless Chrome, Chromium or Edge. Pictures are reduced to 256 colours, so that they stay small.
"""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import expect, sync_playwright

from stance import export

ROOT = Path(__file__).resolve().parents[1]
FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
#: Milliseconds that a page may take, and seconds that the server may.
PATIENCE, START = 120_000, 180
MOST_BYTES = 150_000


@dataclass(frozen=True)
class Picture:
    """One picture: which page, how wide, in which theme."""

    name: str
    path: str
    width: int = 1280
    height: int = 900
    theme: str = "light"


PICTURES = (
    Picture("overview", ""),
    Picture("overview-dark", "", theme="dark"),
    Picture("overview-tablet", "", width=820, height=1100),
    Picture("evidence", "evidence?actor=UK&target=embassy_withdrawal"),
    Picture("compare", "compare"),
    Picture("review", "review"),
)


@contextmanager
def served(store: Path) -> Iterator[str]:
    """A dashboard with a store; its address."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = int(one.getsockname()[1])
    environment = {**os.environ, "STANCE_STORE": str(store), "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-m", "stance", "serve", "--port", str(port), "--headless"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        waited(url)
        yield url
    finally:
        process.terminate()
        process.wait(20)


def waited(url: str) -> None:
    """Returns once the server answers."""
    end = time.monotonic() + START
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5):
                return
        except OSError:
            time.sleep(0.5)
    raise SystemExit(f"There is no answer from {url} after {START} seconds.")


def taken(browser: Any, url: str, picture: Picture) -> bytes:
    """The picture as a PNG of few colours."""
    size = {"width": picture.width, "height": picture.height}
    page = browser.new_page(viewport=size, color_scheme=picture.theme)
    page.set_default_timeout(PATIENCE)
    page.goto(f"{url}/{picture.path}")
    expect(page.locator("h1").first).to_be_visible(timeout=PATIENCE)
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=PATIENCE)
    # Grey bars stand where a part of the page is still being loaded.
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0, timeout=PATIENCE)
    page.wait_for_timeout(2500)  # charts settle after the last message of the server
    if page.get_by_test_id("stException").count():
        raise SystemExit(f"The page {picture.path or 'overview'} shows an error.")
    shot = page.screenshot()
    page.close()
    out = io.BytesIO()
    few = Image.open(io.BytesIO(shot)).convert("RGB").quantize(256, dither=Image.Dither.NONE)
    few.save(out, "PNG", optimize=True)
    return out.getvalue()


def main() -> int:
    named, found = sys.argv[1:], export.find_browser()
    if found is None:
        print("No Chrome, Chromium or Edge was found. Install one, or name it in BROWSER_PATH.")
        return 2
    with tempfile.TemporaryDirectory() as folder, served(Path(folder) / "s.sqlite") as url:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
            for picture in (one for one in PICTURES if one.name in named or not named):
                data = taken(browser, url, picture)
                path = ROOT / "docs" / f"{picture.name}.png"
                path.write_bytes(data)
                large = " (too large)" if len(data) > MOST_BYTES else ""
                print(f"{path.relative_to(ROOT)}: {len(data):,} bytes{large}")
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
