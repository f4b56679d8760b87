"""Stand-ins for actors: how the ``stance`` scheme becomes blind to who speaks.

Every mention of the holder is replaced by the first stand-in, every other known actor by the
next ones, the same in the proposition and in the passage. So no actor starts with a bonus, and
exchanging one actor for another changes nothing the model sees.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

#: The first one is always the holder. More actors than stand-ins share the last one.
STAND_INS: tuple[str, ...] = tuple(f"[E{number}]" for number in range(1, 9))
HOLDER: str = STAND_INS[0]
#: Stands between the sentences before and the one that is judged.
BORDER = "|"

_LOOKALIKE = re.compile(r"\[(E\d+)\]")


def disarm(text: str) -> str:
    """The text with anything that looks like a stand-in or a border made harmless.

    >>> disarm("see table [E1] | next")
    'see table (E1) / next'
    """
    return _LOOKALIKE.sub(r"(\1)", text).replace(BORDER, "/")


def assign(holder: str, others: Iterable[str]) -> dict[str, str]:
    """A stand-in for each actor: the holder first, the others in order of appearance.

    >>> assign("EU", ["UA", "EU", "US", "UA"])
    {'EU': '[E1]', 'UA': '[E2]', 'US': '[E3]'}
    """
    stand_ins = {holder: HOLDER}
    for actor in others:
        if actor not in stand_ins:
            stand_ins[actor] = STAND_INS[min(len(stand_ins), len(STAND_INS) - 1)]
    return stand_ins


def mark(text: str, spans: Sequence[tuple[int, int, str]], stand_ins: dict[str, str]) -> str:
    """The text with each ``(start, end, actor)`` span replaced by its actor's stand-in.

    Args:
        text: Any text.
        spans: Offsets into `text`; not overlapping, in any order.
        stand_ins: From `assign`; spans of actors it does not hold stay as they are.

    >>> mark("Kyiv told Paris to wait", [(0, 4, "UA"), (10, 15, "FR")], {"UA": "[E1]"})
    '[E1] told Paris to wait'
    """
    parts: list[str] = []
    position = 0
    for start, end, actor in sorted(spans):
        if actor not in stand_ins or start < position:
            continue
        parts += [disarm(text[position:start]), stand_ins[actor]]
        position = end
    parts.append(disarm(text[position:]))
    return "".join(parts)


def pair(proposition: str, passage: str, before: str = "") -> tuple[str, str]:
    """The two segments the ``stance`` scheme reads, from already marked texts.

    A passage that does not name its holder is led by the holder's stand-in.

    Args:
        proposition: What is asked.
        passage: The sentence that is judged.
        before: The sentences before it, as context; may be empty.

    >>> pair("fining [E2]", "[E1] voted for it.")
    ('[E1]: fining [E2]', '[E1] voted for it.')
    >>> pair("fining [E2]", "He voted for it.", "[E1] had time.")[1]
    '[E1] had time. | [E1]: He voted for it.'
    """
    led = passage if HOLDER in passage else f"{HOLDER}: {passage}"
    return f"{HOLDER}: {proposition}", f"{before} {BORDER} {led}" if before else led
