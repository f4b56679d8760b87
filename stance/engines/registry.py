"""From a name to a loaded engine."""

from __future__ import annotations

import difflib
import importlib
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from stance.engines.description import ModelDescription, describe_folder
from stance.engines.protocol import Engine
from stance.errors import ModelError, UsageError

#: Engines by name; a class is imported only when its engine is asked for.
ENGINES: dict[str, str] = {
    "onnx": "stance.engines.onnx:OnnxEngine",
    "torch": "stance.engines.torch:TorchEngine",
}
#: A file in the models folder that names the model used where nobody names one. Needed only
#: where the folder holds more than one model of the ``stance`` scheme.
DEFAULT_FILE = "DEFAULT"
_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+")


class _Place(NamedTuple):
    path: Path
    name: str


def models_root() -> Path:
    """The folder of the models that are here: ``data/models``, or what STANCE_MODELS names."""
    named = os.environ.get("STANCE_MODELS", "").strip()
    return Path(named) if named else Path(__file__).resolve().parents[2] / "data" / "models"


def models(root: Path | str | None = None) -> tuple[ModelDescription, ...]:
    """The models in a folder of models, by name; a folder without ``config.json`` is passed over.

    Args:
        root: `models_root` by default.

    Raises:
        ModelError: One of them is unfit.
    """
    base = Path(root) if root is not None else models_root()
    return tuple(describe_folder(base / name) for name in _names(base))


def describe(
    name_or_path: str | Path | None = None, *, engine: str | None = None, file: str | None = None
) -> ModelDescription:
    """A model's record, without loading its weights.

    Args:
        name_or_path: As for `load_engine`.
        engine: Describe the weights that this engine would use.
        file: Describe these weights.

    Raises:
        ModelError: The model is unknown, incomplete or unfit.
        UsageError: The engine is unknown.
    """
    _known_engine(engine)
    place = _find(name_or_path, engine, file)
    return describe_folder(place.path, engine=engine, file=file, name=place.name)


def load_engine(
    name_or_path: str | Path | None = None,
    *,
    engine: str | None = None,
    file: str | None = None,
    threads: int | None = None,
    languages: tuple[str, ...] | None = None,
) -> Engine:
    """A model, ready to score.

    Args:
        name_or_path: The name of a model in `models_root`, a model folder, or a hub id
            (``organisation/name``). Only a hub id makes the program use the network, and only
            until the model is in the local cache. Without a name, the embedded model.
        engine: ``onnx`` or ``torch``. By default ONNX if the model has an ONNX file, else torch;
            if the chosen one fails, no other is tried.
        file: The weights to use, relative to the model's folder, such as ``onnx/model.onnx``.
        threads: Cores to use; all that the process may use by default.
        languages: ISO 639-1 codes of the languages it reads, none for all; what its folder says
            by default (see `stance.engines.languages`).

    Raises:
        ModelError: The model is unknown, incomplete, unfit, or cannot be fetched.
        MissingExtraError: The engine needs a package that is not installed.
        UsageError: The engine is unknown, or does not read such a file.
    """
    if threads is not None and threads < 1:
        raise UsageError(f"{threads} threads were asked for.", "Expected at least 1.")
    description = describe(name_or_path, engine=engine, file=file)
    if languages is not None:
        description = replace(description, languages=languages)
    module, _, name = ENGINES[description.engine].partition(":")
    made: Engine = getattr(importlib.import_module(module), name)(description, threads=threads)
    return made


def _known_engine(engine: str | None) -> None:
    if engine is not None and engine not in ENGINES:
        raise UsageError(f"There is no engine {engine!r}.", f"Known: {', '.join(sorted(ENGINES))}.")


def _names(base: Path) -> list[str]:
    if not base.is_dir():
        return []
    return sorted(item.name for item in base.iterdir() if (item / "config.json").is_file())


def _find(name_or_path: str | Path | None, engine: str | None, file: str | None) -> _Place:
    """The folder a name stands for: own model first, then a path, then the hub."""
    base = models_root()
    if name_or_path is None:
        name = _default(base)
        return _Place(base / name, name)
    text = str(name_or_path).strip()
    known = _names(base)
    if text in known:
        return _Place(base / text, text)
    path = Path(text).expanduser()
    if text and path.is_dir():
        return _Place(path, path.resolve().name)
    if isinstance(name_or_path, str) and _HUB_ID.fullmatch(text) and not path.exists():
        from stance.engines import hub

        return _Place(hub.fetch(text, engine=engine, file=file), text)
    raise _unknown(text, known, base)


def _default(base: Path) -> str:
    names = _names(base)
    stated = base / DEFAULT_FILE
    if stated.is_file():
        name = stated.read_text(encoding="utf-8").strip()
        if name in names:
            return name
        raise ModelError(
            f"{stated} names the model {name!r}, which is not there.",
            f"Known: {', '.join(names) or 'none'}.",
        )
    if len(names) > 1:
        names = [one.name for one in models(base) if one.scheme == "stance"] or names
    if len(names) == 1:
        return names[0]
    if not names:
        raise ModelError(
            f"There is no model in {base}.",
            "Expected a folder with config.json, tokenizer.json and onnx/model.onnx.",
            "Name a model folder, or set STANCE_MODELS to a folder of models.",
        )
    raise ModelError(
        f"{base} has several models: {', '.join(names)}.",
        remedy=f"Name one, or write its name into {stated}.",
    )


def _unknown(text: str, known: list[str], base: Path) -> ModelError:
    near = difflib.get_close_matches(text, known, n=1, cutoff=0.5)
    guess = f"Did you mean {near[0]}? " if near else ""
    return ModelError(
        f"There is no model {text!r}.",
        f"{guess}Known in {base}: {', '.join(known) or 'none'}.",
        "Name one of these, a model folder, or a hub id such as organisation/name.",
    )
