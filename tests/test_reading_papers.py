"""PDF, Word, e-mail, ZIP and feeds -> documents, and one clear sentence for what is broken."""

from __future__ import annotations

import io
import logging
import zipfile
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from parcels import docx, locked_pdf, message, packed, paragraph, pdf
from uploads import documents, one, refusal, workbook

from stance import reading
from stance.domain import Document
from stance.errors import InputError
from stance.reading import archive, layout, word

SAID = "The State Department has ordered families of embassy staff in Kyiv to leave the country."

# --- PDF ------------------------------------------------------------------------------------

PAGES = [
    [
        "The Example Post",
        "Families told to leave",
        "The State Department has ordered families of embassy employees to leave the",
        "country because of the threat of military action. The bloc will not follow, as the well-",
        "known position of its members is that nothing specific was said about the em-",
        "bassy.",
        "“We know no reasons,” the top diplomat said in Brussels, and the talks go on with all",
        "1",
    ],
    [
        "The Example Post",
        "sides in the same way as they did before the order was given.",
        "A well-known proverb says the same thing and nobody in the room had any other view",
        "of it.",
        "2",
    ],
    ["The Example Post", "The end.", "3"],
]


def test_pdf_pages_become_running_text():
    document = one("a.pdf", pdf(PAGES, title="Families told to leave"))
    assert document.title == "Families told to leave"
    assert document.published == date(2022, 1, 24)
    assert document.language == "en"
    assert document.text.split("\n\n") == [
        "Families told to leave",
        "The State Department has ordered families of embassy employees to leave the country "
        "because of the threat of military action. The bloc will not follow, as the well-known "
        "position of its members is that nothing specific was said about the embassy.",
        "“We know no reasons,” the top diplomat said in Brussels, and the talks go on with all "
        "sides in the same way as they did before the order was given.",
        "A well-known proverb says the same thing and nobody in the room had any other view of it.",
        "The end.",
    ]


def test_the_day_in_a_name_is_better_than_the_day_a_file_was_made():
    assert one("2022-02-01-a.pdf", pdf([[SAID]])).published == date(2022, 2, 1)
    assert one("a.pdf", pdf([[SAID]], day="no day")).published is None


@pytest.mark.parametrize("title", ["Microsoft Word - draft 7.doc", "untitled", "final.docx"])
def test_titles_that_programs_write_are_none(title):
    heading = ["Families told to leave", "", SAID, SAID]
    assert one("a.pdf", pdf([heading], title=title)).title == "Families told to leave"


def test_truncated_pdf():
    data = pdf(PAGES)
    for part in (0.3, 0.6, 0.9):
        assert "cut off" in refusal("a.pdf", data[: int(len(data) * part)])
    # What was appended to a complete file and is cut off is cut off too.
    assert "cut off" in refusal("a.pdf", data + b"9 0 obj\n<< /Length 5000 >>")


def test_locked_pdf():
    assert "locked" in refusal("a.pdf", locked_pdf("secret"))
    # Without a password to open it, anybody may read it.
    assert one("a.pdf", locked_pdf("")).text == "Nobody may read this."


def test_pdf_of_images():
    message = refusal("a.pdf", pdf([[], []], image=True))
    assert "2 pages but no text" in message and "OCR" in message


def test_pdf_with_one_page_of_an_image(caplog):
    document = one("a.pdf", pdf([[SAID], []]))
    assert document.text == SAID
    assert "no text could be read on 1 page (2)" in caplog.text


def test_what_is_called_pdf_and_is_none():
    assert "is no PDF" in refusal("a.pdf", b"<html>not found</html>")
    assert "cannot be read as a PDF" in refusal("a.pdf", b"%PDF-1.7\nnothing\n%%EOF")


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_damaged_pdf_is_read_or_refused_but_never_a_traceback(data):
    whole = bytearray(pdf(PAGES[:2]))
    for _ in range(data.draw(st.integers(1, 30))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at] = data.draw(st.integers(0, 255))
    try:
        documents("a.pdf", bytes(whole))
    except InputError as error:
        assert "a.pdf" in str(error)


def test_words_split_at_line_ends():
    full = "x" * 60
    text = layout.running_text(
        [f"{full}\n{full} US-\nUkraine talks {full}\n{full} sanc\u00ad\ntions"]
    )
    assert "US-Ukraine" in text and "sanctions" in text


def test_lists_and_numbered_headings_stand_alone():
    lines = ["The bloc will do these things, and it will do them as soon as it can be done:"]
    lines += ["• ban the travel of all who were named in the list that was published on that day,"]
    lines += ["• freeze what they own."]
    lines += ["The whole line is filled to its very end by this sentence, which has its full stop."]
    lines += ["2.1 Next steps"]
    paragraphs = layout.running_text(["\n".join(lines)]).split("\n\n")
    assert [part[:6] for part in paragraphs] == ["The bl", "• ban ", "• free", "The wh", "2.1 Ne"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=80), max_size=4))
def test_running_text_loses_no_words_from_the_middle_of_a_page(pages):
    framed = [f"top line a\ntop line b\n{page}\nend line a\nend line b" for page in pages[:2]]
    text = layout.running_text(framed)
    for page in pages[:2]:
        for found in page.split():
            assert found.rstrip("-‐\u00ad") in text or "\u00ad" in page


# --- Word -----------------------------------------------------------------------------------


def test_word_document():
    table = "".join(
        f"<w:tr><w:tc>{paragraph(left)}</w:tc><w:tc>{paragraph(right)}</w:tc></w:tr>"
        for left, right in (("who", "what"), ("EU", "waits"))
    )
    body = paragraph("Statement on staffing", "Heading1") + paragraph(SAID)
    body += "<w:p><w:r><w:t>We</w:t><w:tab/><w:t>wait</w:t><w:br/><w:t>now</w:t></w:r></w:p>"
    body += f"<w:tbl>{table}</w:tbl>"
    body += f"<w:sdt><w:sdtPr><w:t>no</w:t></w:sdtPr><w:sdtContent>{paragraph('In a field.')}"
    body += "</w:sdtContent></w:sdt><w:p><w:ins><w:r><w:t>Put in.</w:t></w:r></w:ins><w:del><w:r>"
    body += "<w:delText>Taken out.</w:delText></w:r></w:del></w:p>"
    document = one("a.docx", docx(body, title="Statement template"))
    assert document.title == "Statement on staffing"
    assert document.published == date(2022, 1, 24)
    assert document.text.split("\n\n") == [
        "Statement on staffing",
        SAID,
        "We\twait\nnow",
        "who | what",
        "EU | waits",
        "In a field.",
        "Put in.",
    ]


def test_word_document_with_its_body_elsewhere():
    assert one("a.docx", docx(paragraph(SAID), main="word/document2.xml")).text == SAID
    assert one("a.docx", docx(paragraph(SAID), title="The title")).title == "The title"


def test_the_day_of_a_template_is_no_day():
    document = one("a.docx", docx(paragraph(SAID), created="2013-12-23T23:15:00Z"))
    assert document.published is None


def test_word_zip_bombs(monkeypatch):
    data = docx(paragraph("a" * 3_000_000))
    assert len(data) < 10_000
    monkeypatch.setattr(word, "MAX_PART", 1_000_000)
    assert "would unpack to more than" in refusal("a.docx", data)
    monkeypatch.setattr(word, "MAX_STATED", 1000)
    assert "would unpack to more than" in refusal("a.docx", data)


def test_a_word_document_that_states_a_false_size(monkeypatch):
    data = docx(paragraph("a" * 3_000_000))
    real = len(zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml"))
    false = data.replace(real.to_bytes(4, "little"), (900).to_bytes(4, "little"))
    assert false != data
    assert "damaged" in refusal("a.docx", false)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "locked with a password or in the old format"),
        (b"PK\x03\x04 broken", "damaged"),
        (b"hello", "damaged"),
        (packed({"other.xml": "<a/>"}), "damaged"),
        (packed({"word/document.xml": "<a><b></a>"}), "damaged"),
        (docx(""), "holds no text"),
        (docx(paragraph(SAID))[:-200], "damaged"),
    ],
)
def test_broken_word_documents(data, words):
    assert words in refusal("a.docx", data)


def test_entities_in_a_word_document_are_not_opened(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret", encoding="utf-8")
    ns = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]><w:document xmlns:w="{ns}">'
    body += f"<w:body><w:p><w:r><w:t>{SAID} &x;</w:t></w:r></w:p></w:body></w:document>"
    assert "secret" not in one("a.docx", packed({"word/document.xml": body})).text


# --- e-mail ---------------------------------------------------------------------------------


def test_message_with_attachments(caplog):
    parts = [
        ("statement.pdf", "application/pdf", pdf([[SAID]])),
        ("table.csv", "text/csv", b"id,text\n1,We agree.\n2,No.\n"),
        ("../../logo.png", "image/png", b"\x89PNG"),
        ("broken.docx", "application/octet-stream", b"hello"),
    ]
    raw = message("The bloc is not going to do the same.\n", attachments=parts)
    items = documents("2022 mail.eml", raw)
    first, paper, row, other, broken = items
    assert first.text == "The bloc is not going to do the same."
    assert (first.title, first.source) == ("No change to “staffing”", "The Press Office")
    assert first.published == date(2022, 1, 24)
    assert (paper.text, paper.path) == (SAID, "2022 mail.eml/statement.pdf")
    assert (row.text, other.id) == ("We agree.", "2")
    assert isinstance(broken, InputError) and "2022 mail.eml/broken.docx" in str(broken)
    assert "attached files that were not read: logo.png" in caplog.text


def test_message_as_a_page_or_in_another_encoding():
    page = f"<html><body><p>{SAID}</p><p>“No,” he said.</p><script>x()</script></body></html>"
    assert one("a.eml", message(html=page)).text == f"{SAID}\n\n“No,” he said."
    assert one("a.eml", message("See the page.", page)).text.startswith(SAID)
    assert one("a.eml", message(SAID, f"<p>{SAID}</p>")).text.strip() == SAID
    russian = "Россия заявила, что не планирует нападать на Украину."
    assert one("a.eml", message(russian, charset="koi8-r")).text.strip() == russian


def test_flowed_lines_go_on():
    raw = b"Subject: s\nContent-Type: text/plain; format=flowed\n\nWe will \nwait.\n\n-- \nMe\n"
    assert one("a.eml", raw).text == "We will wait.\n\n-- \nMe"


def test_a_message_inside_a_message():
    inner = message(SAID, subject="Inner").decode()
    raw = "Subject: outer\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
    raw += (
        f"--b\nContent-Type: text/plain\n\nSee below.\n--b\nContent-Type: message/rfc822\n\n{inner}"
    )
    outer, found = documents("a.eml", raw + "\n--b--\n")
    assert outer.title == "outer"
    assert (found.title, found.text.strip()) == ("Inner", SAID)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"just some text without any header", "no e-mail message"),
        (message(attachments=[("a.png", "image/png", b"x")]), "holds no text, and 1 attached"),
        (b"Subject: nothing\n\n", "holds no text"),
    ],
)
def test_messages_without_words(data, words):
    assert words in refusal("a.eml", data)


def test_broken_headers_cost_nothing_but_themselves():
    raw = b"Subject: =?no-such-code?B?eA==?=\nFrom: \xff\xfe <\nDate: tomorrow\n"
    raw += b"Content-Type: text/plain; charset=no-such-code\n\nWe agree.\n"
    document = one("a.eml", raw)
    assert document.text == "We agree."
    assert document.published is None


# --- ZIP ------------------------------------------------------------------------------------


def test_archive_with_everything_in_it():
    inner = packed({"2022-01-24-a.txt": SAID})
    data = packed(
        {
            "b/paper.pdf": pdf([[SAID + " Now."]]),
            "a.csv": "id,text\n1,One.\n",
            "__MACOSX/._a.csv": "x",
            ".hidden.txt": "x",
            "../../etc/passwd.txt": "Up.",
            "C:\\x\\y.txt": "Down.",
            "image.png": b"\x89PNG",
            "inner.zip": inner,
            "mail.eml": message("We agree.", attachments=[("t.txt", "text/plain", b"Yes.")]),
        }
    )
    items = documents("p.zip", data)
    shown = {item.path: item.text.strip() for item in items if isinstance(item, Document)}
    assert shown == {
        "p.zip/a.csv": "One.",
        "p.zip/b/paper.pdf": SAID + " Now.",
        "p.zip/C:/x/y.txt": "Down.",
        "p.zip/etc/passwd.txt": "Up.",
        "p.zip/inner.zip/2022-01-24-a.txt": SAID,
        "p.zip/mail.eml": "We agree.",
        "p.zip/mail.eml/t.txt": "Yes.",
    }
    (bad,) = [str(item) for item in items if isinstance(item, InputError)]
    assert "p.zip/image.png has the format .png" in bad


def test_archives_are_opened_once_inside_another():
    data = packed({"a.txt": SAID})
    for level in range(3):
        data = packed({f"{level}.zip": data, "own.txt": f"Level {level}."})
    items = documents("p.zip", data)
    assert [item.text for item in items if isinstance(item, Document)] == ["Level 1.", "Level 2."]
    assert "packed too deeply" in str(next(i for i in items if isinstance(i, InputError)))


def test_archive_bounds(monkeypatch):
    monkeypatch.setattr(archive, "MAX_PARTS", 3)
    items = documents("p.zip", packed({f"{n}.txt": f"Text {n}." for n in range(9)}))
    assert len(items) == 4 and "more than 3 files" in str(items[-1])
    monkeypatch.setattr(archive, "MAX_PARTS", 100)
    monkeypatch.setattr(archive, "MAX_UNPACKED", 25_000)
    inner = packed({"big.txt": "word " * 4000})
    items = documents("p.zip", packed({f"{n}.zip": inner for n in range(9)}))
    assert "unpack to more than" in str(items[-1])
    assert sum(isinstance(item, Document) for item in items) == 1


def test_broken_archives():
    assert "damaged" in refusal("p.zip", b"hello")
    assert "holds no file" in refusal("p.zip", packed({"empty/": ""}))
    data = bytearray(packed({"a.txt": SAID * 50, "b.txt": "We agree."}))
    at = data.index(b"a.txt") + 20
    data[at : at + 20] = bytes(20)
    bad, good = documents("p.zip", bytes(data))
    assert "p.zip/a.txt" in str(bad) and good.text == "We agree."


def test_locked_archive():
    data = packed({"a.txt": SAID})
    data = data.replace(
        b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00"
    )
    (bad,) = documents("p.zip", data)
    assert "locked with a password" in str(bad)


# --- feeds ----------------------------------------------------------------------------------

RSS = f"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/
content/" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>The Example Post</title>
<item><title>Families &amp;amp; staff</title><link>https://example.org/1</link>
<description>&lt;p&gt;{SAID}&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;</description>
<pubDate>Mon, 24 Jan 2022 23:30:00 +0200</pubDate><media:title>no</media:title></item>
<item><title>Only a headline</title><link>javascript:x()</link><source url="u">The Wire</source>
</item><item></item></channel></rss>"""

ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>The Ministry</title><entry>
<title type="text">A &lt;b&gt; c</title><link rel="self" href="https://example.org/self"/>
<link href="https://example.org/2"/><updated>2022-01-25T00:00:00Z</updated>
<published>2022-01-24T00:00:00Z</published><summary>Short.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{SAID}</p><p>Now.</p></div>
</content></entry></feed>"""


def test_rss():
    first, second, third = documents("a.rss", RSS)
    assert (first.text, first.title) == (SAID, "Families & staff")
    assert (first.source, first.url) == ("The Example Post", "https://example.org/1")
    assert first.published == date(2022, 1, 24)
    assert (second.text, second.source, second.url) == ("Only a headline", "The Wire", "")
    assert "entry 3 holds no text" in str(third)


def test_atom():
    document = one("a.xml", ATOM)
    assert (document.title, document.text) == ("A <b> c", f"{SAID}\n\nNow.")
    assert (document.source, document.url) == ("The Ministry", "https://example.org/2")
    assert document.published == date(2022, 1, 24)


def test_broken_feeds(tmp_path):
    assert one("a.atom", ATOM.replace("</feed>", "").replace("Short.", "&nbsp;&x;")).url
    for data in (b"hello", b"<html><p>x</p></html>", b"<a>"):
        assert "is no RSS or Atom feed" in refusal("a.xml", data)
    assert "without entries" in refusal("a.rss", "<rss><channel/></rss>")
    secret = tmp_path / "s.txt"
    secret.write_text("the secret", encoding="utf-8")
    bomb = f'<!DOCTYPE r [<!ENTITY s SYSTEM "{secret.as_uri()}"><!ENTITY a "aaaaaaaaaa">'
    bomb += "".join(
        f'<!ENTITY {y} "{f"&{x};" * 10}">' for x, y in zip("abcdefgh", "bcdefghi", strict=True)
    )
    bomb += "]><rss><channel><item><title>Title &s; &i;</title></item></channel></rss>"
    assert "secret" not in one("a.rss", bomb).text


# --- remarks --------------------------------------------------------------------------------


def test_remarks_are_gathered_by_whoever_shows_them(capsys):
    with reading.gathered() as said:
        documents("a.csv", "text,published\nWe agree.,soon\n")
        documents("b.txt", "â€œWe agree,â€\x9d he said.")
    assert len(said) == 2 and "dates could not be read" in said[0] and "b.txt" in said[1]
    assert logging.getLogger("stance.reading").handlers == []


def test_a_workbook_in_an_archive():
    (row,) = documents("p.zip", packed({"a.xlsx": workbook([["id", "text"], [1, "One."]])}))
    assert row.text == "One."
