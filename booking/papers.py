"""The files of a booking: its letter, what was filed of its session, and who may see them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from booking import looks
from booking.errors import Unknown
from booking.journal import Actor
from booking.models import Booking, Document, Receipt
from booking.sight import sees_details
from booking.store import Store
from booking.terms import DocumentKind, Looked, Role
from rules.facts import State


def of_the_letter(session: Session, found: Booking) -> Document | None:
    """The latest file of a booking's letter: its own, or the one with which the letter was registered."""
    own = select(Document).where(Document.booking_id == found.id, Document.kind == DocumentKind.LETTER.value)
    registered_with = (
        select(Document)
        .join(Receipt, Receipt.document_id == Document.id)
        .where(Receipt.letter_id == found.letter_id, Document.booking_id.is_(None))
    )
    latest = (session.scalars(each.order_by(Document.id.desc()).limit(1)).first() for each in (own, registered_with))
    return next((document for document in latest if document is not None), None)


def filed(session: Session, found: Booking) -> list[Document]:
    """What is filed of a session: minutes, attendance list, recording."""
    numbers = [number for number in (found.minutes_id, found.attendance_id, found.recording_id) if number is not None]
    return [session.get_one(Document, number) for number in numbers]


def seen_by(session: Session, number: int, actor: Actor, now: datetime) -> Document:
    """A file of a booking of which an actor sees NIPs and phone numbers, for they stand in it; the same of a file that
    came with the letter of one. An officer sees those of letters on which nothing rests yet."""
    found = session.get(Document, number)
    if found is None or not _may_see(session, found, actor, now):
        raise Unknown
    return found


def _may_see(session: Session, found: Document, actor: Actor, now: datetime) -> bool:
    if any(sees_details(actor, each, now) for each in _bookings_of(session, found)):
        return True
    of_a_letter = select(Receipt.id).where(Receipt.document_id == found.id).limit(1)
    return actor.role is Role.OFFICER and session.scalar(of_a_letter) is not None


def look(store: Store, found: Document, actor: Actor, now: datetime) -> None:
    """Write down that somebody of the office opened a file: at the request it is of; where several rest, or rested, on
    the letter it came with, at the live one, else at the latest."""
    with store.reading() as session:
        rest = max(_bookings_of(session, found), key=lambda each: (State(each.state).live, each.id), default=None)
    what = Looked.LETTER if found.kind == DocumentKind.LETTER else Looked.RECORD
    looks.note(store, actor, now, what, booking_id=rest.id if rest else None, document_id=found.id)


def _bookings_of(session: Session, document: Document) -> list[Booking]:
    if document.booking_id is not None:
        return [session.get_one(Booking, document.booking_id)]
    on_its_letter = (
        select(Booking)
        .join(Receipt, Receipt.letter_id == Booking.letter_id)
        .where(Receipt.document_id == document.id)
    )
    return list(session.scalars(on_its_letter))
