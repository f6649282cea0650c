"""Prepared answers as the office sends them: text to copy, and links that open it in WhatsApp or a mail program."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import access, clock
from app.access import allow
from app.address import base_url
from app.db import reading, store
from app.forms.intake import Intake
from app.mail import prepared
from app.mail.render import Prepared
from app.texts import whatsapp_number
from app.web.filling import owner
from booking import availability, drafts, ledger, looks, outbox, reads
from booking.models import Letter
from booking.terms import Channel, Looked, Role
from rules.facts import State

blueprint = Blueprint("answers", __name__)

INTAKE = "masuk"
"""Under which step a draft keeps what was typed of a letter."""


@dataclass(frozen=True)
class Answer:
    """A prepared answer with the ways to send it."""

    subject: str
    text: str
    whatsapp: str
    mailto: str


def answer(told: Prepared, phone: str, email: str) -> Answer:
    """An answer to a number and an address; either may be empty, and is then chosen where it is opened."""
    body = quote(told.text, safe="")
    mail_body = quote(told.text.replace("\n", "\r\n"), safe="")
    return Answer(
        told.subject,
        told.text,
        f"https://wa.me/{whatsapp_number(phone)}?text={body}",
        f"mailto:{quote(email, safe='@')}?subject={quote(told.subject, safe='')}&body={mail_body}",
    )


def _came(letter: Letter, now: datetime) -> prepared.Came:
    first_days = availability.first_days(reading(), letter.region_code, letter.received_at, now)
    channel = Channel(letter.receipts[-1].channel) if letter.receipts else Channel.PORTAL
    return prepared.came(letter, channel, first_days)


@blueprint.get("/petugas/surat/<int(max=2147483647):number>/jawaban")
@allow(Role.OFFICER)
def of_letter(number: int) -> ResponseReturnValue:
    """What is answered to a letter; where a request rests on it, what is answered about that. Whoever took it in just
    now finds the number and address they typed."""
    letter = reads.letter(reading(), number)
    used = next((each for each in ledger.resting_on(reading(), number) if State(each.state).live), None)
    if used is not None:
        return redirect(url_for("answers.of_request", reference=used.reference))
    told = prepared.of_a_letter(_came(letter, clock.now()), base_url())
    draft = drafts.known(reading(), request.args.get("isian", ""), owner())
    typed = Intake.of(draft.answers.get(INTAKE) if draft is not None else None)
    return render_template(
        "intake/answer.html",
        title_of=letter.number,
        institution=letter.institution,
        answer=answer(told, typed.contact_phone.data or "", typed.contact_email.data or ""),
        back=url_for("letters.letter", number=number),
        reference="",
    )


@blueprint.get("/petugas/<reference>/jawaban")
@allow(Role.OFFICER)
def of_request(reference: str) -> ResponseReturnValue:
    """What a request was told last, to be sent another way too."""
    now = clock.now()
    booking = reads.booking(reading(), reference, access.actor())
    number = outbox.last_told(reading(), booking)
    made = None
    if number is not None:
        what = outbox.sending(reading(), store().journal_key, number)
        made = answer(
            prepared.of_a_message(what, _came(booking.letter, now), base_url()),
            booking.contact_phone,
            booking.contact_email,
        )
    looks.note(store(), access.actor(), now, Looked.GUESTS, booking_id=booking.id)
    return render_template(
        "intake/answer.html",
        title_of=booking.reference,
        institution=booking.institution,
        answer=made,
        back=url_for("review.decide", reference=booking.reference),
        reference=booking.reference,
    )
