"""A booking as one line of the office's lists, and how long something waits, counted in working days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from app import formats
from app.web import present
from app.web.present import SlotView, StateView
from booking.models import Booking
from rules import desk
from rules.calendar import WorkingCalendar
from rules.facts import Mode, State

SOON = 1
"""A session this many working days ahead, or fewer, is near."""


@dataclass(frozen=True)
class Line:
    """A booking in a list. ``told`` is what is due with it or how long it waits, ``until`` when that ends, where there
    is something to say."""

    reference: str
    href: str | None
    institution: str
    region: str
    day: date
    hours: str
    slot: SlotView
    letter: str
    guests: str
    unit: str
    state: StateView
    told: StateView | None = None
    soon: StateView | None = None
    until: tuple[str, ...] = ()


def line(
    booking: Booking,
    href: str | None = None,
    told: StateView | None = None,
    soon: StateView | None = None,
    until: tuple[str, ...] = (),
) -> Line:
    """A booking as a line."""
    return Line(
        reference=booking.reference,
        href=href,
        institution=booking.institution,
        region=formats.region_name(booking.region_code),
        day=booking.date,
        hours=formats.hours_for(formats.slot_of(booking), Mode(booking.mode), booking.region_code),
        slot=present.slot(booking),
        letter=booking.letter.number,
        guests=people(len(booking.guests)),
        unit=formats.named(booking.unit),
        state=present.state(booking),
        told=told,
        soon=soon,
        until=until,
    )


def by_day(lines: Iterable[Line]) -> list[tuple[str, list[Line]]]:
    """Lines under the name of their day."""
    days: dict[date, list[Line]] = {}
    for each in lines:
        days.setdefault(each.day, []).append(each)
    return [(formats.long_day(day), those) for day, those in days.items()]


def people(count: int) -> str:
    """``2 orang``."""
    return _together(ngettext("%(num)s orang", "%(num)s orang", count))


def working_days(count: int) -> str:
    """``2 hari kerja``."""
    return _together(ngettext("%(num)s hari kerja", "%(num)s hari kerja", count))


def _together(words: str) -> str:
    """Words that stay on one line."""
    return words.replace(" ", "\N{NO-BREAK SPACE}")


def days_between(calendar: WorkingCalendar, first: date, last: date) -> int:
    """How many working days lie after the first day, up to and with the last; days of unknown years are left out."""
    return calendar.working_days_between(first, last)


def waiting(calendar: WorkingCalendar, since: date, today: date) -> StateView:
    """How long a request has waited for its answer."""
    days = days_between(calendar, since, today)
    if days == 0:
        return StateView("waiting", _("Baru masuk") if since == today else _("Menunggu sejak hari libur"), "done")
    return StateView("waiting", _("Menunggu %(days)s", days=working_days(days)), "bad" if days > SOON else "wait")


def record_due(booking: Booking, calendar: WorkingCalendar, now: datetime) -> StateView:
    """For how long a session's papers have been due."""
    if booking.state == State.SCHEDULED.value and booking.mode == Mode.VISIT.value:
        return StateView("absent", _("Belum ada tamu tercatat hadir"), "wait")
    days = days_between(calendar, booking.date, now.date())
    if days == 0:
        return StateView("due", _("Berkas ditunggu hari ini"), "wait")
    late, since = working_days(days), formats.short_day(booking.date)
    return StateView("due", _("Belum lengkap sejak %(since)s (%(days)s)", since=since, days=late), "bad")


def nearness(calendar: WorkingCalendar, booking: Booking, now: datetime) -> StateView:
    """How soon a session is."""
    begins, today = desk.begins_at(formats.slot_of(booking)), now.date()
    days = days_between(calendar, today, booking.date)
    if begins <= now:
        return StateView("soon", _("Sesinya sudah lewat"), "bad")
    if booking.date == today:
        return StateView("soon", _("Hari ini"), "bad")
    if days <= SOON:
        return StateView("soon", _("Hari kerja berikutnya"), "wait")
    return StateView("soon", _("%(days)s lagi", days=working_days(days)), "done")


def next_step(booking: Booking) -> present.Upcoming | None:
    """What the office does next with a booking, and by when."""
    at = formats.slot_label(formats.slot_of(booking))
    match State(booking.state):
        case State.REQUESTED:
            return present.Upcoming(
                _("Petugas memutuskan"), _("Tanpa jadwal, tamu tidak dapat diterima."), _("Sebelum %(at)s", at=at)
            )
        case State.SCHEDULED:
            return present.Upcoming(_("Sesi dilaksanakan"), formats.named(booking.unit), at)
        case State.ARRIVED:
            return present.Upcoming(_("Sesi dilaksanakan, lalu dicatat oleh unit"), formats.named(booking.unit), at)
        case State.HELD:
            return present.Upcoming(_("Berkas diarsipkan dan sesi ditutup"), formats.named(booking.unit))
    return None
