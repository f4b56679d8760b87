"""A briefing: findings in words, charts, tables, the sentences behind them, method and limits.

Everything in it is made from the numbers; no sentence says more than its interval bears.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from stance.errors import ExportError
from stance.export.files import suffix_of, write
from stance.export.reports.content import Report, Table, report
from stance.export.reports.document import docx_bytes
from stance.export.reports.page import html_bytes
from stance.export.reports.slides import pptx_bytes

#: Formats of a briefing by the ending of the file name, with what makes them.
REPORT_FORMATS: Mapping[str, Callable[[Report], bytes]] = {
    "html": html_bytes,
    "docx": docx_bytes,
    "pptx": pptx_bytes,
}

__all__ = ["REPORT_FORMATS", "Report", "Table", "report", "report_bytes", "save_report"]


def report_bytes(made: Report, kind: str) -> bytes:
    """A briefing as the content of a file.

    Args:
        made: What `report` gives.
        kind: One of `REPORT_FORMATS`.

    Raises:
        ExportError: The format is unknown, or the browser failed over a picture.
        MissingExtraError: The format needs a package that is not installed.
    """
    if kind not in REPORT_FORMATS:
        raise ExportError(
            f"There is no format {kind!r} of a report.", f"Expected: {', '.join(REPORT_FORMATS)}."
        )
    return REPORT_FORMATS[kind](made)


def save_report(made: Report, path: str | Path) -> Path:
    """Writes a briefing in the format of the file's name; errors as in `report_bytes`."""
    return write(path, report_bytes(made, suffix_of(path, REPORT_FORMATS)))
