"""The pass of a visit: the booking and its version, signed, as a picture that reception scans."""

from __future__ import annotations

from dataclasses import dataclass

import segno

from app.db import store
from booking import codes
from booking.models import Booking

_SCALE = 6
_QUIET = 4
"""How many modules wide the white edge is that a scanner needs."""


@dataclass(frozen=True)
class Pass:
    """A pass: its code, and the code as a picture."""

    code: str
    picture: str


def of(booking: Booking) -> Pass:
    """The pass of a booking as it stands; the one before each change opens nothing any more."""
    code = codes.visit_pass(store().journal_key, booking.reference, booking.sequence)
    return Pass(code, segno.make(code, error="m", micro=False).svg_data_uri(scale=_SCALE, border=_QUIET, light="white"))
