"""The shape of every act on a booking."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from booking import gather, journal, messages, refusals, repeats, standing, states
from booking.errors import Crowded, NotOpen, NotYours, Refused, Unfit, Unknown
from booking.journal import Actor, Event
from booking.models import Booking, Decision
from booking.models.base import table_of
from booking.states import CHANGES_THE_CALENDAR, Step
from booking.store import Store
from booking.terms import STAFF, Act, Role
from booking.workflow import holds
from booking.workflow.places import place, place_keys
from rules import desk, judge, wire
from rules.facts import Mode, Slot, State
from rules.verdict import Refusal, Verdict

ROUNDS = 3
"""How often an act that lost a place at the last moment is judged again before the caller is asked to retry."""


class Outrun(Exception):
    """Somebody was quicker: what the act had found no longer holds, and it begins again."""


@dataclass
class Doing:
    """An act under way: the session it writes in, the booking, the passage, who acts and when (WIB).

    ``facts`` and ``personal`` go to the journal, ``said`` into the act's messages. ``otherwise`` takes the passage's
    other way; ``repeated`` says that the act was done before: then nothing is written.
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
    said: dict[str, Any] = field(default_factory=dict)
    otherwise: bool = False
    repeated: bool = False

    @property
    def to(self) -> State:
        """Where the act leads."""
        return self.passage.otherwise if self.otherwise and self.passage.otherwise else self.passage.to

    @property
    def settled(self) -> frozenset[str]:
        """The codes that are not held against the booking any more."""
        return self.passage.settled_otherwise if self.otherwise else self.passage.settled

CHANGED = "changed"
"""Why an act is not open to who saw the booking before its latest change."""


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
    toward: Slot | None = None,
) -> None:
    """Do an act on a booking, or raise why not and change nothing. ``toward`` is another slot that the act may take.

    Where a constraint refuses what judging allowed (somebody was quicker), everything is gathered and judged again.
    Raises Unknown, NotYours, NotOpen, Unfit, Refused, and Crowded after three rounds.
    """

    def once(session: Session) -> str:
        doing = _begun(store, session, act, reference, actor, now, toward)
        _worded(doing, reason, note)
        if doing.passage.judged:
            judged(doing, asked(doing) if asked else gather.of_booking(doing.booking, now))
        effect(doing)
        if not doing.repeated:
            _step(doing, reason, note)
        return reference

    in_rounds(store, once, actor, now)


def in_rounds(store: Store, once: Callable[[Session], str], actor: Actor, now: datetime) -> None:
    """Run a whole act in a transaction, again from the start where a constraint was violated. ``once`` names what it
    made or changed.

    A refusal keeps what the act had written so far (its decision) and is raised afterwards. A call that acted before
    raises Repeated.
    """
    for _ in range(ROUNDS):
        refused: Refused | None = None
        try:
            with store.writing() as session, session.no_autoflush:
                repeats.unless_done(store, session, actor.repeat)
                try:
                    repeats.claim(session, actor.repeat, once(session), now)
                except Refused as answer:
                    refused = answer
        except (IntegrityError, Outrun):
            continue
        if refused is not None:
            raise refused
        return
    raise Crowded


def _begun(
    store: Store, session: Session, act: Act, reference: str, actor: Actor, now: datetime, toward: Slot | None
) -> Doing:
    store.lock(session, {f"booking:{reference}"})
    booking = session.scalars(select(Booking).where(Booking.reference == reference)).first()
    if booking is None or not visible(booking, actor):
        raise Unknown
    slots = {Slot(booking.date, booking.start)} | ({toward} if toward else set())
    store.lock(session, place_keys(booking.requester_key, booking.letter.number_key, *slots))
    if booking.state == State.UNCONFIRMED.value:
        session.refresh(booking)  # whoever wants its slot may have ended its hold meanwhile
    mode, state = Mode(booking.mode), State(booking.state)
    if not any(states.may(actor.role, each, mode, act) for (_, one), each in states.STATES.items() if one is act):
        raise NotYours
    passage = states.step(state, act, mode)
    if passage is None:
        raise NotOpen(act, state)
    if not states.may(actor.role, passage, mode, act):
        raise NotYours
    if actor.seen not in (None, booking.sequence):
        raise NotOpen(act, state, CHANGED)
    if act is not Act.LAPSE and holds.overdue(booking, now):
        raise NotOpen(act, State.EXPIRED)
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


def not_over(doing: Doing) -> None:
    """Once a session has ended there is nothing left to give up: it was held, or somebody stayed away."""
    if doing.now >= desk.ends_at(Slot(doing.booking.date, doing.booking.start)):
        raise NotOpen(doing.act, State(doing.booking.state), "over")


def stands(doing: Doing) -> None:
    """On a day off, and in a room that is blocked, nothing took place and nobody stayed away: such a schedule is not
    ended by time, it waits to be moved."""
    if standing.cannot_stay(doing.session, doing.booking):
        raise NotOpen(doing.act, State(doing.booking.state), "displaced")


def _worded(doing: Doing, reason: str | None, note: str) -> None:
    closed: type[StrEnum] | None = doing.passage.reason
    if closed is not None and reason not in {each.value for each in closed}:
        listed = ", ".join(closed)
        raise Unfit("reason", f"Pilih salah satu alasan: {listed}.", f"Choose one of the reasons: {listed}.")
    if doing.passage.note and not note.strip():
        raise Unfit("note", "Tuliskan alasannya dengan singkat.", "Please write down why, in a few words.")


def judged(doing: Doing, asked: gather.Asked) -> Verdict:
    """Judge, keep the decision, and raise Refused for what the passage does not settle."""
    holds.lapse_overdue(doing.store, doing.session, doing.now, asked.slot)
    situation = gather.situation(doing.session, asked)
    verdict = judge(situation)
    settled = verdict.codes & doing.settled
    against = [refusal for refusal in verdict.refusals if refusal.code not in settled]
    decision = Judgement(doing.act, doing.now, doing.actor, not against, sorted(settled), doing.booking.id)
    number = keep(doing.session, verdict, decision)
    if against:
        earliest = judge(gather.situation(doing.session, asked, searching=True)).earliest
        raise Refused(told_to(doing.actor, against), earliest, number)
    return verdict


def told_to(actor: Actor, refusals: Iterable[Refusal]) -> list[Refusal]:
    """Refusals as somebody is told them: whoever did not sign in for a region is not told when it visits."""
    return [refusal.discreet() if actor.role is Role.HOLDER else refusal for refusal in refusals]


@dataclass(frozen=True)
class Judgement:
    """For which act, when, by whom and with what outcome a verdict was asked for; ``settled`` codes did not count."""

    act: str
    at: datetime
    actor: Actor
    allowed: bool
    settled: list[str] = field(default_factory=list)
    booking_id: int | None = None


_KEEP = insert(table_of(Decision)).returning(Decision.id)


def keep(session: Session, verdict: Verdict, of: Judgement) -> int:
    """Keep a judgement: ids, offices and figures, never names. Gives its number. What refused is counted."""
    situation, known_years = wire.told(verdict.situation)
    row = {
        "booking_id": of.booking_id,
        "requester_key": gather.key_of(verdict.situation.requester),
        "act": str(of.act),
        "at": of.at,
        "allowed": of.allowed,
        "settled": of.settled,
        "situation": situation,
        "verdict": wire.heard(verdict),
        "known_years": known_years,
        "person_id": of.actor.person_id,
    }
    number = session.execute(_KEEP, row).scalar_one()
    if not of.allowed:
        refusals.add(session, verdict.situation.requester, of.at, verdict.refusals)
    return number


def _step(doing: Doing, reason: str | None, note: str) -> None:
    booking, before = doing.booking, doing.booking.state
    place(doing.session, booking, doing.to)
    if doing.to.value != before and (doing.passage.reason or doing.passage.note):
        booking.reason, booking.note = reason, note or None
    booking.changed_at = doing.now
    if doing.act in CHANGES_THE_CALENDAR:
        booking.sequence += 1
    personal = {**doing.personal, **({"note": note} if note else {})}
    event = Event(doing.act.value, before, doing.to.value, reason, doing.facts, personal)
    stream = messages.stream_of(booking)
    seq = journal.write(doing.session, doing.store.journal_key, stream, doing.now, doing.actor, event)
    worded = {"reason": reason, "note": note or None}
    messages.tell(doing.session, booking, doing.act, seq, doing.now, worded | doing.said)
    doing.session.flush()
