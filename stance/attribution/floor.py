"""Who has the floor in a document whose holder is told from outside: interviews, press conferences.

The input says whose document it is; the questions in it are not the holder's words, nor is what a
guest says. A label at the start of a passage changes the floor until the next one.
"""

from __future__ import annotations

import re

from stance.attribution.drafts import Draft
from stance.attribution.speaker import Speaker

_ASKING = re.compile(
    r"(?:Q|QUESTION|REPORTER|PRESS|MODERATOR|INTERVIEWER|JOURNALIST|CORRESPONDENT)\b"
    r"(?:[ \t]*\([^)\n]{0,40}\))?(?:[ \t]*[:.][ \t]*|[ \t]+(?=[A-Z\"“'(])|[ \t]*[–—-][ \t]+)",
)
_ASKED = re.compile(r"(?:Question|Reporter|Journalist|Moderator)(?:[ \t]*\([^)\n]{0,40}\))?:\s")
_NAME = r"[A-Z][\w.'’-]*"
_LABEL = re.compile(rf"({_NAME}(?:[ \t]+(?:{_NAME}|of|the|for|and|de|von|van|al)){{0,9}}):\s")
_OFFICE = re.compile(
    r"\b(?:president|premier|chancellor|secretary|minister|mr|ms|mrs|dr|official|officials|spokes\w+"
    r"|ambassador|general|admiral|colonel|director|commissioner|adviser|advisor|answer|senator)\b",
    re.IGNORECASE,
)


def is_asking(text: str) -> bool:
    """Whether a label that opens a passage gives the floor to who asks.

    >>> is_asking("Question: Is it late?"), is_asking("Ada Frost: It is.")
    (True, False)
    """
    return bool(_ASKING.match(text) or _ASKED.match(text))


class GivenFloor:
    """Follows the floor through one document.

    Args:
        text: The whole document.
        actor: The holder told from outside.

    A bare name as a label takes the floor only where other labels are the holder's, by an office
    or by name: where all are bare names, nobody can tell guest from host, and the holder keeps it.
    """

    def __init__(self, text: str, actor: str) -> None:
        self._actor = actor
        self._known = any(_OFFICE.search(match[1]) for match in _LABEL.finditer(text))
        self._floor: str | None = actor

    def take(self, draft: Draft) -> None:
        """Give a passage its voice; passages come in order.

        The holder's words by the rule ``given``, another actor's by ``said``, a stranger's by none.
        """
        text, start = draft.passage.text, draft.passage.start
        cue, end = "", start
        if is_asking(text):
            self._floor = None
        elif label := _LABEL.match(text):
            self._floor = self._labelled(label, draft)
            if self._floor != self._actor:
                cue, end = label[1], start + label.end(1)
        draft.held = True
        if self._floor is not None:
            draft.voice = Speaker(self._floor, draft.passage.index, cue=cue, start=start, end=end)
            draft.rule = "given" if self._floor == self._actor else "said"

    def _labelled(self, label: re.Match[str], draft: Draft) -> str | None:
        """Whose turn a label opens; ``None`` for somebody the codebook does not know."""
        end = draft.passage.start + label.end(1)
        named = {m.actor for m in draft.mentions if m.end <= end and not m.member}
        if self._actor in named:
            self._known = True
            return self._actor
        if len(named) == 1:
            return named.pop()
        if _OFFICE.search(label[1]) or not self._known:
            return self._actor
        return None


__all__ = ["GivenFloor", "is_asking"]
