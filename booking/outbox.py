"""The outbox's other end: which message goes next, what goes along with it, and what became of it.

A process sends one message at a time: it claims one, renders and sends it outside any transaction, and writes down that
it was sent. Where it dies between, its claim ends after ``LEASE`` and the message goes again under the same number.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, literal, or_, select, update
from sqlalchemy import func as sql
from sqlalchemy.orm import Session, aliased

from booking import codes, documents, journal, passwords, reads
from booking.journal import Actor, Event
from booking.messages import Attachment, Sending, named, stream_of
from booking.models import Booking, Document, Message
from booking.models.outbox import NOT_SENT
from booking.store import Store
from booking.terms import Delivery, MessageKind
from booking.workflow import holds
from rules import desk
from rules.facts import Slot, State

LEASE = timedelta(minutes=5)
"""How long whoever claimed a message may take to send it."""

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180))
"""How long a message waits after its first, second, … attempt failed; after all further ones as long as the last."""

ATTEMPTS = 30
"""After so many attempts, about three days, a message is dead."""

PAGE = 50
COUNTED = 1_000
_LAST_PAGE = sys.maxsize // PAGE
_DIGEST = 12
_WAITING: ColumnElement[bool] = Message.state == literal(Delivery.WAITING.value, literal_execute=True)


def _due(now: datetime) -> ColumnElement[bool]:
    """Messages that could go now: those that wait, and before which none of the same stream to the same recipient
    waits. One that was never tried is due whatever the clock says, so that one set back holds nothing up."""
    older = aliased(Message)
    first = ~exists().where(
        older.about == Message.about,
        older.recipient == Message.recipient,
        older.id < Message.id,
        older.state == Delivery.WAITING.value,
    )
    return and_(_WAITING, or_(Message.next_at <= now, Message.attempts == 0), first)


def claim(store: Store, now: datetime, lease: timedelta = LEASE) -> int | None:
    """Claim the message that has been due longest; None where there is none."""
    free = or_(Message.claimed_until.is_(None), Message.claimed_until <= now)
    found = select(Message.id).where(_due(now), free).order_by(Message.next_at, Message.id).limit(1)
    with store.writing() as session:
        number = session.scalar(found.with_for_update(skip_locked=True, of=Message))
        if number is not None:
            _write(session, number, claimed_until=now + lease)
    return number


def sending(session: Session, key: bytes, number: int) -> Sending:
    """A message with what goes along: the booking as it stands now, the codes and the files its kind needs."""
    message = session.get_one(Message, number)
    kind = MessageKind(message.kind)
    booking = None
    if message.booking_id is not None:
        reference = session.get_one(Booking, message.booking_id).reference
        booking = reads.booking(session, reference, holds.CLOCK)
    reference = booking.reference if booking is not None else ""
    return Sending(
        kind=kind,
        number=number_of(message),
        recipient=message.recipient,
        at=message.created_at,
        params=named(session, message.params),
        booking=booking,
        access_code=_code_for(key, message, booking),
        confirm_token=codes.confirmation(key, reference) if kind is MessageKind.CONFIRM and reference else None,
        password_token=passwords.token(session, key, message.params) if kind in passwords.WITH_A_LINK else None,
        attachments=_attachments(session, kind, message.params),
    )


_KEPT_BACK = frozenset({MessageKind.CONFIRM})
"""What goes to the requester's address alone, since it proves that."""


def last_told(session: Session, booking: Booking) -> int | None:
    """The last message that a requester was told of a booking; None where there is none that others may pass on."""
    found = select(Message.id).where(
        Message.about == stream_of(booking),
        Message.recipient == booking.contact_email,
        Message.kind.not_in([kind.value for kind in _KEPT_BACK]),
    )
    return session.scalar(found.order_by(Message.id.desc()).limit(1))


def _code_for(key: bytes, message: Message, booking: Booking | None) -> str | None:
    """What opens the booking, for whoever asked for it and proved the address, and nobody else."""
    if booking is None or message.recipient != booking.contact_email or message.kind == MessageKind.CONFIRM:
        return None
    return codes.access_code(key, booking.reference)


def number_of(message: Message) -> str:
    """What a message is called at every attempt, in signs that a Message-ID may hold."""
    recipient = hashlib.sha256(message.recipient.lower().encode()).hexdigest()[:_DIGEST]
    told = ".".join((message.about, message.kind, str(message.version), recipient)).lower()
    return re.sub("[^a-z0-9.-]", ".", told.replace("_", "-"))


def _attachments(session: Session, kind: MessageKind, params: dict[str, Any]) -> tuple[Attachment, ...]:
    if kind is not MessageKind.LETTER_COPY:
        return ()
    letter = session.get_one(Document, params["document"])
    return (Attachment(letter.filename, letter.content_type, b"".join(documents.content(session, letter.id))),)


def stands(what: Sending, now: datetime) -> bool:
    """Whether what a message would say is still so. Most tell what happened, and that stays so."""
    if what.kind in passwords.WITH_A_LINK:
        return what.password_token is not None and now < passwords.until(what.params)
    booking = what.booking
    if booking is None:
        return True
    state, slot = State(booking.state), Slot(booking.date, booking.start)
    match what.kind:
        case MessageKind.CONFIRM:
            return state is State.UNCONFIRMED and not holds.overdue(booking, now)
        case MessageKind.REMINDER:
            told = (what.params["date"], what.params["start"])
            at_that_slot = told == (slot.date.isoformat(), slot.start)
            return state is State.SCHEDULED and at_that_slot and now < desk.begins_at(slot)
        case MessageKind.ESCALATED:
            return state is State.REQUESTED
        case MessageKind.RECORD_OVERDUE:
            return state is State.HELD
    return True


def sent(store: Store, number: int, now: datetime) -> None:
    """Write down that a message was sent."""
    with store.writing() as session:
        attempts = session.get_one(Message, number).attempts + 1
        _close(session, number, Delivery.SENT, sent_at=now, attempts=attempts, error=None)


def all_were_sent(store: Store) -> None:
    """Write down that whatever waits was sent when it was written: for a register filled with a story of past days."""
    with store.writing() as session:
        told = {"sent_at": Message.created_at, "attempts": 1}
        session.execute(update(Message).where(_WAITING).values(state=Delivery.SENT.value, **told))


def drop(store: Store, number: int) -> None:
    """Write down that a message is not sent, because what it would say is no longer so."""
    with store.writing() as session:
        _close(session, number, Delivery.DROPPED, error=None)


def failed(store: Store, number: int, now: datetime, reason: str, *, permanent: bool) -> bool:
    """Write down that an attempt failed: the message is tried again after a pause, or is dead. Tells whether it is."""
    with store.writing() as session:
        attempts = session.get_one(Message, number).attempts + 1
        dead = permanent or attempts >= ATTEMPTS
        if dead:
            _close(session, number, Delivery.DEAD, attempts=attempts, error=reason)
        else:
            pause = PAUSES[min(attempts, len(PAUSES)) - 1]
            _write(session, number, attempts=attempts, next_at=now + pause, claimed_until=None, error=reason)
    return dead


def resend(store: Store, number: int, actor: Actor, now: datetime) -> bool:
    """Put a dead message among those that wait once more; False where it is not dead (any more)."""
    with store.writing() as session:
        message = session.get(Message, number)
        if message is None:
            return False
        store.lock(session, {message.about})
        dead = (Message.id == number) & (Message.state == Delivery.DEAD.value)
        waiting = Delivery.WAITING.value
        again = update(Message).where(dead).values(state=waiting, attempts=0, next_at=now, claimed_until=None)
        if session.scalar(again.returning(Message.id)) is None:
            return False
        told = Event("resend", facts={"message": number})
        journal.write(session, store.journal_key, message.about, now, actor, told)
        return True


def _close(session: Session, number: int, state: Delivery, **said: Any) -> None:
    _write(session, number, state=state.value, claimed_until=None, **said)


def _write(session: Session, number: int, **said: Any) -> None:
    """Change a message that waits; what became of another stays so."""
    session.execute(update(Message).where(Message.id == number, _WAITING).values(**said))


@dataclass(frozen=True)
class Page:
    """Some messages of many, the newest first. They are not counted: a list costs what it shows."""

    messages: list[Message]
    number: int
    has_next: bool
    total: int | None = None


def page(session: Session, state: Delivery | None, number: int, *, query: str = "") -> Page:
    """A page of the messages in a state, or of all; ``query`` is the whole address of a recipient, or the reference of
    what they are about."""
    found = select(Message)
    if state is not None:
        found = found.where(*_in_state(state))
    if query.strip():
        found = found.where(_about_or_to(query.strip()))
    number = min(max(number, 1), _LAST_PAGE)
    rows = list(session.scalars(found.order_by(Message.id.desc()).limit(PAGE + 1).offset((number - 1) * PAGE)))
    return Page(rows[:PAGE], number, len(rows) > PAGE)


def _in_state(state: Delivery) -> list[ColumnElement[bool]]:
    """Said so that a database looks into the index of those that were not sent."""
    here = Message.state == literal(state.value, literal_execute=True)
    return [here] if state is Delivery.SENT else [NOT_SENT, here]  # type: ignore[list-item]


def _about_or_to(query: str) -> ColumnElement[bool]:
    if "@" in query:
        return Message.recipient.in_({query, query.lower()})
    return Message.about.in_([f"{stream}:{query.upper()}" for stream in ("booking", "complaint")])


def counted(session: Session, state: Delivery) -> int:
    """How many messages stand in a state, counted no further than to COUNTED."""
    some = select(Message.id).where(*_in_state(state)).limit(COUNTED).subquery()
    return session.scalar(select(sql.count()).select_from(some)) or 0


def by_state(session: Session) -> Counter[Delivery]:
    """How many messages stand in each state."""
    rows = session.execute(select(Message.state, sql.count(Message.id)).group_by(Message.state))
    return Counter({Delivery(state): count for state, count in rows})


def longest_due(session: Session, now: datetime) -> timedelta | None:
    """For how long the message that has been due longest has been so; None where none is due."""
    since = session.scalar(select(sql.min(Message.next_at)).where(_due(now)))
    return max(now - since, timedelta()) if since is not None else None


def last_sent(session: Session) -> datetime | None:
    """When one of the newest messages was sent last; None where none of them was."""
    newest = select(Message.sent_at).order_by(Message.id.desc()).limit(PAGE).subquery()
    found: datetime | None = session.scalar(select(sql.max(newest.c.sent_at)))
    return found


def oldest_waiting(session: Session, now: datetime) -> timedelta | None:
    """The age of the oldest message that was not sent yet, tried or not; None where none waits."""
    since = session.scalar(select(sql.min(Message.created_at)).where(_WAITING))
    return max(now - since, timedelta()) if since is not None else None
