"""How often: refusals by clause, sessions by state. Reads only; each takes the caller's session."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

from sqlalchemy import func as sql
from sqlalchemy import select
from sqlalchemy.orm import Session

from booking.models import Booking, Decision


def refusals_by_code(
    session: Session, since: datetime, until: datetime | None = None
) -> Counter[tuple[str, str]]:
    """How often each clause and code refused since an instant, and before another."""
    found = select(Decision.verdict).where(Decision.at >= since, Decision.allowed.is_(False))
    rows = session.scalars(found.where(Decision.at < until) if until is not None else found)
    return Counter((each["clause"], each["code"]) for verdict in rows for each in verdict["refusals"])


def states_between(session: Session, first: date, last: date) -> Counter[tuple[str, str]]:
    """How many bookings of a range of days stand in each mode and state."""
    rows = session.execute(
        select(Booking.mode, Booking.state, sql.count())
        .where(Booking.date.between(first, last))
        .group_by(Booking.mode, Booking.state)
    )
    return Counter({(mode, state): number for mode, state, number in rows})
