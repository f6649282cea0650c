"""NIPs and phone numbers on the office's pages: masked until somebody who may see them asks, which is written down."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for
from flask_babel import gettext as _

from app import access, clock, formats
from app.db import reading, store
from booking import looks, sight
from booking.models import Booking
from booking.terms import Looked, Role

SHOW = "tampil"
_MOST = 8
"""So many of the latest looks are told."""


@dataclass(frozen=True)
class Details:
    """Whether a page tells NIPs and phone numbers, and where they can be asked for; empty where they cannot."""

    shown: bool
    href: str = ""


def details(booking: Booking) -> Details:
    """Of a booking, for whoever asks: shown where they asked for them and may see them. Writes the look down."""
    actor, now = access.actor(), clock.now()
    if not sight.sees_details(actor, booking, now):
        return Details(shown=False)
    if request.method == "GET" and request.args.get("data") == SHOW:
        looks.note(store(), actor, now, Looked.GUESTS, booking_id=booking.id)
        return Details(shown=True)
    here = url_for(str(request.endpoint), reference=booking.reference, data=SHOW, _anchor="tamu")
    return Details(shown=False, href=here)


def opened(booking: Booking) -> None:
    """Write down that somebody of the office opens a form in which the NIPs and phone numbers of a party stand."""
    if request.method == "GET":
        looks.note(store(), access.actor_for(booking.reference), clock.now(), Looked.GUESTS, booking_id=booking.id)


@dataclass(frozen=True)
class LookView:
    """Who looked at what, and when."""

    when: str
    who: str
    role: str
    what: str


def latest(booking: Booking) -> list[LookView]:
    """The latest looks at a booking's personal data and papers, the newest first."""
    words = {
        Looked.GUESTS: _("NIP dan telepon"),
        Looked.LETTER: _("Berkas surat"),
        Looked.RECORD: _("Berkas sesi"),
    }
    return [
        LookView(formats.instant(each.at), each.name, str(formats.ROLES[Role(each.role)]), words[each.what])
        for each in looks.at_booking(reading(), booking.id, _MOST)
    ]
