"""Positions along time and shares of stances: the measure, and what the figures may say of it."""

from __future__ import annotations

import itertools
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_charts import BOOK, drawn, lettering, said, trace

from stance import charts, measures
from stance.charts.theme import PALETTES, contrast
from stance.domain import COLUMNS
from stance.errors import UsageError

DAY = pd.Timedelta(days=1)
KINDS = ("favor", "against", "neutral", "no_position", "unsure")


def on(day: str | None, actor: str, kind: str, n: int, target: str = "sanctions") -> pd.DataFrame:
    """Statements of one day, each in a document of its own."""
    frame = said(actor, target, kind, n)
    frame["document_id"] = [f"{actor}{day}{kind}{number}" for number in range(n)]
    frame["text"] = [f"{actor} {day} {kind} {number}." for number in range(n)]
    return frame.assign(published=pd.Timestamp(day) if day else pd.NaT).astype(
        {"published": "datetime64[us]"}
    )


def together(*parts: pd.DataFrame) -> pd.DataFrame:
    return pd.concat(parts, ignore_index=True)


@pytest.fixture(scope="module")
def moved():
    """One actor changes sides over a gap, one stays, one takes no side, one is undated."""
    return together(
        *(on(f"2022-0{month}-10", "EU", "against", 9) for month in (1, 2)),
        *(on(f"2022-0{month}-10", "EU", "favor", 9) for month in (5, 6)),
        *(on(f"2022-0{month}-03", "US", "favor", 9) for month in (1, 2, 3)),
        on("2022-03-04", "UK", "neutral", 6),
        on("2022-04-04", "UK", "no_position", 2),
        on(None, "UA", "favor", 3),
    )


# The measure


@st.composite
def frames(draw) -> pd.DataFrame:
    """Canonical tables of a few actors and targets, some of it undated."""
    days = st.none() | st.dates(date(2019, 1, 1), draw(st.sampled_from([date(2019, 3, 1),
        date(2021, 9, 1), date(2060, 1, 1)])))  # fmt: skip
    rows = draw(
        st.lists(
            st.tuples(
                days, st.sampled_from("AB"), st.sampled_from(["s", "t"]), st.sampled_from(KINDS)
            ),
            max_size=14,
        )
    )
    made = []
    for number, (day, actor, target, kind) in enumerate(rows):
        row = dict.fromkeys(COLUMNS, "")
        row |= {f"p_{one}": 0.25 for one in ("favor", "against", "neutral", "none")}
        abstains = kind in ("no_position", "unsure")
        row |= {"stance": "" if abstains else kind, "abstention": kind if abstains else ""}
        row |= {"document_id": f"d{number % 4}", "text": f"T{number}.", "published": day}
        made.append(row | {"passage": number, "actor": actor, "target": target})
    frame = pd.DataFrame(made, columns=list(COLUMNS))
    return frame.assign(published=pd.to_datetime(frame["published"]).astype("datetime64[us]"))


def quick(frame: pd.DataFrame, **settings_: object) -> pd.DataFrame:
    return measures.timeline(frame, draws=100, **settings_)


@given(frame=frames(), step=st.sampled_from([None, *measures.STEPS]))
@settings(max_examples=40, deadline=None)
def test_a_step_is_the_position_of_its_statements_alone(frame, step):
    steps = quick(frame, step=step)
    counts = ["favor", "against", "neutral", "no_position", "unsure"]
    assert steps[counts].to_numpy().sum() == len(frame)
    for row in steps.to_dict("records"):
        inside = (
            frame["published"].isna()
            if pd.isna(row["start"])
            else frame["published"].between(row["start"], row["end"])
        )
        mine = (frame["actor"] == row["actor"]) & (frame["target"] == row["target"])
        [alone] = measures.positions(frame[inside & mine], draws=100).to_dict("records")
        for name in ("position", "low", "high", "n", "n_effective", "n_documents", *counts):
            np.testing.assert_equal(row[name], alone[name])


@given(frame=frames(), step=st.sampled_from([None, *measures.STEPS]), seed=st.randoms())
@settings(max_examples=25, deadline=None)
def test_steps_are_whole_ordered_and_blind_to_the_order_of_rows(frame, step, seed):
    steps = quick(frame, step=step)
    order = list(range(len(frame)))
    seed.shuffle(order)
    pd.testing.assert_frame_equal(quick(frame.iloc[order], step=step), steps)
    for _, some in steps[steps["start"].notna()].groupby(["target", "actor"]):
        rows = some.to_dict("records")
        assert all(row["start"] <= row["end"] for row in rows)
        assert all(a["end"] < b["start"] for a, b in itertools.pairwise(rows))
    lengths = {"week": {7}, "month": {28, 29, 30, 31}, "quarter": {90, 91, 92}, "year": {365, 366}}
    for row in steps[steps["start"].notna()].to_dict("records"):
        assert (row["end"] - row["start"] + DAY).days in lengths[row["step"]]


@given(
    first=st.dates(date(1950, 1, 1), date(2050, 1, 1)),
    length=st.integers(0, 20_000),
)
@settings(max_examples=120, deadline=None)
def test_the_shortest_step_that_makes_at_most_forty(first, length):
    ends = pd.Series(pd.to_datetime([first, first + length * DAY]))
    kind = measures.fitting_step(ends)
    made = {name: len(pd.period_range(*ends, freq=freq)) for name, freq in measures.STEPS.items()}
    longer = [name for name, number in made.items() if number <= measures.MOST_STEPS]
    assert kind == (longer[0] if longer else "year")


def test_copies_count_once_within_a_step(moved):
    story = on("2022-01-10", "RU", "favor", 5).assign(text="The story that all of them print.")
    [row] = measures.timeline(story).to_dict("records")
    assert (row["n"], round(row["n_effective"], 6), row["n_documents"]) == (5, 1.0, 5)


def test_a_table_that_is_none_is_refused(moved):
    with pytest.raises(UsageError, match=r"fortnight.*month"):
        measures.timeline(moved, step="fortnight")
    with pytest.raises(UsageError, match="published"):
        measures.timeline(moved.drop(columns="published"))
    with pytest.raises(UsageError, match="no date"):
        measures.timeline(moved.assign(published="2022-01-41"))


# The timeline


def timeline(frame: pd.DataFrame, step: str = "month", theme: str = "light"):
    steps = measures.timeline(frame, step=step)
    basis = charts.Basis.of(frame)
    return charts.position_lines(steps, BOOK, statements=frame, basis=basis, theme=theme)


def test_nothing_is_drawn_over_a_gap(moved):
    line = trace(timeline(moved), "line")
    xs = [None if x is None else pd.Timestamp(x) for x in line.x]
    for one, other in itertools.pairwise(xs):
        if one is not None and other is not None:
            assert (other - one).days <= 31
    # Two runs of the actor that paused, one each of the others.
    assert [len(list(run)) for gap, run in itertools.groupby(xs, pd.isnull) if not gap] == [
        3, 1, 2, 2,
    ]  # fmt: skip
    assert line.connectgaps is False
    bands = trace(timeline(moved), "interval")
    assert bands.fill == "toself"
    assert sum(x is None for x in bands.x) == 3
    assert len(trace(timeline(moved), "interval of a single step").x) == 3


def test_the_band_is_the_interval_and_the_line_the_position(moved):
    figure = timeline(moved)
    points = trace(figure, "position")
    mine = measures.timeline(moved, step="month")
    mine = mine[(mine["actor"] == "US") & mine["n"].gt(0)]
    at = [n for n, key in enumerate(points.customdata) if key[1] == "US"]
    heights = np.array([points.y[n] for n in at])
    assert np.allclose(np.diff(heights), np.diff(mine["position"]) * 0.33)
    hover = points.hovertext[at[0]]
    assert "n = 9 statements in 9 documents" in hover
    assert "January 2022" in hover and "90% interval" in hover
    assert list(points.customdata[at[0]]) == ["sanctions", "US", "2022-01-01", "2022-01-31"]


def test_only_what_the_intervals_bear_is_said(moved):
    assert charts.moves(measures.timeline(moved, step="month"), BOOK) == (
        "On imposing sanctions on Russia: European Union moved from against to in favor; "
        "United States stayed in favor"
    )
    few = together(on("2022-01-03", "EU", "against", 1), on("2022-02-03", "EU", "favor", 1))
    few = few.assign(p_favor=0.4, p_against=0.3, p_neutral=0.2, p_none=0.1)
    assert charts.moves(measures.timeline(few, step="month"), BOOK) == (
        "No change of side is clear yet"
    )
    once = measures.timeline(on("2022-01-03", "EU", "against", 9))
    assert charts.moves(once, BOOK).startswith("No change can be seen yet")
    undated = measures.timeline(on(None, "EU", "against", 9))
    assert charts.moves(undated, BOOK) == "No dated statement yet"


@given(
    spans=st.lists(
        st.tuples(st.floats(-1, 1), st.floats(-1, 1)).map(lambda pair: tuple(sorted(pair))),
        min_size=1,
        max_size=6,
    )
)
@settings(max_examples=100, deadline=None)
def test_a_move_needs_two_intervals_on_two_sides(spans):
    starts = pd.date_range("2022-01-01", periods=len(spans), freq="MS").astype("datetime64[us]")
    rows = [
        {"low": low, "high": high, "position": (low + high) / 2, "start": start}
        for (low, high), start in zip(spans, starts, strict=True)
    ]
    steps = pd.DataFrame(rows).assign(
        actor="EU", target="sanctions", step="month", n=2, favor=1, against=1, neutral=0,
        no_position=0, unsure=0,
    )  # fmt: skip
    said_of_it = charts.moves(steps, BOOK)
    sides = [1 if low > 0 else -1 if high < 0 else 0 for low, high in spans]
    if "moved" in said_of_it:
        assert {1, -1} <= set(sides)
    if "stayed" in said_of_it:
        assert len(sides) > 1 and len(set(sides)) == 1 and 0 not in sides
    if set(sides) <= {0}:
        assert said_of_it.startswith("No change")


def test_every_dated_statement_is_a_tick_on_its_side(moved):
    figure = timeline(moved)
    levels = {name: set(np.round(np.mod(trace(figure, name).y, 1), 6)) for name in
              ("In favor", "Against")}  # fmt: skip
    assert len(levels["In favor"]) == len(levels["Against"]) == 1
    assert levels["In favor"] != levels["Against"]
    number = sum(
        int(text.rsplit(": ", 1)[1].split()[0])
        for name in ("In favor", "Against", "Neutral")
        for text in trace(figure, name).hovertext
    )
    dated = moved[(moved["stance"] != "") & moved["published"].notna()]
    assert number == len(dated)
    assert set(trace(figure, "In favor").marker.symbol.split()) == {"line-ns-open"}


def test_what_is_not_drawn_is_named(moved, monkeypatch):
    footer = timeline(moved).layout.annotations[-1].text.replace("<br>", " ")
    assert "3 statements of unknown date are not drawn" in footer
    assert "3 undated" in footer
    assert "Thin ticks" in footer
    monkeypatch.setattr("stance.charts.timeline.MOST_TICKS", 3)
    crowded = timeline(moved)
    assert "too many for ticks" in crowded.layout.annotations[-1].text.replace("<br>", " ")
    assert not [one for one in crowded.data if one.name in charts.KINDS.values()]


def test_hollow_where_the_interval_crosses_zero():
    frame = together(on("2022-01-03", "EU", "favor", 9), on("2022-02-03", "EU", "favor", 1))
    frame.loc[9, ["p_favor", "p_against"]] = [0.5, 0.45]
    marks = trace(timeline(frame), "position").marker
    colors = charts.palette("light")
    assert list(marks.color) == [colors.favor, colors.paper]
    assert set(marks.symbol) == {"triangle-up"}


# Shares of stances


@pytest.fixture(scope="module")
def mixed():
    return together(
        on("2022-01-03", "US", "favor", 18),
        on("2022-01-03", "US", "against", 1),
        on("2022-01-03", "US", "neutral", 1),
        on("2022-01-03", "EU", "favor", 3),
        on("2022-01-03", "EU", "against", 3),
        on("2022-01-03", "EU", "neutral", 4),
        on("2022-01-03", "RU", "no_position", 2),
    )


def segments(figure) -> dict[tuple[str, str], tuple[float, float]]:
    """Start and end of every segment by actor and stance."""
    return {
        (key[0], key[2]): (base, base + length)
        for one in figure.data
        for key, base, length in zip(one.customdata, one.base, one.x, strict=True)
    }


def test_bars_are_whole_and_split_at_the_middle(mixed):
    found = segments(drawn("stances", mixed))
    for actor in ("US", "EU"):
        against, neutral, favor = (found[actor, kind] for kind in ("against", "neutral", "favor"))
        assert against[1] == pytest.approx(neutral[0])
        assert neutral[1] == pytest.approx(favor[0])
        assert favor[1] - against[0] == pytest.approx(1)
        assert neutral[0] == pytest.approx(-neutral[1])
    assert found["US", "favor"][1] - found["US", "favor"][0] == pytest.approx(0.9)
    assert not [key for key in found if key[0] == "RU"]


def test_bars_say_their_numbers_and_who_said_nothing(mixed):
    figure = drawn("stances", mixed)
    assert "▲ 18 · 90%" in trace(figure, "In favor").text
    assert "3 of 10 statements (30%)" in "".join(trace(figure, "Against").hovertext)
    words = lettering(figure)
    assert "20 statements 20 documents" in words
    assert "Mentioned, no position" in words
    assert "No evidence" in words
    assert figure.layout.meta["alt"].startswith(
        "On imposing sanctions on Russia: United States in favor."
    )


@pytest.mark.parametrize("theme", PALETTES)
def test_bars_fade_where_the_interval_crosses_zero_and_stay_readable(theme, mixed):
    figure = drawn("stances", mixed, theme=theme)
    paper = charts.palette(theme).paper
    bars = trace(figure, "In favor")
    strength = {
        key[0]: contrast(color, paper)
        for key, color in zip(bars.customdata, bars.marker.color, strict=True)
    }
    assert strength["US"] > 1.8 > 1.5 > strength["EU"]
    for one in figure.data:
        pairs = zip(one.marker.color, one.textfont.color, strict=True)
        assert all(contrast(ground, words) > 4.5 for ground, words in pairs)
