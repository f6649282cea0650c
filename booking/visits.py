"""The visits that reception expects: those of a day that have their schedule."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from booking import reads
from booking.models import Booking
from rules.facts import Mode, State

GIVEN = (State.SCHEDULED, State.ARRIVED, State.HELD, State.CLOSED)
"""The states of a visit that has its schedule."""


def of_day(session: Session, day: date) -> list[Booking]:
    """The visits of a day that have their schedule, by hour."""
    return [found for found in reads.sessions(session, day, day, mode=Mode.VISIT) if has_schedule(found)]


def has_schedule(booking: Booking) -> bool:
    """Whether a booking is a visit whose schedule was given and still stands."""
    return booking.mode == Mode.VISIT.value and State(booking.state) in GIVEN
