"""Holds end on time: every act that wants a place first lapses the overdue holds on it, so no job need have run."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, literal_column, or_, select
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


_OVERDUE = (
    select(Booking.id)
    .where(
        Booking.state == literal_column(f"'{State.UNCONFIRMED.value}'"),
        Booking.hold_until <= bindparam("now"),
        or_(
            (Booking.date == bindparam("date")) & (Booking.start == bindparam("start")),
            Booking.contact_email == bindparam("email"),
        ),
    )
    .order_by(Booking.id)
)


def overdue(booking: Booking, now: datetime) -> bool:
    """Whether a booking is a hold that has ended."""
    ended = booking.hold_until is not None and booking.hold_until <= now
    return booking.state == State.UNCONFIRMED.value and ended


def lapse_overdue(store: Store, session: Session, now: datetime, slot: Slot, email: str = "") -> None:
    """Lapse the holds on a slot, and the one of an e-mail address, that have ended. The caller has locked both."""
    wanted = {"now": now, "date": slot.date, "start": slot.start, "email": email}
    for number in session.scalars(_OVERDUE, wanted).all():
        lapse(store, session, session.get_one(Booking, number), now)


def lapse(store: Store, session: Session, booking: Booking, now: datetime) -> None:
    """End a hold: its slot is free again."""
    before, passage = booking.state, STATES[State.UNCONFIRMED, Act.LAPSE]
    place(session, booking, passage.to)
    booking.changed_at, booking.sequence = now, booking.sequence + 1
    event = Event(Act.LAPSE.value, before, passage.to.value)
    journal.write(session, store.journal_key, stream_of(booking), now, CLOCK, event)
    session.flush()
