"""The outbox: who may send what next, and what becomes of it."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from booking import codes, outbox, workflow
from booking.journal import Actor
from booking.messages import contact_center, put
from booking.models import Booking, JournalEntry, Message
from booking.store import Store
from booking.terms import Delivery, MessageKind, OfficeReason, Role
from rules.facts import State
from tests.booking import office
from tests.booking.office import BEGINS, KEY, LATER, MINUTE, NOW, at, instant

EVE = instant(24, 8)
NOBODY = Actor(Role.HOLDER)
LONG = timedelta(days=1)


def write(
    store: Store, about: str = "booking:X", recipient: str = "a@uji.test", now: datetime = NOW, **more: object
) -> int:
    """A message that waits; gives its number."""
    with store.writing() as session:
        version = more.pop("version", None) or len(session.scalars(select(Message.id)).all()) + 1
        put(session, about, MessageKind.WITHDRAWN, version, recipient, {}, now)  # type: ignore[arg-type]
        session.flush()
        return session.scalars(select(Message.id).order_by(Message.id.desc())).first() or 0


def message(store: Store, number: int) -> Message:
    with store.reading() as session:
        return session.get_one(Message, number)


def told(store: Store, reference: str) -> dict[str, int]:
    """A booking's messages: kind and number."""
    with store.reading() as session:
        rows = select(Message).where(Message.about == f"booking:{reference}").order_by(Message.id)
        return {row.kind: row.id for row in session.scalars(rows)}


def stands(store: Store, number: int, now: datetime) -> bool:
    with store.reading() as session:
        return outbox.stands(outbox.sending(session, KEY, number), now)


class TestClaiming:
    def test_nothing_waits(self, store: Store) -> None:
        assert outbox.claim(store, NOW) is None

    def test_the_oldest_first_and_each_once(self, store: Store) -> None:
        first, second = write(store, "booking:A"), write(store, "booking:B", now=NOW + MINUTE)
        assert [outbox.claim(store, LATER) for _ in range(3)] == [first, second, None]

    def test_a_later_message_of_the_same_stream_waits_for_the_earlier(self, store: Store) -> None:
        first, second = write(store), write(store)
        assert [outbox.claim(store, LATER) for _ in range(2)] == [first, None]
        outbox.sent(store, first, LATER)
        assert outbox.claim(store, LATER) == second

    def test_it_waits_while_the_earlier_is_tried_again_and_goes_when_that_is_dead(self, store: Store) -> None:
        first, second = write(store), write(store)
        outbox.claim(store, NOW)
        outbox.failed(store, first, NOW, "421 later", permanent=False)
        assert outbox.claim(store, NOW) is None
        assert outbox.claim(store, NOW + MINUTE) == first
        outbox.failed(store, first, NOW + MINUTE, "550 unknown", permanent=True)
        assert outbox.claim(store, NOW + MINUTE) == second

    def test_another_recipient_of_the_stream_does_not_wait(self, store: Store) -> None:
        numbers = [write(store), write(store, recipient="b@uji.test")]
        assert [outbox.claim(store, LATER) for _ in range(2)] == numbers

    def test_a_claim_ends_with_its_lease(self, store: Store) -> None:
        number = write(store)
        assert outbox.claim(store, NOW, MINUTE) == number
        assert outbox.claim(store, NOW + MINUTE - timedelta(seconds=1), MINUTE) is None
        assert outbox.claim(store, NOW + MINUTE, MINUTE) == number

    def test_a_clock_set_back_holds_up_no_message_that_was_never_tried(self, store: Store) -> None:
        number = write(store)
        assert outbox.claim(store, NOW - timedelta(hours=1)) == number


class TestWhatBecameOfIt:
    def test_sent(self, store: Store) -> None:
        number = write(store)
        outbox.claim(store, NOW)
        outbox.sent(store, number, LATER)
        row = message(store, number)
        assert (row.state, row.sent_at, row.attempts, row.claimed_until) == (Delivery.SENT, LATER, 1, None)
        assert outbox.claim(store, LATER + LONG) is None

    def test_what_was_sent_stays_so(self, store: Store) -> None:
        number = write(store)
        outbox.sent(store, number, NOW)
        outbox.failed(store, number, LATER, "too late", permanent=True)
        outbox.drop(store, number)
        assert message(store, number).state == Delivery.SENT

    def test_the_pauses_grow(self, store: Store) -> None:
        number, now, pauses = write(store), NOW, []
        for _ in range(7):
            assert not outbox.failed(store, number, now, "451 busy", permanent=False)
            row = message(store, number)
            pauses.append((row.next_at - now) // MINUTE)
            assert outbox.claim(store, row.next_at - timedelta(seconds=1)) is None
            assert outbox.claim(store, row.next_at) == number
            now = row.next_at
        assert pauses == [1, 5, 15, 60, 180, 180, 180]
        assert (row.state, row.attempts, row.error) == (Delivery.WAITING, 7, "451 busy")

    def test_after_the_last_attempt_it_is_dead(self, store: Store) -> None:
        number = write(store)
        dead = [outbox.failed(store, number, NOW, "451 busy", permanent=False) for _ in range(outbox.ATTEMPTS)]
        assert dead == [False] * (outbox.ATTEMPTS - 1) + [True]
        assert message(store, number).state == Delivery.DEAD
        assert outbox.claim(store, NOW + LONG) is None

    def test_a_dead_one_is_sent_again_by_somebody_and_no_other(self, store: Store) -> None:
        dead, waiting = write(store, "booking:A"), write(store, "booking:B")
        outbox.failed(store, dead, NOW, "550 unknown", permanent=True)
        assert outbox.resend(store, dead, office.ADMIN, LATER)
        assert not outbox.resend(store, dead, office.ADMIN, LATER)
        assert not outbox.resend(store, waiting, office.ADMIN, LATER)
        assert not outbox.resend(store, 999, office.ADMIN, LATER)
        row = message(store, dead)
        assert (row.state, row.attempts, row.next_at) == (Delivery.WAITING, 0, LATER)
        with store.reading() as session:
            [entry] = session.scalars(select(JournalEntry))
            assert (entry.stream, entry.act, entry.actor_id) == ("booking:A", "resend", office.ADMIN.person_id)


class TestWhatGoesAlong:
    def test_a_request_received_brings_its_access_code(self, store: Store) -> None:
        submitted = office.submit(store)
        with store.reading() as session:
            what = outbox.sending(session, KEY, told(store, submitted.reference)["received"])
        assert what.booking is not None
        assert (what.access_code, what.confirm_token) == (submitted.access_code, None)
        assert (what.recipient, what.at, what.attachments) == (office.WISH.contact_email, NOW, ())
        # read after the session is over, as who renders does
        assert (what.booking.letter.number, len(what.booking.guests)) == ("005/123/BPKAD", 2)
        assert what.booking.region is not None

    def test_a_hold_brings_its_token(self, store: Store) -> None:
        submitted = office.submit(store, NOBODY)
        with store.reading() as session:
            what = outbox.sending(session, KEY, told(store, submitted.reference)["confirm"])
        assert (what.access_code, what.confirm_token) == (None, codes.confirmation(KEY, submitted.reference))

    def test_a_letter_through_the_portal_is_attached(self, store: Store) -> None:
        office.submit(store, office.REGION)
        with store.reading() as session:
            [number] = session.scalars(select(Message.id).where(Message.kind == "letter_copy"))
            what = outbox.sending(session, KEY, number)
        assert (what.recipient, what.booking) == (contact_center(), None)
        [letter] = what.attachments
        assert (letter.filename, letter.content_type, letter.content) == ("letter.pdf", "application/pdf", office.PDF)

    def test_the_number_is_the_same_each_time_and_another_for_each_message(self, store: Store) -> None:
        reference = office.scheduled(store)
        with store.reading() as session:
            rows = session.scalars(select(Message).order_by(Message.id)).all()
            numbers = [outbox.number_of(row) for row in rows]
            assert numbers == [outbox.sending(session, KEY, row.id).number for row in rows]
        assert len(set(numbers)) == len(numbers)
        assert numbers[0].startswith(f"booking.{reference.lower()}.received.1.")
        assert all(re.fullmatch(r"[a-z0-9.-]+", number) for number in numbers)


class TestWhatIsNoLongerSo:
    def test_a_confirmation_while_the_hold_runs(self, store: Store) -> None:
        reference = office.submit(store, NOBODY).reference
        number = told(store, reference)["confirm"]
        half_an_hour = NOW + timedelta(minutes=30)
        assert stands(store, number, half_an_hour - MINUTE)
        assert not stands(store, number, half_an_hour)

    def test_no_confirmation_of_what_is_confirmed(self, store: Store) -> None:
        reference = office.submit(store, NOBODY).reference
        token = codes.confirmation(KEY, reference)
        workflow.confirm(store, reference, office.holder(reference), NOW + MINUTE, token=token)
        assert not stands(store, told(store, reference)["confirm"], NOW + MINUTE)

    def reminder(self, store: Store, reference: str) -> int:
        with store.writing() as session:
            booking = office.found(session, reference)
            params = {"date": booking.date.isoformat(), "start": booking.start}
            put(session, f"booking:{reference}", MessageKind.REMINDER, 0, "a@uji.test", params, EVE, booking.id)
        return told(store, reference)["reminder"]

    def test_a_reminder_until_the_session_begins(self, store: Store) -> None:
        number = self.reminder(store, office.scheduled(store))
        assert stands(store, number, BEGINS - MINUTE)
        assert not stands(store, number, BEGINS)

    def test_no_reminder_of_a_session_that_moved_or_was_cancelled(self, store: Store) -> None:
        moved, cancelled = office.scheduled(store), office.scheduled(store, **office.region_letter(2, slot=at(26)))
        numbers = self.reminder(store, moved), self.reminder(store, cancelled)
        workflow.move(store, moved, office.OFFICER, EVE, slot=at(27), reason=OfficeReason.ROOM)
        workflow.cancel(store, cancelled, office.OFFICER, EVE, note="berhalangan")
        assert [stands(store, number, EVE) for number in numbers] == [False, False]

    @pytest.mark.parametrize(
        ("kind", "state", "so"),
        [
            (MessageKind.ESCALATED, State.REQUESTED, True),
            (MessageKind.ESCALATED, State.SCHEDULED, False),
            (MessageKind.RECORD_OVERDUE, State.HELD, True),
            (MessageKind.RECORD_OVERDUE, State.CLOSED, False),
            (MessageKind.SCHEDULED, State.CANCELLED, True),
            (MessageKind.NO_SHOW, State.HELD, True),
        ],
    )
    def test_a_message_of_a_state(self, sqlite_store: Store, kind: MessageKind, state: State, so: bool) -> None:
        reference = getattr(office, state.value)(sqlite_store)
        with sqlite_store.writing() as session:
            number = session.scalar(select(Booking.id)) or 0
            put(session, f"booking:{reference}", kind, 99, "z@uji.test", {}, NOW, number)
        with sqlite_store.reading() as session:
            written = session.scalars(select(Message.id).where(Message.version == 99)).one()
        assert stands(sqlite_store, written, EVE) is so


class TestHowLongThingsWait:
    def ages(self, store: Store, now: datetime) -> tuple[timedelta | None, timedelta | None]:
        with store.reading() as session:
            return outbox.longest_due(session, now), outbox.oldest_waiting(session, now)

    def test_nothing(self, store: Store) -> None:
        assert self.ages(store, NOW) == (None, None)

    def test_one_that_nobody_sends(self, store: Store) -> None:
        write(store)
        assert self.ages(store, LATER) == (LATER - NOW, LATER - NOW)

    def test_one_that_waits_to_be_tried_again_holds_no_alarm_and_neither_does_who_waits_for_it(
        self, store: Store
    ) -> None:
        number, _ = write(store), write(store)
        outbox.failed(store, number, LATER, "451 busy", permanent=False)
        assert self.ages(store, LATER) == (None, LATER - NOW)
        assert self.ages(store, LATER + 3 * MINUTE) == (2 * MINUTE, LATER - NOW + 3 * MINUTE)
