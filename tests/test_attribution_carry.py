"""Who is meant without being named: short forms, places, headers, pairs, what was made."""

from __future__ import annotations

from datetime import date

import pytest

from stance.attribution import attribute
from stance.attribution.names import body
from stance.codebook import Codebook
from stance.domain import Actor, AttributedPassage, Document, Official
from stance.segment import passages

BOOK = Codebook(
    (
        Actor(
            "NP",
            "North Pole",
            aliases=("Polar",),
            institutions=(
                "Polar Commission",
                "Polar Treasury",
                "Ice Ministry",
                "Ice Office of the Pole",
            ),
            capitals=("Igloo",),
            officials=(
                Official("Ada Frostin", "president", date(2020, 1, 1), date(2021, 1, 1)),
                Official("Theresa May", "foreign minister"),
                Official("Ida Snowe", "finance minister"),
            ),
        ),
        Actor(
            "SP",
            "South Pole",
            aliases=("Southern",),
            institutions=("Southern Treasury",),
            capitals=("Onhava",),
            officials=(Official("Ben Snowe", "ambassador"), Official("Cy Novak", "president")),
        ),
        Actor("MIKE", "Mike Long Name", aliases=("Ann Otter",)),
    )
)


def read(text: str, **fields: object) -> tuple[AttributedPassage, ...]:
    document = Document("d", text, **fields)  # type: ignore[arg-type]
    return attribute(document, passages(document), BOOK)


def held(text: str, at: int = -1, **fields: object) -> dict[str, str]:
    """The strongest rule of each actor that speaks or acts in one passage."""
    found: dict[str, str] = {}
    for attribution in read(text, **fields)[at].attributions:
        if attribution.said_by:
            found.setdefault(attribution.actor, attribution.rule)
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # The only body of that name, as long as the text names no other.
        ("The Commission published two lists.", {"NP": "acts"}),
        ("Commission officials published two lists.", {"NP": "acts"}),
        ("The Election Commission met. The Commission published two lists.", {}),
        ("The Commission on Reefs met. The Commission published two lists.", {}),
        ("The commission published two lists.", {}),
        # Two actors have a treasury: the one that the text names.
        ("The Treasury published two lists.", {}),
        ("Onhava was calm. The Treasury published two lists.", {"SP": "acts"}),
        ("Onhava and Igloo were calm. The Treasury published two lists.", {}),
        ("The Southern Treasury met. Igloo was calm. The Treasury froze it.", {"SP": "acts"}),
        # Every state has a ministry: only after its full name.
        ("The Ice Ministry met. The Ministry froze it.", {"NP": "acts"}),
        ("Igloo was calm. The Ministry froze it.", {}),
    ],
)
def test_short_forms_of_institutions(text: str, expected: dict[str, str]) -> None:
    assert held(text) == expected


def test_only_bodies_have_a_short_form() -> None:
    assert [body(name) for name in ("Ice Council", "Ice Palace", "Council")] == ["council", "", ""]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In Igloo the administration said no.", {"NP": "carried"}),
        ("In Igloo, the foreign ministry said no.", {"NP": "carried"}),
        ("IGLOO - The government froze it.", {"NP": "carried"}),
        ("The foreign ministry in Igloo said no.", {"NP": "said"}),
        ("The Southern foreign ministry said in Igloo it was late.", {"SP": "said"}),
        ("Ministers in Igloo said no.", {}),
        ("Onhava envoys met in Igloo. The administration said no.", {}),
    ],
)
def test_a_capital_says_whose_government_it_is(text: str, expected: dict[str, str]) -> None:
    assert held(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Theresa May left. Nobody stayed in May.", {}),
        ("Theresa May left. May said no.", {"NP": "said"}),
        ("Theresa May left. By then, on 3 May, nobody said no.", {}),
        ("Theresa May left. May 2018 was calm.", {}),
    ],
)
def test_a_surname_may_be_a_month(text: str, expected: dict[str, str]) -> None:
    assert held(text) == expected


def test_a_title_tells_apart_two_of_one_surname() -> None:
    assert held("Ambassador Snowe said no.") == {"SP": "said"}
    assert held("Finance Minister Snowe said no.") == {"NP": "said"}
    assert held("Mr Snowe said no.") == {}


def test_a_surname_before_a_colon_is_a_speaker_when_the_day_is_known() -> None:
    day = date(2022, 1, 1)
    assert held("Novak: Freeze Us and Get Nothing", published=day) == {"SP": "said"}
    assert held("Novak: Freeze Us and Get Nothing") == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“No,” said Secretary of the Treasury of the North Pole Ida Snowe.", {"NP": "said"}),
        ("“No,” said the president's chief of staff, Ida Snowe, asking them to wait.",
         {"NP": "said"}),
        ("Ivo Winter, an adviser to Frostin, said every new list shortened it.", {"NP": "said"}),
        ("The speaker for the North Pole replied that it would end.", {"NP": "said"}),
        ("The delegate of the North Pole said so.", {"NP": "said"}),
        ("The North Pole, whose ambassador said no, left.", {"NP": "said"}),
        ("The North Pole's rights chief said no.", {"NP": "said"}),
        ("The North Pole's lawyer told the bench so.", {"NP": "said"}),
        ("The North Pole's opposition leader said no.", {}),
        ("On diplomats the North Pole goes its own way, its spokesman said.", {"NP": "carried"}),
        ("Ann Otter, a director of Mike Long Name, said they could not.", {"MIKE": "said"}),
        ("The South Pole told it to wait, just as the North Pole announced that it had left.",
         {"SP": "said", "NP": "said"}),
    ],
)  # fmt: skip
def test_officers_and_offices(text: str, expected: dict[str, str]) -> None:
    assert held(text) == expected


def test_a_name_after_a_long_office_is_introduced() -> None:
    text = "Head of the Ice Office of the Pole Ivo Winter met them. Winter said no."
    assert held(text) == {"NP": "said"}
    text = "The head of the Polar Chamber of Commerce Ivo Winter met them. Winter said no."
    assert held(text) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Igloo refused to be drawn, saying only that it was late.", "said"),
        ("Igloo froze it, adding that it would stay so.", "said"),
        ("Igloo would not say whether more envoys would come back, calling it gossip.", "said"),
        ("Igloo froze it, adding six names.", "acts"),
        ("Igloo moved troops, suggesting that it would attack.", "acts"),
    ],
)
def test_words_of_saying_as_participles(text: str, expected: str) -> None:
    assert held(text) == {"NP": expected}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The North Pole and the South Pole announced bans. Both listed ships.",
         {"NP": "carried", "SP": "carried"}),
        ("The North Pole gave the South Pole a site, the two countries said.",
         {"NP": "carried", "SP": "carried"}),
        ("The North Pole announced bans. Both listed ships.", {}),
        ("A river divides them. The two countries said so.", {}),
    ],
)  # fmt: skip
def test_two_together(text: str, expected: dict[str, str]) -> None:
    found = held(text)
    assert {key: found[key] for key in expected} == expected
    assert expected or not found


def test_words_for_two_are_no_mention_of_one() -> None:
    both = read("The North Pole and the South Pole announced bans. Both listed ships.")[-1]
    assert both.mentions == ()
    assert {a.cue for a in both.attributions} == {"listed"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Igloo announces a package. It includes export bans.", {"NP": "carried"}),
        ("Igloo announces a package. The measures ban exports.", {"NP": "carried"}),
        ("Igloo announces a package. It is raining.", {}),
        ("Igloo announces a package. The measures hurt Onhava.", {}),
        ("Igloo rejects a package. It includes export bans.", {}),
        ("Igloo announces a package. Nobody came. It includes export bans.", {}),
    ],
)
def test_what_was_made_goes_on_speaking_for_its_maker(text: str, expected: dict[str, str]) -> None:
    assert held(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Statement by the Spokesperson on behalf of the North Pole on ice. We are resolved.",
         {"NP": "quoted"}),
        ("Press release, Ice Ministry. Our lists are long.", {"NP": "quoted"}),
        ("Remarks by President Frostin of the North Pole. I know that.", {"NP": "quoted"}),
        ("Press release, Ice Ministry. Nothing more.", {}),
        ("Press release, Ice Ministry. The survivor said: “We left.”", {}),
        ("Joint statement by the North Pole and the South Pole. We are resolved.", {}),
        ("Statement by the North Pole's guests. We are resolved.", {}),
        ("A statement by the North Pole was read. We are resolved.", {}),
    ],
)  # fmt: skip
def test_a_header_says_who_we_are(text: str, expected: dict[str, str]) -> None:
    assert held(text) == expected


def test_a_title_can_be_the_header() -> None:
    [found] = read("We are resolved.", title="Statement by the North Pole on ice")
    [attribution] = found.attributions
    assert (attribution.actor, attribution.rule, attribution.cue) == ("NP", "quoted", "We")


def test_he_can_be_an_actor_of_whom_only_the_name_is_known() -> None:
    text = (
        "Mike Long Name announced that the capital would move to East Otto. Java was full, he said."
    )
    assert held(text) == {"MIKE": "carried"}
    assert held("Mike Long Name left. A stranger, Ivo Winter, called. He said no.") == {}


@pytest.mark.parametrize(
    "text",
    [
        "The North Pole just this month announced it would leave.",
        "Frostin, dedicating the hall on Saturday, said it would tell a story.",
    ],
)
def test_what_stands_between_a_speaker_and_the_verb(text: str) -> None:
    assert held(text)["NP"] == "said"


def test_his_government_is_the_speakers() -> None:
    text = "The delegate of the North Pole said no. His Government had frozen it."
    assert held(text) == {"NP": "carried"}


def test_a_sentence_full_of_titles_is_no_headline() -> None:
    text = (
        "Deputy Head of the Ice Office of the Pole Ivo Winter met Foreign Policy Adviser "
        "Otto Long today. Winter said no."
    )
    assert held(text) == {"NP": "said"}
