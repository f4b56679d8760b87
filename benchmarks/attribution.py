"""Whose words it finds: the right actor on gold, sources in news articles, what the gates ask.

Loads no model and takes a minute:

    python benchmarks/attribution.py                    # the gold statements of this project
    python benchmarks/attribution.py --data FOLDER      # PolNeAR's dev articles as well
    python benchmarks/attribution.py --list 20          # examples of what is missed, dev only

Of gold test parts only totals are printed, never an item. FOLDER holds
`train/attribution_polnear.parquet` and `train/attribution_polnear_documents.parquet`, made from
the dev articles of PolNeAR (networkdynamics/PolNeAR): `doc, split, source_span, source_text`,
and `doc, split, text`.

What the figures say:

- *found*: of the gold stances (favor, against, neutral), the share whose actor the sentence is
  given to by any rule; *holder*: by a rule that makes it the one who speaks or acts.
- *own words*: of the gold stances whose actor is found, the share where the actor's own words
  and reports or acts are kept apart as the readers did (`said_by`).
- *not invented*: of the actors that a sentence names only as object or place (`objects`), the
  share that is not made its speaker or agent.
- *reached*: of the gold stances, the share that the gates send to the model; *gate recall*: of
  those whose actor is found; *asked*: the share
  of all (sentence, actor, target) of the documents that they send.
- *sources*: of PolNeAR's dev articles, spans of whoever words, views or intentions are ascribed
  to, against the spans that PolNeAR's readers marked. A span is right when it overlaps one of the
  other side.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from stance.attribution import attribute, is_speech, source_spans  # noqa: E402
from stance.attribution.verbs import SAYING, lemma  # noqa: E402
from stance.codebook import Codebook, load  # noqa: E402
from stance.domain import AttributedPassage, Document, text_digest  # noqa: E402
from stance.evaluation.gold import GoldItem, codebook_for, read_gold  # noqa: E402
from stance.labeling import candidates  # noqa: E402
from stance.segment import passages  # noqa: E402

GOLD = (
    "codebook_actors.jsonl",
    "news_codebook_actors.jsonl",
    "other_actors.jsonl",
    "news_other_actors.jsonl",
    "wider_codebook_actors.jsonl",
    "wider_other_actors.jsonl",
)
PRONOUNS = frozenset("i you he she it we they who which that his her its their them him us".split())


@dataclass(slots=True)
class Tally:
    """Counts of one part of a gold file, and examples where it went wrong."""

    counts: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, what: str, right: bool, example: str) -> None:
        """Count one case, right or not."""
        self.counts[f"{what} of"] += 1
        self.counts[what] += right
        if not right:
            self.examples[what].append(example)

    def share(self, what: str) -> float:
        """The share that is right; NaN where nothing was counted."""
        total = self.counts[f"{what} of"]
        return self.counts[what] / total if total else float("nan")


def by_document(items: Iterable[GoldItem]) -> Iterator[list[GoldItem]]:
    """The items of one text together."""
    texts: dict[str, list[GoldItem]] = {}
    for item in items:
        texts.setdefault(item.document, []).append(item)
    yield from texts.values()


def is_own(attributed: AttributedPassage, actor: str) -> bool:
    """Whether the strongest thing a passage says of an actor is its own words."""
    return any(a.actor == actor and not a.member and is_speech(a) for a in attributed.attributions)


def tally_gold(items: Sequence[GoldItem], codebook: Codebook) -> Tally:
    """What attribution and gates make of the items of one split."""
    tally = Tally()
    for one in by_document(items):
        book = codebook_for(one, codebook)
        text = one[0].document
        document = Document(text_digest(text), text, published=one[0].published)
        found = attribute(document, passages(document), book)
        asked = candidates(found, book)
        reached = {(c.attributed.passage.index, c.attribution.actor, c.target) for c in asked}
        tally.counts["asked"] += len(reached)
        tally.counts["asked of"] += len(found) * len(book.actors) * len(book.targets)
        for item in one:
            here = [p for p in found if p.passage.start < item.end and p.passage.end > item.start]
            for label in item.labels:
                mine = [a for p in here for a in p.attributions
                        if a.actor == label.actor and not a.member]  # fmt: skip
                told = f"{item.id} {label.actor}/{label.target} {label.label}: "
                told += text[item.start : item.end]
                told += f"  {[(a.rule, a.cue) for a in mine]}"
                own = any(is_own(p, label.actor) for p in here)
                if label.label != "none":
                    tally.add("found", bool(mine), told)
                    tally.add("holder", any(a.said_by for a in mine), told)
                    sent = any(
                        (p.passage.index, label.actor, label.target) in reached for p in here
                    )
                    tally.add("reached", sent, told)
                    if mine:
                        tally.add("gate recall", sent, told)
                    if label.said_by is not None and mine:
                        tally.add("own words", own == label.said_by, told)
                elif label.said_by is None:
                    tally.add("not invented", not any(a.said_by for a in mine), told)
    return tally


COLUMNS = ("found", "holder", "own words", "not invented", "reached", "gate recall", "asked")


def show_gold(codebook: Codebook, examples: int) -> None:
    """Print a row per gold file and split; examples of dev only."""
    print(f"{'gold':32}{'split':6}{'stances':>8}" + "".join(f"{name:>14}" for name in COLUMNS))
    for name in GOLD:
        for split in ("dev", "test"):
            tally = tally_gold(read_gold([ROOT / "data" / "gold" / name], split), codebook)
            shares = "".join(f"{tally.share(column):14.3f}" for column in COLUMNS)
            print(f"{name:32}{split:6}{tally.counts['found of']:8}{shares}")
            if split == "dev" and examples:
                for what, lines in tally.examples.items():
                    for line in lines[:examples]:
                        print(f"    {what}: {line}")


def overlaps(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two spans share a character."""
    return one[0] < other[1] and other[0] < one[1]


def sort_of(text: str) -> str:
    """Pronoun, name or noun phrase, going by the words of a source."""
    words = text.split()
    if len(words) == 1 and words[0].lower().strip(".,’'") in PRONOUNS:
        return "pronouns"
    first = [word for word in words if word.lower() not in ("the", "a", "an", "mr.", "ms.")]
    return "names" if first and all(word[:1].isupper() for word in first[:2]) else "noun phrases"


def spans_of(cell: str) -> list[tuple[int, int]]:
    """The spans in a cell such as "12 17;20 24"."""
    pairs = [part.split() for part in cell.split(";") if part]
    return [(int(start), int(end)) for start, end in pairs]


def is_saying(cue: str) -> bool:
    """Whether a cue holds a verb of saying, or "according"."""
    words = cue.casefold().split()
    kinds = ("base", "third", "past", "participle", "ing")
    return "according" in words or any(lemma(word, *kinds) in SAYING for word in words)


def show_sources(folder: Path, examples: int, split: str) -> None:
    """Print how well sources are found in PolNeAR's articles of a split."""
    import pandas as pd

    marked = pd.read_parquet(folder / "train" / "attribution_polnear.parquet")
    texts = pd.read_parquet(folder / "train" / "attribution_polnear_documents.parquet")
    marked, texts = marked[marked["split"] == split], texts[texts["split"] == split]
    cells = marked.groupby("doc")["source_span"].agg(list).to_dict()
    said = marked[marked["cue_text"].map(is_saying)]
    spoken = said.groupby("doc")["source_span"].agg(list).to_dict()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    wrong: dict[str, list[str]] = defaultdict(list)
    for name, text in zip(texts["doc"], texts["text"], strict=True):
        gold = {(spans[0][0], spans[-1][1]) for cell in cells.get(name, ())
                if (spans := spans_of(cell))}  # fmt: skip
        document = Document(name, text)
        found = set(source_spans(document, passages(document)))
        for cell in spoken.get(name, ()):
            if pieces := spans_of(cell):
                whole = (pieces[0][0], pieces[-1][1])
                counts["said"]["gold"] += 1
                counts["said"]["gold right"] += any(overlaps(whole, other) for other in found)
        for mine, others, side in ((gold, found, "gold"), (found, gold, "found")):
            for span in mine:
                right = any(overlaps(span, other) for other in others)
                for sort in ("all", sort_of(text[slice(*span)])):
                    counts[sort][side] += 1
                    counts[sort][f"{side} right"] += right
                if not right:
                    around = " ".join(text[max(0, span[0] - 70) : span[1] + 70].split())
                    wrong[side].append(f"[{text[slice(*span)]}] {around}")
    head = f"{'marked':>8}{'found':>8}{'precision':>11}{'recall':>9}{'F1':>8}"
    print(f"\nsources, PolNeAR {split}  {head}")
    spoken_of = counts.pop("said")
    for sort, count in counts.items():
        precision = count["found right"] / max(1, count["found"])
        recall = count["gold right"] / max(1, count["gold"])
        score = 2 * precision * recall / max(1e-9, precision + recall)
        print(
            f"{sort:22}{count['gold']:8}{count['found']:8}{precision:11.3f}{recall:9.3f}{score:8.3f}"
        )
    share = spoken_of["gold right"] / max(1, spoken_of["gold"])
    print(f"where the cue is a verb of saying: {spoken_of['gold']} marked, recall {share:.3f}")
    chance = random.Random(1)
    for side, lines in wrong.items():
        for line in chance.sample(lines, min(examples, len(lines))):
            print(f"    {'missed' if side == 'gold' else 'wrong'}: {line}")


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="the folder that holds train/")
    parser.add_argument("--split", default="dev", choices=("train", "dev"), help="PolNeAR's part")
    parser.add_argument("--list", type=int, default=0, help="how many examples of each fault")
    parser.add_argument("--only-sources", action="store_true", help="leave the gold out")
    given = parser.parse_args()
    if not given.only_sources:
        show_gold(load(ROOT / "data" / "codebook.toml"), given.list)
    if given.data is not None:
        show_sources(given.data, given.list, given.split)


if __name__ == "__main__":
    main()
