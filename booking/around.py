"""What stands around a request: others on the same letter or with the same guests, what the region's other body asks
for in the same month, and the requests that wait before and after it. Each costs what it finds, not what is stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from booking.models import Booking, Decision, Guest, Letter
from booking.models.letters import NO_REGION
from booking.reads import visits_of_month
from rules.facts import CalendarMonth, LetterName, Mode, Slot, State, letter_key

LATEST = 50
"""Of a requester, so many of its latest requests and letters are looked through."""
SHOWN = 10
"""No more requests than these are shown as alike, or as refused."""


class Alike(StrEnum):
    """In what two requests are alike."""

    LETTER = "letter"
    NUMBER = "number"
    SUBJECT = "subject"
    NIP = "nip"
    NAME = "name"


@dataclass
class Resembling:
    """A request, in what it is like another, and the names of the guests they share."""

    booking: Booking
    alike: set[Alike] = field(default_factory=set)
    guests: list[str] = field(default_factory=list)


def resembling(session: Session, of: Booking) -> list[Resembling]:
    """Other requests on the same letter, on one of the same number or of the same day and subject, or with the same
    guests: by NIP in the whole register, by name among the requester's own. The newest first."""
    found: dict[int, Resembling] = {}
    for other in _looked_through(session, of):
        same = Resembling(other)
        _compare_letters(same, of.letter, other.letter)
        _compare_guests(same, of, other)
        if same.alike:
            found[other.id] = same
    newest_first = sorted(found.values(), key=lambda each: each.booking.id, reverse=True)
    return newest_first[:SHOWN]


def _looked_through(session: Session, of: Booking) -> list[Booking]:
    """The requester's latest, whatever rests on a letter of the number, and who comes under the same NIP."""
    latest = (
        select(Booking.id)
        .where(Booking.requester_key == of.requester_key)
        .order_by(Booking.submitted_at.desc())
        .limit(LATEST)
    )
    number = select(Letter.id).where(
        Letter.requester_key == of.requester_key, Letter.number_key == of.letter.number_key
    )
    on_the_number = select(Booking.id).where(Booking.letter_id.in_(number)).order_by(Booking.id.desc()).limit(LATEST)
    ids = {*session.scalars(latest), *session.scalars(on_the_number)}
    nips = [guest.nip for guest in of.guests if guest.nip]
    if nips:
        coming = select(Guest.booking_id).where(Guest.nip.in_(nips)).order_by(Guest.id.desc()).limit(LATEST)
        ids.update(session.scalars(coming))
    whole = select(Booking).options(joinedload(Booking.letter), selectinload(Booking.guests))
    return list(session.scalars(whole.where(Booking.id.in_(ids - {of.id}))))


def _compare_letters(same: Resembling, own: Letter, other: Letter) -> None:
    if own.id == other.id:
        same.alike.add(Alike.LETTER)
    elif own.requester_key != other.requester_key:
        return
    elif own.number_key == other.number_key:
        same.alike.add(Alike.NUMBER)
    elif own.dated_on == other.dated_on and letter_key(own.subject) == letter_key(other.subject):
        same.alike.add(Alike.SUBJECT)


def _compare_guests(same: Resembling, of: Booking, other: Booking) -> None:
    nips = {guest.nip for guest in of.guests if guest.nip}
    names = {letter_key(guest.name) for guest in of.guests}
    for guest in other.guests:
        if guest.nip in nips:
            same.alike.add(Alike.NIP)
        elif of.requester_key == other.requester_key and letter_key(guest.name) in names:
            same.alike.add(Alike.NAME)
        else:
            continue
        same.guests.append(guest.name)


@dataclass(frozen=True)
class Claim:
    """What an institution of a region asks for in a month: its letter and, where it has one, its request."""

    letter: Letter
    booking: Booking | None


def claims(session: Session, of: Booking) -> list[Claim]:
    """Where the visits of a region's month are all taken and another of its bodies has one or waits with a letter: all
    that want that month, in the order in which their letters came. Empty where nobody competes."""
    if of.mode != Mode.VISIT or of.state != State.REQUESTED or of.requester_key == NO_REGION:
        return []
    visits = visits_of_month(session, of.region_code, CalendarMonth.of(of.date))
    if len(visits) < of.visits_limit:
        return []
    found = [Claim(each.letter, each) for each in visits] + [Claim(each, None) for each in _waiting(session, of)]
    bodies = {letter_key(each.letter.institution) for each in found}
    return sorted(found, key=lambda claim: (claim.letter.received_at, claim.letter.id)) if len(bodies) > 1 else []


def _waiting(session: Session, of: Booking) -> Iterable[Letter]:
    """Letters of the region's other bodies on which nothing rests yet."""
    latest = (
        select(Letter)
        .where(Letter.requester_key == of.requester_key, ~exists().where(Booking.letter_id == Letter.id))
        .order_by(Letter.id.desc())
        .limit(LATEST)
    )
    own = letter_key(of.letter.institution)
    return [letter for letter in session.scalars(latest) if letter_key(letter.institution) != own]


@dataclass(frozen=True)
class TurnedDown:
    """A visit that was asked for in vain since its month's visits were all taken (E.3.c.5): for which region and when,
    on which letter. Which of its bodies asked is not told: decisions name nobody."""

    region: str
    letter_number: str
    received_at: datetime
    slot: Slot
    asked_at: datetime


def turned_down(session: Session, of: Booking) -> list[TurnedDown]:
    """What else the region wanted in the month of a visit that waits, and was refused because the month was full: the
    latest attempt on each letter on which nothing rests since, in the order in which the letters came."""
    if of.mode != Mode.VISIT or of.state != State.REQUESTED or of.requester_key == NO_REGION:
        return []
    refused = (
        select(Decision.at, Decision.situation, Decision.verdict)
        .where(Decision.booking_id.is_(None), Decision.requester_key == of.requester_key)
        .order_by(Decision.at.desc(), Decision.id.desc())
        .limit(LATEST)
    )
    month = CalendarMonth.of(of.date)
    found: dict[LetterName, TurnedDown] = {}
    for at, situation, verdict in session.execute(refused):
        codes = {refusal["code"] for refusal in verdict["refusals"]}
        if _FULL in codes and CalendarMonth.of(date.fromisoformat(situation["slot"]["date"])) == month:
            name, attempt = _attempt(situation, at)
            found.setdefault(name, attempt)
    own = LetterName(of.letter.number_key, of.letter.year)
    wanted = [found[name] for name in found.keys() - {own} - _resting(session, of.requester_key, found)]
    return sorted(wanted, key=lambda attempt: (attempt.received_at, attempt.asked_at))[:SHOWN]


_FULL = "region_frequency"


def _attempt(situation: dict[str, Any], at: datetime) -> tuple[LetterName, TurnedDown]:
    """The letter of a situation as it is kept, and what was asked for on it."""
    letter, slot = situation["letter"], situation["slot"]
    dated_on = date.fromisoformat(letter["dated_on"]) if letter.get("dated_on") else None
    return LetterName.of(letter["number"], dated_on), TurnedDown(
        situation["region"],
        letter["number"],
        datetime.fromisoformat(letter["received_at"]),
        Slot(date.fromisoformat(slot["date"]), slot["start"]),
        at,
    )


def _resting(session: Session, requester_key: str, names: Iterable[LetterName]) -> set[LetterName]:
    """Those of a requester's letters on which a live booking rests."""
    live = [state.value for state in State if state.live]
    found = (
        select(Letter.number_key, Letter.year)
        .join(Booking, Booking.letter_id == Letter.id)
        .where(Letter.requester_key == requester_key, Letter.number_key.in_([name.key for name in names]))
        .where(Booking.state.in_(live))
    )
    return {LetterName(*row) for row in session.execute(found)}


@dataclass(frozen=True)
class Neighbours:
    """The references of the requests that wait just before and just after one; None at either end."""

    before: str | None
    after: str | None


def waiting_beside(session: Session, of: Booking) -> Neighbours:
    """Which request waits before and after this one, the longest waiting first, as in the inbox."""
    waits = select(Booking.reference).where(Booking.state == State.REQUESTED.value)
    at, own = Booking.submitted_at, of.submitted_at
    earlier = waits.where(at <= own, or_(at < own, Booking.id < of.id))
    later = waits.where(at >= own, or_(at > own, Booking.id > of.id))
    return Neighbours(
        session.scalar(earlier.order_by(at.desc(), Booking.id.desc()).limit(1)),
        session.scalar(later.order_by(at, Booking.id).limit(1)),
    )
