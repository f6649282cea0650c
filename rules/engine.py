"""Hears every clause on a situation, surveys a range of days, and finds the first slot that is left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from rules import clauses as _registers_them  # noqa: F401
from rules import grounds
from rules.citation import CODES
from rules.clause import ENFORCED, Enforced
from rules.facts import Mode, Situation, Slot
from rules.parameters import Policy
from rules.verdict import Finding, Refusal, Refusals, Verdict

CHAPTER = {Mode.VIDEO_CONFERENCE: "E.3.b.", Mode.VISIT: "E.3.c."}
"""The chapter of the circular that speaks of each mode."""

HEARD: dict[Mode, tuple[Enforced, ...]] = {
    mode: tuple(ENFORCED[name] for name in sorted(ENFORCED) if name.startswith(chapter))
    for mode, chapter in CHAPTER.items()
}
"""The clauses heard for each mode, in the circular's order: all of them, every time."""

_HEARINGS = {mode: tuple(each.function for each in heard) for mode, heard in HEARD.items()}

SEARCH_DAYS = 400
"""How many days after the first possible one ``earliest`` looks at."""

_SLOT_GROUNDS: tuple[Callable[[Situation, Policy], Refusal | None], ...] = (
    grounds.not_a_working_day,
    grounds.slot_passed,
    grounds.session_taken,
    grounds.room_taken,
    grounds.region_frequency,
    grounds.lead_time,
)

ABOUT_THE_SLOT = {
    mode: tuple(ground for ground in _SLOT_GROUNDS if mode in CODES[ground.__name__].clause) for mode in Mode
}
"""The grounds that another slot could mend, for each mode."""


def judge(asked: Situation) -> Verdict:
    """Hear every clause of the mode's chapter, whatever the others said."""
    policy = asked.figures.policy(asked.letter.received_on, asked.slot.date)
    return Verdict(asked, [hear(asked, policy) for hear in _HEARINGS[asked.mode]], _explain, earliest)


def survey(asked: Situation, first: date, last: date) -> Iterator[Verdict]:
    """A verdict for every session of every day of a range, weekends and holidays included, by day and hour."""
    day = first
    while day <= last:
        for start in _sessions_on(asked, day):
            yield judge(asked.at(Slot(day, start)))
        if day == date.max:
            return
        day += timedelta(days=1)


def earliest(asked: Situation) -> Slot | None:
    """The first slot, by day and hour, that no ground about the slot refuses.

    Looked for from the later of the first possible day and the day of asking, through the 400th day after it; None
    where there is none, or where an unknown year is reached first.
    """
    first_day = asked.lead.first_day
    if first_day is None:
        return None
    day = max(first_day, asked.asked_minute.date) if asked.asked_minute else first_day
    for _ in range(SEARCH_DAYS + 1):
        working = asked.calendar.is_working(day)
        if working is None:
            return None
        if working:
            slot = _free_slot(asked, day)
            if slot is not None:
                return slot
        if day == date.max:
            return None
        day += timedelta(days=1)
    return None


def _free_slot(asked: Situation, day: date) -> Slot | None:
    policy = asked.figures.policy(asked.letter.received_on, day)
    for start in _sessions_on(asked, day):
        there = asked.at(Slot(day, start))
        if not any(ground(there, policy) for ground in ABOUT_THE_SLOT[asked.mode]):
            return there.slot
    return None


def _sessions_on(asked: Situation, day: date) -> tuple[str, ...]:
    return grounds.sessions(asked.mode, asked.figures.policy(asked.letter.received_on, day))


def _explain(asked: Situation, found: list[Refusals]) -> list[Finding]:
    policy = asked.figures.policy(asked.letter.received_on, asked.slot.date)
    return [
        Finding(each.clause, refusals, each.shows(asked, policy) if each.shows else {})
        for each, refusals in zip(HEARD[asked.mode], found, strict=True)
    ]
