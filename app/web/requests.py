"""A request as its requester follows it: where it stands, what is asked, who comes, the pass, and stepping back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from app import access, clock, formats
from app.access import REQUESTERS, SIGNED_IN, allow
from app.address import base_url
from app.db import reading, store
from app.feeds.ical import booking_calendar
from app.forms.request import Cancel, Guests, Reply, flat, party_of, rows_changed, typed
from app.paper import visit_pass as pass_paper
from app.web import passes, present, sight, standing
from app.web.filling import behind, caps, tell
from app.web.paging import pager
from app.web.papers import pdf
from booking import listing, papers, reads
from booking.errors import NotOpen, Refused, Unfit
from booking.models import Booking
from booking.standing import cannot_stay
from booking.states import FOR_THE_REQUESTER, open_acts
from booking.terms import Act, Role
from booking.workflow import party, requester, talk
from rules import desk, parameters
from rules.facts import Mode, Slot, State

blueprint = Blueprint("requests", __name__)

HOLDER = frozenset({Role.HOLDER})
_LAST_PAGE = 10_000
_NO_PASS = _l("Pas hanya ada selama kunjungan tatap muka terjadwal.")


@blueprint.get("/permohonan")
@allow(Role.REGION)
def own() -> ResponseReturnValue:
    """A region's requests, and how many of its visits are used."""
    actor = access.actor()
    asked = request.args.get("hal", "")
    number = min(int(asked), _LAST_PAGE) if asked.isascii() and asked.isdigit() else 1
    page = listing.page(reading(), actor, number=number)
    return render_template(
        "requests/own.html",
        page=page,
        requests=[(booking, present.slot(booking), present.state(booking)) for booking in page.bookings],
        months=standing.months(reading(), actor.region, clock.now().date()),
        region_name=formats.region_name(actor.region),
        letters=[standing.letter_line(each) for each in reads.letters_of(reading(), actor.region)],
        pager=pager(page, listing.PAGE, lambda number: url_for("requests.own", hal=number)),
    )


@blueprint.get("/permohonan/<reference>")
@allow(SIGNED_IN | HOLDER)
def status(reference: str) -> ResponseReturnValue:
    """Where a request stands, what happened, and what comes next."""
    told = session.get("access_code")
    access_code = session.pop("access_code")[1] if told and told[0] == reference else ""
    return _standing(reference, access_code=access_code)


@blueprint.post("/permohonan/<reference>/jawab")
@allow(FOR_THE_REQUESTER)
def reply(reference: str) -> ResponseReturnValue:
    """Answer the office's question."""
    form = Reply()
    if not form.validate():
        return _standing(reference, 400, reply_form=form)
    talk.reply(store(), reference.upper(), access.actor_for(reference), clock.now(), answer=str(form.answer.data))
    flash(_("Jawaban sudah disampaikan kepada petugas."), "success")
    return _back(reference)


@blueprint.get("/permohonan/<reference>.ics")
@allow(SIGNED_IN | HOLDER)
def calendar_file(reference: str) -> ResponseReturnValue:
    """The booking for a calendar of one's own."""
    booking = reads.booking(reading(), reference, access.actor_for(reference))
    content = booking_calendar(booking, base_url())
    answer = Response(content, content_type="text/calendar; charset=utf-8")
    answer.headers.set("Content-Disposition", "attachment", filename=f"temu-djpk-{booking.reference}.ics")
    return answer


@blueprint.get("/permohonan/<reference>/pas")
@allow(SIGNED_IN | HOLDER)
def visit_pass(reference: str) -> ResponseReturnValue:
    """What guests show at reception: the schedule, who comes, and a code to be scanned."""
    actor = access.actor_for(reference)
    booking = reads.booking(reading(), reference, actor)
    if not _has_pass(booking):
        return _closed(booking, Act.CHECK_IN, _NO_PASS)
    return render_template(
        "requests/pass.html",
        booking=booking,
        pass_=passes.of(booking),
        region_name=formats.region_name(booking.region_code),
        **_around(booking, actor.role),
    )


@blueprint.get("/permohonan/<reference>/pas.pdf")
@allow(SIGNED_IN | HOLDER)
def visit_pass_pdf(reference: str) -> ResponseReturnValue:
    """The same pass as PDF."""
    booking = reads.booking(reading(), reference, access.actor_for(reference))
    if not _has_pass(booking):
        return _closed(booking, Act.CHECK_IN, _NO_PASS)
    return pdf(pass_paper.printed(store().journal_key, booking), f"pas-kunjungan-{booking.reference}")


@blueprint.route("/permohonan/<reference>/tamu", methods=["GET", "POST"])
@allow(FOR_THE_REQUESTER)
def guests(reference: str) -> ResponseReturnValue:
    """Name the party anew, until the day before."""
    actor, now = access.actor_for(reference), clock.now()
    booking = reads.booking(reading(), reference, actor)
    around = _around(booking, actor.role)
    past = request.method == "GET" and now.date() >= booking.date
    if past or Act.CHANGE_GUESTS not in around["acts"]:
        says = _("Daftar tamu tidak dapat diubah pada keadaan ini; perubahan hanya sampai sehari sebelum sesi.")
        return _closed(booking, Act.CHANGE_GUESTS, says)
    sight.opened(booking)
    act = request.form.get("act", "")
    said = typed(Guests(None), request.form)
    form = Guests(MultiDict(flat(rows_changed(said, act)))) if said else Guests(data={"guests": _named(booking)})
    refused: Refused | None = None
    if act == "send" and form.validate():
        try:
            party.change_guests(
                store(), booking.reference, actor, now, guests=party_of(form.guests), note=str(form.note.data or "")
            )
            flash(_("Daftar tamu sudah diperbarui."), "success")
            return _back(reference)
        except Refused as why:
            refused = why
        except Unfit as error:
            tell(form, error.field, error.says[formats.language()])
    code = 422 if refused else 400 if form.errors else 200
    return render_template(
        "requests/guests.html",
        booking=booking,
        form=form,
        refusals=[present.refusal(each) for each in refused.refusals] if refused else [],
        **caps(form.guests, booking.date),
        **around,
    ), code


@blueprint.post("/permohonan/<reference>/tarik")
@allow(FOR_THE_REQUESTER)
def withdraw(reference: str) -> ResponseReturnValue:
    """Take a request back before it has a schedule."""
    requester.withdraw(store(), reference.upper(), access.actor_for(reference), clock.now())
    flash(_("Permohonan sudah ditarik. Suratnya masih dapat dipakai untuk permohonan lain."), "success")
    return _back(reference)


@blueprint.route("/permohonan/<reference>/batal", methods=["GET", "POST"])
@allow(FOR_THE_REQUESTER)
def cancel(reference: str) -> ResponseReturnValue:
    """Give a schedule up, after being told what becomes of the letter."""
    actor = access.actor_for(reference)
    booking = reads.booking(reading(), reference, actor)
    around = _around(booking, actor.role)
    if Act.CANCEL not in around["acts"]:
        return _closed(booking, Act.CANCEL, _("Yang dapat dibatalkan hanya permohonan yang sudah terjadwal."))
    form = Cancel()
    if form.validate_on_submit():
        requester.cancel(store(), booking.reference, actor, clock.now(), note=str(form.note.data))
        flash(_("Jadwal sudah dibatalkan."), "success")
        return _back(reference)
    return render_template("requests/cancel.html", booking=booking, form=form, **around), 400 if form.errors else 200


def _back(reference: str) -> ResponseReturnValue:
    return redirect(url_for("requests.status", reference=reference.upper()))


def _closed(booking: Booking, act: Act, says: Any) -> ResponseReturnValue:
    """A page that the state does not open: whoever reads is led back and told why, whoever sends is refused."""
    if request.method == "POST":
        raise NotOpen(act, State(booking.state))
    flash(says, "info")
    return _back(booking.reference)


def _standing(
    reference: str, code: int = 200, *, access_code: str = "", reply_form: Reply | None = None
) -> ResponseReturnValue:
    actor = access.actor_for(reference)
    booking = reads.booking(reading(), reference, actor)
    events = reads.happened(reading(), booking.reference, actor)
    around = _around(booking, actor.role)
    asked = standing.open_question(events) if Act.REPLY in around["acts"] else ""
    return render_template(
        "requests/status.html",
        booking=booking,
        access_code=access_code,
        reason=present.why(booking.reason),
        details=standing.details(booking, papers.of_the_letter(reading(), booking), own=actor.role in REQUESTERS),
        events=present.timeline(events),
        upcoming=standing.upcoming(booking, asked),
        question=asked,
        again=behind(booking.reference),
        reply_form=reply_form or Reply(),
        pass_=passes.of(booking) if _has_pass(booking) else None,
        may_change_guests=Act.CHANGE_GUESTS in around["acts"] and clock.now().date() < booking.date,
        **around,
    ), code


def _has_pass(booking: Booking) -> bool:
    return booking.mode == Mode.VISIT.value and State(booking.state) in (State.SCHEDULED, State.ARRIVED)


def _named(booking: Booking) -> list[dict[str, Any]]:
    """The party as it stands, as rows of the form."""
    return [
        {"id": guest.id, "name": guest.name, "position": guest.position, "office": guest.office}
        | {"nip": guest.nip or "", "phone": guest.phone or ""}
        for guest in booking.guests
    ]


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
        "owner": role in REQUESTERS,
        "displaced": cannot_stay(reading(), booking),
    }
