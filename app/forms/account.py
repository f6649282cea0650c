"""Signing in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired


class SignIn(FlaskForm):
    """E-mail and password."""

    email = EmailField(_l("Alamat e-mail"), [InputRequired(_l("Isikan alamat e-mail."))])
    password = PasswordField(_l("Kata sandi"), [InputRequired(_l("Isikan kata sandi."))])
