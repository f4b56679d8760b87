"""Figures: what they draw, what they say, and what they must never say."""

from __future__ import annotations

import dataclasses
import itertools
import json
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from seed_statements import PROVENANCE, passages_of, seed_document, seed_predictions

from stance import charts, codebook, export, measures
from stance.charts.lettering import balanced, plain, wrapped
from stance.charts.pairs import tiers
from stance.charts.theme import PALETTES, SYMBOLS, contrast, mix
from stance.codebook import Codebook
from stance.domain import COLUMNS, Actor, Target
from stance.errors import UsageError
from stance.store.table import frame as canonical

BOOK = codebook.load()
HOSTILE = "<script>alert(1)</script> <b>bold</b> $x^2$ %{x} & “quotes” " + "x" * 300


@pytest.fixture(scope="module")
def seed():
    document = seed_document()
    return canonical([document], seed_predictions(passages_of(document)), PROVENANCE)


def said(actor: str, target: str, kind: str, n: int, *, sure: float = 0.97) -> pd.DataFrame:
    """Statements of one actor, one a document and a day."""
    rows = []
    for number in range(n):
        row = dict.fromkeys(COLUMNS, "")
        rest = (1 - sure) / 3
        row |= {f"p_{name}": rest for name in ("favor", "against", "neutral", "none")}
        top = "none" if kind == "no_position" else "favor" if kind == "unsure" else kind
        row |= {f"p_{top}": sure, "actor": actor, "target": target}
        abstains = kind in ("no_position", "unsure")
        row |= {"stance": "" if abstains else kind, "abstention": kind if abstains else ""}
        row |= {"document_id": f"{actor}{number}", "passage": number, "start": 0, "end": 9}
        row |= {"text": f"{actor} says {kind} of {target}, {number}.", "model": "m"}
        row |= {"published": pd.Timestamp(2022, 1, 1) + pd.Timedelta(days=number)}
        rows.append(row)
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"published": "datetime64[us]"})


@pytest.fixture(scope="module")
def clear():
    """Two actors far apart on one target, one on record without a side, one only mentioned."""
    return pd.concat(
        [
            said("US", "embassy_withdrawal", "favor", 30),
            said("EU", "embassy_withdrawal", "against", 30),
            said("UK", "embassy_withdrawal", "neutral", 12),
            said("RU", "embassy_withdrawal", "no_position", 4),
        ],
        ignore_index=True,
    )


def empty() -> pd.DataFrame:
    return said("US", "sanctions", "favor", 1).iloc[:0]


#: Those whose figure is about all of the statements; the others have tests of their own.
WHOLE = [name for name in charts.CHARTS if name not in ("dispersion", "map")]


def drawn(name: str, frame: pd.DataFrame, book: Codebook = BOOK, theme: str = "light"):
    return export.drawn(name, frame, book, theme=theme).figure


def trace(figure, name: str):
    return next(one for one in figure.data if one.name == name)


def lettering(figure) -> str:
    """Everything a reader can read on a figure, tags and all."""
    words = [one.text for one in figure.layout.annotations]
    for one in figure.data:
        for part in (one.text, one.hovertext):
            words += [part] if isinstance(part, str) else list(part if part is not None else ())
    return "\n".join(words).replace("<br>", " ")


def cell(figure, actor: str, target: str) -> int:
    return [list(one) for one in trace(figure, "cells").customdata].index([actor, target])


# Every chart


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", WHOLE)
def test_every_chart_is_whole(name, theme, seed):
    figure = drawn(name, seed, theme=theme)
    colors = charts.palette(theme)
    assert figure.layout.template.layout.paper_bgcolor == colors.paper
    assert figure.layout.height < 1_400
    assert figure.layout.meta["alt"]
    footer = figure.layout.annotations[-1].text
    assert "8 statements in 1 document" in footer
    assert "24 January 2022" in footer
    assert "model written by hand" in footer
    assert "Stance " in footer
    json.loads(figure.to_json())


@pytest.mark.parametrize("name", charts.CHARTS)
def test_every_chart_of_nothing_says_so(name):
    figure = drawn(name, empty())
    title = figure.layout.annotations[-3].text if len(figure.layout.annotations) > 2 else ""
    assert "No" in title or "Nobody" in lettering(figure)
    assert figure.layout.height > 60


@pytest.mark.parametrize("name", charts.CHARTS)
def test_an_unknown_theme_is_refused(name, seed):
    with pytest.raises(UsageError, match=r"sepia.*light, dark"):
        drawn(name, seed, theme="sepia")


@pytest.mark.parametrize("name", charts.CHARTS)
def test_a_chart_leaves_its_table_as_it_was(name, seed, monkeypatch):
    made = []
    draw = charts.CHARTS[name].draw

    def watched(table, *rest, **more):
        made.append((table, table.copy(deep=True)))
        return draw(table, *rest, **more)

    chart = dataclasses.replace(charts.CHARTS[name], draw=watched)
    monkeypatch.setitem(charts.CHARTS, name, chart)
    before = seed.copy(deep=True)
    drawn(name, seed)
    pd.testing.assert_frame_equal(seed, before)
    [(table, as_it_was)] = made
    pd.testing.assert_frame_equal(table, as_it_was)


@pytest.mark.parametrize("name", charts.CHARTS)
def test_no_text_is_markup(name, seed):
    frame = seed.assign(text=HOSTILE, source=HOSTILE)
    book = Codebook(
        tuple(Actor(one.key, f"<b>{one.key}</b> $a$") for one in BOOK.actors),
        tuple(Target(one.key, f"<i>{one.key}</i>", f"<u>{one.key}</u>") for one in BOOK.targets),
    )
    shown = lettering(drawn(name, frame, book))
    for tag in ("<script", "<i>embassy", "<b>US</b>", "<u>", "$"):
        assert tag not in shown
    templates = [one.hovertemplate or "" for one in drawn(name, frame, book).data]
    assert all(HOSTILE[:10] not in one for one in templates)


# The matrix


def test_a_cell_says_stance_number_and_counts(clear):
    figure = drawn("matrix", clear)
    words = trace(figure, "words").text
    assert "<b>In favor</b>  <b>+0.9" in words[cell(figure, "US", "embassy_withdrawal")]
    assert "30 statements · 30 documents" in words[cell(figure, "US", "embassy_withdrawal")]
    assert "<b>Against</b>  <b>−0.9" in words[cell(figure, "EU", "embassy_withdrawal")]
    assert "takes no side" in words[cell(figure, "UK", "embassy_withdrawal")]
    assert "Mentioned, no position" in words[cell(figure, "RU", "embassy_withdrawal")]
    assert "4 mentions" in words[cell(figure, "RU", "embassy_withdrawal")]
    assert words[cell(figure, "UA", "embassy_withdrawal")] == "No evidence"
    assert words[cell(figure, "US", "sanctions")] == "No evidence"


def test_nothing_clear_is_faded_hollow_and_called_a_lean(seed):
    figure = drawn("matrix", seed)
    at = cell(figure, "EU", "embassy_withdrawal")
    assert "Leans against" in trace(figure, "words").text[at]
    fill = trace(figure, "cells").marker.color[at]
    assert contrast(fill, charts.palette("light").paper) < 1.2
    assert set(trace(figure, "position").marker.color) == {charts.palette("light").paper}


def test_the_second_sign_is_a_symbol(clear):
    marks = trace(drawn("matrix", clear), "position").marker.symbol
    assert set(marks) == {"triangle-up", "triangle-down"}


def test_patterns_tell_apart_what_has_no_position(clear):
    figure = drawn("matrix", clear)
    patterns = trace(figure, "patterns")
    keys = [tuple(key) for key in patterns.customdata]
    shapes = dict(zip(keys, patterns.marker.pattern.shape, strict=True))
    assert shapes == {("UK", "embassy_withdrawal"): "/", ("RU", "embassy_withdrawal"): "."}
    grey = trace(figure, "cells").marker.color[cell(figure, "UA", "embassy_withdrawal")]
    assert grey == charts.palette("light").absent


def test_whiskers_lie_in_their_cells(clear):
    figure = drawn("matrix", clear)
    for name in ("interval", "scale", "position"):
        xs = [x for x in trace(figure, name).x if x is not None]
        assert all(-0.5 < x < 0.5 for x in xs)  # only the first target has positions


def test_many_targets_still_fit(clear):
    targets = tuple(Target(f"t{n}", f"Target number {n}", f"doing {n}") for n in range(9))
    book = Codebook(BOOK.actors, (*BOOK.targets, *targets))
    figure = drawn("matrix", clear, book)
    assert len(trace(figure, "cells").x) == len(BOOK.actors) * 11


def test_only_the_targets_asked_for():
    positions = measures.positions(said("US", "sanctions", "favor", 2))
    figure = charts.stance_matrix(positions, BOOK, targets=("sanctions",))
    assert {one[1] for one in trace(figure, "cells").customdata} == {"sanctions"}


# Sentences


def test_the_title_states_what_is_clear_and_nothing_else(clear, seed):
    title = charts.headline(measures.positions(clear), BOOK)
    assert title == (
        "On withdrawing embassy staff from Kyiv: United States in favor; European Union against"
    )
    quiet = charts.headline(measures.positions(seed), BOOK)
    assert quiet.startswith("No clear position yet on")
    assert "favor" not in quiet


def test_findings_in_words(clear, seed):
    found = {one.target: one for one in charts.findings(measures.positions(seed), BOOK)}
    embassy = found["embassy_withdrawal"]
    assert embassy.clear == ""
    assert embassy.leaning == (
        "United States and United Kingdom lean in favor; "
        "European Union, Ukraine and Russia lean against"
    )
    assert found["sanctions"].neutral == ("European Union",)
    assert set(found["sanctions"].silent) == {"United Kingdom", "Ukraine", "Russia"}
    sure = charts.findings(measures.positions(clear), BOOK)[0]
    assert sure.silent == ("Russia", "Ukraine")


@given(low=st.floats(-1, 1), high=st.floats(-1, 1), counts=st.tuples(*[st.integers(0, 3)] * 5))
@settings(max_examples=200, deadline=None)
def test_a_verdict_never_says_more_than_the_interval(low, high, counts):
    low, high = sorted((low, high))
    names = ("favor", "against", "neutral", "no_position", "unsure")
    row = {"low": low, "high": high, "position": (low + high) / 2}
    verdict = charts.verdict(row | dict(zip(names, counts, strict=True)))
    if verdict.clear:
        assert low > 0 or high < 0
    if verdict.placed:
        assert counts[0] or counts[1]
    if verdict is charts.Verdict.NO_EVIDENCE:
        assert not any(counts)


# Divergence


def test_only_pairs_clearly_apart_are_strong(clear, seed):
    figure = drawn("divergence", clear)
    pairs = trace(figure, "pairs")
    strong = [tuple(key[1:]) for key in pairs.customdata].index(("US", "EU"))
    paper = charts.palette("light").paper
    assert contrast(pairs.marker.color[strong], paper) > 1.8
    assert "n 30 + 30" in trace(figure, "words").text[strong]
    assert "Clearly apart: 3 pairs" in figure.layout.meta["alt"]
    faded = trace(drawn("divergence", seed), "pairs").marker.color
    assert all(contrast(one, paper) < 1.2 for one in faded)
    two = said("US", "sanctions", "favor", 30), said("EU", "sanctions", "against", 30)
    title = charts.apart(measures.divergence(pd.concat(two, ignore_index=True)), BOOK)
    assert title == "United States and European Union are apart on imposing sanctions on Russia"


def test_no_pair_of_the_seed_is_called_apart(seed):
    for name in ("divergence", "pairs"):
        assert drawn(name, seed).layout.meta["alt"].startswith("No two actors are clearly apart")


def test_counts_stand_with_their_actor():
    frame = pd.concat(
        [said("US", "sanctions", "favor", 2), said("EU", "sanctions", "against", 5)],
        ignore_index=True,
    )
    assert "n 2 + 5" in trace(drawn("divergence", frame), "words").text[0]


@given(
    spans=st.lists(
        st.tuples(st.floats(0, 1), st.floats(0, 1)).map(lambda pair: tuple(sorted(pair))),
        max_size=12,
    )
)
@settings(max_examples=150, deadline=None)
def test_what_overlaps_is_never_ranked(spans):
    class Span:
        def __init__(self, low, high):
            self.low, self.high = low, high

    made = [Span(*pair) for pair in spans]
    groups = tiers(made)
    assert sorted(map(id, itertools.chain(*groups))) == sorted(map(id, made))
    for above, below in itertools.pairwise(groups):
        assert min(one.low for one in above) > max(one.high for one in below)
    for group in groups:
        assert [made.index(one) for one in group] == sorted(made.index(one) for one in group)


# The evidence strip


def test_every_statement_is_one_mark_that_can_be_clicked(seed):
    figure = drawn("evidence", seed)
    keys = [tuple(key) for one in figure.data for key in one.customdata]
    assert len(keys) == len(seed) == len(set(keys))
    assert {one.name for one in figure.data} >= {"In favor", "Against", "Neutral"}
    hover = "".join(trace(figure, "Against").hovertext).replace("<br>", " ")
    assert "not going to do the same thing" in hover
    assert "Sample article" in hover


def test_time_is_the_axis_when_there_is_time(clear, seed):
    assert drawn("evidence", clear).layout.xaxis.type == "date"
    assert drawn("evidence", seed).layout.xaxis.title.text == "Sentence of the document"


def test_undated_documents_stand_in_reading_order(clear):
    frame = clear.assign(published=pd.Series(pd.NaT, index=clear.index, dtype="datetime64[us]"))
    figure = drawn("evidence", frame)
    assert figure.layout.xaxis.title.text == "Statements in reading order"
    assert "date unknown" in figure.layout.annotations[-1].text


def test_no_two_marks_lie_on_one_another():
    frame = pd.concat(
        [said("US", "sanctions", kind, 1).assign(passage=n) for n, kind in enumerate(
            ["favor", "favor", "against", "neutral", "no_position", "unsure"])],
        ignore_index=True,
    )  # fmt: skip
    frame = pd.concat([frame, said("US", "sanctions", "favor", 3)], ignore_index=True)
    figure = drawn("evidence", frame)
    places = [(x, y) for one in figure.data for x, y in zip(one.x, one.y, strict=True)]
    assert len(places) == len(set(places)) == len(frame)


def test_too_many_marks_are_cut_aloud(clear, monkeypatch):
    monkeypatch.setattr("stance.charts.evidence.MOST", 20)
    figure = drawn("evidence", clear)
    assert sum(len(one.x) for one in figure.data) == 20
    assert "Only the newest 20 of 76" in lettering(figure)


# Probabilities, lettering, colours


def test_four_probabilities(seed):
    row = seed.iloc[0].to_dict()
    figure = charts.probabilities(row)
    assert list(figure.data[0].x) == [
        row[f"p_{n}"] for n in ("favor", "against", "neutral", "none")
    ]
    assert figure.layout.meta["alt"].startswith("Most likely in favor, 93%")


@given(st.text(max_size=200), st.integers(5, 60))
@settings(max_examples=150, deadline=None)
def test_wrapped_lines_fit_and_lose_nothing(text, width):
    import html

    lines = [html.unescape(line) for line in wrapped(text, width).split("<br>")]
    assert all(len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert balanced(text, width).count("<br>") == wrapped(text, width).count("<br>")
    assert not set("<>$") & set(plain(text))


@pytest.mark.parametrize("theme", PALETTES)
def test_words_can_be_read_on_every_ground(theme, clear, seed):
    colors = charts.palette(theme)
    assert contrast(colors.ink, colors.paper) > 12
    assert contrast(colors.muted, colors.paper) > 4.5
    assert contrast(colors.muted, colors.absent) > 4.5
    for frame in (clear, seed):
        figure = drawn("matrix", frame, theme=theme)
        pairs = zip(
            trace(figure, "cells").marker.color, trace(figure, "words").textfont.color, strict=True
        )
        assert all(contrast(ground, words) > 4.5 for ground, words in pairs)
    for mark in (colors.favor, colors.against, colors.neutral, colors.apart):
        assert contrast(mark, colors.paper) > 3


#: Brettel, Viénot and Mollon simplified by Machado et al. (2009), full severity, linear RGB.
BLINDNESS = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


def lab(color: str, matrix: list[list[float]]) -> np.ndarray:
    channels = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.array(matrix) @ linear, 0, 1)
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    xyz = np.array(to_xyz) @ seen / np.array([0.9505, 1, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("theme", PALETTES)
@pytest.mark.parametrize("kind", BLINDNESS)
def test_the_two_sides_stay_apart_for_the_colour_blind(theme, kind):
    colors = PALETTES[theme]
    for share in (1.0, 0.5):
        favor, against, neutral = (
            lab(mix(colors.paper, one, share), BLINDNESS[kind])
            for one in (colors.favor, colors.against, colors.neutral)
        )
        assert np.linalg.norm(favor - against) > 25
        assert share < 1 or min(np.linalg.norm(x - neutral) for x in (favor, against)) > 12


def test_every_kind_has_a_symbol_of_its_own():
    assert set(SYMBOLS) == set(charts.KINDS) == set(charts.SIGNS)
    assert len(set(SYMBOLS.values())) == len(SYMBOLS)


def test_the_basis_counts_what_there_is(clear):
    basis = charts.Basis.of(clear)
    assert (basis.statements, basis.documents, basis.abstentions) == (72, 72, 4)
    assert (basis.first, basis.last) == (date(2022, 1, 1), date(2022, 1, 30))
    assert basis.models == ("m",)
    assert charts.Basis.of(empty()).line().startswith("0 statements in 0 documents · Stance")
