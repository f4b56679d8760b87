"""What comes out of a run: its table, what failed, what was left unread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from stance.domain import Progress, Provenance, Selection
from stance.errors import InputError
from stance.pipeline.inputs import Input
from stance.pipeline.places import opened
from stance.pipeline.running import analyze, provenance

if TYPE_CHECKING:
    from pandas import DataFrame

    from stance.codebook import Codebook
    from stance.engines import Engine
    from stance.store import Store


def table(store: Store, steps: Iterable[Progress], made_by: Provenance) -> DataFrame:
    """The canonical table of the documents of a run, those known before included.

    Args:
        store: The store of the run.
        steps: What `analyze` yielded.
        made_by: Whose predictions; see `provenance`.

    Raises:
        InputError: Every step failed, so that there is nothing to show.
    """
    taken = list(steps)
    good = dict.fromkeys(step.document_id for step in taken if step.outcome != "failed")
    if not good:
        raise nothing_done(taken)
    return store.predictions(Selection(documents=tuple(good), provenance=made_by))


def nothing_done(steps: Sequence[Progress]) -> InputError:
    """What to raise when no input of a run could be used."""
    messages = [step.message for step in steps]
    if not messages:
        return InputError("No input was given.", remedy="Name a file or a folder of documents.")
    if len(messages) == 1:
        return InputError(messages[0])
    return InputError(f"None of the {len(messages)} inputs could be used. First: {messages[0]}")


def tabulate(
    inputs: Input | Iterable[Input],
    *,
    store: str | Path | None = None,
    model: str | Path | None = None,
    codebook: str | Path | Codebook | None = None,
    engine: str | Engine | None = None,
) -> tuple[DataFrame, tuple[Progress, ...], str]:
    """The canonical table of some inputs, the steps that failed, and a remark on what was unread.

    See `stance.analyze` and `unread_remark`.

    Raises:
        InputError: No input could be used.
        UsageError: The model, engine or codebook cannot be used.
        StoreError: The store cannot be opened.
    """
    from stance.codebook import Codebook, load
    from stance.engines import load_engine

    book = (
        codebook
        if isinstance(codebook, Codebook)
        else load(None if codebook is None else Path(codebook))
    )
    runner = (
        load_engine(model, engine=engine) if engine is None or isinstance(engine, str) else engine
    )
    with opened(store) as kept:
        steps = tuple(analyze(inputs, store=kept, codebook=book, engine=runner))
        frame = table(kept, steps, provenance(runner, book))
    failed = tuple(step for step in steps if step.outcome == "failed")
    return frame, failed, unread_remark(unread_in(steps), runner)


def unread_in(steps: Iterable[Progress]) -> dict[str, int]:
    """How many passages of a run the model was not shown, by the language they are in.

    >>> unread_in([Progress(1, 2, "a", "analysed", unread=(("ru", 2),)),
    ...     Progress(2, 2, "b", "known", unread=(("de", 1), ("ru", 1)))])
    {'ru': 3, 'de': 1}
    """
    counted: Counter[str] = Counter()
    for step in steps:
        counted.update(dict(step.unread))
    return dict(counted)


def unread_remark(unread: Mapping[str, int], engine: Engine) -> str:
    """One sentence on the passages that the model was not shown; empty if there are none.

    Args:
        unread: How many passages by ISO 639-1 code.
        engine: The model.
    """
    if not unread:
        return ""
    from stance.reading import language_name

    total = sum(unread.values())
    counted = ", ".join(
        f"{number:,} in {language_name(code)}"
        for code, number in sorted(unread.items(), key=lambda item: (-item[1], item[0]))
    )
    known = " and ".join(map(language_name, engine.description.languages))
    verb = "was" if total == 1 else "were"
    return (
        f"{total:,} {'passage' if total == 1 else 'passages'} {verb} kept but not judged "
        f"({counted}): the model {engine.description.name} reads {known}."
    )
