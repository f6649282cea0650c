"""Bookings that stand where they cannot stay: on a day that is no working day, or in a room that is blocked or out of
service.

Where their hour is past nobody was absent and nothing took place: they wait to be moved, like those that lie ahead.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, or_, select, tuple_
from sqlalchemy.orm import Session, joinedload, selectinload

from booking import gather
from booking.models import Booking, Flag, Letter, Room
from booking.models.bookings import HOLDS
from booking.terms import OfficeReason
from rules.calendar import WorkingCalendar
from rules.facts import Slot, State

MOVABLE = (State.REQUESTED, State.SCHEDULED)
"""The states from which the office moves a booking. Whatever was not confirmed yet is judged when it is."""

ENTERED_LATE = timedelta(days=7)
"""Decrees and floods are entered late: so far back a day may still be closed, and a room blocked."""

FLAGS = {OfficeReason.CLOSURE: "not_a_working_day", OfficeReason.ROOM: "room_taken"}
"""By which code a booking is flagged that must be moved for a reason of the office."""

_WAITS = (*MOVABLE, State.UNCONFIRMED)
_MOVABLE = Booking.state.in_([state.value for state in MOVABLE])
_WHOLE = (joinedload(Booking.letter), joinedload(Booking.unit), joinedload(Booking.room))


@dataclass(frozen=True)
class Displaced:
    """A booking that cannot stay, and for which reason of the office."""

    booking: Booking
    reason: OfficeReason


def _in_order_of_receipt(states: Iterable[State], *where: ColumnElement[bool]) -> Select[Booking]:
    found = select(Booking).options(*_WHOLE, selectinload(Booking.guests))
    found = found.join(Letter, Letter.id == Booking.letter_id)
    found = found.where(HOLDS, Booking.state.in_([state.value for state in states]), *where)
    return found.order_by(Letter.received_at, Booking.submitted_at, Booking.id)


def first_day(now: datetime) -> date:
    """The first day that may still be closed, and on which a room may still be blocked."""
    return Slot.at(now).date - ENTERED_LATE


def on_days(session: Session, days: Collection[date]) -> list[Booking]:
    """Who stands on some days, in order of receipt."""
    if not days:
        return []
    return list(session.scalars(_in_order_of_receipt(_WAITS, Booking.date.in_(list(days)))))


def in_room(session: Session, room: str, slots: Collection[Slot]) -> list[Booking]:
    """Who stands in a room at some slots, in order of receipt."""
    if not slots:
        return []
    there = tuple_(Booking.date, Booking.start).in_([tuple(slot) for slot in slots])
    return list(session.scalars(_in_order_of_receipt(_WAITS, Booking.room_code == room, there)))


def those_displaced(session: Session, calendar: WorkingCalendar) -> ColumnElement[bool]:
    """What cannot stay by a calendar, said of bookings. It is found by their state and day: it costs what may be moved,
    not what is stored."""
    used = session.scalars(select(Booking.date).where(_MOVABLE).distinct()).all()
    off = [day for day in used if calendar.is_working(day) is False]
    blocked = _in_blocked_rooms(session, used)
    return _MOVABLE & or_(Booking.date.in_(off), Booking.id.in_(blocked), Booking.room_code.in_(_retired(session)))


def _retired(session: Session) -> list[str]:
    """The rooms out of service."""
    return list(session.scalars(select(Room.code).where(Room.active.is_(False))))


def _in_blocked_rooms(session: Session, used: Sequence[date]) -> list[int]:
    """The numbers of those that may be moved and stand on these days in a room blocked for their hour."""
    if not used:
        return []
    blocks = gather.blocks(session, min(used), max(used))
    days = {slot.date for _, slot in blocks}.intersection(used)
    there = select(Booking.id, Booking.room_code, Booking.date, Booking.start).where(_MOVABLE, Booking.date.in_(days))
    rows = session.execute(there) if days else ()
    return [number for number, room, day, start in rows if (room, Slot(day, start)) in blocks]


def displaced(session: Session) -> list[Displaced]:
    """Every booking that cannot stay, in order of receipt: whatever made it so, whether or not it was flagged, and
    though its hour be past."""
    calendar = gather.office_calendar(session)
    found = session.scalars(_in_order_of_receipt(MOVABLE, those_displaced(session, calendar)))
    return [
        Displaced(each, OfficeReason.CLOSURE if calendar.is_working(each.date) is False else OfficeReason.ROOM)
        for each in found
    ]


def cannot_stay(session: Session, booking: Booking) -> bool:
    """Whether a booking that may be moved stands on a day off, or in a room that is blocked at its hour."""
    if booking.state not in MOVABLE:
        return False
    if gather.office_calendar(session).is_working(booking.date) is False:
        return True
    slot = Slot(booking.date, booking.start)
    blocks = gather.blocks(session, slot.date, slot.date)
    return (booking.room_code, slot) in blocks or booking.room_code in _retired(session)


def flag_anew(session: Session, now: datetime) -> int:
    """Flag every booking that cannot stay, and take the flag from those that can again. Gives how many were not
    flagged before."""
    session.flush()
    wanted = {(each.booking.id, FLAGS[each.reason]) for each in displaced(session)}
    raised = select(Flag).join(Booking, Booking.id == Flag.booking_id).where(HOLDS, Flag.code.in_(FLAGS.values()))
    standing = {(flag.booking_id, flag.code): flag for flag in session.scalars(raised)}
    for key, flag in standing.items():
        if key not in wanted:
            session.delete(flag)
    new = sorted(wanted - set(standing))
    session.add_all(Flag(booking_id=number, code=code, raised_at=now) for number, code in new)
    session.flush()
    return len(new)
