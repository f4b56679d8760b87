"""Hostile inputs through the whole program: a sentence for each, the others go through."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path

import pytest
from parcels import docx, locked_pdf, message, packed, paragraph, pdf, served
from uploads import workbook

from stance import cli, reading
from stance.reading import fetching, hosts
from stance.store import Store

GOOD = (
    "The State Department said it supports withdrawing embassy staff from Kyiv. "
    "Ukraine said it opposes withdrawing embassy staff from Kyiv."
)

#: Files that cannot be used, with words of the sentence that says why.
REFUSED = {
    "truncated.pdf": (lambda: pdf([GOOD])[:-200], "cut off"),
    "locked.pdf": (lambda: locked_pdf("secret"), "locked"),
    "bomb.docx": (lambda: packed({"word/document.xml": b"0" * (80 * 2**20)}), "would unpack"),
    "line.txt": (lambda: b"The staff stays and so on " * 2_100_000, "million characters"),
    "binary.txt": (lambda: bytes(range(256)) * 20, "binary"),
    "empty.txt": (lambda: b"", "is empty"),
    "empty.pdf": (lambda: b"", "is empty"),
    "white.txt": (lambda: " \n\t\u00a0\u3000\r\n".encode(), "is empty"),
    "white.md": (lambda: b" \n\n", "is empty"),
    "zero.zip": (lambda: b"", "is empty"),
    "nothing.zip": (lambda: packed({}), "holds no file"),
    "deep.zip": (
        lambda: packed({"a.zip": packed({"b.zip": packed({"c.zip": packed({"d.txt": "x"})})})}),
        "packed too deeply",
    ),
    "columns.csv": (lambda: b"id,body\n1,We agree.\n", "no column 'text'"),
    "deep.jsonl": (lambda: b'{"text":' * 50_000, "no line that can be read"),
    "fake.docx": (lambda: b"plain", "damaged"),
    "fake.xlsx": (lambda: b"PK\x03\x04plain", "cannot be read"),
    "fake.parquet": (lambda: b"PAR1plain", "cannot be read"),
    "photo.jpg": (lambda: b"\xff\xd8\xff", "not read yet"),
    "scripts.html": (lambda: b"<script>steal('We agree.')</script>", "no readable text"),
}

#: Files that are read, each with words of its text.
READ = {
    "utf16.txt": (lambda: f"{GOOD} Wide.".encode("utf-16-le"), "Wide."),
    "surrogates.txt": (lambda: GOOD.encode() + b" Half \xed\xa0\x80.", "Half \ufffd."),
    "nul.txt": (lambda: GOOD.encode() * 2 + b" Nul\x00.", "Nul\ufffd."),
    "scripts2.html": (
        lambda: f"<p>{GOOD}</p><script>steal()</script><p>{GOOD} Page.</p>".encode(),
        "Page.",
    ),
    "mail.eml": (
        lambda: message(
            text=f"{GOOD} Mail.", attachments=[("in.txt", "text/plain", f"{GOOD} Sent.".encode())]
        ),
        "Mail.",
    ),
    "formula.xlsx": (
        lambda: workbook([["id", "text", "title"], ["f1", f"{GOOD} Sheet.", "=1+1"]]),
        "Sheet.",
    ),
    "fine.docx": (lambda: docx(paragraph(f"{GOOD} Word.")), "Word."),
    "fine.zip": (lambda: packed({"../../up.txt": f"{GOOD} Packed."}), "Packed."),
    "nested.xml": (
        lambda: b"<rss><channel><item><title>T</title><description>" + GOOD.encode()
        + b" Feed.</description></item></channel></rss>",
        "Feed.",
    ),
    "new\nline.txt": (lambda: f"{GOOD} Line.".encode(), "Line."),
    "--output.txt": (lambda: f"{GOOD} Dashes.".encode(), "Dashes."),
    "*?[a].txt": (lambda: f"{GOOD} Stars.".encode(), "Stars."),
    "\u202etxt.😀.txt": (lambda: f"{GOOD} Letters.".encode(), "Letters."),
    "x.pdf/inside.txt": (lambda: f"{GOOD} Inside.".encode(), "Inside."),
}  # fmt: skip

posix = pytest.mark.skipif(os.name != "posix", reason="names and links of POSIX")


def put(folder, files):
    for name, (make, _) in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(make())
    return folder


def analyzed(path, *more):
    """The exit code and every text in the store."""
    code = cli.main(["analyze", *map(str, more), "--store", str(path)])
    if not path.exists():
        return code, ""
    with Store.open(path) as store:
        return code, "\n".join(store.document(one).text for one in store.documents()["id"])


def complaints(capsys):
    lines = capsys.readouterr().err.splitlines()
    assert all(re.match(r"stance: (error|note): ", line) for line in lines), lines
    return [line for line in lines if line.startswith("stance: error: ")]


@posix
def test_a_folder_of_hostile_files(scripted, tmp_path, capsys):
    folder = put(tmp_path / "in", REFUSED | READ)
    os.mkfifo(folder / "pipe.txt")
    (folder / "self.txt").symlink_to(folder / "self.txt")
    (folder / "nowhere.txt").symlink_to(folder / "gone.txt")
    (folder / "up").symlink_to(folder, target_is_directory=True)
    (folder / "y.pdf").mkdir()
    Path(os.fsdecode(os.fsencode(folder) + b"/raw\xff.txt")).write_text(f"{GOOD} Raw.")
    code, texts = analyzed(tmp_path / "kept.sqlite", folder)
    said = complaints(capsys)
    assert code == 1
    for name, words in [(name, words) for name, (_, words) in REFUSED.items()] + [
        ("pipe.txt", "neither a file nor a folder"),
        ("self.txt", "leads nowhere"),
        ("nowhere.txt", "leads nowhere"),
    ]:
        assert sum(f"/{name}" in line and words in line for line in said) == 1, (name, said)
    assert len(said) == len(REFUSED) + 3
    for words in [words for _, words in READ.values()] + ["Raw.", "Sent."]:
        assert words in texts
    assert "steal" not in texts
    # What was told once is in the history, too; and the second time nothing is done again.
    with Store.open(tmp_path / "kept.sqlite") as store:
        assert len(store.failures()) == len(said)
        before = store.predictions()
    assert analyzed(tmp_path / "kept.sqlite", folder)[0] == 1
    with Store.open(tmp_path / "kept.sqlite") as store:
        assert store.predictions().equals(before)


@pytest.mark.parametrize("name", REFUSED)
def test_each_alone_is_nothing_done(name, scripted, tmp_path, capsys):
    path = put(tmp_path, {name: REFUSED[name]}) / name
    code, texts = analyzed(tmp_path / "kept.sqlite", path)
    (line,) = complaints(capsys)
    assert (code, texts) == (2, "") and REFUSED[name][1] in line and name in line


def test_folders_named_like_files_and_files_named_like_folders(scripted, tmp_path, capsys):
    (tmp_path / "x.pdf").mkdir()
    (tmp_path / "good").write_text(GOOD)
    assert analyzed(tmp_path / "kept.sqlite", tmp_path / "x.pdf", tmp_path / "good")[0] == 1
    (line,) = complaints(capsys)
    assert "The folder" in line and "holds no file" in line


def test_a_store_in_the_folder_that_is_read_is_no_input(scripted, tmp_path, capsys):
    (tmp_path / "a.txt").write_text(GOOD)
    assert analyzed(tmp_path / "kept.sqlite", tmp_path)[0] == 0
    assert complaints(capsys) == []


def test_a_file_that_vanishes(scripted, tmp_path, capsys, monkeypatch):
    folder = put(
        tmp_path / "in",
        {name: (lambda name=name: f"{GOOD} {name}".encode(), "") for name in ("a", "b", "c")},
    )
    found = reading.find

    def vanishing(*given):
        listed = found(*given)
        (folder / "b").unlink(missing_ok=True)
        return listed

    monkeypatch.setattr(reading, "find", vanishing)
    code, texts = analyzed(tmp_path / "kept.sqlite", folder)
    (line,) = complaints(capsys)
    assert code == 1 and "There is no file" in line and str(folder / "b") in line
    assert f"{GOOD} a" in texts and f"{GOOD} c" in texts


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_may_not_be_read(kind, scripted, tmp_path, capsys, monkeypatch):
    """Without taking the right away, which the user that runs the tests may not mind."""
    inner = tmp_path / "in" / "inner"
    inner.mkdir(parents=True)
    (tmp_path / "in" / "good.txt").write_text(GOOD)
    (inner / "locked.txt").write_text(f"{GOOD} Locked.")
    locked = inner / "locked.txt" if kind == "file" else inner
    module, name = (Path, "open") if kind == "file" else (os, "scandir")
    real = getattr(module, name)

    def refusing(path, *more, **others):
        if Path(path) == locked:
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *more, **others)

    monkeypatch.setattr(module, name, refusing)
    code, texts = analyzed(tmp_path / "kept.sqlite", tmp_path / "in")
    (line,) = complaints(capsys)
    assert code == 1 and str(locked) in line and "Permission denied" in line
    assert GOOD in texts and "Locked" not in texts


@posix
def test_linked_folders_are_read_once_however_they_are_tied(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "else").mkdir()
    (tmp_path / "else" / "b.txt").write_text("b")
    (tmp_path / "in" / "a.txt").write_text("a")
    (tmp_path / "in" / "link").symlink_to(tmp_path / "else", target_is_directory=True)
    (tmp_path / "in" / "again").symlink_to(tmp_path / "else", target_is_directory=True)
    (tmp_path / "else" / "back").symlink_to(tmp_path / "in", target_is_directory=True)
    found = reading.find([tmp_path / "in"])
    assert sorted(path.name for path in found) == ["a.txt", "b.txt"]


def test_folders_a_thousand_deep(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    depth = 1200
    for _ in range(depth):
        os.mkdir("d")  # noqa: PTH102 (a path to it would be too long)
        os.chdir("d")
    Path("a.txt").write_text("a")
    os.chdir(tmp_path)
    try:
        found = reading.find([Path("d")])
        assert len(found) == 1
    finally:
        for _ in range(depth):
            os.chdir("d")
        Path("a.txt").unlink()
        for _ in range(depth):
            os.chdir("..")
            os.rmdir("d")  # noqa: PTH106


def test_endless_redirects_do_not_stop_the_others(scripted, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(hosts, "is_public", lambda address: True)
    monkeypatch.setattr(fetching, "MAX_SECONDS", 20, raising=False)
    (tmp_path / "a.txt").write_text(GOOD)
    with served({"/loop": (302, {"Location": "/loop"}, b"")}) as (base, _):
        address = base.replace("press.example", "localhost") + "/loop"
        code, texts = analyzed(tmp_path / "kept.sqlite", address, tmp_path / "a.txt")
    (line,) = complaints(capsys)
    assert code == 1 and "leads on more than" in line and GOOD in texts


def test_text_of_a_table_is_no_formula_on_its_way_out(scripted, tmp_path, capsys):
    from openpyxl import load_workbook

    table = tmp_path / "in.csv"
    table.write_text(f'id,text,source\n=1+1,"{GOOD}","=cmd()"\n', encoding="utf-8")
    out = tmp_path / "out.xlsx"
    assert cli.main(["analyze", str(table), "--output", str(out)]) == 0
    cells = [cell for row in load_workbook(out).active.iter_rows() for cell in row]
    assert any(str(cell.value).lstrip("'").startswith("=cmd") for cell in cells)
    assert not any(cell.data_type == "f" for cell in cells)


# The verb documents


@pytest.fixture
def kept(scripted, tmp_path, capsys):
    path = tmp_path / "kept.sqlite"
    (tmp_path / "a.csv").write_text(
        f'id,text,title,source,published\nd1,"{GOOD}",Read,Wire,2022-01-24\n', encoding="utf-8"
    )
    assert cli.main(["analyze", str(tmp_path / "a.csv"), "--store", str(path)]) == 0
    capsys.readouterr()
    return path


def documents(kept, capsys, *words):
    code = cli.main(["documents", *words, "--store", str(kept)])
    shown = capsys.readouterr()
    return code, shown.out + shown.err


def test_documents_are_listed_corrected_and_restored(kept, capsys):
    assert documents(kept, capsys, "corrections") == (0, "document_id,field,read,value,at\n")
    assert documents(
        kept, capsys, "correct", "d1", "--title", "=Right", "--source", "", "--published", "unknown"
    ) == (0, "")
    with Store.open(kept) as store:
        document = store.document("d1")
        assert (document.title, document.source, document.published) == ("=Right", "", None)
        assert set(store.predictions()["source"]) == {""}
    shown = documents(kept, capsys, "corrections")[1]
    assert "Wire" in shown and "2022-01-24" in shown and "=Right" in shown
    assert "published source title" in documents(kept, capsys, "list")[1]
    assert documents(kept, capsys, "correct", "d1", "--published", "2022-01-25")[0] == 0
    with Store.open(kept) as store:
        assert store.document("d1").published == date(2022, 1, 25)
    assert documents(kept, capsys, "restore", "d1") == (0, "")
    with Store.open(kept) as store:
        assert store.document("d1").title == "Read"
        assert store.corrections().empty


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["correct", "d1"], "Nothing was given to correct"),
        (["correct", "nobody", "--title", "x"], "no document 'nobody'"),
        (["restore", "nobody"], "no document 'nobody'"),
        (["correct", "d1", "--published", "soon"], "'soon' is not a day"),
    ],
)
def test_corrections_that_cannot_be_made(kept, capsys, words, said):
    code, shown = documents(kept, capsys, *words)
    assert code == 2 and said in shown


def test_documents_of_no_store(scripted, tmp_path, capsys):
    assert cli.main(["documents", "list", "--store", str(tmp_path / "no.sqlite")]) == 2
    assert "There is no store" in capsys.readouterr().err
    assert not (tmp_path / "no.sqlite").exists()
