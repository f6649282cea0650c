"""Calendar addresses: each shows some sessions to whoever knows its secret, as long as its owner may see them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func as sql
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from booking import codes, journal
from booking.errors import NotYours, Unfit, Unknown
from booking.journal import Actor, Event
from booking.models import Booking, Feed, Person, Room, Unit
from booking.store import Store
from booking.terms import FeedScope, Role
from booking.workflow.shape import in_rounds, visible
from rules.facts import WIB

BACK = timedelta(days=90)
AHEAD = timedelta(days=400)
"""The days around today that a calendar shows."""

STREAM = "feeds"
"""The journal stream of calendar addresses: who made which, and who took it back."""

_OF_A_SCOPE = {
    FeedScope.ALL: frozenset({Role.OFFICER, Role.ADMIN}),
    FeedScope.UNIT: frozenset({Role.OFFICER, Role.UNIT}),
    FeedScope.ROOM: frozenset({Role.OFFICER, Role.RECEPTIONIST}),
    FeedScope.BOOKING: frozenset(Role) - {Role.CLOCK},
}


@dataclass(frozen=True)
class Shown:
    """What a calendar address shows: some sessions, and when the latest of all that could be in it changed."""

    bookings: list[Booking]
    changed_at: datetime


def make(store: Store, actor: Actor, now: datetime, *, scope: FeedScope, subject: str | None = None) -> int:
    """Make a calendar address for somebody; gives its number, by which ``secret`` finds its secret.

    Raises NotYours where the scope is not theirs, Unknown for a booking they do not see, Unfit for no unit or room.
    """
    made: list[int] = []

    def once(session: Session) -> str:
        of = _subject(session, actor, scope, subject)
        feed = Feed(person_id=actor.person_id, scope=scope.value, subject=of, created_at=now)
        feed.secret_hash = secrets.token_hex()  # opens nothing; its place is taken as soon as the row has a number
        session.add(feed)
        session.flush()
        feed.secret_hash = codes.hash_of(_secret(store.journal_key, feed))
        _note(store, session, actor, now, "make-feed", feed)
        made[:] = [feed.id]
        return f"feed:{feed.id}"

    in_rounds(store, once, actor, now)
    return made[0]


def secret(store: Store, session: Session, number: int) -> str:
    """The secret of a calendar address, made again: it stands nowhere."""
    return _secret(store.journal_key, session.get_one(Feed, number))


def booking_of(session: Session, number: int) -> str | None:
    """The one booking that a calendar address shows, if it shows one."""
    found = select(Feed.subject).where(Feed.id == number, Feed.scope == FeedScope.BOOKING.value)
    return session.scalars(found).first()


def revoke(store: Store, actor: Actor, now: datetime, number: int) -> None:
    """Take a calendar address back: its owner, an administrator, or for a booking's holder whoever has its code."""

    def once(session: Session) -> str:
        feed = session.get(Feed, number)
        if feed is None or not _owns(feed, actor):
            raise Unknown
        if feed.revoked_at is None:
            feed.revoked_at = now
            _note(store, session, actor, now, "revoke-feed", feed)
        return f"feed:{feed.id}"

    in_rounds(store, once, actor, now)


def by_secret(session: Session, told: str) -> Feed:
    """The calendar address with this secret. Raises Unknown where it was taken back, or shows its owner no more."""
    found = select(Feed).options(joinedload(Feed.person)).where(Feed.secret_hash == codes.hash_of(told))
    feed = session.scalars(found).first()
    if feed is None or feed.revoked_at is not None or not _still_theirs(feed):
        raise Unknown
    return feed


def shown(session: Session, feed: Feed, now: datetime) -> Shown:
    """The sessions of a calendar address: those that were ever scheduled, a booking's own also before. Raises Unknown
    for a booking that its owner sees no more."""
    scope = FeedScope(feed.scope)
    today = now.astimezone(WIB).date()
    found = select(Booking).options(
        joinedload(Booking.letter), joinedload(Booking.unit), joinedload(Booking.room)
    )
    around = Booking.date.between(today - BACK, today + AHEAD)
    match scope:
        case FeedScope.BOOKING:
            found = found.where(Booking.reference == feed.subject)
        case FeedScope.UNIT:
            found = found.where(around, Booking.given_at.is_not(None), Booking.unit_code == feed.subject)
        case FeedScope.ROOM:
            found = found.where(around, Booking.given_at.is_not(None), Booking.room_code == feed.subject)
        case FeedScope.ALL:
            found = found.where(around, Booking.given_at.is_not(None))
    bookings = list(session.scalars(found.order_by(Booking.date, Booking.start, Booking.id)))
    if scope is FeedScope.BOOKING:
        if not all(_sees(feed.person, each) for each in bookings):
            raise Unknown
        latest = max((each.changed_at for each in bookings), default=None)
    else:  # one that went to another unit or room has changed this calendar too
        latest = session.scalar(select(sql.max(Booking.changed_at)).where(around))
    return Shown(bookings, max(latest or feed.created_at, feed.created_at))


def _secret(key: bytes, feed: Feed) -> str:
    """Made of the journal's key and what is this row's alone, its instant to the microsecond: whoever has the database
    without the key cannot make it, and a row that takes the same number after a restore has another."""
    instant = feed.created_at.astimezone(UTC).isoformat()
    told = f"feed:{feed.id}:{instant}:{feed.person_id}:{feed.scope}:{feed.subject}"
    made = hmac.new(key, told.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def _subject(session: Session, actor: Actor, scope: FeedScope, subject: str | None) -> str | None:
    """Whose sessions are meant; raises where the actor may not have them."""
    if actor.role not in _OF_A_SCOPE[scope]:
        raise NotYours
    if scope is FeedScope.UNIT and actor.role is Role.UNIT:
        subject = subject or actor.unit
        if subject != actor.unit:
            raise NotYours
    if (subject is None) != (scope is FeedScope.ALL):
        raise Unfit("id", "Sebutkan unit, ruang, atau permohonannya.", "Name the unit, the room or the request.")
    if scope is FeedScope.UNIT and session.get(Unit, subject) is None:
        raise Unfit("id", "Pilih unit dari daftar.", "Choose a unit from the list.")
    if scope is FeedScope.ROOM and session.get(Room, subject) is None:
        raise Unfit("id", "Pilih ruang dari daftar.", "Choose a room from the list.")
    if scope is FeedScope.BOOKING:
        subject = (subject or "").upper()
        booking = session.scalars(select(Booking).where(Booking.reference == subject)).first()
        if booking is None or not visible(booking, actor):
            raise Unknown
    return subject


def _owns(feed: Feed, actor: Actor) -> bool:
    if actor.role is Role.HOLDER:
        return feed.person_id is None and feed.subject == actor.booking
    return actor.role is Role.ADMIN or feed.person_id == actor.person_id


def _still_theirs(feed: Feed) -> bool:
    person, scope = feed.person, FeedScope(feed.scope)
    if person is None:
        return scope is FeedScope.BOOKING
    role = Role(person.role)
    of_their_unit = scope is not FeedScope.UNIT or role is not Role.UNIT or person.unit_code == feed.subject
    return person.active and role in _OF_A_SCOPE[scope] and of_their_unit


def _sees(person: Person | None, booking: Booking) -> bool:
    if person is None:
        return True
    return visible(booking, Actor(Role(person.role), person.id, person.region_code, person.unit_code))


def _note(store: Store, session: Session, actor: Actor, now: datetime, act: str, feed: Feed) -> None:
    store.lock(session, {f"journal:{STREAM}"})
    facts = {"feed": feed.id, "scope": feed.scope, "subject": feed.subject}
    journal.write(session, store.journal_key, STREAM, now, actor, Event(act, facts=facts))
