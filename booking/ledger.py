"""A region's account with the office: what each month held and what became of it, its letters, and how they came."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func as sql
from sqlalchemy import select
from sqlalchemy.orm import Session

from booking import gather
from booking.models import Booking, Flag, Letter
from booking.models.bookings import HOLDS
from rules import wire
from rules.facts import CalendarMonth, Mode, State
from rules.regions import register

LATEST = 10
"""How many of the letters that were taken in last are shown beside the form."""


@dataclass
class MonthAccount:
    """One month of a requester's: how many bookings stand or ended in each state, by mode, and how many count as
    visits of the month."""

    month: CalendarMonth
    by_state: Counter[State] = field(default_factory=Counter)
    video: int = 0
    counted: int = 0


@dataclass(frozen=True)
class Busy:
    """A region with something in a month: how many sessions it holds, and how many visits count for it."""

    code: str
    sessions: int
    counted: int


def accounts(session: Session, region: str, first: CalendarMonth, last: CalendarMonth) -> list[MonthAccount]:
    """What a region's requester had in each of some months, the latest month first; a month without anything is left
    out."""
    key = gather.key_of(wire.requester_of(region))
    found = (
        select(
            Booking.month,
            Booking.state,
            Booking.mode,
            sql.count().label("number"),
            sql.count(Booking.ordinal).label("counted"),
        )
        .where(Booking.requester_key == key, Booking.month.between(_named(first), _named(last)))
        .group_by(Booking.month, Booking.state, Booking.mode)
    )
    months: dict[str, MonthAccount] = {}
    for row in session.execute(found):
        account = months.setdefault(row.month, MonthAccount(CalendarMonth.of(date.fromisoformat(f"{row.month}-01"))))
        account.by_state[State(row.state)] += row.number
        account.video += row.number if row.mode == Mode.VIDEO_CONFERENCE.value else 0
        account.counted += row.counted
    return [months[name] for name in sorted(months, reverse=True)]


def _named(month: CalendarMonth) -> str:
    return f"{month.first_day:%Y-%m}"


def busy(session: Session, month: CalendarMonth) -> list[Busy]:
    """The regions that hold a session in a month, by name: bounded by the sessions there are, not by what is stored."""
    found = (
        select(Booking.region_code, sql.count().label("number"), sql.count(Booking.ordinal).label("counted"))
        .where(HOLDS, Booking.date.between(month.first_day, month.last_day), Booking.region_code.is_not(None))
        .group_by(Booking.region_code)
    )
    rows = [Busy(row.region_code, row.number, row.counted) for row in session.execute(found)]
    return sorted(rows, key=lambda each: register()[each.code].name)


def latest_letters(session: Session) -> list[Letter]:
    """The letters that were entered last."""
    return list(session.scalars(select(Letter).order_by(Letter.id.desc()).limit(LATEST)))


def resting_on(session: Session, letter_id: int) -> list[Booking]:
    """Every booking that named a letter, the latest first."""
    found = select(Booking).where(Booking.letter_id == letter_id)
    return list(session.scalars(found.order_by(Booking.submitted_at.desc(), Booking.id.desc())))


def flags_on(session: Session, letter_id: int) -> dict[str, list[str]]:
    """What broke under the bookings of a letter, as codes by reference."""
    found = (
        select(Booking.reference, Flag.code)
        .join(Flag, Flag.booking_id == Booking.id)
        .where(Booking.letter_id == letter_id)
        .order_by(Booking.reference, Flag.code)
    )
    codes: dict[str, list[str]] = {}
    for row in session.execute(found):
        codes.setdefault(row.reference, []).append(row.code)
    return codes
