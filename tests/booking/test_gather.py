"""What the register tells the rules, and what an act leaves in a booking's row."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text, update

from booking import availability, gather, workflow
from booking.models import Booking, Closure, Letter, RoomBlock
from booking.store import Store
from booking.terms import DocumentKind, RejectReason
from rules.facts import Booked, CalendarMonth, LetterName, Mode, Office, Slot, State
from rules.facts import Letter as LetterFacts
from tests.booking import asking, office
from tests.booking.office import BALIKPAPAN, BEGINS, LATER, NOW, SAMARINDA, at

REST_OF_NOVEMBER = (25, 26, 27, 30)
FIRST_OF_DECEMBER = at(1, month=12)


def added(store: Store, *rows: Any) -> None:
    with store.writing() as session:
        session.add_all(rows)


def closed_for_the_rest_of_november(store: Store) -> None:
    added(
        store,
        *(Closure(date=at(day).date, name="Rapat", decree="ND-1", created_at=NOW) for day in REST_OF_NOVEMBER),
    )


def block(slot: Slot, room: str = "lantai-3") -> RoomBlock:
    return RoomBlock(room_code=room, date=slot.date, start=slot.start, reason="perbaikan")


def earliest(store: Store, region: str | None = BALIKPAPAN) -> Slot | None:
    with store.reading() as session:
        return availability.earliest(session, Mode.VISIT, region, NOW, NOW)


def told(store: Store, **changes: Any) -> tuple[Booked, ...]:
    """The record the rules get for a wish of Balikpapan on letter 900/A."""
    asked: dict[str, Any] = {
        "mode": Mode.VISIT,
        "region": BALIKPAPAN,
        "letter": LetterFacts("900/A", NOW, NOW.date()),
        "slot": at(25),
        "guests": (Office.OTHER,),
        "now": NOW,
        **changes,
    }
    with store.reading() as session:
        return gather.situation(session, gather.Asked(**asked)).record.bookings


def row_of(store: Store, reference: str, *columns: str) -> tuple[Any, ...]:
    with store.reading() as session:
        found = office.found(session, reference)
        return tuple(getattr(found, column) for column in columns)


class TestVisitsOfTheRegion:
    def test_a_later_month_that_is_full_is_skipped(self, store: Store) -> None:
        for number, slot in enumerate((at(25), at(26), FIRST_OF_DECEMBER, at(2, month=12)), start=1):
            office.requested(store, **office.region_letter(number, slot=slot))
        answer = asking.refusal(office.submit, store, **office.region_letter(9, slot=at(27)))
        assert [(each.code, each.reopens_on) for each in answer.refusals] == [("region_frequency", date(2027, 1, 1))]

    def test_a_later_month_with_one_visit_is_told(self, sqlite_store: Store) -> None:
        for number, slot in enumerate((at(25), at(26), FIRST_OF_DECEMBER), start=1):
            office.requested(sqlite_store, **office.region_letter(number, slot=slot))
        answer = asking.refusal(office.submit, sqlite_store, **office.region_letter(9, slot=at(27)))
        assert [each.reopens_on for each in answer.refusals] == [date(2026, 12, 1)]


class TestUnconfirmed:
    @pytest.mark.parametrize(("left", "holds"), [(office.MINUTE, True), (timedelta(0), False), (-office.MINUTE, False)])
    def test_it_holds_its_slot_only_while_its_time_runs(self, store: Store, left: timedelta, holds: bool) -> None:
        reference = office.requested(store, region=SAMARINDA)
        with store.writing() as session:
            session.execute(
                update(Booking)
                .where(Booking.reference == reference)
                .values(state="unconfirmed", ordinal=None, hold_until=NOW + left)
            )
        with store.reading() as session:
            month = availability.month(session, Mode.VISIT, CalendarMonth(2026, 11), BALIKPAPAN, NOW, NOW)
        against = {each.slot: [refusal.code for refusal in each.refusals] for each in month}
        assert against[at(25)] == (["session_taken"] if holds else [])
        assert earliest(store) == (at(25, "10:00") if holds else at(25))


class TestTheFirstFreeSlot:
    def test_of_a_later_month_is_none_that_is_taken_or_blocked_there(self, store: Store) -> None:
        closed_for_the_rest_of_november(store)
        assert earliest(store) == FIRST_OF_DECEMBER
        office.requested(store, region=SAMARINDA, slot=FIRST_OF_DECEMBER)
        assert earliest(store) == at(1, "10:00", month=12)
        added(store, block(at(1, "10:00", month=12)), block(at(1, "13:00", month=12), "lantai-5"))
        assert earliest(store) == at(1, "13:00", month=12)

    def test_told_with_a_refusal_is_free_in_the_later_month_too(self, sqlite_store: Store) -> None:
        closed_for_the_rest_of_november(sqlite_store)
        office.requested(sqlite_store, region=SAMARINDA, slot=FIRST_OF_DECEMBER)
        answer = asking.refusal(office.submit, sqlite_store, slot=at(25))
        assert [each.code for each in answer.refusals] == ["lead_time", "not_a_working_day"]
        assert answer.earliest == at(1, "10:00", month=12)

    def test_lies_before_the_month_that_was_asked_for_and_is_free_there(self, sqlite_store: Store) -> None:
        office.requested(sqlite_store, region=SAMARINDA, slot=at(25))
        added(sqlite_store, block(at(25, "10:00")))
        saturday = at(5, month=12)
        answer = asking.refusal(office.submit, sqlite_store, slot=saturday)
        assert [each.code for each in answer.refusals] == ["not_a_working_day"]
        assert answer.earliest == at(25, "13:00")

    def test_counts_the_regions_visits_of_the_month_before_the_one_asked_for(self, sqlite_store: Store) -> None:
        for number, slot in enumerate((at(25), at(26)), start=1):
            office.requested(sqlite_store, **office.region_letter(number, slot=slot))
        answer = asking.refusal(office.submit, sqlite_store, **office.region_letter(9, slot=at(5, month=12)))
        assert answer.earliest == FIRST_OF_DECEMBER


class TestLetters:
    def test_a_number_of_another_requester_is_another_letter(self, sqlite_store: Store) -> None:
        slot = at(3, month=12)
        office.cancelled(sqlite_store, region=SAMARINDA, letter_number="900/A", slot=slot)
        assert told(sqlite_store) == ()
        office.requested(sqlite_store, letter_number="900/A")

    def test_bookings_of_others_in_the_month_are_told_as_theirs(self, sqlite_store: Store) -> None:
        office.requested(sqlite_store, region=SAMARINDA, letter_number="900/A", slot=at(26))
        office.requested(sqlite_store, region=None, letter_number="900/A", slot=at(27))
        assert [(each.requester, each.slot) for each in told(sqlite_store)] == [(SAMARINDA, at(26)), (None, at(27))]
        office.requested(sqlite_store, letter_number="900/A")

    def test_the_requesters_own_letter_is_found_wherever_it_was_used(self, store: Store) -> None:
        used = at(3, month=12)
        office.cancelled(store, letter_number="900/A", slot=used)
        assert told(store) == (
            Booked(
                mode=Mode.VISIT,
                requester=BALIKPAPAN,
                slot=used,
                state=State.CANCELLED,
                letter=LetterName("900-a", 2026),
                room="lantai-3",
            ),
        )
        assert asking.refused(office.submit, store, letter_number="900/A") == [("E.3.c.9", "new_letter_required")]


class TestABookingJudgedAgain:
    def test_asks_for_what_it_asked_for(self, store: Store) -> None:
        dated, room = date(2025, 12, 30), "lantai-5"
        guests = (office.HEAD, office.TREASURER, office.CLERK)
        reference = office.requested(store, letter_dated_on=dated, room=room, guests=guests)
        with store.writing() as session:
            session.execute(update(Letter).values(addressed_to_director_general=False))
        with store.reading() as session:
            booking = office.found(session, reference)
            assert gather.of_booking(booking, LATER) == gather.Asked(
                mode=Mode.VISIT,
                region=BALIKPAPAN,
                letter=LetterFacts("005/123/BPKAD", NOW, dated, False),
                slot=at(25),
                guests=(Office.REGIONAL_HEAD, Office.OTHER, Office.OTHER),
                now=LATER,
                room=room,
                leaving_out=booking.id,
            )

    def test_is_refused_where_the_letter_turns_out_wrongly_addressed(self, sqlite_store: Store) -> None:
        reference = office.requested(sqlite_store)
        with sqlite_store.writing() as session:
            session.execute(text("UPDATE letters SET addressed_to_director_general = false"))
        assert asking.refused(office.approve, sqlite_store, reference) == [("E.3.c.1", "letter_not_addressed")]

    def test_is_refused_where_its_own_room_was_blocked(self, sqlite_store: Store) -> None:
        reference = office.requested(sqlite_store, room="lantai-5")
        added(sqlite_store, block(at(25), "lantai-5"))
        assert asking.refused(office.approve, sqlite_store, reference) == [("E.3.c.3", "room_taken")]

    def test_tells_its_letter_from_last_years_of_the_same_number(self, sqlite_store: Store) -> None:
        reference = office.requested(sqlite_store)
        office.requested(sqlite_store, slot=at(26), letter_dated_on=date(2025, 12, 30))
        office.approve(sqlite_store, reference)
        assert office.state_of(sqlite_store, reference) == "scheduled"


class TestReasonAndNote:
    def test_a_rejection_keeps_its_reason_and_note(self, sqlite_store: Store) -> None:
        reference = office.requested(sqlite_store)
        workflow.reject(sqlite_store, reference, office.OFFICER, LATER, reason=RejectReason.DUPLICATE, note="Ganda")
        assert row_of(sqlite_store, reference, "reason", "note") == ("duplicate", "Ganda")

    def test_of_an_undone_arrival_stays_through_acts_that_have_none(self, sqlite_store: Store) -> None:
        reference = office.arrived(sqlite_store)
        self.undo(sqlite_store, reference, "Salah orang")
        assert row_of(sqlite_store, reference, "state", "reason", "note") == ("scheduled", None, "Salah orang")
        office.admit(sqlite_store, reference, 2)
        assert row_of(sqlite_store, reference, "state", "note") == ("arrived", "Salah orang")
        workflow.finish(sqlite_store, reference, office.OF_THE_UNIT, BEGINS + timedelta(hours=1))
        assert row_of(sqlite_store, reference, "state", "note") == ("held", "Salah orang")

    def test_of_a_guest_among_others_stays_in_the_journal(self, sqlite_store: Store) -> None:
        reference = office.scheduled(sqlite_store)
        office.admit(sqlite_store, reference, 1, 2)
        self.undo(sqlite_store, reference, "Salah orang")
        assert row_of(sqlite_store, reference, "state", "reason", "note") == ("arrived", None, None)

    def test_after_a_cancellation_is_the_cancellations(self, sqlite_store: Store) -> None:
        reference = office.arrived(sqlite_store)
        self.undo(sqlite_store, reference, "Salah orang")
        workflow.cancel(sqlite_store, reference, office.REGION, BEGINS, note="Wali Kota berhalangan")
        assert row_of(sqlite_store, reference, "reason", "note") == (None, "Wali Kota berhalangan")

    def undo(self, store: Store, reference: str, note: str) -> None:
        first = office.guests_of(store, reference)[0]
        workflow.undo_check_in(store, reference, office.RECEPTIONIST, BEGINS, guest_id=first, note=note)


class TestApproval:
    def test_keeps_when_the_word_was_given(self, store: Store) -> None:
        given_at = NOW - timedelta(hours=3)
        reference = office.requested(store)
        office.approve(store, reference, given_at=given_at)
        assert row_of(store, reference, "given_at", "changed_at") == (given_at, LATER)

    def test_without_an_instant_the_word_is_given_now(self, sqlite_store: Store) -> None:
        assert row_of(sqlite_store, office.scheduled(sqlite_store), "given_at") == (LATER,)

    @pytest.mark.parametrize("link", ["http://rapat.djpk.example/25", "javascript:alert(1)", " https://rapat.example"])
    def test_takes_no_link_but_https(self, sqlite_store: Store, link: str) -> None:
        reference = office.requested(sqlite_store, **office.VIDEO)
        assert asking.unfit(office.approve, sqlite_store, reference, meeting_url=link) == "meeting_url"
        assert row_of(sqlite_store, reference, "state", "meeting_url") == ("requested", None)

    def test_gives_the_visit_to_the_unit_the_officer_chose(self, sqlite_store: Store) -> None:
        reference = office.requested(sqlite_store)
        assert row_of(sqlite_store, reference, "unit_code") == (office.UNIT,)
        office.approve(sqlite_store, reference, unit=office.OTHER_UNIT)
        assert row_of(sqlite_store, reference, "unit_code") == (office.OTHER_UNIT,)

    def test_without_a_choice_the_proposed_unit_receives(self, sqlite_store: Store) -> None:
        assert row_of(sqlite_store, office.scheduled(sqlite_store), "unit_code") == (office.UNIT,)


def test_filing_a_paper_changes_the_booking_but_not_its_schedule(sqlite_store: Store) -> None:
    reference = office.held(sqlite_store)
    ((before,), filed) = row_of(sqlite_store, reference, "sequence"), BEGINS + timedelta(days=1)
    number = office.file(sqlite_store, reference, DocumentKind.MINUTES, filed)
    assert row_of(sqlite_store, reference, "changed_at", "minutes_id", "sequence") == (filed, number, before)
