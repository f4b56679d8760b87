"""Annotations as a table that leaves the store and comes back, perhaps from another machine."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Collection, Mapping
from pathlib import PurePath
from typing import Any

import pandas as pd

from stance.domain import Annotation, Judgement
from stance.errors import InputError
from stance.store.database import Store

#: Columns of the table that is exported. Import needs those before `coder`, and takes the others.
COLUMNS = (
    "document_id", "start", "end", "actor", "target", "judgement", "coder", "note", "drawn",
    "source", "published", "text", "at",
)  # fmt: skip
_NEEDED = COLUMNS[:6]
_TEXTS = ("document_id", "actor", "target", "judgement", "coder", "note", "drawn", "text")


def _delimited(data: io.BytesIO) -> pd.DataFrame:
    """A CSV as a spreadsheet saves it: commas, semicolons or tabs, UTF-8 or marked UTF-16."""
    marked = data.getvalue()[:2] in (b"\xff\xfe", b"\xfe\xff")
    text = data.getvalue().decode("utf-16" if marked else "utf-8-sig")
    # No column that is known holds one of these, and each stands between two columns.
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    return pd.read_csv(io.StringIO(text), sep=delimiter, dtype="str", keep_default_na=False)


_READERS: Mapping[str, Callable[..., Any]] = {
    ".csv": _delimited,
    ".xlsx": lambda data: pd.read_excel(data, dtype="str", keep_default_na=False),
    ".jsonl": lambda data: pd.DataFrame([json.loads(line) for line in data if line.strip()]),
    ".parquet": pd.read_parquet,
}


def exported(store: Store) -> pd.DataFrame:
    """The annotations that count, one row each, with the columns of `COLUMNS`."""
    return store.annotations()[list(COLUMNS)]


def imported(
    name: str,
    data: bytes,
    store: Store,
    *,
    coder: str = "",
    actors: Collection[str] | None = None,
    targets: Collection[str] | None = None,
) -> tuple[int, int, list[str]]:
    """Takes annotations from the content of a file into a store; good rows go in, bad ones do not.

    A row that says again what its coder's judgement in the store says is passed over, so a file
    may be imported twice. A row that says otherwise counts from now on; the earlier one stays in
    the history. Rows whose judgement is empty are not filled in yet and mean nothing.

    Args:
        name: The file's name; its ending tells the format: .csv, .xlsx, .jsonl or .parquet.
        data: Its content, as `exported` gives it. Needed: document_id, start, end, actor, target
            and judgement.
        store: Where they go.
        coder: The person, for rows that name none.
        actors: The keys an actor may have; any if not given.
        targets: The keys a target may have; any if not given.

    Returns:
        How many are new, how many were known, and a sentence for each row that was left out.

    Raises:
        InputError: The file is no such table.
    """
    table = _read(name, data)
    known = {_said(row) for row in store.annotations().to_dict("records")}
    texts: dict[str, str | None] = {}
    new: list[Annotation] = []
    again, problems = 0, []
    # Counted as a spreadsheet does, with the head; JSON lines have none.
    first = 1 if PurePath(name).suffix.lower() == ".jsonl" else 2
    for number, row in enumerate(table.to_dict("records"), start=first):
        if not row["judgement"].strip():
            continue
        try:
            one = _annotation(row, coder)
            _check(one, str(row.get("text") or ""), store, texts)
            _check_key("actor", one.actor, actors)
            _check_key("target", one.target, targets)
        except InputError as error:
            problems.append(f"{name}, row {number}: {error}")
            continue
        said = (one.document_id, one.start, one.end, one.actor, one.target, one.coder,
                one.judgement.value, one.note)  # fmt: skip
        if said in known:
            again += 1
        else:
            known.add(said)
            new.append(one)
    if new:
        store.annotate(new)
    return len(new), again, problems


def _read(name: str, data: bytes) -> pd.DataFrame:
    ending = PurePath(name).suffix.lower()
    if ending not in _READERS:
        raise InputError(
            f"{name} is no table of annotations.",
            f"Expected a file ending in {', '.join(_READERS)}.",
            "Export one to see its form.",
        )
    if not data.strip():
        raise InputError(
            f"{name} is empty.", "Expected a table of annotations.", "Export one to see its form."
        )
    try:
        table = pd.DataFrame(_READERS[ending](io.BytesIO(data)))
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name} has letters that are not UTF-8.",
            remedy='Save it as "CSV UTF-8" or as .xlsx.',
        ) from error
    except Exception as error:  # whatever the readers of four formats find wrong with a file
        raise InputError(
            f"{name} cannot be read as a table ({type(error).__name__}).",
            remedy="Save it again, or export one to see its form.",
        ) from error
    table.columns = [str(column).strip().lower() for column in table.columns]
    missing = [column for column in _NEEDED if column not in table.columns]
    if missing:
        raise InputError(
            f"{name} has no column {', '.join(missing)}.",
            f"Expected {', '.join(_NEEDED)}.",
            "Export annotations to see the form.",
        )
    for column in _TEXTS:
        if column in table.columns:
            words = table[column].astype("object").where(table[column].notna(), "")
            table[column] = [_bare(str(word)) for word in words]
    return table


def _bare(word: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from running it.

    >>> _bare("'=1+1"), _bare("'tis")
    ('=1+1', "'tis")
    """
    return word[1:] if word[:1] == "'" and word[1:2] in tuple("=+-@\t\r\n＝＋－＠") else word


def _annotation(row: Mapping[Any, Any], coder: str) -> Annotation:
    judgement = str(row["judgement"]).strip().lower()
    if judgement not in set(Judgement):
        raise InputError(
            f"The judgement is {judgement!r}.", f"Expected one of {', '.join(Judgement)}."
        )
    who = str(row.get("coder") or "").strip() or coder.strip()
    if not who:
        raise InputError("It names no coder.", remedy="Fill in the column, or give a coder.")
    return Annotation(
        document_id=str(row["document_id"]).strip(),
        start=_whole(row["start"], "start"),
        end=_whole(row["end"], "end"),
        actor=str(row["actor"]).strip(),
        target=str(row["target"]).strip(),
        judgement=Judgement(judgement),
        coder=" ".join(who.split()),
        note=str(row.get("note") or "").strip(),
        drawn=str(row.get("drawn") or "").strip(),
    )


def _whole(value: object, name: str) -> int:
    try:
        number = float(str(value))
        if number != int(number):
            raise ValueError
        return int(number)
    except (ValueError, OverflowError):
        raise InputError(
            f"The {name} is {str(value)[:40]!r}.", "Expected a whole number."
        ) from None


def _check(one: Annotation, quote: str, store: Store, texts: dict[str, str | None]) -> None:
    if one.document_id not in texts:
        texts.update({one.document_id: store.text(one.document_id)})
    text = texts[one.document_id]
    if text is None:
        raise InputError(
            f"There is no document {one.document_id!r} in the store.",
            remedy="Analyse the document first, then import again.",
        )
    if not 0 <= one.start < one.end <= len(text):
        raise InputError(
            f"The place {one.start} to {one.end} is not in the document.",
            f"Expected offsets from 0 to {len(text)}.",
        )
    here = " ".join(text[one.start : one.end].split())
    if quote and here != " ".join(quote.split()):
        raise InputError(
            f"The document says {here[:60]!r} there, the row {quote[:60]!r}.",
            remedy="Analyse the same text that was annotated.",
        )
    if not one.actor or not one.target:
        raise InputError("It names no actor or no target.", remedy="Fill in both.")


def _check_key(noun: str, key: str, known: Collection[str] | None) -> None:
    if known is not None and key not in known:
        raise InputError(
            f"The codebook has no {noun} {key!r}.",
            f"Expected one of: {', '.join(known)}.",
            f"Correct it, or add the {noun} to the codebook first.",
        )


def _said(row: Mapping[Any, Any]) -> tuple[object, ...]:
    return (row["document_id"], row["start"], row["end"], row["actor"], row["target"],
            row["coder"], row["judgement"], row["note"])  # fmt: skip
