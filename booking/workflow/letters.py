"""Letters are registered on their own, each with its receipts: the earliest starts the clock (E.3.b.1, E.3.c.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import Session

from booking import documents, gather, journal, messages
from booking.errors import NotYours, Registered, Unfit, Unknown
from booking.journal import Actor, Event
from booking.models import Booking, Flag, Letter, Receipt
from booking.models.base import add_plain, table_of
from booking.store import Store
from booking.terms import Channel, DocumentKind, MessageKind, Role
from booking.workflow.shape import Judgement, in_rounds, keep
from booking.workflow.submission import NamedLetter, known_region, letter_fits
from rules import judge, wire
from rules.facts import WIB, LetterName, State

A_WORKING_DAY = 1
"""How far back a receipt may lie before a reason is asked for."""

RECEIPT = "correct-receipt"
"""The act under which a booking is judged again because its letter came at another time."""

_BROKEN_BY_A_RECEIPT = frozenset({"lead_time", "calendar_unknown"})
_NAMED = select(Letter).where(
    Letter.requester_key == bindparam("requester"),
    Letter.number_key == bindparam("key"),
    Letter.year == bindparam("year"),
)
_RECEIVE = insert(table_of(Receipt))


@dataclass(frozen=True)
class Arrived:
    """A letter's arrival: how and when it came, and why it is entered late."""

    channel: Channel
    at: datetime
    reason: str | None
    document_id: int | None


def register(
    store: Store,
    letter: NamedLetter,
    actor: Actor,
    now: datetime,
    *,
    region: str | None,
    institution: str,
    channel: Channel,
    received_at: datetime,
    reason: str | None,
    document_id: int,
) -> int:
    """Register a letter before any request; gives its number. Raises Registered where it was before."""
    if actor.role is not Role.OFFICER:
        raise NotYours
    known_region(region)
    letter_fits(letter, received_at, now)
    made: list[int] = []

    def once(session: Session) -> str:
        arrived_in_time(session, received_at, reason, now)
        requester_key = gather.key_of(wire.requester_of(region))
        name = LetterName.of(letter.number, letter.dated_on)
        store.lock(session, {f"letter:{requester_key}:{name.key}"})
        before = found(session, requester_key, name)
        if before is not None and authentic(session, before):
            raise Registered(before.id)
        documents.link(session, document_id, DocumentKind.LETTER, None, now)
        row = before or new(session, letter, requester_key, region, institution, received_at, now)
        if before is not None:
            taken_over(before, letter, institution, received_at)
        arrived = Arrived(channel, received_at, reason, document_id)
        receive(store, session, row, arrived, actor, now, first=before is None)
        made[:] = [row.id]
        return f"letter:{row.id}"

    in_rounds(store, once, actor, now)
    return made[0]


def receive_again(
    store: Store,
    letter_id: int,
    actor: Actor,
    now: datetime,
    *,
    channel: Channel,
    received_at: datetime,
    reason: str | None,
    document_id: int,
) -> bool:
    """Note that a letter which is registered came another way or earlier too; the earliest arrival starts its clock,
    and live bookings on it are judged again. False where that tells nothing new: then nothing is kept."""
    if actor.role is not Role.OFFICER:
        raise NotYours
    noted: list[bool] = []

    def once(session: Session) -> str:
        arrived_in_time(session, received_at, reason, now)
        letter = _locked(store, session, letter_id)
        came = session.scalars(select(Receipt.channel).where(Receipt.letter_id == letter.id))
        earlier = received_at < letter.received_at
        noted[:] = [earlier or channel.value not in set(came)]
        if noted == [True]:
            documents.link(session, document_id, DocumentKind.LETTER, None, now)
            receive(store, session, letter, Arrived(channel, received_at, reason, document_id), actor, now)
        if earlier:
            letter.received_at = received_at
            session.flush()
            _judged_again(session, letter, actor, now)
        return f"letter:{letter.id}"

    in_rounds(store, once, actor, now)
    return noted == [True]


def _locked(store: Store, session: Session, letter_id: int) -> Letter:
    """A letter, held until the act is over."""
    letter = session.get(Letter, letter_id)
    if letter is None:
        raise Unknown
    store.lock(session, {f"letter:{letter.requester_key}:{letter.number_key}"})
    session.refresh(letter)
    return letter


def correct_receipt(
    store: Store, letter_id: int, actor: Actor, now: datetime, *, received_at: datetime, channel: Channel, reason: str
) -> None:
    """Set right when a letter came. Live bookings on it are judged again: one that would not have been given is
    flagged, and changes in nothing."""
    if actor.role is not Role.OFFICER:
        raise NotYours

    def once(session: Session) -> str:
        letter = _locked(store, session, letter_id)
        _ahead(received_at, now)
        letter_fits(
            NamedLetter(letter.number, letter.dated_on, letter.subject, letter.addressed_to_director_general),
            received_at,
            now,
        )
        if not reason.strip():
            raise Unfit("reason", "Tuliskan alasan koreksinya.", "Please write down why it is corrected.")
        letter.received_at = received_at
        receive(store, session, letter, Arrived(channel, received_at, reason, None), actor, now)
        session.flush()
        _judged_again(session, letter, actor, now)
        return f"letter:{letter.id}"

    in_rounds(store, once, actor, now)


def _judged_again(session: Session, letter: Letter, actor: Actor, now: datetime) -> None:
    live = [state.value for state in State if state.live]
    for booking in session.scalars(select(Booking).where(Booking.letter_id == letter.id, Booking.state.in_(live))):
        verdict = judge(gather.situation(session, gather.of_booking(booking, now)))
        broken = sorted(verdict.codes & _BROKEN_BY_A_RECEIPT)
        keep(session, verdict, Judgement(RECEIPT, now, actor, not broken, [], booking.id))
        for flag in session.scalars(select(Flag).where(Flag.booking_id == booking.id)):
            if flag.code in _BROKEN_BY_A_RECEIPT:
                session.delete(flag)
        session.flush()
        session.add_all(Flag(booking_id=booking.id, code=code, raised_at=now) for code in broken)


def found(session: Session, requester_key: str, name: LetterName) -> Letter | None:
    """The letter registered under this number and year."""
    return session.scalars(_NAMED, {"requester": requester_key, "key": name.key, "year": name.year}).first()


def authentic(session: Session, letter: Letter) -> bool:
    """Whether somebody who signed in, or proved an address, has sent this letter: only then does it start a clock. A
    hold that was never confirmed keeps its end; whatever became a request has none."""
    by_somebody = select(Receipt.id).where(Receipt.letter_id == letter.id, Receipt.person_id.is_not(None))
    under_a_request = select(Booking.id).where(Booking.letter_id == letter.id, Booking.hold_until.is_(None))
    return any(session.scalar(each.limit(1)) is not None for each in (by_somebody, under_a_request))


def taken_over(letter: Letter, named: NamedLetter, institution: str, received_at: datetime) -> None:
    """A letter that only a hold without a confirmation told of becomes the one that now came."""
    letter.institution, letter.subject = institution, named.subject
    letter.number, letter.dated_on = named.number, named.dated_on
    letter.addressed_to_director_general = named.addressed_to_director_general
    letter.received_at = received_at


def new(
    session: Session,
    letter: NamedLetter,
    requester_key: str,
    region: str | None,
    institution: str,
    received_at: datetime,
    now: datetime,
) -> Letter:
    """A letter's row, still without a receipt."""
    row = Letter(
        requester_key=requester_key,
        region_code=region,
        institution=institution,
        number=letter.number,
        number_key=LetterName.of(letter.number, letter.dated_on).key,
        dated_on=letter.dated_on,
        year=letter.dated_on.year,
        subject=letter.subject,
        addressed_to_director_general=letter.addressed_to_director_general,
        received_at=received_at,
        created_at=now,
    )
    add_plain(session, row)
    return row


def receive(
    store: Store,
    session: Session,
    letter: Letter,
    arrived: Arrived,
    actor: Actor,
    now: datetime,
    *,
    first: bool = False,
) -> None:
    """Note that a letter arrived, in the register and in its journal; ``first`` for one that has just been entered."""
    row = {
        "letter_id": letter.id,
        "channel": arrived.channel.value,
        "received_at": arrived.at,
        "registered_at": now,
        "person_id": actor.person_id,
        "document_id": arrived.document_id,
        "reason": arrived.reason,
    }
    session.execute(_RECEIVE, row)
    event = Event(
        "receive-letter",
        facts={"channel": arrived.channel.value, "received_at": arrived.at.isoformat()},
        personal={"reason": arrived.reason} if arrived.reason else {},
    )
    journal.write(session, store.journal_key, f"letter:{letter.id}", now, actor, event, new=first)


def forward(session: Session, letter: Letter, reference: str, document_id: int, at: datetime, now: datetime) -> None:
    """E.3.b.1, E.3.c.1: a letter that came through the portal goes by mail to the Contact Center too."""
    params = {
        "number": letter.number,
        "dated_on": letter.dated_on.isoformat(),
        "subject": letter.subject,
        "institution": letter.institution,
        "channel": Channel.PORTAL.value,
        "received_at": at.isoformat(),
        "reference": reference,
        "document": document_id,
    }
    recipient = messages.contact_center()
    messages.put(session, f"letter:{letter.id}", MessageKind.LETTER_COPY, document_id, recipient, params, now)


def arrived_in_time(session: Session, received_at: datetime, reason: str | None, now: datetime) -> None:
    """A receipt lies in the past, and where it is more than a working day back, somebody says why."""
    _ahead(received_at, now)
    day, today = received_at.astimezone(WIB).date(), now.astimezone(WIB).date()
    last_day = gather.office_calendar(session).working_day_after(day, A_WORKING_DAY)
    late = today > day and (last_day is None or today > last_day)
    if late and not reason:
        raise Unfit(
            "reason",
            "Surat diterima lebih dari satu hari kerja yang lalu: tuliskan alasannya.",
            "The letter came more than one working day ago: please write down why it is entered now.",
        )


def _ahead(received_at: datetime, now: datetime) -> None:
    if received_at > now:
        raise Unfit(
            "received_at",
            "Surat tidak dapat diterima pada waktu yang belum tiba.",
            "A letter cannot be received in the future.",
        )
