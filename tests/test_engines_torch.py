"""Real architectures with random weights: ONNX, torch and stock transformers must agree."""

import itertools
import json
import os

import numpy as np
import pytest
import small_models as small

pytest.importorskip("torch")
pytest.importorskip("onnxscript")

from stance import engines
from stance.engines.packaging import export_onnx, round_weights
from stance.errors import ModelError

pytestmark = pytest.mark.torch

#: Where the stock zero-shot pipeline's choice of the opposite class is the right one.
STOCK_IS_RIGHT = {
    ("contradiction", "entailment", "neutral"),
    ("contradiction", "neutral", "entailment"),
    ("entailment", "neutral", "contradiction"),
}
ORDERS = [*itertools.permutations(small.NLI_LABELS), *itertools.permutations(small.TWO_LABELS)]
PREMISE = "Alba (the minister): we oppose the measures , москва said ."
HYPOTHESES = [
    "alba supports sanctions .",
    "alba opposes sanctions .",
    "the bloc does not take a side",
]


@pytest.fixture(scope="session")
def nli(tmp_path_factory):
    """For each architecture and number of classes a checkpoint, made once."""
    made = {}

    def get(architecture, classes=3):
        key = architecture, classes
        if key not in made:
            labels = small.NLI_LABELS if classes == 3 else small.TWO_LABELS
            folder = tmp_path_factory.mktemp("nli") / f"{architecture}-{classes}"
            made[key] = small.checkpoint(folder, architecture, labels, seed=classes)
        return made[key]

    return get


@pytest.fixture(scope="session")
def exported(nli):
    """The same with an ONNX file beside the safetensors."""

    def get(architecture, classes=3):
        folder = nli(architecture, classes)
        if not (folder / "onnx" / "model.onnx").is_file():
            export_onnx(folder, folder / "onnx" / "model.onnx", quantize=False)
        return folder

    return get


@pytest.fixture(scope="session")
def stance_bert(tmp_path_factory):
    folder = small.checkpoint(tmp_path_factory.mktemp("s") / "bert", "bert", small.STANCE_LABELS)
    export_onnx(folder, folder / "onnx" / "model.onnx", quantize=False)
    export_onnx(folder, folder / "onnx" / "model_quantized.onnx", quantize=True)
    return folder


def stock_probabilities(folder, pairs, cut, limit=48):
    """What stock transformers says, columns in the model's order."""
    from transformers import pipeline

    stock = pipeline("text-classification", model=str(folder), device="cpu")
    names = list(json.loads((folder / "config.json").read_text("utf-8"))["id2label"].values())
    rows = []
    for first, second in pairs:
        answer = stock(
            {"text": first, "text_pair": second},
            top_k=None,
            function_to_apply="softmax",
            truncation=cut,
            max_length=limit,
        )
        scores = {item["label"]: item["score"] for item in answer}
        rows.append([scores[name] for name in names])
    return np.array(rows)


def with_two_segments(pairs):
    """Without the pairs that end empty: stock transformers, given one at a time, drops the end."""
    return [pair for pair in pairs if pair[1]]


@pytest.mark.parametrize("architecture", small.ARCHITECTURES)
def test_onnx_torch_and_the_stock_pipeline_agree(exported, architecture):
    folder = exported(architecture)
    pairs = small.PAIRS["nli"]
    onnx = engines.load_engine(folder)
    torch = engines.load_engine(folder, engine="torch")
    assert (onnx.name, torch.name) == ("onnx", "torch")
    np.testing.assert_allclose(onnx.logits(pairs), torch.logits(pairs), atol=1e-4)
    pairs = with_two_segments(pairs)
    stock = stock_probabilities(folder, pairs, "only_first")
    assert stock.std(0).min() > 0.01, "the pairs must tell the classes apart"
    np.testing.assert_allclose(engines.softmax(onnx.logits(pairs)), stock, atol=1e-3)
    np.testing.assert_allclose(engines.softmax(torch.logits(pairs)), stock, atol=1e-3)


def test_the_stance_scheme_agrees_too_and_cuts_the_passage(stance_bert):
    pairs = with_two_segments(small.PAIRS["stance"])
    stock = stock_probabilities(stance_bert, pairs, "only_second")
    for options in ({"file": "onnx/model.onnx"}, {"engine": "torch"}):
        engine = engines.load_engine(stance_bert, **options)
        assert engine.description.scheme == "stance"
        np.testing.assert_allclose(engines.softmax(engine.logits(pairs)), stock, atol=1e-3)


@pytest.mark.parametrize("architecture", small.ARCHITECTURES)
def test_both_engines_read_the_same_tokens(nli, architecture):
    from stance.engines.onnx import _tokenizer
    from stance.engines.torch import TorchEngine

    folder = nli(architecture)
    torch = TorchEngine(engines.describe(folder, engine="torch"))
    tokenizer, padding = _tokenizer(torch.description)
    pairs = small.PAIRS["nli"]
    ours = [(item.ids, item.type_ids) for item in tokenizer.encode_batch(pairs)]
    theirs = [(item.ids, item.types) for item in torch._encode(pairs)]
    assert ours == theirs
    assert padding == torch._padding
    assert max(len(ids) for ids, _ in ours) == 48


@pytest.mark.parametrize("architecture", small.ARCHITECTURES)
@pytest.mark.parametrize("runtime", ["onnx", "torch"])
def test_batches_change_nothing(exported, architecture, runtime):
    engine = engines.load_engine(exported(architecture), engine=runtime)
    pairs = small.PAIRS["nli"] * 8
    whole = engine.logits(pairs)
    alone = np.concatenate([engine.logits([pair]) for pair in small.PAIRS["nli"]])
    np.testing.assert_allclose(whole, np.tile(alone, (8, 1)), atol=1e-4)
    np.testing.assert_allclose(engine.logits(pairs[::-1]), whole[::-1], atol=1e-4)
    assert engine.logits([]).shape == (0, 3)


# --- the stock zero-shot pipeline ------------------------------------------------------------


def zero_shot(folder, order, *, multi_label):
    """The stock scores of the hypotheses, with the classes called as in `order`."""
    from transformers import AutoModelForSequenceClassification, AutoTokenizer, pipeline

    model = AutoModelForSequenceClassification.from_pretrained(str(folder))
    model.config.id2label = dict(enumerate(order))
    model.config.label2id = {label: place for place, label in enumerate(order)}
    stock = pipeline(
        "zero-shot-classification",
        model=model,
        tokenizer=AutoTokenizer.from_pretrained(str(folder)),
        device="cpu",
    )
    answer = stock(PREMISE, HYPOTHESES, hypothesis_template="{}", multi_label=multi_label)
    scores = dict(zip(answer["labels"], answer["scores"], strict=True))
    return np.array([scores[hypothesis] for hypothesis in HYPOTHESES])


def permuted(folder, target, order):
    """A copy of a checkpoint whose head's rows are moved, so that `order` becomes its order."""
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    model = AutoModelForSequenceClassification.from_pretrained(str(folder))
    before = [model.config.id2label[place] for place in range(len(order))]
    rows = [before.index(label) for label in order]
    head = model.classifier
    head = getattr(head, "out_proj", head)
    with torch.no_grad():
        head.weight.copy_(head.weight[rows].clone())
        head.bias.copy_(head.bias[rows].clone())
    model.save_pretrained(target)
    AutoTokenizer.from_pretrained(str(folder)).save_pretrained(target)
    small.relabel(target, order)
    return target


def ours(folder):
    engine = engines.load_engine(folder, engine="torch")
    logits = engine.logits([(PREMISE, hypothesis) for hypothesis in HYPOTHESES])
    return logits, engine.description.labels


@pytest.mark.parametrize("architecture", small.ARCHITECTURES)
@pytest.mark.parametrize("order", ORDERS, ids=lambda order: "-".join(name[0] for name in order))
def test_entailment_is_the_stock_zero_shot_score(nli, tmp_path, architecture, order):
    """In every order of the classes.

    The stock pipeline takes the first class for the opposite of entailment, or the last where
    entailment is the first. Where that is so, ours is equal outright. Where it is not, the head's
    rows are moved into an order that the stock pipeline reads rightly: its score there is ours in
    both orders, so ours does not depend on the order.
    """
    folder = nli(architecture, len(order))
    renamed = tmp_path / "renamed"
    permuted(folder, renamed, order)
    logits, labels = ours(renamed)
    assert labels == order
    mine = engines.entailment(logits, labels)
    if len(order) == 2 or order in STOCK_IS_RIGHT:
        stock = zero_shot(renamed, order, multi_label=True)
    else:
        right = ("contradiction", "neutral", "entailment")
        moved = permuted(renamed, tmp_path / "moved", right)
        stock = zero_shot(moved, right, multi_label=True)
        np.testing.assert_allclose(engines.entailment(*ours(moved)), mine, atol=1e-6)
    np.testing.assert_allclose(mine, stock, atol=1e-5)
    single = engines.softmax(logits[:, labels.index("entailment")])
    np.testing.assert_allclose(single, zero_shot(renamed, order, multi_label=False), atol=1e-5)


def test_the_stock_pipeline_still_goes_by_position(nli, tmp_path):
    """If this fails, transformers has mended it and the docstrings can say so."""
    order = ("neutral", "contradiction", "entailment")
    folder = permuted(nli("bert"), tmp_path / "m", order)
    stock = zero_shot(folder, order, multi_label=True)
    assert np.abs(engines.entailment(*ours(folder)) - stock).max() > 0.01


# --- loading ---------------------------------------------------------------------------------


def test_half_precision_weights_are_computed_in_single_precision(tmp_path):
    import torch

    folder = small.checkpoint(tmp_path / "m", "bert")
    before = engines.load_engine(folder).logits(small.PAIRS["nli"])
    small.half_precision(folder)
    engine = engines.load_engine(folder)
    assert {weight.dtype for weight in engine._model.parameters()} == {torch.float32}
    result = engine.logits(small.PAIRS["nli"])
    assert result.dtype == np.float32
    np.testing.assert_allclose(result, before, atol=0.05)


def test_a_checkpoint_without_a_head_is_refused(tmp_path):
    from transformers import AutoModel

    folder = small.checkpoint(tmp_path / "m", "bert")
    config = (folder / "config.json").read_text("utf-8")
    AutoModel.from_pretrained(str(folder)).save_pretrained(folder)
    (folder / "config.json").write_text(config, encoding="utf-8")
    with pytest.raises(ModelError, match=r"lack classifier\.(bias|weight).*at random"):
        engines.load_engine(folder)


def test_damaged_weights_are_an_error(tmp_path):
    folder = small.checkpoint(tmp_path / "m", "bert")
    (folder / "model.safetensors").write_bytes(b"\0" * 64)
    with pytest.raises(ModelError, match="cannot be loaded as a text-pair classifier"):
        engines.load_engine(folder)


def test_code_in_a_model_folder_never_runs(tmp_path):
    folder = small.checkpoint(tmp_path / "m", "bert")
    record = json.loads((folder / "config.json").read_text("utf-8"))
    record["model_type"] = "evil"
    record["auto_map"] = {
        "AutoConfig": "evil.Config",
        "AutoModelForSequenceClassification": "evil.Model",
    }
    small.write_json(folder / "config.json", record)
    (folder / "evil.py").write_text("open('ran', 'w').close()\nraise SystemExit(3)", "utf-8")
    with pytest.raises(ModelError, match="cannot be loaded"):
        engines.load_engine(folder)
    assert not (folder / "ran").exists()


def test_loading_and_exporting_print_nothing_and_keep_the_users_settings(nli, tmp_path, capfd):
    from transformers.utils import logging

    before = dict(os.environ)
    verbosity, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    folder = nli("bert")
    capfd.readouterr()
    engines.load_engine(folder, engine="torch").logits(small.PAIRS["nli"])
    export_onnx(folder, tmp_path / "m.onnx", quantize=False)
    assert capfd.readouterr() == ("", "")
    after = {key: value for key, value in os.environ.items() if before.get(key) != value}
    assert not [key for key in after if key.startswith("TRANSFORMERS")]
    assert (logging.get_verbosity(), logging.is_progress_bar_enabled()) == (verbosity, bars)


# --- export ----------------------------------------------------------------------------------


def test_the_graph_has_the_inputs_and_axes_it_promises(exported):
    import onnx

    for architecture, names in (
        ("bert", ["input_ids", "attention_mask", "token_type_ids"]),
        ("roberta", ["input_ids", "attention_mask"]),
    ):
        model = onnx.load(str(exported(architecture) / "onnx" / "model.onnx"))
        shape = {
            value.name: [
                axis.dim_param or axis.dim_value for axis in value.type.tensor_type.shape.dim
            ]
            for value in [*model.graph.input, *model.graph.output]
        }
        assert shape == {name: ["batch", "length"] for name in names} | {"logits": ["batch", 3]}
        assert next(item.version for item in model.opset_import if not item.domain) >= 17


def test_eight_bits_are_smaller_close_and_blind_to_the_batch(stance_bert):
    import onnx

    exact = engines.load_engine(stance_bert, file="onnx/model.onnx")
    small_ = engines.load_engine(stance_bert)
    assert small_.description.weights == "onnx/model_quantized.onnx"
    pairs = small.PAIRS["stance"]
    one, two = (engines.softmax(engine.logits(pairs)) for engine in (exact, small_))
    assert np.abs(one - two).max() < 0.1
    assert (one.argmax(-1) == two.argmax(-1)).mean() > 0.85
    alone = np.concatenate([engines.softmax(small_.logits([pair])) for pair in pairs])
    np.testing.assert_allclose(two, alone, atol=2e-3)
    model = onnx.load(str(stance_bert / "onnx" / "model_quantized.onnx"))
    floats = [item for item in model.graph.initializer if item.data_type == onnx.TensorProto.FLOAT]
    assert max(np.prod(item.dims) for item in floats if len(item.dims) > 1) < 4096


def test_a_quantised_table_keeps_its_rows(stance_bert):
    import onnx
    from onnx import numpy_helper

    def weights(file):
        model = onnx.load(str(stance_bert / "onnx" / file))
        return {item.name: numpy_helper.to_array(item) for item in model.graph.initializer}

    exact, stepped = weights("model.onnx"), weights("model_quantized.onnx")
    tables = [name for name in stepped if name.endswith("word_embeddings.weight_int8")]
    (name,) = tables
    plain = name.removeprefix("quantized/").removesuffix("_int8")
    again = stepped[name] * stepped[f"quantized/{plain}_scale"]
    assert plain not in stepped
    np.testing.assert_allclose(again, exact[plain], atol=np.abs(exact[plain]).max() / 127)


@pytest.mark.parametrize("architecture", small.ARCHITECTURES)
def test_rounded_weights_are_the_ones_the_eight_bit_graph_has(nli, tmp_path, architecture):
    import onnx
    from onnx import numpy_helper
    from safetensors.numpy import load_file

    folder = round_weights(nli(architecture), tmp_path / "rounded")
    small.half_precision(folder)
    export_onnx(folder, folder / "onnx" / "model.onnx", quantize=False)
    export_onnx(folder, folder / "onnx" / "model_quantized.onnx", quantize=True)
    stored = load_file(folder / "model.safetensors")
    graph = onnx.load(str(folder / "onnx" / "model_quantized.onnx")).graph
    held = {item.name: numpy_helper.to_array(item) for item in graph.initializer}
    # A tiny vocabulary may leave no table large enough to be quantised.
    for table in [name for name in held if name.endswith("word_embeddings.weight_int8")]:
        rows = held[table] * held[table.replace("_int8", "_scale")]
        plain = table.removeprefix("quantized/").removesuffix("_int8")
        np.testing.assert_allclose(rows, stored[plain], rtol=2e-3, atol=1e-4)
    assert (folder / "tokenizer.json").read_bytes() == (
        nli(architecture) / "tokenizer.json"
    ).read_bytes()
    pairs = small.PAIRS["nli"]
    exact, eight = (
        engines.softmax(engines.load_engine(folder, file=f"onnx/{name}.onnx").logits(pairs))
        for name in ("model", "model_quantized")
    )
    assert np.abs(exact - eight).max() < 0.05
    again = load_file(round_weights(folder, tmp_path / "again") / "model.safetensors")
    for name, weight in load_file(folder / "model.safetensors").items():
        np.testing.assert_allclose(again[name], weight, rtol=2e-3, atol=1e-3)


def test_a_folder_that_cannot_be_exported_is_an_error_and_leaves_no_litter(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelError, match="No text-pair classifier can be loaded"):
        export_onnx(tmp_path / "empty", tmp_path / "out" / "m.onnx", quantize=True)
    assert list((tmp_path / "out").iterdir()) == []
