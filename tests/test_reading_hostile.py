"""Inputs that mean harm or come damaged: read, or refused in one clear sentence."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from parcels import packed
from uploads import documents, one, refusal

from stance import reading
from stance.domain import Document
from stance.errors import InputError
from stance.reading import decoding, language, mojibake, plain, rows

ENGLISH = "The bloc is not going to do the same as the United States, its top diplomat said.\n"
RUSSIAN = "Россия заявила, что не планирует нападать на Украину. Это вопрос для США.\n"


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [ENGLISH, RUSSIAN, "Ça n’a pas été fait à Noël.\n" * 3, "Nein."])
def test_utf16_without_a_mark(text, codec):
    assert one("a.txt", text.encode(codec)).text == text
    assert [row.text for row in documents("a.csv", f'id,text\n1,"{text}"'.encode(codec))] == [text]


def test_utf16_without_a_mark_across_chunks(monkeypatch):
    monkeypatch.setattr(decoding, "_CHUNK", 64)
    assert one("a.txt", (ENGLISH * 5 + "😀" * 40).encode("utf-16-le")).text.startswith(ENGLISH)


@settings(max_examples=100, deadline=None)
@given(st.binary(min_size=1, max_size=300))
def test_any_bytes_are_a_text_or_refused(data):
    for name in ("a.txt", "a.csv", "a.md"):
        try:
            for item in documents(name, data):
                if isinstance(item, Document):
                    item.text.encode("utf-8")
                    assert "\x00" not in item.text
        except InputError as error:
            assert name in str(error) and "\n" not in str(error)


def test_lone_surrogates(caplog):
    data = ENGLISH.encode() + b"Then \xed\xa0\x80 and \xed\xa0\xbd\xed\xb8\x80.\n"
    assert one("a.txt", data).text == ENGLISH + "Then \ufffd and 😀.\n"
    assert "characters that could not be read stand as \ufffd: 1" in caplog.text
    (row,) = documents("a.csv", b"id,text\n1,Then \xed\xa0\x80 it was over.\n")
    assert row.text == "Then \ufffd it was over."
    assert "1 texts hold characters that could not be read" in caplog.text
    assert reading.from_text("a\ud800b").text == "a\ufffdb"


def test_nul_bytes(caplog):
    text = ENGLISH * 3
    assert one("a.txt", text.encode() + b"End\x00.").text == text + "End\ufffd."
    assert "could not be read" in caplog.text
    rows_read = documents("a.csv", f'id,text\n1,"{ENGLISH}\x00"\n2,Two.\n')
    assert len(rows_read) == 2
    # Text with many of them is data.
    assert "binary" in refusal("a.txt", b"abc\x00" * 50)


def test_one_line_of_fifty_megabytes():
    line = b"The embassy staff will stay where they are and so on without an end " * 780_000
    assert len(line) > 50 * 2**20 and b"\n" not in line
    for name in ("a.txt", "a.md"):
        assert "million characters in one text" in refusal(name, line)


def test_one_cell_of_fifty_megabytes_does_not_lose_the_others():
    cell = b"The embassy staff will stay where they are. " * 1_200_000
    bad, good = documents("a.csv", b"id,text\n1," + cell + b"\n2,We agree.\n")
    assert "row 2 holds 52.8 million characters" in str(bad) and good.text == "We agree."


def test_a_line_without_an_end_of_another_kind():
    for name in ("a.html", "a.eml", "a.xml", "a.jsonl", "a.pdf", "a.docx", "a.zip"):
        refusal(name, b"x" * 6_000_000)


def test_fifty_megabytes_in_a_page_and_in_a_message():
    line = b"The embassy staff stays. " * 2_200_000
    assert "MB of HTML" in refusal("a.html", b"<p>" + line)
    assert "million characters" in refusal("a.eml", b"Subject: s\n\n" + line)


def test_scripts_in_a_page():
    page = f"<body><p>{ENGLISH}</p><script>steal()</script><img src=x onerror=steal()>"
    page += f"<p onclick='steal()'>{ENGLISH}</p><style>@import 'x'</style><svg onload=steal()/>"
    page += "<a href='javascript:steal()'>Not this one.</a><template>no</template></body>"
    document = one("a.html", page)
    assert "steal" not in document.text and document.text.count("top diplomat") == 2
    assert "javascript" not in document.url


# --- letters put right ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("“No,” he said — it’s over.", "cp1252"),
        ("“No,” he said — it’s over.", "latin-1"),
        ("L’Union européenne n’a pas été consultée.", "cp1252"),
        ("Россия заявила, что не планирует.", "latin-1"),
        ("Präsident Łukasz Öztürk in Kyjiw", "cp1252"),
    ],
)
def test_wrongly_decoded_letters_are_put_right_and_it_is_said(written, read_as, caplog):
    damaged = written.encode().decode(read_as, "replace")
    if "\ufffd" in damaged:
        damaged = written.encode().decode("latin-1")
    assert one("a.txt", damaged).text == written
    assert "a.txt: letters that had been decoded wrongly were put right" in caplog.text
    caplog.clear()
    (row,) = documents("a.csv", f'id,text,title\n1,"{damaged}","{damaged}"\n')
    assert (row.text, row.title) == (written, written)
    assert "put right in 1 texts (row 2 first)" in caplog.text


@pytest.mark.parametrize(
    "text",
    [
        "“Café” – naïve, ﬁne, ＷＩＤＥ, «нет», ’tis €5, £3, São Tomé, 10 µm, 5 °C",
        "À Noël, Ãngela. Ärger à “Paris”",
        "РСФСР и СССР — «Р»",
        "Ελλάδα · 中文 · عربي",
    ],
)
def test_sound_text_stays_as_it_is(text, caplog):
    assert one("a.txt", text).text == text
    assert caplog.text == ""


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(max_codepoint=0x4FF, exclude_categories=["Cs"]), max_size=60))
def test_putting_right_keeps_lines(text):
    text = decoding.clean(text)
    assert len(mojibake.repaired(text).split("\n")) == len(text.split("\n"))


# --- language -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (ENGLISH, "en"),
        (RUSSIAN, "ru"),
        ("Україна заявила, що не планує евакуацію персоналу посольства з Києва.", "uk"),
        ("L’Union européenne n’a pas l’intention de faire la même chose, a dit M. Borrell.", "fr"),
        ("Die Bundesregierung will ihr Botschaftspersonal nicht aus Kiew abziehen.", "de"),
        ("Türkiye, Rusya’ya yönelik yaptırımlara karşı olduğunu açıkladı.", "tr"),
        ("We agree.", None),
        ("Zelensky Putin Borrell Blinken", None),
        ("1 2 3 4 5 6 7 8 9 10 11 12 13 14", None),
        ("...", None),
    ],
)
def test_language_is_told_where_it_is_certain(text, code):
    assert language.language_of(text) == code


def test_language_of_documents_and_rows():
    assert one("a.txt", ENGLISH).language == "en"
    first, second, third = documents("a.csv", f'text\n"{RUSSIAN}"\nWe agree.\n"{ENGLISH}"\n')
    assert [first.language, second.language, third.language] == ["ru", None, "en"]


def test_plain_english_needs_no_model(monkeypatch):
    monkeypatch.setattr(language, "_identifier", None)
    assert language.language_of(ENGLISH * 500) == "en"


# --- bounds ---------------------------------------------------------------------------------


def test_the_longest_text_is_a_bound_for_every_way_in(monkeypatch):
    monkeypatch.setattr(plain, "MAX_CHARACTERS", 50)
    monkeypatch.setattr(rows, "MAX_CHARACTERS", 50)
    with pytest.raises(InputError, match="in one text"):
        reading.from_text("x" * 51)
    (bad,) = documents("a.csv", "text\n" + "x" * 51)
    assert isinstance(bad, InputError) and "Split it" in str(bad)


def test_nothing_is_left_in_the_log_by_libraries(caplog):
    with caplog.at_level(logging.DEBUG):
        one("a.txt", ENGLISH)
    assert [record.name for record in caplog.records if not record.name.startswith("stance")] == []


# --- nesting --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.eml", b"Subject: s\nContent-Type: multipart/mixed; boundary=b0\n\n"),
        ("a.xml", b"<rss>" + b"<item>" * 50_000),
        ("a.html", b"<div>" * 100_000 + b"We agree."),
        ("a.docx", packed({"word/document.xml": "<w>" * 50_000})),
        ("a.md", b"> " * 5_000 + b"We agree."),
        ("a.jsonl", b'{"text":' * 50_000),
    ],
)
def test_deep_nesting(name, data):
    if name == "a.eml":
        parts = (
            f"--b{n}\nContent-Type: multipart/mixed; boundary=b{n + 1}\n\n" for n in range(2000)
        )
        data += "".join(parts).encode()
    try:
        items = documents(name, data)
    except InputError as error:
        assert name in str(error)
    else:
        assert items
