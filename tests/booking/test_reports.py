"""What the leadership reads, counted by hand for a small story.

Balikpapan and Samarinda lie in Kalimantan Timur (64, WITA), Aceh (11) in WIB. All letters come on Friday, 20 November,
when all is asked for; all is decided an hour later, but Aceh on Monday.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import event

from booking import reports, workflow
from booking.reports import Period, Report, Tally
from booking.store import Store
from rules.facts import CalendarMonth
from tests.booking import asking, office
from tests.booking.office import OF_THE_UNIT, VIDEO, at, instant, region_letter

OCTOBER, NOVEMBER, DECEMBER = (CalendarMonth(2026, month) for month in (10, 11, 12))
AUTUMN = Period(OCTOBER, DECEMBER)
NORTH = {"region": office.SAMARINDA}


@pytest.fixture
def told(store: Store) -> Store:
    office.closed(store)
    office.held(store, **region_letter(2, **VIDEO))
    office.missed(store, **NORTH, slot=at(25, "10:00"))
    office.excused(store, **region_letter(3, slot=at(25, "13:00")))
    office.rejected(store, **NORTH, **region_letter(4, slot=at(27)))
    office.requested(store, **NORTH, **region_letter(5, slot=at(30)))
    office.cancelled(store, **region_letter(6, **{**VIDEO, "slot": at(27, "13:00")}))
    ministry = office.scheduled(store, region=None, institution="Kemendagri", **{**VIDEO, "slot": at(26, "13:00")})
    workflow.finish(store, ministry, OF_THE_UNIT, instant(26, 15))
    aceh = office.requested(store, region=office.ACEH, slot=at(1, month=12))
    office.approve(store, aceh, instant(23))
    office.admit(store, aceh, 1, now=instant(1, 9, month=12))
    workflow.finish(store, aceh, OF_THE_UNIT, instant(1, 12, month=12))
    for refused in ({}, NORTH, {"region": office.ACEH}):
        asking.refusal(office.submit, store, **refused, **region_letter(9, slot=at(24)))
    return store


def report(store: Store, period: Period) -> Report:
    with store.reading() as session:
        return reports.of(session, period)


KALTIM = {"no_shows": 1, "excused": 1, "participants": 2, "visit_wait": 3.0, "video_wait": 3.0, "wait": 3.0}
NOV = Tally("2026-11", 1, 2, 1, 1, 4, visit_wait=3.0, video_wait=3.5, wait=3.0, longest=4, deciding=0.0)
DEC = Tally("2026-12", 1, visit_wait=7.0, wait=7.0, longest=7, deciding=1.0)
FROM_KALTIM = Tally("64", 1, 1, **KALTIM, longest=3, deciding=0.0)  # type: ignore[arg-type]
FROM_ACEH = Tally("11", 1, visit_wait=7.0, wait=7.0, longest=7, deciding=1.0)
FROM_THE_MINISTRY = Tally("-", 0, 1, participants=2, video_wait=4.0, wait=4.0, longest=4, deciding=0.0)


def test_each_month_is_told_also_one_without_anything(told: Store) -> None:
    found = report(told, AUTUMN)
    assert found.months == [Tally("2026-10"), NOV, DEC]
    assert found.whole == Tally("", 2, 2, 1, 1, 4, visit_wait=5.0, video_wait=3.5, wait=3.5, longest=7, deciding=0.0)


def test_places_and_time_zones_the_most_sessions_first(told: Store) -> None:
    found = report(told, AUTUMN)
    assert found.places == [FROM_KALTIM, FROM_THE_MINISTRY, FROM_ACEH]
    named = [replace(FROM_KALTIM, key="WITA"), FROM_THE_MINISTRY, replace(FROM_ACEH, key="WIB")]
    assert found.zones == named


def test_what_is_decided_on_an_older_directive_is_decided_when_the_schedule_is_given(store: Store) -> None:
    reference = office.requested(store, slot=at(27))
    office.approve(store, reference, instant(24), given_at=instant(20, 11))
    workflow.amend(store, reference, office.OFFICER, instant(25), unit=office.OTHER_UNIT)
    assert report(store, AUTUMN).whole.deciding == 2.0


def test_states_and_refusals_of_the_period(told: Store) -> None:
    found = report(told, AUTUMN)
    assert found.states == {
        ("visit", "closed"): 1,
        ("visit", "held"): 1,
        ("video_conference", "held"): 2,
        ("visit", "no_show"): 1,
        ("visit", "excused"): 1,
        ("visit", "rejected"): 1,
        ("video_conference", "cancelled"): 1,
        ("visit", "requested"): 1,
    }
    assert found.refusals == {("E.3.c.2", "lead_time"): 3}
    assert report(told, Period(OCTOBER, OCTOBER)).refusals == {}


def test_of_a_province_its_regions_and_no_other(told: Store) -> None:
    found = report(told, Period(NOVEMBER, DECEMBER, "64"))
    assert found.whole == replace(FROM_KALTIM, key="")
    assert [(each.key, each.sessions, each.due) for each in found.places] == [("64.72", 2, 3), ("64.71", 0, 1)]
    assert found.months == [replace(FROM_KALTIM, key="2026-11"), Tally("2026-12")]
    assert found.refusals == {("E.3.c.2", "lead_time"): 2}
    assert found.states.total() == 7


def test_a_month_holds_its_first_and_last_day_only(told: Store) -> None:
    assert report(told, Period(NOVEMBER, NOVEMBER)).whole == replace(NOV, key="")
    assert report(told, Period(DECEMBER, DECEMBER)).whole == replace(DEC, key="")


def test_shares_of_what_was_due() -> None:
    assert (NOV.sessions, NOV.due, NOV.video_share, NOV.absent_share) == (3, 5, 2 / 3, 0.2)
    assert (Tally("-").video_share, Tally("-").absent_share) == (None, None)


def test_nothing_is_told_of_an_empty_register(store: Store) -> None:
    found = report(store, AUTUMN)
    assert (found.whole, found.places, found.zones) == (Tally(""), [], [])
    assert found.months == [Tally("2026-10"), Tally("2026-11"), Tally("2026-12")]


def test_a_period_names_its_months_across_a_year() -> None:
    months = Period(CalendarMonth(2025, 11), CalendarMonth(2026, 2)).months
    assert months == [CalendarMonth(2025, 11), CalendarMonth(2025, 12), CalendarMonth(2026, 1), CalendarMonth(2026, 2)]


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    """What is said to the database meanwhile."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        said.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    yield said
    event.remove(store.engine, "before_cursor_execute", note)


def test_a_handful_of_statements_however_long_the_period(told: Store) -> None:
    with statements(told) as said:
        report(told, Period(CalendarMonth(2024, 1), DECEMBER))
    assert len([each for each in said if each.lstrip().startswith("SELECT")]) == 5


def test_no_name_stands_in_a_report(told: Store) -> None:
    said = repr(report(told, AUTUMN))
    names = ("Ratna", "Aminah", "Andi", "Pemerintah Kota", "Kemendagri", "005/", "0812", "19750101")
    assert [name for name in names if name in said] == []
