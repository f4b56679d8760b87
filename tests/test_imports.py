"""What an import costs, watched in fresh processes."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = {
    "numpy",
    "onnxruntime",
    "pandas",
    "plotly",
    "pyarrow",
    "streamlit",
    "tokenizers",
    "torch",
    "trafilatura",
    "transformers",
}


def loaded_after(code: str) -> set[str]:
    """The heavy packages in memory after some code ran in a new process."""
    probe = f"{code}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, timeout=120, check=True
    )
    return HEAVY & set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize(
    "code",
    [
        "import stance",
        "import stance.pipeline, stance.domain, stance.errors, stance.codebook",
        "import stance.cli; stance.cli.build_parser().format_help()",
        "import stance; stance.analyze, stance.positions, stance.divergence, stance.__version__",
    ],
)
def test_nothing_heavy_is_loaded(code):
    assert loaded_after(code) == set()


def test_the_public_names():
    import stance

    assert set(stance.__all__) == {
        "InputWarning",
        "__version__",
        "analyze",
        "divergence",
        "positions",
    }
    assert all(hasattr(stance, name) for name in stance.__all__)
