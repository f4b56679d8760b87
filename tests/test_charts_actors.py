"""Profile, members of a bloc, map of agreement, evidence timeline: what they draw and may say."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_charts import BOOK, drawn, lettering, said, trace
from test_charts_more import on, together

from stance import charts, export, measures
from stance.codebook import Codebook
from stance.domain import Actor, Target
from stance.errors import UsageError

EU = dataclasses.replace(BOOK.actor("EU"), members=("Germany", "German", "Hungary", "Latvia"))
UNION = Codebook(tuple(EU if one.key == "EU" else one for one in BOOK.actors), BOOK.targets)


# Profile


@pytest.fixture(scope="module")
def mixed():
    return together(
        said("US", "embassy_withdrawal", "favor", 30),
        said("US", "sanctions", "neutral", 4),
        said("EU", "embassy_withdrawal", "against", 20),
        said("UK", "embassy_withdrawal", "favor", 1, sure=0.5),
    )


def test_a_profile_is_of_one_actor_and_shows_the_others_as_ticks(mixed):
    figure = export.drawn("profile", mixed, BOOK, about="US").figure
    keys = [tuple(key) for key in trace(figure, "rows").customdata]
    assert keys == [("US", target.key) for target in BOOK.targets]
    assert len(trace(figure, "others").x) == 2
    assert figure.layout.meta["title"] == (
        "United States: in favor of withdrawing embassy staff from Kyiv"
    )
    assert "its 90% interval; 34 statements." in lettering(figure)
    assert "30 statements · 30 documents" in lettering(figure)
    assert list(trace(figure, "patterns").marker.pattern.shape) == ["/"]
    assert trace(figure, "words").text == ("On record, takes no side",)


def test_a_profile_is_silent_where_the_interval_is(mixed):
    figure = export.drawn("profile", mixed, BOOK, about="UK").figure
    assert figure.layout.meta["title"] == "No clear position of United Kingdom yet"
    assert set(trace(figure, "position").marker.color) == {charts.palette("light").paper}
    assert "No evidence" in trace(figure, "words").text
    nobody = export.drawn("profile", mixed, BOOK, about="RU").figure
    assert nobody.layout.meta["title"] == "No position of Russia yet"
    assert trace(nobody, "rows").marker.color[0] == charts.palette("light").absent


def test_a_profile_without_an_actor_is_of_the_one_heard_most(mixed):
    title = drawn("profile", mixed).layout.meta["title"]
    assert title.startswith("United States")
    with pytest.raises(UsageError, match=r"no actor \"XX\""):
        export.drawn("profile", mixed, BOOK, about="XX")


def test_a_long_title_counts():
    targets = tuple(Target(f"t{n}", f"T{n}", f"doing the thing with number {n}") for n in range(12))
    frame = together(*(said("US", one.key, "favor", 12) for one in targets))
    book = Codebook(BOOK.actors, targets)
    title = export.drawn("profile", frame, book, about="US").figure.layout.meta["title"]
    assert title == "United States: clearly in favor of 12 of 12 targets"
    matrix = export.drawn("matrix", frame, book).figure.layout.meta["title"]
    assert matrix == "Clear positions on 12 targets: 12 in favor"


# Members of a bloc


def member(name: str, kind: str, n: int) -> pd.DataFrame:
    """What a member says, in the rows of the bloc."""
    frame = said("EU", "sanctions", kind, n)
    return frame.assign(
        attribution="member:said",
        text=[f"{name} spoke, {kind} {number}." for number in range(n)],
        document_id=[f"{name}{number}" for number in range(n)],
    )


@pytest.fixture(scope="module")
def union():
    return together(
        said("EU", "sanctions", "favor", 20).assign(attribution="said"),
        member("Germany", "favor", 10),
        member("The German minister", "favor", 2),
        member("Hungary", "against", 12),
        member("Latvia", "favor", 1).assign(p_favor=0.4, p_against=0.3, p_neutral=0.2, p_none=0.1),
        said("US", "sanctions", "favor", 5),
    )


def test_members_speak_for_themselves(union):
    drawing = export.drawn("dispersion", union, UNION)
    figure = drawing.figure
    keys = [tuple(key) for key in trace(figure, "rows").customdata]
    assert keys == [
        ("EU", "sanctions"), ("EU:Germany", "sanctions"), ("EU:Latvia", "sanctions"),
        ("EU:Hungary", "sanctions"),
    ]  # fmt: skip
    table = drawing.table.set_index("actor")["n"]
    assert table.to_dict() == {"EU": 20, "EU:Germany": 12, "EU:Hungary": 12, "EU:Latvia": 1}
    assert figure.layout.meta["title"] == (
        "On imposing sanctions on Russia: Germany in favor and Hungary against"
    )
    assert "Spread of the members" in lettering(figure)
    assert "45 statements" in lettering(figure)


def test_members_may_be_actors_of_their_own():
    frame = together(
        said("EU", "sanctions", "favor", 20),
        said("UK", "sanctions", "against", 20),
        said("UA", "sanctions", "favor", 20),
        said("RU", "sanctions", "against", 20),
    )
    drawing = export.drawn("dispersion", frame, BOOK, about="EU", members=("UK", "UA"))
    assert set(drawing.table["actor"]) == {"EU", "UK", "UA"}
    assert "RU" not in set(drawing.statements["actor"])
    assert "Ukraine in favor and United Kingdom against" in drawing.figure.layout.meta["title"]


def test_without_members_nothing_is_drawn(union):
    quiet = union[~union["attribution"].str.startswith("member:")]
    figure = export.drawn("dispersion", quiet, UNION).figure
    assert figure.layout.meta["title"] == (
        "No member of European Union has been heard on its own yet"
    )
    assert not figure.data


def test_a_sentence_without_a_member_is_left_out(union):
    lost = union.assign(text="Somebody spoke.")
    rows, actors = measures.members(lost, EU)
    assert rows.empty and actors == ()


# The map


def camps(sides: dict[str, str], targets: int = 3, n: int = 20) -> tuple[pd.DataFrame, Codebook]:
    """Actors in two camps over several targets."""
    aims = tuple(Target(f"t{n}", f"T{n}", f"doing {n}") for n in range(targets))
    actors = tuple(Actor(key, f"Actor {key}") for key in sides)
    parts = [said(key, one.key, kind, n) for key, kind in sides.items() for one in aims]
    return together(*parts), Codebook(actors, aims)


FOUR = {"A": "favor", "B": "favor", "C": "against", "D": "against"}


def test_two_camps_lie_apart_and_the_map_says_how_good_it_is():
    frame, book = camps(FOUR)
    table = measures.closeness(frame).set_index("actor")
    assert abs(table.at["A", "x"] - table.at["B", "x"]) < 0.05
    assert abs(table.at["A", "x"] - table.at["C", "x"]) > 0.7
    figure = drawn("map", frame, book)
    assert figure.layout.meta["title"] == (
        "4 of 6 pairs clearly apart, 2 of 6 pairs clearly alike over 3 targets"
    )
    assert "stress 0.0" in lettering(figure) and "% of the differences" in lettering(figure)
    assert [key[0] for key in trace(figure, "actors").customdata] == list(FOUR)
    names = {one.text for one in figure.layout.annotations}
    assert {f"Actor {key}" for key in FOUR} <= names


@pytest.mark.parametrize(("actors", "targets"), [(4, 2), (3, 3), (4, 1)])
def test_there_is_no_map_of_two_targets_or_three_actors(actors, targets):
    frame, book = camps(dict(list(FOUR.items())[:actors]), targets)
    assert measures.closeness(frame).empty
    figure = drawn("map", frame, book)
    assert not figure.data
    assert "four actors who all take a position on the same three targets" in lettering(figure)


def test_who_has_a_gap_is_not_on_the_map_and_named():
    frame, book = camps({**FOUR, "E": "favor"})
    frame = frame[~((frame["actor"] == "E") & (frame["target"] == "t1"))]
    figure = drawn("map", frame, book)
    assert [key[0] for key in trace(figure, "actors").customdata] == list(FOUR)
    assert "Not on the map" in lettering(figure) and "Actor E" in lettering(figure)


def test_nothing_is_called_apart_or_alike_without_evidence():
    frame, book = camps(FOUR, n=1)
    frame = frame.assign(p_favor=0.4, p_against=0.4, p_neutral=0.2, p_none=0.0)
    assert drawn("map", frame, book).layout.meta["title"] == (
        "No two actors are clearly apart or alike over 3 targets yet"
    )


@given(st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1)), min_size=4, max_size=7))
@settings(max_examples=60, deadline=None)
def test_scaling_gives_back_a_plane(points):
    places = np.array(points)
    distances = np.linalg.norm(places[:, None] - places[None], axis=-1)
    found, stress, explained = measures.scaled(distances)
    again = np.linalg.norm(found[:, None] - found[None], axis=-1)
    assert np.allclose(again, distances, atol=1e-5)
    assert stress < 1e-4 and explained > 0.999


def test_the_map_does_not_depend_on_the_order_of_rows():
    frame, _ = camps(FOUR, n=3)
    shuffled = frame.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(measures.closeness(shuffled), measures.closeness(frame))


# The evidence timeline


@pytest.fixture(scope="module")
def days():
    return together(
        on("2022-01-03", "US", "favor", 3),
        on("2022-01-03", "EU", "against", 1),
        on("2022-02-03", "EU", "neutral", 1),
        on(None, "EU", "against", 2),
        on("2022-01-05", "UK", "no_position", 2),
    )


def test_every_dated_statement_has_its_tick(days):
    figure = drawn("ticks", days)
    assert [list(key) for key in trace(figure, "In favor").customdata] == [
        ["sanctions", "US", "2022-01-03", "2022-01-03"]
    ]
    assert "3 statements" in trace(figure, "In favor").hovertext[0]
    up, down = trace(figure, "In favor ticks").y, trace(figure, "Against ticks").y
    assert up[1] > up[0] and down[1] < down[0]
    # One statement is a third of the tallest tick, which stands for three.
    assert (down[0] - down[1]) / (up[1] - up[0]) == pytest.approx(1 / 3)
    words = lettering(figure)
    assert "5 statements on 2 days" in words
    assert "2 statements of unknown day not drawn" in words
    assert "United Kingdom" not in words


def test_many_days_are_put_together_aloud(days, monkeypatch):
    monkeypatch.setattr("stance.charts.ticks.MOST", 1)
    figure = drawn("ticks", days)
    assert "drawn by year" in lettering(figure)
    assert list(trace(figure, "In favor").customdata[0][2:]) == ["2022-01-01", "2022-12-31"]
