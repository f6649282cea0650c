"""The office's days: closures, a year's list of days off, rooms that are blocked. Each entry stands in the journal of
settings with the decree it rests on, and flags the bookings that can no longer stay, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from booking import gather, journal, standing
from booking.errors import NotYours, Unfit, Unknown
from booking.journal import SETTINGS, Actor, Event
from booking.models import CalendarDay, CalendarYear, Closure, Room, RoomBlock
from booking.models.base import table_of
from booking.store import Store
from booking.terms import Role
from booking.workflow.places import slot_key
from rules import parameters
from rules.calendar import WorkingCalendar
from rules.facts import WIB, Slot
from rules.words import Wording, long_day

MAY = frozenset({Role.OFFICER, Role.ADMIN})
"""Who enters days."""

LONGEST_NAME = 200
"""Letters in the name of a day, a decree or a reason."""

MOST_DAYS = 400
"""Days in one entry: a year of them and some more."""

YEARS_AHEAD = 10
"""How far ahead days are entered; a typing error lies further."""


class DayOff(NamedTuple):
    """A day on which the office does not work, and its name."""

    date: date
    name: str


@dataclass(frozen=True)
class Entered:
    """What an entry did: the days (or hours of rooms) that it changed, and how many bookings cannot stay because of
    it."""

    changed: int
    displaced: int


class _Entry:
    """An entry under way, in its own transaction and under the lock of settings."""

    def __init__(self, store: Store, session: Session, actor: Actor, now: datetime) -> None:
        if actor.role not in MAY:
            raise NotYours
        self.store, self.session, self.actor, self.now = store, session, actor, now
        store.lock(session, {SETTINGS})

    def hold(self, slots: Iterable[Slot]) -> None:
        """Wait for whoever is taking or leaving one of these slots, so that its booking is seen and flagged."""
        first = standing.first_day(self.now)
        self.store.lock(self.session, {slot_key(slot) for slot in slots if slot.date >= first})

    def hold_days(self, days: Iterable[date]) -> None:
        self.hold(Slot(day, start) for day in days for start in hours(day))

    def written(self, act: str, changed: int, **facts: Any) -> Entered:
        """Journal what was entered and flag whatever cannot stay."""
        journal.write(self.session, self.store.journal_key, SETTINGS, self.now, self.actor, Event(act, facts=facts))
        return Entered(changed, standing.flag_anew(self.session, self.now))


def hours(day: date) -> tuple[str, ...]:
    """The hours at which a session of either mode may begin on a day."""
    policy = parameters.in_force().policy(day, day)
    return tuple(sorted({*policy.visit_sessions, *policy.video_sessions}))


def close(store: Store, days: Iterable[DayOff], decree: str, actor: Actor, now: datetime) -> Entered:
    """Close the office on some days beside the holidays, by a decree or on somebody's word. A day that is closed
    already takes the new name and decree; what is entered twice is entered once; a weekend or a holiday stays one.

    Raises NotYours, and Unfit for a day that is long past, for too many of them, and for what is left out.
    """
    wanted = _each_once(days)
    decree = _told("decree", decree)
    with store.writing() as session:
        entry = _Entry(store, session, actor, now)
        new = would_close(session, wanted, now)
        entry.hold_days(day for day, _ in new)
        standing_ones = {each.date: each for each in session.scalars(select(Closure))}
        changed = [
            each
            for each in new
            if (old := standing_ones.get(each.date)) is None or (old.name, old.decree) != (each.name, decree)
        ]
        if not changed:
            return Entered(0, 0)
        session.execute(delete(Closure).where(Closure.date.in_([each.date for each in changed])))
        rows = [{"date": day, "name": name, "decree": decree, "created_at": now} for day, name in changed]
        session.execute(insert(table_of(Closure)), rows)
        listed = [[day.isoformat(), name] for day, name in changed]
        return entry.written("close-days", len(changed), days=listed, decree=decree)


def would_close(session: Session, days: Iterable[DayOff], now: datetime) -> list[DayOff]:
    """Those of some days that a closure would close. Raises Unfit for a day that is long past, and where the office
    works on none of them anyway."""
    listed = list(days)
    _near_enough(listed, now)
    found = closing(session, listed)
    if not found:
        raise Unfit("date", "Kantor memang sudah libur pada hari itu.", "The office does not work that day anyway.")
    return found


def closing(session: Session, days: Iterable[DayOff]) -> list[DayOff]:
    """Those of some days that only a closure keeps, or would keep, from being working days."""
    calendar = gather.office_calendar(session)
    holidays = WorkingCalendar(calendar.years)
    return [each for each in days if holidays.is_working(each.date) is not False]


def open_again(store: Store, day: date, actor: Actor, now: datetime) -> Entered:
    """Take a closure back: bookings that stand on the day may stay. Raises NotYours and Unknown."""
    with store.writing() as session:
        entry = _Entry(store, session, actor, now)
        closure = session.get(Closure, day)
        if closure is None:
            raise Unknown
        facts = {"date": day.isoformat(), "name": closure.name, "decree": closure.decree}
        session.delete(closure)
        return entry.written("open-day", 1, **facts)


def enter_year(store: Store, year: int, days: Iterable[DayOff], decree: str, actor: Actor, now: datetime) -> Entered:
    """Enter a year's days off whole: they take the place of the year's list, and an unknown year becomes known.
    Closures stay beside them.

    Raises NotYours, and Unfit for a year that is past or far ahead, a day outside it, an empty list.
    """
    wanted = _each_once(days)
    decree = _told("decree", decree)
    with store.writing() as session:
        entry = _Entry(store, session, actor, now)
        changes = year_changes(session, year, wanted, now)
        before = session.get(CalendarYear, year)
        if before is not None and before.decree == decree and _entered(session, year) == wanted:
            return Entered(0, 0)
        entry.hold_days(changes.off)
        session.execute(delete(CalendarDay).where(CalendarDay.year == year))
        session.execute(delete(CalendarYear).where(CalendarYear.year == year))
        session.execute(insert(table_of(CalendarYear)), {"year": year, "decree": decree, "created_at": now})
        rows = [{"date": day, "year": year, "name": name} for day, name in wanted]
        session.execute(insert(table_of(CalendarDay)), rows)
        listed = [[day.isoformat(), name] for day, name in wanted]
        return entry.written("enter-year", len(wanted), year=year, decree=decree, days=listed)


class Changes(NamedTuple):
    """What a list would change: working days that would be off, and days off that would be worked."""

    off: list[date]
    worked: list[date]


def year_changes(session: Session, year: int, days: Iterable[DayOff], now: datetime) -> Changes:
    """What a year's list would change beside the one that stands. An unknown year is worked nowhere yet. Raises Unfit
    for a year that is past or far ahead, and for a day outside it."""
    days = list(days)
    _of_the_year(year, days, now.astimezone(WIB).date())
    is_now = gather.office_calendar(session)
    will_be = _with_year(is_now, year, days)
    every = [date.fromordinal(day) for day in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())]
    off = [day for day in every if will_be.is_working(day) is False and is_now.is_working(day) is True]
    worked = [day for day in every if will_be.is_working(day) and is_now.is_working(day) is False]
    return Changes(off, worked)


def _with_year(calendar: WorkingCalendar, year: int, days: Iterable[DayOff]) -> WorkingCalendar:
    entered = {day: Wording(id=name, en=name) for day, name in days}
    return WorkingCalendar({**calendar.years, year: entered}, calendar.closures)


def _entered(session: Session, year: int) -> list[DayOff]:
    found = select(CalendarDay).where(CalendarDay.year == year).order_by(CalendarDay.date)
    return [DayOff(each.date, each.name) for each in session.scalars(found)]


def _of_the_year(year: int, days: list[DayOff], today: date) -> None:
    if not today.year <= year <= today.year + YEARS_AHEAD:
        raise Unfit(
            "year",
            f"Isikan tahun {today.year} sampai {today.year + YEARS_AHEAD}.",
            f"Give a year from {today.year} to {today.year + YEARS_AHEAD}.",
        )
    for day, _ in days:
        if day.year != year:
            raise Unfit(
                "days",
                f"{long_day(day, 'id')} tidak termasuk tahun {year}.",
                f"{long_day(day, 'en')} does not lie in {year}.",
            )


def block(store: Store, room: str, slots: Iterable[Slot], reason: str, actor: Actor, now: datetime) -> Entered:
    """Block a room at some hours. What is blocked already stays so, with its reason.

    Raises NotYours, and Unfit for an unknown room, a day that is long past, an hour that is none, and what is left
    out.
    """
    wanted = sorted(set(slots))
    reason = _told("reason", reason)
    with store.writing() as session:
        entry = _Entry(store, session, actor, now)
        found = session.get(Room, room)
        if found is None or not found.active:
            raise Unfit("room", "Pilih salah satu ruang.", "Choose one of the rooms.")
        hours_fit(wanted, now)
        entry.hold(wanted)
        there = select(RoomBlock).where(RoomBlock.room_code == room, RoomBlock.date >= standing.first_day(now))
        blocked = {Slot(each.date, each.start) for each in session.scalars(there)}
        new = [slot for slot in wanted if slot not in blocked]
        if not new:
            return Entered(0, 0)
        rows = [{"room_code": room, "date": day, "start": start, "reason": reason} for day, start in new]
        session.execute(insert(table_of(RoomBlock)), rows)
        listed = [[day.isoformat(), start] for day, start in new]
        return entry.written("block-room", len(new), room=room, slots=listed, why=reason)


def unblock(store: Store, room: str, day: date, actor: Actor, now: datetime, start: str | None = None) -> Entered:
    """Give a room back for a day, or for one hour of it. Raises NotYours and Unknown."""
    with store.writing() as session:
        entry = _Entry(store, session, actor, now)
        those = select(RoomBlock).where(RoomBlock.room_code == room, RoomBlock.date == day)
        found = [each for each in session.scalars(those) if start in (None, each.start)]
        if not found:
            raise Unknown
        listed = sorted([each.date.isoformat(), each.start] for each in found)
        for each in found:
            session.delete(each)
        return entry.written("unblock-room", len(found), room=room, slots=listed)


def hours_fit(slots: list[Slot], now: datetime) -> None:
    """Raise Unfit for no hour, too many, one at which no session begins, and a day that is long past."""
    if not slots:
        raise Unfit("hours", "Pilih setidaknya satu jam.", "Choose one hour at least.")
    if len(slots) > MOST_DAYS:
        raise Unfit("until", "Rentangnya terlalu panjang.", "This range is too long.")
    for slot in slots:
        if slot.start not in hours(slot.date):
            raise Unfit("hours", "Pilih jam sesi yang ada.", "Choose hours at which sessions begin.")
    _near_enough([DayOff(slot.date, slot.start) for slot in slots], now)


def _each_once(days: Iterable[DayOff]) -> list[DayOff]:
    """The days in their order, each with the name told for it last."""
    named = {each.date: DayOff(each.date, _told("name", each.name)) for each in days}
    if not named:
        raise Unfit("days", "Belum ada hari yang disebut.", "No day is named yet.")
    if len(named) > MOST_DAYS:
        raise Unfit("days", f"Paling banyak {MOST_DAYS} hari sekaligus.", f"At most {MOST_DAYS} days at once.")
    return sorted(named.values())


def _told(field: str, said: str) -> str:
    words = " ".join(said.split())
    if not words:
        raise Unfit(field, "Isian ini tidak boleh kosong.", "This may not be left empty.")
    if len(words) > LONGEST_NAME:
        raise Unfit(field, f"Paling panjang {LONGEST_NAME} huruf.", f"At most {LONGEST_NAME} letters.")
    return words


def _near_enough(days: list[DayOff], now: datetime) -> None:
    past = [each.date for each in days if each.date < standing.first_day(now)]
    if past:
        most = standing.ENTERED_LATE.days
        raise Unfit(
            "date",
            f"{long_day(past[0], 'id')} sudah lewat lebih dari {most} hari. Pilih hari sesudahnya.",
            f"{long_day(past[0], 'en')} is past by more than {most} days. Choose a later day.",
        )
    last = Slot.at(now).date.year + YEARS_AHEAD
    if any(each.date.year > last for each in days):
        raise Unfit("date", f"Isikan hari sampai tahun {last}.", f"Give a day until {last}.")
