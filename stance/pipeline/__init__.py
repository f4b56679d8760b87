"""The way from inputs to stored predictions, composed of the rooms below.

Nothing is printed and nothing is drawn here: `analyze` yields one `Progress` per document, and
whoever iterates shows it. Each document is one transaction, so a run may be stopped at any point
(close the generator, kill the process) and goes on where it left off when it is started again.
"""

from __future__ import annotations

from stance.pipeline.asking import OWN, Answered, ask, with_own
from stance.pipeline.inputs import Input, Unopened
from stance.pipeline.places import default_store, opened, project_root, seeds
from stance.pipeline.results import nothing_done, table, tabulate, unread_in, unread_remark
from stance.pipeline.running import analyze, group_stories, provenance
from stance.pipeline.voices import stored_documents, voices

__all__ = [
    "OWN",
    "Answered",
    "Input",
    "Unopened",
    "analyze",
    "ask",
    "default_store",
    "group_stories",
    "nothing_done",
    "opened",
    "project_root",
    "provenance",
    "seeds",
    "stored_documents",
    "table",
    "tabulate",
    "unread_in",
    "unread_remark",
    "voices",
    "with_own",
]
