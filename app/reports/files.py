"""A report as files to take along: one CSV a section, one workbook for all. What a spreadsheet would take for a formula
is made harmless."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence

from flask_babel import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from app.reports.shape import Cell, Kind, Section

SEPARATOR = ";"
"""Excel set to Indonesian writes a comma in its numbers, and so expects a semicolon between cells: with commas, a file
opens there with everything in one column."""

_BEGINS_A_FORMULA = "=+-@"
_AS_IT_IS = re.compile(r"-?\d+(?:[.,]\d+)?%?|\+\d+(?:[ -]\d+)*", re.ASCII)
"""A number, or a telephone number with its country's code."""
_FORMATS = {Kind.COUNT: "#,##0", Kind.SHARE: "0.0%"}
_LONGEST_TITLE = 31
_WIDTHS = {Kind.WORDS: 44, Kind.CLAUSE: 12}
_WIDTH = 16


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe is put before one that begins like it, also behind
    blanks or signs that are not seen, and in the wide forms of East Asia. Numbers and ``+62 811 …`` stay as they are;
    signs that steer a terminal become blanks."""
    said = "".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in text)
    if _AS_IT_IS.fullmatch(said):
        return said
    begins = next((sign for sign in said if not _is_unseen(sign)), "")
    dangerous = unicodedata.normalize("NFKC", begins)[:1] in tuple(_BEGINS_A_FORMULA)
    return f"'{said}" if dangerous or text[:1] in tuple("\t\r\n") else said


def _is_unseen(sign: str) -> bool:
    return sign.isspace() or unicodedata.category(sign) in ("Cf", "Mn", "Zs")


def comma_separated(section: Section, head: Iterable[tuple[str, str]]) -> bytes:
    """A section as CSV: what it is of on top, then its table. Numbers with a decimal comma, shares in per cent."""
    lines = io.StringIO(newline="")
    write = csv.writer(lines, delimiter=SEPARATOR)
    write.writerow([harmless(section.title)])
    write.writerows([harmless(label), harmless(value)] for label, value in head)
    write.writerow([])
    write.writerow(harmless(_heading(each.label, each.kind)) for each in section.columns)
    kinds = [each.kind for each in section.columns]
    for row in _rows(section):
        write.writerow(_written(value, kind) for value, kind in zip(row, kinds, strict=True))
    return lines.getvalue().encode("utf-8-sig")


def _heading(label: str, kind: Kind) -> str:
    return f"{label} (%)" if kind is Kind.SHARE else str(label)


def _written(value: Cell, kind: Kind) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(value)
    told = value * 100 if kind is Kind.SHARE else value
    return f"{told:.1f}".removesuffix(".0").replace(".", ",")


def _rows(section: Section) -> list[list[Cell]]:
    return [*section.rows, *([section.total] if section.total else [])]


def workbook(sections: Sequence[Section], head: Sequence[tuple[str, str]]) -> bytes:
    """A sheet for each section. Figures are numbers, words are words."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for section in sections:
        _fill(book.create_sheet(harmless(section.title)[:_LONGEST_TITLE]), section, head)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _fill(sheet: Worksheet, section: Section, head: Sequence[tuple[str, str]]) -> None:
    kinds = [each.kind for each in section.columns]
    said: list[list[Cell]] = [[label, value] for label, value in head]
    above: list[list[Cell]] = [[section.title], *said, [section.says], [section.means]]
    headings: list[Cell] = [str(each.label) for each in section.columns]
    lines = [*above, [], headings, *_rows(section)]
    heading_at = len(above) + 2
    for place, line in enumerate(lines, start=1):
        in_table = place > heading_at
        ends = bool(section.total) and place == len(lines)
        _put(sheet, place, line, kinds if in_table else (), bold=place in (1, heading_at) or ends)
    sheet.freeze_panes = f"B{heading_at + 1}"
    for place, kind in enumerate(kinds, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(kind, _WIDTH)


def _put(sheet: Worksheet, place: int, line: Sequence[Cell], kinds: Sequence[Kind], *, bold: bool) -> None:
    for column, value in enumerate(line, start=1):
        cell = sheet.cell(place, column)
        if isinstance(value, str):
            cell.value = harmless(value)
            cell.data_type = "s"
        elif value is not None:
            cell.value = value
            cell.number_format = _FORMATS.get(kinds[column - 1], "General")
        cell.font = Font(bold=bold)
        cell.alignment = Alignment(wrap_text=bool(kinds) and column == 1, vertical="top")


def head(period: str, province: str, made: str) -> list[tuple[str, str]]:
    """What stands over every table: of what, and when it was made."""
    return [(str(_("Kurun")), period), (str(_("Provinsi")), province), (str(_("Dibuat")), made)]
