"""Moving what cannot stay: for each booking the next lawful slots, in order of receipt; and those that an officer
confirmed, moved one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import islice

from sqlalchemy.orm import Session

from booking import gather, standing
from booking.errors import Crowded, NotOpen, Refused
from booking.journal import Actor
from booking.models import Booking
from booking.standing import Displaced
from booking.store import Store
from booking.terms import OfficeReason
from booking.workflow import move
from rules import judge, survey
from rules.calendar import WorkingCalendar
from rules.engine import SEARCH_DAYS
from rules.facts import Booked, CalendarMonth, Mode, Situation, Slot
from rules.verdict import Refusal
from rules.words import Wording

AT_ONCE = 50
"""How many bookings are proposed a slot at once; the rest follow when those are moved."""

OFFERED = 3
"""How many slots are proposed for each."""

_NO_CALENDAR, _ABOUT_THE_SLOT = "calendar_unknown", "slot"


@dataclass(frozen=True)
class Case:
    """A booking to be moved, as the rules see it: its number in the record, and what it asks for where it stands."""

    number: int
    asked: gather.Asked


@dataclass(frozen=True)
class Proposed:
    """The next lawful slots of a booking, the first of them proposed; where there is none, what stands against it."""

    slots: list[Slot]
    against: list[Refusal]


def plan(
    cases: Iterable[Case],
    record: Mapping[int, Booked],
    calendar: WorkingCalendar,
    blocked: frozenset[tuple[str, Slot]],
) -> list[Proposed]:
    """A proposal for each booking, in the order given, which is that of receipt. Nothing is fetched and no clock asked.

    Each is judged by every clause with itself left out of the record, and with those before it where they are proposed
    to go: their new slots are taken and counted, their old ones free. Those after it still stand where they stand, and
    no slot is offered as a second choice that is proposed to another.
    """
    standing_now = dict(record)
    turns: list[tuple[Situation, Slot | None]] = []
    for case in cases:
        others = [booked for number, booked in standing_now.items() if number != case.number]
        asked = gather.beside_these(case.asked, others, calendar, blocked)
        first = next(lawful(asked), None)
        if first is not None:
            standing_now[case.number] = standing_now[case.number]._replace(slot=first)
        turns.append((asked, first))
    promised = {(asked.mode, first) for asked, first in turns}
    return [_proposed(asked, first, promised) for asked, first in turns]


def _proposed(asked: Situation, first: Slot | None, promised: set[tuple[Mode, Slot | None]]) -> Proposed:
    if first is None:
        return Proposed([], _against(asked))
    free = (slot for slot in lawful(asked) if slot == first or (asked.mode, slot) not in promised)
    return Proposed(list(islice(free, OFFERED)), [])


def lawful(asked: Situation) -> Iterator[Slot]:
    """The slots after the booking's own that no clause refuses, by day and hour, up to a year that is unknown."""
    if any(refusal.about != _ABOUT_THE_SLOT for refusal in judge(asked).refusals):
        return
    first = _from(asked)
    for verdict in survey(asked, first, first + timedelta(days=SEARCH_DAYS)):
        if verdict.allowed and verdict.situation.slot > asked.slot:
            yield verdict.situation.slot
        elif not verdict.allowed and _NO_CALENDAR in verdict.codes:
            return


def _from(asked: Situation) -> date:
    return max(asked.slot.date, asked.asked_minute.date) if asked.asked_minute else asked.slot.date


def _against(asked: Situation) -> list[Refusal]:
    """What no other slot mends; else that the search came upon an unknown year."""
    lasting = [refusal for refusal in judge(asked).refusals if refusal.about != _ABOUT_THE_SLOT]
    if lasting:
        return lasting
    first = _from(asked)
    verdicts = survey(asked, first, first + timedelta(days=SEARCH_DAYS))
    unknown = ([one for one in each.refusals if one.code == _NO_CALENDAR] for each in verdicts)
    return next((found for found in unknown if found), [])


@dataclass(frozen=True)
class Proposal:
    """A booking that cannot stay, why (the name of the day off; None for a room), and where it may go."""

    booking: Booking
    reason: OfficeReason
    why: Wording | None
    slots: list[Slot]
    against: list[Refusal]

    @property
    def slot(self) -> Slot:
        """Where it stands."""
        return Slot(self.booking.date, self.booking.start)


@dataclass(frozen=True)
class Proposals:
    """What is proposed now, in order of receipt, and how many more bookings wait behind those."""

    listed: list[Proposal]
    waiting: int


def proposals(session: Session, now: datetime) -> Proposals:
    """A proposal for every booking that cannot stay: at most AT_ONCE of them at once."""
    found = standing.displaced(session)
    those = found[:AT_ONCE]
    if not those:
        return Proposals([], 0)
    calendar = gather.office_calendar(session)
    today = Slot.at(now).date
    record = gather.ahead(session, [each.booking.id for each in those], CalendarMonth.of(today).first_day, now)
    blocked = gather.blocks(session, today, date.max)
    cases = [Case(each.booking.id, gather.of_booking(each.booking, now)) for each in those]
    planned = plan(cases, record, calendar, blocked)
    listed = [
        Proposal(each.booking, each.reason, _why(each, calendar), one.slots, one.against)
        for each, one in zip(those, planned, strict=True)
    ]
    return Proposals(listed, len(found) - len(those))


def _why(each: Displaced, calendar: WorkingCalendar) -> Wording | None:
    """The name of the day off; None for a room."""
    return calendar.why_off(each.booking.date) if each.reason is OfficeReason.CLOSURE else None


class Outcome(StrEnum):
    """What became of a booking that was to be moved."""

    MOVED = "moved"
    ELSEWHERE = "elsewhere"
    REFUSED = "refused"
    CROWDED = "crowded"


@dataclass(frozen=True)
class Wanted:
    """A booking that an officer wants moved: where it was seen, and where it is to go."""

    reference: str
    seen_at: Slot
    to: Slot


@dataclass(frozen=True)
class Result:
    """What became of one; ``refusals`` where a clause stood against it by then."""

    wanted: Wanted
    outcome: Outcome
    refusals: tuple[Refusal, ...] = ()


def move_all(store: Store, wanted: Iterable[Wanted], actor: Actor, now: datetime) -> list[Result]:
    """Move bookings that cannot stay, in order of receipt, each in a transaction of its own: what stands against one
    keeps none of the others. One that somebody moved meanwhile, or that may stay after all, is left where it stands.

    Raises NotYours for who is no officer.
    """
    asked_for = {each.reference: each for each in wanted}
    with store.reading() as session:
        calendar = gather.office_calendar(session)
        found = [
            (asked_for.pop(each.booking.reference), each.reason, _why(each, calendar))
            for each in standing.displaced(session)
            if each.booking.reference in asked_for
        ]
    gone = [Result(each, Outcome.ELSEWHERE) for each in asked_for.values()]
    return [_moved(store, each, reason, why, actor, now) for each, reason, why in found] + gone


def _moved(
    store: Store, wanted: Wanted, reason: OfficeReason, why: Wording | None, actor: Actor, now: datetime
) -> Result:
    try:
        move(
            store,
            wanted.reference,
            actor,
            now,
            slot=wanted.to,
            reason=reason,
            note=why.id if why is not None else "",
            seen_at=wanted.seen_at,
        )
    except NotOpen:
        return Result(wanted, Outcome.ELSEWHERE)
    except Refused as refused:
        return Result(wanted, Outcome.REFUSED, tuple(refused.refusals))
    except Crowded:
        return Result(wanted, Outcome.CROWDED)
    return Result(wanted, Outcome.MOVED)
