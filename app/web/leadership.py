"""The leadership: a month in figures, and what comes next."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import clock, formats
from app.access import allow
from app.db import reading
from app.forms.schedule import month_of
from app.web import lines, present
from booking import counts, reads
from booking.terms import Role
from rules.facts import WIB, CalendarMonth, Mode, State

blueprint = Blueprint("leadership", __name__)

_A_DAY = timedelta(days=1)
_AHEAD = timedelta(days=6)
_COMING = (State.SCHEDULED, State.ARRIVED, State.HELD)
_PERCENT = 100
_STATS = (
    (_l("menunggu keputusan"), (State.REQUESTED, State.UNCONFIRMED)),
    (_l("terjadwal atau sedang berlangsung"), (State.SCHEDULED, State.ARRIVED)),
    (_l("dilaksanakan, menunggu berkas"), (State.HELD,)),
    (_l("selesai dengan berkas lengkap"), (State.CLOSED,)),
    (_l("batal atau tidak hadir"), (State.CANCELLED, State.NO_SHOW, State.RELEASED, State.EXCUSED)),
)
_REFUSED = {
    "letter_not_addressed": _l("Surat tidak ditujukan kepada Direktur Jenderal"),
    "letter_in_use": _l("Surat sudah dipakai"),
    "lead_time": _l("Terlalu dekat dengan hari surat diterima"),
    "calendar_unknown": _l("Hari libur tahun itu belum ditetapkan"),
    "slot_passed": _l("Sesi sudah lewat"),
    "room_taken": _l("Ruang tidak tersedia"),
    "not_a_working_day": _l("Bukan hari kerja"),
    "not_a_session": _l("Bukan jam sesi"),
    "session_taken": _l("Sesi sudah terisi"),
    "region_frequency": _l("Jatah kunjungan bulan itu habis"),
    "guest_cap": _l("Tamu melebihi batas"),
    "no_guest": _l("Tamu belum disebut"),
    "new_letter_required": _l("Perlu surat baru"),
}


@dataclass(frozen=True)
class _Row:
    """A state and how many bookings of each mode stand in it."""

    label: str
    visits: int
    videos: int

    @property
    def total(self) -> int:
        return self.visits + self.videos


@dataclass(frozen=True)
class _Refused:
    """A reason that refused, and how often; ``share`` is its length beside the most frequent one, in per cent."""

    clause: str
    href: str
    label: str
    count: int
    share: int


@dataclass(frozen=True)
class _Months:
    label: str
    prev_href: str | None
    next_href: str | None


@blueprint.get("/pimpinan")
@allow(Role.LEADERSHIP)
def summary() -> ResponseReturnValue:
    """A month: how its bookings stand, what refused, and the sessions of the next days."""
    today = clock.now().date()
    month = _asked_month(today)
    counted = counts.states_between(reading(), month.first_day, month.last_day)
    rows = [_row(state, counted) for state in State]
    coming = reads.sessions(reading(), today, today + _AHEAD)
    return render_template(
        "leadership/summary.html",
        months=_months(month),
        month=formats.month_name(month),
        stats=[
            {"label": label, "value": sum(counted[mode.value, state.value] for mode in Mode for state in states)}
            for label, states in _STATS
        ],
        rows=[row for row in rows if row.total],
        whole=_Row(_("Jumlah"), sum(row.visits for row in rows), sum(row.videos for row in rows)),
        refused=_refused(month),
        coming=lines.by_day(lines.line(booking) for booking in coming if State(booking.state) in _COMING),
    )


def _asked_month(today: date) -> CalendarMonth:
    asked = request.args.get("month")
    return (month_of(asked) or abort(404)) if asked else CalendarMonth.of(today)


def _months(month: CalendarMonth) -> _Months:
    def href(day: date) -> str | None:
        there = f"{day:%Y-%m}"
        return url_for("leadership.summary", month=there) if month_of(there) else None

    return _Months(formats.month_name(month), href(month.first_day - _A_DAY), href(month.last_day + _A_DAY))


def _row(state: State, counted: Counter[tuple[str, str]]) -> _Row:
    visits, videos = (counted[mode.value, state.value] for mode in (Mode.VISIT, Mode.VIDEO_CONFERENCE))
    return _Row(str(formats.STATES[state][0]), visits, videos)


def _refused(month: CalendarMonth) -> list[_Refused]:
    def begins(of: CalendarMonth | None) -> datetime | None:
        return datetime.combine(of.first_day, time.min, WIB) if of else None

    since = datetime.combine(month.first_day, time.min, WIB)
    found = counts.refusals_by_code(reading(), since, begins(month.next))
    most = max(found.values(), default=1)
    return [
        _Refused(
            clause, present.clause_href(clause), str(_REFUSED.get(code, code)), count, round(_PERCENT * count / most)
        )
        for (clause, code), count in sorted(found.items(), key=lambda each: (-each[1], each[0]))
    ]
