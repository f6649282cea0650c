"""What the leadership reads: sessions, waiting, refusals and absences of a period. Figures only, nobody's name.

Read in a handful of statements, grouped by the database where it only counts and by Python where a median is due, so
that both databases tell the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy import func as sql
from sqlalchemy.orm import Session

from booking import gather, refusals
from booking.models import Booking, Decision, Guest, Letter
from booking.models.letters import NO_REGION
from booking.terms import Act
from rules.calendar import WorkingCalendar
from rules.facts import CalendarMonth, Mode, State
from rules.regions import register

HELD = (State.HELD, State.CLOSED)
"""A session counts as held once it was finished."""

_Rows = Select[*tuple[Any, ...]]
_HELD = tuple(state.value for state in HELD)
_UNDECIDED = (State.UNCONFIRMED, State.REQUESTED, State.WITHDRAWN, State.EXPIRED)
_APPROVED_AT = (
    select(sql.min(Decision.at))
    .where(Decision.booking_id == Booking.id, Decision.act == Act.APPROVE.value, Decision.allowed)
    .scalar_subquery()
)
"""When a schedule was given; the directive behind it may be older."""


@dataclass(frozen=True)
class Period:
    """Whole months, from the first to the last, of all requesters or of those of one province."""

    first: CalendarMonth
    last: CalendarMonth
    province: str | None = None

    @property
    def months(self) -> list[CalendarMonth]:
        """Every month of it, in order."""
        found, month = [self.first], self.first
        while month < self.last and month.next is not None:
            month = month.next
            found.append(month)
        return found

    @property
    def regions(self) -> list[str]:
        """The codes of the province's regions; none where all requesters are meant."""
        return [code for code, region in register().items() if region.province_code == self.province]


@dataclass(frozen=True)
class Tally:
    """The figures of a month, a place, a time zone or the whole period. Waiting and deciding are medians in working
    days, None where there is nothing to take one of."""

    key: str
    visits: int = 0
    videos: int = 0
    no_shows: int = 0
    excused: int = 0
    participants: int = 0
    visit_wait: float | None = None
    video_wait: float | None = None
    wait: float | None = None
    longest: int | None = None
    deciding: float | None = None

    @property
    def sessions(self) -> int:
        """Sessions that were held."""
        return self.visits + self.videos

    @property
    def due(self) -> int:
        """Schedules whose day came: held, or somebody stayed away."""
        return self.sessions + self.no_shows + self.excused

    @property
    def video_share(self) -> float | None:
        """The part of the sessions that was held by video, from 0 to 1."""
        return self.videos / self.sessions if self.sessions else None

    @property
    def absent_share(self) -> float | None:
        """The part of the schedules whose day came to which nobody came without notice, from 0 to 1."""
        return self.no_shows / self.due if self.due else None


@dataclass(frozen=True)
class Report:
    """All that is told of a period. ``months`` has every month; ``places`` and ``zones`` those with something to tell,
    the most sessions first; ``states`` counts mode and state, ``refusals`` clause and code."""

    period: Period
    whole: Tally
    months: list[Tally]
    places: list[Tally]
    zones: list[Tally]
    states: Counter[tuple[str, str]]
    refusals: Counter[tuple[str, str]]


@dataclass(frozen=True)
class _Decided:
    """A booking that was decided: for how many working days its session was waited for, where it was held, and for how
    many its decision."""

    month: str
    region: str
    mode: str
    wait: int | None
    deciding: int


@dataclass
class _Read:
    """What the database told: numbers by month, region, mode and state; guests by month and region; the decided."""

    states: Counter[tuple[str, ...]]
    guests: Counter[tuple[str, ...]]
    decided: list[_Decided]


def of(session: Session, period: Period) -> Report:
    """The figures of a period by the day of the session; refusals by the day of the decision."""
    read = _read(session, period)

    def place(month: str, region: str) -> str:
        return region if period.province is not None else _province(region)

    by_month = {tally.key: tally for tally in _tallies(read, lambda month, region: month)}
    states: Counter[tuple[str, str]] = Counter()
    for (_month, _region, mode, state), number in read.states.items():
        states[mode, state] += number
    return Report(
        period=period,
        whole=next(iter(_tallies(read, lambda month, region: "")), Tally("")),
        months=[by_month.get(name, Tally(name)) for name in map(refusals.named, period.months)],
        places=_most_first(_tallies(read, place)),
        zones=_most_first(_tallies(read, lambda month, region: _zone(region))),
        states=states,
        refusals=refusals.counted(session, period.first, period.last, period.province),
    )


def _province(region: str) -> str:
    return region if region == NO_REGION else register()[region].province_code


def _zone(region: str) -> str:
    return region if region == NO_REGION else register()[region].time_zone


def _most_first(tallies: Iterable[Tally]) -> list[Tally]:
    told = [tally for tally in tallies if tally.due]
    return sorted(told, key=lambda tally: (-tally.sessions, -tally.due, tally.key))


def _read(session: Session, period: Period) -> _Read:
    calendar = gather.office_calendar(session)
    region = sql.coalesce(Booking.region_code, NO_REGION)
    states = select(Booking.month, region, Booking.mode, Booking.state, sql.count())
    states = states.group_by(Booking.month, region, Booking.mode, Booking.state)
    guests = (
        select(Booking.month, region, sql.count())
        .join(Guest, Guest.booking_id == Booking.id)
        .where(Booking.mode == Mode.VIDEO_CONFERENCE.value, Booking.state.in_(_HELD))
        .group_by(Booking.month, region)
    )
    decided = (
        select(
            Booking.month,
            region,
            Booking.mode,
            Booking.state,
            Booking.date,
            Letter.received_at,
            Booking.submitted_at,
            sql.coalesce(_APPROVED_AT, Booking.given_at, Booking.changed_at),
        )
        .join(Letter, Letter.id == Booking.letter_id)
        .where(Booking.state.not_in([state.value for state in _UNDECIDED]))
    )
    return _Read(
        states=_numbers(session, _within(states, period)),
        guests=_numbers(session, _within(guests, period)),
        decided=[_decided(calendar, row) for row in session.execute(_within(decided, period))],
    )


def _numbers(session: Session, counted: _Rows) -> Counter[tuple[str, ...]]:
    """Counts by all that stands before them in their row."""
    found: Counter[tuple[str, ...]] = Counter()
    for *key, number in map(tuple, session.execute(counted)):
        found[tuple(key)] = number
    return found


def _within(found: _Rows, period: Period) -> _Rows:
    """Only bookings whose session lies in the period, of its province."""
    found = found.where(Booking.date.between(period.first.first_day, period.last.last_day))
    return found if period.province is None else found.where(Booking.region_code.in_(period.regions))


def _decided(calendar: WorkingCalendar, row: Any) -> _Decided:
    month, region, mode, state, day, received_at, submitted_at, decided_at = row
    wait = calendar.working_days_between(received_at.date(), day) if state in _HELD else None
    deciding = calendar.working_days_between(submitted_at.date(), decided_at.date())
    return _Decided(month, region, mode, wait, deciding)


def _tallies(read: _Read, key: Callable[[str, str], str]) -> list[Tally]:
    """The figures by what ``key`` makes of month and region."""
    numbers: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for (month, region, mode, state), number in read.states.items():
        numbers[key(month, region)][mode, state] += number
    guests: Counter[str] = Counter()
    for (month, region), number in read.guests.items():
        guests[key(month, region)] += number
    decided: dict[str, list[_Decided]] = defaultdict(list)
    for each in read.decided:
        decided[key(each.month, each.region)].append(each)
    return [_tally(name, numbers[name], guests[name], decided[name]) for name in sorted(numbers)]


def _tally(key: str, numbers: Counter[tuple[str, str]], guests: int, decided: Sequence[_Decided]) -> Tally:
    def held(mode: Mode) -> int:
        return sum(numbers[mode.value, state.value] for state in HELD)

    def ended(state: State) -> int:
        return sum(numbers[mode.value, state.value] for mode in Mode)

    waits = {mode: [each.wait for each in decided if each.wait is not None and each.mode == mode] for mode in Mode}
    every = [wait for those in waits.values() for wait in those]
    return Tally(
        key=key,
        visits=held(Mode.VISIT),
        videos=held(Mode.VIDEO_CONFERENCE),
        no_shows=ended(State.NO_SHOW),
        excused=ended(State.EXCUSED),
        participants=guests,
        visit_wait=_middle(waits[Mode.VISIT]),
        video_wait=_middle(waits[Mode.VIDEO_CONFERENCE]),
        wait=_middle(every),
        longest=max(every, default=None),
        deciding=_middle([each.deciding for each in decided]),
    )


def _middle(days: Sequence[int]) -> float | None:
    return float(median(days)) if days else None
