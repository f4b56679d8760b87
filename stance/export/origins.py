"""Where numbers come from, as a record that travels with them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd

from stance import __version__, engines
from stance.charts import Basis
from stance.codebook import Codebook
from stance.domain import Selection
from stance.errors import StanceError
from stance.labeling import Calibration


def origins(
    statements: pd.DataFrame, codebook: Codebook, selection: Selection | None = None
) -> dict[str, Any]:
    """What a chart or report rests on: program, models, codebook, thresholds, filters, evidence.

    Args:
        statements: The canonical table.
        codebook: The codebook in use now; the table names the one that its rows were made with.
        selection: Which part of a store the table is.

    Returns:
        Plain data for JSON. A model that is not on this machine, or is there with other weights or
        settings by now, has ``thresholds`` of ``None``.
    """
    basis = Basis.of(statements)
    models = sorted(set(zip(statements["model"], statements["engine"], strict=True)))
    return {
        "program": f"Stance {__version__}",
        "made": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "models": [_model(str(name), str(engine)) for name, engine in models],
        "codebook": {
            "digest": codebook.digest,
            "of_the_statements": sorted(set(statements["codebook"].astype(str))),
            "actors": [one.key for one in codebook.actors],
            "targets": [one.key for one in codebook.targets],
        },
        "filters": _filters(selection),
        "evidence": {
            "statements": basis.statements,
            "abstentions": basis.abstentions,
            "documents": basis.documents,
            "first": _day(basis.first),
            "last": _day(basis.last),
            "undated_documents": basis.undated,
            "reviewed": basis.reviewed,
        },
    }


def _model(name: str, engine: str) -> dict[str, Any]:
    """A model as the table names it: ``name@digest+digest of its settings``."""
    plain, _, rest = name.partition("@")
    digest, _, settings = rest.partition("+")
    return {
        "name": plain,
        "digest": digest,
        "settings": settings,
        "engine": engine,
        "thresholds": _thresholds(plain, digest, engine),
    }


def _thresholds(name: str, digest: str, engine: str) -> Mapping[str, Any] | None:
    """The least certainty that counts, if the model is still here as it was."""
    try:
        model = engines.describe(name, engine=engine)
        if model.digest != digest:
            return None
        known = Calibration.of(model.calibration, name)
    except StanceError:
        return None
    return {"every_target": known.threshold, "single_targets": dict(known.thresholds)}


def _filters(selection: Selection | None) -> dict[str, Any]:
    chosen = selection or Selection()
    return {
        "actors": list(chosen.actors),
        "targets": list(chosen.targets),
        "documents": list(chosen.documents),
        "sources": list(chosen.sources),
        "since": _day(chosen.since),
        "until": _day(chosen.until),
        "labels": chosen.labels.value,
        "sure": chosen.sure,
    }


def _day(when: date | None) -> str | None:
    return when.isoformat() if when else None
