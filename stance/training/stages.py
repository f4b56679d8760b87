"""The recipe, stage by stage: warm-up on public data, then written passages."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from stance.domain import CLASSES
from stance.errors import InputError
from stance.training import (
    annotated,
    asides,
    averaging,
    base,
    finetune,
    mixture,
    passages,
    public,
    rendering,
    scoring,
    teaching,
)
from stance.training.nearness import Propositions
from stance.training.passages import Line
from stance.training.public import Example

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where a training run reads and writes.

    Attributes:
        recipe: The recipe file; ``names.json`` lies beside it.
        written: Folder of written passages.
        data: Folder of public training data; never shipped.
        encoder: The base encoder's folder.
        output: Where stages and the finished model go.
    """

    recipe: Path
    written: Path
    data: Path
    encoder: Path
    output: Path

    def settings(self) -> dict[str, Any]:
        """The recipe as a dictionary.

        Raises:
            UsageError: The recipe cannot be read.
        """
        return passages.read_recipe(self.recipe)


def warm_up(place: Workplace) -> Path:
    """The model after public data, as a folder; done only once."""
    output = place.output / "warm-up"
    if (output / "model.safetensors").is_file() and (output / "done").is_file():
        return output
    recipe = place.settings()
    stage = dict(recipe["warm_up"])
    examples = public.warm_up(place.data, stage.pop("sizes"), Random(recipe["seed"]))
    start = base.prepare(place.encoder, place.output / "base")
    learner, tokenizer = finetune.start(start)
    finetune.run(learner, tokenizer, [examples], finetune.Settings(**stage), output)
    (output / "done").touch()
    return output


def lines(place: Workplace) -> dict[str, list[Line]]:
    """The written passages by side of the split; see `passages.split`."""
    written = passages.read(sorted(place.written.glob("*.jsonl")))
    if not written:
        raise InputError(f"No passages in {place.written}.", "Expected *.jsonl files.")
    return passages.split(passages.grouped(written), place.settings()["unseen_targets"])


def written(place: Workplace, start: Path) -> Path:
    """The finished fp32 model after all stages on written passages, as a folder.

    A stage that is done is not done again. A stage with ``mean`` trains nothing: it is the mean of
    earlier stages' weights, each with its share.
    """
    for stage in place.settings()["stages"]:
        output = place.output / stage["name"]
        if not (output / "done").is_file():
            if "mean" in stage:
                weights = {place.output / name: w for name, w in stage["mean"].items()}
                averaging.average(weights, output)
            else:
                _written_stage(place, dict(stage), start, output)
            (output / "done").touch()
        start = output
    return start


def _chosen(place: Workplace, sides: dict[str, list[Line]], stage: dict[str, Any]) -> list[Line]:
    """The lines a stage learns from; takes its own keys out of `stage`."""
    recipe = place.settings()
    # Files written after most stages had run: only stages that name them know them.
    later = set(recipe.get("later", ())) - {*stage.get("fresh", ()), *stage.pop("known", ())}
    left_out = set(stage.pop("leave_out", ())) | later
    up_to = stage.pop("up_to", {})
    repeat = stage.pop("repeat", {})
    share = stage.pop("share", 1.0)
    unseen = re.compile(recipe["unseen_targets"], re.IGNORECASE)
    real = passages.read([place.data / recipe["real"]])
    if "annotations" not in left_out:
        found = annotated.read(place.recipe.parent / recipe["annotations"], place.data)
        real += found[: up_to.pop("annotations", None)]
    real += [
        line
        for line in annotated.sides(place.recipe, place.data)["train"]
        if line.origin not in left_out
    ]
    late = {
        line.text
        for origin, count in up_to.items()
        for line in passages.read([place.written / f"{origin}.jsonl"])[count:]
    }
    pool = [
        line for line in sides["train"] if line.origin not in left_out and line.text not in late
    ]
    pool += [line for line in real if not unseen.search(line.target)]
    if share < 1.0:
        pool = Random(stage["seed"]).sample(pool, round(len(pool) * share))
    again = [line for line in sides["train"] if line.origin in repeat]
    return pool + [line for line in again for _ in range(repeat[line.origin])]


def _epochs(place: Workplace, stage: dict[str, Any], words: Path) -> list[list[Example]]:
    """The examples of each epoch of a stage; takes its own keys out of `stage`.

    Args:
        place: Where the run reads and writes.
        stage: A table of the recipe.
        words: The encoder whose word vectors say which propositions are far from each other.
    """
    recipe = place.settings()
    train = _chosen(place, lines(place), stage)
    names = rendering.Names.load(place.recipe.parent / "names.json")
    near = Propositions([line.target for line in train], words, recipe["related"]["families"])
    shares = mixture.Shares(**{**recipe["shares"], **stage.pop("shares", {})})
    sizes = {**recipe["public_sizes"], **stage.pop("public_sizes", {})}
    fresh, thin = set(stage.pop("fresh", ())), stage.pop("thin", 1.0)
    aside = stage.pop("asides", 0)
    epochs = []
    for number in range(stage.pop("epochs")):
        random = Random(stage["seed"] + number)
        taken = [one for one in train if one.origin in fresh or random.random() < thin]
        if aside:
            taken += asides.lines(place.data, near, names, aside, random)
        examples = mixture.epoch(taken, names, near, random, shares)
        examples += public.warm_up(place.data, sizes, random)
        random.shuffle(examples)
        epochs.append(examples)
    log.info("%s: %d lines, %d examples", stage.pop("name"), len(train), len(epochs[0]))
    return epochs


def _written_stage(place: Workplace, stage: dict[str, Any], start: Path, output: Path) -> None:
    taught = [place.output / name for name in stage.pop("taught", ())]
    epochs = _epochs(place, stage, place.output / "base")
    if taught:
        epochs = teaching.answered(epochs, taught, output)
    _train(place, epochs, stage, start, output)


def _train(
    place: Workplace, epochs: list[list[Example]], stage: dict[str, Any], start: Path, output: Path
) -> None:
    learner, tokenizer = finetune.start(start)
    dev = {
        "written": lines(place)["dev"],
        "real": annotated.sides(place.recipe, place.data)["dev"],
    }

    def report(learner: Any, tokenizer: Any, number: int) -> None:
        for name, side in dev.items():
            if side:
                score = held_back(learner, tokenizer, side)
                log.info("after %d: dev (%s) macro-F1 %.3f over %d", number, name, *score)

    finetune.run(learner, tokenizer, epochs, finetune.Settings(**stage), output, after_epoch=report)


def examples_of(side: Sequence[Line]) -> list[Example]:
    """Every labelled actor of every line as one plain example, for measuring."""
    return [
        Example(*rendering.plain(line, slot), CLASSES.index(label))
        for line in side
        for slot, label in line.labels
    ]


def held_back(learner: Any, tokenizer: Any, side: Sequence[Line]) -> tuple[float, int]:
    """Macro-F1 over four classes on lines held back, and how many items that is."""
    examples = examples_of(side)
    logits = finetune.predict(learner, tokenizer, [(e.first, e.second) for e in examples])
    table = scoring.confusion([e.label for e in examples], logits.argmax(-1).tolist())
    log.info("%s", json.dumps([round(float(x), 3) for x in scoring.f1(table)]))
    return scoring.macro_f1(table), len(examples)
