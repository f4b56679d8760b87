"""Asking the model about a text on the spot; nothing of it is stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stance.codebook import Codebook, default_hypotheses
from stance.domain import Prediction, Target

if TYPE_CHECKING:
    from stance.engines import Engine

#: The key of a proposition that the reader typed. No key of a codebook begins with a blank.
OWN = " own"


@dataclass(frozen=True, slots=True)
class Answered:
    """What the model said of one sentence.

    Attributes:
        sentence: The sentence.
        found: Keys of the actors that speak, act or are named in it.
        predictions: An answer for each actor and target that was asked.
    """

    sentence: str
    found: tuple[str, ...]
    predictions: tuple[Prediction, ...]


def with_own(codebook: Codebook, proposition: str) -> Codebook:
    """The codebook with one proposition in place of its targets; itself if there is none.

    >>> book = Codebook((), (Target("thaw", "Thaw", "melting the ice"),))
    >>> [one.name for one in with_own(book, " opening  the pole. ").targets]
    ['opening the pole']
    >>> with_own(book, "  ") is book
    True
    """
    words = " ".join(proposition.split()).rstrip(". ")
    if not words:
        return codebook
    return Codebook(codebook.actors, (Target(OWN, words, words, **default_hypotheses(words)),))


def ask(
    text: str, engine: Engine, codebook: Codebook, *, actor: str | None = None
) -> tuple[Answered, ...]:
    """Reads, attributes and labels a text as a run does; one answer for each sentence.

    Args:
        text: Any text.
        engine: The model.
        codebook: Who and what is asked about; see `with_own`.
        actor: Key of the actor whose words all of it is, if the reader says so.

    Raises:
        InputError: The text is empty or too long.
        ModelError: The proposition is too long for the model, or the model is unfit.
    """
    from stance import reading
    from stance.attribution import attribute
    from stance.labeling import label
    from stance.segment import passages

    document = reading.from_text(text, actor=actor)
    attributed = attribute(document, passages(document), codebook)
    [predictions] = label([(document, attributed)], engine, codebook, everything=True)
    return tuple(
        Answered(
            one.passage.text,
            tuple(dict.fromkeys(found.actor for found in one.attributions)),
            tuple(each for each in predictions if each.passage.index == one.passage.index),
        )
        for one in attributed
    )
