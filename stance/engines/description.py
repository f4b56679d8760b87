"""What a model folder says of itself: scheme, classes, weights, limits, digest."""

from __future__ import annotations

import functools
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stance.engines import languages, weights
from stance.errors import ModelError

_STANCE = frozenset({"favor", "against", "neutral", "none"})
_NLI = (
    frozenset({"entailment", "neutral", "contradiction"}),
    frozenset({"entailment", "not_entailment"}),
)
_SAME = {
    "favour": "favor",
    "notentailment": "not_entailment",
    "non_entailment": "not_entailment",
    "nonentailment": "not_entailment",
}
_PLACEHOLDER = re.compile(r"label_?\d+|\d+")

#: Everything a tokenizer may be read from.
TOKENIZER_FILES = (
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "vocab.txt",
    "vocab.json",
    "merges.txt",
    "spm.model",
    "spiece.model",
    "tokenizer.model",
    "sentencepiece.bpe.model",
)
#: Families that count positions from the padding token on, so that max_position_embeddings
#: promises more than they can read.
_OFFSET_POSITIONS = frozenset(
    {
        "camembert",
        "data2vec-text",
        "longformer",
        "mpnet",
        "roberta",
        "roberta-prelayernorm",
        "xlm-roberta",
        "xlm-roberta-xl",
        "xmod",
    }
)
_FALLBACK_LENGTH = 512


@dataclass(frozen=True, slots=True)
class ModelDescription:
    """One model, as its folder describes it.

    Attributes:
        name: The folder's name, or the hub id.
        path: The folder.
        scheme: ``stance`` (proposition, passage) or ``nli`` (premise, hypothesis).
        labels: The classes in the order of the model's own output.
        digest: Sixteen hex digits over the weights used, the configuration and the tokenizer.
        max_length: Tokens a pair may have, special ones included.
        engine: The engine that reads these weights.
        weights: The file inside `path` that is loaded: an ONNX graph, one safetensors file, or
            the index of several.
        files: All files the digest covers, relative to `path`.
        size: Their bytes.
        license: As the model card states it; may be empty.
        summary: The model card's first paragraph; may be empty.
        calibration: The parsed ``calibration.json``; empty if there is none.
        languages: ISO 639-1 codes of the languages it reads; none stand for all.
    """

    name: str
    path: Path
    scheme: str
    labels: tuple[str, ...]
    digest: str
    max_length: int
    engine: str
    weights: str
    files: tuple[str, ...] = ()
    size: int = 0
    license: str = ""
    summary: str = ""
    calibration: Mapping[str, Any] = field(default_factory=dict, hash=False)
    languages: tuple[str, ...] = languages.ENGLISH

    def reads(self, language: str | None) -> bool:
        """Whether the model reads a language; one that is not known gets the benefit of the doubt.

        Args:
            language: ISO 639-1 code, or None where it is not certain.
        """
        return language is None or not self.languages or language in self.languages


def describe_folder(
    path: Path, *, engine: str | None = None, file: str | None = None, name: str = ""
) -> ModelDescription:
    """The record of the model in a folder.

    Args:
        path: A folder in the Hugging Face layout.
        engine: ``onnx`` or ``torch``; without it, ONNX if the folder has an ONNX file.
        file: The weights to use, relative to `path`.
        name: What to call it; the folder's name by default.

    Raises:
        ModelError: A file is missing or unfit; the message names it.
    """
    config = read_json(path / "config.json")
    labels = _labels(config, path / "config.json")
    chosen = weights.choose(path, engine=engine, file=file)
    tokenizer = [item for item in TOKENIZER_FILES if (path / item).is_file()]
    needed = ("tokenizer.json",) if chosen.engine == "onnx" else _VOCABULARIES
    if not set(needed) & set(tokenizer):
        raise ModelError(
            f"The model folder {path} has no tokenizer.",
            f"Expected {' or '.join(needed)} in it.",
        )
    files = (*chosen.files, "config.json", *tokenizer)
    front, text = _front(path / "README.md")
    license_, summary = _card(front, text)
    calibration = path / "calibration.json"
    return ModelDescription(
        name=name or path.resolve().name,
        path=path,
        scheme="stance" if frozenset(labels) == _STANCE else "nli",
        labels=labels,
        digest=_digest(path, files),
        max_length=_max_length(path, config),
        engine=chosen.engine,
        weights=chosen.entry,
        files=files,
        size=sum((path / item).stat().st_size for item in files),
        license=license_,
        summary=summary,
        calibration=read_json(calibration) if calibration.is_file() else {},
        languages=languages.of_model(front, config),
    )


_VOCABULARIES = tuple(
    name
    for name in TOKENIZER_FILES
    if name not in {"tokenizer_config.json", "special_tokens_map.json", "added_tokens.json"}
)


def read_json(path: Path) -> dict[str, Any]:
    """The object in a JSON file.

    Raises:
        ModelError: There is no such file, or it holds no JSON object.
    """
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ModelError(
            f"The model folder {path.parent} has no {path.name}.",
            "Expected a folder in the Hugging Face layout.",
        ) from error
    except (OSError, ValueError) as error:
        raise ModelError(f"{path} cannot be read as JSON: {error}.") from error
    if not isinstance(record, dict):
        raise ModelError(f"{path} holds no JSON object.", "Expected one in braces.")
    return record


def _labels(config: Mapping[str, Any], place: Path) -> tuple[str, ...]:
    """Canonical class names in output order, from ``id2label`` and nothing else."""
    stated = config.get("id2label")
    if not isinstance(stated, dict) or not stated:
        raise ModelError(
            f"{place} has no usable label names: id2label is missing.", _EXPECTED_LABELS
        )
    try:
        by_place = {int(index): str(label) for index, label in stated.items()}
    except (TypeError, ValueError):
        by_place = {}
    if sorted(by_place) != list(range(len(stated))):
        raise ModelError(
            f"{place} has no usable label names: the keys of id2label are "
            f"{', '.join(map(str, stated))}.",
            f"Expected 0 to {len(stated) - 1}.",
        )
    raw = tuple(by_place[index] for index in range(len(stated)))
    names = tuple(_canonical(label) for label in raw)
    if all(_PLACEHOLDER.fullmatch(name) for name in names):
        raise ModelError(
            f"{place} has no usable label names: id2label only says {', '.join(raw)}.",
            _EXPECTED_LABELS,
            "Write the model's classes into id2label, in the order of its output.",
        )
    kinds = frozenset(names)
    if len(kinds) != len(names) or not (kinds == _STANCE or kinds in _NLI):
        raise ModelError(f"{place} names the classes {', '.join(raw)}.", _EXPECTED_LABELS)
    return names


_EXPECTED_LABELS = (
    "Expected favor, against, neutral and none, or entailment, neutral and contradiction, or "
    "entailment and not_entailment, in any order."
)


def _canonical(label: str) -> str:
    name = re.sub(r"[\s-]+", "_", label.strip().casefold())
    return _SAME.get(name, name)


def _max_length(path: Path, config: Mapping[str, Any]) -> int:
    """The least of what the tokenizer allows and what the positions can hold."""
    limits = []
    positions = config.get("max_position_embeddings")
    if isinstance(positions, int) and positions > 0:
        if config.get("model_type") in _OFFSET_POSITIONS:
            positions -= int(config.get("pad_token_id") or 0) + 1
        limits.append(positions)
    stated = path / "tokenizer_config.json"
    if stated.is_file():
        length = read_json(stated).get("model_max_length")
        # Tokenizers without a limit state an absurdly large number.
        if isinstance(length, int | float) and 0 < length < 1e9:
            limits.append(int(length))
    return min(limits, default=_FALLBACK_LENGTH)


def _digest(path: Path, files: tuple[str, ...]) -> str:
    whole = hashlib.sha256()
    for name in sorted(files):
        status = (path / name).stat()
        part = _file_digest(str(path / name), status.st_size, status.st_mtime_ns)
        whole.update(f"{name}\0{part}\n".encode())
    return whole.hexdigest()[:16]


@functools.lru_cache(maxsize=256)
def _file_digest(path: str, size: int, changed: int) -> str:
    """Size and time of change are part of the key, so a changed file is read again."""
    with Path(path).open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _front(path: Path) -> tuple[str, str]:
    """The metadata at the head of a model card, as YAML, and the text after it."""
    if not path.is_file():
        return "", ""
    text = path.read_text(encoding="utf-8", errors="replace")
    found = re.match(r"---\s*\n(.*?)\n---\s*(?:\n|$)", text, re.DOTALL)
    return (found[1], text[found.end() :]) if found else ("", text)


def _card(front: str, text: str) -> tuple[str, str]:
    """Licence and first paragraph of a model card."""
    stated = re.search(r"^license:[ \t]*(\S.*)$", front, re.MULTILINE)
    license_ = stated[1].strip().strip("\"'") if stated else ""
    for block in re.split(r"\n\s*\n", text):
        lines = [line.strip() for line in block.splitlines() if not line.startswith("#")]
        if paragraph := " ".join(line for line in lines if line):
            return license_, paragraph
    return license_, ""
