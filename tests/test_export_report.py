"""The briefing: what it says, and that it is a sound page, document and set of slides."""

from __future__ import annotations

import io
import itertools
import json
import re
from html.parser import HTMLParser

import pandas as pd
import pytest
from docx import Document
from pptx import Presentation
from test_charts import BOOK, HOSTILE, clear, said, seed  # noqa: F401

from stance import cli
from stance.codebook import Codebook
from stance.domain import Actor, Selection, Target
from stance.errors import ExportError
from stance.export.reports import REPORT_FORMATS, report, report_bytes


@pytest.fixture(scope="module")
def made(clear):  # noqa: F811
    documents = pd.DataFrame(
        {"id": ["US0"], "title": ["A headline"], "url": ["https://example.org/a"]}
    )
    choice = Selection(sources=("Outlet",))
    return report(clear, BOOK, selection=choice, documents=documents)


@pytest.fixture(autouse=True)
def no_browser(monkeypatch, tmp_path):
    """Pictures are looked at elsewhere; here every format must do without."""
    monkeypatch.setenv("BROWSER_PATH", str(tmp_path / "none"))


class Page(HTMLParser):
    """Tags and texts of a page, without its scripts and styles."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._quiet = False
        self.feed(data.decode())

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._quiet = tag in ("script", "style")

    def handle_endtag(self, tag):
        self._quiet = False

    def handle_data(self, data):
        if not self._quiet:
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


# What it says


def test_findings_say_what_the_intervals_bear(made, seed):  # noqa: F811
    assert made.findings[0] == (
        "On withdrawing embassy staff from Kyiv: United States in favor; European Union against."
    )
    assert any(one.startswith("Clearly apart: 3 pairs") for one in made.findings)
    assert any("without a side: United Kingdom." in one for one in made.findings)
    quiet = report(seed, BOOK)
    assert quiet.findings[0].startswith("No clear position yet")
    assert not any(one.startswith("On ") and "favor" in one for one in quiet.findings)


def test_every_cell_has_its_row_and_its_surest_sentences(made, clear):  # noqa: F811
    [positions, pairs] = [one for part in made.sections for one in part.tables]
    assert len(positions.rows) == len(BOOK.actors) * len(BOOK.targets)
    assert any(row[2] == "No evidence" for row in positions.rows)
    assert len(pairs.rows) == 3
    quotes = made.evidence["embassy_withdrawal"]["US"]
    assert len(quotes) == 3
    assert quotes[0].said == "▲ In favor, the model is 97% sure"
    texts = set(clear["text"])
    assert all(quote.text in texts for quote in quotes)
    assert "A headline" in quotes[0].origin and "https://example.org/a" in quotes[0].origin
    assert "sanctions" not in made.evidence


def test_copies_of_a_sentence_stand_once(clear):  # noqa: F811
    copies = clear.assign(text="The same sentence.")
    quotes = report(copies, BOOK).evidence["embassy_withdrawal"]["US"]
    assert len(quotes) == 1


def test_a_person_is_named_as_the_judge(clear):  # noqa: F811
    judged = report(clear.assign(reviewed=1), BOOK).evidence["embassy_withdrawal"]["US"]
    assert judged[0].said == "▲ In favor, judged by a person"


def test_a_map_is_there_only_where_it_can_be(made):
    assert "Who agrees" not in [one.title for one in made.sections]


@pytest.mark.parametrize("kind", REPORT_FORMATS)
def test_a_report_of_nothing_is_written(kind, clear):  # noqa: F811
    nothing = report(clear.iloc[:0], BOOK)
    assert nothing.findings[0] == "Nobody has taken a position yet."
    assert len(report_bytes(nothing, kind)) > 5_000


@pytest.mark.parametrize("kind", REPORT_FORMATS)
def test_text_from_documents_and_codebook_stays_text(kind, clear):  # noqa: F811
    frame = clear.assign(text=HOSTILE + "\x00\x0b", source=HOSTILE, document_id=HOSTILE)
    book = Codebook(
        tuple(Actor(one.key, f"<b>{one.key}</b>") for one in BOOK.actors),
        tuple(Target(one.key, f"<i>{one.key}</i>", f"<u>{one.key}</u>") for one in BOOK.targets),
    )
    data = report_bytes(report(frame, book, title="<script>x</script>"), kind)
    if kind == "html":
        page = Page(data)
        assert "<script>alert(1)" not in data.decode()
        assert not [tag for tag, _ in page.tags if tag in ("b", "i", "u")]
        assert "<script>alert(1)</script>" in page.text
    elif kind == "docx":
        words = "\n".join(one.text for one in Document(io.BytesIO(data)).paragraphs)
        assert "<script>alert(1)</script>" in words
    else:
        assert Presentation(io.BytesIO(data)).core_properties.title == "<script>x</script>"


# The page


def test_the_page_needs_nothing_and_is_in_order(made):
    data = report_bytes(made, "html")
    page = Page(data)
    assert page.all("html") == [{"lang": "en"}]
    assert len(page.all("h1")) == 1
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    anchors = {attrs.get("id") for _, attrs in page.tags}
    links = [attrs["href"] for attrs in page.all("a")]
    assert links and all(link[1:] in anchors for link in links)
    assert not page.all("link") and not page.all("img")
    assert not [one for one in page.all("script") if "src" in one]
    pictures = [one for one in page.all("div") if one.get("role") == "img"]
    drawings = [one for part in made.sections for one in part.drawings]
    assert len(pictures) == len(drawings) == len(page.all("figure"))
    assert all(one["aria-label"] for one in pictures)
    assert len(page.all("caption")) == 2
    assert all(one.get("scope") == "col" for one in page.all("th"))
    for one in (*made.findings, *made.limits):
        assert one in page.text
    assert "Chosen: only from Outlet; the model's answers, not corrected by people." in page.text


# The document


def test_the_document_has_headings_and_tables(made):
    document = Document(io.BytesIO(report_bytes(made, "docx")))
    heads = [one.text for one in document.paragraphs if one.style.name.startswith("Heading")]
    assert {"Findings", "Where they stand", "How far apart", "Evidence"} <= set(heads)
    assert [len(one.rows) for one in document.tables] == [11, 4]
    # Tables break over pages and pictures do not: tables between them would leave pages empty.
    assert heads.index("The numbers") > heads.index("Evidence")
    order = [one.tag.rpartition("}")[2] for one in document.tables[0]._tbl.tblPr]
    assert order.index("tblBorders") < order.index("tblLayout") < order.index("tblCellMar")
    assert document.tables[0].rows[0]._tr.xpath(".//w:tblHeader")
    words = "\n".join(one.text for one in document.paragraphs)
    assert "The picture is left out. Images need a browser" in words
    assert made.findings[0] in words
    assert document.core_properties.title == made.title
    assert document.core_properties.language == "en"


@pytest.mark.browser
def test_the_document_has_pictures_that_say_what_they_show(made, monkeypatch):
    from conftest import find_browser

    monkeypatch.setenv("BROWSER_PATH", str(find_browser()))
    document = Document(io.BytesIO(report_bytes(made, "docx")))
    drawings = [one for part in made.sections for one in part.drawings]
    assert len(document.inline_shapes) == len(drawings)
    told = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert told[0].startswith("On withdrawing embassy staff from Kyiv")
    assert all(told)
    page = document.sections[0]
    room = page.page_width - page.left_margin - page.right_margin
    assert all(shape.width <= room for shape in document.inline_shapes)
    # Two pictures of five actors stand on one page, with their headings.
    height = page.page_height - page.top_margin - page.bottom_margin
    assert all(shape.height < 0.45 * height for shape in document.inline_shapes)
    assert all(shape.width > 0.7 * room for shape in document.inline_shapes)


# The slides


def test_the_charts_of_the_slides_can_be_edited(made):
    deck = Presentation(io.BytesIO(report_bytes(made, "pptx")))
    charts = [one for slide in deck.slides for one in slide.shapes if one.has_chart]
    [shape] = charts
    values = list(shape.chart.plots[0].series[0].values)
    positions = made.positions.set_index(["actor", "target"])["position"]
    assert values[::-1] == pytest.approx(
        [positions["US", "embassy_withdrawal"], positions["EU", "embassy_withdrawal"]], abs=1e-3
    )
    plot = shape.chart.plots[0]
    assert list(plot.categories)[1].startswith("United States (n = 30): In favor")
    assert shape.chart._chartSpace.xpath(".//c:errBars/c:plus")
    assert "United States +0.9" in shape._element.nvGraphicFramePr.cNvPr.get("descr")
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert all(titles)
    assert made.findings[0].rstrip(".") in titles
    assert "Sanctions: no position found" in titles
    tables = [one for slide in deck.slides for one in slide.shapes if one.has_table]
    assert len(tables) == 2


def test_many_actors_and_sentences_go_over_several_slides():
    actors = tuple(Actor(f"A{n}", f"Actor number {n}") for n in range(23))
    book = Codebook(actors, BOOK.targets)
    frame = pd.concat([said(one.key, "sanctions", "favor", 9) for one in actors])
    frame["text"] = [f"{n} " + "long words of a sentence " * 12 for n in range(len(frame))]
    frame = frame.reset_index(drop=True).assign(model="m", engine="onnx", codebook="c")
    deck = Presentation(io.BytesIO(report_bytes(report(frame, book), "pptx")))
    shown = [one for slide in deck.slides for one in slide.shapes]
    bars = [len(list(one.chart.plots[0].categories)) for one in shown if one.has_chart]
    assert sum(bars) == 23
    assert max(bars) <= 10
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert sum("of 3)" in title for title in titles) == 3
    sizes = [len(one.table.rows) for one in shown if one.has_table and len(one.table.columns) == 11]
    # A head on each, and no slide left with a row or two.
    assert sum(sizes) - len(sizes) == 23 * len(book.targets)
    assert min(sizes) > 6
    texts = [
        [one.text_frame.text for one in slide.shapes if one.has_text_frame][1:]
        for slide in deck.slides
    ]
    assert max(len(one) for part in texts for one in part) < 2_000
    whole = "\n".join(one for part in texts for one in part)
    assert all(f"\n{one.name}\n" in f"\n{whole}" for one in actors)


# The command line


@pytest.mark.parametrize("kind", REPORT_FORMATS)
def test_a_report_from_the_command_line(kind, seed_store, tmp_path, capsys):
    output = tmp_path / f"briefing.{kind}"
    command = ["report", "--store", str(seed_store), "--output", str(output)]
    assert cli.main([*command, "--title", "My briefing", "--targets", "sanctions"]) == 0
    assert output.stat().st_size > 5_000
    noted = capsys.readouterr().err
    assert ("no pictures" in noted) is (kind == "docx")
    assert noted.count("\n") == (kind == "docx")


def test_what_a_report_cannot_be(made, tmp_path, capsys):
    assert cli.main(["report", "--output", "a.odt"]) == 2
    assert ".html, .docx, .pptx" in capsys.readouterr().err
    with pytest.raises(ExportError, match=r"'odt'.*html, docx, pptx"):
        report_bytes(made, "odt")
    assert cli.main(["report", "--sentences", "-1", "--output", "a.html"]) == 2
    assert "0 or more" in capsys.readouterr().err


def test_the_record_of_origins_is_plain_data(made):
    assert json.loads(json.dumps(made.origins))["filters"]["sources"] == ["Outlet"]
