"""Choosing a password by a mailed link. Whether an address has an account is told to nobody but by mail to it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from booking import codes, journal, messages, people
from booking.errors import Unfit, Unknown
from booking.journal import SETTINGS, Actor, Event
from booking.models import Message, Person
from booking.store import Store
from booking.terms import MessageKind, Role
from rules import strict

HOLDS = timedelta(hours=1)
"""How long a link holds that somebody asked for who has an account."""

ONE_MAIL = timedelta(minutes=2)
"""Within so long a second link is not mailed to the same address: a second click, or somebody who floods it."""

SHORTEST = 12
"""The characters of the shortest password."""

GUESSED_FIRST = frozenset(
    {
        *("password", "passwort", "katasandi", "sandi", "rahasia", "admin", "administrator", "letmein", "welcome"),
        *("qwerty", "qwertyuiop", "asdfghjkl", "indonesia", "merdeka", "jakarta", "bismillah", "djpk", "temudjpk"),
        *("kemenkeu", "pemda", "kabupaten", "provinsi", "bpkad"),
    }
)
"""Words that a password may not consist of, beside digits and signs: whoever guesses begins with them."""

WITH_A_LINK = frozenset({MessageKind.ACCOUNT_OPENED, MessageKind.PASSWORD})
"""The messages that bring a link by which a password is chosen."""


def ask(store: Store, email: str, actor: Actor, now: datetime) -> None:
    """A link to choose a password is mailed where somebody may sign in with this address; silence otherwise."""
    with store.writing() as session:
        store.lock(session, {SETTINGS})
        person = people.by_email(session, email)
        if person is not None and person.active:
            mail_link(store, session, person, actor, now)


def mail_link(
    store: Store, session: Session, person: Person, actor: Actor, now: datetime, *, has_one: bool = False
) -> None:
    """Mail a link in a transaction under way, unless one was mailed just now. ``has_one`` says that an account was
    asked for, and that there is one."""
    if just_mailed(session, person.email, now, MessageKind.PASSWORD):
        return
    event = Event("ask-password", facts={"person": person.id})
    seq = journal.write(session, store.journal_key, SETTINGS, now, actor, event)
    params = link(person.id, person.name, now + HOLDS) | {"has_one": has_one}
    messages.put(session, SETTINGS, MessageKind.PASSWORD, seq, person.email, params, now)


def just_mailed(session: Session, address: str, now: datetime, *kinds: MessageKind) -> bool:
    """Whether a message of these kinds was mailed to an address just now."""
    found = select(Message.id).where(
        Message.about == SETTINGS,
        Message.kind.in_([kind.value for kind in kinds]),
        Message.recipient == address,
        Message.created_at > now - ONE_MAIL,
    )
    return session.scalar(found.limit(1)) is not None


def link(person_id: int, name: str, holds_until: datetime) -> dict[str, Any]:
    """What a message with a link says. The token is made when it is sent, and stands nowhere."""
    ends = holds_until.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat()
    return {"whom": name, "person": person_id, "until": f"{ends}Z"}


def token(session: Session, key: bytes, params: dict[str, Any]) -> str | None:
    """The token of the link that a message brings; None where the person may not sign in (any more)."""
    person = people.by_id(session, params["person"])
    return codes.password(key, person.id, person.session_key, params["until"]) if person is not None else None


def until(params: dict[str, Any]) -> datetime:
    """Until when the link of a message holds."""
    found: datetime = strict.instant(params["until"])
    return found


def proved(session: Session, key: bytes, number: int, holds_until: str, shown: str, now: datetime) -> Person:
    """Whoever a mailed link speaks for. Raises Unknown where it was used, is overdue or is none, all told alike."""
    person = people.by_id(session, number)
    if person is None or not codes.same(shown, codes.password(key, person.id, person.session_key, holds_until)):
        raise Unknown
    if now >= strict.instant(holds_until):
        raise Unknown
    return person


def choose(
    store: Store,
    number: int,
    holds_until: str,
    shown: str,
    password: str,
    hash_password: Callable[[str], str],
    now: datetime,
) -> None:
    """Choose a password by a mailed link; every session and every link of the person ends with it.

    Raises Unknown where the link does not hold, Unfit for a password that is too easily guessed.
    """
    proof = (store.journal_key, number, holds_until, shown, now)
    with store.reading() as session:
        suits(password, proved(session, *proof))
    hashed = hash_password(password)  # takes a while: not while others wait to write
    with store.writing() as session:
        store.lock(session, {SETTINGS})
        person = proved(session, *proof)
        people.set_password(person, hashed)
        event = Event("choose-password", facts={"person": person.id})
        journal.write(session, store.journal_key, SETTINGS, now, Actor(Role(person.role), person.id), event)


def suits(password: str, person: Person) -> None:
    """Raise Unfit for a password that is too short, or the person's own name or address."""
    if len(password) < SHORTEST:
        raise Unfit(
            "password",
            f"Kata sandi terdiri atas sedikitnya {SHORTEST} huruf, angka, tanda, atau spasi.",
            f"A password has at least {SHORTEST} letters, digits, signs or spaces.",
        )
    known = (person.email, person.email.partition("@")[0], person.name)
    if _alike(password) in {_alike(each) for each in known}:
        raise Unfit(
            "password",
            "Kata sandi tidak boleh sama dengan nama atau alamat e-mail Anda.",
            "A password may not be your name or e-mail address.",
        )
    if _guessed_first(password):
        raise Unfit(
            "password",
            "Kata sandi ini termasuk yang paling mudah ditebak. Pakai beberapa kata yang tidak berkaitan.",
            "This password is among the easiest to guess. Use several words that have nothing to do with each other.",
        )


def _guessed_first(password: str) -> bool:
    """Whether, without digits and signs, nothing is left but one well-known word or one letter, repeated or not."""
    letters = "".join(sign for sign in password.casefold() if sign.isalpha())
    repeated = re.fullmatch(r"(.+?)\1*", letters)
    return repeated is None or len(repeated[1]) == 1 or repeated[1] in GUESSED_FIRST


def _alike(text: str) -> str:
    return "".join(text.split()).casefold()
