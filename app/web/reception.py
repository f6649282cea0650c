"""Reception: who is expected today, who is at the desk, and what happens to a party guest by guest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app import access, clock, formats
from app.access import allow
from app.db import reading, store
from app.forms.desk import (
    CheckIn,
    Depart,
    GuestsAtTheDesk,
    OfAParty,
    Scan,
    SignTravelOrder,
    UndoCheckIn,
)
from app.forms.office import Answer, attempt
from app.forms.request import flat, party_of, rows_changed, typed
from app.web import desk, lines, present, scanning
from app.web.desk import Sent
from app.web.filling import caps
from app.web.scanning import Answered
from booking import reads, search, workflow
from booking import scan as door
from booking.errors import Crowded, NotOpen
from booking.journal import Actor
from booking.models import Booking, Guest
from booking.states import open_acts
from booking.terms import Act, Role
from booking.visits import GIVEN
from booking.workflow.reception import Arrival
from booking.workflow.submission import NamedGuest
from rules.facts import Mode, State

blueprint = Blueprint("reception", __name__)

_SAID = "said_at_the_desk"
"""Under which the session keeps what was just done, to be told once at its party."""


@dataclass(frozen=True)
class _Days:
    """The day and the days with visits around it."""

    label: str
    prev_href: str | None
    prev_label: str | None
    next_href: str | None
    next_label: str | None


@blueprint.get("/resepsionis")
@allow(Role.RECEPTIONIST)
def day() -> ResponseReturnValue:
    """A day's visits by the hour."""
    return _page(_asked_day())


@blueprint.route("/resepsionis/pindai", methods=["GET", "POST"])
@allow(Role.RECEPTIONIST)
def scan() -> ResponseReturnValue:
    """Find a party by its pass, its reference, or a name of today; say why it is not to be received. Whoever comes back
    to the address, as by choosing another language, is led to the day."""
    if request.method == "GET":
        return redirect(url_for("reception.day"))
    form, now = Scan(), clock.now()
    if not form.validate_on_submit():
        return _page(now.date(), scan_form=form), 400
    said = str(form.said.data)
    scanned = workflow.scan(store(), access.actor(), now, said)
    reading().rollback()
    if scanned is None:
        found = door.named(_visits(now.date()), said)
        if len(found) == 1:
            return _to(found[0], "")
        return _page(now.date(), answered=scanning.meant(found), scan_form=form)
    booking = reads.booking(reading(), scanned.reference, access.actor()) if scanned.reference else None
    if scanned.why is None and booking is not None:
        return _to(booking, _("Pas atau nomornya berlaku. Cocokkan nama tamu, lalu centang yang masuk."))
    answered = scanning.refused(scanned.why or door.Why.NOT_OURS, booking)
    return _page(now.date(), answered=answered), 422


@dataclass(frozen=True)
class _Deed:
    """An act at the desk: its form, its call, and what is said when it is done."""

    form: type[OfAParty]
    do: Callable[[Any, Actor, datetime], None]
    done: Callable[[Any], str]


def _check_in(form: CheckIn, actor: Actor, now: datetime) -> None:
    mark = form.queued_mark.data
    named = form.guests.data or ()
    arrivals = tuple(Arrival(guest, form.instant, f"{mark}-{guest}" if mark else None) for guest in named)
    workflow.check_in(store(), form.reference.data or "", actor, now, arrivals=arrivals)


def _undo(form: UndoCheckIn, actor: Actor, now: datetime) -> None:
    guest, note = form.guest.data or 0, form.note.data or ""
    workflow.undo_check_in(store(), form.reference.data or "", actor, now, guest_id=guest, note=note)


def _depart(form: Depart, actor: Actor, now: datetime) -> None:
    gone = tuple(form.guests.data or ())
    said = {"guest_id": gone[0], "together": gone[1:], "happened_at": form.instant}
    workflow.depart(store(), form.reference.data or "", actor, now, **said)


def _sign(form: SignTravelOrder, actor: Actor, now: datetime) -> None:
    said = {"guest_id": form.guest.data, "number": form.number.data, "dated_on": form.dated_on.data}
    workflow.sign_travel_order(store(), form.reference.data or "", actor, now, **said)


def _people(form: CheckIn | Depart) -> str:
    return lines.people(len(form.guests.data or ()))


_DEEDS = {
    Act.CHECK_IN.value: _Deed(CheckIn, _check_in, lambda form: _("Tercatat hadir: %(people)s.", people=_people(form))),
    Act.UNDO_CHECK_IN.value: _Deed(UndoCheckIn, _undo, lambda _form: _("Catatan hadir sudah diralat.")),
    Act.DEPART.value: _Deed(Depart, _depart, lambda form: _("Tercatat pulang: %(people)s.", people=_people(form))),
    Act.SIGN_TRAVEL_ORDER.value: _Deed(
        SignTravelOrder,
        _sign,
        lambda form: _("SPPD nomor %(number)s tercatat ditandatangani.", number=form.number.data),
    ),
}


@blueprint.post("/resepsionis")
@allow(Role.RECEPTIONIST)
def desk_acts() -> ResponseReturnValue:
    """Check guests in or out, take an admission back, or note a travel order that was signed."""
    deed = _DEEDS.get(request.form.get("act", ""))
    if deed is None:
        abort(400)
    form, actor, now = deed.form(), access.actor(), clock.now()
    booking = reads.booking(reading(), form.reference.data or "", actor)
    form.reference.data, form.day, form.now = booking.reference, booking.date, now
    acting = replace(actor, seen=form.seen.data)
    try:
        sent = Sent(form, attempt(form, lambda: deed.do(form, acting, now)))
    except (NotOpen, Crowded) as error:
        reading().rollback()
        sent = Sent(form, Answer(status=409), desk.why_not(error))
    booking = reads.booking(reading(), form.reference.data, actor)
    if sent.answer.done:
        return _to(booking, deed.done(form))
    return _page(booking.date, sent=sent), sent.answer.status



def _to(booking: Booking, said: str) -> ResponseReturnValue:
    """Lead to a party, and tell there what was done."""
    if said:
        session[_SAID] = [booking.reference, said]
    return redirect(scanning.place_of(booking), 303)


@blueprint.route("/resepsionis/<reference>/tamu", methods=["GET", "POST"])
@allow(Role.RECEPTIONIST)
def guests(reference: str) -> ResponseReturnValue:
    """Who has come in the place of whom: the party named anew on its day, with the reason."""
    actor, now = access.actor(), clock.now()
    booking = reads.booking(reading(), reference, actor)
    acts = open_acts(State(booking.state), Mode(booking.mode), Role.RECEPTIONIST)
    if request.method == "GET" and (Act.CHANGE_GUESTS not in acts or booking.date != now.date()):
        flash(_("Rombongan hanya dapat diganti pada hari kunjungannya, sebelum sesinya dicatat selesai."), "info")
        return redirect(scanning.place_of(booking), 303)
    act = request.form.get("act", "")
    said = typed(GuestsAtTheDesk(None), request.form)
    begins_with = {"guests": _rows(booking), "seen": booking.sequence}
    form = GuestsAtTheDesk(MultiDict(flat(rows_changed(said, act)))) if said else GuestsAtTheDesk(data=begins_with)
    answer, late = Answer(status=400 if form.errors else 200), ""
    if act == "send":
        try:
            answer = attempt(form, lambda: _change_guests(form, booking, actor, now))
        except (NotOpen, Crowded) as error:
            reading().rollback()
            answer, late = Answer(status=409), _late(booking, error)
            form.seen.data, form.seen.raw_data = booking.sequence, None
    if answer.done:
        return _to(booking, _("Rombongan sudah diganti. Pas yang lama tidak berlaku lagi."))
    return render_template(
        "reception/guests.html",
        booking=booking,
        form=form,
        late=late,
        refusals=[present.refusal(each) for each in answer.refusals],
        slot=present.slot(booking),
        back=scanning.place_of(booking),
        **caps(form.guests, booking.date),
    ), answer.status


def _change_guests(form: GuestsAtTheDesk, booking: Booking, actor: Actor, now: datetime) -> None:
    party, why = _party_of(form, booking), str(form.note.data)
    acting = replace(actor, seen=form.seen.data)
    workflow.change_guests(store(), booking.reference, acting, now, guests=party, note=why)


def _late(booking: Booking, error: NotOpen | Crowded) -> str:
    """Why a party could not be named anew, and who it is now; what was typed stays in the form."""
    now_named = ", ".join(guest.name for guest in booking.guests)
    return f"{desk.why_not(error)} " + str(
        _("Sekarang tercatat: %(names)s. Yang Anda ketik masih ada di bawah.", names=now_named)
    )


def _rows(booking: Booking) -> list[dict[str, Any]]:
    """The party as it stands, as rows of the form: the desk needs neither NIPs nor phone numbers."""
    return [
        {"id": guest.id, "name": guest.name, "position": guest.position, "office": guest.office}
        for guest in booking.guests
    ]


def _party_of(form: GuestsAtTheDesk, booking: Booking) -> tuple[NamedGuest, ...]:
    """The guests of the rows. Under another name stands somebody else, never the one before with a new name; who stays
    keeps NIP and phone number, which the desk does not see."""
    rows = party_of(form.guests)
    by_id = {guest.id: guest for guest in booking.guests}
    stays = {row.id for row in rows if row.id in by_id and _same_name(row, by_id[row.id])}
    by_name = {search.folded(guest.name): guest for guest in booking.guests if guest.id not in stays}

    def known(row: NamedGuest) -> NamedGuest:
        same = by_id[row.id] if row.id in stays and row.id is not None else by_name.get(search.folded(row.name))
        if same is None:
            return replace(row, id=None)
        return replace(row, id=same.id, nip=same.nip, phone=same.phone)

    return tuple(known(row) for row in rows)


def _same_name(row: NamedGuest, guest: Guest) -> bool:
    return search.folded(row.name) == search.folded(guest.name)


def _asked_day() -> date:
    """The day asked for, else the next day with visits: today, where there are any."""
    asked, today = request.args.get("date"), clock.now().date()
    if not asked:
        yesterday = today - timedelta(days=1)
        return reads.day_beside(reading(), yesterday, Mode.VISIT, GIVEN, later=True) or today
    try:
        return date.fromisoformat(asked)
    except ValueError:
        abort(400)


def _visits(of: date) -> list[Booking]:
    """The visits of a day, with those to which nobody came."""
    held = reads.sessions(reading(), of, of, mode=Mode.VISIT)
    return sorted([*held, *reads.missed(reading(), of)], key=lambda each: (each.start, each.id))


def _page(
    of: date, *, sent: Sent | None = None, answered: Answered | None = None, scan_form: Scan | None = None
) -> str:
    now = clock.now()
    shown = desk.of_day(_visits(of), of, now, sent)
    following = reads.day_beside(reading(), of, Mode.VISIT, GIVEN, later=True)
    told = session.pop(_SAID, None) or ["", ""]
    return render_template(
        "reception/day.html",
        today=of == now.date(),
        jumped=of != now.date() and not request.args.get("date") and request.method == "GET",
        this_day=now.date().isoformat(),
        date=of.isoformat(),
        day=formats.long_day(of),
        shown=shown,
        days=_days(of, following),
        next_day=_next_day(following),
        videos=[
            lines.line(booking)
            for booking in reads.sessions(reading(), of, of, mode=Mode.VIDEO_CONFERENCE)
            if State(booking.state) in GIVEN
        ],
        scan=scan_form or Scan(formdata=None),
        answered=answered,
        late=desk.apart(shown, sent),
        told=told,
    )


def _days(of: date, following: date | None) -> _Days:
    before = reads.day_beside(reading(), of, Mode.VISIT, GIVEN, later=False)

    def way(there: date | None) -> tuple[str | None, str | None]:
        return (url_for("reception.day", date=there.isoformat()), formats.short_day(there)) if there else (None, None)

    return _Days(formats.long_day(of), *way(before), *way(following))


def _next_day(following: date | None) -> present.Action | None:
    if following is None:
        return None
    return present.Action(formats.long_day(following), url_for("reception.day", date=following.isoformat()))
