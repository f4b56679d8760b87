"""``evaluate``: how right the labels are, on gold statements and on public sets."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance.cli.terminal import columns
from stance.cli.verbs import DONE, Verb, add_codebook_option, check_place, place

if TYPE_CHECKING:
    from stance.codebook import Codebook
    from stance.engines import Engine
    from stance.evaluation import Scored

_SHOWN = ("items", "macro_f1", "low", "high", "asserted_right", "two_way", "reached",
          "calibration_error", "accuracy_at_60")  # fmt: skip
_FORMATS = ("html", "json")
#: How many held-back passages are asked with other wordings and other actors.
_VARIED = 800


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "gold",
        metavar="GOLD",
        nargs="*",
        type=place,
        help="gold statements as JSON lines, such as data/gold/codebook_actors.jsonl",
    )
    parser.add_argument("--split", help="only this split of the gold, such as dev or test")
    parser.add_argument(
        "--held-back",
        metavar="RECIPE",
        type=place,
        help="also ask the model alone about the written passages its recipe held back, in "
        "several wordings and with actors exchanged",
    )
    parser.add_argument(
        "--data",
        metavar="FOLDER",
        type=place,
        help="also ask the model alone about the public sets in the folder's train and eval",
    )
    parser.add_argument("--model", metavar="NAME|DIR", help="default: the embedded model")
    parser.add_argument("--file", metavar="ONNX", help="another ONNX file of the model's folder")
    parser.add_argument("--engine", metavar="NAME", help="onnx or torch (default: what fits)")
    parser.add_argument(
        "--output",
        metavar="FILE",
        type=place,
        help="write all figures as .json or as a page, .html",
    )
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

    if not arguments.gold and not arguments.held_back and not arguments.data:
        raise UsageError(
            "Nothing to evaluate on.",
            remedy="Name a gold file, a recipe with --held-back, or public sets with --data.",
        )
    output: Path | None = arguments.output
    if output is not None and output.suffix.lstrip(".") not in _FORMATS:
        raise UsageError(
            f"An evaluation cannot be written as {output.name}.", "Expected .json or .html."
        )
    if output is not None:
        check_place(output)
    engine: engines.Engine = engines.load_engine(
        arguments.model, engine=arguments.engine, file=arguments.file
    )
    if arguments.calibrate:
        engine = Uncalibrated(engine)
    book = codebook.load(arguments.codebook)
    sets = _scored(arguments, engine, book)
    if arguments.calibrate:
        chosen = calibrate(list(sets.values()))
        print(json.dumps({**engine.description.calibration, **chosen}, indent=1))
        return DONE
    about: dict[str, Any] = {
        "model": f"{engine.description.name}@{engine.description.digest}",
        "engine": engine.name,
        "split": arguments.split or "all",
        "codebook": book.digest,
        "sets": {name: evaluation.report(scored).record() for name, scored in sets.items()},
    }
    rows = [[name, *(f"{r[key]}" for key in _SHOWN)] for name, r in about["sets"].items()]
    print(columns(["set", *(key.replace("_", " ") for key in _SHOWN)], rows))
    about |= _forced(sets) | _sensitivity(arguments, engine, book)
    if arguments.data:
        about |= _unrelated(arguments.data, engine, book)
    if output is not None:
        _write(about, output)
    return DONE


def _scored(
    arguments: argparse.Namespace, engine: Engine, book: Codebook
) -> dict[str, list[Scored]]:
    """The scored items of every set that was named."""
    from stance import evaluation
    from stance.evaluation import public_sets

    sets: dict[str, list[Scored]] = {}
    known = evaluation.trained(arguments.held_back) if arguments.held_back else None
    for path in arguments.gold:
        items = evaluation.read_gold([path], arguments.split)
        sets[path.stem] = evaluation.end_to_end(items, engine, book)
        if arguments.calibrate:
            # The same statements a second time must not count twice in a choice.
            continue
        given = evaluation.holder_given(items, engine, book)
        sets[f"{path.stem}, holder given"] = given
        new = [s for s in given if known is not None and not known.knows(_asked(s, book))]
        if new:
            sets[f"{path.stem}, holder given, new targets"] = new
    if arguments.held_back:
        for side, lines in evaluation.held_back_lines(arguments.held_back).items():
            # Whatever is chosen on the test part is no longer measured by it.
            if side == "dev" or not arguments.calibrate:
                sets[f"held back: {side}"] = evaluation.held_back(lines, engine)
    if arguments.held_back and arguments.data and not arguments.calibrate:
        for side, lines in evaluation.real_lines(arguments.held_back, arguments.data).items():
            if lines:
                sets[f"real, held back: {side}"] = evaluation.held_back(lines, engine)
    if arguments.data and not arguments.calibrate:
        for one in public_sets.SETS:
            sets[one.name] = public_sets.score(one, arguments.data, engine)
    return sets


def _forced(sets: dict[str, list[Scored]]) -> dict[str, Any]:
    """For public sets also the share right when one of the two sides must be named."""
    from stance.evaluation import public_sets

    found = {
        one.name: round(public_sets.two_way(sets[one.name]), 4)
        for one in public_sets.SETS
        if one.name in sets
    }
    if not found:
        return {}
    print(f"favor or against, forced: {_told(found)}")
    return {"forced": found}


def _unrelated(folder: Path, engine: Engine, book: Codebook) -> dict[str, Any]:
    """How often sentences about something else are given a stance, printed and as a record."""
    from stance import evaluation

    found = {key: asdict(one) for key, one in evaluation.unrelated(folder, engine, book).items()}
    for key, record in found.items():
        print(f"sentences about something else, {key}: {_told(record)}")
    return {"unrelated": found}


def _asked(scored: Scored, book: Codebook) -> str:
    """The proposition an item was asked with."""
    known = {target.key: target.proposition for target in book.targets}
    return known.get(scored.target, scored.target)


def _sensitivity(arguments: argparse.Namespace, engine: Engine, book: Codebook) -> dict[str, Any]:
    """What wording and actor do to the answers, printed and as a record."""
    from stance import evaluation
    from stance.evaluation import swaps, wordings

    about: dict[str, Any] = {}
    found: dict[str, Any] = {}
    for path in arguments.gold:
        # Only targets of the codebook have wordings.
        items = [
            item for item in evaluation.read_gold([path], arguments.split)
            if all(entry.target in {t.key for t in book.targets} for entry in item.labels)
        ]  # fmt: skip
        if items:
            found[path.stem] = asdict(wordings.of_gold(items, engine, book))
    if arguments.held_back:
        lines = evaluation.held_back_lines(arguments.held_back)["test"]
        # Each is asked many times over: some of them, evenly taken, tell as much.
        lines = lines[:: max(1, len(lines) // _VARIED)]
        found["held back: test"] = asdict(wordings.of_lines(lines, engine))
        about["swap"] = asdict(swaps.exchange(lines, engine, book))
        print(f"actors exchanged: {_told(about['swap'])}")
    for name, record in found.items():
        print(f"wordings, {name}: {_told(record)}")
    if found:
        about["wordings"] = found
    return about


def _told(record: dict[str, Any]) -> str:
    return ", ".join(f"{key} {value}" for key, value in record.items())


def _write(about: dict[str, Any], output: Path) -> None:
    from stance.export.files import write

    if output.suffix == ".html":
        from stance.export.scores import score_page

        text = score_page(about)
    else:
        text = json.dumps(about, indent=1, ensure_ascii=False) + "\n"
    write(output, text.encode("utf-8"))


EVALUATE = Verb(
    name="evaluate",
    summary="Score the labels against gold statements, end to end.",
    options=_options,
    run=_run,
    examples=(
        "evaluate data/gold/codebook_actors.jsonl --split test",
        "evaluate --held-back data/training/recipe.toml --output metrics.json",
        "evaluate --data FOLDER --output scores.html",
    ),
    notes="Macro-F1 is over four classes (favor, against, neutral, none) with a 90% interval "
    "that resamples groups of like statements; two way is the share right among favor and "
    "against; reached is the share of gold stances that came as far as the model. "
    "'Holder given' asks the model about every gold label, past attribution and gates; 'new "
    "targets' are those whose words no proposition of the recipe's training holds.",
)
