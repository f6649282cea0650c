"""A message of the outbox as a mail: Indonesian first, the same in English below, as plain text and as HTML."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import NamedTuple

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from markupsafe import Markup, escape

from app import formats
from app.feeds.ical import DOMAIN, OFFICE, office_address
from app.mail import account, complainer, office, requester
from app.mail.invitation import invitation
from app.mail.matter import Link, Matter, Told
from app.texts import clean, email
from booking.messages import Attachment, Sending
from booking.terms import MessageKind
from rules import citation, words

_TELLS: dict[MessageKind, Callable[[Matter], Told]] = {
    MessageKind.CONFIRM: requester.confirm,
    MessageKind.RECEIVED: requester.received,
    MessageKind.SCHEDULED: requester.scheduled,
    MessageKind.MOVED: requester.moved,
    MessageKind.CHANGED: requester.changed,
    MessageKind.REJECTED: requester.rejected,
    MessageKind.WITHDRAWN: requester.withdrawn,
    MessageKind.CANCELLED: requester.cancelled,
    MessageKind.RELEASED: requester.released,
    MessageKind.EXPIRED: requester.expired,
    MessageKind.QUESTION: requester.question,
    MessageKind.REPLY: office.reply,
    MessageKind.CONSIDERED: office.considered,
    MessageKind.REMINDER: requester.reminder,
    MessageKind.NO_SHOW: requester.no_show,
    MessageKind.EXCUSED: requester.excused,
    MessageKind.RESTORED: requester.restored,
    MessageKind.LETTER_COPY: office.letter_copy,
    MessageKind.ESCALATED: office.escalated,
    MessageKind.RECORD_OVERDUE: office.record_overdue,
    MessageKind.ANSWER_DUE: office.answer_due,
    MessageKind.COMPLAINT: office.complaint,
    MessageKind.COMPLAINT_RECEIVED: complainer.received,
    MessageKind.ACCOUNT_ASKED: account.asked,
    MessageKind.ACCOUNT_OPENED: account.opened,
    MessageKind.ACCOUNT_REFUSED: account.refused,
    MessageKind.PASSWORD: account.password,
}
_NUMBER = re.compile(r"[a-z0-9.-]+")
_TYPE = re.compile(r"(application|image)/[a-z0-9.+-]+")
_SHOWN_CHANNELS = ("phone", "whatsapp", "email")
_WIDTH = 76
_HOURS = re.compile(r"\d\d[.:]\d\d–\d\d[.:]\d\d WI(?:B|TA|T)")


class Half(NamedTuple):
    """The message in one language, with the words around it."""

    language: str
    told: Told
    greeting: str
    labels: dict[str, str]
    free: str
    complain: str
    channels: list[tuple[str, str, str]]
    all_channels: Link


def rendered(sending: Sending, base_url: str, now: datetime) -> EmailMessage:
    """A message as a mail. Needs an application; raises ValueError where number or recipient are none."""
    halves = [_half(sending, base_url.rstrip("/"), language) for language in words.LANGUAGES]
    mail = _addressed(sending, now)
    mail["Subject"] = clean(halves[0].told.subject)
    mail.set_content(_page("mail/message.txt", halves), cte="quoted-printable")
    mail.add_alternative(_page("mail/message.html", halves), subtype="html", cte="quoted-printable")
    if (invited := invitation(sending, base_url.rstrip("/"))) is not None:
        params = {"method": invited.method, "charset": "utf-8"}
        mail.add_alternative(invited.content, maintype="text", subtype="calendar", cte="base64", params=params)
    for attachment in sending.attachments:
        _attach(mail, attachment)
    return mail


def _addressed(sending: Sending, now: datetime) -> EmailMessage:
    if not _NUMBER.fullmatch(sending.number):
        raise ValueError(f"the number of a message is made of a-z, 0-9, dot and hyphen: {sending.number!r}")
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(OFFICE, addr_spec=office_address())
    mail["To"] = Address(addr_spec=_one_address(sending.recipient))
    mail["Date"] = now
    mail["Message-ID"] = f"<{sending.number}@{DOMAIN}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = ", ".join(words.LANGUAGES)
    return mail


def _one_address(recipient: str) -> str:
    if clean(recipient) != recipient or email(recipient) is None:
        raise ValueError(f"a recipient is one address: {recipient!r}")
    return recipient


def _attach(mail: EmailMessage, attachment: Attachment) -> None:
    said = attachment.content_type
    maintype, _slash, subtype = (said if _TYPE.fullmatch(said) else "application/octet-stream").partition("/")
    name = clean(attachment.filename).replace("/", "-")
    mail.add_attachment(attachment.content, maintype=maintype, subtype=subtype, filename=name)


def _half(sending: Sending, base_url: str, language: str) -> Half:
    with force_locale(language):
        matter = Matter(sending, base_url)
        return _around(_TELLS[sending.kind](matter), matter.whom(), base_url, language)


def _around(told: Told, whom: str, base_url: str, language: str) -> Half:
    """What is told, with the words around it in the language at hand."""
    return Half(
        language=language,
        told=told,
        greeting=_("Yth. %(whom)s,", whom=whom),
        labels={
            "steps": _("Yang perlu dilakukan"),
            "facts": _("Keterangan"),
            "choices": _("Sesi terbuka berikutnya"),
        },
        free=_("Semua layanan ini tidak dikenakan biaya apa pun (butir E.4)."),
        complain=_("Ada yang meminta imbalan, atau layanan tidak semestinya?"),
        channels=[
            (formats.worded(channel.name), channel.value, channel.href)
            for channel in citation.channels("complaint")
            if channel.kind in _SHOWN_CHANNELS
        ],
        all_channels=Link(_("Semua saluran pengaduan"), f"{base_url}/pengaduan"),
    )


class Prepared(NamedTuple):
    """An answer that somebody sends by hand."""

    subject: str
    text: str


def told_by_hand(sending: Sending, base_url: str) -> tuple[Told, str]:
    """What a message tells and whom it greets, in Indonesian, where an officer sends it: without what opens a request,
    which goes to the requester's own address alone."""
    bare = replace(sending, access_code=None, confirm_token=None, password_token=None)
    with force_locale(words.LANGUAGES[0]):
        matter = Matter(bare, base_url.rstrip("/"), by_hand=True)
        told = _TELLS[sending.kind](matter)
        if sending.booking is not None:
            email = sending.booking.contact_email
            said = _("Kode akses untuk membuka permohonan ini ada di surel kami kepada %(email)s.", email=email)
            told = replace(told, happened=[*told.happened, str(said)])
        return told, matter.whom()


def by_hand(told: Told, whom: str, base_url: str) -> Prepared:
    """The same words as in a mail, in Indonesian alone and without line ends inside a sentence."""
    language = words.LANGUAGES[0]
    with force_locale(language):
        half = _around(told, whom, base_url.rstrip("/"), language)
        text = _page("mail/message.txt", [half], wrapped=_unwrapped)
    return Prepared(clean(told.subject), text)


def _page(template: str, halves: list[Half], **others: Callable[..., str]) -> str:
    """Templates without a request: none of what stands around a page of the site."""
    made = current_app.jinja_env.get_template(template)
    helpers = {"wrapped": wrapped, "unbroken": unbroken} | others
    return made.render(halves=halves, subject=clean(halves[0].told.subject), **helpers).strip() + "\n"


def unbroken(text: str) -> Markup:
    """A text of a page whose hours stay on one line."""
    return Markup(_HOURS.sub(r'<span class="hours">\g<0></span>', str(escape(text))))  # noqa: S704 - escaped within


def _unwrapped(text: str, first: str = "", then: str = "") -> str:
    """A text whose lines end where it ends them: a telephone breaks them itself."""
    lines = text.splitlines() or [""]
    return "\n".join(f"{then if place else first}{line}" for place, line in enumerate(lines))


def wrapped(text: str, first: str = "", then: str = "") -> str:
    """A text in lines that every mail program shows whole; long words and addresses stay in one piece."""
    lines = text.splitlines() or [""]
    return "\n".join(
        textwrap.fill(
            line,
            _WIDTH,
            initial_indent=first if place == 0 else then,
            subsequent_indent=then,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for place, line in enumerate(lines)
    )
