"""People, their roles and their tokens, as an administrator keeps them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import access, clock, formats
from app.access import allow
from app.db import reading, store
from app.forms import admin as forms
from app.forms.office import Answer, Confirm, attempt
from app.web.paging import pager
from booking import people as register
from booking import reads, staff
from booking import tokens as kept
from booking.lists import Kind, rows
from booking.models import Person, Token, Unit
from booking.passwords import HOLDS
from booking.terms import Role
from rules.regions import register as regions

blueprint = Blueprint("staff", __name__)

_NEW_TOKEN = "new_token"  # noqa: S105
_HEADER = "Authorization: Bearer …"
_MINUTE = 60


@dataclass(frozen=True)
class _Told:
    """A state as a badge shows it."""

    label: str
    tone: str


@dataclass(frozen=True)
class _Line:
    """Somebody with a sign-in, and for whom they speak."""

    href: str
    name: str
    email: str
    role: str
    speaks_for: str
    state: _Told


@dataclass(frozen=True)
class _TokenLine:
    """A token, without its secret: that is told once."""

    number: int
    name: str
    owner: str
    owner_href: str
    created: str
    ended: str
    live: bool
    state: _Told


@blueprint.get("/admin/orang")
@allow(Role.ADMIN)
def people() -> ResponseReturnValue:
    """People by name, found by name, address, role, and whether they can sign in."""
    search = forms.SearchPeople(request.args)
    query, role, active = search.q.data or "", search.role.data or "", search.active.data or ""
    found = staff.page(
        reading(),
        request.args.get("page", 1, int),
        query=query,
        role=Role(role) if role in set(forms.SIGNING_IN) else None,
        active={forms.OPEN: True, forms.CLOSED: False}.get(active),
    )
    asked: dict[str, Any] = {name: value for name, value in (("q", query), ("role", role), ("active", active)) if value}
    units = _unit_names()
    return render_template(
        "admin/people.html",
        search=search,
        asked=bool(asked),
        lines=[_line(each, units) for each in found.people],
        pager=pager(found, staff.PAGE, lambda number: url_for("staff.people", **asked, page=number)),
    )


def _unit_names() -> dict[str, str]:
    return {unit.code: formats.named(unit) for unit in rows(reading(), Kind.UNIT)}


def _line(person: Person, units: dict[str, str]) -> _Line:
    region = formats.region_name(person.region_code) if person.region_code else ""
    return _Line(
        href=url_for("staff.person", number=person.id),
        name=person.name,
        email=person.email,
        role=str(formats.ROLES[Role(person.role)]),
        speaks_for=region or units.get(person.unit_code or "", ""),
        state=_state(person),
    )


def _state(person: Person) -> _Told:
    if not person.active:
        return _Told(_("Akun ditutup"), "done")
    if person.password_hash == register.NO_PASSWORD:
        return _Told(_("Belum memilih kata sandi"), "wait")
    return _Told(_("Aktif"), "ok")


@blueprint.route("/admin/orang/baru", methods=["GET", "POST"])
@allow(Role.ADMIN)
def add() -> ResponseReturnValue:
    """Enter somebody; they choose their password themselves, by a mailed link."""
    form, answer = forms.NewPerson(), Answer()
    form.offer(reads.units(reading()))
    made: list[int] = []
    if form.is_submitted():
        who, now = access.actor(), clock.now()
        answer = attempt(
            form, lambda: made.append(staff.enter(store(), form.mailbox(), form.who(), who, now))
        )
    if answer.done:
        flash(_("Akun dibuat. Tautan untuk memilih kata sandi dikirim ke %(email)s.", email=form.mailbox()), "success")
        return redirect(url_for("staff.person", number=made[0]), 303)
    page = render_template("admin/person_new.html", form=form, regions=regions().values())
    return page, answer.status


@blueprint.get("/admin/orang/<int(max=2147483647):number>")
@allow(Role.ADMIN)
def person(number: int) -> ResponseReturnValue:
    """Somebody, what may be changed, and the tokens that speak for them."""
    return _page(_found(number), None, forms.IssueToken(formdata=None), Confirm())


def _found(number: int) -> Person:
    found = register.by_number(reading(), number)
    if found is None:
        abort(404)
    return found


@blueprint.post("/admin/orang/<int(max=2147483647):number>")
@allow(Role.ADMIN)
def act(number: int) -> ResponseReturnValue:
    """Whichever form of the page was sent."""
    done = _ACTS.get(request.form.get("act", ""))
    if done is None:
        abort(400)
    return done(_found(number))


def _change(found: Person) -> ResponseReturnValue:
    form = forms.Person()
    _offer(form, found)
    who, now, number = access.actor(), clock.now(), found.id
    answer = attempt(form, lambda: staff.change(store(), number, form.who(), who, now))
    if answer.done:
        flash(_("Perubahan tersimpan."), "success")
        return redirect(url_for("staff.person", number=number), 303)
    return _page(_found(number), form, forms.IssueToken(formdata=None), Confirm(), answer)


def _issue(found: Person) -> ResponseReturnValue:
    form = forms.IssueToken()
    who, now, number = access.actor(), clock.now(), found.id
    made: list[str] = []
    answer = attempt(
        form, lambda: made.append(kept.issue(store(), number, form.purpose.data or "", who, now))
    )
    if answer.done:
        session[_NEW_TOKEN] = made[0]
        return redirect(url_for("staff.token_made", number=number), 303)
    return _page(_found(number), None, form, Confirm(), answer)


def _confirmed(act: Callable[..., None], said: Callable[[Person], str]) -> Callable[[Person], ResponseReturnValue]:
    """An act that asks for nothing but a pressed button."""

    def do(found: Person) -> ResponseReturnValue:
        form, who, now, number = Confirm(), access.actor(), clock.now(), found.id
        answer = attempt(form, lambda: act(store(), number, who, now))
        if answer.done:
            flash(said(_found(number)), "success")
            return redirect(url_for("staff.person", number=number), 303)
        return _page(_found(number), None, forms.IssueToken(formdata=None), form, answer)

    return do


_ACTS: dict[str, Callable[[Person], ResponseReturnValue]] = {
    "change": _change,
    "token": _issue,
    "close": _confirmed(
        staff.close,
        lambda found: _("Akun %(name)s ditutup. Semua yang masih terbuka atas namanya berakhir.", name=found.name),
    ),
    "reopen": _confirmed(
        staff.reopen,
        lambda found: _("Akun dibuka lagi. Tautan untuk memilih kata sandi dikirim ke %(email)s.", email=found.email),
    ),
    "link": _confirmed(
        staff.send_link,
        lambda found: _("Tautan untuk memilih kata sandi dikirim ke %(email)s.", email=found.email),
    ),
}


def _offer(form: forms.Person, found: Person) -> None:
    """Units in service, and the one somebody has in any case."""
    form.offer(
        unit
        for unit in rows(reading(), Kind.UNIT)
        if isinstance(unit, Unit) and (unit.active or unit.code == found.unit_code)
    )


def _page(
    found: Person,
    changing: forms.Person | None,
    issuing: forms.IssueToken,
    confirming: Confirm,
    answer: Answer | None = None,
) -> ResponseReturnValue:
    if changing is None:
        region = formats.region_name(found.region_code) if found.region_code else ""
        changing = forms.Person(
            formdata=None, name=found.name, role=found.role, region=region, unit=found.unit_code or ""
        )
    _offer(changing, found)
    page = render_template(
        "admin/person.html",
        person=found,
        line=_line(found, _unit_names()),
        created=formats.instant(found.created_at),
        oneself=found.id == access.actor().person_id,
        chosen=found.password_hash != register.NO_PASSWORD,
        tokens=[_token_line(each, found) for each in kept.of_person(reading(), found.id)],
        regions=regions().values(),
        changing=changing,
        issuing=issuing,
        confirming=confirming,
        minutes=int(HOLDS.total_seconds()) // _MINUTE,
    )
    return page, (answer or Answer()).status


def _token_line(token: Token, owner: Person) -> _TokenLine:
    live = token.revoked_at is None and owner.active
    ended = formats.instant(token.revoked_at) if token.revoked_at else ""
    return _TokenLine(
        number=token.id,
        name=token.name,
        owner=owner.name,
        owner_href=url_for("staff.person", number=owner.id),
        created=formats.instant(token.created_at),
        ended=ended,
        live=live,
        state=_Told(_("Berlaku"), "ok") if live else _Told(_("Tidak berlaku lagi"), "done"),
    )


@blueprint.get("/admin/orang/<int(max=2147483647):number>/token")
@allow(Role.ADMIN)
def token_made(number: int) -> ResponseReturnValue:
    """The token that was just issued, shown this once."""
    found, secret = _found(number), session.pop(_NEW_TOKEN, None)
    if secret is None:
        flash(_("Token hanya ditampilkan satu kali. Bila hilang, cabut dan terbitkan yang baru."), "warning")
        return redirect(url_for("staff.person", number=number), 303)
    return render_template("admin/token.html", secret=secret, person=found, header=_HEADER)


@blueprint.get("/admin/token")
@allow(Role.ADMIN)
def tokens() -> ResponseReturnValue:
    """All tokens with their owners, the newest first."""
    found = kept.page(reading(), request.args.get("page", 1, int))
    return render_template(
        "admin/tokens.html",
        lines=[_token_line(each, each.person) for each in found.tokens],
        pager=pager(found, kept.PAGE, lambda number: url_for("staff.tokens", page=number)),
        form=Confirm(),
    )


@blueprint.post("/admin/token/<int(max=2147483647):number>")
@allow(Role.ADMIN)
def revoke_token(number: int) -> ResponseReturnValue:
    """Take a token back."""
    if not Confirm().validate():
        abort(400)
    kept.revoke(store(), number, access.actor(), clock.now())
    flash(_("Token dicabut. Program yang memakainya tidak dapat masuk lagi."), "success")
    return redirect(url_for("staff.tokens"), 303)
