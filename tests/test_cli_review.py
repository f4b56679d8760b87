"""The verb `review`: a sheet leaves, a person fills it in, it comes back and moves a number."""

from __future__ import annotations

import pandas as pd
import pytest

from stance import cli


def run(path, *words):
    return cli.main([*words, "--store", str(path)])


def positions(path, tmp_path, *words):
    out = tmp_path / "positions.csv"
    assert run(path, "positions", "--output", str(out), *words) == 0
    return pd.read_csv(out).set_index(["actor", "target"])


def test_a_sheet_is_filled_in_and_moves_a_number(seed_store, tmp_path, capsys):
    sheet = tmp_path / "next.xlsx"
    assert run(seed_store, "review", "next", "--by", "uncertain", "--output", str(sheet)) == 0
    table = pd.read_excel(sheet, keep_default_na=False)
    assert len(table) == 10
    table.loc[table["actor"] == "UK", "judgement"] = "against"
    table.to_excel(sheet, index=False)
    assert run(seed_store, "review", "import", str(sheet), "--coder", "Ada") == 0
    assert "1 new, 0 known already, 0 left out." in capsys.readouterr().out
    raw = positions(seed_store, tmp_path)
    corrected = positions(seed_store, tmp_path, "--labels", "corrected")
    reviewed = positions(seed_store, tmp_path, "--labels", "reviewed")
    cell = ("UK", "embassy_withdrawal")
    assert raw.loc[cell, "position"] > 0 > corrected.loc[cell, "position"]
    assert list(reviewed.index) == [cell]
    assert raw.drop(cell).equals(corrected.drop(cell))
    assert run(seed_store, "review", "next") == 0
    assert capsys.readouterr().out.count("\n") == 10  # a head and nine that are left


def test_export_agreement_and_their_words_on_a_terminal(seed_store, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert run(seed_store, "review", "agreement") == 0
    assert "Nobody has annotated" in capsys.readouterr().out
    assert run(seed_store, "review", "export") == 0
    assert capsys.readouterr().out.startswith("document_id,start,end,actor")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("review", "import"), "No table was named"),
        (("review", "import", "none.csv"), "cannot be read"),
        (("review", "export", "out.csv"), "--output"),
        (("positions", "--sure", "2"), "no share"),
    ],
)
def test_a_mistake_is_one_line(seed_store, capsys, words, said):
    assert run(seed_store, *words) == 2
    assert said in capsys.readouterr().err


def test_rows_that_do_not_fit_make_it_one(seed_store, tmp_path, capsys):
    sheet = tmp_path / "a.csv"
    assert run(seed_store, "review", "next", "--output", str(sheet)) == 0
    table = pd.read_csv(sheet, keep_default_na=False).assign(judgement="favor", coder="Ada")
    table.loc[0, "judgement"] = "perhaps"
    table.to_csv(sheet, index=False)
    assert run(seed_store, "review", "import", str(sheet)) == 1
    assert "row 2" in capsys.readouterr().err  # as a spreadsheet counts, the head included


@pytest.mark.parametrize("column", ["actor", "target"])
def test_a_row_with_a_key_that_the_codebook_lacks_is_left_out(seed_store, tmp_path, capsys, column):
    sheet = tmp_path / "a.csv"
    assert run(seed_store, "review", "next", "--count", "1", "--output", str(sheet)) == 0
    table = pd.read_csv(sheet, keep_default_na=False).assign(judgement="favor", coder="Ada")
    table.assign(**{column: "UKR"}).to_csv(sheet, index=False)
    capsys.readouterr()
    assert run(seed_store, "review", "import", str(sheet)) == 2
    told = capsys.readouterr()
    assert f"no {column} 'UKR'" in told.err
    assert "0 new, 0 known already, 1 left out." in told.out


def test_only_sure_statements_of_one_source(seed_store, tmp_path):
    assert len(positions(seed_store, tmp_path, "--sure", "0.9")) < 7
    assert len(positions(seed_store, tmp_path, "--sources", "Sample article")) == 7


def test_an_outlet_that_the_store_lacks_is_named_with_those_it_has(seed_store, capsys):
    assert run(seed_store, "positions", "--sources", "Sample artikle") == 2
    assert "from 'Sample artikle'. Expected" in (said := capsys.readouterr().err)
    assert "'Sample article'" in said
