"""Where a request stands, in words: its facts, what comes next, and what a region has left of its month."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app import formats
from app.web.present import Upcoming
from booking import reads
from booking.models import Booking, Document
from booking.reads import Happened, LetterUse
from booking.terms import Act
from rules import desk, parameters
from rules.facts import CalendarMonth, Mode, State

_KILOBYTE = 1_000
_MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Month:
    """A region's visits of a month: how many of how many, and on which days."""

    label: str
    used: int
    limit: int
    days: str


@dataclass(frozen=True)
class LetterLine:
    """A letter of a region, and what it can still be used for."""

    number: str
    subject: str
    received: str
    says: str
    reference: str


def letter_line(use: LetterUse) -> LetterLine:
    """A letter as its region reads it."""
    if use.live is not None:
        says = _("Dipakai untuk permohonan")
    elif use.spent:
        says = _("Tidak dapat dipakai lagi untuk tatap muka; masih dapat untuk video conference")
    else:
        says = _("Belum terpakai, dapat diajukan")
    letter = use.letter
    received = formats.long_day(letter.received_at.date())
    return LetterLine(letter.number, letter.subject, received, says, use.live.reference if use.live else "")


def open_question(events: Iterable[Happened]) -> str:
    """The office's question that was not answered yet; empty where there is none."""
    said = ""
    for event in events:
        if event.entry.act in (Act.ASK, Act.REPLY):
            said = event.note or "" if event.entry.act == Act.ASK else ""
    return said


def upcoming(booking: Booking, question: str = "") -> Upcoming | None:
    """What happens next to a live booking, and by when; nothing where it has ended."""
    if booking.state == State.UNCONFIRMED and booking.hold_until is not None:
        return Upcoming(
            _("Anda mengonfirmasi alamat e-mail"),
            _("Buka tautan di surel kami, lalu tekan tombolnya. Sesudah waktunya lewat, sesinya dilepas."),
            formats.instant(booking.hold_until),
        )
    if question:
        detail = _("Permohonan tetap memegang sesinya; jawaban Anda membantu petugas memutuskan.")
        return Upcoming(
            _("Anda menjawab pertanyaan petugas"),
            detail,
            _("Sebelum sesinya dimulai: %(begins)s", begins=formats.instant(desk.begins_at(formats.slot_of(booking)))),
        )
    return _next(booking)


def _next(booking: Booking) -> Upcoming | None:
    state, visit = State(booking.state), Mode(booking.mode) is Mode.VISIT
    begins = formats.instant(desk.begins_at(formats.slot_of(booking)))
    match state:
        case State.REQUESTED:
            detail = _("Petugas memeriksa surat dan menyepakati waktu dengan unit teknis, lalu mengabari narahubung.")
            return Upcoming(
                _("Petugas Contact Center memberi keputusan"),
                detail,
                _("Sebelum sesinya dimulai: %(begins)s", begins=begins),
            )
        case State.SCHEDULED if visit:
            detail = _("Resepsionis mencatat kedatangan, lalu tamu diantar ke ruang konsultasi.")
            return Upcoming(_("Tamu datang dan lapor di resepsionis"), detail, begins)
        case State.SCHEDULED:
            detail = _("Konsultasi dilaksanakan melalui tautan atau ruang rapat yang disebut di atas.")
            return Upcoming(_("Peserta bergabung ke video conference"), detail, begins)
        case State.ARRIVED:
            return Upcoming(_("Konsultasi dengan unit teknis"), "", begins)
        case State.HELD:
            filed = _("BAK dan Daftar Hadir") if visit else _("BAK dan/atau rekaman")
            detail = _("Unit teknis mengarsipkan %(filed)s. Anda tidak perlu melakukan apa pun.", filed=filed)
            return Upcoming(_("Sesi ditutup"), detail)
        case _:
            return None


def size(number: int) -> str:
    """``120 kB``, ``2,4 MB``."""
    if number < _MEGABYTE:
        return f"{max(number // _KILOBYTE, 1)} kB"
    said = f"{number / _MEGABYTE:.1f} MB"
    return said if formats.language() == "en" else said.replace(".", ",")


def details(booking: Booking, file: Document | None, *, own: bool) -> list[tuple[str, str]]:
    """The facts of a request, as pairs of label and value; the contact's telephone only to whoever asked."""
    letter = booking.letter
    contact = [booking.contact_name, *([booking.contact_phone] if own else []), booking.contact_email]
    pairs = [
        (_("Instansi"), booking.institution),
        (_("Daerah"), formats.region_name(booking.region_code)),
        (_("Surat"), _("%(number)s, %(day)s", number=letter.number, day=formats.long_day(letter.dated_on))),
        (_("Perihal"), letter.subject),
        (_("Surat diterima"), formats.instant(letter.received_at)),
        (_("Berkas"), f"{file.filename}, {size(file.size)}" if file else ""),
        (_("Topik"), formats.named(booking.topic)),
        (_("Unit teknis"), formats.named(booking.unit)),
        (_("Narahubung"), ", ".join(contact)),
        (_("Biaya"), _("Tidak ada")),
    ]
    return [(label, value) for label, value in pairs if value]


def months(session: Session, region: str | None, today: date) -> list[Month]:
    """The visits of this month and the next."""
    this = CalendarMonth.of(today)
    found = []
    for month in (this, this.next or this):
        visits = reads.visits_of_month(session, region, month)
        policy = parameters.in_force().policy(today, month.first_day)
        days = ", ".join(formats.short_day(visit.date) for visit in visits)
        found.append(Month(formats.month_name(month), len(visits), policy.visits_per_region_per_month, days))
    return found
