"""Engines without torch: records, the registry, and the ONNX engine on a graph done by hand."""

import json
import subprocess
import sys
import threading

import numpy as np
import pytest
import small_models as small
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from stance import engines
from stance.engines import batching
from stance.errors import ModelError, UsageError


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """An empty models folder that the registry looks into."""
    root = tmp_path / "shelf"
    root.mkdir()
    monkeypatch.setenv("STANCE_MODELS", str(root))
    return root


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    return small.toy(tmp_path_factory.mktemp("toy") / "toy")


@pytest.fixture(scope="module")
def engine(toy):
    return engines.load_engine(toy[0])


def by_hand(table, pair, limit=32, *, cut="second", weight=2):
    """What the toy graph gives for a pair: rows of the table, the second segment counting twice."""
    tokenizer = small.word_tokenizer()
    first, second = (tokenizer.encode(text, add_special_tokens=False).ids for text in pair)
    if cut == "second":
        second = second[: max(0, limit - 3 - len(first))]
    else:
        first = first[: max(0, limit - 3 - len(second))]
    rows = table[[2, *first, 3]].sum(0)
    return rows + weight * table[[*second, 3]].sum(0)


# --- probabilities ---------------------------------------------------------------------------

numbers = st.floats(-1e4, 1e4, width=32)


@settings(max_examples=50, deadline=None)
@given(arrays(np.float32, (5, 4), elements=numbers))
def test_softmax_gives_probabilities_in_the_order_of_the_logits(logits):
    result = engines.softmax(logits)
    np.testing.assert_allclose(result.sum(-1), 1.0, atol=1e-12)
    assert (result >= 0).all()
    np.testing.assert_allclose(engines.softmax(logits + np.float64(700)), result, atol=1e-9)
    assert (
        np.take_along_axis(result, logits.argmax(-1)[:, None], -1)[:, 0] == result.max(-1)
    ).all()


def test_softmax_of_nothing_is_nothing():
    assert engines.softmax(np.zeros((0, 3))).shape == (0, 3)


@settings(max_examples=50, deadline=None)
@given(arrays(np.float32, (5, 3), elements=numbers), st.permutations(range(3)))
def test_entailment_does_not_depend_on_the_order_of_the_classes(logits, order):
    labels = [small.NLI_LABELS[place] for place in order]
    np.testing.assert_array_equal(
        engines.entailment(logits[:, order], labels),
        engines.entailment(logits, small.NLI_LABELS),
    )


def test_entailment_leaves_the_neutral_class_out():
    logits = np.array([[1.0, 50.0, 0.0]])
    assert engines.entailment(logits, small.NLI_LABELS) == pytest.approx(1 / (1 + np.exp(-1)))


def test_entailment_of_a_two_class_head_is_its_softmax():
    logits = np.array([[0.3, -0.4]])
    assert engines.entailment(logits, small.TWO_LABELS) == pytest.approx(
        engines.softmax(logits)[:, 0]
    )


def test_entailment_needs_an_entailment_model():
    with pytest.raises(ModelError, match="favor, against, neutral, none cannot say"):
        engines.entailment(np.zeros((1, 4)), small.STANCE_LABELS)


# --- records ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stated", "scheme", "labels"),
    [
        (
            ["none", "Favour", "NEUTRAL", "against"],
            "stance",
            ("none", "favor", "neutral", "against"),
        ),
        (
            ["CONTRADICTION", "Neutral", "ENTAILMENT"],
            "nli",
            ("contradiction", "neutral", "entailment"),
        ),
        (["entailment", "not-entailment"], "nli", ("entailment", "not_entailment")),
        (["Non-Entailment", "Entailment"], "nli", ("not_entailment", "entailment")),
        (["not entailment", "entailment"], "nli", ("not_entailment", "entailment")),
    ],
)
def test_labels_come_from_the_config_in_the_models_own_order(tmp_path, stated, scheme, labels):
    folder, _ = small.toy(tmp_path / "m", stated)
    record = engines.describe(folder)
    assert (record.scheme, record.labels) == (scheme, labels)


def test_label_order_follows_the_numbers_not_the_file(tmp_path):
    folder, _ = small.toy(tmp_path / "m", small.NLI_LABELS)
    small.write_json(
        folder / "config.json",
        {"id2label": {"2": "contradiction", "0": "neutral", "1": "entailment"}},
    )
    assert engines.describe(folder).labels == ("neutral", "entailment", "contradiction")


@pytest.mark.parametrize(
    ("id2label", "message"),
    [
        (None, "no usable label names: id2label is missing"),
        ({"0": "LABEL_0", "1": "LABEL_1", "2": "LABEL_2"}, "no usable label names.*LABEL_0"),
        ({"0": "0", "1": "1"}, "no usable label names"),
        ({"1": "entailment", "2": "not_entailment"}, "keys of id2label are 1, 2.*0 to 1"),
        ({"a": "entailment", "b": "not_entailment"}, "keys of id2label are a, b"),
        (
            {"0": "positive", "1": "negative"},
            "names the classes positive, negative.*Expected favor",
        ),
        ({"0": "entailment", "1": "Entailment"}, "names the classes"),
        ({"0": "entailment", "1": "neutral"}, "names the classes"),
    ],
)
def test_a_config_without_usable_labels_is_refused(tmp_path, id2label, message):
    folder, _ = small.toy(tmp_path / "m")
    small.write_json(folder / "config.json", {"id2label": id2label} if id2label else {})
    with pytest.raises(ModelError, match=message) as caught:
        engines.describe(folder)
    assert "config.json" in str(caught.value)


def test_a_record_tells_license_summary_calibration_and_limits(tmp_path):
    folder, _ = small.toy(tmp_path / "m")
    (folder / "README.md").write_text(
        "---\nlanguage: en\nlicense: apache-2.0\n---\n# A model\n\nReads one\nsentence.\n\nMore.\n",
        encoding="utf-8",
    )
    (folder / "calibration.json").write_text('{"temperature": 1.5}', encoding="utf-8")
    record = engines.describe(folder)
    assert record.license == "apache-2.0"
    assert record.summary == "Reads one sentence."
    assert record.calibration == {"temperature": 1.5}
    assert record.max_length == 32
    assert record.files[0] == record.weights == "onnx/model.onnx"
    assert record.size == sum((folder / name).stat().st_size for name in record.files)
    assert hash(record)


@pytest.mark.parametrize(
    ("config", "tokenizer_config", "expected"),
    [
        ({"max_position_embeddings": 64}, {"model_max_length": 10**30}, 64),
        ({"max_position_embeddings": 64}, {"model_max_length": 20}, 20),
        (
            {"model_type": "roberta", "max_position_embeddings": 514, "pad_token_id": 1},
            {"model_max_length": 10**30},
            512,
        ),
        ({"max_position_embeddings": None}, {"model_max_length": 10**30}, 512),
    ],
)
def test_the_limit_is_the_least_of_tokenizer_and_positions(
    tmp_path, config, tokenizer_config, expected
):
    folder, _ = small.toy(tmp_path / "m", config=config, tokenizer_config=tokenizer_config)
    assert engines.describe(folder).max_length == expected


def test_the_digest_follows_the_weights_used_and_nothing_else(tmp_path):
    folder, _ = small.toy(tmp_path / "m", quantized=True)
    first = engines.describe(folder)
    assert len(first.digest) == 16
    assert int(first.digest, 16) >= 0
    assert engines.describe(folder, file="onnx/model.onnx").digest != first.digest
    (folder / "README.md").write_text("words", encoding="utf-8")
    assert engines.describe(folder).digest == first.digest
    (folder / "onnx" / "model.onnx").write_bytes(b"other")
    assert engines.describe(folder).digest == first.digest
    (folder / "onnx" / "model_quantized.onnx").write_bytes(b"other")
    assert engines.describe(folder).digest != first.digest


def test_a_copied_folder_has_the_same_digest(tmp_path):
    one, two = (engines.describe(small.toy(tmp_path / name)[0]) for name in ("a", "b"))
    assert one.digest == two.digest
    assert (one.name, two.name) == ("a", "b")


@pytest.mark.parametrize("name", ["config.json", "calibration.json"])
def test_broken_json_is_named(tmp_path, name):
    folder, _ = small.toy(tmp_path / "m")
    for text in ("{", "[]"):
        (folder / name).write_text(text, encoding="utf-8")
        with pytest.raises(ModelError, match=name):
            engines.describe(folder)


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json"])
def test_a_missing_file_is_named(tmp_path, name):
    folder, _ = small.toy(tmp_path / "m")
    (folder / name).unlink()
    with pytest.raises(ModelError, match=name):
        engines.describe(folder)


def test_a_folder_with_only_a_pickle_is_refused(tmp_path):
    folder, _ = small.toy(tmp_path / "m")
    (folder / "onnx" / "model.onnx").unlink()
    small.pickled(folder / "pytorch_model.bin")
    with pytest.raises(ModelError, match=r"only pytorch_model\.bin, a file that can run code"):
        engines.load_engine(folder)


def test_a_folder_without_weights_says_what_was_expected(tmp_path):
    folder, _ = small.toy(tmp_path / "m")
    (folder / "onnx" / "model.onnx").unlink()
    with pytest.raises(ModelError, match=r"no weights.*onnx/model\.onnx or model\.safetensors"):
        engines.describe(folder)


def test_an_index_that_names_a_pickle_or_a_missing_shard_is_refused(tmp_path):
    folder, _ = small.toy(tmp_path / "m")
    index = folder / "model.safetensors.index.json"
    for shard, message in (("a.bin", "not a safetensors"), ("a.safetensors", "not there")):
        small.write_json(index, {"weight_map": {"w": shard}})
        with pytest.raises(ModelError, match=message):
            engines.describe(folder, engine="torch")


# --- registry --------------------------------------------------------------------------------


def test_models_lists_the_folders_that_are_models(shelf):
    small.toy(shelf / "beta")
    small.toy(shelf / "alpha", small.NLI_LABELS)
    (shelf / "notes").mkdir()
    assert [(one.name, one.scheme) for one in engines.models()] == [
        ("alpha", "nli"),
        ("beta", "stance"),
    ]
    assert engines.models(shelf / "nothing") == ()


def test_a_model_is_found_by_name_and_by_path(shelf, tmp_path):
    small.toy(shelf / "alpha")
    elsewhere, _ = small.toy(tmp_path / "elsewhere")
    assert engines.describe("alpha").path == shelf / "alpha"
    assert engines.describe(str(elsewhere)).name == "elsewhere"
    assert engines.describe(elsewhere).name == "elsewhere"


def test_the_default_is_the_one_stance_model_or_the_one_that_is_named(shelf):
    with pytest.raises(ModelError, match="no model in"):
        engines.describe()
    small.toy(shelf / "nli", small.NLI_LABELS)
    assert engines.describe().name == "nli"
    small.toy(shelf / "first")
    assert engines.describe().name == "first"
    small.toy(shelf / "second")
    with pytest.raises(ModelError, match="several models: first, second"):
        engines.describe()
    (shelf / "DEFAULT").write_text("second\n", encoding="utf-8")
    assert engines.describe().name == "second"
    (shelf / "DEFAULT").write_text("gone", encoding="utf-8")
    with pytest.raises(ModelError, match="names the model 'gone', which is not there"):
        engines.describe()


def test_an_unknown_name_lists_the_known_and_guesses(shelf):
    small.toy(shelf / "stance-small")
    with pytest.raises(ModelError, match=r"Did you mean stance-small.*Known in") as caught:
        engines.load_engine("stance-smal")
    assert "\n" not in str(caught.value)
    with pytest.raises(ModelError, match=r"Known in .*: stance-small"):
        engines.load_engine("zzz")


def test_unknown_engines_files_and_threads_are_usage_errors(toy):
    folder, _ = toy
    with pytest.raises(UsageError, match=r"no engine 'jax'.*Known: onnx, torch"):
        engines.load_engine(folder, engine="jax")
    with pytest.raises(ModelError, match=r"has no onnx/other\.onnx.*onnx/model\.onnx"):
        engines.load_engine(folder, file="onnx/other.onnx")
    with pytest.raises(UsageError, match="not one that the torch engine reads"):
        engines.load_engine(folder, engine="torch", file="onnx/model.onnx")
    with pytest.raises(UsageError, match="not one that"):
        engines.load_engine(folder, file="pytorch_model.bin")
    with pytest.raises(UsageError, match="0 threads"):
        engines.load_engine(folder, threads=0)
    with pytest.raises(ModelError, match=r"Expected model\.safetensors"):
        engines.load_engine(folder, engine="torch")


def test_the_eight_bit_file_comes_first_unless_another_is_named(tmp_path):
    folder, table = small.toy(tmp_path / "m", quantized=True)
    pair = ("alba", "says little")
    usual, exact = engines.load_engine(folder), engines.load_engine(folder, file="onnx/model.onnx")
    assert usual.description.weights == "onnx/model_quantized.onnx"
    np.testing.assert_allclose(usual.logits([pair])[0], -by_hand(table, pair), atol=1e-3)
    np.testing.assert_allclose(exact.logits([pair])[0], by_hand(table, pair), atol=1e-3)


def test_the_package_loads_no_runtime_and_the_onnx_engine_no_transformers(toy):
    code = f"""
import sys
from stance import engines
heavy = {{"torch", "transformers", "onnxruntime", "tokenizers", "huggingface_hub", "onnx"}}
assert not heavy & set(sys.modules), heavy & set(sys.modules)
engines.load_engine({str(toy[0])!r}).logits([("a", "b")])
assert not {{"torch", "transformers", "huggingface_hub"}} & set(sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=300, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


# --- the ONNX engine -------------------------------------------------------------------------


def test_logits_are_what_the_graph_gives_for_the_tokens(engine, toy):
    pairs = small.PAIRS["stance"]
    result = engine.logits(pairs)
    assert engine.name == "onnx"
    assert result.dtype == np.float32
    np.testing.assert_allclose(result, [by_hand(toy[1], pair) for pair in pairs], atol=2e-3)


def test_no_pairs_give_no_rows(engine):
    assert engine.logits([]).shape == (0, 4)
    assert engine.logits(()).dtype == np.float32


words = st.lists(st.sampled_from(small.WORDS), max_size=40).map(" ".join)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.just("alba"), words), min_size=1, max_size=70), st.randoms())
def test_neither_order_nor_company_changes_a_row(engine, pairs, random):
    whole = engine.logits(pairs)
    order = list(range(len(pairs)))
    random.shuffle(order)
    np.testing.assert_allclose(engine.logits([pairs[i] for i in order]), whole[order], atol=1e-3)
    cut = random.randint(0, len(pairs))
    parts = [engine.logits(pairs[:cut]), engine.logits(pairs[cut:])]
    np.testing.assert_allclose(np.concatenate(parts), whole, atol=1e-3)


def test_more_pairs_than_a_window_keep_their_order(engine, toy, monkeypatch):
    monkeypatch.setattr(batching, "_WINDOW", 16)
    pairs = [("alba", " ".join(small.WORDS[: n % 23])) for n in range(101)]
    expected = [by_hand(toy[1], pair) for pair in pairs]
    np.testing.assert_allclose(engine.logits(pairs), expected, atol=2e-3)


def test_batches_are_bounded_in_pairs_and_tokens(toy, monkeypatch):
    engine = engines.load_engine(toy[0])
    shapes = []
    forward = engine._forward
    monkeypatch.setattr(
        engine, "_forward", lambda batch: shapes.append(batch.ids.shape) or forward(batch)
    )
    engine.logits([("a", "very " * (n % 29)) for n in range(300)])
    assert sum(rows for rows, _ in shapes) == 300
    assert all(rows <= batching._BATCH_PAIRS for rows, _ in shapes)
    assert all(rows == 1 or rows * length <= batching._BATCH_TOKENS for rows, length in shapes)


def test_the_passage_is_cut_never_the_question(tmp_path):
    long, question = "very " * 100, "alba said"
    for labels, pair, cut in (
        (small.STANCE_LABELS, (question, long), "second"),
        (small.NLI_LABELS, (long, question), "first"),
    ):
        folder, table = small.toy(tmp_path / cut, labels)
        result = engines.load_engine(folder).logits([pair])[0]
        np.testing.assert_allclose(result, by_hand(table, pair, cut=cut), atol=2e-3)


@pytest.mark.parametrize("labels", [small.STANCE_LABELS, small.NLI_LABELS])
def test_a_question_longer_than_the_model_can_read_is_an_error(tmp_path, labels):
    folder, _ = small.toy(tmp_path / "m", labels)
    long, short = "very " * 100, "alba"
    pair = (long, short) if labels == small.STANCE_LABELS else (short, long)
    said = "begins with 'very very .* longer than the 32 tokens that m can read"
    with pytest.raises(ModelError, match=said):
        engines.load_engine(folder).logits([pair])


def test_settings_left_in_the_tokenizer_file_do_not_count(tmp_path):
    folder, table = small.toy(tmp_path / "m")
    tokenizer = small.word_tokenizer()
    tokenizer.enable_truncation(6, strategy="longest_first")
    tokenizer.enable_padding(length=20, pad_id=0, pad_token="[PAD]")
    tokenizer.save(str(folder / "tokenizer.json"))
    pair = ("alba says", "the bloc does not support the decision")
    result = engines.load_engine(folder).logits([pair])[0]
    np.testing.assert_allclose(result, by_hand(table, pair), atol=2e-3)


def test_a_graph_without_token_types_gets_none(tmp_path):
    folder, table = small.toy(tmp_path / "m", types=False)
    pair = ("alba says", "the bloc")
    result = engines.load_engine(folder).logits([pair, ("a", "b")])[0]
    np.testing.assert_allclose(result, by_hand(table, pair, weight=1), atol=2e-3)


def test_left_padding_is_honoured(tmp_path):
    folder, _ = small.toy(tmp_path / "m", tokenizer_config={"padding_side": "left"})
    engine = engines.load_engine(folder)
    seen = []
    forward = engine._forward
    engine._forward = lambda batch: seen.append(batch) or forward(batch)
    engine.logits([("a", "b"), ("a", "b c d e f")])
    assert seen[0].mask[0].tolist()[0] == 0
    assert seen[0].mask[0].tolist()[-1] == 1


def test_lone_surrogates_and_control_characters_are_read(engine):
    odd = [
        ("alba \ud800", "says \udfff little"),
        ("\x00\u200b", "\ufeff\u202e"),
        ("a", "b" * 100_000),
    ]
    assert np.isfinite(engine.logits(odd)).all()


def test_one_engine_serves_many_threads(engine, toy):
    pairs = [("alba", " ".join(small.WORDS[:n])) for n in range(20)]
    expected = [by_hand(toy[1], pair) for pair in pairs]
    results = {}

    def ask(number):
        results[number] = engine.logits(pairs)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 6
    for result in results.values():
        np.testing.assert_allclose(result, expected, atol=2e-3)


def test_a_damaged_graph_is_an_error_and_no_other_engine_is_tried(tmp_path):
    folder, _ = small.toy(tmp_path / "m")
    (folder / "model.safetensors").write_bytes(b"\0" * 16)
    (folder / "onnx" / "model.onnx").write_bytes(b"not a graph")
    with pytest.raises(ModelError, match=r"ONNX Runtime cannot load .*model\.onnx"):
        engines.load_engine(folder)


def test_a_damaged_tokenizer_is_an_error(tmp_path):
    folder, _ = small.toy(tmp_path / "m")
    (folder / "tokenizer.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelError, match=r"tokenizer\.json cannot be loaded"):
        engines.load_engine(folder)


def test_a_tokenizer_without_padding_is_an_error(tmp_path):
    folder, _ = small.toy(tmp_path / "m", tokenizer_config={"pad_token": None})
    with pytest.raises(ModelError, match="names no padding token"):
        engines.load_engine(folder)


def test_a_graph_with_more_classes_than_the_config_is_an_error(tmp_path):
    folder, _ = small.toy(tmp_path / "m", small.STANCE_LABELS)
    small.relabel(folder, small.NLI_LABELS)
    with pytest.raises(ModelError, match=r"scores of shape \(1, 4\).*names 3 classes"):
        engines.load_engine(folder).logits([("a", "b")])


def test_a_graph_with_other_inputs_is_an_error(tmp_path):
    folder, table = small.toy(tmp_path / "m")
    graph = small.toy_graph(table, inputs=("input_ids", "attention_mask", "pixel_values"))
    (folder / "onnx" / "model.onnx").write_bytes(graph)
    with pytest.raises(ModelError, match=r"asks for the inputs .*pixel_values"):
        engines.load_engine(folder)


def test_scores_that_are_no_numbers_are_an_error(tmp_path):
    folder, table = small.toy(tmp_path / "m")
    (folder / "onnx" / "model.onnx").write_bytes(small.toy_graph(table * np.float32("nan")))
    with pytest.raises(ModelError, match="not numbers"):
        engines.load_engine(folder).logits([("a", "b")])


def test_nothing_is_printed(toy, capfd):
    engines.load_engine(toy[0]).logits(small.PAIRS["stance"])
    assert capfd.readouterr() == ("", "")


def test_a_config_says_nothing_that_runs(tmp_path):
    folder, _ = small.toy(
        tmp_path / "m",
        config={"auto_map": {"AutoConfig": "evil.Config"}, "architectures": ["Evil"]},
    )
    (folder / "evil.py").write_text("raise SystemExit(3)", encoding="utf-8")
    assert json.loads((folder / "config.json").read_text("utf-8"))["auto_map"]
    assert np.isfinite(engines.load_engine(folder).logits([("a", "b")])).all()
