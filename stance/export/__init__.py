"""Figures and tables into files that can leave the building.

    from stance import export

    export.save_figure(figure, "matrix.svg")
    export.save_table(frame, "statements.xlsx")

HTML, JSON and tables always work. Images (PNG, SVG, PDF) are rendered by a Chrome, Chromium or
Edge of this machine; where there is none, `ExportError` says so. Nothing is fetched from a
network, and a file appears under its name only when it is complete.
"""

from __future__ import annotations

from stance.export.figures import FIGURE_FORMATS, check_figure, figure_bytes, save_figure
from stance.export.rendering import find_browser, images
from stance.export.tables import TABLE_FORMATS, check_table, harmless, save_table, table_bytes

__all__ = [
    "FIGURE_FORMATS",
    "TABLE_FORMATS",
    "check_figure",
    "check_table",
    "figure_bytes",
    "find_browser",
    "harmless",
    "images",
    "save_figure",
    "save_table",
    "table_bytes",
]
