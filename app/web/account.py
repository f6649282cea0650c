"""Signing in and out."""

from __future__ import annotations

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error
from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_user, logout_user

from app import access
from app.access import ANYONE, SIGNED_IN, User, allow
from app.db import reading, store
from app.extensions import limiter
from app.forms.account import SignIn
from app.web import inner
from app.web.filling import sign_in_carries
from booking import people
from booking.terms import Role

blueprint = Blueprint("account", __name__)
hasher = PasswordHasher()
NOBODY = hasher.hash(secrets.token_urlsafe())
"""Checked where there is no password, so that it takes as long as a wrong one."""

HOME = {
    Role.REGION: "requests.own",
    Role.OFFICER: "review.inbox",
    Role.RECEPTIONIST: "reception.day",
    Role.UNIT: "unit.sessions",
    Role.LEADERSHIP: "leadership.summary",
    Role.ADMIN: "admin.start",
}
"""The page each role starts from."""


@blueprint.route("/masuk", methods=["GET", "POST"])
@allow(ANYONE)
@limiter.limit("20 per 5 minutes", methods=["POST"])
def sign_in() -> ResponseReturnValue:
    """Sign in with e-mail and password; whether the address is known is never told."""
    form = SignIn()
    status = 200
    if form.validate_on_submit():
        person = people.by_email(reading(), form.email.data or "")
        chosen = person is not None and person.password_hash != people.NO_PASSWORD
        fits = _fits(person.password_hash if person and chosen else NOBODY, form.password.data or "")
        if fits and chosen and person is not None and person.active:
            carry_over = sign_in_carries(person)
            session.clear()
            login_user(User(person))
            carry_over()
            return redirect(inner(request.args.get("next"), url_for(HOME[Role(person.role)])))
        form.password.errors = [_("Alamat e-mail atau kata sandi tidak cocok. Periksa lagi keduanya.")]
        status = 401
    elif form.is_submitted():
        status = 400
    return render_template("account/sign_in.html", form=form), status


def _fits(password_hash: str, password: str) -> bool:
    try:
        return hasher.verify(password_hash, password)
    except Argon2Error:
        return False


@blueprint.post("/keluar")
@allow(SIGNED_IN)
def sign_out() -> ResponseReturnValue:
    """Sign out. Whoever leaves reception is led to the door, where the next one signs in and no name is left."""
    who = access.actor()
    logout_user()
    session.clear()
    people.sign_out(store(), who.person_id)
    flash(_("Anda sudah keluar dari semua perangkat."), "success")
    return redirect(url_for("account.sign_in" if who.role is Role.RECEPTIONIST else "public.home"))
