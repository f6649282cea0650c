"""move, amend, release and the party: what the office and the requester may still change, and what stays."""

from datetime import date, timedelta
from typing import Any

import pytest

from booking import workflow
from booking.models import Guest
from booking.store import Store
from booking.terms import DocumentKind, OfficeReason
from booking.workflow.submission import NamedGuest
from rules.facts import Mode, Office, Slot
from tests.booking import asking, office
from tests.booking.office import BEGINS, LATER, NOW, at

ROOM = OfficeReason.ROOM
IN_A_ROOM: dict[str, Any] = {**office.VIDEO, "room": "lantai-5"}


def move(store: Store, reference: str, slot: Slot, now=LATER, **more: Any) -> None:
    workflow.move(store, reference, office.OFFICER, now, slot=slot, reason=ROOM, **more)


def stands(store: Store, reference: str) -> tuple[Any, ...]:
    with store.reading() as session:
        row = office.found(session, reference)
        return row.mode, Slot(row.date, row.start), row.month, row.ordinal, row.video_place, row.room_code


def params(store: Store, reference: str) -> list[dict[str, Any]]:
    with store.reading() as session:
        rows = office.select(office.Message).where(office.Message.about == f"booking:{reference}")
        return [row.params for row in session.scalars(rows.order_by(office.Message.id))]


class TestMoving:
    def test_a_schedule_moves_with_its_letter_and_tells_from_where(self, store: Store) -> None:
        reference = office.scheduled(store)
        move(store, reference, at(26, "10:00"), note="ruang dipakai")
        assert stands(store, reference) == ("visit", at(26, "10:00"), "2026-11", 1, None, "lantai-3")
        assert office.messages_of(store, reference)[-1] == ("moved", "ratna@balikpapan.example")
        told = params(store, reference)[-1]
        assert (told["moved_from"], told["reason"], told["note"], told["sequence"]) == (
            {"date": "2026-11-25", "start": "09:00"},
            "room",
            "ruang dipakai",
            1,
        )

    def test_invitations_carry_the_number_that_the_calendar_shows(self, store: Store) -> None:
        reference = office.requested(store)
        move(store, reference, at(26))
        office.approve(store, reference)
        move(store, reference, at(27))
        move(store, reference, at(30))
        workflow.cancel(store, reference, office.OFFICER, LATER, note="batal")
        told = [
            (kind, each["sequence"])
            for (kind, _), each in zip(office.messages_of(store, reference), params(store, reference), strict=True)
        ]
        assert told[2:] == [("scheduled", 1), ("moved", 2), ("moved", 3), ("cancelled", 4)]
        with store.reading() as session:
            assert office.found(session, reference).sequence == 4

    def test_into_another_month_it_takes_a_place_there_and_leaves_one_here(self, store: Store) -> None:
        office.scheduled(store)
        second = office.scheduled(store, **office.region_letter(2, slot=at(26)))
        move(store, second, at(1, month=12))
        assert stands(store, second)[2:4] == ("2026-12", 1)
        office.requested(store, **office.region_letter(3, slot=at(27)))

    def test_into_a_full_month_it_does_not(self, store: Store) -> None:
        for day in (1, 2):
            office.scheduled(store, **office.region_letter(day, slot=at(day, month=12)))
        third = office.scheduled(store)
        before = stands(store, third)
        assert asking.refused(move, store, third, at(3, month=12)) == [("E.3.c.5", "region_frequency")]
        assert stands(store, third) == before

    def test_within_a_full_month_it_does(self, store: Store) -> None:
        office.scheduled(store)
        second = office.scheduled(store, **office.region_letter(2, slot=at(26)))
        move(store, second, at(27))
        assert stands(store, second)[3] == 2

    def test_a_taken_slot_or_one_too_early_is_refused_with_the_next_open_one(self, store: Store) -> None:
        office.scheduled(store, region=office.SAMARINDA, letter_number="1/A", slot=at(26))
        reference = office.scheduled(store)
        refusal = asking.refusal(move, store, reference, at(26))
        assert [each.code for each in refusal.refusals] == ["session_taken"]
        assert refusal.earliest == at(25)
        assert asking.refused(move, store, reference, at(24)) == [("E.3.c.2", "lead_time")]

    def test_a_visit_becomes_a_video_conference_with_a_link_only(self, store: Store) -> None:
        reference = office.scheduled(store)
        video = {"mode": Mode.VIDEO_CONFERENCE}
        assert asking.refused(move, store, reference, at(25), **video) == [("E.3.b.2", "no_meeting_room")]
        move(store, reference, at(25), meeting_url=office.MEETING, **video)
        assert stands(store, reference) == ("video_conference", at(25), "2026-11", None, 1, None)

    def test_a_video_conference_becomes_a_visit_within_its_cap(self, store: Store) -> None:
        four = (office.TREASURER, office.CLERK, office.ANALYST)
        reference = office.scheduled(store, **office.VIDEO, guests=four)
        assert asking.refused(move, store, reference, at(26), mode=Mode.VISIT) == [("E.3.c.6", "guest_cap")]
        with_head = office.scheduled(
            store, **{**office.VIDEO, "slot": at(26, "08:00")}, letter_number="2/A", guests=(office.HEAD, *four)
        )
        move(store, with_head, at(26), mode=Mode.VISIT)
        assert stands(store, with_head) == ("visit", at(26), "2026-11", 1, None, "lantai-3")

    def test_to_where_it_stands_nothing_happens(self, store: Store) -> None:
        reference = office.scheduled(store)
        before = asking.acts_told(store, f"booking:{reference}")
        move(store, reference, at(25))
        assert asking.acts_told(store, f"booking:{reference}") == before

    def test_a_link_that_is_none_or_an_unknown_room_is_told(self, store: Store) -> None:
        reference = office.scheduled(store)
        assert asking.unfit(move, store, reference, at(26), meeting_url="javascript:1") == "meeting_url"
        assert asking.unfit(move, store, reference, at(26), room="aula") == "room"
        assert asking.unfit(move, store, reference, Slot(date(2023, 1, 2), "09:00")) == "slot"


class TestAmending:
    def test_room_unit_and_link_change_and_are_told(self, store: Store) -> None:
        reference = office.scheduled(store)
        given = {"unit": office.OTHER_UNIT, "room": "lantai-5", "meeting_url": office.MEETING}
        workflow.amend(store, reference, office.OFFICER, LATER, **given)
        with store.reading() as session:
            row = office.found(session, reference)
            assert (row.unit_code, row.room_code, row.meeting_url) == tuple(given.values())
        assert office.messages_of(store, reference)[-1] == ("changed", "ratna@balikpapan.example")

    def test_a_room_in_use_is_refused_though_the_day_is_past_asking(self, store: Store) -> None:
        reference = office.scheduled(store)
        beside = {**office.VIDEO, "slot": at(25), "room": "lantai-5"}
        office.scheduled(store, region=office.SAMARINDA, letter_number="1/A", **beside)
        late = BEGINS + timedelta(minutes=1)
        assert asking.refused(workflow.amend, store, reference, office.OFFICER, late, room="lantai-5") == [
            ("E.3.c.3", "room_taken")
        ]
        workflow.amend(store, reference, office.OFFICER, late, unit=office.OTHER_UNIT)

    def test_nothing_named_is_told_and_nothing_new_changes_nothing(self, store: Store) -> None:
        reference = office.scheduled(store)
        assert asking.unfit(workflow.amend, store, reference, office.OFFICER, LATER) == "unit"
        before = office.messages_of(store, reference)
        workflow.amend(store, reference, office.OFFICER, LATER, room="lantai-3")
        assert office.messages_of(store, reference) == before


class TestWithoutARoom:
    """A video conference that has a link needs no room; a visit always has one."""

    def place(self, store: Store, reference: str) -> tuple[str | None, str | None]:
        with store.reading() as session:
            row = office.found(session, reference)
            return row.room_code, row.meeting_url

    def test_an_approval_with_a_link_takes_the_room_away(self, store: Store) -> None:
        reference = office.requested(store, **IN_A_ROOM)
        assert asking.refused(office.approve, store, reference, room=workflow.NO_ROOM) == [
            ("E.3.b.2", "no_meeting_room")
        ]
        office.approve(store, reference, room=workflow.NO_ROOM, meeting_url=office.MEETING)
        assert self.place(store, reference) == (None, office.MEETING)

    def test_an_approval_that_names_none_keeps_it(self, store: Store) -> None:
        reference = office.requested(store, **IN_A_ROOM)
        office.approve(store, reference, meeting_url=office.MEETING)
        assert self.place(store, reference) == ("lantai-5", office.MEETING)

    @pytest.mark.parametrize("state", ["requested", "scheduled"])
    def test_a_change_takes_it_away_from_who_has_a_link_or_gets_one(self, store: Store, state: str) -> None:
        reference = office.requested(store, **IN_A_ROOM)
        if state == "scheduled":
            office.approve(store, reference)
        without = {"room": workflow.NO_ROOM}
        bare = asking.refused(workflow.amend, store, reference, office.OFFICER, LATER, **without)
        assert bare == [("E.3.b.2", "no_meeting_room")]
        workflow.amend(store, reference, office.OFFICER, LATER, meeting_url=office.MEETING)
        workflow.amend(store, reference, office.OFFICER, LATER, **without)
        assert self.place(store, reference) == (None, office.MEETING)

    def test_a_move_takes_it_away_also_to_where_it_stands(self, store: Store) -> None:
        reference = office.requested(store, **IN_A_ROOM)
        assert asking.refused(move, store, reference, at(26, "13:00"), room="") == [("E.3.b.2", "no_meeting_room")]
        move(store, reference, at(25, "13:00"), room=workflow.NO_ROOM, meeting_url=office.MEETING)
        assert self.place(store, reference) == (None, office.MEETING)

    def test_a_visit_keeps_its_room(self, store: Store) -> None:
        reference = office.requested(store)
        office.approve(store, reference, room=workflow.NO_ROOM)
        move(store, reference, at(26), room=workflow.NO_ROOM)
        assert self.place(store, reference) == ("lantai-3", None)
        assert asking.unfit(workflow.amend, store, reference, office.OFFICER, LATER, room=workflow.NO_ROOM) == "unit"


class TestReleasing:
    def test_the_letter_stays_good_and_the_next_other_sessions_are_told(self, store: Store) -> None:
        reference = office.released(store)
        told = params(store, reference)[-1]
        assert told["earliest"] == [{"date": "2026-11-25", "start": start} for start in ("10:00", "13:00", "14:00")]
        assert (told["reason"], told["state"], told["sequence"]) == ("room", "released", 1)
        office.requested(store)


class TestWhatIsOver:
    @pytest.mark.parametrize("act", ["cancel", "release"])
    def test_nothing_is_given_up_once_its_session_is_over(self, store: Store, act: str) -> None:
        reference, over = office.scheduled(store), BEGINS + timedelta(hours=1)
        why = {"note": "berhalangan"} if act == "cancel" else {"reason": ROOM}
        do = getattr(workflow, act)
        assert asking.not_open(do, store, reference, office.OFFICER, over, **why) == (act, "scheduled", "over")
        do(store, reference, office.OFFICER, over - timedelta(seconds=1), **why)

    def test_a_released_region_is_told_of_the_visit_it_has_left(self, store: Store) -> None:
        first = office.scheduled(store)
        office.scheduled(store, **office.region_letter(2, slot=at(26)))
        workflow.release(store, first, office.OFFICER, LATER, reason=ROOM)
        assert params(store, first)[-1]["earliest"][0] == {"date": "2026-11-25", "start": "10:00"}

    def test_a_visit_keeps_no_link_and_a_link_that_leads_nowhere_is_none(self, store: Store) -> None:
        reference = office.scheduled(store, **office.VIDEO)
        assert asking.unfit(move, store, reference, at(26, "13:00"), meeting_url="https://") == "meeting_url"
        move(store, reference, at(26), mode=Mode.VISIT)
        with store.reading() as session:
            assert office.found(session, reference).meeting_url is None

    def test_a_new_link_for_the_same_slot_is_a_change(self, store: Store) -> None:
        reference = office.scheduled(store, **office.VIDEO)
        move(store, reference, at(25, "13:00"), meeting_url="https://rapat.djpk.example/baru")
        with store.reading() as session:
            assert office.found(session, reference).meeting_url == "https://rapat.djpk.example/baru"


class TestTheParty:
    def change(self, store: Store, reference: str, *guests: NamedGuest, by=office.REGION, now=LATER, note="") -> None:
        workflow.change_guests(store, reference, by, now, guests=guests, note=note)

    def party(self, store: Store, reference: str) -> list[tuple[int, str, int]]:
        with store.reading() as session:
            return [(one.seat, one.name, one.cap) for one in office.found(session, reference).guests]

    def test_who_is_named_again_keeps_the_number(self, store: Store) -> None:
        reference = office.scheduled(store)
        before = office.guests_of(store, reference)
        self.change(store, reference, office.ANALYST, office.CLERK)
        assert self.party(store, reference) == [(1, "Andi Saputra", 2), (2, "Dewi Lestari", 2)]
        assert office.guests_of(store, reference)[0] == before[1]
        assert office.messages_of(store, reference)[-1][0] == "changed"

    def test_a_number_names_somebody_under_another_name(self, store: Store) -> None:
        reference = office.scheduled(store)
        first, second = office.guests_of(store, reference)
        self.change(store, reference, NamedGuest("Dra. Siti Aminah", "Kepala BPKAD", Office.OTHER, id=first))
        assert (self.party(store, reference), office.guests_of(store, reference)) == (
            [(1, "Dra. Siti Aminah", 2)],
            [first],
        )
        assert asking.unfit(self.change, store, reference, NamedGuest("A", "B", Office.OTHER, id=second)) == "guests"

    def test_a_leader_raises_the_cap_and_without_one_it_falls(self, store: Store) -> None:
        reference = office.scheduled(store)
        others = (office.TREASURER, office.CLERK, office.ANALYST)
        assert asking.refused(self.change, store, reference, *others) == [("E.3.c.6", "guest_cap")]
        self.change(store, reference, *others, office.HEAD)
        assert [(seat, cap) for seat, _, cap in self.party(store, reference)] == [(1, 4), (2, 4), (3, 4), (4, 4)]
        self.change(store, reference, office.ANALYST, office.CLERK)
        assert self.party(store, reference) == [(1, "Andi Saputra", 2), (2, "Dewi Lestari", 2)]
        assert asking.refused(self.change, store, reference) == [("E.3.c.4", "no_guest")]

    def test_the_same_party_again_changes_nothing(self, store: Store) -> None:
        reference = office.scheduled(store)
        before = office.messages_of(store, reference)
        self.change(store, reference, office.TREASURER, office.CLERK)
        assert office.messages_of(store, reference) == before

    def test_a_video_conference_seats_all_it_names(self, store: Store) -> None:
        reference = office.scheduled(store, **office.VIDEO)
        self.change(store, reference, office.TREASURER, office.CLERK, office.ANALYST)
        assert [cap for _, _, cap in self.party(store, reference)] == [3, 3, 3]

    @pytest.mark.parametrize("by", [office.REGION, office.holder("")])
    def test_the_requester_until_the_day_before(self, store: Store, by: office.Actor) -> None:
        reference = office.scheduled(store)
        by = by if by is office.REGION else office.holder(reference)
        self.change(store, reference, office.CLERK, by=by, now=office.instant(24, 23, 59))
        late = asking.not_open(self.change, store, reference, office.ANALYST, by=by, now=office.instant(25, 0))
        assert late == ("change-guests", "scheduled", "too_late")
        self.change(store, reference, office.ANALYST, by=office.OFFICER, now=office.instant(25, 0))

    def test_reception_that_day_and_with_a_reason(self, store: Store) -> None:
        reference, desk = office.scheduled(store), office.RECEPTIONIST
        early = asking.not_open(self.change, store, reference, office.CLERK, by=desk, now=office.instant(24, 23))
        assert early == ("change-guests", "scheduled", "not_today")
        assert asking.unfit(self.change, store, reference, office.CLERK, by=desk, now=BEGINS) == "note"
        self.change(store, reference, office.CLERK, office.ANALYST, by=desk, now=BEGINS, note="Siti sakit")
        assert self.party(store, reference) == [(1, "Andi Saputra", 2), (2, "Dewi Lestari", 2)]

    def test_who_has_entered_stays(self, store: Store) -> None:
        reference, desk = office.arrived(store), office.RECEPTIONIST
        change = {"by": desk, "now": BEGINS, "note": "berganti"}
        assert asking.unfit(self.change, store, reference, office.ANALYST, **change) == "guests"
        self.change(store, reference, office.ANALYST, office.TREASURER, **change)
        assert self.party(store, reference) == [(1, "Siti Aminah", 2), (2, "Dewi Lestari", 2)]

    def test_no_more_have_entered_than_may_when_a_leader_turns_out_to_be_none(self, store: Store) -> None:
        party = (office.HEAD, office.TREASURER, office.CLERK)
        reference = office.scheduled(store, guests=party)
        office.admit(store, reference, 1, 2, 3)
        first = office.guests_of(store, reference)[0]
        deputy = NamedGuest("Rahmad Mas'ud", "Wakil Wali Kota", Office.OTHER, id=first)
        again = (deputy, office.TREASURER, office.CLERK)
        refused = asking.refused(
            self.change, store, reference, *again, by=office.RECEPTIONIST, now=BEGINS, note="ternyata wakil"
        )
        assert refused == [("E.3.c.6", "guest_cap")]

    def test_seats_are_rows_with_the_partys_cap(self, store: Store) -> None:
        reference = office.scheduled(store)
        self.change(store, reference, office.HEAD, office.CLERK)
        with store.reading() as session:
            assert {one.cap for one in session.scalars(office.select(Guest))} == {4}


def test_nothing_is_moved_without_a_day_ahead(store: Store) -> None:
    reference = office.scheduled(store)
    assert asking.refused(move, store, reference, at(25), now=BEGINS) == [("E.3.c.3", "slot_passed")]
    assert NOW < LATER


def test_a_session_whose_minutes_are_filed_stays_on_the_day_they_tell_of(store: Store) -> None:
    reference = office.scheduled(store, **office.VIDEO)
    during = BEGINS + timedelta(hours=4, minutes=30)
    office.file(store, reference, DocumentKind.MINUTES, during)
    to = {"slot": at(26, "13:00"), "reason": OfficeReason.UNIT}
    answer = asking.not_open(workflow.move, store, reference, office.OFFICER, during, **to)
    assert answer == ("move", "scheduled", "recorded")
    with store.reading() as session:
        assert office.found(session, reference).date == office.FIRST_DAY
