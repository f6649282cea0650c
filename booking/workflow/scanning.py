"""What reception scans or types to find a party. A refusal is kept in the journal, without what was scanned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from booking import codes, journal
from booking.errors import NotYours
from booking.journal import Actor, Event
from booking.models import Booking
from booking.scan import Standing, Why, judged
from booking.store import Store
from booking.terms import Role
from booking.workflow.door import STREAM
from booking.workflow.shape import in_rounds
from rules import parameters

_SIGN = ":"
"""Stands in every pass, however damaged, and in no name and no reference."""


@dataclass(frozen=True)
class Scanned:
    """What was found, and why it does not open the door; None where it does. No ``reference`` where none is ours."""

    reference: str | None
    why: Why | None


def scan(store: Store, actor: Actor, now: datetime, text: str) -> Scanned | None:
    """Judge a pass or a reference; None where the text is neither, but perhaps a name. Raises NotYours."""
    if actor.role is not Role.RECEPTIONIST:
        raise NotYours
    said = text.strip()
    is_pass = _SIGN in said
    told = codes.of_pass(store.journal_key, said) if is_pass else (codes.reference_typed(said), None)
    with store.reading() as session:
        booking = _booking(session, told[0]) if told else None
        standing = Standing.of(booking) if booking else None
    if standing is None and not is_pass:
        return None
    day = standing.slot.date if standing else now.date()
    reference = told[0] if told and standing else None
    why = judged(standing, told[1] if told else None, now, parameters.in_force().policy(day, day))
    if why is not None:
        digest = codes.hash_of(said) if is_pass else None
        _keep(store, actor, now, {"why": why.value, "reference": reference, "pass": digest})
    return Scanned(reference, why)


def _booking(session: Session, reference: str) -> Booking | None:
    return session.scalars(select(Booking).where(Booking.reference == reference)).first()


def _keep(store: Store, actor: Actor, now: datetime, facts: dict[str, str | None]) -> None:
    told = {name: fact for name, fact in facts.items() if fact is not None}

    def once(session: Session) -> str:
        store.lock(session, {f"journal:{STREAM}"})
        journal.write(session, store.journal_key, STREAM, now, actor, Event("refuse-scan", facts=told))
        return STREAM

    in_rounds(store, once, actor, now)
