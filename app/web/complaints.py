"""Complaints, suggestions and comments (E.5): every channel, a form, and what the Contact Center reads of it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_number
from flask_babel import gettext as _
from flask_limiter import RateLimitExceeded

from app import access, clock, formats
from app.access import ANYONE, allow
from app.db import reading, store
from app.extensions import csrf, free_again, limiter
from app.forms.complaint import Complain, new_token
from app.web.paging import pager
from booking import complaints, reads
from booking.errors import KeyReused, Unknown
from booking.models import Complaint
from booking.terms import ComplaintKind, Role
from rules.citation import channels

blueprint = Blueprint("complaints", __name__)

_BRAKE = "10 per hour"
"""How many complaints one address may send: enough for an office behind one line, too few to flood the other end."""


@blueprint.get("/pengaduan")
@allow(ANYONE)
def form() -> ResponseReturnValue:
    """Every channel of E.5, and the form."""
    return _shown(Complain(formdata=None))


@blueprint.post("/pengaduan")
@csrf.exempt  # the form proves itself below, so that a form left open for long keeps what was typed
@allow(ANYONE)
def send() -> ResponseReturnValue:
    """Take what was written. On any error the form comes back as it was filled in."""
    sent = Complain()
    if not sent.validate():
        return _shown(_excused(sent), 400)
    try:
        with limiter.limit(_BRAKE):
            reference = complaints.take(store(), sent.told(), clock.now(), token=str(sent.token.data))
    except KeyReused:
        return _shown(_sent_before(sent), 409)
    except RateLimitExceeded:
        return _shown(_stopped(sent), 429)
    return redirect(url_for("complaints.received", reference=reference), 303)


def _shown(shown: Complain, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "public/complaint.html",
        form=shown,
        channels=channels("complaint"),
        longest=format_number(complaints.LONGEST),
        signed_in=access.person() is not None,
    )
    return page, status


def _excused(sent: Complain) -> Complain:
    """In a form that was open too long, only words of ours for that."""
    if "csrf_token" in sent.errors:
        sent.csrf_token.errors = [
            _("Formulir ini terlalu lama terbuka. Isiannya masih ada; periksa, lalu kirim sekali lagi.")
        ]
    return sent


def _sent_before(sent: Complain) -> Complain:
    """The same form came before with other words: perhaps a second complaint, so it may be sent as one."""
    before = complaints.reference_for(store(), str(sent.token.data))
    sent.token.data = new_token()
    sent.form_errors.append(
        _(
            "Formulir ini sudah terkirim sebelumnya dengan nomor %(reference)s. Bila yang ini hal lain, kirim sekali "
            "lagi.",
            reference=before,
        )
    )
    return sent


def _stopped(sent: Complain) -> Complain:
    sent.form_errors.append(
        _(
            "Sudah banyak kiriman dari jaringan Anda, sehingga isian ini belum terkirim. %(when)s Atau pakai salah "
            "satu saluran di halaman ini.",
            when=formats.patience(free_again()),
        )
    )
    return sent


@blueprint.get("/pengaduan/<reference>")
@allow(ANYONE)
def received(reference: str) -> ResponseReturnValue:
    """That it was received, and what happens next. Nothing of what was written is shown here."""
    found = complaints.one(reading(), reference)
    return render_template(
        "public/complaint_received.html",
        reference=found.reference,
        kind=formats.COMPLAINTS[ComplaintKind(found.kind)],
        when=formats.instant(found.created_at),
        has_email=found.email is not None,
        reachable=found.email is not None or found.phone is not None,
    )


@dataclass(frozen=True)
class _Line:
    """A complaint in the list."""

    href: str
    reference: str
    kind: str
    when: str
    who: str
    begins: str


_SHOWN_OF_WORDS = 160


@blueprint.get("/petugas/pengaduan")
@allow(Role.OFFICER)
def inbox() -> ResponseReturnValue:
    """What was received, the newest first."""
    found = complaints.page(reading(), request.args.get("page", 1, int))
    return render_template(
        "review/complaints.html",
        lines=[_line(each) for each in found.complaints],
        total=found.total,
        pager=pager(found, complaints.PAGE, lambda number: url_for("complaints.inbox", page=number)),
    )


def _line(complaint: Complaint) -> _Line:
    words = " ".join(complaint.words.split())
    return _Line(
        href=url_for("complaints.read", reference=complaint.reference),
        reference=complaint.reference,
        kind=str(formats.COMPLAINTS[ComplaintKind(complaint.kind)]),
        when=formats.instant(complaint.created_at),
        who=complaint.name or complaint.email or complaint.phone or _("Tanpa nama"),
        begins=words if len(words) <= _SHOWN_OF_WORDS else f"{words[:_SHOWN_OF_WORDS].rstrip()}…",
    )


@blueprint.get("/petugas/pengaduan/<reference>")
@allow(Role.OFFICER)
def read(reference: str) -> ResponseReturnValue:
    """One complaint, whole, with who can be answered and the request it is about."""
    found = complaints.one(reading(), reference)
    return render_template(
        "review/complaint.html",
        complaint=found,
        kind=formats.COMPLAINTS[ComplaintKind(found.kind)],
        when=formats.instant(found.created_at),
        about=_known(found.booking_reference),
    )


def _known(reference: str | None) -> bool:
    """Whether there is a request of this number: what was typed may be wrong."""
    try:
        return reference is not None and bool(reads.booking(reading(), reference, access.actor()))
    except Unknown:
        return False
