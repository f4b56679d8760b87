"""Models by hub id, fetched once when a user names one. The only code here that may go online."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from stance.engines.description import TOKENIZER_FILES, describe_folder
from stance.engines.loading import first_line
from stance.engines.weights import SAFETENSORS_FILES
from stance.errors import ModelError

#: Of a stranger's ONNX files only the exact one is taken unasked: whether an eight-bit copy of
#: a model still answers alike has to be measured, and nobody here has.
_ONNX = ("onnx/model.onnx", "model.onnx")
_ALWAYS = ("config.json", *TOKENIZER_FILES, "README.md")


def fetch(repository: str, *, engine: str | None = None, file: str | None = None) -> Path:
    """The local folder of a hub model.

    What the cache holds is used as it is, without a look at the network. Otherwise only the
    files that will be read are fetched: configuration, tokenizer, model card, and either one
    ONNX file (if the model has one) or its safetensors.

    Args:
        repository: ``organisation/name``.
        engine: ``onnx`` or ``torch``, to choose between the two.
        file: The weights to fetch.

    Raises:
        ModelError: The hub cannot be reached, has no such model, or has none that is usable.
    """
    cached = _cached(repository, engine, file)
    if cached is not None:
        return cached
    names = _ask(repository, lambda hub: hub.HfApi().list_repo_files(repository))
    wanted = choose(repository, names, engine=engine, file=file)
    return Path(
        _ask(repository, lambda hub: hub.snapshot_download(repository, allow_patterns=wanted))
    )


def choose(
    repository: str, names: Sequence[str], *, engine: str | None = None, file: str | None = None
) -> list[str]:
    """The files of a repository that are worth fetching.

    Raises:
        ModelError: The repository holds no weights that are used here.
    """
    always = [name for name in _ALWAYS if name in names]
    onnx = [name for name in _ONNX if name in names][:1]
    safe = [name for name in names if name.endswith(".safetensors") and "/" not in name]
    safe += [name for name in SAFETENSORS_FILES if name in names and name not in safe]
    if file is not None:
        chosen = [file] if file in names else []
    elif engine == "torch" or (engine is None and not onnx):
        chosen = safe
    else:
        chosen = onnx
    if not chosen:
        there = [name for name in names if name.endswith((".onnx", ".safetensors"))]
        raise ModelError(
            f"The hub model {repository} has no {file or 'weights that can be used'}.",
            f"It has {', '.join(there) or 'neither safetensors nor ONNX files'}; "
            "other formats can run code when they are opened, so they are not.",
        )
    beside = [name for name in names if name in {f"{chosen[0]}_data", f"{chosen[0]}.data"}]
    return [*always, *chosen, *beside]


def _cached(repository: str, engine: str | None, file: str | None) -> Path | None:
    hub = _library()
    try:
        path = Path(hub.snapshot_download(repository, local_files_only=True))
        describe_folder(path, engine=engine, file=file)
    except (hub.errors.LocalEntryNotFoundError, ModelError):
        return None
    return path


def _ask(repository: str, question: Any) -> Any:
    hub = _library()
    try:
        return question(hub)
    except (hub.errors.GatedRepoError, hub.errors.RepositoryNotFoundError) as error:
        raise ModelError(
            f"The hub has no model {repository} that is open to you.",
            remedy="Check the spelling; for a closed model, log in with: hf auth login",
        ) from error
    except Exception as error:  # the network fails in many ways, none of them ours
        raise ModelError(
            f"The hub model {repository} is not on this machine and could not be fetched "
            f"({first_line(error)}).",
            remedy="Check the connection, or name a model folder instead.",
        ) from error


def _library() -> Any:
    """huggingface_hub, told to report nothing home and to draw no bars into a pipe."""
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    if not sys.stderr.isatty():
        os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    import huggingface_hub
    import huggingface_hub.constants
    import huggingface_hub.errors

    huggingface_hub.constants.HF_HUB_DISABLE_TELEMETRY = True
    return huggingface_hub
