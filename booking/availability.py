"""Every session of a month, open or closed with its reasons: the same functions as the submit button."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from booking import gather
from booking.models import Person
from booking.terms import STAFF, Role
from rules import judge, parameters, survey, wire
from rules.engine import SEARCH_DAYS
from rules.facts import CalendarMonth, Letter, Mode, Slot
from rules.verdict import Refusal
from rules.words import WEEKEND, Wording

_ABOUT_THE_SLOT = "slot"


@dataclass(frozen=True)
class Session_:  # noqa: N801 (a session of consultation, beside the database's)
    """A session and what stands against it; about the slot alone, never about a letter or guests."""

    slot: Slot
    refusals: list[Refusal]

    @property
    def open(self) -> bool:
        return not self.refusals


def _asked(
    mode: Mode, region: str | None, received_at: datetime, slot: Slot, now: datetime, leaving_out: int | None
) -> gather.Asked:
    return gather.Asked(mode, region, Letter("", received_at), slot, (), now, leaving_out=leaving_out)


def month(
    session: Session,
    mode: Mode,
    of: CalendarMonth,
    region: str | None,
    received_at: datetime,
    now: datetime,
    *,
    leaving_out: int | None = None,
) -> list[Session_]:
    """Every session of every day of a month, by day and hour, for a letter received at an instant."""
    first, last = max(of.first_day, parameters.HOLDS_FROM), of.last_day
    asked = _asked(mode, region, received_at, Slot.at(now), now, leaving_out)
    situation = gather.surveyed(session, asked, of.first_day, last)
    return [_session(verdict.situation.slot, verdict.refusals) for verdict in survey(situation, first, last)]


def told_to(person: Person | None, region: str | None, sessions: list[Session_]) -> list[Session_]:
    """The sessions as somebody may see them: on which days a region comes, only itself and the office may know."""
    if knows_visits(person, region):
        return sessions
    return [Session_(each.slot, [refusal.discreet() for refusal in each.refusals]) for each in sessions]


def knows_visits(person: Person | None, region: str | None) -> bool:
    """Whether somebody may know on which days a region comes: the office, and an account of that region."""
    if person is None:
        return False
    own = wire.requester_of(person.region_code) if person.region_code else None
    return Role(person.role) in STAFF or (own is not None and own == wire.requester_of(region))


def _session(slot: Slot, refusals: list[Refusal]) -> Session_:
    return Session_(slot, [refusal for refusal in refusals if refusal.about == _ABOUT_THE_SLOT])


def earliest(
    session: Session,
    mode: Mode,
    region: str | None,
    received_at: datetime,
    now: datetime,
    *,
    leaving_out: int | None = None,
) -> Slot | None:
    """The first slot that is open for a letter received at an instant."""
    asked = _asked(mode, region, received_at, Slot.at(now), now, leaving_out)
    return judge(gather.situation(session, asked, searching=True)).earliest


@dataclass(frozen=True)
class FirstDay:
    """The first possible day for a letter, the working days that were counted to it, and the holidays between that
    were not (weekends go without saying). ``day`` is None where it cannot be known yet."""

    mode: Mode
    day: date | None
    counted: int
    holidays: list[tuple[date, Wording]]


def first_days(session: Session, region: str | None, received_at: datetime, now: datetime) -> list[FirstDay]:
    """E.3.b.2, E.3.c.2: the first possible day for a letter received at an instant, for each mode."""
    found = []
    for mode in Mode:
        situation = gather.situation(session, _asked(mode, region, received_at, Slot.at(now), now, None))
        received_on, first = situation.letter.received_on, situation.lead.first_day
        policy = situation.figures.policy(received_on, first or received_on)
        span = range(1, (first - received_on).days) if first else range(0)
        named = [(day, situation.calendar.why_off(day)) for day in (received_on + timedelta(days=n) for n in span)]
        holidays = [(day, why) for day, why in named if why and why is not WEEKEND.get(day.weekday())]
        found.append(FirstDay(mode, first, policy.lead_working_days, holidays))
    return found


def sooner_by_video(
    session: Session, mode: Mode, region: str | None, received_at: datetime, now: datetime, visit: Slot | None
) -> Slot | None:
    """The first video conference, where it comes on a day before the first visit; None for other modes."""
    if mode is not Mode.VISIT:
        return None
    video = earliest(session, Mode.VIDEO_CONFERENCE, region, received_at, now)
    return video if video is not None and (visit is None or video.date < visit.date) else None


def next_open(
    session: Session,
    mode: Mode,
    region: str | None,
    received_at: datetime,
    now: datetime,
    count: int,
    *,
    leaving_out: int | None = None,
) -> list[Slot]:
    """The next open slots, month by month, for a letter received at an instant; as if one booking were not there."""
    found: list[Slot] = []
    first = earliest(session, mode, region, received_at, now, leaving_out=leaving_out)
    if first is None:
        return []
    of: CalendarMonth | None = CalendarMonth.of(first.date)
    last = first.date + timedelta(days=SEARCH_DAYS)
    while len(found) < count and of is not None and of.first_day <= last:
        sessions = month(session, mode, of, region, received_at, now, leaving_out=leaving_out)
        found += [each.slot for each in sessions if each.open]
        of = of.next
    return found[:count]
