"""What a figure rests on, said in print on the figure itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from stance import __version__
from stance.charts.lettering import counted, day, listed


@dataclass(frozen=True, slots=True)
class Basis:
    """The evidence and the program behind a figure.

    Attributes:
        statements: Predictions with a stance.
        documents: Documents that they are in; ``None`` where that is not known.
        abstentions: Predictions without a stance.
        first, last: Days of publication covered, where known.
        undated: Documents of unknown date.
        models: Names of the models that judged.
        program: Name and version of this program.
    """

    statements: int
    documents: int | None
    abstentions: int = 0
    first: date | None = None
    last: date | None = None
    undated: int = 0
    models: tuple[str, ...] = ()
    program: str = f"Stance {__version__}"

    @classmethod
    def of(cls, frame: pd.DataFrame) -> Basis:
        """What a canonical table holds; see `stance.domain.COLUMNS`."""
        stated = frame[frame["stance"].fillna("") != ""]
        documents = stated.drop_duplicates("document_id")
        days = pd.to_datetime(documents["published"])
        known = days.dropna()
        return cls(
            statements=len(stated),
            documents=len(documents),
            abstentions=len(frame) - len(stated),
            first=known.min().date() if len(known) else None,
            last=known.max().date() if len(known) else None,
            undated=int(days.isna().sum()),
            models=tuple(sorted(set(frame["model"].astype(str)) - {""})),
        )

    @property
    def dates(self) -> str:
        """The days covered, in words."""
        if self.first is None or self.last is None:
            return "date unknown"
        span = (
            day(self.first) if self.first == self.last else f"{day(self.first)} to {day(self.last)}"
        )
        return f"{span}, {self.undated:,} undated" if self.undated else span

    @property
    def evidence(self) -> str:
        """How much there is and of when, in words."""
        said = counted(self.statements, "statement")
        if self.documents is not None:
            said += f" in {counted(self.documents, 'document')}"
        return f"{said} · {self.dates}" if self.statements else said

    def line(self) -> str:
        """The footer in one line of plain text.

        >>> Basis(3, 2, first=date(2022, 1, 4), last=date(2022, 2, 1), models=("m",),
        ...       program="Stance 1").line()
        '3 statements in 2 documents · 4 January 2022 to 1 February 2022 · model m · Stance 1'
        """
        parts = [self.evidence]
        if self.models:
            parts.append(f"model{'s' if len(self.models) > 1 else ''} {listed(self.models)}")
        parts.append(self.program)
        return " · ".join(parts)
