"""check-in and undo-check-in: who entered, guest by guest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from booking.errors import Refused, Unfit
from booking.journal import Actor
from booking.models import Admission, Guest
from booking.store import Store
from booking.terms import Act
from booking.workflow.shape import Doing, perform
from rules import desk, parameters
from rules.facts import Office, Slot
from rules.verdict import Refusal

CLOCKS_AGREE = timedelta(minutes=5)
"""A tablet whose clock is off by more than this is flagged."""


@dataclass(frozen=True)
class Arrival:
    """A guest who entered; ``happened_at`` by the tablet's clock, ``nonce`` told again by a repeated message."""

    guest_id: int
    happened_at: datetime | None = None
    nonce: str | None = None


def check_in(
    store: Store,
    reference: str,
    actor: Actor,
    now: datetime,
    *,
    arrivals: tuple[Arrival, ...],
    sent_at: datetime | None = None,
) -> None:
    """Admit guests, all or none (E.3.c.4, 6, 11). A guest admitted before stays as told first.

    ``sent_at`` tells by how much the tablet's clock is off; the window is judged on the corrected time.
    """
    drift = now - sent_at if sent_at is not None else timedelta(0)

    def effect(doing: Doing) -> None:
        guests = {guest.id: guest for guest in doing.booking.guests}
        if not arrivals or any(arrival.guest_id not in guests for arrival in arrivals):
            raise Unfit("guests", "Pilih tamu yang hadir dari daftar.", "Choose the guests who came from the list.")
        entered = {guest.id for guest in guests.values() if guest.admission is not None}
        told = {arrival.guest_id: arrival for arrival in reversed(arrivals)}  # a guest named twice: as told first
        fresh = [told[guest_id] for guest_id in guests if guest_id in told and guest_id not in entered]
        doing.repeated = not fresh
        _nonces_unused(doing, fresh)
        present = tuple(
            Office(guest.office) for guest in guests.values() if guest.id in entered or guest.id in told
        )
        instants = {arrival.guest_id: _corrected(arrival, drift, now) for arrival in fresh}
        _admissible(doing, present, set(instants.values()))
        doing.session.add_all(
            Admission(
                guest_id=arrival.guest_id,
                booking_id=doing.booking.id,
                happened_at=instants[arrival.guest_id],
                recorded_at=now,
                nonce=arrival.nonce,
                person_id=actor.person_id,
            )
            for arrival in fresh
        )
        doing.facts["guests"] = [arrival.guest_id for arrival in fresh]
        if abs(drift) > CLOCKS_AGREE:
            doing.facts["clock_off_seconds"] = int(drift.total_seconds())

    perform(store, Act.CHECK_IN, reference, actor, now, effect)


def _corrected(arrival: Arrival, drift: timedelta, now: datetime) -> datetime:
    """When a guest entered: never later than it is told."""
    if arrival.happened_at is None:
        return now
    try:
        return min(arrival.happened_at + drift, now)
    except OverflowError:
        raise Unfit("happened_at", "Jam tablet ini keliru. Betulkan dahulu.", "The tablet's clock is wrong.") from None


def _nonces_unused(doing: Doing, fresh: list[Arrival]) -> None:
    nonces = [arrival.nonce for arrival in fresh if arrival.nonce is not None]
    used = doing.session.scalars(select(Admission.nonce).where(Admission.nonce.in_(nonces))).first()
    if used is not None or len(set(nonces)) < len(nonces):
        raise Unfit("nonce", "Tanda ini sudah dipakai untuk tamu lain.", "This mark was used for another guest.")


def _admissible(doing: Doing, present: tuple[Office, ...], instants: set[datetime]) -> None:
    slot = Slot(doing.booking.date, doing.booking.start)
    policy = parameters.in_force().policy(slot.date, slot.date)
    found: dict[str, Refusal] = {}
    for instant in sorted(instants):
        found.update({refusal.code: refusal for refusal in desk.admission(slot, present, instant, policy)})
    if found:
        raise Refused(sorted(found.values(), key=lambda refusal: (refusal.clause, refusal.code)))


def undo_check_in(store: Store, reference: str, actor: Actor, now: datetime, *, guest_id: int, note: str) -> None:
    """Take an admission back; with the last one the visit is as it was before anybody came."""

    def effect(doing: Doing) -> None:
        admitted = doing.session.scalars(
            select(Admission).join(Guest).where(Guest.booking_id == doing.booking.id)
        ).all()
        admission = next((each for each in admitted if each.guest_id == guest_id), None)
        if admission is None:
            raise Unfit("guest", "Tamu ini belum tercatat hadir.", "This guest has not been checked in.")
        doing.session.delete(admission)
        doing.facts["guest"] = guest_id
        doing.nothing_left = len(admitted) == 1

    perform(store, Act.UNDO_CHECK_IN, reference, actor, now, effect, note=note)
