"""The leadership: a period in figures, the same as files to take along, and the sessions of the next days."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock, formats
from app.access import allow
from app.db import reading
from app.forms.period import Wanted
from app.reports import files, sections, shape
from app.web import lines, present
from booking import reads, reports
from booking.models import Booking
from booking.reports import Period
from booking.terms import Role
from rules.facts import State

blueprint = Blueprint("leadership", __name__)

_AHEAD = timedelta(days=6)
_COMING = (State.SCHEDULED, State.ARRIVED, State.HELD)
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/pimpinan")
@allow(Role.LEADERSHIP)
def summary() -> ResponseReturnValue:
    """A period in figures, and the sessions of the next days."""
    form, sound = _asked()
    report = reports.of(reading(), form.period)
    return render_template(
        "leadership/summary.html",
        form=form,
        head=_head(form.period),
        stats=[{"label": label, "value": value} for label, value in sections.headline(report)],
        sections=sections.of(report),
        shown=shape.shown,
        clause_href=present.clause_href,
        taken=_taken(form.period),
        coming=lines.by_day(lines.line(booking) for booking in _coming(form.period)),
    ), 200 if sound else 400


@blueprint.get("/pimpinan/ekspor.xlsx")
@allow(Role.LEADERSHIP)
def workbook() -> ResponseReturnValue:
    """The report as a workbook, a sheet for each section."""
    period = _exact()
    told = sections.of(reports.of(reading(), period))
    return _file(files.workbook(told, _head(period)), _WORKBOOK, f"temu-djpk_{_named(period)}.xlsx")


@blueprint.get("/pimpinan/<section>.csv")
@allow(Role.LEADERSHIP)
def table(section: str) -> ResponseReturnValue:
    """A section of the report as CSV."""
    period = _exact()
    told = sections.one(reports.of(reading(), period), section)
    if told is None:
        abort(404)
    content = files.comma_separated(told, _head(period))
    return _file(content, "text/csv; charset=utf-8", f"temu-djpk_{section}_{_named(period)}.csv")


def _asked() -> tuple[Wanted, bool]:
    """The period asked for by address, and whether it can be read."""
    form = Wanted(request.args)
    form.offer(clock.now().date())
    return form, form.validate()


def _exact() -> Period:
    """The period of a file: a wrong one is answered by none."""
    form, sound = _asked()
    return form.period if sound else abort(400)


def _head(period: Period) -> list[tuple[str, str]]:
    first, last = formats.month_name(period.first), formats.month_name(period.last)
    months = first if period.first == period.last else f"{first} – {last}"
    province = formats.region_name(period.province) if period.province else _("Semua provinsi")
    return files.head(months, str(province), formats.instant(clock.now()))


def _named(period: Period) -> str:
    parts = [formats.month_value(period.first), formats.month_value(period.last), period.province]
    return "_".join(part for part in parts if part)


def _taken(period: Period) -> dict[str, Any]:
    """The address of each file: the same period as is seen."""
    same: dict[str, Any] = {
        "dari": formats.month_value(period.first),
        "sampai": formats.month_value(period.last),
        "provinsi": period.province or None,
    }
    return {
        "workbook": url_for("leadership.workbook", **same),
        "tables": {key: url_for("leadership.table", section=key, **same) for key in sections.KEYS},
    }


def _coming(period: Period) -> list[Booking]:
    today = clock.now().date()
    of_those = set(period.regions) if period.province else None
    return [
        booking
        for booking in reads.sessions(reading(), today, today + _AHEAD)
        if State(booking.state) in _COMING and (of_those is None or booking.region_code in of_those)
    ]


def _file(content: bytes, kind: str, name: str) -> Response:
    answer = Response(content, content_type=kind)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
