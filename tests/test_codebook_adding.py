"""Adding to one's own codebook: a block at its end, never in the shipped file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from stance import codebook
from stance.codebook import parse
from stance.codebook.writing import block
from stance.domain import Actor, Official, Target
from stance.errors import CodebookError
from stance.store import Store

ROOT = Path(__file__).resolve().parents[1]
NORTH = Actor(
    "NP", "North Pole", aliases=("Polar",), institutions=("Ice Office",), capitals=("Floe",),
    members=("Seal",),
    officials=(Official("Ada Frost", "president", date(2021, 5, 1)), Official("Bo Rime", "envoy")),
)  # fmt: skip
THAW = Target("thaw", "Thaw", "melting the ice", ("letting it melt",), ("melt*", "thaw*"))
words = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)


@pytest.fixture
def own(own_store):
    """The own codebook of this test, which is not there yet."""
    return own_store.parent / "codebook.toml"


def test_the_first_addition_copies_the_shipped_codebook_and_leaves_it_alone(own):
    shipped = codebook.shipped_path().read_bytes()
    assert codebook.own_path() == own
    assert codebook.default_path() == codebook.shipped_path()
    made = codebook.add(NORTH)
    assert codebook.shipped_path().read_bytes() == shipped
    assert codebook.default_path() == own
    assert codebook.load() == made
    kept = made.actor("NP")
    assert kept == NORTH
    assert own.read_bytes().startswith(shipped.rstrip())
    assert not list(own.parent.glob(".codebook*"))


def test_what_is_there_stays_and_the_next_is_added_to_it(own):
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text('# mine\n[[actor]]\nkey = "A"\nname = "Able"  # dear\n' + block(THAW))
    made = codebook.add(NORTH)
    assert [one.key for one in made.actors] == ["A", "NP"]
    assert own.read_text().startswith('# mine\n[[actor]]\nkey = "A"\nname = "Able"  # dear\n')


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (Actor("US", "Someone"), "is taken"),
        (Actor("X", "Washington"), 'has "Washington"'),
        (Actor("", "Someone"), '"key"'),
        (Actor("a b", "Someone"), "letters, digits"),
        (Target("t", "T", ""), '"proposition" is empty'),
        (Target("t", "T", "going", cues=("*",)), "cues"),
        (Actor("X", "Some", officials=(Official("O", "", date(2022, 2, 2), date(2021, 1, 1)),)),
         "is after"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_and_nothing_is_written(own, one, said):
    with pytest.raises(CodebookError, match=said):
        codebook.add(one)
    assert not own.exists()


def test_the_shipped_codebook_is_never_written(monkeypatch):
    monkeypatch.setenv(codebook.VARIABLE, str(codebook.shipped_path()))
    assert codebook.own_path() != codebook.shipped_path()
    with pytest.raises(CodebookError, match="comes with the program"):
        codebook.add(NORTH, codebook.shipped_path())


def test_a_named_codebook_is_the_own_one(tmp_path, monkeypatch):
    path = tmp_path / "named.toml"
    path.write_text(block(NORTH) + block(THAW))
    monkeypatch.setenv(codebook.VARIABLE, str(path))
    codebook.add(Target("frost", "Frost", "freezing it"))
    assert codebook.load().target("frost").proposition == "freezing it"


@given(words, words, st.lists(words, max_size=3))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_words_come_back_as_they_went(name, proposition, cues):
    tidy = [" ".join(one.split()) for one in (name, proposition, *cues)]
    if not all(tidy) or any("*" in one for one in tidy) or "\x00" in "".join(tidy):
        return
    target = Target("k", tidy[0], tidy[1], cues=tuple(tidy[2:]))
    try:
        read = parse(block(NORTH) + block(target)).target("k")
    except CodebookError:
        return  # such as a proposition that makes no hypothesis; it is refused, not mangled
    import unicodedata

    assert read.name == unicodedata.normalize("NFC", target.name)
    assert read.cues == tuple(unicodedata.normalize("NFC", one) for one in target.cues)


def test_the_form_adds_a_target_and_says_what_to_read_again(own, monkeypatch):
    monkeypatch.chdir(ROOT)
    from seed_statements import PROVENANCE, passages_of, seed_document, seed_predictions

    with Store.open(own.parent / "stance.sqlite") as store:
        document = seed_document()
        found = passages_of(document)
        store.add(document, found, seed_predictions(found), PROVENANCE)
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60).run()
    app.switch_page("stance/app/codebook_page.py").run()
    next(one for one in app.button if one.label == "Add the actor").click().run()
    assert len(app.error) == 1
    assert not own.exists()
    app.radio(key="codebook.add.kind").set_value("A target").run()
    by_label = {one.label: one for one in app.text_input}
    by_label["Key"].set_value("arms")
    by_label["Name"].set_value("Arms")
    by_label["Proposition"].set_value("delivering arms")
    next(one for one in app.button if one.label == "Add the target").click().run()
    assert not app.exception
    assert not app.error
    assert "Arms" in app.success[0].value
    assert any("Read all 1 again" in one.label for one in app.button)
    assert codebook.load().target("arms").proposition == "delivering arms"
