"""E.3.c.11: a party that is turned away at the door is recorded, with the clause it is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from booking import availability, journal
from booking.errors import NotYours, Unfit, Unknown
from booking.journal import Actor, Event
from booking.models import Booking, TurnedAway
from booking.store import Store
from booking.terms import Role, TurnedAwayFor
from booking.workflow.shape import in_rounds
from rules import desk, parameters
from rules.facts import WIB, Mode, Slot, State
from rules.verdict import Refusal

STREAM = "desk"
"""The journal stream of what happens at the door without a booking."""

_NEXT_TOLD = 2
"""How many of the next open slots a party is told that was turned away."""


@dataclass(frozen=True)
class Away:
    """What was recorded, and what the party is told: the clause, and the next open sessions."""

    id: int
    refusal: Refusal
    code: TurnedAwayFor
    next_open: list[Slot]


def turn_away(
    store: Store,
    actor: Actor,
    now: datetime,
    *,
    name: str,
    institution: str,
    code: TurnedAwayFor,
    happened_at: datetime,
    reference: str | None = None,
) -> Away:
    """Record a party that was not admitted."""
    if actor.role is not Role.RECEPTIONIST:
        raise NotYours
    if happened_at > now:
        raise Unfit("happened_at", "Waktunya belum tiba.", "That moment has not come yet.")
    made: list[Away] = []

    def once(session: Session) -> str:
        booking = _booking(session, reference)
        slot = Slot(booking.date, booking.start) if booking else None
        if code is TurnedAwayFor.OUTSIDE_WINDOW and booking is not None and not _had_hours(booking):
            raise Unfit(
                "reference",
                "Nomor ini tidak mempunyai jadwal kunjungan yang berlaku. Pilih alasan lain, atau kosongkan nomornya.",
                "This reference has no visit that still stands. Choose another reason, or leave the reference out.",
            )
        today = happened_at.astimezone(WIB).date()
        refusal = desk.turned_away(code.value, slot, parameters.in_force().policy(today, today))
        if refusal is None:
            raise Unfit("reference", "Sebutkan nomor permohonannya.", "Give the reference of the request.")
        row = TurnedAway(
            booking_id=booking.id if booking else None,
            name=name,
            institution=institution,
            code=code.value,
            happened_at=happened_at,
            recorded_at=now,
            person_id=actor.person_id,
        )
        session.add(row)
        session.flush()
        facts = {"turned_away": row.id, "code": code.value, "reference": reference}
        store.lock(session, {f"journal:{STREAM}"})
        journal.write(session, store.journal_key, STREAM, now, actor, Event("turn-away", facts=facts))
        region = booking.region_code if booking else None
        free = availability.next_open(session, Mode.VISIT, region, now, now, _NEXT_TOLD)
        made[:] = [Away(row.id, refusal, code, free)]
        return f"turned-away:{row.id}"

    in_rounds(store, once, actor, now)
    return made[0]


def _booking(session: Session, reference: str | None) -> Booking | None:
    if reference is None:
        return None
    found = session.scalars(select(Booking).where(Booking.reference == reference)).first()
    if found is None:
        raise Unknown
    return found


def _had_hours(booking: Booking) -> bool:
    """Whether its hours are anything to tell: a visit that was not given up, though nobody came."""
    state = State(booking.state)
    return booking.mode == Mode.VISIT.value and (state.holds or state in (State.NO_SHOW, State.EXCUSED))


def recorded(session: Session, number: int, now: datetime) -> Away:
    """What a party was told that was recorded before, with the sessions that are open now. Raises Unknown."""
    row = session.get(TurnedAway, number)
    if row is None:
        raise Unknown
    booking = session.get(Booking, row.booking_id) if row.booking_id is not None else None
    slot = Slot(booking.date, booking.start) if booking else None
    day = row.happened_at.astimezone(WIB).date()
    refusal = desk.turned_away(row.code, slot, parameters.in_force().policy(day, day))
    if refusal is None:
        raise Unknown
    region = booking.region_code if booking else None
    free = availability.next_open(session, Mode.VISIT, region, now, now, _NEXT_TOLD)
    return Away(row.id, refusal, TurnedAwayFor(row.code), free)
