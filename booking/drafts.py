"""Requests that are still being filled in, kept step by step so that nothing typed is lost.

A draft is known by a secret of its own and opens only to the browser that began it.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func as sql
from sqlalchemy import select
from sqlalchemy.orm import Session

from booking import documents
from booking.codes import hash_of
from booking.errors import Unknown
from booking.models import Booking, Document, Draft
from booking.store import Store

KEPT = timedelta(days=3)
"""How long a draft that nobody touches is kept."""

_BYTES = 16


def new_secret() -> str:
    """What a draft, or the browser that owns it, is known by."""
    return secrets.token_urlsafe(_BYTES)


def begin(store: Store, owner: str, answers: dict[str, Any], now: datetime) -> str:
    """Keep the first step of a new draft; gives the secret it is known by."""
    secret = new_secret()
    with store.writing() as session:
        row = Draft(id=hash_of(secret), owner=hash_of(owner), answers=answers, created_at=now, changed_at=now)
        session.add(row)
    return secret


def found(session: Session, secret: str, owner: str) -> Draft:
    """A draft of a browser's own; raises Unknown for any other."""
    draft = session.get(Draft, hash_of(secret))
    if draft is None or draft.owner != hash_of(owner):
        raise Unknown
    return draft


def known(session: Session, secret: str, owner: str) -> Draft | None:
    """A draft of a browser's own, if it is still there."""
    try:
        return found(session, secret, owner)
    except Unknown:
        return None


def keep(store: Store, secret: str, typed: dict[str, Any], now: datetime) -> None:
    """Keep what was typed, by step; a draft that became a request keeps nothing more. Raises Unknown where it was swept
    meanwhile."""
    with store.writing() as session:
        draft = _own(session, secret)
        if draft.reference is None:
            draft.answers = {**draft.answers, **typed}
            draft.changed_at = now


def attach(store: Store, secret: str, document_id: int, now: datetime) -> None:
    """Keep a letter with its draft, in place of an earlier one; one that comes after the request was sent is not kept.
    Raises Unknown where the draft was swept meanwhile."""
    with store.writing() as session:
        draft = _own(session, secret)
        unneeded: int | None = document_id
        if draft.reference is None:
            unneeded, draft.document_id, draft.changed_at = draft.document_id, document_id, now
    if unneeded is not None:
        documents.discard(store, unneeded)


def became(store: Store, secret: str, reference: str, now: datetime) -> None:
    """Note the request that a draft became. What was typed stays until it is swept, so that a request whose hold ended
    unconfirmed can be made again. Raises Unknown where the draft was swept meanwhile."""
    with store.writing() as session:
        draft = _own(session, secret)
        draft.reference, draft.document_id, draft.changed_at = reference, None, now


def _own(session: Session, secret: str) -> Draft:
    """A draft to write to: whoever else writes to it waits."""
    draft = session.get(Draft, hash_of(secret), with_for_update=True)
    if draft is None:
        raise Unknown
    return draft


def hand_over(store: Store, secret: str, before: str, after: str) -> None:
    """Give a draft to another owner, if it is still there and belongs to the one before."""
    with store.writing() as session:
        draft = session.get(Draft, hash_of(secret), with_for_update=True)
        if draft is not None and draft.owner == hash_of(before):
            draft.owner = hash_of(after)


def waiting_bytes(session: Session) -> int:
    """How much the letters weigh that wait with drafts, in bytes."""
    return session.scalar(select(sql.sum(Document.size)).join(Draft, Draft.document_id == Document.id)) or 0


def request_of(session: Session, draft: Draft) -> str | None:
    """The request that a draft became: noted, or told by its letter, which came along with it."""
    its_letter = select(Booking.reference).join(Document, Document.booking_id == Booking.id)
    return draft.reference or session.scalar(its_letter.where(Document.id == draft.document_id))


def letter(session: Session, draft: Draft) -> Document | None:
    """The letter kept with a draft, if it was not used meanwhile."""
    document = session.get(Document, draft.document_id) if draft.document_id is not None else None
    return document if document is not None and document.linked_at is None else None


def sweep(store: Store, now: datetime) -> int:
    """Drafts that nobody touched for long go, with their letters; gives how many."""
    with store.writing() as session:
        old = list(session.scalars(select(Draft).where(Draft.changed_at < now - KEPT)))
        numbers = [draft.document_id for draft in old if draft.document_id is not None]
        for draft in old:
            session.delete(draft)
    for number in numbers:
        documents.discard(store, number)
    return len(old)
