"""Hub ids, with the hub replaced by a folder: what is fetched, when, and what is said if not."""

import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
import small_models as small

from stance import engines
from stance.engines import hub
from stance.errors import MissingExtraError, ModelError

huggingface_hub = pytest.importorskip("huggingface_hub")


class Hub:
    """A hub with one repository, and a log of what was asked of it."""

    def __init__(self, repository, cache):
        self.repository = repository
        self.cache = cache
        self.log = []
        self.down = None

    def list_repo_files(self, name):
        self.log.append("list")
        if self.down:
            raise self.down
        return sorted(
            file.relative_to(self.repository).as_posix()
            for file in self.repository.rglob("*")
            if file.is_file()
        )

    def snapshot_download(self, name, *, local_files_only=False, allow_patterns=()):
        if local_files_only:
            if not self.cache.is_dir():
                raise huggingface_hub.errors.LocalEntryNotFoundError("nothing here")
            return str(self.cache)
        self.log.append(tuple(allow_patterns))
        if self.down:
            raise self.down
        for file in allow_patterns:
            (self.cache / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self.repository / file, self.cache / file)
        return str(self.cache)


@pytest.fixture
def online(tmp_path, monkeypatch):
    monkeypatch.setenv("STANCE_MODELS", str(tmp_path / "shelf"))
    made = Hub(tmp_path / "repository", tmp_path / "cache" / "0123abcd")
    small.toy(made.repository, small.NLI_LABELS, quantized=True)
    (made.repository / "pytorch_model.bin").write_bytes(b"pickle")
    (made.repository / "modeling.py").write_text("raise SystemExit", encoding="utf-8")
    monkeypatch.setattr(huggingface_hub, "snapshot_download", made.snapshot_download)
    monkeypatch.setattr(huggingface_hub, "HfApi", lambda: made)
    return made


def test_a_hub_id_is_fetched_once_and_then_used_from_the_cache(online):
    first = engines.load_engine("some-org/some.model")
    assert first.description.name == "some-org/some.model"
    asked = list(online.log)
    assert asked[0] == "list"
    assert set(asked[1]) == {
        "config.json",
        "tokenizer.json",
        "tokenizer_config.json",
        "onnx/model.onnx",
    }
    online.down = ConnectionError("no route")
    again = engines.load_engine("some-org/some.model")
    assert online.log == asked
    pairs = small.PAIRS["nli"]
    np.testing.assert_array_equal(first.logits(pairs), again.logits(pairs))


def test_a_half_filled_cache_is_filled(online):
    online.cache.mkdir(parents=True)
    shutil.copyfile(online.repository / "config.json", online.cache / "config.json")
    assert engines.describe("some-org/some.model").weights == "onnx/model.onnx"
    assert online.log[0] == "list"


def test_no_connection_is_one_sentence(online):
    online.down = ConnectionError("Name or service not known\n  at socket")
    with pytest.raises(
        ModelError, match=r"could not be fetched .Name or service not known"
    ) as error:
        engines.load_engine("some-org/some.model")
    assert "\n" not in str(error.value)


def test_an_unknown_repository_is_one_sentence(online):
    import httpx2 as httpx

    response = httpx.Response(404, request=httpx.Request("GET", "https://hub.invalid"))
    online.down = huggingface_hub.errors.RepositoryNotFoundError("404", response=response)
    with pytest.raises(ModelError, match="The hub has no model some-org/some-model"):
        engines.load_engine("some-org/some-model")


def test_local_names_and_folders_never_ask_the_hub(online, tmp_path):
    small.toy(tmp_path / "shelf" / "own")
    engines.load_engine("own")
    engines.load_engine(tmp_path / "shelf" / "own")
    engines.load_engine()
    for name in ("owned", "a/b/c", "../own", "/no/where", ""):
        with pytest.raises(ModelError, match="There is no model"):
            engines.load_engine(name)
    assert online.log == []


FILES = ["config.json", "tokenizer.json", "vocab.txt", "README.md", "train.py", "tf_model.h5"]


@pytest.mark.parametrize(
    ("weights", "options", "expected"),
    [
        (["model.safetensors", "onnx/model.onnx"], {}, ["onnx/model.onnx"]),
        (["model.safetensors", "onnx/model.onnx"], {"engine": "torch"}, ["model.safetensors"]),
        (["model.safetensors", "onnx/model_quantized.onnx"], {}, ["model.safetensors"]),
        (
            ["model.safetensors", "onnx/model_quantized.onnx"],
            {"file": "onnx/model_quantized.onnx"},
            ["onnx/model_quantized.onnx"],
        ),
        (
            ["a-1.safetensors", "a-2.safetensors", "model.safetensors.index.json"],
            {},
            ["a-1.safetensors", "a-2.safetensors", "model.safetensors.index.json"],
        ),
        (
            ["onnx/model.onnx", "onnx/model.onnx_data"],
            {},
            ["onnx/model.onnx", "onnx/model.onnx_data"],
        ),
    ],
)
def test_only_what_is_read_is_fetched(weights, options, expected):
    wanted = hub.choose("o/n", [*FILES, *weights, "pytorch_model.bin"], **options)
    assert wanted == ["config.json", "tokenizer.json", "vocab.txt", "README.md", *expected]


def test_a_repository_of_pickles_is_refused():
    with pytest.raises(ModelError, match=r"neither safetensors nor ONNX.*can run code"):
        hub.choose("o/n", [*FILES, "pytorch_model.bin"])
    with pytest.raises(ModelError, match=r"has no weights.*model\.safetensors"):
        hub.choose("o/n", [*FILES, "model.safetensors"], engine="onnx")


def test_without_torch_the_torch_engine_says_how_to_install_it(tmp_path, monkeypatch):
    folder, _ = small.toy(tmp_path / "m")
    (folder / "model.safetensors").write_bytes(b"weights")
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(MissingExtraError, match=r"pip install -r requirements-torch\.txt"):
        engines.load_engine(folder, engine="torch")
    requirements = Path(__file__).resolve().parents[1] / "requirements-torch.txt"
    assert "torch==" in requirements.read_text("utf-8")


def test_without_onnx_exporting_says_how_to_install_it(tmp_path, monkeypatch):
    from stance.engines.packaging import export_onnx

    monkeypatch.setitem(sys.modules, "onnxscript", None)
    with pytest.raises(MissingExtraError, match=r"pip install -r requirements-torch\.txt"):
        export_onnx(tmp_path, tmp_path / "out.onnx", quantize=False)
