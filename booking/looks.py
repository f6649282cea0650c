"""Looks at personal data: who of the office opened whose, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from booking.journal import Actor
from booking.models import Booking, Look, Person
from booking.models.base import table_of
from booking.store import Store
from booking.terms import STAFF, Looked

_NOTE = insert(table_of(Look))


def note(
    store: Store,
    actor: Actor,
    now: datetime,
    what: Looked,
    *,
    booking_id: int | None = None,
    document_id: int | None = None,
) -> None:
    """Write down that somebody of the office looked. A requester's look at what is its own is nobody's affair."""
    if actor.role not in STAFF or actor.person_id is None:
        return
    row = {
        "at": now,
        "person_id": actor.person_id,
        "role": actor.role.value,
        "what": what.value,
        "booking_id": booking_id,
        "document_id": document_id,
    }
    with store.writing() as session:
        session.execute(_NOTE, row)


def note_again(store: Store, actor: Actor, now: datetime, reference: str) -> None:
    """Write down that somebody is told once more what they were told of a party, whether or not they see it now."""
    with store.reading() as session:
        number = session.scalar(select(Booking.id).where(Booking.reference == reference))
    note(store, actor, now, Looked.GUESTS, booking_id=number)


@dataclass(frozen=True)
class Looker:
    """Who looked at something of a booking, and when."""

    at: datetime
    name: str
    role: str
    what: Looked


def at_booking(session: Session, booking_id: int, most: int) -> list[Looker]:
    """The latest looks at a booking's personal data, the newest first."""
    found = (
        select(Look.at, Person.name, Look.role, Look.what)
        .join(Person, Person.id == Look.person_id)
        .where(Look.booking_id == booking_id)
        .order_by(Look.at.desc(), Look.id.desc())
        .limit(most)
    )
    return [Looker(row.at, row.name, row.role, Looked(row.what)) for row in session.execute(found)]
