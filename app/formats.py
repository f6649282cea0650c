"""Dates, hours and the names of things, in the language of the request."""

from __future__ import annotations

from datetime import date, datetime

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from booking.models import Booking
from booking.scan import Why
from booking.terms import Channel, ComplaintKind, Ground, OfficeReason, RejectReason, Role, UnitAnswer
from rules import desk, words
from rules.facts import CalendarMonth, Mode, Office, Slot, State
from rules.regions import register
from rules.words import Wording

ZONES = {"WITA": 1, "WIT": 2}
"""Hours ahead of WIB."""

STATES = {
    State.UNCONFIRMED: (_l("Menunggu konfirmasi"), "wait"),
    State.REQUESTED: (_l("Menunggu keputusan"), "wait"),
    State.SCHEDULED: (_l("Terjadwal"), "ok"),
    State.ARRIVED: (_l("Tamu sudah hadir"), "ok"),
    State.HELD: (_l("Dilaksanakan, menunggu berkas"), "wait"),
    State.CLOSED: (_l("Selesai"), "done"),
    State.REJECTED: (_l("Ditolak"), "bad"),
    State.WITHDRAWN: (_l("Ditarik pemohon"), "done"),
    State.EXPIRED: (_l("Kedaluwarsa"), "bad"),
    State.CANCELLED: (_l("Dibatalkan"), "bad"),
    State.RELEASED: (_l("Dilepas kantor"), "bad"),
    State.NO_SHOW: (_l("Tidak hadir"), "bad"),
    State.EXCUSED: (_l("Berhalangan, dengan keterangan"), "done"),
}
MODES = {Mode.VISIT: _l("Tatap muka"), Mode.VIDEO_CONFERENCE: _l("Video conference")}
OFFICES = {
    Office.OTHER: _l("Tamu lain (termasuk wakil, sekda, kepala dinas, staf)"),
    Office.REGIONAL_HEAD: _l("Kepala daerah (gubernur, bupati, wali kota; juga Pj. dan Plt.)"),
    Office.DPRD_CHAIR: _l("Ketua DPRD (juga DPRA, DPRK, DPRP)"),
}
OFFICES_SHORT = {
    Office.OTHER: _l("Tamu"),
    Office.REGIONAL_HEAD: _l("Kepala daerah"),
    Office.DPRD_CHAIR: _l("Ketua DPRD"),
}
ROLES = {
    Role.REGION: _l("pemerintah daerah"),
    Role.HOLDER: _l("pemohon"),
    Role.OFFICER: _l("petugas Contact Center"),
    Role.RECEPTIONIST: _l("resepsionis"),
    Role.UNIT: _l("unit teknis"),
    Role.LEADERSHIP: _l("pimpinan"),
    Role.ADMIN: _l("administrator"),
    Role.CLOCK: _l("sistem"),
}
GROUNDS = {Ground.DIRECTIVE: _l("Arahan pimpinan"), Ground.UNIT_CONSIDERATION: _l("Pertimbangan unit teknis")}
UNIT_ANSWERS = {
    UnitAnswer.ACCEPT: _l("Menyetujui"),
    UnitAnswer.DECLINE: _l("Tidak menyetujui"),
    UnitAnswer.PROPOSE: _l("Mengusulkan waktu atau cara lain"),
}
REJECT_REASONS = {
    RejectReason.TOPIC_NOT_OURS: _l("Topiknya bukan kewenangan DJPK"),
    RejectReason.INCOMPLETE_LETTER: _l("Surat belum lengkap"),
    RejectReason.NOT_AUTHENTIC: _l("Surat tidak dapat diyakini keasliannya"),
    RejectReason.DUPLICATE: _l("Permohonan ganda"),
    RejectReason.NO_CAPACITY: _l("Unit tidak dapat menerima pada waktu itu"),
    RejectReason.OTHER: _l("Lainnya (jelaskan)"),
}
OFFICE_REASONS = {
    OfficeReason.CLOSURE: _l("Kantor tutup"),
    OfficeReason.ROOM: _l("Ruang tidak tersedia"),
    OfficeReason.UNIT: _l("Unit berhalangan"),
    OfficeReason.DIRECTIVE: _l("Arahan pimpinan"),
}
FLAGS = {
    "lead_time": _l("Sesinya terlalu dekat dengan waktu surat diterima"),
    "calendar_unknown": _l("Hari kerjanya belum dapat dihitung"),
}
"""What broke under a booking after it was given, by its code."""
CHANNELS = {Channel.WHATSAPP: _l("WhatsApp"), Channel.EMAIL: _l("E-mail"), Channel.PORTAL: _l("Portal ini")}
COMPLAINTS = {
    ComplaintKind.COMPLAINT: _l("Pengaduan"),
    ComplaintKind.SUGGESTION: _l("Saran"),
    ComplaintKind.COMMENT: _l("Masukan"),
}
SCANNED = {
    Why.NOT_OURS: _l("Pas tidak dikenali"),
    Why.VIDEO_CONFERENCE: _l("Jadwal ini video conference"),
    Why.NOT_SCHEDULED: _l("Belum terjadwal"),
    Why.NOT_STANDING: _l("Jadwal tidak berlaku lagi"),
    Why.OLDER: _l("Pas lama, sudah diganti"),
    Why.ANOTHER_DAY: _l("Bukan untuk hari ini"),
    Why.EARLY: _l("Belum waktunya masuk"),
    Why.LATE: _l("Sesinya sudah berakhir"),
}
"""Why a pass or a reference did not open the door, in a few words."""
ACTS = {
    "submit": _l("Permohonan diterima"),
    "confirm": _l("Alamat surel dikonfirmasi"),
    "lapse": _l("Tidak dikonfirmasi dalam waktunya"),
    "expire": _l("Tidak diputuskan sampai sesinya tiba"),
    "ask": _l("Pertanyaan dari petugas"),
    "reply": _l("Jawaban pemohon"),
    "consider": _l("Pertimbangan unit teknis"),
    "move": _l("Jadwal dipindahkan"),
    "amend": _l("Unit, ruang, atau tautan diganti"),
    "release": _l("Jadwal dilepas oleh kantor"),
    "change-guests": _l("Rombongan diganti"),
    "depart": _l("Tamu pulang"),
    "sign-travel-order": _l("SPPD ditandatangani"),
    "mark-absent": _l("Tercatat tidak hadir"),
    "restore": _l("Catatan tidak hadir diralat"),
    "reopen": _l("Berkas sesi dibuka lagi"),
    "approve": _l("Jadwal diberikan"),
    "reject": _l("Permohonan ditolak"),
    "withdraw": _l("Permohonan ditarik"),
    "cancel": _l("Jadwal dibatalkan"),
    "check-in": _l("Tamu tercatat hadir"),
    "undo-check-in": _l("Catatan hadir diralat"),
    "finish": _l("Sesi dilaksanakan"),
    "close": _l("Sesi ditutup"),
    "escalate": _l("Dieskalasi kepada pimpinan"),
    "resend": _l("Surel dikirim ulang"),
    "write-minutes": _l("Naskah BAK disimpan"),
    "file-minutes": _l("BAK diarsipkan"),
    "file-attendance": _l("Daftar Hadir diarsipkan"),
    "file-recording": _l("Rekaman diarsipkan"),
}


def language() -> str:
    """``id`` or ``en``."""
    locale = get_locale()
    return "en" if locale is not None and locale.language == "en" else "id"


def worded(text: Wording | None) -> str:
    """A text of the rules in the language of the request."""
    return text.in_(language()) if text is not None else ""


def named(thing: object) -> str:
    """The name of a unit, topic or room in the language of the request."""
    if thing is None:
        return ""
    return str(getattr(thing, "name_en", "") if language() == "en" else getattr(thing, "name", ""))


def long_day(day: date) -> str:
    """``Rabu, 25 November 2026``."""
    return words.long_day(day, language())


def short_day(day: date) -> str:
    """``25 Nov``."""
    return words.short_day(day, language())


def month_name(month: CalendarMonth) -> str:
    """``November 2026``."""
    return words.month_name(month.first_day, language())


def month_value(month: CalendarMonth) -> str:
    """``2026-11``, as addresses carry it."""
    return f"{month.year}-{month.month:02}"


def hour(start: str) -> str:
    """``09.00``."""
    return words.hour(start, language())


def hour_of(moment: datetime) -> str:
    """``08.41``: the hour of an instant, WIB."""
    return hour(Slot.at(moment).start)


def span(slot: Slot) -> str:
    """``09.00–10.00``, where the zone is told once for many."""
    return f"{hour(slot.start)}–{hour(Slot.at(desk.ends_at(slot)).start)}"


def hours(slot: Slot) -> str:
    """``09.00–10.00 WIB``."""
    return f"{span(slot)} WIB"


def zone_of(mode: Mode, region: str | None) -> str:
    """``WITA`` or ``WIT`` for a video conference with a region there; empty where WIB is enough."""
    zone = register()[region].time_zone if region else "WIB"
    return zone if mode is Mode.VIDEO_CONFERENCE and zone in ZONES else ""


def local_start(slot: Slot, mode: Mode, region: str | None) -> str:
    """``10.00 WITA`` for a video conference with a region further east; else empty."""
    zone = zone_of(mode, region)
    return f"{hour(_further_east(slot, zone).start)} {zone}" if zone else ""


def _further_east(slot: Slot, zone: str) -> Slot:
    return Slot.at(desk.begins_at(slot) + ZONES[zone] * desk.SESSION)


def hours_for(slot: Slot, mode: Mode, region: str | None) -> str:
    """The hours in WIB and, for a video conference with a region further east, in its own zone."""
    zone = zone_of(mode, region)
    return f"{hours(slot)} ({span(_further_east(slot, zone))} {zone})" if zone else hours(slot)


def slot_label(slot: Slot) -> str:
    """``Rabu, 25 November 2026, 09.00–10.00 WIB``."""
    return f"{long_day(slot.date)}, {hours(slot)}"


def spoken_slot(slot: Slot) -> str:
    """``Rabu 25 November 2026, pukul 09.00 sampai 10.00 WIB``, to be read aloud."""
    end = Slot.at(desk.ends_at(slot)).start
    times = {"start": hour(slot.start), "end": hour(end)}
    day = long_day(slot.date).replace(",", "", 1)
    return str(_("%(day)s, pukul %(start)s sampai %(end)s WIB", day=day, **times))


def instant(moment: datetime) -> str:
    """``Jumat, 20 November 2026, 10.05 WIB``."""
    return f"{long_day(moment.date())}, {hour(moment.strftime('%H:%M'))} WIB"


def patience(until: datetime | None) -> str:
    """How long whoever tried too often is to wait: until an hour, where it is known."""
    if until is None:
        return str(_("Tunggu beberapa menit, lalu coba lagi."))
    return str(_("Coba lagi mulai pukul %(hour)s WIB.", hour=hour(until.strftime("%H:%M"))))


def region_name(code: str | None) -> str:
    """A region's name; for a requester that is no region, what it is."""
    return register()[code].name if code else str(_("Bukan daerah"))


def slot_of(booking: Booking) -> Slot:
    """A booking's slot."""
    return Slot(booking.date, booking.start)
