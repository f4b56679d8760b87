"""The mean of the weights of several stages: often better than each of them.

Stages that follow one another lie in one basin, and the middle of it generalises better than its
rim (Izmailov et al. 2018; Wortsman et al. 2022, "Model soups").
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file


def average(folders: Mapping[Path, float], output: Path) -> Path:
    """Write the weighted mean of the checkpoints in `folders` to `output`.

    Args:
        folders: Checkpoint folders of one architecture, each with its weight, above 0; the
            tokenizer and config of the last one are kept.
        output: The folder to write.
    """
    total = sum(folders.values())
    mean: dict[str, torch.Tensor] = {}
    for folder, weight in folders.items():
        for name, value in load_file(folder / "model.safetensors").items():
            part = value.float() * (weight / total)
            mean[name] = mean[name] + part if name in mean else part
    output.mkdir(parents=True, exist_ok=True)
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json"):
        shutil.copyfile(folder / name, output / name)
    save_file(mean, output / "model.safetensors", metadata={"format": "pt"})
    return output
