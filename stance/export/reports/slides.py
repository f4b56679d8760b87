"""A briefing as slides whose charts and tables can be edited; no browser is needed."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from stance.charts import palette, verdict
from stance.charts.lettering import capital
from stance.charts.verdict import by_cell
from stance.errors import MissingExtraError
from stance.export.reports.content import Report, Table, stated_filters
from stance.export.tables import writable

if TYPE_CHECKING:
    from stance.domain import Actor

#: Rows of a table, bars of a chart and lines of text on one slide.
_ROWS, _BARS, _LINES = 11, 10, 17
#: Characters that stand beside each other in a text, and in a table.
_WIDE, _ROOM = 96, 130


@dataclass(frozen=True, slots=True)
class _Line:
    """A paragraph; a head stands over what follows and never alone at the end of a slide."""

    text: str
    head: bool = False

    @property
    def height(self) -> float:
        """How many lines it takes, with the space after it."""
        return math.ceil(len(self.text) / _WIDE) + 0.45


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
    first, *rest = _slides([_Line(made.basis.line()), *map(_Line, made.findings)])
    _words(deck, made.title, first)
    for lines in rest:
        _words(deck, "Findings", lines)
    for target in made.codebook.targets:
        _positions(deck, made, target.key)
    for section in made.sections:
        for table in section.tables:
            _tables(deck, section.title, table)
    for key, actors in made.evidence.items():
        said: list[_Line] = []
        for actor, quotes in actors.items():
            said.append(_Line(made.codebook.actor(actor).name, head=True))
            said += [_Line(f"{one.said}: {_cut(one.text)} ({one.origin})") for one in quotes]
        for lines in _slides(said):
            _words(deck, f"{capital(made.codebook.target(key).name)}: what they said", lines)
    for title, words in (
        ("How the numbers were made", (*made.method, stated_filters(made.origins))),
        ("What they do not hold", made.limits),
    ):
        for lines in _slides([_Line(one) for one in words]):
            _words(deck, title, lines)
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def _cut(text: str) -> str:
    """A sentence as far as a slide holds it; the document that it stands in is named behind it."""
    most = (_LINES - 5) * _WIDE
    return text if len(text) <= most else f"{text[:most].rstrip()} …"


def _slides(lines: Sequence[_Line]) -> list[list[_Line]]:
    """The lines as slides hold them; a head that goes on is said again."""
    slides: list[list[_Line]] = [[]]
    head: _Line | None = None
    for number, line in enumerate(lines):
        here = slides[-1]
        needed = line.height
        if line.head and number + 1 < len(lines):
            needed += lines[number + 1].height
        if here and sum(one.height for one in here) + needed > _LINES:
            slides.append([] if line.head or head is None else [head])
        head = line if line.head else head
        slides[-1].append(line)
    return slides


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


def _words(deck: Any, title: str, lines: Sequence[_Line]) -> None:
    from pptx.util import Inches, Pt

    slide = deck.slides.add_slide(deck.slide_layouts[5])
    _titled(slide, title)
    box = slide.shapes.add_textbox(Inches(0.6), Inches(1.5), Inches(12.1), Inches(5.5))
    frame = box.text_frame
    frame.word_wrap = True
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if not number else frame.add_paragraph()
        paragraph.space_after = Pt(3 if line.head else 7)
        run = paragraph.add_run()
        run.text = writable(line.text)
        run.font.size, run.font.bold = Pt(16), line.head


def _positions(deck: Any, made: Report, target: str) -> None:
    """Charts of the position of each actor as a bar with its interval, so many on a slide."""
    cells = by_cell(made.positions)
    rows = [
        (actor, cells[actor.key, target])
        for actor in made.codebook.actors
        if verdict(cells.get((actor.key, target))).placed
    ]
    aim = made.codebook.target(target)
    if not rows:
        _titled(deck.slides.add_slide(deck.slide_layouts[5]), f"{aim.name}: no position found")
        return
    clear = [one for one in made.findings if one.startswith(f"On {aim.proposition}: ")]
    title = clear[0].rstrip(".") if clear else f"No clear position yet on {aim.proposition}"
    slides = math.ceil(len(rows) / _BARS)
    # As many on each: one bar alone would be as thick as a slide.
    each = math.ceil(len(rows) / slides)
    for number in range(slides):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        _titled(slide, f"{title} ({number + 1} of {slides})" if slides > 1 else title)
        _bars(slide, rows[number * each : (number + 1) * each])
        _note(slide, made)


def _bars(slide: Any, rows: list[tuple[Actor, dict[str, Any]]]) -> None:
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Inches

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


def _styled(chart: Any, rows: list[dict[str, Any]]) -> None:
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_TICK_LABEL_POSITION
    from pptx.util import Pt

    colors = palette("light")
    chart.has_legend = chart.has_title = False
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
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Inches, Pt

    # As many rows on each slide: one row alone looks as if something were missing.
    each = math.ceil(len(table.rows) / max(1, math.ceil(len(table.rows) / _ROWS))) or 1
    for begin in range(0, len(table.rows), each):
        rows = (table.heads, *table.rows[begin : begin + each])
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        _titled(slide, title)
        frame = slide.shapes.add_table(
            len(rows), len(table.heads), Inches(0.6), Inches(1.5), Inches(12.1), Inches(0.4)
        )
        frame._element.nvGraphicFramePr.cNvPr.set("descr", writable(table.title))
        for column, share in zip(frame.table.columns, table.shares(_ROOM), strict=True):
            column.width = Inches(12.1 * share)
        for line, row in zip(rows, frame.table.rows, strict=True):
            for place, (text, cell) in enumerate(zip(line, row.cells, strict=True)):
                cell.text = writable(text)
                cell.margin_left = cell.margin_right = Inches(0.06)
                [paragraph] = cell.text_frame.paragraphs
                if place in table.numbers:
                    paragraph.alignment = PP_ALIGN.RIGHT
                for run in paragraph.runs:
                    run.font.size = Pt(12 if len(table.heads) < 9 else 11)
