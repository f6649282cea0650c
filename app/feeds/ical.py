"""A booking as an iCalendar object (RFC 5545). Names nobody: no guest, NIP or phone."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from booking.models import Booking
from rules import desk
from rules.facts import Mode, Slot, State

JAKARTA = ZoneInfo("Asia/Jakarta")
DOMAIN = "temu.djpk.kemenkeu.go.id"
"""The right side of every UID: part of a name, not an address anybody calls."""

_WAITING = (State.UNCONFIRMED, State.REQUESTED)
_TITLE = {Mode.VISIT: "Konsultasi tatap muka DJPK", Mode.VIDEO_CONFERENCE: "Konsultasi video conference DJPK"}
_NOT_YET = "BELUM DIJADWALKAN, jangan berangkat. Jadwal berlaku setelah disetujui Contact Center DJPK."
_FREE = "Layanan ini tidak dikenakan biaya apa pun."
_AT_THE_DOOR = "Lapor di resepsionis mulai 30 menit sebelum sesi. Ruang konsultasi difasilitasi CCTV."


def booking_calendar(booking: Booking, base_url: str) -> bytes:
    """The one booking as a calendar to be published; a cancelled one stays, marked so."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//DJPK//Temu DJPK//ID")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event(booking, base_url))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def event(booking: Booking, base_url: str) -> Event:
    """The event of a booking: one UID for its life, a higher SEQUENCE at each change."""
    mode, state = Mode(booking.mode), State(booking.state)
    slot = Slot(booking.date, booking.start)
    waiting = state in _WAITING
    found = Event()
    found.add("uid", f"{booking.reference}@{DOMAIN}")
    found.add("sequence", booking.sequence)
    found.add("dtstamp", booking.changed_at.astimezone(UTC))
    found.add("last-modified", booking.changed_at.astimezone(UTC))
    found.add("dtstart", _local(desk.begins_at(slot)))
    found.add("dtend", _local(desk.ends_at(slot)))
    title = f"{_TITLE[mode]}: {booking.institution}"
    found.add("summary", f"[Belum dijadwalkan] {title}" if waiting else title)
    found.add("description", _description(booking, mode, waiting))
    found.add("status", "TENTATIVE" if waiting else "CONFIRMED" if state.live else "CANCELLED")
    found.add("transp", "OPAQUE" if state.live else "TRANSPARENT")
    found.add("url", f"{base_url}/permohonan/{booking.reference}")
    if booking.room is not None and not waiting:
        found.add("location", booking.room.name)
    if booking.meeting_url and not waiting:
        found.add("conference", booking.meeting_url, parameters={"VALUE": "URI", "FEATURE": "VIDEO"})
    return found


def _description(booking: Booking, mode: Mode, waiting: bool) -> str:
    lines = [f"Nomor permohonan: {booking.reference}", f"Surat: {booking.letter.number}"]
    if booking.unit is not None:
        lines.append(f"Unit teknis: {booking.unit.name}")
    if waiting:
        lines.append(_NOT_YET)
    elif mode is Mode.VISIT:
        lines.append(_AT_THE_DOOR)
    lines.append(_FREE)
    return "\n".join(lines)


def _local(moment: datetime) -> datetime:
    return moment.astimezone(JAKARTA)
