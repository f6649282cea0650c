"""The Contact Center's inbox: who waits, since when and until when; with filters and a search through all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app import access, clock, formats
from app.access import allow
from app.db import reading
from app.forms.inbox import BY_DAY, Filters
from app.web import Link, lines
from app.web.decision import blueprint
from app.web.paging import pager
from app.web.present import StateView
from booking import considered as answers
from booking import due, gather, listing, reads, search
from booking.due import Due
from booking.listing import Wanted
from booking.models import Booking
from booking.terms import Act, Role
from booking.workflow.record import filed
from rules import desk
from rules.calendar import WorkingCalendar
from rules.facts import Mode, State

ALL = "all"
_TABS = (State.REQUESTED, State.SCHEDULED, State.ARRIVED, State.HELD, State.CLOSED, State.REJECTED)
_WAIT = (State.REQUESTED, State.HELD)
"""Of these the oldest waits longest and stands on top."""
_OF = {Due.LATE: State.REQUESTED, Due.RECORD: State.HELD}
"""What is due of one state only."""
_COMING = (State.REQUESTED, State.SCHEDULED, State.ARRIVED)
_BY_DAY = (State.SCHEDULED, State.ARRIVED)
"""Whose next session stands on top, where nothing else is asked for."""


@blueprint.get("/petugas")
@allow(Role.OFFICER)
def inbox() -> ResponseReturnValue:
    """Requests by state, those that wait first and the oldest of them on top; a search looks through all."""
    now, calendar = clock.now(), gather.office_calendar(reading())
    form = Filters(request.args)
    form.offer(reads.units(reading()))
    form.validate()
    chosen = _chosen(form)
    wanted = _wanted(form, chosen, calendar, now)
    found = listing.page(reading(), access.actor(), wanted, max(request.args.get("page", 1, int), 1))
    form.tab.data = chosen
    return render_template(
        "review/inbox.html",
        form=form,
        chosen=chosen,
        total=_total(found),
        tabs=_tabs(form, chosen),
        bands=[band for band in (_displaced(calendar), _records(calendar, now)) if band is not None],
        lines=_lines(found.bookings, calendar, now),
        cut=None if found.whole else _cut(wanted),
        pager=pager(found, listing.PAGE, lambda page: url_for("review.inbox", **_kept(form, chosen), page=page)),
        clear=url_for("review.inbox", state=chosen) if form.narrows else None,
        elsewhere=url_for("review.inbox", **_kept(form, ALL)) if form.narrows and chosen != ALL else None,
    )


def _chosen(form: Filters) -> str:
    """The tab: the one asked for, else the one that what is due belongs to; a new search looks through all, and other
    filters stay where they were set."""
    asked, before, thing = request.args.get("state", ""), form.tab.data or "", form.chosen_due
    if not {asked, before} <= {"", ALL, *State}:
        abort(404)
    if thing in _OF:
        return _OF[thing].value
    wanted = asked or (ALL if form.q.data else before) or (ALL if thing else State.REQUESTED.value)
    return wanted if thing is None or wanted in (ALL, *_COMING) else ALL


def _wanted(form: Filters, chosen: str, calendar: WorkingCalendar, now: datetime) -> Wanted:
    state = None if chosen == ALL else State(chosen)
    by_day, thing = form.order.data == BY_DAY, form.chosen_due
    waits = state in (_COMING + _WAIT if by_day else _WAIT)
    return Wanted(
        state=state,
        region=form.chosen_region,
        mode=form.chosen_mode,
        unit=form.unit.data or None,
        due=due.window(thing, calendar, now) if thing else None,
        query=form.q.data or "",
        by_day=by_day,
        newest_first=not (waits or thing),
    )


def _kept(form: Filters, state: str) -> dict[str, Any]:
    """The address of a tab: its state and the filters that go with it."""
    thing = form.chosen_due
    fits = thing is None or _OF.get(thing) == state or (thing is Due.NEAR and state in (ALL, *_COMING))
    order = {"order": BY_DAY} if state in _BY_DAY else {}
    return {"state": state, **order, **form.kept(without=() if fits else ("due",))}


def _tabs(form: Filters, chosen: str) -> list[Link]:
    named = [(state.value, str(formats.STATES[state][0])) for state in _TABS] + [(ALL, _("Semua"))]
    return [
        Link(label, url_for("review.inbox", **_kept(form, key)), chosen == key, code=key) for key, label in named
    ]


def _total(found: listing.Page) -> str:
    if found.total is None:
        return f"{listing.COUNTED}+"
    return f"{found.total}" if found.whole else f"{found.total}+"


def _cut(wanted: Wanted) -> str:
    """What is said where not all were looked through."""
    if wanted.query:
        said = _(
            "Terlalu banyak yang cocok, jadi hanya %(count)s permohonan terbaru yang diperiksa. Tambahkan kata lain,"
            " misalnya nomor surat atau nama tamu.",
            count=search.LOOKED,
        )
    else:
        said = _(
            "Hanya %(count)s permohonan teratas yang disaring. Persempit dengan daerah, keadaan, atau pencarian.",
            count=search.LOOKED,
        )
    return str(said)


@dataclass(frozen=True)
class Band:
    """What stands above the inbox until it is seen to: how many there are, and where they are listed."""

    says: str
    link: Link


def _displaced(calendar: WorkingCalendar) -> Band | None:
    """The bookings that cannot stay, whoever entered the day off or blocked the room."""
    count = due.displaced(reading(), calendar)
    link = Link(_("Lihat usul pemindahan"), url_for("moving.proposed"))
    if count > due.MOST_COUNTED:
        most = due.MOST_COUNTED
        said = _("Lebih dari %(count)s jadwal berdiri di hari libur atau di ruang yang diblokir", count=most)
        return Band(said, link)
    said = ngettext(
        "%(num)s jadwal berdiri di hari libur atau di ruang yang diblokir",
        "%(num)s jadwal berdiri di hari libur atau di ruang yang diblokir",
        count,
    )
    return Band(said, link) if count else None


def _records(calendar: WorkingCalendar, now: datetime) -> Band | None:
    """The records that are overdue."""
    count = due.records_overdue(reading(), calendar, now)
    href = url_for("review.inbox", due=Due.RECORD.value, order=BY_DAY)
    link = Link(_("Lihat sesi yang berkasnya terlambat"), href)
    if count > due.MOST_COUNTED:
        return Band(_("Lebih dari %(count)s sesi belum lengkap berkasnya", count=due.MOST_COUNTED), link)
    said = ngettext(
        "%(num)s sesi sudah dilaksanakan, tetapi berkasnya belum lengkap",
        "%(num)s sesi sudah dilaksanakan, tetapi berkasnya belum lengkap",
        count,
    )
    return Band(said, link) if count else None


def _lines(bookings: list[Booking], calendar: WorkingCalendar, now: datetime) -> list[lines.Line]:
    waiting = [booking.reference for booking in bookings if booking.state == State.REQUESTED.value]
    considered, talk = answers.latest(reading(), waiting), answers.talk(reading(), waiting)
    return [
        lines.line(
            booking,
            url_for("review.decide", reference=booking.reference),
            told=_age(booking, calendar, now),
            soon=lines.nearness(calendar, booking, now),
            until=(
                *_said(considered.get(booking.reference), talk.get(booking.reference)),
                *_deadline(booking, calendar, now),
            ),
        )
        for booking in bookings
    ]


def _said(considered: answers.Considered | None, talk: Act | None) -> list[str]:
    """What the unit and the requester said to a request that waits."""
    words = {Act.ASK: _("Ditanyakan, belum dijawab"), Act.REPLY: _("Pemohon sudah menjawab")}
    of_unit = [_("Unit teknis: %(answer)s", answer=formats.UNIT_ANSWERS[considered.answer])] if considered else []
    return [*of_unit, *([words[talk]] if talk else [])]


def _age(booking: Booking, calendar: WorkingCalendar, now: datetime) -> StateView:
    """How long something has waited: a request for its answer, a session that was held for its record."""
    if booking.state != State.HELD.value:
        return lines.waiting(calendar, booking.submitted_at.date(), now.date())
    if not desk.record(Mode(booking.mode), filed(booking)):
        return StateView("whole", _("Berkas lengkap, tinggal ditutup"), "done")
    return lines.record_due(booking, calendar, now)


def _deadline(booking: Booking, calendar: WorkingCalendar, now: datetime) -> tuple[str, ...]:
    """Until when a request is to be answered, what comes then, and when it ends by itself."""
    if booking.state != State.REQUESTED.value:
        return ()
    slot, last = formats.slot_of(booking), due.answer_by(calendar, booking.submitted_at.date())
    if desk.begins_at(slot) <= now:
        return (str(_("Sesinya sudah mulai, jadi permohonan ini segera kedaluwarsa")),)
    ends = _("Kedaluwarsa %(day)s, %(hour)s WIB", day=formats.short_day(slot.date), hour=formats.hour(slot.start))
    if last is None:
        return (str(ends),)
    late = last < now.date()
    told = _("Diteruskan ke pimpinan") if late else _("Putuskan sampai %(day)s", day=formats.short_day(last))
    return str(told), str(ends)
