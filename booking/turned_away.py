"""Parties that reception turned away, as they were recorded. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from booking.errors import Unknown
from booking.models import Booking, TurnedAway
from booking.terms import TurnedAwayFor
from rules.facts import WIB


@dataclass(frozen=True)
class Party:
    """Who was turned away, why and when; ``reference`` is of their request, where one was named."""

    id: int
    name: str
    institution: str
    code: TurnedAwayFor
    happened_at: datetime
    recorded_at: datetime
    reference: str | None


def one(session: Session, number: int) -> Party:
    """A recorded party; raises Unknown where there is none."""
    for found in _parties(session, TurnedAway.id == number):
        return found
    raise Unknown


def of_day(session: Session, day: date) -> list[Party]:
    """Who was turned away on a day (WIB), the latest first."""
    midnight, last = (datetime.combine(day, hour, WIB) for hour in (time.min, time.max))
    found = _parties(session, TurnedAway.happened_at.between(midnight, last))
    return sorted(found, key=lambda party: (party.happened_at, party.id), reverse=True)


def _parties(session: Session, where: ColumnElement[bool]) -> Iterable[Party]:
    rows = session.execute(
        select(TurnedAway, Booking.reference)
        .outerjoin(Booking, Booking.id == TurnedAway.booking_id)
        .where(where)
    )
    for row in rows:
        yield _party(row.TurnedAway, row.reference)


def _party(row: TurnedAway, reference: str | None) -> Party:
    return Party(
        id=row.id,
        name=row.name,
        institution=row.institution,
        code=TurnedAwayFor(row.code),
        happened_at=row.happened_at.astimezone(WIB),
        recorded_at=row.recorded_at.astimezone(WIB),
        reference=reference,
    )
