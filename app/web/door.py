"""A party that reception turns away: recorded once, and given a slip that says why and what it can do instead."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date, datetime

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import access, clock, formats
from app.access import allow
from app.db import reading, store
from app.forms.complaint import new_token
from app.forms.door import REASONS, TurnAway
from app.forms.office import attempt
from app.paper import slip as paper
from app.texts import clean
from app.web import papers, present
from booking import codes, reads, turned_away, workflow
from booking.errors import KeyReused, Unknown
from booking.journal import Actor
from booking.models import Booking
from booking.repeats import Repeat, Repeated
from booking.terms import Role, TurnedAwayFor
from booking.workflow import door
from rules import parameters
from rules.citation import CLAUSES, channels

blueprint = Blueprint("reception_door", __name__)


@dataclass(frozen=True)
class _Line:
    """A party of the day's list."""

    href: str
    hour: str
    name: str
    institution: str
    why: str
    reference: str


@blueprint.route("/resepsionis/tolak", methods=["GET", "POST"])
@allow(Role.RECEPTIONIST)
def turn_away() -> ResponseReturnValue:
    """The form, and who was turned away that day. A form that is sent twice records one party."""
    now = clock.now()
    if request.method == "GET":
        return _page(_begun(), now)
    form, made = TurnAway(), list[int]()
    try:
        answer = attempt(form, lambda: made.append(_turn_away(form, now)))
    except Unknown:
        reading().rollback()
        form.reference.errors = [_("Nomor ini tidak ditemukan. Periksa lagi, atau kosongkan bila tidak ada.")]
        return _page(form, now, 400)
    except Repeated as before:
        return _to_the_slip(int(str(before.about).partition(":")[2]))
    except KeyReused:
        reading().rollback()
        form.token.data = new_token()
        form.form_errors.append(_("Formulir ini sudah tercatat. Bila ini rombongan lain, tekan sekali lagi."))
        return _page(form, now, 409)
    return _to_the_slip(made[0]) if answer.done else _page(form, now, answer.status)


def _turn_away(form: TurnAway, now: datetime) -> int:
    reference = _reference(form.reference.data) or None
    made = workflow.turn_away(
        store(),
        _once(access.actor(), form),
        now,
        name=str(form.name.data),
        institution=str(form.institution.data),
        code=TurnedAwayFor(form.code.data),
        happened_at=form.when(now),
        reference=reference,
    )
    return made.id


def _once(actor: Actor, form: TurnAway) -> Actor:
    """The same actor, marked with the form: sent again it is known, and with other words it is refused."""
    digest = hashlib.sha256(json.dumps(form.said()).encode()).hexdigest()
    return replace(actor, repeat=Repeat(f"form:{actor.person_id}", str(form.token.data), digest))


def _reference(said: str | None) -> str:
    """The reference that somebody typed, or that a scanner read from a pass."""
    text = clean(said).upper()
    scanned = codes.of_pass(store().journal_key, text)
    return scanned[0] if scanned else codes.reference_typed(text)


def _begun() -> TurnAway:
    """The form as it begins: what the address tells is filled in."""
    booking = _known(request.args.get("nomor"))
    return TurnAway(
        formdata=None,
        code=request.args.get("sebab", "" if booking else TurnedAwayFor.WALK_IN.value),
        reference=booking.reference if booking else "",
        institution=booking.institution if booking else "",
    )


def _known(said: str | None) -> Booking | None:
    try:
        return reads.booking(reading(), _reference(said), access.actor()) if said else None
    except Unknown:
        return None


def _page(form: TurnAway, now: datetime, status: int = 200) -> ResponseReturnValue:
    of = asked_day(now)
    about = _known(form.reference.data)
    if about:
        form.reference.data = about.reference  # a pass that was scanned is shown as the number it stands for
    return render_template(
        "reception/turn_away.html",
        form=form,
        about=about,
        schedule=formats.slot_label(formats.slot_of(about)) if about else "",
        state=present.state(about) if about else None,
        today=of == now.date(),
        day=formats.long_day(of),
        date=of.isoformat(),
        lines=[_line(each) for each in turned_away.of_day(reading(), of)],
    ), status


def _line(party: turned_away.Party) -> _Line:
    return _Line(
        href=url_for("reception_door.slip", number=party.id),
        hour=formats.hour_of(party.happened_at),
        name=party.name,
        institution=party.institution,
        why=str(REASONS[party.code]),
        reference=party.reference or "",
    )


def asked_day(now: datetime) -> date:
    """The day that the address names (``tanggal``), else today; 400 for what is none since the circular is in force."""
    asked = request.args.get("tanggal")
    try:
        day = date.fromisoformat(asked) if asked else now.date()
    except ValueError:
        abort(400)
    if not parameters.HOLDS_FROM <= day < date.max:
        abort(400)
    return day


def _to_the_slip(number: int) -> ResponseReturnValue:
    reading().rollback()
    return redirect(url_for("reception_door.slip", number=number), 303)


@blueprint.get("/resepsionis/tolak/<int(max=2147483647):number>")
@allow(Role.RECEPTIONIST)
def slip(number: int) -> ResponseReturnValue:
    """What a party is given that was turned away: the clause, the free channels, the sessions that are open now."""
    now = clock.now()
    party, away = turned_away.one(reading(), number), door.recorded(reading(), number, now)
    return render_template(
        "reception/slip.html",
        party=party,
        facts_told=_facts(party),
        refusal=away.refusal,
        clause=CLAUSES[away.refusal.clause].text,
        channels=channels("service"),
        next_open=[formats.slot_label(slot) for slot in away.next_open],
        now=formats.instant(now),
    )


def _facts(party: turned_away.Party) -> list[tuple[str, str]]:
    happened, recorded = formats.instant(party.happened_at), formats.instant(party.recorded_at)
    told = [
        (_("Nomor"), str(party.id)),
        (_("Tamu"), party.name),
        (_("Instansi"), party.institution),
        (_("Nomor permohonan"), party.reference or ""),
        (_("Waktu"), happened),
        (_("Dicatat pada"), recorded if recorded != happened else ""),
        (_("Alasan"), str(REASONS[party.code])),
    ]
    return [(label, value) for label, value in told if value]


@blueprint.get("/resepsionis/tolak/<int(max=2147483647):number>.pdf")
@allow(Role.RECEPTIONIST)
def slip_pdf(number: int) -> ResponseReturnValue:
    """The same slip as a small PDF."""
    now = clock.now()
    party, away = turned_away.one(reading(), number), door.recorded(reading(), number, now)
    return papers.pdf(paper.printed(party, away, now), f"lembar-penjelasan-{number}")
