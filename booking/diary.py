"""The office's own calendar: what holds a slot in a range of days, which rooms are blocked, and when it is closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from booking import gather, reads
from booking.models import Booking, Room, RoomBlock
from rules.calendar import WorkingCalendar


@dataclass(frozen=True)
class Diary:
    """A range of days: its sessions by day and hour, the reasons of blocked rooms by room, day and hour, the rooms in
    service, and the working days."""

    sessions: list[Booking]
    blocks: dict[tuple[str, date, str], str]
    rooms: list[Room]
    calendar: WorkingCalendar


def of(session: Session, first: date, last: date) -> Diary:
    """What stands in the office's calendar from one day to another. It costs what those days hold."""
    found = select(RoomBlock).where(RoomBlock.date.between(first, last))
    blocks = {(each.room_code, each.date, each.start): each.reason for each in session.scalars(found)}
    return Diary(
        reads.sessions(session, first, last), blocks, reads.rooms(session), gather.office_calendar(session)
    )
