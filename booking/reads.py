"""What pages and answers show. Reads only; each takes the caller's session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func as sql
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from booking import gather
from booking.errors import Unknown
from booking.journal import Actor
from booking.models import (
    Admission,
    Booking,
    Decision,
    Departure,
    Flag,
    Guest,
    JournalEntry,
    Letter,
    PersonalNote,
    Region,
    Room,
    Topic,
    TravelOrder,
    Unit,
)
from booking.models.bookings import HOLDS
from booking.terms import STAFF, Role
from booking.workflow.shape import visible
from rules import wire
from rules.facts import CalendarMonth, Mode, State

WHOLE = (
    joinedload(Booking.letter),
    joinedload(Booking.region),
    joinedload(Booking.topic),
    joinedload(Booking.unit),
    joinedload(Booking.room),
    selectinload(Booking.guests).joinedload(Guest.admission),
)
"""What a booking is shown with, read at once."""

LARGEST_NUMBER = 2_147_483_647
"""No row has a larger number: PostgreSQL would not compare it."""

LETTERS = 25


@dataclass(frozen=True)
class Happened:
    """A row of the journal with the words that were said."""

    entry: JournalEntry
    note: str | None


def booking(session: Session, reference: str, actor: Actor) -> Booking:
    """A booking an actor may see; raises Unknown for any other."""
    found = session.scalars(select(Booking).options(*WHOLE).where(Booking.reference == reference.upper())).first()
    if found is None or not visible(found, actor):
        raise Unknown
    return found


def holder(session: Session, reference: str, code_hash: str) -> Actor:
    """The holder of a booking's access code; raises Unknown where code and booking do not belong together."""
    found = session.execute(
        select(Booking.reference).where(
            Booking.reference == reference.upper(), Booking.access_code_hash == code_hash
        )
    ).scalar()
    if found is None:
        raise Unknown
    return Actor(Role.HOLDER, booking=found)


def requester_key_of(region: str | None) -> str:
    """The key under which a region's letters and bookings are counted; None for who is no region."""
    return gather.key_of(wire.requester_of(region))


def sessions(
    session: Session, first: date, last: date, *, unit: str | None = None, mode: Mode | None = None
) -> list[Booking]:
    """The bookings that hold a slot in a range of days, by day and hour."""
    found = select(Booking).options(*WHOLE).where(HOLDS, Booking.date.between(first, last))
    if unit is not None:
        found = found.where(Booking.unit_code == unit)
    if mode is not None:
        found = found.where(Booking.mode == mode.value)
    return list(session.scalars(found.order_by(Booking.date, Booking.start, Booking.id)))


def missed(session: Session, day: date) -> list[Booking]:
    """The visits of a day to which nobody came, by hour."""
    states = [state.value for state in (State.NO_SHOW, State.EXCUSED)]
    found = select(Booking).options(*WHOLE).where(Booking.state.in_(states), Booking.date == day)
    return list(session.scalars(found.where(Booking.mode == Mode.VISIT.value).order_by(Booking.start, Booking.id)))


def day_beside(session: Session, day: date, mode: Mode, states: tuple[State, ...], *, later: bool) -> date | None:
    """The nearest later or earlier day on which a session of a mode holds its slot in one of these states."""
    nearest = sql.min(Booking.date) if later else sql.max(Booking.date)
    of_those = Booking.state.in_([state.value for state in states])
    found = select(nearest).where(HOLDS, Booking.mode == mode.value, of_those)
    return session.scalar(found.where(Booking.date > day if later else Booking.date < day))


def of_unit(
    session: Session, unit: str, states: tuple[State, ...], *, since: date | None = None
) -> list[Booking]:
    """A unit's bookings that hold a slot in some states, by day and hour; with ``since``, of that day and later."""
    found = select(Booking).options(*WHOLE).where(HOLDS, Booking.unit_code == unit)
    found = found.where(Booking.state.in_([state.value for state in states]))
    if since is not None:
        found = found.where(Booking.date >= since)
    return list(session.scalars(found.order_by(Booking.date, Booking.start)))


def visits_of_month(session: Session, region: str | None, month: CalendarMonth) -> list[Booking]:
    """The live visits that count for a region in a month, by day."""
    found = select(Booking).where(
        Booking.requester_key == requester_key_of(region),
        Booking.month == f"{month.first_day:%Y-%m}",
        Booking.ordinal.is_not(None),
    )
    return list(session.scalars(found.order_by(Booking.date, Booking.start)))


@dataclass(frozen=True)
class LetterUse:
    """A letter and what rests on it: a live booking, and whether a visit spent it for visits (E.3.c.9)."""

    letter: Letter
    live: Booking | None
    spent: bool


def letters_of(session: Session, region: str | None, most: int = LETTERS) -> list[LetterUse]:
    """A requester's letters, the newest first, with what became of each."""
    mine = select(Letter).where(Letter.requester_key == requester_key_of(region))
    letters = list(session.scalars(mine.order_by(Letter.received_at.desc(), Letter.id.desc()).limit(most)))
    resting = select(Booking).where(Booking.letter_id.in_([letter.id for letter in letters]))
    on: dict[int, list[Booking]] = {}
    for booking in session.scalars(resting):
        on.setdefault(booking.letter_id, []).append(booking)
    return [_use(letter, on.get(letter.id, [])) for letter in letters]


def _use(letter: Letter, bookings: list[Booking]) -> LetterUse:
    live = next((each for each in bookings if State(each.state).live), None)
    spent = any(each.mode == Mode.VISIT and State(each.state).spends_letter for each in bookings)
    return LetterUse(letter, live, spent)


INTERNAL = frozenset({"consider", "escalate", "resend", "write-minutes"})
"""What the office says to itself: requesters are told what comes of it."""


def happened(session: Session, reference: str, actor: Actor | None = None) -> list[Happened]:
    """What happened to a booking, in order, with the words said; a requester is not told what is the office's own."""
    rows = session.execute(
        select(JournalEntry, PersonalNote)
        .outerjoin(PersonalNote, PersonalNote.entry_id == JournalEntry.id)
        .where(JournalEntry.stream == f"booking:{reference}")
        .order_by(JournalEntry.seq)
    )
    hidden = INTERNAL if actor is not None and actor.role not in STAFF else frozenset[str]()
    return [
        Happened(row.JournalEntry, _said(row.PersonalNote)) for row in rows if row.JournalEntry.act not in hidden
    ]


def _said(note: PersonalNote | None) -> str | None:
    return note.values.get("note") if note is not None else None


def decision(session: Session, number: int, actor: Actor) -> Decision:
    """A decision: staff see each, a requester its own, a holder those of the booking in hand once its address is
    proven: a decision holds when the region visits besides."""
    found = session.get(Decision, number)
    if found is None:
        raise Unknown
    own = actor.role is Role.REGION and found.requester_key == gather.key_of(wire.requester_of(actor.region))
    in_hand = actor.role is Role.HOLDER and _proven_booking_of(session, number) == actor.booking
    if actor.role not in STAFF and not own and not in_hand:
        raise Unknown
    return found


def reference_of_decision(session: Session, number: int) -> str | None:
    """The booking a decision was about, if it was about one."""
    return session.scalar(
        select(Booking.reference).join(Decision, Decision.booking_id == Booking.id).where(Decision.id == number)
    )


def _proven_booking_of(session: Session, number: int) -> str | None:
    about = select(Booking.reference).join(Decision, Decision.booking_id == Booking.id)
    return session.scalar(about.where(Decision.id == number, Booking.hold_until.is_(None)))


def last_decision(session: Session, booking_id: int) -> Decision | None:
    """The latest judgement of a booking."""
    return session.scalars(
        select(Decision).where(Decision.booking_id == booking_id).order_by(Decision.id.desc()).limit(1)
    ).first()


def regions(session: Session) -> list[Region]:
    """The register of regions, by code."""
    return list(session.scalars(select(Region).order_by(Region.code)))


def units(session: Session) -> list[Unit]:
    """The units in service, by name."""
    return list(session.scalars(select(Unit).where(Unit.active).order_by(Unit.name)))


def topics(session: Session) -> list[Topic]:
    """The topics in service, in their order."""
    return list(session.scalars(select(Topic).where(Topic.active).order_by(Topic.position)))


def rooms(session: Session) -> list[Room]:
    """The rooms in service, by code."""
    return list(session.scalars(select(Room).where(Room.active).order_by(Room.code)))


def room_exists(session: Session, code: str) -> bool:
    """Whether a room is in service."""
    found = session.get(Room, code)
    return found is not None and found.active


def flags(session: Session, booking_id: int) -> list[str]:
    """The codes of what broke under a booking after it was given."""
    return list(session.scalars(select(Flag.code).where(Flag.booking_id == booking_id).order_by(Flag.code)))


@dataclass(frozen=True)
class AtTheDesk:
    """Who of a party left, and whose travel order was signed, by guest."""

    departures: dict[int, Departure]
    travel_orders: dict[int, TravelOrder]


def at_the_desk(session: Session, booking_id: int) -> AtTheDesk:
    """What happened at the desk after the guests of a booking entered."""
    left = session.scalars(
        select(Departure)
        .join(Admission, Admission.guest_id == Departure.guest_id)
        .where(Admission.booking_id == booking_id)
    )
    signed = session.scalars(select(TravelOrder).where(TravelOrder.booking_id == booking_id))
    return AtTheDesk({each.guest_id: each for each in left}, {each.guest_id: each for each in signed})


def letter(session: Session, number: int) -> Letter:
    """A registered letter with its receipts; raises Unknown where there is none."""
    there = 0 < number <= LARGEST_NUMBER
    found = session.get(Letter, number, options=[selectinload(Letter.receipts)]) if there else None
    if found is None:
        raise Unknown
    return found


def flagged(session: Session, letter_id: int) -> list[str]:
    """The bookings on a letter that somebody must look at."""
    found = select(Booking.reference).where(Booking.letter_id == letter_id)
    return list(session.scalars(found.where(Booking.id.in_(select(Flag.booking_id))).order_by(Booking.reference)))
