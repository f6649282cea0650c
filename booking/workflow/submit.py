"""submit and confirm: a letter and a wish become a request that holds its slot."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from booking import codes, documents, gather, journal, messages, search
from booking.errors import NotYours, Refused, Unfit
from booking.journal import Actor, Event
from booking.models import Booking, Document, Letter, Receipt
from booking.models.base import add_plain
from booking.states import START, STATES
from booking.store import Store
from booking.terms import Act, Channel, DocumentKind, Role
from booking.workflow import hearing, holds, letters
from booking.workflow.hearing import Hearing
from booking.workflow.places import place, place_keys, put_at, seat_party
from booking.workflow.shape import Doing, Judgement, Outrun, in_rounds, keep, perform, told_to
from booking.workflow.submission import SEAT, Submission, Submitted, codes_known, fits, may_ask, seated
from rules import judge, wire
from rules.facts import Mode, Slot, State

HOLD = timedelta(minutes=30)
"""How long a request from the open page holds its slot until its address is confirmed."""


def submit(
    store: Store, wanted: Submission, actor: Actor, now: datetime, document_id: int | None = None
) -> Submitted:
    """Take a request, or raise Refused with every clause against it; a refused one is kept as a decision.

    The letter is the one registered before under this number and year, with its earliest receipt, or a new one
    received now. Who has not signed in gets a hold for 30 minutes, one at a time for an e-mail address, until the
    address is confirmed. Raises NotYours for another region's request, Unfit for input that does not fit.
    """
    if actor.role is not Role.OFFICER:
        wanted = replace(wanted, channel=Channel.PORTAL, received_at=None, receipt_reason=None, room=None)
    fits(wanted, now)
    reference = codes.new_reference()
    submitted = Submitted(reference, codes.access_code(store.journal_key, reference))
    unconfirmed = actor.role is Role.HOLDER
    if unconfirmed:
        wanted = replace(wanted, contact_email=wanted.contact_email.lower())

    def once(session: Session) -> str:
        may_ask(session, wanted, actor)
        topic = codes_known(session, wanted.topic, wanted.unit, wanted.room)
        requester_key = gather.key_of(wire.requester_of(wanted.region))
        heard = hearing.of(session, wanted, actor, now)
        free = None if wanted.slot else _first_free(store, session, heard.asked)
        slot = wanted.slot or free or hearing.first_thinkable(session, heard.asked)
        asked = replace(heard.asked, slot=slot)
        keys = place_keys(requester_key, asked.letter.name.key, slot)
        store.lock(session, keys | ({f"email:{wanted.contact_email}"} if unconfirmed else set()))
        holds.lapse_overdue(store, session, now, slot, wanted.contact_email if unconfirmed else "")
        verdict = judge(gather.situation(session, asked))
        if free and any(refusal.about == "slot" for refusal in verdict.refusals):
            raise Outrun
        if not verdict.allowed:
            number = keep(session, verdict, Judgement(Act.SUBMIT, now, actor, allowed=False))
            earliest = judge(gather.situation(session, asked, searching=True)).earliest
            raise Refused(told_to(actor, verdict.refusals), earliest, number)
        if unconfirmed:
            _one_hold_an_address(session, wanted.contact_email)
        letter = _kept(session, wanted, heard, requester_key, now, unconfirmed)
        unit = wanted.unit or topic
        booking = _booking(session, wanted, submitted, letter, unit, slot, actor, now)
        keep(session, verdict, Judgement(Act.SUBMIT, now, actor, allowed=True, booking_id=booking.id))
        _journal(store, session, booking, letter, actor, now)
        arrived = letters.Arrived(wanted.channel, heard.arrived_at, wanted.receipt_reason, document_id)
        _received(store, session, booking, letter, arrived, actor, now, first=heard.letter is None)
        return reference

    in_rounds(store, once, actor, now)
    return submitted


def confirm(store: Store, reference: str, actor: Actor, now: datetime, *, token: str) -> None:
    """Prove the address of a request from the open page by the token that was mailed there. It is judged again; where
    it is refused it stays unconfirmed until its hold ends."""

    def asked(doing: Doing) -> gather.Asked:
        if not codes.same(token, codes.confirmation(store.journal_key, reference)):
            raise NotYours
        asked = gather.of_booking(doing.booking, now)
        return replace(asked, letter=replace(asked.letter, received_at=_own_clock(doing)))

    def effect(doing: Doing) -> None:
        doing.booking.letter.received_at = _own_clock(doing)
        doing.booking.hold_until = None
        _forward(doing.session, doing.booking, now)

    perform(store, Act.CONFIRM, reference, actor, now, effect, asked=asked)


def _kept(
    session: Session, wanted: Submission, heard: Hearing, requester_key: str, now: datetime, unconfirmed: bool
) -> Letter:
    """The letter as the register keeps it from now on. An unconfirmed request changes none that is there."""
    letter, named, received_at = heard.letter, heard.named, heard.received_at
    if letter is None:
        return letters.new(session, named, requester_key, wanted.region, wanted.institution, received_at, now)
    if heard.proven:
        letter.received_at = received_at
    elif not unconfirmed:
        letters.taken_over(letter, named, wanted.institution, received_at)
    return letter


def _received(
    store: Store,
    session: Session,
    booking: Booking,
    letter: Letter,
    arrived: letters.Arrived,
    actor: Actor,
    now: datetime,
    *,
    first: bool,
) -> None:
    """Note that the letter came with this request. One that was registered before, and came without a file, did not."""
    number = arrived.document_id
    if number is not None:
        documents.link(session, number, DocumentKind.LETTER, booking.id, now)
    if number is not None or arrived.at < now:
        letters.receive(store, session, letter, arrived, actor, now, first=first)
    if number is not None and arrived.channel is Channel.PORTAL and actor.role is not Role.HOLDER:
        letters.forward(session, letter, booking.reference, number, arrived.at, now)


def _own_clock(doing: Doing) -> datetime:
    """When the letter of a request from the open page came: with it, unless somebody proven has sent it before."""
    letter, submitted_at = doing.booking.letter, doing.booking.submitted_at
    return min(letter.received_at, submitted_at) if letters.authentic(doing.session, letter) else submitted_at


def _first_free(store: Store, session: Session, asked: gather.Asked) -> Slot | None:
    store.lock(session, {"first-free"})  # else all who name no slot would find the same one
    return judge(gather.situation(session, asked, searching=True)).earliest


def _one_hold_an_address(session: Session, email: str) -> None:
    held = select(Booking.id).where(Booking.state == State.UNCONFIRMED.value, Booking.contact_email == email)
    if session.scalar(held) is not None:
        raise Unfit(
            "contact_email",
            "Masih ada permohonan dari alamat ini yang menunggu konfirmasi. Buka surel kami dan konfirmasikan, atau"
            " tunggu sampai 30 menit berlalu.",
            "A request from this address still waits to be confirmed. Open our mail and confirm it, or wait until its"
            " 30 minutes are over.",
        )


def _booking(
    session: Session,
    wanted: Submission,
    submitted: Submitted,
    letter: Letter,
    unit: str | None,
    slot: Slot,
    actor: Actor,
    now: datetime,
) -> Booking:
    passage = STATES[START, Act.SUBMIT]
    unconfirmed = actor.role is Role.HOLDER
    booking = Booking(
        reference=submitted.reference,
        access_code_hash=codes.hash_of(submitted.access_code),
        mode=wanted.mode.value,
        region_code=wanted.region,
        requester_key=letter.requester_key,
        institution=wanted.institution,
        letter_id=letter.id,
        topic_code=wanted.topic,
        unit_code=unit,
        contact_name=wanted.contact_name,
        contact_phone=wanted.contact_phone,
        contact_email=wanted.contact_email,
        room_code=wanted.room or (gather.visit_room(slot.date) if wanted.mode is Mode.VISIT else None),
        hold_until=now + HOLD if unconfirmed else None,
        submitted_at=now,
        submitted_by=actor.person_id,
        changed_at=now,
        sequence=0,
    )
    put_at(session, booking, slot)
    seat_party(booking, [guest.office for guest in wanted.guests])
    place(session, booking, passage.otherwise if unconfirmed and passage.otherwise else passage.to)
    add_plain(session, booking)
    if wanted.guests:
        session.execute(SEAT, [seated(booking, guest, seat) for seat, guest in enumerate(wanted.guests, start=1)])
    search.write(session, booking.id, search.words_of(booking, letter.number, (guest.name for guest in wanted.guests)))
    return booking


def _journal(store: Store, session: Session, booking: Booking, letter: Letter, actor: Actor, now: datetime) -> None:
    facts = {"mode": booking.mode, "date": booking.date.isoformat(), "start": booking.start, "letter": letter.id}
    taken = Event(Act.SUBMIT.value, None, booking.state, None, facts)
    seq = journal.write(session, store.journal_key, messages.stream_of(booking), now, actor, taken, new=True)
    held_until = {"hold_until": booking.hold_until.isoformat()} if booking.hold_until else {}
    messages.tell(session, booking, Act.SUBMIT, seq, now, held_until)


def _forward(session: Session, booking: Booking, now: datetime) -> None:
    """Send the file that came with a request through the portal on to the Contact Center."""
    its_own = (
        select(Receipt)
        .join(Document, Document.id == Receipt.document_id)
        .where(Document.booking_id == booking.id, Receipt.letter_id == booking.letter_id)
        .where(Receipt.channel == Channel.PORTAL.value)
        .order_by(Receipt.id)
    )
    for receipt in session.scalars(its_own):
        if receipt.document_id is not None:
            letters.forward(
                session, booking.letter, booking.reference, receipt.document_id, receipt.received_at, now
            )
