"""Units, topics and rooms as an administrator keeps them. A code is given once and never changes, since bookings point
at it; nothing is deleted, but taken out of service. Each change stands in the journal of settings."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy import func as sql
from sqlalchemy.orm import InstrumentedAttribute, Session

from booking import journal, staff, standing
from booking.errors import Unfit, Unknown
from booking.journal import SETTINGS, Actor, Event
from booking.models import Booking, Person, Room, Topic, Unit
from booking.models.bookings import HOLDS
from booking.store import Store
from rules import parameters
from rules.facts import State

_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_CODE = 40
"""The signs of the longest code."""

Row = Unit | Topic | Room


class Kind(StrEnum):
    """What is listed."""

    UNIT = "unit"
    TOPIC = "topic"
    ROOM = "room"


_MODEL: dict[Kind, type[Row]] = {Kind.UNIT: Unit, Kind.TOPIC: Topic, Kind.ROOM: Room}
_OF_BOOKING: dict[Kind, InstrumentedAttribute[Any]] = {
    Kind.UNIT: Booking.unit_code,
    Kind.TOPIC: Booking.topic_code,
    Kind.ROOM: Booking.room_code,
}
_WAITING = {State.UNCONFIRMED.value, State.REQUESTED.value}
_COMING = {State.SCHEDULED.value, State.ARRIVED.value}


@dataclass(frozen=True)
class Entry:
    """What a row says beside its code; a topic also to which unit it is proposed and its place in the list, from 1."""

    name: str
    name_en: str
    unit: str | None = None
    place: int | None = None


@dataclass(frozen=True)
class Resting:
    """What rests on a unit, topic or room from today on: requests that wait, sessions to come, people who sign in for
    the unit, topics in service that are proposed to it."""

    waiting: int = 0
    coming: int = 0
    people: int = 0
    topics: list[Topic] = field(default_factory=list)

    @property
    def any(self) -> bool:
        return bool(self.waiting or self.coming or self.people or self.topics)


def rows(session: Session, kind: Kind) -> list[Row]:
    """Everything of a kind, in service or not: topics in their order, units by name, rooms by code."""
    order = {Kind.UNIT: Unit.name, Kind.TOPIC: Topic.position, Kind.ROOM: Room.code}[kind]
    model = _MODEL[kind]
    return list(session.scalars(cast("Select[Row]", select(model)).order_by(order, model.code)))


def one(session: Session, kind: Kind, code: str) -> Row:
    """One row. Raises Unknown."""
    found = cast("Row | None", session.get(_MODEL[kind], code))
    if found is None:
        raise Unknown
    return found


def resting(session: Session, kind: Kind, code: str, today: date) -> Resting:
    """What rests on a row from today on. It costs what is to come, not what is stored."""
    here: list[ColumnElement[bool]] = [HOLDS, _OF_BOOKING[kind] == code, Booking.date >= today]  # type: ignore[list-item]
    counted = session.execute(select(Booking.state, sql.count()).where(*here).group_by(Booking.state))
    states: Counter[str] = Counter({row.state: row[1] for row in counted})
    waiting, coming = (sum(states[each] for each in among) for among in (_WAITING, _COMING))
    if kind is not Kind.UNIT:
        return Resting(waiting, coming)
    theirs = select(sql.count(Person.id)).where(Person.unit_code == code, Person.active)
    proposed = select(Topic).where(Topic.unit_code == code, Topic.active).order_by(Topic.position)
    return Resting(waiting, coming, session.scalar(theirs) or 0, list(session.scalars(proposed)))


def received_in(code: str) -> bool:
    """E.3.c.4: whether visits are received in a room by the circular's figures."""
    return any(value.value == code for value in parameters.in_force().by_name["visit_room"].values)


def add(store: Store, kind: Kind, code: str, entry: Entry, actor: Actor, now: datetime) -> None:
    """Add a row, in service. Raises NotYours for who is no administrator, Unfit for a code that is none or was given
    before, and for what does not fit."""
    with store.writing() as session:
        _begin(store, session, actor)
        _code_fits(session, kind, code)
        _fits(session, kind, code, entry)
        row = _MODEL[kind](code=code, name=entry.name, name_en=entry.name_en, active=True)
        if isinstance(row, Unit):
            row.verified = True
        if isinstance(row, Topic):
            row.position = 0
        session.add(row)
        _topic_said(session, row, entry)
        _note(store, session, f"add-{kind}", {kind.value: code, **_said(row)}, actor, now)


def change(store: Store, kind: Kind, code: str, entry: Entry, actor: Actor, now: datetime) -> bool:
    """Give a row other names, a topic another unit or place; tells whether anything changed. What an administrator
    wrote of a unit is no proposal any more. Raises NotYours, Unknown, and Unfit for what does not fit."""
    with store.writing() as session:
        _begin(store, session, actor)
        row = one(session, kind, code)
        _fits(session, kind, code, entry, row)
        before = _said(row)
        row.name, row.name_en = entry.name, entry.name_en
        if isinstance(row, Unit):
            row.verified = True
        _topic_said(session, row, entry)
        after = _said(row)
        if after == before:
            return False
        changed = {name: value for name, value in after.items() if value != before[name]}
        was = {name: before[name] for name in changed}
        _note(store, session, f"change-{kind}", {kind.value: code, **changed, "was": was}, actor, now)
        return True


def retire(store: Store, kind: Kind, code: str, actor: Actor, now: datetime) -> None:
    """Take a row out of service: nobody chooses it any more, and what points at it stays.

    Raises NotYours, Unknown, and Unfit for the room in which visits are received, and for a unit to which topics in
    service are still proposed.
    """
    with store.writing() as session:
        _begin(store, session, actor)
        row = one(session, kind, code)
        _may_go(session, kind, code)
        _serve(store, session, kind, row, actor, now, active=False)


def restore(store: Store, kind: Kind, code: str, actor: Actor, now: datetime) -> None:
    """Take a row into service again. Raises NotYours, Unknown, and Unfit for a topic whose unit is out of service."""
    with store.writing() as session:
        _begin(store, session, actor)
        row = one(session, kind, code)
        if isinstance(row, Topic):
            _unit_in_service(session, row.unit_code)
        _serve(store, session, kind, row, actor, now, active=True)


def _begin(store: Store, session: Session, actor: Actor) -> None:
    store.lock(session, {SETTINGS})
    staff.by_an_administrator(session, actor)


def _serve(
    store: Store, session: Session, kind: Kind, row: Row, actor: Actor, now: datetime, *, active: bool
) -> None:
    if row.active is not active:
        row.active = active
        if kind is Kind.ROOM:
            standing.flag_anew(session, now)
        _note(store, session, f"{'restore' if active else 'retire'}-{kind}", {kind.value: row.code}, actor, now)


def _note(store: Store, session: Session, act: str, facts: dict[str, Any], actor: Actor, now: datetime) -> None:
    journal.write(session, store.journal_key, SETTINGS, now, actor, Event(act, facts=facts))


def _code_fits(session: Session, kind: Kind, code: str) -> None:
    if not _CODE.fullmatch(code) or len(code) > LONGEST_CODE:
        raise Unfit(
            "code",
            "Kode terdiri atas huruf kecil, angka, dan tanda hubung di antaranya, misalnya lantai-7.",
            "A code is made of small letters, digits and hyphens between them, such as lantai-7.",
        )
    if session.get(_MODEL[kind], code) is not None:
        raise Unfit("code", "Kode ini sudah dipakai. Pilih kode lain.", "This code was given before. Choose another.")


def _fits(session: Session, kind: Kind, code: str, entry: Entry, row: Row | None = None) -> None:
    for name in ("name", "name_en"):
        said = getattr(entry, name)
        if not said.strip():
            raise Unfit(name, "Isian ini tidak boleh kosong.", "This may not be left empty.")
        if any(_alike(getattr(each, name), said) and each.code != code for each in rows(session, kind)):
            raise Unfit(name, "Nama ini sudah dipakai di daftar ini.", "This name is in the list already.")
    if kind is Kind.TOPIC and not (isinstance(row, Topic) and row.unit_code == entry.unit):
        _unit_in_service(session, entry.unit)


def _alike(one_name: str, other: str) -> bool:
    return " ".join(one_name.split()).casefold() == " ".join(other.split()).casefold()


def _unit_in_service(session: Session, code: str | None) -> None:
    unit = session.get(Unit, code) if code is not None else None
    if code is not None and (unit is None or not unit.active):
        raise Unfit("unit", "Pilih unit yang masih dipakai.", "Choose a unit that is in service.")


def _may_go(session: Session, kind: Kind, code: str) -> None:
    if kind is Kind.ROOM and received_in(code):
        raise Unfit(
            "code",
            "Kunjungan diterima di ruang ini menurut surat edaran (E.3.c.4), jadi ruang ini tetap dipakai.",
            "Visits are received in this room by the circular (E.3.c.4), so it stays in service.",
        )
    pointing = select(Topic.name).where(Topic.unit_code == code, Topic.active).order_by(Topic.position)
    topics = list(session.scalars(pointing)) if kind is Kind.UNIT else []
    if topics:
        named = ", ".join(topics)
        raise Unfit(
            "code",
            f"Topik berikut masih diusulkan ke unit ini: {named}. Arahkan dahulu ke unit lain.",
            f"These topics are still proposed to this unit: {named}. Propose them to another unit first.",
        )


def _topic_said(session: Session, row: Row, entry: Entry) -> None:
    """Give a topic its unit and its place among all topics, which are numbered anew from 0."""
    if not isinstance(row, Topic):
        return
    row.unit_code = entry.unit
    session.flush()
    others = [each for each in rows(session, Kind.TOPIC) if isinstance(each, Topic) and each.code != row.code]
    place = len(others) if entry.place is None else min(max(entry.place - 1, 0), len(others))
    for position, each in enumerate([*others[:place], row, *others[place:]]):
        each.position = position


def _said(row: Row) -> dict[str, Any]:
    """What a row says, as the journal keeps it; a topic's place from 1."""
    told: dict[str, Any] = {"name": row.name, "name_en": row.name_en}
    if isinstance(row, Unit):
        told["verified"] = row.verified
    if isinstance(row, Topic):
        told |= {"unit": row.unit_code, "place": row.position + 1}
    return told
