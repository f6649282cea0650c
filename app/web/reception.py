"""Reception: who is expected today, and who entered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf import FlaskForm

from app import access, clock, formats
from app.access import allow
from app.db import reading, store
from app.forms.office import Answer, CheckIn, UndoCheckIn, attempt
from app.web import lines, present
from booking import reads, states, workflow
from booking.models import Booking, Guest
from booking.terms import Act, Role
from booking.visits import GIVEN as _GIVEN
from booking.workflow.reception import Arrival
from rules import desk, parameters
from rules.facts import Mode, Office, Slot, State

blueprint = Blueprint("reception", __name__)


@dataclass(frozen=True)
class _Seat:
    """A guest of a party; ``undo`` is the form that takes the admission back."""

    id: int
    name: str
    position: str
    office: str
    entered: str = ""
    undo: FlaskForm | None = None


@dataclass(frozen=True)
class _Party:
    """A visit at the desk. ``form`` is there where guests may be checked in."""

    reference: str
    institution: str
    region: str
    unit: str
    state: present.StateView
    given: bool
    told: str
    awaited: list[_Seat]
    entered: list[_Seat]
    form: CheckIn | None
    open: bool
    window: str
    without_leader: int | None
    refusals: list[present.RefusalView]


@dataclass(frozen=True)
class _Hour:
    """A session of the day, and who is expected at it."""

    hours: str
    running: bool
    party: _Party | None

    @classmethod
    def of(cls, slot: Slot, now: datetime, party: _Party | None) -> _Hour:
        return cls(formats.hours(slot), desk.begins_at(slot) <= now < desk.ends_at(slot), party)


@dataclass(frozen=True)
class _Sent:
    """A form that was sent and not done: which party it was about, and what became of it."""

    form: CheckIn | UndoCheckIn
    answer: Answer

    @property
    def reference(self) -> str:
        return str(self.form.reference.data)


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


@blueprint.post("/resepsionis")
@allow(Role.RECEPTIONIST)
def desk_acts() -> ResponseReturnValue:
    """Check guests in, or take an admission back."""
    form: CheckIn | UndoCheckIn
    match request.form.get("act"):
        case Act.CHECK_IN.value:
            form = CheckIn()
            answer = attempt(form, lambda: _check_in(form))
            said = _("Tercatat hadir: %(people)s.", people=lines.people(len(form.guests.data or ())))
        case Act.UNDO_CHECK_IN.value:
            form = UndoCheckIn()
            answer = attempt(form, lambda: _undo(form))
            said = _("Catatan hadir sudah diralat.")
        case _:
            abort(400)
    if answer.done:
        flash(said, "success")
        place = f"sesi-{form.reference.data}"
        return redirect(url_for("reception.day", date=request.args.get("date"), _anchor=place))
    booking = reads.booking(reading(), form.reference.data or "", access.actor())
    return _page(booking.date, _Sent(form, answer))


def _check_in(form: CheckIn) -> None:
    arrivals = tuple(Arrival(guest) for guest in form.guests.data or ())
    workflow.check_in(store(), form.reference.data or "", access.actor(), clock.now(), arrivals=arrivals)


def _undo(form: UndoCheckIn) -> None:
    reference, guest, note = form.reference.data or "", form.guest.data or 0, form.note.data or ""
    workflow.undo_check_in(store(), reference, access.actor(), clock.now(), guest_id=guest, note=note)


def _asked_day() -> date:
    """The day asked for, else the next day with visits: today, where there are any."""
    asked, today = request.args.get("date"), clock.now().date()
    if not asked:
        yesterday = today - timedelta(days=1)
        return reads.day_beside(reading(), yesterday, Mode.VISIT, _GIVEN, later=True) or today
    try:
        return date.fromisoformat(asked)
    except ValueError:
        abort(400)


def _page(of: date, sent: _Sent | None = None) -> ResponseReturnValue:
    now = clock.now()
    found = reads.sessions(reading(), of, of)
    visits = [booking for booking in found if booking.mode == Mode.VISIT.value]
    parties = {booking.start: _party(booking, now, sent) for booking in visits}
    hours = parameters.in_force().policy(of, of).visit_sessions
    guests = [guest for booking in visits if State(booking.state) in _GIVEN for guest in booking.guests]
    entered = sum(guest.admission is not None for guest in guests)
    following = reads.day_beside(reading(), of, Mode.VISIT, _GIVEN, later=True)
    return render_template(
        "reception/day.html",
        today=of == now.date(),
        jumped=of != now.date() and not request.args.get("date"),
        this_day=now.date().isoformat(),
        day=formats.long_day(of),
        date=of.isoformat(),
        sessions=[_Hour.of(Slot(of, start), now, parties.get(start)) for start in sorted({*hours, *parties})],
        expected=len(guests),
        entered=entered,
        days=_days(of, following),
        next_day=_next_day(following),
        videos=[
            lines.line(booking)
            for booking in found
            if booking.mode == Mode.VIDEO_CONFERENCE.value and State(booking.state) in _GIVEN
        ],
        failed=sent.form if sent else None,
    ), sent.answer.status if sent else 200


def _days(of: date, following: date | None) -> _Days:
    before = reads.day_beside(reading(), of, Mode.VISIT, _GIVEN, later=False)

    def way(there: date | None) -> tuple[str | None, str | None]:
        return (url_for("reception.day", date=there.isoformat()), formats.short_day(there)) if there else (None, None)

    return _Days(formats.long_day(of), *way(before), *way(following))


def _next_day(following: date | None) -> present.Action | None:
    if following is None:
        return None
    return present.Action(formats.long_day(following), url_for("reception.day", date=following.isoformat()))


def _party(booking: Booking, now: datetime, sent: _Sent | None) -> _Party:
    own = sent if sent and sent.reference == booking.reference else None
    acts = states.open_acts(State(booking.state), Mode(booking.mode), Role.RECEPTIONIST)
    admitted = [guest for guest in booking.guests if guest.admission is not None]
    awaited = [guest for guest in booking.guests if guest.admission is None]
    led = any(guest.office != Office.OTHER.value for guest in admitted)
    slot = formats.slot_of(booking)
    policy = parameters.in_force().policy(slot.date, slot.date)
    opens = desk.begins_at(slot) - timedelta(minutes=policy.check_in_opens_minutes)
    at_the_desk = Act.CHECK_IN in acts and bool(awaited) and (slot.date == now.date() or own is not None)
    return _Party(
        reference=booking.reference,
        institution=booking.institution,
        region=formats.region_name(booking.region_code),
        unit=formats.named(booking.unit),
        state=present.state(booking),
        given=State(booking.state) in _GIVEN,
        told=_told(len(admitted), len(booking.guests)),
        awaited=[_seat(guest) for guest in awaited],
        entered=[_seat(guest, _undo_form(guest, own, Act.UNDO_CHECK_IN in acts)) for guest in admitted],
        form=_check_in_form(booking, own) if at_the_desk else None,
        open=opens <= now <= desk.ends_at(slot),
        window=f"{formats.hour(Slot.at(opens).start)}–{formats.hour(Slot.at(desk.ends_at(slot)).start)} WIB",
        without_leader=policy.guests if booking.has_leader and not led and awaited else None,
        refusals=[present.refusal(each) for each in own.answer.refusals] if own else [],
    )


def _told(entered: int, named: int) -> str:
    if entered == 0:
        return str(ngettext("%(num)s tamu belum hadir", "%(num)s tamu belum hadir", named))
    return str(_("Hadir %(entered)s dari %(named)s tamu", entered=entered, named=named))


def _seat(guest: Guest, undo: FlaskForm | None = None) -> _Seat:
    office = Office(guest.office)
    entered = guest.admission
    return _Seat(
        id=guest.id,
        name=guest.name,
        position=guest.position,
        office=str(formats.OFFICES_SHORT[office]) if office is not Office.OTHER else "",
        entered=formats.hour(Slot.at(entered.happened_at).start) if entered else "",
        undo=undo,
    )


def _check_in_form(booking: Booking, own: _Sent | None) -> CheckIn:
    if own and isinstance(own.form, CheckIn):
        return own.form
    return CheckIn(formdata=None, reference=booking.reference, guests=[])


def _undo_form(guest: Guest, own: _Sent | None, may: bool) -> UndoCheckIn | None:
    if own and isinstance(own.form, UndoCheckIn) and own.form.guest.data == guest.id:
        return own.form
    return UndoCheckIn(formdata=None, guest=guest.id, note="") if may else None
