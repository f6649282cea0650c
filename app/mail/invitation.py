"""The invitation that goes with a schedule, and its withdrawal (RFC 5546, RFC 6047). Names nobody but the recipient."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import quote

from flask_babel import force_locale
from flask_babel import gettext as _
from icalendar import vCalAddress

from app.feeds import ical
from booking.messages import Sending
from booking.models import Booking
from booking.terms import MessageKind
from rules import strict, words
from rules.facts import Mode, Slot, State

_ALWAYS = frozenset({MessageKind.SCHEDULED})
_WHILE_SCHEDULED = frozenset({MessageKind.MOVED, MessageKind.CHANGED, MessageKind.RESTORED})
_CALLED_OFF = frozenset({MessageKind.CANCELLED, MessageKind.RELEASED})


class Invitation(NamedTuple):
    """A calendar object and its method, ``REQUEST`` or ``CANCEL``."""

    method: str
    content: bytes


def invitation(sending: Sending, base_url: str) -> Invitation | None:
    """What a message tells the recipient's calendar; None where that is nothing. Needs an application."""
    method, booking = _method(sending), sending.booking
    if method is None or booking is None:
        return None
    further = _in_both(_declining) if method == "REQUEST" else ()
    event = ical.event_of(_entry(sending.params, booking, method), base_url, further)
    attendee = vCalAddress("mailto:" + quote(sending.recipient, safe="@+"))
    attendee.params.update({"ROLE": "REQ-PARTICIPANT", "RSVP": "FALSE"})
    event.add("attendee", attendee)
    return Invitation(method, ical.calendar(method, event))


def _method(sending: Sending) -> str | None:
    if sending.kind in _CALLED_OFF:
        return "CANCEL"
    stands = sending.params.get("state") == State.SCHEDULED.value
    return "REQUEST" if sending.kind in _ALWAYS or (sending.kind in _WHILE_SCHEDULED and stands) else None


def _entry(told: dict[str, Any], booking: Booking, method: str) -> ical.Entry:
    """The session as the message tells it: the booking may have gone on since."""
    return ical.Entry(
        reference=booking.reference,
        mode=Mode(told["mode"]),
        state=State.CANCELLED if method == "CANCEL" else State.SCHEDULED,
        slot=Slot(date.fromisoformat(told["date"]), told["start"]),
        sequence=told["sequence"],
        changed_at=strict.instant(told["changed_at"]),
        institution=booking.institution,
        letter_number=booking.letter.number,
        unit=told.get("unit") or "",
        room=told.get("room") or "",
        meeting_url=told.get("meeting_url") or "",
        expected=method == "REQUEST",
    )


def _declining() -> str:
    return str(_("Menolak undangan ini di kalender tidak membatalkan jadwal; batalkan di halaman permohonan."))


def _in_both(said: Callable[[], str]) -> tuple[str, ...]:
    found = []
    for language in words.LANGUAGES:
        with force_locale(language):
            found.append(said())
    return tuple(found)
