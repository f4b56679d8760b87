"""Files and bytes -> Documents: plain text, encodings, files and folders."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from uploads import documents, one, refusal

from stance import reading
from stance.domain import text_digest
from stance.errors import InputError
from stance.reading import decoding, opening

SEED = Path(__file__).parent.parent / "seeds" / "2022-01-24-embassy-families-ordered-to-leave.txt"


# --- plain text -----------------------------------------------------------------------------


def test_seed_article():
    (document,) = reading.read(SEED)
    assert document.text == SEED.read_text(encoding="utf-8")
    assert document.published == date(2022, 1, 24)
    assert (document.title, document.source, document.language) == ("", "", "en")
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
        ("Café", "cp1252"),
        ("The bloc said “no” — for now.", "cp1252"),
        ("Polska nie wycofa swoich dyplomatów z Kijowa, choć sytuacja jest poważna.", "cp1250"),
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


def test_letters_across_chunks(monkeypatch):
    monkeypatch.setattr(decoding, "_CHUNK", 3)
    assert one("a.txt", RUSSIAN.encode()).text == RUSSIAN


def test_line_ends_are_normalised():
    assert one("a.txt", b"One\r\n\r\ntwo\rthree").text == "One\n\ntwo\nthree"


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"\x7fELF\x02\x01\x01" + b"\x00" * 9,
        b"%PDF-1.7 text only so far",
        b"text with a \x00 in it",
        b"x" * decoding._CHUNK + b"x\x00\x01\x02" * decoding._CHUNK,
        bytes(range(1, 32)) * 20,
        bytes(range(256)) * 20,
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
    monkeypatch.setattr(opening, "MAX_BYTES", 10)
    path = tmp_path / "a.txt"
    path.write_text("more than ten", encoding="utf-8")
    with pytest.raises(InputError, match="Split it"):
        reading.read(path)


# --- formats, files and folders -------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.doc", "a.msg", "a.json", "a.xls", "a.DOC"])
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
    names += ["c/e.doc", "c/~$f.xlsx", "notes", "__MACOSX/x.txt"]
    for name in names:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    found = reading.find([tmp_path, tmp_path / "b.txt", tmp_path / "no.txt", tmp_path / ".hidden"])
    shown = [
        item.relative_to(tmp_path).as_posix() if isinstance(item, Path) else item for item in found
    ]
    assert shown[:3] == ["A.md", "b.txt", "c/d.html"]
    assert isinstance(shown[3], InputError) and "e.doc" in str(shown[3])
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
        " 'charset_normalizer', 'numpy', 'pypdf', 'ftfy', 'py3langid', 'ssl', 'email'};"
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
