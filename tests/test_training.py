"""Passages, splits and renderings: nothing leaks and nothing is mislabelled on the way."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from stance.errors import InputError
from stance.training import mixture, passages, rendering
from stance.training.passages import Line

ROOT = Path(__file__).resolve().parents[1]
WRITTEN = sorted((ROOT / "data" / "passages").glob("*.jsonl"))
RECIPE = passages.read_recipe(ROOT / "data" / "training" / "recipe.toml")
#: Files about whom somebody judges: who is only judged may go without a label.
JUDGED = {"questions_entities", "questions_opinions", "questions_relations"}
NAMES = rendering.Names.load(ROOT / "data" / "training" / "names.json")


@pytest.fixture(scope="module")
def lines() -> list[Line]:
    return passages.grouped(passages.read(WRITTEN))


def actors(*texts: str) -> set[str]:
    return {m[1] for text in texts for m in passages.SLOT.finditer(text) if m[1] in "ABCD"}


def test_every_actor_slot_has_a_label(lines):
    told: dict[tuple[str, str], set[str]] = {}
    for line in lines:
        labelled = {slot for slot, _ in line.labels}
        told.setdefault((line.text, line.before), set()).update(labelled)
        assert labelled <= actors(line.text, line.target, line.before, *line.wordings), line.text
    for (text, _), labelled in told.items():
        # A mere object of every question may go without.
        asked = actors(text) <= labelled or any(
            line.origin in JUDGED for line in lines if line.text == text
        )
        assert asked, text


def test_twins_stay_on_one_side(lines):
    sides = passages.split(lines, RECIPE["unseen_targets"])
    train = {line.text for line in sides["train"]}
    groups = {line.group for line in sides["train"]}
    for side in ("dev", "test"):
        assert sides[side]
        assert not train & {line.text for line in sides[side]}
        assert not groups & {line.group for line in sides[side]}


def test_a_passage_asked_several_questions_is_several_lines(tmp_path):
    path = tmp_path / "asked.jsonl"
    questions = [
        {"target": "tolls", "labels": {"A": "favor"}},
        {"target": "whaling", "alt": ["hunting whales"], "labels": {"A": "none"}},
    ]
    record = {"text": "{A} agreed.", "before": "Asked.", "kind": "act", "questions": questions}
    path.write_text(json.dumps(record) + "\n", encoding="utf-8")
    first, second = passages.grouped(passages.read([path]))
    assert (first.target, first.text, first.before) == ("tolls", "{A} agreed.", "Asked.")
    assert second.wordings == ("hunting whales",)
    assert first.group == second.group
    # A passage that training may read for one question does not measure the other one.
    sides = passages.split([first, second], "whal")
    assert [line.target for side in sides.values() for line in side] == ["tolls"]


def test_gold_is_not_among_the_passages(lines):
    def words(text: str) -> list[str]:
        return text.lower().split()

    runs = set()
    for line in lines:
        for text in (words(line.text), words(line.before)):
            runs |= {tuple(text[i : i + 9]) for i in range(len(text) - 8)}
    for path in (ROOT / "data" / "gold").glob("*.jsonl"):
        for raw in path.read_text(encoding="utf-8").splitlines():
            text = words(json.loads(raw)["document"])
            assert not runs & {tuple(text[i : i + 9]) for i in range(len(text) - 8)}


def test_no_slot_survives_rendering_and_the_holder_is_marked(lines):
    random = Random(3)
    for line in random.sample(lines, 200):
        for slot, _ in line.labels:
            first, second = rendering.render(line, slot, NAMES, random)
            assert "{" not in first + second
            assert first.startswith("[E1]: ")


class Nothing:
    def draw(self, proposition: str, random: Random) -> str | None:
        return None

    def apart(self, one: str, other: str) -> bool:
        return False


def test_joined_passages_keep_each_actor_its_own_label():
    favor = Line("fining {X}", (), "{A} fines {X}.", (("A", "favor"),), "act", "f")
    against = Line("fining {X}", (), "{A} spares {X}.", (("A", "against"),), "act", "f")
    shares = mixture.Shares(other_target=0, object_holder=0, joined=1, neutral=0)
    examples = mixture.epoch([favor, against] * 20, NAMES, Nothing(), Random(1), shares)
    joined = [e for e in examples if "fines" in e.second and "spares" in e.second]
    assert joined
    for example in joined:
        verb = example.second.split("[E1]", 1)[1].split()[0]
        assert example.label == {"fines": 0, "spares": 1}[verb]


def test_actors_without_a_position_can_be_asked_less():
    line = Line("fining {X}", (), "{A} fines {X}, {B} looks on.",
                (("A", "favor"), ("B", "none")), "act", "f")  # fmt: skip
    shares = mixture.Shares(other_target=0, object_holder=0, joined=0, neutral=0, none=0.25)
    labels = [e.label for e in mixture.epoch([line] * 400, NAMES, Nothing(), Random(1), shares)]
    assert labels.count(0) == 400
    assert 60 < labels.count(3) < 140


def test_a_broken_line_is_named(tmp_path):
    path = tmp_path / "broken.jsonl"
    path.write_text('{"target": "x"}\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"broken\.jsonl, line 1"):
        passages.read([path])
