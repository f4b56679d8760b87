"""``train``: the shipped weights from their recipe."""

from __future__ import annotations

import argparse
import logging

from stance.cli.verbs import DONE, Verb, place


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("recipe", metavar="RECIPE", type=place, help="data/training/recipe.toml")
    parser.add_argument(
        "--data", metavar="FOLDER", type=place, required=True, help="the public training data"
    )
    parser.add_argument(
        "--encoder", metavar="FOLDER", type=place, required=True,
        help="the base encoder: a Hugging Face folder of all-MiniLM-L6-v2",
    )  # fmt: skip
    parser.add_argument(
        "--passages", metavar="FOLDER", type=place, default=None,
        help="the written passages (default: data/passages)",
    )  # fmt: skip
    parser.add_argument(
        "--output", metavar="FOLDER", type=place, required=True,
        help="where checkpoints and the finished model go",
    )  # fmt: skip


def _run(arguments: argparse.Namespace) -> int:
    from stance.errors import MissingExtraError
    from stance.pipeline import project_root

    try:
        from stance.training import shipping, stages
    except ImportError as error:
        raise MissingExtraError(
            f"Training needs the package {error.name}, which is not installed.",
            remedy="Run: pip install -r requirements-torch.txt",
        ) from error
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    place = stages.Workplace(
        recipe=arguments.recipe,
        written=arguments.passages or project_root() / "data" / "passages",
        data=arguments.data,
        encoder=arguments.encoder,
        output=arguments.output,
    )
    trained = stages.written(place, stages.warm_up(place))
    folder = shipping.package(trained, arguments.output / place.settings()["name"])
    print(f"The model is in {folder}. Score it with: evaluate GOLD --model {folder}")
    return DONE


TRAIN = Verb(
    name="train",
    summary="Make the zero-shot model from its recipe.",
    options=_options,
    run=_run,
    examples=("train data/training/recipe.toml --data FOLDER --encoder FOLDER --output FOLDER",),
    notes="Needs requirements-torch.txt and the public training sets that the model card lists. "
    "A finished warm-up is not done again.",
)
