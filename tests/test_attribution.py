"""Attribution on whole documents: the seed article, carry-over, and what must always hold."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.attribution import RULES, Gazetteer, attribute
from stance.codebook import Codebook, load
from stance.domain import MEMBER, Actor, AttributedPassage, Document, Official
from stance.errors import UsageError
from stance.segment import passages

SEED = next((Path(__file__).parent.parent / "seeds").glob("*.txt"))

# For each sentence of the seed article: its first words, and per actor the rules and their cues.
SEED_ATTRIBUTIONS: list[tuple[str, dict[str, dict[str, str]]]] = [
    (
        "Due to the possibility",
        {
            "US": {"acts": "has ordered"},
            "RU": {"mentioned": "Russian"},
            "UA": {"mentioned": "Kyiv"},
        },
    ),
    (
        "A State Department official",
        {
            "US": {"said": "told"},
            "RU": {"mentioned": "Russian"},
            "UA": {"mentioned": "Ukraine"},
        },
    ),
    ("The State Department is urging", {"US": {"said": "is urging"}}),
    (
        "Due to Russia’s ongoing",
        {"US": {"according_to": "according to"}, "RU": {"mentioned": "Russia"}},
    ),
    (
        "According to the official, the State",
        {
            "US": {"carried": "According to", "acts": "does not have"},
            "UA": {"mentioned": "Ukraine"},
        },
    ),
    (
        "Russia has amassed",
        {
            "US": {"carried": "according to", "acts": "does not know"},
            "RU": {"mentioned": "Russia"},
            "UA": {"mentioned": "Ukraine"},
        },
    ),
    (
        "According to the Russian Ministry",
        {
            "RU": {"according_to": "According to", "acts": "have entered"},
            "UA": {"mentioned": "Ukraine"},
        },
    ),
    (
        "“If Russia chooses",
        {
            "US": {"carried": "said"},
            "RU": {"mentioned": "Russia"},
            "UA": {"mentioned": "Ukraine"},
        },
    ),
    (
        "Because of COVID-19",
        {
            "US": {"acts": "was"},
            "RU": {"mentioned": "Russian"},
            "UA": {"mentioned": "Ukraine"},
        },
    ),
    (
        "According to the official, if",
        {"US": {"carried": "According to"}, "UA": {"mentioned": "Ukraine"}},
    ),
    (
        "Though Crimea",
        {"RU": {"acts": "would severely impact"}, "UA": {"mentioned": "Ukraine"}},
    ),
    (
        "The United States authorized",
        {"US": {"acts": "authorized"}, "UA": {"mentioned": "Ukraine"}},
    ),
    (
        "On “Face the Nation”",
        {
            "US": {"said": "said"},
            "RU": {"mentioned": "Russia"},
            "UA": {"mentioned": "Ukraine"},
        },
    ),
    (
        "President Biden said",
        {
            "US": {"said": "said", "acts": "attempted"},
            "RU": {"mentioned": "Russia"},
            "UA": {"mentioned": "Ukraine"},
        },
    ),
    (
        "Russia’s government has",
        {
            "RU": {"said": "has consistently denied"},
            "UA": {"mentioned": "Ukraine"},
            "US": {"mentioned": "the US"},
        },
    ),
    (
        "On Monday, Russian Foreign",
        {"RU": {"said": "said"}, "US": {"mentioned": "US"}, "UA": {"mentioned": "Kyiv"}},
    ),
    (
        "Britain, which has",
        {
            "UK": {"said": "said", "acts": "has closely mirrored"},
            "US": {"mentioned": "US"},
            "UA": {"mentioned": "Ukraine"},
            "RU": {"mentioned": "Russia"},
        },
    ),
    (
        "Other European nations",
        {
            "EU": {"said": "said", "carried": "was “not going", "acts": "have been"},
            "US": {"proposed_by": "proposed by"},
            "RU": {"mentioned": "Russian"},
            "UA": {"mentioned": "Ukraine"},
            "UK": {"mentioned": "the UK"},
        },
    ),
    ("Even Ukraine appeared", {"UA": {"acts": "appeared"}, "US": {"mentioned": "U.S."}}),
]

SEED_MENTIONS = {
    "A State Department official": ("US", "role"),
    "a separate senior State Department official": ("US", "role"),
    "the Russian Ministry of Defense": ("RU", "institution"),
    "one official": ("US", "carried"),
    "US Secretary of State Antony Blinken": ("US", "official"),
    "President Biden": ("US", "official"),
    "Russia’s government": ("RU", "institution"),
    "Russian President Vladimir Putin": ("RU", "official"),
    "Russian Foreign Ministry spokeswoman Maria Zakharova": ("RU", "official"),
    "Other European nations": ("EU", "name"),
    "top European Union diplomat Josep Borrell": ("EU", "official"),
    "the bloc": ("EU", "carried"),
    "Kyiv": ("UA", "capital"),
    "Britain": ("UK", "name"),
    "U.S.": ("US", "name"),
}


@cache
def the_project() -> Codebook:
    return load()


@cache
def with_a_stranger() -> Codebook:
    stranger = Actor(
        "ZZ",
        "Zembla",
        aliases=("Zemblan",),
        institutions=("Zemblan Academy",),
        capitals=("Onhava",),
        officials=(Official("Charles Xavier", "king"),),
    )
    return Codebook((*the_project().actors, stranger), the_project().targets)


@cache
def turned_round() -> Codebook:
    return Codebook(the_project().actors[::-1], the_project().targets)


@pytest.fixture(scope="module")
def project() -> Codebook:
    return the_project()


@pytest.fixture(scope="module")
def seed(project: Codebook) -> tuple[Document, tuple[AttributedPassage, ...]]:
    document = Document("seed", SEED.read_text(encoding="utf-8"), published=date(2022, 1, 24))
    return document, attribute(document, passages(document), project)


def read(text: str, codebook: Codebook, **fields: object) -> tuple[AttributedPassage, ...]:
    document = Document("d", text, **fields)  # type: ignore[arg-type]
    return attribute(document, passages(document), codebook)


@pytest.mark.parametrize("place", range(len(SEED_ATTRIBUTIONS)))
def test_seed_article_attributions(
    place: int, seed: tuple[Document, tuple[AttributedPassage, ...]]
) -> None:
    document, found = seed
    assert len(found) == len(SEED_ATTRIBUTIONS)
    opening, expected = SEED_ATTRIBUTIONS[place]
    assert found[place].passage.text.startswith(opening)
    rules: dict[str, dict[str, str]] = {}
    for attribution in found[place].attributions:
        rules.setdefault(attribution.actor, {})[attribution.rule] = attribution.cue
        assert document.text[attribution.start : attribution.end] == attribution.cue
        assert attribution.said_by is (attribution.rule != "mentioned")
    assert rules == expected


def test_seed_article_mentions_are_whole_phrases(
    seed: tuple[Document, tuple[AttributedPassage, ...]],
) -> None:
    document, found = seed
    named = {
        document.text[m.start : m.end]: (m.actor, m.kind) for one in found for m in one.mentions
    }
    assert {text: named.get(text) for text in SEED_MENTIONS} == SEED_MENTIONS


def test_given_actor_holds_every_passage(project: Codebook) -> None:
    found = read(
        "We regret the step. The United States was told. Nothing more.", project, actor="RU"
    )
    assert [one.attributions[0].actor for one in found] == ["RU"] * 3
    assert [one.attributions[0].rule for one in found] == ["given"] * 3
    first = found[0].attributions[0]
    assert (first.cue, first.start, first.end) == ("", 0, 0)
    assert [(a.actor, a.rule, a.said_by) for a in found[1].attributions[1:]] == [
        ("US", "mentioned", False)
    ]


def test_given_actor_may_be_called_by_name(project: Codebook) -> None:
    for name in ("Russia", "russian federation ", "RU"):
        found = read("We regret the step.", project, actor=name)
        assert [(a.actor, a.rule) for a in found[0].attributions] == [("RU", "given")]


def test_given_actor_must_be_in_the_codebook(project: Codebook) -> None:
    with pytest.raises(UsageError, match=r'no actor "XX".*US, UK, EU, UA, RU'):
        read("We regret the step.", project, actor="XX")


def test_first_person_of_a_quotation_is_its_speaker(project: Codebook) -> None:
    text = "Kuleba spoke on Monday: “Nobody asked.”\n\n“We will stay, and we will say so.”"
    second = read(text, project)[1]
    [mention] = second.mentions
    assert (mention.actor, mention.kind, text[mention.start : mention.end]) == (
        "UA", "carried", "We"
    )  # fmt: skip


def test_quotation_points_to_the_words_that_name_its_speaker(project: Codebook) -> None:
    text = "“We will stay. Nobody has asked us,” Kuleba told the channel."
    attribution = read(text, project)[0].attributions[0]
    assert (attribution.rule, attribution.cue) == ("quoted", "told")
    assert text[attribution.start : attribution.end] == "told"


def test_attributions_come_strongest_first_and_once_per_rule(
    seed: tuple[Document, tuple[AttributedPassage, ...]],
) -> None:
    for one in seed[1]:
        ranks = [(a.member, RULES.index(a.rule.removeprefix(MEMBER))) for a in one.attributions]
        assert ranks == sorted(ranks)
        pairs = [(attribution.actor, attribution.rule) for attribution in one.attributions]
        assert len(pairs) == len(set(pairs))


def test_officials_count_only_in_office() -> None:
    frostin = Official("Ada Frostin", "president", date(2020, 1, 1), date(2021, 1, 1))
    book = Codebook((Actor("NP", "North Pole", officials=(frostin,)),))
    text = "Ada Frostin said no."
    for published, held in (
        (None, True), (date(2019, 12, 31), False), (date(2020, 1, 1), True),
        (date(2021, 1, 1), True), (date(2021, 1, 2), False),
    ):  # fmt: skip
        assert bool(read(text, book, published=published)[0].mentions) is held


def test_a_surname_that_two_actors_share_needs_an_introduction() -> None:
    book = Codebook(
        (
            Actor("NP", "North Pole", officials=(Official("Ada Frostin", "envoy"),)),
            Actor("SP", "South Pole", officials=(Official("Ben Frostin", "envoy"),)),
        )
    )
    assert read("Frostin said no.", book)[0].mentions == ()
    found = read("Ben Frostin arrived. Frostin said no.", book)
    assert [mention.actor for mention in found[1].mentions] == ["SP"]


def test_a_gazetteer_lends_its_codebook_and_its_day(project: Codebook) -> None:
    text = "Liz Truss said no."
    document = Document("d", text)
    found = passages(document)
    during, after = (Gazetteer(project, date(year, 10, 1)) for year in (2022, 2023))
    assert attribute(document, found, during)[0].mentions
    assert not attribute(document, found, after)[0].mentions
    dated = Document("d", text, published=date(2022, 10, 1))
    assert attribute(dated, found, after)[0].mentions
    assert attribute(document, found, during) == during.attribute(document, found)


def test_gazetteer_finds_the_places_of_a_proposition(project: Codebook) -> None:
    text = "withdrawing embassy staff from Kyiv"
    [mention] = Gazetteer(project).mentions(text)
    assert (mention.actor, mention.kind, text[mention.start :]) == ("UA", "capital", "Kyiv")


def test_no_names_no_attributions(project: Codebook) -> None:
    [found] = read("The embassy said it would stay open.", project)
    assert found.mentions == () and found.attributions == ()
    document = Document("d", "")
    assert attribute(document, (), project) == ()


def test_hostile_text_is_read(project: Codebook) -> None:
    for text in (
        "US" * 2000, "US, " * 2000, "“" * 3000, "'US " * 3000, "said " * 3000,
        "Russia said (" * 500, "the official of " * 1000, "US \ud800 said no.",
        "\u200bRussia\u200b said\u00a0no.", "RUSSIA: " * 500, "- " * 2000, "U.S." * 1000,
    ):  # fmt: skip
        read(text, project)


WORDS = st.sampled_from(
    """the a official officials spokesman said says told that which and but Russia Russian US U.S.
    Britain's Borrell Zakharova Kyiv Ukraine bloc it she we embassy sanctions proposed by according
    to of in if would has ordered froze “ ” " ' , . ; : – - ( ) State Department President Biden
    former Foreign Minister Ada Frost Monday\n\n""".split(" ")
)


@settings(max_examples=100, deadline=None)
@given(st.lists(WORDS, max_size=60))
def test_what_always_holds(words: list[str]) -> None:
    codebook = the_project()
    document = Document("d", " ".join(words), published=date(2022, 1, 24))
    found = attribute(document, passages(document), codebook)
    keys = {actor.key for actor in codebook.actors}
    for one in found:
        end = one.passage.start
        for mention in one.mentions:
            assert end <= mention.start < mention.end <= one.passage.end
            end = mention.end
            text = document.text[mention.start : mention.end]
            assert text == text.strip() and mention.actor in keys
        attributed = {attribution.actor for attribution in one.attributions}
        assert {mention.actor for mention in one.mentions} <= attributed <= keys
        for attribution in one.attributions:
            assert document.text[attribution.start : attribution.end] == attribution.cue
            assert attribution.said_by is (attribution.rule != "mentioned")


@settings(max_examples=40, deadline=None)
@given(st.lists(WORDS, max_size=50))
def test_an_actor_the_text_does_not_name_changes_nothing(words: list[str]) -> None:
    document = Document("d", " ".join(words))
    found = passages(document)
    smaller, larger = the_project(), with_a_stranger()
    assert attribute(document, found, smaller) == attribute(document, found, larger)


@settings(max_examples=40, deadline=None)
@given(st.lists(WORDS, max_size=50))
def test_actors_in_another_order_change_nothing(words: list[str]) -> None:
    document = Document("d", " ".join(words))
    found = passages(document)
    straight, turned = the_project(), turned_round()
    assert attribute(document, found, straight) == attribute(document, found, turned)


PRESS_CONFERENCE = (
    "THE PRESIDENT: We will impose costs.\n"
    "Q    Why not sanction him now?\n"
    "It would stop him.\n"
    "THE PRESIDENT: Because we wait.\n"
    "PRESIDENT ZELENSKYY: We ask for it today.\n"
    "It is late.\n"
    "JONES: I doubt it.\n"
    "MS. SMITH: Thank you."
)


def test_who_asks_or_visits_does_not_speak_for_the_given_actor(project: Codebook) -> None:
    found = read(PRESS_CONFERENCE, project, actor="US")
    voices = {
        passage.passage.text: [(a.actor, a.rule) for a in passage.attributions if a.said_by]
        for passage in found
    }
    given = [("US", "given")]
    assert voices == {
        "THE PRESIDENT: We will impose costs.": given,
        "Q    Why not sanction him now?": [],
        "It would stop him.": [],
        "THE PRESIDENT: Because we wait.": given,
        "PRESIDENT ZELENSKYY: We ask for it today.": [("UA", "said")],
        "It is late.": [("UA", "said")],
        "JONES: I doubt it.": [],
        "MS. SMITH: Thank you.": given,
    }


def test_bare_names_alone_leave_the_floor_with_the_given_actor(project: Codebook) -> None:
    found = read("SMITH: We regret it.\nJONES: So do I.", project, actor="US")
    assert [[a.rule for a in passage.attributions] for passage in found] == [["given"], ["given"]]
