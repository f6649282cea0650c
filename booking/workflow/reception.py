"""check-in and its undoing, departures and travel orders: what happens at the desk, guest by guest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from booking.errors import NotOpen, Refused, Unfit
from booking.journal import Actor
from booking.messages import stream_of
from booking.models import Admission, Booking, Departure, Guest, JournalEntry, TravelOrder
from booking.store import Store
from booking.terms import Act
from booking.workflow.shape import Doing, perform
from rules import desk, parameters
from rules.facts import WIB, Office, Slot, State
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
        spent = _spent_nonces(doing.session, stream_of(doing.booking))
        told = {number: arrival for number, arrival in told.items() if (number, arrival.nonce) not in spent}
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
        doing.facts["nonces"] = [[arrival.guest_id, arrival.nonce] for arrival in fresh if arrival.nonce is not None]
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


def _spent_nonces(session: Session, stream: str) -> set[tuple[int, str]]:
    """Marks of check-ins that were told before: a message that comes again admits nobody again, undone or not."""
    rows = session.scalars(
        select(JournalEntry.facts).where(JournalEntry.stream == stream, JournalEntry.act == Act.CHECK_IN.value)
    )
    return {(guest_id, nonce) for facts in rows for guest_id, nonce in facts.get("nonces", [])}


def told_before(session: Session, booking: Booking, arrivals: tuple[Arrival, ...]) -> bool:
    """Whether all of these were counted when they were told first, whatever became of the party since."""
    told = {(each.guest_id, each.nonce) for each in arrivals}
    return told != set() and told <= _spent_nonces(session, stream_of(booking))


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


def _fit(doing: Doing, inside: tuple[Office, ...]) -> None:
    """E.3.c.6: without their leader no more stay recorded than may enter without."""
    day = doing.booking.date
    refusals = desk.party(inside, parameters.in_force().policy(day, day))
    if refusals:
        raise Refused(list(refusals))


def undo_check_in(store: Store, reference: str, actor: Actor, now: datetime, *, guest_id: int, note: str) -> None:
    """Take an admission back; with the last one the visit is as it was before anybody came. A leader's is taken back
    after those who entered beyond the two that may without (E.3.c.6)."""

    def effect(doing: Doing) -> None:
        admitted = doing.session.scalars(
            select(Admission).join(Guest).where(Guest.booking_id == doing.booking.id)
        ).all()
        admission = next((each for each in admitted if each.guest_id == guest_id), None)
        if admission is None:
            raise Unfit("guest", "Tamu ini belum tercatat hadir.", "This guest has not been checked in.")
        if doing.session.get(TravelOrder, guest_id) is not None:
            raise NotOpen(Act.UNDO_CHECK_IN, State(doing.booking.state), "travel_order_signed")
        _fit(doing, tuple(Office(each.guest.office) for each in admitted if each is not admission))
        doing.session.execute(delete(Departure).where(Departure.guest_id == guest_id))
        doing.session.delete(admission)
        doing.facts["guest"] = guest_id
        doing.otherwise = len(admitted) == 1

    perform(store, Act.UNDO_CHECK_IN, reference, actor, now, effect, note=note)


def depart(
    store: Store,
    reference: str,
    actor: Actor,
    now: datetime,
    *,
    guest_id: int,
    together: tuple[int, ...] = (),
    happened_at: datetime | None = None,
) -> None:
    """Note that an admitted guest left, and who left ``together`` with them, all or none: each once, not before they
    entered and not later than it is told."""

    def effect(doing: Doing) -> None:
        admissions = [_admission(doing, number) for number in dict.fromkeys((guest_id, *together))]
        entered = [admission for admission in admissions if admission is not None]
        if len(entered) < len(admissions):
            raise Unfit("guest", "Tamu ini belum tercatat hadir.", "This guest has not been checked in.")
        left_at = min(happened_at or now, now)
        if any(left_at < admission.happened_at for admission in entered):
            raise Unfit("happened_at", "Tamu tidak dapat pulang sebelum masuk.", "Nobody leaves before they entered.")
        gone = [each.guest_id for each in entered if doing.session.get(Departure, each.guest_id) is None]
        doing.repeated = not gone
        doing.facts |= {"guests": gone} if together else {"guest": guest_id}
        doing.session.add_all(
            Departure(guest_id=each, happened_at=left_at, recorded_at=now, person_id=actor.person_id) for each in gone
        )

    perform(store, Act.DEPART, reference, actor, now, effect)


def sign_travel_order(
    store: Store, reference: str, actor: Actor, now: datetime, *, guest_id: int, number: str, dated_on: date
) -> None:
    """E.3.c.7: record the travel order (SPPD) signed for a guest who was admitted: one each, and none for others."""

    def effect(doing: Doing) -> None:
        if guest_id not in {guest.id for guest in doing.booking.guests}:
            raise Unfit("guest", "Pilih tamu dari daftar.", "Choose a guest from the list.")
        refusals = desk.travel_order(_admission(doing, guest_id) is not None)
        if refusals:
            raise Refused(list(refusals))
        if dated_on > now.astimezone(WIB).date():
            raise Unfit("dated_on", "Tanggal SPPD tidak mungkin sesudah hari ini.", "It cannot be dated after today.")
        if dated_on < parameters.HOLDS_FROM:
            raise Unfit("dated_on", "Periksa tahunnya.", "Please check the year.")
        signed = doing.session.get(TravelOrder, guest_id)
        doing.repeated = signed is not None and (signed.number, signed.dated_on) == (number, dated_on)
        if doing.repeated:
            return
        if signed is not None:
            raise Unfit("guest", "SPPD tamu ini sudah ditandatangani.", "This guest's travel order is signed already.")
        _number_unused(doing, number)
        doing.facts["guest"] = guest_id
        doing.session.add(
            TravelOrder(
                guest_id=guest_id,
                booking_id=doing.booking.id,
                number=number,
                dated_on=dated_on,
                signed_at=now,
                person_id=actor.person_id,
            )
        )

    perform(store, Act.SIGN_TRAVEL_ORDER, reference, actor, now, effect)


def _admission(doing: Doing, guest_id: int) -> Admission | None:
    return next((guest.admission for guest in doing.booking.guests if guest.id == guest_id), None)


def _number_unused(doing: Doing, number: str) -> None:
    used = select(TravelOrder).where(TravelOrder.booking_id == doing.booking.id, TravelOrder.number == number)
    if doing.session.scalars(used).first() is not None:
        raise Unfit("number", "Nomor SPPD ini sudah tercatat.", "This travel order's number is recorded already.")
