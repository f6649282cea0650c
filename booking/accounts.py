"""Accounts of regions: somebody asks, an officer opens or refuses. What is done here stands in the journal of settings:
ids in its facts, names and addresses apart."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, select, update
from sqlalchemy import func as sql
from sqlalchemy.orm import Session, joinedload

from booking import journal, messages, passwords, people
from booking.errors import NotOpen, NotYours, Unfit, Unknown
from booking.journal import SETTINGS, Actor, Event
from booking.models import AccountRequest, Person
from booking.store import Store
from booking.terms import AccountAnswer, MessageKind, Role
from booking.workflow.submission import known_region

LINK_HOLDS = timedelta(days=7)
"""How long the first link of a new account holds."""

PAGE = 50
LAST_DECIDED = 20
_WAITING: ColumnElement[bool] = AccountRequest.state == AccountAnswer.WAITING.value


@dataclass(frozen=True)
class Wish:
    """Who asks for an account, and for which region (its code)."""

    region: str
    institution: str
    name: str
    position: str
    email: str
    phone: str


def ask(store: Store, wish: Wish, actor: Actor, now: datetime) -> None:
    """Somebody asks for an account; the Contact Center is told.

    At most one request of an address waits: a second one changes nothing. Where the address has an account, a link to
    choose a password is mailed to it instead. The caller learns neither. Raises Unfit for a region that is none and for
    what is left out.
    """
    _fits(wish)
    address = wish.email.strip().lower()
    with store.writing() as session:
        store.lock(session, {SETTINGS})
        person = people.by_email(session, address)
        if person is not None and person.active:
            passwords.mail_link(store, session, person, actor, now, has_one=True)
        elif not _waits(session, address):
            _asked(store, session, wish, address, actor, now)


def _fits(wish: Wish) -> None:
    known_region(wish.region)
    for name, value in asdict(wish).items():
        if not value.strip():
            raise Unfit(name, "Isian ini tidak boleh kosong.", "This may not be left empty.")


def _waits(session: Session, address: str) -> bool:
    return session.scalar(select(AccountRequest.id).where(AccountRequest.email == address, _WAITING)) is not None


def _asked(store: Store, session: Session, wish: Wish, address: str, actor: Actor, now: datetime) -> None:
    told = asdict(wish) | {"email": address}
    personal = {name: value for name, value in told.items() if name != "region"}
    asked = AccountRequest(region_code=wish.region, state=AccountAnswer.WAITING.value, created_at=now, **personal)
    session.add(asked)
    session.flush()
    facts = {"account_request": asked.id, "region": wish.region}
    event = Event("ask-account", to_state=asked.state, facts=facts, personal=personal)
    seq = journal.write(session, store.journal_key, SETTINGS, now, actor, event)
    office, params = messages.contact_center(), told | {"request": asked.id}
    messages.put(session, SETTINGS, MessageKind.ACCOUNT_ASKED, seq, office, params, now)


def open_account(store: Store, number: int, actor: Actor, now: datetime) -> int:
    """An officer opens the account that was asked for, and a link to choose a password is mailed. Gives the person.

    An account of a region that was closed is opened again. Raises NotYours for who is no officer, Unknown, NotOpen
    where the request was decided (``why`` says how), and Unfit where the address belongs to another account.
    """
    with store.writing() as session:
        asked = _to_decide(store, session, number, actor, "open-account")
        _free(people.by_email(session, asked.email))
        person = people.entered(
            session,
            now,
            email=asked.email,
            name=asked.name,
            role=Role.REGION,
            password_hash=people.NO_PASSWORD,
            region=asked.region_code,
        )
        facts = {"account_request": asked.id, "person": person, "region": asked.region_code}
        event = Event("open-account", facts=facts, personal={"name": asked.name, "email": asked.email})
        seq = _decided(store, session, asked, event, actor, now, state=AccountAnswer.OPENED.value, person_id=person)
        params = passwords.link(person, asked.name, now + LINK_HOLDS) | {"region": asked.region_code}
        messages.put(session, SETTINGS, MessageKind.ACCOUNT_OPENED, seq, asked.email, params, now)
        return person


def refuse(store: Store, number: int, note: str, actor: Actor, now: datetime) -> None:
    """An officer refuses, and says why; who asked is told. Raises NotYours, Unknown, NotOpen where the request was
    decided (``why`` says how), and Unfit without a note."""
    if not note.strip():
        raise Unfit("note", "Tuliskan alasannya dengan singkat.", "Please write down why, in a few words.")
    with store.writing() as session:
        asked = _to_decide(store, session, number, actor, "refuse-account")
        event = Event("refuse-account", facts={"account_request": asked.id}, personal={"note": note})
        seq = _decided(store, session, asked, event, actor, now, state=AccountAnswer.REFUSED.value, note=note)
        params = {"whom": asked.name, "note": note, "region": asked.region_code}
        messages.put(session, SETTINGS, MessageKind.ACCOUNT_REFUSED, seq, asked.email, params, now)


def _free(person: Person | None) -> None:
    if person is not None and person.active:
        raise Unfit(
            "email",
            "Alamat ini sudah mempunyai akun. Tolak permintaan ini dan jelaskan dalam catatan.",
            "This address has an account already. Refuse the request and say so in the note.",
        )
    if person is not None and person.role != Role.REGION.value:
        raise Unfit(
            "email",
            "Alamat ini milik akun kantor yang sudah ditutup. Hubungi administrator, atau tolak permintaan ini.",
            "This address belongs to a closed account of the office. Ask an administrator, or refuse the request.",
        )


def _to_decide(store: Store, session: Session, number: int, actor: Actor, act: str) -> AccountRequest:
    if actor.role is not Role.OFFICER:
        raise NotYours
    store.lock(session, {SETTINGS})
    asked = one(session, number)
    if asked.state != AccountAnswer.WAITING.value:
        raise NotOpen(act, None, asked.state)
    return asked


def _decided(
    store: Store, session: Session, asked: AccountRequest, event: Event, actor: Actor, now: datetime, **answer: Any
) -> int:
    passage = replace(event, from_state=asked.state, to_state=answer["state"])
    this = update(AccountRequest).where(AccountRequest.id == asked.id)
    session.execute(this.values(decided_at=now, decided_by=actor.person_id, **answer))
    return journal.write(session, store.journal_key, SETTINGS, now, actor, passage)


@dataclass(frozen=True)
class Page:
    """Some requests of many that wait, the oldest first."""

    requests: list[AccountRequest]
    number: int
    total: int

    @property
    def has_next(self) -> bool:
        return self.number * PAGE < self.total


def page(session: Session, number: int) -> Page:
    """A page of those that wait."""
    total = waiting(session)
    number = min(max(number, 1), max(-(-total // PAGE), 1))
    found = _with_region().where(_WAITING).order_by(AccountRequest.created_at, AccountRequest.id)
    return Page(list(session.scalars(found.limit(PAGE).offset((number - 1) * PAGE))), number, total)


def waiting(session: Session) -> int:
    """How many requests wait."""
    return session.scalar(select(sql.count(AccountRequest.id)).where(_WAITING)) or 0


def decided(session: Session) -> list[AccountRequest]:
    """Those decided last, the latest first."""
    found = _with_region().where(~_WAITING).order_by(AccountRequest.decided_at.desc(), AccountRequest.id.desc())
    return list(session.scalars(found.limit(LAST_DECIDED)))


def one(session: Session, number: int) -> AccountRequest:
    """A request. Raises Unknown."""
    asked = session.scalars(_with_region().where(AccountRequest.id == number)).first()
    if asked is None:
        raise Unknown
    return asked


def _with_region() -> Select[AccountRequest]:
    return select(AccountRequest).options(joinedload(AccountRequest.region))


def of_the_government(address: str) -> bool:
    """Whether an address is a government's own: a hint, since many regions write from elsewhere."""
    return address.endswith(".go.id")
