"""How the house is doing, in numbers: what stands where, how long things wait. Names nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func as sql
from sqlalchemy import select
from sqlalchemy.orm import Session

from booking import counts, outbox, runs
from booking.models import Booking
from booking.runs import Last
from booking.terms import Delivery

REFUSALS_OF = timedelta(days=1)
"""Refusals are counted over the last day: that stays cheap however old the register is."""


@dataclass(frozen=True)
class Pulse:
    """What is measured. Ages are None where there is nothing that could be old."""

    bookings: Counter[tuple[str, str]]
    messages: Counter[Delivery]
    longest_due: timedelta | None
    oldest_waiting: timedelta | None
    refusals: Counter[tuple[str, str]]
    jobs: dict[str, Last]


def taken(session: Session, jobs: Iterable[str], now: datetime) -> Pulse:
    """The numbers of this moment."""
    bookings = select(Booking.state, Booking.mode, sql.count()).group_by(Booking.state, Booking.mode)
    return Pulse(
        bookings=Counter({(state, mode): count for state, mode, count in session.execute(bookings)}),
        messages=outbox.by_state(session),
        longest_due=outbox.longest_due(session, now),
        oldest_waiting=outbox.oldest_waiting(session, now),
        refusals=counts.refusals_by_code(session, now - REFUSALS_OF),
        jobs=runs.last(session, jobs, now),
    )
