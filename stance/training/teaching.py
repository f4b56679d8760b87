"""The mean answer of earlier stages as what a stage learns from (Hinton et al., 2015).

Labels are one reader's and sometimes wrong; several models that saw them in different orders
agree less on those, and say so by how sure they are.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save_file

from stance.training import finetune
from stance.training.public import Example

log = logging.getLogger(__name__)

#: Answers of one epoch, beside the stage that learns from them: they take longer than the stage.
FILE = "taught-{number}.safetensors"
_PART = 4096


def answered(
    epochs: Sequence[Sequence[Example]], teachers: Sequence[Path], output: Path
) -> list[list[Example]]:
    """The same examples, those about a stance with the teachers' mean logits.

    Args:
        epochs: Examples of each epoch.
        teachers: Folders of finished stages.
        output: Where answers are kept, part by part, so that a run that was cut off does not ask
            again.
    """
    models = [finetune.start(teacher) for teacher in teachers]
    for learner, _ in models:
        learner.eval()
    output.mkdir(parents=True, exist_ok=True)
    done = []
    for number, examples in enumerate(epochs, start=1):
        asked = [one for one in examples if one.task == "stance"]
        pairs = [(one.first, one.second) for one in asked]
        logits = _kept(output / FILE.format(number=number), pairs)
        while len(logits) < len(pairs):
            part = pairs[len(logits) : len(logits) + _PART]
            said = [finetune.predict(learner, tokenizer, part) for learner, tokenizer in models]
            logits = torch.cat([logits, torch.stack(said).mean(dim=0)])
            _keep(output / FILE.format(number=number), pairs, logits)
            log.info("taught: %d of %d answers", len(logits), len(pairs))
        rows = iter(logits.tolist())
        done.append(
            [
                replace(one, taught=tuple(next(rows))) if one.task == "stance" else one
                for one in examples
            ]
        )
    return done


def _digest(pairs: Sequence[tuple[str, str]]) -> str:
    whole = "\n".join("\t".join(pair) for pair in pairs)
    return hashlib.sha256(whole.encode()).hexdigest()


def _keep(path: Path, pairs: Sequence[tuple[str, str]], logits: torch.Tensor) -> None:
    save_file({"logits": logits}, path, metadata={"pairs": _digest(pairs)})


def _kept(path: Path, pairs: Sequence[tuple[str, str]]) -> torch.Tensor:
    """Answers kept for the same pairs; none for others."""
    if path.is_file():
        with safe_open(path, framework="pt") as file:
            if (file.metadata() or {}).get("pairs") == _digest(pairs):
                return file.get_tensor("logits")
    return torch.zeros(0, 4)
