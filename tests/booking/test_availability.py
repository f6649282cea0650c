"""The calendar and the submit button give the same answer."""

from dataclasses import fields
from itertools import product

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from booking import availability, gather
from booking.models import Closure, RoomBlock
from booking.store import Store
from rules import judge
from rules.facts import CalendarMonth, Letter, Mode, Slot
from tests.booking import office
from tests.booking.office import BALIKPAPAN, NOW, SAMARINDA, VIDEO, at

NOVEMBER, DECEMBER = CalendarMonth(2026, 11), CalendarMonth(2026, 12)
WATCHED = {NOVEMBER: at(19).date, DECEMBER: at(18, month=12).date}
"""From here on each slot is judged by itself: from the day before the letter came; over a joint leave in December."""
Month = dict[Slot, list[str]]


@pytest.fixture
def busy(store: Store) -> Store:
    """Two visits of Balikpapan, a video conference, a closed day, a blocked hour, and a few that ended."""
    office.scheduled(store)
    office.requested(store, **office.region_letter(2, slot=at(26, "10:00")))
    office.requested(store, region=SAMARINDA, slot=at(26, "13:00"))
    office.scheduled(store, **office.region_letter(3, **VIDEO))
    office.withdrawn(store, region=office.ACEH, slot=at(27))
    office.cancelled(store, region=office.ACEH, slot=at(27, "10:00"), letter_number="2/A")
    with store.writing() as session:
        session.add(Closure(date=at(30).date, name="Rapat pimpinan", decree="ND-1", created_at=NOW))
        session.add(RoomBlock(room_code="lantai-3", date=at(27).date, start="13:00", reason="perbaikan"))
    return store


def shown(store: Store, mode: Mode, of: CalendarMonth, region: str | None) -> Month:
    with store.reading() as session:
        found = availability.month(session, mode, of, region, NOW, NOW)
        assert [each.open for each in found] == [not each.refusals for each in found]
        return {each.slot: [refusal.code for refusal in each.refusals] for each in found}


@pytest.mark.parametrize("mode", Mode)
def test_the_calendar_says_what_judging_each_slot_says(busy: Store, mode: Mode) -> None:
    for region, of in product((BALIKPAPAN, SAMARINDA, None), (NOVEMBER, DECEMBER)):
        month = shown(busy, mode, of, region)
        assert len(month) == (4 if mode is Mode.VISIT else 6) * of.last_day.day
        with busy.reading() as session:
            judged = {slot: codes(session, mode, region, slot) for slot in month if slot.date >= WATCHED[of]}
        assert {slot: month[slot] for slot in judged} == judged


def codes(session: Session, mode: Mode, region: str | None, slot: Slot) -> list[str]:
    """What the submit button would hear for a slot."""
    asked = gather.Asked(mode, region, Letter("777/X", NOW), slot, (office.TREASURER.office,), NOW)
    return [refusal.code for refusal in judge(gather.situation(session, asked)).refusals]


def test_what_stands_against_a_session(busy: Store) -> None:
    month = shown(busy, Mode.VISIT, NOVEMBER, SAMARINDA)
    assert {slot.start: codes for slot, codes in month.items() if slot.date.day == 20} == {
        "09:00": ["lead_time", "slot_passed"],
        "10:00": ["lead_time", "slot_passed"],
        "13:00": ["lead_time"],
        "14:00": ["lead_time"],
    }
    closed_from_the_25th = {
        slot: codes for slot, codes in month.items() if slot.date.day >= 25 and slot.date.weekday() < 5 and codes
    }
    assert closed_from_the_25th == {
        at(25): ["session_taken"],
        at(26, "10:00"): ["session_taken"],
        at(26, "13:00"): ["session_taken"],
        at(27, "13:00"): ["room_taken"],
        **{at(30, start): ["not_a_working_day"] for start in ("09:00", "10:00", "13:00", "14:00")},
    }
    assert {slot for slot, codes in month.items() if slot.date.weekday() > 4 and slot.date.day > 25} == {
        at(day, start) for day in (28, 29) for start in ("09:00", "10:00", "13:00", "14:00")
    }


def test_a_month_comes_from_one_query_over_the_bookings(busy: Store) -> None:
    heard: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        heard.append(statement)

    event.listen(busy.engine, "before_cursor_execute", hear)
    try:
        shown(busy, Mode.VISIT, NOVEMBER, BALIKPAPAN)
    finally:
        event.remove(busy.engine, "before_cursor_execute", hear)
    assert len([statement for statement in heard if "bookings" in statement]) == 1


def test_a_month_looks_only_into_indexes_of_what_it_asks_for(sqlite_store: Store) -> None:
    parameters = dict.fromkeys(gather.BESIDE.compile().params)
    dates = {"first": NOVEMBER.first_day, "last": NOVEMBER.last_day, "now": NOW}
    statement = gather.BESIDE.params({**parameters, **dates}).compile(
        sqlite_store.engine, compile_kwargs={"literal_binds": True}
    )
    with sqlite_store.reading() as session:
        plan = [row.detail for row in session.execute(text(f"EXPLAIN QUERY PLAN {statement}"))]
    into = [line.split("(")[0].strip() for line in plan if line.startswith(("SEARCH bookings", "SCAN"))]
    assert into == [
        f"SEARCH bookings USING INDEX {name}"
        for name in ("ix_bookings_holding", "ix_bookings_requester_month", "ix_bookings_letter")
    ]


def test_a_region_with_two_visits_sees_the_month_closed_and_the_next_open(busy: Store) -> None:
    month = shown(busy, Mode.VISIT, NOVEMBER, BALIKPAPAN)
    assert {slot for slot, codes in month.items() if "region_frequency" not in codes} == set()
    december = shown(busy, Mode.VISIT, DECEMBER, BALIKPAPAN)
    assert december[at(1, month=12)] == []
    assert [code for codes in shown(busy, Mode.VISIT, NOVEMBER, None).values() for code in codes].count(
        "region_frequency"
    ) == 0


def test_the_earliest_slot(busy: Store) -> None:
    with busy.reading() as session:
        found = {
            (mode, region): availability.earliest(session, mode, region, NOW, NOW)
            for mode in Mode
            for region in (BALIKPAPAN, SAMARINDA, None)
        }
    assert found == {
        (Mode.VISIT, BALIKPAPAN): at(1, month=12),
        (Mode.VISIT, SAMARINDA): at(25, "10:00"),
        (Mode.VISIT, None): at(25, "10:00"),
        **{(Mode.VIDEO_CONFERENCE, region): at(25, "08:00") for region in (BALIKPAPAN, SAMARINDA, None)},
    }


def test_there_is_no_earliest_slot_in_an_unknown_year(store: Store) -> None:
    late = NOW.replace(year=2027, month=12, day=30)
    with store.reading() as session:
        assert availability.earliest(session, Mode.VISIT, BALIKPAPAN, late, late) is None


def test_the_earliest_slot_is_the_one_that_is_given(busy: Store) -> None:
    with busy.reading() as session:
        expected = availability.earliest(session, Mode.VISIT, SAMARINDA, NOW, NOW)
    reference = office.requested(busy, region=SAMARINDA, slot=None, letter_number="9/Z")
    with busy.reading() as session:
        booking = office.found(session, reference)
        assert Slot(booking.date, booking.start) == expected


def test_the_calendar_names_nobody(busy: Store) -> None:
    with busy.reading() as session:
        found = availability.month(session, Mode.VISIT, NOVEMBER, SAMARINDA, NOW, NOW)
        said = repr([(each.slot, [(r.says, r.short, r.remedy, r.facts) for r in each.refusals]) for each in found])
    named = ("Balikpapan", "Ratna", "Siti", "Andi", "BPKAD", BALIKPAPAN, "Pemerintah")
    assert [name for name in named if name in said] == []
    assert [each.name for each in fields(availability.Session_)] == ["slot", "refusals"]


def test_the_first_month_begins_where_the_circular_does(store: Store) -> None:
    with store.reading() as session:
        found = availability.month(session, Mode.VISIT, CalendarMonth(2024, 1), BALIKPAPAN, NOW, NOW)
    assert (found[0].slot.date.isoformat(), len(found)) == ("2024-01-02", 4 * 30)
