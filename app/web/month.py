"""A month of sessions as the partials of the templates show it: weeks of working days, each session open or closed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext as _

from app import formats
from app.web.present import clause_href
from booking.availability import Session_
from rules import words
from rules.facts import Slot
from rules.verdict import Refusal

Choose = Callable[[Slot], str] | None


@dataclass(frozen=True)
class Reason:
    """Why a session is closed, in a few words; ``chosen`` where the office decided so, not the circular."""

    short: str
    clause: str
    href: str
    chosen: bool = False


@dataclass(frozen=True)
class Closed:
    """Hours of a day that are closed for the same reasons."""

    hours: str
    reasons: list[Reason]


@dataclass(frozen=True)
class Cell:
    """One session of a calendar."""

    date: date
    start: str
    hours_label: str
    open: bool
    full_label: str
    reasons: list[Reason]
    href: str | None = None
    value: str | None = None
    local_label: str = ""


@dataclass(frozen=True)
class Day:
    """One working day of a calendar; ``day_reason`` where it is closed whole for one reason, ``closed`` where it is
    for several."""

    date: date
    label: str
    full_label: str
    is_today: bool
    day_reason: Reason | None
    cells: list[Cell]
    closed: list[Closed] = field(default_factory=list)


@dataclass(frozen=True)
class Showing:
    """How sessions are shown: a link to ``choose`` an open one or the value of a button to ``pick`` it by, its hours in
    the visitor's zone where that is another (``local``), and the codes of refusal ``said`` above."""

    choose: Choose = None
    pick: Choose = None
    local: Choose = None
    said: frozenset[str] = frozenset()


def reason(refusal: Refusal, said: frozenset[str] = frozenset()) -> Reason:
    """A refusal in a few words; without its clause where ``said`` holds its code: it stands above the calendar."""
    above = refusal.code in said
    chosen = refusal.basis == "chosen" and not above
    return Reason(formats.worded(refusal.short), "" if above else refusal.clause, clause_href(refusal.clause), chosen)


def cell(session: Session_, showing: Showing) -> Cell:
    """A session of a calendar."""
    slot = session.slot
    local_label = showing.local(slot) if showing.local else ""
    state = _("tersedia") if session.open else _("tidak tersedia")
    return Cell(
        date=slot.date,
        start=slot.start,
        hours_label=formats.span(slot),
        open=session.open,
        full_label=", ".join(filter(None, (formats.spoken_slot(slot), local_label, state))),
        reasons=[reason(each, showing.said) for each in session.refusals],
        href=showing.choose(slot) if showing.choose and session.open else None,
        value=showing.pick(slot) if showing.pick and session.open else None,
        local_label=local_label,
    )


def weeks(sessions: Iterable[Session_], today: date, showing: Showing) -> list[list[Day | None]]:
    """A month's sessions as weeks of Monday to Friday."""
    by_day: dict[date, list[Session_]] = {}
    for session in sessions:
        by_day.setdefault(session.slot.date, []).append(session)
    weekdays = [day for day in by_day if day.weekday() not in words.WEEKEND]
    grid: list[list[Day | None]] = []
    for day in weekdays:
        if not grid or day.weekday() == 0:
            grid.append([None] * day.weekday() if not grid else [])
        cells = [cell(session, showing) for session in by_day[day]]
        grid[-1].append(_day(day, by_day[day], cells, day == today, showing.said))
    width = len(words.WEEKDAYS)
    for week in grid:
        week.extend([None] * (width - len(week)))
    return grid


_FIRST_SAID = ("calendar_unknown", "not_a_working_day", "slot_passed", "region_frequency", "lead_time")
"""Which reason tells most where several close the same day."""


def _day(day: date, sessions: list[Session_], cells: list[Cell], is_today: bool, said: frozenset[str]) -> Day:
    shared = [
        each
        for each in sessions[0].refusals
        if all(any(each.code == other.code for other in session.refusals) for session in sessions)
    ]
    shared.sort(key=lambda each: _FIRST_SAID.index(each.code) if each.code in _FIRST_SAID else len(_FIRST_SAID))
    return Day(
        date=day,
        label=str(day.day),
        full_label=formats.long_day(day),
        is_today=is_today,
        day_reason=reason(shared[0], said) if shared else None,
        cells=cells,
        closed=[] if shared or any(each.open for each in cells) else _closed(cells),
    )


def _closed(cells: list[Cell]) -> list[Closed]:
    """Hours gathered by what closes them, in the order of the day."""
    gathered: dict[tuple[Reason, ...], list[str]] = {}
    for each in cells:
        gathered.setdefault(tuple(each.reasons), []).append(formats.hour(each.start))
    return [Closed(", ".join(hours), list(reasons)) for reasons, hours in gathered.items()]
