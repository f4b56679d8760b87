"""Agreement of coders, what to review next, and positions without the model's errors."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from stance import measures
from stance.errors import UsageError
from stance.measures import errors
from stance.measures.reliability import FEWEST

NAMES = ("favor", "against", "neutral", "none")


def rows(kinds, actor="x", target="t", start=0, sure=0.9):
    """A canonical table with one document for each answer."""
    rest = (1 - sure) / 3
    return pd.DataFrame({
        "document_id": [f"{actor}{start + i}" for i in range(len(kinds))], "passage": 0,
        "published": pd.NaT, "text": [" ".join(f"{w}{actor}{start + i}" for w in "abcdefghijkl")
                                      for i in range(len(kinds))],
        "actor": actor, "target": target,
        "stance": ["" if kind == "none" else kind for kind in kinds],
        "abstention": ["no_position" if kind == "none" else "" for kind in kinds],
        **{f"p_{name}": [sure if kind == name else rest for kind in kinds] for name in NAMES},
    })  # fmt: skip


def judged(frame, answers, coder="Ada", drawn=""):
    """Annotations of the first rows of a frame."""
    kept = frame.head(len(answers))[["document_id", "passage", "actor", "target"]]
    said = ["no_position" if one == "none" else one for one in answers]
    return kept.assign(judgement=said, coder=coder, drawn=drawn, current=True)


NOBODY = judged(rows([]), [])


# Agreement


def test_all_agree_none_agree_and_chance():
    same = np.array([[0.0, 0], [1, 1], [2, 2], [0, 0]])
    assert measures.krippendorff(same) == 1
    assert measures.krippendorff(same, ordinal=True) == 1
    assert measures.krippendorff(np.array([[0.0, 1], [1, 0]] * 10)) < 0
    chance = np.random.default_rng(1).integers(0, 3, size=(4000, 2)).astype(float)
    assert abs(measures.krippendorff(chance)) < 0.05


def test_one_value_only_or_one_coder_only_is_no_agreement():
    assert np.isnan(measures.krippendorff(np.ones((5, 2))))
    assert np.isnan(measures.krippendorff(np.array([[1.0, np.nan], [np.nan, 2]])))
    with pytest.raises(UsageError, match="dimensions"):
        measures.krippendorff(np.ones(3))


def test_ranks_forgive_a_neighbour():
    near = np.array([[0.0, 0], [1, 1], [2, 2], [0, 1], [2, 1]] * 4)
    far = np.array([[0.0, 0], [1, 1], [2, 2], [0, 2], [2, 0]] * 4)
    assert measures.krippendorff(near, ordinal=True) > measures.krippendorff(far, ordinal=True)


def test_two_coders_and_the_model():
    frame = rows(["favor", "against", "neutral", "none"] * 10)
    ada = judged(frame, ["favor", "against", "neutral", "none"] * 10)
    bob = judged(frame, ["favor", "against", "neutral", "favor"] * 10, "Bob")
    table = measures.reliability(frame, pd.concat([ada, bob], ignore_index=True))
    assert table[["coder_a", "coder_b"]].values.tolist() == [
        ["*", "*"], ["Ada", "Bob"], ["*", ""], ["Ada", ""], ["Bob", ""],
    ]  # fmt: skip
    by = table.set_index(["coder_a", "coder_b"])
    assert by.loc[("Ada", "")][["alpha", "same"]].tolist() == [1, 1]
    assert by.loc[("Ada", "Bob"), "same"] == 0.75
    assert by.loc[("Ada", "Bob"), "units"] == 40
    assert by.loc[("Ada", "Bob"), "ordinal_units"] == 30
    assert by.loc[("Ada", "Bob"), "ordinal"] == 1
    low, alpha, high = by.loc[("Ada", "Bob"), ["low", "alpha", "high"]]
    assert low < alpha < high
    assert high - low < 0.5


def test_few_units_give_no_interval():
    frame = rows(["favor", "against", "favor"])
    [row] = measures.reliability(frame, judged(frame, ["favor", "against", "against"])).to_dict(
        "records"
    )
    assert row["units"] == 3 < FEWEST
    assert np.isnan(row["low"])
    assert measures.reliability(frame, NOBODY).empty


# What to review next


def test_the_random_order_does_not_follow_what_the_model_said():
    frame = rows(["favor", "against"] * 500)
    order = frame.assign(place=measures.random_order(frame)).sort_values("place")
    first = (order["stance"].head(200) == "favor").mean()
    assert 0.4 < first < 0.6
    other = frame.assign(stance="neutral")
    assert list(measures.random_order(other)) == list(measures.random_order(frame))


def test_a_sample_ends_at_the_first_gap_and_needs_draws():
    frame = rows(["favor"] * 50)
    order = frame.iloc[np.argsort(measures.random_order(frame).to_numpy())]
    five = judged(order, ["favor"] * 5, drawn="random")
    assert measures.sampled(frame, five).sum() == 5
    assert measures.sampled(frame, five.drop(five.index[2])).sum() == 2
    picked = five.assign(drawn="uncertain")
    assert measures.sampled(frame, picked).sum() == 0
    # Picked ones count where the random order came by anyway.
    picked.loc[picked.index[4], "drawn"] = "random"
    assert measures.sampled(frame, picked).sum() == 5


def test_doubt_and_influence_lead_to_what_matters():
    sure, unsure = rows(["favor"] * 20, sure=0.97), rows(["against"], start=20, sure=0.4)
    frame = pd.concat([sure, unsure, rows(["favor"], actor="y", sure=0.7)], ignore_index=True)
    assert measures.uncertainty(frame).idxmax() == 20
    influence = measures.influence(frame)
    assert influence.idxmax() == 21  # all that its actor ever said
    assert influence[20] > influence[0]
    settled = frame.assign(reviewed=[0] * 21 + [1])
    assert measures.influence(settled)[21] == 0


# Without the model's errors


CLEAN = [[100, 0, 0, 0], [0, 100, 0, 0], [0, 0, 100, 0], [0, 0, 0, 100]]
#: Half of what is against is taken for in favor.
LOPSIDED = [[100, 0, 0, 0], [50, 50, 0, 0], [0, 0, 100, 0], [0, 0, 0, 100]]


def one(table, actor="x"):
    [row] = table[table["actor"] == actor].to_dict("records")
    return row


def test_without_errors_nothing_moves():
    frame = rows(["favor"] * 60 + ["against"] * 40)
    row = one(measures.without_errors(frame, NOBODY, CLEAN))
    assert row["how"] == "gold"
    assert row["position"] == pytest.approx(0.2, abs=0.05)
    assert row["low"] < 0.2 < row["high"]


def test_lopsided_errors_are_taken_out():
    frame = rows(["favor"] * 60 + ["against"] * 40)
    row = one(measures.without_errors(frame, NOBODY, LOPSIDED))
    # 40 of 80 against were seen as such, so 80 are, and 20 are in favor.
    assert row["position"] == pytest.approx(-0.6, abs=0.08)
    assert row["high"] - row["low"] > 0.2


def test_impossible_shares_stay_in_the_simplex():
    frame = rows(["favor"] * 30)
    row = one(measures.without_errors(frame, NOBODY, LOPSIDED))
    assert -1 <= row["low"] <= row["position"] <= row["high"] <= 1
    assert row["favor"] + row["against"] + row["neutral"] == pytest.approx(1)


def test_what_people_judged_counts_as_they_judged_it():
    frame = rows(["favor"] * 40)
    row = one(measures.without_errors(frame, judged(frame, ["against"] * 40)))
    assert (row["how"], row["reviewed"]) == ("all", 40)
    assert row["position"] < -0.9
    none = one(measures.without_errors(frame, NOBODY))
    assert none["how"] == "" and np.isnan(none["position"])


def test_a_sample_of_the_cell_speaks_for_the_rest():
    frame = rows(["favor"] * 200)
    order = frame.iloc[np.argsort(measures.random_order(frame).to_numpy())]
    sample = judged(order, ["against", "favor"] * (errors.ENOUGH_IN_CELL), drawn="random")
    row = one(measures.without_errors(frame, sample, CLEAN))
    assert row["how"] == "sample"
    assert row["position"] == pytest.approx(0, abs=0.1)


def test_enough_reviewed_replaces_the_gold_errors():
    frame = rows(["favor", "against"] * 150)
    order = frame.iloc[np.argsort(measures.random_order(frame).to_numpy())].head(errors.ENOUGH)
    said = order["stance"].tolist()
    table = measures.confusion(frame, judged(order, said, drawn="random"))
    assert sum(map(sum, table)) == errors.ENOUGH
    assert table[0][1] == table[1][0] == 0
    other = rows(["favor"] * 10, actor="y")
    both = pd.concat([frame, other], ignore_index=True)
    order = both.iloc[np.argsort(measures.random_order(both).to_numpy())].head(errors.ENOUGH + 20)
    made = measures.without_errors(
        both, judged(order, order["stance"].tolist(), drawn="random"), LOPSIDED
    )
    assert one(made, "y")["how"] == "reviewed"
    assert one(made, "y")["position"] > 0.6


def test_errors_must_be_counts_by_class():
    with pytest.raises(UsageError, match="4 by 4"):
        measures.without_errors(rows(["favor"]), NOBODY, [[1, 2], [3, 4]])
