"""An address that a person named -> its documents. The only door to the network in this room.

What a page links to is never fetched. A name is resolved once, every address it stands for must
be on the public internet, and the connection goes to that very address, so that a second answer
cannot lead it elsewhere. Each redirect is looked at in the same way. Time and size are bounded.
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from email.message import Message
from typing import NamedTuple
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from stance.domain import Document
from stance.errors import InputError
from stance.reading import finding
from stance.reading.decoding import labelled
from stance.reading.hosts import Resolver, public_addresses
from stance.reading.opening import Source, documents, started

#: Nothing larger is taken from an address, and nothing that takes longer.
MAX_FETCHED = 25 * 2**20
MAX_SECONDS = 30.0
MAX_REDIRECTS = 5

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PORTS = {"http": 80, "https": 443}
_CHUNK = 2**16

_KINDS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/pdf": ".pdf",
    "application/x-pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "message/rfc822": ".eml",
    "application/rss+xml": ".rss",
    "application/atom+xml": ".atom",
    "application/rdf+xml": ".rss",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "application/x-ndjson": ".jsonl",
    "application/jsonl": ".jsonl",
    "application/vnd.apache.parquet": ".parquet",
    "application/zip": ".zip",
    "application/x-zip-compressed": ".zip",
}
# Servers say these of anything they do not know; then the name in the address decides.
_UNTOLD = frozenset({"", "application/octet-stream", "binary/octet-stream", "text/plain"})


class _Answer(NamedTuple):
    address: str
    kind: str
    charset: str | None
    data: bytes


def fetch(address: str, *, resolve: Resolver | None = None) -> Iterator[Document | InputError]:
    """The documents at an address: a page, a feed, a PDF, a table, whatever `read` knows.

    The content type decides which reader takes it; where that tells nothing, the name in the
    address. A page that names no site has the host as its source.

    Args:
        address: ``http`` or ``https``.
        resolve: Stands in for `stance.reading.hosts.public_addresses`.

    Raises:
        InputError: Refused, not reached, not found, too large, too slow, or not readable.
    """
    answer = _answered(address.strip(), resolve or public_addresses)
    suffix = _suffix(answer)
    data = answer.data
    if suffix in finding.TEXT | finding.MARKDOWN | finding.HTML | finding.DELIMITED:
        data = labelled(data, answer.charset)
    source = Source(io.BytesIO(data), address.strip(), len(data), suffix)
    return started(_placed(documents(source), answer.address, suffix))


def _placed(
    items: Iterator[Document | InputError], address: str, suffix: str
) -> Iterator[Document | InputError]:
    """Documents that know where they came from; rows and parts have places of their own."""
    host = (urlsplit(address).hostname or "").removeprefix("www.")
    single = suffix not in finding.TABLE | finding.ARCHIVE | finding.FEED | finding.MAIL
    for item in items:
        if single and isinstance(item, Document):
            item = replace(item, url=item.url or address, source=item.source or host)
        yield item


# --- one answer -----------------------------------------------------------------------------


def _answered(address: str, resolve: Resolver) -> _Answer:
    """What an address gives once its redirects are followed."""
    deadline = _Deadline(address)
    current = address
    for _ in range(MAX_REDIRECTS + 1):
        found = _once(_checked(current, address), current, resolve, deadline)
        if isinstance(found, _Answer):
            return found
        current = urljoin(current, found)
    raise InputError(
        f"{address} leads on more than {MAX_REDIRECTS} times.",
        "Expected a page.",
        "Open it in a browser and use the address it ends at.",
    )


def _checked(address: str, named: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        allowed = (
            parts.scheme in _PORTS
            and parts.hostname
            and (parts.port is None or parts.port > 0)
            and parts.username is None
        )
    except ValueError:
        allowed = False
    if not allowed:
        raise InputError(
            f"{address} cannot be fetched"
            + (f" ({named} leads there)." if named != address else "."),
            "Expected an http or https address without a user name.",
            "Check it.",
        )
    return parts


class _Deadline:
    """Cuts the connection when the time is over, however slowly a server sends."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._over = threading.Event()
        self._ends = time.monotonic() + MAX_SECONDS

    def left(self) -> float:
        seconds = self._ends - time.monotonic()
        if seconds <= 0 or self._over.is_set():
            raise self.error()
        return seconds

    def guard(self, connection: _Pinned) -> threading.Timer:
        """A running timer that closes the connection's line at the end."""

        def cut() -> None:
            self._over.set()
            if connection.line is not None:
                try:
                    connection.line.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass  # closed by itself in the meantime

        timer = threading.Timer(self.left(), cut)
        timer.daemon = True
        timer.start()
        return timer

    def error(self) -> InputError:
        return InputError(
            f"{self._address} took longer than {MAX_SECONDS:.0f} seconds.",
            "Expected an answer by then.",
            "Try again later, or save the page as a file.",
        )


def _once(
    parts: SplitResult, address: str, resolve: Resolver, deadline: _Deadline
) -> _Answer | str:
    """One request: the answer, or where it leads."""
    host = parts.hostname or ""
    port = parts.port or _PORTS[parts.scheme]
    allowed = resolve(host, port)
    connection = _Pinned(host, port, allowed, parts.scheme == "https", deadline.left())
    timer = deadline.guard(connection)
    try:
        with closing(connection):
            connection.request("GET", _path(parts), headers=_headers(parts))
            with connection.getresponse() as response:
                if response.status in _REDIRECTS and response.headers.get("Location"):
                    return str(response.headers["Location"])
                if response.status != 200:
                    raise InputError(
                        f"{address} answered {response.status} {response.reason}.",
                        "Expected a page.",
                        "Check it in a browser, or save the page as a file and name that.",
                    )
                data = _body(response, address)
                deadline.left()
                return _Answer(address, *_kind(response.headers), data)
    except (OSError, http.client.HTTPException, ValueError) as error:
        deadline.left()
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise InputError(
            f"{address} cannot be reached: {reason}.",
            "Expected a page.",
            "Check the address and the network.",
        ) from error
    finally:
        timer.cancel()


class _Pinned(http.client.HTTPConnection):
    """A connection to addresses that were looked at, whatever the name stands for by now."""

    def __init__(
        self, host: str, port: int, allowed: list[str], secure: bool, seconds: float
    ) -> None:
        super().__init__(host, port, timeout=seconds)
        self._allowed = allowed
        self._secure = secure
        #: The line itself: the connection lets go of it while the answer is still coming.
        self.line: socket.socket | None = None

    def connect(self) -> None:
        failure: OSError = OSError("no address")
        for address in self._allowed:
            try:
                self.sock = socket.create_connection((address, self.port), self.timeout)
                self.line = self.sock
                break
            except OSError as error:
                failure = error
        else:
            raise failure
        if self._secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)
        self.line = self.sock


def _path(parts: SplitResult) -> str:
    query = f"?{parts.query}" if parts.query else ""
    return quote((parts.path or "/") + query, safe="/?%:@!$&'()*+,;=~-._[]")


def _headers(parts: SplitResult) -> dict[str, str]:
    from stance import __version__

    host = (parts.hostname or "").encode("idna").decode() if parts.hostname else ""
    host = f"[{host}]" if ":" in host else host
    return {
        "Host": host if parts.port is None else f"{host}:{parts.port}",
        "User-Agent": f"stance/{__version__}",
        "Accept": "text/html,application/xhtml+xml,application/pdf,text/plain,*/*;q=0.5",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }


def _body(response: http.client.HTTPResponse, address: str) -> bytes:
    pieces = []
    left = MAX_FETCHED
    unpack = None
    if response.headers.get("Content-Encoding", "identity").strip().lower() in {"gzip", "deflate"}:
        unpack = zlib.decompressobj(zlib.MAX_WBITS | 32)
    while left >= 0 and (piece := response.read(_CHUNK)):
        if unpack is not None:
            try:
                piece = unpack.decompress(piece, left + 1)
            except zlib.error as error:
                raise ValueError("what it sends is damaged") from error
        pieces.append(piece)
        left -= len(piece)
    if left >= 0 and response.length:  # what was promised and did not come
        raise ValueError("the answer broke off")
    if left < 0:
        raise InputError(
            f"{address} sends more than {MAX_FETCHED // 2**20} MB.",
            "Expected no more than that.",
            "Save it as a file and name that.",
        )
    return b"".join(pieces)


def _kind(headers: Message) -> tuple[str, str | None]:
    if not headers.get("Content-Type"):
        return "", None
    return headers.get_content_type(), headers.get_content_charset()


def _suffix(answer: _Answer) -> str:
    """The format of an answer.

    Raises:
        InputError: It is none that is read.
    """
    in_name = finding.suffix_of(urlsplit(answer.address).path)
    known = in_name in finding.SUFFIXES
    if answer.kind in _UNTOLD and known:
        return in_name
    if answer.kind in _KINDS:
        return _KINDS[answer.kind]
    if answer.kind in _UNTOLD:
        start = answer.data[:1024].lstrip().lower()
        pages = (b"<!doctype html", b"<html")
        return ".html" if start.startswith(pages) else ".pdf" if b"%pdf-" in start else ".txt"
    raise InputError(
        f"{answer.address} is of the kind {answer.kind}, which is not read.",
        "Expected a page, a PDF, a feed, a text or a table.",
        "Copy its text into a file.",
    )
