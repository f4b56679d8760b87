"""Figures and tables into files that can leave the building.

    from stance import export

    export.save_figure(figure, "matrix.svg", export.Look(size="slide", scale=2))
    export.save_table(frame, "statements.xlsx")
    drawing = export.drawn("matrix", frame, codebook)
    export.save_bundle(drawing, "matrix.zip", codebook)

HTML, JSON and tables always work. Images (PNG, SVG, PDF) are rendered by a Chrome, Chromium or
Edge of this machine; where there is none, `ExportError` says so. Nothing is fetched from a
network, and a file appears under its name only when it is complete.
"""

from __future__ import annotations

from stance.export.bundle import bundle_bytes, save_bundle
from stance.export.drawings import Drawing, drawn, table_of
from stance.export.figures import (
    FIGURE_FORMATS,
    SCALES,
    Look,
    check_figure,
    figure_bytes,
    save_figure,
)
from stance.export.origins import origins
from stance.export.rendering import find_browser, images
from stance.export.reports import REPORT_FORMATS, Report, report, report_bytes, save_report
from stance.export.tables import TABLE_FORMATS, check_table, harmless, save_table, table_bytes

__all__ = [
    "FIGURE_FORMATS",
    "REPORT_FORMATS",
    "SCALES",
    "TABLE_FORMATS",
    "Drawing",
    "Look",
    "Report",
    "bundle_bytes",
    "check_figure",
    "check_table",
    "drawn",
    "figure_bytes",
    "find_browser",
    "harmless",
    "images",
    "origins",
    "report",
    "report_bytes",
    "save_bundle",
    "save_figure",
    "save_report",
    "save_table",
    "table_bytes",
    "table_of",
]
