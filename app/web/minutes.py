"""The minutes (BAK) of a session, written in the browser; the attendance list to be signed; and checking a paper."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import access, clock, formats
from app.access import ANYONE, allow
from app.address import base_url
from app.db import reading, store
from app.extensions import limiter
from app.forms.minutes import MinutesForm, rows_changed
from app.forms.office import Confirm
from app.paper import attendance, filing
from app.paper import minutes as paper
from app.texts import clean
from app.web import papers, present
from booking import codes, looks, minutes, reads
from booking.errors import NotOpen, NotYours, Overtaken, Unfit
from booking.minutes import Content
from booking.models import Booking
from booking.terms import Looked, Role
from booking.workflow.record import takes_papers
from rules.facts import Mode, State

blueprint = Blueprint("minutes", __name__)

_SHOWN = 20
_SAVE, _PREVIEW, _FINISH = "save", "preview", "finish"
_ROW_ACTS = ("add:", "drop:")


@blueprint.get("/unit/<reference>/bak")
@allow(Role.UNIT, Role.OFFICER)
def write(reference: str) -> ResponseReturnValue:
    """The newest revision to go on with, or the minutes as they begin."""
    booking, now = _booking(reference), clock.now()
    newest = minutes.latest(reading(), booking.id)
    if not minutes.writable(booking):
        if newest is None:
            raise NotOpen("write-minutes", State(booking.state))
        return redirect(url_for("minutes.read", reference=booking.reference, number=newest.number))
    content = Content.told(newest.content) if newest else minutes.prefilled(booking, _writer())
    form = MinutesForm.of(content, newest.number if newest else minutes.NONE_YET)
    return _page(booking, form, now)


@blueprint.post("/unit/<reference>/bak")
@allow(Role.UNIT, Role.OFFICER)
def written(reference: str) -> ResponseReturnValue:
    """Save, look at the PDF, finish, or add and remove a row: whichever button was pressed."""
    booking, now, act = _booking(reference), clock.now(), request.form.get("act", "")
    if act.startswith(_ROW_ACTS):
        return _page(booking, MinutesForm.sent(rows_changed(request.form, act)), now)
    if act not in (_SAVE, _PREVIEW, _FINISH):
        abort(400)
    form = MinutesForm.sent(request.form)
    if not form.validate():
        return _page(booking, form, now, 400)
    if act == _PREVIEW:
        return papers.pdf(paper.draft(booking, form.content), f"konsep-bak-{booking.reference}")
    number = over = form.over.data or minutes.NONE_YET
    try:
        if act == _FINISH:
            minutes.complete(form.content)
        number = minutes.save(store(), booking.reference, access.actor(), now, form.content, over)
        if act == _FINISH:
            return _finished(booking.reference, now)
    except Unfit as error:
        form[error.field].errors = [*form[error.field].errors, error.says[formats.language()]]
        return _page(booking, form, now, 400)
    except Overtaken as error:
        reading().rollback()
        form.over.raw_data, form.over.data = None, error.newest
        return _page(_booking(reference), form, now, 409, overtaken=error.newest)
    except NotOpen as error:
        reading().rollback()
        form.over.raw_data, form.over.data = None, number
        kept = number if number != over else minutes.NONE_YET
        return _page(_booking(reference), form, now, 409, late=error, kept=kept)
    reading().rollback()
    flash(_("Naskah BAK disimpan sebagai revisi %(number)s.", number=number), "success")
    return redirect(url_for("minutes.write", reference=booking.reference))


def _finished(reference: str, now: datetime) -> ResponseReturnValue:
    reading().rollback()
    number = filing.finish(store(), base_url(), _booking(reference), access.actor(), now)
    reading().rollback()
    flash(_("BAK revisi %(number)s selesai: PDF-nya dibuat dan diarsipkan.", number=number), "success")
    return redirect(url_for("unit.record", reference=reference, _anchor="berkas"))


@blueprint.get("/unit/<reference>/bak/<int(max=2147483647):number>")
@allow(Role.UNIT, Role.OFFICER)
def read(reference: str, number: int) -> ResponseReturnValue:
    """A revision as it was saved."""
    booking, now = _booking(reference), clock.now()
    revision = minutes.revision(reading(), booking.id, number)
    content = Content.told(revision.content)
    written = minutes.revisions(reading(), booking.id, _SHOWN)
    _look(booking, now)
    return render_template(
        "unit/minutes_read.html",
        booking=booking,
        slot=present.slot(booking),
        number=number,
        content=content,
        saved=formats.instant(revision.at),
        revisions=[(each, formats.instant(each.at)) for each in written],
        newest=written[0].number,
        writable=minutes.writable(booking),
        form=Confirm(),
    )


@blueprint.post("/unit/<reference>/bak/<int(max=2147483647):number>")
@allow(Role.UNIT, Role.OFFICER)
def restore(reference: str, number: int) -> ResponseReturnValue:
    """Go on with an earlier revision: it is saved anew, over the newest, which stays."""
    booking, now = _booking(reference), clock.now()
    content = Content.told(minutes.revision(reading(), booking.id, number).content)
    newest = minutes.latest(reading(), booking.id)
    over = newest.number if newest else minutes.NONE_YET
    saved = minutes.save(store(), booking.reference, access.actor(), now, content, over)
    reading().rollback()
    said = _("Isi revisi %(number)s dipakai lagi dan disimpan sebagai revisi %(saved)s.", number=number, saved=saved)
    flash(said, "success")
    return redirect(url_for("minutes.write", reference=booking.reference))


@blueprint.get("/unit/<reference>/daftar-hadir.pdf")
@allow(Role.UNIT, Role.OFFICER)
def attendance_list(reference: str) -> ResponseReturnValue:
    """The attendance list with who was admitted, and rows left to sign."""
    booking, now = _booking(reference), clock.now()
    _look(booking, now)
    return papers.pdf(attendance.printed(booking, now), f"daftar-hadir-{booking.reference}")


@blueprint.get("/periksa")
@limiter.limit("60 per 5 minutes")
@allow(ANYONE)
def check() -> ResponseReturnValue:
    """Whether minutes are genuine, and which: told to whoever holds a copy, naming nobody who took part."""
    code = clean(request.args.get("kode")).replace(" ", "").upper()
    told = codes.of_minutes(store().journal_key, code)
    found = minutes.genuine(reading(), *told) if told else None
    status = 404 if code and found is None else 200
    return render_template("public/check.html", code=code, reference=told[0] if told else "", found=found), status


def _booking(reference: str) -> Booking:
    """A booking whose minutes are the caller's to write; raises Unknown and NotYours."""
    actor = access.actor()
    booking = reads.booking(reading(), reference, actor)
    if not minutes.may_write(booking, actor):
        raise NotYours
    return booking


def _writer() -> str:
    person = access.person()
    return person.name if person is not None else ""


def _look(booking: Booking, now: datetime) -> None:
    looks.note(store(), access.actor(), now, Looked.GUESTS, booking_id=booking.id)


def _page(
    booking: Booking,
    form: MinutesForm,
    now: datetime,
    status: int = 200,
    *,
    overtaken: int = minutes.NONE_YET,
    late: NotOpen | None = None,
    kept: int = minutes.NONE_YET,
) -> ResponseReturnValue:
    if request.method == "GET":
        _look(booking, now)
    written = minutes.revisions(reading(), booking.id, _SHOWN)
    return render_template(
        "unit/minutes.html",
        booking=booking,
        slot=present.slot(booking),
        form=form,
        video=Mode(booking.mode) is Mode.VIDEO_CONFERENCE,
        revisions=[(each, formats.instant(each.at)) for each in written],
        may_finish=takes_papers(booking, now),
        unsaved=request.method == "POST",
        overtaken=next((each for each in written if each.number == overtaken), None),
        late=present.not_open(late, booking) if late else "",
        kept=kept,
    ), status
