"""A day of publication from whatever a cell, a front matter or a file name holds."""

from __future__ import annotations

import re
from datetime import date, datetime

_ISO_START = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T\s]|$)")


def day_of(value: object) -> date | None:
    """The day of an ISO date or datetime, of a date cell, or None if it is none of these.

    A day is taken as it is written: time and zone are not converted. Forms that could be read
    two ways ("3/4/2022") are not read at all.

    >>> day_of("2022-01-24T23:30:00+02:00"), day_of("20220124"), day_of("3/4/2022")
    (datetime.date(2022, 1, 24), datetime.date(2022, 1, 24), None)
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = str(value).strip()
    start = _ISO_START.match(text)
    if start is None and not re.fullmatch(r"\d{8}", text):
        return None
    try:
        return date.fromisoformat(start.group(1) if start else text)
    except ValueError:
        return None
