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


#: Common words that stand for a target. They may be in lists of English vocabulary, one among
#: many ("to sanction" among the verbs, "embassy" among the bodies), and nowhere else.
COMMON = {"sanction", "sanctions", "embassy", "embassies", "diplomat", "diplomats"}


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


def is_docstring(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def spoken_strings(tree: ast.AST) -> Iterator[tuple[ast.Constant, bool]]:
    """String literals without the docstrings, and whether each is split into a list of words."""
    nodes = list(ast.walk(tree))
    silent = {id(node.value) for node in nodes if is_docstring(node)}
    lists = {
        id(node.func.value)
        for node in nodes
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "split"
        and not node.args
    }
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if id(node) not in silent:
                yield node, id(node) in lists


def words_named(path: Path, names: set[str]) -> list[str]:
    """Where a module's string literals name an actor or a target."""
    found = []
    for node, is_list in spoken_strings(ast.parse(path.read_text(encoding="utf-8"))):
        # A pattern over several lines has comments of its own.
        text = re.sub(r"#.*", "", node.value) if "\n" in node.value else node.value
        found += [
            f"line {node.lineno}: {word}"
            for word in (names if is_list else names | COMMON)
            if word in text and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)
        ]
    return sorted(found)


@pytest.fixture(scope="module")
def names() -> set[str]:
    return codebook_words()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_actors_and_targets_are_data_never_code(path, names):
    assert len(names) > 100
    assert words_named(path, names) == []


def test_the_scan_finds_what_is_planted_and_leaves_docstrings_alone(tmp_path, names):
    planted = tmp_path / "planted.py"
    planted.write_text(
        '"""Ukraine."""\n'
        'x = "Ukraine is here"\n'
        'y = f"{x} imposes sanctions"\n'
        'z = "to sanction".split()\n'
        'class C:\n    a = 1\n    """Kremlin."""\n    b = "Kremlin".split()\n'
    )
    assert words_named(planted, names) == [
        "line 2: Ukraine",
        "line 3: sanctions",
        "line 8: Kremlin",
    ]
