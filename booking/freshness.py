"""Whether what is open was changed since, and until when it does not change by the clock alone: what a kept page rests
on."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Hashable
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol
from weakref import finalize

from sqlalchemy import Engine, bindparam, case, func, select, text
from sqlalchemy.orm import Session

from booking.models import Booking, CalendarDay, CalendarYear, Closure, RoomBlock
from booking.models.bookings import HOLDS
from rules import parameters
from rules.facts import WIB, CalendarMonth, State

_A_DAY, _A_SECOND = timedelta(days=1), timedelta(seconds=1)
_SNAPSHOT = text("SELECT CAST(pg_current_snapshot() AS text)")
_HOLD_ENDS = select(func.min(Booking.hold_until)).where(
    text(f"state = '{State.UNCONFIRMED.value}'"), Booking.hold_until > bindparam("now")
)

_UNCONFIRMED = Booking.state == State.UNCONFIRMED.value
_STANDING = (
    select(
        *(Booking.id, Booking.sequence, Booking.mode, Booking.requester_key, Booking.date, Booking.start),
        *(Booking.room_code, _UNCONFIRMED, case((_UNCONFIRMED, Booking.hold_until))),
    )
    .where(HOLDS, Booking.date >= bindparam("first"))
    .order_by(Booking.date, Booking.start, Booking.id)
)
_OFFICE = (
    select(CalendarYear.year).order_by(CalendarYear.year),
    select(CalendarDay.date, CalendarDay.year).order_by(CalendarDay.date),
    select(Closure.date, Closure.name).order_by(Closure.date),
    select(RoomBlock.room_code, RoomBlock.date, RoomBlock.start).order_by(RoomBlock.id),
)


class Openness:
    """Tells versions of what is open from this month on: two that are equal show the same calendar at the same instant.

    The facts themselves are compared, whoever wrote them and whether or not a journal speaks of them; they are read
    only when something was written to the database at all.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._watch = watch(engine)
        self._last: tuple[Hashable, str] | None = None

    def version(self, now: datetime) -> str | None:
        """The version now; None where none can be told."""
        first = CalendarMonth.of(now.astimezone(WIB).date()).first_day
        written = self._watch.version()
        if written is None:
            return None
        last = self._last
        if last is not None and last[0] == (written, first):
            return last[1]
        found = self._digest(first)
        self._last = (written, first), found
        return found

    def _digest(self, first: date) -> str:
        facts = hashlib.sha256()
        with self._engine.connect() as connection:
            facts.update(repr(connection.execute(_STANDING, {"first": first}).all()).encode())
            for rows in _OFFICE:
                facts.update(repr(connection.execute(rows).all()).encode())
        return facts.hexdigest()


class Watch(Protocol):
    """Tells versions of a database: two that are equal have the same rows in every table."""

    def version(self) -> Hashable:
        """The version now; None where none can be told."""


def watch(engine: Engine) -> Watch:
    """The way to tell versions that suits a database."""
    if engine.dialect.name == "postgresql":
        return _Snapshots(engine)
    return _DataVersions(engine) if engine.url.database else _Nothing()


class _Nothing:
    """A database in memory is another one for each connection."""

    def version(self) -> Hashable:
        return None


class _Snapshots:
    """PostgreSQL: equal snapshots see the same rows, whoever wrote them and in whatever order they were numbered."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")

    def version(self) -> Hashable:
        with self._engine.connect() as connection:
            return str(connection.scalar(_SNAPSHOT))


class _DataVersions:
    """SQLite: a connection that never writes is told of every commit by another, of this process or not. The number
    means something to that one connection only, so each process has its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._process: int | None = None
        self._connection: Any = None

    def version(self) -> Hashable:
        with self._lock:
            if self._process != os.getpid():
                self._open()
            return self._process, self._connection.execute("PRAGMA data_version").fetchone()[0]

    def _open(self) -> None:
        arguments, options = self._engine.dialect.create_connect_args(self._engine.url)
        shared = {**options, "check_same_thread": False, "isolation_level": None}
        self._connection = self._engine.dialect.loaded_dbapi.connect(*arguments, **shared)
        self._process = os.getpid()
        finalize(self, self._connection.close)


def unchanged_until(session: Session, now: datetime) -> datetime:
    """The first instant after now at which what is open may change though nothing is written: a session begins, a
    letter counts as of the next day, an unconfirmed booking loses its slot, or the day ends."""
    today = now.astimezone(WIB).date()
    policy = parameters.in_force().policy(today, today)
    hours = {*policy.visit_sessions, *policy.video_sessions}
    turns = [datetime.combine(today + _A_DAY, time.min, WIB)]
    turns += [datetime.combine(today, time.fromisoformat(hour), WIB) for hour in hours]
    if policy.letter_intake_closes is not None:
        turns.append(datetime.combine(today, time.fromisoformat(policy.letter_intake_closes), WIB) + _A_SECOND)
    hold_ends = session.scalar(_HOLD_ENDS, {"now": now})
    return min(turn for turn in (*turns, hold_ends) if turn is not None and turn > now)
