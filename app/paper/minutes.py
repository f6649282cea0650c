"""Minutes (BAK) on paper: in Indonesian whoever asks, since that is the language they are signed in."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

import segno

from app.paper import press
from booking import codes
from booking.minutes import Content
from booking.models import Booking, MinutesRevision
from rules import desk, words
from rules.facts import WIB, Mode, Slot

TEMPLATE = "minutes.typ"
_IN = "id"
_SCALE, _QUIET = 4, 4
_HELD = {Mode.VISIT: "secara tatap muka", Mode.VIDEO_CONFERENCE: "melalui video conference"}
_FREE = "Layanan konsultasi DJPK tanpa biaya"


def finished(key: bytes, base_url: str, booking: Booking, revision: MinutesRevision) -> bytes:
    """The PDF of a revision with its mark: the same bytes each time it is made."""
    code = codes.minutes_mark(key, booking.reference, revision.number)
    address = f"{base_url}/periksa"
    picture = segno.make(f"{address}?{urlencode({'kode': code}, safe=':')}", error="m", micro=False)
    proof = {
        "qr": picture.svg_inline(scale=_SCALE, border=_QUIET, light="white"),
        "code": code,
        "address": address,
        "draft": False,
        "foot": f"Berita Acara Konsultasi {booking.reference}, revisi {revision.number} · {_FREE}",
    }
    return press.printed(TEMPLATE, _told(booking, Content.told(revision.content)) | proof, revision.at.astimezone(WIB))


def draft(booking: Booking, content: Content) -> bytes:
    """The PDF of what was typed so far: marked as a draft, and without a mark of ours."""
    proof = {"qr": "", "code": "", "address": "", "draft": True}
    foot = {"foot": f"Konsep Berita Acara Konsultasi {booking.reference} · {_FREE}"}
    return press.printed(TEMPLATE, _told(booking, content) | proof | foot, booking.changed_at.astimezone(WIB))


def when(booking: Booking) -> str:
    """``09.00–10.00 WIB``."""
    slot = Slot(booking.date, booking.start)
    ends = Slot.at(desk.ends_at(slot)).start
    return f"{words.hour(slot.start, _IN)}–{words.hour(ends, _IN)} WIB"


def day(booking: Booking) -> str:
    """``Rabu, 25 November 2026``."""
    return words.long_day(booking.date, _IN)


def _told(booking: Booking, content: Content) -> dict[str, Any]:
    """What the template shows."""
    letter, said = booking.letter, asdict(content)
    unit = booking.unit.name if booking.unit else ""
    dated = words.long_day(letter.dated_on, _IN).partition(", ")[2]
    held = _HELD[Mode(booking.mode)]
    return said | {
        "name": f"{content.title} {booking.reference}",
        "unit": unit,
        "questions": [row for row in said["questions"] if any(row.values())],
        "follow_ups": [row for row in said["follow_ups"] if any(row.values())],
        "when": f"{day(booking)}, {when(booking)}",
        "basis": f"Surat Nomor {letter.number} tanggal {dated} hal {letter.subject}",
        "opening": (
            f"Pada hari ini, {day(booking)}, telah dilaksanakan konsultasi {held} antara {booking.institution} dan "
            f"{unit or 'unit teknis'}, Direktorat Jenderal Perimbangan Keuangan, dengan hasil sebagai berikut."
        ),
    }
