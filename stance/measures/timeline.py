"""Where each actor stood on each target in one week, month, quarter or year after the other."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from stance.errors import UsageError
from stance.measures.evidence import cells
from stance.measures.position import TYPES, positions
from stance.measures.posterior import DRAWS, LEVEL, SEED

#: The steps that time can be cut into, short ones first, by pandas' word for them. Weeks begin on
#: Monday, as in ISO 8601.
STEPS: Mapping[str, str] = {"week": "W-SUN", "month": "M", "quarter": "Q-DEC", "year": "Y-DEC"}

#: A step is chosen so that there are no more than this, as far as the longest step can do it.
MOST_STEPS = 40

#: Stands between a target and its step while both are one key; no key of a codebook holds it.
_JOINT = "\x1f"

_TYPES = {
    "target": "str",
    "actor": "str",
    "step": "str",
    "start": "datetime64[us]",
    "end": "datetime64[us]",
} | {name: kind for name, kind in TYPES.items() if name not in ("first", "last")}


def fitting_step(days: pd.Series) -> str:
    """The shortest step that cuts a span of days into no more than `MOST_STEPS`.

    Args:
        days: Days as datetime64; missing ones do not count.

    Returns:
        A key of `STEPS`: the shortest where there is no day, the longest where none is long enough.

    >>> fitting_step(pd.to_datetime(pd.Series(["2022-01-24", "2022-10-24"])))
    'week'
    >>> fitting_step(pd.to_datetime(pd.Series(["2022-01-24", "2022-11-24"])))
    'month'
    """
    known = days.dropna()
    if known.empty:
        return next(iter(STEPS))
    for name, frequency in STEPS.items():
        first, last = known.min().to_period(frequency), known.max().to_period(frequency)
        if last.ordinal - first.ordinal < MOST_STEPS:
            return name
    return list(STEPS)[-1]


def timeline(
    frame: pd.DataFrame,
    *,
    step: str | None = None,
    level: float = LEVEL,
    draws: int = DRAWS,
    seed: int = SEED,
) -> pd.DataFrame:
    r"""Where each actor stood on each target, step of time by step of time.

    Formula: `stance.measures.positions` of the statements that were published in the step, and of
    no others: $\mu_s = p_+ - p_-$ with $p \sim \mathrm{Dirichlet}(0.5 + \sum_{i \in s} w_i q_i)$.
    Steps share nothing, so that a line moves only because of what was said then. A random walk
    over the steps, as in Jackman, Pooling the polls over an election campaign, Australian Journal
    of Political Science 40 (2005), would narrow the intervals, but also fill gaps in which nothing
    was said. Copies of one text are counted once together within a step, and again in the next.

    Range: -1 (all against) to 1 (all in favor).

    How to read it: a step without evidence has no position, and nothing is known of what lies
    between two steps. With many steps some will stand out by chance: of ten intervals that hold
    with 90%, one is expected to miss. Believe a change of side that both intervals support, and
    better one that the steps around support as well.

    Args:
        frame: The canonical prediction table.
        step: ``week``, ``month``, ``quarter`` or ``year``; without it, the shortest that makes at
            most `MOST_STEPS` of the days on which any statement of the table was published.
        level: Probability that the interval holds.
        draws: Draws from each posterior.
        seed: The same seed gives the same interval, whatever the order of the rows.

    Returns:
        One row per (target, actor, step) that has any row, sorted: `target, actor, step` (its
        kind), `start, end` (its first and last day; ``NaT`` for all that is undated), and
        `position, low, high, favor, against, neutral, n, n_effective, n_documents, n_stories,
        no_position, unsure` as in `stance.measures.positions`. With n = 0 the position is NaN.

    Raises:
        UsageError: There is no such step; the table lacks a column or holds an unknown label; a
            setting is out of range.

    Ten statements against in January and ten in favor in March, none in between:

    >>> said = lambda day, label: pd.DataFrame({"document_id": [f"{day}{i}" for i in range(10)],
    ...     "published": day, "text": [f"Statement {i} of {day}." for i in range(10)],
    ...     "actor": "bloc", "target": "ban", "stance": label, "abstention": "", "p_neutral": 0.0,
    ...     "p_favor": float(label == "favor"), "p_against": float(label == "against")})
    >>> moved = pd.concat([said("2022-01-10", "against"), said("2022-03-09", "favor")])
    >>> line = timeline(moved, step="month")
    >>> line[["position", "n"]].round(1).values.tolist()
    [[-0.9, 10.0], [0.9, 10.0]]
    >>> [str(day.date()) for day in [*line["start"], *line["end"]]]
    ['2022-01-01', '2022-03-01', '2022-01-31', '2022-03-31']
    """
    if step is not None and step not in STEPS:
        raise UsageError(
            f"There is no step {step!r}.", f"Expected {', '.join(STEPS)}.", "Try month."
        )
    cells(frame.iloc[:0])  # Refuses a table that lacks a column.
    # What is no date becomes a missing one here; `positions` then refuses the table by name.
    days = pd.to_datetime(frame["published"], errors="coerce").astype("datetime64[us]")
    stated = frame["stance"].notna() & (frame["stance"] != "")
    kind = step or fitting_step(days[stated])
    periods = days.dt.to_period(STEPS[kind])
    starts = periods.dt.start_time.dt.strftime("%Y-%m-%d").fillna("")
    target = frame["target"].astype("str").where(frame["target"].notna(), "")
    joint = frame.assign(target=target + _JOINT + starts.astype("str"))
    table = positions(joint, level=level, draws=draws, seed=seed)
    parts = [key.rsplit(_JOINT, 1) for key in table["target"]]
    table["target"] = [part[0] for part in parts]
    table["step"] = kind
    begin = pd.to_datetime(
        pd.Series([part[1] or None for part in parts], dtype="object"), format="%Y-%m-%d"
    )
    table["start"] = begin
    table["end"] = begin.dt.to_period(STEPS[kind]).dt.end_time.dt.normalize()
    rows = table.sort_values(["target", "actor", "start"], na_position="last", ignore_index=True)
    return rows[list(_TYPES)].astype(_TYPES)
