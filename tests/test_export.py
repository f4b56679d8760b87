"""Files that leave the building: complete, harmless, the same as on the page."""

from __future__ import annotations

import csv
import io
import json
import math
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import openpyxl
import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance import charts, codebook, export, measures
from stance.errors import ExportError, MissingExtraError
from stance.export import rendering
from stance.store.table import canonical

FORMULAS = ("=1+1", "+1+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1")


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "text": [*FORMULAS, "We agree.", "x" * 40_000, "bell \x07 half"],
            "number": [-0.5, 1.0, float("nan"), 2, 3, 4, 5, 6, 7, 8, 9],
            "count": range(-5, 6),
            "published": pd.to_datetime(["2022-01-24", None] + ["2022-02-01"] * 9),
        }
    )


@pytest.fixture(scope="module")
def figure() -> go.Figure:
    nothing = measures.positions(canonical([]))
    return charts.stance_matrix(nothing, codebook.load())


# Tables


def test_csv_holds_no_formula_and_numbers_stay_numbers(frame, tmp_path):
    path = export.save_table(frame, tmp_path / "a.csv")
    rows = list(csv.DictReader(io.StringIO(path.read_bytes().decode(), newline="")))
    assert [row["text"] for row in rows[: len(FORMULAS)]] == [f"'{one}" for one in FORMULAS]
    assert rows[8]["text"] == "We agree."
    assert [row["number"] for row in rows[:3]] == ["-0.5", "1.0", ""]
    assert rows[0]["count"] == "-5"
    assert [row["published"] for row in rows[:2]] == ["2022-01-24", ""]


def test_a_workbook_holds_no_formula_and_keeps_the_text(frame, tmp_path):
    path = export.save_table(frame, tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(path).active
    rows = list(sheet.iter_rows(min_row=2))
    for row, text in zip(rows, FORMULAS, strict=False):
        assert row[0].data_type == "s"
        assert row[0].quotePrefix
        assert row[0].value.replace("_x000D_", "\r") == text
    assert rows[8][0].value == "We agree." and not rows[8][0].quotePrefix
    assert len(rows[9][0].value) == 32_767
    assert "… [cut here: a workbook" in rows[9][0].value
    assert rows[10][0].value == "bell � half"
    assert rows[0][1].value == -0.5 and rows[0][1].data_type == "n"
    assert rows[2][1].value is None
    assert rows[0][3].value == datetime(2022, 1, 24) and rows[0][3].number_format == "yyyy-mm-dd"


def test_parquet_json_and_json_lines_lose_nothing(frame, tmp_path):
    kept = pd.read_parquet(export.save_table(frame, tmp_path / "a.parquet"))
    assert kept["text"].tolist() == frame["text"].tolist()
    assert kept["published"].isna().tolist() == frame["published"].isna().tolist()
    records = json.loads(export.save_table(frame, tmp_path / "a.json").read_text("utf-8"))
    lines = export.save_table(frame, tmp_path / "a.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line) for line in lines] == records
    assert [one["text"] for one in records] == frame["text"].tolist()
    assert records[2]["number"] is None and records[0]["published"] == "2022-01-24"


def test_moments_are_told_in_full(tmp_path):
    moment = pd.DataFrame({"at": [pd.Timestamp("2022-01-24T10:30", tz="UTC")]})
    assert "2022-01-24T10:30:00+00:00" in export.table_bytes(moment, "csv").decode()
    book = openpyxl.load_workbook(export.save_table(moment, tmp_path / "a.xlsx"))
    assert book.active["A2"].value == datetime(2022, 1, 24, 10, 30, tzinfo=UTC).replace(tzinfo=None)


@pytest.mark.parametrize("kind", export.TABLE_FORMATS)
def test_an_empty_table_and_odd_characters_are_written(kind, tmp_path):
    export.save_table(canonical([]), tmp_path / f"empty.{kind}")
    if kind != "parquet":  # pandas has no such text in its own type, and Parquet none at all
        odd = pd.DataFrame({"=a": pd.Series(["half \ud800 of one"], dtype="object")})
        assert export.table_bytes(odd, kind)


@given(st.text(max_size=40))
@settings(max_examples=200, deadline=None)
def test_no_cell_starts_like_a_formula(text):
    told = export.harmless(text)
    assert told.removeprefix("'") == text.removeprefix("'")
    assert not told or told[0] not in "=+-@\t\r\n"


@given(st.one_of(st.integers(-(10**9), 10**9), st.floats(allow_nan=False, allow_infinity=False)))
@settings(max_examples=100, deadline=None)
def test_numbers_survive_csv(number):
    text = export.table_bytes(pd.DataFrame({"n": [number]}), "csv").decode()
    assert math.isclose(float(text.splitlines()[1]), number)


def test_a_table_too_long_for_a_workbook_is_refused(monkeypatch):
    monkeypatch.setattr("stance.export.tables._SHEET_ROWS", 10)
    with pytest.raises(ExportError, match=r"has 10 rows.*takes 9.*\.csv"):
        export.table_bytes(pd.DataFrame({"a": range(10)}), "xlsx")


# Files


@pytest.mark.parametrize("name", ["a.gif", "a", "a.html.exe"])
def test_an_unknown_ending_lists_the_known_ones(name, figure, tmp_path):
    with pytest.raises(ExportError, match=r"\.csv, \.xlsx, \.parquet, \.json, \.jsonl"):
        export.save_table(pd.DataFrame(), tmp_path / name)
    with pytest.raises(ExportError, match=r"\.html, \.json, \.png, \.svg, \.pdf"):
        export.check_figure(tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_the_ending_may_be_written_large(tmp_path):
    assert export.save_table(pd.DataFrame({"a": [1]}), tmp_path / "A.CSV").read_text() == "a\n1\n"


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    export.save_table(pd.DataFrame({"a": [1]}), path)

    def broken(frame: pd.DataFrame) -> bytes:
        raise MemoryError

    monkeypatch.setitem(export.TABLE_FORMATS, "csv", broken)
    with pytest.raises(MemoryError):
        export.save_table(pd.DataFrame({"a": [2]}), path)
    assert path.read_text() == "a\n1\n"
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_folder_is_one_sentence(tmp_path):
    with pytest.raises(ExportError, match="cannot be written") as told:
        export.save_table(pd.DataFrame({"a": [1]}), tmp_path / "none" / "a.csv")
    assert "\n" not in str(told.value)


# Figures


def test_a_page_is_self_contained_and_stable(figure, tmp_path):
    page = export.save_figure(figure, tmp_path / "a.html").read_text("utf-8")
    assert page == export.figure_bytes(figure, "html").decode()
    assert len(page) > 1_000_000  # plotly.js is in it
    head = page.partition("plotly.js v")[0]
    for tag in ('src="http', "cdn.plot.ly", "MathJax.js"):
        assert tag not in head
    assert "<title>Nobody has taken a position yet" in page
    assert 'aria-label="Nobody has taken a position yet' in page


def test_a_sentence_cannot_leave_its_place_in_a_page():
    hostile = "</script><script>alert(1)</script>"
    made = go.Figure(go.Scatter(x=[1], y=[1], hovertext=[hostile]))
    made.update_layout(meta={"alt": f'"><script>alert(2)</script>{hostile}'})
    page = export.figure_bytes(made, "html").decode()
    assert "<script>alert" not in page


def test_the_figure_itself_is_left_as_it_was(figure):
    before = figure.to_json()
    export.figure_bytes(figure, "html")
    assert figure.to_json() == before
    assert export.figure_bytes(figure, "json").decode() == before


@pytest.mark.parametrize("scale", [0, -1, 0.5, 5])
def test_a_senseless_scale_is_refused(figure, scale):
    with pytest.raises(ExportError, match="scale"):
        export.figure_bytes(figure, "png", export.Look(scale=scale))


def test_without_a_browser_images_say_what_to_do(figure, tmp_path, monkeypatch):
    monkeypatch.setenv("BROWSER_PATH", str(tmp_path / "none"))
    assert export.find_browser() is None
    for attempt in (
        lambda: export.save_figure(figure, tmp_path / "a.png"),
        lambda: export.check_figure(tmp_path / "a.svg"),
    ):
        with pytest.raises(ExportError, match=r"none was found.*Chrome.*\.html"):
            attempt()
    assert export.images().startswith("PNG, SVG and PDF cannot be exported")
    assert not list(tmp_path.iterdir())
    export.check_figure("a.html")


def test_without_kaleido_images_say_what_to_install(figure, monkeypatch):
    monkeypatch.setattr(rendering, "find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match="pip install -r requirements"):
        export.figure_bytes(figure, "pdf")


def test_a_browser_that_fails_is_replaced(monkeypatch):
    class Broken:
        async def calc_fig(self, figure, opts):
            raise OSError("the pipe is broken\nand more")

        async def close(self):
            pass

    class Kept(rendering._Browser):
        starts = 0

        async def _open(self):
            Kept.starts += 1
            return Broken()

    browser = Kept()
    for _ in range(2):
        with pytest.raises(ExportError, match=r"could not render.*the pipe is broken\)") as told:
            browser.render({}, {})
        assert "and more" not in str(told.value)
    assert Kept.starts == 2


@pytest.mark.browser
def test_images_from_one_browser(figure, tmp_path, monkeypatch):
    from conftest import find_browser

    monkeypatch.setenv("BROWSER_PATH", str(find_browser()))
    begin = {"png": b"\x89PNG", "svg": b"<svg", "pdf": b"%PDF"}
    for kind, mark in begin.items():
        path = export.save_figure(figure, tmp_path / f"a.{kind}", export.Look(scale=1))
        assert path.read_bytes().startswith(mark)
    size = int.from_bytes((tmp_path / "a.png").read_bytes()[16:20], "big")
    assert size == 1120 + 2 * 28
    double = export.figure_bytes(figure, "png", export.Look(scale=2))
    assert int.from_bytes(double[16:20], "big") == 2 * size
    with ThreadPoolExecutor(3) as pool:
        drawings = list(pool.map(lambda _: export.figure_bytes(figure, "svg"), range(3)))
    assert all("Nobody has taken" in one.decode() for one in drawings)
    starts = [one for one in threading.enumerate() if one.name == "image browser"]
    assert len(starts) == 1


def test_dates_in_a_table_of_dates():
    text = export.table_bytes(pd.DataFrame({"d": [date(2022, 1, 24), None]}), "csv").decode()
    assert text == 'd\n2022-01-24\n""\n'
