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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3.42pm: Ida Snowe in Igloo: the ice is thin, she says.", {"NP": "said"}),
        ("09.05 We have a line from the Ice Ministry: “We are going home.”", {"NP": "said"}),
        ("The drivers left and Igloo is delighted: “Well done.”", {"NP": "said"}),
        ("The drivers left for Igloo: “Goodbye.”", {}),
        ("“Too thin” is the verdict of the Ice Ministry on the ice.", {"NP": "said"}),
        ("No was the answer from Onhava.", {"SP": "said"}),
        ("For Ida Snowe it is too thin.", {"NP": "according_to"}),
        ("For Igloo the ice was a gift.", {}),
    ],
)
def test_speech_without_a_verb_of_saying(text: str, expected: dict[str, str]) -> None:
    assert held(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Igloo banned two firms. Four ships were blacklisted too.", {"NP": "carried"}),
        (
            "Igloo banned two firms. Licences issued at the same time let four go on.",
            {"NP": "carried"},
        ),
        ("Igloo banned two firms. Four ships were listed by a court.", {}),
        ("Igloo banned two firms. Four people were hurt.", {}),
        ("A court banned two firms. Four ships were blacklisted too.", {}),
        ("Igloo banned two firms. Nobody cared. The sun rose. It snowed. Ships were banned.", {}),
    ],
)
def test_an_act_without_an_agent_is_of_who_acted_just_before(
    text: str, expected: dict[str, str]
) -> None:
    assert held(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Igloo did nothing; an official there said it was late.", {"NP": "said"}),
        ("Igloo froze it. One of its envoys said it was late.", {"NP": "carried"}),
        ("Igloo froze it. Officials said it was late.", {"NP": "carried"}),
        ("The Ice Ministry froze it. A ministry official said it was late.", {"NP": "carried"}),
        ("A court froze it. Officials said it was late.", {}),
        ("Polar ships left. The embassy said it was late.", {"NP": "carried"}),
        ("Polar and Southern ships left. The embassy said it was late.", {}),
        ("The Sledge Drivers Union met. The union said it was late.", {"UNION": "carried"}),
        ("Mayor Cy Novak left. Then it rained. The mayor said it was late.", {"UNION": "carried"}),
    ],
)
def test_a_description_means_the_last_one_that_fits(text: str, expected: dict[str, str]) -> None:
    found = held(text)
    assert set(found) == set(expected)


def test_a_question_may_tell_what_others_said() -> None:
    text = (
        "MS SNOWE: Good morning.\n"
        "QUESTION: Onhava said it was late. Igloo left early, so what now?\n"
        "MS SNOWE: We wait."
    )
    told = [{a.actor: a.rule for a in one.attributions if a.said_by} for one in read(text)]
    assert told[1:] == [{"SP": "said"}, {}, {"NP": "said"}]


def test_an_office_alone_may_have_the_floor() -> None:
    book = Codebook((Actor("NP", "North Pole", offices=("administration", "Senate")),))
    text = "SENIOR ADMINISTRATION OFFICIAL ONE: We froze it. It was late.\nQ Is it?\n"
    document = Document("d", text)
    found = attribute(document, passages(document), book)
    assert [a.actor for a in found[0].attributions] == ["NP"]
    [(before, after)] = [
        [bool(one.mentions) for one in attribute(d, passages(d), book)]
        for d in [Document("d", "The senate met. The Senate voted.")]
    ]
    assert (before, after) == (False, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“It is thin,” said a Polar diplomat reached in the snow.", {"NP": "said"}),
        ("“It is thin,” said a driver, and Polar diplomats left.", {"NP": "acts"}),
        ("Cy Novak learnt of it by telephone.", {"UNION": "acts"}),
    ],
)
def test_a_participle_only_describes_who_spoke(text: str, expected: dict[str, str]) -> None:
    assert held(text) == expected
