"""``models``: what can read a text."""

from __future__ import annotations

import argparse
import json
import textwrap

from stance.cli.terminal import columns
from stance.cli.verbs import DONE, Verb, place


def _options(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(metavar="ACTION", dest="action", required=True)
    actions.add_parser("list", help="every model that is here")
    show = actions.add_parser("show", help="what one model is and how it scored")
    show.add_argument("model", metavar="NAME", help="a name from the list, or a model folder")
    get = actions.add_parser(
        "get", help="fetch a model from the Hugging Face hub, once; later it is used offline"
    )
    get.add_argument("model", metavar="ORGANISATION/NAME", help="its name on the hub")
    write = actions.add_parser(
        "export", help="write a model with torch weights as ONNX, which runs without torch"
    )
    write.add_argument("model", metavar="NAME|DIR", help="a name, a hub name or a model folder")
    write.add_argument(
        "--output", metavar="FOLDER", type=place, required=True, help="the model folder to make"
    )
    write.add_argument(
        "--eight-bit",
        action="store_true",
        help="a quarter of the size and faster, with slightly other answers",
    )


def _run(arguments: argparse.Namespace) -> int:
    if arguments.action == "list":
        return _list()
    if arguments.action == "export":
        return _export(arguments)
    return _show(arguments.model)


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


def _export(arguments: argparse.Namespace) -> int:
    from stance import engines
    from stance.engines.packaging import export_folder

    model = engines.describe(arguments.model, engine="torch")
    folder = export_folder(model.path, arguments.output, quantize=arguments.eight_bit)
    print(f"The model is in {folder}. Use it with: analyze PATH --model {folder}")
    return DONE


MODELS = Verb(
    name="models",
    summary="List the models that are here, show, fetch or convert one.",
    options=_options,
    run=_run,
    examples=(
        "models list",
        "models show NAME",
        "models get organisation/name",
        "models export organisation/name --output FOLDER",
    ),
    notes="Only a name on the hub makes the program use the network, and only until the model is "
    "in the cache of this machine.",
)
