"""The shape of every act on a booking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from booking import gather, journal, states
from booking.errors import Crowded, NotOpen, NotYours, Refused, Unfit, Unknown
from booking.journal import Actor, Event
from booking.models import Booking, Decision
from booking.models.letters import NO_REGION
from booking.states import Step
from booking.store import Store
from booking.terms import STAFF, Act, Role
from rules import judge, wire
from rules.facts import CalendarMonth, Mode, Slot, State
from rules.verdict import Verdict

ROUNDS = 3
"""How often an act that lost a place at the last moment is judged again before the caller is asked to retry."""


class Outrun(Exception):
    """Somebody was quicker: what the act had found no longer holds, and it begins again."""


@dataclass
class Doing:
    """An act under way: the session it writes in, the booking, the passage, who acts and when (WIB).

    ``repeated`` says that the act was done before: then nothing is written.
    """

    store: Store
    session: Session
    booking: Booking
    act: Act
    passage: Step
    actor: Actor
    now: datetime
    facts: dict[str, Any] = field(default_factory=dict)
    personal: dict[str, Any] = field(default_factory=dict)
    nothing_left: bool = False
    repeated: bool = False


def perform(
    store: Store,
    act: Act,
    reference: str,
    actor: Actor,
    now: datetime,
    effect: Callable[[Doing], None] = lambda doing: None,
    *,
    reason: str | None = None,
    note: str = "",
    asked: Callable[[Doing], gather.Asked] | None = None,
) -> None:
    """Do an act on a booking, or raise why not and change nothing.

    Where a constraint refuses what judging allowed (somebody was quicker), everything is gathered and judged again.
    Raises Unknown, NotYours, NotOpen, Unfit, Refused, and Crowded after three rounds.
    """

    def once(session: Session) -> None:
        doing = _begun(store, session, act, reference, actor, now)
        _worded(doing, reason, note)
        if doing.passage.judged:
            judged(doing, asked(doing) if asked else gather.of_booking(doing.booking, now))
        effect(doing)
        if not doing.repeated:
            _step(doing, reason, note)

    in_rounds(store, once)


def in_rounds(store: Store, once: Callable[[Session], None]) -> None:
    """Run a whole act in a transaction, again from the start where a constraint was violated.

    A refusal keeps what the act had written so far (its decision) and is raised afterwards.
    """
    for _ in range(ROUNDS):
        refused: Refused | None = None
        try:
            with store.writing() as session, session.no_autoflush:
                try:
                    once(session)
                except Refused as answer:
                    refused = answer
        except (IntegrityError, Outrun):
            continue
        if refused is not None:
            raise refused
        return
    raise Crowded


def _begun(store: Store, session: Session, act: Act, reference: str, actor: Actor, now: datetime) -> Doing:
    store.lock(session, {f"booking:{reference}"})
    booking = session.scalars(select(Booking).where(Booking.reference == reference)).first()
    if booking is None or not visible(booking, actor):
        raise Unknown
    slot = Slot(booking.date, booking.start)
    store.lock(session, place_keys(booking.requester_key, booking.letter.number_key, slot))
    mode, state = Mode(booking.mode), State(booking.state)
    if not any(states.may(actor.role, each, mode, act) for (_, one), each in states.STATES.items() if one is act):
        raise NotYours
    passage = states.step(state, act, mode)
    if passage is None:
        raise NotOpen(act, state)
    if not states.may(actor.role, passage, mode, act):
        raise NotYours
    return Doing(store, session, booking, act, passage, actor, now)


def visible(booking: Booking, actor: Actor) -> bool:
    """Whether an actor may know of a booking at all."""
    if actor.role is Role.REGION:
        return booking.requester_key == gather.key_of(wire.requester_of(actor.region))
    if actor.role is Role.HOLDER:
        return booking.reference == actor.booking
    if actor.role is Role.UNIT:
        return booking.unit_code == actor.unit
    return actor.role in STAFF or actor.role is Role.CLOCK


def place_keys(requester_key: str, letter: str, slot: Slot) -> set[str]:
    """What an act on a slot locks: the slot, the requester's month, the letter."""
    month = CalendarMonth.of(slot.date).first_day
    return {f"slot:{slot.date}:{slot.start}", f"month:{requester_key}:{month}", f"letter:{requester_key}:{letter}"}


def _worded(doing: Doing, reason: str | None, note: str) -> None:
    closed: type[StrEnum] | None = doing.passage.reason
    if closed is not None and reason not in {each.value for each in closed}:
        listed = ", ".join(closed)
        raise Unfit("reason", f"Pilih salah satu alasan: {listed}.", f"Choose one of the reasons: {listed}.")
    if doing.passage.note and not note.strip():
        raise Unfit("note", "Tuliskan alasannya dengan singkat.", "Please write down why, in a few words.")


def judged(doing: Doing, asked: gather.Asked) -> Verdict:
    """Judge, keep the decision, and raise Refused for what the passage does not settle."""
    situation = gather.situation(doing.session, asked)
    verdict = judge(situation)
    settled = verdict.codes & doing.passage.settled
    standing = [refusal for refusal in verdict.refusals if refusal.code not in settled]
    decision = decided(verdict, doing.act, doing.now, doing.actor, sorted(settled), doing.booking.id, not standing)
    doing.session.add(decision)
    if standing:
        earliest = judge(gather.situation(doing.session, asked, searching=True)).earliest
        doing.session.flush()
        raise Refused(standing, earliest, decision.id)
    return verdict


def decided(
    verdict: Verdict, act: Act, now: datetime, actor: Actor, settled: list[str], booking_id: int | None, allowed: bool
) -> Decision:
    """A judgement as it is kept: ids, offices and figures, never names."""
    situation, known_years = wire.told(verdict.situation)
    return Decision(
        booking_id=booking_id,
        requester_key=gather.key_of(verdict.situation.requester),
        act=act.value,
        at=now,
        allowed=allowed,
        settled=settled,
        situation=situation,
        verdict=wire.heard(verdict),
        known_years=known_years,
        person_id=actor.person_id,
    )


def _step(doing: Doing, reason: str | None, note: str) -> None:
    booking, before = doing.booking, doing.booking.state
    to = doing.passage.otherwise if doing.nothing_left and doing.passage.otherwise else doing.passage.to
    place(doing.session, booking, to)
    if to.value != before and (doing.passage.reason or doing.passage.note):
        booking.reason, booking.note = reason, note or None
    booking.changed_at = doing.now
    booking.sequence += 1
    personal = {**doing.personal, **({"note": note} if note else {})}
    event = Event(doing.act.value, before, to.value, reason, doing.facts, personal)
    journal.write(
        doing.session, doing.store.journal_key, f"booking:{booking.reference}", doing.now, doing.actor, event
    )
    doing.session.flush()


def place(session: Session, booking: Booking, state: State) -> None:
    """Give a booking its state, and with it the numbers by which the database counts it: the lowest free ones."""
    mode = Mode(booking.mode)
    ordinal = place_at_hour = None
    if mode is Mode.VISIT and state.live and booking.requester_key != NO_REGION:
        ordinal = booking.ordinal or _lowest_free(session, select(Booking.ordinal).where(*_same_month(booking)))
    if mode is Mode.VIDEO_CONFERENCE and state.holds:
        same_hour = (Booking.date == booking.date, Booking.start == booking.start, Booking.video_place.is_not(None))
        place_at_hour = booking.video_place or _lowest_free(session, select(Booking.video_place).where(*same_hour))
    booking.state, booking.ordinal, booking.video_place = state.value, ordinal, place_at_hour


def _same_month(booking: Booking) -> tuple[Any, ...]:
    return (
        Booking.requester_key == booking.requester_key,
        Booking.month == booking.month,
        Booking.ordinal.is_not(None),
    )


def _lowest_free(session: Session, taken: Any) -> int:
    numbers = set(session.scalars(taken))
    return next(number for number in count(1) if number not in numbers)
