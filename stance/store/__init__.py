"""One SQLite file that keeps documents, what models said of them, and the history of runs.

`Store` is the way in; `frame` builds the same canonical table from records in memory. Nothing
outside this package speaks SQL.
"""

from stance.store.database import Store
from stance.store.exchange import exported, imported
from stance.store.table import chosen, frame

__all__ = ["Store", "chosen", "exported", "frame", "imported"]
