"""Gates, marked pairs, calibration, and the promise that exchanging actors changes nothing."""

from __future__ import annotations

import dataclasses
import itertools
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance import codebook, engines
from stance.attribution import Gazetteer, attribute
from stance.codebook import Codebook
from stance.domain import Abstention, Actor, Document, Target
from stance.errors import ModelError
from stance.labeling import Calibration, candidates, label
from stance.labeling.gates import about
from stance.labeling.holders import marked_pair, spans
from stance.segment import passages

BOOK = Codebook(
    (Actor("JP", "Japan", aliases=("Japanese",)), Actor("BR", "Brazil"), Actor("KE", "Kenya")),
    (
        Target("whales", "Whaling", "hunting whales off Japan", cues=("whal*",)),
        Target("coffee", "Coffee", "taxing coffee", cues=("coffee",)),
        Target("any", "Anything", "signing the pact"),
    ),
)


def read(text: str, book: Codebook = BOOK, **fields: object) -> tuple[Document, tuple]:
    document = Document("d", text, **fields)
    return document, attribute(document, passages(document), book)


def asked(text: str, **fields: object) -> set[tuple[int, str, str]]:
    _, found = read(text, **fields)
    return {
        (c.attributed.passage.index, c.attribution.actor, c.target) for c in candidates(found, BOOK)
    }


FILLER = " ".join(f"It rained on day {number}." for number in range(8))


def test_in_a_long_document_a_target_is_asked_only_near_its_cues():
    text = f"Japan announced more whaling. Brazil shrugged. {FILLER} The road to Kenya is long."
    assert (1, "BR", "whales") in asked(text)
    assert not {key for key in asked(text) if key[1:] == ("KE", "whales")}
    assert not {key for key in asked(text) if key[2] == "coffee"}


def test_cues_that_count_in_pairs_ask_nothing_alone():
    mines = Target("mines", "Mines", "clearing mines", cues=("mine*",), cues_with=("clear*",))
    book = Codebook(BOOK.actors, (mines,))

    def places(text: str) -> set[int]:
        _, found = read(f"{text} {FILLER}", book)
        return {c.attributed.passage.index for c in candidates(found, book)}

    assert places("Japan has mines.") == places("Japan said the sky was clear.") == set()
    assert places("Japan cleared its mines. Brazil did not.") == {0, 1}
    assert places("Japan has mines. Brazil cleared them. Kenya waits.") == {0, 1, 2}
    assert places("Japan has mines. It rained. It rained. Brazil has a clear view.") == set()


def test_a_word_in_both_lists_is_a_pair_by_itself():
    both = Target("mines", "Mines", "clearing", cues=("mines", "demin*"), cues_with=("demin*",))
    book = Codebook(BOOK.actors, (both,))
    _, found = read(f"Japan began demining. {FILLER}", book)
    assert [c.attributed.passage.index for c in candidates(found, book)] == [0]


def test_in_a_short_document_half_a_pair_is_enough_for_who_is_only_named():
    mines = Target("mines", "Mines", "clearing mines", cues=("mine*",), cues_with=("clear*",))
    book = Codebook(BOOK.actors, (mines,))

    def holders(text: str) -> set[str]:
        return {c.attribution.actor for c in candidates(read(text, book)[1], book)}

    assert holders("Brazil praised the step of Japan.") == {"BR"}
    assert holders("Brazil praised the clearing by those of Japan.") == {"BR", "JP"}


def test_who_speaks_is_asked_about_a_target_named_some_sentences_before():
    rain = FILLER[: FILLER.index(" It rained on day 7")]
    text = f"Japan announced more whaling. {rain} Kenya said it regretted the move."
    assert (8, "KE", "whales") in asked(text)


def test_one_mention_does_not_have_the_rest_of_a_speech_asked():
    text = f"Japan announced more whaling. {FILLER} {FILLER} Kenya said it regretted the rain."
    assert not {key for key in asked(text) if key[1:] == ("KE", "whales")}


def test_a_later_cue_does_not_reach_back_over_another_target():
    text = f"Japan said so. Brazil announced a coffee tax. Kenya welcomed whaling. {FILLER}"
    found = asked(text)
    # What was said before a topic was named may be about it, unless it is about something else.
    assert (0, "JP", "whales") in found
    assert (1, "BR", "coffee") in found
    assert (1, "BR", "whales") not in found


def test_a_told_holder_is_asked_only_where_the_model_sees_the_target():
    text = f"We hunt whales. {FILLER}"
    places = {key[0] for key in asked(text, actor="JP") if key[2] == "whales"}
    assert places == {0, 1, 2}
    assert (0, "JP", "whales") in asked("We regret the move.", actor="JP")


def test_a_line_without_a_letter_is_not_asked():
    assert {key[0] for key in asked("We hunt whales.\n\n###", actor="JP")} == {0}


def test_a_short_document_is_asked_as_a_whole():
    assert (0, "BR", "whales") in asked("Brazil regretted the move.")


def test_no_position_is_told_only_where_the_target_is_spoken_of():
    engine = engines.load_engine()
    text = "Kenya won the race. Brazil won nothing."
    item = read(text)
    (told,), (asked,) = label([item], engine, BOOK), label([item], engine, BOOK, everything=True)
    assert {p.target for p in asked} == {"whales", "coffee", "any"}
    silent = {p.target for p in told if p.abstention == Abstention.NO_POSITION}
    assert silent <= {"any"}


def test_the_sentences_before_stand_before_a_border():
    _, found = read("Japan announced more whaling. Brazil regretted the move.")
    candidate = next(
        c for c in candidates(found, BOOK) if (c.attribution.actor, c.target) == ("BR", "whales")
        and c.attributed.passage.index == 1
    )  # fmt: skip
    assert marked_pair(candidate, "hunting whales", ())[1] == (
        "[E2] announced more whaling. | [E1] regretted the move."
    )


def test_nobody_is_asked_who_is_not_there():
    assert asked("Whaling is an old trade.") == set()


def test_a_target_without_cues_asks_every_passage_of_an_actor():
    assert (0, "KE", "any") in asked("Kenya won the race.")


def test_marks_are_the_same_in_both_segments():
    _, found = read("Brazil told Japan that whales were no dinner.")
    candidate = next(c for c in candidates(found, BOOK) if c.attribution.actor == "BR")
    proposition = BOOK.target("whales").proposition
    pair = marked_pair(candidate, proposition, spans(Gazetteer(BOOK).mentions(proposition)))
    assert pair == (
        "[E1]: hunting whales off [E2]",
        "[E1] told [E2] that whales were no dinner.",
    )


def test_a_stated_holder_leads_the_passage():
    _, found = read("We shall not hunt whales.", actor="BR")
    candidate = next(c for c in candidates(found, BOOK) if c.target == "whales")
    assert marked_pair(candidate, "hunting whales", ())[1].startswith("[E1]: ")


def test_text_that_looks_like_a_mark_is_disarmed():
    _, found = read("Brazil saw [E1] and whales.")
    candidate = candidates(found, BOOK)[0]
    assert "(E1)" in marked_pair(candidate, "hunting whales", ())[1]


@given(st.text(max_size=40))
@settings(max_examples=60, deadline=None)
def test_cues_never_fail(text: str):
    about(text, ("a.b*", "(", "c d"))


def test_calibration_refuses_nonsense():
    for record in ({"temprature": 1}, {"temperature": 0}, {"threshold": 2}, {"bias": [1, 2]}):
        with pytest.raises(ModelError):
            Calibration.of(record, "m")


def test_thresholds_of_single_targets_win():
    row = np.array([0.55, 0.25, 0.1, 0.1])
    calibration = Calibration(threshold=0.6, thresholds={"easy": 0.5})
    assert calibration.decide(row, "easy")[0] == "favor"
    assert calibration.decide(row, "other") == (None, "unsure")


def test_probabilities_sum_to_one():
    rows = Calibration(temperature=1.7, bias=(0, 0, 0, 1)).probabilities(
        np.random.default_rng(0).normal(size=(50, 4)).astype(np.float32) * 9
    )
    assert np.allclose(rows.sum(axis=1), 1)


def test_exchanging_actors_changes_no_answer():
    """End to end, attribution included: any actor of the codebook for any other."""
    engine = engines.load_engine()
    book = codebook.load()
    names = [actor.name for actor in book.actors]
    sanctions = Target("x", "X", "closing the ports of Ruritania", cues=("ports",))
    neutral = Codebook(tuple(Actor(n, n) for n in names), (sanctions,))
    told = "{} called for the ports of Ruritania to be closed, but {} said it would never agree."
    seen = set()
    for one, other in itertools.permutations(names, 2):
        document, found = read(told.format(one, other), neutral)
        (made,) = label([(document, found)], engine, neutral)
        by_actor = {p.attribution.actor: p for p in made}
        seen.add(
            tuple(
                (by_actor[n].stance, tuple(np.round(by_actor[n].probabilities, 4)))
                for n in (one, other)
            )
        )
    assert len(seen) == 1


def test_a_passage_is_also_asked_without_the_sentences_before_it_if_so_calibrated():
    inner = engines.load_engine()
    seen: list[str] = []

    class Listening:
        name = inner.name
        description = dataclasses.replace(inner.description, calibration={"alone": True})

        def logits(self, pairs):
            seen.extend(second for _, second in pairs)
            return inner.logits(pairs)

    item = read("Japan announced more whaling. Brazil regretted the move.")
    label([item], Listening(), BOOK)
    assert "[E1] regretted the move." in seen
    assert "[E2] announced more whaling. | [E1] regretted the move." in seen


def test_a_premise_names_its_speaker():
    book = codebook.load()
    text = (
        "On Monday, Russian Foreign Ministry spokeswoman Maria Zakharova condemned the sanctions."
    )
    asked: list[str] = []

    class Listening:
        name = "listening"
        description = SimpleNamespace(
            name="l", scheme="nli", calibration={}, labels=("entailment", "not_entailment")
        )

        def logits(self, pairs):
            asked.extend(premise for premise, _ in pairs)
            return np.zeros((len(pairs), 2), dtype=np.float32)

    document, found = read(text, book)
    label([(document, found)], Listening(), book)
    speaker = "Russia (Russian Foreign Ministry spokeswoman Maria Zakharova): "
    assert set(asked) == {speaker + text}


def test_an_entailment_model_speaks_the_other_scheme():
    """A scripted head that entails only 'supports' makes everybody a supporter."""

    class Scripted:
        name = "scripted"
        description = SimpleNamespace(
            name="s", scheme="nli", calibration={},
            labels=("entailment", "neutral", "contradiction"),
        )  # fmt: skip

        def logits(self, pairs):
            yes, no = [9.0, 0.0, 0.0], [0.0, 9.0, 0.0]
            return np.array(
                [yes if " supports " in h or " in favor " in h else no for _, h in pairs],
                dtype=np.float32,
            )

    target = Target(
        "w", "W", "whaling", cues=("whal*",), favor=("{actor} supports whaling.",),
        against=("{actor} opposes whaling.",), neutral=("{actor} is undecided on whaling.",),
    )  # fmt: skip
    book = Codebook(BOOK.actors, (target,))
    document, found = read("Brazil likes whaling.", book)
    (made,) = label([(document, found)], Scripted(), book)
    assert [(p.attribution.actor, p.stance) for p in made] == [("BR", "favor")]
