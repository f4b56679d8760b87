"""Odd and wrong words on the command line: one line, exit code 2, and nothing done by accident."""

from __future__ import annotations

import io
import json
import os
import socket
import subprocess
import sys
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import small_models as small
from seed_statements import seed_document

from stance import cli, engines
from stance import codebook as codebooks
from stance.domain import COLUMNS
from stance.store import Store

ROOT = Path(__file__).resolve().parents[1]
TABLES = {
    "csv": pd.read_csv,
    "jsonl": lambda path: pd.read_json(path, lines=True),
    "json": pd.read_json,
    "parquet": pd.read_parquet,
    "xlsx": pd.read_excel,
}


def refused(capsys, *words: str) -> str:
    """The one line on stderr of a call that does nothing."""
    assert cli.main(list(words)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    [line] = err.splitlines()
    assert line.startswith("stance: error: ")
    return line


# Names of files


@pytest.mark.parametrize(
    "words",
    [
        ["analyze", ""],
        ["analyze", " ", "--output", "a.csv"],
        ["analyze", "a.txt", "--store", ""],
        ["analyze", "a.txt", "--codebook", ""],
        ["analyze", "a.txt", "--output", ""],
        ["positions", "--store", ""],
        ["chart", "matrix", "--output", ""],
        ["report", "--output", ""],
        ["review", "import", ""],
        ["documents", "list", "--store", ""],
        ["models", "export", "stance-minilm", "--output", ""],
        ["serve", "--store", ""],
    ],
)
def test_an_empty_name_is_not_the_folder_one_stands_in(
    scripted, tmp_path, monkeypatch, capsys, words
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "private.txt").write_text("Russia supports sanctions.", encoding="utf-8")
    assert "the name is empty" in refused(capsys, *words)
    assert scripted.calls == 0
    assert [path.name for path in tmp_path.iterdir()] == ["private.txt"]


@pytest.mark.parametrize("place", ["folder.csv", "none/table.csv"])
def test_a_place_that_cannot_be_written_is_told_before_the_work(scripted, tmp_path, capsys, place):
    (tmp_path / "folder.csv").mkdir()
    text = tmp_path / "text.txt"
    text.write_text("Russia said it supports sanctions.", encoding="utf-8")
    assert "folder" in refused(capsys, "analyze", str(text), "--output", str(tmp_path / place))
    assert scripted.calls == 0


def test_a_folder_without_permission_is_told_before_the_work(
    scripted, tmp_path, capsys, monkeypatch
):
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    line = refused(capsys, "analyze", str(ROOT / "seeds"), "--output", str(tmp_path / "a.csv"))
    assert "may not be written" in line and scripted.calls == 0


# Selections


def test_an_empty_key_is_not_every_key(seed_store, capsys):
    for option, noun in (("--actors", "actor"), ("--targets", "target")):
        line = refused(capsys, "positions", "--store", str(seed_store), option, "")
        assert f"No {noun} is named" in line


def test_days_in_the_wrong_order(seed_store, capsys):
    days = ["--since", "2022-02-01", "--until", "2022-01-01"]
    for verb in (["positions"], ["report", "--output", "a.html"]):
        assert "--until 2022-01-01" in refused(capsys, *verb, "--store", str(seed_store), *days)


@pytest.mark.parametrize("count", ["0", "-3", "many", "1.5"])
def test_a_count_that_is_none(seed_store, capsys, count):
    assert "whole number" in refused(
        capsys, "review", "next", "--store", str(seed_store), "--count", count
    )


# Every table in every format


@pytest.mark.parametrize(
    "words",
    [
        ["positions"],
        ["divergence"],
        ["statements"],
        ["review", "next"],
        ["review", "export"],
        ["review", "agreement"],
        ["documents", "list"],
        ["documents", "unread"],
        ["documents", "corrections"],
        ["documents", "runs"],
        ["documents", "failures"],
    ],
    ids=" ".join,
)
def test_a_table_goes_into_a_file_or_a_pipe(seed_store, tmp_path, capsys, words):
    assert cli.main([*words, "--store", str(seed_store)]) == 0
    piped = capsys.readouterr().out
    heads = piped.splitlines()[0].split(",")
    rows = piped.count("\n") - 1
    for suffix, read in TABLES.items():
        path = tmp_path / f"table.{suffix}"
        assert cli.main([*words, "--store", str(seed_store), "--output", str(path)]) == 0
        frame = read(path)
        # JSON without a row has no names either.
        assert list(frame.columns) == heads or (rows == 0 and suffix.startswith("json"))
        assert len(frame) == rows
    assert (tmp_path / "table.csv").read_bytes().decode() == piped
    assert capsys.readouterr() == ("", "")
    assert ".docx" in refused(capsys, *words, "--store", str(seed_store), "--output", "table.docx")


def test_documents_in_a_pipe_are_whole_and_on_a_terminal_in_columns(
    seed_store, capsys, monkeypatch
):
    title = "A title that is far too long for one column of a terminal, by any measure"
    document = seed_document().id
    assert (
        cli.main(["documents", "correct", document, "--title", title, "--store", str(seed_store)])
        == 0
    )
    assert cli.main(["documents", "list", "--store", str(seed_store)]) == 0
    assert f'"{title}"' in capsys.readouterr().out
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert cli.main(["documents", "list", "--store", str(seed_store)]) == 0
    assert "…" in capsys.readouterr().out
    assert cli.main(["documents", "failures", "--store", str(seed_store)]) == 0
    assert capsys.readouterr().out == "No input failed.\n"


def test_runs_and_failures_of_a_store(scripted, tmp_path, capsys):
    good, kept = tmp_path / "good.txt", str(tmp_path / "kept.sqlite")
    good.write_text("Russia said it supports sanctions.", encoding="utf-8")
    bad = tmp_path / "missing.txt"
    assert cli.main(["analyze", str(good), str(bad), "--store", kept]) == 1
    capsys.readouterr()
    assert cli.main(["documents", "runs", "--store", kept]) == 0
    [_, run] = capsys.readouterr().out.splitlines()
    assert ",finished," in run
    assert cli.main(["documents", "failures", "--store", kept]) == 0
    assert "missing.txt" in capsys.readouterr().out


# Tables whose rows name the holder


def test_every_position_in_a_row_with_an_actor_is_that_actors(scripted, tmp_path):
    table, output = tmp_path / "table.csv", tmp_path / "out.csv"
    table.write_text(
        "id,text,actor\n"
        '1,"We support sanctions. Russia supports sanctions too. The US opposes them.",EU\n'
        "2,The US said it opposes sanctions on Russia.,RU\n"
        "3,The US said it opposes sanctions.,\n",
        encoding="utf-8",
    )
    assert cli.main(["analyze", str(table), "--output", str(output)]) == 0
    frame = pd.read_csv(output)
    held = frame.groupby("document_id")["actor"].agg(set).to_dict()
    assert held == {1: {"EU"}, 2: {"RU"}, 3: {"US"}}
    assert set(frame[frame["document_id"] < 3]["attribution"]) == {"given"}


def test_a_row_with_an_unknown_actor_is_named(scripted, tmp_path, capsys):
    table, output = tmp_path / "table.csv", tmp_path / "out.csv"
    table.write_text(
        "id,text,actor\nfirst,We support sanctions.,EU\nsecond,We support sanctions!,XX\n",
        encoding="utf-8",
    )
    assert cli.main(["analyze", str(table), "--output", str(output)]) == 1
    [line] = capsys.readouterr().err.splitlines()
    assert (
        "table.csv" in line
        and "'second' (We support sanctions!)" in line
        and '"XX"' in line
        and "EU" in line
    )
    assert set(pd.read_csv(output)["document_id"]) == {"first"}


# Gold


def test_a_figure_over_nothing_is_refused(tmp_path, capsys):
    gold = ROOT / "data" / "gold" / "codebook_actors.jsonl"
    line = refused(capsys, "evaluate", str(gold), "--split", "nope")
    assert "'nope'" in line and "dev, test" in line
    empty = tmp_path / "empty.jsonl"
    empty.write_text("\n", encoding="utf-8")
    assert "no gold statement" in refused(capsys, "evaluate", str(empty))
    empty.write_bytes(b"\xff\xfe\x00")
    assert "cannot be read" in refused(capsys, "evaluate", str(empty))
    for place in ("none/scores.json", "."):
        assert "--help" not in refused(capsys, "evaluate", str(gold), "--output", place)


# Models


def test_a_hub_name_without_a_network_is_one_sentence(tmp_path):
    """In a process of its own: what this one has imported already must not help."""
    done = subprocess.run(
        [sys.executable, "-m", "stance", "models", "get", "organisation/name"],
        cwd=tmp_path,
        env=os.environ
        | {"PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path / "hub")},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    assert line.startswith("stance: error: ") and "organisation/name" in line
    assert "model folder" in line


def test_get_tells_what_was_fetched(tmp_path, monkeypatch, capsys):
    from stance.engines import hub

    folder = tmp_path / "fetched"
    small.toy(folder, small.NLI_LABELS)
    monkeypatch.setattr(hub, "fetch", lambda name, **options: folder)
    assert cli.main(["models", "get", "organisation/name"]) == 0
    out = capsys.readouterr().out
    assert "organisation/name" in out and str(folder) in out


@pytest.mark.torch
def test_a_model_is_exported_and_runs_without_torch(tmp_path, capsys):
    source = small.checkpoint(tmp_path / "source", "bert")
    target = tmp_path / "made here"
    assert cli.main(["models", "export", str(source), "--output", str(target)]) == 0
    assert str(target) in capsys.readouterr().out
    assert (target / "onnx" / "model.onnx").is_file()
    assert json.loads((target / "config.json").read_text(encoding="utf-8"))
    assert engines.load_engine(target).name == "onnx"
    assert "there already" in refused(
        capsys, "models", "export", str(source), "--output", str(target)
    )


# The sentences behind the numbers


def statements(capsys, store: Path, *words: str) -> pd.DataFrame:
    assert cli.main(["statements", "--store", str(store), *words]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return pd.read_csv(io.StringIO(out), keep_default_na=False)


def test_statements_are_filtered_as_on_the_page(seed_store, capsys):
    every = statements(capsys, seed_store)
    assert tuple(every.columns[: len(COLUMNS)]) == COLUMNS
    assert set(every["stance"]) <= {"favor", "against", "neutral"}
    for_it = statements(capsys, seed_store, "--stances", "favor")
    assert 0 < len(for_it) < len(every) and set(for_it["stance"]) == {"favor"}
    silent = statements(capsys, seed_store, "--stances", "no_position", "unsure")
    assert len(silent) and set(silent["stance"]) == {""}
    joined = statements(capsys, seed_store, "--stances", "favor,no_position", "unsure")
    assert len(joined) == len(for_it) + len(silent)
    word = every["text"].iloc[0].split()[1].upper()
    found = statements(capsys, seed_store, "--words", word)
    assert len(found) and all(word.lower() in text.lower() for text in found["text"])
    # Words are words, not a pattern, and nothing found is a table without rows.
    assert statements(capsys, seed_store, "--words", ".*").empty
    assert set(statements(capsys, seed_store, "--actors", "US")["actor"]) == {"US"}
    for wrong, said in (("maybe", "'maybe'"), ("favor,maybe", "'maybe'"), (",", "No stance")):
        assert said in refused(capsys, "statements", "--stances", wrong, "--store", str(seed_store))


def test_statements_on_a_terminal_cannot_move_its_cursor(tmp_path, scripted, capsys, monkeypatch):
    text, kept = tmp_path / "text.jsonl", tmp_path / "kept.sqlite"
    row = {"text": "Russia said it supports sanctions.", "source": "Wire\x1b[2J\x07"}
    text.write_text(json.dumps(row), encoding="utf-8")
    assert cli.main(["analyze", str(text), "--store", str(kept)]) == 0
    capsys.readouterr()
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    for words in (["statements"], ["documents", "list"]):
        assert cli.main([*words, "--store", str(kept)]) == 0
        out = capsys.readouterr().out
        assert "Wire" in out
        assert all(letter.isprintable() for letter in out.replace("\n", ""))
    assert cli.main(["statements", "--store", str(kept), "--words", "nothing"]) == 0
    assert capsys.readouterr().out == "No sentence here fits.\n"


# The dashboard


def test_a_port_that_is_taken_or_an_address_of_elsewhere_is_one_sentence(capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert port in refused(capsys, "serve", "--no-browser", "--port", port)
    assert "192.0.2.1" in refused(capsys, "serve", "--no-browser", "--host", "192.0.2.1")


def test_the_server_gets_whole_paths_because_it_starts_elsewhere(tmp_path, monkeypatch):
    from stance.cli import serving

    given: dict[str, str] = {}

    def started(*words, env=None, cwd=None):
        given.update(env or words[2])
        return 0

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STANCE_STORE", "mine.sqlite")
    monkeypatch.setenv("STANCE_CODEBOOK", "book.toml")
    monkeypatch.setenv("STANCE_MODELS", " ")
    monkeypatch.setattr(serving.os, "chdir", lambda folder: None)
    monkeypatch.setattr(serving.os, "execve", started)
    monkeypatch.setattr(serving, "_check_address", lambda host, port: None)
    monkeypatch.setattr(serving.subprocess, "call", started)
    assert cli.main(["serve", "--no-browser"]) == 0
    assert given["STANCE_STORE"] == str(tmp_path.resolve() / "mine.sqlite")
    assert given["STANCE_CODEBOOK"] == str(tmp_path.resolve() / "book.toml")
    assert cli.main(["serve", "--no-browser", "--store", "other.sqlite"]) == 0
    assert given["STANCE_STORE"] == str(tmp_path.resolve() / "other.sqlite")


# Options that would not be heeded, and tables of the program's own


def test_about_is_refused_where_it_would_be_ignored(seed_store, capsys, tmp_path):
    made = ("--store", str(seed_store), "--output", str(tmp_path / "x.html"))
    line = refused(capsys, "chart", "matrix", "--about", "US", *made)
    assert "takes no --about" in line
    assert "profile" in line
    line = refused(capsys, "chart", "profile", "--about", "US", "--actors", "UK", *made)
    assert "--about names US, which --actors leaves out" in line
    assert "takes no --members" in refused(capsys, "chart", "pairs", "--members", "US", *made)
    assert "no actor 'XX'" in refused(capsys, "chart", "profile", "--about", "XX", *made)
    assert not (tmp_path / "x.html").exists()


def test_a_language_that_does_not_exist_is_refused(capsys):
    assert "'xx' is no language" in refused(capsys, "analyze", "seeds", "--languages", "en,xx")


def test_the_table_of_an_earlier_call_is_not_read(scripted, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text("The White House said it supports sanctions.", encoding="utf-8")
    for _ in range(2):
        assert cli.main(["analyze", ".", "--output", "t.csv"]) == 0
    assert pd.read_csv("t.csv")["document_id"].nunique() == 1
    # Named by itself it is an input like any other.
    assert cli.main(["analyze", "t.csv", "--output", "t.csv"]) == 0


def test_documents_are_deleted_all_or_none(seed_store, capsys):
    [known] = Store.open(seed_store).documents()["id"]
    line = refused(capsys, "documents", "delete", known, "nobody", "--store", str(seed_store))
    assert "'nobody'" in line
    with Store.open(seed_store) as kept:
        assert len(kept.documents()) == 1
    assert cli.main(["documents", "delete", known, "--store", str(seed_store)]) == 0
    with Store.open(seed_store) as kept:
        assert kept.documents().empty
        assert kept.predictions().empty


def test_an_actor_and_a_target_are_added_and_tried(scripted, capsys, tmp_path):
    file = tmp_path / "own.toml"
    given = ("--codebook", str(file))
    add = ["codebook", "add-actor", "TR", "Türkiye", "--aliases", "Ankara's men"]
    assert cli.main([*add, "--official", "Ada Frost", "minister", "2020-01-01", "-", *given]) == 0
    add = ["codebook", "add-target", "arms", "Arms", "--proposition", "delivering arms"]
    assert cli.main([*add, "--cues", "arms", "--cues-with", "send", *given]) == 0
    book = codebooks.load(file)
    [official] = book.actor("TR").officials
    assert (official.name, official.role, official.start) == (
        "Ada Frost", "minister", date(2020, 1, 1),
    )  # fmt: skip
    assert book.target("arms").cues == ("arms",)
    assert book.target("arms").cues_with == ("send",)
    capsys.readouterr()
    assert cli.main(["codebook", "try", "Türkiye supports arms deliveries. So.", *given]) == 0
    told = capsys.readouterr().out
    assert "TR" in told
    assert "Arms" in told
    assert "Not asked about: no actor was found in it." in told
    assert "'XX'" in refused(capsys, "codebook", "try", "So.", "--actor", "XX", *given)
    before = file.read_text(encoding="utf-8")
    refused(capsys, "codebook", "add-actor", "TR", "Twice", *given)
    wrong = ("--official", "Ada", "Frost", "minister", "-", "-")
    assert "5 words" in refused(capsys, "codebook", "add-actor", "B", "Bel", *wrong, *given)
    assert file.read_text(encoding="utf-8") == before
