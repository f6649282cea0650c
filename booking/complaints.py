"""E.5: complaints, suggestions and comments that come through the form, told to the Contact Center."""

from __future__ import annotations

import sys
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func as sql
from sqlalchemy import select
from sqlalchemy.orm import Session

from booking import codes, journal, messages
from booking.errors import KeyReused, Unfit, Unknown
from booking.journal import Actor, Event
from booking.models import Complaint
from booking.store import Store
from booking.terms import ComplaintKind, MessageKind, Role

LONGEST = 4_000
"""The characters of the longest complaint."""

PAGE = 25
_LAST_PAGE = sys.maxsize // PAGE
_FIRST = 1


@dataclass(frozen=True)
class Told:
    """What somebody has to say; who they are and what it is about only where they want to tell."""

    kind: ComplaintKind
    words: str
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    booking_reference: str | None = None


@dataclass(frozen=True)
class Page:
    """Some complaints of many: which page (from 1), whether another follows, and how many there are in all."""

    complaints: list[Complaint]
    number: int
    total: int
    has_next: bool


def reference_for(store: Store, token: str) -> str:
    """The reference of whatever is sent with a form's one-time token."""
    return f"P-{codes.reference_of(store.journal_key, 'complaint', token)}"


def take(store: Store, told: Told, now: datetime, *, token: str, channel: str = "web") -> str:
    """Keep a complaint, tell the Contact Center of it, and confirm it to whoever left an address; gives its reference.

    The reference belongs to the form's token and is unique in the database, so a form sent twice is one complaint.
    Nobody is noted as the one who complains, not even somebody who is signed in. Raises KeyReused where the same form
    said something else before, Unfit for words that are missing or too long.
    """
    _fits(told)
    reference = reference_for(store, token)
    with store.writing() as session:
        store.lock(session, {_stream(reference)})
        before = _found(session, reference)
        if before is not None:
            if _said(before) != told:
                raise KeyReused
            return reference
        complaint = Complaint(reference=reference, created_at=now, **asdict(told) | {"kind": told.kind.value})
        session.add(complaint)
        session.flush()
        _write(session, store.journal_key, complaint.id, reference, told, now, channel)
        _tell(session, reference, told, now)
    return reference


def page(session: Session, number: int) -> Page:
    """A page of the complaints, the newest first; the last page for a number beyond it."""
    total = session.scalar(select(sql.count()).select_from(Complaint)) or 0
    last = max(-(-total // PAGE), _FIRST)
    number = min(max(number, _FIRST), last, _LAST_PAGE)
    newest = select(Complaint).order_by(Complaint.created_at.desc(), Complaint.id.desc())
    found = session.scalars(newest.limit(PAGE).offset((number - 1) * PAGE))
    return Page(list(found), number, total, number < last)


def one(session: Session, reference: str) -> Complaint:
    """A complaint by its reference, written in any case; raises Unknown where there is none."""
    found = _found(session, reference.upper())
    if found is None:
        raise Unknown
    return found


def _fits(told: Told) -> None:
    if not told.words.strip():
        raise Unfit("words", "Tuliskan apa yang ingin disampaikan.", "Write what you would like to say.")
    if len(told.words) > LONGEST:
        raise Unfit("words", f"Paling panjang {LONGEST} huruf.", f"At most {LONGEST} characters.")


def _found(session: Session, reference: str) -> Complaint | None:
    return session.scalars(select(Complaint).where(Complaint.reference == reference)).first()


def _said(complaint: Complaint) -> Told:
    return Told(
        kind=ComplaintKind(complaint.kind),
        words=complaint.words,
        name=complaint.name,
        email=complaint.email,
        phone=complaint.phone,
        booking_reference=complaint.booking_reference,
    )


def _stream(reference: str) -> str:
    return f"complaint:{reference}"


def _given(told: Told) -> dict[str, Any]:
    """What was told beside the kind."""
    return {name: value for name, value in asdict(told).items() if name != "kind" and value is not None}


def _write(
    session: Session, key: bytes, number: int, reference: str, told: Told, now: datetime, channel: str
) -> None:
    event = Event("complain", reason=told.kind.value, facts={"complaint": number}, personal=_given(told))
    actor = Actor(Role.HOLDER, channel=channel)
    journal.write(session, key, _stream(reference), now, actor, event, new=True)


def _tell(session: Session, reference: str, told: Told, now: datetime) -> None:
    """The office is told everything; the address only that something came, since it may be somebody else's."""
    known = {"reference": reference, "kind": told.kind.value, "received_at": now.isoformat()}
    about, office = _stream(reference), messages.contact_center()
    messages.put(session, about, MessageKind.COMPLAINT, _FIRST, office, known | _given(told), now)
    if told.email is not None:
        messages.put(session, about, MessageKind.COMPLAINT_RECEIVED, _FIRST, told.email, known, now)
