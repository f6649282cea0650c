"""The pass of a visit on paper: schedule, party, and the code that reception scans."""

from __future__ import annotations

from datetime import timedelta

import segno

from app.paper import minutes, press
from booking import codes
from booking.models import Booking, Guest
from rules import desk, parameters, words
from rules.facts import WIB, Office, Slot
from rules.regions import register

TEMPLATE = "visit_pass.typ"
_IN = "id"
_SCALE, _QUIET = 4, 4
OFFICES = {Office.OTHER: "", Office.REGIONAL_HEAD: "Kepala daerah", Office.DPRD_CHAIR: "Ketua DPRD"}
"""What a guest is, in few words, as papers say it."""


def printed(key: bytes, booking: Booking) -> bytes:
    """The PDF of the pass of a booking as it stands: the same bytes until the booking changes."""
    code = codes.visit_pass(key, booking.reference, booking.sequence)
    picture = segno.make(code, error="m", micro=False)
    told = {
        "name": f"Pas kunjungan {booking.reference}",
        "unit": booking.unit.name if booking.unit else "",
        "foot": f"Pas kunjungan {booking.reference} · Layanan konsultasi DJPK tanpa biaya",
        "draft": False,
        "reference": booking.reference,
        "day": minutes.day(booking),
        "hours": minutes.when(booking),
        "opens": f"{words.hour(opens_at(booking), _IN)} WIB",
        "institution": booking.institution,
        "region": register()[booking.region_code].name if booking.region_code else "",
        "place": booking.room.name if booking.room else "",
        "guests": [guest(each) for each in booking.guests],
        "qr": picture.svg_inline(scale=_SCALE, border=_QUIET, light="white"),
        "code": code,
    }
    return press.printed(TEMPLATE, told, booking.changed_at.astimezone(WIB))


def opens_at(booking: Booking) -> str:
    """The hour from which reception admits the guests of a visit, such as ``08:30``."""
    policy = parameters.in_force().policy(booking.date, booking.date)
    begins = desk.begins_at(Slot(booking.date, booking.start))
    return Slot.at(begins - timedelta(minutes=policy.check_in_opens_minutes)).start


def guest(of: Guest) -> dict[str, str]:
    """A guest as reception knows them: name, position and office; no NIP, no telephone."""
    return {"name": of.name, "position": of.position, "office": OFFICES[Office(of.office)]}
