"""A region asks for a consultation, follows its request, and steps back from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from app import access, clock, formats
from app.access import SIGNED_IN, allow
from app.address import base_url
from app.db import reading, store
from app.feeds.ical import booking_calendar
from app.forms.request import Cancel, NewRequest, sign, unsigned
from app.forms.schedule import slot_value
from app.texts import file_name
from app.web import present, standing
from app.web.public import open_slots
from booking import availability, documents, papers, reads
from booking.errors import Crowded, NotOpen, Refused, Unfit
from booking.models import Booking, Document
from booking.states import open_acts
from booking.terms import Act, DocumentKind, Role
from booking.workflow import requester
from booking.workflow.submit import submit
from rules import desk, parameters
from rules.facts import Mode, Slot, State

blueprint = Blueprint("requests", __name__)

_OFFERED = 40
_LAST_PAGE = 10_000
_FIELDS = {
    "file": "letter_file",
    "topic": "topic",
    "letter_number": "letter_number",
    "letter_dated_on": "letter_date",
    "slot": "slot",
}
"""Where the form shows what does not fit, by the name the register gives it."""


@dataclass(frozen=True)
class Pager:
    """The pages before and after."""

    label: str
    prev_href: str | None
    next_href: str | None


@blueprint.route("/ajukan", methods=["GET", "POST"])
@allow(Role.REGION)
def new() -> ResponseReturnValue:
    """Ask for a consultation. Every button but the last keeps what was typed and shows the form again."""
    now, actor = clock.now(), access.actor()
    if not all(name.isascii() for name in request.form):
        abort(400)
    form = NewRequest(data=_begun())
    act, _colon, value = request.form.get("act", "").partition(":")
    file_error = _stage(form, now) if form.is_submitted() else ""
    if act == "pick":
        form.slot.data = value
    elif act == "add":
        form.guests.append_entry({})
    elif act == "drop":
        form.guests.process(None, [row for number, row in enumerate(form.guests.data) if str(number) != value])
    if act != "send":
        _tell(form, "file", file_error)
        return _asking(form, now, 400 if file_error else 200, picked=act == "pick")
    if not _fits(form, file_error):
        return _asking(form, now, 400)
    try:
        done = submit(store(), form.submission(actor.region), actor, now, _letter(form).id)
    except Refused as refused:
        return _asking(form, now, 422, refused=refused)
    except Unfit as error:
        _tell(form, error.field, error.says[formats.language()])
        return _asking(form, now, 400)
    except Crowded:
        _tell(form, "", _("Beberapa orang mengirim pada saat yang sama. Kirim sekali lagi."))
        return _asking(form, now, 409)
    session["access_code"] = [done.reference, done.access_code]
    flash(_("Permohonan sudah diterima dengan nomor %(reference)s.", reference=done.reference), "success")
    return redirect(url_for("requests.status", reference=done.reference))


@blueprint.get("/permohonan")
@allow(Role.REGION)
def own() -> ResponseReturnValue:
    """A region's requests, and how many of its visits are used."""
    actor = access.actor()
    asked = request.args.get("hal", "")
    number = min(int(asked), _LAST_PAGE) if asked.isascii() and asked.isdigit() else 1
    page = reads.page(reading(), actor, number=number)
    return render_template(
        "requests/own.html",
        page=page,
        requests=[(booking, present.slot(booking), present.state(booking)) for booking in page.bookings],
        months=standing.months(reading(), actor.region, clock.now().date()),
        region_name=formats.region_name(actor.region),
        pager=Pager(
            _("Halaman %(number)s", number=page.number),
            url_for("requests.own", hal=page.number - 1) if page.number > 1 else None,
            url_for("requests.own", hal=page.number + 1) if page.has_next else None,
        ),
    )


@blueprint.get("/permohonan/<reference>")
@allow(SIGNED_IN)
def status(reference: str) -> ResponseReturnValue:
    """Where a request stands, what happened, and what comes next."""
    actor = access.actor()
    booking = reads.booking(reading(), reference, actor)
    told = session.get("access_code")
    access_code = session.pop("access_code")[1] if told and told[0] == booking.reference else ""
    return render_template(
        "requests/status.html",
        booking=booking,
        access_code=access_code,
        reason=present.why(booking.reason),
        details=standing.details(booking, papers.of_the_letter(reading(), booking)),
        events=present.timeline(reads.happened(reading(), booking.reference, actor)),
        upcoming=standing.upcoming(booking),
        **_around(booking, actor.role),
    )


@blueprint.get("/permohonan/<reference>.ics")
@allow(SIGNED_IN)
def calendar_file(reference: str) -> ResponseReturnValue:
    """The booking for a calendar of one's own."""
    booking = reads.booking(reading(), reference, access.actor())
    content = booking_calendar(booking, base_url())
    answer = Response(content, content_type="text/calendar; charset=utf-8")
    answer.headers.set("Content-Disposition", "attachment", filename=f"temu-djpk-{booking.reference}.ics")
    return answer


@blueprint.post("/permohonan/<reference>/tarik")
@allow(Role.REGION, Role.OFFICER)
def withdraw(reference: str) -> ResponseReturnValue:
    """Take a request back before it has a schedule."""
    requester.withdraw(store(), reference.upper(), access.actor(), clock.now())
    flash(_("Permohonan sudah ditarik. Suratnya masih dapat dipakai untuk permohonan lain."), "success")
    return redirect(url_for("requests.status", reference=reference.upper()))


@blueprint.route("/permohonan/<reference>/batal", methods=["GET", "POST"])
@allow(Role.REGION, Role.OFFICER)
def cancel(reference: str) -> ResponseReturnValue:
    """Give a schedule up, after being told what becomes of the letter."""
    actor = access.actor()
    booking = reads.booking(reading(), reference, actor)
    around = _around(booking, actor.role)
    if Act.CANCEL not in around["acts"]:
        raise NotOpen(Act.CANCEL, State(booking.state))
    form = Cancel()
    if form.validate_on_submit():
        requester.cancel(store(), booking.reference, actor, clock.now(), note=str(form.note.data))
        flash(_("Jadwal sudah dibatalkan."), "success")
        return redirect(url_for("requests.status", reference=booking.reference))
    return render_template("requests/cancel.html", booking=booking, form=form, **around), 400 if form.errors else 200


def _around(booking: Booking, role: Role) -> dict[str, Any]:
    """What the pages of one booking share."""
    mode, state = Mode(booking.mode), State(booking.state)
    policy = parameters.in_force().policy(booking.date, booking.date)
    opens = desk.begins_at(formats.slot_of(booking)) - timedelta(minutes=policy.check_in_opens_minutes)
    return {
        "state": present.state(booking),
        "slot": present.slot(booking),
        "is_visit": mode is Mode.VISIT,
        "acts": open_acts(state, mode, role),
        "live": state.live,
        "opens": formats.hour(Slot.at(opens).start),
    }


def _begun() -> dict[str, Any]:
    """What is known before anything is typed: the account, and the session that was chosen in the calendar."""
    person, asked = access.person(), request.args
    chosen = {"slot": f"{asked['date']}T{asked['start']}"} if asked.get("date") and asked.get("start") else {}
    known = {"contact_name": person.name, "contact_email": person.email} if person is not None else {}
    return {"mode": asked.get("mode") or Mode.VISIT.value, **known, **chosen}


def _stage(form: NewRequest, now: datetime) -> str:
    """Keep a letter that was just chosen, in place of an earlier one; what is wrong with it, or nothing."""
    given = form.letter_file.data
    if not isinstance(given, FileStorage) or not given.filename:
        return ""
    person = access.actor().person_id or 0
    name = file_name(given.filename, _("surat"))
    try:
        number = documents.stage(store(), DocumentKind.LETTER, name, given.stream, now, person)
    except Unfit as error:
        return error.says[formats.language()]
    earlier = unsigned(form.kept.data, person)
    if earlier is not None:
        documents.discard(store(), earlier)
    form.kept.data = sign(number, person)
    return ""


def _letter(form: NewRequest) -> Document:
    """The letter kept with the form; raises Unfit where there is none, or it was used meanwhile."""
    number = unsigned(form.kept.data, access.actor().person_id or 0)
    with store().reading() as fresh:
        return documents.unlinked(fresh, number or 0, DocumentKind.LETTER)


def _kept(form: NewRequest) -> Document | None:
    try:
        return _letter(form)
    except Unfit:
        form.kept.data = ""
        return None


def _fits(form: NewRequest, file_error: str) -> bool:
    form.validate()
    if not file_error and _kept(form) is None:
        file_error = _("Unggah suratnya sebagai PDF, JPEG, atau PNG.")
    _tell(form, "file", file_error)
    return not form.errors


def _tell(form: NewRequest, field: str, message: str) -> None:
    """Put a message where it belongs: beside its field, else above the form."""
    if message and field in _FIELDS:
        form[_FIELDS[field]].errors = [message]
    elif message:
        form.form_errors = [message]


def _asking(
    form: NewRequest, now: datetime, code: int, *, refused: Refused | None = None, picked: bool = False
) -> ResponseReturnValue:
    """The form with everything typed, the sessions open now, and what stands against it."""
    region, mode = access.actor().region, form.chosen_mode
    slots = open_slots(reading(), mode, region, now, now, _OFFERED)
    video = availability.earliest(reading(), Mode.VIDEO_CONFERENCE, region, now, now) if mode is Mode.VISIT else None
    form.offer(reads.topics(reading()), slots, region)
    kept = _kept(form)
    if not form.guests.entries:
        form.guests.append_entry({})
    earliest = refused.earliest if refused and any(each.about == "slot" for each in refused.refusals) else None
    answer = make_response(
        render_template(
            "requests/new.html",
            form=form,
            kept=kept,
            kept_size=standing.size(kept.size) if kept else "",
            lost=form.lost(slots),
            sooner=formats.slot_label(video) if video and (not slots or video.date < slots[0].date) else "",
            policy=parameters.in_force().policy(now.date(), now.date()),
            months=standing.months(reading(), region, now.date()) if mode is Mode.VISIT else [],
            region_name=formats.region_name(region),
            refusals=[present.refusal(each) for each in refused.refusals] if refused else [],
            earliest=(slot_value(earliest), formats.slot_label(earliest)) if earliest else None,
            picked=picked,
        ),
        code,
    )
    answer.headers["Cache-Control"] = "private, no-cache"  # the browser's back button finds what was typed
    return answer
