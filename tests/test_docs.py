"""The documents say what the program does, and the program says it too."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from stance import cli

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
VERBS = pytest.mark.parametrize("verb", cli.VERBS, ids=lambda verb: verb.name)


def readme() -> str:
    return README.read_text(encoding="utf-8")


@VERBS
def test_every_verb_is_in_the_readme(verb):
    assert re.search(rf"stance {verb.name}\b", readme())


@VERBS
def test_every_verb_has_help_with_examples(verb, capsys):
    with pytest.raises(SystemExit) as left:
        cli.main([verb.name, "--help"])
    assert left.value.code == 0
    shown = capsys.readouterr().out
    assert verb.summary.endswith(".") and verb.summary in shown.replace("\n", " ")
    assert f"examples:\n  python -m stance {verb.name}" in shown


@VERBS
def test_every_option_has_help(verb):
    [verbs] = [one for one in cli.build_parser()._actions if one.dest == "verb"]
    options = [one for one in verbs.choices[verb.name]._actions if one.dest != "action"]
    assert [one.dest for one in options if not one.help] == []


@VERBS
def test_every_example_is_a_call_that_is_understood(verb):
    for example in verb.examples:
        words = shlex.split(example.partition("|")[0])
        assert cli.build_parser().parse_args(words).verb == verb.name


def test_every_call_in_the_readme_is_understood():
    calls = re.findall(r"^\S*python -m stance +(.+)$", readme(), flags=re.MULTILINE)
    assert calls
    for call in calls:
        words = shlex.split(call.partition("#")[0].partition("|")[0])
        assert cli.build_parser().parse_args(words)


def test_every_make_target_in_the_readme_exists():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, flags=re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z]+)", readme()))
    assert {"run", "test"} <= named <= targets


def test_every_picture_and_link_in_the_readme_is_there():
    for target in re.findall(r"\]\(([^)#\s]+)", readme()):
        assert target.startswith("http") or (ROOT / target).exists(), target


def test_the_changelog_begins_with_this_version():
    from stance import __version__

    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## (\S+)", text, flags=re.MULTILINE).group(1) == __version__
