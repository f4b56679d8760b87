"""The default engine: ONNX Runtime and the tokenizers library, nothing else.

Neither torch nor transformers is imported, so that a process is ready in a fraction of a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.engines.batching import Batch, Padding, Tokens, batched_logits
from stance.engines.description import ModelDescription, read_json
from stance.engines.loading import cut_segment, first_line, question_too_long, usable_cores
from stance.engines.protocol import Pair
from stance.errors import ModelError

_INPUTS = frozenset({"input_ids", "attention_mask", "token_type_ids"})
_ERRORS_ONLY = 3


class OnnxEngine:
    """A model folder's ONNX graph; see `stance.engines.Engine`.

    One engine may be used from several threads at once. The runtime keeps the memory of the
    largest batch it has seen, which the bounds in `stance.engines.batching` hold small.

    Args:
        description: A record whose ``weights`` are an ONNX file.
        threads: Cores used for one batch; all that the process may use by default.

    Raises:
        ModelError: Graph or tokenizer cannot be loaded, or need what an engine does not give.
    """

    name = "onnx"

    def __init__(self, description: ModelDescription, *, threads: int | None = None) -> None:
        self.description = description
        self._tokenizer, self._padding = _tokenizer(description)
        self._session = _session(description, threads or usable_cores())
        names = {item.name for item in self._session.get_inputs()}
        if not {"input_ids"} <= names <= _INPUTS:
            raise ModelError(
                f"The graph {description.path / description.weights} asks for the inputs "
                f"{', '.join(sorted(names))}.",
                f"Expected {', '.join(sorted(_INPUTS))}, or some of them.",
            )
        self._inputs = names
        self._output = _output(self._session, description)

    def logits(self, pairs: Sequence[Pair]) -> NDArray[np.float32]:
        """See `stance.engines.Engine.logits`."""
        return batched_logits(pairs, self._encode, self._forward, self._padding, self.description)

    def _encode(self, pairs: list[Pair]) -> list[Tokens]:
        try:
            encodings = self._tokenizer.encode_batch_fast(pairs)
        except Exception as error:
            if "too short" not in str(error):
                raise
            raise question_too_long(self.description, pairs) from error
        return [Tokens(item.ids, item.type_ids) for item in encodings]

    def _forward(self, batch: Batch) -> NDArray[np.float32]:
        feed = {
            "input_ids": batch.ids,
            "attention_mask": batch.mask,
            "token_type_ids": batch.types,
        }
        (logits,) = self._session.run([self._output], {name: feed[name] for name in self._inputs})
        return np.asarray(logits, dtype=np.float32)


def _session(description: ModelDescription, threads: int) -> Any:
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = _ERRORS_ONLY
    path = description.path / description.weights
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises a dozen kinds, all of them its own
        raise ModelError(
            f"ONNX Runtime cannot load {path}: {first_line(error)}",
            remedy="Export or fetch the file again.",
        ) from error


def _output(session: Any, description: ModelDescription) -> str:
    outputs = [item.name for item in session.get_outputs()]
    if "logits" in outputs:
        return "logits"
    if len(outputs) == 1:
        return str(outputs[0])
    raise ModelError(
        f"The graph {description.path / description.weights} gives {', '.join(outputs)}.",
        "Expected one output called logits.",
    )


def _tokenizer(description: ModelDescription) -> tuple[Any, Padding]:
    import tokenizers

    path = description.path / "tokenizer.json"
    try:
        tokenizer = tokenizers.Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises plain Exception
        raise ModelError(f"The tokenizer {path} cannot be loaded: {first_line(error)}") from error
    stated_file = description.path / "tokenizer_config.json"
    stated = read_json(stated_file) if stated_file.is_file() else {}
    padding = _padding(tokenizer, stated, description)
    tokenizer.no_padding()
    tokenizer.enable_truncation(
        description.max_length,
        strategy=cut_segment(description.scheme),
        direction=str(stated.get("truncation_side", "right")),
    )
    return tokenizer, padding


def _padding(tokenizer: Any, stated: dict[str, Any], description: ModelDescription) -> Padding:
    """From the tokenizer's own configuration; some models derive positions from the token."""
    built_in = tokenizer.padding or {}
    token = stated.get("pad_token")
    content = token.get("content") if isinstance(token, dict) else token
    number = tokenizer.token_to_id(content) if content else None
    if number is None:
        number = built_in.get("pad_id")
    if number is None:
        number = read_json(description.path / "config.json").get("pad_token_id")
    if not isinstance(number, int):
        raise ModelError(
            f"The tokenizer of {description.name} names no padding token.",
            "Expected pad_token in tokenizer_config.json or pad_token_id in config.json.",
        )
    kind = stated.get("pad_token_type_id", built_in.get("pad_type_id", 0))
    side = stated.get("padding_side", built_in.get("direction", "right"))
    return Padding(number, int(kind), left=side == "left")
