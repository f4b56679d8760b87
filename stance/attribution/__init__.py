"""Which actor a passage speaks for, and why we think so.

The way: words (`tokens`), names of actors (`names`, `mentions`), whole phrases around them
(`roles`), the passage as units (`units`), its verbs and their subjects (`clauses`, `subjects`),
rules that find a holder (`claims`), how far somebody's words reach (`scope`), what carries over
from passage to passage (`carry`, `quotes`, `turns`, `floor`), whose a whole text is (`authorship`),
and the result (`document`).

Rules, from the strongest to the weakest: ``given`` (the input names the holder), ``said``,
``according_to``, ``quoted`` (a quotation or turn that goes on), ``carried`` ("the official",
"she", "the bloc"), ``acts`` (subject of any other verb), ``proposed_by`` (named as the author of
something) and ``mentioned``, which alone has ``said_by`` false.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from stance.attribution.document import DocumentReader
from stance.attribution.drafts import RULES
from stance.attribution.everyone import is_speech
from stance.attribution.mentions import find, is_titled
from stance.attribution.names import name_tree
from stance.attribution.peculiar import offices_of
from stance.attribution.people import People
from stance.attribution.roles import expand
from stance.attribution.tagger import source_spans
from stance.attribution.tokens import tokenize
from stance.attribution.unknown import NamedSource, unknown_sources
from stance.codebook import Codebook
from stance.domain import AttributedPassage, Document, Mention, Passage

__all__ = [
    "RULES",
    "Gazetteer",
    "NamedSource",
    "attribute",
    "is_speech",
    "source_spans",
    "unknown_sources",
]


class Gazetteer:
    """The names of a codebook, ready for any number of texts of one day.

    Building one is cheap after the first for the same codebook.

    Args:
        codebook: Whose actors to look for.
        on: The day the text is of: officials count only while in office. Without a day every
            official counts.

    >>> from stance.domain import Actor, Target
    >>> book = Codebook((Actor("NP", "North Pole", aliases=("Polar",)),))
    >>> Gazetteer(book).mentions("A Polar official left.")
    (Mention(actor='NP', start=0, end=16, kind='role'),)
    """

    def __init__(self, codebook: Codebook, on: date | None = None) -> None:
        self.codebook = codebook
        self.on = on
        self._tree = name_tree(codebook)
        self._actors = {actor.key: actor for actor in codebook.actors}

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """The actors named in a text on its own, such as a proposition, left to right.

        Offsets count in `text`. Nothing is carried over, for there is nothing before it.
        """
        tokens = tokenize(text)
        people = People()
        found = find(tokens, self._tree, people, self.on)
        found = expand(tokens, found, people, titled=is_titled(tokens))
        return tuple(
            Mention(item.actor, tokens[item.first].start, tokens[item.last - 1].end, item.kind)
            for item in found
        )

    def attribute(
        self, document: Document, passages: Sequence[Passage]
    ) -> tuple[AttributedPassage, ...]:
        """Every mention and attribution of a document's passages.

        Args:
            document: The document; where it names an actor, by key, name or alias, all of it is
                that actor's.
            passages: Its passages, in order.

        Raises:
            UsageError: The document names an actor that the codebook does not have.
        """
        if document.actor is not None:
            document = replace(document, actor=self.codebook.named(document.actor).key)
        offices = offices_of(self.codebook)
        return DocumentReader(document, self._actors, self._tree, offices, self.on).read(passages)


def attribute(
    document: Document, passages: Sequence[Passage], codebook: Codebook | Gazetteer
) -> tuple[AttributedPassage, ...]:
    """Every mention and attribution of a document's passages.

    An actor has at most one attribution per rule in a passage, and at least one when it is
    mentioned; they come in the order of `RULES`, so the first of an actor is its best. All spans
    count in ``document.text``. Time grows in line with the length of the text.

    Args:
        document: The document; officials must be in office on the day it was published.
        passages: Its passages, in order.
        codebook: Whose actors to look for. A gazetteer lends its codebook, and its day to a
            document without one.

    Raises:
        UsageError: The document names an actor that the codebook does not have.

    >>> from stance.domain import Actor
    >>> book = Codebook((Actor("NP", "North Pole"), Actor("SP", "South Pole")))
    >>> text = "The North Pole said the South Pole was melting."
    >>> document = Document("d", text)
    >>> [found] = attribute(document, [Passage("d", 0, 0, len(text), text)], book)
    >>> [(a.actor, a.rule, a.cue) for a in found.attributions]
    [('NP', 'said', 'said'), ('SP', 'mentioned', 'the South Pole')]
    """
    if isinstance(codebook, Gazetteer):
        day = document.published or codebook.on
        return Gazetteer(codebook.codebook, day).attribute(document, passages)
    return Gazetteer(codebook, document.published).attribute(document, passages)
