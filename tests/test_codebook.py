"""The codebook: what is read, what is refused and with which words, and the project's own."""

from __future__ import annotations

import string
from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance import codebook as module
from stance.codebook import Codebook, default_hypotheses, default_path, load, parse
from stance.domain import Actor, Official, Target
from stance.errors import CodebookError, UsageError

MINIMAL = """
[[actor]]
key = "NP"
name = "North Pole"

[[target]]
key = "thaw"
name = "Thaw"
proposition = "melting the ice"
"""

FULL = """
[[actor]]
key = "NP"
name = "North Pole"
color = "#A1B2C3"
aliases = ["Polar", "the  far\\tnorth"]
institutions = ["Ice Ministry"]
capitals = ["Igloo"]
members = ["Floe"]
officials = [
  { name = "Ada Frostin", role = "president", from = 2021-05-01, to = "2022-05-01" },
  { name = "Ben Snowe" },
]

[[actor]]
key = "SP"
name = "South Pole"

[[target]]
key = "thaw"
name = "Thaw"
proposition = "melting the ice"
wordings = ["thawing the ice"]
cues = ["ice", "melt*"]
favor = ["{actor} wants to melt the ice."]
"""


def test_a_full_codebook_is_read() -> None:
    book = parse(FULL)
    assert [actor.key for actor in book.actors] == ["NP", "SP"]
    assert book.actor("NP") == Actor(
        "NP",
        "North Pole",
        "#a1b2c3",
        aliases=("Polar", "the far north"),
        institutions=("Ice Ministry",),
        capitals=("Igloo",),
        officials=(
            Official("Ada Frostin", "president", date(2021, 5, 1), date(2022, 5, 1)),
            Official("Ben Snowe", ""),
        ),
        members=("Floe",),
    )
    defaults = default_hypotheses("melting the ice")
    assert book.target("thaw") == Target(
        "thaw",
        "Thaw",
        "melting the ice",
        wordings=("thawing the ice",),
        cues=("ice", "melt*"),
        favor=("{actor} wants to melt the ice.",),
        against=defaults["against"],
        neutral=defaults["neutral"],
    )


def test_words_beside_cues_are_read_and_leave_other_digests_as_they_were() -> None:
    paired = parse(FULL.replace('"melt*"]', '"melt*"]\ncues_with = ["spring"]'))
    assert paired.target("thaw").cues_with == ("spring",)
    assert paired.digest != parse(FULL).digest
    # Pinned: who has no such words must not see a codebook that seems to have changed.
    assert parse(MINIMAL).digest == "2db82c0911637ef3"


def test_a_minimal_codebook_is_enough() -> None:
    book = parse(MINIMAL)
    assert book.actor("NP") == Actor("NP", "North Pole")
    target = book.target("thaw")
    for hypothesis in (*target.favor, *target.against, *target.neutral):
        assert "melting the ice" in hypothesis.format(actor="North Pole")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('name = "North Pole"', 'nome = "North Pole"'), ["number 1 (NP)", '"nome"', "aliases"]),
        (('key = "NP"\n', ""), ["[[actor]] number 1", '"key" is missing']),
        (('key = "NP"', 'key = "N P"'), ["number 1 (N P)", '"key"', "letters"]),
        (('key = "NP"', 'key = 5'), ['"key" is 5 (int)', "double quotes"]),
        (('"South Pole"', '""'), ["number 2 (SP)", '"name" is empty']),
        (('"Polar", ', '"Polar", 7, '), ['"aliases[2]" is 7 (int)']),
        (('"Polar", ', '"Polar", " ", '), ['"aliases[2]" is empty']),
        (('aliases = ["Polar", "the  far\\tnorth"]', 'aliases = "Polar"'), ['"aliases"', "list"]),
        (('"#A1B2C3"', '"blue"'), ['"color"', "#rrggbb"]),
        (('"South Pole"', '"south pole"\naliases = ["ICE ministry"]'),
         ["number 2 (SP)", '"aliases" has "ICE ministry"', '"institutions" of NP']),
        (('"South Pole"', '"The north pole"'), ['"name" has "The north pole"', '"name" of NP']),
        (('"South Pole"', '"Ada frostin"'), ['"name" has "Ada frostin"', '"officials" of NP']),
        (('"South Pole"', '"South Pole"\nmembers = ["FLOE"]'), ['"members" of NP']),
        (('"South Pole"', '"South Pole"\ncount_members = 1'), ['"count_members"', "true or false"]),
        (('key = "SP"', 'key = "np"'), ["number 2", '"key" np is taken by number 1']),
        (("2021-05-01", "2023-05-01"), ["Ada Frostin", '"from" 2023-05-01 is after "to"']),
        (('"2022-05-01"', '"May 2022"'), ["officials[1]", '"to"', "2021-01-31"]),
        (("2021-05-01", "2021-05-01T10:00:00"), ["officials[1]", '"from"']),
        (('role = "president"', 'rule = "president"'), ["officials[1]", '"rule"', "role"]),
        (('{ name = "Ben Snowe" }', '"Ben Snowe"'), ["officials[2]", "table of the official"]),
        (('{ name = "Ben Snowe" }', '{ role = "aide" }'), ["officials[2]", '"name" is missing']),
        (('"melting the ice"', '"  "'), ["[[target]] number 1 (thaw)", '"proposition" is empty']),
        (('proposition = "melting the ice"', ""), ['"proposition" is missing']),
        (('{actor} wants', 'He wants'), ['"favor[1]"', "{actor}"]),
        (('{actor} wants', '{actor} of {place} wants'), ['"favor[1]"', "no other braces"]),
        (('{actor} wants', '{actor wants'), ['"favor[1]"', "{actor wants"]),
        (('["{actor} wants to melt the ice."]', '[""]'), ['"favor[1]" is empty']),
        (('"melt*"', '"me*lt"'), ['"cues[2]"', "melt*"]),
        (('"melt*"]', '"melt*"]\ncues_with = ["m*", "me*t"]'), ['"cues_with[2]"', "melt*"]),
        (('cues = ["ice", "melt*"]', 'cues_with = ["melt*"]'), ['"cues_with" without "cues"']),
        (('cues', 'cue'), ["[[target]] number 1 (thaw)", '"cue"', "cues"]),
        (("[[target]]", "[[goal]]"), ['unknown key "goal"', "actor, target"]),
        (("[[target]]", "[target]"), ["no [[target]] table"]),
        (('key = "SP"', "key = SP"), ["not valid TOML", "line 16"]),
    ],
)  # fmt: skip
def test_what_is_refused_and_how(change: tuple[str, str], words: list[str]) -> None:
    assert change[0] in FULL
    with pytest.raises(CodebookError) as caught:
        parse(FULL.replace(*change, 1), "my.toml")
    message = str(caught.value)
    assert message.startswith("my.toml")
    assert "\n" not in message
    for word in words:
        assert word in message


def test_an_actor_may_repeat_its_own_names() -> None:
    text = MINIMAL.replace('"North Pole"', '"North Pole"\naliases = ["North pole", "Polar"]')
    assert parse(text).actor("NP").aliases == ("North pole", "Polar")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    for path, words in (
        (tmp_path / "none.toml", "There is no codebook at"),
        (tmp_path, "cannot be read"),
    ):
        with pytest.raises(CodebookError, match=words):
            load(path)
    path = tmp_path / "latin.toml"
    path.write_bytes(MINIMAL.replace("Pole", "P\xf6le").encode("latin-1"))
    with pytest.raises(CodebookError, match=r"latin\.toml, line 4: a byte that is not UTF-8"):
        load(path)
    path.write_text("", encoding="utf-8")
    with pytest.raises(CodebookError, match=r"no \[\[actor\]\] table"):
        load(path)


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    path = tmp_path / "codebook.toml"
    path.write_bytes(b"\xef\xbb\xbf" + MINIMAL.replace("\n", "\r\n").encode())
    assert load(path) == parse(MINIMAL)


def test_the_environment_names_another_codebook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "codebook.toml"
    path.write_text(MINIMAL, encoding="utf-8")
    monkeypatch.setenv(module.VARIABLE, str(path))
    assert load() == parse(MINIMAL)
    monkeypatch.setenv(module.VARIABLE, "")
    assert default_path().parts[-2:] == ("data", "codebook.toml")
    assert load() == load(default_path())


def test_unknown_keys_list_the_known_ones() -> None:
    book = parse(FULL)
    with pytest.raises(UsageError, match=r'no actor "US".*NP, SP'):
        book.actor("US")
    with pytest.raises(UsageError, match=r'no target "war".*thaw'):
        book.target("war")


def test_the_digest_is_of_the_content() -> None:
    book = parse(FULL)
    assert len(book.digest) == 16 and set(book.digest) <= set(string.hexdigits.lower())
    assert parse(FULL.replace("the  far\\tnorth", "the far north")) == book
    assert parse(FULL.replace("#A1B2C3", "#000000")).digest == book.digest
    assert parse("# a comment\n" + FULL) == book
    for old, new in (('"Polar"', '"Polars"'), ("2021-05-01", "2021-05-02"), ('"melt*"', '"thaw*"')):
        assert parse(FULL.replace(old, new)).digest != book.digest
    assert Codebook(book.actors, book.targets) == book
    assert hash(Codebook(book.actors, book.targets)) == hash(book)
    assert Codebook(book.actors[::-1], book.targets) != book


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40))
def test_any_text_is_either_read_or_refused_in_one_line(name: str) -> None:
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    try:
        book = parse(MINIMAL.replace("North Pole", quoted))
    except CodebookError as error:
        assert "\n" not in str(error)
    else:
        assert book.actors[0].name == " ".join(book.actors[0].name.split())


# --- the project's own codebook ---------------------------------------------------------------


@pytest.fixture(scope="module")
def project() -> Codebook:
    return load(default_path())


def test_project_has_the_five_actors_and_two_targets(project: Codebook) -> None:
    assert [actor.key for actor in project.actors] == ["US", "UK", "EU", "UA", "RU"]
    assert [target.key for target in project.targets] == ["embassy_withdrawal", "sanctions"]
    assert [bool(actor.members) for actor in project.actors] == [False, False, True, False, False]


def test_project_actors_are_complete(project: Codebook) -> None:
    for actor in project.actors:
        assert actor.capitals and actor.institutions and actor.aliases
        assert len(actor.officials) >= 25
        for official in actor.officials:
            assert official.role and len(official.name.split()) >= 2
    states = {
        "Austria", "Belgium", "Bulgaria", "Croatia", "Cyprus", "Czech Republic", "Denmark",
        "Estonia", "Finland", "France", "Germany", "Greece", "Hungary", "Ireland", "Italy",
        "Latvia", "Lithuania", "Luxembourg", "Malta", "Netherlands", "Poland", "Portugal",
        "Romania", "Slovakia", "Slovenia", "Spain", "Sweden",
    }  # fmt: skip
    assert len(states) == 27
    assert states <= set(project.actor("EU").members)


def test_nobody_holds_one_office_twice_at_a_time(project: Codebook) -> None:
    for actor in project.actors:
        for one, other in combinations(actor.officials, 2):
            if one.name == other.name:
                first, second = sorted((one, other), key=lambda o: o.start or date.min)
                assert first.end is not None and second.start is not None
                assert first.end <= second.start


def test_project_colors_are_told_apart_by_everybody(project: Codebook) -> None:
    # All five are of the eight hues of Okabe and Ito, chosen for every kind of color vision.
    safe = {"#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7", "#000000"}
    colors = [actor.color for actor in project.actors]
    assert len(set(colors)) == 5 and set(colors) <= safe


def test_project_targets_are_complete(project: Codebook) -> None:
    for target in project.targets:
        assert len(target.wordings) >= 3 and target.cues
        for side in (target.favor, target.against, target.neutral):
            assert 2 <= len(side) <= 4
            for hypothesis in side:
                assert hypothesis.startswith("{actor} ")
                assert not {"not", "no", "never", "without"} & set(hypothesis.lower().split())


def test_frozen(project: Codebook) -> None:
    with pytest.raises(AttributeError):
        project.actors = ()  # type: ignore[misc]
    assert replace(project.actors[0], name="X").name == "X"
