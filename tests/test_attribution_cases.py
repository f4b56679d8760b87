"""Attribution cases as data: who holds what in texts of several styles, with traps.

Each case of ``cases/attribution.json`` gives a text and, for the passage at ``at`` (the last one
without it), the strongest rule for every actor that is attributed; actors not listed must not be.
``known_failure`` says why a case is still wrong; it must keep failing until the line is removed.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from stance.attribution import RULES, attribute
from stance.codebook import Codebook, load
from stance.domain import MEMBER, Actor, Document, Official
from stance.segment import passages

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "cases" / "attribution.json").read_text(encoding="utf-8")
)

#: Actors that have nothing to do with the project's own, so that nothing is tuned to those.
OTHER = Codebook(
    (
        Actor(
            "TR",
            "Türkiye",
            aliases=("Turkey", "Turkish", "Turks"),
            capitals=("Ankara",),
            officials=(Official("Recep Tayyip Erdogan", "president"),),
        ),
        Actor(
            "JP",
            "Japan",
            aliases=("Japanese",),
            capitals=("Tokyo",),
            officials=(Official("Fumio Kishida", "prime minister"),),
        ),
        Actor(
            "NATO",
            "NATO",
            aliases=("North Atlantic Alliance",),
            officials=(Official("Jens Stoltenberg", "secretary general"),),
        ),
        Actor("GP", "Greenpeace"),
        Actor("ASEAN", "ASEAN", members=("Vietnam", "Vietnamese", "Indonesia", "Indonesian")),
        Actor("SD", "Sudan", aliases=("Sudanese",), capitals=("Khartoum",)),
    )
)


@pytest.fixture(scope="module")
def project() -> Codebook:
    return load()


def _params() -> list[Any]:
    found = []
    for number, case in enumerate(CASES):
        reason = case.get("known_failure")
        marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
        name = f"{number}-{case['style']}-{case['text'][:40]}"
        found.append(pytest.param(case, id=name, marks=marks))
    return found


@pytest.mark.parametrize("case", _params())
def test_case(case: dict[str, Any], project: Codebook) -> None:
    published = date.fromisoformat(case["published"]) if "published" in case else None
    document = Document("case", case["text"], published=published, actor=case.get("actor"))
    codebook = OTHER if case.get("codebook") == "other" else project
    found = attribute(document, passages(document), codebook)[case.get("at", -1)]
    strongest: dict[str, str] = {}
    for attribution in found.attributions:
        strongest.setdefault(attribution.actor, attribution.rule)
    named = [document.text[m.start : m.end] for m in found.mentions]
    assert strongest == case["expect"]
    assert set(case.get("mentions", ())) <= set(named)


def test_the_cases_cover_what_they_must() -> None:
    styles = Counter(case["style"] for case in CASES)
    assert len(CASES) >= 120
    assert set(styles) == {
        "agency", "broadsheet", "communique", "headline", "speech", "negative"
    }  # fmt: skip
    assert sum(case.get("codebook") == "other" for case in CASES) >= 25
    rules = {rule.removeprefix(MEMBER) for case in CASES for rule in case["expect"].values()}
    assert rules == set(RULES)
    for case in CASES:
        assert set(case) <= {
            "style", "label", "codebook", "published", "actor", "text", "at", "expect",
            "mentions", "known_failure",
        }  # fmt: skip
