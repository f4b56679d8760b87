"""``evaluate``: how right the labels are, on gold statements."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from stance.cli.terminal import columns
from stance.cli.verbs import DONE, Verb, add_codebook_option


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "gold",
        metavar="GOLD",
        nargs="*",
        type=Path,
        help="gold statements as JSON lines, such as data/gold/codebook_actors.jsonl",
    )
    parser.add_argument("--split", help="only this split of the gold, such as dev or test")
    parser.add_argument(
        "--held-back",
        metavar="RECIPE",
        type=Path,
        help="also ask the model alone about the written passages its recipe held back",
    )
    parser.add_argument("--model", metavar="NAME|DIR", help="default: the embedded model")
    parser.add_argument("--file", metavar="ONNX", help="another ONNX file of the model's folder")
    parser.add_argument("--engine", metavar="NAME", help="onnx or torch (default: what fits)")
    parser.add_argument("--output", metavar="FILE", type=Path, help="write all figures as JSON")
    parser.add_argument(
        "--calibrate",
        action="store_true",
        help="choose temperature and threshold on the given gold (take its dev split) and on the "
        "dev part of the held-back passages, and print calibration.json",
    )
    add_codebook_option(parser)


def _run(arguments: argparse.Namespace) -> int:
    from stance import codebook, engines, evaluation
    from stance.errors import UsageError
    from stance.evaluation.calibrate import Uncalibrated, calibrate

    if not arguments.gold and not arguments.held_back:
        raise UsageError(
            "Nothing to evaluate on.", remedy="Name a gold file, or a recipe with --held-back."
        )
    engine: engines.Engine = engines.load_engine(
        arguments.model, engine=arguments.engine, file=arguments.file
    )
    if arguments.calibrate:
        engine = Uncalibrated(engine)
    book = codebook.load(arguments.codebook)
    sets: dict[str, list[evaluation.Scored]] = {}
    for path in arguments.gold:
        items = evaluation.read_gold([path], arguments.split)
        sets[path.stem] = evaluation.end_to_end(items, engine, book)
    if arguments.held_back:
        for side, lines in evaluation.held_back_lines(arguments.held_back).items():
            # Whatever is chosen on the test part is no longer measured by it.
            if side == "dev" or not arguments.calibrate:
                sets[f"held back: {side}"] = evaluation.held_back(lines, engine)
    if arguments.calibrate:
        print(json.dumps(calibrate([s for one in sets.values() for s in one]), indent=1))
        return DONE
    reports = {name: evaluation.report(scored).record() for name, scored in sets.items()}
    shown = ("items", "macro_f1", "low", "high", "asserted_right", "two_way", "reached",
             "calibration_error", "accuracy_at_60")  # fmt: skip
    rows = [[name, *(f"{record[key]}" for key in shown)] for name, record in reports.items()]
    print(columns(["set", *(key.replace("_", " ") for key in shown)], rows))
    if arguments.output:
        about = {
            "model": f"{engine.description.name}@{engine.description.digest}",
            "engine": engine.name,
            "split": arguments.split or "all",
            "codebook": book.digest,
            "sets": reports,
        }
        text = json.dumps(about, indent=1, ensure_ascii=False) + "\n"
        arguments.output.write_text(text, encoding="utf-8")
    return DONE


EVALUATE = Verb(
    name="evaluate",
    summary="Score the labels against gold statements, end to end.",
    options=_options,
    run=_run,
    examples=(
        "evaluate data/gold/codebook_actors.jsonl --split test",
        "evaluate --held-back data/training/recipe.toml --output metrics.json",
    ),
    notes="Macro-F1 is over four classes (favor, against, neutral, none) with a 90% interval "
    "that resamples groups of like statements; two way is the share right among favor and "
    "against; reached is the share of gold stances that came as far as the model.",
)
