"""What an administrator looks for in the journal, and among the looks at personal data: the newest first.

One thing asked for leads, by an index of its own; what else is asked for is looked up among the rows it leads to, and
among no more than SCANNED of them at once: a page costs the same however much is stored, and says where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from booking.models import Booking, JournalEntry, Letter, Look
from rules.facts import WIB, letter_key

PAGE = 50
SCANNED = 2_000
MOST_LETTERS = 20
_A_DAY = timedelta(days=1)

Found = TypeVar("Found", JournalEntry, Look)


@dataclass(frozen=True)
class Wanted:
    """What is looked for: some streams (None for all), the person who did it, what was done, a range of days, and only
    what is older than the row of a number. Of looks: a booking's number in place of streams."""

    streams: tuple[str, ...] | None = None
    booking: int | None = None
    person: int | None = None
    act: str | None = None
    first: date | None = None
    last: date | None = None
    before: int | None = None


@dataclass(frozen=True)
class Page(Generic[Found]):
    """Some rows, the newest first. ``older`` is the row after which to go on; ``looked_until`` the instant up to which
    was looked, where that is not all there is to look through."""

    rows: list[Found]
    older: int | None = None
    looked_until: datetime | None = None


def entries(session: Session, wanted: Wanted) -> Page[JournalEntry]:
    """A page of the journal."""
    asked = (
        _Asked("stream", wanted.streams, lambda streams: JournalEntry.stream.in_(streams)),
        _Asked("actor_id", wanted.person, lambda person: JournalEntry.actor_id == person),
        _Asked("act", wanted.act, lambda act: JournalEntry.act == act),
    )
    return _page(session, JournalEntry, asked, wanted)


def looks(session: Session, wanted: Wanted) -> Page[Look]:
    """A page of the looks at personal data."""
    asked = (
        _Asked("booking_id", wanted.booking, lambda booking: Look.booking_id == booking),
        _Asked("person_id", wanted.person, lambda person: Look.person_id == person),
        _Asked("what", wanted.act, None),
    )
    return _page(session, Look, asked, wanted)


@dataclass(frozen=True)
class _Asked:
    """A column, what it is to be (None for anything), and how an index leads to it; without ``leads`` there is none."""

    column: str
    value: Any
    leads: Callable[[Any], ColumnElement[bool]] | None

    def fits(self, row: Any) -> bool:
        told = getattr(row, self.column)
        return told in self.value if isinstance(self.value, tuple) else bool(told == self.value)


def _page(session: Session, model: type[Found], asked: tuple[_Asked, ...], wanted: Wanted) -> Page[Found]:
    said = [each for each in asked if each.value is not None]
    leading = next((each for each in said if each.leads is not None), None)
    others = [each for each in said if each is not leading]
    here = _between(model, wanted) + _older(session, model, wanted.before)
    if leading is not None and leading.leads is not None:
        here.append(leading.leads(leading.value))
    columns = [getattr(model, each.column) for each in others]
    newest = select(model.id, model.at, *columns).where(*here).order_by(model.at.desc(), model.id.desc())
    most = SCANNED if others else PAGE
    looked = session.execute(newest.limit(most + 1)).all()
    hits = [row for row in looked[:most] if all(each.fits(row) for each in others)]
    shown = [row.id for row in hits[:PAGE]]
    rows = list(session.scalars(select(model).where(model.id.in_(shown)).order_by(model.at.desc(), model.id.desc())))
    if len(hits) > PAGE:
        return Page(rows, shown[PAGE - 1])
    if len(looked) > most:
        stopped = looked[most - 1]
        return Page(rows, stopped.id, stopped.at if others else None)
    return Page(rows)


def _between(model: type[Found], wanted: Wanted) -> list[ColumnElement[bool]]:
    bounds: list[ColumnElement[bool]] = []
    if wanted.first is not None and wanted.first > date.min:
        bounds.append(model.at >= datetime.combine(wanted.first, time.min, WIB))
    if wanted.last is not None and wanted.last < date.max:
        bounds.append(model.at < datetime.combine(wanted.last + _A_DAY, time.min, WIB))
    return bounds


def _older(session: Session, model: type[Found], before: int | None) -> list[ColumnElement[bool]]:
    row = session.execute(select(model.id, model.at).where(model.id == before)).first() if before else None
    if row is None:
        return []
    return [model.at <= row.at, or_(model.at < row.at, and_(model.at == row.at, model.id < row.id))]


@dataclass(frozen=True)
class Streams:
    """The streams in which something of a letter's number stands; ``more`` where there are further letters with it."""

    names: tuple[str, ...]
    more: bool = False


def of_letter(session: Session, number: str) -> Streams:
    """The streams of the letters with a number, however it is spaced, and of the bookings that rest on them."""
    key = letter_key(number)
    same = select(Letter.id).where(Letter.number_key == key).order_by(Letter.id.desc()).limit(MOST_LETTERS + 1)
    letters = list(session.scalars(same)) if key else []
    shown = letters[:MOST_LETTERS]
    on = select(Booking.reference).where(Booking.letter_id.in_(shown)).order_by(Booking.id.desc())
    bookings = tuple(f"booking:{reference}" for reference in session.scalars(on))
    return Streams(tuple(f"letter:{letter}" for letter in shown) + bookings, len(letters) > MOST_LETTERS)


def number_of(session: Session, reference: str) -> int | None:
    """The number of a booking; None where there is none with this reference."""
    return session.scalar(select(Booking.id).where(Booking.reference == reference.upper()))


def references(session: Session, numbers: set[int]) -> dict[int, str]:
    """The references of some bookings, by their numbers."""
    rows = session.execute(select(Booking.id, Booking.reference).where(Booking.id.in_(numbers)))
    return {row.id: row.reference for row in rows}


def letter_numbers(session: Session, letters: set[int]) -> dict[int, str]:
    """The numbers that some letters bear, by their own."""
    rows = session.execute(select(Letter.id, Letter.number).where(Letter.id.in_(letters)))
    return {row.id: row.number for row in rows}
