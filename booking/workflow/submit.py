"""submit: a letter and a wish become a request that holds its slot."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from booking import documents, gather, journal, reads
from booking.errors import NotYours, Refused, Unfit
from booking.journal import Actor, Event
from booking.models import Booking, Guest, Letter, Policy, Receipt, Topic, Unit
from booking.states import FOR_THE_REQUESTER, START, STATES
from booking.store import Store
from booking.terms import Act, Channel, DocumentKind, Role
from booking.workflow.shape import Outrun, decided, in_rounds, place, place_keys
from rules import judge, wire
from rules.facts import WIB, CalendarMonth, LetterName, Mode, Office, Slot, letter_key
from rules.facts import Letter as LetterFacts
from rules.grounds import sessions
from rules.parameters import HOLDS_FROM
from rules.regions import register

_REFERENCE_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_REFERENCE_PART = 4
_ACCESS_BYTES = 16
A_WORKING_DAY = 1
"""How far back a receipt may lie before a reason is asked for."""


@dataclass(frozen=True)
class NamedGuest:
    """A guest as the requester names them."""

    name: str
    position: str
    office: Office
    nip: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class Submission:
    """What a requester asks for. ``slot`` None takes the first free one; ``received_at`` is an officer's to give."""

    mode: Mode
    region: str | None
    institution: str
    letter_number: str
    letter_dated_on: date
    letter_subject: str
    addressed_to_director_general: bool
    slot: Slot | None
    topic: str
    contact_name: str
    contact_phone: str
    contact_email: str
    guests: tuple[NamedGuest, ...]
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


def access_code_hash(code: str) -> str:
    """What is kept of an access code."""
    return hashlib.sha256(code.encode()).hexdigest()


def submit(store: Store, wanted: Submission, actor: Actor, now: datetime, document_id: int) -> Submitted:
    """Take a request, or raise Refused with every clause against it; a refused one is kept as a decision.

    The letter is the one registered before under this number and year, with its earliest receipt, or a new one
    received now. Raises NotYours for another region's request, Unfit for input that does not fit.
    """
    if actor.role is not Role.OFFICER:
        wanted = replace(wanted, channel=Channel.PORTAL, received_at=None, receipt_reason=None, room=None)
    _fits(wanted, now)
    submitted = Submitted(_new_reference(), secrets.token_urlsafe(_ACCESS_BYTES))

    def once(session: Session) -> None:
        _who(session, wanted, actor)
        _codes(session, wanted)
        documents.unlinked(session, document_id, DocumentKind.LETTER)
        requester_key = gather.key_of(wire.requester_of(wanted.region))
        letter = _registered(session, requester_key, wanted)
        arrived_at = _arrived_at(session, wanted, actor, now)
        received_at = min(letter.received_at, arrived_at) if letter else arrived_at
        asked = _asked(wanted, letter, received_at, now)
        free = None if wanted.slot else _first_free(store, session, asked)
        slot = wanted.slot or free or _first_thinkable(session, asked)
        asked = _asked(wanted, letter, received_at, now, slot)
        store.lock(session, place_keys(requester_key, asked.letter.name.key, slot))
        verdict = judge(gather.situation(session, asked))
        if free and any(refusal.about == "slot" for refusal in verdict.refusals):
            raise Outrun
        decision = decided(verdict, Act.SUBMIT, now, actor, [], None, verdict.allowed)
        if not verdict.allowed:
            session.add(decision)
            earliest = judge(gather.situation(session, asked, searching=True)).earliest
            session.flush()
            raise Refused(verdict.refusals, earliest, decision.id)
        if letter is None:
            letter = _register(session, wanted, requester_key, asked.letter, received_at, now)
        letter.received_at = received_at
        session.add(_receipt(letter, wanted, arrived_at, now, actor, document_id))
        booking = _booking(session, wanted, submitted, letter, slot, actor, now)
        session.flush()
        decision.booking_id = booking.id
        session.add(decision)
        documents.link(session, document_id, booking.id, now)
        _journal(store, session, booking, letter, wanted, actor, now, arrived_at)

    in_rounds(store, once)
    return submitted


def _fits(wanted: Submission, now: datetime) -> None:
    if wanted.region is not None and wanted.region not in register():
        raise Unfit("region", "Pilih daerah dari daftar.", "Choose a region from the list.")
    if not letter_key(wanted.letter_number):
        raise Unfit("letter_number", "Tuliskan nomor suratnya.", "Give the letter's number.")
    if wanted.slot is not None and wanted.slot.date < HOLDS_FROM:
        raise Unfit("slot", "Pilih hari yang akan datang.", "Choose a day that lies ahead.")
    if wanted.letter_dated_on > now.astimezone(WIB).date():
        raise Unfit(
            "letter_dated_on",
            "Tanggal surat tidak mungkin sesudah hari ini. Periksa lagi.",
            "A letter cannot be dated after today. Please check it again.",
        )
    if wanted.received_at is not None and wanted.received_at.astimezone(WIB).date() < HOLDS_FROM:
        raise Unfit(
            "received_at", "Surat diterima sebelum surat edaran berlaku.", "The letter is older than the circular."
        )


def _who(session: Session, wanted: Submission, actor: Actor) -> None:
    """An officer asks for everybody, a region for itself, a holder for whom the booking in hand was asked for."""
    if actor.role not in FOR_THE_REQUESTER:
        raise NotYours
    requester_key = gather.key_of(wire.requester_of(wanted.region))
    own: str | None = requester_key
    if actor.role is Role.REGION:
        own = gather.key_of(wire.requester_of(actor.region))
    elif actor.role is Role.HOLDER:
        own = session.scalar(select(Booking.requester_key).where(Booking.reference == actor.booking))
    if own != requester_key:
        raise NotYours


def _codes(session: Session, wanted: Submission) -> None:
    if session.get(Topic, wanted.topic) is None:
        raise Unfit("topic", "Pilih topik dari daftar.", "Choose a topic from the list.")
    if wanted.unit is not None and session.get(Unit, wanted.unit) is None:
        raise Unfit("unit", "Pilih unit dari daftar.", "Choose a unit from the list.")
    if wanted.room is not None and not reads.room_exists(session, wanted.room):
        raise Unfit("room", "Pilih ruang dari daftar.", "Choose a room from the list.")


def _registered(session: Session, requester_key: str, wanted: Submission) -> Letter | None:
    name = LetterName.of(wanted.letter_number, wanted.letter_dated_on)
    found = select(Letter).where(
        Letter.requester_key == requester_key, Letter.number_key == name.key, Letter.year == name.year
    )
    return session.scalars(found).first()


def _arrived_at(session: Session, wanted: Submission, actor: Actor, now: datetime) -> datetime:
    given = now
    if actor.role is Role.OFFICER and wanted.received_at is not None:
        given = wanted.received_at
        if given > now:
            raise Unfit(
                "received_at",
                "Surat tidak dapat diterima pada waktu yang belum tiba.",
                "A letter cannot be received in the future.",
            )
        last_day = gather.office_calendar(session).working_day_after(given.astimezone(WIB).date(), A_WORKING_DAY)
        today = now.astimezone(WIB).date()
        late = today > given.astimezone(WIB).date() and (last_day is None or today > last_day)
        if late and not wanted.receipt_reason:
            raise Unfit(
                "reason",
                "Surat diterima lebih dari satu hari kerja yang lalu: tuliskan alasannya.",
                "The letter came more than one working day ago: please write down why it is entered now.",
            )
    return given


def _asked(
    wanted: Submission, letter: Letter | None, received_at: datetime, now: datetime, slot: Slot | None = None
) -> gather.Asked:
    addressed = wanted.addressed_to_director_general and (letter is None or letter.addressed_to_director_general)
    return gather.Asked(
        mode=wanted.mode,
        region=wanted.region,
        letter=LetterFacts(wanted.letter_number, received_at, wanted.letter_dated_on, addressed),
        slot=slot or wanted.slot or Slot.at(now),
        guests=tuple(guest.office for guest in wanted.guests),
        now=now,
        room=wanted.room,
    )


def _first_free(store: Store, session: Session, asked: gather.Asked) -> Slot | None:
    store.lock(session, {"first-free"})  # else all who name no slot would find the same one
    return judge(gather.situation(session, asked, searching=True)).earliest


def _first_thinkable(session: Session, asked: gather.Asked) -> Slot:
    """Where no slot is free: the first session of the first possible day ahead, to say what stands against it."""
    situation = gather.situation(session, asked)
    tomorrow = asked.now.astimezone(WIB).date() + timedelta(days=1)
    day = max(situation.lead.first_day or tomorrow, tomorrow)
    hours = sessions(asked.mode, situation.figures.policy(asked.letter.received_on, day))
    return Slot(day, hours[0] if hours else asked.slot.start)


def _register(
    session: Session, wanted: Submission, requester_key: str, facts: LetterFacts, received_at: datetime, now: datetime
) -> Letter:
    letter = Letter(
        requester_key=requester_key,
        region_code=wanted.region,
        institution=wanted.institution,
        number=wanted.letter_number,
        number_key=facts.name.key,
        dated_on=wanted.letter_dated_on,
        year=wanted.letter_dated_on.year,
        subject=wanted.letter_subject,
        addressed_to_director_general=wanted.addressed_to_director_general,
        received_at=received_at,
        created_at=now,
    )
    session.add(letter)
    session.flush()
    return letter


def _receipt(
    letter: Letter, wanted: Submission, arrived_at: datetime, now: datetime, actor: Actor, document_id: int
) -> Receipt:
    return Receipt(
        letter_id=letter.id,
        channel=wanted.channel.value,
        received_at=arrived_at,
        registered_at=now,
        person_id=actor.person_id,
        document_id=document_id,
        reason=wanted.receipt_reason,
    )


def _booking(
    session: Session, wanted: Submission, submitted: Submitted, letter: Letter, slot: Slot, actor: Actor, now: datetime
) -> Booking:
    visit = wanted.mode is Mode.VISIT
    policy = session.scalars(
        select(Policy).where(Policy.holds_from <= slot.date).order_by(Policy.holds_from.desc()).limit(1)
    ).one()
    has_leader = any(guest.office is not Office.OTHER for guest in wanted.guests)
    cap = (policy.leader_limit if has_leader else policy.guests_limit) if visit else len(wanted.guests)
    topic = session.get_one(Topic, wanted.topic)
    booking = Booking(
        reference=submitted.reference,
        access_code_hash=access_code_hash(submitted.access_code),
        mode=wanted.mode.value,
        region_code=wanted.region,
        requester_key=letter.requester_key,
        institution=wanted.institution,
        letter_id=letter.id,
        topic_code=wanted.topic,
        unit_code=wanted.unit or topic.unit_code,
        contact_name=wanted.contact_name,
        contact_phone=wanted.contact_phone,
        contact_email=wanted.contact_email,
        date=slot.date,
        start=slot.start,
        month="-".join(f"{part:02}" for part in CalendarMonth.of(slot.date)),
        room_code=wanted.room or (gather.visit_room(slot.date) if visit else None),
        policy_from=policy.holds_from,
        visits_limit=policy.visits_limit,
        video_limit=policy.video_limit,
        guests_limit=policy.guests_limit,
        leader_limit=policy.leader_limit,
        has_leader=has_leader,
        guest_cap=cap,
        submitted_at=now,
        submitted_by=actor.person_id,
        changed_at=now,
        sequence=0,
    )
    place(session, booking, STATES[START, Act.SUBMIT].to)
    session.add(booking)
    session.flush()
    session.add_all(
        Guest(
            booking_id=booking.id,
            cap=cap,
            seat=seat,
            name=guest.name,
            nip=guest.nip,
            position=guest.position,
            office=guest.office.value,
            phone=guest.phone,
        )
        for seat, guest in enumerate(wanted.guests, start=1)
    )
    return booking


def _journal(
    store: Store,
    session: Session,
    booking: Booking,
    letter: Letter,
    wanted: Submission,
    actor: Actor,
    now: datetime,
    arrived_at: datetime,
) -> None:
    facts = {"mode": booking.mode, "date": booking.date.isoformat(), "start": booking.start, "letter": letter.id}
    taken = Event(Act.SUBMIT.value, None, booking.state, None, facts)
    journal.write(session, store.journal_key, f"booking:{booking.reference}", now, actor, taken)
    receipt = Event(
        "receive-letter",
        facts={"channel": wanted.channel.value, "received_at": arrived_at.isoformat()},
        personal={"reason": wanted.receipt_reason} if wanted.receipt_reason else {},
    )
    journal.write(session, store.journal_key, f"letter:{letter.id}", now, actor, receipt)


def _new_reference() -> str:
    signs = [secrets.choice(_REFERENCE_SIGNS) for _ in range(_REFERENCE_PART + _REFERENCE_PART)]
    return "".join(signs[:_REFERENCE_PART]) + "-" + "".join(signs[_REFERENCE_PART:])
