"""A day is closed by a late decree: who stands on it is moved in order of receipt, without a new letter."""

from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from booking import days, moving, reads, standing, workflow
from booking.days import DayOff
from booking.errors import NotYours
from booking.models import Flag, JournalEntry, Message
from booking.moving import Outcome, Wanted
from booking.terms import MessageKind, OfficeReason
from rules.facts import CalendarMonth, Mode, Slot
from tests.booking.office import (
    ACEH,
    ADMIN,
    BALIKPAPAN,
    LATER,
    MINUTE,
    NOW,
    OFFICER,
    SAMARINDA,
    VIDEO,
    arrived,
    at,
    found,
    instant,
    requested,
    scheduled,
    submit,
    unconfirmed,
)
from tests.booking.test_races import together

LAST_DAY = date(2026, 11, 30)
"""The last working day of the month, a Monday."""

DECREE = DayOff(LAST_DAY, "Hari pemungutan suara")
DECREED = LATER + timedelta(hours=2)
MEDAN = "12.71"


def closed(store, *more):
    days.close(store, [DECREE, *more], "Keppres 99/2026", OFFICER, DECREED)


def proposals(store, now=DECREED):
    with store.reading() as session:
        return moving.proposals(session, now)


def chosen(store, place=0):
    """Every booking that is proposed a slot, with the one at a place of its list."""
    return [Wanted(each.booking.reference, each.slot, each.slots[place]) for each in proposals(store).listed]


def slot_of(store, reference):
    with store.reading() as session:
        booking = found(session, reference)
        return Slot(booking.date, booking.start)


def visit(store, region, number, start, day=LAST_DAY, received=0, **more):
    """A schedule on a letter that came some minutes after (or before) ten o'clock."""
    return scheduled(
        store,
        region=region,
        letter_number=f"{number}/XI",
        slot=Slot(day, start),
        received_at=NOW + received * MINUTE,
        **more,
    )


@pytest.fixture
def four(store):
    """Four visits on the last working day of November, the first of them of a region that has both its visits of
    December already; their letters came in another order than their hours."""
    for start in ("09:00", "10:00"):
        visit(store, BALIKPAPAN, f"9{start[:2]}", start, day=date(2026, 12, 10))
    return {
        "third": visit(store, SAMARINDA, 1, "09:00", received=-20),
        "first": visit(store, BALIKPAPAN, 2, "10:00", received=-60),
        "fourth": visit(store, MEDAN, 3, "13:00", received=-10),
        "second": visit(store, ACEH, 4, "14:00", received=-40),
    }


def test_four_visits_are_listed_before_the_day_is_closed_and_moved_in_order_of_receipt(store, four):
    in_order = [four[place] for place in ("first", "second", "third", "fourth")]
    with store.reading() as session:
        assert [each.reference for each in standing.on_days(session, {LAST_DAY})] == in_order
        assert standing.displaced(session) == []
    closed(store)
    listed = proposals(store).listed
    assert [each.booking.reference for each in listed] == in_order
    goes_to = [Slot(date(2027, 1, 4), "09:00"), at(1, month=12), at(1, "10:00", month=12), at(1, "13:00", month=12)]
    assert [each.slots[0] for each in listed] == goes_to
    assert {(each.reason, each.why.id) for each in listed} == {(OfficeReason.CLOSURE, "Hari pemungutan suara")}
    with store.reading() as session:
        letters = {reference: found(session, reference).letter_id for reference in in_order}

    results = moving.move_all(store, reversed(chosen(store)), OFFICER, DECREED)

    assert [(each.wanted.reference, each.outcome) for each in results] == [
        (reference, Outcome.MOVED) for reference in in_order
    ]
    assert [slot_of(store, reference) for reference in in_order] == goes_to
    assert proposals(store).listed == []
    with store.reading() as session:
        told = session.scalars(select(Message).where(Message.kind == MessageKind.MOVED.value))
        counted = Counter((message.about, message.recipient) for message in told)
        assert set(counted.values()) == {1}
        assert {about for about, _ in counted} == {f"booking:{reference}" for reference in in_order}
        assert list(session.scalars(select(Flag.code))) == []
        assert {reference: found(session, reference).letter_id for reference in in_order} == letters
        spent = [use for use in reads.letters_of(session, BALIKPAPAN) if use.spent or use.live is None]
        assert spent == []
        months = [(11, 2026), (12, 2026), (1, 2027)]
        visits = [len(reads.visits_of_month(session, BALIKPAPAN, CalendarMonth(y, m))) for m, y in months]
        assert visits == [0, 2, 1]
        assert len(reads.visits_of_month(session, SAMARINDA, CalendarMonth(2026, 12))) == 1
        moves = select(JournalEntry).where(JournalEntry.act == "move").order_by(JournalEntry.id)
        assert [(row.stream, row.reason) for row in session.scalars(moves)] == [
            (f"booking:{reference}", "closure") for reference in in_order
        ]


def test_whoever_has_not_confirmed_yet_is_listed_before_the_day_is_closed_or_the_room_blocked(store):
    """It is not moved: whether it may stand there is judged when it is confirmed."""
    reference = unconfirmed(store, slot=Slot(LAST_DAY, "09:00"))
    with store.reading() as session:
        assert [each.reference for each in standing.on_days(session, {LAST_DAY})] == [reference]
        in_room = standing.in_room(session, "lantai-3", [Slot(LAST_DAY, "09:00")])
        assert [each.reference for each in in_room] == [reference]
    closed(store)
    assert proposals(store).listed == []


def test_each_is_offered_three_slots_and_none_that_is_proposed_to_another(store, four):
    closed(store)
    listed = proposals(store).listed
    firsts = {each.slots[0] for each in listed}
    assert [len(each.slots) for each in listed] == [3, 3, 3, 3]
    assert all(firsts.isdisjoint(each.slots[1:]) for each in listed)
    assert listed[1].slots == [at(1, month=12), at(1, "14:00", month=12), at(2, month=12)]
    second = [listed[1].booking.reference, listed[1].slot, listed[1].slots[2]]
    moving.move_all(store, [Wanted(*second)], OFFICER, DECREED)
    assert slot_of(store, four["second"]) == at(2, month=12)
    assert [each.booking.reference for each in proposals(store).listed] == [
        four["first"],
        four["third"],
        four["fourth"],
    ]


def test_two_visits_of_one_region_leave_its_month_one_by_one(store):
    """The first frees its place in the month that the second then may not take, since it would be the third."""
    visit(store, BALIKPAPAN, 1, "09:00", received=-20)
    visit(store, BALIKPAPAN, 2, "10:00", received=-10)
    visit(store, BALIKPAPAN, 3, "09:00", day=date(2026, 12, 10))
    closed(store)
    assert [each.slots[0] for each in proposals(store).listed] == [at(1, month=12), Slot(date(2027, 1, 4), "09:00")]
    assert {each.outcome for each in moving.move_all(store, chosen(store), OFFICER, DECREED)} == {Outcome.MOVED}


def test_the_lead_time_is_counted_anew_so_that_what_is_proposed_is_never_refused(store):
    """A move settles nothing: days closed between the letter and its slot push the first possible day."""
    visit(store, BALIKPAPAN, 1, "09:00", day=date(2026, 11, 25))
    off = [DayOff(date(2026, 11, 24), "Banjir"), DayOff(date(2026, 11, 25), "Banjir")]
    days.close(store, off, "Arahan", OFFICER, DECREED)
    [one] = proposals(store).listed
    assert one.slots[0] == at(27)
    assert [each.outcome for each in moving.move_all(store, chosen(store), OFFICER, DECREED)] == [Outcome.MOVED]


@pytest.mark.parametrize("enter", ["closure", "year"])
def test_whoever_is_moved_reads_the_name_of_the_day_off(store, enter):
    """However the day came to be off: closed, or named by a year's list."""
    reference = visit(store, BALIKPAPAN, 1, "09:00")
    if enter == "closure":
        closed(store)
    else:
        days.enter_year(store, LAST_DAY.year, [DECREE], "SKB 2026", ADMIN, DECREED)
    [one] = proposals(store).listed
    assert (one.reason, one.why.id) == (OfficeReason.CLOSURE, DECREE.name)
    moving.move_all(store, chosen(store), OFFICER, DECREED)
    with store.reading() as session:
        mine = select(Message).where(Message.about == f"booking:{reference}", Message.kind == MessageKind.MOVED.value)
        [told] = session.scalars(mine)
        assert (told.params["reason"], told.params["note"]) == ("closure", DECREE.name)


def test_a_room_that_is_blocked_for_an_hour_sends_its_visit_to_the_next_hour_of_the_day(store):
    reference = visit(store, BALIKPAPAN, 1, "09:00")
    days.block(store, "lantai-3", [Slot(LAST_DAY, "09:00"), Slot(LAST_DAY, "10:00")], "Listrik", OFFICER, DECREED)
    [one] = proposals(store).listed
    assert (one.reason, one.why, one.slots[0]) == (OfficeReason.ROOM, None, Slot(LAST_DAY, "13:00"))
    moving.move_all(store, chosen(store), OFFICER, DECREED)
    assert slot_of(store, reference) == Slot(LAST_DAY, "13:00")


def test_a_video_conference_stays_one_and_keeps_its_link(store):
    reference = scheduled(store, **VIDEO | {"slot": Slot(LAST_DAY, "13:00")})
    closed(store)
    [one] = proposals(store).listed
    assert one.slots == [at(1, hour, month=12) for hour in ("08:00", "09:00", "10:00")]
    moving.move_all(store, chosen(store), OFFICER, DECREED)
    with store.reading() as session:
        moved = found(session, reference)
        assert (moved.mode, moved.start, moved.meeting_url is None) == (Mode.VIDEO_CONFERENCE.value, "08:00", False)


def test_a_slot_taken_meanwhile_holds_up_that_booking_alone(store, four):
    closed(store)
    wanted = chosen(store)
    submit(store, region="32.73", letter_number="77", slot=at(1, "10:00", month=12), now=DECREED)
    results = moving.move_all(store, wanted, OFFICER, DECREED)
    assert [each.outcome for each in results] == [Outcome.MOVED, Outcome.MOVED, Outcome.REFUSED, Outcome.MOVED]
    assert [refusal.code for refusal in results[2].refusals] == ["session_taken"]
    [left] = proposals(store).listed
    assert (left.booking.reference, left.slots[0]) == (four["third"], at(1, "14:00", month=12))


def test_two_officers_who_confirm_at_once_move_each_once(store, four):
    closed(store)
    one = chosen(store)
    other = [*one[:3], *chosen(store, place=2)[3:]]
    assert one[3] != other[3]
    answers = together(
        lambda: moving.move_all(store, one, OFFICER, DECREED),
        lambda: moving.move_all(store, other, OFFICER, DECREED),
    )
    outcomes = Counter((each.wanted.reference, each.outcome) for answer in answers for each in answer)
    assert outcomes == {
        (reference, outcome): 1 for reference in four.values() for outcome in (Outcome.MOVED, Outcome.ELSEWHERE)
    }
    with store.reading() as session:
        moves = Counter(session.scalars(select(JournalEntry.stream).where(JournalEntry.act == "move")))
    assert set(moves.values()) == {1}
    assert len(moves) == 4


def test_what_was_moved_or_may_stay_is_left_where_it_stands(store):
    reference = visit(store, BALIKPAPAN, 1, "09:00")
    closed(store)
    [wanted] = chosen(store)
    workflow.move(store, reference, OFFICER, DECREED, slot=at(3, month=12), reason=OfficeReason.CLOSURE)
    assert [each.outcome for each in moving.move_all(store, [wanted], OFFICER, DECREED)] == [Outcome.ELSEWHERE]
    assert slot_of(store, reference) == at(3, month=12)


def test_what_can_be_moved_is_proposed_though_its_hour_be_past(store):
    """Not the visit whose guests came, nor a hold that may still lapse."""
    arrived(store)
    begun = scheduled(store, **VIDEO | {"slot": at(25, "08:00"), "region": SAMARINDA})
    unconfirmed(store, region=ACEH, letter_number="3", slot=at(25, "13:00"))
    waiting = requested(store, region=MEDAN, letter_number="4", slot=at(25, "14:00"))
    during = NOW.replace(day=25, hour=9, minute=30)
    days.close(store, [DayOff(date(2026, 11, 25), "Gempa")], "Arahan", OFFICER, during)
    assert [each.booking.reference for each in proposals(store, during).listed] == [begun, waiting]


def test_whoever_stood_on_a_day_that_was_closed_late_is_moved_across_the_months_end(store):
    """The decree of Monday is entered on Tuesday, when the region has another visit of the new month already."""
    visit(store, BALIKPAPAN, 9, "09:00", day=date(2026, 12, 10))
    reference = visit(store, BALIKPAPAN, 1, "09:00")
    late = instant(1, 8, month=12)
    days.close(store, [DECREE], "Keppres 99/2026", OFFICER, late)
    [one] = proposals(store, late).listed
    assert (one.booking.reference, one.slots[0]) == (reference, at(1, month=12))
    [result] = moving.move_all(store, [Wanted(reference, one.slot, one.slots[0])], OFFICER, late)
    assert (result.outcome, slot_of(store, reference)) == (Outcome.MOVED, at(1, month=12))


def test_who_was_forgotten_on_a_day_off_is_still_listed_when_weeks_have_passed(store):
    reference = visit(store, BALIKPAPAN, 1, "09:00")
    closed(store)
    assert [each.booking.reference for each in proposals(store, instant(18, month=12)).listed] == [reference]


def test_who_cannot_be_helped_by_any_slot_is_told_why(store):
    """A letter that is found not to be addressed to the Director General, and a year that nobody knows."""
    reference = visit(store, BALIKPAPAN, 1, "09:00")
    with store.writing() as session:
        found(session, reference).letter.addressed_to_director_general = False
    closed(store)
    [one] = proposals(store).listed
    assert (one.slots, [each.code for each in one.against]) == ([], ["letter_not_addressed"])


def test_at_the_end_of_the_known_years_the_missing_year_is_named(store):
    now = NOW.replace(year=2027, month=12, day=27)
    last = date(2027, 12, 31)
    scheduled_late = submit(store, letter_number="1", slot=Slot(last, "09:00"), now=now).reference
    days.close(store, [DayOff(last, "Cuti bersama")], "SKB", OFFICER, now)
    [one] = proposals(store, now).listed
    assert (one.booking.reference, one.slots) == (scheduled_late, [])
    assert [(each.code, each.facts["year"]) for each in one.against] == [("calendar_unknown", 2028)]


def test_an_administrator_enters_days_but_moves_nobody(store):
    reference = visit(store, BALIKPAPAN, 1, "09:00")
    days.close(store, [DECREE], "Keppres", ADMIN, DECREED)
    with pytest.raises(NotYours):
        moving.move_all(store, chosen(store), ADMIN, DECREED)
    assert slot_of(store, reference) == Slot(LAST_DAY, "09:00")


def test_many_are_proposed_slots_in_two_heaps(sqlite_store, monkeypatch):
    monkeypatch.setattr(moving, "AT_ONCE", 1)
    visit(sqlite_store, BALIKPAPAN, 1, "09:00", received=-20)
    visit(sqlite_store, SAMARINDA, 2, "10:00", received=-10)
    closed(sqlite_store)
    told = proposals(sqlite_store)
    assert (len(told.listed), told.waiting) == (1, 1)
