"""The places a booking takes: what an act locks for them, and the numbers by which the database counts them."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from booking.models import Booking, Policy
from booking.models.letters import NO_REGION
from rules.facts import CalendarMonth, Mode, Office, Slot, State


def place_keys(requester_key: str, letter: str, *slots: Slot) -> set[str]:
    """What an act on slots locks: the slots, the requester's months, the letter."""
    found = {f"letter:{requester_key}:{letter}"}
    for slot in slots:
        month = CalendarMonth.of(slot.date).first_day
        found |= {f"slot:{slot.date}:{slot.start}", f"month:{requester_key}:{month}"}
    return found


def place(session: Session, booking: Booking, state: State) -> None:
    """Give a booking its state, and with it the numbers by which the database counts it: the lowest free ones."""
    mode = Mode(booking.mode)
    others = _beside(booking)
    ordinal = place_at_hour = None
    if mode is Mode.VISIT and state.live and booking.requester_key != NO_REGION:
        counted = select(Booking.ordinal).where(*_same_month(booking), *others)
        ordinal = booking.ordinal or _lowest_free(session, counted)
    if mode is Mode.VIDEO_CONFERENCE and state.holds:
        same_hour = (Booking.date == booking.date, Booking.start == booking.start, Booking.video_place.is_not(None))
        taken = select(Booking.video_place).where(*same_hour, *others)
        place_at_hour = booking.video_place or _lowest_free(session, taken)
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


def policy_of(session: Session, day: date) -> Policy:
    """The limits in force on a day."""
    found = select(Policy).where(Policy.holds_from <= day).order_by(Policy.holds_from.desc()).limit(1)
    return session.scalars(found).one()


def _beside(booking: Booking) -> tuple[ColumnElement[bool], ...]:
    """Every booking but this one, which may not have a number yet."""
    number: int | None = booking.id
    return () if number is None else (Booking.id != number,)


def _same_month(booking: Booking) -> tuple[Any, ...]:
    return (
        Booking.requester_key == booking.requester_key,
        Booking.month == booking.month,
        Booking.ordinal.is_not(None),
    )


def _lowest_free(session: Session, taken: Any) -> int:
    numbers = set(session.scalars(taken))
    return next(number for number in count(1) if number not in numbers)
