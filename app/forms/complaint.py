"""A complaint, suggestion or comment as somebody writes it. Who they are is theirs to tell or not."""

from __future__ import annotations

import re
import secrets
from typing import Any

from flask_babel import format_number
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, RadioField, StringField, TelField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, Length, Optional, Regexp, ValidationError

from app import formats
from app.forms import options
from app.texts import clean, clean_lines, email
from booking import complaints
from booking.complaints import Told
from booking.terms import ComplaintKind

_LONGEST = 200
_TOKEN_BYTES = 16
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
_REFERENCE = re.compile(r"[A-Za-z0-9]{4}-[A-Za-z0-9]{4}\Z")
_short_enough = Length(max=_LONGEST, message=_l("Paling panjang %(max)d huruf."))


def new_token() -> str:
    """A token by which one filled-in form is told from another."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def token_or_new(said: str | None) -> str:
    """The token that a form brought back; a new one where it brought none of ours."""
    return said if said and _TOKEN.fullmatch(said) else new_token()


class Complain(FlaskForm):
    """What somebody has to say (E.5). ``token`` makes of a form that is sent twice one complaint."""

    kind = RadioField(
        _l("Yang ingin disampaikan"),
        [AnyOf(list(ComplaintKind), _l("Pilih pengaduan, saran, atau masukan."))],
        choices=options((kind.value, label) for kind, label in formats.COMPLAINTS.items()),
        default=ComplaintKind.COMPLAINT.value,
        validate_choice=False,
    )
    words = TextAreaField(
        _l("Isinya"),
        [
            DataRequired(_l("Tuliskan apa yang ingin disampaikan.")),
        ],
        filters=[clean_lines],
    )
    booking = StringField(
        _l("Nomor permohonan"),
        [Optional(), Regexp(_REFERENCE, message=_l("Tulis nomornya seperti K7QM-3TXD, atau kosongkan."))],
        filters=[clean],
    )
    name = StringField(_l("Nama"), [Optional(), _short_enough], filters=[clean])
    email = EmailField(_l("Alamat e-mail"), [Optional(), _short_enough], filters=[clean])
    phone = TelField(_l("Nomor telepon atau WhatsApp"), [Optional(), _short_enough], filters=[clean])
    token = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.token.data = token_or_new(self.token.data)

    def validate_words(self, field: TextAreaField) -> None:
        """Not too long: what is too much is told, for nothing is cut off."""
        length = len(field.data or "")
        if length > complaints.LONGEST:
            most, now = format_number(complaints.LONGEST), format_number(length)
            raise ValidationError(_("Paling panjang %(most)s huruf; sekarang %(now)s.", most=most, now=now))

    def validate_email(self, field: EmailField) -> None:
        """An address, where one is given: something is sent there."""
        if field.data and email(field.data) is None:
            raise ValidationError(_("Tulis alamat e-mail yang lengkap, misalnya nama@contoh.go.id."))

    def told(self) -> Told:
        """What was said."""
        return Told(
            kind=ComplaintKind(self.kind.data),
            words=str(self.words.data),
            name=self.name.data or None,
            email=email(self.email.data) if self.email.data else None,
            phone=self.phone.data or None,
            booking_reference=self.booking.data.upper() if self.booking.data else None,
        )
