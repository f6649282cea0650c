"""Some bookings of many: a page of those an actor may see, filtered, searched and in an order.

A page reads a bounded part of what is stored. What no index finds is looked for among the first of those that an index
does, and the page says where it did not look through all.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy import func as sql
from sqlalchemy.orm import Session

from booking import search
from booking.due import Window
from booking.errors import Unknown
from booking.journal import Actor
from booking.models import Booking
from booking.models.base import table_of
from booking.models.bookings import HOLDS
from booking.reads import WHOLE, requester_key_of
from booking.terms import STAFF, Role
from rules.facts import Mode, State

PAGE = 25
COUNTED = 1_000
_LAST_PAGE = sys.maxsize // PAGE
_STORED = table_of(Booking).c
_LOOKED_AT = (
    _STORED.id,
    _STORED.submitted_at,
    _STORED.date,
    _STORED.start,
    _STORED.state,
    _STORED.mode,
    _STORED.unit_code,
    _STORED.requester_key,
    _STORED.region_code,
    _STORED.minutes_id,
    _STORED.attendance_id,
    _STORED.recording_id,
)


@dataclass(frozen=True)
class Wanted:
    """Which bookings are listed and in what order. ``query`` looks in reference, institution, region, letter number and
    guests; ``by_day`` orders by the session's day rather than by when it was asked for."""

    state: State | None = None
    day: date | None = None
    region: str | None = None
    mode: Mode | None = None
    unit: str | None = None
    due: Window | None = None
    query: str = ""
    by_day: bool = False
    newest_first: bool = True


EVERYTHING = Wanted()
Narrowing = Callable[[Wanted, Any], Iterable[ColumnElement[Any]]]
"""What is said of the columns of some bookings."""


@dataclass(frozen=True)
class Page:
    """Some bookings of many: which page (from 1), whether another follows, and how many there are in all.

    ``total`` is None where there are more than COUNTED: a list never costs what is stored. Where it is not ``whole``,
    only the first LOOKED of :mod:`booking.search` were looked through, and the total is what was found among those.
    """

    bookings: list[Booking]
    number: int
    total: int | None
    has_next: bool
    whole: bool = True


@dataclass(frozen=True)
class _Found:
    """The numbers of the bookings that are listed, in their order."""

    ids: Select[int]
    whole: bool = True


def page(session: Session, actor: Actor, wanted: Wanted = EVERYTHING, number: int = 1) -> Page:
    """A page of the bookings an actor may see. Raises Unknown for who sees no list."""
    found = _found(session, actor, wanted)
    number = min(max(number, 1), _LAST_PAGE)
    bookings, more = _rows(session, found.ids, number)
    at_the_end = not more and (bookings or number == 1)
    total = (number - 1) * PAGE + len(bookings) if at_the_end else _counted(session, found.ids)
    if not bookings and total:
        number = max(-(-total // PAGE), 1)
        bookings, more = _rows(session, found.ids, number)
    return Page(bookings, number, total, more, found.whole)


def _found(session: Session, actor: Actor, wanted: Wanted) -> _Found:
    """By an index alone, or else of the first that an index or a search gives."""
    theirs = _theirs(actor)
    if wanted.query.strip():
        hits = search.find(session, wanted.query)
        these = select(*_LOOKED_AT).where(_STORED.id.in_(search.rows_of(session, hits.ids)))
        return _Found(_among(these, wanted, (_seen_by(theirs), _by_index, _besides, _due)), hits.whole)
    quick: list[Any] = [*_seen_by(theirs)(wanted, _STORED), *_by_index(wanted, _STORED)]
    if not wanted.due and not list(_besides(wanted, _STORED)):
        return _Found(select(_STORED.id).where(*quick).order_by(*_order(_STORED, wanted)))
    days = wanted.by_day
    if wanted.due and not wanted.region:
        days = days or wanted.due.last is not None
        quick += [*_due(wanted, _STORED), *([HOLDS] if days else [])]
    first = select(*_LOOKED_AT).where(*quick).order_by(*_order(_STORED, wanted, days=days))
    beyond = session.scalar(first.with_only_columns(_STORED.id).limit(1).offset(search.LOOKED))
    return _Found(_among(first, wanted, (_besides, _due)), beyond is None)


def _among(first: Select[Any], wanted: Wanted, narrow: Iterable[Narrowing]) -> Select[int]:
    """Those of the first that are wanted. The limit keeps a database from reading all to whom the rest applies."""
    of = first.limit(search.LOOKED).subquery().c
    every = [condition for each in narrow for condition in each(wanted, of)]
    return select(of.id).where(*every).order_by(*_order(of, wanted))


def _by_index(wanted: Wanted, c: Any) -> Iterator[ColumnElement[bool]]:
    """What an index finds in the order of the list."""
    if wanted.state is not None:
        yield c.state == wanted.state.value
    if wanted.day is not None:
        yield c.date == wanted.day
    if wanted.region is not None:
        yield c.requester_key == requester_key_of(wanted.region)
        yield c.region_code == wanted.region


def _besides(wanted: Wanted, c: Any) -> Iterator[ColumnElement[bool]]:
    """What is looked for among those that an index found."""
    if wanted.mode is not None:
        yield c.mode == wanted.mode.value
    if wanted.unit is not None:
        yield c.unit_code == wanted.unit


def _due(wanted: Wanted, c: Any) -> Iterator[ColumnElement[bool]]:
    if wanted.due is not None:
        yield from wanted.due.conditions(c)


def _theirs(actor: Actor) -> tuple[str, str | None] | None:
    """What narrows a list to the bookings an actor may see: a column and its value."""
    if actor.role is Role.UNIT:
        return "unit_code", actor.unit
    if actor.role is Role.REGION:
        return "requester_key", requester_key_of(actor.region)
    if actor.role not in STAFF:
        raise Unknown
    return None


def _seen_by(theirs: tuple[str, str | None] | None) -> Narrowing:
    return lambda _wanted, c: [c[theirs[0]] == theirs[1]] if theirs else []


def _order(c: Any, wanted: Wanted, days: bool | None = None) -> list[ColumnElement[Any]]:
    days = wanted.by_day if days is None else days
    keys = (c.date, c.start, c.id) if days else (c.submitted_at, c.id)
    return [key.desc() if wanted.newest_first else key for key in keys]


def _rows(session: Session, found: Select[int], number: int) -> tuple[list[Booking], bool]:
    """The bookings of a page, found by an index first and only then read whole; and whether any follows."""
    ids = session.scalars(found.limit(PAGE + 1).offset((number - 1) * PAGE)).all()
    whole = select(Booking).options(*WHOLE).where(Booking.id.in_(ids[:PAGE]))
    read = {booking.id: booking for booking in session.scalars(whole)}
    return [read[id_] for id_ in ids[:PAGE] if id_ in read], len(ids) > PAGE


def _counted(session: Session, found: Select[int]) -> int | None:
    """How many there are; None where there are more than COUNTED."""
    some = found.order_by(None).limit(COUNTED + 1).subquery()
    total = session.scalar(select(sql.count()).select_from(some)) or 0
    return total if total <= COUNTED else None
