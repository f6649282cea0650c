"""Who enters, and when."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from booking import workflow
from booking.models import Admission, JournalEntry
from booking.store import Store
from booking.workflow.reception import Arrival
from tests.booking import asking, office
from tests.booking.office import BEGINS, MINUTE, RECEPTIONIST, at, instant

LEADERS_PARTY = (office.TREASURER, office.CLERK, office.ANALYST, office.HEAD)
OUTSIDE = [("E.3.c.11", "outside_window")]
TOO_MANY = [("E.3.c.6", "guest_cap")]


def entered(store: Store) -> list[tuple[int, datetime, datetime, str | None]]:
    """Who entered: seat's number, when it happened, when it was told, by which message."""
    with store.reading() as session:
        rows = session.scalars(select(Admission).order_by(Admission.guest_id))
        return [(row.guest_id, row.happened_at, row.recorded_at, row.nonce) for row in rows]


@pytest.mark.parametrize(
    ("now", "answer"),
    [
        (instant(25, 8, 29), OUTSIDE),
        (instant(25, 8, 30), None),
        (instant(25, 10, 0), None),
        (instant(25, 10, 1), OUTSIDE),
        (instant(24, 9, 0), OUTSIDE),
    ],
)
def test_the_door_is_open_from_half_an_hour_before_until_the_end(
    store: Store, now: datetime, answer: list[tuple[str, str]] | None
) -> None:
    reference = office.scheduled(store)
    if answer:
        assert asking.refused(office.admit, store, reference, 1, now=now) == answer
        assert (office.state_of(store, reference), entered(store)) == ("scheduled", [])
    else:
        office.admit(store, reference, 1, now=now)
        assert (office.state_of(store, reference), entered(store)) == ("arrived", [(1, now, now, None)])


def test_two_enter_until_the_leader_has(store: Store) -> None:
    reference = office.scheduled(store, guests=LEADERS_PARTY)
    assert asking.refused(office.admit, store, reference, 1, 2, 3) == TOO_MANY
    assert entered(store) == []
    office.admit(store, reference, 1, 2)
    assert asking.refused(office.admit, store, reference, 3) == TOO_MANY
    office.admit(store, reference, 3, 4)
    assert [each[0] for each in entered(store)] == [1, 2, 3, 4]


def test_more_than_two_do_not_stay_admitted_without_their_leader(store: Store) -> None:
    reference = office.scheduled(store, guests=LEADERS_PARTY)
    office.admit(store, reference, 1, 2, 3, 4)
    *others, leader = office.guests_of(store, reference)
    undo = {"note": "salah orang"}
    refused = asking.refused(
        workflow.undo_check_in, store, reference, RECEPTIONIST, BEGINS, guest_id=leader, **undo
    )
    assert (refused, len(entered(store))) == (TOO_MANY, 4)
    for guest in (others[0], leader):
        workflow.undo_check_in(store, reference, RECEPTIONIST, BEGINS, guest_id=guest, **undo)
    assert [each[0] for each in entered(store)] == others[1:]


def test_all_enter_or_none(store: Store) -> None:
    reference = office.scheduled(store)
    mine = office.guests_of(store, reference)
    other = office.scheduled(store, **office.region_letter(2, slot=at(25, "10:00")))
    stranger = office.guests_of(store, other)[0]
    for arrivals in ((), (Arrival(mine[0]), Arrival(stranger)), (Arrival(mine[0]), Arrival(9_999))):
        answer = asking.unfit(workflow.check_in, store, reference, RECEPTIONIST, BEGINS, arrivals=arrivals)
        assert (answer, entered(store)) == ("guests", [])


def test_the_number_of_a_guest_who_was_taken_off_lets_nobody_in(store: Store) -> None:
    reference = office.scheduled(store)
    gone = office.guests_of(store, reference)[-1]
    party = (office.TREASURER, office.HEAD)
    workflow.change_guests(store, reference, RECEPTIONIST, BEGINS, guests=party, note="Sakit")
    told = (Arrival(gone, BEGINS, "nonce-1"),)
    answer = asking.unfit(workflow.check_in, store, reference, RECEPTIONIST, BEGINS, arrivals=told)
    assert (answer, entered(store)) == ("guests", [])


def test_one_of_two_offline_arrivals_outside_the_window_keeps_both_out(store: Store) -> None:
    reference = office.scheduled(store)
    first, second = office.guests_of(store, reference)
    told = (Arrival(first, BEGINS), Arrival(second, BEGINS + timedelta(hours=2)))
    late = BEGINS + timedelta(hours=3)
    assert asking.refused(workflow.check_in, store, reference, RECEPTIONIST, late, arrivals=told) == OUTSIDE
    assert entered(store) == []


def test_a_message_told_twice_counts_once(store: Store) -> None:
    reference = office.scheduled(store)
    first = office.guests_of(store, reference)[0]
    message = (Arrival(first, BEGINS, "nonce-1"),)
    for now in (BEGINS + MINUTE, BEGINS + 9 * MINUTE, BEGINS + timedelta(hours=5)):
        workflow.check_in(store, reference, RECEPTIONIST, now, arrivals=message)
    assert entered(store) == [(first, BEGINS, BEGINS + MINUTE, "nonce-1")]
    told = asking.acts_told(store, f"booking:{reference}")
    assert [each[0] for each in told] == ["submit", "approve", "check-in"]


def test_a_guest_named_twice_in_a_message_enters_once(store: Store) -> None:
    reference = office.scheduled(store)
    first = office.guests_of(store, reference)[0]
    twice = (Arrival(first, BEGINS, "a"), Arrival(first, BEGINS + MINUTE, "b"))
    workflow.check_in(store, reference, RECEPTIONIST, BEGINS + 2 * MINUTE, arrivals=twice)
    assert entered(store) == [(first, BEGINS, BEGINS + 2 * MINUTE, "a")]


def test_a_mark_of_one_guest_is_not_taken_for_another(store: Store) -> None:
    reference = office.scheduled(store)
    first, second = office.guests_of(store, reference)
    workflow.check_in(store, reference, RECEPTIONIST, BEGINS, arrivals=(Arrival(first, None, "same"),))
    again = (Arrival(second, None, "same"),)
    assert asking.unfit(workflow.check_in, store, reference, RECEPTIONIST, BEGINS, arrivals=again) == "nonce"
    assert [each[0] for each in entered(store)] == [first]


@pytest.mark.parametrize(("off", "flagged"), [(timedelta(minutes=5), None), (timedelta(hours=1), 3600)])
def test_a_tablet_whose_clock_is_slow_is_set_right(store: Store, off: timedelta, flagged: int | None) -> None:
    reference = office.scheduled(store)
    first = office.guests_of(store, reference)[0]
    now = BEGINS + 20 * MINUTE
    arrivals = (Arrival(first, BEGINS + 10 * MINUTE - off),)
    workflow.check_in(store, reference, RECEPTIONIST, now, arrivals=arrivals, sent_at=now - off)
    assert entered(store) == [(first, BEGINS + 10 * MINUTE, now, None)]
    with store.reading() as session:
        told = session.scalars(select(JournalEntry).where(JournalEntry.act == "check-in")).one()
        assert told.facts.get("clock_off_seconds") == flagged


def test_a_tablet_whose_clock_is_fast_opens_no_door(store: Store) -> None:
    reference = office.scheduled(store)
    arrivals = (Arrival(office.guests_of(store, reference)[0], BEGINS),)
    now = BEGINS - timedelta(hours=2)
    for sent_at in (None, BEGINS):
        answer = asking.refused(
            workflow.check_in, store, reference, RECEPTIONIST, now, arrivals=arrivals, sent_at=sent_at
        )
        assert (answer, entered(store)) == (OUTSIDE, [])


def test_a_late_message_is_still_taken_once_the_session_was_held(store: Store) -> None:
    reference = office.held(store)
    second = office.guests_of(store, reference)[1]
    evening = BEGINS + timedelta(hours=9)
    arrivals = (Arrival(second, BEGINS + MINUTE),)
    workflow.check_in(store, reference, RECEPTIONIST, evening, arrivals=arrivals)
    assert office.state_of(store, reference) == "held"
    assert [each[1:3] for each in entered(store)] == [(BEGINS, BEGINS), (BEGINS + MINUTE, evening)]


def test_with_the_last_admission_undone_the_visit_is_as_before(store: Store) -> None:
    reference = office.scheduled(store)
    first, second = office.guests_of(store, reference)
    office.admit(store, reference, 1, 2)
    undo = workflow.undo_check_in
    assert asking.unfit(undo, store, reference, RECEPTIONIST, BEGINS, guest_id=first, note=" ") == "note"
    undo(store, reference, RECEPTIONIST, BEGINS, guest_id=first, note="salah orang")
    assert (office.state_of(store, reference), [each[0] for each in entered(store)]) == ("arrived", [second])
    assert asking.unfit(undo, store, reference, RECEPTIONIST, BEGINS, guest_id=first, note="lagi") == "guest"
    undo(store, reference, RECEPTIONIST, BEGINS, guest_id=second, note="salah orang")
    assert (office.state_of(store, reference), entered(store)) == ("scheduled", [])
    office.admit(store, reference, 2)
    assert office.state_of(store, reference) == "arrived"
