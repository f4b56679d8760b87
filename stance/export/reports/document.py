"""A briefing as a Word document: real headings and tables, pictures that say what they show."""

from __future__ import annotations

import io
from importlib.util import find_spec
from typing import Any

from stance.charts import fitted
from stance.errors import ExportError, MissingExtraError
from stance.export.drawings import Drawing
from stance.export.figures import Look, figure_bytes
from stance.export.rendering import check_images
from stance.export.reports.content import Report, Section, Table, stated_filters
from stance.export.tables import writable

#: Width of a picture in centimetres: the text of an A4 page with the margins below.
_WIDE, _MARGIN = 17.0, 2.0
#: So high is a picture of which two stand on a page, and so far one is made smaller for that.
_HALF, _SMALLER = 11.0, 0.77
#: From so many columns on the type of a table is smaller.
_MANY = 9
#: Characters of a table's type that stand in that width: of the usual one, and of the smaller.
_ROOM = (86, 108)


def docx_bytes(made: Report) -> bytes:
    """The document; without a browser, a sentence stands where a picture would.

    Raises:
        ExportError: The browser failed.
        MissingExtraError: python-docx is not installed.
    """
    if find_spec("docx") is None:
        raise MissingExtraError(
            "Word documents need the package python-docx, which is not installed.",
            remedy="Run: pip install -r requirements.txt",
        )
    from docx import Document

    document = Document()
    _prepare(document, made)
    document.add_heading(writable(made.title), 0)
    _paragraph(document, made.basis.line())
    document.add_heading("Findings", 1)
    for one in made.findings:
        _paragraph(document, one, "List Bullet")
    missing = _missing()
    for section in made.sections:
        _section(document, section, missing)
    _evidence(document, made)
    _numbers(document, made)
    document.add_heading("How the numbers were made", 1)
    for one in (*made.method, stated_filters(made.origins)):
        _paragraph(document, one)
    document.add_heading("What they do not hold", 1)
    for one in made.limits:
        _paragraph(document, one, "List Bullet")
    _paragraph(document, f"{made.origins['program']}, {made.origins['made']}")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _missing() -> str:
    """Why there will be no pictures, or nothing."""
    try:
        check_images()
    except (ExportError, MissingExtraError) as error:
        return str(error)
    return ""


def _prepare(document: Any, made: Report) -> None:
    from docx.shared import Cm, Pt

    told = document.core_properties
    told.title, told.subject = writable(made.title)[:250], "Positions of actors, with evidence"
    told.author, told.language, told.comments = made.origins["program"], "en", ""
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(_MARGIN)
        section.top_margin = section.bottom_margin = Cm(_MARGIN)
    document.styles["Normal"].font.name = "Calibri"
    document.styles["Normal"].font.size = Pt(10.5)


def _paragraph(document: Any, text: str, style: str | None = None) -> Any:
    return document.add_paragraph(writable(text), style)


def _section(document: Any, section: Section, missing: str) -> None:
    document.add_heading(section.title, 1)
    for one in section.words:
        _paragraph(document, one)
    for drawing in section.drawings:
        _picture(document, drawing, missing)


def _numbers(document: Any, made: Report) -> None:
    """The tables of all sections, behind the sentences: between pictures they would leave gaps."""
    tables = [table for section in made.sections for table in section.tables]
    if tables:
        document.add_heading("The numbers", 1)
    for table in tables:
        _table(document, table)


def _picture(document: Any, drawing: Drawing, missing: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt

    meta = fitted(drawing.figure, "column").layout.meta
    if missing:
        _paragraph(document, f"{meta['alt']} The picture is left out. {missing}")
        return
    look = Look("column", 2)
    picture = io.BytesIO(figure_bytes(drawing.figure, "png", look))
    shape = document.add_picture(picture, width=Cm(_WIDE))
    told = shape._inline.docPr
    told.set("title", writable(str(meta["title"])))
    told.set("descr", writable(str(meta["alt"])))
    half, whole = Cm(_HALF), Cm(29.7 - 2 * _MARGIN - 2)
    high = half if shape.height * _SMALLER <= half else whole
    if shape.height > high:
        shape.width, shape.height = round(shape.width * high / shape.height), high
    around = document.paragraphs[-1]
    around.alignment = WD_ALIGN_PARAGRAPH.CENTER
    around.paragraph_format.space_after = Pt(4)


def _table(document: Any, table: Table) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    document.add_heading(writable(table.title), 2)
    made = document.add_table(rows=1 + len(table.rows), cols=len(table.heads))
    made.style = "Table Grid"
    made.autofit = False
    # The format prescribes the order of a table's properties.
    for element, place in ((_quiet_lines(), "w:tblLayout"), (_narrow(), "w:tblLook")):
        made._tbl.tblPr.find(qn(place)).addprevious(element)
    many = len(table.heads) >= _MANY
    widths = [Cm(_WIDE * share) for share in table.shares(_ROOM[many])]
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    # Each look-up of a cell walks the whole table: rows are taken once.
    for line, row in zip((table.heads, *table.rows), made.rows, strict=True):
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for number, (text, cell) in enumerate(zip(line, row.cells, strict=True)):
            cell.width = widths[number]
            paragraph = cell.paragraphs[0]
            run = paragraph.add_run(writable(text))
            run.font.size, run.bold = Pt(7 if many else 8), line is table.heads
            if number in table.numbers:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    repeated = OxmlElement("w:tblHeader")
    made.rows[0]._tr.get_or_add_trPr().append(repeated)


def _quiet_lines() -> Any:
    """Thin grey lines between rows and none between columns: the numbers are what is read."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        one = OxmlElement(f"w:{side}")
        one.set(qn("w:val"), "nil" if side in ("left", "right", "insideV") else "single")
        one.set(qn("w:sz"), "4")
        one.set(qn("w:color"), "C8CCD0")
        borders.append(one)
    return borders


def _narrow() -> Any:
    """Little room at the sides of cells, as words of many columns need all of it."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    margins = OxmlElement("w:tblCellMar")
    for side, room in (("top", "30"), ("left", "45"), ("bottom", "30"), ("right", "45")):
        one = OxmlElement(f"w:{side}")
        one.set(qn("w:w"), room)
        one.set(qn("w:type"), "dxa")
        margins.append(one)
    return margins


def _evidence(document: Any, made: Report) -> None:
    from docx.shared import Pt

    if not made.evidence:
        return
    document.add_heading("Evidence", 1)
    _paragraph(document, "The surest sentences of each actor on each target.")
    for target, actors in made.evidence.items():
        document.add_heading(writable(made.codebook.target(target).name), 2)
        for actor, quotes in actors.items():
            document.add_heading(writable(made.codebook.actor(actor).name), 3)
            for quote in quotes:
                paragraph = _paragraph(document, "", "Quote")
                paragraph.paragraph_format.keep_together = True
                paragraph.add_run(writable(quote.said)).bold = True
                paragraph.add_run().add_break()
                paragraph.add_run(writable(quote.text))
                paragraph.add_run().add_break()
                paragraph.add_run(writable(quote.origin)).font.size = Pt(8.5)
