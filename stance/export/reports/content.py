"""What a briefing says, before it is a page, a document or slides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from stance import charts, measures
from stance.charts import Basis
from stance.charts.lettering import capital, day, listed, signed
from stance.charts.pairing import pairs_of
from stance.charts.verdict import by_cell
from stance.codebook import Codebook
from stance.domain import Selection
from stance.export.drawings import Drawing, drawn
from stance.export.origins import origins
from stance.measures.divergence import APART
from stance.measures.posterior import DRAWS, LEVEL

#: Sentences that stand for a cell if nobody says how many, the surest first.
SENTENCES = 3
_LIMITS = (
    "The answers are a model's. It is wrong often enough to matter: read the sentences before you "
    "quote a number.",
    "The intervals hold how little was said and how unsure the model is of each statement. They do "
    "not hold errors that it makes without doubt, nor statements given to the wrong actor.",
    "What is not in these documents was not counted; no evidence is not a position of zero.",
    "A position from one or two statements nearly always has an interval that crosses zero.",
)


@dataclass(frozen=True, slots=True)
class Table:
    """A table in print.

    Attributes:
        title: What it shows.
        heads: The words over the columns.
        rows: Cells as text or numbers.
        numbers: Which columns hold numbers, from 0.
    """

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()

    def shares(self, room: int) -> list[float]:
        """What share of the width each column takes, so that no word is broken if it can be helped.

        Args:
            room: How many characters stand beside each other in the whole width.

        >>> table = Table("Pairs", ("Pair", "n"), (("United States", "4"),))
        >>> [round(one, 2) for one in table.shares(20)]
        [0.79, 0.21]
        """
        # Heads are bold: a letter stands for what they are wider.
        heads = [f"{head}n" for head in self.heads]
        columns = list(zip(heads, *self.rows, strict=True))
        least = [max(len(word) for cell in one for word in cell.split() or [""]) for one in columns]
        whole = [max(len(cell) for cell in one) for one in columns]
        spare = max(0, room - sum(least) - 2 * len(least))
        wanted = [most - few for most, few in zip(whole, least, strict=True)]
        part = min(1.0, spare / (sum(wanted) or 1))
        wide = [few + 2 + part * more for few, more in zip(least, wanted, strict=True)]
        return [one / sum(wide) for one in wide]


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence with everything a reader needs to judge it."""

    said: str
    text: str
    origin: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the briefing.

    Attributes:
        title: Its heading.
        drawings: Charts with their numbers.
        tables: Tables.
        words: Paragraphs, before the charts.
    """

    title: str
    drawings: tuple[Drawing, ...] = ()
    tables: tuple[Table, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A briefing in parts.

    Attributes:
        title: What it is about.
        basis: What it rests on.
        findings: Sentences that the numbers bear, most important first.
        sections: Charts and tables.
        evidence: Sentences by target, then by actor.
        method: How the numbers were made, a paragraph each.
        limits: What they do not hold.
        origins: See `stance.export.origins.origins`.
        positions: Where each actor stands, see `stance.measures.positions`.
        codebook: The actors and targets shown.
        theme: ``"light"`` or ``"dark"``, of the charts.
    """

    title: str
    basis: Basis
    findings: tuple[str, ...]
    sections: tuple[Section, ...]
    evidence: Mapping[str, Mapping[str, tuple[Quote, ...]]]
    method: tuple[str, ...]
    limits: tuple[str, ...]
    origins: Mapping[str, Any]
    positions: pd.DataFrame
    codebook: Codebook
    theme: str


def report(
    statements: pd.DataFrame,
    codebook: Codebook,
    *,
    selection: Selection | None = None,
    documents: pd.DataFrame | None = None,
    title: str = "",
    sentences: int = SENTENCES,
) -> Report:
    """Makes a briefing of a canonical table.

    Args:
        statements: The canonical table.
        codebook: The actors and targets to show.
        selection: Which part of a store it is, for the record of where the numbers come from.
        documents: The table that `stance.store.Store.documents` gives; titles and addresses are
            taken from it.
        title: A title of one's own.
        sentences: The most sentences that stand for one actor on one target.

    Raises:
        UsageError: The table is not the canonical one.
    """
    positions = measures.positions(statements)
    divergence = measures.divergence(statements)
    named = listed([one.name for one in codebook.targets[:3]])
    return Report(
        title=title or (f"Who stands where: {named}" if named else "Who stands where"),
        basis=Basis.of(statements),
        findings=tuple(_findings(positions, divergence, statements, codebook)),
        sections=tuple(_sections(statements, positions, divergence, codebook)),
        evidence=_evidence(statements, codebook, documents, sentences),
        method=tuple(_method(statements, codebook)),
        limits=_LIMITS,
        origins=origins(statements, codebook, selection),
        positions=positions,
        codebook=codebook,
        theme="light",
    )


def _findings(
    positions: pd.DataFrame, divergence: pd.DataFrame, statements: pd.DataFrame, codebook: Codebook
) -> Iterator[str]:
    names = {one.key: one.proposition for one in codebook.targets}
    found = charts.findings(positions, codebook)
    clear = [one for one in found if one.clear]
    for one in clear:
        yield f"On {names[one.target]}: {one.clear}."
    if not clear:
        yield f"{charts.headline(positions, codebook)}."
    yield f"{charts.apart(divergence, codebook)}."
    if statements["published"].nunique() > 1:
        yield f"{charts.moves(measures.timeline(statements), codebook)}."
    for one in found:
        if one.leaning:
            yield f"Not settled on {names[one.target]}: {one.leaning}."
        if one.neutral:
            yield f"On record on {names[one.target]} without a side: {listed(one.neutral)}."
    silent = [f"{listed(one.silent)} on {names[one.target]}" for one in found if one.silent]
    if silent:
        yield f"No position found of {'; of '.join(silent)}."


def _sections(
    statements: pd.DataFrame,
    positions: pd.DataFrame,
    divergence: pd.DataFrame,
    codebook: Codebook,
) -> Iterator[Section]:
    def chart(name: str) -> Drawing:
        return drawn(name, statements, codebook)

    yield Section("Where they stand", (chart("matrix"),), (_position_table(positions, codebook),))
    yield Section("What each said", (chart("stances"),))
    yield Section("How far apart", (chart("divergence"),), (_pair_table(divergence, codebook),))
    if statements["published"].nunique() > 1:
        yield Section("Along time", (chart("timeline"), chart("ticks")))
    else:
        yield Section("Every statement", (chart("evidence"),))
    if not measures.closeness(statements).empty:
        yield Section("Who agrees", (chart("map"),))


def _position_table(positions: pd.DataFrame, codebook: Codebook) -> Table:
    cells = by_cell(positions)
    rows = []
    for target in codebook.targets:
        for actor in codebook.actors:
            row = cells.get((actor.key, target.key))
            read = charts.verdict(row)
            line = [capital(target.name), actor.name, read.value]
            if row is not None and read.placed:
                line += [signed(row["position"]), f"{signed(row['low'])} to {signed(row['high'])}"]
            else:
                line += ["–", "–"]
            keys = ("favor", "against", "neutral", "n", "n_documents", "n_stories")
            line += [f"{int(row[key]):,}" if row is not None else "0" for key in keys]
            rows.append(tuple(line))
    heads = (
        "Target", "Actor", "Reads as", "Position", f"{LEVEL:.0%} interval", "In favor", "Against",
        "Neutral", "Statements", "Documents", "Stories",
    )  # fmt: skip
    title = "Positions from −1 (against) to +1 (in favor), with interval and counts"
    return Table(title, heads, tuple(rows), frozenset(range(3, 11)))


def _pair_table(divergence: pd.DataFrame, codebook: Codebook) -> Table:
    names = {one.key: capital(one.name) for one in codebook.targets}
    rows = tuple(
        (
            names[pair.target],
            " – ".join(pair.names),
            f"{pair.divergence:.2f}",
            f"{pair.low:.2f} to {pair.high:.2f}",
            f"{pair.p_apart:.0%}",
            f"{pair.statements[0]:,} + {pair.statements[1]:,}",
        )
        for pair in pairs_of(divergence, codebook)
    )
    heads = (
        "Target", "Pair", "Divergence", f"{LEVEL:.0%} interval", "Chance to be far apart",
        "Statements",
    )  # fmt: skip
    title = "Divergence of each two actors, from 0 (alike) to 1 (opposite sides)"
    return Table(title, heads, rows, frozenset(range(2, 6)))


def _evidence(
    statements: pd.DataFrame, codebook: Codebook, documents: pd.DataFrame | None, most: int
) -> dict[str, dict[str, tuple[Quote, ...]]]:
    """The surest sentences of every cell; copies of one sentence once."""
    known: dict[str, Mapping[str, Any]] = {}
    if documents is not None:
        known = {row["id"]: row for row in documents.to_dict("records")}
    stated = statements[statements["stance"] != ""]
    sure = stated[[f"p_{name}" for name in ("favor", "against", "neutral")]].max(axis=1)
    ordered = stated.assign(sure=sure).sort_values("sure", ascending=False, kind="stable")
    ordered = ordered.drop_duplicates(["actor", "target", "text"])
    chosen: dict[str, dict[str, tuple[Quote, ...]]] = {}
    for target in codebook.targets:
        for actor in codebook.actors:
            here = (ordered["actor"] == actor.key) & (ordered["target"] == target.key)
            rows = ordered[here].head(most).to_dict("records")
            if rows:
                quotes = tuple(_quote(row, known.get(row["document_id"], {})) for row in rows)
                chosen.setdefault(target.key, {})[actor.key] = quotes
    return chosen


def _quote(row: Mapping[str, Any], document: Mapping[str, Any]) -> Quote:
    kind = row["stance"]
    by_person = row.get("reviewed") or row["engine"] == "person"
    who = "judged by a person" if by_person else f"the model is {row['sure']:.0%} sure"
    when = "" if pd.isna(row["published"]) else day(row["published"])
    parts = [row["source"], str(document.get("title") or ""), when, str(document.get("url") or "")]
    origin = " · ".join(part for part in parts if part) or "Source and date unknown"
    return Quote(
        f"{charts.SIGNS[kind]} {charts.KINDS[kind]}, {who}",
        row["text"],
        f"{origin} · document {row['document_id']}, sentence {int(row['passage']) + 1}",
    )


def _method(statements: pd.DataFrame, codebook: Codebook) -> Iterator[str]:
    made = origins(statements, codebook)
    yield (
        "Each sentence in which an actor speaks, acts or is spoken of was put to a model together "
        "with the target. It answers in favor, against, neutral or no position, each with a "
        "probability that was set against statements whose answer is known; an answer that is not "
        "sure enough counts as none."
    )
    yield (
        "A position is the share in favor less the share against, from a Dirichlet posterior over "
        f"the statements' probabilities; its interval holds with {LEVEL:.0%} and comes from "
        f"{DRAWS:,} draws. Copies of one text, and documents that tell one story, count once "
        "together. Divergence is the distance of two such distributions on the scale against, "
        f"neutral, in favor; two actors are called apart where it is above {APART:.2f} with "
        f"{charts.CLEARLY_APART:.0%} probability."
    )
    for model in made["models"]:
        least = model["thresholds"]
        sure = f"; an answer counts from {least['every_target']:.0%} certainty on" if least else ""
        yield f"Model {model['name']} {model['digest']}, run by {model['engine']}{sure}."
    targets = "; ".join(f"{one.name}: {one.proposition}" for one in codebook.targets)
    yield f"Codebook {made['codebook']['digest']}. Targets: {targets}."


#: What a filter is called in a report; those whose value is a word of its own come after.
_FILTERS = (
    ("actors", "only {}"),
    ("targets", "only on {}"),
    ("sources", "only from {}"),
    ("since", "from {} on"),
    ("until", "until {}"),
)
_LABELS = {
    "model": "the model's answers, not corrected by people",
    "corrected": "people's judgements in place of the model's where there are any",
    "reviewed": "only statements that people have judged",
}


def stated_filters(origins: Mapping[str, Any]) -> str:
    """The filters of a report in one line, which names whose labels were counted.

    >>> stated_filters({"filters": {"actors": ["US"], "since": None, "labels": "reviewed"}})
    'Chosen: only US; only statements that people have judged.'
    """
    given = origins["filters"]
    said = []
    for name, words in _FILTERS:
        if value := given.get(name):
            said.append(words.format(", ".join(value) if isinstance(value, list) else value))
    if documents := given.get("documents"):
        said.append(f"only {len(documents):,} of the documents")
    if sure := given.get("sure"):
        said.append(f"only answers of which the model is {sure:.0%} sure or more")
    said.append(_LABELS[given["labels"]])
    return f"Chosen: {'; '.join(said)}."
