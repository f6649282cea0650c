"""The places a booking takes: what an act locks for them, and the numbers by which the database counts them."""

from __future__ import annotations

from datetime import date
from itertools import count

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from booking.models import Booking, Policy
from booking.models.letters import NO_REGION
from rules.facts import CalendarMonth, Mode, Office, Slot, State


def place_keys(requester_key: str, letter: str, *slots: Slot) -> set[str]:
    """What an act on slots locks: the slots, the requester's months, the letter."""
    found = {f"letter:{requester_key}:{letter}"}
    for slot in slots:
        month = CalendarMonth.of(slot.date).first_day
        found |= {slot_key(slot), f"month:{requester_key}:{month}"}
    return found


def slot_key(slot: Slot) -> str:
    """What an act locks for a slot."""
    return f"slot:{slot.date}:{slot.start}"


def place(session: Session, booking: Booking, state: State) -> None:
    """Give a booking its state, and with it the numbers by which the database counts it: the lowest free ones."""
    mode = Mode(booking.mode)
    ordinal = place_at_hour = None
    if mode is Mode.VISIT and state.live and booking.requester_key != NO_REGION:
        ordinal = booking.ordinal or _lowest_free(session, _ORDINALS, booking)
    if mode is Mode.VIDEO_CONFERENCE and state.holds:
        place_at_hour = booking.video_place or _lowest_free(session, _PLACES, booking)
    booking.state, booking.ordinal, booking.video_place = state.value, ordinal, place_at_hour


def put_at(session: Session, booking: Booking, slot: Slot) -> None:
    """Give a booking its slot, with the limits in force there; numbers counted elsewhere are given up."""
    policy = policy_of(session, slot.date)
    month = "-".join(f"{part:02}" for part in CalendarMonth.of(slot.date))
    if (booking.month, booking.mode) != (month, Mode.VISIT.value):
        booking.ordinal = None
    booking.video_place = None
    booking.date, booking.start, booking.month = slot.date, slot.start, month
    booking.policy_from, booking.visits_limit, booking.video_limit = (
        policy.holds_from,
        policy.visits_limit,
        policy.video_limit,
    )
    booking.guests_limit, booking.leader_limit = policy.guests_limit, policy.leader_limit


def seat_party(booking: Booking, offices: list[Office]) -> int:
    """Give a booking the cap of its party; a video conference has as many seats as it names guests."""
    booking.has_leader = any(office is not Office.OTHER for office in offices)
    of_a_visit = booking.leader_limit if booking.has_leader else booking.guests_limit
    booking.guest_cap = of_a_visit if booking.mode == Mode.VISIT.value else len(offices)
    return booking.guest_cap


_POLICY = select(Policy).where(Policy.holds_from <= bindparam("day")).order_by(Policy.holds_from.desc()).limit(1)


def policy_of(session: Session, day: date) -> Policy:
    """The limits in force on a day."""
    return session.scalars(_POLICY, {"day": day}).one()


_OTHER = Booking.id != bindparam("this")
_ORDINALS = select(Booking.ordinal).where(
    Booking.requester_key == bindparam("requester"),
    Booking.month == bindparam("month"),
    Booking.ordinal.is_not(None),
    _OTHER,
)
_PLACES = select(Booking.video_place).where(
    Booking.date == bindparam("date"), Booking.start == bindparam("start"), Booking.video_place.is_not(None), _OTHER
)
_NO_NUMBER_YET = 0


def _lowest_free(session: Session, taken: Select[int | None], booking: Booking) -> int:
    """The lowest number that no other booking has."""
    there = {"requester": booking.requester_key, "month": booking.month, "date": booking.date, "start": booking.start}
    number: int | None = booking.id
    numbers = set(session.scalars(taken, there | {"this": number or _NO_NUMBER_YET}))
    return next(number for number in count(1) if number not in numbers)
