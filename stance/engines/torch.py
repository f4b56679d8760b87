"""The engine for every other Hugging Face text-pair classifier; needs requirements-torch.txt."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.engines.batching import Batch, Padding, Tokens, batched_logits
from stance.engines.description import ModelDescription
from stance.engines.loading import cut_segment, first_line, question_too_long
from stance.engines.protocol import Pair
from stance.errors import MissingExtraError, ModelError


class TorchEngine:
    """A model folder's safetensors in torch, in single precision; see `stance.engines.Engine`.

    Runs on a CUDA device where there is one, else on the processor. The tokenizer is the one
    stock transformers would use.

    Args:
        description: A record whose ``weights`` are safetensors.
        threads: Cores used for one batch; torch's own choice by default. Holds for the process.

    Raises:
        MissingExtraError: torch is not installed.
        ModelError: The folder holds nothing that stock transformers can load as a text-pair
            classifier, or its weights lack a part.
    """

    name = "torch"

    def __init__(self, description: ModelDescription, *, threads: int | None = None) -> None:
        require_torch()
        import torch

        if threads:
            torch.set_num_threads(threads)
        self.description = description
        with quiet_transformers():
            self._tokenizer, model = _load(description)
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self._model = model.to(self._device).eval()
        self._inputs = _inputs(self._tokenizer, model)
        self._padding = _padding(self._tokenizer, description)

    def logits(self, pairs: Sequence[Pair]) -> NDArray[np.float32]:
        """See `stance.engines.Engine.logits`."""
        return batched_logits(pairs, self._encode, self._forward, self._padding, self.description)

    def _encode(self, pairs: list[Pair]) -> list[Tokens]:
        try:
            made = self._tokenizer(
                [first for first, _ in pairs],
                [second for _, second in pairs],
                truncation=cut_segment(self.description.scheme),
                max_length=self.description.max_length,
                padding=False,
                return_token_type_ids=True,
                return_attention_mask=False,
            )
        except Exception as error:  # the tokenizer raises plain Exception
            if "too short" not in str(error):
                raise
            raise question_too_long(self.description, pairs) from error
        return [
            Tokens(ids, types)
            for ids, types in zip(made["input_ids"], made["token_type_ids"], strict=True)
        ]

    def _forward(self, batch: Batch) -> NDArray[np.float32]:
        import torch

        feed = {
            "input_ids": batch.ids,
            "attention_mask": batch.mask,
            "token_type_ids": batch.types,
        }
        with torch.inference_mode():
            tensors = {name: torch.from_numpy(feed[name]).to(self._device) for name in self._inputs}
            logits: NDArray[np.float32] = self._model(**tensors).logits.float().cpu().numpy()
        return logits


def require_torch() -> None:
    """Raise `MissingExtraError` with the install line where torch is missing."""
    try:
        import torch  # noqa: F401
    except ImportError as error:
        raise MissingExtraError(
            "The torch engine needs the package torch, which is not installed.",
            remedy="Run: pip install -r requirements-torch.txt",
        ) from error


@contextlib.contextmanager
def quiet_transformers() -> Iterator[None]:
    """Neither advice nor progress bars from transformers; a user's own setting wins."""
    key = "TRANSFORMERS_VERBOSITY"
    ours = key not in os.environ
    if ours:
        os.environ[key] = "error"
    try:
        # The variable is read once, at this import; afterwards it can go again.
        from transformers.utils import logging
    finally:
        if ours:
            del os.environ[key]
    verbosity = logging.get_verbosity()
    bars = logging.is_progress_bar_enabled()
    if ours:
        logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(verbosity)
        if bars:
            logging.enable_progress_bar()


def _load(description: ModelDescription) -> tuple[Any, Any]:
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    folder = str(description.path)
    options = {"local_files_only": True, "trust_remote_code": False}
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, **options)
        model, report = AutoModelForSequenceClassification.from_pretrained(
            folder,
            dtype=torch.float32,
            use_safetensors=True,
            output_loading_info=True,
            **options,
        )
    except Exception as error:  # transformers, safetensors and torch each raise their own
        raise ModelError(
            f"{description.path} cannot be loaded as a text-pair classifier: {first_line(error)}"
        ) from error
    missing = sorted(report["missing_keys"])
    if missing:
        raise ModelError(
            f"The weights in {description.path} lack {missing[0]} (and {len(missing) - 1} more).",
            "Without them the model would answer at random.",
            "Choose a checkpoint fine-tuned for this task.",
        )
    return tokenizer, model


def _inputs(tokenizer: Any, model: Any) -> tuple[str, ...]:
    """What both the tokenizer hands out and the model takes."""
    import inspect

    taken = inspect.signature(model.forward).parameters
    return tuple(
        name
        for name in ("input_ids", "attention_mask", "token_type_ids")
        if name in taken and name in tokenizer.model_input_names
    )


def _padding(tokenizer: Any, description: ModelDescription) -> Padding:
    if tokenizer.pad_token_id is None:
        raise ModelError(
            f"The tokenizer of {description.name} names no padding token.",
            "Expected pad_token in tokenizer_config.json.",
        )
    return Padding(
        int(tokenizer.pad_token_id),
        int(tokenizer.pad_token_type_id),
        left=tokenizer.padding_side == "left",
    )
