"""Sign-ins and tokens. Passwords come already hashed; of a token only the hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter
from datetime import datetime
from typing import NotRequired, TypedDict, Unpack

from sqlalchemy import func as sql
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from booking.errors import Unfit
from booking.models import Person, Region, Token, Unit
from booking.store import Store
from booking.terms import Role

_TOKEN_BYTES = 32
_SESSION_BYTES = 16
NO_PASSWORD = "-"  # noqa: S105
"""Stands where nobody chose a password yet: no password has this hash."""


class Entry(TypedDict):
    """Who somebody is: a region for a regional account, a unit for a unit's."""

    email: str
    name: str
    role: Role
    password_hash: str
    region: NotRequired[str | None]
    unit: NotRequired[str | None]


def add(store: Store, now: datetime, **entry: Unpack[Entry]) -> int:
    """Enter somebody, or give somebody who is there already this role, name and password."""
    with store.writing() as session:
        return entered(session, now, **entry)


def entered(
    session: Session,
    now: datetime,
    *,
    email: str,
    name: str,
    role: Role,
    password_hash: str,
    region: str | None = None,
    unit: str | None = None,
) -> int:
    """The same within a transaction under way."""
    if role is Role.REGION:
        known_region(session, region)
    if role is Role.UNIT:
        known_unit(session, unit)
    person = by_email(session, email) or Person(email=email.strip().lower(), created_at=now)
    person.name, person.role = name, role.value
    person.region_code = region if role is Role.REGION else None
    person.unit_code = unit if role is Role.UNIT else None
    person.active = True
    set_password(person, password_hash)
    session.add(person)
    session.flush()
    return person.id


def known_region(session: Session, code: str | None) -> None:
    """Raise Unfit for what is no region's code."""
    if session.get(Region, code or "") is None:
        raise Unfit("region", "Sebutkan kode daerah yang benar.", "Give the code of a region.")


def known_unit(session: Session, code: str | None) -> None:
    """Raise Unfit for what is no unit's code."""
    if session.get(Unit, code or "") is None:
        raise Unfit("unit", "Sebutkan kode unit yang benar.", "Give the code of a unit.")


def set_password(person: Person, password_hash: str) -> None:
    """Give somebody a password; every session and every mailed link of theirs ends with it."""
    person.password_hash = password_hash
    person.session_key = secrets.token_urlsafe(_SESSION_BYTES)


def sign_out(store: Store, number: int | None) -> None:
    """End every session of a person, so that a copied cookie opens nothing."""
    with store.writing() as session:
        person = session.get(Person, number)
        if person is not None:
            person.session_key = secrets.token_urlsafe(_SESSION_BYTES)


def by_email(session: Session, email: str) -> Person | None:
    """The person with this address, written in any case."""
    return session.scalars(select(Person).where(Person.email == email.strip().lower())).first()


def by_id(session: Session, number: int) -> Person | None:
    """The person with this number, if they may still sign in."""
    person = session.get(Person, number)
    return person if person is not None and person.active else None


def by_number(session: Session, number: int) -> Person | None:
    """The person with this number, whether or not they may still sign in."""
    return session.get(Person, number)


def of_region(session: Session, region: str) -> list[Person]:
    """The people who may sign in for a region, by name."""
    found = select(Person).where(Person.role == Role.REGION.value, Person.region_code == region, Person.active)
    return list(session.scalars(found.order_by(Person.name)))


def by_region(session: Session) -> Counter[str]:
    """How many people may sign in for each region."""
    here = Person.role == Role.REGION.value, Person.active
    rows = session.execute(select(Person.region_code, sql.count(Person.id)).where(*here).group_by(Person.region_code))
    return Counter({code: count for code, count in rows if code is not None})


def issue_token(store: Store, now: datetime, email: str, name: str) -> str:
    """A new bearer token for somebody, told this once."""
    with store.writing() as session:
        person = by_email(session, email)
        if person is None:
            raise Unfit("email", "Tidak ada akun dengan alamat itu.", "There is no account with that address.")
        secret, made = new_token(person.id, name, now)
        session.add(made)
    return secret


def new_token(number: int, name: str, now: datetime) -> tuple[str, Token]:
    """The secret of a new token for somebody, and the row that knows it again."""
    secret = secrets.token_urlsafe(_TOKEN_BYTES)
    return secret, Token(person_id=number, name=name, secret_hash=_hash(secret), created_at=now)


def by_token(session: Session, secret: str) -> Person | None:
    """The person a token speaks for."""
    found = select(Token).options(joinedload(Token.person)).where(Token.secret_hash == _hash(secret))
    token = session.scalars(found).first()
    return token.person if token and token.revoked_at is None and token.person.active else None


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def names(session: Session, numbers: set[int]) -> dict[int, str]:
    """The names of some people, by their numbers."""
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(numbers)))
    return {row.id: row.name for row in rows}
