"""Learning from earlier stages' answers: their mean, kept on disk, and stronger than a label."""

from __future__ import annotations

from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

import small_models  # noqa: E402

from stance.training import base, finetune, teaching  # noqa: E402
from stance.training.public import Example  # noqa: E402

pytestmark = pytest.mark.torch

VERBS = ("supported", "rejected", "discussed", "saw")
PLACES = ("may", "june", "july", "march")
EXAMPLES = [
    Example("[E1]: the ban", f"[E1] {verb} the ban in {place}.", label)
    for label, verb in enumerate(VERBS)
    for place in PLACES
]
NLI = Example("a ban", "the ban", 1, "nli")


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("encoder")
    words = {*VERBS, *PLACES, "the", "ban", "in", "a", *finetune._START_WORDS}
    return base.prepare(small_models.encoder(folder / "raw", sorted(words)), folder / "base")


@pytest.fixture(scope="module")
def teacher(encoder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("teacher")
    learner, tokenizer = finetune.start(encoder)
    settings = finetune.Settings(learning_rate=3e-3, batch_size=8, threads=1)
    finetune.run(learner, tokenizer, [EXAMPLES] * 60, settings, output)
    return output


def answers(folder: Path) -> torch.Tensor:
    learner, tokenizer = finetune.start(folder)
    learner.eval()
    return finetune.predict(learner, tokenizer, [(one.first, one.second) for one in EXAMPLES])


def test_the_mean_of_the_teachers_is_asked_once_and_kept(encoder, teacher, tmp_path, monkeypatch):
    [examples] = teaching.answered([[NLI, *EXAMPLES]], [teacher, encoder], tmp_path)
    assert examples[0] == NLI
    told = torch.tensor([one.taught for one in examples[1:]])
    assert torch.allclose(told, (answers(teacher) + answers(encoder)) / 2, atol=1e-3)
    monkeypatch.setattr(finetune, "predict", lambda *_: pytest.fail("asked again"))
    assert teaching.answered([[NLI, *EXAMPLES]], [teacher, encoder], tmp_path) == [examples]


def test_answers_of_other_examples_are_not_taken_up(encoder, tmp_path):
    teaching.answered([EXAMPLES], [encoder], tmp_path)
    [examples] = teaching.answered([EXAMPLES[::-1]], [encoder], tmp_path)
    told = torch.tensor([one.taught for one in examples[::-1]])
    assert torch.allclose(told, answers(encoder), atol=1e-3)


def test_a_learner_that_trusts_the_teacher_does_not_take_over_wrong_labels(
    encoder, teacher, tmp_path
):
    right = answers(teacher).argmax(-1)
    assert right.tolist() == [one.label for one in EXAMPLES]
    wrong = [
        Example(one.first, one.second, (one.label + 1) % 4, taught=one.taught)
        for one in teaching.answered([EXAMPLES], [teacher], tmp_path)[0]
    ]
    for trust, follows in ((0.9, True), (0.0, False)):
        learner, tokenizer = finetune.start(encoder)
        settings = finetune.Settings(learning_rate=3e-3, batch_size=8, threads=1, trust=trust)
        finetune.run(learner, tokenizer, [wrong] * 60, settings, tmp_path / str(trust))
        assert bool((answers(tmp_path / str(trust)).argmax(-1) == right).all()) is follows
