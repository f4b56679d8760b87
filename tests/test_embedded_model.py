"""The weights that ship: equal through every engine, and hardly changed by eight bits."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from stance import engines, evaluation
from stance.engines import softmax
from stance.training.rendering import plain

ROOT = Path(__file__).resolve().parents[1]
MODEL = ROOT / "data" / "models" / "stance-minilm"

pytestmark = pytest.mark.torch


@pytest.fixture(scope="module")
def pairs() -> list[tuple[str, str]]:
    lines = evaluation.held_back_lines(ROOT / "data" / "training" / "recipe.toml")
    return [plain(line, slot) for line in lines["test"] for slot, _ in line.labels][:600]


@pytest.fixture(scope="module")
def exact(tmp_path_factory) -> Path:
    """The shipped folder with a full-precision graph made from its own weights."""
    pytest.importorskip("torch")
    pytest.importorskip("onnxscript")
    from stance.engines.packaging import export_onnx

    folder = tmp_path_factory.mktemp("exact") / MODEL.name
    shutil.copytree(MODEL, folder)
    export_onnx(folder, folder / "onnx" / "model.onnx", quantize=False)
    return folder


def test_every_way_to_run_it_gives_the_same_probabilities(exact, pairs):
    import torch
    from transformers import pipeline

    some = pairs[:64]
    onnx = softmax(engines.load_engine(exact, file="onnx/model.onnx").logits(some))
    native = softmax(engines.load_engine(exact, engine="torch").logits(some))
    stock = pipeline(
        "text-classification", model=str(exact), dtype=torch.float32, device="cpu", top_k=None
    )
    labels = engines.describe(exact).labels
    answers = stock([{"text": first, "text_pair": second} for first, second in some])
    scores = [{a["label"]: a["score"] for a in answer} for answer in answers]
    told = np.array([[score[label] for label in labels] for score in scores])
    assert np.abs(onnx - native).max() < 1e-3
    assert np.abs(onnx - told).max() < 1e-3


def test_eight_bits_change_fewer_than_two_labels_in_a_hundred(exact, pairs):
    full = engines.load_engine(exact, file="onnx/model.onnx").logits(pairs).argmax(axis=1)
    eight = engines.load_engine(MODEL).logits(pairs).argmax(axis=1)
    assert (full != eight).mean() < 0.02


def test_eight_bits_cost_less_than_half_a_point(exact):
    lines = evaluation.held_back_lines(ROOT / "data" / "training" / "recipe.toml")["test"][::4]
    full, eight = (
        evaluation.report(evaluation.held_back(lines, engine), draws=10).macro_f1
        for engine in (
            engines.load_engine(exact, file="onnx/model.onnx"),
            engines.load_engine(MODEL),
        )
    )
    assert full - eight < 0.005


def test_what_ships_is_small():
    assert (MODEL / "onnx" / "model_quantized.onnx").stat().st_size <= 25_000_000
