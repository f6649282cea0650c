"""What time brings: the bodies of the jobs. Each looks for what is due as things stand and does that, so running one
again does nothing twice, and one that did not run for a day does it all at the next run.

Every booking has its own transaction. One that fails is counted and named, and the others go on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select
from sqlalchemy.orm import Session

from booking import documents, drafts, gather, journal, runs, seals, standing, workflow
from booking.errors import NotOpen
from booking.journal import Event
from booking.messages import contact_center, of_the_unit, put_once, stream_of
from booking.models import Answer, Booking, Document, Draft, JournalEntry, Person
from booking.runs import Outcome
from booking.store import Store
from booking.terms import MessageKind, Role
from booking.workflow import holds
from booking.workflow.absence import missed_at
from booking.workflow.record import filed
from rules import desk
from rules.facts import WIB, Mode, Slot, State

EVENING = time(18)
"""From this hour on a session of the day that nobody finished finishes itself."""

UNDECIDED = 1
"""After so many working days, the day of its coming not counted, a request without an answer is escalated."""

ESCALATE = "escalate"
"""The journal's word for a request that was put before the leadership."""

KEPT_UNLINKED = timedelta(days=1)
KEPT_ANSWERS = timedelta(days=3)
KEPT_RUNS = timedelta(days=14)

_log = logging.getLogger(__name__)


def lapse(store: Store, now: datetime) -> Outcome:
    """Holds that nobody confirmed in time end."""
    over = and_(Booking.state == State.UNCONFIRMED.value, Booking.hold_until <= now)
    return _each(_references(store, over), lambda reference: workflow.lapse(store, reference, now))


def expire(store: Store, now: datetime) -> Outcome:
    """Requests that nobody decided before their session began end, with an apology."""
    begun = [
        reference
        for reference, slot in _slots(store, now, Booking.state == State.REQUESTED.value)
        if desk.begins_at(slot) <= now
    ]
    return _each(begun, lambda reference: workflow.expire(store, reference, now))


def no_shows(store: Store, now: datetime) -> Outcome:
    """Visits to which nobody came are written down as missed, from noon of the next working day on. Those that could
    not take place where they stand wait to be moved."""
    waiting = _slots(store, now, Booking.state == State.SCHEDULED.value, Booking.mode == Mode.VISIT.value)
    with store.reading() as session:
        missed = {day: missed_at(session, day) for day in {slot.date for _, slot in waiting}}
    due = [reference for reference, slot in waiting if (at := missed[slot.date]) is not None and at <= now]
    return _each(due, lambda reference: workflow.mark_absent(store, reference, holds.CLOCK, now))


def finish(store: Store, now: datetime) -> Outcome:
    """In the evening sessions that took place and that nobody finished are held: visits with guests, and video
    conferences, of which nobody sees who came. Those that could not take place where they stand wait to be moved."""
    video = and_(Booking.state == State.SCHEDULED.value, Booking.mode == Mode.VIDEO_CONFERENCE.value)
    over = [
        reference
        for reference, slot in _slots(store, now, or_(Booking.state == State.ARRIVED.value, video))
        if max(desk.ends_at(slot), datetime.combine(slot.date, EVENING, WIB)) <= now
    ]
    return _each(over, lambda reference: workflow.finish(store, reference, holds.CLOCK, now))


def escalate(store: Store, now: datetime) -> Outcome:
    """Requests that wait for their answer longer than a working day are put before the leadership, once."""
    stream = "booking:" + Booking.reference
    told = exists().where(JournalEntry.stream == stream, JournalEntry.act == ESCALATE)
    with store.reading() as session:
        calendar = gather.office_calendar(session)
        waiting = select(Booking.reference, Booking.submitted_at).where(Booking.state == State.REQUESTED.value, ~told)
        rows = session.execute(waiting.order_by(Booking.submitted_at, Booking.id)).all()
    late = [
        row.reference for row in rows if _later(calendar.working_day_after(row.submitted_at.date(), UNDECIDED), now)
    ]

    def tell(session: Session, booking: Booking) -> int:
        rows = select(JournalEntry.id).where(JournalEntry.stream == stream_of(booking), JournalEntry.act == ESCALATE)
        if booking.state != State.REQUESTED.value or session.scalar(rows) is not None:
            return 0
        leaders = select(Person.email).where(Person.role == Role.LEADERSHIP.value, Person.active)
        told = dict.fromkeys([contact_center(), *session.scalars(leaders.order_by(Person.email))])
        event = Event(ESCALATE, booking.state, booking.state)
        journal.write(session, store.journal_key, stream_of(booking), now, holds.CLOCK, event)
        return sum(put_once(session, booking, MessageKind.ESCALATED, 0, recipient, now) for recipient in told)

    return _each(late, lambda reference: _telling(store, reference, tell))


def remind(store: Store, now: datetime) -> Outcome:
    """Whoever has a session on the next working day is reminded of it, once for each day it is given; not of one whose
    room is blocked, which is to be moved."""
    with store.reading() as session:
        following = gather.office_calendar(session).working_day_after(_today(now), 1)
    if following is None:
        return Outcome()

    def tell(session: Session, booking: Booking) -> int:
        if booking.state != State.SCHEDULED.value or booking.date != following:
            return 0
        if standing.cannot_stay(session, booking):
            return 0
        recipient = booking.contact_email
        return put_once(session, booking, MessageKind.REMINDER, following.toordinal(), recipient, now)

    near = and_(Booking.state == State.SCHEDULED.value, Booking.date == following)
    return _each(_references(store, near), lambda reference: _telling(store, reference, tell))


def overdue(store: Store, now: datetime) -> Outcome:
    """Each working day the unit and the Contact Center hear of sessions whose record is missing, from the working day
    after the session on."""
    today = _today(now)
    with store.reading() as session:
        calendar = gather.office_calendar(session)
    if not calendar.is_working(today):
        return Outcome()

    def tell(session: Session, booking: Booking) -> int:
        lacks = desk.record(Mode(booking.mode), filed(booking))
        if booking.state != State.HELD.value or not lacks:
            return 0
        told = dict.fromkeys([*of_the_unit(session, booking), contact_center()])
        version, kind = today.toordinal(), MessageKind.RECORD_OVERDUE
        return sum(put_once(session, booking, kind, version, recipient, now) for recipient in told)

    due = [
        reference
        for reference, slot in _slots(store, now, Booking.state == State.HELD.value)
        if (first := calendar.working_day_after(slot.date, 1)) is not None and first <= today
    ]
    return _each(due, lambda reference: _telling(store, reference, tell))


def seal(store: Store, now: datetime) -> Outcome:
    """The ends of the journal's chains are sealed."""
    outcome, made = Outcome(), seals.seal(store, now)
    if made is not None:
        outcome.counts["done"] = made.chains
    return outcome


def sweep(store: Store, now: datetime) -> Outcome:
    """Drafts left behind, files that nothing links to, answers kept for repeated calls, and old runs of jobs go. The
    journal stays."""
    outcome = Outcome()
    outcome.counts["drafts"] = drafts.sweep(store, now)
    with store.reading() as session:
        unlinked = select(Document.id).where(Document.linked_at.is_(None), Document.created_at < now - KEPT_UNLINKED)
        with_a_draft = select(Draft.document_id).where(Draft.document_id.is_not(None))
        numbers = session.scalars(unlinked.where(Document.id.not_in(with_a_draft)).order_by(Document.id)).all()
    for number in numbers:
        documents.discard(store, number)
    with store.writing() as session:
        old = delete(Answer).where(Answer.created_at < now - KEPT_ANSWERS).returning(Answer.key)
        outcome.counts["answers"] = len(session.execute(old).all())
    with store.writing() as session:
        outcome.counts["runs"] = runs.sweep(session, now - KEPT_RUNS)
    outcome.counts["documents"] = len(numbers)
    return outcome


def _each(references: Iterable[str], act: Callable[[str], int | None]) -> Outcome:
    """Do something with each booking. Somebody who was quicker is no failure."""
    outcome = Outcome()
    for reference in references:
        try:
            done = act(reference)
        except NotOpen:
            outcome.counts["skipped"] += 1
        except Exception as error:
            _log.exception("%s", reference)
            outcome.counts["failed"] += 1
            outcome.failures.append(f"{reference}: {type(error).__name__}")
        else:
            outcome.counts["done"] += 1 if done is None else done
    return outcome


def _telling(store: Store, reference: str, tell: Callable[[Session, Booking], int]) -> int:
    """Put messages of a booking into the outbox, as it stands under its lock."""
    with store.writing() as session:
        store.lock(session, {f"booking:{reference}"})
        return tell(session, session.scalars(select(Booking).where(Booking.reference == reference)).one())


def _references(store: Store, *where: ColumnElement[bool]) -> list[str]:
    with store.reading() as session:
        return list(session.scalars(select(Booking.reference).where(*where).order_by(Booking.id)))


def _slots(store: Store, now: datetime, *where: ColumnElement[bool]) -> list[tuple[str, Slot]]:
    """Bookings whose day has come, by day and hour, each with its slot."""
    found = select(Booking.reference, Booking.date, Booking.start).where(Booking.date <= _today(now), *where)
    with store.reading() as session:
        rows = session.execute(found.order_by(Booking.date, Booking.start, Booking.id)).all()
    return [(row.reference, Slot(row.date, row.start)) for row in rows]


def _today(now: datetime) -> date:
    return now.astimezone(WIB).date()


def _later(day: date | None, now: datetime) -> bool:
    """Whether a day is over; where it is not known it is not."""
    return day is not None and _today(now) > day
