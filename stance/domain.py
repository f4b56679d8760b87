"""The nouns of the field, as frozen records. Standard library only.

Offsets are always character offsets into ``Document.text``; the promise
``document.text[passage.start:passage.end] == passage.text`` holds everywhere.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

#: The canonical prediction table, one row per (passage, actor, target). A contract.
COLUMNS: tuple[str, ...] = (
    "document_id",
    "source",
    "published",
    "passage",
    "start",
    "end",
    "text",
    "actor",
    "target",
    "stance",
    "p_favor",
    "p_against",
    "p_neutral",
    "p_none",
    "attribution",
    "cue",
    "abstention",
    "engine",
    "model",
    "codebook",
)


#: Opens the `attribution` of a row that is a member's and not its bloc's.
MEMBER = "member:"


class Stance(StrEnum):
    """Where a holder stands. Saying nothing is not a stance; see `Abstention`."""

    FAVOR = "favor"
    AGAINST = "against"
    NEUTRAL = "neutral"


class Abstention(StrEnum):
    """Why a scored (passage, actor, target) got no stance."""

    NO_POSITION = "no_position"
    """The actor takes no position on the target here."""
    UNSURE = "unsure"
    """The model leans towards a stance, but less surely than its threshold asks."""


class Judgement(StrEnum):
    """What a person says of (passage, actor, target). Never a model's answer."""

    FAVOR = "favor"
    AGAINST = "against"
    NEUTRAL = "neutral"
    NO_POSITION = "no_position"
    """The actor takes no position on the target here."""
    NOT_ACTOR = "not_actor"
    """It is not this actor who speaks or acts here."""
    NOT_TARGET = "not_target"
    """It is not about this target."""


class Labels(StrEnum):
    """Whose labels a table holds; the model's and people's are never mixed unasked."""

    MODEL = "model"
    """What the model said, whatever people say of it."""
    CORRECTED = "corrected"
    """A person's judgement where there is one, else the model's answer."""
    REVIEWED = "reviewed"
    """Only what a person has judged, as the person judged it."""


#: The four classes in the order every probability row of this program uses.
CLASSES: tuple[str, ...] = ("favor", "against", "neutral", "none")


def text_digest(text: str) -> str:
    r"""Sixteen hex digits of a text, blind to case, width and white space.

    >>> text_digest("The  Bloc\nsaid") == text_digest("the bloc said")
    True
    """
    folded = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip().casefold()
    return hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Document:
    """One text with what is known of it.

    Attributes:
        id: The input's own id where a table gives one, else `text_digest` of the text.
        text: The text that every offset counts in.
        source: The outlet or issuer, as a person would name it; may be empty.
        published: Day of publication, if known.
        language: ISO 639-1 code, if known.
        actor: Codebook key of the holder of everything said here, where the input states it.
        path: Where it was read from, for messages and the Sources page.
    """

    id: str
    text: str
    title: str = ""
    source: str = ""
    published: date | None = None
    language: str | None = None
    url: str = ""
    actor: str | None = None
    path: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """The coding unit: one sentence and its place in its document."""

    document_id: str
    index: int
    start: int
    end: int
    text: str
    paragraph: int = 0


@dataclass(frozen=True, slots=True)
class Official:
    """A person who speaks for an actor while in office; open ends are ``None``."""

    name: str
    role: str
    start: date | None = None
    end: date | None = None

    def holds(self, on: date | None) -> bool:
        """Whether the office is held on a day; without a day every office counts."""
        return on is None or (
            (self.start is None or self.start <= on) and (self.end is None or on <= self.end)
        )


@dataclass(frozen=True, slots=True)
class Actor:
    """Who can hold a position: a country, a bloc, an organisation.

    Attributes:
        aliases: Names, short names, adjectives and demonyms ("Britain", "British").
        institutions: Bodies that speak for it ("State Department").
        offices: Offices and bodies that, said bare with "the", are this actor's and nobody
            else's ("the administration", "the foreign secretary"). A single word with a capital
            ("Senate") needs one in the text as well.
        capitals: Cities and seats that stand for its government ("Kyiv", "Kremlin").
        officials: People who speak for it, with dates of office.
        members: Names of member states and their adjectives, for a bloc. An official whose role
            is "... of" one of them speaks for that member.
        count_members: Whether what a member says or does counts as the bloc's own position.
            Without it, it is shown, marked as a member's (see `MEMBER`), and not counted.
    """

    key: str
    name: str
    color: str = ""
    aliases: tuple[str, ...] = ()
    institutions: tuple[str, ...] = ()
    capitals: tuple[str, ...] = ()
    officials: tuple[Official, ...] = ()
    members: tuple[str, ...] = ()
    count_members: bool = False
    offices: tuple[str, ...] = ()

    def is_of_member(self, official: Official) -> bool:
        """Whether an official holds the office of a member rather than of the bloc.

        >>> bloc = Actor("B", "Bloc", members=("Alba",))
        >>> bloc.is_of_member(Official("Ada Frost", "prime minister of Alba"))
        True
        """
        role = f"{official.role},".replace(" of the ", " of ")
        return any(f" of {name}," in role for name in self.members)


@dataclass(frozen=True, slots=True)
class Target:
    """One proposition with a direction, and the words it is told in.

    Attributes:
        proposition: In -ing form: "imposing sanctions on Russia".
        wordings: The proposition said otherwise.
        cues: Words or word starts that show a passage is about the target; a trailing ``*``
            stands for any ending. No cues: every passage of a holder is a candidate.
        cues_with: Words of which one must stand beside a cue, in its passage or the next one on
            either side, for the cue to count: "embassy" with "evacuated". Without any, a cue is
            enough.
        favor, against, neutral: Hypotheses of the ``nli`` scheme, with ``{actor}``.
    """

    key: str
    name: str
    proposition: str
    wordings: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    cues_with: tuple[str, ...] = ()
    favor: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    neutral: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of the document that names an actor.

    Attributes:
        actor: Codebook key.
        kind: ``name``, ``institution``, ``capital``, ``official``, ``role``, ``member`` or
            ``carried`` ("the official", "he", resolved from what came before).
        member: Whether it names only a member of the actor, which does not speak for it.
    """

    actor: str
    start: int
    end: int
    kind: str
    member: bool = field(default=False, repr=False)


@dataclass(frozen=True, slots=True)
class Attribution:
    """Which actor a passage speaks for, and why we think so.

    Attributes:
        actor: Codebook key.
        rule: The rule that fired, a stable identifier such as ``said``, ``according_to``,
            ``carried``, ``quoted``, ``acts`` or ``mentioned`` (reported about, not said by).
        cue: The words that decided ("said", "according to").
        start, end: The cue's span in the document.
        said_by: True when the actor is the one who says or does it; False when the passage
            only reports about the actor.

    A rule that starts with `MEMBER` ("member:said") tells of a bloc's member speaking for itself:
    evidence on how united the bloc is, and not the bloc's own position.
    """

    actor: str
    rule: str
    cue: str
    start: int
    end: int
    said_by: bool

    @property
    def member(self) -> bool:
        """Whether only a member of the actor speaks, acts or is mentioned."""
        return self.rule.startswith(MEMBER)


@dataclass(frozen=True, slots=True)
class AttributedPassage:
    """A passage with every mention of an actor in it and the attributions made from them.

    Attributes:
        language: ISO 639-1 code of the passage's language, where it is certain.
    """

    passage: Passage
    mentions: tuple[Mention, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A (passage, actor, target) that passed the gates and goes to the model.

    Attributes:
        before: The passages before it that the model reads as context, in their order.
        near: Whether the target's own words stand in or near the passage. Elsewhere the absence
            of a position is not worth telling.
    """

    attributed: AttributedPassage
    attribution: Attribution
    target: str
    before: tuple[AttributedPassage, ...] = ()
    near: bool = True


@dataclass(frozen=True, slots=True)
class Provenance:
    """What made a prediction; part of its key, so two models never overwrite each other."""

    engine: str
    model: str
    codebook: str
    program: str = ""


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a model said of (passage, actor, target). Never a person's judgement.

    Attributes:
        stance: ``None`` when the model abstains; then `abstention` says why.
        probabilities: Calibrated, in the order of `CLASSES`, summing to 1.
    """

    passage: Passage
    attribution: Attribution
    target: str
    stance: Stance | None
    abstention: Abstention | None
    probabilities: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Annotation:
    """What a person said of a stretch of a document, an actor and a target.

    It stands beside the predictions and outlives them; its key is the place in the text.

    Attributes:
        start, end: Offsets of the sentence in the document's text.
        coder: A name for the person who judged.
        note: Anything the person wants to remember; may be empty.
        drawn: How the sentence came up: ``random`` when it was next in the random order of
            `stance.measures.random_order`, else another word or nothing.
    """

    document_id: str
    start: int
    end: int
    actor: str
    target: str
    judgement: Judgement
    coder: str
    note: str = ""
    drawn: str = ""


@dataclass(frozen=True, slots=True)
class Selection:
    """What a page or a command asks for. Empty tuples mean "all".

    Attributes:
        labels: Whose labels, and
        sure: how certain a statement must be at least, from 0 to 1. The store keeps what was said
            and does not look at these two; `stance.measures.labelled` does.
    """

    actors: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    provenance: Provenance | None = None
    labels: Labels = Labels.MODEL
    sure: float = 0.0


@dataclass(frozen=True, slots=True)
class Progress:
    """One step of a run: how many inputs are done, and how the last one ended.

    Attributes:
        outcome: ``analysed``, ``known`` (done before, nothing to do) or ``failed``.
        message: One sentence for a person when the input failed.
        unread: Passages that were kept and not shown to the model, because it does not read
            their language: how many by ISO 639-1 code.
    """

    done: int
    total: int
    path: str
    outcome: str
    document_id: str = ""
    predictions: int = 0
    message: str = ""
    unread: tuple[tuple[str, int], ...] = ()
