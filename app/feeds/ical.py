"""A session as an iCalendar object (RFC 5545), for feeds and for invitations. Names nobody: no guest, NIP or phone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vCalAddress

from app.texts import clean
from booking.models import Booking
from rules import citation, desk, parameters
from rules.facts import Mode, Slot, State

JAKARTA = ZoneInfo("Asia/Jakarta")
DOMAIN = "temu.djpk.kemenkeu.go.id"
"""The right side of every UID: part of a name, not an address anybody calls."""
OFFICE = "Contact Center DJPK"

_WAITING = (State.UNCONFIRMED, State.REQUESTED)
_TITLE = {Mode.VISIT: "Konsultasi tatap muka DJPK", Mode.VIDEO_CONFERENCE: "Konsultasi video conference DJPK"}
_NOT_YET = "BELUM DIJADWALKAN, jangan berangkat. Jadwal berlaku setelah disetujui Contact Center DJPK."
_FREE = "Layanan ini tidak dikenakan biaya apa pun."
_AT_THE_DOOR = "Lapor di resepsionis mulai {minutes} menit sebelum sesi. Ruang konsultasi difasilitasi CCTV."
_SIGNS_OF_AN_ADDRESS = frozenset("!#$%&'()*+,-./:;=?@[]_~")


@dataclass(frozen=True)
class Entry:
    """What a calendar tells of a booking: as it stands now, or as it stood when a message was written."""

    reference: str
    mode: Mode
    state: State
    slot: Slot
    sequence: int
    changed_at: datetime
    institution: str
    letter_number: str
    unit: str = ""
    room: str = ""
    meeting_url: str = ""
    expected: bool = True
    """Whether the description tells guests where to report."""

    @property
    def waiting(self) -> bool:
        """Whether no schedule was given yet."""
        return self.state in _WAITING


def booking_calendar(booking: Booking, base_url: str) -> bytes:
    """The one booking as a calendar to be published; a cancelled one stays, marked so."""
    return calendar("PUBLISH", event(booking, base_url))


def event(booking: Booking, base_url: str) -> Event:
    """The event of a booking: one UID for its life, a higher SEQUENCE at each change."""
    return event_of(entry_of(booking), base_url)


def calendar(method: str, *events: Event) -> bytes:
    """Events as a calendar object with its method and time zone."""
    made = Calendar()
    made.add("version", "2.0")
    made.add("prodid", "-//DJPK//Temu DJPK//ID")
    made.add("calscale", "GREGORIAN")
    made.add("method", method)
    made.add_component(time_zone())
    for each in events:
        made.add_component(each)
    return bytes(made.to_ical())


@cache
def time_zone() -> Timezone:
    """WIB as a calendar tells it: reckoned once, for that takes longer than all else in a calendar."""
    return Timezone.from_tzinfo(JAKARTA)


def entry_of(booking: Booking) -> Entry:
    """A booking as it stands."""
    return Entry(
        reference=booking.reference,
        mode=Mode(booking.mode),
        state=State(booking.state),
        slot=Slot(booking.date, booking.start),
        sequence=booking.sequence,
        changed_at=booking.changed_at,
        institution=booking.institution,
        letter_number=booking.letter.number,
        unit=booking.unit.name if booking.unit is not None else "",
        room=booking.room.name if booking.room is not None else "",
        meeting_url=booking.meeting_url or "",
    )


def event_of(entry: Entry, base_url: str, further: tuple[str, ...] = ()) -> Event:
    """The event of an entry; ``further`` lines stand at the end of its description."""
    state = entry.state
    found = Event()
    found.add("uid", f"{entry.reference}@{DOMAIN}")
    found.add("sequence", entry.sequence)
    found.add("dtstamp", entry.changed_at.astimezone(UTC))
    found.add("last-modified", entry.changed_at.astimezone(UTC))
    found.add("dtstart", _local(desk.begins_at(entry.slot)))
    found.add("dtend", _local(desk.ends_at(entry.slot)))
    title = clean(f"{_TITLE[entry.mode]}: {entry.institution}")
    found.add("summary", f"[Belum dijadwalkan] {title}" if entry.waiting else title)
    found.add("description", "\n".join(map(clean, (*_description(entry), *further))))
    found.add("status", "TENTATIVE" if entry.waiting else "CONFIRMED" if state.live else "CANCELLED")
    found.add("transp", "OPAQUE" if state.live else "TRANSPARENT")
    found.add("organizer", _organizer())
    found.add("url", f"{base_url}/permohonan/{entry.reference}")
    if entry.room and not entry.waiting:
        found.add("location", clean(entry.room))
    if (link := link_or_nothing(entry.meeting_url)) and not entry.waiting:
        found.add("conference", link, parameters={"VALUE": "URI", "FEATURE": "VIDEO"})
    return found


def office_address() -> str:
    """The Contact Center's e-mail address, from the circular."""
    return next(channel.value for channel in citation.channels("service") if channel.kind == "email")


def link_or_nothing(address: str | None) -> str:
    """An address of the web that can stand in a calendar and a mail as it is; anything else is left out."""
    wanted = address or ""
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return ""
    known = all(sign in _SIGNS_OF_AN_ADDRESS or (sign.isascii() and sign.isalnum()) for sign in wanted)
    return wanted if known and parts.scheme in ("http", "https") and parts.netloc else ""


def _description(entry: Entry) -> list[str]:
    lines = [f"Nomor permohonan: {entry.reference}", f"Surat: {entry.letter_number}"]
    if entry.unit:
        lines.append(f"Unit teknis: {entry.unit}")
    if entry.waiting:
        lines.append(_NOT_YET)
    elif entry.mode is Mode.VISIT and entry.expected:
        policy = parameters.in_force().policy(entry.slot.date, entry.slot.date)
        lines.append(_AT_THE_DOOR.format(minutes=policy.check_in_opens_minutes))
    lines.append(_FREE)
    return lines


def _organizer() -> vCalAddress:
    """The Contact Center: what is published or invited names who holds it (RFC 5546)."""
    organizer = vCalAddress(f"mailto:{office_address()}")
    organizer.params["CN"] = OFFICE
    return organizer


def _local(moment: datetime) -> datetime:
    return moment.astimezone(JAKARTA)
