"""What was scanned or typed at the desk, as its page answers it: not to be received, and why; or who may be meant."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import formats
from app.web import present
from booking.models import Booking
from booking.scan import TURNED_AWAY_FOR, Why
from rules import desk, parameters
from rules.verdict import Refusal

_SAYS = {
    Why.NOT_OURS: _l("Kode ini bukan pas kunjungan kami, atau ada hurufnya yang berubah."),
    Why.VIDEO_CONFERENCE: _l("Konsultasi ini dijadwalkan sebagai video conference; pesertanya tidak datang ke kantor."),
    Why.NOT_STANDING: _l("Jadwal ini sudah tidak berlaku, jadi tamunya tidak dapat diterima dengan jadwal ini."),
    Why.OLDER: _l("Sesudah pas ini dibuat, jadwal atau rombongannya berubah. Pas yang baru ada di halaman permohonan."),
}
"""What is wrong where the rules have no sentence of their own for it."""
_REMEDIES = {
    Why.NOT_OURS: _l("Pindai sekali lagi. Bila tetap tidak dikenali, cari dengan nomor permohonan atau nama tamu."),
    Why.VIDEO_CONFERENCE: _l("Tautan rapat ada pada surel jadwal; unit teknis menunggu di sana."),
    Why.NOT_STANDING: _l("Bila rombongan ini punya jadwal lain, cari dengan nama; bila tidak, hubungi Contact Center."),
    Why.OLDER: _l("Cocokkan nama tamu dengan rombongan yang berlaku sekarang, lalu catat kehadirannya di sana."),
}
_MENDED_AT_THE_PARTY = (Why.OLDER, Why.LATE, Why.EARLY, Why.ANOTHER_DAY)
"""Where the party's own place on its day's page shows what holds."""


@dataclass(frozen=True)
class Answered:
    """What the page says above the sessions. ``refused`` tells that nobody is to be received on it."""

    title: str
    says: str = ""
    remedy: str = ""
    told: str = ""
    clause: present.RefusalView | None = None
    actions: list[present.Action] = field(default_factory=list)
    refused: bool = False


def refused(why: Why, booking: Booking | None) -> Answered:
    """Why a pass or a reference does not open the door, and what to do next."""
    by_the_rules = _refusal(why, booking)
    clause = present.refusal(by_the_rules) if by_the_rules else None
    own = why in _SAYS
    return Answered(
        title=str(formats.SCANNED[why]),
        says=str(_SAYS[why]) if own or clause is None else clause.sentence,
        remedy=str(_REMEDIES[why]) if own or clause is None else clause.remedy,
        told=_told(booking) if booking else "",
        clause=clause,
        actions=_actions(why, booking),
        refused=True,
    )


def _refusal(why: Why, booking: Booking | None) -> Refusal | None:
    """The circular's own refusal; None where it speaks of no such thing: of a code that is damaged or replaced."""
    if booking is None or why not in TURNED_AWAY_FOR:
        return None
    slot = formats.slot_of(booking)
    return desk.turned_away(TURNED_AWAY_FOR[why].value, slot, parameters.in_force().policy(slot.date, slot.date))


def _told(booking: Booking) -> str:
    state, slot = present.state(booking).label, formats.slot_label(formats.slot_of(booking))
    return f"{booking.institution}, {booking.reference}: {slot}. {state}."


def _actions(why: Why, booking: Booking | None) -> list[present.Action]:
    found = []
    if booking is not None and why in _MENDED_AT_THE_PARTY:
        found.append(present.Action(str(_("Buka rombongan ini")), place_of(booking)))
    if why in TURNED_AWAY_FOR:
        found.append(_turning_away(why, booking))
    return found


def _turning_away(why: Why, booking: Booking | None = None) -> present.Action:
    number = booking.reference if booking is not None else None
    href = url_for("reception_door.turn_away", nomor=number, sebab=TURNED_AWAY_FOR[why].value)
    return present.Action(str(_("Catat penolakan dan cetak penjelasannya")), href)


def meant(found: list[Booking]) -> Answered:
    """Several parties of the day in which the words stand, or none."""
    if not found:
        return Answered(
            title=str(_("Tidak ada rombongan hari ini dengan nama atau nomor itu")),
            says=str(_("Periksa ejaannya, atau cari dengan nama tamu, instansi, atau nomor pada surel jadwalnya.")),
            actions=[_turning_away(Why.NOT_OURS)],
        )
    actions = [
        present.Action(f"{formats.hours(formats.slot_of(each))} · {each.institution}", place_of(each)) for each in found
    ]
    return Answered(title=str(_("Beberapa rombongan cocok: pilih satu")), actions=actions)


def place_of(booking: Booking) -> str:
    """Where a party stands on the page of its day."""
    return url_for("reception.day", date=booking.date.isoformat(), _anchor=f"sesi-{booking.reference}")
