"""The encoder folder training starts from: the base model with stand-ins in its vocabulary."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from stance.errors import ModelError
from stance.marking import STAND_INS


def prepare(encoder: Path, output: Path) -> Path:
    """Copy an encoder and give it the stand-ins as words of their own.

    The stand-ins take the place of the vocabulary's ``[unused…]`` entries, so the size of the
    model stays the same and a stock tokenizer reads each as one token.

    Raises:
        ModelError: The folder holds no WordPiece tokenizer with unused entries.
    """
    output.mkdir(parents=True, exist_ok=True)
    tokenizer_file = encoder / "tokenizer.json"
    if not tokenizer_file.is_file():
        raise ModelError(
            f"No tokenizer.json in {encoder}.", "Expected a Hugging Face encoder folder."
        )
    tokenizer = json.loads(tokenizer_file.read_text(encoding="utf-8"))
    vocabulary = tokenizer["model"]["vocab"]
    for number, stand_in in enumerate(STAND_INS):
        unused = f"[unused{number}]"
        if unused not in vocabulary:
            raise ModelError(f"The vocabulary of {encoder} has no entry {unused}.")
        index = vocabulary.pop(unused)
        vocabulary[stand_in] = index
        tokenizer["added_tokens"].append(
            {
                "id": index,
                "content": stand_in,
                "single_word": False,
                "lstrip": False,
                "rstrip": False,
                "normalized": False,
                "special": False,
            }
        )
    tokenizer["added_tokens"].sort(key=lambda token: token["id"])
    tokenizer["model"]["vocab"] = dict(sorted(vocabulary.items(), key=lambda item: item[1]))
    tokenizer["truncation"] = tokenizer["padding"] = None
    (output / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False), "utf-8")
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "do_lower_case": True,
        "unk_token": "[UNK]",
        "sep_token": "[SEP]",
        "pad_token": "[PAD]",
        "cls_token": "[CLS]",
        "mask_token": "[MASK]",
        "model_max_length": 512,
        "model_input_names": ["input_ids", "token_type_ids", "attention_mask"],
    }
    (output / "tokenizer_config.json").write_text(json.dumps(settings, indent=1), "utf-8")
    for name in ("config.json", "model.safetensors"):
        shutil.copyfile(encoder / name, output / name)
    return output
