"""Addresses -> documents: from a server on this machine, never from the internet."""

from __future__ import annotations

import gzip
import io
import socket
import time
from urllib.parse import urlsplit

import pytest
from parcels import pdf, served

from stance import cli, engines, reading
from stance.domain import Document
from stance.errors import InputError
from stance.reading import fetching, hosts
from stance.reading.fetching import fetch

SAID = "The State Department has ordered families of embassy staff in Kyiv to leave the country."
PAGE = f"<html><head><title>Families</title></head><body><p>{SAID}</p></body></html>".encode()
HTML = {"Content-Type": "text/html; charset=utf-8"}


def here(host, port):
    """Stands in for the resolver: the one host of the tests is this machine."""
    return ["127.0.0.1"] if host == "press.example" else hosts.public_addresses(host, port)


def at(base, path):
    return list(fetch(base + path, resolve=here))


def refused(base, path):
    with pytest.raises(InputError) as caught:
        at(base, path)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_the_content_type_decides_the_reader():
    russian = "Россия заявила, что не планирует нападать на Украину."
    rss = f"<rss><channel><title>P</title><item><title>{SAID}</title></item></channel></rss>"
    pages = {
        "/page": (200, HTML, PAGE),
        "/paper?x=1": (200, {"Content-Type": "application/pdf"}, pdf([[SAID]])),
        "/feed": (200, {"Content-Type": "application/rss+xml"}, rss.encode()),
        "/table": (200, {"Content-Type": "text/csv"}, b"id,text\n1,We agree.\n"),
        "/plain": (200, {"Content-Type": "text/plain; charset=koi8-r"}, russian.encode("koi8-r")),
        "/a.csv": (200, {"Content-Type": "text/plain"}, b"id,text\n1,We agree.\n"),
        "/b.pdf": (200, {"Content-Type": "application/octet-stream"}, pdf([[SAID]])),
        "/untold": (200, {}, PAGE),
        "/packed": (200, HTML | {"Content-Encoding": "gzip"}, gzip.compress(PAGE)),
    }
    with served(pages) as (base, asked):
        for path in ("/page", "/untold", "/packed", "/paper?x=1", "/b.pdf", "/feed"):
            (document,) = at(base, path)
            assert document.text == SAID, path
            assert document.path == base + path
        (page,) = at(base, "/page")
        assert (page.title, page.source, page.url) == ("Families", "press.example", base + "/page")
        (feed,) = at(base, "/feed")
        assert (feed.source, feed.url) == ("P", "")
        assert at(base, "/plain")[0].text == russian
        assert [row.text for row in at(base, "/table") + at(base, "/a.csv")] == ["We agree."] * 2
        assert asked[0] == ("/page", base.removeprefix("http://"))


def test_redirects_are_followed_and_looked_at():
    pages = {
        "/a": (302, {"Location": "/b"}, b""),
        "/b": (301, {"Location": "page"}, b""),
        "/page": (200, HTML, PAGE),
        "/loop": (302, {"Location": "/loop"}, b""),
        "/in": (302, {"Location": "http://127.0.0.1:9/x"}, b""),
        "/name": (302, {"Location": "http://localhost:9/x"}, b""),
        "/file": (302, {"Location": "file:///etc/passwd"}, b""),
        "/cloud": (307, {"Location": "http://169.254.169.254/latest"}, b""),
    }
    with served(pages) as (base, _):
        (document,) = at(base, "/a")
        assert (document.url, document.path) == (base + "/page", base + "/a")
        assert "leads on more than" in refused(base, "/loop")
        for path in ("/in", "/name", "/cloud"):
            assert "private or local network" in refused(base, path)
        assert "cannot be fetched" in refused(base, "/file")


def test_this_machine_and_private_networks_are_refused():
    with served({"/": (200, HTML, PAGE)}) as (base, asked):
        port = urlsplit(base).port
        for host in ("127.0.0.1", "localhost", "[::1]", "0.0.0.0", "2130706433", "0x7f.1"):
            with pytest.raises(InputError, match=r"private or local network|no host"):
                reading.fetch(f"http://{host}:{port}/")
        assert asked == []


@pytest.mark.parametrize(
    "address",
    """127.0.0.1 127.8.8.8 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0
    224.0.0.1 255.255.255.255 ::1 :: fe80::1%eth0 fc00::1 fec0::1 ff02::1 ::ffff:127.0.0.1
    64:ff9b::10.0.0.1 2002:7f00:1:: 2001:0:1::1 nonsense""".split(),
)
def test_addresses_that_are_not_public(address):
    assert not hosts.is_public(address)


def test_a_name_is_refused_if_any_of_its_addresses_is_private(monkeypatch):
    def answers(host, port, **options):
        kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        return [(*kind, ("93.184.215.14", port)), (*kind, ("10.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", answers)
    with pytest.raises(InputError, match=r"10\.0\.0\.1"):
        hosts.public_addresses("rebound.example", 80)


def test_a_name_is_resolved_once_and_the_connection_keeps_to_it():
    asked = []

    def resolve(host, port):
        asked.append(host)
        return ["127.0.0.1"]

    with served({"/": (200, HTML, PAGE)}) as (base, _):
        assert next(fetch(base, resolve=resolve)).text == SAID
    assert asked == ["press.example"]


@pytest.mark.parametrize(
    "address",
    ["http://", "http://user:secret@press.example/", "https://press.example:99999/", "ftp://x/a"],
)
def test_what_is_no_plain_address(address):
    with pytest.raises(InputError, match="cannot be fetched"):
        list(fetch(address, resolve=here))


def test_large_and_slow_answers(monkeypatch):
    def drip(handler):
        handler.send_response(200)
        handler.send_header("Content-Type", "text/plain")
        handler.end_headers()
        try:
            for _ in range(100):
                handler.wfile.write(b"word ")
                handler.wfile.flush()
                time.sleep(0.05)
        except OSError:
            pass

    zeros = gzip.compress(bytes(10_000_000))
    pages = {
        "/large": (200, {"Content-Type": "text/plain"}, b"x" * 2_000_000),
        "/bomb": (200, {"Content-Type": "text/plain", "Content-Encoding": "gzip"}, zeros),
        "/slow": drip,
    }
    monkeypatch.setattr(fetching, "MAX_FETCHED", 1_000_000)
    monkeypatch.setattr(fetching, "MAX_SECONDS", 0.7)
    with served(pages) as (base, _):
        assert "took longer than" in refused(base, "/slow")
        monkeypatch.setattr(fetching, "MAX_SECONDS", 60.0)
        assert "sends more than" in refused(base, "/large")
        assert "sends more than" in refused(base, "/bomb")


def test_answers_without_a_text():
    pages = {
        "/image": (200, {"Content-Type": "image/png"}, b"\x89PNG"),
        "/empty": (200, HTML, b""),
        "/broken": (200, HTML | {"Content-Encoding": "gzip"}, b"no gzip"),
        "/cut": lambda handler: handler.wfile.write(
            b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"
        ),
        "/odd": lambda handler: handler.wfile.write(b"SSH-2.0\r\n"),
    }
    with served(pages) as (base, _):
        assert "image/png, which is not read" in refused(base, "/image")
        assert "answered 404" in refused(base, "/missing")
        assert "is empty" in refused(base, "/empty")
        for path in ("/broken", "/cut", "/odd"):
            assert "cannot be reached" in refused(base, path)
    assert "cannot be reached" in refused(base, "/page")  # nobody listens there now


def test_analyze_takes_addresses_among_files(monkeypatch, tmp_path, capsys):
    from scripted import ScriptedEngine

    monkeypatch.setattr(engines, "load_engine", lambda *names, **options: ScriptedEngine())
    monkeypatch.setattr(hosts, "is_public", lambda address: True)
    text = b"The State Department said it supports withdrawing embassy staff from Kyiv.\n"
    damaged = "The White House said it supports sanctions â€” â€œnow.â€\x9d".encode()
    (tmp_path / "a.txt").write_bytes(damaged)
    with served({"/a": (200, {"Content-Type": "text/plain"}, text)}) as (base, _):
        base = base.replace("press.example", "localhost")
        words = ["analyze", f"{base}/a", f"{base}/missing", str(tmp_path / "a.txt")]
        assert cli.main([*words, "--output", str(tmp_path / "t.csv")]) == 1
    said = capsys.readouterr().err.splitlines()
    assert sum(line.startswith("stance: error: ") and "404" in line for line in said) == 1
    assert sum(line.startswith("stance: note: ") and "put right" in line for line in said) == 1
    assert "embassy_withdrawal" in (tmp_path / "t.csv").read_text(encoding="utf-8")


def test_a_document_of_an_address_is_like_any_other():
    with served({"/": (200, HTML, PAGE)}) as (base, _):
        (document,) = at(base, "/")
    assert isinstance(document, Document) and document.language == "en"
    assert document.id == next(reading.from_bytes("a.html", io.BytesIO(PAGE).read())).id
