"""The office's days: closures, years, blocked rooms. What stands on a day is shown before the day is entered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf import FlaskForm

from app import access, clock, formats
from app.access import allow
from app.db import reading, store
from app.feeds import daylist
from app.forms.days import CLOSURES, YEAR, BlockRoom, CloseDays, EnterList
from app.forms.office import Answer, Confirm, attempt
from app.forms.schedule import slot_of
from app.web import lines
from app.web.lines import Line
from booking import almanac, days, reads, standing
from booking.days import DayOff, Entered
from booking.models import Booking
from booking.terms import Role

blueprint = Blueprint("days", __name__)

SAVE, CHANGE = "save", "change"
_AT = "/petugas/hari-libur"


@dataclass
class Preview:
    """What an entry would do, before it is done: its facts, its days, and who stands on them in order of receipt."""

    title: str
    facts: list[tuple[str, str]]
    days: list[tuple[str, str]]
    bookings: list[Line]
    kept: list[tuple[str, str]]
    """The fields as they were typed, to be sent once more."""
    heading: str = ""
    warnings: list[str] = field(default_factory=list)


@blueprint.get(_AT)
@allow(Role.OFFICER, Role.ADMIN)
def overview() -> ResponseReturnValue:
    """The known years, the closures and blocks of the last week and ahead, and how many bookings wait to be moved."""
    now = clock.now()
    return render_template(
        "days/overview.html",
        years=[_year(each, now.year) for each in almanac.known_years(reading())],
        closures=almanac.closures(reading(), now),
        blocks=almanac.blocked(reading(), now),
        displaced=len(standing.displaced(reading())),
        may_move=access.actor().role is Role.OFFICER,
        plain=Confirm(),
        this_year=now.year,
    )


def _year(known: almanac.KnownYear, this_year: int) -> dict[str, Any]:
    counted = ngettext("%(num)s hari libur", "%(num)s hari libur", len(known.days))
    return {
        "year": known.year,
        "source": known.source,
        "counted": counted,
        "working": ngettext("%(num)s hari kerja", "%(num)s hari kerja", known.working),
        "entered": formats.instant(known.entered_at) if known.entered_at else "",
        "days": [(formats.long_day(day), formats.worded(name)) for day, name in known.days],
        "past": known.year < this_year,
    }


@blueprint.route(f"{_AT}/tutup", methods=["GET", "POST"])
@allow(Role.OFFICER, Role.ADMIN)
def close() -> ResponseReturnValue:
    """Close the office on a day or some: who stands on it is shown first, and told nothing yet."""
    form = CloseDays()
    return _entered(
        form,
        "days/close.html",
        lambda: _closing(form.days(), form.decree.data or "", _kept(form, date=form.date.data, until=form.until.data)),
        lambda: days.close(store(), form.days(), form.decree.data or "", access.actor(), clock.now()),
    )


@blueprint.route(f"{_AT}/daftar", methods=["GET", "POST"])
@allow(Role.OFFICER, Role.ADMIN)
def enter_list() -> ResponseReturnValue:
    """Enter a list of days off from a file or as text: what was read is shown before any of it is kept."""
    form = EnterList()

    def preview() -> Preview:
        decree, kept = form.decree.data or "", _kept(form, text=daylist.written(form.listed))
        return _whole_year(form.listed, decree, kept) if form.what.data == YEAR else _closing(form.listed, decree, kept)

    def save() -> Entered:
        decree, actor, now = form.decree.data or "", access.actor(), clock.now()
        if form.what.data == CLOSURES:
            return days.close(store(), form.listed, decree, actor, now)
        return days.enter_year(store(), form.listed[0].date.year, form.listed, decree, actor, now)

    return _entered(form, "days/list.html", preview, save)


@blueprint.route(f"{_AT}/ruang", methods=["GET", "POST"])
@allow(Role.OFFICER, Role.ADMIN)
def block() -> ResponseReturnValue:
    """Block a room at some hours: who stands in it is shown first."""
    form, rooms = BlockRoom(), reads.rooms(reading())
    form.offer(rooms, days.hours(clock.now().date()))

    def preview() -> Preview:
        room = next((each for each in rooms if each.code == form.room.data), None)
        slots = form.slots()
        days.hours_fit(slots, clock.now())
        return Preview(
            title=_("Periksa sebelum ruang diblokir"),
            facts=[(_("Ruang"), formats.named(room)), (_("Alasan"), form.reason.data or "")],
            heading=_("Jam yang diblokir"),
            days=[
                (formats.long_day(day), ", ".join(formats.hour(start) for start in form.hours.data or []))
                for day in form.span()
            ],
            bookings=_lines(standing.in_room(reading(), form.room.data or "", slots)),
            kept=_kept(form, date=form.date.data, until=form.until.data, hours=form.hours.data),
        )

    def save() -> Entered:
        return days.block(
            store(), form.room.data or "", form.slots(), form.reason.data or "", access.actor(), clock.now()
        )

    return _entered(form, "days/block.html", preview, save)


def _entered(
    form: FlaskForm, template: str, preview: Callable[[], Preview], save: Callable[[], Entered]
) -> ResponseReturnValue:
    """The form, what it would do, or the page after it was done: nothing is kept before it was shown."""
    answer = Answer()
    act = request.form.get("act")
    if form.is_submitted() and act != CHANGE:
        shown: list[Preview] = []
        done: list[Entered] = []
        answer = attempt(form, lambda: done.append(save()) if act == SAVE else shown.append(preview()))
        if done:
            return _after(done[0])
        if shown:
            return render_template("days/preview.html", preview=shown[0], form=form)
    return render_template(template, form=form, late=standing.ENTERED_LATE.days), answer.status


def _after(done: Entered) -> ResponseReturnValue:
    if not done.displaced:
        flash(_("Tersimpan. Tidak ada jadwal lain yang terkena."), "success")
        return redirect(url_for("days.overview"), 303)
    said = ngettext(
        "Tersimpan. %(num)s jadwal perlu dipindahkan.",
        "Tersimpan. %(num)s jadwal perlu dipindahkan.",
        done.displaced,
    )
    flash(said, "success")
    moves = access.actor().role is Role.OFFICER
    return redirect(url_for("moving.proposed" if moves else "days.overview"), 303)


def _closing(listed: list[DayOff], decree: str, kept: list[tuple[str, str]]) -> Preview:
    new = days.would_close(reading(), listed, clock.now())
    off = [each for each in listed if each not in new]
    warnings = []
    if off:
        named = ", ".join(formats.short_day(each.date) for each in off)
        warnings.append(_("Sudah libur, jadi tidak dicatat lagi: %(days)s.", days=named))
    return Preview(
        title=_("Periksa sebelum kantor ditutup"),
        facts=[(_("Dasar penetapan"), decree)],
        heading=_("Hari yang ditutup"),
        days=[(formats.long_day(day), name) for day, name in new],
        bookings=_lines(standing.on_days(reading(), [each.date for each in new])),
        kept=kept,
        warnings=warnings,
    )


def _whole_year(listed: list[DayOff], decree: str, kept: list[tuple[str, str]]) -> Preview:
    year = listed[0].date.year
    changes = days.year_changes(reading(), year, listed, clock.now())
    known = year in {each.year for each in almanac.known_years(reading())}
    warnings = []
    missing = almanac.missing(year, listed)
    if missing:
        named = ", ".join(formats.short_day(day) for day in missing)
        warnings.append(_("Tidak ada di daftar ini, padahal libur di setiap tahun lain: %(days)s.", days=named))
    if changes.worked:
        named = ", ".join(formats.short_day(day) for day in changes.worked)
        warnings.append(_("Menjadi hari kerja lagi: %(days)s.", days=named))
    becomes = (
        _("Daftarnya diganti seluruhnya") if known else _("Belum dikenal; dengan daftar ini sesinya dibuka")
    )
    return Preview(
        title=_("Periksa daftar tahun %(year)s", year=year),
        facts=[(_("Dasar penetapan"), decree), (_("Tahun %(year)s", year=year), becomes)],
        heading=_("Hari libur tahun %(year)s", year=year),
        days=[(formats.long_day(day), name) for day, name in listed],
        bookings=_lines(standing.on_days(reading(), changes.off)),
        kept=kept,
        warnings=warnings,
    )


def _lines(bookings: Iterable[Booking]) -> list[Line]:
    moves = access.actor().role is Role.OFFICER
    return [
        lines.line(each, url_for("review.decide", reference=each.reference) if moves else None) for each in bookings
    ]


def _kept(form: FlaskForm, **read: Any) -> list[tuple[str, str]]:
    """What was typed, as hidden fields; ``read`` takes the place of what a field said."""
    said = {each.name: each.data for each in form if each.type in ("StringField", "RadioField", "SelectField")} | read
    return [
        (name, value.isoformat() if isinstance(value, date) else str(value))
        for name, values in said.items()
        for value in (values if isinstance(values, list) else [values])
        if value
    ]


@blueprint.post(f"{_AT}/buka")
@allow(Role.OFFICER, Role.ADMIN)
def open_again() -> ResponseReturnValue:
    """Take a closure back."""
    slot = slot_of(f"{request.form.get('date', '')}T00:00")
    if slot is None or not Confirm().validate_on_submit():
        abort(400)
    days.open_again(store(), slot.date, access.actor(), clock.now())
    flash(_("%(day)s kembali menjadi hari kerja.", day=formats.long_day(slot.date)), "success")
    return redirect(url_for("days.overview"), 303)


@blueprint.post(f"{_AT}/ruang/lepas")
@allow(Role.OFFICER, Role.ADMIN)
def unblock() -> ResponseReturnValue:
    """Give a room back for a day."""
    slot = slot_of(f"{request.form.get('date', '')}T00:00")
    if slot is None or not Confirm().validate_on_submit():
        abort(400)
    days.unblock(store(), request.form.get("room", ""), slot.date, access.actor(), clock.now())
    flash(_("Ruang dapat dipakai lagi pada %(day)s.", day=formats.long_day(slot.date)), "success")
    return redirect(url_for("days.overview"), 303)
