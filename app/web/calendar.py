"""The calendar: a month of sessions, open or closed with the reason, and the earliest one for a region and a letter."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import access, clock, formats, pagecache
from app.access import ANYONE, allow
from app.db import reading
from app.forms.schedule import Wanted, last_month, month_of
from app.web import Link, offers, present
from app.web.month import Day, Showing
from app.web.month import weeks as weeks_of
from app.web.public import blueprint
from booking import availability, gather
from booking.availability import Session_
from rules import judge, parameters
from rules.facts import WIB, CalendarMonth, Letter, Mode, Situation, Slot
from rules.regions import register
from rules.verdict import Refusal
from rules.words import WEEKEND

_MANY_DAYS = 5
_NOON = time(12)
_SAID_ABOVE = ("calendar_unknown", "region_frequency", "lead_time")
"""Reasons that may close a whole month: said once above it where they close many of its days."""
_ASKED_FOR = ("mode", "month", "region", "received", "lang")
_HERE = "bulan"


@dataclass(frozen=True)
class Counted:
    """A day between letter and first possible day, and what it counts as."""

    label: str
    says: str
    counts: bool


@dataclass(frozen=True)
class Pager:
    """The months before and after."""

    label: str
    prev: Link | None
    next: Link | None


@dataclass(frozen=True)
class Wish:
    """For whom and for when the calendar is drawn."""

    mode: Mode
    region: str | None
    day: date | None
    now: datetime

    @property
    def received_on(self) -> date:
        return self.day or self.now.date()

    @property
    def received_at(self) -> datetime:
        """The instant of receipt: now, or noon of another day."""
        return self.now if self.received_on == self.now.date() else datetime.combine(self.received_on, _NOON, WIB)

    @property
    def of_an_earlier_day(self) -> bool:
        """Whether a letter that is sent now would count as received later than asked: nobody asks from here then."""
        return self.received_on < self.now.date()

    @property
    def may_be_asked_for(self) -> bool:
        """Whether the sessions lead to asking."""
        return offers.may_ask() and not self.of_an_earlier_day

    def choice(self, slot: Slot) -> offers.Choice:
        """A session in words, with its way where there is one."""
        found = offers.choice(self.mode, slot, self.region)
        return found if self.may_be_asked_for else replace(found, href=None)

    def href(self, month: CalendarMonth, /, **changed: Any) -> str:
        """The same calendar, for a month."""
        told = {
            "mode": self.mode.value,
            "month": formats.month_value(month),
            "region": _name(self.region) or None,
            "received": self.day.isoformat() if self.day else None,
            "_anchor": _HERE,
        }
        return url_for("public.calendar", **told | changed)


@blueprint.get("/jadwal")
@allow(ANYONE)
def calendar() -> ResponseReturnValue:
    """A month of sessions, each open or closed with its reason."""
    now = clock.now()
    return pagecache.answered(_ASKED_FOR, now, lambda: _page(now))


def _page(now: datetime) -> str:
    form = Wanted(request.args, data={"region": _name(offers.own_region())})
    form.validate()
    wish = Wish(form.chosen_mode, form.chosen_region, form.chosen_day, now)
    earliest = availability.earliest(reading(), wish.mode, wish.region, wish.received_at, now)
    month = month_of(form.month.data) or CalendarMonth.of(earliest.date if earliest else now.date())
    form.offer_months(now.date(), month)
    return render_template(
        "public/calendar.html",
        form=form,
        candidates=[
            Link(name, wish.href(month, region=name, month=form.month.data or None, _anchor=None))
            for name in form.candidates
        ],
        regions=register().values(),
        region_name=_name(wish.region),
        counted_with=_counted_with(wish.region),
        asked=bool(wish.region or wish.day),
        received_label=formats.long_day(wish.received_on),
        pager=_pager(month, wish),
        **_earliest(wish, earliest, month),
        **_month(wish, month),
    )


def _earliest(wish: Wish, earliest: Slot | None, month: CalendarMonth) -> dict[str, Any]:
    """The first open session, and how its day was counted."""
    asked = gather.Asked(wish.mode, wish.region, Letter("", wish.received_at), Slot.at(wish.now), (), wish.now)
    situation = gather.situation(reading(), asked)
    return {
        "earliest": wish.choice(earliest) if earliest else None,
        "earliest_month_href": wish.href(CalendarMonth.of(earliest.date)) if earliest else None,
        "earliest_shown": earliest is not None and month.holds(earliest.date),
        "counted": _count(situation),
        "later": _later(situation, earliest),
        "sooner": _sooner(wish, earliest),
        "earlier_day": wish.of_an_earlier_day,
        "of_today": _of_today(wish),
    }


def _month(wish: Wish, month: CalendarMonth) -> dict[str, Any]:
    """The month's sessions in weeks, and what is said once above them."""
    found = availability.month(reading(), wish.mode, month, wish.region, wish.received_at, wish.now)
    sessions, today = availability.told_to(access.person(), wish.region, found), wish.now.date()
    above = _above(sessions, today)
    over = month.last_day < today
    showing = Showing(
        choose=(lambda slot: offers.asks(wish.mode, slot, wish.region)) if wish.may_be_asked_for else None,
        said=frozenset({each.code for each in above} | ({"slot_passed"} if over else set())),
        local=lambda slot: formats.local_start(slot, wish.mode, wish.region),
    )
    weeks = weeks_of(sessions, today, showing)
    past = sum(all(each is None or each.date < today for each in week) for week in weeks)
    past = past if past < len(weeks) else 0
    return {
        "month_name": formats.month_name(month),
        "month_over": over,
        "month_open": any(each.open for each in sessions),
        "past": weeks[:past],
        "weeks": weeks[past:],
        "any_chosen": any(_shows_chosen(day) for week in weeks for day in week if day),
        "above": [present.refusal(each) for each in above],
        "zone": formats.zone_of(wish.mode, wish.region),
    }


def _shows_chosen(day: Day) -> bool:
    """Whether a reason of the day's says that the office chose it."""
    if day.day_reason:
        return day.day_reason.chosen
    return any(reason.chosen for cell in day.cells for reason in cell.reasons)


def _name(region: str | None) -> str:
    return register()[region].name if region else ""


def _counted_with(region: str | None) -> str:
    """The region under whose name another one's visits count; empty where they count under its own."""
    requester = register()[region].requester if region else None
    return _name(requester) if requester != region else ""


def _above(sessions: list[Session_], today: date) -> list[Refusal]:
    """Reasons that close many of the days to come, each once."""
    days: dict[date, list[Session_]] = defaultdict(list)
    for session in sessions:
        if session.slot.date >= today and session.slot.date.weekday() not in WEEKEND:
            days[session.slot.date].append(session)
    first: dict[str, list[Refusal]] = defaultdict(list)
    for of_the_day in days.values():
        for refusal in of_the_day[0].refusals:
            if all(any(each.code == refusal.code for each in other.refusals) for other in of_the_day):
                first[refusal.code].append(refusal)
    return [first[code][0] for code in _SAID_ABOVE if len(first[code]) >= _MANY_DAYS]


def _pager(month: CalendarMonth, wish: Wish) -> Pager:
    before = CalendarMonth.of(month.first_day - timedelta(days=1))
    after = month.next
    first, last = CalendarMonth.of(parameters.HOLDS_FROM), last_month()
    return Pager(
        formats.month_name(month),
        Link(formats.month_name(before), wish.href(before)) if before >= first else None,
        Link(formats.month_name(after), wish.href(after)) if after and after <= last else None,
    )


def _count(asked: Situation) -> list[Counted]:
    """Day by day from the letter to the first possible day; nothing where a year is unknown."""
    day, lead = asked.letter.received_on, asked.lead
    if lead.first_day is None or lead.day_zero is None:
        return []
    counted = [Counted(formats.long_day(day), _("surat diterima, hari ke-0"), False)]
    number = 0
    while day < lead.first_day:
        day += timedelta(days=1)
        off = asked.calendar.why_off(day)
        if off is None and day > lead.day_zero:
            number += 1
            counted.append(Counted(formats.long_day(day), _("hari kerja ke-%(number)s", number=number), True))
        else:
            says = formats.worded(off) if off else _("surat terhitung diterima, hari ke-0")
            counted.append(Counted(formats.long_day(day), says, False))
    return counted


def _later(asked: Situation, earliest: Slot | None) -> str:
    """Why the first open session is not on the first possible day; empty where it is."""
    first_day = asked.lead.first_day
    today = asked.slot.date
    if first_day is None or earliest is None or earliest.date <= max(first_day, today):
        return ""
    hoped_for = Slot(max(first_day, today), earliest.start)
    quota = [each for each in judge(asked.at(hoped_for)).refusals if each.reopens_on]
    if quota and quota[0].code == "region_frequency":
        known = availability.knows_visits(access.person(), asked.region)
        return formats.worded((quota[0] if known else quota[0].discreet()).says)
    return str(_("Sesi pada hari-hari sebelumnya sudah terisi, sudah lewat, atau jatuh pada hari libur."))


def _sooner(wish: Wish, earliest: Slot | None) -> offers.Choice | None:
    """The first video conference, where it comes before the first visit."""
    video = availability.sooner_by_video(
        reading(), wish.mode, wish.region, wish.received_at, wish.now, earliest
    )
    return replace(wish, mode=Mode.VIDEO_CONFERENCE).choice(video) if video else None


def _of_today(wish: Wish) -> offers.Choice | None:
    """The first session for a letter received today, where the calendar shows that of an earlier day."""
    if not wish.of_an_earlier_day:
        return None
    first = availability.earliest(reading(), wish.mode, wish.region, wish.now, wish.now)
    return offers.choice(wish.mode, first, wish.region) if first else None
