"""Pictures for a place outside the page: sizes, words, alt text; and the bundle."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile

import pandas as pd
import pytest
from PIL import Image
from pypdf import PdfReader
from test_charts import BOOK, clear, lettering, said  # noqa: F401

from stance import charts, cli, export
from stance.domain import Selection
from stance.errors import ExportError, UsageError
from stance.export.described import described

WORDS = charts.Words("A title <b>of mine</b>", "How $I$ say it", "Source: my archive")
META = {"title": "The finding", "alt": "The finding. <More> “here”.", "zoom": 2.0}


@pytest.fixture(scope="module")
def drawing(clear):  # noqa: F811
    return export.drawn("matrix", clear, BOOK)


def words(figure) -> str:
    return lettering(figure).replace("&lt;", "<").replace("&gt;", ">").replace("&#36;", "$")


# Sizes and words


@pytest.mark.parametrize("name", charts.CHARTS)
@pytest.mark.parametrize("size", charts.SIZES)
def test_every_chart_fits_every_size(name, size, clear):  # noqa: F811
    figure = export.drawn(name, clear, BOOK).figure
    made = charts.fitted(figure, size, WORDS)
    wanted = charts.SIZES[size]
    zoom = made.layout.meta["zoom"]
    if wanted.width:
        assert made.layout.width * zoom == pytest.approx(wanted.width)
    if wanted.height:
        assert made.layout.height * zoom == pytest.approx(wanted.height, abs=2)
    for one in made.data:
        original = next(trace for trace in figure.data if trace.name == one.name)
        assert one.to_plotly_json().keys() == original.to_plotly_json().keys()
    assert "A title <b>of mine</b>" in words(made)
    assert "Source: my archive" in words(made)
    # What it rests on stays, whatever a person writes.
    assert re.search(r"\d+ statements in \d+ documents", lettering(made))


def test_words_left_out_stay_as_they_are(drawing):
    made = charts.fitted(drawing.figure, "column")
    assert "United States in favor" in lettering(made)
    assert "Positions from −1" in lettering(made)
    own = lettering(charts.fitted(drawing.figure, "column", charts.Words("Mine")))
    assert "United States in favor; European" not in own


def test_a_high_drawing_gets_a_wider_ground_and_is_never_cut(clear):  # noqa: F811
    parts = [said(f"A{n}", "sanctions", "favor", 2) for n in range(24)]
    actors = tuple(type(BOOK.actors[0])(f"A{n}", f"Actor number {n}") for n in range(24))
    book = type(BOOK)(actors, BOOK.targets)
    figure = export.drawn("matrix", pd.concat(parts, ignore_index=True), book).figure
    made = charts.fitted(figure, "slide")
    margin = made.layout.margin
    room = made.layout.height - margin.t - margin.b
    before = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    assert room >= before
    assert charts.smallest_type(made) < charts.smallest_type(charts.fitted(figure, "column"))


def test_title_and_footer_keep_to_the_edges_of_a_picture_with_room_to_spare(drawing):
    made = charts.fitted(drawing.figure, "square")
    around = {one.name: one for one in made.layout.annotations}
    margin, height = made.layout.margin, made.layout.height
    above = margin.t - around["frame-title"].yshift
    foot = around["frame-foot"]
    lines = foot.text.count("<br>") + 1
    below = margin.b + foot.yshift - lines * 17
    assert above < 0.08 * height and below < 0.08 * height


def test_the_fingerprint_of_a_model_is_not_broken_at_its_hyphens(drawing):
    for size in charts.SIZES:
        around = {one.name: one for one in charts.fitted(drawing.figure, size).layout.annotations}
        assert not any(line.endswith("-") for line in around["frame-foot"].text.split("<br>"))


def test_the_figure_on_the_page_is_left_as_it_was(drawing):
    before = drawing.figure.to_json()
    charts.fitted(drawing.figure, "slide", WORDS)
    assert drawing.figure.to_json() == before


def test_an_unknown_size_is_refused(drawing):
    with pytest.raises(UsageError, match=r"poster.*page, slide, column, square"):
        charts.fitted(drawing.figure, "poster")


# What it shows, in words


def test_a_png_says_what_it_shows():
    out = io.BytesIO()
    Image.new("RGB", (3, 2)).save(out, "PNG")
    told = Image.open(io.BytesIO(described(out.getvalue(), "png", META)))
    assert told.text["Title"] == META["title"]
    assert told.text["Description"] == META["alt"]
    assert told.size == (3, 2)
    told.load()


def test_an_svg_says_what_it_shows_in_its_size():
    svg = b'<svg class="main-svg" width="760" height="609.5" viewBox="0 0 760 609.5"><g/></svg>'
    told = described(svg, "svg", META).decode()
    assert 'width="1520" height="1219"' in told and 'viewBox="0 0 760 609.5"' in told
    assert '<title id="chart-title">The finding</title>' in told
    assert "&lt;More&gt; “here”.</desc>" in told
    assert 'role="img"' in told


def test_a_pdf_says_what_it_shows():
    from pypdf import PdfWriter

    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.write(out)
    told = PdfReader(io.BytesIO(described(out.getvalue(), "pdf", META))).metadata
    assert (told.title, told.subject) == (META["title"], META["alt"])


def test_the_words_of_a_picture_hold_finding_and_evidence(drawing):
    alt = charts.fitted(drawing.figure, "page", charts.Words("Mine", "", "Source: me")).layout.meta
    assert alt["title"] == "Mine"
    for part in ("Mine. On withdrawing", "72 statements in", "none reviewed", "Source: me"):
        assert part in alt["alt"]


def test_the_share_reviewed_is_stated(clear):  # noqa: F811
    half = clear.assign(reviewed=[n % 2 == 0 for n in range(len(clear))])
    assert "50% reviewed" in lettering(export.drawn("matrix", half, BOOK).figure)
    assert "none reviewed" in lettering(export.drawn("matrix", clear, BOOK).figure)


# The bundle


def opened(data: bytes) -> tuple[dict[str, bytes], dict]:
    archive = zipfile.ZipFile(io.BytesIO(data))
    files = {name: archive.read(name) for name in archive.namelist()}
    return files, json.loads(files["manifest.json"])


def test_a_bundle_without_a_browser_says_what_is_missing(drawing, tmp_path, monkeypatch):
    monkeypatch.setenv("BROWSER_PATH", str(tmp_path / "none"))
    choice = Selection(targets=("sanctions",), sources=("=Outlet",))
    look = export.Look("slide", 3, WORDS)
    files, manifest = opened(export.bundle_bytes(drawing, BOOK, selection=choice, look=look))
    assert set(manifest["left_out"]) == {"chart.png", "chart.svg", "chart.pdf"}
    assert "Install Chrome" in manifest["left_out"]["chart.png"]
    assert set(files) == {*manifest["files"], "manifest.json"}
    for name, told in manifest["files"].items():
        assert told["bytes"] == len(files[name])
        assert told["sha256"] == hashlib.sha256(files[name]).hexdigest()
    assert manifest["filters"]["targets"] == ["sanctions"]
    assert manifest["look"] == {
        "size": "slide", "scale": 3, "title": WORDS.title, "subtitle": WORDS.subtitle,
        "footer": WORDS.footer,
    }  # fmt: skip
    assert manifest["codebook"]["digest"] == BOOK.digest
    assert manifest["evidence"]["statements"] == 72
    assert re.fullmatch(r"Stance \d+\.\d+\.\d+", manifest["program"])
    back = pd.read_parquet(io.BytesIO(files["evidence.parquet"]))
    assert list(back.columns) == list(drawing.statements.columns.drop("copy", errors="ignore"))
    assert back["text"].tolist() == drawing.statements["text"].tolist()
    assert len(pd.read_csv(io.BytesIO(files["data.csv"]))) == len(drawing.table)


def test_a_bundle_names_model_and_thresholds(drawing):
    from stance import engines
    from stance.export.origins import origins

    model = engines.describe()
    name = f"{model.name}@{model.digest}+abcd1234"
    here = drawing.statements.assign(model=name, engine=model.engine)
    [told] = origins(here, BOOK)["models"]
    assert (told["name"], told["digest"], told["settings"]) == (
        model.name,
        model.digest,
        "abcd1234",
    )
    assert 0 < told["thresholds"]["every_target"] < 1
    gone = drawing.statements.assign(model="gone@0", engine="onnx")
    assert origins(gone, BOOK)["models"][0]["thresholds"] is None


def test_formulas_in_a_bundle_are_harmless(clear, tmp_path, monkeypatch):  # noqa: F811
    monkeypatch.setenv("BROWSER_PATH", str(tmp_path / "none"))
    frame = clear.assign(text='=HYPERLINK("http://a")', source="+1")
    files, _ = opened(export.bundle_bytes(export.drawn("evidence", frame, BOOK), BOOK))
    assert b",=HYPER" not in files["evidence.csv"] and b"'=HYPER" in files["evidence.csv"]


def test_a_bundle_is_a_zip(drawing, tmp_path):
    with pytest.raises(ExportError, match=r"\.zip"):
        export.save_bundle(drawing, tmp_path / "a.tar", BOOK)


@pytest.mark.browser
def test_pictures_of_every_format_and_size(drawing, monkeypatch):
    from conftest import find_browser

    monkeypatch.setenv("BROWSER_PATH", str(find_browser()))
    picture = Image.open(
        io.BytesIO(export.figure_bytes(drawing.figure, "png", export.Look("slide", 2)))
    )
    assert picture.size == (2560, 1440)
    assert "United States in favor" in picture.text["Title"]
    svg = export.figure_bytes(drawing.figure, "svg", export.Look("square")).decode()
    assert re.search(r'<svg[^>]* width="1080" height="1080"', svg)
    pdf = PdfReader(io.BytesIO(export.figure_bytes(drawing.figure, "pdf", export.Look("slide"))))
    box = pdf.pages[0].mediabox
    assert len(pdf.pages) == 1 and box.width / box.height == pytest.approx(16 / 9, rel=0.01)
    assert "In favor" in pdf.pages[0].extract_text()


# The command line


def test_the_list_of_charts(capsys):
    assert cli.main(["chart", "--list"]) == 0
    shown = capsys.readouterr().out
    for name, chart in charts.CHARTS.items():
        assert name in shown and chart.summary in shown


def test_the_names_of_the_sizes_are_those_of_the_room():
    from stance.cli.drawing import SIZE_NAMES

    assert tuple(charts.SIZES) == SIZE_NAMES


@pytest.mark.parametrize("words", [["chart"], ["chart", "matrix"]])
def test_a_chart_needs_a_name_and_a_file(words, capsys):
    assert cli.main(words) == 2
    assert "chart --help" in capsys.readouterr().err
