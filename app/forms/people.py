"""Fields in which somebody says who they are and how they are reached."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, Field, Form, StringField, TelField
from wtforms.validators import DataRequired, Length, Regexp, ValidationError

from app.texts import clean, email

LONGEST = 200
PHONE = re.compile(r"\+?[0-9][0-9 ().-]{6,24}\Z")
short_enough = Length(max=LONGEST, message=_l("Paling panjang %(max)d huruf."))


def line(label: Any, missing: Any) -> StringField:
    """A line of text that is due."""
    return StringField(label, [DataRequired(missing), short_enough], filters=[clean])


def address(label: Any, missing: Any) -> EmailField:
    """An e-mail address that is due."""
    return EmailField(label, [DataRequired(missing), an_address, short_enough], filters=[clean])


def phone(label: Any, missing: Any) -> TelField:
    """A telephone number that is due."""
    fits = Regexp(PHONE, message=_l("Tulis nomor telepon dengan angka, misalnya 0812 3456 7890."))
    return TelField(label, [DataRequired(missing), fits], filters=[clean])


def an_address(form: Form, field: Field) -> None:
    """Raises ValidationError for what is no e-mail address."""
    if email(field.data or "") is None:
        raise ValidationError(_("Tulis alamat e-mail yang lengkap, misalnya nama@contoh.go.id."))
