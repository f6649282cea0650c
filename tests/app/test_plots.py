"""Plots: sound pictures that say the figures they were given."""

import xml.etree.ElementTree as ET

import pytest

from app.reports import plots
from app.reports.plots import Plot, Series, bars, columns, lines, ticks

MONTHS = ["Des", "Jan", "Feb"]
YEARS = ["2025", "2026", "2026"]


def plot(*values, categories=MONTHS, below=(), **more):
    series = [Series(f"Deret {number}", each) for number, each in enumerate(values)]
    said = {"key": "uji", "title": "Sesi tiap bulan", "says": "Paling banyak pada Jan.", **more}
    return Plot(**said, categories=categories, series=series, number=lambda value: f"{value:g}", below=below)


def drawn(markup):
    return ET.fromstring(str(markup))  # noqa: S314 (our own markup)


def texts(picture, kind="value"):
    return [each.text for each in picture.iter("text") if f"plot__{kind}" in each.get("class")]


def filled(picture, kind="fill"):
    return [each for each in picture if f"plot__{kind}" in each.get("class", "")]


@pytest.mark.parametrize("draw", [columns, lines, bars])
def test_a_picture_names_itself_and_is_read_as_one(draw):
    picture = drawn(draw(plot([1, 2, 3], [2, 0, 1])))
    by_id = {each.get("id"): each.text for each in picture.iter() if each.get("id")}
    assert picture.get("role") == "img"
    assert by_id[picture.get("aria-labelledby")] == "Sesi tiap bulan"
    assert by_id[picture.get("aria-describedby")] == "Paling banyak pada Jan."
    assert [each for each in picture.iter() if "style" in each.attrib] == []


@pytest.mark.parametrize("draw", [columns, lines, bars])
def test_what_is_said_is_text_and_never_markup(draw):
    evil = '<script>"&'
    picture = drawn(draw(plot([1, 2], [3, 4], categories=[evil, "b"], title=evil, says=evil, below=[evil, "c"])))
    assert evil in [each.text for each in picture.iter()]
    assert [each for each in picture.iter() if each.tag == "script"] == []


def test_columns_stand_upon_each_other_with_their_sum_above():
    picture = drawn(columns(plot([3, 0, 4], [1, 0, 0])))
    assert texts(picture) == ["4", "4"]
    legend, bars_ = filled(picture)[:2], filled(picture)[2:]
    assert [each.get("fill") for each in legend] == [None, "url(#uji-hatch)"]
    heights = [(each.get("fill"), float(each.get("height"))) for each in bars_]
    whole = plots._COLUMN_HEIGHT
    assert heights == [(None, whole * 3 / 4), ("url(#uji-hatch)", whole / 4), (None, whole)]
    below, above = bars_[0], bars_[1]
    assert float(above.get("y")) + float(above.get("height")) == pytest.approx(float(below.get("y")), abs=0.1)


def test_bars_are_as_long_as_their_share_of_the_scale_under_their_whole_names():
    long = "Surat tidak ditujukan kepada Direktur Jenderal Perimbangan Keuangan (E.3.c.1)"
    picture = drawn(bars(plot([2, 1], [2, 0], categories=["Aceh", long])))
    assert texts(picture) == ["2 + 2", "1 + 0"]
    assert [each.get("width") for each in filled(picture)[2:]] == ["50.00%", "50.00%", "25.00%"]
    assert [each.get("x") for each in filled(picture)[2:]] == ["0.00%", "50.00%", "0.00%"]
    said = texts(picture, "name")[2:]
    assert " ".join(said) == f"Aceh {long}"
    assert max(map(len, said)) <= 34


def test_a_line_is_broken_where_there_is_no_figure():
    picture = drawn(lines(plot([1, None, 3, 4], [2, 2, None, None], categories=list("abcd"))))
    strokes = [each.get("class").rpartition("--")[2] for each in filled(picture, "line")]
    assert strokes == ["0", "1", "0", "1"]  # two samples, a-b of the second, c-d of the first
    assert sorted(texts(picture)) == ["1", "2", "2", "3", "4"]


def test_the_same_figure_of_both_lines_is_written_once():
    assert texts(drawn(lines(plot([5], [5], categories=["a"])))) == ["5"]


def test_a_year_is_told_where_it_begins_and_many_months_leave_out_names():
    assert texts(drawn(columns(plot([1, 2, 3], below=YEARS))), "tick")[-4:] == ["Des", "Jan", "2026", "Feb"]
    many = drawn(columns(plot(range(1, 31), categories=[str(each) for each in range(30)], below=["2026"] * 30)))
    assert len(texts(many, "tick")) < 20
    assert texts(many) == []


@pytest.mark.parametrize("draw", [columns, lines, bars])
@pytest.mark.parametrize("values", [[], [0, 0], [None, None]])
def test_nothing_to_draw_is_known_and_does_no_harm(draw, values):
    empty = plot(values, values, categories=["a", "b"][: len(values)])
    assert empty.empty
    assert filled(drawn(draw(empty)))[2:] == []


@pytest.mark.parametrize(
    ("most", "scale"),
    [(0, [0, 1]), (1, [0, 1]), (3.5, [0, 1, 2, 3, 4]), (17, [0, 5, 10, 15, 20]), (101, [0, 50, 100, 150])],
)
def test_a_scale_is_round_and_reaches_the_highest_figure(most, scale):
    assert ticks(most) == scale
