"""The nli scheme: what is asked, and what the answers say."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from stance.domain import Target
from stance.engines import entailment, softmax
from stance.errors import CodebookError, ModelError
from stance.labeling import hypotheses

THREE = ("contradiction", "entailment", "neutral")
TWO = ("entailment", "not_entailment")
THAW = Target(
    key="thaw",
    name="Thaw",
    proposition="melting the ice",
    favor=("{actor} supports melting the ice.", "{actor} wants the ice to melt."),
    against=("{actor} opposes melting the ice.", "{actor} wants the ice to stay."),
    neutral=("{actor} does not take a side on melting the ice.",),
)
few = settings(max_examples=60, deadline=None)
scores = st.floats(-12, 12, width=32)


def logits_of(entailed, labels):
    """Logits whose plain probability of entailment is the given one, for each hypothesis."""
    entailed = np.clip(np.asarray(entailed, dtype=float), 1e-9, 1 - 1e-9)
    rest = np.log((1 - entailed) / (len(labels) - 1))
    columns = [np.log(entailed) if name == "entailment" else rest for name in labels]
    return np.stack(columns, axis=-1)


def ask(favor, against, neutral, labels=THREE):
    rows = [favor] * 2 + [against] * 2 + [neutral]
    return hypotheses.probabilities(logits_of(rows, labels), labels, THAW)


def test_every_hypothesis_is_asked_with_the_actor_filled_in():
    made = hypotheses.pairs("Alba: Let it melt.", "Alba {1}", THAW)
    assert [first for first, _ in made] == ["Alba: Let it melt."] * 5
    assert [second for _, second in made] == [
        "Alba {1} supports melting the ice.",
        "Alba {1} wants the ice to melt.",
        "Alba {1} opposes melting the ice.",
        "Alba {1} wants the ice to stay.",
        "Alba {1} does not take a side on melting the ice.",
    ]


@pytest.mark.parametrize("side", ["favor", "against", "neutral"])
def test_a_target_without_one_side_cannot_be_asked(side):
    given_ = {"favor": ("{actor} a.",), "against": ("{actor} b.",), "neutral": ("{actor} c.",)}
    target = Target("thaw", "Thaw", "melting the ice", **{**given_, side: ()})
    with pytest.raises(CodebookError, match=f"thaw has no {side} hypotheses"):
        hypotheses.pairs("p", "Alba", target)
    with pytest.raises(CodebookError, match=f"thaw has no {side} hypotheses"):
        hypotheses.probabilities(np.zeros((2, 3)), THREE, target)


def test_premise_names_holder_and_speaker_once():
    assert hypotheses.premise("European Union", "Josep Borrell", " We\n wait. ") == (
        "European Union (Josep Borrell): We wait."
    )
    assert hypotheses.premise("Alba", "Alba", "We wait.") == "Alba: We wait."


@few
@given(arrays(np.float32, (7, 5, 3), elements=scores), st.permutations(THREE))
def test_rows_are_probabilities_for_any_logits_and_label_order(logits, labels):
    result = hypotheses.probabilities(logits, labels, THAW)
    assert result.shape == (7, 4)
    assert (result >= 0).all()
    np.testing.assert_allclose(result.sum(-1), 1.0, atol=1e-12)


@few
@given(arrays(np.float32, (4, 5, 2), elements=scores))
def test_rows_are_probabilities_for_two_classes(logits):
    result = hypotheses.probabilities(logits, TWO, THAW)
    assert (result >= 0).all()
    np.testing.assert_allclose(result.sum(-1), 1.0, atol=1e-12)


@few
@given(arrays(np.float32, (6, 5, 3), elements=scores))
def test_many_candidates_at_once_score_as_each_alone(logits):
    together = hypotheses.probabilities(logits, THREE, THAW)
    alone = [hypotheses.probabilities(one, THREE, THAW) for one in logits]
    np.testing.assert_array_equal(together, np.stack(alone))


def test_no_candidates_give_no_rows():
    assert hypotheses.probabilities(np.zeros((0, 5, 3)), THREE, THAW).shape == (0, 4)


@few
@given(arrays(np.float32, (5, 3), elements=scores))
def test_swapping_the_sides_swaps_favor_and_against(logits):
    swapped = np.concatenate([logits[2:4], logits[:2], logits[4:]])
    favor, against, neutral, none = hypotheses.probabilities(logits, THREE, THAW)
    np.testing.assert_allclose(
        hypotheses.probabilities(swapped, THREE, THAW),
        [against, favor, neutral, none],
        atol=1e-12,
    )


share = st.floats(0.001, 0.999)


@few
@given(share, share, share, share)
def test_surer_favor_never_lowers_favor_nor_raises_against_or_none(one, other, against, neutral):
    low, high = sorted((one, other))
    less, more = ask(low, against, neutral), ask(high, against, neutral)
    slack = 1e-9
    assert more[0] >= less[0] - slack
    assert more[1] <= less[1] + slack
    assert more[3] <= less[3] + slack


@few
@given(share, share, share, share)
def test_surer_neutral_only_moves_weight_from_none_to_neutral(one, other, favor, against):
    low, high = sorted((one, other))
    less, more = ask(favor, against, low), ask(favor, against, high)
    np.testing.assert_allclose(more[:2], less[:2], atol=1e-9)
    assert more[2] >= less[2] - 1e-9


@few
@given(arrays(np.float32, (5, 3), elements=scores), st.permutations(THREE))
def test_three_class_score_is_the_stock_score_times_not_neutral(logits, labels):
    names = list(labels)
    plain = softmax(logits)
    product = entailment(logits, names) * (1 - plain[..., names.index("neutral")])
    np.testing.assert_allclose(product, plain[..., names.index("entailment")], atol=1e-12)


def test_off_topic_text_gets_no_stance():
    # Nothing entailed, nothing contradicted: the stock score alone would be a half.
    off_topic = np.tile([0.0, 0.0, 9.0], (5, 1))
    assert hypotheses.probabilities(off_topic, THREE, THAW)[3] > 0.99


def test_a_contradicted_support_is_not_opposition():
    logits = np.array([[9.0, 0, 0]] * 2 + [[0, 0, 9.0]] * 3)  # supports: contradicted
    favor, against, _, none = hypotheses.probabilities(logits, THREE, THAW)
    assert max(favor, against) < 0.01
    assert none > 0.99


def test_a_text_that_entails_both_sides_is_neutral():
    assert ask(0.99, 0.99, 0.01)[2] > 0.97


def test_wordings_are_averaged_as_probabilities():
    logits = logits_of([0.9, 0.5, 0.0, 0.0, 0.0], TWO)
    assert hypotheses.probabilities(logits, TWO, THAW)[0] == pytest.approx(0.7, abs=1e-6)


def test_the_wrong_number_of_rows_is_refused():
    with pytest.raises(ValueError, match="5 hypotheses of thaw"):
        hypotheses.probabilities(np.zeros((4, 3)), THREE, THAW)


def test_a_stance_model_is_refused():
    with pytest.raises(ModelError, match="cannot say what a text entails"):
        hypotheses.probabilities(np.zeros((5, 4)), ("favor", "against", "neutral", "none"), THAW)
