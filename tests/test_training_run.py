"""The training loop on a small model: it learns, and a run that was cut off ends the same."""

from __future__ import annotations

from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

import small_models  # noqa: E402
from safetensors.torch import load_file  # noqa: E402

from stance.errors import ModelError  # noqa: E402
from stance.training import base, finetune, resuming  # noqa: E402
from stance.training.public import Example  # noqa: E402

pytestmark = pytest.mark.torch

EXAMPLES = [
    Example("[E1]: the ban", f"[E1] {word} the ban in {place}.", label)
    for label, word in enumerate(("supported", "rejected", "discussed", "saw"))
    for place in ("may", "june", "july", "march", "spring", "winter", "autumn", "april")
]
SETTINGS = finetune.Settings(
    learning_rate=3e-3, batch_size=8, average=0.5, checkpoint_every=3, threads=1
)


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("encoder")
    words = " ".join(text for e in EXAMPLES for text in (e.first, e.second)).lower().split()
    words = [word.strip(".") for word in words] + list(finetune._START_WORDS)
    raw = small_models.encoder(folder / "raw", sorted({w for w in words if w.isalpha()}))
    return base.prepare(raw, folder / "base")


def train(encoder: Path, output: Path, epochs: int = 3, stop_after: int | None = None) -> Path:
    learner, tokenizer = finetune.start(encoder)
    if stop_after is not None:
        steps = 0
        forward = learner.forward

        def counted(batch):
            nonlocal steps
            steps += 1
            if steps > stop_after:
                raise KeyboardInterrupt
            return forward(batch)

        learner.forward = counted
    finetune.run(learner, tokenizer, [EXAMPLES] * epochs, SETTINGS, output)
    return output


def test_a_run_that_was_cut_off_ends_with_the_same_weights(encoder, tmp_path):
    whole = train(encoder, tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt):
        train(encoder, tmp_path / "cut", stop_after=8)
    assert (tmp_path / "cut" / resuming.FILE).is_file()
    cut = train(encoder, tmp_path / "cut")
    assert not (cut / resuming.FILE).is_file()
    ours, theirs = (load_file(folder / "model.safetensors") for folder in (whole, cut))
    for name, value in ours.items():
        assert torch.equal(value, theirs[name]), name


def test_the_loop_learns_four_words(encoder, tmp_path):
    folder = train(encoder, tmp_path / "learned", epochs=40)
    learner, tokenizer = finetune.start(folder)
    learner.eval()
    logits = finetune.predict(learner, tokenizer, [(e.first, e.second) for e in EXAMPLES])
    right = (logits.argmax(-1) == torch.tensor([e.label for e in EXAMPLES])).float().mean()
    assert right > 0.9


def test_a_state_of_another_model_is_refused(encoder, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        train(encoder, tmp_path / "cut", stop_after=4)
    path = tmp_path / "cut" / resuming.FILE
    kept = load_file(path)
    kept["learner.model.classifier.weight"] = torch.zeros(7, 7)
    from safetensors.torch import save_file

    save_file(kept, path, metadata={"step": "3"})
    with pytest.raises(ModelError, match="does not fit"):
        train(encoder, tmp_path / "cut")
