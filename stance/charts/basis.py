"""What a figure rests on, said in print on the figure itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from stance import __version__
from stance.charts.lettering import counted, day, listed, within


@dataclass(frozen=True, slots=True)
class Basis:
    """The evidence and the program behind a figure.

    Attributes:
        statements: Predictions with a stance.
        documents: Documents that they are in; ``None`` where that is not known.
        stories: The same, with documents that tell one story counted once; ``None`` if unknown.
        abstentions: Predictions without a stance.
        first, last: Days of publication covered, where known.
        undated: Documents of unknown date.
        models: Names of the models that judged.
        reviewed: Statements that a person has looked at.
        program: Name and version of this program.
    """

    statements: int
    documents: int | None
    abstentions: int = 0
    first: date | None = None
    last: date | None = None
    undated: int = 0
    models: tuple[str, ...] = ()
    reviewed: int = 0
    program: str = f"Stance {__version__}"
    stories: int | None = None

    @classmethod
    def of(cls, frame: pd.DataFrame) -> Basis:
        """What a canonical table holds; see `stance.domain.COLUMNS`.

        A further column `reviewed` says, where there is one, which rows a person has looked at,
        and a column `story` which documents tell one.
        """
        place = np.flatnonzero((frame["stance"].notna() & (frame["stance"] != "")).to_numpy())
        number, documents = pd.factorize(frame["document_id"].iloc[place])
        # Where each document comes first: day and story are the same in all of its rows.
        first = np.empty(len(documents), dtype=np.int64)
        first[number[::-1]] = place[::-1]
        days = pd.to_datetime(frame["published"].iloc[first])
        known = days.dropna()
        reviewed = frame["reviewed"].to_numpy()[place].sum() if "reviewed" in frame else 0
        return cls(
            statements=len(place),
            documents=len(documents),
            abstentions=len(frame) - len(place),
            first=known.min().date() if len(known) else None,
            last=known.max().date() if len(known) else None,
            undated=int(days.isna().sum()),
            models=tuple(sorted({str(name) for name in frame["model"].unique()} - {""})),
            reviewed=int(reviewed),
            stories=frame["story"].iloc[first].nunique() if "story" in frame else None,
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
            told = self.documents if self.stories is None else self.stories
            said += f" in {within({'n_documents': self.documents, 'n_stories': told})}"
        return f"{said} · {self.dates}" if self.statements else said

    @property
    def review(self) -> str:
        """What share of the statements a person has looked at, in words.

        >>> Basis(400, 2, reviewed=1).review, Basis(400, 2, reviewed=100).review
        ('under 1% reviewed', '25% reviewed')
        """
        if not self.reviewed:
            return "none reviewed"
        share = self.reviewed / self.statements
        return "under 1% reviewed" if share < 0.01 else f"{share:.0%} reviewed"

    def line(self) -> str:
        """The footer in one line of plain text.

        >>> Basis(3, 2, first=date(2022, 1, 4), models=("m",), program="Stance 1").line()
        '3 statements in 2 documents · date unknown · none reviewed · model m · Stance 1'
        """
        parts = [self.evidence]
        if self.statements:
            parts.append(self.review)
        if self.models:
            parts.append(f"model{'s' if len(self.models) > 1 else ''} {listed(self.models)}")
        parts.append(self.program)
        return " · ".join(parts)
