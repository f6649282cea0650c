"""The facts a clause may ask about: who asks, on which letter, for which slot, and what the record already holds.

Values only. Days and hours are WIB; an hour is text such as ``09:00``, which sorts as hours do.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from rules.calendar import WorkingCalendar
from rules.parameters import Figures

WIB = timezone(timedelta(hours=7), "WIB")
"""Western Indonesian time: seven hours ahead of UTC, without summer time."""

Hour = str


class Mode(StrEnum):
    """How the consultation is held."""

    VISIT = "visit"
    VIDEO_CONFERENCE = "video_conference"


class Office(StrEnum):
    """What a guest is, as far as E.3.c.6 asks."""

    REGIONAL_HEAD = "regional_head"
    DPRD_CHAIR = "dprd_chair"
    OTHER = "other"


class State(StrEnum):
    """Where a booking stands: name, whether it is live (counts for letter and quota), whether it holds its slot."""

    live: bool
    holds: bool

    def __new__(cls, value: str, live: bool = False, holds: bool = False) -> State:
        member = str.__new__(cls, value)
        member._value_ = value
        member.live = live
        member.holds = holds
        return member

    UNCONFIRMED = "unconfirmed", False, True
    REQUESTED = "requested", True, True
    SCHEDULED = "scheduled", True, True
    ARRIVED = "arrived", True, True
    HELD = "held", True, True
    CLOSED = "closed", True, True
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    RELEASED = "released"
    NO_SHOW = "no_show"
    EXCUSED = "excused"

    @property
    def spends_letter(self) -> bool:
        """E.3.c.9: whether a visit that ended so spends its letter for visits."""
        return self is State.CANCELLED or self is State.NO_SHOW


class Slot(NamedTuple):
    """A day and the hour at which a session starts (WIB)."""

    date: date
    start: Hour

    @classmethod
    def at(cls, instant: datetime) -> Slot:
        """The minute in which an instant lies, so that a slot that began by then compares as not later."""
        local = instant.astimezone(WIB)
        return cls(local.date(), local.strftime("%H:%M"))


class CalendarMonth(NamedTuple):
    """A calendar month, WIB: the month in which E.3.c.5 counts visits."""

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> CalendarMonth:
        return cls(day.year, day.month)

    def holds(self, day: date) -> bool:
        """Whether a day lies in the month."""
        return day.month == self.month and day.year == self.year

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    @property
    def next(self) -> CalendarMonth | None:
        """The month after; None after the last one that can be written."""
        if self.last_day == date.max:
            return None
        return CalendarMonth.of(self.last_day + timedelta(days=1))


_NOT_PLAIN = re.compile("[^a-z0-9]+")
_NUMBER_MARK = "-"


@lru_cache(maxsize=65_536)
def letter_key(number: str) -> str:
    """A letter's number as letters are compared: folded, with each run of other signs as one mark, none at the ends.

    Empty where the number has neither a letter nor a digit.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", number).casefold())
    if folded.isascii():
        return _NOT_PLAIN.sub(_NUMBER_MARK, folded).strip(_NUMBER_MARK)
    signs = (sign if _is_letter_or_digit(sign) else " " for sign in folded)
    return _NUMBER_MARK.join("".join(signs).split())


def _is_letter_or_digit(sign: str) -> bool:
    category = unicodedata.category(sign)
    return category.startswith("L") or category == "Nd"


class LetterName(NamedTuple):
    """What makes two letters of one requester the same: the folded number and, where both give it, the year."""

    key: str
    year: int | None

    @classmethod
    def of(cls, number: str, dated_on: date | None) -> LetterName:
        return cls(letter_key(number), dated_on.year if dated_on else None)

    def same_as(self, other: LetterName) -> bool:
        return self.key == other.key and (self.year is None or other.year is None or self.year == other.year)


@dataclass(slots=True)
class Letter:
    """A request letter (surat permintaan konsultasi/audiensi), E.3.b.1 and E.3.c.1."""

    number: str
    received_at: datetime
    dated_on: date | None = None
    addressed_to_director_general: bool = True
    name: LetterName = field(init=False)
    received_on: date = field(init=False)

    def __post_init__(self) -> None:
        self.name = LetterName.of(self.number, self.dated_on)
        self.received_at = self.received_at.astimezone(WIB)
        self.received_on = self.received_at.date()


class Booked(NamedTuple):
    """One booking of the record, as far as clauses ask."""

    mode: Mode
    requester: str | None
    slot: Slot
    state: State
    letter: LetterName | None
    room: str | None = None


class Record:
    """The bookings that stand beside the one asked for. One that is judged again is not in it."""

    __slots__ = ("_by_requester", "_by_slot", "_held", "_on_letter", "_visits", "bookings")

    def __init__(self, bookings: Iterable[Booked] = ()) -> None:
        self.bookings = tuple(bookings)
        self._by_slot: dict[Slot, list[Booked]] | None = None
        self._by_requester: dict[str | None, list[Booked]] = {}
        self._on_letter: tuple[str | None, LetterName, list[Booked]] | None = None
        self._visits: dict[str, list[Booked]] = {}
        self._held: tuple[Slot, list[Booked]] | None = None

    def index_slots(self) -> None:
        """Prepare for being asked about many slots."""
        if self._by_slot is None:
            self._by_slot = {}
            for booked in self.bookings:
                if booked.state.holds:
                    self._by_slot.setdefault(booked.slot, []).append(booked)

    def holding(self, slot: Slot) -> list[Booked]:
        """The bookings that hold this day and hour."""
        if self._by_slot is not None:
            return self._by_slot.get(slot, [])
        if self._held is None or self._held[0] is not slot:
            self._held = slot, [booked for booked in self.bookings if booked.slot == slot and booked.state.holds]
        return self._held[1]

    def on_letter(self, requester: str | None, letter: LetterName) -> list[Booked]:
        """The requester's bookings that rest, or rested, on this letter."""
        last = self._on_letter
        if last is None or last[0] != requester or last[1] is not letter:
            rested = [each for each in self._of(requester) if each.letter is not None and letter.same_as(each.letter)]
            self._on_letter = requester, letter, rested
            return rested
        _, _, rested = last
        return rested

    def live_visits(self, requester: str, month: CalendarMonth) -> list[Booked]:
        """E.3.c.5: the region's live visits in a calendar month."""
        visits = self._visits.get(requester)
        if visits is None:
            visits = self._visits[requester] = [
                booked for booked in self._of(requester) if booked.mode is Mode.VISIT and booked.state.live
            ]
        return [booked for booked in visits if month.holds(booked.slot.date)]

    def _of(self, requester: str | None) -> list[Booked]:
        found = self._by_requester.get(requester)
        if found is None:
            found = self._by_requester[requester] = [
                booked for booked in self.bookings if booked.requester == requester
            ]
        return found


class Lead(NamedTuple):
    """The count of E.3.b.2 and E.3.c.2: the day that counts as day 0 and the first possible day; None where unknown."""

    day_zero: date | None
    first_day: date | None


@dataclass(slots=True)
class Situation:
    """Everything a verdict rests on. ``region`` is a code of the register or None; ``requester`` the region that
    shares visits and letters with it (E.3.c.5), None for a requester that is no region."""

    mode: Mode
    region: str | None
    requester: str | None
    letter: Letter
    slot: Slot
    guests: tuple[Office, ...]
    calendar: WorkingCalendar
    figures: Figures
    record: Record = field(default_factory=Record)
    asked_at: datetime | None = None
    room: str | None = None
    blocks: frozenset[tuple[str, Slot]] = frozenset()
    id: str | None = None
    asked_minute: Slot | None = None
    _lead: Lead | None = None

    def __post_init__(self) -> None:
        if self.asked_at is not None and self.asked_minute is None:
            self.asked_minute = Slot.at(self.asked_at)

    def at(self, slot: Slot) -> Situation:
        """The same situation, asked for another slot."""
        self.record.index_slots()
        return Situation(
            self.mode,
            self.region,
            self.requester,
            self.letter,
            slot,
            self.guests,
            self.calendar,
            self.figures,
            self.record,
            self.asked_at,
            self.room,
            self.blocks,
            self.id,
            self.asked_minute,
            self.lead,
        )

    @property
    def lead(self) -> Lead:
        """From when the letter's working days are counted, and to which day."""
        if self._lead is None:
            self._lead = self._counted()
        return self._lead

    def _counted(self) -> Lead:
        letter = self.letter
        policy = self.figures.policy(letter.received_on, letter.received_on)
        day_zero: date | None = letter.received_on
        if policy.letter_intake_closes is not None:
            late = letter.received_at.strftime("%H:%M:%S") > f"{policy.letter_intake_closes}:00"
            working = self.calendar.is_working(letter.received_on)
            if late or working is False:
                day_zero = self.calendar.working_day_after(letter.received_on, 1)
            elif working is None:
                day_zero = None
        if day_zero is None:
            return Lead(None, None)
        return Lead(day_zero, self.calendar.working_day_after(day_zero, policy.lead_working_days))
