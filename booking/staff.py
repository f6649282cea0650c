"""People and their accounts as an administrator keeps them. Each change stands in the journal of settings: numbers and
codes in its facts, names and addresses apart.

Nobody closes their own account or takes their own role away, and an account that is closed meanwhile keeps nobody: so
the last administrator stays.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func as sql
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from booking import journal, messages, passwords, people
from booking.accounts import LINK_HOLDS
from booking.errors import NotYours, Unfit, Unknown
from booking.journal import SETTINGS, Actor, Event
from booking.models import Feed, Person, Token, Unit
from booking.store import Store
from booking.terms import MessageKind, Role

PAGE = 50
_LAST_PAGE = sys.maxsize // PAGE


@dataclass(frozen=True)
class Who:
    """Somebody as an administrator enters them: a region (its code) for a regional account, a unit for a unit's."""

    name: str
    role: Role
    region: str | None = None
    unit: str | None = None

    @property
    def speaks_for(self) -> dict[str, Any]:
        """Role, region and unit, of which only what the role needs."""
        region = self.region if self.role is Role.REGION else None
        unit = self.unit if self.role is Role.UNIT else None
        return {"role": self.role.value, "region": region, "unit": unit}


def enter(store: Store, email: str, who: Who, actor: Actor, now: datetime) -> int:
    """Enter somebody and mail them a link to choose a password. Gives their number.

    Raises NotYours for who is no administrator, Unfit for an address that has an account, open or closed, for a name
    that is missing, and for a region or unit that is none.
    """
    with store.writing() as session:
        _begin(store, session, actor)
        _free(people.by_email(session, email))
        _fits(session, who)
        told = {**who.speaks_for, "role": who.role}
        number = people.entered(session, now, email=email, name=who.name, password_hash=people.NO_PASSWORD, **told)
        facts = {"person": number, **who.speaks_for}
        event = Event("add-person", facts=facts, personal={"name": who.name, "email": email.strip().lower()})
        _mail_first_link(store, session, session.get_one(Person, number), event, actor, now)
        return number


def change(store: Store, number: int, who: Who, actor: Actor, now: datetime) -> bool:
    """Give somebody another name, role, region or unit; tells whether anything changed.

    Whoever gets another role, region or unit begins anew: sessions, tokens, calendar addresses and mailed links of the
    one before end. Raises NotYours, Unknown, and Unfit for one's own role and for what does not fit.
    """
    with store.writing() as session:
        _begin(store, session, actor)
        person = _one(session, number)
        before = who_is(person)
        if who.speaks_for == before.speaks_for and who.name == before.name:
            return False
        _fits(session, who, before)
        facts: dict[str, Any] = {"person": number}
        if who.speaks_for != before.speaks_for:
            _not_oneself(number, actor, "role")
            facts |= {**who.speaks_for, "was": before.speaks_for, **_end(session, person, now)}
        person.name, person.role = who.name, who.role.value
        person.region_code, person.unit_code = who.speaks_for["region"], who.speaks_for["unit"]
        renamed = {"name": who.name, "was": before.name} if who.name != before.name else {}
        event = Event("change-person", facts=facts, personal=renamed)
        if "role" in facts and person.active and person.password_hash == people.NO_PASSWORD:
            _mail_first_link(store, session, person, event, actor, now)
        else:
            journal.write(session, store.journal_key, SETTINGS, now, actor, event)
        return True


def close(store: Store, number: int, actor: Actor, now: datetime) -> None:
    """Close somebody's account: their sessions, tokens, calendar addresses and mailed links end at once.

    Raises NotYours, Unknown, and Unfit for one's own account. Closing one that is closed changes nothing.
    """
    with store.writing() as session:
        _begin(store, session, actor)
        person = _one(session, number)
        _not_oneself(number, actor, "person")
        if not person.active:
            return
        person.active = False
        event = Event("close-person", facts={"person": number, **_end(session, person, now)})
        journal.write(session, store.journal_key, SETTINGS, now, actor, event)


def reopen(store: Store, number: int, actor: Actor, now: datetime) -> None:
    """Open a closed account again, and mail a link to choose a new password; what was held before stays ended.

    Raises NotYours and Unknown. Opening one that is open changes nothing.
    """
    with store.writing() as session:
        _begin(store, session, actor)
        person = _one(session, number)
        if person.active:
            return
        person.active = True
        people.set_password(person, people.NO_PASSWORD)
        event = Event("reopen-person", facts={"person": number})
        _mail_first_link(store, session, person, event, actor, now)


def send_link(store: Store, number: int, actor: Actor, now: datetime) -> None:
    """Mail somebody a link to choose a password: the first one again where none was chosen yet.

    Raises NotYours, Unknown, and Unfit for a closed account and where a link was mailed just now.
    """
    with store.writing() as session:
        _begin(store, session, actor)
        person = _one(session, number)
        if not person.active:
            raise Unfit("person", "Akun ini ditutup. Buka lagi dahulu.", "This account is closed. Open it again first.")
        if passwords.just_mailed(session, person.email, now, *passwords.WITH_A_LINK):
            raise Unfit(
                "person",
                "Tautan baru saja dikirim ke alamat ini. Tunggu dua menit, lalu coba lagi.",
                "A link was just mailed to this address. Wait two minutes, then try again.",
            )
        if person.password_hash == people.NO_PASSWORD:
            _mail_first_link(store, session, person, Event("send-link", facts={"person": number}), actor, now)
        else:
            passwords.mail_link(store, session, person, actor, now)


def who_is(person: Person) -> Who:
    """Somebody as they were entered."""
    return Who(person.name, Role(person.role), person.region_code, person.unit_code)


def by_an_administrator(session: Session, actor: Actor) -> None:
    """Raise NotYours unless the actor is an administrator whose account is open at this moment. Asked under the lock of
    the settings, so that of two who close each other's accounts one comes too late."""
    person = people.by_id(session, actor.person_id) if actor.person_id is not None else None
    if actor.role is not Role.ADMIN or person is None or person.role != Role.ADMIN.value:
        raise NotYours


def _begin(store: Store, session: Session, actor: Actor) -> None:
    store.lock(session, {SETTINGS})
    by_an_administrator(session, actor)


def _one(session: Session, number: int) -> Person:
    person = people.by_number(session, number)
    if person is None:
        raise Unknown
    return person


def _free(person: Person | None) -> None:
    if person is not None and person.active:
        raise Unfit(
            "email",
            "Alamat ini sudah mempunyai akun. Cari orangnya dalam daftar, lalu ubah perannya.",
            "This address has an account already. Find the person in the list and change the role.",
        )
    if person is not None:
        raise Unfit(
            "email",
            "Alamat ini milik akun yang sudah ditutup. Cari orangnya dalam daftar, lalu buka lagi akunnya.",
            "This address belongs to a closed account. Find the person in the list and open it again.",
        )


def _fits(session: Session, who: Who, before: Who | None = None) -> None:
    if not who.name.strip():
        raise Unfit("name", "Tuliskan namanya.", "Give the name.")
    if who.role is Role.REGION:
        people.known_region(session, who.region)
    if who.role is Role.UNIT:
        people.known_unit(session, who.unit)
        kept = before is not None and before.role is Role.UNIT and before.unit == who.unit
        if not kept and not session.get_one(Unit, who.unit).active:
            raise Unfit("unit", "Unit ini tidak dipakai lagi. Pilih unit lain.", "This unit is out of service.")


def _not_oneself(number: int, actor: Actor, field: str) -> None:
    if number == actor.person_id:
        raise Unfit(
            field,
            "Peran dan akun Anda sendiri hanya dapat diubah administrator lain.",
            "Your own role and account can be changed by another administrator only.",
        )


def _end(session: Session, person: Person, now: datetime) -> dict[str, list[int]]:
    """End what somebody held; gives the numbers of tokens and calendar addresses that ended."""
    kept = people.NO_PASSWORD if not person.active else person.password_hash
    people.set_password(person, kept)
    ended = {}
    for name, model in (("tokens", Token), ("feeds", Feed)):
        theirs = (model.person_id == person.id, model.revoked_at.is_(None))
        done = update(model).where(*theirs).values(revoked_at=now).returning(model.id)
        ended[name] = sorted(session.scalars(done))
    return {name: numbers for name, numbers in ended.items() if numbers}


def _mail_first_link(
    store: Store, session: Session, person: Person, event: Event, actor: Actor, now: datetime
) -> None:
    seq = journal.write(session, store.journal_key, SETTINGS, now, actor, event)
    about = {"role": person.role, "region": person.region_code, "unit": person.unit_code}
    params = passwords.link(person.id, person.name, now + LINK_HOLDS) | about
    messages.put(session, SETTINGS, MessageKind.ACCOUNT_OPENED, seq, person.email, params, now)


@dataclass(frozen=True)
class Page:
    """Some people of many, by name. They are not counted: a list costs what it shows."""

    people: list[Person]
    number: int
    has_next: bool
    total: int | None = None


def page(
    session: Session, number: int, *, query: str = "", role: Role | None = None, active: bool | None = None
) -> Page:
    """A page of the people; ``query`` is a part of a name or an address."""
    found = select(Person)
    if role is not None:
        found = found.where(Person.role == role.value)
    if active is not None:
        found = found.where(Person.active.is_(active))
    if query.strip():
        found = found.where(_matches(query.strip()))
    number = min(max(number, 1), _LAST_PAGE)
    ordered = found.order_by(Person.name, Person.id).limit(PAGE + 1).offset((number - 1) * PAGE)
    rows = list(session.scalars(ordered))
    return Page(rows[:PAGE], number, len(rows) > PAGE)


def _matches(query: str) -> Any:
    return or_(Person.name.icontains(query, autoescape=True), Person.email.icontains(query, autoescape=True))


def meant(session: Session, text: str, most: int) -> list[Person]:
    """Whom a text means: the one with this address, else everybody whose name or address it is a part of."""
    exactly = people.by_email(session, text)
    if exactly is not None:
        return [exactly]
    return list(session.scalars(select(Person).where(_matches(text)).order_by(Person.name, Person.id).limit(most)))


def administrators(session: Session) -> int:
    """How many administrators can sign in."""
    here = (Person.role == Role.ADMIN.value, Person.active)
    return session.scalar(select(sql.count(Person.id)).where(*here)) or 0
