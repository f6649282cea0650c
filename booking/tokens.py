"""Bearer tokens as an administrator keeps them: issued for somebody, told once, taken back."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from booking import journal, people, staff
from booking.errors import Unfit, Unknown
from booking.journal import SETTINGS, Actor, Event
from booking.models import Token
from booking.store import Store

PAGE = 50
_LAST_PAGE = sys.maxsize // PAGE


def issue(store: Store, number: int, name: str, actor: Actor, now: datetime) -> str:
    """A new token that speaks for somebody, told this once.

    Raises NotYours for who is no administrator, Unknown, and Unfit for a closed account and without a name.
    """
    if not name.strip():
        raise Unfit("purpose", "Tuliskan untuk apa token ini.", "Say what the token is for.")
    with store.writing() as session:
        store.lock(session, {SETTINGS})
        staff.by_an_administrator(session, actor)
        person = people.by_number(session, number)
        if person is None:
            raise Unknown
        if not person.active:
            raise Unfit("purpose", "Akun ini ditutup. Buka lagi dahulu.", "This account is closed. Open it first.")
        secret, made = people.new_token(number, name, now)
        session.add(made)
        session.flush()
        _note(store, session, "issue-token", made, actor, now)
    return secret


def revoke(store: Store, token: int, actor: Actor, now: datetime) -> None:
    """Take a token back: it opens nothing from now on. Raises NotYours and Unknown."""
    with store.writing() as session:
        store.lock(session, {SETTINGS})
        staff.by_an_administrator(session, actor)
        found = session.get(Token, token)
        if found is None:
            raise Unknown
        if found.revoked_at is None:
            found.revoked_at = now
            _note(store, session, "revoke-token", found, actor, now)


def _note(store: Store, session: Session, act: str, token: Token, actor: Actor, now: datetime) -> None:
    event = Event(act, facts={"person": token.person_id, "token": token.id}, personal={"name": token.name})
    journal.write(session, store.journal_key, SETTINGS, now, actor, event)


@dataclass(frozen=True)
class Page:
    """Some tokens of many, the newest first. They are not counted: a list costs what it shows."""

    tokens: list[Token]
    number: int
    has_next: bool
    total: int | None = None


def page(session: Session, number: int) -> Page:
    """A page of all tokens, with their owners."""
    number = min(max(number, 1), _LAST_PAGE)
    newest = select(Token).options(joinedload(Token.person)).order_by(Token.id.desc())
    rows = list(session.scalars(newest.limit(PAGE + 1).offset((number - 1) * PAGE)))
    return Page(rows[:PAGE], number, len(rows) > PAGE)


def of_person(session: Session, number: int) -> list[Token]:
    """Somebody's tokens, the newest first."""
    found = select(Token).where(Token.person_id == number).order_by(Token.id.desc())
    return list(session.scalars(found.limit(PAGE)))
