"""Who else speaks: sources that no actor of the codebook covers, in Python and as a verb."""

from __future__ import annotations

import csv
import io
from datetime import date

import pandas as pd
import pytest
from seed_statements import PROVENANCE, seed_document

from stance import cli, codebook
from stance.codebook import Codebook
from stance.domain import Actor, Document, Official
from stance.pipeline import stored_documents, voices
from stance.segment import passages
from stance.store import Store

BOOK = Codebook(
    (
        Actor(
            "NP", "North Pole", aliases=("Polar",), institutions=("Ice Office",),
            officials=(Official("Una Berg", "president", date(2010, 1, 1), date(2015, 1, 1)),),
        ),
    ),
)  # fmt: skip
ARTICLE = """\
Ada Frost, head of the Snow Institute, said the border was closed. Officials said no.

Frost added that it would stay closed. She said nobody knew why. Polar envoys agreed.

“It is late,” said Polar analyst Ron Doe. The spokesman said it was not. Critics said it was.
"""


def named(*texts: str, book: Codebook = BOOK) -> dict[str, int]:
    documents = [Document(str(number), text) for number, text in enumerate(texts)]
    table = voices(documents, book)
    return dict(zip(table["name"], table["n"], strict=True))


def test_a_surname_counts_for_the_full_name_and_nobody_unnamed_counts():
    assert named(ARTICLE) == {"Ada Frost": 2, "Ron Doe": 1}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The head of the Snow Institute, Ada Frost, said no.", {"Ada Frost"}),
        ("Turnish Foreign Minister Ada Frost said no.", {"Ada Frost"}),
        ("The President of Northland Ada Frost said no.", {"Ada Frost"}),
        ("Goldfield Bank economist Ada K. Frost said no.", {"Ada K. Frost"}),
        ("Ada Frost, an aide to Mia Hill, said no.", {"Ada Frost"}),
        ("Ada Frost and Ron Doe said they would not.", {"Ada Frost", "Ron Doe"}),
        ("A spokesman for Seafriends said no.", {"Seafriends"}),
        ("The Center for Snow and Ice Research said no.", {"Center for Snow and Ice Research"}),
        ("The Northland foreign ministry said no.", {"Northland foreign ministry"}),
        ("Mr. Frost said no.", {"Mr Frost"}),
        ("The Snow Times reported that it was late.", set()),
        ("The Foreign Minister said no.", set()),
        ("Several Senators said no. Did he say why?", set()),
        ("I've said no, and we've said why.", set()),
        ("Northland Officials Say Border Stays Closed", set()),
    ],
)  # fmt: skip
def test_names_in_sources(text: str, expected: set[str]) -> None:
    assert set(named(text)) == expected


def test_an_acronym_counts_for_the_body_it_stands_for():
    text = "The Ice Monitoring Agency (IMA) said growth slows. The IMA said no."
    assert named(text) == {"Ice Monitoring Agency": 2}


def test_actors_are_left_out_on_any_day_and_so_is_whoever_an_office_makes_one():
    known = "The Ice Office said no. Polar envoy Ada Frost said so too. Frost left, she said. "
    assert named(known) == {}
    assert named("Una Berg said no. President Berg said it twice.") == {}
    late = Document("d", "Una Berg said no.", published=date(2022, 1, 1))
    assert voices([late], BOOK).empty


def test_a_name_only_counts_where_it_is_the_source():
    assert named("The envoys met Ada Frost of the Snow Institute on Monday.") == {}


def test_spellings_and_surnames_with_a_title_meet_across_documents():
    found = named(
        "Sergey Volkov said no. Volkov left.",
        "Sergei Volkov said yes.",
        "Sergei Volkov agreed, he said. President Volkov said so.",
    )
    assert len(found) == 1
    assert found["Sergei Volkov"] >= 3


def test_the_row_of_a_voice():
    early = Document("a", "Frost is here. Ada Frost said no.", published=date(2022, 1, 3))
    late = Document("b", "Ada Frost said yes. Ron Doe said no.", published=date(2022, 2, 4))
    undated = Document("c", "Ada Frost said maybe.")
    table = voices([late, undated, early], BOOK)
    assert list(table["name"]) == ["Ada Frost", "Ron Doe"]
    row = table.iloc[0]
    assert (row["n"], row["n_documents"]) == (3, 3)
    assert (row["first"].date(), row["last"].date()) == (date(2022, 1, 3), date(2022, 2, 4))
    texts = {one.id: one.text for one in (early, late, undated)}
    assert texts[row["document_id"]][row["start"] : row["end"]] == row["example"]
    assert "Ada Frost" in row["example"]


def test_a_holder_that_the_codebook_does_not_have_is_no_obstacle():
    document = Document("d", "Ada Frost said no.", actor="nobody")
    assert list(voices([document], BOOK)["name"]) == ["Ada Frost"]


def test_nothing_gives_an_empty_table_with_the_same_columns():
    full = voices([Document("d", ARTICLE)], BOOK)
    for documents in ([], [Document("d", "")], [Document("d", "Она сказала, что Фрост ушёл.")]):
        table = voices(documents, BOOK)
        assert table.empty
        assert list(table.columns) == list(full.columns)
        assert list(table.dtypes) == list(full.dtypes)


def test_the_sample_article_has_no_source_that_the_codebook_misses():
    assert voices([seed_document()], codebook.load(codebook.shipped_path())).empty


# --- the verb -------------------------------------------------------------------------------


@pytest.fixture
def kept(tmp_path):
    path = tmp_path / "voices.sqlite"
    document = Document("d", ARTICLE, title="Border", published=date(2022, 1, 3))
    with Store.open(path) as store:
        store.add(document, passages(document), [], PROVENANCE)
        assert [one.id for one in stored_documents(store)] == ["d"]
    return path


def test_the_verb_gives_a_table_and_a_file(kept, tmp_path, capsys):
    assert cli.main(["voices", "--store", str(kept)]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["name"], row["n"], row["document_id"]) for row in rows] == [
        ("Ada Frost", "2", "d"), ("Ron Doe", "1", "d")
    ]  # fmt: skip
    output = tmp_path / "voices.csv"
    arguments = ["voices", "--store", str(kept), "--least", "2", "--output", str(output)]
    assert cli.main(arguments) == 0
    assert list(pd.read_csv(output)["name"]) == ["Ada Frost"]


def test_the_verb_on_a_terminal(kept, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert cli.main(["voices", "--store", str(kept)]) == 0
    shown = capsys.readouterr().out
    assert "statements" in shown and "2022-01-03" in shown and "Ada Frost" in shown
    assert cli.main(["voices", "--store", str(kept), "--least", "9"]) == 0
    assert "Nobody else is named" in capsys.readouterr().out


@pytest.mark.parametrize("least", ["0", "-1", "many"])
def test_a_number_that_is_none_is_told(kept, capsys, least):
    assert cli.main(["voices", "--store", str(kept), f"--least={least}"]) == 2
    assert "give 1 or more" in capsys.readouterr().err


def test_the_verb_makes_no_store(tmp_path, capsys):
    path = tmp_path / "none.sqlite"
    assert cli.main(["voices", "--store", str(path)]) == 2
    assert "There is no store" in capsys.readouterr().err
    assert not path.exists()
