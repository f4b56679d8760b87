"""The state of a training run on disk, so that a run that was cut off goes on where it was.

Tensors lie in one safetensors file, written beside the old one and then moved over it: killed
at any moment, a whole state is left.
"""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from stance.errors import ModelError

FILE = "training-state.safetensors"


def keep(
    folder: Path,
    step: int,
    learner: nn.Module,
    optimizer: torch.optim.Optimizer,
    mean: torch.optim.swa_utils.AveragedModel | None = None,
) -> None:
    """Write the state after `step` steps to `folder`, in place of an earlier one."""
    tensors = {f"learner.{name}": value for name, value in learner.state_dict().items()}
    if mean is not None:
        tensors |= {f"mean.{name}": value for name, value in mean.state_dict().items()}
    for number, state in optimizer.state_dict()["state"].items():
        tensors |= {f"optimizer.{number}.{key}": value for key, value in state.items()}
    tensors["random"] = torch.get_rng_state()
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f"{FILE}.new"
    # Two parameters may share memory, which the format does not store: copies do not.
    whole = {name: value.detach().cpu().clone() for name, value in tensors.items()}
    save_file(whole, fresh, metadata={"step": json.dumps(step)})
    fresh.replace(folder / FILE)


def take_up(
    folder: Path,
    learner: nn.Module,
    optimizer: torch.optim.Optimizer,
    mean: torch.optim.swa_utils.AveragedModel | None = None,
) -> int:
    """Put the kept state back and give the number of steps done; 0 where none was kept.

    Raises:
        ModelError: The state is of another model or of other settings.
    """
    path = folder / FILE
    if not path.is_file():
        return 0
    with safe_open(path, framework="pt") as file:
        step = int(json.loads(file.metadata()["step"]))
        tensors = {name: file.get_tensor(name) for name in file.keys()}
    try:
        learner.load_state_dict(_under("learner.", tensors))
        if mean is not None:
            mean.load_state_dict(_under("mean.", tensors))
        record = optimizer.state_dict()
        record["state"] = {}
        for name, value in _under("optimizer.", tensors).items():
            number, key = name.split(".")
            record["state"].setdefault(int(number), {})[key] = value
        optimizer.load_state_dict(record)
    except (RuntimeError, ValueError) as error:
        raise ModelError(
            f"The training state in {path} does not fit this run: {str(error).splitlines()[0]}",
            "Expected the state of the same recipe.",
            "Remove it to start the stage anew.",
        ) from error
    torch.set_rng_state(tensors["random"])
    return step


def drop(folder: Path) -> None:
    """Remove a kept state; the stage is done."""
    (folder / FILE).unlink(missing_ok=True)


def _under(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {n.removeprefix(prefix): v for n, v in tensors.items() if n.startswith(prefix)}
