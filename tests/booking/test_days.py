"""Closures, years and blocked rooms: entered with their decree, journalled, and seen by whoever books."""

from datetime import date
from threading import Thread, current_thread

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from booking import almanac, availability, days, gather, journal, lists, standing, workflow
from booking.days import DayOff
from booking.errors import NotYours, Refused, Unfit, Unknown
from booking.models import Flag, JournalEntry
from rules.facts import CalendarMonth, Mode, Slot
from tests.booking.office import (
    ADMIN,
    BALIKPAPAN,
    KEY,
    LATER,
    NOW,
    OFFICER,
    RECEPTIONIST,
    REGION,
    SLOT,
    at,
    paper,
    requested,
    scheduled,
    submit,
    wish,
)

DECREE = "SE-9/MK.1/2026"
A_MOMENT = 0.3
"""Seconds in which an entry that waits for nobody is done."""
WEDNESDAY = DayOff(date(2026, 11, 25), "Rapat pimpinan")
NEW_YEAR = [DayOff(date(2028, 1, 1), "Tahun Baru"), DayOff(date(2028, 1, 3), "Cuti bersama")]


def flags(store):
    with store.reading() as session:
        return [(flag.booking_id, flag.code) for flag in session.scalars(select(Flag).order_by(Flag.booking_id))]


def said(store):
    """What the journal of settings tells of days: act, who, facts."""
    with store.reading() as session:
        found = select(JournalEntry).where(JournalEntry.stream == journal.SETTINGS).order_by(JournalEntry.seq)
        assert journal.broken(session, KEY) == []
        return [(row.act, row.actor_id, row.facts) for row in session.scalars(found)]


def test_a_closure_flags_what_stands_on_its_day_and_refuses_what_comes_and_is_told_with_its_decree(store):
    scheduled(store)
    done = days.close(store, [WEDNESDAY], DECREE, OFFICER, LATER)
    assert (done.changed, done.displaced) == (1, 1)
    assert flags(store) == [(1, "not_a_working_day")]
    with pytest.raises(Refused, match="not_a_working_day"):
        submit(store, letter_number="005/9", slot=at(25, "10:00"), now=LATER)
    facts = {"days": [["2026-11-25", "Rapat pimpinan"]], "decree": DECREE}
    assert said(store) == [("close-days", OFFICER.person_id, facts)]


def test_what_is_entered_twice_is_entered_and_told_once(store):
    for _ in range(2):
        days.close(store, [WEDNESDAY], DECREE, OFFICER, LATER)
        days.block(store, "lantai-3", [at(26)], "Perbaikan", ADMIN, LATER)
        days.enter_year(store, 2028, NEW_YEAR, "SKB 2028", ADMIN, LATER)
    assert [act for act, _, _ in said(store)] == ["close-days", "block-room", "enter-year"]


def test_a_closure_that_is_taken_back_lets_the_bookings_stay(store):
    requested(store)
    days.close(store, [WEDNESDAY], DECREE, OFFICER, LATER)
    assert flags(store) == [(1, "not_a_working_day")]
    assert days.open_again(store, WEDNESDAY.date, OFFICER, LATER).displaced == 0
    assert flags(store) == []
    submit(store, letter_number="005/9", slot=at(25, "10:00"), now=LATER)
    with pytest.raises(Unknown):
        days.open_again(store, WEDNESDAY.date, OFFICER, LATER)
    assert [act for act, _, _ in said(store)] == ["close-days", "open-day"]


def test_a_blocked_room_flags_who_stands_in_it_at_that_hour_alone(store):
    requested(store)
    requested(store, letter_number="005/124", slot=at(25, "10:00"))
    days.block(store, "lantai-3", [SLOT], "Perbaikan pendingin udara", OFFICER, LATER)
    assert flags(store) == [(1, "room_taken")]
    days.unblock(store, "lantai-3", SLOT.date, OFFICER, LATER, SLOT.start)
    assert flags(store) == []
    with pytest.raises(Unknown):
        days.unblock(store, "lantai-3", SLOT.date, OFFICER, LATER)


def test_a_booking_that_is_given_another_room_needs_no_review_any_more(store):
    reference = requested(store)
    days.block(store, "lantai-3", [SLOT], "Listrik", OFFICER, LATER)
    assert flags(store) == [(1, "room_taken")]
    workflow.amend(store, reference, OFFICER, LATER, room="lantai-5")
    assert flags(store) == []


def test_an_unknown_year_becomes_known_by_its_list_and_its_slots_open(store):
    january = CalendarMonth(2028, 1)
    now = NOW.replace(year=2027, month=12, day=1)

    def open_on(day):
        with store.reading() as session:
            found = availability.month(session, Mode.VISIT, january, BALIKPAPAN, now, now)
            return [each.slot.start for each in found if each.open and each.slot.date == date(2028, 1, day)]

    assert open_on(4) == []
    days.enter_year(store, 2028, NEW_YEAR, "SKB 1/2027", ADMIN, now)
    assert [open_on(day) for day in (1, 3, 4)] == [[], [], ["09:00", "10:00", "13:00", "14:00"]]
    with store.reading() as session:
        [year] = [each for each in almanac.known_years(session) if each.year == 2028]
    assert (year.source, [name.id for _, name in year.days]) == ("SKB 1/2027", ["Tahun Baru", "Cuti bersama"])
    assert year.working == 259


def test_a_list_replaces_its_year_whole_and_closures_stay_beside_it(store):
    days.close(store, [WEDNESDAY], DECREE, OFFICER, LATER)
    with store.reading() as session:
        changes = days.year_changes(session, 2026, [DayOff(date(2026, 11, 26), "Libur baru")], LATER)
    assert changes.off == [date(2026, 11, 26)]
    assert date(2026, 12, 25) in changes.worked
    days.enter_year(store, 2026, [DayOff(date(2026, 11, 26), "Libur baru")], "SKB baru", ADMIN, LATER)
    with store.reading() as session:
        calendar = gather.office_calendar(session)
    told = {day: calendar.is_working(date(2026, *day)) for day in ((11, 25), (11, 26), (12, 25))}
    assert told == {(11, 25): False, (11, 26): False, (12, 25): True}


@pytest.mark.parametrize("actor", [REGION, RECEPTIONIST])
def test_only_officers_and_administrators_enter_days(store, actor):
    for act in (
        lambda: days.close(store, [WEDNESDAY], DECREE, actor, LATER),
        lambda: days.open_again(store, WEDNESDAY.date, actor, LATER),
        lambda: days.enter_year(store, 2028, NEW_YEAR, DECREE, actor, LATER),
        lambda: days.block(store, "lantai-3", [SLOT], "Perbaikan", actor, LATER),
        lambda: days.unblock(store, "lantai-3", SLOT.date, actor, LATER),
    ):
        with pytest.raises(NotYours):
            act()
    assert said(store) == []


@pytest.mark.parametrize(
    ("field", "enter"),
    [
        ("date", lambda s: days.close(s, [DayOff(date(2026, 11, 12), "Kamis lalu")], DECREE, OFFICER, NOW)),
        ("date", lambda s: days.close(s, [DayOff(date(2026, 12, 25), "Natal")], DECREE, OFFICER, NOW)),
        ("date", lambda s: days.close(s, [DayOff(date(2026, 11, 28), "Sabtu")], DECREE, OFFICER, NOW)),
        ("name", lambda s: days.close(s, [WEDNESDAY._replace(name=" ")], DECREE, OFFICER, NOW)),
        ("name", lambda s: days.close(s, [WEDNESDAY._replace(name="x" * 201)], DECREE, OFFICER, NOW)),
        ("decree", lambda s: days.close(s, [WEDNESDAY], "", OFFICER, NOW)),
        ("days", lambda s: days.close(s, [], DECREE, OFFICER, NOW)),
        ("days", lambda s: days.enter_year(s, 2029, NEW_YEAR, DECREE, OFFICER, NOW)),
        ("days", lambda s: days.enter_year(s, 2028, [], DECREE, OFFICER, NOW)),
        ("year", lambda s: days.enter_year(s, 2025, [DayOff(date(2025, 1, 1), "x")], DECREE, OFFICER, NOW)),
        ("year", lambda s: days.enter_year(s, 2208, [DayOff(date(2208, 1, 1), "x")], DECREE, OFFICER, NOW)),
        ("room", lambda s: days.block(s, "menara", [SLOT], "x", OFFICER, NOW)),
        ("hours", lambda s: days.block(s, "lantai-3", [], "x", OFFICER, NOW)),
        ("hours", lambda s: days.block(s, "lantai-3", [at(25, "12:00")], "x", OFFICER, NOW)),
        ("date", lambda s: days.block(s, "lantai-3", [at(12)], "x", OFFICER, NOW)),
        ("reason", lambda s: days.block(s, "lantai-3", [SLOT], " ", OFFICER, NOW)),
    ],
)
def test_what_does_not_fit_is_told_at_its_field_and_changes_nothing(sqlite_store, field, enter):
    with pytest.raises(Unfit) as refused:
        enter(sqlite_store)
    assert refused.value.field == field
    assert said(sqlite_store) == []


@pytest.mark.parametrize("day", [13, 19, 20])
def test_a_day_is_closed_and_a_room_blocked_up_to_a_week_late(sqlite_store, day):
    """A decree or a flood is entered when the office works again."""
    then = at(day)
    assert days.close(sqlite_store, [DayOff(then.date, "Banjir")], "Arahan", OFFICER, NOW).changed == 1
    assert days.block(sqlite_store, "lantai-3", [then], "Banjir", OFFICER, NOW).changed == 1
    assert days.block(sqlite_store, "lantai-3", [then], "Banjir", OFFICER, NOW).changed == 0


def test_the_pages_read_what_lies_ahead_and_the_last_week(sqlite_store):
    store = sqlite_store
    days.close(store, [DayOff(NOW.date(), "Banjir"), WEDNESDAY], DECREE, OFFICER, NOW)
    days.block(store, "lantai-3", [at(26), at(26, "10:00")], "Perbaikan", OFFICER, NOW)
    week_after = NOW.replace(day=27)
    with store.reading() as session:
        assert [each.name for each in almanac.closures(session, week_after)] == ["Banjir", "Rapat pimpinan"]
        assert [each.name for each in almanac.closures(session, NOW.replace(day=28))] == ["Rapat pimpinan"]
        [day] = almanac.blocked(session, NOW.replace(month=12, day=3))
        assert (day.room.code, day.date, day.hours, day.reason) == (
            "lantai-3",
            date(2026, 11, 26),
            ["09:00", "10:00"],
            "Perbaikan",
        )
        assert almanac.blocked(session, NOW.replace(month=12, day=4)) == []
        assert [each.year for each in almanac.known_years(session)] == [2024, 2025, 2026, 2027]


@pytest.mark.parametrize(
    "enter",
    [
        lambda store: days.close(store, [WEDNESDAY], DECREE, OFFICER, NOW),
        lambda store: days.enter_year(store, 2026, [WEDNESDAY], DECREE, OFFICER, NOW),
        lambda store: days.block(store, "lantai-3", [SLOT], "Perbaikan", OFFICER, NOW),
    ],
    ids=["a day is closed", "a year is entered", "a room is blocked"],
)
def test_a_request_that_wins_its_slot_while_a_day_is_being_entered_is_flagged(store, enter):
    """Whoever enters it waits for the request that was judged before and is not written yet."""
    file = paper(store)
    entering = Thread(target=enter, args=[store])

    def let_the_other_go_ahead(_session):
        if not entering.ident and current_thread() is not entering:
            entering.start()
            entering.join(timeout=A_MOMENT)

    event.listen(Session, "before_commit", let_the_other_go_ahead)
    try:
        workflow.submit(store, wish(), OFFICER, NOW, file)
    finally:
        event.remove(Session, "before_commit", let_the_other_go_ahead)
    entering.join()
    assert [booking for booking, _ in flags(store)] == [1]


def test_a_room_taken_out_of_service_sends_on_who_stands_in_it(store):
    reference = requested(store)
    workflow.amend(store, reference, OFFICER, LATER, room="lantai-5")
    lists.retire(store, lists.Kind.ROOM, "lantai-5", ADMIN, LATER)
    assert flags(store) == [(1, "room_taken")]
    with store.reading() as session:
        assert [each.booking.reference for each in standing.displaced(session)] == [reference]
    lists.restore(store, lists.Kind.ROOM, "lantai-5", ADMIN, LATER)
    assert flags(store) == []


def test_an_entry_tells_of_those_alone_who_are_affected_by_it(store):
    requested(store)
    requested(store, letter_number="005/124", slot=at(26))
    thursday = DayOff(date(2026, 11, 26), "Rapat pimpinan")
    told = [days.close(store, [each], DECREE, OFFICER, LATER).displaced for each in (WEDNESDAY, thursday, thursday)]
    assert told == [1, 1, 0]


@pytest.mark.parametrize("year", [2037, 9999])
def test_a_day_too_far_ahead_is_a_typing_error(store, year):
    with pytest.raises(Unfit):
        days.close(store, [DayOff(date(year, 12, 1), "Jauh")], DECREE, OFFICER, LATER)
    with pytest.raises(Unfit):
        days.block(store, "lantai-3", [Slot(date(year, 12, 1), "09:00")], "Jauh", OFFICER, LATER)
