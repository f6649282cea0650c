"""What is due of a booking: an answer, a session that is near, the record of one that was held."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, text
from sqlalchemy import func as sql
from sqlalchemy.orm import Session

from booking import standing
from booking.chores import EVENING, UNDECIDED
from booking.models import Booking
from rules.calendar import WorkingCalendar
from rules.facts import WIB, Mode, State
from rules.parameters import HOLDS_FROM

NEAR = 1
"""A session so many working days ahead, or fewer, is near."""

MOST_COUNTED = 100
"""How much is counted at most of what an officer must see to."""

_A_DAY = timedelta(days=1)


class Due(StrEnum):
    """What somebody must see to: an answer that is late, a near session, a record that is overdue."""

    LATE = "late"
    NEAR = "near"
    RECORD = "record"


@dataclass(frozen=True)
class Window:
    """Of which bookings something is due: those in some states, by when they were asked for or by their day."""

    states: tuple[State, ...]
    asked_before: datetime | None = None
    first: date | None = None
    last: date | None = None
    without_record: bool = False

    def conditions(self, c: Any) -> Iterator[ColumnElement[bool]]:
        """The same, said of the columns of a table of bookings."""
        yield c.state.in_([state.value for state in self.states])
        if self.asked_before is not None:
            yield c.submitted_at < self.asked_before
        if self.first is not None:
            yield c.date >= self.first
        if self.last is not None:
            yield c.date <= self.last
        if self.without_record:
            yield _without_record(c)


def answer_by(calendar: WorkingCalendar, asked_on: date) -> date | None:
    """The last day for an answer before the leadership is told; None where the year's days off are not known."""
    return calendar.working_day_after(asked_on, UNDECIDED)


def late(calendar: WorkingCalendar, now: datetime) -> Window:
    """Requests whose answer the leadership has been told is missing."""
    today = now.astimezone(WIB).date()
    day = today
    while day > HOLDS_FROM and not ((last := answer_by(calendar, day)) and last < today):
        day -= _A_DAY
    following = datetime.combine(day + _A_DAY, time.min, WIB)
    return Window((State.REQUESTED,), asked_before=following)


def near(calendar: WorkingCalendar, now: datetime) -> Window:
    """What takes place today or on the next working day."""
    today = now.astimezone(WIB).date()
    last = calendar.working_day_after(today, NEAR) or today
    return Window((State.REQUESTED, State.SCHEDULED, State.ARRIVED), first=today, last=last)


def record(_calendar: WorkingCalendar, now: datetime) -> Window:
    """E.3.b.3, E.3.c.10: sessions that were held, whose evening is over, and whose record is not whole."""
    local = now.astimezone(WIB)
    last = local.date() if local.time() >= EVENING else local.date() - _A_DAY
    return Window((State.HELD,), last=last, without_record=True)


_WINDOWS = {Due.LATE: late, Due.NEAR: near, Due.RECORD: record}


def window(due: Due, calendar: WorkingCalendar, now: datetime) -> Window:
    """The bookings of which this is due at an instant."""
    return _WINDOWS[due](calendar, now)


def _without_record(c: Any) -> ColumnElement[bool]:
    """What :func:`rules.desk.record` finds missing."""
    visit = and_(c.mode == Mode.VISIT.value, or_(c.minutes_id.is_(None), c.attendance_id.is_(None)))
    video = and_(c.mode == Mode.VIDEO_CONFERENCE.value, c.minutes_id.is_(None), c.recording_id.is_(None))
    return or_(visit, video)


def records_overdue(session: Session, calendar: WorkingCalendar, now: datetime) -> int:
    """How many records are overdue; more than MOST_COUNTED are not counted."""
    return _counted(session, *record(calendar, now).conditions(Booking))


def displaced(session: Session, calendar: WorkingCalendar) -> int:
    """How many bookings cannot stay where they are; more than MOST_COUNTED are not counted."""
    return _counted(session, standing.those_displaced(session, calendar))


def _counted(session: Session, *where: ColumnElement[bool]) -> int:
    found = select(text("1")).select_from(Booking).where(*where)
    return session.scalar(select(sql.count()).select_from(found.limit(MOST_COUNTED + 1).subquery())) or 0
