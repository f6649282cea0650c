"""The office's days as its own pages show them: years and the decrees they rest on, closures, blocked rooms. Reads
only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from booking import gather, standing
from booking.days import DayOff
from booking.models import CalendarDay, CalendarYear, Closure, Room, RoomBlock
from rules import parameters
from rules.calendar import WorkingCalendar, decreed_days_off
from rules.words import Wording


@dataclass(frozen=True)
class KnownYear:
    """A year whose days off are known: what that rests on, since when it stands where it was entered by hand, its days
    off with their names, and how many working days are left with the closures taken off."""

    year: int
    source: str
    entered_at: datetime | None
    days: list[tuple[date, Wording]]
    working: int


def known_years(session: Session) -> list[KnownYear]:
    """Every known year, in order."""
    calendar = gather.office_calendar(session)
    entered = {each.year: each for each in session.scalars(select(CalendarYear))}
    return [_known(session, calendar, year, entered.get(year)) for year in sorted(calendar.years)]


def _known(session: Session, calendar: WorkingCalendar, year: int, entered: CalendarYear | None) -> KnownYear:
    working = sum(calendar.is_working(day) is True for day in _days_of(year))
    if entered is None:
        source = parameters.in_force().by_name["known_years"].on(date.max).source
        return KnownYear(year, source, None, sorted(decreed_days_off(year).items()), working)
    rows = session.scalars(select(CalendarDay).where(CalendarDay.year == year).order_by(CalendarDay.date))
    days = [(each.date, Wording(id=each.name, en=each.name)) for each in rows]
    return KnownYear(year, entered.decree, entered.created_at, days, working)


def _days_of(year: int) -> Iterator[date]:
    first, after = date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()
    return (date.fromordinal(number) for number in range(first, after))


def missing(year: int, days: Iterable[DayOff]) -> list[date]:
    """The dates that are days off in every decreed year and that a list does not name: a sign that it is not whole."""
    decreed = parameters.in_force().by_name["known_years"].on(date.max).value
    every = set.intersection(*({(day.month, day.day) for day in decreed_days_off(each)} for each in decreed))
    named = {(each.date.month, each.date.day) for each in days}
    return [date(year, month, day) for month, day in sorted(every - named)]


def closures(session: Session, now: datetime) -> list[Closure]:
    """The closures ahead and those of the last days, by day."""
    found = select(Closure).where(Closure.date >= standing.first_day(now))
    return list(session.scalars(found.order_by(Closure.date)))


@dataclass(frozen=True)
class BlockedDay:
    """A room that is not to be had on a day: at which hours, and why."""

    room: Room
    date: date
    reason: str
    hours: list[str] = field(default_factory=list)


def blocked(session: Session, now: datetime) -> list[BlockedDay]:
    """The rooms that are blocked ahead and were in the last days, by day and room."""
    found = select(RoomBlock, Room).join(Room, Room.code == RoomBlock.room_code)
    found = found.where(RoomBlock.date >= standing.first_day(now))
    rows = session.execute(found.order_by(RoomBlock.date, RoomBlock.room_code, RoomBlock.reason, RoomBlock.start))
    alike = groupby(rows, key=lambda row: (row.RoomBlock.date, row.RoomBlock.room_code, row.RoomBlock.reason))
    together = [list(those) for _, those in alike]
    return [
        BlockedDay(
            those[0].Room, those[0].RoomBlock.date, those[0].RoomBlock.reason, [r.RoomBlock.start for r in those]
        )
        for those in together
    ]
