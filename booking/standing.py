"""Bookings that stand where they cannot stay: on a day that is no working day, or in a room that is blocked."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select, tuple_
from sqlalchemy.orm import Session, joinedload, selectinload

from booking import gather
from booking.models import Booking, Flag, Letter, RoomBlock
from booking.models.bookings import HOLDS
from booking.terms import OfficeReason
from rules.calendar import WorkingCalendar
from rules.facts import Slot, State

MOVABLE = (State.REQUESTED, State.SCHEDULED)
"""The states from which the office moves a booking. Whatever was not confirmed yet is judged when it is."""

FLAGS = {OfficeReason.CLOSURE: "not_a_working_day", OfficeReason.ROOM: "room_taken"}
"""By which code a booking is flagged that must be moved for a reason of the office."""

_WAITS = (*MOVABLE, State.UNCONFIRMED)
_WHOLE = (joinedload(Booking.letter), joinedload(Booking.unit), joinedload(Booking.room))
_BLOCKED = (
    select(RoomBlock.id)
    .where(
        RoomBlock.room_code == Booking.room_code,
        RoomBlock.date == Booking.date,
        RoomBlock.start == Booking.start,
    )
    .exists()
)


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


def _ahead(bookings: Iterable[Booking], now: datetime) -> list[Booking]:
    """Those whose session has not begun."""
    begun = Slot.at(now)
    return [each for each in bookings if Slot(each.date, each.start) > begun]


def on_days(session: Session, days: Collection[date], now: datetime) -> list[Booking]:
    """Who stands on some days with a session that lies ahead, in order of receipt."""
    if not days:
        return []
    return _ahead(session.scalars(_in_order_of_receipt(_WAITS, Booking.date.in_(list(days)))), now)


def in_room(session: Session, room: str, slots: Collection[Slot], now: datetime) -> list[Booking]:
    """Who stands in a room at some slots that lie ahead, in order of receipt."""
    if not slots:
        return []
    there = tuple_(Booking.date, Booking.start).in_([tuple(slot) for slot in slots])
    return _ahead(session.scalars(_in_order_of_receipt(_WAITS, Booking.room_code == room, there)), now)


def used_days(session: Session, now: datetime) -> list[date]:
    """The days from today on at which anything is booked."""
    found = select(Booking.date).where(HOLDS, Booking.date >= Slot.at(now).date)
    return list(session.scalars(found.distinct().order_by(Booking.date)))


def off_days(session: Session, calendar: WorkingCalendar, now: datetime) -> list[date]:
    """Of the days from today on at which anything is booked, those that are no working days by a calendar."""
    return [day for day in used_days(session, now) if calendar.is_working(day) is False]


def displaced(session: Session, now: datetime) -> list[Displaced]:
    """Every booking ahead that cannot stay, in order of receipt: whatever made it so, and whether or not it was
    flagged."""
    off = set(off_days(session, gather.office_calendar(session), now))
    where = and_(Booking.date >= Slot.at(now).date, or_(Booking.date.in_(list(off)), _BLOCKED))
    found = _ahead(session.scalars(_in_order_of_receipt(MOVABLE, where)), now)
    return [Displaced(each, OfficeReason.CLOSURE if each.date in off else OfficeReason.ROOM) for each in found]


def flag_anew(session: Session, now: datetime) -> int:
    """Flag every booking that cannot stay, and take the flag from those that can again. Gives how many cannot."""
    session.flush()
    wanted = {(each.booking.id, FLAGS[each.reason]) for each in displaced(session, now)}
    raised = select(Flag).join(Booking, Booking.id == Flag.booking_id)
    raised = raised.where(HOLDS, Booking.date >= Slot.at(now).date, Flag.code.in_(FLAGS.values()))
    standing = {(flag.booking_id, flag.code): flag for flag in session.scalars(raised)}
    for key, flag in standing.items():
        if key not in wanted:
            session.delete(flag)
    new = sorted(wanted - set(standing))
    session.add_all(Flag(booking_id=number, code=code, raised_at=now) for number, code in new)
    session.flush()
    return len(wanted)
