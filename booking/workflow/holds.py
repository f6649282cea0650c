"""Holds end on time: every act that wants a place first lapses the overdue holds on it, so no job need have run."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from booking import journal
from booking.journal import Actor, Event
from booking.messages import stream_of
from booking.models import Booking
from booking.states import STATES
from booking.store import Store
from booking.terms import Act, Role
from booking.workflow.places import place
from rules.facts import Slot, State

CLOCK = Actor(Role.CLOCK, channel="job")
"""The passage of time, as it acts."""


def overdue(booking: Booking, now: datetime) -> bool:
    """Whether a booking is a hold that has ended."""
    ended = booking.hold_until is not None and booking.hold_until <= now
    return booking.state == State.UNCONFIRMED.value and ended


def lapse_overdue(store: Store, session: Session, now: datetime, slot: Slot, email: str = "") -> None:
    """Lapse the holds on a slot, and the one of an e-mail address, that have ended. The caller has locked both."""
    here = (Booking.date == slot.date) & (Booking.start == slot.start)
    found = select(Booking).where(
        Booking.state == State.UNCONFIRMED.value, Booking.hold_until <= now, or_(here, Booking.contact_email == email)
    )
    for booking in session.scalars(found.order_by(Booking.id)).all():
        lapse(store, session, booking, now)


def lapse(store: Store, session: Session, booking: Booking, now: datetime) -> None:
    """End a hold: its slot is free again."""
    before, passage = booking.state, STATES[State.UNCONFIRMED, Act.LAPSE]
    place(session, booking, passage.to)
    booking.changed_at, booking.sequence = now, booking.sequence + 1
    event = Event(Act.LAPSE.value, before, passage.to.value)
    journal.write(session, store.journal_key, stream_of(booking), now, CLOCK, event)
    session.flush()
