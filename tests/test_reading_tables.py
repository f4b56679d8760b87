"""Tables -> one document for each row, and a bad row never loses the others."""

from __future__ import annotations

import io
import json
import logging
import zipfile
from datetime import date, datetime

import pytest
from uploads import documents, one, parquet, refusal, workbook

from stance import reading
from stance.domain import Document, text_digest
from stance.errors import InputError
from stance.reading import delimited, workbooks

HEADER = ["ID", " Text ", "Title", "source", "PUBLISHED", "url", "actor", "notes"]
CELLS = ["7", "We agree.", "T", "S", "2022-01-24", "https://example.org", "UK", "ignored"]


def as_table(kind):
    if kind == ".csv":
        return "\n".join([",".join(HEADER), ",".join(CELLS)]).encode()
    if kind == ".tsv":
        return "\n".join(["\t".join(HEADER), "\t".join(CELLS)]).encode()
    if kind == ".xlsx":
        return workbook([HEADER, CELLS])
    if kind == ".parquet":
        return parquet({key: [cell] for key, cell in zip(HEADER, CELLS, strict=True)})
    return json.dumps(dict(zip(HEADER, CELLS, strict=True))).encode()


TABLES = [".csv", ".tsv", ".xlsx", ".parquet", ".jsonl", ".ndjson"]


@pytest.mark.parametrize("kind", TABLES)
def test_every_table_gives_the_same_document(kind, tmp_path):
    expected = Document(
        id="7",
        text="We agree.",
        title="T",
        source="S",
        published=date(2022, 1, 24),
        url="https://example.org",
        actor="UK",
        path=f"a{kind}",
    )
    assert documents(f"a{kind}", as_table(kind)) == [expected]
    path = tmp_path / f"a{kind.upper()}"
    path.write_bytes(as_table(kind))
    assert [document.text for document in reading.read(path)] == ["We agree."]


@pytest.mark.parametrize("kind", TABLES)
def test_table_without_text_names_its_columns(kind):
    data = {
        ".csv": b"id,body\n1,x",
        ".tsv": b"id\tbody\n1\tx",
        ".xlsx": workbook([["id", "body"], [1, "x"]]),
        ".parquet": parquet({"id": ["1"], "body": ["x"]}),
    }.get(kind, b'{"id": 1, "body": "x"}')
    message = refusal(f"a{kind}", data)
    assert "'text'" in message and "'id', 'body'" in message


@pytest.mark.parametrize("kind", TABLES)
def test_table_without_rows_is_refused(kind):
    data = {
        ".csv": b"id,text\n",
        ".tsv": b"id\ttext\n",
        ".xlsx": workbook([["id", "text"]]),
        ".parquet": parquet({"id": [], "text": []}),
    }.get(kind, b"\n\n")
    refusal(f"a{kind}", data)


def test_a_bad_row_does_not_lose_the_others():
    rows = documents("a.csv", "id,text\n1,One.\n2,  \n3,Three.\n1,Again.\n4,Four.\n")
    assert [row.text if isinstance(row, Document) else "bad" for row in rows] == [
        "One.",
        "bad",
        "Three.",
        "bad",
        "Four.",
    ]
    assert "row 3: the text is empty" in str(rows[1])
    assert "row 5: the id '1' stands in row 2 already" in str(rows[3])


def test_rows_without_id():
    first, same, other = documents("a.csv", "text,source\nWe agree.,A\nWe agree.,A\nWe agree.,B\n")
    assert first == same and first.id == text_digest("We agree.")
    assert isinstance(other, InputError) and "another source" in str(other)


def test_delimiters_and_quoting():
    assert one("a.csv", 'id;text\n1;"No; never, ""ever""\nagain"').text == (
        'No; never, "ever"\nagain'
    )
    assert one("a.csv", "id\ttext\n1\tNo, never").text == "No, never"
    assert one("a.csv", "text\nNo delimiter at all").text == "No delimiter at all"
    assert one("a.csv", '\ufeff"text"\r\n"Yes"\r\n').text == "Yes"


def test_unquoted_delimiter_is_reported_rather_than_cut():
    bad, good = documents("a.csv", "id,text\n1,No, never\n2,Yes")
    assert "row 2 has 3 cells, the header has 2" in str(bad)
    assert good.text == "Yes"
    assert one("a.csv", "id,text\n1,Yes,,,\n").text == "Yes"


def test_open_quotation_mark_loses_only_its_row():
    rows = documents("a.csv", 'id,text\n1,"One\n2,Two\n3,"Three"\n4,"Fo"ur"\n5,Five\n')
    assert [row.id for row in rows if isinstance(row, Document)] == ["2", "3", "5"]
    assert sum("quotation marks" in str(row) for row in rows) == 2


def test_endless_broken_rows_come_to_an_end(monkeypatch):
    monkeypatch.setattr(delimited, "_READ_AGAIN", 50)
    rows = documents("a.csv", "id,text\n1,One\n" + '2,"Two\n' * 60)
    assert rows[0].text == "One"
    assert "were not read" in str(rows[-1])


def test_long_cells():
    text = "word " * 100_000
    assert one("a.csv", f'id,text\n1,"{text}"').text == text


def test_hundred_thousand_rows_stream():
    def lines():
        yield b"id,text\n"
        for number in range(100_000):
            yield f"{number},We agree with number {number}.\n".encode()

    items = reading.from_bytes("a.csv", b"".join(lines()))
    assert next(items).id == "0"
    assert sum(isinstance(item, Document) for item in items) == 99_999


def test_json_lines():
    lines = [
        '{"Text": "One.", "id": 12, "extra": [1]}',
        "",
        "not json",
        '["a", "list"]',
        '{"id": 3}',
        '{"text": ["a"]}',
        '{"text": {"a": 1}}',
        '{"text": "a", "TEXT": "b"}',
        '{"text": "lone \\ud800 surrogate", "published": null}',
    ]
    rows = documents("a.jsonl", "\n".join(lines))
    assert [row.text for row in rows if isinstance(row, Document)] == [
        "One.",
        "lone \ufffd surrogate",
    ]
    assert rows[0].id == "12"
    bad = [str(row) for row in rows if isinstance(row, InputError)]
    assert [f"line {n}" in message for n, message in zip((3, 4, 5, 6, 7, 8), bad, strict=True)]


def test_json_lines_report_bad_lines_before_the_first_good_one():
    bad, good = documents("a.jsonl", 'oops\n{"text": "One."}')
    assert isinstance(bad, InputError) and good.text == "One."


def test_json_lines_without_any_json():
    assert "no line that can be read" in refusal("a.jsonl", "hello\nthere")
    assert "no line that can be read" in refusal("a.jsonl", "[" * 100_000)


def test_workbook_cells_become_clean_values():
    rows = documents(
        "a.xlsx",
        workbook(
            [
                [None, None],
                ["id", "text", "published"],
                [12.0, "One.", datetime(2022, 1, 24, 8, 30)],
                [None, None, None],
                [13, 5, "24 January"],
                ["x", None, date(2022, 1, 25)],
            ],
            [["notes"], ["not a table of texts"]],
            [["Text"], ["Two."]],
        ),
    )
    assert [(row.id, row.text) for row in rows if isinstance(row, Document)] == [
        ("12", "One."),
        ("13", "5"),
        (text_digest("Two."), "Two."),
    ]
    assert rows[0].published == date(2022, 1, 24)
    assert rows[1].published is None
    assert "row 6: the text is empty" in str(rows[2])


def test_formula_in_a_workbook_is_its_value_or_empty_but_never_the_formula():
    data = workbook([["id", "text"], [1, "=1+1"], [2, "Two."]])
    bad, good = documents("a.xlsx", data)
    assert "the text is empty" in str(bad) and good.text == "Two."
    stored = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stored, "w") as new:
        for member in old.infolist():
            content = old.read(member).replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
            new.writestr(member, content.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>"))
    assert documents("a.xlsx", stored.getvalue())[0].text == "2"


def test_workbook_bomb_is_refused(monkeypatch):
    monkeypatch.setattr(workbooks, "MAX_UNPACKED", 1000)
    assert "would unpack to" in refusal("a.xlsx", workbook([["text"], ["x"]]))
    texts = ["word " * 9000 + str(number) for number in range(9)]
    assert "would unpack to" in refusal("a.parquet", parquet({"text": texts}))


@pytest.mark.parametrize("name", ["a.xlsx", "a.parquet"])
@pytest.mark.parametrize("data", [b"hello", b"PK\x03\x04 broken", b"PAR1 broken PAR1"])
def test_damaged_workbooks(name, data):
    assert "cannot be read as a" in refusal(name, data)


def test_cut_off_workbooks():
    for name, data in (("a.xlsx", as_table(".xlsx")), ("a.parquet", as_table(".parquet"))):
        assert "cannot be read as a" in refusal(name, data[: len(data) // 2])


def test_parquet_types():
    import pyarrow as pa

    rows = documents(
        "a.parquet",
        parquet(
            {
                "text": ["One.", None, "Three."],
                "id": pa.array([1.0, 2.0, None]),
                "published": pa.array([1643011200000000001, None, None], pa.timestamp("ns", "UTC")),
                "big": [[1], [2], [3]],
            }
        ),
    )
    assert rows[0].id == "1" and rows[0].published == date(2022, 1, 24)
    assert "row 2: the text is empty" in str(rows[1])
    assert rows[2].id == text_digest("Three.")


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2022-01-24", date(2022, 1, 24)),
        (" 2022-01-24T23:30:00+02:00 ", date(2022, 1, 24)),
        ("2022-01-24 08:00:00 UTC", date(2022, 1, 24)),
        ("20220124", date(2022, 1, 24)),
        ("24/01/2022", None),
        ("2022", None),
        ("2022-02-30", None),
        ("soon", None),
    ],
)
def test_dates_in_cells(cell, day, caplog):
    with caplog.at_level(logging.WARNING):
        document = one("a.csv", f"text,published\nWe agree.,{cell}\n")
    assert document.published == day
    assert ("dates could not be read" in caplog.text) == (day is None)


def test_two_columns_of_one_name():
    assert "two columns named 'text'" in refusal("a.csv", "text,TEXT\na,b")
