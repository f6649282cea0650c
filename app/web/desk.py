"""A day at reception as its page shows it: the sessions, their parties, and the forms of what happens to them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, TypeVar

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app import formats
from app.db import reading
from app.forms.desk import CheckIn, Depart, OfAParty, SignTravelOrder, UndoCheckIn
from app.forms.office import Answer
from app.web import present
from booking import reads, states
from booking.errors import Crowded, NotOpen
from booking.models import Booking, Guest
from booking.reads import AtTheDesk
from booking.terms import Act, Role
from booking.visits import GIVEN
from booking.workflow.shape import CHANGED
from rules import desk, parameters
from rules.facts import Mode, Office, Slot, State

MISSED = (State.NO_SHOW, State.EXCUSED)

Kind = TypeVar("Kind", bound=OfAParty)


@dataclass(frozen=True)
class Sent:
    """A form that was sent and not done: what became of it, and in ``late`` why its party is not open to it now."""

    form: OfAParty
    answer: Answer
    late: str = ""

    @property
    def reference(self) -> str:
        return str(self.form.reference.data)


@dataclass(frozen=True)
class Seat:
    """A guest of a party: when they entered and left, the number of their travel order, and the form that takes the
    admission back."""

    id: int
    name: str
    position: str
    office: str
    entered: str = ""
    left: str = ""
    signed: str = ""
    undo: UndoCheckIn | None = None


@dataclass(frozen=True)
class Party:
    """A visit at the desk. A form is there where its act is open; ``over`` tells that the session has ended, so that an
    arrival needs the hour from the paper sheet."""

    reference: str
    seen: int
    institution: str
    about: str
    state: present.StateView
    given: bool
    missed: bool
    told: str
    awaited: list[Seat]
    entered: list[Seat]
    open: bool
    over: bool
    window: str
    without_leader: int | None
    signed: str
    check_in: CheckIn | None = None
    depart: Depart | None = None
    sign: SignTravelOrder | None = None
    guests_href: str = ""
    refusals: list[present.RefusalView] = field(default_factory=list)

    @property
    def inside(self) -> list[Seat]:
        """Who entered and did not leave."""
        return [seat for seat in self.entered if not seat.left]

    @property
    def unsigned(self) -> list[Seat]:
        """Whose travel order may be signed and is not."""
        return [seat for seat in self.entered if not seat.signed]

    @property
    def forms(self) -> list[OfAParty]:
        """Every form that stands in this party's place."""
        found = (self.check_in, self.depart, self.sign, *(seat.undo for seat in self.entered))
        return [form for form in found if form is not None]


@dataclass(frozen=True)
class Hour:
    """A session of the day, and who is expected at it."""

    hours: str
    running: bool
    over: bool
    parties: list[Party]


@dataclass(frozen=True)
class Day:
    """The sessions of a day: on the day itself those that are over stand apart, so that the running one is first in
    sight. ``figures`` are pairs of a number and its words."""

    sessions: list[Hour]
    passed: list[Hour]
    figures: list[dict[str, Any]]

    @property
    def parties(self) -> list[Party]:
        return [party for hour in (*self.sessions, *self.passed) for party in hour.parties]


def of_day(visits: list[Booking], of: date, now: datetime, sent: Sent | None) -> Day:
    """The visits of a day by their sessions."""
    parties: dict[str, list[Party]] = {}
    for booking in visits:
        parties.setdefault(booking.start, []).append(_party(booking, now, sent))
    opens = parameters.in_force().policy(of, of).visit_sessions
    hours = [_hour(Slot(of, start), now, parties.get(start, [])) for start in sorted({*opens, *parties})]
    passed = [hour for hour in hours if hour.over]
    if of != now.date() or len(passed) == len(hours):
        return Day(hours, [], _figures(visits))
    return Day([hour for hour in hours if not hour.over], passed, _figures(visits))


def apart(day: Day, sent: Sent | None) -> Sent | None:
    """What was sent and has no place on the page, since its party or form is no longer there: told above the day."""
    if sent is None or sent.late:
        return sent
    if not sent.form.errors or any(sent.form is form for party in day.parties for form in party.forms):
        return None
    return replace(sent, late=" ".join(str(says) for found in sent.form.errors.values() for says in found))


def _hour(slot: Slot, now: datetime, parties: list[Party]) -> Hour:
    begins, ends = desk.begins_at(slot), desk.ends_at(slot)
    return Hour(formats.hours(slot), begins <= now < ends, ends <= now, parties)


def _figures(visits: list[Booking]) -> list[dict[str, Any]]:
    """How many guests are expected, entered, still missing, and stayed away."""
    expected = [(State(each.state), guest) for each in visits for guest in each.guests]
    entered = sum(guest.admission is not None for _state, guest in expected)
    due = sum(state in GIVEN and guest.admission is None for state, guest in expected)
    absent = sum(state in MISSED for state, _guest in expected)
    if not entered + due + absent:
        return []
    figures: list[tuple[int, Any]] = [
        (entered + due + absent, _("tamu diharapkan")),
        (entered, _("sudah masuk")),
        (due, _("belum hadir")),
    ]
    figures += [(absent, _("tidak hadir"))] if absent else []
    return [{"value": value, "label": label} for value, label in figures]


def _party(booking: Booking, now: datetime, sent: Sent | None) -> Party:
    own = sent if sent and not sent.late and sent.reference == booking.reference else None
    state, slot = State(booking.state), formats.slot_of(booking)
    policy = parameters.in_force().policy(slot.date, slot.date)
    opens, ends = desk.opens_at(slot, policy), desk.ends_at(slot)
    entered = [guest for guest in booking.guests if guest.admission is not None]
    awaited = [guest for guest in booking.guests if guest.admission is None]
    led = any(guest.office != Office.OTHER.value for guest in entered)
    after = reads.at_the_desk(reading(), booking.id)
    unit = formats.named(booking.unit)
    return Party(
        reference=booking.reference,
        seen=booking.sequence,
        institution=booking.institution,
        about=" · ".join(filter(None, (formats.region_name(booking.region_code), unit))),
        state=present.state(booking),
        given=state in GIVEN,
        missed=state in MISSED,
        told=_told(len(entered), len(booking.guests)),
        awaited=[_seat(guest, after) for guest in awaited],
        entered=[_seat(guest, after, _undo(guest, booking, own)) for guest in entered],
        open=opens <= now <= ends,
        over=now > ends,
        window=f"{formats.hour(Slot.at(opens).start)}–{formats.hour(Slot.at(ends).start)} WIB",
        without_leader=policy.guests if booking.has_leader and not led and awaited else None,
        signed=str(
            _("SPPD: %(signed)s dari %(entered)s ditandatangani", signed=len(after.travel_orders), entered=len(entered))
        ),
        refusals=[present.refusal(each) for each in own.answer.refusals] if own else [],
        **_forms(booking, after, now, own),
    )


def _forms(booking: Booking, after: AtTheDesk, now: datetime, own: Sent | None) -> dict[str, Any]:
    """The forms of the acts that are open to reception, as Party names them."""
    acts = states.open_acts(State(booking.state), Mode(booking.mode), Role.RECEPTIONIST)
    entered = [guest.id for guest in booking.guests if guest.admission is not None]
    inside = [guest for guest in entered if guest not in after.departures]
    slot, sent = formats.slot_of(booking), own.form if own else None
    come = slot.date <= now.date()  # from the morning on: a tablet that loses its network goes on with the page it has
    found: dict[str, Any] = {}
    if Act.CHECK_IN in acts and len(entered) < len(booking.guests) and (come or isinstance(sent, CheckIn)):
        found["check_in"] = _form(CheckIn, booking, own, guests=[])
    if Act.DEPART in acts and inside:
        found["depart"] = _form(Depart, booking, own, guests=inside)
    if Act.SIGN_TRAVEL_ORDER in acts and len(after.travel_orders) < len(entered):
        found["sign"] = _form(SignTravelOrder, booking, own)
    if Act.CHANGE_GUESTS in acts and booking.date == now.date():
        found["guests_href"] = url_for("reception.guests", reference=booking.reference)
    return found


def _form(kind: type[Kind], booking: Booking, own: Sent | None, **begins_with: Any) -> Kind:
    """A form of a party as it was sent, else as it begins."""
    if own and isinstance(own.form, kind):
        return own.form
    return kind(formdata=None, reference=booking.reference, seen=booking.sequence, **begins_with)


def _undo(guest: Guest, booking: Booking, own: Sent | None) -> UndoCheckIn | None:
    if own and isinstance(own.form, UndoCheckIn) and own.form.guest.data == guest.id:
        return own.form
    acts = states.open_acts(State(booking.state), Mode(booking.mode), Role.RECEPTIONIST)
    if Act.UNDO_CHECK_IN not in acts:
        return None
    return UndoCheckIn(formdata=None, reference=booking.reference, seen=booking.sequence, guest=guest.id, note="")


def _told(entered: int, named: int) -> str:
    if entered == 0:
        return str(ngettext("%(num)s tamu belum hadir", "%(num)s tamu belum hadir", named))
    return str(_("Hadir %(entered)s dari %(named)s tamu", entered=entered, named=named))


def _seat(guest: Guest, after: AtTheDesk, undo: UndoCheckIn | None = None) -> Seat:
    office = Office(guest.office)
    entered, left = guest.admission, after.departures.get(guest.id)
    signed = after.travel_orders.get(guest.id)
    return Seat(
        id=guest.id,
        name=guest.name,
        position=guest.position,
        office=str(formats.OFFICES_SHORT[office]) if office is not Office.OTHER else "",
        entered=_hour_of(entered.happened_at) if entered else "",
        left=_hour_of(left.happened_at) if left else "",
        signed=signed.number if signed else "",
        undo=undo if signed is None else None,
    )


def _hour_of(instant: datetime) -> str:
    return formats.hour(Slot.at(instant).start)


_WHY_NOT = {
    CHANGED: _l("Jadwal atau rombongannya berubah sesudah halaman ini dibuka. Periksa nama tamunya, lalu ulangi."),
    "travel_order_signed": _l("SPPD tamu ini sudah ditandatangani, jadi catatan hadirnya tetap."),
}


def why_not(error: NotOpen | Crowded) -> str:
    """Why something could not be noted, where no clause speaks: the party changed, or others are at it."""
    if isinstance(error, Crowded):
        return str(_("Meja lain sedang mencatat rombongan yang sama. Silakan ulangi."))
    state = formats.STATES[error.state][0] if error.state else ""
    return str(_WHY_NOT.get(error.why) or _("Keadaannya sekarang: %(state)s. Ini tidak dapat dicatat.", state=state))
