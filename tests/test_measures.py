"""Positions, divergence, polarisation and agreement: values, ranges and invariances."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.domain import COLUMNS
from stance.errors import UsageError
from stance.measures import (
    agreement,
    divergence,
    ordinal_distance,
    polarisation,
    positions,
    signorino_ritter,
    van_der_eijk,
)
from stance.measures.posterior import Sampling, mean_position, shares

MEASURES = (positions, divergence, polarisation, agreement)
CERTAIN = {"favor": (1, 0, 0, 0), "against": (0, 1, 0, 0), "neutral": (0, 0, 1, 0)}


def row(actor, label, *, target="sanctions", document="d", text="", chances=None, published=None):
    """A row of the canonical table; `label` is a stance or the reason of an abstention."""
    spoke = label in CERTAIN
    four = chances or CERTAIN.get(label, (0.1, 0.1, 0.1, 0.7))
    return {
        **dict.fromkeys(COLUMNS, ""),
        "document_id": document,
        "published": pd.Timestamp(published) if published else pd.NaT,
        "passage": 0,
        "start": 0,
        "end": len(text),
        "text": text or f"{actor} {label} {target} {document}",
        "actor": actor,
        "target": target,
        "stance": label if spoke else "",
        "abstention": "" if spoke else label,
        "p_favor": four[0],
        "p_against": four[1],
        "p_neutral": four[2],
        "p_none": four[3],
    }


def table(*rows):
    return pd.DataFrame(list(rows), columns=list(COLUMNS)).astype({"published": "datetime64[us]"})


def said(actor, label, n, **fields):
    return [row(actor, label, document=f"{actor}{i}", **fields) for i in range(n)]


def one(frame, **where):
    for name, value in where.items():
        frame = frame[frame[name] == value]
    assert len(frame) == 1
    return frame.iloc[0]


# Positions


@pytest.mark.parametrize(
    ("n", "position", "low", "high"),
    [(1, 0.40, -0.43, 0.95), (3, 0.67, 0.10, 0.98), (10, 0.87, 0.62, 0.99)],
)
def test_the_posterior_of_statements_in_favor_alone(n, position, low, high):
    got = one(positions(table(*said("UK", "favor", n)), draws=100_000))
    assert got["position"] == pytest.approx(n / (n + 1.5)) == pytest.approx(position, abs=0.005)
    assert got["low"] == pytest.approx(low, abs=0.01)
    assert got["high"] == pytest.approx(high, abs=0.01)


def test_no_evidence_is_missing_and_not_zero():
    frame = table(
        row("UA", "no_position", document="a"),
        row("UA", "no_position", document="b"),
        row("UA", "unsure", document="b"),
        row("UK", "favor"),
    )
    got = one(positions(frame), actor="UA")
    assert np.isnan(got[["position", "low", "high"]].astype(float)).all()
    assert got[["n", "n_effective", "n_documents"]].tolist() == [0, 0.0, 0]
    assert got[["no_position", "unsure"]].tolist() == [2, 1]
    assert pd.isna(got["first"])
    assert set(positions(frame)["actor"]) == {"UA", "UK"}


def test_counts_dates_and_documents_of_a_cell():
    frame = table(
        row("EU", "favor", document="a", published=date(2022, 1, 24)),
        row("EU", "against", document="a", published=date(2022, 1, 24), text="another one"),
        row("EU", "neutral", document="b", published=date(2022, 1, 2)),
        row("EU", "neutral", document="c"),
        row("EU", "no_position", document="e", published=date(2023, 1, 1)),
    )
    got = one(positions(frame))
    assert got[["favor", "against", "neutral", "n", "n_documents"]].tolist() == [1, 1, 2, 4, 3]
    assert (got["first"], got["last"]) == (pd.Timestamp("2022-01-02"), pd.Timestamp("2022-01-24"))
    assert got["position"] == 0


def test_shares_are_made_to_sum_to_one_over_the_three_stances():
    soft = one(positions(table(row("UK", "favor", chances=(0.4, 0.08, 0.02, 0.5)))))
    assert soft["position"] == pytest.approx((0.8 - 0.16) / 2.5)
    assert soft["n_effective"] == pytest.approx(1)


def test_what_has_the_same_evidence_has_the_same_interval():
    got = positions(table(*said("UK", "favor", 3), *said("US", "favor", 3)))
    assert got[["position", "low", "high"]].drop_duplicates().shape[0] == 1


def test_more_statements_make_a_narrower_interval():
    widths = []
    for n in (1, 4, 16, 64):
        frame = table(*said("UK", "favor", n), *said("UK", "against", n))
        got = one(positions(frame))
        widths.append(got["high"] - got["low"])
    assert widths == sorted(widths, reverse=True)
    assert widths[0] > 4 * widths[-1]


# Copies of one story

STORY = (
    "The State Department said on Sunday that it would order the families of embassy staff to "
    "leave {city} because of the threat of military action, {agency} reported"
)


def outlets(n, label="favor", story=STORY):
    return [row("US", label, document=f"outlet{i}", text=story) for i in range(n)]


def test_a_wire_story_in_forty_outlets_counts_once():
    alone = one(positions(table(*outlets(1), *said("US", "against", 2))))
    copied = one(positions(table(*outlets(40), *said("US", "against", 2))))
    for name in ("position", "low", "high", "n_effective"):
        assert copied[name] == pytest.approx(alone[name])
    assert (copied["n"], copied["favor"], copied["n_documents"]) == (42, 40, 42)


def test_edited_copies_count_once_too():
    stories = [
        STORY.format(city="Kyiv", agency="Reuters"),
        STORY.format(city="Kiev", agency="Reuters"),
        STORY.format(city="Kyiv", agency="AFP").upper() + "!",
        "“" + STORY.format(city="Kyiv", agency="the agency") + "” on Monday.",
    ]
    rows = [row("US", "favor", document=f"o{i}", text=text) for i, text in enumerate(stories)]
    assert one(positions(table(*rows)))["n_effective"] == pytest.approx(1)


def test_what_is_said_twice_in_one_document_counts_twice():
    rows = [row("US", "favor", document="a", text="We will leave.") for _ in range(2)]
    assert one(positions(table(*rows)))["n_effective"] == 2
    copy = [row("US", "favor", document="b", text="We will leave.") for _ in range(2)]
    assert one(positions(table(*rows, *copy)))["n_effective"] == pytest.approx(2)


def test_one_word_that_turns_the_stance_makes_another_statement():
    no = STORY.replace("would order", "would not order")
    rows = [row("US", "favor", document="a", text=STORY)]
    rows.append(row("US", "against", document="b", text=no))
    assert one(positions(table(*rows)))["n_effective"] == 2


def test_short_statements_are_copies_only_when_all_words_are_the_same():
    # Six of eight runs of three words are common: above the threshold, but one word is much here.
    texts = (
        "We will support the new set of measures now",
        "We will support the new set of measures never",
    )
    rows = [row("US", "favor", document=text, text=text) for text in texts]
    assert one(positions(table(*rows)))["n_effective"] == 2


def test_another_actor_with_the_same_words_is_no_copy():
    rows = [row(actor, "favor", document=actor, text=STORY) for actor in ("US", "UK")]
    assert positions(table(*rows))["n_effective"].tolist() == [1, 1]


def test_the_same_words_read_in_two_ways_still_count_once():
    rows = [
        *outlets(30),
        *(dict(one, document_id=f"x{i}") for i, one in enumerate(outlets(10, "neutral"))),
    ]
    got = one(positions(table(*rows)))
    assert got["n_effective"] == pytest.approx(1)
    assert got["position"] == pytest.approx(0.75 / 2.5)


# Divergence


def test_ordinal_distance_of_two_simplex_corners():
    against, neutral, favor = np.eye(3)
    assert ordinal_distance(against, favor) == 1
    assert ordinal_distance(neutral, favor) == ordinal_distance(against, neutral) == 0.5
    assert ordinal_distance(np.array([0.5, 0, 0.5]), np.ones(3) / 3) == pytest.approx(1 / 6)


def test_two_alike_and_uncertain_actors_do_not_diverge():
    mix = (1 / 3, 1 / 3, 1 / 3, 0)
    rows = [row(actor, "neutral", chances=mix) for actor in ("EU", "UK")]
    got = one(divergence(table(*rows), draws=50_000))
    # Noise alone keeps the median above 0; the null shows the same.
    assert got["divergence"] == pytest.approx(got["null"], abs=0.01)
    assert got["p_null"] == pytest.approx(0.5, abs=0.02)
    assert got["gap"] == 0
    assert got["gap_low"] < 0 < got["gap_high"]


def test_opposite_actors_diverge_and_one_statement_each_does_not_settle_it():
    sure = one(divergence(table(*said("RU", "against", 30), *said("US", "favor", 30))))
    assert sure["divergence"] > 0.9
    assert sure["p_apart"] > 0.999
    assert sure["p_null"] < 0.001
    assert sure["gap"] < -1.8  # RU minus US
    assert (sure["n_a"], sure["n_b"]) == (30, 30)
    thin = one(divergence(table(*said("RU", "against", 1), *said("US", "favor", 1))))
    assert thin["p_null"] > 0.1
    assert thin["gap_low"] < 0 < thin["gap_high"]
    assert thin["high"] - thin["low"] > 0.5


def test_a_gap_of_zero_may_hide_a_divergence():
    frame = table(*said("EU", "neutral", 40), *said("UK", "favor", 20), *said("UK", "against", 20))
    got = one(divergence(frame))
    assert got["gap"] == 0
    assert got["divergence"] > 0.4
    assert got["p_null"] < 0.01


def test_a_pair_with_a_missing_side_is_there_and_empty():
    got = divergence(table(row("EU", "favor"), row("UA", "no_position"), row("UK", "favor")))
    assert got[["actor_a", "actor_b"]].to_numpy().tolist() == [
        ["EU", "UA"],
        ["EU", "UK"],
        ["UA", "UK"],
    ]
    missing = got[(got["n_a"] == 0) | (got["n_b"] == 0)]
    assert len(missing) == 2
    numbers = missing.drop(columns=["target", "actor_a", "actor_b", "n_a", "n_b"])
    assert numbers.isna().all().all()


def test_false_alarms_are_as_rare_as_the_null_says():
    source = np.random.default_rng(4)
    rows = []
    for number in range(150):
        for actor in ("UK", "US"):
            labels = source.choice(["favor", "against", "neutral"], size=10, p=[0.5, 0.3, 0.2])
            rows.extend(
                row(actor, label, target=f"t{number:03}", document=f"{actor}{i}")
                for i, label in enumerate(labels)
            )
    got = divergence(table(*rows), draws=500)
    assert (got["p_null"] < 0.1).mean() < 0.17
    assert (got["p_null"] < 0.1).mean() > 0.02
    assert (got["gap_low"].lt(0) & got["gap_high"].gt(0)).mean() > 0.82


# Polarisation


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([0, 0, 4], 1),
        ([0, 7, 0], 1),
        ([5, 5, 5], 0),
        ([1, 0, 1], -1),
        ([1, 1, 0], 0.5),
        ([2, 1, 2], -0.4),
        ([1, 1, 3], 0.4),
        ([1, 0, 0, 0, 1], -1),
        ([0, 1, 1, 0, 0], 0.75),
        ([30, 40, 210, 130, 530, 50, 10], 0.6113),
    ],
)
def test_van_der_eijks_coefficient(counts, expected):
    assert van_der_eijk(np.array(counts, dtype=float)) == pytest.approx(expected, abs=5e-5)


def test_the_published_polarisation_of_the_example():
    value = van_der_eijk(np.array([30, 40, 210, 130, 530, 50, 10.0]))
    assert (1 - value) / 2 == pytest.approx(0.1943, abs=5e-5)


@pytest.mark.parametrize("counts", [[1, 2], [0, 0, 0], [1, -1, 2]])
def test_frequencies_without_meaning_are_refused(counts):
    with pytest.raises(UsageError, match="frequencies"):
        van_der_eijk(np.array(counts, dtype=float))


def test_two_camps_are_more_split_than_one():
    camps = table(
        *said("US", "favor", 40),
        *said("UK", "favor", 40),
        *said("UA", "against", 40),
        *said("RU", "against", 40),
    )
    split = one(polarisation(camps))
    assert split["polarisation"] > 0.9
    assert split["spread"] > 0.85
    assert split["agreement"] == pytest.approx(1 - 2 * split["polarisation"])
    united = one(polarisation(table(*said("US", "favor", 40), *said("UK", "favor", 40))))
    assert united["polarisation"] < 0.1
    assert united["spread"] < 0.05


def test_an_odd_number_of_actors_can_reach_the_end_of_the_scale_of_spread():
    rows = [*said("US", "favor", 300), *said("UK", "favor", 300), *said("RU", "against", 300)]
    assert one(polarisation(table(*rows)))["spread"] > 0.97


def test_actors_who_each_say_both_polarise_without_spread():
    rows = [
        r
        for actor in ("EU", "UK")
        for label in ("favor", "against")
        for r in said(actor, label, 60)
    ]
    got = one(polarisation(table(*rows)))
    assert got["polarisation"] > 0.8
    assert got["spread"] < 0.1


def test_one_actor_alone_is_not_polarised():
    got = one(polarisation(table(row("UK", "favor"), row("UA", "unsure"))))
    assert (got["actors"], got["n"]) == (1, 1)
    assert np.isnan(got["polarisation"])
    assert np.isnan(got["spread_high"])


# Agreement


def test_signorino_ritter_by_hand():
    a, b = np.array([1.0, 0.5, -1.0]), np.array([1.0, -0.5, 0.0])
    assert signorino_ritter(a, b) == pytest.approx(1 - 2 / 3)
    assert signorino_ritter(a, b, np.array([1.0, 0.0, 1.0])) == pytest.approx(0.5)
    assert signorino_ritter(a, -a, np.array([1.0, 0.0, 1.0])) == -1


def test_agreement_over_targets():
    rows = [
        *said("US", "favor", 40),
        *said("UK", "favor", 40),
        *said("RU", "against", 40),
        *said("US", "favor", 40, target="embassy"),
        *said("UK", "favor", 40, target="embassy"),
        row("RU", "no_position", target="embassy"),
        row("UA", "no_position", target="embassy"),
    ]
    got = agreement(table(*rows)).set_index(["actor_a", "actor_b"])
    assert got.loc[("UK", "US"), "agreement"] > 0.9
    assert got.loc[("UK", "US"), "agreement"] == pytest.approx(
        got.loc[("UK", "US"), "null"], abs=0.01
    )
    assert got.loc[("RU", "US"), "agreement"] < -0.85
    assert got.loc[("RU", "US"), "null"] > 0.5
    assert got.loc[("UK", "US"), ["targets", "n_a", "n_b"]].tolist() == [2, 80, 80]
    assert got.loc[("RU", "US"), "targets"] == 1
    assert got.loc[("UA", "US"), "targets"] == 0
    assert np.isnan(got.loc[("UA", "US"), "agreement"])


def test_a_target_counts_as_much_as_its_weight():
    rows = [
        *said("US", "favor", 40, target="a"),
        *said("UK", "favor", 40, target="a"),
        *said("US", "favor", 40, target="b"),
        *said("UK", "against", 40, target="b"),
    ]
    values = [
        one(agreement(table(*rows), weights={"a": a, "b": 1}))["agreement"] for a in (0.1, 1, 10)
    ]
    assert values == sorted(values)
    assert values[0] < -0.5 < 0.5 < values[2]
    with pytest.raises(UsageError, match="'b' has the weight None"):
        agreement(table(*rows), weights={"a": 1})


# What holds for all measures

LABELS = ("favor", "against", "neutral", "no_position", "unsure")
CHANCES = st.tuples(*(st.floats(0.01, 1) for _ in range(4))).map(
    lambda four: tuple(value / sum(four) for value in four)
)
ROWS = st.lists(
    st.builds(
        row,
        st.sampled_from(["EU", "RU", "UK"]),
        st.sampled_from(LABELS),
        target=st.sampled_from(["sanctions", "embassy"]),
        document=st.sampled_from(["a", "b", "c"]),
        text=st.sampled_from(["We agree.", "We do not.", STORY, STORY + " on Monday"]),
        chances=CHANCES,
    ),
    min_size=1,
    max_size=12,
)
FEW = settings(max_examples=30, deadline=None)


@FEW
@given(rows=ROWS, random=st.randoms(use_true_random=False))
@pytest.mark.parametrize("measure", MEASURES)
def test_the_order_of_rows_changes_nothing(measure, rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    first = measure(table(*rows), draws=100)
    second = measure(table(*shuffled).set_index(np.arange(len(rows)) + 7), draws=100)
    pd.testing.assert_frame_equal(first, second, check_exact=True)


@FEW
@given(rows=ROWS)
def test_numbers_stay_in_their_ranges(rows):
    frame = table(*rows)
    stand = positions(frame, draws=100).dropna(subset="position")
    assert stand["position"].between(-1, 1).all()
    assert (stand["low"] <= stand["high"]).all()
    assert stand["low"].between(-1, 1).all()
    assert stand["high"].between(-1, 1).all()
    assert (stand["n"] == stand[["favor", "against", "neutral"]].sum(axis=1)).all()
    assert (stand["n_effective"] <= stand["n"] + 1e-9).all()
    assert (stand["n_effective"] > 0).all()
    apart = divergence(frame, draws=100).dropna(subset="divergence")
    for name in ("divergence", "low", "high", "p_apart", "null", "p_null"):
        assert apart[name].between(0, 1).all()
    assert (apart["low"] <= apart["divergence"]).all()
    assert (apart["divergence"] <= apart["high"]).all()
    assert apart["gap"].between(-2, 2).all()
    assert (apart["actor_a"] < apart["actor_b"]).all()
    split = polarisation(frame, draws=100).dropna(subset="polarisation")
    for name in ("polarisation", "low", "high", "spread", "spread_low", "spread_high"):
        assert split[name].between(0, 1 + 1e-9).all()
    both = agreement(frame, draws=100).dropna(subset="agreement")
    for name in ("agreement", "low", "high", "null"):
        assert both[name].between(-1, 1).all()


@FEW
@given(rows=ROWS, reasons=st.lists(st.sampled_from(LABELS[3:]), min_size=1, max_size=4))
def test_adding_abstentions_changes_no_position(rows, reasons):
    silent = [
        row(actor, reason, target=target, document=f"new{number}", text=STORY)
        for number, reason in enumerate(reasons)
        for actor, target in {(one["actor"], one["target"]) for one in rows}
    ]
    kept = [name for name in positions(table(*rows[:1])) if name not in ("no_position", "unsure")]
    before, after = (positions(table(*some), draws=100) for some in (rows, [*rows, *silent]))
    pd.testing.assert_frame_equal(before[kept], after[kept])
    for measure in (divergence, polarisation, agreement):
        pd.testing.assert_frame_equal(
            measure(table(*rows), draws=100), measure(table(*rows, *silent), draws=100)
        )


@FEW
@given(rows=ROWS)
def test_another_actor_changes_nothing_for_the_others(rows):
    more = [*rows, *said("US", "favor", 3), row("US", "against", text=STORY, document="z")]
    for measure, columns in ((positions, ["actor"]), (divergence, ["actor_a", "actor_b"])):
        after = measure(table(*more), draws=100)
        after = after[~after[columns].eq("US").any(axis=1)].reset_index(drop=True)
        pd.testing.assert_frame_equal(measure(table(*rows), draws=100), after)


@FEW
@given(rows=ROWS)
def test_turning_the_scale_around_turns_the_signs(rows):
    turned = {"favor": "against", "against": "favor"}
    mirror = [
        {
            **one,
            "stance": turned.get(one["stance"], one["stance"]),
            "p_favor": one["p_against"],
            "p_against": one["p_favor"],
        }
        for one in rows
    ]
    here, there = positions(table(*rows), draws=100), positions(table(*mirror), draws=100)
    np.testing.assert_allclose(here["position"], -there["position"], atol=1e-12)
    here, there = divergence(table(*rows), draws=100), divergence(table(*mirror), draws=100)
    np.testing.assert_allclose(here["gap"], -there["gap"], atol=1e-12)


@FEW
@given(
    first=st.lists(st.floats(0, 5), min_size=3, max_size=3),
    second=st.lists(st.floats(0, 5), min_size=3, max_size=3),
)
def test_the_distance_is_symmetric_and_not_below_the_gap(first, second):
    a, b = ((np.array(value) + 0.1) / (np.array(value) + 0.1).sum() for value in (first, second))
    distance = ordinal_distance(a, b)
    assert distance == pytest.approx(ordinal_distance(b, a))
    assert ordinal_distance(a, a) == 0
    gap = (a[2] - a[0]) - (b[2] - b[0])
    assert abs(gap) / 2 <= distance + 1e-12
    assert distance <= 1


def test_seeds_and_levels():
    frame = table(*said("UK", "favor", 4), *said("UK", "against", 2), *said("US", "favor", 3))
    for measure in MEASURES:
        same = measure(frame, seed=3)
        pd.testing.assert_frame_equal(same, measure(frame, seed=3), check_exact=True)
        assert not same.equals(measure(frame, seed=4))
        narrow, wide = measure(frame, level=0.5), measure(frame, level=0.95)
        assert (narrow["high"] - narrow["low"] < wide["high"] - wide["low"]).all()


def test_draws_of_shares_have_the_mean_of_the_posterior():
    weight = np.array([1.2, 0.0, 3.1])
    drawn = shares(weight, Sampling(draws=50_000), "a", "t")
    assert drawn.shape == (50_000, 3)
    np.testing.assert_allclose(drawn.sum(axis=1), 1)
    np.testing.assert_allclose(drawn.mean(axis=0), (0.5 + weight) / (1.5 + weight.sum()), atol=0.01)
    assert mean_position(weight) == pytest.approx((3.1 - 1.2) / (4.3 + 1.5))
    assert not np.array_equal(drawn, shares(weight, Sampling(draws=50_000), "b", "t"))


# What is refused


@pytest.mark.parametrize("measure", MEASURES)
def test_an_empty_table_gives_an_empty_table(measure):
    got = measure(table())
    full = measure(table(row("UK", "favor"), row("US", "against")))
    assert got.empty
    assert got.dtypes.to_dict() == full.dtypes.to_dict()


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize(
    ("setting", "said"),
    [({"level": 1}, "level is 1"), ({"draws": 5}, "5 draws"), ({"seed": -1}, "seed is -1")],
)
def test_settings_out_of_range_are_refused(measure, setting, said):
    with pytest.raises(UsageError, match=said):
        measure(table(row("UK", "favor")), **setting)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"stance": "supports"}, "stance 'supports'"),
        ({"abstention": "unsure"}, "both a stance and an abstention"),
        ({"stance": ""}, "or neither"),
        ({"p_favor": np.nan}, "probabilities"),
        ({"p_favor": -0.1}, "probabilities"),
        ({"p_favor": 0.0}, "probabilities"),
        ({"p_favor": "0,9"}, "no number"),  # as a spreadsheet of another country saves it
        ({"published": "yesterday or so"}, "no date"),
    ],
)
def test_rows_without_meaning_are_refused(change, said):
    with pytest.raises(UsageError, match=said):
        positions(pd.DataFrame([{**row("UK", "favor"), **change}]))


def test_a_missing_column_is_named():
    with pytest.raises(UsageError, match="no column target, p_neutral"):
        positions(table(row("UK", "favor")).drop(columns=["target", "p_neutral"]))


def test_a_table_read_back_from_csv_gives_the_same(tmp_path):
    frame = table(
        row("UK", "favor", published=date(2022, 1, 24)), row("UK", "unsure", document="e")
    )
    frame.to_csv(tmp_path / "a.csv", index=False)
    pd.testing.assert_frame_equal(positions(pd.read_csv(tmp_path / "a.csv")), positions(frame))
    loose = frame.astype(object).where(frame != "", None)
    pd.testing.assert_frame_equal(positions(loose), positions(frame))
