"""Letters registered before any request, receipts set right, parties turned away, and calls that come twice."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from booking import papers, repeats, workflow
from booking.errors import KeyReused, NotYours, Registered, Unknown
from booking.models import Flag, Letter, TurnedAway
from booking.repeats import Repeat, Repeated
from booking.store import Store
from booking.terms import Channel, TurnedAwayFor
from booking.workflow.submission import NamedLetter
from tests.booking import asking, office
from tests.booking.office import NOW, OFFICER, REGION, at, instant

LETTER = NamedLetter("005/123/BPKAD", date(2026, 11, 17), "Konsultasi DAU", True)
WEDNESDAY = instant(18, 9)


def register(store: Store, by: office.Actor = OFFICER, **changes: Any) -> int:
    told: dict[str, Any] = {
        "region": office.BALIKPAPAN,
        "institution": "Pemerintah Kota Balikpapan",
        "channel": Channel.WHATSAPP,
        "received_at": WEDNESDAY,
        "reason": "masuk lewat WhatsApp",
        "document_id": office.paper(store),
        **changes,
    }
    return workflow.register_letter(store, told.pop("letter", LETTER), by, told.pop("now", NOW), **told)


def correct(store: Store, number: int, received_at: Any, now: Any = NOW, by: office.Actor = OFFICER) -> None:
    told = {"received_at": received_at, "channel": Channel.EMAIL, "reason": "tercatat keliru"}
    workflow.correct_receipt(store, number, by, now, **told)


def again(store: Store, number: int, at: Any, channel: Channel, by: office.Actor = OFFICER, **more: Any) -> bool:
    told = {"received_at": at, "channel": channel, "reason": "baru terbaca", "document_id": 0, **more}
    told["document_id"] = told["document_id"] or office.paper(store)
    return workflow.receive_again(store, number, by, NOW, **told)


def flags(store: Store) -> list[str]:
    with store.reading() as session:
        return sorted(session.scalars(select(Flag.code)))


class TestLetters:
    def test_a_request_from_the_portal_keeps_the_days_of_a_letter_that_came_before(self, store: Store) -> None:
        register(store)
        office.submit(store, REGION, letter_dated_on=date(2026, 11, 17), slot=at(23))

    def test_a_request_names_a_registered_letter_instead_of_sending_it_again(self, store: Store) -> None:
        number = register(store)
        wanted = office.replace(office.WISH, letter=None, letter_id=number, slot=at(23))
        reference = workflow.submit(store, wanted, REGION, NOW).reference
        letter = office.letter_of(store, reference)
        assert (letter.id, letter.received_at, len(letter.receipts)) == (number, WEDNESDAY, 1)
        assert office.forwarded(store) == []

    def test_the_file_it_was_registered_with_is_the_requests_too(self, store: Store) -> None:
        file = office.paper(store)
        number = register(store, document_id=file)
        wanted = office.replace(office.WISH, letter=None, letter_id=number, slot=at(23))
        reference = workflow.submit(store, wanted, REGION, NOW).reference
        with store.reading() as session:
            document = papers.of_the_letter(session, office.found(session, reference))
            assert document is not None
            assert document.id == file
            assert [papers.seen_by(session, file, by, NOW).id for by in (REGION, OFFICER)] == [file, file]
            with pytest.raises(Unknown):
                papers.seen_by(session, file, office.NEIGHBOUR, NOW)

    def test_another_regions_letter_is_none_of_yours(self, store: Store) -> None:
        wanted = office.replace(office.WISH, letter=None, letter_id=register(store), region=office.SAMARINDA)
        for by, number in ((office.NEIGHBOUR, wanted.letter_id), (OFFICER, 99)):
            again = office.replace(wanted, letter_id=number)
            assert asking.unfit(workflow.submit, store, again, by, NOW) == "letter"

    def test_registered_twice_it_is_the_first_that_is_told(self, store: Store) -> None:
        number = register(store)
        written_otherwise = NamedLetter("005 / 123-bpkad", date(2026, 11, 18), "Lain", True)
        with pytest.raises(Registered) as answer:
            register(store, letter=written_otherwise)
        assert answer.value.letter_id == number
        assert register(store, letter=office.replace(LETTER, dated_on=date(2025, 12, 1))) != number

    def test_that_it_came_earlier_too_gives_its_request_the_days_back(self, store: Store) -> None:
        number = register(store, received_at=instant(19))
        wanted = office.replace(office.WISH, letter=None, letter_id=number, slot=at(24))
        workflow.submit(store, wanted, REGION, NOW)
        correct(store, number, NOW)
        assert flags(store) == ["lead_time"]
        assert again(store, number, WEDNESDAY, Channel.PORTAL)
        assert flags(store) == []
        assert asking.decisions(store)[-1] == ("correct-receipt", True, [], True)

    def test_an_arrival_that_is_known_is_noted_once_and_one_by_another_way_moves_no_clock(self, store: Store) -> None:
        file = office.paper(store)
        number = register(store)
        assert not again(store, number, WEDNESDAY, Channel.WHATSAPP, document_id=file)
        assert not again(store, number, NOW, Channel.WHATSAPP, document_id=file)
        assert not office.linked(store, file)
        assert again(store, number, NOW, Channel.EMAIL, document_id=file)
        with store.reading() as session:
            letter = session.get_one(Letter, number)
            assert (letter.received_at, len(letter.receipts)) == (WEDNESDAY, 2)
        assert office.linked(store, file)

    def test_only_officers_register_and_correct(self, store: Store) -> None:
        number = register(store)
        for by in (REGION, office.RECEPTIONIST, office.ADMIN):
            with pytest.raises(NotYours):
                register(store, by)
            with pytest.raises(NotYours):
                correct(store, number, WEDNESDAY, by=by)
            with pytest.raises(NotYours):
                again(store, number, WEDNESDAY, Channel.EMAIL, by)

    def test_a_late_or_future_receipt_is_told_why(self, store: Store) -> None:
        assert asking.unfit(register, store, reason=None) == "reason"
        assert asking.unfit(register, store, received_at=NOW + timedelta(minutes=1)) == "received_at"
        assert asking.unfit(register, store, letter=office.replace(LETTER, number="/")) == "letter_number"
        assert asking.unfit(register, store, region="99") == "region"

    def test_a_corrected_receipt_flags_what_it_breaks_and_changes_nothing(self, store: Store) -> None:
        number = register(store)
        wanted = office.replace(office.WISH, letter=None, letter_id=number, slot=at(24))
        reference = workflow.submit(store, wanted, REGION, NOW).reference
        correct(store, number, NOW)
        assert (office.state_of(store, reference), flags(store)) == ("requested", ["lead_time"])
        assert asking.decisions(store)[-1] == ("correct-receipt", False, [], True)
        correct(store, number, instant(19))
        assert flags(store) == []
        assert [each.received_at for each in office.letter_of(store, reference).receipts] == [
            WEDNESDAY,
            NOW,
            instant(19),
        ]

    def test_a_move_to_a_day_that_keeps_the_lead_time_takes_the_flag_away(self, store: Store) -> None:
        number = register(store)
        wanted = office.replace(office.WISH, letter=None, letter_id=number, slot=at(24))
        reference = workflow.submit(store, wanted, REGION, NOW).reference
        correct(store, number, NOW)
        workflow.move(store, reference, OFFICER, NOW, slot=at(25), reason=office.OfficeReason.DIRECTIVE)
        assert flags(store) == []


class TestTurnedAway:
    def away(self, store: Store, code: TurnedAwayFor, by: office.Actor = office.RECEPTIONIST, **more: Any) -> Any:
        told = {"name": "Budi", "institution": "BPKAD Kota Bontang", "happened_at": NOW, **more}
        return workflow.turn_away(store, by, NOW, code=code, **told)

    def test_a_walk_in_is_recorded_and_told_the_clause_and_the_next_two_sessions(self, store: Store) -> None:
        away = self.away(store, TurnedAwayFor.WALK_IN)
        assert (away.refusal.clause, away.next_open) == ("E.3.c.11", [at(25, "09:00"), at(25, "10:00")])
        with store.reading() as session:
            row = session.get_one(TurnedAway, away.id)
            assert (row.code, row.name, row.happened_at) == ("walk_in", "Budi", NOW)
        assert asking.acts_told(store, "desk") == [("turn-away", None, None, "receptionist")]

    def test_each_reason_has_its_clause(self, store: Store) -> None:
        reference = office.scheduled(store)
        found = {code.value: self.away(store, code, reference=reference).refusal.clause for code in TurnedAwayFor}
        assert found == {
            "walk_in": "E.3.c.11",
            "wrong_day": "E.3.c.11",
            "outside_window": "E.3.c.11",
            "guest_cap": "E.3.c.6",
        }

    def test_an_early_party_is_told_its_hours_so_its_schedule_must_be_named(self, store: Store) -> None:
        assert asking.unfit(self.away, store, TurnedAwayFor.OUTSIDE_WINDOW) == "reference"
        assert asking.unfit(self.away, store, TurnedAwayFor.WALK_IN, happened_at=office.LATER) == "happened_at"
        with pytest.raises(NotYours):
            self.away(store, TurnedAwayFor.WALK_IN, OFFICER)


class TestCallsThatComeTwice:
    CALL = Repeat("person:1", "k-1", "all that was said")

    def by(self, repeat: Repeat = CALL) -> office.Actor:
        return office.replace(REGION, repeat=repeat)

    def test_the_second_acts_on_nothing_and_is_told_what_the_first_made(self, store: Store) -> None:
        reference = office.submit(store, self.by()).reference
        with pytest.raises(Repeated) as again:
            office.submit(store, self.by())
        assert (again.value.about, again.value.status) == (reference, None)
        assert asking.counted(store)["bookings"] == 1

    def test_the_first_answer_is_kept_and_no_later_one(self, store: Store) -> None:
        office.submit(store, self.by())
        repeats.keep(store, self.CALL, 201, "first", NOW)
        repeats.keep(store, self.CALL, 409, "second", NOW)
        with pytest.raises(Repeated) as again:
            office.submit(store, self.by())
        assert (again.value.status, again.value.body) == (201, "first")

    def test_a_key_says_one_thing_for_a_caller(self, store: Store) -> None:
        office.submit(store, self.by())
        with pytest.raises(KeyReused):
            office.submit(store, self.by(office.replace(self.CALL, digest="something else")))
        other = office.replace(office.NEIGHBOUR, repeat=office.replace(self.CALL, caller="person:2"))
        office.submit(store, other, region=office.SAMARINDA, slot=at(26))

    def test_a_refused_call_may_come_again(self, store: Store) -> None:
        assert asking.refused(office.submit, store, self.by(), guests=()) == [("E.3.c.4", "no_guest")]
        office.submit(store, self.by())
