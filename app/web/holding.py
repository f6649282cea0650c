"""For whoever has not signed in: opening a request by its access code, and proving the address it came from."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import access, clock, formats
from app.access import ANYONE, allow
from app.db import reading, store
from app.extensions import limiter
from app.forms.request import AccessCode
from app.web import present
from app.web.filling import behind
from booking import codes, reads
from booking.errors import NotOpen, Refused, Unknown
from booking.models import Booking
from booking.workflow import holds
from booking.workflow.submit import HOLD
from booking.workflow.submit import confirm as prove
from rules.facts import State

blueprint = Blueprint("holding", __name__)

_MINUTE = timedelta(minutes=1)


@blueprint.route("/cek", methods=["GET", "POST"])
@limiter.limit("30 per 5 minutes")
@allow(ANYONE)
def show_code() -> ResponseReturnValue:
    """Open a request by number and access code; a link in our mails brings both along."""
    asked = request.args
    form = AccessCode(data={"reference": codes.reference_typed(asked.get("nomor", ""))})
    shown, code = asked.get("kode", ""), 200
    if form.validate_on_submit():
        shown = str(form.code.data)
    elif form.is_submitted():
        shown, code = "", 400
    if shown:
        reference = codes.reference_typed(str(form.reference.data))
        if _fits(reference, shown):
            return _opened(reference)
        form.code.errors = [_("Nomor dan kode akses itu tidak cocok. Periksa lagi keduanya pada surel kami.")]
        code = 401
    return render_template("requests/open.html", form=form), code


@blueprint.route("/permohonan/<reference>/konfirmasi", methods=["GET", "POST"])
@limiter.limit("30 per 5 minutes")
@allow(ANYONE)
def confirm(reference: str) -> ResponseReturnValue:
    """Prove the address of a request: the mailed link shows it, the button acts."""
    now, named = clock.now(), reference.upper()
    token = request.values.get("token", "")
    if not codes.same(token, codes.confirmation(store().journal_key, named)):
        return render_template("requests/link_broken.html", minutes=int(HOLD / _MINUTE)), 404
    actor = access.holder_of(named)
    booking = reads.booking(reading(), named, actor)
    if booking.state != State.UNCONFIRMED or holds.overdue(booking, now):
        return _late(booking)
    refused: Refused | None = None
    if request.method == "POST":
        try:
            prove(store(), named, actor, now, token=token)
        except Refused as why:
            refused = why
        except NotOpen:
            reading().rollback()  # else the state from before would be read again
            return _late(reads.booking(reading(), named, actor))
        else:
            flash(_("Alamat e-mail sudah dikonfirmasi. Permohonan Anda kini menunggu keputusan petugas."), "success")
            return _opened(named)
    return render_template(
        "requests/confirm.html",
        booking=booking,
        slot=present.slot(booking),
        proof=token,
        until=formats.instant(booking.hold_until) if booking.hold_until else "",
        refusals=[present.refusal(each) for each in refused.refusals] if refused else [],
    ), 422 if refused else 200


def _late(booking: Booking) -> ResponseReturnValue:
    """What to tell whoever comes with a link that has done its work, or came too late."""
    if booking.hold_until is None:
        flash(_("Alamat e-mail ini sudah dikonfirmasi sebelumnya."), "info")
        return _opened(booking.reference)
    again = behind(booking.reference)
    return render_template("requests/too_late.html", booking=booking, slot=present.slot(booking), again=again), 409


def _fits(reference: str, code: str) -> bool:
    try:
        reads.holder(reading(), reference, codes.hash_of(code))
    except Unknown:
        return False
    return True


def _opened(reference: str) -> ResponseReturnValue:
    access.hold(reference)
    return redirect(url_for("requests.status", reference=reference))
