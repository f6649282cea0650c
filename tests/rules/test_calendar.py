"""Working days against the decrees' own list, and against another reckoning, hour by hour."""

import csv
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import cycle, pairwise
from pathlib import Path

import holidays
import pytest

from rules import judge, parameters
from rules.calendar import WorkingCalendar, calendar_of, decreed_days_off
from rules.facts import WIB, Letter, Mode, Office, Situation, Slot
from rules.words import Wording

KNOWN = (2024, 2025, 2026, 2027)
CALENDAR = calendar_of(KNOWN)
DAY = timedelta(days=1)
LIST = Path(__file__).parent / "cases" / "holidays-2024-2027.csv"
with LIST.open(encoding="utf-8", newline="") as lines:
    DECREED = {date.fromisoformat(row["date"]): row["kind"] for row in csv.DictReader(lines)}


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


EVERY_DAY = days(date(2024, 1, 1), date(2027, 12, 31))


def test_the_days_off_are_those_of_the_decrees() -> None:
    assert sorted(day for year in KNOWN for day in decreed_days_off(year)) == sorted(DECREED)
    assert len(DECREED) == 108


def test_joint_leave_and_public_holidays_are_told_apart_by_the_package_as_by_the_decrees() -> None:
    joint = holidays.country_holidays("ID", years=KNOWN, categories=("government",))
    assert sorted(joint) == sorted(day for day, kind in DECREED.items() if kind == "joint_leave")


@pytest.mark.parametrize(("year", "expected"), [(2024, 238), (2025, 237), (2026, 240), (2027, 242)])
def test_working_days_of_a_year(year: int, expected: int) -> None:
    assert sum(CALENDAR.is_working(day) is True for day in EVERY_DAY if day.year == year) == expected


ZONES = (UTC, WIB, timezone(timedelta(hours=9)), timezone(timedelta(hours=-10)))
VISITS = ("09:00", "10:00", "13:00", "14:00")


def heard_of(received_at: datetime, slot: Slot) -> Situation:
    """A visit on a letter received at an instant."""
    guests, figures = (Office.OTHER,), parameters.in_force()
    return Situation(Mode.VISIT, "64.72", "64.72", Letter("1", received_at), slot, guests, CALENDAR, figures)


def test_every_hour_of_four_years_as_another_reckoning_has_it() -> None:
    """The other one is the package's own, a day at a time; what it makes of 2028 is a guess and ours is None."""
    slow = holidays.country_holidays("ID", years=(*KNOWN, 2028), categories=("public", "government"))
    third = {day: slow.get_nth_working_day(day, 3) for day in EVERY_DAY}
    first = {day: third[day] if third[day] <= EVERY_DAY[-1] else None for day in EVERY_DAY}
    zones, differing, hours = cycle(ZONES), [], 0
    hour = datetime(2024, 1, 1, tzinfo=WIB)
    while hour.year in KNOWN:
        day, slot = hour.date(), Slot(hour.date(), f"{hour:%H:%M}")
        asked = heard_of(hour.astimezone(next(zones)), slot)
        codes = judge(asked).codes
        found = CALENDAR.is_working(day), asked.lead.first_day, "not_a_working_day" in codes, "not_a_session" in codes
        off = not slow.is_working_day(day)
        if found != (not off, first[day], off and first[day] is not None, slot.start not in VISITS):
            differing.append((hour, found))
        hour += timedelta(hours=1)
        hours += 1
    assert differing == []
    assert hours == 35_064


def test_the_next_working_day_of_every_day() -> None:
    working = [day for day in EVERY_DAY if CALENDAR.is_working(day)]
    for earlier, later in pairwise(working):
        for day in days(earlier, later - DAY):
            assert CALENDAR.working_day_after(day, 1) == later
    assert CALENDAR.working_day_after(working[-1], 1) is None


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (date(2026, 11, 20), date(2026, 11, 20), 0),
        (date(2026, 11, 20), date(2026, 11, 22), 0),
        (date(2026, 11, 20), date(2026, 11, 23), 1),
        (date(2026, 11, 20), date(2026, 11, 25), 3),
        (date(2026, 11, 21), date(2026, 11, 25), 3),
        (date(2026, 11, 25), date(2026, 11, 20), 0),
        (date(2027, 12, 30), date(2028, 1, 5), 1),
        (date(2029, 1, 1), date(2029, 2, 1), 0),
    ],
)
def test_working_days_between_leave_out_the_first_day_and_unknown_years(first: date, last: date, days: int) -> None:
    assert CALENDAR.working_days_between(first, last) == days


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 3, 19), Wording("Hari Suci Nyepi", "Day of Silence")),
        (date(2026, 10, 10), Wording("akhir pekan (Sabtu)", "weekend (Saturday)")),
        (date(2026, 10, 11), Wording("akhir pekan (Minggu)", "weekend (Sunday)")),
        (date(2026, 10, 12), None),
        (date(2028, 1, 1), None),
    ],
)
def test_why_the_office_is_closed(day: date, expected: Wording | None) -> None:
    assert CALENDAR.why_off(day) == expected


def test_a_closure_is_no_working_day_and_bears_its_name() -> None:
    closed = calendar_of(KNOWN, closures=((date(2026, 10, 7), "Rapat pimpinan"), (date(2026, 10, 10), "Lomba")))
    assert [closed.is_working(date(2026, 10, day)) for day in (6, 7, 8, 10)] == [True, False, True, False]
    assert closed.why_off(date(2026, 10, 7)) == Wording("Rapat pimpinan", "Rapat pimpinan")
    assert closed.why_off(date(2026, 10, 10)) == Wording("Lomba", "Lomba")
    assert closed.working_day_after(date(2026, 10, 5), 3) == date(2026, 10, 9)


def test_a_closure_makes_no_year_known() -> None:
    closed = calendar_of(KNOWN, closures=((date(2028, 1, 3), "Rapat"),))
    assert closed.is_working(date(2028, 1, 3)) is None
    assert closed.why_off(date(2028, 1, 3)) is None


def test_an_entered_year_replaces_the_days_off_whole() -> None:
    entered = calendar_of(KNOWN, entered=((2026, ((date(2026, 3, 19), ""), (date(2026, 10, 12), ""))),))
    assert [entered.is_working(day) for day in (date(2026, 3, 19), date(2026, 3, 20), date(2026, 10, 12))] == [
        False,
        True,
        False,
    ]
    assert entered.why_off(date(2026, 3, 19)) == CALENDAR.why_off(date(2026, 3, 19))
    assert entered.why_off(date(2026, 10, 12)) == Wording("hari libur", "day off")


def test_an_entered_day_goes_by_the_name_entered_with_it() -> None:
    """By the same name as in the decree it keeps its English name too."""
    nyepi, flood, new_year = date(2026, 3, 19), date(2026, 10, 12), date(2026, 1, 1)
    decreed = CALENDAR.why_off(nyepi)
    assert decreed is not None
    entered = calendar_of(KNOWN, entered=((2026, ((nyepi, decreed.id), (flood, "Banjir"), (new_year, "1 Januari"))),))
    assert [entered.why_off(day) for day in (nyepi, flood, new_year)] == [
        decreed,
        Wording("Banjir", "Banjir"),
        Wording("1 Januari", "1 Januari"),
    ]


def test_an_entered_year_is_known_and_the_one_after_it_is_not() -> None:
    entered = calendar_of(KNOWN, entered=((2028, ((date(2028, 1, 3), ""),)),))
    assert entered.working_day_after(date(2027, 12, 31), 1) == date(2028, 1, 4)
    assert entered.working_day_after(date(2028, 12, 29), 1) is None
    assert entered.is_working(date(2029, 1, 1)) is None


def test_an_unknown_year_is_never_skipped() -> None:
    gap = WorkingCalendar({2027: {}, 2029: {}})
    assert gap.working_day_after(date(2027, 12, 30), 1) == date(2027, 12, 31)
    assert gap.working_day_after(date(2027, 12, 30), 2) is None
    assert gap.working_day_after(date(2028, 6, 1), 1) is None
    assert gap.working_day_after(date(2028, 12, 31), 1) == date(2029, 1, 1)


@pytest.mark.parametrize("day", [date(2028, 1, 1), date(2028, 5, 2), date(2023, 12, 29), date.min, date.max])
def test_every_day_of_an_unknown_year_is_unknown(day: date) -> None:
    assert (CALENDAR.is_working(day), CALENDAR.working_day_after(day, 3)) == (None, None)


def test_no_days_after_a_day_is_the_day_itself() -> None:
    assert CALENDAR.working_day_after(date(2026, 10, 10), 0) == date(2026, 10, 10)


def test_the_last_year_that_can_be_written() -> None:
    last = WorkingCalendar({9999: {}})
    assert last.working_day_after(date(9999, 12, 30), 1) == date(9999, 12, 31)
    assert last.working_day_after(date(9999, 12, 31), 1) is None
    assert last.working_day_after(date(9999, 12, 30), 10**20) is None
