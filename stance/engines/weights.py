"""Which weights of a model folder are used: ONNX first, then safetensors, never pickles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from stance.errors import ModelError, UsageError

#: In order of preference: the eight-bit file is there because it was measured and found good.
ONNX_FILES = ("onnx/model_quantized.onnx", "onnx/model.onnx", "model.onnx")
SAFETENSORS_FILES = ("model.safetensors", "model.safetensors.index.json")
_PICKLES = ("*.bin", "*.pt", "*.pth", "*.pkl", "*.ckpt", "*.h5")


class Weights(NamedTuple):
    """The engine that reads them, the file it opens, and every file that belongs to it."""

    engine: str
    entry: str
    files: tuple[str, ...]


def choose(path: Path, *, engine: str | None = None, file: str | None = None) -> Weights:
    """The weights of a folder, for one engine or one file where the caller names it.

    Raises:
        ModelError: There are none, only pickles, or not the ones asked for.
    """
    if not path.is_dir():
        raise ModelError(f"There is no model folder {path}.")
    if file is not None:
        return _named(path, engine, file)
    for kind, names in (("onnx", ONNX_FILES), ("torch", SAFETENSORS_FILES)):
        if engine in {None, kind}:
            for name in names:
                if (path / name).is_file():
                    return Weights(kind, name, _belonging(path, name))
    raise _nothing(path, engine)


def _named(path: Path, engine: str | None, file: str) -> Weights:
    kind = kind_of(file)
    if kind is None or engine not in {None, kind}:
        wanted = {"onnx": "an .onnx file", "torch": "a .safetensors file"}
        raise UsageError(
            f"The file {file} is not one that the {engine or 'onnx or torch'} engine reads.",
            f"Expected {wanted.get(engine or '', 'an .onnx or a .safetensors file')}.",
        )
    if not (path / file).is_file():
        raise ModelError(f"The model folder {path} has no {file}.", f"It has {_listed(path)}.")
    return Weights(kind, file, _belonging(path, file))


def kind_of(file: str) -> str | None:
    """The engine that reads a file of this name, if any does."""
    if file.endswith(".onnx"):
        return "onnx"
    return "torch" if file.endswith((".safetensors", ".safetensors.index.json")) else None


def _belonging(path: Path, entry: str) -> tuple[str, ...]:
    """The entry and the files it points to: shards of an index, large tensors of a graph."""
    if entry.endswith(".index.json"):
        try:
            shards = set(json.loads((path / entry).read_text("utf-8"))["weight_map"].values())
        except (ValueError, KeyError, AttributeError) as error:
            raise ModelError(f"{path / entry} is not an index of safetensors files.") from error
        unsafe = [shard for shard in shards if not str(shard).endswith(".safetensors")]
        missing = [shard for shard in sorted(shards) if not (path / shard).is_file()]
        if unsafe or missing:
            raise ModelError(
                f"{path / entry} names {(unsafe or missing)[0]}, which "
                f"{'is not a safetensors file' if unsafe else 'is not there'}."
            )
        return (entry, *sorted(shards))
    beside = [f"{entry}_data", f"{entry}.data"]
    return (entry, *(name for name in beside if (path / name).is_file()))


def _listed(path: Path) -> str:
    names = sorted(
        file.relative_to(path).as_posix()
        for pattern in ("*.onnx", "onnx/*.onnx", "*.safetensors")
        for file in path.glob(pattern)
    )
    return ", ".join(names) or "no weights"


def _nothing(path: Path, engine: str | None) -> ModelError:
    wanted = {
        "onnx": "onnx/model.onnx or onnx/model_quantized.onnx",
        "torch": "model.safetensors",
    }.get(engine or "", "onnx/model.onnx or model.safetensors")
    pickles = sorted(file.name for pattern in _PICKLES for file in path.glob(pattern))
    if pickles and _listed(path) == "no weights":
        return ModelError(
            f"The model folder {path} has only {pickles[0]}, a file that can run code when it "
            "is opened, so it is not.",
            f"Expected {wanted}.",
            "Ask the model's authors for safetensors.",
        )
    return ModelError(f"The model folder {path} has {_listed(path)}.", f"Expected {wanted}.")
