"""The office's calendar by day, week and month: rooms beside each other, what is free, blocked or closed, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app import access, clock, formats
from app.access import allow
from app.db import reading
from app.web import Link, present
from app.web.paging import Pager
from app.web.present import StateView
from booking import diary
from booking.diary import Diary
from booking.models import Booking
from booking.terms import Role
from rules import desk, parameters
from rules.facts import CalendarMonth, Mode, Slot
from rules.parameters import Policy
from rules.words import WEEKDAYS, WEEKEND

blueprint = Blueprint("diary", __name__)

DAY, WEEK, MONTH = "hari", "pekan", "bulan"
_LINK = ""
"""The column of video conferences that have a link and no room."""
_YEARS_AHEAD = 2


@dataclass(frozen=True)
class Entry:
    """A session in the calendar."""

    hour: str
    institution: str
    more: str
    state: StateView
    href: str | None


@dataclass(frozen=True)
class Cell:
    """A room at an hour: its sessions; else why it is blocked, or what it is free for."""

    room: str
    entries: list[Entry] = field(default_factory=list)
    blocked: str = ""
    free: str = ""

    @property
    def kind(self) -> str:
        """``taken``, ``blocked``, ``free`` or ``over``."""
        return "taken" if self.entries else "blocked" if self.blocked else "free" if self.free else "over"


@dataclass(frozen=True)
class DayView:
    """A day: why it is closed, where it is; its hours with a cell for each room; all its sessions in order."""

    label: str
    short: str
    href: str
    is_today: bool
    closed: str
    rows: list[tuple[str, list[Cell]]]
    entries: list[Entry]
    free: str


@blueprint.get("/petugas/kalender")
@allow(Role.OFFICER, Role.LEADERSHIP, Role.ADMIN)
def calendar() -> ResponseReturnValue:
    """A day, a week or a month around a day."""
    now = clock.now()
    view = request.args.get("tampilan", WEEK)
    if view not in _SPANS:
        abort(404)
    around = _asked_day(now.date())
    first, last = _SPANS[view](around)
    found = diary.of(reading(), first, last)
    columns = _columns(found)
    drawn = _Drawing(found, columns, now, access.actor().role is Role.OFFICER)
    days = [drawn.day(day) for day in _days(first, last) if day.weekday() in WEEKDAYS or view == DAY]
    return render_template(
        f"diary/{'month' if view == MONTH else 'rooms'}.html",
        view=view,
        title=_title(view, around, first, last),
        columns=[label for _code, label in columns],
        days=days,
        lead=first.weekday() if view == MONTH and first.weekday() in WEEKDAYS else 0,
        tabs=[
            Link(label, _href(key, around), key == view)
            for key, label in ((DAY, _("Hari")), (WEEK, _("Pekan")), (MONTH, _("Bulan")))
        ],
        pager=_pager(view, around, first, last),
        today=_href(view, now.date()),
        around=around.isoformat(),
        nothing=not any(day.entries for day in days),
        free=any(day.free for day in days),
    )


def _asked_day(today: date) -> date:
    """The day that is asked for, within the years there are; else today, on a weekend the Monday after."""
    try:
        day = date.fromisoformat(request.args.get("tanggal", ""))
    except ValueError:
        return today + timedelta(days=len(WEEKDAYS) + len(WEEKEND) - today.weekday()) if _weekend(today) else today
    last = date(today.year + _YEARS_AHEAD, 12, 31)
    return min(max(day, parameters.HOLDS_FROM), last)


def _weekend(day: date) -> bool:
    return day.weekday() in WEEKEND


def _week(day: date) -> tuple[date, date]:
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=len(WEEKDAYS) - 1)


def _month(day: date) -> tuple[date, date]:
    month = CalendarMonth.of(day)
    return month.first_day, month.last_day


_SPANS = {DAY: lambda day: (day, day), WEEK: _week, MONTH: _month}


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _href(view: str, day: date) -> str:
    return url_for("diary.calendar", tampilan=view, tanggal=day.isoformat(), _anchor="kalender")


def _title(view: str, around: date, first: date, last: date) -> str:
    if view == DAY:
        return formats.long_day(around)
    if view == MONTH:
        return formats.month_name(CalendarMonth.of(around))
    until = formats.long_day(last).partition(", ")[2]
    return str(_("%(first)s sampai %(last)s", first=formats.short_day(first), last=until))


def _pager(view: str, around: date, first: date, last: date) -> Pager:
    """What comes before and after; days pass over weekends."""
    before, after = first - timedelta(days=1), last + timedelta(days=1)
    if view != MONTH:
        while _weekend(before):
            before -= timedelta(days=1)
        while _weekend(after):
            after += timedelta(days=1)
    return Pager(
        _title(view, around, first, last),
        _href(view, before) if before >= parameters.HOLDS_FROM else None,
        _href(view, after),
    )


def _columns(found: Diary) -> list[tuple[str, str]]:
    """The rooms by code and name: that of visits first, then the others, then links; rooms out of service only where
    something is held in them."""
    named = {room.code: formats.named(room) for room in found.rooms}
    named |= {each.room_code: formats.named(each.room) for each in found.sessions if each.room_code}
    day = found.sessions[0].date if found.sessions else parameters.HOLDS_FROM
    visits = parameters.in_force().policy(day, day).visit_room
    ordered = sorted(named.items(), key=lambda each: (each[0] != visits, each[1]))
    return [*ordered, (_LINK, str(_("Tautan, tanpa ruang")))]


@dataclass
class _Drawing:
    """A diary as it is drawn, for whoever may open its sessions (``linked``) or only look."""

    found: Diary
    columns: list[tuple[str, str]]
    now: datetime
    linked: bool

    def __post_init__(self) -> None:
        self._serving = {_LINK, *(room.code for room in self.found.rooms)}
        self._at: dict[Slot, list[Booking]] = {}
        for booking in self.found.sessions:
            self._at.setdefault(formats.slot_of(booking), []).append(booking)

    def day(self, day: date) -> DayView:
        """One day."""
        policy = parameters.in_force().policy(day, day)
        held = {slot.start for slot in self._at if slot.date == day}
        off = self.found.calendar.why_off(day)
        unknown = self.found.calendar.is_working(day) is None
        closed = str(_("Hari libur tahun ini belum ditetapkan")) if unknown else formats.worded(off)
        hours = held if closed else held | {*policy.visit_sessions, *policy.video_sessions}
        rows = [(Slot(day, start), self._cells(Slot(day, start), policy, closed)) for start in sorted(hours)]
        rows = [(slot, cells) for slot, cells in rows if any(cell.kind != "over" for cell in cells)]
        open_visits = sum(self._open_for_a_visit(Slot(day, start), policy) for start in policy.visit_sessions)
        return DayView(
            label=formats.long_day(day),
            short=str(day.day),
            href=_href(DAY, day),
            is_today=day == self.now.date(),
            closed=closed,
            rows=[(formats.span(slot), cells) for slot, cells in rows],
            entries=[self._entry(each) for slot, _cells in rows for each in self._at.get(slot, [])],
            free="" if closed or not open_visits else _free_visits(open_visits),
        )

    def _cells(self, slot: Slot, policy: Policy, closed: str) -> list[Cell]:
        return [self._cell(code, slot, policy, closed) for code, _label in self.columns]

    def _cell(self, code: str, slot: Slot, policy: Policy, closed: str) -> Cell:
        here = [each for each in self._at.get(slot, []) if (each.room_code or _LINK) == code]
        blocked = self.found.blocks.get((code, slot.date, slot.start), "")
        free = "" if here or blocked or closed or self._over(slot) else self._free(code, slot, policy)
        label = next(label for each, label in self.columns if each == code)
        return Cell(label, [self._entry(each) for each in here], blocked, free)

    def _over(self, slot: Slot) -> bool:
        return desk.begins_at(slot) <= self.now

    def _free(self, code: str, slot: Slot, policy: Policy) -> str:
        """What an empty room is free for; one out of service is for nothing."""
        if code not in self._serving:
            return ""
        if code == policy.visit_room:
            return str(_("Bebas")) if self._open_for_a_visit(slot, policy) else ""
        video = sum(each.mode == Mode.VIDEO_CONFERENCE.value for each in self._at.get(slot, []))
        left = policy.video_parallel - video
        if slot.start not in policy.video_sessions or left <= 0:
            return ""
        if code == _LINK:
            return str(ngettext("%(num)s tempat bebas", "%(num)s tempat bebas", left))
        return str(_("Bebas"))

    def _open_for_a_visit(self, slot: Slot, policy: Policy) -> bool:
        """Whether nobody holds the session, nor its room, and it still lies ahead."""
        there = self._at.get(slot, [])
        taken = any(each.mode == Mode.VISIT.value or each.room_code == policy.visit_room for each in there)
        blocked = (policy.visit_room, slot.date, slot.start) in self.found.blocks
        return slot.start in policy.visit_sessions and not taken and not blocked and not self._over(slot)

    def _entry(self, booking: Booking) -> Entry:
        return Entry(
            hour=formats.hour(booking.start),
            institution=booking.institution,
            more=f"{formats.region_name(booking.region_code)} · {formats.MODES[Mode(booking.mode)]}",
            state=present.state(booking),
            href=url_for("review.decide", reference=booking.reference) if self.linked else None,
        )


def _free_visits(count: int) -> str:
    return str(ngettext("%(num)s sesi tatap muka bebas", "%(num)s sesi tatap muka bebas", count))
