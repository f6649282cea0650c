"""Nobody came: written down by an officer or by time, taken back, and what it does to the letter."""

from datetime import date, timedelta
from typing import Any

import pytest

from booking import workflow
from booking.store import Store
from rules.parameters import HOLDS_FROM
from tests.booking import asking, office
from tests.booking.office import BEGINS, CLOCK, OFFICER, at, instant

AFTER = BEGINS + timedelta(hours=5)
WHY = {"note": "tanpa kabar"}


def absent(store: Store, reference: str, by: office.Actor = OFFICER, now: Any = AFTER, **more: Any) -> None:
    workflow.mark_absent(store, reference, by, now, **{**WHY, **more})


def test_not_before_the_session_starts(store: Store) -> None:
    reference = office.scheduled(store)
    early = asking.not_open(absent, store, reference, now=BEGINS - timedelta(seconds=1))
    assert early == ("mark-absent", "scheduled", "not_begun")
    absent(store, reference, now=BEGINS)


def test_time_waits_until_noon_of_the_next_working_day(store: Store) -> None:
    friday = office.scheduled(store, slot=at(27))
    early = instant(30, 12) - timedelta(seconds=1)
    assert asking.not_open(absent, store, friday, CLOCK, early) == ("mark-absent", "scheduled", "not_begun")
    absent(store, friday, CLOCK, instant(30, 12), notice=True, note="")
    assert office.state_of(store, friday) == "no_show"
    assert office.messages_of(store, friday)[-1] == ("no_show", "ratna@balikpapan.example")


def test_without_notice_the_letter_is_spent_for_visits(store: Store) -> None:
    office.missed(store)
    again = {"now": AFTER, "slot": at(30)}
    assert asking.refused(office.submit, store, **again) == [("E.3.c.9", "new_letter_required")]
    office.submit(store, now=AFTER, **{**office.VIDEO, "slot": at(30)})


def test_with_notice_the_letter_stays_good(store: Store) -> None:
    reference = office.excused(store)
    assert office.messages_of(store, reference)[-1] == ("excused", "ratna@balikpapan.example")
    office.submit(store, now=AFTER, slot=at(30))


def test_it_is_taken_back_to_a_session_that_was_held(store: Store) -> None:
    for reference in (office.missed(store), office.excused(store, **office.region_letter(2, slot=at(25, "10:00")))):
        workflow.restore(store, reference, OFFICER, AFTER + timedelta(days=1), note="daftar hadir kertas")
        assert office.state_of(store, reference) == "held"
        assert office.messages_of(store, reference)[-1] == ("restored", "ratna@balikpapan.example")
    decisions = [each for each in asking.decisions(store) if each[0] == "restore"]
    assert decisions == [("restore", True, ["slot_passed"], True)] * 2


def test_it_is_not_taken_back_over_the_regions_two_visits(store: Store) -> None:
    reference = office.missed(store)
    for day in (1, 2):
        office.requested(store, **office.region_letter(day, slot=at(26 + day - 1)))
    refused = asking.refused(workflow.restore, store, reference, OFFICER, AFTER, note="keliru")
    assert refused == [("E.3.c.5", "region_frequency")]
    assert office.state_of(store, reference) == "no_show"


def test_a_video_conference_is_missed_before_or_after_somebody_said_it_was_held(store: Store) -> None:
    scheduled = office.scheduled(store, **office.VIDEO)
    absent(store, scheduled)
    held = office.held(store, **{**office.VIDEO, "slot": at(25, "14:00")}, letter_number="2/A")
    absent(store, held, now=instant(25, 16))
    assert [office.state_of(store, each) for each in (scheduled, held)] == ["no_show", "no_show"]


def test_a_closed_record_is_opened_again_with_a_reason(store: Store) -> None:
    reference = office.closed(store)
    now = BEGINS + timedelta(hours=8)
    assert asking.unfit(workflow.reopen, store, reference, OFFICER, now, note=" ") == "note"
    workflow.reopen(store, reference, OFFICER, now, note="BAK keliru")
    assert office.state_of(store, reference) == "held"
    workflow.close(store, reference, office.OF_THE_UNIT, now)


class TestTalk:
    def test_a_question_and_its_answer_are_told_to_each_other(self, store: Store) -> None:
        reference = office.requested(store)
        workflow.ask(store, reference, OFFICER, office.LATER, question=" Apa topiknya? ")
        workflow.reply(store, reference, office.REGION, office.LATER, answer="DAU 2027")
        assert office.messages_of(store, reference)[1:] == [
            ("question", "ratna@balikpapan.example"),
            ("reply", "callcenter.djpk@kemenkeu.go.id"),
        ]
        assert asking.unfit(workflow.ask, store, reference, OFFICER, office.LATER, question=" ") == "question"
        assert asking.unfit(workflow.reply, store, reference, office.REGION, office.LATER, answer="") == "answer"

    def test_a_unit_accepts_declines_or_proposes_and_the_officer_decides(self, store: Store) -> None:
        reference, unit = office.requested(store), office.OF_THE_UNIT
        for answer in (office.UnitAnswer.DECLINE, office.UnitAnswer.ACCEPT):
            workflow.consider(store, reference, unit, office.LATER, answer=answer, note="tim bertugas")
        propose = {"answer": office.UnitAnswer.PROPOSE}
        assert asking.unfit(workflow.consider, store, reference, unit, office.LATER, **propose) == "slot"
        workflow.consider(store, reference, unit, office.LATER, slot=at(26), **propose)
        assert office.state_of(store, reference) == "requested"
        assert [kind for kind, _ in office.messages_of(store, reference)][1:] == ["considered"] * 3


class TestAtTheDesk:
    def depart(self, store: Store, reference: str, seat: int, now: Any = AFTER, **more: Any) -> None:
        guest = office.guests_of(store, reference)[seat - 1]
        workflow.depart(store, reference, office.RECEPTIONIST, now, guest_id=guest, **more)

    def sign(self, store: Store, reference: str, seat: int, number: str = "SPPD/1", **more: Any) -> None:
        guest = office.guests_of(store, reference)[seat - 1]
        told = {**office.SPPD, "number": number, **more}
        workflow.sign_travel_order(store, reference, office.RECEPTIONIST, AFTER, guest_id=guest, **told)

    def signed(self, store: Store) -> int:
        with store.reading() as session:
            return len(session.scalars(office.select(office.TravelOrder)).all())

    def test_who_entered_leaves_once_and_not_before(self, store: Store) -> None:
        reference = office.arrived(store)
        assert asking.unfit(self.depart, store, reference, 2) == "guest"
        early = {"happened_at": BEGINS - timedelta(minutes=1)}
        assert asking.unfit(self.depart, store, reference, 1, **early) == "happened_at"
        self.depart(store, reference, 1)
        before = asking.acts_told(store, f"booking:{reference}")
        self.depart(store, reference, 1, now=AFTER + timedelta(minutes=1))
        assert asking.acts_told(store, f"booking:{reference}") == before

    @pytest.mark.parametrize("admitted", [2, 1])
    def test_a_travel_order_for_each_guest_who_entered_and_no_other(self, store: Store, admitted: int) -> None:
        reference = office.scheduled(store)
        office.admit(store, reference, *range(1, admitted + 1))
        for seat in (1, 2):
            if seat > admitted:
                assert asking.refused(self.sign, store, reference, seat) == [("E.3.c.7", "not_admitted")]
            else:
                self.sign(store, reference, seat, f"SPPD/{seat}")
        assert self.signed(store) == admitted

    def test_it_is_signed_once_and_told_again_changes_nothing(self, store: Store) -> None:
        reference = office.scheduled(store)
        office.admit(store, reference, 1, 2)
        self.sign(store, reference, 1)
        self.sign(store, reference, 1)
        assert asking.unfit(self.sign, store, reference, 1, "SPPD/2") == "guest"
        assert asking.unfit(self.sign, store, reference, 2, "SPPD/1") == "number"
        for impossible in (office.FIRST_DAY + timedelta(days=1), date(26, 11, 20), HOLDS_FROM - timedelta(days=1)):
            assert asking.unfit(self.sign, store, reference, 2, dated_on=impossible) == "dated_on"
        assert self.signed(store) == 1

    def test_nobody_enters_or_signs_for_a_video_conference(self, store: Store) -> None:
        reference = office.held(store, **office.VIDEO)
        assert asking.not_open(self.sign, store, reference, 1)[:2] == ("sign-travel-order", "held")
        assert self.signed(store) == 0

    def test_an_admission_stays_once_its_travel_order_is_signed(self, store: Store) -> None:
        reference = office.scheduled(store)
        office.admit(store, reference, 1, 2)
        self.sign(store, reference, 1)
        self.depart(store, reference, 2, now=AFTER)
        first, second = office.guests_of(store, reference)
        undo = {"note": "salah orang"}
        kept = asking.not_open(
            workflow.undo_check_in, store, reference, office.RECEPTIONIST, AFTER, guest_id=first, **undo
        )
        assert kept == ("undo-check-in", "arrived", "travel_order_signed")
        workflow.undo_check_in(store, reference, office.RECEPTIONIST, AFTER, guest_id=second, **undo)

    def test_a_signed_guest_keeps_the_name(self, store: Store) -> None:
        reference = office.arrived(store)
        self.sign(store, reference, 1)
        first = office.guests_of(store, reference)[0]
        party = (office.replace(office.ANALYST, id=first), office.CLERK)
        told = {"guests": party, "note": "salah catat"}
        assert asking.unfit(workflow.change_guests, store, reference, office.RECEPTIONIST, BEGINS, **told) == "guests"

    def test_a_mark_that_was_undone_admits_nobody_again(self, store: Store) -> None:
        reference, desk = office.scheduled(store), office.RECEPTIONIST
        first = office.guests_of(store, reference)[0]
        told = {"arrivals": (office.Arrival(first, nonce="tablet-1"),)}
        workflow.check_in(store, reference, desk, BEGINS, **told)
        workflow.undo_check_in(store, reference, desk, BEGINS, guest_id=first, note="salah orang")
        workflow.check_in(store, reference, desk, BEGINS, **told)
        assert office.state_of(store, reference) == "scheduled"
        workflow.check_in(store, reference, desk, BEGINS, arrivals=(office.Arrival(first, nonce="tablet-2"),))
        assert office.state_of(store, reference) == "arrived"
