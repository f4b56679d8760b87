"""From a torch checkpoint to the ONNX file that ships: export, then eight-bit weights.

Needs the extras in ``requirements-torch.txt``; nothing here is imported when texts are scored.
"""

from __future__ import annotations

import contextlib
import logging
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from stance.engines.description import TOKENIZER_FILES
from stance.engines.quantization import on_grid
from stance.engines.quantization import quantize as write_quantized
from stance.engines.torch import quiet_transformers
from stance.errors import MissingExtraError, ModelError

#: Long enough that no exporter mistakes the two axes for constants or for each other.
_SAMPLE_SHAPE = (2, 11)
_OPSET = 18


def export_onnx(model_dir: Path | str, output: Path | str, *, quantize: bool) -> Path:
    """The path of an ONNX file that gives the same logits as the torch model in `model_dir`.

    The graph takes ``input_ids`` and ``attention_mask``, and ``token_type_ids`` where the model
    tells its two segments apart by them; each is int64 of shape (batch, length), both free.
    It gives ``logits``, float32 of shape (batch, classes).

    Args:
        model_dir: Folder with ``config.json``, the tokenizer and ``model.safetensors``.
        output: File to write; its folder is made. An existing file is replaced only once the
            new one is complete.
        quantize: Store weights, word embeddings included, in eight bits and multiply in
            integers: a quarter of the size, two to three times the speed, and logits that
            differ slightly; see `stance.engines.quantization`.

    Raises:
        MissingExtraError: torch or onnx is not installed.
        ModelError: The folder holds no model that can be exported.
    """
    source, target = Path(model_dir), Path(output)
    _require_extras()
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".export-") as scratch:
        plain = Path(scratch) / "plain.onnx"
        with _quiet():
            _export(source, plain)
            finished = plain
            if quantize:
                finished = Path(scratch) / "quantized.onnx"
                write_quantized(plain, finished)
        finished.replace(target)
    return target


#: What a model folder holds beside its weights.
_BESIDE = ("config.json", *TOKENIZER_FILES, "calibration.json", "README.md")


def export_folder(model_dir: Path | str, folder: Path | str, *, quantize: bool) -> Path:
    """A model folder that runs on ONNX Runtime, made from one with torch weights.

    Args:
        model_dir: Folder with ``config.json``, the tokenizer and ``model.safetensors``.
        folder: The folder to make; it must be empty if it exists.
        quantize: See `export_onnx`.

    Raises:
        MissingExtraError: torch or onnx is not installed.
        ModelError: The folder holds no model that can be exported, or the place is taken.
    """
    source, target = Path(model_dir), Path(folder)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise ModelError(
            f"{target} is there already.", "Expected a new or empty folder.", "Name another one."
        )
    name = "model_quantized.onnx" if quantize else "model.onnx"
    try:
        export_onnx(source, target / "onnx" / name, quantize=quantize)
        for beside in _BESIDE:
            if (source / beside).is_file():
                shutil.copyfile(source / beside, target / beside)
    except OSError as error:
        raise ModelError(
            f"The model folder {target} cannot be written ({error.strerror or error}).",
            remedy="Check the path and the space left, or name another folder.",
        ) from error
    return target


def round_weights(model_dir: Path | str, output: Path | str) -> Path:
    """The folder of a checkpoint whose weights lie on the grid of its eight-bit twin.

    Quantising it changes no weight any more, so that the safetensors, the fp32 graph and the
    eight-bit graph are one model, and differ only by how finely activations are rounded. Rounding
    to half precision afterwards is harmless.

    Args:
        model_dir: Folder with ``config.json``, the tokenizer and ``model.safetensors``.
        output: The folder to write: configuration, tokenizer and fp32 safetensors.

    Raises:
        MissingExtraError: torch or onnx is not installed.
        ModelError: The folder holds no text-pair classifier.
    """
    _require_extras()
    import torch

    with _quiet():
        model, _ = _load(Path(model_dir))
        linear = [part for part in model.modules() if isinstance(part, torch.nn.Linear)]
        tables = [part for part in model.modules() if isinstance(part, torch.nn.Embedding)]
        # A matrix is stored transposed; the last one, the head, is never quantised.
        parts = [(part, True) for part in linear[:-1]] + [(part, False) for part in tables]
        with torch.no_grad():
            for part, transposed in parts:
                weight = part.weight.detach().numpy()
                rounded = on_grid(weight.T, axis=0).T if transposed else on_grid(weight, axis=1)
                part.weight.copy_(torch.from_numpy(rounded.copy()))
        model.save_pretrained(str(output))
    for name in ("config.json", *TOKENIZER_FILES):
        if (Path(model_dir) / name).is_file():
            shutil.copyfile(Path(model_dir) / name, Path(output) / name)
    return Path(output)


def _require_extras() -> None:
    try:
        import onnx  # noqa: F401
        import onnxscript  # noqa: F401
        import torch  # noqa: F401
    except ImportError as error:
        raise MissingExtraError(
            f"Exporting a model needs the package {error.name}, which is not installed.",
            remedy="Run: pip install -r requirements-torch.txt",
        ) from error


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep the exporters' notes on their own internals away from the user."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings(), quiet_transformers():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)


def _export(source: Path, target: Path) -> None:
    import torch

    model, tokenizer = _load(source)
    names = _input_names(model, tokenizer)
    low = max(model.config.pad_token_id or 0, 0) + 1
    ids = torch.arange(_SAMPLE_SHAPE[0] * _SAMPLE_SHAPE[1]).reshape(_SAMPLE_SHAPE)
    ids = low + ids % max(model.config.vocab_size - low, 1)
    sample = {
        "input_ids": ids,
        "attention_mask": torch.ones_like(ids),
        "token_type_ids": torch.zeros_like(ids),
    }
    free = {0: torch.export.Dim.DYNAMIC, 1: torch.export.Dim.DYNAMIC}
    try:
        with torch.inference_mode():
            torch.onnx.export(
                model,
                (),
                str(target),
                kwargs={name: sample[name] for name in names},
                input_names=names,
                output_names=["logits"],
                opset_version=_OPSET,
                dynamo=True,
                dynamic_shapes={name: dict(free) for name in names},
                external_data=False,
                verbose=False,
            )
    except torch.onnx.OnnxExporterError as error:
        raise ModelError(
            f"The model in {source} cannot be written as ONNX ({type(error).__name__}).",
            remedy="Use it with the torch engine instead.",
        ) from error
    _name_axes(target)


def _load(source: Path) -> tuple[Any, Any]:
    """The model in fp32 with the plainest attention, which exports to the cleanest graph."""
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    options = {"local_files_only": True, "trust_remote_code": False}
    try:
        tokenizer = AutoTokenizer.from_pretrained(str(source), **options)
        model = AutoModelForSequenceClassification.from_pretrained(
            str(source),
            dtype=torch.float32,
            attn_implementation="eager",
            use_safetensors=True,
            **options,
        )
    except (OSError, ValueError, KeyError) as error:
        first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ModelError(
            f"No text-pair classifier can be loaded from {source}: {first}",
            "A folder with config.json, tokenizer.json and model.safetensors was expected.",
        ) from error
    model.config.return_dict = False  # a plain tuple, so that logits are the one output
    return model.eval(), tokenizer


def _input_names(model: Any, tokenizer: Any) -> list[str]:
    """Token types only where the model has more than one and its tokenizer hands them out."""
    names = ["input_ids", "attention_mask"]
    if (
        getattr(model.config, "type_vocab_size", 0) > 1
        and "token_type_ids" in tokenizer.model_input_names
    ):
        names.append("token_type_ids")
    return names


def _name_axes(path: Path) -> None:
    """Call the free axes batch and length, whatever symbols the exporter made up."""
    import onnx

    model = onnx.load(str(path))
    for value in model.graph.input:
        for dimension, name in zip(
            value.type.tensor_type.shape.dim, ("batch", "length"), strict=True
        ):
            dimension.dim_param = name
    for value in model.graph.output:
        value.type.tensor_type.shape.dim[0].dim_param = "batch"
    # Inner shapes still speak of the old symbols; a runtime infers them again.
    del model.graph.value_info[:]
    onnx.checker.check_model(model)
    onnx.save(model, str(path))
