"""Curves, wordings, exchanged actors, public sets and the page of scores."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stance import cli, codebook, engines, evaluation
from stance.domain import CLASSES
from stance.errors import InputError
from stance.evaluation import curves, public_sets, swaps, wordings
from stance.evaluation.calibrate import calibrate
from stance.evaluation.scored import Scored
from stance.export.scores import score_page
from stance.training import annotated
from stance.training.passages import Line

ROOT = Path(__file__).resolve().parents[1]
RECIPE = ROOT / "data" / "training" / "recipe.toml"


def scored(gold: str, answer: str, sure: float = 0.9, actor: str = "A") -> Scored:
    rest = (1 - sure) / 3
    row = tuple(sure if name == answer else rest for name in CLASSES)
    return Scored("i", "g", "", actor, "T", gold, answer, answer, row, True, False)


class WordCounter:
    """An engine that looks at words only, so that a test knows what it must answer."""

    name = "words"

    def __init__(self) -> None:
        self.description = replace(
            engines.load_engine().description, labels=CLASSES, calibration={}
        )

    def logits(self, pairs):
        rows = []
        for first, second in pairs:
            judged = second.split("|")[-1]
            place = 3
            if "[E1] backed" in judged:
                place = 0
            elif "[E1] fought" in judged or "fought by [E1]" in judged:
                place = 1
            if "otherwise" in first:
                place = 2
            rows.append([6.0 if index == place else 0.0 for index in range(4)])
        return np.array(rows, dtype=np.float32).reshape(-1, 4)


def line(text: str, target: str = "closing the port", **fields: object) -> Line:
    labels = tuple((slot, "none") for slot in "ABC" if "{" + slot in text)
    return Line(target, (), text, labels, "act", "", **fields)


def test_reliability_tells_how_often_a_certainty_is_right():
    items = [scored("favor", "favor", 0.95)] * 3 + [scored("against", "favor", 0.95)]
    (one,) = curves.reliability(items)
    assert (one.accuracy, one.items) == (0.75, 4)
    assert one.confidence == pytest.approx(0.95)


def test_coverage_starts_with_the_surest():
    items = [scored("favor", "favor", 0.95), scored("against", "favor", 0.5)]
    points = {point.coverage: point.accuracy for point in curves.coverage(items)}
    assert points[0.5] == 1.0
    assert points[1.0] == 0.5


def test_each_actor_has_its_own_scores():
    items = [scored("favor", "favor", actor="A")] * 2 + [scored("favor", "none", actor="B")]
    one, other = curves.parts(items, lambda item: item.actor)
    assert (one.key, one.accuracy, other.key, other.accuracy) == ("A", 1.0, "B", 0.0)


def test_a_flipped_label_counts_as_sensitive_to_wording():
    steady = replace(line("{A} backed it"), wordings=("shutting the port",))
    fickle = replace(line("{A} backed it"), wordings=("putting it otherwise",))
    assert wordings.of_lines([steady], WordCounter()).flipped == 0
    assert wordings.of_lines([steady, fickle], WordCounter()).flipped == 0.5


def test_exchanging_actors_changes_no_label_where_all_are_found():
    book = codebook.load()
    lines = [
        line("{A} backed it, but {B.leader} disagreed."),
        line("It was fought by {A.cap}.", before="The plan of {B} was new."),
    ]
    swap = swaps.exchange(lines, WordCounter(), book)
    assert (swap.items, swap.changed, swap.gap) == (3, 0.0, 0.0)
    assert set(swap.found.values()) == {1.0}


def test_an_actor_that_attribution_misses_shows_in_the_gap(monkeypatch):
    told = swaps._form
    monkeypatch.setattr(
        swaps, "_form", lambda actor, *rest: "It" if actor.key == "US" else told(actor, *rest)
    )
    swap = swaps.exchange([line("{A} backed it.")], WordCounter(), codebook.load())
    assert (swap.found["US"], swap.found["EU"]) == (0.0, 1.0)
    assert (swap.gap, swap.changed) == (1.0, 1.0)


def table(folder: Path, name: str, rows: list[dict[str, str]]) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows), path)


def test_public_sets_mark_holder_and_target(tmp_path):
    row = {
        "text": "Smith backed Jones.", "holder": "Anna Smith", "target": "Bob Jones",
        "label": "favor", "split": "valid", "context": "It was late | very late.",
        "target_type": "People", "doc": "d", "explicit": "1",
    }  # fmt: skip
    table(tmp_path, "eval/stance_seesaw_entity_to_entity.parquet", [row])
    one = next(one for one in public_sets.SETS if one.name.startswith("SEESAW"))
    assert one.pairs(row)[0] == (
        "[E1]: supporting [E2]",
        "It was late / very late. | [E1] backed [E2].",
    )
    (item,) = public_sets.score(one, tmp_path, WordCounter())
    assert item.answer == item.gold == "favor"
    assert public_sets.two_way([item]) == 1.0


def test_a_set_in_brackets_knows_its_holder():
    row = {"marked": "[Oslo] fought [Rome]s plan.", "holder": "Rome", "label": "none"}
    one = next(one for one in public_sets.SETS if one.name.startswith("DSE"))
    assert one.pairs(row)[0][1] == "[E2] fought [E1]s plan."


def test_neutral_and_none_are_one_class_there(tmp_path):
    row = {"text": "It rained.", "target": "rain", "label": "none", "split": "dev", "holder": ""}
    table(tmp_path, "train/stance_vast.parquet", [row])
    (item,) = public_sets.score(public_sets.SETS[0], tmp_path, WordCounter())
    assert item.answer == "none"
    assert sum(item.probabilities) == pytest.approx(1)


def test_a_missing_public_set_is_named(tmp_path, capsys):
    assert cli.main(["evaluate", "--data", str(tmp_path)]) == 2
    assert "stance_vast" in capsys.readouterr().err


def test_the_page_of_scores_needs_nothing_from_outside():
    items = [scored(c, c) for c in CLASSES] * 5
    about = {
        "model": "m<b>", "engine": "e", "split": "dev", "codebook": "c",
        "sets": {"one & two": evaluation.report(items, draws=20).record()},
        "swap": {"gap": 0.0, "found": {"US": 1.0}},
    }  # fmt: skip
    page = score_page(about)
    assert "one &amp; two" in page and "m&lt;b&gt;" in page
    assert page.count("Plotly.newPlot") == 3
    assert '<script src="http' not in page


def test_an_evaluation_is_written_as_json_or_page_only(capsys):
    assert cli.main(["evaluate", "x.jsonl", "--output", "scores.pdf"]) == 2
    assert "scores.pdf" in capsys.readouterr().err


def test_calibration_mends_a_class_that_training_made_too_likely():
    items = [scored("favor", "none", 0.6)] * 7 + [scored("none", "none", 0.6)] * 3
    assert calibrate([items])["bias"][3] < 0


def test_annotations_find_their_sentences(tmp_path):
    text = "Oslo  said Rome was late. “Never,” it added."
    table(tmp_path, "some_set.parquet", [{"text": text}])
    record = {
        "id": annotated.digest("Oslo said Rome was late."), "file": "some_set",
        "target": "helping {B}", "alt": ["aiding {B}"], "spans": [[0, 4, "A"], [10, 14, "B"]],
        "labels": {"A": "none", "B": "none"},
    }  # fmt: skip
    notes = tmp_path / "notes.jsonl"
    notes.write_text(json.dumps(record), encoding="utf-8")
    (found,) = annotated.read(notes, tmp_path)
    assert found.text == "{A} said {B} was late."
    notes.write_text(json.dumps({**record, "id": "00000000"}), encoding="utf-8")
    with pytest.raises(InputError, match="no sentence 00000000"):
        annotated.read(notes, tmp_path)


def test_every_annotation_is_sound():
    for number, raw in enumerate(
        (ROOT / "data" / "training" / "annotations.jsonl").read_text("utf-8").splitlines(), 1
    ):
        record = json.loads(raw)
        slots = {slot for _, _, slot in record["spans"]}
        assert slots == set(record["labels"]), number
        assert set(record["labels"].values()) <= set(CLASSES), number
        ends = [0]
        for start, end, _ in sorted(record["spans"]):
            assert ends[-1] <= start < end, number
            ends.append(end)


def test_a_target_is_new_when_training_asked_nothing_like_it():
    known = evaluation.trained(RECIPE)
    assert known.knows("imposing sanctions on Russia")
    assert not known.knows("gilding the dome of the observatory")
