"""Languages passage by passage: told where certain, kept from a model that does not read them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from scripted import ScriptedEngine

import stance
from stance import cli, engines, pipeline
from stance.codebook import load
from stance.domain import Document
from stance.engines.languages import of_model
from stance.errors import UsageError
from stance.reading import languages_of
from stance.store import Store

ROOT = Path(__file__).resolve().parents[1]

ENGLISH = "The State Department said it supports withdrawing embassy staff from Kyiv."
RUSSIAN = "Россия заявила, что не планирует нападать на Украину. Это неправда. Нет."
GERMAN = "Die Bundesregierung unterstützt Sanktionen gegen Russland. Wir sind dagegen. Nein, danke."

SHORT = {
    "de": ["Die Regierung lehnt das ab.", "Wir sind dagegen.", "Nein, danke.", "Das ist falsch."],
    "fr": ["C'est une question de principe.", "Paris refuse.", "On verra bien."],
    "es": ["El ministro dijo que España apoya las sanciones.", "Ya veremos.", "No es verdad."],
    "it": ["Il ministro ha detto di no.", "Vedremo.", "Siamo contrari."],
    "pl": ["Minister powiedział, że to nieprawda.", "Polska popiera sankcje."],
    "tr": ["Türkiye yaptırımlara karşı.", "Bakan hayır dedi."],
    "ru": ["Россия не планирует нападать на Украину.", "Нет.", "Мы против."],
    "uk": ["Україна підтримує санкції проти Росії.", "Ми проти.", "Це неправда."],
    "zh": ["中国不支持制裁。", "我们反对。"],
    "ar": ["روسيا لا تخطط للهجوم على أوكرانيا.", "نحن ضد ذلك."],
}


@pytest.mark.parametrize("code", SHORT)
def test_short_sentences_take_the_language_around_them(code):
    assert languages_of(SHORT[code]) == [code] * len(SHORT[code])


@pytest.mark.parametrize(
    "text",
    [
        "We agree.",
        "No.",
        "Moscow said no.",
        "Sanctions remain.",
        "Merkel: nein to arms",
        "Zelensky thanked Biden.",
        "Volodymyr Zelenskyy",
        "Josep Borrell, Brussels",
        "EU ministers agree sanctions package",
        "Chancellor Olaf Scholz rejects arms deliveries",
        "Le Monde reported the talks.",
        "Авіаудар: Russian aircraft dropped a bomb on the center of Mariupol",
        "24.01.2022",
        "…",
    ],
)
def test_names_and_headlines_of_english_are_no_other_language(text):
    assert languages_of([text])[0] in (None, "en")


def test_a_document_that_changes_its_language_is_told_apart():
    texts = [
        "The spokesman of the ministry said that it would not be withdrawing any staff.",
        "We agree.",
        "Das sagte der Minister am Montag in der deutschen Hauptstadt.",
        "Nein, danke.",
        "Россия не планирует нападать на Украину.",
        "Нет.",
        "The talks in Geneva are going to be continued on Friday, the ministry said.",
    ]
    assert languages_of(texts) == ["en", "en", "de", "de", "ru", "ru", "en"]


def test_a_short_sentence_after_a_greeting_in_another_language():
    said = "The talks are going to be continued on Friday, and we are not alone, he said."
    texts = [said, said, "Paldies, Latvija!", "Glory to Ukraine!"]
    assert languages_of(texts) == ["en", "en", "lv", "en"]


def test_no_passage_no_language():
    assert languages_of([]) == []
    assert languages_of(["123", "!"]) == [None, None]


# What a model reads


@pytest.mark.parametrize(
    ("card", "config", "languages"),
    [
        ("language: en", {"model_type": "xlm-roberta"}, ("en",)),
        ("language:\n  - en\n  - de\nlicense: mit", {}, ("en", "de")),
        ("language:\n- multilingual\n- en", {}, ()),
        ('language: ["en", "fr"]', {}, ("en", "fr")),
        ("license: mit", {"model_type": "deberta-v2", "vocab_size": 251_000}, ()),
        ("license: mit", {"model_type": "deberta-v2", "vocab_size": 128_100}, ("en",)),
        ("", {"model_type": "bert", "vocab_size": 119_547}, ()),
        ("", {"model_type": "roberta", "vocab_size": 50_265}, ("en",)),
        ("", {"vocab_size": "many"}, ("en",)),
    ],
)
def test_a_models_folder_says_what_it_reads(card, config, languages):
    assert of_model(card, config) == languages


def test_the_embedded_model_reads_english_unless_told_otherwise():
    model = engines.describe()
    assert model.languages == ("en",)
    assert model.reads("en") and model.reads(None) and not model.reads("ru")


@pytest.mark.parametrize("text", ["english", "en,", "", "all,en"])
def test_what_is_no_list_of_languages_is_refused(text):
    with pytest.raises(UsageError, match="no language"):
        engines.named_languages(text)


# Through the pipeline


@pytest.fixture(scope="module")
def book():
    return load(ROOT / "data" / "codebook.toml")


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "run.sqlite") as opened:
        yield opened


class Listening(ScriptedEngine):
    """A scripted engine that remembers what it was shown."""

    def __init__(self, languages=("en",), **options):
        super().__init__(languages=languages, **options)
        self.shown = ""

    def logits(self, pairs):
        self.shown += " ".join(" ".join(pair) for pair in pairs)
        return super().logits(pairs)


def test_what_a_model_does_not_read_is_kept_and_counted_and_never_shown_to_it(store, book):
    engine = Listening()
    document = Document("d", f"{ENGLISH} {RUSSIAN} {GERMAN}", actor="RU", title="Mixed")
    (step,) = pipeline.analyze(document, store=store, codebook=book, engine=engine)
    assert step.unread == (("de", 3), ("ru", 3))
    assert "supports withdrawing" in engine.shown
    assert not any(word in engine.shown for word in ("заявила", "Нет", "Bundesregierung", "danke"))
    kept = store.unread()
    assert kept["language"].tolist() == ["ru"] * 3 + ["de"] * 3
    assert kept["text"].tolist()[2:4] == ["Нет.", "Die Bundesregierung unterstützt Sanktionen "
                                          "gegen Russland."]  # fmt: skip
    assert set(kept["title"]) == {"Mixed"}
    assert [document.text[a:b] for a, b in zip(kept["start"], kept["end"], strict=True)] == (
        kept["text"].tolist()
    )
    assert store.documents()["unread"].tolist() == [6]
    assert len(store.passages("d")) == 7
    # Nothing to do the second time, and still counted.
    (again,) = pipeline.analyze(document, store=store, codebook=book, engine=engine)
    assert (again.outcome, again.unread) == ("known", step.unread)
    assert pipeline.unread_remark(pipeline.unread_in([step, again]), engine) == (
        "12 passages were kept but not judged (6 in German, 6 in Russian): "
        "the model written-down reads English."
    )


def test_a_model_for_all_languages_reads_them(store, book):
    document = Document("d", f"{ENGLISH} {RUSSIAN}", actor="RU")
    engine = Listening(languages=())
    (step,) = pipeline.analyze(document, store=store, codebook=book, engine=engine)
    assert step.unread == () and store.unread().empty
    assert "заявила" in engine.shown
    assert pipeline.unread_remark({}, engine) == ""


def test_a_long_text_in_another_language_is_asked_about_without_english_cues(store, book):
    sentences = " ".join(f"Россия заявила сегодня, что это вопрос номер {n}." for n in range(20))
    engine = Listening(languages=())
    list(
        pipeline.analyze(
            Document("d", sentences, actor="RU"), store=store, codebook=book, engine=engine
        )
    )
    assert "номер 19" in engine.shown


def test_reading_more_languages_is_other_work(store, book):
    document = Document("d", RUSSIAN, actor="RU")
    for languages, outcome in (
        (("en",), "analysed"),
        (("en", "ru"), "analysed"),
        ((), "analysed"),
        (("en",), "known"),
    ):
        engine = Listening(languages=languages)
        (step,) = pipeline.analyze(document, store=store, codebook=book, engine=engine)
        assert step.outcome == outcome
    assert len(store.provenances()) == 3


def test_a_text_that_is_not_read_at_all_is_no_failure(tmp_path):
    with pytest.warns(stance.InputWarning, match="3 passages were kept but not judged"):
        frame = stance.analyze([Document("d", RUSSIAN, actor="RU")], engine=Listening())
    assert frame.empty


# On the command line


@pytest.fixture
def asked(monkeypatch):
    """The options under which the engine was asked for."""
    options = {}

    def load_engine(*names, languages=None, **others):
        options["languages"] = languages
        return Listening(languages=("en",) if languages is None else languages)

    monkeypatch.setattr(engines, "load_engine", load_engine)
    return options


def test_analyze_tells_what_it_left_unread(asked, tmp_path, capsys):
    text = tmp_path / "mixed.txt"
    text.write_text(f"{ENGLISH} {RUSSIAN}", encoding="utf-8")
    path = tmp_path / "kept.sqlite"
    assert cli.main(["analyze", str(text), "--store", str(path)]) == 0
    assert "stance: note: 3 passages were kept but not judged (3 in Russian)" in (
        capsys.readouterr().err
    )
    assert cli.main(["documents", "unread", "--store", str(path)]) == 0
    shown = capsys.readouterr().out
    assert "Russian" in shown and "Это неправда." in shown
    assert cli.main(["analyze", str(text), "--store", str(path), "--languages", "all"]) == 0
    assert asked["languages"] == ()
    assert "not judged" not in capsys.readouterr().err
    assert cli.main(["documents", "unread", "--store", str(path)]) == 0
    assert capsys.readouterr().out.count("\n") == 1  # the heads of a table without rows
    assert cli.main(["analyze", str(text), "--languages", "english"]) == 2
    assert "'english' is no language" in capsys.readouterr().err


def test_the_embedded_model_without_its_card_still_reads_english_alone():
    config = json.loads((engines.describe().path / "config.json").read_text())
    assert of_model("", config) == ("en",)
