"""Reading from memory, for the tests of reading: documents, one document, or a refusal."""

from __future__ import annotations

import io

import pytest

from stance import reading
from stance.domain import Document
from stance.errors import InputError


def documents(name, data):
    return list(reading.from_bytes(name, data if isinstance(data, bytes) else data.encode()))


def one(name, data):
    (document,) = documents(name, data)
    assert isinstance(document, Document)
    return document


def refusal(name, data):
    with pytest.raises(InputError) as caught:
        documents(name, data)
    message = str(caught.value)
    assert "\n" not in message and name in message
    return message


def workbook(*sheets):
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"S{number}")
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def parquet(columns):
    import pyarrow as pa
    from pyarrow import parquet as pq

    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream)
    return stream.getvalue()
