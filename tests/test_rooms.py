"""The rooms of the house: who may import whom, how big a room may be, what no room may say."""

from __future__ import annotations

import ast
import re
import subprocess
import sysconfig
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MODULES = [*sorted((ROOT / "stance").rglob("*.py")), ROOT / "dashboard.py"]
MOST_LINES = 400
MOST_FUNCTION_LINES = 60


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_imports_go_down_only():
    command = Path(sysconfig.get_path("scripts")) / "lint-imports"
    done = subprocess.run(
        [command, "--no-cache", "--no-logo"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_rooms_stay_small(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) < MOST_LINES


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring, which may teach at length."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    if ast.get_docstring(function) is not None:
        first = function.body[0]
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_functions_stay_small(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = {f.name: body_lines(f) for f in functions if body_lines(f) >= MOST_FUNCTION_LINES}
    assert long == {}


#: Common words that stand for a target, and the lists of English words where each is one of
#: hundreds ("to sanction" among the verbs, "embassy" among the nouns of office).
COMMON = {"sanction", "sanctions", "embassy", "embassies", "diplomat", "diplomats"}
VOCABULARY = {"stance/attribution/verbs.py", "stance/attribution/words.py"}


def codebook_words() -> set[str]:
    """Every name of four letters or more that the codebook has for an actor, and target keys.

    Shorter ones ("US") are also parts of ordinary text, and the dotted ones ("U.S.") are
    abbreviations that a sentence splitter must know.
    """
    book = tomllib.loads((ROOT / "data" / "codebook.toml").read_text(encoding="utf-8"))
    names: list[str] = [target["key"] for target in book["target"] if target["key"] not in COMMON]
    for actor in book["actor"]:
        names += [actor["name"], *actor.get("aliases", ()), *actor.get("capitals", ())]
        names += [*actor.get("institutions", ()), *actor.get("members", ())]
        names += [official["name"] for official in actor.get("officials", ())]
    return {name for name in names if len(name) >= 4 and "." not in name}


def spoken_strings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """String literals with their lines, docstrings left out."""
    docstrings = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
        elif isinstance(node, ast.Expr):  # An attribute's docstring.
            first = node
        else:
            continue
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
            docstrings.add(id(first.value))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if id(node) not in docstrings:
                yield node.lineno, node.value


def test_the_scan_sees_strings_but_not_docstrings():
    tree = ast.parse('"""Doc."""\nx = "a"\ny = f"b{x}c"\nclass C:\n    z = 1\n    """Attr."""')
    assert [text for _, text in spoken_strings(tree)] == ["a", "b", "c"]


def words_named(path: Path, words: set[str]) -> list[str]:
    """Where a module's string literals name one of the words."""
    longest_first = sorted(words, key=len, reverse=True)
    pattern = re.compile(r"(?<!\w)(" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")
    found = []
    for line, text in spoken_strings(ast.parse(path.read_text(encoding="utf-8"))):
        # A pattern over several lines has comments of its own.
        match = pattern.search(re.sub(r"#.*", "", text) if "\n" in text else text)
        if match:
            found.append(f"line {line}: {match.group()}")
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_actors_and_targets_are_data_never_code(path):
    names = codebook_words()
    assert len(names) > 100
    words = names if name_of(path) in VOCABULARY else names | COMMON
    assert words_named(path, words) == []


def test_the_scan_finds_a_planted_name(tmp_path):
    planted = tmp_path / "planted.py"
    planted.write_text('"""Ukraine."""\nx = "Ukraine is here"\ny = f"{x} imposes sanctions"\n')
    assert words_named(planted, codebook_words() | COMMON) == [
        "line 2: Ukraine",
        "line 3: sanctions",
    ]
