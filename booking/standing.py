"""Bookings that stand where they cannot stay: on a day that is no working day, or in a room that is blocked or out of
service.

Where their hour is past nobody was absent and nothing took place: they wait to be moved, like those that lie ahead.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, or_, select, tuple_
from sqlalchemy.orm import Session, joinedload, selectinload

from booking import gather
from booking.models import Booking, Flag, Letter, Room, RoomBlock
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
_BLOCKED = or_(
    select(RoomBlock.id)
    .where(
        RoomBlock.room_code == Booking.room_code,
        RoomBlock.date == Booking.date,
        RoomBlock.start == Booking.start,
    )
    .exists(),
    select(Room.code).where(Room.code == Booking.room_code, Room.active.is_(False)).exists(),
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


def off_days(session: Session, calendar: WorkingCalendar) -> list[date]:
    """Of the days on which anything stands that may be moved, those that are no working days by a calendar."""
    used = session.scalars(select(Booking.date).where(_MOVABLE).distinct().order_by(Booking.date))
    return [day for day in used if calendar.is_working(day) is False]


def displaced_ones(off: Collection[date]) -> ColumnElement[bool]:
    """What cannot stay, said of bookings, where these are the days off on which any stands."""
    return _MOVABLE & or_(Booking.date.in_(list(off)), _BLOCKED)


def displaced(session: Session) -> list[Displaced]:
    """Every booking that cannot stay, in order of receipt: whatever made it so, whether or not it was flagged, and
    though its hour be past."""
    off = set(off_days(session, gather.office_calendar(session)))
    found = session.scalars(_in_order_of_receipt(MOVABLE, displaced_ones(off)))
    return [Displaced(each, OfficeReason.CLOSURE if each.date in off else OfficeReason.ROOM) for each in found]


def cannot_stay(session: Session, booking: Booking) -> bool:
    """Whether a booking that may be moved stands on a day off, or in a room that is blocked at its hour."""
    if booking.state not in MOVABLE:
        return False
    if gather.office_calendar(session).is_working(booking.date) is False:
        return True
    return session.scalar(select(Booking.id).where(Booking.id == booking.id, _BLOCKED)) is not None


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
