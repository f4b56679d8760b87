"""A briefing as slides whose charts and tables can be edited; no browser is needed."""

from __future__ import annotations

import io
from importlib.util import find_spec
from typing import Any

from stance.charts import palette, verdict
from stance.charts.verdict import by_cell
from stance.errors import MissingExtraError
from stance.export.reports.content import Report, Table, stated_filters
from stance.export.tables import writable

#: Rows of a table on one slide, and lines of text on one slide.
_ROWS, _LINES = 11, 7


def pptx_bytes(made: Report) -> bytes:
    """The slides.

    Raises:
        MissingExtraError: python-pptx is not installed.
    """
    if find_spec("pptx") is None:
        raise MissingExtraError(
            "Slides need the package python-pptx, which is not installed.",
            remedy="Run: pip install -r requirements.txt",
        )
    from pptx import Presentation
    from pptx.util import Inches

    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    told = deck.core_properties
    told.title, told.author = writable(made.title)[:250], made.origins["program"]
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    _titled(slide, made.title)
    _text(slide, [made.basis.line(), *made.findings[: _LINES - 1]])
    for begin in range(_LINES - 1, len(made.findings), _LINES):
        _words(deck, "Findings", made.findings[begin : begin + _LINES])
    for target in made.codebook.targets:
        _positions(deck, made, target.key)
    for section in made.sections:
        for table in section.tables:
            _tables(deck, section.title, table)
    for key, actors in made.evidence.items():
        for actor, quotes in actors.items():
            lines = [f"{one.said}: {one.text} ({one.origin})" for one in quotes]
            name = made.codebook.actor(actor).name
            _words(deck, f"{made.codebook.target(key).name}: {name}", lines)
    _words(deck, "How the numbers were made", [*made.method, stated_filters(made.origins)])
    _words(deck, "What they do not hold", made.limits)
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def _titled(slide: Any, title: str) -> None:
    from pptx.util import Inches, Pt

    shape = slide.shapes.title
    shape.left, shape.top = Inches(0.6), Inches(0.4)
    shape.width, shape.height = Inches(12.1), Inches(1.0)
    shape.text_frame.text = writable(title)
    for paragraph in shape.text_frame.paragraphs:
        paragraph.alignment = 1
        for run in paragraph.runs:
            run.font.size, run.font.bold = Pt(26 if len(title) < 90 else 20), True


def _text(slide: Any, lines: Any) -> None:
    from pptx.util import Inches, Pt

    box = slide.shapes.add_textbox(Inches(0.6), Inches(1.6), Inches(12.1), Inches(5.2))
    frame = box.text_frame
    frame.word_wrap = True
    size = 18 if sum(map(len, lines)) < 900 else 13
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if not number else frame.add_paragraph()
        paragraph.space_after = Pt(8)
        run = paragraph.add_run()
        run.text = writable(line)
        run.font.size = Pt(size)


def _words(deck: Any, title: str, lines: Any) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    _titled(slide, title)
    _text(slide, list(lines))


def _positions(deck: Any, made: Report, target: str) -> None:
    """One chart: the position of each actor as a bar with its interval."""
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Inches

    cells = by_cell(made.positions)
    rows = [
        (actor, cells[actor.key, target])
        for actor in made.codebook.actors
        if verdict(cells.get((actor.key, target))).placed
    ]
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    aim = made.codebook.target(target)
    if not rows:
        _titled(slide, f"{aim.name}: no position found")
        return
    clear = [one for one in made.findings if one.startswith(f"On {aim.proposition}: ")]
    _titled(slide, clear[0] if clear else f"No clear position yet on {aim.proposition}")
    data = CategoryChartData(number_format="+0.00;-0.00;0.00")
    # A bar chart draws its first category at the bottom.
    rows = rows[::-1]
    data.categories = [
        writable(f"{actor.name} (n = {int(row['n']):,}): {verdict(row).value}")
        for actor, row in rows
    ]
    data.add_series("Position", [round(float(row["position"]), 4) for _, row in rows])
    frame = slide.shapes.add_chart(
        XL_CHART_TYPE.BAR_CLUSTERED, Inches(0.6), Inches(1.5), Inches(12.1), Inches(4.9), data
    )
    told = [
        f"{actor.name} {row['position']:+.2f} ({row['low']:+.2f} to {row['high']:+.2f})"
        for actor, row in rows[::-1]
    ]
    frame._element.nvGraphicFramePr.cNvPr.set("descr", writable("; ".join(told)))
    _styled(frame.chart, [row for _, row in rows])
    _note(slide, made)


def _styled(chart: Any, rows: list[dict[str, Any]]) -> None:
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_TICK_LABEL_POSITION
    from pptx.util import Pt

    colors = palette("light")
    chart.has_legend = False
    chart.font.size = Pt(13)
    chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = -1, 1
    chart.value_axis.major_unit = 0.5
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    plot = chart.plots[0]
    plot.gap_width = 60
    series = plot.series[0]
    series.invert_if_negative = False
    for number, row in enumerate(rows):
        fill = series.points[number].format.fill
        side = colors.favor if row["position"] > 0 else colors.against
        if verdict(row).clear:
            fill.solid()
            fill.fore_color.rgb = RGBColor.from_string(side[1:])
        else:  # hollow where the interval crosses zero, as on every other chart
            fill.background()
            line = series.points[number].format.line
            line.color.rgb, line.width = RGBColor.from_string(side[1:]), Pt(1.5)
    _intervals(series, rows)


def _intervals(series: Any, rows: list[dict[str, Any]]) -> None:
    """Error bars from low to high; the library has no call for them, the format has."""
    from pptx.oxml import parse_xml

    def numbers(name: str, values: list[float]) -> str:
        points = "".join(
            f'<c:pt idx="{place}"><c:v>{value:.4f}</c:v></c:pt>'
            for place, value in enumerate(values)
        )
        count = f'<c:ptCount val="{len(values)}"/>'
        return f"<c:{name}><c:numLit>{count}{points}</c:numLit></c:{name}>"

    above = numbers("plus", [row["high"] - row["position"] for row in rows])
    under = numbers("minus", [row["position"] - row["low"] for row in rows])
    space = "http://schemas.openxmlformats.org/drawingml/2006/chart"
    bars = parse_xml(
        f'<c:errBars xmlns:c="{space}"><c:errBarType val="both"/><c:errValType val="cust"/>'
        f'<c:noEndCap val="0"/>{above}{under}</c:errBars>'
    )
    # The format wants them right before the categories.
    series._element.find(f"{{{space}}}cat").addprevious(bars)


def _note(slide: Any, made: Report) -> None:
    from pptx.util import Inches, Pt

    box = slide.shapes.add_textbox(Inches(0.6), Inches(6.5), Inches(12.1), Inches(0.7))
    box.text_frame.word_wrap = True
    run = box.text_frame.paragraphs[0].add_run()
    run.text = writable(
        "Bars from −1 (against) to +1 (in favor), lines are 90% intervals; hollow: the interval "
        f"crosses zero. {made.basis.line()}"
    )
    run.font.size = Pt(11)


def _tables(deck: Any, title: str, table: Table) -> None:
    from pptx.util import Inches, Pt

    for begin in range(0, len(table.rows), _ROWS):
        rows = (table.heads, *table.rows[begin : begin + _ROWS])
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        _titled(slide, title)
        frame = slide.shapes.add_table(
            len(rows), len(table.heads), Inches(0.6), Inches(1.5), Inches(12.1), Inches(0.4)
        )
        frame._element.nvGraphicFramePr.cNvPr.set("descr", writable(table.title))
        for line, row in zip(rows, frame.table.rows, strict=True):
            for text, cell in zip(line, row.cells, strict=True):
                cell.text = writable(text)
                for run in cell.text_frame.paragraphs[0].runs:
                    run.font.size = Pt(11)
