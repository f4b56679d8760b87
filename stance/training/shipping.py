"""From a trained checkpoint to the folder that ships: half-precision shards and int8 ONNX."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

from stance.engines.packaging import export_onnx, round_weights

#: Shards stay under this, so that no single file of the repository grows large.
SHARD_BYTES = 24_000_000


def package(checkpoint: Path, output: Path, *, max_length: int = 256) -> Path:
    """The shippable model folder made from a trained fp32 checkpoint.

    Weights are rounded once to the grid of the eight-bit file and to half precision, and stored
    as safetensors shards that stock transformers loads (in single precision, as the config
    says). So every engine starts from equal numbers, and eight bits differ only in how finely
    activations are rounded.

    Args:
        checkpoint: Folder with ``config.json``, tokenizer and ``model.safetensors``.
        output: The model folder to write; its other files are kept.
        max_length: The tokens a pair may have.
    """
    output.mkdir(parents=True, exist_ok=True)
    for stale in output.glob("model*.safetensors*"):
        stale.unlink()
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copyfile(checkpoint / name, output / name)
    _rewrite(output / "tokenizer_config.json", model_max_length=max_length)
    shutil.copyfile(checkpoint / "config.json", output / "config.json")
    _rewrite(output / "config.json", dtype="float32")
    with tempfile.TemporaryDirectory() as rounded:
        _shard(round_weights(checkpoint, rounded) / "model.safetensors", output)
    export_onnx(output, output / "onnx" / "model_quantized.onnx", quantize=True)
    return output


def _rewrite(path: Path, **values: object) -> None:
    record = json.loads(path.read_text(encoding="utf-8"))
    record.update(values)
    path.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _shard(weights: Path, output: Path) -> None:
    import torch
    from safetensors.torch import load_file, save_file

    tensors = {name: value.to(torch.float16) for name, value in load_file(weights).items()}
    shards: list[dict[str, torch.Tensor]] = [{}]
    size = 0
    for name in sorted(tensors, key=lambda key: (-tensors[key].nbytes, key)):
        if size and size + tensors[name].nbytes > SHARD_BYTES:
            shards.append({})
            size = 0
        shards[-1][name] = tensors[name].contiguous()
        size += tensors[name].nbytes
    total = sum(value.nbytes for value in tensors.values())
    where: dict[str, str] = {}
    for number, shard in enumerate(shards, start=1):
        name = f"model-{number:05d}-of-{len(shards):05d}.safetensors"
        save_file(shard, output / name, metadata={"format": "pt"})
        where.update(dict.fromkeys(shard, name))
    index = {"metadata": {"total_size": total}, "weight_map": dict(sorted(where.items()))}
    text = json.dumps(index, indent=1) + "\n"
    (output / "model.safetensors.index.json").write_text(text, encoding="utf-8")
