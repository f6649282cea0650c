"""From the letter to the closed session, and the ways out of it."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from booking import reads, workflow
from booking.errors import NotYours, Unknown
from booking.journal import Actor
from booking.store import Store
from booking.terms import DocumentKind, Ground, RejectReason
from rules.facts import WIB, CalendarMonth, Slot
from tests.booking import asking, office
from tests.booking.office import BEGINS, LATER, NOW, VIDEO, at


def numbers(store: Store, reference: str) -> tuple[Any, ...]:
    """What a booking holds: state, the visit's number in its month, a video conference's place, the changes so far."""
    with store.reading() as session:
        booking = office.found(session, reference)
        return booking.state, booking.ordinal, booking.video_place, booking.sequence


def test_a_visit_from_its_letter_to_its_record(store: Store) -> None:
    submitted = office.submit(store, office.REGION)
    reference = submitted.reference
    assert numbers(store, reference) == ("requested", 1, None, 0)
    office.approve(store, reference, ground=Ground.DIRECTIVE, given_by=" Direktur Jenderal ")
    assert numbers(store, reference) == ("scheduled", 1, None, 0)
    office.admit(store, reference, 1, 2)
    assert numbers(store, reference) == ("arrived", 1, None, 0)
    workflow.finish(store, reference, office.OF_THE_UNIT, BEGINS + timedelta(hours=1))
    minutes = office.file(store, reference, DocumentKind.MINUTES)
    attendance = office.file(store, reference, DocumentKind.ATTENDANCE)
    workflow.close(store, reference, office.OF_THE_UNIT, BEGINS + timedelta(hours=2))
    assert numbers(store, reference) == ("closed", 1, None, 0)
    with store.reading() as session:
        booking = reads.booking(session, reference, office.REGION)
        given = (booking.ground, booking.given_by, booking.given_at, booking.unit_code, booking.room_code)
        assert given == ("directive", "Direktur Jenderal", LATER, "dana-transfer-umum", "lantai-3")
        assert (booking.minutes_id, booking.attendance_id) == (minutes, attendance)
        assert [guest.admission.happened_at for guest in booking.guests if guest.admission] == [BEGINS, BEGINS]
        assert booking.changed_at == BEGINS + timedelta(hours=2)
    assert asking.acts_told(store, f"booking:{reference}") == [
        ("submit", None, "requested", "region"),
        ("approve", "requested", "scheduled", "officer"),
        ("check-in", "scheduled", "arrived", "receptionist"),
        ("finish", "arrived", "held", "unit"),
        ("file-minutes", None, None, "unit"),
        ("file-attendance", None, None, "unit"),
        ("close", "held", "closed", "unit"),
    ]
    assert asking.decisions(store) == [("submit", True, [], True), ("approve", True, [], True)]


def test_a_visit_closes_on_minutes_and_attendance_list_only(store: Store) -> None:
    reference = office.held(store)
    done = BEGINS + timedelta(hours=7)
    missing = [("E.3.c.10", "record_missing")]
    assert asking.refused(workflow.close, store, reference, office.OF_THE_UNIT, done) == missing
    office.file(store, reference, DocumentKind.MINUTES)
    assert asking.refused(workflow.close, store, reference, office.OF_THE_UNIT, done) == missing
    office.file(store, reference, DocumentKind.ATTENDANCE)
    workflow.close(store, reference, office.OF_THE_UNIT, done)
    assert office.state_of(store, reference) == "closed"


@pytest.mark.parametrize("kind", [DocumentKind.MINUTES, DocumentKind.RECORDING])
def test_a_video_conference_closes_on_minutes_or_a_recording(store: Store, kind: DocumentKind) -> None:
    reference = office.scheduled(store, **VIDEO)
    assert numbers(store, reference) == ("scheduled", None, 1, 0)
    begins = BEGINS + timedelta(hours=4)
    assert asking.not_open(workflow.finish, store, reference, office.OFFICER, begins - office.MINUTE) == (
        "finish",
        "scheduled",
        "not_begun",
    )
    workflow.finish(store, reference, office.OFFICER, begins)
    done = begins + timedelta(hours=1)
    assert asking.refused(workflow.close, store, reference, office.OFFICER, done) == [("E.3.b.3", "record_missing")]
    number = office.recording(store) if kind is DocumentKind.RECORDING else office.paper(store, kind)
    workflow.file_document(store, reference, office.OFFICER, done, kind=kind, document_id=number)
    workflow.close(store, reference, office.OFFICER, done)
    assert numbers(store, reference)[0] == "closed"


def test_a_video_conference_needs_a_room_or_a_link(store: Store) -> None:
    reference = office.requested(store, **VIDEO)
    assert asking.refused(office.approve, store, reference) == [("E.3.b.2", "no_meeting_room")]
    assert office.state_of(store, reference) == "requested"
    office.approve(store, reference, room="lantai-5")
    with store.reading() as session:
        booking = reads.booking(session, reference, office.OFFICER)
        assert (booking.state, booking.room_code, booking.meeting_url) == ("scheduled", "lantai-5", None)


def test_a_room_that_a_visit_holds_is_not_to_be_had_for_a_video_conference(store: Store) -> None:
    office.scheduled(store)
    reference = office.requested(store, **office.region_letter(2), **{**VIDEO, "slot": office.SLOT})
    assert asking.refused(office.approve, store, reference, room="lantai-3") == [("E.3.b.2", "room_taken")]
    office.approve(store, reference, room="lantai-5")


@pytest.mark.parametrize("actor", [office.REGION, office.OFFICER])
def test_a_request_taken_back_leaves_the_letter_good(store: Store, actor: Actor) -> None:
    reference = office.requested(store)
    workflow.withdraw(store, reference, actor, LATER)
    assert numbers(store, reference) == ("withdrawn", None, None, 1)
    assert office.state_of(store, office.requested(store, now=LATER)) == "requested"


def test_the_holder_of_the_code_takes_back_and_gives_up_only_their_own(store: Store) -> None:
    mine, other = office.requested(store), office.requested(store, **office.region_letter(2, slot=at(25, "10:00")))
    workflow.withdraw(store, mine, office.holder(mine), LATER)
    with pytest.raises(Unknown):
        workflow.withdraw(store, other, office.holder(mine), LATER)


def test_a_cancelled_visit_spends_its_letter_for_visits_but_not_for_a_video_conference(store: Store) -> None:
    reference = office.cancelled(store)
    assert numbers(store, reference) == ("cancelled", None, None, 1)
    again = {"now": LATER, "slot": at(26)}
    assert asking.refused(office.submit, store, **again) == [("E.3.c.9", "new_letter_required")]
    assert office.state_of(store, office.requested(store, **{**VIDEO, "now": LATER})) == "requested"
    assert office.state_of(store, office.requested(store, **again, **office.region_letter(124))) == "requested"


def test_a_cancelled_video_conference_spends_no_letter(store: Store) -> None:
    office.cancelled(store, **VIDEO)
    assert office.state_of(store, office.requested(store, now=LATER)) == "requested"


@pytest.mark.parametrize("note", ["", "   "])
def test_giving_up_and_turning_down_need_words(store: Store, note: str) -> None:
    granted, asked = office.scheduled(store), office.requested(store, **office.region_letter(2, slot=at(26)))
    assert asking.unfit(workflow.cancel, store, granted, office.REGION, LATER, note=note) == "note"
    reason = RejectReason.NOT_AUTHENTIC
    assert asking.unfit(workflow.reject, store, asked, office.OFFICER, LATER, reason=reason, note=note) == "note"
    assert (office.state_of(store, granted), office.state_of(store, asked)) == ("scheduled", "requested")


def test_one_letter_one_schedule(store: Store) -> None:
    office.requested(store)
    written_otherwise = {"letter_number": "005 / 123-bpkad", "slot": at(26)}
    assert asking.refused(office.submit, store, **written_otherwise) == [("E.3.c.1", "letter_in_use")]
    assert asking.refused(office.submit, store, **VIDEO) == [("E.3.b.1", "letter_in_use")]


def test_the_third_visit_of_a_month_is_refused_until_one_is_taken_back(store: Store) -> None:
    first = office.requested(store)
    second = office.requested(store, **office.region_letter(2, slot=at(26)))
    third = office.region_letter(3, slot=at(27))
    answer = asking.refusal(office.submit, store, **third)
    assert [(each.clause, each.code, str(each.reopens_on)) for each in answer.refusals] == [
        ("E.3.c.5", "region_frequency", "2026-12-01")
    ]
    assert answer.earliest == at(1, month=12)
    workflow.withdraw(store, first, office.REGION, LATER)
    assert numbers(store, office.requested(store, **third)) == ("requested", 1, None, 0)
    assert numbers(store, second) == ("requested", 2, None, 0)
    with store.reading() as session:
        visits = reads.visits_of_month(session, office.BALIKPAPAN, CalendarMonth(2026, 11))
        assert [(each.date.day, each.ordinal) for each in visits] == [(26, 2), (27, 1)]


def test_jakarta_and_its_administrative_cities_share_two_visits_and_their_letters(store: Store) -> None:
    office.requested(store, region=office.SOUTH_JAKARTA)
    assert asking.refused(office.submit, store, region=office.JAKARTA, slot=at(26)) == [("E.3.c.1", "letter_in_use")]
    office.requested(store, **office.region_letter(2, region=office.EAST_JAKARTA, slot=at(26)))
    third = office.region_letter(3, region=office.JAKARTA, slot=at(27))
    assert asking.refused(office.submit, store, **third) == [("E.3.c.5", "region_frequency")]


def test_who_is_no_region_comes_as_often_as_wanted_but_shares_its_letters(store: Store) -> None:
    ministry = {"region": None, "institution": "Kementerian Dalam Negeri"}
    for day in (25, 26, 27):
        reference = office.requested(store, **office.region_letter(day, slot=at(day)), **ministry)
        assert numbers(store, reference) == ("requested", None, None, 0)
    association = {"region": None, "institution": "APEKSI", "slot": at(30)}
    answer = asking.refused(office.submit, store, **office.region_letter(25), **association)
    assert answer == [("E.3.c.1", "letter_in_use")]
    assert office.letter_of(store, reference).requester_key == "-"


def test_who_names_no_slot_gets_the_first_free_one(store: Store) -> None:
    taken = [office.requested(store, slot=at(25, start), region=None, letter_number=f"{start}/A") for start in
             ("09:00", "10:00", "13:00")]  # fmt: skip
    assert len(taken) == 3
    with store.reading() as session:
        asked = [reads.booking(session, office.requested(store, slot=None), office.OFFICER)]
        assert [Slot(each.date, each.start) for each in asked] == [at(25, "14:00")]
    with store.reading() as session:
        next_one = office.requested(store, **office.region_letter(2, slot=None))
        booking = reads.booking(session, next_one, office.OFFICER)
        assert Slot(booking.date, booking.start) == at(26, "09:00")


def test_a_refused_request_is_kept_as_a_decision_and_leaves_nothing_else(store: Store) -> None:
    letter = office.paper(store)
    before = asking.counted(store)
    wish = office.wish(slot=at(24), guests=(office.TREASURER, office.CLERK, office.ANALYST))
    answer = asking.refusal(workflow.submit, store, wish, office.REGION, NOW, letter)
    assert [(each.clause, each.code) for each in answer.refusals] == [
        ("E.3.c.2", "lead_time"),
        ("E.3.c.6", "guest_cap"),
    ]
    assert answer.earliest == office.SLOT
    assert asking.counted(store) == {**before, "decisions": before["decisions"] + 1}
    with store.reading() as session:
        decision = reads.decision(session, answer.decision_id or 0, office.REGION)
        assert (decision.allowed, decision.booking_id, decision.requester_key) == (False, None, "64.72")
        with pytest.raises(Unknown):
            reads.decision(session, decision.id, office.NEIGHBOUR)
    assert office.linked(store, letter) is False
    workflow.submit(store, office.wish(), office.REGION, NOW, letter)
    assert office.linked(store, letter) is True


def test_nobody_asks_for_somebody_else(store: Store) -> None:
    for actor in (office.NEIGHBOUR, office.RECEPTIONIST, office.OF_THE_UNIT, office.LEADERSHIP, office.ADMIN):
        with pytest.raises(NotYours):
            office.submit(store, actor)
    mine = office.requested(store)
    other = {"region": office.SAMARINDA, **office.region_letter(2, slot=at(26))}
    with pytest.raises(NotYours):
        office.submit(store, office.holder(mine), **other)
    assert office.submit(store, office.NEIGHBOUR, **other).reference != mine


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"topic": "cuaca"}, "topic"),
        ({"unit": "dapur"}, "unit"),
        ({"room": "atap"}, "room"),
        ({"region": "99.99"}, "region"),
        ({"letter_number": " / - "}, "letter_number"),
        ({"slot": Slot(office.FIRST_DAY.replace(year=2023), "09:00")}, "slot"),
    ],
)
def test_what_does_not_fit_is_named(store: Store, changes: dict[str, Any], field: str) -> None:
    assert asking.unfit(office.submit, store, **changes) == field
    assert asking.counted(store)["decisions"] == 0


def test_where_no_slot_is_free_the_refusal_says_why_and_is_kept(store: Store) -> None:
    """At the end of 2027 the third working day lies in a year whose days off nobody knows."""
    last = datetime(2027, 12, 30, 10, tzinfo=WIB)
    asked = {"slot": None, "letter_dated_on": last.date()}
    answer = asking.refusal(office.submit, store, office.REGION, last, **asked)
    assert [(each.clause, each.code) for each in answer.refusals] == [("E.3.c.2", "calendar_unknown")]
    assert answer.earliest is None
    with store.reading() as session:
        kept = reads.decision(session, answer.decision_id, office.OFFICER)
        assert (kept.allowed, kept.booking_id) == (False, None)
