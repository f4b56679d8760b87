"""Markdown and web pages -> readable text."""

from __future__ import annotations

import json
from datetime import date

import pytest
from uploads import one, refusal

from stance.reading import webpage

PARAGRAPH = (
    "The State Department has ordered families of embassy employees in Kyiv to leave the country "
    "because of the threat of Russian military action."
)

RUSSIAN = (
    "Россия заявила, что не планирует нападать на Украину. Это вопрос для американской стороны."
)

# --- Markdown -------------------------------------------------------------------------------

MARKDOWN = """\
# Families *told* to leave

The bloc is **not** going
to [do the same](https://example.org "t") as the `US`\\*.

> “We will wait,” he said.

- visa bans
- asset freezes
  with a second line

1. one
2. two

| who | what |
|-----|------|
| EU  | waits |

```
code stays
```

<div>Inside &amp; html</div>

![an image](x.png) Line<br>break &mdash; done.

***
"""


def test_markdown_becomes_readable_text():
    document = one("a.md", MARKDOWN)
    assert document.title == "Families told to leave"
    assert document.text.split("\n\n") == [
        "Families told to leave",
        "The bloc is not going to do the same as the US*.",
        "“We will wait,” he said.",
        "- visa bans\n- asset freezes with a second line",
        "1. one\n2. two",
        "who | what\nEU | waits",
        "code stays",
        "Inside &amp; html",
        "an image Linebreak — done.",
    ]


def test_markdown_front_matter():
    head = '---\ntitle: "A statement"\ndate: 2022-01-24T10:00\nsource: The Ministry\n---\n'
    document = one("a.markdown", head + "We agree.\n\nWe do.")
    assert document.title == "A statement"
    assert document.source == "The Ministry"
    assert document.published == date(2022, 1, 24)
    assert document.text == "We agree.\n\nWe do."


def test_markdown_without_heading_has_no_title():
    assert one("a.md", "No heading here\n\nWe agree.").title == ""


def test_markdown_of_nothing_but_markup_is_refused():
    assert "empty" in refusal("a.md", "***\n\n<!-- note -->\n")


# --- HTML -----------------------------------------------------------------------------------

PAGE = f"""<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>Families told to leave - The Example Post</title>
<meta property="og:site_name" content="The Example Post">
<meta property="og:title" content="Families told to leave">
<meta property="article:published_time" content="2022-01-24T08:00:00Z">
<link rel="canonical" href="https://example.org/a"><style>p {{color: red}}</style></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li></ul></nav>
<div id="cookie">We use cookies. Accept all.</div>
<article><h1>Families told to leave</h1><p class="byline">By A Writer</p>
<p>{PARAGRAPH}</p>
<p>“No,” he said.</p>
<p>“We are not going to do the <a href="/x">same thing</a> because we don’t know any
specific reasons,” the top <b>diplomat</b> said.</p>
<script>alert("not in the text")</script>
<p style="display:none">Hidden words.</p>
<ul><li>visa bans</li><li>asset freezes</li></ul>
<p>{PARAGRAPH}</p></article>
<aside>Read more: Ten things</aside><footer>© Example. All rights reserved.</footer>
<script>track()</script></body></html>"""


def test_article_of_a_web_page():
    document = one("a.html", PAGE)
    assert document.title == "Families told to leave"
    assert document.source == "The Example Post"
    assert document.published == date(2022, 1, 24)
    assert document.url == "https://example.org/a"
    paragraphs = document.text.split("\n\n")
    assert paragraphs[-5:] == [
        PARAGRAPH,
        "“No,” he said.",
        "“We are not going to do the same thing because we don’t know any specific reasons,” "
        "the top diplomat said.",
        "- visa bans\n- asset freezes",
        PARAGRAPH,
    ]
    for gone in ("cookies", "Home", "alert", "track", "Hidden", "Ten things", "rights", "color"):
        assert gone not in document.text


def test_tiny_web_page():
    page = "<html><body><p>First one.</p><p>“Second,” he said.</p></body></html>"
    assert one("a.htm", page).text == "First one.\n\n“Second,” he said."


def test_web_page_is_read_plainly_when_nothing_is_chosen(monkeypatch):
    monkeypatch.setattr(webpage, "_trafilatura", lambda html: ("", None))
    document = one("a.html", PAGE)
    assert PARAGRAPH in document.text and "“No,” he said." in document.text
    assert document.title == "Families told to leave"
    assert document.published == date(2022, 1, 24)
    for gone in ("Home", "alert", "track", "Hidden", "Ten things", "rights"):
        assert gone not in document.text


def test_large_web_page_is_read_plainly(monkeypatch):
    monkeypatch.setattr(webpage, "_LARGE", 100)
    monkeypatch.setattr(webpage, "_trafilatura", None)
    assert PARAGRAPH in one("a.html", PAGE).text


def test_paragraphs_lost_by_the_chooser_come_back():
    from lxml.html import document_fromstring

    page = document_fromstring(
        f"<body><article><p>{PARAGRAPH}</p><p>“No.”</p><p>Share this</p>"
        "<p>He then left the room in silence.</p></article></body>"
    )
    blocks = list(webpage._blocks(page))
    chosen = f"{PARAGRAPH}\nHe then left the room in silence."
    assert webpage._compose(blocks, chosen).split("\n\n") == [
        PARAGRAPH,
        "“No.”",
        "He then left the room in silence.",
    ]


def test_web_page_in_a_declared_encoding():
    page = f'<html><head><meta charset="windows-1251"></head><body><p>{RUSSIAN}</p></body></html>'
    assert one("a.html", page.encode("cp1251")).text == RUSSIAN
    latin = '<?xml version="1.0" encoding="iso-8859-1"?><html><head><meta http-equiv="Content-Type"'
    latin += ' content="text/html; charset=iso-8859-1"></head><body><p>Café “non”</p></body></html>'
    assert one("a.html", latin.encode("cp1252")).text == "Café “non”"


def test_publisher_from_linked_data():
    data = json.dumps({"@graph": [{"publisher": {"name": "The Example Post"}}]})
    page = f'<html><head><script type="application/ld+json">{data}</script></head>'
    assert one("a.html", page + f"<body><p>{PARAGRAPH}</p></body></html>").source == (
        "The Example Post"
    )


@pytest.mark.parametrize(
    "page",
    ["<html><body></body></html>", "<script>x = 'hello'</script>", "<p></p><!-- a -->"],
)
def test_web_page_without_text_is_refused(page):
    assert "no readable text" in refusal("a.html", page)


def test_web_page_with_text_for_no_browser_is_never_run():
    document = one("a.html", f"<body><p>{PARAGRAPH}</p><p>&lt;script&gt;x&lt;/script&gt; is text.")
    assert document.text.endswith("<script>x</script> is text.")
