"""Tiny models for tests, made on the spot: random weights, real architectures, real tokenizers.

`toy` needs neither torch nor onnx: it writes a graph by hand whose logits can be worked out on
paper, so the ONNX engine is tested in the plain environment too. `checkpoint` makes a random
transformer of a real architecture with a tokenizer of the kind that family uses.
"""

import json
import struct
from pathlib import Path

import numpy as np

STANCE_LABELS = ("favor", "against", "neutral", "none")
NLI_LABELS = ("entailment", "neutral", "contradiction")
TWO_LABELS = ("entailment", "not_entailment")

ARCHITECTURES = ("bert", "roberta", "xlm-roberta", "deberta-v2")

WORDS = (
    "the a an of on to in and or not is are was were said says minister spokesman embassy staff "
    "families withdraw withdrawing sanctions support supports oppose opposes side take does "
    "decision measures government bloc alba borduria russia kyiv very little much more we they "
    "it he she this that question answer view café naïve москва мир 中 国 سلام é ü ß 1 2 3 . , ! ?"
).split()

#: (question, passage) that try a model's reading: short, long, foreign, empty.
_ASKED = [
    ("alba: withdrawing embassy staff", "The minister said the embassy staff are very much in."),
    ("the government of alba", "We support this decision!"),
    ("borduria: sanctions", "москва said мир , café naïve ü 中国 سلام"),
    ("alba", ""),
    ("", "they oppose the measures"),
    ("", ""),
    ("a view on sanctions", "zzqx unknown wörds \U0001f600 everywhere"),
    ("the question is", "very " * 300 + "little"),
    ("alba: measures", "the bloc does not take a side on this question , she said ."),
]
#: The same as each scheme wants them: the question first, or the passage first.
PAIRS = {"stance": _ASKED, "nli": [(passage, question) for question, passage in _ASKED]}


# --- a graph written by hand -----------------------------------------------------------------


def _varint(number):
    out = bytearray()
    number &= (1 << 64) - 1
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes(out) + bytes([number])


def _field(tag, value):
    """One protobuf field: a number as varint, anything else as a length and bytes."""
    if isinstance(value, int):
        return _varint(tag << 3) + _varint(value)
    value = value.encode() if isinstance(value, str) else value
    return _varint(tag << 3 | 2) + _varint(len(value)) + value


def _tensor(name, array):
    kind = {"f": 1, "i": 7}[array.dtype.kind]
    shape = b"".join(_field(1, int(size)) for size in array.shape)
    return shape + _field(2, kind) + _field(8, name) + _field(9, array.tobytes())


def _value(name, kind, shape):
    dimensions = b"".join(
        _field(1, _field(1, size) if isinstance(size, int) else _field(2, size)) for size in shape
    )
    return _field(1, name) + _field(2, _field(1, _field(1, kind) + _field(2, dimensions)))


def _node(kind, inputs, output, **attributes):
    body = b"".join(_field(1, name) for name in inputs) + _field(2, output) + _field(4, kind)
    for name, number in attributes.items():
        body += _field(5, _field(1, name) + _field(3, number) + _field(20, 2))
    return body


def toy_graph(table, *, types=True, inputs=("input_ids", "attention_mask")):
    """An ONNX file's bytes: logits are the sum of `table` rows over the tokens of a pair.

    With `types`, tokens of the second segment count twice.
    """
    names = [*inputs, *(["token_type_ids"] if types else [])]
    nodes = [
        _node("Gather", [table_name := "table", "input_ids"], "rows"),
        _node("Cast", ["attention_mask"], "mask", to=1),
    ]
    weight = "mask"
    if types:
        nodes += [
            _node("Cast", ["token_type_ids"], "types", to=1),
            _node("Mul", ["types", "mask"], "second"),
            _node("Add", ["second", "mask"], "weight"),
        ]
        weight = "weight"
    nodes += [
        _node("Unsqueeze", [weight, "last"], "column"),
        _node("Mul", ["rows", "column"], "weighted"),
        _node("ReduceSum", ["weighted", "middle"], "logits", keepdims=0),
    ]
    constants = {
        table_name: np.asarray(table, dtype=np.float32),
        "last": np.array([2], dtype=np.int64),
        "middle": np.array([1], dtype=np.int64),
    }
    graph = b"".join(_field(1, node) for node in nodes) + _field(2, "toy")
    graph += b"".join(_field(5, _tensor(name, array)) for name, array in constants.items())
    graph += b"".join(_field(11, _value(name, 7, ["batch", "length"])) for name in names)
    graph += _field(12, _value("logits", 1, ["batch", int(np.shape(table)[1])]))
    return _field(1, 8) + _field(7, graph) + _field(8, _field(1, "") + _field(2, 17))


def word_tokenizer(pair_types=(0, 1)):
    """A lower-casing tokenizer with one token per word: ``[CLS] a [SEP] b [SEP]``."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    vocabulary = {word: place for place, word in enumerate([*special, *WORDS])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.add_special_tokens(special)
    first, second = pair_types
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"[CLS]:{first} $A:{first} [SEP]:{first}",
        pair=f"[CLS]:{first} $A:{first} [SEP]:{first} $B:{second} [SEP]:{second}",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    return tokenizer


def toy(folder, labels=STANCE_LABELS, *, types=True, config=None, tokenizer_config=None, **files):
    """A model folder with the toy graph; gives the folder and the table its logits come from.

    Args:
        folder: Made if need be.
        labels: The model's classes in output order.
        types: Whether the graph tells the segments apart.
        config: Further keys of ``config.json``.
        tokenizer_config: Further keys of ``tokenizer_config.json``.
        files: Names of ONNX files to write, as ``quantized=True`` for the eight-bit name.
    """
    folder = Path(folder)
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    tokenizer = word_tokenizer()
    table = np.random.default_rng(7).normal(size=(tokenizer.get_vocab_size(), len(labels)))
    table = table.astype(np.float32).round(2)
    table[0] = 100.0  # padding that leaks is seen at once
    (folder / "onnx" / "model.onnx").write_bytes(toy_graph(table, types=types))
    if files.get("quantized"):
        (folder / "onnx" / "model_quantized.onnx").write_bytes(toy_graph(-table, types=types))
    tokenizer.save(str(folder / "tokenizer.json"))
    write_json(
        folder / "tokenizer_config.json",
        {"pad_token": "[PAD]", "model_max_length": 32, **(tokenizer_config or {})},
    )
    write_json(
        folder / "config.json",
        {
            "model_type": "bert",
            "max_position_embeddings": 64,
            "id2label": {str(place): label for place, label in enumerate(labels)},
            **(config or {}),
        },
    )
    return folder, table


def write_json(path, record):
    Path(path).write_text(json.dumps(record), encoding="utf-8")


def relabel(folder, labels):
    """Give a model folder's classes other names; the weights stay."""
    path = Path(folder) / "config.json"
    record = json.loads(path.read_text("utf-8"))
    record["id2label"] = {str(place): label for place, label in enumerate(labels)}
    record["label2id"] = {label: place for place, label in enumerate(labels)}
    write_json(path, record)


# --- random transformers ---------------------------------------------------------------------


def _family_tokenizer(architecture):
    """The tokenizer a family uses, trained on the words above: (backend, special tokens)."""
    from tokenizers import (
        Tokenizer,
        decoders,
        models,
        normalizers,
        pre_tokenizers,
        processors,
        trainers,
    )

    angled = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    square = ["[PAD]", "[CLS]", "[SEP]", "[UNK]", "[MASK]"]
    corpus = [" ".join(WORDS), *(f"{a} {b[:200]}" for a, b in _ASKED)]
    if architecture == "bert":
        tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
        tokenizer.normalizer = normalizers.BertNormalizer()
        tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        special = square
        trainer = trainers.WordPieceTrainer(vocab_size=160, special_tokens=special)
    elif architecture == "roberta":
        tokenizer = Tokenizer(models.BPE())
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        tokenizer.decoder = decoders.ByteLevel()
        special = angled
        trainer = trainers.BpeTrainer(
            vocab_size=360,
            special_tokens=special,
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        )
    else:
        tokenizer = Tokenizer(models.Unigram())
        tokenizer.normalizer = normalizers.NFKC()
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
        tokenizer.decoder = decoders.Metaspace()
        special = angled if architecture == "xlm-roberta" else square
        unknown = "<unk>" if architecture == "xlm-roberta" else "[UNK]"
        trainer = trainers.UnigramTrainer(
            vocab_size=200, special_tokens=special, unk_token=unknown, show_progress=False
        )
    trainer.show_progress = False
    tokenizer.train_from_iterator(corpus, trainer)
    if special is angled:
        start, end, middle, kind = "<s>", "</s>", "</s> </s>", 0
    else:
        start, end, middle, kind = "[CLS]", "[SEP]", "[SEP]", 1
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{start} $A {end}",
        pair=f"{start} $A {middle} $B:{kind} {end}:{kind}",
        special_tokens=[(name, tokenizer.token_to_id(name)) for name in (start, end)],
    )
    names = {
        "pad_token": special[1] if special is angled else special[0],
        "unk_token": "<unk>" if special is angled else "[UNK]",
        "cls_token": start,
        "sep_token": end,
        "mask_token": special[-1],
    }
    return tokenizer, names


def checkpoint(folder, architecture, labels=NLI_LABELS, *, max_length=48, seed=0):
    """A random text-pair classifier in a folder, as ``save_pretrained`` leaves it."""
    import torch
    from transformers import AutoConfig, AutoModelForSequenceClassification, PreTrainedTokenizerFast

    backend, names = _family_tokenizer(architecture)
    inputs = ["input_ids", "attention_mask"]
    if architecture in {"bert", "deberta-v2"}:
        inputs.append("token_type_ids")
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=backend, model_max_length=max_length, model_input_names=inputs, **names
    )
    offset = architecture in {"roberta", "xlm-roberta"}
    special = {"type_vocab_size": {"bert": 2, "deberta-v2": 0}.get(architecture, 1)}
    if architecture == "deberta-v2":
        special |= {
            "relative_attention": True,
            "position_buckets": 16,
            "norm_rel_ebd": "layer_norm",
            "share_att_key": True,
            "pos_att_type": ["p2c", "c2p"],
            "position_biased_input": False,
            "max_relative_positions": -1,
        }
    config = AutoConfig.for_model(
        architecture,
        vocab_size=backend.get_vocab_size(),
        hidden_size=32,
        intermediate_size=48,
        num_hidden_layers=2,
        num_attention_heads=4,
        max_position_embeddings=64 + (2 if offset else 0),
        pad_token_id=tokenizer.pad_token_id,
        bos_token_id=tokenizer.cls_token_id,
        eos_token_id=tokenizer.sep_token_id,
        initializer_range=0.3,
        id2label=dict(enumerate(labels)),
        label2id={label: place for place, label in enumerate(labels)},
        **special,
    )
    torch.manual_seed(seed)
    model = AutoModelForSequenceClassification.from_config(config)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if name.endswith("bias"):
                weight.normal_(0, 0.3)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return Path(folder)


def half_precision(folder):
    """Store a checkpoint's weights in sixteen bits, as large models are shipped."""
    from safetensors.torch import load_file, save_file

    path = Path(folder) / "model.safetensors"
    tensors = {name: value.half() for name, value in load_file(path).items()}
    save_file(tensors, path, metadata={"format": "pt"})


def pickled(path):
    """A file that looks like an old torch checkpoint, and holds nothing."""
    Path(path).write_bytes(struct.pack("<H", 0x8002) + b".")


def encoder(folder, words):
    """A random sentence encoder in a folder, with the vocabulary entries training asks for."""
    import torch
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import BertConfig, BertModel

    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    names = [*special, *(f"[unused{number}]" for number in range(8)), *words]
    vocabulary = {word: place for place, word in enumerate(names)}
    backend = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    backend.normalizer = normalizers.Lowercase()
    backend.pre_tokenizer = pre_tokenizers.Whitespace()
    backend.add_special_tokens(special)
    backend.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    folder = Path(folder)
    folder.mkdir(parents=True)
    backend.save(str(folder / "tokenizer.json"))
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(vocabulary), hidden_size=32, intermediate_size=48, num_hidden_layers=2,
        num_attention_heads=4, max_position_embeddings=64,
    )  # fmt: skip
    BertModel(config).save_pretrained(folder)
    return folder
