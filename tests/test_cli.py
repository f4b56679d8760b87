"""The command line as a person or a script meets it: words, exit codes, files, pipes."""

from __future__ import annotations

import csv
import io
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pandas as pd
import pytest

from stance import cli
from stance.cli.drawing import CHART_NAMES
from stance.cli.terminal import Bar
from stance.domain import COLUMNS, Progress

ROOT = Path(__file__).resolve().parents[1]
TEXT = (
    "The State Department said it supports withdrawing embassy staff from Kyiv. "
    "Ukraine said it opposes withdrawing embassy staff from Kyiv."
)


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "2022-01-24-article.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def kept(scripted, article, tmp_path, capsys):
    """A store that holds the article."""
    path = tmp_path / "kept.sqlite"
    assert cli.main(["analyze", str(article), "--store", str(path)]) == 0
    capsys.readouterr()
    return path


@pytest.fixture
def terminal(monkeypatch):
    """Make stdout look like a terminal from the call on: the capture changes it before each."""
    return lambda: monkeypatch.setattr(sys.stdout, "isatty", lambda: True)


def complaints(capsys) -> list[str]:
    lines = capsys.readouterr().err.splitlines()
    assert all(line.startswith("stance: error: ") for line in lines), lines
    return [line.removeprefix("stance: error: ") for line in lines]


def fresh(*words: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """The program in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "stance", *words],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"} | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=240,
    )


# analyze


def test_a_pipe_gets_the_canonical_table(scripted, article, capsys, own_store):
    assert cli.main(["analyze", str(article)]) == 0
    out, err = capsys.readouterr()
    rows = list(csv.DictReader(io.StringIO(out)))
    assert tuple(rows[0]) == COLUMNS
    assert {row["actor"] for row in rows} >= {"US", "UA"}
    assert {row["published"] for row in rows} == {"2022-01-24"}
    assert err == ""
    assert not own_store.exists()


def test_a_terminal_gets_a_summary_and_the_results_are_kept(
    scripted, article, capsys, own_store, terminal
):
    terminal()
    assert cli.main(["analyze", str(article)]) == 0
    out = capsys.readouterr().out
    assert out.splitlines()[0].split()[:3] == ["target", "actor", "position"]
    assert "US" in out and str(own_store) in out
    assert own_store.is_file()


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet", "xlsx"])
def test_every_table_format(scripted, article, tmp_path, capsys, own_store, suffix):
    output = tmp_path / f"table.{suffix}"
    assert cli.main(["analyze", str(article), "--output", str(output)]) == 0
    assert capsys.readouterr() == ("", "")
    assert not own_store.exists()
    read = {
        "csv": pd.read_csv,
        "jsonl": lambda path: pd.read_json(path, lines=True),
        "parquet": pd.read_parquet,
        "xlsx": pd.read_excel,
    }[suffix]
    frame = read(output)
    assert tuple(frame.columns[: len(COLUMNS)]) == COLUMNS
    assert set(frame["actor"]) >= {"US", "UA"}


def test_a_second_run_gives_the_same_bytes(scripted, article, tmp_path):
    outputs = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for output in outputs:
        cli.main(["analyze", str(article), "--output", str(output)])
    assert outputs[0].read_bytes() == outputs[1].read_bytes()


def test_a_store_saves_the_work(scripted, article, tmp_path, capsys):
    command = ["analyze", str(article), "--store", str(tmp_path / "s.sqlite")]
    assert cli.main(command) == 0
    first, calls = capsys.readouterr().out, scripted.calls
    assert cli.main(command) == 0
    assert capsys.readouterr().out == first
    assert scripted.calls == calls


def test_the_output_holds_only_the_inputs_of_the_call(scripted, kept, tmp_path):
    other, output = tmp_path / "other.txt", tmp_path / "other.csv"
    other.write_text("Russia said it supports withdrawing embassy staff.", encoding="utf-8")
    assert cli.main(["analyze", str(other), "--store", str(kept), "--output", str(output)]) == 0
    assert set(pd.read_csv(output)["text"]) == {other.read_text(encoding="utf-8")}


BAD = {
    "missing.txt": None,
    "empty.txt": b"",
    "binary.txt": bytes(range(256)) * 40,
    "no_text_column.csv": b"title,body\na,b\n",
}


def write_bad(folder: Path, name: str) -> Path:
    if BAD[name] is not None:
        (folder / name).write_bytes(BAD[name])
    return folder / name


@pytest.mark.parametrize("name", BAD)
def test_a_bad_input_alone_is_two(scripted, tmp_path, capsys, name):
    output = tmp_path / "table.csv"
    assert cli.main(["analyze", str(write_bad(tmp_path, name)), "--output", str(output)]) == 2
    [complaint] = complaints(capsys)
    assert name in complaint
    assert not output.exists()


@pytest.mark.parametrize("name", BAD)
def test_a_bad_input_among_good_ones_is_one(scripted, article, tmp_path, capsys, name):
    output = tmp_path / "table.csv"
    bad = write_bad(tmp_path, name)
    assert cli.main(["analyze", str(bad), str(article), "--output", str(output)]) == 1
    [complaint] = complaints(capsys)
    assert name in complaint
    assert set(pd.read_csv(output)["actor"]) >= {"US", "UA"}


def test_all_bad_inputs_at_once(scripted, article, tmp_path, capsys):
    bad = [str(write_bad(tmp_path, name)) for name in BAD]
    output = tmp_path / "table.csv"
    assert cli.main(["analyze", *bad, str(article), "--output", str(output)]) == 1
    assert len(complaints(capsys)) == len(BAD)
    assert cli.main(["analyze", *bad, "--output", str(output)]) == 2
    assert len(complaints(capsys)) == len(BAD)


def test_a_codebook_with_a_name_twice(scripted, article, tmp_path, capsys):
    book = tmp_path / "book.toml"
    book.write_text(
        '[[actor]]\nkey = "A"\nname = "Able"\naliases = ["Same"]\n'
        '[[actor]]\nkey = "B"\nname = "Baker"\naliases = ["Same"]\n'
        '[[target]]\nkey = "t"\nname = "T"\nproposition = "doing it"\n',
        encoding="utf-8",
    )
    assert cli.main(["analyze", str(article), "--codebook", str(book)]) == 2
    [complaint] = complaints(capsys)
    assert "book.toml" in complaint and "Same" in complaint


def test_an_unknown_model(article, capsys):
    assert cli.main(["analyze", str(article), "--model", "no-such-model"]) == 2
    [complaint] = complaints(capsys)
    assert "no-such-model" in complaint


def test_an_engine_that_is_not_there(scripted, article, capsys):
    assert cli.main(["analyze", str(article), "--engine", "ray"]) == 2
    [complaint] = complaints(capsys)
    assert "'ray'" in complaint and "local" in complaint


def test_a_format_that_cannot_be_written_is_told_before_the_work(scripted, article, capsys):
    assert cli.main(["analyze", str(article), "--output", "table.docx"]) == 2
    [complaint] = complaints(capsys)
    assert ".docx" in complaint and ".csv" in complaint
    assert scripted.calls == 0


def test_a_codebook_of_ones_own(scripted, tmp_path, capsys):
    book, text = tmp_path / "book.toml", tmp_path / "text.txt"
    book.write_text(
        '[[actor]]\nkey = "TR"\nname = "Türkiye"\n'
        '[[target]]\nkey = "arms"\nname = "Arms"\nproposition = "delivering arms"\n'
        'cues = ["arms"]\n',
        encoding="utf-8",
    )
    text.write_text("Türkiye said it supports delivering arms.", encoding="utf-8")
    assert cli.main(["analyze", str(text), "--codebook", str(book)]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["actor"], row["target"], row["stance"]) for row in rows] == [
        ("TR", "arms", "favor")
    ]


# Tables and charts from a store


@pytest.mark.parametrize("verb", ["positions", "divergence"])
def test_measures_of_a_store(kept, capsys, verb, tmp_path):
    assert cli.main([verb, "--store", str(kept)]) == 0
    piped = capsys.readouterr().out
    output = tmp_path / "table.csv"
    assert cli.main([verb, "--store", str(kept), "--output", str(output)]) == 0
    assert pd.read_csv(io.StringIO(piped)).equals(pd.read_csv(output))
    assert "embassy_withdrawal" in piped


def test_positions_month_by_month(kept, capsys):
    assert cli.main(["positions", "--store", str(kept), "--by", "month"]) == 0
    frame = pd.read_csv(io.StringIO(capsys.readouterr().out))
    assert set(frame["step"]) == {"month"}
    assert (frame["start"].dropna().str[-2:] == "01").all()
    assert cli.main(["positions", "--store", str(kept)]) == 0
    whole = pd.read_csv(io.StringIO(capsys.readouterr().out))
    assert frame["n"].sum() >= whole["n"].sum() > 0


def test_a_step_that_is_none_is_told(kept, capsys):
    assert cli.main(["positions", "--store", str(kept), "--by", "fortnight"]) == 2
    assert "week, month, quarter, year" in complaints(capsys)[0]


def test_a_wider_level_is_a_wider_interval(kept, capsys):
    widths = []
    for level in ("0.5", "0.95"):
        assert cli.main(["positions", "--store", str(kept), "--level", level]) == 0
        frame = pd.read_csv(io.StringIO(capsys.readouterr().out))
        widths.append((frame["high"] - frame["low"]).max())
    assert widths[0] < widths[1]


@pytest.mark.parametrize("level", ["0", "1", "ninety"])
def test_a_level_out_of_range(kept, capsys, level):
    assert cli.main(["positions", "--store", str(kept), "--level", level]) == 2
    assert "between 0 and 1" in complaints(capsys)[0]


def test_a_selection(kept, capsys):
    command = ["positions", "--store", str(kept), "--actors", "US", "--targets"]
    assert cli.main([*command, "embassy_withdrawal"]) == 0
    frame = pd.read_csv(io.StringIO(capsys.readouterr().out))
    assert frame[["actor", "target"]].values.tolist() == [["US", "embassy_withdrawal"]]
    assert cli.main(["positions", "--store", str(kept), "--since", "2022-02-01"]) == 0
    assert pd.read_csv(io.StringIO(capsys.readouterr().out)).empty


def test_an_empty_selection_on_a_terminal_is_a_sentence(kept, capsys, terminal):
    terminal()
    assert cli.main(["positions", "--store", str(kept), "--since", "2022-02-01"]) == 0
    assert capsys.readouterr().out.strip().endswith("here.")


def test_an_unknown_key_and_a_bad_day(kept, capsys):
    assert cli.main(["positions", "--store", str(kept), "--actors", "XX"]) == 2
    [complaint] = complaints(capsys)
    assert "'XX'" in complaint and "US" in complaint
    assert cli.main(["positions", "--store", str(kept), "--since", "24.1.2022"]) == 2
    assert "YYYY-MM-DD" in complaints(capsys)[0]


def test_no_store_yet(capsys, own_store):
    for words in (["positions"], ["divergence"], ["chart", "matrix", "--output", "m.html"]):
        assert cli.main(words) == 2
        [complaint] = complaints(capsys)
        assert str(own_store) in complaint and "analyze" in complaint
    assert not own_store.exists()


@pytest.mark.parametrize("name", CHART_NAMES)
def test_charts_without_a_browser(kept, tmp_path, capsys, name):
    for suffix in ("html", "json", "csv"):
        output = tmp_path / f"{name}.{suffix}"
        assert cli.main(["chart", name, "--store", str(kept), "--output", str(output)]) == 0
        assert output.stat().st_size > 50
    figure = json.loads((tmp_path / f"{name}.json").read_text(encoding="utf-8"))
    # Two actors and no bloc's member give no map and no dispersion, only a sentence that says so.
    assert bool(figure["data"]) is (name not in ("map", "dispersion"))
    assert "<script" in (tmp_path / f"{name}.html").read_text(encoding="utf-8")
    assert capsys.readouterr() == ("", "")


def test_a_chart_shows_only_what_is_asked_for(kept, tmp_path):
    output = tmp_path / "matrix.json"
    command = ["chart", "matrix", "--store", str(kept), "--output", str(output)]
    assert cli.main([*command, "--actors", "US,UA", "--targets", "embassy_withdrawal"]) == 0
    drawn = output.read_text(encoding="utf-8")
    assert "United States" in drawn and "European Union" not in drawn


@pytest.mark.browser
@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_charts_as_images(kept, tmp_path, suffix):
    output = tmp_path / f"matrix.{suffix}"
    assert cli.main(["chart", "matrix", "--store", str(kept), "--output", str(output)]) == 0
    begin = {"png": b"\x89PNG", "svg": b"<svg", "pdf": b"%PDF"}[suffix]
    assert output.read_bytes().startswith(begin)


def test_an_unknown_chart_and_an_unknown_format(kept, capsys):
    assert cli.main(["chart", "pie", "--store", str(kept), "--output", "a.svg"]) == 2
    assert "matrix" in complaints(capsys)[0]
    assert cli.main(["chart", "matrix", "--store", str(kept), "--output", "a.gif"]) == 2
    assert ".gif" in complaints(capsys)[0]


def test_the_names_of_the_charts_are_those_of_the_room():
    from stance.charts import CHARTS

    assert tuple(CHARTS) == CHART_NAMES


# The program as a whole


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["frobnicate"],
        ["analyze"],
        ["analyze", "seeds/", "--frobnicate"],
        ["serve", "--port", "many"],
        ["chart", "matrix"],
    ],
)
def test_a_wrong_call_is_one_line_and_two(capsys, words):
    assert cli.main(words) == 2
    [complaint] = complaints(capsys)
    assert "--help" in complaint


def test_ctrl_c_is_one_line_and_130(scripted, article, capsys, monkeypatch):
    def interrupted(pairs):
        raise KeyboardInterrupt

    monkeypatch.setattr(scripted, "logits", interrupted)
    assert cli.main(["analyze", str(article)]) == 130
    assert len(complaints(capsys)) == 1


def test_a_reader_that_has_seen_enough(tmp_path):
    """`… | head -1`: no traceback, no complaint."""
    program = "import sys; from stance.cli import main; sys.exit(main(['doctor']))"
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"STANCE_STORE": str(tmp_path / "none.sqlite")},
    )
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=120) == 0
    assert err == b""


def test_doctor_tells_what_there_is(capsys, own_store):
    assert cli.main(["doctor"]) == 0
    out = capsys.readouterr().out
    for word in ("python", "cores", "codebook", "digest", "model", "images", "store"):
        assert word in out
    assert str(own_store) in out and "pandas" in out and "torch" in out


def test_doctor_tells_of_trouble_and_ends_well(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("STANCE_CODEBOOK", str(tmp_path / "gone.toml"))
    assert cli.main(["doctor"]) == 0
    assert "TROUBLE" in capsys.readouterr().out


def test_models_list_and_show(capsys):
    assert cli.main(["models", "list"]) == 0
    names = [line.split()[0] for line in capsys.readouterr().out.splitlines()[1:]]
    assert names
    assert cli.main(["models", "show", names[0]]) == 0
    out = capsys.readouterr().out
    assert names[0] in out and "digest" in out
    assert cli.main(["models", "show", "no-such-model"]) == 2
    assert "no-such-model" in complaints(capsys)[0]


def test_serve_listens_on_this_machine_only(monkeypatch):
    from stance.cli import serving

    parsed = cli.build_parser().parse_args(["serve", "--port", "8600", "--no-browser"])
    words = serving.command(parsed)
    assert words[words.index("--server.address") + 1] == "127.0.0.1"
    assert words[words.index("--server.port") + 1] == "8600"
    assert words[words.index("--server.headless") + 1] == "true"
    assert words[words.index("--browser.gatherUsageStats") + 1] == "false"
    assert words[words.index("--server.showEmailPrompt") + 1] == "false"
    assert words[words.index("--logger.hideWelcomeMessage") + 1] == "true"


def test_serve_answers_and_ends_when_told(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "stance", "serve", "--no-browser", "--port", str(port)],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert answers(port)
    finally:
        process.terminate()
        process.wait(timeout=30)
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def answers(port: int) -> bool:
    """Whether the page server says within two minutes that it is well."""
    for _ in range(240):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health") as reply:
                return reply.status == 200
        except OSError:
            time.sleep(0.5)
    return False


def test_the_bar_shows_on_a_terminal_and_nowhere_else():
    step = Progress(1, 4, "a/long/path/to/some/folder/with/an/article.txt", "analysed")
    pipe = io.StringIO()
    Bar(pipe).show(step)
    assert pipe.getvalue() == ""
    screen = io.StringIO()
    screen.isatty = lambda: True
    Bar(screen).show(step)
    assert "1 of 4" in screen.getvalue() and "article.txt" in screen.getvalue()
    assert "\n" not in screen.getvalue()


# In a process of its own, with the model that ships


def test_the_sample_article_from_another_folder_with_a_blank_in_its_path(tmp_path):
    folder = tmp_path / "a folder with blanks"
    folder.mkdir()
    done = fresh("analyze", str(ROOT / "seeds"), "--output", "the table.csv", cwd=folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    first = (folder / "the table.csv").read_bytes()
    frame = pd.read_csv(folder / "the table.csv", keep_default_na=False)
    text = (next((ROOT / "seeds").glob("*.txt"))).read_text(encoding="utf-8")
    assert all(text[row.start : row.end] == row.text for row in frame.itertuples())
    assert {"US", "UK", "EU", "RU"} <= set(frame["actor"])
    again = fresh("analyze", str(ROOT / "seeds"), "--output", "the table.csv", cwd=folder)
    assert again.returncode == 0
    assert (folder / "the table.csv").read_bytes() == first
    assert sorted(path.name for path in folder.iterdir()) == ["the table.csv"]


def test_a_fresh_process_loads_no_torch_and_no_page_server(tmp_path):
    program = (
        "import sys, json; from stance.cli import main; "
        f"code = main(['analyze', {str(ROOT / 'seeds')!r}, '--output', 'table.csv']); "
        "print(json.dumps([code, sorted(sys.modules)]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=240,
    )
    code, modules = json.loads(done.stdout)
    assert code == 0
    assert {"torch", "streamlit"} & set(modules) == set()
