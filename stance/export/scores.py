"""An evaluation as one self-contained page: tables and drawings, for reading and for filing."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

import plotly.io as pio

from stance.charts.quality import confusion_plot, coverage_plot, reliability_plot

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>How right the labels are</title>
<style>
body {{ margin: 2rem auto; padding: 0 1rem; max-width: 1120px; color: #1B2127; background: #fff;
  font: 16px/1.5 "Source Sans 3", "Helvetica Neue", Arial, sans-serif; }}
table {{ border-collapse: collapse; margin: 1rem 0; }}
th, td {{ padding: .25rem .75rem; border-bottom: 1px solid #D8DADC; text-align: right;
  font-variant-numeric: tabular-nums; }}
th:first-child, td:first-child {{ text-align: left; }}
h2 {{ margin-top: 3rem; }}
.row {{ display: grid; grid-template-columns: repeat(auto-fit, minmax(340px, 1fr)); gap: 1rem; }}
.scroll {{ overflow-x: auto; }}
</style>
</head>
<body>
<h1>How right the labels are</h1>
<p>{about}</p>
{body}
</body>
</html>
"""
#: Columns of the table that compares the sets, with what stands above them.
_COLUMNS: Mapping[str, str] = {
    "items": "items",
    "macro_f1": "macro-F1",
    "low": "from",
    "high": "to",
    "asserted_right": "asserted right",
    "two_way": "favor/against right",
    "reached": "reached the model",
    "calibration_error": "calibration error",
    "accuracy_at_60": "accuracy at 60%",
}


def score_page(about: Mapping[str, Any]) -> str:
    """The page of an evaluation.

    Args:
        about: What ``evaluate --output FILE.json`` writes: ``model``, ``engine``, ``codebook``,
            ``split``, and under ``sets`` a report for each set.

    Returns:
        HTML that needs nothing from outside.
    """
    sets: Mapping[str, Mapping[str, Any]] = about["sets"]
    rows = [[name, *(report[key] for key in _COLUMNS)] for name, report in sets.items()]
    body = [_table(["set", *_COLUMNS.values()], rows)]
    for key in _HEADS:
        if about.get(key):
            body.append(f"<h2>{_HEADS[key]}</h2>")
            body.append(_table(["measure", "value"], list(_flat(about[key]))))
    script: bool | str = True
    for name, report in sets.items():
        body.append(f"<h2>{html.escape(name)}</h2>")
        drawings = (
            confusion_plot(report["confusion"]),
            reliability_plot(report["reliability"]),
            coverage_plot(report["coverage"]),
        )
        body.append('<div class="row">')
        for number, figure in enumerate(drawings):
            body.append(
                pio.to_html(
                    figure, full_html=False, include_plotlyjs=script, include_mathjax=False,
                    div_id=f"{len(body)}-{number}", config={"displaylogo": False},
                )
            )  # fmt: skip
            script = False
        body.append("</div>")
        for key in ("actors", "targets"):
            parts = [list(part.values()) for part in report[key]]
            if len(parts) > 1:
                body.append(_table([key[:-1], "items", "macro-F1", "accuracy"], parts))
    facts = ", ".join(
        f"{key} {about[key]}" for key in ("model", "engine", "split", "codebook") if key in about
    )
    return _PAGE.format(about=html.escape(facts), body="\n".join(body))


_HEADS: Mapping[str, str] = {
    "forced": "When one of the two sides must be named",
    "swap": "When actors are exchanged",
    "wordings": "When the question is put otherwise",
    "unrelated": "When a sentence is about something else",
}


def _flat(record: Mapping[str, Any], before: str = "") -> list[list[Any]]:
    rows: list[list[Any]] = []
    for key, value in record.items():
        name = f"{before}{key}"
        rows += _flat(value, f"{name} ") if isinstance(value, Mapping) else [[name, value]]
    return rows


def _table(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    def line(cells: Sequence[Any], tag: str) -> str:
        made = "".join(f"<{tag}>{html.escape(_shown(cell))}</{tag}>" for cell in cells)
        return f"<tr>{made}</tr>"

    body = "".join(line(row, "td") for row in rows)
    return f'<div class="scroll"><table>{line(head, "th")}{body}</table></div>'


def _shown(cell: Any) -> str:
    return f"{cell:.3f}" if isinstance(cell, float) else str(cell)
