"""Gold files, scored items and the figures made from them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stance import cli, codebook, engines, evaluation
from stance.errors import InputError
from stance.evaluation.calibrate import calibrate
from stance.evaluation.gold import codebook_for
from stance.evaluation.scored import Scored

GOLD = sorted((Path(__file__).resolve().parents[1] / "data" / "gold").glob("*.jsonl"))


def scored(gold: str, answer: str, sure: float = 0.9, group: str = "g") -> Scored:
    classes = ("favor", "against", "neutral", "none")
    rest = (1 - sure) / 3
    row = tuple(sure if name == answer else rest for name in classes)
    return Scored("i", group, "", "A", "T", gold, answer, answer, row, True, False)


def test_all_gold_can_be_read_and_no_group_is_in_both_splits():
    items = evaluation.read_gold(GOLD)
    assert len(items) > 500
    sides = {split: {i.group for i in items if i.split == split} for split in ("dev", "test")}
    assert not sides["dev"] & sides["test"]


def test_a_sentence_outside_its_document_is_named(tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps({"id": "a", "document": "x", "sentence": "y", "labels": []}))
    with pytest.raises(InputError, match=r"gold\.jsonl, line 1"):
        evaluation.read_gold([path])


def test_unknown_actors_get_a_codebook_of_their_own():
    item = evaluation.read_gold([p for p in GOLD if p.stem == "other_actors"])[0]
    book = codebook_for([item], codebook.load())
    assert {a.key for a in book.actors} == {entry.actor for entry in item.labels}
    assert all(not t.cues for t in book.targets)


def test_perfect_answers_score_one():
    items = [scored(c, c) for c in ("favor", "against", "neutral", "none")]
    report = evaluation.report(items, draws=20)
    assert (report.macro_f1, report.asserted_right, report.two_way) == (1, 1, 1)


def test_a_wrong_side_lowers_what_it_should():
    items = [scored("favor", "favor"), scored("against", "favor"), scored("none", "none")]
    report = evaluation.report(items, draws=20)
    assert report.asserted_right == 0.5
    assert report.two_way == 0.5
    assert report.confusion[1][0] == 1


def test_calibration_cools_an_overconfident_model():
    items = [scored("favor", "favor", 0.99)] * 6 + [scored("against", "favor", 0.99)] * 4
    assert calibrate([items])["temperature"] > 1.5


def test_a_large_set_does_not_drown_a_small_one():
    sides = [scored("favor", "favor", 0.9), scored("against", "against", 0.9)] * 5
    silent = [scored("none", "none", 0.6)] * 10 + [scored("none", "favor", 0.6)] * 10
    alone = calibrate([sides])["bias"][3]
    both = calibrate([sides, silent])["bias"][3]
    assert calibrate([sides, silent * 9])["bias"][3] == both > alone


def test_the_shipped_calibration_comes_from_its_command(capsys):
    root = GOLD[0].parents[2]
    command = ["evaluate", *map(str, GOLD), "--split", "dev", "--calibrate"]
    assert cli.main([*command, "--held-back", str(root / "data/training/recipe.toml")]) == 0
    shipped = root / "data" / "models" / "stance-minilm" / "calibration.json"
    assert json.loads(capsys.readouterr().out) == json.loads(shipped.read_text(encoding="utf-8"))


def test_the_shipped_model_answers_gold_end_to_end():
    items = evaluation.read_gold([p for p in GOLD if p.stem == "codebook_actors"], "dev")[:6]
    result = evaluation.end_to_end(items, engines.load_engine(), codebook.load())
    assert len(result) == sum(len(item.labels) for item in items)
