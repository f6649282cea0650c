"""The outbox as an administrator sees it: what was sent, what waits, what could not be sent and is to go once more."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from email.message import EmailMessage
from typing import Any, cast

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import access, clock, formats
from app.access import allow
from app.db import reading, store
from app.forms.admin import SearchMails
from app.forms.office import Confirm
from app.jobs.outbox import post
from app.web import Link
from app.web.paging import pager
from booking import outbox
from booking.models import Message
from booking.terms import Delivery, MessageKind, Role

blueprint = Blueprint("outbox", __name__)
_log = logging.getLogger(__name__)

_ALL = "all"
_HIDDEN = "••••••••"
STATES = {
    Delivery.WAITING: (_l("Menunggu dikirim"), "wait"),
    Delivery.SENT: (_l("Terkirim"), "ok"),
    Delivery.DROPPED: (_l("Tidak perlu dikirim lagi"), "done"),
    Delivery.DEAD: (_l("Gagal"), "bad"),
}
KINDS = {
    MessageKind.CONFIRM: _l("Konfirmasi alamat"),
    MessageKind.RECEIVED: _l("Permohonan diterima"),
    MessageKind.SCHEDULED: _l("Jadwal diberikan"),
    MessageKind.MOVED: _l("Jadwal dipindahkan"),
    MessageKind.CHANGED: _l("Rincian berubah"),
    MessageKind.REJECTED: _l("Permohonan ditolak"),
    MessageKind.WITHDRAWN: _l("Permohonan ditarik"),
    MessageKind.CANCELLED: _l("Jadwal dibatalkan"),
    MessageKind.RELEASED: _l("Jadwal dilepas kantor"),
    MessageKind.EXPIRED: _l("Permohonan kedaluwarsa"),
    MessageKind.QUESTION: _l("Pertanyaan petugas"),
    MessageKind.REPLY: _l("Jawaban pemohon"),
    MessageKind.CONSIDERED: _l("Pertimbangan unit"),
    MessageKind.REMINDER: _l("Pengingat sesi"),
    MessageKind.NO_SHOW: _l("Tidak hadir"),
    MessageKind.EXCUSED: _l("Berhalangan, dengan keterangan"),
    MessageKind.RESTORED: _l("Jadwal dipulihkan"),
    MessageKind.LETTER_COPY: _l("Salinan surat"),
    MessageKind.ESCALATED: _l("Eskalasi kepada pimpinan"),
    MessageKind.RECORD_OVERDUE: _l("Berkas sesi belum lengkap"),
    MessageKind.ANSWER_DUE: _l("Jawaban ditunggu"),
    MessageKind.COMPLAINT: _l("Pengaduan, saran, atau masukan"),
    MessageKind.COMPLAINT_RECEIVED: _l("Tanda terima pengaduan"),
    MessageKind.ACCOUNT_ASKED: _l("Permintaan akun"),
    MessageKind.ACCOUNT_OPENED: _l("Akun dibuka"),
    MessageKind.ACCOUNT_REFUSED: _l("Permintaan akun ditolak"),
    MessageKind.PASSWORD: _l("Tautan kata sandi"),
}


@dataclass(frozen=True)
class _Told:
    """A state as a badge shows it."""

    label: str
    tone: str


@dataclass(frozen=True)
class _Line:
    """A message in the list."""

    href: str
    kind: str
    about: str
    recipient: str
    when: str
    state: _Told


@blueprint.get("/admin/surel")
@allow(Role.ADMIN)
def messages() -> ResponseReturnValue:
    """The messages by state, the newest first."""
    chosen = request.args.get("state", _ALL)
    if chosen not in (_ALL, *Delivery):
        abort(404)
    state = None if chosen == _ALL else Delivery(chosen)
    search = SearchMails(request.args)
    query = search.q.data or ""
    found = outbox.page(reading(), state, request.args.get("page", 1, int), query=query)
    named = [(_ALL, str(_("Semua")), "")]
    named += [(each.value, str(label), _count(each)) for each, (label, _tone) in STATES.items()]

    def here(**more: Any) -> str:
        asked: dict[str, Any] = {"q": query} if query else {}
        return url_for("outbox.messages", **asked, **more)

    return render_template(
        "admin/outbox.html",
        search=search,
        query=query,
        lines=[_line(each) for each in found.messages],
        tabs=[Link(label, here(state=key), chosen == key, value=count) for key, label, count in named],
        chosen=chosen,
        pager=pager(found, outbox.PAGE, lambda page: here(state=chosen, page=page)),
        leaves=bool(current_app.config["MAIL_URL"]),
    )


def _count(state: Delivery) -> str:
    """How many there are of those that somebody may have to see to; the others are not counted."""
    if state not in (Delivery.WAITING, Delivery.DEAD):
        return ""
    count = outbox.counted(reading(), state)
    return str(count) if count < outbox.COUNTED else _("%(count)s atau lebih", count=count)


def _line(message: Message) -> _Line:
    label, tone = STATES[Delivery(message.state)]
    return _Line(
        href=url_for("outbox.message", number=message.id),
        kind=str(KINDS[MessageKind(message.kind)]),
        about=message.about.partition(":")[2] or _("akun"),
        recipient=message.recipient,
        when=formats.instant(message.sent_at or message.created_at),
        state=_Told(str(label), tone),
    )


@blueprint.get("/admin/surel/<int(max=2147483647):number>")
@allow(Role.ADMIN)
def message(number: int) -> ResponseReturnValue:
    """One message, as it was or would be sent. Where mails leave the house, codes in them are the recipient's alone."""
    found = reading().get(Message, number)
    if found is None:
        abort(404)
    mail = _mail(found)
    return render_template(
        "admin/message.html",
        line=_line(found),
        written=formats.instant(found.created_at),
        sent=formats.instant(found.sent_at) if found.sent_at else "",
        next_try=formats.instant(found.next_at) if found.state == Delivery.WAITING.value and found.attempts else "",
        attempts=found.attempts,
        error=found.error,
        subject=str(mail["Subject"]) if mail else "",
        text=_text(mail) if mail else "",
        files=[part.get_filename() or part.get_content_type() for part in mail.iter_attachments()] if mail else [],
        dead=found.state == Delivery.DEAD.value,
        form=Confirm(),
    )


def _mail(found: Message) -> EmailMessage | None:
    """The mail; None where it cannot be rendered, which must not hide what became of it."""
    what = outbox.sending(reading(), store().journal_key, found.id)
    if current_app.config["MAIL_URL"]:
        code, token = what.access_code and _HIDDEN, what.confirm_token and _HIDDEN
        what = replace(
            what, access_code=code, confirm_token=token, password_token=what.password_token and _HIDDEN
        )
    try:
        return post().mail(what, clock.now())
    except Exception:
        _log.exception("message %s", found.id)
        return None


def _text(mail: EmailMessage) -> str:
    body = cast("EmailMessage | None", mail.get_body(("plain",)))
    return str(body.get_content()) if body is not None else ""


@blueprint.post("/admin/surel/<int(max=2147483647):number>")
@allow(Role.ADMIN)
def resend(number: int) -> ResponseReturnValue:
    """Send a message once more that could not be sent."""
    if not Confirm().validate():
        abort(400)
    if not outbox.resend(store(), number, access.actor(), clock.now()):
        abort(404 if reading().get(Message, number) is None else 409)
    flash(_("Surel ini akan dikirim sekali lagi."), "success")
    return redirect(url_for("outbox.message", number=number))
