"""Files of a report: what is seen, harmless in a spreadsheet, numbers as numbers."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import load_workbook

from app.reports.files import comma_separated, harmless, workbook
from app.reports.shape import Column, Kind, Section

HEAD = [("Kurun", "November 2026"), ("Dibuat", "Sabtu, 21 November 2026, 12.00 WIB")]
SECTION = Section(
    "provinsi",
    "Sesi menurut provinsi",
    "Paling banyak dari Aceh: 12 sesi.",
    "Kata-kata.",
    [Column("Asal", Kind.WORDS), Column("Sesi"), Column("Tunggu", Kind.DAYS), Column("Bagian", Kind.SHARE)],
    [["Aceh", 12, 4.5, 0.375], ["=1+1", 0, None, None], ["+62 811-0000-001", -3, -2.5, 1.0]],
    ["Jumlah", 9, 4.0, 0.5],
)


def read(content):
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "+1+1", "-1+1", "@SUM(A1)", "-cmd|' /C calc'!A0", "+62 811;=1", "-", "+", "--1", "+62811+1", "+-1"),
        *("\t=1", "\r=1", "\n1", "\tAceh", " =1", "\u00a0=1", "\ufeff=1", "\u200b=1", "\x00=1", "\x1b=1"),
        *("＝1", "＋1", "－1", "＠SUM", "﹦1", "﹢1", "﹣1", "﹫A"),
    ],
)
def test_what_begins_like_a_formula_is_made_text(text):
    assert harmless(text).startswith("'")


@pytest.mark.parametrize(
    "text",
    [
        "+62 811 0000 001",
        "+62811000001",
        "+62 811-0000-001",
        "-5",
        "-12,5",
        "-12.5%",
        "12",
        "Aceh",
        "A=B",
        "a-b",
        "",
        "'a",
        "–",
    ],
)
def test_numbers_telephones_and_words_stay_as_they_are(text):
    assert harmless(text) == text


FORMULA = st.tuples(
    st.sampled_from(["", " ", "\t", "\r", "\n", "\u200b", "\ufeff"]), st.sampled_from("=+-@＝＋－＠"), st.text()
)


@given(FORMULA.map("".join) | st.text())
@example("+62 811\n=1")
def test_no_text_comes_out_as_a_formula_and_none_twice(text):
    said = harmless(text)
    kept = said.lstrip("+-").replace(" ", "").replace("-", "").rstrip("%").replace(",", "").replace(".", "")
    if said[:1] in ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"):
        assert kept.isascii()
        assert kept.isdigit()
    assert harmless(said) == said
    assert not {"\t", "\r", "\n", "\x00"} & set(said)


@given(st.lists(st.integers(0, 9), min_size=6, max_size=12).map(lambda each: "".join(map(str, each))))
def test_a_telephone_number_is_never_harmed(digits):
    for written in (f"+62{digits}", f"+62 {digits[:3]} {digits[3:]}", f"+62 {digits[:3]}-{digits[3:]}"):
        assert harmless(written) == written


def test_a_csv_says_of_what_it_is_and_when_it_was_made_then_the_table():
    assert read(comma_separated(SECTION, HEAD)) == [
        ["Sesi menurut provinsi"],
        ["Kurun", "November 2026"],
        ["Dibuat", "Sabtu, 21 November 2026, 12.00 WIB"],
        [],
        ["Asal", "Sesi", "Tunggu", "Bagian (%)"],
        ["Aceh", "12", "4,5", "37,5"],
        ["'=1+1", "0", "", ""],
        ["+62 811-0000-001", "-3", "-2,5", "100"],
        ["Jumlah", "9", "4", "50"],
    ]


def test_a_workbook_has_a_sheet_a_section_with_numbers_as_numbers():
    book = load_workbook(io.BytesIO(workbook([SECTION], HEAD)))
    assert book.sheetnames == ["Sesi menurut provinsi"]
    sheet = book.worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[0] for row in rows[:6]] == [
        *("Sesi menurut provinsi", "Kurun", "Dibuat", "Paling banyak dari Aceh: 12 sesi.", "Kata-kata.", None)
    ]
    assert rows[6:] == [
        ["Asal", "Sesi", "Tunggu", "Bagian"],
        ["Aceh", 12, 4.5, 0.375],
        ["'=1+1", 0, None, None],
        ["+62 811-0000-001", -3, -2.5, 1],
        ["Jumlah", 9, 4, 0.5],
    ]
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)}
    assert kinds == {"s"}
    assert [sheet.cell(8, column).number_format for column in (2, 3, 4)] == ["#,##0", "General", "0.0%"]
    assert sheet.freeze_panes == "B8"


def test_a_title_that_is_too_long_for_a_sheet_is_shortened():
    long = Section("a", "Jadwal yang tidak dihadiri tiap bulan sekali", "", "", [Column("A", Kind.WORDS)], [])
    assert load_workbook(io.BytesIO(workbook([long], []))).sheetnames == ["Jadwal yang tidak dihadiri tiap"]
