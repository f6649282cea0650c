"""Lists of days off, bytes -> values: CSV as spreadsheets save it, and iCalendar (RFC 5545). Whatever cannot be read is
told with the number of its line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from icalendar import Calendar, Component

from app import formats
from app.texts import clean
from booking.days import LONGEST_NAME, MOST_DAYS, DayOff

LARGEST = 1024 * 1024
"""Bytes of a list."""

LONGEST_EVENT = 31
"""Days of one event: more is rather a typing error in its end."""

_TOLD = 20
_HEADS = {
    "date": ("date", "tanggal", "tgl", "hari"),
    "name": ("name", "nama", "name_id", "keterangan", "uraian", "hari libur", "nama hari"),
    "kind": ("kind", "jenis"),
}
_ISO = re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})")
_LOCAL = re.compile(r"(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>\d{4})")
_A_DAY = timedelta(days=1)


@dataclass
class DayList:
    """The days that were read, in order, and what could not be: each wrong line in words."""

    days: list[DayOff] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    _lines: dict[date, int] = field(default_factory=dict)

    def add(self, line: int, day: date, name: str) -> None:
        """A day that stands on a line."""
        if not name:
            self.tell(line, _("nama harinya belum ditulis."))
        elif len(name) > LONGEST_NAME:
            self.tell(line, _("nama harinya lebih dari %(most)s huruf.", most=LONGEST_NAME))
        elif day in self._lines:
            said = {"day": formats.long_day(day), "line": self._lines[day]}
            self.tell(line, _("%(day)s sudah ada di baris %(line)s.", **said))
        else:
            self._lines[day] = line
            self.days.append(DayOff(day, name))

    def tell(self, line: int, what: str) -> None:
        """What is wrong with a line."""
        self.wrong.append(_("Baris %(line)s: %(what)s", line=line, what=what))

    @property
    def full(self) -> bool:
        """Whether more was read than a list may hold: there is no use in reading on."""
        return len(self.days) + len(self.wrong) > MOST_DAYS

    @property
    def said(self) -> list[str]:
        """What is wrong, cut short where it is too much to read."""
        more = len(self.wrong) - _TOLD
        if more <= 0:
            return self.wrong
        rest = _("dan banyak baris lain.") if self.full else _("dan %(count)s baris lain.", count=more)
        return [*self.wrong[:_TOLD], rest]


def read(content: bytes) -> DayList:
    """The days of a list. An empty, too large or unreadable one is told as wrong as a whole."""
    if len(content) > LARGEST:
        return DayList(wrong=[_("Berkas ini lebih besar dari 1 MB. Daftar hari libur biasanya jauh lebih kecil.")])
    text = _decoded(content)
    if text is None:
        return DayList(wrong=[_("Berkas ini bukan teks. Simpan sebagai CSV (UTF-8) atau ICS, lalu kirim lagi.")])
    found = _events(text) if "BEGIN:VCALENDAR" in text[:LONGEST_NAME].upper() else _rows(text)
    if len(found.days) > MOST_DAYS:
        return DayList(wrong=[_("Paling banyak %(most)s hari dalam satu daftar.", most=MOST_DAYS)])
    if not found.days and not found.wrong:
        return DayList(wrong=[_("Tidak ada hari dalam daftar ini.")])
    found.days.sort()
    return found


def written(days: list[DayOff]) -> str:
    """Days as the list that ``read`` reads again."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows((day.isoformat(), name) for day, name in days)
    return out.getvalue()


def _decoded(content: bytes) -> str | None:
    for encoding in ("utf-8-sig", "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None


def _rows(text: str) -> DayList:
    found = DayList()
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    places = {"date": 0, "name": 1}
    for number, (line, row) in enumerate(_told_rows(reader, found)):
        headed = _head(row) if number == 0 else None
        if headed is not None:
            places = headed
            continue
        cells = {part: row[place] if place < len(row) else "" for part, place in places.items()}
        day, wrong = _day(cells["date"])
        if day is None:
            found.tell(line, wrong)
        else:
            found.add(line, day, cells["name"])
        if found.full:
            break
    return found


def _told_rows(reader: Iterator[list[str]], found: DayList) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not empty, each with the line on which it begins."""
    line = 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            found.tell(line, _("baris ini tidak dapat dibaca; periksa tanda kutipnya."))
            return
        cells = [clean(cell) for cell in row]
        if any(cells):
            yield line, cells
        line = reader.line_num + 1  # type: ignore[attr-defined]  # a reader counts its lines


def _separator(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=first.count)


def _head(row: list[str]) -> dict[str, int] | None:
    """Where the columns stand, if a row names them."""
    said = [cell.casefold() for cell in row]
    places = {part: next((said.index(word) for word in words if word in said), -1) for part, words in _HEADS.items()}
    if places["date"] < 0 or places["name"] < 0:
        return None
    return {part: place for part, place in places.items() if place >= 0}


def _day(text: str) -> tuple[date | None, str]:
    """A day as it is written, or what is wrong with it."""
    parts = _ISO.fullmatch(text) or _LOCAL.fullmatch(text)
    if parts is None:
        return None, _("“%(text)s” bukan tanggal. Tulis 2028-01-31 atau 31/01/2028.", text=text[:LONGEST_NAME])
    try:
        return date(int(parts["y"]), int(parts["m"]), int(parts["d"])), ""
    except ValueError:
        return None, _("tanggal “%(text)s” tidak ada.", text=text)


def _events(text: str) -> DayList:
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.strip().upper() == "BEGIN:VEVENT"]
    if len(lines) > MOST_DAYS:
        return DayList(wrong=[_("Paling banyak %(most)s hari dalam satu daftar.", most=MOST_DAYS)])
    try:
        events = Calendar.from_ical(text).walk("VEVENT")
    except (ValueError, IndexError, KeyError):
        events = None
    if events is None or len(events) != len(lines):
        return DayList(wrong=[_("Berkas ICS ini tidak dapat dibaca. Unduh lagi dari asalnya, atau kirim sebagai CSV.")])
    found = DayList()
    for line, event in zip(lines, events, strict=True):
        _event(found, line, event)
    return found


def _event(found: DayList, line: int, event: Component) -> None:
    if clean(str(event.get("STATUS", ""))).upper() == "CANCELLED":
        return
    if any(event.get(repeating) is not None for repeating in ("RRULE", "RDATE", "EXDATE")):
        found.tell(line, _("acara berulang (RRULE) tidak dapat dibaca. Tulis setiap tanggalnya sendiri."))
        return
    first, after = _span(event)
    if first is None or after is None:
        found.tell(line, _("acara ini tidak sehari penuh. Yang dibaca hanya acara dengan tanggal tanpa jam."))
        return
    count = (after - first).days
    if not 0 < count <= LONGEST_EVENT:
        found.tell(line, _("acara ini harus 1 sampai %(most)s hari panjangnya.", most=LONGEST_EVENT))
        return
    name = clean(str(event.get("SUMMARY", "")))
    for place in range(count):
        found.add(line, first + place * _A_DAY, name)
        if not name:
            return


def _span(event: Component) -> tuple[date | None, date | None]:
    """The first day of an event and the day after its last; None where it has hours, or nothing that can be read."""
    try:
        begins = event.decoded("DTSTART")
        after = event.decoded("DTEND", None)
        lasts = event.decoded("DURATION", _A_DAY)
    except (KeyError, ValueError, TypeError, AttributeError):
        return None, None
    if not _whole(begins) or not isinstance(lasts, timedelta):
        return None, None
    try:
        ends = after if after is not None else begins + lasts
    except OverflowError:
        return None, None
    return begins, ends if _whole(ends) else None


def _whole(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)
