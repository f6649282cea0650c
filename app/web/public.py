"""What everybody may see: what this is, and which sessions are open."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app import access, clock, formats, pagecache
from app.access import ANYONE, allow
from app.db import reading
from app.forms.schedule import Wanted, last_month, month_of
from app.web import LANGUAGES, inner, present
from booking import availability, gather
from booking.availability import Session_
from booking.terms import Role
from rules import judge, parameters
from rules.citation import channels
from rules.facts import WIB, CalendarMonth, Letter, Mode, Situation, Slot
from rules.regions import register
from rules.verdict import Refusal

blueprint = Blueprint("public", __name__)

_SHOWN_AT_HOME = 12
_MONTHS_LOOKED_AT = 4
_MANY_DAYS = 5
_NOON = time(12)
_A_YEAR = timedelta(days=365)
_SAID_ABOVE = ("calendar_unknown", "region_frequency")
"""Reasons that close whole months: said once above the calendar."""


@dataclass(frozen=True)
class Counted:
    """A day between letter and first possible day, and what it counts as."""

    label: str
    says: str
    counts: bool


@dataclass(frozen=True)
class Choice:
    """An open session with a way to ask for it."""

    label: str
    hour: str
    href: str | None


@dataclass(frozen=True)
class OpenDay:
    """A day and its open sessions."""

    label: str
    choices: list[Choice]


@dataclass(frozen=True)
class Pager:
    """The months before and after."""

    label: str
    prev_href: str | None
    next_href: str | None


def open_slots(
    session: Session, mode: Mode, region: str | None, received_at: datetime, now: datetime, most: int
) -> list[Slot]:
    """The next open sessions for a letter received at an instant, by day and hour."""
    first = availability.earliest(session, mode, region, received_at, now)
    month = CalendarMonth.of(first.date) if first else None
    found: list[Slot] = []
    for _round in range(_MONTHS_LOOKED_AT):
        if month is None or len(found) >= most:
            break
        sessions = availability.month(session, mode, month, region, received_at, now)
        found.extend(each.slot for each in sessions if each.open)
        month = month.next
    return found[:most]


def _own_region() -> str | None:
    person = access.person()
    return person.region_code if person is not None else None


def _may_ask() -> bool:
    person = access.person()
    return person is None or Role(person.role) is Role.REGION


def _asks(mode: Mode, slot: Slot) -> str:
    return url_for("requests.new", mode=mode.value, date=slot.date.isoformat(), start=slot.start)


def _choice(mode: Mode, slot: Slot, region: str | None) -> Choice:
    label = f"{formats.long_day(slot.date)}, {formats.hours_for(slot, mode, region)}"
    return Choice(label, formats.hour(slot.start), _asks(mode, slot) if _may_ask() else None)


@blueprint.get("/")
@allow(ANYONE)
def home() -> ResponseReturnValue:
    """What this is, the next open sessions, and how to reach the office."""
    now, region = clock.now(), _own_region()
    return render_template(
        "public/home.html",
        policy=parameters.in_force().policy(now.date(), now.date()),
        today=now.date(),
        region=region,
        may_ask=_may_ask(),
        offers={mode: _open_days(mode, region, now) for mode in Mode},
        service=[channel for channel in channels("service") if channel.clause == "E.2.a"],
        complaint=channels("complaint"),
    )


def _open_days(mode: Mode, region: str | None, now: datetime) -> list[OpenDay]:
    slots = open_slots(reading(), mode, region, now, now, _SHOWN_AT_HOME)
    by_day = groupby(slots, key=lambda slot: slot.date)
    return [OpenDay(formats.long_day(day), [_choice(mode, slot, region) for slot in open_]) for day, open_ in by_day]


@blueprint.get("/jadwal")
@allow(ANYONE)
def calendar() -> ResponseReturnValue:
    """A month of sessions, each open or closed with its reason."""
    now = clock.now()
    return pagecache.answered(("mode", "region", "received", "month"), now, lambda: _calendar(now))


def _calendar(now):
    form = Wanted(request.args, data={"region": _name(_own_region())})
    form.validate()
    mode, region, day = form.chosen_mode, form.chosen_region, form.chosen_day or now.date()
    received_at = now if day == now.date() else datetime.combine(day, _NOON, WIB)
    earliest = availability.earliest(reading(), mode, region, received_at, now)
    month = month_of(form.month.data) or CalendarMonth.of(earliest.date if earliest else now.date())
    sessions = availability.month(reading(), mode, month, region, received_at, now)
    above = _above(sessions, now.date())
    weeks = present.weeks(
        sessions,
        now.date(),
        choose=(lambda slot: _asks(mode, slot)) if _may_ask() else None,
        said=frozenset({"lead_time", "slot_passed", *(each.code for each in above)}),
    )
    past = sum(all(each is None or each.date < now.date() for each in week) for week in weeks)
    past = past if past < len(weeks) else 0
    asked = gather.Asked(mode, region, Letter("", received_at), Slot.at(now), (), now)
    situation = gather.situation(reading(), asked)
    return render_template(
        "public/calendar.html",
        form=form,
        month_name=formats.month_name(month),
        month_open=any(each.open for each in sessions),
        past=weeks[:past],
        weeks=weeks[past:],
        above=[present.refusal(each) for each in above],
        pager=_pager(month, mode, region, form.chosen_day),
        regions=register().values(),
        region_name=_name(region),
        asked=bool(region or form.chosen_day),
        received_label=formats.long_day(day),
        earliest=_choice(mode, earliest, region) if earliest else None,
        earliest_month_href=_href(CalendarMonth.of(earliest.date), mode, region, form.chosen_day) if earliest else None,
        earliest_shown=earliest is not None and month.holds(earliest.date),
        counted=_count(situation),
        later=_later(situation, earliest),
        sooner=_sooner(mode, region, received_at, now, earliest),
    )


@blueprint.get("/bahasa/<code>")
@allow(ANYONE)
def language(code: str) -> ResponseReturnValue:
    """Choose the language of the pages, for a year."""
    if code not in LANGUAGES:
        abort(404)
    answer = redirect(inner(request.args.get("next"), url_for("public.home")))
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    answer.set_cookie("bahasa", code, max_age=_A_YEAR, samesite="Lax", httponly=True, secure=secure)
    return answer


def _name(region: str | None) -> str:
    return register()[region].name if region else ""


def _above(sessions: list[Session_], today: date) -> list[Refusal]:
    """Reasons that close many of the days to come, each once."""
    days = Counter[str]()
    first: dict[str, Refusal] = {}
    for session in sessions:
        if session.slot.date >= today:
            for refusal in session.refusals:
                days[refusal.code] += 1
                first.setdefault(refusal.code, refusal)
    return [first[code] for code in _SAID_ABOVE if days[code] >= _MANY_DAYS]


def _href(month: CalendarMonth, mode: Mode, region: str | None, day: date | None) -> str:
    return url_for(
        "public.calendar",
        mode=mode.value,
        month=f"{month.year}-{month.month:02}",
        region=_name(region),
        received=day.isoformat() if day else None,
    )


def _pager(month: CalendarMonth, mode: Mode, region: str | None, day: date | None) -> Pager:
    before = CalendarMonth.of(month.first_day - timedelta(days=1))
    after = month.next
    first, last = CalendarMonth.of(parameters.HOLDS_FROM), last_month()
    return Pager(
        formats.month_name(month),
        _href(before, mode, region, day) if before >= first else None,
        _href(after, mode, region, day) if after and after <= last else None,
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
    if first_day is None or earliest is None or earliest.date <= max(first_day, asked.slot.date):
        return ""
    quota = [each for each in judge(asked.at(Slot(first_day, earliest.start))).refusals if each.reopens_on]
    if quota and quota[0].code == "region_frequency":
        return formats.worded(quota[0].says)
    return str(_("Sesi pada hari-hari sebelumnya sudah terisi, sudah lewat, atau jatuh pada hari libur."))


def _sooner(
    mode: Mode, region: str | None, received_at: datetime, now: datetime, earliest: Slot | None
) -> Choice | None:
    """The first video conference, where it comes before the first visit."""
    if mode is not Mode.VISIT:
        return None
    video = availability.earliest(reading(), Mode.VIDEO_CONFERENCE, region, received_at, now)
    if video is None or (earliest is not None and video.date >= earliest.date):
        return None
    return _choice(Mode.VIDEO_CONFERENCE, video, region)
