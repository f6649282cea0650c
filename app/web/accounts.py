"""Accounts of regions: asking for one, choosing a password, and the officers' answer."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app import access, clock, formats
from app.access import ANYONE, allow
from app.db import reading, store
from app.extensions import limiter
from app.forms.account import AskAccount, ChoosePassword, Forgotten, RefuseAccount
from app.forms.office import Answer, Confirm, attempt
from app.web.account import hasher
from app.web.paging import pager
from booking import accounts as register
from booking import passwords, people
from booking.errors import NotOpen, Unknown
from booking.models import AccountRequest
from booking.terms import AccountAnswer, Role
from rules.regions import register as regions

blueprint = Blueprint("accounts", __name__)

_OFTEN = "10 per hour"
_CHOOSING = "20 per hour"
_GONE = 410
STATES = {
    AccountAnswer.WAITING: (_l("Menunggu keputusan"), "wait"),
    AccountAnswer.OPENED: (_l("Akun dibuka"), "ok"),
    AccountAnswer.REFUSED: (_l("Ditolak"), "bad"),
}


@blueprint.route("/akun/minta", methods=["GET", "POST"])
@allow(ANYONE)
@limiter.limit(_OFTEN, methods=["POST"])
def ask() -> ResponseReturnValue:
    """Ask for an account. Whether the address has one is never told here."""
    form, answer = AskAccount(), Answer()
    if form.is_submitted():
        answer = attempt(form, lambda: register.ask(store(), form.wish(), access.requester(), clock.now()))
        if answer.done:
            return redirect(url_for("accounts.asked"))
    return render_template("account/ask.html", form=form, regions=regions().values()), answer.status


@blueprint.get("/akun/minta/terkirim")
@allow(ANYONE)
def asked() -> ResponseReturnValue:
    """What happens now that an account was asked for."""
    return render_template("account/asked.html")


@blueprint.route("/akun/lupa", methods=["GET", "POST"])
@allow(ANYONE)
@limiter.limit(_OFTEN, methods=["POST"])
def forgotten() -> ResponseReturnValue:
    """Ask for a link to choose another password. Whether the address has an account is never told here."""
    form, answer = Forgotten(), Answer()
    if form.is_submitted():
        mailed = form.email.data or ""
        answer = attempt(form, lambda: passwords.ask(store(), mailed, access.requester(), clock.now()))
        if answer.done:
            return redirect(url_for("accounts.mailed"))
    return render_template("account/forgotten.html", form=form), answer.status


@blueprint.get("/akun/lupa/terkirim")
@allow(ANYONE)
def mailed() -> ResponseReturnValue:
    """Where the link is to be found."""
    return render_template("account/mailed.html", minutes=passwords.HOLDS // timedelta(minutes=1))


@blueprint.route("/akun/sandi/<int(max=2147483647):number>", methods=["GET", "POST"])
@allow(ANYONE)
@limiter.limit(_CHOOSING, methods=["POST"])
def choose(number: int) -> ResponseReturnValue:
    """Choose a password by a mailed link: opening it shows a form, sending that acts. Nobody is signed in by it."""
    ends, token = request.args.get("sampai", ""), request.args.get("token", "")
    form, answer = ChoosePassword(), Answer()

    def act() -> None:
        passwords.choose(store(), number, ends, token, form.password.data or "", hasher.hash, clock.now())

    try:
        person = passwords.proved(reading(), store().journal_key, number, ends, token, clock.now())
        if form.is_submitted():
            answer = attempt(form, act)
    except Unknown:
        reading().rollback()
        return render_template("account/link_over.html"), _GONE
    if answer.done:
        flash(_("Kata sandi Anda sudah tersimpan. Silakan masuk dengan kata sandi itu."), "success")
        return redirect(url_for("account.sign_in"))
    page = render_template("account/choose.html", form=form, email=person.email, shortest=passwords.SHORTEST)
    return page, answer.status


@dataclass(frozen=True)
class _State:
    """A state as a badge shows it."""

    label: str
    tone: str


@dataclass(frozen=True)
class _Line:
    """A request in a list; ``hints`` say what to look at before an account is opened."""

    href: str
    name: str
    email: str
    region: str
    institution: str
    when: str
    state: _State
    hints: list[str]


@blueprint.get("/petugas/akun")
@allow(Role.OFFICER)
def waiting() -> ResponseReturnValue:
    """Who waits for an account, the oldest first, and what was decided last."""
    found = register.page(reading(), request.args.get("page", 1, int))
    having = people.by_region(reading())
    return render_template(
        "account/waiting.html",
        lines=[_line(each, having) for each in found.requests],
        total=found.total,
        pager=pager(found, register.PAGE, lambda number: url_for("accounts.waiting", page=number)),
        decided=[_line(each, having) for each in register.decided(reading())],
    )


def _line(each: AccountRequest, having: Counter[str]) -> _Line:
    label, tone = STATES[AccountAnswer(each.state)]
    return _Line(
        href=url_for("accounts.decide", number=each.id),
        name=each.name,
        email=each.email,
        region=each.region.name,
        institution=each.institution,
        when=formats.instant(each.decided_at or each.created_at),
        state=_State(str(label), tone),
        hints=_hints(each, having[each.region_code]),
    )


def _hints(each: AccountRequest, having: int) -> list[str]:
    hints = []
    if not register.of_the_government(each.email):
        hints.append(_("Bukan alamat .go.id"))
    if having:
        hints.append(ngettext("Daerah ini sudah punya %(num)s akun", "Daerah ini sudah punya %(num)s akun", having))
    return [str(hint) for hint in hints]


@blueprint.get("/petugas/akun/<int(max=2147483647):number>")
@allow(Role.OFFICER)
def decide(number: int) -> ResponseReturnValue:
    """One request with what its decision rests on."""
    return _page(number, Confirm(), RefuseAccount())


@blueprint.post("/petugas/akun/<int(max=2147483647):number>")
@allow(Role.OFFICER)
def decided(number: int) -> ResponseReturnValue:
    """Open the account or refuse it, whichever form was sent. What another officer decided meanwhile is shown."""
    opening, refusing = Confirm(), RefuseAccount()
    who, now, note = access.actor(), clock.now(), refusing.note.data or ""
    act = request.form.get("act")
    try:
        if act == "open":
            refusing = RefuseAccount(formdata=None)
            answer = attempt(opening, lambda: register.open_account(store(), number, who, now))
            said = _("Akun dibuka. Tautan untuk memilih kata sandi dikirim lewat surel.")
        elif act == "refuse":
            answer = attempt(refusing, lambda: register.refuse(store(), number, note, who, now))
            said = _("Permintaan akun ditolak. Alasannya dikirim lewat surel.")
        else:
            abort(400)
    except NotOpen:
        reading().rollback()
        flash(_("Permintaan ini sudah diputuskan sebelumnya; keputusan itu tetap berlaku."), "warning")
        return redirect(url_for("accounts.decide", number=number))
    if answer.done:
        flash(said, "success")
        return redirect(url_for("accounts.waiting"))
    return _page(number, opening, refusing, answer)


def _page(number: int, opening: Confirm, refusing: RefuseAccount, answer: Answer | None = None) -> ResponseReturnValue:
    each = register.one(reading(), number)
    waits = each.state == AccountAnswer.WAITING.value
    others = people.of_region(reading(), each.region_code)
    same = people.by_email(reading(), each.email) if waits else None
    officer = people.by_number(reading(), each.decided_by) if each.decided_by else None
    page = render_template(
        "account/decide.html",
        asked=each,
        line=_line(each, Counter()),
        waits=waits,
        asked_at=formats.instant(each.created_at),
        officer=officer.name if officer else "",
        others=[person for person in others if person.id != each.person_id],
        of_the_government=register.of_the_government(each.email),
        same=same,
        days=register.LINK_HOLDS.days,
        opening=opening,
        refusing=refusing,
    )
    return page, (answer or Answer()).status
