"""A whole recipe on a small encoder, by the command that makes the shipped weights."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")

import small_models  # noqa: E402
from safetensors.torch import load_file  # noqa: E402

from stance import cli, engines  # noqa: E402
from stance.domain import CLASSES  # noqa: E402
from stance.training import finetune, stages  # noqa: E402

pytestmark = pytest.mark.torch

ROOT = Path(__file__).resolve().parents[1]
RECIPE = """
seed = 1
name = "tiny"
unseen_targets = "whal"
real = "real.jsonl"
annotations = "annotations.jsonl"
asked = ["asked.jsonl"]
later = ["late", "asked"]

[warm_up]
batch_size = 4
max_length = 32
[warm_up.sizes]
nli_pairs = 4
stance_vast = 4

[[stages]]
name = "first"
seed = 1
epochs = 2
leave_out = ["other"]
up_to = { early = 4 }
batch_size = 4
max_length = 32

[[stages]]
name = "second"
seed = 2
epochs = 1
fresh = ["late"]
known = ["asked"]
thin = 0.5
batch_size = 4
max_length = 32
average = 0.5
taught = ["first"]
trust = 0.5
shares = { context = 0.5, strayed = 0.5 }

[[stages]]
name = "both"
mean = { first = 1.0, second = 3.0 }

[public_sizes]
stance_vast = 2

[shares]
other_target = 0.5

[related]
families = ["ban"]
"""


def write_lines(path: Path, records: list[dict[str, object]]) -> None:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")


def passage(verb: str, label: str, target: str = "banning oil") -> dict[str, object]:
    return {
        "target": target, "alt": [], "text": f"{{A}} {verb} it.", "labels": {"A": label},
        "before": "{A} spoke of oil." if verb == "fought" else "",
    }  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("recipe")
    for name in ("training", "passages", "data"):
        (folder / name).mkdir()
    (folder / "training" / "recipe.toml").write_text(RECIPE, encoding="utf-8")
    shutil.copy(ROOT / "data" / "training" / "names.json", folder / "training" / "names.json")
    text = "Oslo backed it."
    from stance.training.annotated import digest

    write_lines(
        folder / "training" / "annotations.jsonl",
        [{"id": digest(text), "file": "stance_vast", "target": "banning gas", "alt": [],
          "spans": [[0, 4, "A"]], "labels": {"A": "favor"}}],
    )  # fmt: skip
    asked = {"target": "gas", "labels": {"A": "favor"}}
    write_lines(
        folder / "training" / "asked.jsonl",
        [{"id": digest(text), "file": "stance_vast", "spans": [[0, 4, "A"]],
          "questions": [asked, {**asked, "target": "oil"}]}],
    )  # fmt: skip
    verbs = {"backed": "favor", "fought": "against", "weighed": "neutral", "saw": "none"}
    early = [passage(verb, label) for verb, label in verbs.items()]
    write_lines(folder / "passages" / "early.jsonl", early * 3)
    write_lines(folder / "passages" / "late.jsonl", [passage("backed", "favor", "taxing fish")] * 4)
    write_lines(folder / "data" / "real.jsonl", [passage("saw", "none", "selling trains")])
    rows = [
        {"text": text, "target": "oil", "label": "favor", "split": "train"},
        {"text": "It rained.", "target": "oil", "label": "none", "split": "train"},
    ]
    pq.write_table(pa.Table.from_pylist(rows * 3), folder / "data" / "stance_vast.parquet")
    pairs = [
        {"premise": "it rained .", "hypothesis": "it was wet .", "label": label, "split": "train"}
        for label in ("entailment", "contradiction", "neutral", "entailment")
    ]
    pq.write_table(pa.Table.from_pylist(pairs), folder / "data" / "nli_pairs.parquet")
    words = "backed fought weighed saw it oil banning taxing fish spoke of rained was wet oslo"
    vocabulary = [*words.split(), ".", ":", "|", "[", "]", *finetune._START_WORDS]
    small_models.encoder(folder / "encoder", sorted(set(vocabulary)))
    return folder


def test_a_stage_knows_later_files_only_by_name(place):
    whole = stages.Workplace(
        place / "training" / "recipe.toml", place / "passages", place / "data", place / "encoder",
        place / "out",
    )  # fmt: skip
    first, second = (
        {line.origin for line in stages._chosen(whole, stages.lines(whole), dict(stage))}
        for stage in whole.settings()["stages"][:2]
    )
    assert {"late", "asked"} <= second
    assert not {"late", "asked"} & first


def test_a_recipe_becomes_a_model_that_answers(place, capsys):
    command = [
        "train", str(place / "training" / "recipe.toml"), "--data", str(place / "data"),
        "--encoder", str(place / "encoder"), "--passages", str(place / "passages"),
        "--output", str(place / "out"),
    ]  # fmt: skip
    assert cli.main(command) == 0
    assert "The model is in" in capsys.readouterr().out
    for stage in ("warm-up", "first", "second", "both"):
        assert (place / "out" / stage / "done").is_file()
    assert (place / "out" / "second" / "taught-1.safetensors").is_file()
    first, second, both = (
        load_file(place / "out" / stage / "model.safetensors")["classifier.bias"]
        for stage in ("first", "second", "both")
    )
    assert torch.allclose(both, (first + 3 * second) / 4)
    engine = engines.load_engine(str(place / "out" / "tiny"))
    assert set(engine.description.labels) == set(CLASSES)
    assert engine.logits([("[E1]: banning oil", "[E1] backed it.")]).shape == (1, 4)
    before = (place / "out" / "second" / "model.safetensors").stat().st_mtime_ns
    assert cli.main(command) == 0  # finished stages are not done again
    assert (place / "out" / "second" / "model.safetensors").stat().st_mtime_ns == before
