"""Who speaks where the verb is a phrase, or the name stands in an aside or by a place."""

from __future__ import annotations

from datetime import date

import pytest

from stance.attribution import attribute
from stance.codebook import Codebook
from stance.domain import Actor, AttributedPassage, Document, Official
from stance.segment import passages

BOOK = Codebook(
    (
        Actor(
            "NP",
            "North Pole",
            aliases=("Polar",),
            institutions=("Ice Ministry",),
            capitals=("Igloo",),
            officials=(
                Official("Ada Frostin", "president", date(2020, 1, 1), date(2021, 1, 1)),
                Official("Ida Snowe", "finance minister"),
            ),
        ),
        Actor("SP", "South Pole", aliases=("Southern",), capitals=("Onhava",)),
        Actor("UNION", "Sledge Drivers Union", aliases=("Cy Novak",)),
    )
)


def read(text: str) -> tuple[AttributedPassage, ...]:
    document = Document("d", text)
    return attribute(document, passages(document), BOOK)


def held(text: str, at: int = -1) -> dict[str, str]:
    """The strongest rule of each actor that speaks or acts in one passage."""
    found: dict[str, str] = {}
    for attribution in read(text)[at].attributions:
        if attribution.said_by:
            found.setdefault(attribution.actor, attribution.rule)
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Igloo made clear that the ice was thin.", {"NP": "said"}),
        ("Igloo made the ice thin.", {"NP": "acts"}),
        ("Igloo let it be known that the ice was thin.", {"NP": "said"}),
        ("Igloo let the drivers know that the ice was thin.", {"NP": "said"}),
        ("Igloo let the drivers in.", {"NP": "acts"}),
        ("“The ice is thin,” Ida Snowe went on.", {"NP": "said"}),
        ("Ida Snowe went on a journey.", {"NP": "acts"}),
        ("Igloo recalled that the ice was thin.", {"NP": "said"}),
        ("Igloo recalled its envoy.", {"NP": "acts"}),
        ("Igloo pointed to the thin ice.", {"NP": "said"}),
        ("Ida Snowe was of the same opinion.", {"NP": "said"}),
        ("Ida Snowe said by telephone the ice was thin.", {"NP": "said"}),
        ("The ice was thin, Cy Novak said by phone, and so was the snow.", {"UNION": "said"}),
        ("Ida Snowe has been touring the coast and calls the ice thin.", {"NP": "said"}),
    ],
)
def test_a_verb_and_its_words_tell_speech_from_acts(text: str, expected: dict[str, str]) -> None:
    assert held(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The driver in charge, Cy Novak, said the ice was thin.", {"UNION": "said"}),
        ("“The ice is thin,” said his spokesman, Cy Novak.", {"UNION": "said"}),
        ("The Southern minister’s deputy, Ida Snowe, said the ice was thin.", {"NP": "said"}),
        ("Ida Snowe, who needs 11.7 million sledges, said the ice was thin.", {"NP": "said"}),
        ("Ida Snowe, the armed forces minister, said the ice was thin.", {"NP": "said"}),
    ],
)
def test_a_name_in_an_aside_is_the_subject(text: str, expected: dict[str, str]) -> None:
    assert held(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A foreign ministry statement issued late in Igloo called it thin.", {"NP": "said"}),
        ("The prime minister’s office in Igloo said it was thin.", {"NP": "said"}),
        ("In Igloo the Ice Affairs Office said it was thin.", {"NP": "said"}),
        ("Envoys in Igloo said it was thin.", {}),
        ("Experts at an office in Igloo said it was thin.", {}),
    ],
)
def test_a_place_says_whose_body_speaks(text: str, expected: dict[str, str]) -> None:
    assert held(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Polar officials who met reporters in the snow said no.", {"NP": "said"}),
        ("Two drivers who met Polar officials in the snow said no.", {}),
        ("Ida Snowe was asked at noon if it was thin and replied that it was.", {"NP": "said"}),
        ("Ida Snowe said the firm was late and called for ice.", {"NP": "said"}),
    ],
)
def test_the_main_clause_keeps_its_subject(text: str, expected: dict[str, str]) -> None:
    assert held(text) == expected


def test_a_comma_in_a_number_ends_no_clause() -> None:
    assert held("Ida Snowe, who counted 1,100 sledges, said no.") == {"NP": "said"}
