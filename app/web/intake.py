"""Letters that came by WhatsApp or e-mail: taken in alone or with the request they make, and set right afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import access, clock, formats
from app.access import allow
from app.address import base_url
from app.db import reading, store
from app.forms.intake import Intake, minute, with_slot
from app.forms.request import OTHER, REGION, rows_changed
from app.forms.schedule import slot_value
from app.mail import prepared
from app.web import present, standing
from app.web.answers import INTAKE, answer
from app.web.filling import begin, caps, keep, owner, take_letter, tell
from app.web.steps import Offer
from booking import availability, documents, drafts, ledger, reads, workflow
from booking.errors import Crowded, Refused, Registered, Unfit, Unknown
from booking.inspection.fitness import MOST
from booking.journal import Actor
from booking.models import Document, Letter
from booking.repeats import Repeat, Repeated
from booking.terms import Channel, Role
from booking.workflow.submission import Submission
from rules import parameters
from rules.regions import register

blueprint = Blueprint("intake", __name__)

LETTER, REQUEST = "letter", "request"
WITH_A_FILE = frozenset({"intake.letter_in", "intake.going_on"})
_OFFERED = 3
_OF_A_LETTER = "letter:"
_SECRET = f"<string(length={len(drafts.new_secret())}):draft>"


@dataclass(frozen=True)
class Filled:
    """A letter as far as it was typed. ``secret`` is empty before anything was kept; ``became`` is what was made of
    it: a request's reference, or ``letter:`` and a number."""

    secret: str
    form: Intake
    document: Document | None = None
    became: str = ""


@dataclass(frozen=True)
class Said:
    """What stands against it: clauses with the sessions to take instead, or a sentence of its own."""

    status: int = 200
    refused: Refused | None = None
    error: str = ""


def _filled(secret: str) -> Filled:
    """What this browser typed before; raises Unknown for any other."""
    draft = drafts.found(reading(), secret, owner())
    form = _offered(Intake.of(draft.answers.get(INTAKE)))
    return Filled(secret, form, drafts.letter(reading(), draft), drafts.request_of(reading(), draft) or "")


def _blank(now: datetime) -> Filled:
    """An empty form; or, for a request on a letter that is registered, one with that letter in it."""
    known: dict[str, Any] = {"received_at": now, "once": drafts.new_secret()}
    asked = request.args.get("surat", 0, int)
    if asked:
        known |= _of_letter(reads.letter(reading(), asked))
    return Filled("", _offered(Intake(data=known)))


def _of_letter(letter: Letter) -> dict[str, Any]:
    return {
        "registered": letter.id,
        "asks_for": REGION if letter.region_code else OTHER,
        "region": formats.region_name(letter.region_code) if letter.region_code else "",
        "institution": letter.institution,
        "letter_number": letter.number,
        "letter_dated_on": letter.dated_on,
        "letter_subject": letter.subject,
        "addressed": letter.addressed_to_director_general,
    }


def _registered_before(form: Intake) -> Letter | None:
    """The letter that the form was opened for, as long as it is the one that is typed in it."""
    try:
        letter = reads.letter(reading(), form.registered.data or 0)
    except Unknown:
        return None
    same = (letter.number, letter.dated_on) == (
        form.letter_number.data,
        form.letter_dated_on.data,
    )
    return letter if same else None


def _offered(form: Intake) -> Intake:
    form.offer(reads.topics(reading()))
    policy = parameters.in_force().policy(clock.now().date(), clock.now().date())
    form.offer_hours(sorted({*policy.visit_sessions, *policy.video_sessions}))
    return form


@blueprint.route("/petugas/surat-masuk", methods=["GET", "POST"])
@allow(Role.OFFICER)
def letter_in() -> ResponseReturnValue:
    """A letter that just came, before anything of it is kept."""
    now = clock.now()
    if request.method == "GET":
        return _page(_blank(now), now)
    act = request.form.get("act", "")
    return _judged(begin({INTAKE: _typed(act)}, now), act, now)


@blueprint.route(f"/petugas/surat-masuk/{_SECRET}", methods=["GET", "POST"])
@allow(Role.OFFICER)
def going_on(draft: str) -> ResponseReturnValue:
    """The same with what was typed before, its file too."""
    now, here = clock.now(), _filled(draft)
    if here.became:
        return redirect(_place(here.became, draft))
    if request.method == "GET":
        return _page(here, now)
    act = request.form.get("act", "")
    keep(draft, {INTAKE: _typed(act)}, now)
    return _judged(draft, act, now)


def _typed(act: str) -> dict[str, list[str]]:
    typed = with_slot(Intake().typed(request.form), request.form.get("take"))
    return rows_changed(typed, act)


def _judged(secret: str, act: str, now: datetime) -> ResponseReturnValue:
    """Do what was asked for, where all of it fits; else the page again with what is wrong."""
    file_error = take_letter(secret, request.files.get("file"), now)
    act = REQUEST if request.form.get("take") else act
    if act not in _DONE and not file_error:
        return redirect(url_for("intake.going_on", draft=secret, _anchor="permohonan"))
    here = _filled(secret)
    here.form.asking = act == REQUEST
    fits = here.form.validate()
    unneeded = act == REQUEST and _registered_before(here.form) is not None
    if file_error or (here.document is None and not unneeded):
        here.form.file.errors = [file_error or _("Unggah suratnya sebagai PDF, JPEG, atau PNG.")]
        fits = False
    if not fits:
        return _page(here, now, Said(400))
    said = _done(here, act, now)
    return said if not isinstance(said, Said) else _page(_again(here), now, said)


def _again(here: Filled) -> Filled:
    """The same after an act was refused: what was read before may be over, what is wrong with fields stays."""
    reading().rollback()
    fresh = _filled(here.secret)
    return replace(here, document=fresh.document)


def _done(here: Filled, act: str, now: datetime) -> ResponseReturnValue | Said:
    """What became of it, or what stands against it."""
    said = sha256(repr(sorted(here.form.data.items(), key=str)).encode()).hexdigest()
    who = replace(access.actor(), repeat=Repeat(f"intake:{here.form.once.data}", f"{act}:{said}", ""))
    try:
        became = _DONE[act](here, who, now)
    except Repeated as before:
        became = str(before.about)
    except Refused as refused:
        return Said(422, refused)
    except Unfit as error:
        tell(here.form, error.field, error.says[formats.language()])
        return Said(400)
    except Crowded:
        return Said(409, error=_("Beberapa orang mengirim pada saat yang sama. Kirim sekali lagi."))
    number = here.document.id if here.document is not None else None
    drafts.became(store(), here.secret, became, now)
    if number is not None:
        documents.discard(store(), number)  # of a letter that was there before; one that is linked stays
    return redirect(_place(became, here.secret))


def _place(became: str, secret: str) -> str:
    if became.startswith(_OF_A_LETTER):
        number = int(became.removeprefix(_OF_A_LETTER))
        return url_for("answers.of_letter", number=number, isian=secret)
    return url_for("answers.of_request", reference=became)


def _registered(here: Filled, who: Actor, now: datetime) -> str:
    """The letter's number in the register: of a new one, or of the one it was before, which then came this way too."""
    form = here.form
    arrived: dict[str, Any] = {
        "channel": Channel(form.channel.data),
        "received_at": form.received_at.instant,
        "reason": form.reason.data or None,
        "document_id": here.document.id if here.document else 0,
    }
    try:
        number = workflow.register_letter(
            store(), form.letter, who, now, region=form.region_code, institution=form.sender, **arrived
        )
        flash(_("Surat tercatat diterima %(when)s.", when=formats.instant(arrived["received_at"])), "success")
    except Registered as before:
        number = before.letter_id
        _received_again(number, who, now, arrived)
    return f"{_OF_A_LETTER}{number}"


def _received_again(number: int, who: Actor, now: datetime, arrived: dict[str, Any]) -> None:
    """Add to a registered letter what its record does not tell yet, and say so."""
    if workflow.receive_again(store(), number, who, now, **arrived):
        told = _(
            "Surat ini sudah tercatat sebelumnya; kini tercatat juga diterima lewat %(way)s pada %(when)s.",
            way=formats.CHANNELS[arrived["channel"]],
            when=formats.instant(arrived["received_at"]),
        )
        flash(told, "success")
    else:
        told = _("Surat ini sudah tercatat sebelumnya; inilah catatannya. Tidak ada yang dicatat dua kali.")
        flash(told, "info")


def _wish(here: Filled) -> Submission:
    form = here.form
    before = _registered_before(form) if here.document is None else None
    return Submission(
        mode=form.chosen_mode,
        region=form.region_code,
        institution=form.sender,
        letter=form.letter if before is None else None,
        letter_id=before.id if before is not None else None,
        slot=form.chosen_slot,
        topic=form.topic.data,
        contact_name=form.contact,
        contact_phone=form.contact_phone.data or "",
        contact_email=form.contact_email.data or "",
        guests=form.party,
        channel=Channel(form.channel.data),
        received_at=form.received_at.instant if before is None else None,
        receipt_reason=form.reason.data or None,
    )


def _asked(here: Filled, who: Actor, now: datetime) -> str:
    document = here.document.id if here.document else None
    reference = workflow.submit(store(), _wish(here), who, now, document).reference
    flash(_("Surat tercatat dan permohonan %(reference)s diajukan.", reference=reference), "success")
    return reference


_DONE: dict[str, Callable[[Filled, Actor, datetime], str]] = {LETTER: _registered, REQUEST: _asked}


def _page(here: Filled, now: datetime, said: Said | None = None) -> ResponseReturnValue:
    said = said or Said()
    form = here.form
    return render_template(
        "intake/letter_in.html",
        form=form,
        document=here.document,
        size=standing.size(here.document.size) if here.document else "",
        largest=MOST,
        regions=register().values(),
        action=url_for("intake.going_on", draft=here.secret) if here.secret else url_for("intake.letter_in"),
        latest_moment=minute(now),
        error=said.error,
        latest=[_line(each) for each in ledger.latest_letters(reading())],
        **caps(form.guests, now.date()),
        **_against(here, said.refused, now),
    ), said.status


def _against(here: Filled, refused: Refused | None, now: datetime) -> dict[str, Any]:
    """What stands against a request, the sessions to take instead, and the answer that says so."""
    if refused is None:
        return {"refusals": [], "offers": [], "answer": None}
    form = here.form
    slots = []
    if any(each.about == "slot" for each in refused.refusals):
        received_at = form.received_at.instant
        slots = availability.next_open(reading(), form.chosen_mode, form.region_code, received_at, now, _OFFERED)
    told = prepared.of_a_refusal(
        str(form.letter_number.data), refused.refusals, refused.earliest, form.contact, base_url()
    )
    return {
        "refusals": [present.refusal(each) for each in refused.refusals],
        "offers": [Offer(slot_value(each), formats.slot_label(each)) for each in slots],
        "answer": answer(told, form.contact_phone.data or "", form.contact_email.data or ""),
    }


@dataclass(frozen=True)
class LetterLine:
    """A letter in the list of those entered last."""

    href: str
    number: str
    institution: str
    region: str
    received: str


def _line(letter: Letter) -> LetterLine:
    return LetterLine(
        url_for("letters.letter", number=letter.id),
        letter.number,
        letter.institution,
        formats.region_name(letter.region_code),
        formats.instant(letter.received_at),
    )
