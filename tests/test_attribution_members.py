"""Members of a bloc speak for themselves; people unknown to the codebook by their office."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

import stance
from stance.attribution import attribute, is_speech, source_spans
from stance.codebook import Codebook, load, parse
from stance.codebook.writing import block
from stance.domain import Actor, Attribution, Candidate, Document, Official, Target
from stance.labeling.gates import strongest
from stance.labeling.holders import marked_pair
from stance.segment import passages

ICE = Actor(
    "ICE",
    "Ice Union",
    aliases=("Union leaders", "Ice Unions"),
    capitals=("Floeville",),
    officials=(
        Official("Ada Frost", "chancellor of Alba", None, date(2022, 3, 1)),
        Official("Ada Frost", "president of the Union", date(2022, 3, 1)),
    ),
    members=("Alba", "Alban"),
)
POLE = Actor(
    "NP",
    "North Pole",
    aliases=("Polar",),
    institutions=("Polar Ministry", "Ice Treasury"),
    offices=("secretary of state",),
    capitals=("Igloo",),
    officials=(Official("Sergei Snowsky", "envoy"),),
)
BOOK = Codebook((ICE, POLE))


def rules(text: str, book: Codebook = BOOK, on: date | None = None) -> list[set[tuple[str, str]]]:
    document = Document("d", text, published=on)
    found = attribute(document, passages(document), book)
    return [{(a.actor, a.rule) for a in one.attributions} for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Alba said the Ice Union was late.", {("ICE", "member:said"), ("ICE", "mentioned")}),
        ("The Ice Union said Alba was late.", {("ICE", "said"), ("ICE", "member:mentioned")}),
        ("Alban officials closed the border.", {("ICE", "member:acts")}),
        ("Union leaders closed the border.", {("ICE", "acts")}),
        ("Some Union leaders closed the border.", {("ICE", "member:acts")}),
    ],
)
def test_a_member_is_marked(text: str, expected: set[tuple[str, str]]) -> None:
    assert rules(text) == [expected]


def test_a_member_stays_one_in_the_next_sentence() -> None:
    assert rules("Alba closed the border. It also recalled its envoy.")[1] == {
        ("ICE", "member:carried")
    }


def test_an_official_speaks_for_whom_the_day_says() -> None:
    text = "Ada Frost said so."
    assert rules(text, on=date(2021, 1, 1)) == [{("ICE", "member:said")}]
    assert rules(text, on=date(2023, 1, 1)) == [{("ICE", "said")}]


def test_a_codebook_may_count_members() -> None:
    book = Codebook((replace(ICE, count_members=True), POLE))
    assert rules("Alba said so.", book) == [{("ICE", "said")}]
    assert book.digest != BOOK.digest


def test_counting_members_is_written_and_read() -> None:
    counting = replace(ICE, count_members=True)
    [read_back] = parse(block(counting) + block(Target("t", "Act", "acting"))).actors
    assert read_back.count_members and read_back.members == ICE.members


def test_a_member_that_is_an_actor_speaks_for_itself() -> None:
    book = Codebook((ICE, Actor("ALBA", "Alba", aliases=("Alban",))))
    assert rules("Alba said so.", book) == [{("ALBA", "said")}]


def test_the_bloc_comes_before_its_member_and_a_mentioned_member_is_not_asked() -> None:
    def chosen(text: str) -> str | None:
        document = Document("d", text)
        attribution = strongest(attribute(document, passages(document), BOOK)[0]).get("ICE")
        return attribution and attribution.rule

    assert chosen("The Ice Union said that Alba had agreed, Alba said.") == "said"
    assert chosen("The Polar envoy blamed Alba.") is None
    assert chosen("Alba urged the Ice Union to act.") == "member:said"


def test_bloc_and_member_have_stand_ins_of_their_own() -> None:
    document = Document("d", "Alba urged the Ice Union to act.")
    [one] = attribute(document, passages(document), BOOK)
    candidate = Candidate(one, strongest(one)["ICE"], "t")
    assert marked_pair(candidate, "acting", ())[1] == "[E1] urged the [E2] to act."


def test_a_member_is_not_counted_in_the_position() -> None:
    def row(rule: str, label: str) -> dict[str, object]:
        return {
            "document_id": rule, "published": None, "text": rule, "actor": "ICE", "target": "t",
            "stance": label, "abstention": "", "p_favor": float(label == "favor"),
            "p_against": float(label == "against"), "p_neutral": 0.0, "attribution": rule,
        }  # fmt: skip

    both = pd.DataFrame([row("said", "favor"), row("member:said", "against")])
    [position] = stance.positions(both).to_dict("records")
    assert (position["n"], position["favor"], position["against"]) == (1, 1, 0)


@pytest.mark.parametrize(
    "text",
    [
        "Sergey Snowskyy left. Snowskiy returned.",
        "The Polar Ministry left. Spokeswoman Eva Thaw said so. Thaw left.",
        "The Polar Ministry left. Eva Thaw, a spokeswoman for the ministry, said so. Thaw left.",
        "Eva Thaw of the Polar Ministry said so. Thaw left.",
        "Eva Thaw, who heads an office at the Polar Ministry, said so. Thaw left.",
        "Deputy secretary of state Eva Thaw said so. Thaw left.",
        "The Polar Ministry was busy. The statement said so.",
        "The Polar envoy was asked about it. “We do not know.”",
        "A Polar official left. A second official left.",
    ],
)
def test_whose_words_they_are(text: str) -> None:
    assert {actor for actor, rule in rules(text)[-1] if rule != "mentioned"} <= {"NP"}
    assert rules(text)[-1]


@pytest.mark.parametrize(
    "text",
    [
        "The Polar Ministry left. Airline spokeswoman Eva Thaw said so.",
        "The Polar Ministry left. Eva Thaw, a professor, said so.",
        "Eva Thaw, who criticised the Polar Ministry, said so.",
        "Polar foreign minister Sergei Snowsky left. Foreign Minister Eva Thaw said so.",
        "Sergei Snowsky left. Analysts at a bank said so.",
    ],
)
def test_somebody_else_gets_no_actor(text: str) -> None:
    assert {rule for _, rule in rules(text)[-1]} <= {"mentioned"}


def test_speech_is_told_from_acts() -> None:
    assert is_speech(Attribution("ICE", "member:said", "said", 0, 4, said_by=True))
    assert not is_speech(Attribution("ICE", "acts", "left", 0, 4, said_by=True))


def test_sources_need_no_codebook() -> None:
    text = "“Not now,” an aide said. According to two analysts, it is late. She believes it."
    document = Document("d", text)
    found = [text[start:end] for start, end in source_spans(document, passages(document))]
    assert found == ["an aide", "two analysts", "She"]


def test_the_project_codebook_marks_members() -> None:
    found = rules("Hungary said the European Union was wrong.", load(), date(2022, 5, 1))
    assert found == [{("EU", "member:said"), ("EU", "mentioned")}]
