"""``models``: what can read a text."""

from __future__ import annotations

import argparse
import json
import textwrap

from stance.cli.terminal import columns
from stance.cli.verbs import DONE, Verb


def _options(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(metavar="ACTION", dest="action", required=True)
    actions.add_parser("list", help="every model that is here")
    show = actions.add_parser("show", help="what one model is and how it scored")
    show.add_argument("model", metavar="NAME", help="a name from the list, or a model folder")


def _run(arguments: argparse.Namespace) -> int:
    return _list() if arguments.action == "list" else _show(arguments.model)


def _list() -> int:
    from stance import engines

    rows = [[one.name, one.scheme, one.digest, one.path] for one in engines.models()]
    print(columns(["name", "scheme", "digest", "folder"], rows))
    return DONE


def _show(name: str) -> int:
    from stance import engines

    model = engines.describe(name)
    print(
        columns(
            ["model", model.name],
            [
                ["folder", model.path],
                ["scheme", model.scheme],
                ["classes", ", ".join(model.labels)],
                ["digest", model.digest],
                ["weights", f"{model.weights} ({model.size / 1e6:.1f} MB in all)"],
                ["runs on", model.engine],
                ["reads", f"{model.max_length} tokens"],
                ["languages", ", ".join(model.languages) or "all"],
                ["license", model.license or None],
                ["calibration", json.dumps(dict(model.calibration)) if model.calibration else None],
            ],
        )
    )
    if model.summary:
        print(f"\n{textwrap.fill(model.summary, 88)}")
    return DONE


MODELS = Verb(
    name="models",
    summary="List the models that are here, or show one.",
    options=_options,
    run=_run,
    examples=("models list", "models show NAME"),
)
