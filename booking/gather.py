"""Rows of the register -> the facts the rules judge by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    Integer,
    and_,
    bindparam,
    cast,
    literal,
    not_,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from booking.models import Booking, CalendarDay, CalendarYear, Closure, Letter, RoomBlock
from booking.models.bookings import HOLDS
from booking.models.letters import NO_REGION
from rules import parameters, wire
from rules.calendar import NamedDay, WorkingCalendar, calendar_of
from rules.engine import SEARCH_DAYS
from rules.facts import (
    Booked,
    CalendarMonth,
    LetterName,
    Mode,
    Office,
    Record,
    Situation,
    Slot,
    State,
)
from rules.facts import Letter as LetterFacts

_NOBODY = 0
"""No booking has this number."""


def _beside() -> CompoundSelect[Any]:
    """Whatever is booked beside a wish, once each: what holds a slot in a range of days, the requester's visits after
    it, and what else rests on the letter. Each has its own index: it costs what it finds, not what is stored."""
    holding = and_(HOLDS, Booking.date.between(bindparam("first"), bindparam("last")))
    visits = and_(
        Booking.requester_key == bindparam("requester"),
        Booking.ordinal.is_not(None),  # a region's visit counts for its month
        Booking.month >= bindparam("last_month"),
        Booking.date > bindparam("last"),
    )
    on_letter = and_(Letter.requester_key == bindparam("requester"), Letter.number_key == bindparam("letter"))
    parts = (holding, visits, and_(on_letter, not_(holding), not_(visits)))
    return union_all(*(_booked_where(part) for part in parts)).order_by("date", "start", "number")


def _booked_where(part: ColumnElement[bool]) -> Any:
    return (
        select(
            Booking.id.label("number"),
            Booking.mode,
            Booking.requester_key,
            Booking.date,
            Booking.start,
            Booking.state,
            Letter.number_key,
            Letter.year,
            Booking.room_code,
        )
        .join(Letter, Letter.id == Booking.letter_id)
        .where(part, Booking.id != bindparam("leaving_out"))
        .where(or_(Booking.state != State.UNCONFIRMED.value, Booking.hold_until > bindparam("now")))
    )


BESIDE = _beside()
"""Made once: to write it anew for each question costs more than to ask it."""


@dataclass(frozen=True)
class Asked:
    """What is asked for, before the register is looked at. ``leaving_out`` is the booking that is judged again."""

    mode: Mode
    region: str | None
    letter: LetterFacts
    slot: Slot
    guests: tuple[Office, ...]
    now: datetime
    room: str | None = None
    leaving_out: int | None = None


def key_of(requester: str | None) -> str:
    """The requester as rows carry it: never NULL."""
    return requester if requester is not None else NO_REGION


_YEAR, _DAY, _CLOSURE = "year", "day", "closure"
_DAYS_OFF = union_all(
    select(
        literal(_YEAR).label("kind"), CalendarYear.year, cast(null(), Date).label("date"), literal("").label("name")
    ),
    select(literal(_DAY), CalendarDay.year, CalendarDay.date, CalendarDay.name),
    select(literal(_CLOSURE), cast(null(), Integer), Closure.date, Closure.name),
).order_by("date")


def office_calendar(session: Session) -> WorkingCalendar:
    """The calendar in force: the decreed years, the years entered by hand, less the office's closures."""
    rows = session.execute(_DAYS_OFF).all()
    entered: dict[int, list[NamedDay]] = {row.year: [] for row in rows if row.kind == _YEAR}
    for row in rows:
        if row.kind == _DAY:
            entered[row.year].append((row.date, row.name))
    return calendar_of(
        _known_years(),
        tuple((year, tuple(days)) for year, days in sorted(entered.items())),
        tuple((row.date, row.name) for row in rows if row.kind == _CLOSURE),
    )


def visit_room(day: date) -> str:
    """The room in which visits of a day are received."""
    return parameters.in_force().policy(day, day).visit_room


def _known_years() -> tuple[int, ...]:
    figures = parameters.in_force()
    return figures.by_name["known_years"].values[-1].value  # type: ignore[no-any-return]


def situation(session: Session, asked: Asked, *, searching: bool = False) -> Situation:
    """The facts for one slot; with ``searching``, for the 400 days in which ``earliest`` looks too."""
    month = CalendarMonth.of(asked.slot.date)
    first, last = month.first_day, month.last_day
    if searching:
        first = min(first, asked.letter.received_on, asked.now.date())
        searched = max(last, asked.letter.received_on, asked.now.date()).toordinal() + SEARCH_DAYS + SEARCH_DAYS
        last = date.fromordinal(min(searched, date.max.toordinal()))
    return surveyed(session, asked, first, last)


def surveyed(session: Session, asked: Asked, first: date, last: date) -> Situation:
    """The facts for every slot of a range of days, in one query over the bookings."""
    beside = _record(session, asked, key_of(wire.requester_of(asked.region)), first, last)
    return beside_these(asked, beside, office_calendar(session), blocks(session, first, last))


def beside_these(
    asked: Asked, beside: Iterable[Booked], calendar: WorkingCalendar, blocked: frozenset[tuple[str, Slot]]
) -> Situation:
    """The facts for a slot, where what is booked beside it and the office's days are known already."""
    return Situation(
        mode=asked.mode,
        region=asked.region,
        requester=wire.requester_of(asked.region),
        letter=asked.letter,
        slot=asked.slot,
        guests=asked.guests,
        calendar=calendar,
        figures=parameters.in_force(),
        record=Record(beside),
        asked_at=asked.now,
        room=asked.room,
        blocks=blocked,
    )


def _record(session: Session, asked: Asked, requester: str, first: date, last: date) -> list[Booked]:
    values = {
        "first": first,
        "last": last,
        "last_month": f"{last:%Y-%m}",
        "requester": requester,
        "letter": asked.letter.name.key,
        "now": asked.now,
        "leaving_out": asked.leaving_out or _NOBODY,
    }
    return [_booked(row) for row in session.execute(BESIDE, values)]


def ahead(session: Session, numbers: Iterable[int], first: date, now: datetime) -> dict[int, Booked]:
    """Whatever holds a slot from a day on, and what else rests on the letters of some bookings, each by its number."""
    moved, mine, same = aliased(Booking), aliased(Letter), aliased(Letter)
    resting = (
        select(same.id)
        .join(mine, and_(mine.requester_key == same.requester_key, mine.number_key == same.number_key))
        .join(moved, moved.letter_id == mine.id)
        .where(moved.id.in_(list(numbers)))
    )
    holding = and_(HOLDS, Booking.date >= first)
    parts = (holding, and_(Booking.letter_id.in_(resting), not_(holding)))
    found = union_all(*(_booked_where(part) for part in parts)).order_by("date", "start", "number")
    return {row.number: _booked(row) for row in session.execute(found, {"now": now, "leaving_out": _NOBODY})}


def _booked(row: Any) -> Booked:
    return Booked(
        mode=Mode(row.mode),
        requester=None if row.requester_key == NO_REGION else row.requester_key,
        slot=Slot(row.date, row.start),
        state=State(row.state),
        letter=LetterName(row.number_key, row.year),
        room=row.room_code,
    )


_BLOCKED = select(RoomBlock.room_code, RoomBlock.date, RoomBlock.start).where(
    RoomBlock.date.between(bindparam("first"), bindparam("last"))
)


def blocks(session: Session, first: date, last: date) -> frozenset[tuple[str, Slot]]:
    """The rooms that are not to be had in a range of days, each with its slot."""
    rows = session.execute(_BLOCKED, {"first": first, "last": last})
    return frozenset((room, Slot(day, start)) for room, day, start in rows)


def of_booking(booking: Booking, now: datetime) -> Asked:
    """What a booking asks for, to be judged again."""
    letter = booking.letter
    return Asked(
        mode=Mode(booking.mode),
        region=booking.region_code,
        letter=LetterFacts(
            number=letter.number,
            received_at=letter.received_at,
            dated_on=letter.dated_on,
            addressed_to_director_general=letter.addressed_to_director_general,
        ),
        slot=Slot(booking.date, booking.start),
        guests=tuple(Office(guest.office) for guest in booking.guests),
        now=now,
        room=booking.room_code,
        leaving_out=booking.id,
    )
