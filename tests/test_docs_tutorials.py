"""The tutorials: every command in them runs, in their order, and leaves the files they name."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from stance import cli

ROOT = Path(__file__).resolve().parents[1]
CALL = re.compile(r"^\S*python -m stance +(.+)$", flags=re.MULTILINE)
TABLE = """text,source,published,actor
"We support further sanctions on Russia.",Foreign ministry,2022-02-22,UK
"The United Kingdom will impose new sanctions on Russia this week.",Herald,2022-03-01,
"Sanctions on Russia are a mistake and must be lifted.",Embassy,2022-03-04,RU
"""


def commands(name: str) -> list[list[str]]:
    """The calls in the code blocks of a document."""
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    blocks = re.findall(r"^```\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    return [shlex.split(call) for block in blocks for call in CALL.findall(block)]


def run(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Runs the calls of a document in a folder; what each was."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("BROWSER_PATH", str(folder / "none"))
    ran = []
    for words in commands(name):
        assert cli.build_parser().parse_args(words)
        if words[0] == "serve":  # it would not come back
            continue
        assert cli.main(words) == 0, words
        if "--output" in words:
            assert Path(words[words.index("--output") + 1]).stat().st_size > 0
        ran.append(words[0])
    return ran


def test_the_tutorial_on_the_sample_article_runs(tmp_path, monkeypatch, capfd):
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    ran = run("tutorial.md", tmp_path, monkeypatch)
    assert {"analyze", "positions", "chart", "report"} <= set(ran)
    briefing = (tmp_path / "briefing.html").read_text(encoding="utf-8")
    assert "United States in favor." in briefing
    assert "No two actors are clearly apart yet." in briefing


def test_the_tutorial_on_many_documents_runs(tmp_path, monkeypatch, capfd):
    shutil.copytree(ROOT / "seeds", tmp_path / "archive")
    (tmp_path / "archive" / "statements.csv").write_text(TABLE, encoding="utf-8")
    ran = run("many-documents.md", tmp_path, monkeypatch)
    assert {"analyze", "documents", "positions", "divergence", "chart", "review"} <= set(ran)


@pytest.mark.parametrize("name", ["tutorial.md", "many-documents.md"])
def test_links_of_the_tutorials_lead_somewhere(name):
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)", text):
        assert target.startswith("http") or (ROOT / "docs" / target).exists(), target
