"""What a person should know of inputs that were read all the same.

Remarks are warnings in the log ``stance.reading``, one sentence each. A program that shows its
own messages gathers them instead:

>>> import logging
>>> with gathered() as said:
...     logging.getLogger("stance.reading.plain").warning("a.txt: %d letters repaired.", 3)
>>> said
['a.txt: 3 letters repaired.']
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_LOGGER = logging.getLogger("stance.reading")


class _Gatherer(logging.Handler):
    """Keeps the sentences of one thread, so that two runs side by side never mix."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread:
            self.said.append(" ".join(record.getMessage().split()))


@contextmanager
def gathered() -> Iterator[list[str]]:
    """Everything remarked on by this thread's reading inside the ``with`` block, as it comes.

    Yields:
        A list that grows while inputs are read; empty it at will.
    """
    handler = _Gatherer()
    _LOGGER.addHandler(handler)
    try:
        yield handler.said
    finally:
        _LOGGER.removeHandler(handler)
