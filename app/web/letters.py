"""A registered letter: every way it came, what rests on it, and setting right when it came."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import access, clock
from app.access import allow
from app.db import reading, store
from app.forms.intake import Correction
from app.forms.office import Answer, attempt
from app.web import present
from booking import ledger, reads, workflow
from booking.models import Letter
from booking.terms import Channel, Role

blueprint = Blueprint("letters", __name__)


@blueprint.get("/petugas/surat/<int(max=2147483647):number>")
@allow(Role.OFFICER)
def letter(number: int) -> ResponseReturnValue:
    """A letter with every way it came, and what rests on it."""
    found = reads.letter(reading(), number)
    return _letter_page(found, _correction(found, sent=False))


@blueprint.post("/petugas/surat/<int(max=2147483647):number>")
@allow(Role.OFFICER)
def corrected(number: int) -> ResponseReturnValue:
    """Set right when and how it came; what rests on it is judged again."""
    found = reads.letter(reading(), number)
    form = _correction(found, sent=True)
    done = attempt(form, lambda: _correct(number, form))
    if done.done:
        flash(_("Penerimaan surat dikoreksi."), "success")
        return redirect(url_for("letters.letter", number=number), 303)
    return _letter_page(reads.letter(reading(), number), form, done)


def _correction(found: Letter, *, sent: bool) -> Correction:
    channels = [each.channel for each in found.receipts if each.channel != Channel.PORTAL.value]
    known = {"received_at": found.received_at, "channel": channels[-1] if channels else Channel.WHATSAPP.value}
    return Correction(data=known) if sent else Correction(formdata=None, data=known)


def _correct(number: int, form: Correction) -> None:
    workflow.correct_receipt(
        store(),
        number,
        access.actor(),
        clock.now(),
        received_at=form.received_at.instant,
        channel=Channel(form.channel.data),
        reason=form.reason.data or "",
    )


def _letter_page(found: Letter, form: Correction, done: Answer | None = None) -> ResponseReturnValue:
    return render_template(
        "intake/letter.html",
        letter=found,
        form=form,
        bookings=[(each, present.state(each)) for each in ledger.resting_on(reading(), found.id)],
        flags=ledger.flags_on(reading(), found.id),
    ), (done or Answer()).status
