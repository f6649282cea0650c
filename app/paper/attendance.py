"""The attendance list (Daftar Hadir) on paper: who was admitted, and rows left to sign."""

from __future__ import annotations

from datetime import datetime

from app.paper import minutes, press
from booking.minutes import present
from booking.models import Booking, Guest
from rules import words
from rules.facts import WIB

TEMPLATE = "attendance.typ"
_ROWS = 8
_LEFT_TO_SIGN = 4
_IN = "id"
_THEIRS = "." * 48
"""A dotted line to write on."""

_BLANK = dict.fromkeys(("name", "nip", "position", "institution", "phone", "hour"), "")


def printed(booking: Booking, now: datetime) -> bytes:
    """The PDF of a session's attendance list as it stands."""
    return _made(booking, [_row(guest, booking.institution) for guest in present(booking)], now)


def to_sign(booking: Booking, now: datetime) -> bytes:
    """The PDF of a list on which everybody named signs at the desk: NIP and telephone are left for them to write."""
    theirs = {"nip": _THEIRS, "phone": ""}
    return _made(booking, [_row(guest, booking.institution) | theirs for guest in booking.guests], now)


def _made(booking: Booking, rows: list[dict[str, str]], now: datetime) -> bytes:
    left = max(_ROWS - len(rows), _LEFT_TO_SIGN)
    told = {
        "name": f"Daftar Hadir {booking.reference}",
        "unit": booking.unit.name if booking.unit else "",
        "foot": f"Daftar Hadir {booking.reference} · Layanan konsultasi DJPK tanpa biaya",
        "draft": False,
        "event": f"Konsultasi {booking.institution}: {booking.letter.subject}",
        "day": minutes.day(booking),
        "hours": minutes.when(booking),
        "place": booking.room.name if booking.room else booking.meeting_url or "",
        "rows": rows + [_BLANK] * left,
    }
    return press.printed(TEMPLATE, told, now.astimezone(WIB))


def _row(guest: Guest, institution: str) -> dict[str, str]:
    entered = guest.admission.happened_at.astimezone(WIB) if guest.admission else None
    return {
        "name": guest.name,
        "nip": guest.nip or "",
        "position": guest.position,
        "institution": institution,
        "phone": guest.phone or "",
        "hour": words.hour(f"{entered:%H:%M}", _IN) if entered else "",
    }
