"""Who else speaks in some documents: sources that no actor of a codebook covers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pandas import DataFrame

    from stance.attribution import Gazetteer, NamedSource
    from stance.codebook import Codebook
    from stance.domain import Document
    from stance.store import Store

Key = tuple[str, ...]
_Row = tuple[str, int, int, date | None, date | None, str, str, int, int]


@dataclass(frozen=True, slots=True)
class _Statement:
    """One sentence of a voice."""

    source: NamedSource
    document_id: str
    published: date | None


def voices(documents: Iterable[Document], codebook: Codebook) -> DataFrame:
    """The people and bodies to whom words, views or plans are ascribed and who are no actor.

    Sources are found by the trained tagger of `stance.attribution.source_spans`. A statement
    counts only where the source is named: by the full name, by a surname, or by an acronym whose
    full name the document has. Pronouns and titles without a name ("officials", "the spokesman")
    are nobody's, media are left out, and so is whoever an actor of the codebook covers on any day.

    Args:
        documents: The documents. Those in another language than English have no voices, and
            passages that are written like a headline are not read.
        codebook: Whose actors are known.

    Returns:
        A row per voice, those of most documents first: ``name`` (as most often written), ``n``
        (sentences in which it is a source), ``n_documents``, ``first`` and ``last`` (days of
        publication, empty where none is known), ``example`` (a sentence, by preference one with
        the full name) and where it stands: ``document_id, start, end``.

    Raises:
        ModelError: The source tagger's weights are missing or unfit.

    >>> from stance.codebook import Codebook
    >>> from stance.domain import Actor, Document
    >>> text = "Ada Frost of the Ice Institute said no. Northland agreed. It is late, Frost added."
    >>> table = voices([Document("d", text)], Codebook((Actor("NL", "Northland"),)))
    >>> table[["name", "n", "n_documents"]].to_numpy().tolist()
    [['Ada Frost', 2, 1]]
    """
    from stance.attribution import Gazetteer

    gazetteer = Gazetteer(codebook)
    told: dict[Key, bool] = {}
    found: dict[Key, list[_Statement]] = defaultdict(list)
    for document in documents:
        for one in _sources(document, codebook):
            if one.key not in told:
                told[one.key] = _is_actor(_called(one), gazetteer)
            if not told[one.key]:
                found[one.key].append(_Statement(one, document.id, document.published))
    return _table(_gathered(found))


def stored_documents(store: Store) -> Iterator[Document]:
    """The documents of a store, one after the other."""
    for document_id in store.documents()["id"]:
        yield store.document(document_id)


def _sources(document: Document, codebook: Codebook) -> Iterator[NamedSource]:
    from stance.attribution import attribute, unknown_sources
    from stance.reading import language_of
    from stance.segment import passages

    # A holder that is told from outside may be one that this codebook does not have.
    document = replace(document, actor=None)
    if language_of(document.text) not in (None, "en"):
        return iter(())
    cut = passages(document)
    read = attribute(document, cut, codebook)
    mentions = [mention for one in read for mention in one.mentions]
    return unknown_sources(document, cut, mentions)


def _is_actor(name: str, gazetteer: Gazetteer) -> bool:
    """Whether the codebook has a name on some day."""
    return any(one.end == len(name) for one in gazetteer.mentions(name))


def _gathered(found: Mapping[Key, list[_Statement]]) -> dict[Key, list[_Statement]]:
    """Surnames and acronyms put to the one full name that some document has for them."""
    owners: dict[str, set[Key]] = defaultdict(set)
    for key, statements in found.items():
        if len(key) > 1:
            owners[key[-1]].add(key)
            name = statements[0].source.name
            initials = "".join(word[0] for word in name.split() if word[0].isupper())
            owners[initials.casefold()].add(key)
    gathered: dict[Key, list[_Statement]] = defaultdict(list)
    for key, statements in found.items():
        for one in statements:
            named = len(key) == 1 and (bool(one.source.title) or one.source.name.isupper())
            owner = owners.get(key[0], set()) if named else set()
            gathered[next(iter(owner)) if len(owner) == 1 else key].append(one)
    return gathered


def _table(found: Mapping[Key, list[_Statement]]) -> DataFrame:
    import pandas as pd

    rows = [_row(statements) for statements in found.values()]
    rows.sort(key=lambda row: (-row[2], -row[1], row[0]))
    names = ["name", "n", "n_documents", "first", "last", "example", "document_id", "start", "end"]
    table = pd.DataFrame(rows, columns=names)
    whole = dict.fromkeys(("n", "n_documents", "start", "end"), "int64")
    days = dict.fromkeys(("first", "last"), "datetime64[us]")
    words = dict.fromkeys(("name", "example", "document_id"), "str")
    return table.astype(whole | days | words)


def _row(statements: list[_Statement]) -> _Row:
    places = {(one.document_id, one.source.passage.index) for one in statements}
    written = Counter(_called(one.source) for one in statements if one.source.introduced)
    written = written or Counter(_called(one.source) for one in statements)
    days = sorted(one.published for one in statements if one.published)
    shown = next((one for one in statements if one.source.introduced), statements[0])
    passage = shown.source.passage
    return (
        written.most_common(1)[0][0],
        len(places),
        len({one.document_id for one in statements}),
        days[0] if days else None,
        days[-1] if days else None,
        passage.text,
        shown.document_id,
        passage.start,
        passage.end,
    )


def _called(source: NamedSource) -> str:
    return f"{source.title} {source.name}".strip()
