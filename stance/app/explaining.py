"""How the numbers are made, in words for a reader who is no statistician."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stance.app.scores import number
from stance.charts import CLEARLY_APART, KINDS
from stance.domain import CLASSES
from stance.labeling import Calibration
from stance.measures.divergence import APART
from stance.measures.errors import ENOUGH, ENOUGH_IN_CELL
from stance.measures.posterior import DRAWS, LEVEL, PRIOR

#: How a model is asked, by the scheme that its record names.
SCHEMES: Mapping[str, str] = {
    "stance": "one question for each sentence, actor and target; names are taken out first, so "
    "that the model cannot know which actor it reads about",
    "nli": "several statements for each sentence, actor and target (“… supports …”, “… opposes …”, "
    "“… takes no side on …”), each judged on its own",
}
#: What runs a model, by the engine that its record names.
ENGINES: Mapping[str, str] = {
    "onnx": "ONNX Runtime, on this machine; no text leaves it",
    "torch": "PyTorch, on this machine; no text leaves it",
}
_ANSWERS: Mapping[str, str] = {**KINDS, "none": KINDS["no_position"]}


def certainty(calibration: Calibration, targets: Mapping[str, str], scheme: str) -> tuple[str, ...]:
    """From when on an answer counts, one sentence each.

    Args:
        calibration: The model's settings.
        targets: Names of the codebook's targets by key.
        scheme: The model's scheme.

    >>> for sentence in certainty(Calibration(threshold=0.6), {}, "nli"):
    ...     print(sentence)
    An answer counts from 60% certainty. Below that it is shown as “Too unclear to call” and moves no position.
    “No position” needs no such certainty: it is the answer wherever it is the likeliest one.
    """  # noqa: E501
    said = [
        f"An answer counts from {calibration.threshold:.0%} certainty. Below that it is shown as "
        f"“{KINDS['unsure']}” and moves no position."
    ]
    said += [
        f"On {targets[key]} an answer counts from {share:.0%}."
        for key, share in calibration.thresholds.items()
        if key in targets
    ]
    said.append(
        f"“{KINDS['no_position']}” needs no such certainty: it is the answer wherever it is the "
        "likeliest one."
    )
    return (*said, *(_scaling(calibration) if scheme == "stance" else ()))


def _scaling(calibration: Calibration) -> list[str]:
    said = []
    heat = calibration.temperature
    if heat > 1:
        said.append(
            "The model by itself is too sure, so its certainty is toned down first (temperature "
            f"{heat:g}; 1 would leave it as it is)."
        )
    elif heat < 1:
        said.append(
            "The model by itself is not sure enough, so its certainty is raised first "
            f"(temperature {heat:g}; 1 would leave it as it is)."
        )
    moved = [
        f"{_ANSWERS[name]} {shift:+.2f}".replace("-", "−")
        for name, shift in zip(CLASSES, calibration.bias, strict=True)
        if shift
    ]
    if moved:
        said.append(
            "Some answers are made likelier (+) or less likely (−) before they are read, because "
            f"the model gives them too rarely or too often: {', '.join(moved)}."
        )
    count = calibration.wordings
    said.append(
        "Each target is asked in one wording, its proposition."
        if count <= 1
        else f"Each target is asked in up to {count} wordings, and the answers are averaged."
    )
    return said


def paragraphs() -> tuple[str, ...]:
    """How answers become positions, intervals and distances, in short paragraphs of Markdown."""
    return (
        "**What is counted.** A statement is one sentence, one actor and one target with an answer "
        "that counts: in favor, against, or neutral (on the record without taking a side). An "
        "actor that is only mentioned, or an answer too unclear to call, is not a statement. Where "
        "there is no statement there is no position; it is never shown as a zero.",
        "**Position.** The share in favor less the share against, over an actor's statements on a "
        "target: −1 is all against, 1 all in favor, 0 as much for as against, or all neutral. A "
        "statement counts with its three probabilities, not only with its likeliest answer, so a "
        f"doubtful one weighs on several sides. Before the first statement, {PRIOR:g} of a "
        "statement of each kind is put in; it keeps one lone sentence from standing for "
        "certainty.",
        "**Copies.** A sentence that many outlets print word for word, or nearly so, counts "
        "once in all. What one document says twice was said twice.",
        f"**Interval.** From the same evidence {DRAWS:,} possible mixes of stances are drawn; the "
        f"interval holds the middle {LEVEL:.0%} of the positions they give. It holds how little "
        "was said and how much the model doubts. It does not hold mistakes that the model makes "
        "without doubt, or statements given to the wrong actor, so what is not known is at least "
        "as large.",
        "**Distance of two actors.** How much of one actor's mix of stances would have to move, "
        "and how far, to become the other's: 0 is the same mix, 1 is one all against and the other "
        f"all in favor. Beyond {APART:.0%} of the scale two actors are called far apart, if "
        f"{CLEARLY_APART:.0%} of the draws say so. Two actors who think alike but said little show "
        "a distance too, so beside each stands what two who think alike would show.",
        "**What people say.** A judgement made on the page Review never changes an answer of the "
        "model; it stands beside it. With the answers “Corrected by people” it counts as certain "
        "in place of the answer; several people vote, and their dissent stays in the shares. What "
        "somebody finds to be said by another actor, or about something else, is not counted.",
        "**The model’s errors.** On the page Review each position also stands without them: it is "
        "counted how often each true answer is taken for each other one, and the shares are found "
        f"that would look as they do after such mistakes. From {ENOUGH} judged answers of the "
        f"random order on, or {ENOUGH_IN_CELL} in one cell, this is counted on your own texts; "
        "before that, on labelled news.",
    )


def exchange(swap: Mapping[str, Any]) -> str:
    """What happened when the same passages were told of each actor in turn, in one paragraph."""
    said = ["The same passages, told of each actor of the codebook in turn."]
    changed, gap = number(swap.get("changed")), number(swap.get("gap"))
    if changed == changed:
        said.append(f"The answer changed with the actor in {changed:.1%} of them.")
    if gap == gap:
        said.append(
            f"The mean positions of two actors differ by {gap:.2f} at most, on the scale from −1 "
            "to 1; 0 would mean that no actor is favored."
        )
    return " ".join(said)
