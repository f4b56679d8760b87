"""Files and bytes -> Documents: formats, encodings, dates, and one bad row among good ones."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance import reading
from stance.domain import Document, text_digest
from stance.errors import InputError
from stance.reading import decoding, delimited, webpage, workbooks

SEED = Path(__file__).parent.parent / "seeds" / "2022-01-24-embassy-families-ordered-to-leave.txt"
PARAGRAPH = (
    "The State Department has ordered families of embassy employees in Kyiv to leave the country "
    "because of the threat of Russian military action."
)


def documents(name, data):
    return list(reading.from_bytes(name, data if isinstance(data, bytes) else data.encode()))


def one(name, data):
    (document,) = documents(name, data)
    assert isinstance(document, Document)
    return document


def refusal(name, data):
    with pytest.raises(InputError) as caught:
        documents(name, data)
    message = str(caught.value)
    assert "\n" not in message and name in message
    return message


def workbook(*sheets):
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"S{number}")
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def parquet(columns):
    import pyarrow as pa
    from pyarrow import parquet as pq

    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream)
    return stream.getvalue()


# --- plain text -----------------------------------------------------------------------------


def test_seed_article():
    (document,) = reading.read(SEED)
    assert document.text == SEED.read_text(encoding="utf-8")
    assert document.published == date(2022, 1, 24)
    assert (document.title, document.source, document.language) == ("", "", None)
    assert document.path == str(SEED)
    assert document.id == text_digest(document.text)


def test_title_of_plain_text_is_a_short_first_line_before_a_blank_one():
    assert one("a.txt", "Families told to leave\n\nThe order came.").title == (
        "Families told to leave"
    )
    assert one("a.txt", "Will they leave?\n\nThe order came.").title == "Will they leave?"
    assert one("a.txt", "The order came.\n\nThen more.").title == ""
    assert one("a.txt", "Families told to leave\nThe order came.").title == ""
    assert one("a.txt", "Only this").title == ""
    assert one("a.txt", "word " * 40 + "\n\nThe order came.").title == ""


def test_day_in_file_name():
    assert one("in/2022-01-24-note.txt", "x").published == date(2022, 1, 24)
    assert one("2022-01-24", "x").published == date(2022, 1, 24)
    assert one("2022-13-24-note.txt", "x").published is None
    assert one("note-2022-01-24.txt", "x").published is None


def test_from_text_keeps_what_it_is_told():
    document = reading.from_text(
        "We agree.", title="T", source="S", published=date(2022, 1, 2), url="u", actor="UK"
    )
    assert (document.title, document.source, document.url, document.actor) == ("T", "S", "u", "UK")
    assert document.published == date(2022, 1, 2)
    for nothing in ("", " \n\t", "\ufeff"):
        with pytest.raises(InputError, match="is empty"):
            reading.from_text(nothing)


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(), max_size=100))
def test_clean_text_is_stable_and_can_be_written(text):
    cleaned = decoding.clean(text)
    assert decoding.clean(cleaned) == cleaned.removeprefix("\ufeff")
    cleaned.encode("utf-8")
    assert not set(cleaned) & set("\r\x00\u2028\u2029\x85")


def test_clean_text_keeps_quotes_and_spaces():
    text = " “Why” ‘now’ — «no»…\u00a0ﬁne\n\n x "
    assert decoding.clean(text) == text
    assert decoding.clean("a\ud800b \ud83d\ude00") == "a\ufffdb 😀"


# --- encodings ------------------------------------------------------------------------------

FRENCH = "L’Union européenne n’a pas l’intention de faire la même chose, a dit M. Borrell."
RUSSIAN = (
    "Россия заявила, что не планирует нападать на Украину. Это вопрос для американской стороны."
)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "utf-8"),
        (FRENCH, "utf-8-sig"),
        (FRENCH, "utf-16"),
        (FRENCH, "utf-32"),
        (FRENCH, "cp1252"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        ("中国外交部发言人说，中方反对单边制裁，呼吁各方保持冷静。", "gb18030"),
    ],
)
def test_encodings(text, encoding):
    assert one("a.txt", text.encode(encoding)).text == text
    table = f'id,text\n7,"{text}"\n'.encode(encoding)
    assert [row.text for row in documents("a.csv", table)] == [text]


def test_utf16_big_endian_with_mark():
    assert one("a.txt", b"\xfe\xff" + "Нет".encode("utf-16-be")).text == "Нет"


def test_a_stray_byte_does_not_turn_utf8_into_something_else():
    text = RUSSIAN * 20
    data = text.encode() + b"\xff!"
    assert one("a.txt", data).text == text + "\ufffd!"


def test_line_ends_are_normalised():
    assert one("a.txt", b"One\r\n\r\ntwo\rthree").text == "One\n\ntwo\nthree"


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"\x7fELF\x02\x01\x01" + b"\x00" * 9,
        b"%PDF-1.7 text only so far",
        b"text with a \x00 in it",
        b"x" * (decoding._CHUNK + 5) + b"\x00",
        bytes(range(1, 32)) * 20,
        "No mark".encode("utf-16-le"),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a", "a.md", "a.html", "a.csv", "a.jsonl"])
def test_binary_content_is_refused(data, name):
    assert "looks like a binary file" in refusal(name, data)


@pytest.mark.parametrize("suffix", ["", *reading.SUFFIXES])
def test_empty_files_are_refused(suffix):
    assert "empty" in refusal(f"a{suffix}", b"")


@pytest.mark.parametrize("suffix", ["", ".txt", ".md", ".html", ".csv", ".jsonl"])
def test_white_space_is_empty(suffix):
    assert "empty" in refusal(f"a{suffix}", b" \r\n\t\n ")


def test_only_a_byte_order_mark_is_empty():
    assert "empty" in refusal("a.txt", "\ufeff \n".encode())


def test_large_files_are_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(reading, "MAX_BYTES", 10)
    path = tmp_path / "a.txt"
    path.write_text("more than ten", encoding="utf-8")
    with pytest.raises(InputError, match="Split it"):
        reading.read(path)


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


# --- tables ---------------------------------------------------------------------------------

HEADER = ["ID", " Text ", "Title", "source", "PUBLISHED", "url", "actor", "notes"]
CELLS = ["7", "We agree.", "T", "S", "2022-01-24", "https://example.org", "UK", "ignored"]


def as_table(kind):
    if kind == ".csv":
        return "\n".join([",".join(HEADER), ",".join(CELLS)]).encode()
    if kind == ".tsv":
        return "\n".join(["\t".join(HEADER), "\t".join(CELLS)]).encode()
    if kind == ".xlsx":
        return workbook([HEADER, CELLS])
    if kind == ".parquet":
        return parquet({key: [cell] for key, cell in zip(HEADER, CELLS, strict=True)})
    return json.dumps(dict(zip(HEADER, CELLS, strict=True))).encode()


TABLES = [".csv", ".tsv", ".xlsx", ".parquet", ".jsonl", ".ndjson"]


@pytest.mark.parametrize("kind", TABLES)
def test_every_table_gives_the_same_document(kind, tmp_path):
    expected = Document(
        id="7",
        text="We agree.",
        title="T",
        source="S",
        published=date(2022, 1, 24),
        url="https://example.org",
        actor="UK",
        path=f"a{kind}",
    )
    assert documents(f"a{kind}", as_table(kind)) == [expected]
    path = tmp_path / f"a{kind.upper()}"
    path.write_bytes(as_table(kind))
    assert [document.text for document in reading.read(path)] == ["We agree."]


@pytest.mark.parametrize("kind", TABLES)
def test_table_without_text_names_its_columns(kind):
    data = {
        ".csv": b"id,body\n1,x",
        ".tsv": b"id\tbody\n1\tx",
        ".xlsx": workbook([["id", "body"], [1, "x"]]),
        ".parquet": parquet({"id": ["1"], "body": ["x"]}),
    }.get(kind, b'{"id": 1, "body": "x"}')
    message = refusal(f"a{kind}", data)
    assert "'text'" in message and "'id', 'body'" in message


@pytest.mark.parametrize("kind", TABLES)
def test_table_without_rows_is_refused(kind):
    data = {
        ".csv": b"id,text\n",
        ".tsv": b"id\ttext\n",
        ".xlsx": workbook([["id", "text"]]),
        ".parquet": parquet({"id": [], "text": []}),
    }.get(kind, b"\n\n")
    refusal(f"a{kind}", data)


def test_a_bad_row_does_not_lose_the_others():
    rows = documents("a.csv", "id,text\n1,One.\n2,  \n3,Three.\n1,Again.\n4,Four.\n")
    assert [row.text if isinstance(row, Document) else "bad" for row in rows] == [
        "One.",
        "bad",
        "Three.",
        "bad",
        "Four.",
    ]
    assert "row 3: the text is empty" in str(rows[1])
    assert "row 5: the id '1' stands in row 2 already" in str(rows[3])


def test_rows_without_id():
    first, same, other = documents("a.csv", "text,source\nWe agree.,A\nWe agree.,A\nWe agree.,B\n")
    assert first == same and first.id == text_digest("We agree.")
    assert isinstance(other, InputError) and "another source" in str(other)


def test_delimiters_and_quoting():
    assert one("a.csv", 'id;text\n1;"No; never, ""ever""\nagain"').text == (
        'No; never, "ever"\nagain'
    )
    assert one("a.csv", "id\ttext\n1\tNo, never").text == "No, never"
    assert one("a.csv", "text\nNo delimiter at all").text == "No delimiter at all"
    assert one("a.csv", '\ufeff"text"\r\n"Yes"\r\n').text == "Yes"


def test_unquoted_delimiter_is_reported_rather_than_cut():
    bad, good = documents("a.csv", "id,text\n1,No, never\n2,Yes")
    assert "row 2 has 3 cells, the header has 2" in str(bad)
    assert good.text == "Yes"
    assert one("a.csv", "id,text\n1,Yes,,,\n").text == "Yes"


def test_open_quotation_mark_loses_only_its_row():
    rows = documents("a.csv", 'id,text\n1,"One\n2,Two\n3,"Three"\n4,"Fo"ur"\n5,Five\n')
    assert [row.id for row in rows if isinstance(row, Document)] == ["2", "3", "5"]
    assert sum("quotation marks" in str(row) for row in rows) == 2


def test_endless_broken_rows_come_to_an_end(monkeypatch):
    monkeypatch.setattr(delimited, "_READ_AGAIN", 50)
    rows = documents("a.csv", "id,text\n1,One\n" + '2,"Two\n' * 60)
    assert rows[0].text == "One"
    assert "were not read" in str(rows[-1])


def test_long_cells():
    text = "word " * 100_000
    assert one("a.csv", f'id,text\n1,"{text}"').text == text


def test_hundred_thousand_rows_stream():
    def lines():
        yield b"id,text\n"
        for number in range(100_000):
            yield f"{number},We agree with number {number}.\n".encode()

    items = reading.from_bytes("a.csv", b"".join(lines()))
    assert next(items).id == "0"
    assert sum(isinstance(item, Document) for item in items) == 99_999


def test_json_lines():
    lines = [
        '{"Text": "One.", "id": 12, "extra": [1]}',
        "",
        "not json",
        '["a", "list"]',
        '{"id": 3}',
        '{"text": ["a"]}',
        '{"text": "a", "TEXT": "b"}',
        '{"text": "lone \\ud800 surrogate", "published": null}',
    ]
    rows = documents("a.jsonl", "\n".join(lines))
    assert [row.text for row in rows if isinstance(row, Document)] == [
        "One.",
        "lone \ufffd surrogate",
    ]
    assert rows[0].id == "12"
    bad = [str(row) for row in rows if isinstance(row, InputError)]
    assert [f"line {n}" in message for n, message in zip((3, 4, 5, 6, 7), bad, strict=True)]


def test_json_lines_report_bad_lines_before_the_first_good_one():
    bad, good = documents("a.jsonl", 'oops\n{"text": "One."}')
    assert isinstance(bad, InputError) and good.text == "One."


def test_json_lines_without_any_json():
    assert "no line that can be read" in refusal("a.jsonl", "hello\nthere")
    assert "no line that can be read" in refusal("a.jsonl", "[" * 100_000)


def test_workbook_cells_become_clean_values():
    rows = documents(
        "a.xlsx",
        workbook(
            [
                [None, None],
                ["id", "text", "published"],
                [12.0, "One.", datetime(2022, 1, 24, 8, 30)],
                [None, None, None],
                [13, 5, "24 January"],
                ["x", None, date(2022, 1, 25)],
            ],
            [["notes"], ["not a table of texts"]],
            [["Text"], ["Two."]],
        ),
    )
    assert [(row.id, row.text) for row in rows if isinstance(row, Document)] == [
        ("12", "One."),
        ("13", "5"),
        (text_digest("Two."), "Two."),
    ]
    assert rows[0].published == date(2022, 1, 24)
    assert rows[1].published is None
    assert "row 6: the text is empty" in str(rows[2])


def test_formula_in_a_workbook_is_its_value_or_empty_but_never_the_formula():
    data = workbook([["id", "text"], [1, "=1+1"], [2, "Two."]])
    bad, good = documents("a.xlsx", data)
    assert "the text is empty" in str(bad) and good.text == "Two."
    stored = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stored, "w") as new:
        for member in old.infolist():
            content = old.read(member).replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
            new.writestr(member, content.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>"))
    assert documents("a.xlsx", stored.getvalue())[0].text == "2"


def test_workbook_bomb_is_refused(monkeypatch):
    monkeypatch.setattr(workbooks, "MAX_UNPACKED", 1000)
    assert "would unpack to" in refusal("a.xlsx", workbook([["text"], ["x"]]))
    texts = ["word " * 9000 + str(number) for number in range(9)]
    assert "would unpack to" in refusal("a.parquet", parquet({"text": texts}))


@pytest.mark.parametrize("name", ["a.xlsx", "a.parquet"])
@pytest.mark.parametrize("data", [b"hello", b"PK\x03\x04 broken", b"PAR1 broken PAR1"])
def test_damaged_workbooks(name, data):
    assert "cannot be read as a" in refusal(name, data)


def test_cut_off_workbooks():
    for name, data in (("a.xlsx", as_table(".xlsx")), ("a.parquet", as_table(".parquet"))):
        assert "cannot be read as a" in refusal(name, data[: len(data) // 2])


def test_parquet_types():
    import pyarrow as pa

    rows = documents(
        "a.parquet",
        parquet(
            {
                "text": ["One.", None, "Three."],
                "id": pa.array([1.0, 2.0, None]),
                "published": pa.array([1643011200000000001, None, None], pa.timestamp("ns", "UTC")),
                "big": [[1], [2], [3]],
            }
        ),
    )
    assert rows[0].id == "1" and rows[0].published == date(2022, 1, 24)
    assert "row 2: the text is empty" in str(rows[1])
    assert rows[2].id == text_digest("Three.")


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2022-01-24", date(2022, 1, 24)),
        (" 2022-01-24T23:30:00+02:00 ", date(2022, 1, 24)),
        ("2022-01-24 08:00:00 UTC", date(2022, 1, 24)),
        ("20220124", date(2022, 1, 24)),
        ("24/01/2022", None),
        ("2022", None),
        ("2022-02-30", None),
        ("soon", None),
    ],
)
def test_dates_in_cells(cell, day, caplog):
    with caplog.at_level(logging.WARNING):
        document = one("a.csv", f"text,published\nWe agree.,{cell}\n")
    assert document.published == day
    assert ("dates could not be read" in caplog.text) == (day is None)


def test_two_columns_of_one_name():
    assert "two columns named 'text'" in refusal("a.csv", "text,TEXT\na,b")


# --- formats, files and folders -------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.eml", "a.json", "a.xls", "a.zip", "a.PDF"])
def test_formats_not_read_yet(name):
    message = refusal(name, b"%PDF-1.7")
    assert "is not read yet" in message and "Save" in message


def test_names_with_dots_are_no_formats():
    assert one("2022-01-24 On the U.S. statement", "x").published == date(2022, 1, 24)
    assert one("release 2.0", "x").text == "x"


def test_read_raises_at_once(tmp_path):
    with pytest.raises(InputError, match="no file"):
        reading.read(tmp_path / "missing.txt")
    with pytest.raises(InputError, match="is not a file"):
        reading.read(tmp_path)
    with pytest.raises(InputError):
        reading.read("a\x00b")


def test_a_table_left_half_read_is_closed(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("text\nOne\nTwo\n", encoding="utf-8")
    items = reading.read(path)
    assert next(items).text == "One"
    del items
    path.unlink()


def test_find(tmp_path):
    names = ["b.txt", "A.md", ".hidden", "c/d.html", "c/.git/x.txt", "Thumbs.db", ".DS_Store"]
    names += ["c/e.pdf", "c/~$f.xlsx", "notes", "__MACOSX/x.txt"]
    for name in names:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    found = reading.find([tmp_path, tmp_path / "b.txt", tmp_path / "no.txt", tmp_path / ".hidden"])
    shown = [
        item.relative_to(tmp_path).as_posix() if isinstance(item, Path) else item for item in found
    ]
    assert shown[:3] == ["A.md", "b.txt", "c/d.html"]
    assert isinstance(shown[3], InputError) and "e.pdf" in str(shown[3])
    assert shown[4] == "notes"
    assert isinstance(shown[5], InputError) and "There is no file" in str(shown[5])
    # A file named on purpose is read, hidden or not.
    assert shown[6:] == [".hidden"]


def test_find_tells_of_a_folder_with_nothing_in_it(tmp_path):
    (tmp_path / ".DS_Store").write_text("x", encoding="utf-8")
    (nothing,) = reading.find([tmp_path])
    assert isinstance(nothing, InputError) and "holds no file" in str(nothing)


def test_find_survives_a_loop_of_links(tmp_path):
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    try:
        (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    except OSError:
        pytest.skip("links cannot be made here")
    assert reading.find([tmp_path]) == [tmp_path / "a.txt"]


def test_a_text_is_read_without_the_libraries_for_tables_and_pages():
    code = (
        "import sys; from stance import reading; list(reading.read(sys.argv[1]));"
        "list(reading.from_bytes('a.csv', b'text\\nx'));"
        "heavy = {'pandas', 'pyarrow', 'openpyxl', 'trafilatura', 'lxml', 'markdown_it',"
        " 'charset_normalizer', 'numpy'};"
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(SEED)],
        cwd=SEED.parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
