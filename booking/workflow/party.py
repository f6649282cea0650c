"""change-guests: who will come. Guests that were named before keep their number, and those who entered stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from booking import gather, search
from booking.errors import NotOpen, Refused, Unfit
from booking.journal import Actor
from booking.models import Guest, TravelOrder
from booking.store import Store
from booking.terms import Act, Role
from booking.workflow.places import seat_party
from booking.workflow.shape import Doing, perform
from booking.workflow.submission import SEAT, NamedGuest, seated
from rules import desk, parameters
from rules.facts import WIB, State


def change_guests(
    store: Store, reference: str, actor: Actor, now: datetime, *, guests: tuple[NamedGuest, ...], note: str = ""
) -> None:
    """Name the whole party anew: by the requester until the day before, by reception on the day and with a reason.

    A guest is somebody named before where the id says so, or the same name. Judged again for the cap alone.
    """

    def asked(doing: Doing) -> gather.Asked:
        _in_time(doing, note)
        offices = tuple(guest.office for guest in guests)
        return replace(gather.of_booking(doing.booking, now), guests=offices)

    def effect(doing: Doing) -> None:
        before = list(doing.booking.guests)
        named = _matched(before, guests)
        gone = [guest for guest in before if guest.id not in named]
        if any(guest.admission is not None for guest in gone):
            raise Unfit(
                "guests",
                "Tamu yang sudah masuk tidak dapat diganti. Bila keliru, hapus dahulu catatan hadirnya.",
                "A guest who has entered cannot be replaced. Undo the check-in first.",
            )
        _signed_stay(doing, before, named)
        doing.repeated = not gone and len(named) == len(guests) and all(
            _same(guest, named[guest.id]) for guest in before
        )
        if doing.repeated:
            return
        _admitted_fit(before, named)
        doing.facts["guests"] = len(guests)
        doing.facts["gone"] = [guest.id for guest in gone]
        _seat(doing, [guest for guest in before if guest.id in named], gone, named, guests)

    perform(store, Act.CHANGE_GUESTS, reference, actor, now, effect, note=note, asked=asked)


def _in_time(doing: Doing, note: str) -> None:
    today, day = doing.now.astimezone(WIB).date(), doing.booking.date
    if doing.actor.role in (Role.REGION, Role.HOLDER) and today >= day:
        raise NotOpen(Act.CHANGE_GUESTS, State(doing.booking.state), "too_late")
    if doing.actor.role is Role.RECEPTIONIST:
        if today != day:
            raise NotOpen(Act.CHANGE_GUESTS, State(doing.booking.state), "not_today")
        if not note.strip():
            raise Unfit("note", "Tuliskan alasannya dengan singkat.", "Please write down why, in a few words.")


def _matched(before: list[Guest], guests: tuple[NamedGuest, ...]) -> dict[int, NamedGuest]:
    """Who of the party before is named again: by id first, then by name."""
    by_id = {guest.id: guest for guest in before}
    named: dict[int, NamedGuest] = {}
    for guest in guests:
        if guest.id is not None and (guest.id not in by_id or guest.id in named):
            raise Unfit("guests", "Pilih tamu dari daftar.", "Choose guests from the list.")
        if guest.id is not None:
            named[guest.id] = guest
    for guest in (guest for guest in guests if guest.id is None):
        known = next(
            (one.id for one in before if one.id not in named and one.name.casefold() == guest.name.casefold()), None
        )
        if known is not None:
            named[known] = guest
    return named


def _signed_stay(doing: Doing, before: list[Guest], named: dict[int, NamedGuest]) -> None:
    """E.3.c.7: whose travel order was signed is not somebody else afterwards."""
    signed = select(TravelOrder.guest_id).where(TravelOrder.booking_id == doing.booking.id)
    kept = set(doing.session.scalars(signed))
    if any(guest.id in kept and named[guest.id].name != guest.name for guest in before):
        raise Unfit(
            "guests",
            "SPPD tamu ini sudah ditandatangani, jadi namanya tetap.",
            "This guest's travel order is signed, so the name stays.",
        )


def _same(guest: Guest, named: NamedGuest) -> bool:
    told = (named.name, named.nip, named.position, named.office.value, named.phone)
    return (guest.name, guest.nip, guest.position, guest.office, guest.phone) == told


def _admitted_fit(before: list[Guest], named: dict[int, NamedGuest]) -> None:
    """E.3.c.6: those who have entered are no more than may enter, with the offices they now have."""
    inside = tuple(named[guest.id].office for guest in before if guest.admission is not None)
    if not inside:
        return
    day = before[0].booking.date
    refusals = desk.party(inside, parameters.in_force().policy(day, day))
    if refusals:
        raise Refused(list(refusals))


def _seat(
    doing: Doing,
    stay: list[Guest],
    gone: list[Guest],
    named: dict[int, NamedGuest],
    guests: tuple[NamedGuest, ...],
) -> None:
    """Seats are given up first, then closed up from below, then filled, so that no seat is ever above its cap."""
    session, booking = doing.session, doing.booking
    for guest in gone:
        session.delete(guest)
    session.flush()
    for seat, guest in enumerate(sorted(stay, key=lambda one: one.seat), start=1):
        guest.seat = seat
        session.flush()
        told = named[guest.id]
        guest.name, guest.nip, guest.position = told.name, told.nip, told.position
        guest.office, guest.phone = told.office.value, told.phone
    seat_party(booking, [guest.office for guest in guests])
    session.flush()
    again = {id(guest) for guest in named.values()}
    fresh = [guest for guest in guests if id(guest) not in again]
    if fresh:
        session.execute(SEAT, [seated(booking, guest, seat) for seat, guest in enumerate(fresh, start=len(stay) + 1)])
    names = (guest.name for guest in guests)
    search.rewrite(session, booking.id, search.words_of(booking, booking.letter.number, names))
    session.expire(booking, ["guests"])
    for guest in stay:
        session.expire(guest, ["cap"])
