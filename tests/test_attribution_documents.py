"""Who holds each sentence of whole documents of many kinds, written before they were tried.

``cases/attribution_documents.json`` has documents as lists of sentences. ``expect`` names for each
sentence every actor that speaks or acts in it: ``own`` (its own words), ``act`` (an act, or told by
others), ``either`` where readers may differ; mere mentions and members of a bloc do not count.
``known_failure`` says why a sentence is still wrong; it must keep failing until the line
is removed.
"""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from stance.attribution import attribute, is_speech
from stance.codebook import Codebook, load
from stance.domain import AttributedPassage, Document
from stance.segment import passages

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "cases" / "attribution_documents.json").read_text(encoding="utf-8")
)


@lru_cache(maxsize=1)
def project() -> Codebook:
    return load()


@lru_cache(maxsize=len(CASES))
def read(number: int) -> tuple[AttributedPassage, ...]:
    case = CASES[number]
    text = "".join(sentence["text"] for sentence in case["sentences"])
    published = date.fromisoformat(case["published"])
    document = Document("case", text, title=case.get("title"), published=published)
    return attribute(document, passages(document), project())


def _params() -> list[Any]:
    found = []
    for number, case in enumerate(CASES):
        start = 0
        for sentence in case["sentences"]:
            reason = sentence.get("known_failure")
            marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
            span = (start, start + len(sentence["text"].rstrip()))
            name = f"{number}-{case['kind']}-{sentence['text'][:40].strip()}"
            found.append(pytest.param(number, span, sentence["expect"], id=name, marks=marks))
            start += len(sentence["text"])
    return found


@pytest.mark.parametrize(("number", "span", "expect"), _params())
def test_sentence(number: int, span: tuple[int, int], expect: dict[str, str]) -> None:
    found: dict[str, str] = {}
    for one in read(number):
        if one.passage.start >= span[1] or one.passage.end <= span[0]:
            continue
        for held in one.attributions:
            if held.said_by and not held.member and found.get(held.actor) != "own":
                found[held.actor] = "own" if is_speech(held) else "act"
    told = {
        actor: "either" if expect.get(actor) == "either" else kind for actor, kind in found.items()
    }
    assert told == expect


def test_few_sentences_are_known_to_fail() -> None:
    sentences = [sentence for case in CASES for sentence in case["sentences"]]
    assert len(CASES) >= 30
    assert sum("known_failure" in sentence for sentence in sentences) <= 12
