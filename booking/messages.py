"""The outbox: which act tells whom what. Written with the act, as kind and values; ``app/mail`` renders and sends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from booking.models import Booking, Message, Person, Room, Unit
from booking.models.base import table_of
from booking.terms import Act, Delivery, MessageKind, Role
from rules.citation import channels
from rules.facts import State


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a message."""

    filename: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Sending:
    """A message about to be sent: what the act told (``params``), and the booking as it stands now.

    ``params`` of a booking's message: mode, state, date, start, room and unit (their names), meeting_url, sequence,
    changed_at, and where the act has them reason, note, moved_from {date, start}, earliest [{date, start}, ...],
    question, answer, proposed {date, start}, hold_until, due. Of a letter copy: number, dated_on, subject, institution,
    channel, received_at, reference. Of an account that is asked for: region, institution, name, position, email, phone,
    request; opened or refused: whom, region, note, and where an administrator opened it role and unit; with a link to
    choose a password: whom, person, until, has_one.
    Days, hours and instants are text as on the wire. ``number`` is the same at each attempt.
    """

    kind: MessageKind
    number: str
    recipient: str
    at: datetime
    params: dict[str, Any]
    booking: Booking | None
    access_code: str | None = None
    confirm_token: str | None = None
    password_token: str | None = None
    attachments: tuple[Attachment, ...] = ()


def contact_center() -> str:
    """E.2.a: the Contact Center's own address, as the circular gives it."""
    return next(channel.value for channel in channels("service") if channel.kind == "email")


Recipients = Callable[[Session, Booking], list[str]]


def _contact(session: Session, booking: Booking) -> list[str]:
    return [booking.contact_email]


def _office(session: Session, booking: Booking) -> list[str]:
    return [contact_center()]


def of_the_unit(session: Session, booking: Booking) -> list[str]:
    """The people of a booking's unit."""
    found = select(Person.email).where(Person.role == Role.UNIT.value, Person.unit_code == booking.unit_code)
    return list(session.scalars(found.where(Person.active).order_by(Person.email)))


@dataclass(frozen=True)
class Tells:
    """A message an act sends: what, to whom, and only where the booking then stands in one of these states."""

    kind: MessageKind
    to: Recipients = _contact
    only: frozenset[State] = frozenset(State)


_SCHEDULED = frozenset({State.SCHEDULED})
TELLS: dict[Act, tuple[Tells, ...]] = {
    Act.SUBMIT: (
        Tells(MessageKind.RECEIVED, only=frozenset({State.REQUESTED})),
        Tells(MessageKind.CONFIRM, only=frozenset({State.UNCONFIRMED})),
    ),
    Act.CONFIRM: (Tells(MessageKind.RECEIVED),),
    Act.EXPIRE: (Tells(MessageKind.EXPIRED),),
    Act.WITHDRAW: (Tells(MessageKind.WITHDRAWN),),
    Act.REPLY: (Tells(MessageKind.REPLY, _office),),
    Act.ASK: (Tells(MessageKind.QUESTION),),
    Act.REJECT: (Tells(MessageKind.REJECTED),),
    Act.APPROVE: (Tells(MessageKind.SCHEDULED),),
    Act.CONSIDER: (Tells(MessageKind.CONSIDERED, _office),),
    Act.MOVE: (Tells(MessageKind.MOVED),),
    Act.AMEND: (Tells(MessageKind.CHANGED, only=_SCHEDULED),),
    Act.CHANGE_GUESTS: (Tells(MessageKind.CHANGED, only=_SCHEDULED),),
    Act.CANCEL: (Tells(MessageKind.CANCELLED),),
    Act.RELEASE: (Tells(MessageKind.RELEASED),),
    Act.MARK_ABSENT: (
        Tells(MessageKind.NO_SHOW, only=frozenset({State.NO_SHOW})),
        Tells(MessageKind.EXCUSED, only=frozenset({State.EXCUSED})),
    ),
    Act.RESTORE: (Tells(MessageKind.RESTORED),),
}
"""What each act tells; an act that is not here tells nobody by mail."""


def tell(session: Session, booking: Booking, act: Act, version: int, now: datetime, said: dict[str, Any]) -> None:
    """Put an act's messages into the outbox, in its transaction. ``version`` is the act's row in the journal."""
    for each in TELLS.get(act, ()):
        if State(booking.state) in each.only:
            for recipient in each.to(session, booking):
                params = values(booking) | said
                put(session, stream_of(booking), each.kind, version, recipient, params, now, booking.id)


_PUT = insert(table_of(Message))


def put(
    session: Session,
    about: str,
    kind: MessageKind,
    version: int,
    recipient: str,
    params: dict[str, Any],
    now: datetime,
    booking_id: int | None = None,
) -> None:
    """Put one message into the outbox, to be sent as soon as somebody can."""
    row = {
        "about": about,
        "booking_id": booking_id,
        "kind": kind.value,
        "version": version,
        "recipient": recipient,
        "params": params,
        "created_at": now,
        "state": Delivery.WAITING.value,
        "attempts": 0,
        "next_at": now,
    }
    session.execute(_PUT, row)


def put_once(
    session: Session, booking: Booking, kind: MessageKind, version: int, recipient: str, now: datetime, **said: Any
) -> bool:
    """Put a booking's message into the outbox unless it is there; tells whether it was put."""
    about = stream_of(booking)
    there = select(Message.id).where(
        Message.about == about, Message.kind == kind.value, Message.version == version, Message.recipient == recipient
    )
    if session.scalar(there) is not None:
        return False
    put(session, about, kind, version, recipient, values(booking) | said, now, booking.id)
    return True


def stream_of(booking: Booking) -> str:
    """The journal stream of a booking."""
    return f"booking:{booking.reference}"


def named(session: Session, params: dict[str, Any]) -> dict[str, Any]:
    """What a message says, with room and unit under the names they have when it is sent."""
    room = session.get(Room, params["room"]) if params.get("room") else None
    unit = session.get(Unit, params["unit"]) if params.get("unit") else None
    return params | {"room": room.name if room else None, "unit": unit.name if unit else None}


def values(booking: Booking) -> dict[str, Any]:
    """What a message says of a booking as it stands; room and unit by their codes, see ``named``."""
    return {
        "mode": booking.mode,
        "state": booking.state,
        "date": booking.date.isoformat(),
        "start": booking.start,
        "room": booking.room_code,
        "unit": booking.unit_code,
        "meeting_url": booking.meeting_url,
        "sequence": booking.sequence,
        "changed_at": booking.changed_at.isoformat(),
    }
