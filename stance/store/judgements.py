"""The part of a store that keeps what people said."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from stance.domain import Annotation, Selection
from stance.store import annotating
from stance.store.connections import Opened
from stance.store.table import chosen


class Judgements(Opened):
    """Judgements of people, kept beside predictions and apart from them."""

    def annotate(self, annotations: Sequence[Annotation]) -> tuple[int, ...]:
        """Keeps judgements of people: all of them or, if one is unfit, none.

        A coder who judges the same again adds a judgement; the earlier one stays in the history
        and the newest one counts. Predictions are not touched.

        Args:
            annotations: In the order in which they were made.

        Returns:
            Their numbers, for `withdraw`.

        Raises:
            UsageError: A document is unknown, a place is not in its text, or a name is empty.
        """
        with self._connections.writing() as connection:
            annotating.note_change(connection)
            return tuple(annotating.add(connection, one) for one in annotations)

    def withdraw(self, number: int) -> bool:
        """Takes a judgement back; the coder's judgement before it, if any, counts again.

        Returns:
            Whether it was there and had not been taken back before.
        """
        with self._connections.writing() as connection:
            annotating.note_change(connection)
            return annotating.withdraw(connection, number)

    def annotations(
        self, selection: Selection | None = None, *, history: bool = False
    ) -> pd.DataFrame:
        """What people said, oldest first.

        Args:
            selection: What to include, as for `predictions`; its provenance does not matter.
            history: Also what was replaced by the same coder or taken back.

        Returns:
            Columns `number, document_id, source, published, passage, start, end, text, actor,
            target, judgement, coder, note, drawn, at, current`. `passage` is the sentence of the
            present division that covers most of the place, or -1 where the document's text has
            other words there now. `current` is False for what no longer counts.
        """
        with self._connections.reading() as connection:
            found = annotating.table(connection, history=history)
        return found if selection is None else chosen(found, selection)
