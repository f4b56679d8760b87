"""Models behind one protocol: pairs of texts in, logits out.

    from stance import engines

    engine = engines.load_engine()                       # the embedded model
    logits = engine.logits([("a proposition", "a passage")])
    engines.softmax(logits)                              # columns as engine.description.labels

An engine knows strings, numbers and the names of its model's classes. It knows nothing of actors,
targets or thresholds; those are `stance.labeling`'s. Importing this package loads neither
onnxruntime nor torch nor transformers: the engine that is asked for loads what it needs.
"""

from __future__ import annotations

from stance.engines.description import ModelDescription
from stance.engines.languages import named as named_languages
from stance.engines.probabilities import entailment, softmax
from stance.engines.protocol import Engine, Pair
from stance.engines.registry import ENGINES, describe, load_engine, models, models_root

__all__ = [
    "ENGINES",
    "Engine",
    "ModelDescription",
    "Pair",
    "describe",
    "entailment",
    "load_engine",
    "models",
    "models_root",
    "named_languages",
    "softmax",
]
