"""The pages Method and Codebook, and the sentence one can try there."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scripted import ScriptedEngine
from seed_statements import PROVENANCE
from streamlit.testing.v1 import AppTest

from stance import codebook, engines, evaluation, pipeline
from stance.app import asking, codebook_page, explaining, method, scores
from stance.domain import Actor, Official, Target
from stance.errors import InputError
from stance.evaluation.swaps import Swap
from stance.evaluation.wordings import Sensitivity
from stance.labeling import Calibration
from stance.labeling.gates import about

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("method", "codebook_page")
HOSTILE = "<script>alert(1)</script> **Russia** condemned the $x^2$ sanctions, the Kremlin said."


@pytest.fixture
def model(tmp_path, monkeypatch):
    """A folder that describes a model without weights: enough for a page about it."""
    folder = tmp_path / "models" / "little"
    (folder / "onnx").mkdir(parents=True)
    (folder / "onnx" / "model.onnx").write_bytes(b"no weights")
    for name in ("config.json", "tokenizer.json"):
        shutil.copy(ROOT / "data" / "models" / "stance-minilm" / name, folder / name)
    monkeypatch.setenv("STANCE_MODELS", str(folder.parent))
    return folder


def opened(page: str, **query: str) -> AppTest:
    start = ROOT / "stance" / "app" / f"{page}.py" if query else ROOT / "dashboard.py"
    app = AppTest.from_file(str(start), default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    if not query:
        app.switch_page(f"stance/app/{page}.py").run()
    assert not app.exception
    return app


def html(app: AppTest) -> str:
    return "".join(one.proto.body for one in app.get("html"))


def prose(app: AppTest) -> str:
    kinds = (app.markdown, app.caption, app.info, app.header, app.subheader)
    return "\n".join(one.value for kind in kinds for one in kind)


def frames(app: AppTest, *columns: str) -> list:
    return [one.value for one in app.dataframe if set(columns) <= set(one.value.columns)]


def in_address(app: AppTest, name: str) -> list[str]:
    value = app.query_params[name]
    return [value] if isinstance(value, str) else list(value)


def measured(count: int = 40) -> dict:
    """A report as the program writes it, over made-up answers."""
    answers = [
        evaluation.Scored(
            id=str(place), group=str(place // 2), kind="said", actor="US" if place % 2 else "RU",
            target="sanctions", gold="favor", answer="favor" if place % 4 else "against",
            leaning="favor" if place % 4 else "against",
            probabilities=(0.6, 0.2, 0.1, 0.1) if place % 4 else (0.2, 0.7, 0.05, 0.05),
            asked=True, unsure=False,
        )
        for place in range(count)
    ]  # fmt: skip
    return json.loads(json.dumps(evaluation.report(answers).record()))


def write(folder: Path, record: object) -> None:
    (folder / "metrics.json").write_text(json.dumps(record), encoding="utf-8")


# --- both pages -----------------------------------------------------------------------------


@pytest.mark.usefixtures("emptied")
@pytest.mark.parametrize("page", PAGES)
def test_the_pages_need_no_document(page):
    app = opened(page)
    assert app.title
    assert not app.error


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("page", PAGES)
def test_the_pages_on_a_filled_store(page):
    app = opened(page)
    assert app.title
    assert not app.error


# --- method ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("seeded")
def test_the_method_page_says_what_is_in_use_and_shows_the_models_own_figures():
    description = engines.describe()
    app = opened("method")
    for fact in (description.name, description.digest, codebook.load().digest):
        assert fact in html(app)
    threshold = Calibration.of(description.calibration, description.name).threshold
    assert f"An answer counts from {threshold:.0%} certainty" in prose(app).replace("\\", "")
    written = scores.sets(scores.read(description.path))
    [shown] = frames(app, "set", "macro_f1")
    assert list(shown["items"]) == [report["items"] for report in written.values()]
    assert shown["macro_f1"][0] == next(iter(written.values()))["macro_f1"]
    [origins] = frames(app, "model", "predictions")
    assert list(origins["model"]) == [PROVENANCE.model]


@pytest.mark.usefixtures("emptied")
def test_a_set_is_chosen_in_the_address(model):
    write(model, {"sets": {"first": measured(), "second": measured(60)}})
    app = opened("method", set="second")
    assert app.selectbox(key="method.set").value == "second"
    assert len(app.get("plotly_chart")) == 3
    [actors] = frames(app, "name", "accuracy")
    assert set(actors["name"]) == {"United States", "Russia"}
    assert set(actors["items"]) == {30}
    app.selectbox(key="method.set").set_value("first").run()
    assert not app.exception
    assert in_address(app, "set") == ["first"]
    assert set(frames(app, "name", "accuracy")[0]["items"]) == {20}


@pytest.mark.usefixtures("emptied")
def test_an_unknown_set_in_the_address_is_the_first(model):
    write(model, {"sets": {"first": measured(), "second": measured()}})
    assert opened("method", set="third").selectbox(key="method.set").value == "first"


@pytest.mark.usefixtures("emptied")
def test_steadiness_is_told_where_it_was_measured(model):
    swap = Swap(30, 0.125, {"US": 1.0, "RU": 0.9}, {"US": 0.1, "RU": -0.2}, 0.3)
    write(model, {
        "sets": {"one": measured()},
        "swap": asdict(swap),
        "wordings": {
            "one": asdict(Sensitivity(20, 0.25, 0.1)), "none": asdict(Sensitivity(0, 0, 0)),
        },
    })  # fmt: skip
    app = opened("method")
    assert "12.5%" in prose(app).replace("\\", "")
    assert frames(app, "flipped")[0]["flipped"].tolist() == [25.0]
    assert frames(app, "found")[0]["position"].tolist() == [0.1, -0.2]


@pytest.mark.usefixtures("emptied")
def test_figures_of_an_older_program_are_shown_as_far_as_they_go(model):
    old = {"items": 12, "macro_f1": 0.5, "asserted": 0, "asserted_right": 0.0}
    write(model, {"sets": {"old": old, "odd": "?", "none": {"items": 0}}})
    app = opened("method")
    assert not app.error
    [shown] = frames(app, "set", "macro_f1")
    assert list(shown["set"]) == ["old"]
    assert shown[["asserted_right", "reached", "low"]].isna().all(axis=None)
    assert not app.get("plotly_chart")
    assert "only the numbers in the table" in prose(app)


@pytest.mark.usefixtures("emptied")
def test_figures_of_another_model_or_codebook_say_so(model):
    one = measured()
    write(model, {"model": "little@0123", "codebook": "4567", "sets": {"one": one}})
    told = prose(opened("method")).replace("\\", "")
    assert "little@0123" in told
    assert "another state of the codebook (4567)" in told
    description = engines.describe()
    write(model, {
        "model": f"{description.name}@{description.digest}",
        "codebook": codebook.load().digest, "sets": {"one": one},
    })  # fmt: skip
    told = prose(opened("method"))
    assert "not the model in use" not in told
    assert "another state" not in told


@pytest.mark.usefixtures("emptied", "model")
def test_a_model_without_figures_says_how_to_get_them():
    app = opened("method")
    assert not app.error
    assert "stance evaluate" in app.info[0].value


@pytest.mark.usefixtures("emptied")
def test_figures_that_cannot_be_read_are_one_sentence_and_the_page_goes_on(model):
    (model / "metrics.json").write_text("{", encoding="utf-8")
    app = opened("method")
    assert len(app.error) == 1
    assert "metrics" in app.error[0].value
    assert "**Interval.**" in prose(app)


@pytest.mark.usefixtures("emptied")
def test_no_model_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("STANCE_MODELS", str(tmp_path / "nothing"))
    app = opened("method")
    assert len(app.error) == 1


@pytest.mark.usefixtures("emptied")
def test_a_model_card_is_text_and_fetches_nothing(model):
    card = "---\nlicense: mit\n---\n# Little\n![x](https://a.example/x.png)\n<b>bold</b>\n"
    (model / "README.md").write_text(card, encoding="utf-8")
    app = opened("method")
    [shown] = [one for one in app.markdown if "Little" in one.value]
    assert shown.value.startswith("### Little")
    assert "![" not in shown.value
    assert not shown.allow_html


def test_headings_and_pictures_in_code_are_left_alone():
    card = "# A\n```\n# comment\n![x](y)\n```\n## B ![x](y)\n"
    made = method._shown_card(card)
    assert made == "### A\n```\n# comment\n![x](y)\n```\n#### B [x](y)\n"


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from([
            "sets", "items", "swap", "position", "found", "wordings", "confusion", "actors",
            "reliability", "coverage", "accuracy", "confidence", "key", "asserted",
        ]),
        inner,
        max_size=5,
    ),
    max_leaves=25,
)  # fmt: skip


@given(_values, st.dictionaries(st.text(max_size=3), _values, max_size=2))
@settings(max_examples=60, deadline=None)
def test_no_record_is_too_odd_to_read(value, reports):
    record = {"sets": {**reports, "x": {"items": 3, "confusion": value, "actors": value}},
              "swap": value, "wordings": value}  # fmt: skip
    found = scores.sets(record)
    assert "x" in found
    assert len(scores.comparison(found)) == len(found)
    for report in found.values():
        assert len(scores.confusion(report)) in (0, 4)
        scores.parts(report, "actors", {})
        scores.records(report, "reliability", ("confidence", "accuracy", "items"))
    scores.wordings(record)
    if len(scores.exchanged(record, {})):
        assert explaining.exchange(record["swap"])


def test_certainty_tells_every_setting_that_changes_an_answer():
    settings_ = Calibration(
        temperature=0.8, bias=(0.0, 0.0, 0.25, -0.5), threshold=0.6,
        thresholds={"a": 0.7, "z": 0.9}, wordings=3,
    )  # fmt: skip
    told = " ".join(explaining.certainty(settings_, {"a": "Thaw"}, "stance"))
    for words in ("from 60%", "On Thaw an answer counts from 70%", "is raised first", "0.8",
                  "Neutral +0.25, No position −0.50", "3 wordings"):  # fmt: skip
        assert words in told
    assert "90%" not in told
    assert "temperature" not in " ".join(explaining.certainty(settings_, {}, "nli"))


def test_the_paragraphs_name_the_numbers_that_the_measures_use():
    told = explaining.paragraphs()
    assert len(told) == 7
    assert "middle 90%" in " ".join(told)
    assert "4,000" in " ".join(told)


# --- codebook -------------------------------------------------------------------------------


def test_every_name_is_listed_once_and_officials_bring_their_days():
    book = codebook.Codebook(
        (
            Actor(
                "NP", "North Pole", aliases=("Polar",), institutions=("Ice Office",),
                capitals=("Pole Town",), members=("Floe",),
                officials=(Official("Ada Frost", "president", date(1200, 5, 1), None),),
            ),
        ),
        (Target("thaw", "Thaw", "melting the ice", wordings=("thawing",), cues=("melt*",)),),
    )  # fmt: skip
    table = codebook_page.names(book)
    assert sorted(table["name"]) == [
        "Ada Frost", "Floe", "Ice Office", "North Pole", "Polar", "Pole Town"
    ]  # fmt: skip
    official = table[table["kind"] == "Official"].iloc[0]
    assert official["start"].date() == date(1200, 5, 1)
    assert table["end"].isna().all()
    entries = codebook_page.entries(book)
    assert list(entries["words"]) == ["melting the ice", "thawing", "melt*"]


@pytest.mark.usefixtures("emptied")
def test_the_tables_hold_the_codebook_and_can_be_searched():
    book = codebook.load()
    app = opened("codebook_page")
    assert str(codebook.default_path()) in html(app)
    assert book.digest in html(app)
    [names], [entries] = frames(app, "office"), frames(app, "part")
    assert len(names) == sum(
        1 + len(a.aliases) + len(a.institutions) + len(a.capitals) + len(a.officials)
        + len(a.members) for a in book.actors
    )  # fmt: skip
    assert {target.proposition for target in book.targets} <= set(entries["words"])
    app.multiselect(key="codebook.kind").set_value(["officials"]).run()
    app.text_input(key="codebook.name").set_value("zakharova").run()
    assert not app.exception
    [names] = frames(app, "office")
    assert set(names["actor"]) == {"Russia"}
    assert names["name"].str.contains("Zakharova").all()
    assert in_address(app, "kind") == ["officials"]
    assert in_address(app, "name") == ["zakharova"]


@pytest.mark.usefixtures("emptied")
def test_filters_come_from_the_address_and_may_fit_nothing():
    app = opened("codebook_page", actor="EU", kind="capitals", word="no such word")
    [names] = frames(app, "office")
    assert set(names["name"]) == set(codebook.load().actor("EU").capitals)
    assert not frames(app, "part")
    assert app.info


@pytest.mark.usefixtures("emptied")
def test_a_codebook_that_cannot_be_used_is_one_sentence(tmp_path, monkeypatch):
    path = tmp_path / "mine.toml"
    path.write_text("[[actor]]\nkey = 1\n", encoding="utf-8")
    monkeypatch.setenv("STANCE_CODEBOOK", str(path))
    app = opened("codebook_page")
    assert len(app.error) == 1
    assert app.title


@pytest.mark.usefixtures("emptied")
def test_another_codebook_is_shown_and_its_words_are_never_markup(tmp_path, monkeypatch):
    path = tmp_path / "<b>mine.toml"
    path.write_text(
        '[[actor]]\nkey = "NP"\nname = "**North** <i>Pole</i>"\n'
        '[[target]]\nkey = "thaw"\nname = "Thaw"\nproposition = "melting *the* <u>ice</u>"\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("STANCE_CODEBOOK", str(path))
    app = opened("codebook_page")
    assert "<b>" not in html(app)
    assert list(frames(app, "office")[0]["name"]) == ["**North** <i>Pole</i>"]
    app.text_area(key="codebook.text").set_value("Nobody is here.")
    ask(app)
    assert "melting \\*the\\*" in prose(app)
    assert "<u>" not in prose(app).replace("\\<u\\>", "")


# --- a sentence to try ----------------------------------------------------------------------


def ask(app: AppTest) -> None:
    [button] = [one for one in app.button if one.label == "Ask the model"]
    button.click().run()
    assert not app.exception


def answers(app: AppTest) -> list:
    return frames(app, "who", "answer", "p_none")


def test_a_try_shows_every_answer_and_keeps_nothing(seeded):
    before = seeded.version()
    app = opened("codebook_page")
    app.text_area(key="codebook.text").set_value(f"{HOSTILE} Rain fell on the hills.")
    ask(app)
    assert not app.error
    sentences = [one.value for one in app.text]
    assert sentences == [HOSTILE, "Rain fell on the hills."]
    assert "<script>" not in prose(app) + html(app)
    [table] = answers(app)
    # Where one target's words stand in a short text, the others are not asked.
    spoken_of = {t.name for t in codebook.load().targets if about(HOSTILE, t.cues)}
    assert set(table["on"]) == spoken_of != set()
    assert set(table["who"]) == {"Russia"}
    assert table[["p_favor", "p_against", "p_neutral", "p_none"]].sum(axis=1).round(3).eq(100).all()
    [answer] = table[table["on"] == "Sanctions"]["answer"]
    assert answer == "▼ Against"
    assert table["why"].str.contains("said").all()
    assert "no actor of the codebook" in prose(app)
    assert seeded.version() == before
    assert len(seeded.documents()) == 1


@pytest.mark.usefixtures("emptied")
def test_the_answers_outlive_a_filter_and_end_with_the_next_question():
    app = opened("codebook_page")
    app.text_area(key="codebook.text").set_value("Ukraine is here.")
    ask(app)
    assert answers(app)
    app.text_input(key="codebook.name").set_value("Kyiv").run()
    assert answers(app)
    app.text_area(key="codebook.text").set_value("  ")
    ask(app)
    assert len(app.error) == 1
    assert not answers(app)


@pytest.mark.usefixtures("emptied")
def test_an_own_proposition_is_asked_in_place_of_the_targets():
    app = opened("codebook_page")
    app.text_area(key="codebook.text").set_value("We welcome the new bridge.")
    app.text_input(key="codebook.proposition").set_value(" building the <b>bridge</b>. ")
    app.selectbox(key="codebook.holder").set_value("UA")
    ask(app)
    assert not app.error
    [table] = answers(app)
    assert table[["who", "on"]].to_numpy().tolist() == [["Ukraine", "building the <b>bridge</b>"]]
    assert "the input says who speaks" in table["why"][0]
    assert "<b>" not in re.sub(r"\\<b\\>", "", prose(app))


def test_every_sentence_has_its_place_whether_asked_about_or_not():
    text = "Rain fell. Brussels will support the sanctions. Snow fell."
    first, second, third = pipeline.ask(text, ScriptedEngine(), codebook.load())
    assert [first.sentence, third.sentence] == ["Rain fell.", "Snow fell."]
    assert first.predictions == third.predictions == ()
    assert second.found == ("EU",)
    assert {one.target: str(one.stance) for one in second.predictions}["sanctions"] == "favor"


def test_the_table_of_answers_speaks_the_codebooks_words():
    book = pipeline.with_own(codebook.load(), "opening the pole")
    [answered] = pipeline.ask("Brussels will support this.", ScriptedEngine(), book)
    table = asking.table(answered.predictions, book)
    assert table[["who", "on", "answer"]].to_numpy().tolist() == [
        ["European Union", "opening the pole", "▲ In favor"]
    ]
    assert table.loc[0, ["p_favor", "p_against", "p_neutral", "p_none"]].sum() == pytest.approx(1)
    assert len(asking.table((), book)) == 0


def test_a_text_that_is_none_cannot_be_asked_about():
    with pytest.raises(InputError):
        pipeline.ask(" \n ", ScriptedEngine(), codebook.load())
