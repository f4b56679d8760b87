"""The training loop: length-bucketed batches, bf16 where the processor has it, checkpoints.

The encoder is a stock ``BertForSequenceClassification`` with the four stance classes; a second
head for textual entailment exists during warm-up only. Word vectors stay frozen but for the
stand-ins' own, which start as the vectors of ordinary country names.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

import torch
from torch import Tensor, nn
from transformers import AutoTokenizer, BertForSequenceClassification

from stance.domain import CLASSES
from stance.marking import STAND_INS
from stance.training import dropout, resuming
from stance.training.public import Example

log = logging.getLogger(__name__)

#: Where a stand-in's vector starts: words a language model already knows to be actors.
_START_WORDS = ("france", "japan", "canada", "brazil", "egypt", "norway", "kenya", "chile")


@dataclass(frozen=True, slots=True)
class Settings:
    """How one stage trains.

    Attributes:
        learning_rate: Peak; rises over `warmup` of the steps, then falls linearly to zero.
        unfreeze_words: Train all word vectors, not only the stand-ins'.
        average: Share of final steps whose weights are averaged into the result.
        trust: How much of the loss is distance from a teacher's answer, where there is one.
        temperature: Both answers are softened by it before they are compared.
    """

    learning_rate: float = 1e-4
    batch_size: int = 32
    warmup: float = 0.06
    max_length: int = 128
    weight_decay: float = 0.01
    label_smoothing: float = 0.0
    unfreeze_words: bool = False
    average: float = 0.0
    trust: float = 0.6
    temperature: float = 1.5
    seed: int = 20220124
    threads: int = 2
    checkpoint_every: int = 400


class Learner(nn.Module):  # type: ignore[misc]  # torch may be absent when this is checked
    """The classifier with its stand-in vectors and, for warm-up, an entailment head."""

    def __init__(self, model: BertForSequenceClassification, stand_in_ids: Sequence[int]) -> None:
        super().__init__()
        self.model = model
        width = model.config.hidden_size
        self.entailment = nn.Linear(width, 3)
        self.stand_ins = nn.Parameter(torch.zeros(len(stand_in_ids) + 1, width))
        row = torch.zeros(model.config.vocab_size, dtype=torch.long)
        row[torch.tensor(stand_in_ids)] = torch.arange(1, len(stand_in_ids) + 1)
        self.register_buffer("row", row, persistent=False)
        self.words.register_forward_hook(self._add_stand_ins)

    @property
    def words(self) -> nn.Embedding:
        """The word vectors."""
        return self.model.bert.embeddings.word_embeddings

    def _add_stand_ins(self, _: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> Tensor:
        rows = self.row[inputs[0]]
        return output + self.stand_ins[rows] * (rows > 0).unsqueeze(-1)

    def forward(self, batch: dict[str, Tensor]) -> tuple[Tensor, Tensor]:
        """Stance logits (n, 4) and entailment logits (n, 3)."""
        pooled = self.model.dropout(self.model.bert(**batch).pooler_output)
        return self.model.classifier(pooled), self.entailment(pooled)

    def folded(self) -> BertForSequenceClassification:
        """The plain model, with the learned stand-in offsets inside its word vectors."""
        with torch.no_grad():
            ids = torch.nonzero(self.row).squeeze(-1)
            self.words.weight[ids] += self.stand_ins[self.row[ids]]
            self.stand_ins.zero_()
        return self.model


def loss(logits: Tensor, labels: Tensor, smoothing: float = 0.0) -> Tensor:
    """Mean negative log likelihood; code `public.NEUTRAL_OR_NONE` accepts either class."""
    scores = torch.log_softmax(logits.float(), dim=-1)
    either = torch.logsumexp(scores[:, 2:4], dim=-1, keepdim=True)
    extended = torch.cat([scores, either], dim=-1)
    hit = -extended.gather(1, labels.unsqueeze(1)).squeeze(1)
    if not smoothing:
        return hit.mean()
    return ((1 - smoothing) * hit - smoothing * scores.mean(dim=-1)).mean()


def distance(logits: Tensor, taught: Tensor, temperature: float) -> Tensor:
    """Mean Kullback-Leibler divergence from a teacher's answers, both softened (Hinton, 2015).

    Args:
        logits: The learner's (n, 4).
        taught: The teacher's logits (n, 4).
        temperature: Above 1 the lesser classes count more. The value is scaled by its square, so
            that gradients keep their size.
    """
    ours = torch.log_softmax(logits.float() / temperature, dim=-1)
    theirs = torch.log_softmax(taught.float() / temperature, dim=-1)
    gap = nn.functional.kl_div(ours, theirs, log_target=True, reduction="batchmean")
    return gap * temperature**2


@dataclass(frozen=True, slots=True)
class Batch:
    """Examples of like length.

    Attributes:
        pairs: The encoded pairs, as the model takes them.
        labels: (n,) codes.
        nli: (n,) which are entailment.
        taught: (n, 4) a teacher's logits; not a number where it was not asked.
    """

    pairs: dict[str, Tensor]
    labels: Tensor
    nli: Tensor
    taught: Tensor

    def to(self, device: str) -> Batch:
        """The same on another device."""
        pairs = {key: value.to(device) for key, value in self.pairs.items()}
        return Batch(pairs, *(one.to(device) for one in (self.labels, self.nli, self.taught)))


_UNTAUGHT = (float("nan"),) * len(CLASSES)


def batches(
    examples: Sequence[Example], tokenizer: Any, settings: Settings, random: Random
) -> Iterator[Batch]:
    """One epoch in batches of like length."""
    encoded = tokenizer(
        [e.first for e in examples],
        [e.second for e in examples],
        truncation="longest_first",
        max_length=settings.max_length,
    )
    sizes = [len(ids) for ids in encoded["input_ids"]]
    order = list(range(len(examples)))
    random.shuffle(order)
    chunk = settings.batch_size * 60
    groups: list[list[int]] = []
    for start in range(0, len(order), chunk):
        near = sorted(order[start : start + chunk], key=lambda i: sizes[i])
        groups += [
            near[i : i + settings.batch_size] for i in range(0, len(near), settings.batch_size)
        ]
    random.shuffle(groups)
    for group in groups:
        batch = tokenizer.pad(
            {key: [encoded[key][i] for i in group] for key in encoded},
            padding=True,
            pad_to_multiple_of=8,
            return_tensors="pt",
        )
        labels = torch.tensor([examples[i].label for i in group])
        nli = torch.tensor([examples[i].task == "nli" for i in group])
        taught = torch.tensor([examples[i].taught or _UNTAUGHT for i in group])
        yield Batch(dict(batch), labels, nli, taught)


def start(base: Path) -> tuple[Learner, Any]:
    """A learner and its tokenizer from an encoder folder or a checkpoint of ours."""
    torch.manual_seed(20220124)  # the new heads start the same every time
    tokenizer = AutoTokenizer.from_pretrained(base, local_files_only=True)
    model = BertForSequenceClassification.from_pretrained(
        base,
        local_files_only=True,
        num_labels=len(CLASSES),
        id2label=dict(enumerate(CLASSES)),
        label2id={name: i for i, name in enumerate(CLASSES)},
        attn_implementation="sdpa",
    )
    ids = tokenizer.convert_tokens_to_ids(list(STAND_INS))
    fresh = model.config.architectures != ["BertForSequenceClassification"] or not getattr(
        model.config, "stand_ins", None
    )
    if fresh:
        words = model.bert.embeddings.word_embeddings.weight
        with torch.no_grad():
            words[ids] = words[tokenizer.convert_tokens_to_ids(list(_START_WORDS))].clone()
        model.config.stand_ins = list(STAND_INS)
    return Learner(model, ids), tokenizer


def run(
    learner: Learner,
    tokenizer: Any,
    epochs: Sequence[Sequence[Example]],
    settings: Settings,
    output: Path,
    after_epoch: Any = None,
) -> None:
    """Train over the given epochs and write the folded model to `output`.

    A run that was cut off goes on from the last state kept there, with the same batches in the
    same order.
    """
    torch.manual_seed(settings.seed)
    torch.set_num_threads(settings.threads)
    random = Random(settings.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    learner.to(device).train()
    if device == "cpu":
        # Twice as fast as the stock layers: see `dropout`; fused attention loses on short texts.
        dropout.install(learner, learner.model.config.hidden_dropout_prob)
        learner.model.set_attn_implementation("eager")
    learner.words.weight.requires_grad_(settings.unfreeze_words)
    trained = [p for p in learner.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(
        trained, lr=settings.learning_rate, weight_decay=settings.weight_decay, fused=True
    )
    total = sum(-(-len(examples) // settings.batch_size) for examples in epochs)
    mean = torch.optim.swa_utils.AveragedModel(learner) if settings.average else None
    done = resuming.take_up(output, learner, optimizer, mean)
    step, began, seen = 0, time.monotonic(), 0
    for number, examples in enumerate(epochs, start=1):
        for batch in batches(examples, tokenizer, settings, random):
            if step < done:
                step += 1
                continue
            for group in optimizer.param_groups:
                group["lr"] = settings.learning_rate * _share(step, total, settings.warmup)
            value = _step(learner, batch.to(device), settings)
            optimizer.zero_grad(set_to_none=True)
            value.backward()
            torch.nn.utils.clip_grad_norm_(trained, 1.0)
            optimizer.step()
            step, seen = step + 1, seen + len(batch.labels)
            if mean is not None and step > total * (1 - settings.average) and step % 10 == 0:
                mean.update_parameters(learner)
            if step % 50 == 0:
                pace = seen / (time.monotonic() - began)
                log.info("step %d/%d loss %.3f %.0f/s", step, total, value.item(), pace)
            if step % settings.checkpoint_every == 0:
                resuming.keep(output, step, learner, optimizer, mean)
        log.info("epoch %d of %d done", number, len(epochs))
        if after_epoch is not None and step > done:
            learner.eval()
            after_epoch(learner, tokenizer, number)
            learner.train()
    if mean is not None:
        learner.load_state_dict(mean.module.state_dict())
    save(learner, tokenizer, output, settings)
    resuming.drop(output)


def _share(step: int, total: int, warmup: float) -> float:
    """The share of the peak learning rate: up over the warm-up, then down to zero.

    >>> [round(_share(step, 10, 0.2), 2) for step in (0, 1, 2, 6, 9)]
    [0.5, 1.0, 1.0, 0.5, 0.12]
    """
    rise = max(1, int(total * warmup))
    return min((step + 1) / rise, max(0.0, (total - step) / max(1, total - rise)))


def halved(device: str) -> torch.autocast:
    """Work in bf16 where the hardware has it; elsewhere it is emulated and a third as fast."""
    known = torch.cpu.get_capabilities() if device == "cpu" else {"bf16": True}
    able = any(known.get(name) for name in ("amx_bf16", "avx512_bf16", "bf16"))
    return torch.autocast(device, dtype=torch.bfloat16, enabled=able)


def _step(learner: Learner, batch: Batch, settings: Settings) -> Tensor:
    labels, nli = batch.labels, batch.nli
    with halved(labels.device.type):
        stance, entailment = learner(batch.pairs)
    value = torch.zeros((), device=labels.device)
    if (~nli).any():
        part = loss(stance[~nli], labels[~nli], settings.label_smoothing)
        value = value + part * (~nli).float().mean()
    if nli.any():
        part = nn.functional.cross_entropy(entailment[nli].float(), labels[nli])
        value = value + part * nli.float().mean()
    known = ~batch.taught.isnan().any(dim=-1)
    if known.any():
        gap = distance(stance[known], batch.taught[known], settings.temperature)
        value = (1 - settings.trust) * value + settings.trust * gap * known.float().mean()
    return value


def save(learner: Learner, tokenizer: Any, output: Path, settings: Settings) -> None:
    """The model as a Hugging Face folder; safetensors only."""
    output.mkdir(parents=True, exist_ok=True)
    learner.folded().save_pretrained(output)
    tokenizer.save_pretrained(output)
    (output / "training.json").write_text(json.dumps(asdict(settings), indent=1), "utf-8")


def predict(
    learner: Learner, tokenizer: Any, pairs: Sequence[tuple[str, str]], max_length: int = 192
) -> Tensor:
    """Stance logits (n, 4) of pairs, in input order."""
    device = next(learner.parameters()).device
    order = sorted(range(len(pairs)), key=lambda i: len(pairs[i][0]) + len(pairs[i][1]))
    result = torch.zeros(len(pairs), len(CLASSES))
    with torch.inference_mode():
        for begin in range(0, len(order), 64):
            group = order[begin : begin + 64]
            batch = tokenizer(
                [pairs[i][0] for i in group], [pairs[i][1] for i in group],
                truncation="longest_first", max_length=max_length, padding=True,
                return_tensors="pt",
            )  # fmt: skip
            with halved(device.type):
                stance, _ = learner({key: value.to(device) for key, value in batch.items()})
            result[torch.tensor(group)] = stance.float().cpu()
    return result


__all__ = ["Learner", "Settings", "batches", "predict", "run", "save", "start"]
