"""The canonical prediction table as a frame, from a database's rows or from records.

Both ways end in `canonical`, so a frame means the same wherever it came from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import pandas as pd

from stance.domain import COLUMNS, Document, Prediction, Provenance, Selection

_INTEGERS = ("passage", "start", "end")
_NUMBERS = ("p_favor", "p_against", "p_neutral", "p_none")
_ORDER = ["published", "document_id", "passage", "actor", "target"]
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def well_formed(text: str) -> str:
    r"""The text with every lone surrogate replaced by U+FFFD, one for one.

    Half a character can be in no file and on no page; the length stays, so offsets hold.

    >>> well_formed("a\ud800b") == "a\ufffdb"
    True
    """
    return text if text.isascii() else _LONE_SURROGATE.sub("\ufffd", text)


def canonical(rows: Iterable[tuple[object, ...]]) -> pd.DataFrame:
    """The canonical table from rows in the order of `stance.domain.COLUMNS`.

    Args:
        rows: `published` as ISO text, a date or ``None``; `stance` and `abstention` as text,
            empty or ``None`` where there is none.

    Returns:
        The columns of `stance.domain.COLUMNS`: `passage`, `start`, `end` as int64, the four
        probabilities as float64, `published` as datetime64[us] (``NaT`` where unknown), all
        others as str ("" where there is none). Sorted by publication (unknown last), document,
        passage, actor and target, with an index from 0.
    """
    columns = list(zip(*rows, strict=True)) or [()] * len(COLUMNS)
    data: dict[str, pd.Series] = {}
    for name, values in zip(COLUMNS, columns, strict=True):
        if name in _INTEGERS:
            data[name] = pd.Series(values, dtype="int64")
        elif name in _NUMBERS:
            data[name] = pd.Series(values, dtype="float64")
        elif name == "published":
            data[name] = days(values)
        else:
            data[name] = words(values)
    table = pd.DataFrame(data, columns=list(COLUMNS))
    return table.sort_values(_ORDER, kind="stable", na_position="last", ignore_index=True)


def chosen(table: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    """The rows of a table in memory that a selection asks for, as `Store.predictions` picks them.

    Args:
        table: Any table with the columns `document_id, source, published, actor, target`.
        selection: What to include; its provenance, labels and certainty are not looked at.

    >>> table = pd.DataFrame({"document_id": ["a", "b"], "source": "", "published": pd.NaT,
    ...     "actor": ["x", "y"], "target": "t"})
    >>> chosen(table, Selection(actors=("y",)))["document_id"].tolist()
    ['b']
    """
    keep = pd.Series(True, index=table.index)
    for name, wanted in (
        ("actor", selection.actors),
        ("target", selection.targets),
        ("document_id", selection.documents),
        ("source", selection.sources),
    ):
        if wanted:
            keep &= table[name].isin(wanted)
    if selection.since is not None:
        keep &= table["published"] >= pd.Timestamp(selection.since)
    if selection.until is not None:
        keep &= table["published"] <= pd.Timestamp(selection.until)
    return table if keep.all() else table[keep].reset_index(drop=True)


def days(values: Iterable[object]) -> pd.Series:
    """Dates as datetime64[us]; ``None`` becomes ``NaT``."""
    stated = [None if value is None else str(value) for value in values]
    return pd.to_datetime(pd.Series(stated, dtype="object"), format="%Y-%m-%d").astype(
        "datetime64[us]"
    )


def moments(values: Iterable[object]) -> pd.Series:
    """Points in time as datetime64[us, UTC]; ``None`` becomes ``NaT``."""
    stated = pd.Series(list(values), dtype="object")
    return pd.to_datetime(stated, format="ISO8601", utc=True).astype("datetime64[us, UTC]")


def numbers(values: Iterable[object]) -> pd.Series:
    """Whole numbers as int64."""
    return pd.Series(list(values), dtype="int64")


def words(values: Iterable[object]) -> pd.Series:
    """Text as str; ``None`` becomes "" and lone surrogates U+FFFD."""
    return pd.Series(
        ["" if value is None else well_formed(str(value)) for value in values], dtype="str"
    )


def frame(
    documents: Iterable[Document], predictions: Iterable[Prediction], provenance: Provenance
) -> pd.DataFrame:
    """The canonical table of predictions that are in no database.

    Args:
        documents: Every document that a prediction is about.
        predictions: Stances and abstentions alike.
        provenance: What made them.

    Returns:
        What `Store.predictions` would give for the same; see `canonical` for columns and order.

    Raises:
        ValueError: A prediction is about a document that is not among `documents`.

    >>> from stance.domain import Attribution, Passage, Stance
    >>> said = Prediction(
    ...     passage=Passage("d1", 0, 0, 13, "We oppose it."),
    ...     attribution=Attribution("bloc", "said", "We", 0, 2, said_by=True),
    ...     target="withdrawal",
    ...     stance=Stance.AGAINST,
    ...     abstention=None,
    ...     probabilities=(0.05, 0.9, 0.03, 0.02),
    ... )
    >>> table = frame([Document("d1", "We oppose it.")], [said], Provenance("onnx", "m", "c"))
    >>> table.loc[0, ["actor", "stance", "text"]].tolist()
    ['bloc', 'against', 'We oppose it.']
    """
    known = {document.id: document for document in documents}
    return canonical(_row(known, prediction, provenance) for prediction in predictions)


def _row(
    known: Mapping[str, Document], prediction: Prediction, provenance: Provenance
) -> tuple[object, ...]:
    passage, attribution = prediction.passage, prediction.attribution
    if passage.document_id not in known:
        raise ValueError(f"A prediction is about the unknown document {passage.document_id!r}.")
    document = known[passage.document_id]
    return (
        document.id,
        document.source,
        document.published,
        passage.index,
        passage.start,
        passage.end,
        passage.text,
        attribution.actor,
        prediction.target,
        prediction.stance,
        *prediction.probabilities,
        attribution.rule,
        attribution.cue,
        prediction.abstention,
        provenance.engine,
        provenance.model,
        provenance.codebook,
    )
