"""What a requester asks for, and whether it fits before any clause is heard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import Session

from booking import gather, reads
from booking.errors import NotYours, Unfit
from booking.journal import Actor
from booking.models import Booking, Guest, Topic, Unit
from booking.models.base import table_of
from booking.states import FOR_THE_REQUESTER
from booking.terms import Channel, Role
from rules import wire
from rules.facts import WIB, Mode, Office, Slot, letter_key
from rules.parameters import HOLDS_FROM
from rules.regions import register


@dataclass(frozen=True)
class NamedGuest:
    """A guest as the requester names them. ``id`` is that of somebody named before."""

    name: str
    position: str
    office: Office
    nip: str | None = None
    phone: str | None = None
    id: int | None = None


@dataclass(frozen=True)
class NamedLetter:
    """A letter as it names itself: its number, its day, what it is about and to whom it is addressed."""

    number: str
    dated_on: date
    subject: str
    addressed_to_director_general: bool


@dataclass(frozen=True)
class Submission:
    """What a requester asks for. ``slot`` None takes the first free one; ``received_at`` is an officer's to give.

    The letter is named and comes with its file, or ``letter_id`` names one that was registered before.
    """

    mode: Mode
    region: str | None
    institution: str
    letter: NamedLetter | None
    slot: Slot | None
    topic: str
    contact_name: str
    contact_phone: str
    contact_email: str
    guests: tuple[NamedGuest, ...]
    letter_id: int | None = None
    unit: str | None = None
    room: str | None = None
    channel: Channel = Channel.PORTAL
    received_at: datetime | None = None
    receipt_reason: str | None = None


@dataclass(frozen=True)
class Submitted:
    """A request that was taken: its reference, and the access code, told this once."""

    reference: str
    access_code: str


def fits(wanted: Submission, now: datetime) -> None:
    """Raise Unfit for a region, letter or day that cannot be."""
    known_region(wanted.region)
    if wanted.letter is not None:
        letter_fits(wanted.letter, wanted.received_at, now)
    elif wanted.letter_id is None:
        raise Unfit("letter", "Sebutkan suratnya.", "Name the letter.")
    if wanted.slot is not None and wanted.slot.date < HOLDS_FROM:
        raise Unfit("slot", "Pilih hari yang akan datang.", "Choose a day that lies ahead.")


def known_region(region: str | None) -> None:
    """Raise Unfit for a code that no region has."""
    if region is not None and region not in register():
        raise Unfit("region", "Pilih daerah dari daftar.", "Choose a region from the list.")


def letter_fits(letter: NamedLetter, received_at: datetime | None, now: datetime) -> None:
    """Raise Unfit for a letter without a number, from the future, or received before the circular."""
    if not letter_key(letter.number):
        raise Unfit("letter_number", "Tuliskan nomor suratnya.", "Give the letter's number.")
    if letter.dated_on > now.astimezone(WIB).date():
        raise Unfit(
            "letter_dated_on",
            "Tanggal surat tidak mungkin sesudah hari ini. Periksa lagi.",
            "A letter cannot be dated after today. Please check it again.",
        )
    if received_at is not None and received_at.astimezone(WIB).date() < HOLDS_FROM:
        raise Unfit(
            "received_at", "Surat diterima sebelum surat edaran berlaku.", "The letter is older than the circular."
        )


def may_ask(session: Session, wanted: Submission, actor: Actor) -> None:
    """An officer asks for everybody, a region for itself. Who has not signed in asks for whom they say, and must then
    prove their address; with a booking in hand they ask for whom that was asked."""
    if actor.role not in FOR_THE_REQUESTER:
        raise NotYours
    requester_key = gather.key_of(wire.requester_of(wanted.region))
    own: str | None = requester_key
    if actor.role is Role.REGION:
        own = gather.key_of(wire.requester_of(actor.region))
    elif actor.booking is not None:
        own = session.scalar(select(Booking.requester_key).where(Booking.reference == actor.booking))
    if own != requester_key:
        raise NotYours


_TOPIC = select(Topic.unit_code, Topic.active).where(Topic.code == bindparam("code"))


def codes_known(session: Session, topic: str | None, unit: str | None, room: str | None) -> str | None:
    """The unit that a topic is proposed to, or Unfit for a topic, unit or room that is not in service. None stands for
    none."""
    chosen = session.execute(_TOPIC, {"code": topic}).first() if topic is not None else None
    if topic is not None and not (chosen and chosen.active):
        raise Unfit("topic", "Pilih topik dari daftar.", "Choose a topic from the list.")
    of_unit = session.get(Unit, unit) if unit is not None else None
    if unit is not None and not (of_unit and of_unit.active):
        raise Unfit("unit", "Pilih unit dari daftar.", "Choose a unit from the list.")
    if room is not None and not reads.room_exists(session, room):
        raise Unfit("room", "Pilih ruang dari daftar.", "Choose a room from the list.")
    return chosen.unit_code if chosen else None


SEAT = insert(table_of(Guest))


def seated(booking: Booking, guest: NamedGuest, seat: int) -> dict[str, Any]:
    """A guest's row on a seat of the booking's party."""
    return {
        "booking_id": booking.id,
        "cap": booking.guest_cap,
        "seat": seat,
        "name": guest.name,
        "nip": guest.nip,
        "position": guest.position,
        "office": guest.office.value,
        "phone": guest.phone,
    }
