"""Signing in, asking for an account, and choosing a password."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, StringField, TextAreaField
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length

from app.forms.people import address, line, phone
from app.forms.schedule import only_region
from app.texts import clean, clean_lines
from booking.accounts import Wish

_LONGEST_PASSWORD = 1_000
_LONGEST_NOTE = 2_000


class SignIn(FlaskForm):
    """E-mail and password."""

    email = EmailField(_l("Alamat e-mail"), [InputRequired(_l("Isikan alamat e-mail."))])
    password = PasswordField(_l("Kata sandi"), [InputRequired(_l("Isikan kata sandi."))])


class AskAccount(FlaskForm):
    """Who asks for an account, and for which region."""

    region = StringField(_l("Daerah"), [DataRequired(_l("Tuliskan daerahnya."))], filters=[clean])
    institution = line(_l("Instansi"), _l("Tuliskan instansi Anda."))
    name = line(_l("Nama lengkap"), _l("Tuliskan nama Anda."))
    position = line(_l("Jabatan"), _l("Tuliskan jabatan Anda."))
    email = address(_l("Alamat e-mail"), _l("Isikan alamat e-mail; tautan kata sandi dikirim ke sana."))
    phone = phone(_l("Nomor telepon atau WhatsApp"), _l("Isikan nomor yang dapat dihubungi."))

    def validate_region(self, field: StringField) -> None:
        """One region."""
        only_region(field.data)

    def wish(self) -> Wish:
        """What the form says, once it is valid."""
        region = only_region(self.region.data or "") or ""
        said = (self.institution, self.name, self.position, self.email, self.phone)
        return Wish(region, *(str(field.data) for field in said))


class Forgotten(FlaskForm):
    """The address of whoever forgot their password."""

    email = address(_l("Alamat e-mail"), _l("Isikan alamat e-mail."))


class ChoosePassword(FlaskForm):
    """A password, and the same once more."""

    password = PasswordField(
        _l("Kata sandi baru"),
        [
            InputRequired(_l("Isikan kata sandi.")),
            Length(max=_LONGEST_PASSWORD, message=_l("Paling panjang %(max)d huruf.")),
        ],
    )
    again = PasswordField(
        _l("Kata sandi baru, sekali lagi"),
        [EqualTo("password", _l("Kedua isian kata sandi belum sama. Ketik sekali lagi."))],
    )


class RefuseAccount(FlaskForm):
    """Why no account is opened."""

    note = TextAreaField(
        _l("Penjelasan untuk pemohon akun"),
        [Length(max=_LONGEST_NOTE, message=_l("Paling panjang %(max)d huruf."))],
        filters=[clean_lines],
    )
