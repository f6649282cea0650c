"""Messages of every kind as examples, and an application that renders them in both languages.

``python -m tests.support.mail_samples`` writes the examples under tests/app/mails/ anew.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask_babel import get_domain

from app.mail.render import rendered
from booking.messages import Attachment, Sending
from booking.models import Booking, Guest, Letter, Room, Unit
from booking.terms import MessageKind
from rules.facts import WIB
from tests.support import house_of_tests as house

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "tests" / "app" / "mails"
ENGLISH = ROOT / "app" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
BASE = "https://temu.test"
NOW = datetime(2026, 11, 20, 10, 5, tzinfo=WIB)
MANOKWARI = "92.02"
RINA = "rina@uji.test"
OFFICE, OF_THE_UNIT = "callcenter.djpk@kemenkeu.go.id", "dtu@djpk.test"
MEETING = "https://rapat.test/25?kode=1"
ROOM = Room(code="lantai-3", name="Ruang Video Conference DJPK, lantai 3", name_en="Video Conference Room, 3rd floor")
UNIT = Unit(code="dau", name="Direktorat Dana Transfer Umum", name_en="Directorate of General Transfer Funds")


def booking(mode: str = "visit", **changes) -> Booking:
    """A request of Balikpapan or, for a video conference, of Manokwari; kept in no database."""
    video = mode == "video_conference"
    institution = changes.pop("institution", "BPKAD Kabupaten Manokwari" if video else "BPKAD Kota Balikpapan")
    letter = {"number": "005/123/BPKAD", "dated_on": date(2026, 11, 19), "subject": "Konsultasi DAU"}
    letter |= {name: changes.pop(name) for name in ("number", "subject") if name in changes}
    made = {
        "reference": "K7QM-3TXD" if video else "H4WN-8RPC",
        "mode": mode,
        "date": date(2026, 11, 25),
        "start": "09:00",
        "region_code": MANOKWARI if video else "64.71",
        "institution": institution,
        "contact_name": "Rina Dewi",
        "contact_phone": "0811-0000-001",
        "contact_email": RINA,
        "letter": Letter(institution=institution, **letter),
        "room": None if video else ROOM,
        "unit": UNIT,
        "meeting_url": MEETING if video else None,
        "guests": [Guest(seat=1, name="Siti Aminah", nip="197501012000032001", phone="0811-5400-002")],
        "changed_at": datetime(2026, 11, 20, 10, 0, tzinfo=WIB),
        "sequence": 1,
    }
    return Booking(**made | changes)


def message(kind: str, mode: str = "visit", state: str = "scheduled", *, of=None, to=RINA, more=None, **params):
    """A message about a booking; ``params`` are added to what every message tells."""
    about = of or booking(mode)
    told = {
        "mode": about.mode,
        "state": state,
        "date": "2026-11-25",
        "start": "09:00",
        "room": about.room.name if about.room else None,
        "unit": about.unit.name,
        "meeting_url": about.meeting_url,
        "sequence": 1,
        "changed_at": "2026-11-20T10:00:00+07:00",
    }
    number = f"{about.reference}-{kind}-1".lower().replace("_", "-")
    along = CODE if to == RINA and kind != "confirm" else {}
    return Sending(MessageKind(kind), number, to, NOW, told | params, about, **along | (more or {}))


def letter_copy(**params) -> Sending:
    """A letter's copy, with its file."""
    told = {
        "number": "005/123/BPKAD",
        "dated_on": "2026-11-19",
        "subject": "Konsultasi DAU",
        "institution": "BPKAD Kota Balikpapan",
        "channel": "whatsapp",
        "received_at": "2026-11-20T10:00:00+07:00",
        "reference": "H4WN-8RPC",
    }
    file = Attachment("surat.pdf", "application/pdf", house.LETTER)
    kind = MessageKind.LETTER_COPY
    return Sending(kind, "letter-7-letter-copy-1", "tu@djpk.test", NOW, told | params, None, attachments=(file,))


COMPLAINT = {"reference": "P-7KQ2-M4XD", "kind": "complaint", "received_at": "2026-11-20T10:00:00+07:00"}


def complaint(told: str, to: str, **params) -> Sending:
    """What somebody complained of, or that it was received."""
    number = f"complaint.p-7kq2-m4xd.{told}.1".replace("_", "-")
    return Sending(MessageKind(told), number, to, NOW, COMPLAINT | params, None)


ASKED_FOR = {
    "region": MANOKWARI,
    "institution": "BPKAD Kabupaten Manokwari",
    "name": "Rina Dewi",
    "position": "Analis Keuangan",
    "email": RINA,
    "phone": "0811-0000-001",
    "request": 7,
}


def of_an_account(kind: str, to: str = RINA, **params) -> Sending:
    """A message about an account, with its link where it has one."""
    token = "p4ssw0rd-t0ken" if "until" in params else None
    number = f"settings-{kind}-1".replace("_", "-")
    return Sending(MessageKind(kind), number, to, NOW, params, None, password_token=token)


EARLIEST = [{"date": "2026-11-26", "start": "10:00"}, {"date": "2026-11-27", "start": "13:00"}]
BEFORE = {"date": "2026-11-24", "start": "10:00"}
VIDEO = "video_conference"
HELD = {"hold_until": "2026-11-20T10:35:00+07:00"}
TOKEN = {"confirm_token": "t0ken"}
CODE = {"access_code": "B6RT-9KQX-2MHW"}
WEEK = {"whom": "Rina Dewi", "person": 12, "until": "2026-11-27T03:05:00Z"}
HOUR = {"whom": "Rina Dewi", "person": 12, "until": "2026-11-20T04:05:00Z"}
WHY = "Mohon kirim dari alamat kantor."


def samples() -> dict[str, Sending]:
    """An example of every kind by name; some also for a video conference, or before a schedule was given."""
    return {
        "confirm": message("confirm", state="unconfirmed", more=TOKEN, **HELD),
        "received": message("received", state="requested"),
        "received-video": message("received", VIDEO, "requested", meeting_url=None),
        "scheduled": message("scheduled"),
        "scheduled-video": message("scheduled", VIDEO, start="13:00"),
        "moved": message("moved", moved_from=BEFORE, reason="room", note="Ruang diperbaiki.", sequence=2),
        "moved-video": message("moved", VIDEO, moved_from=BEFORE, reason="unit", sequence=2),
        "moved-waiting": message("moved", state="requested", moved_from=BEFORE, reason="closure"),
        "changed": message("changed", sequence=2),
        "rejected": message("rejected", state="rejected", reason="incomplete_letter", note="Halaman 2 tidak ada."),
        "withdrawn": message("withdrawn", state="withdrawn"),
        "cancelled": message("cancelled", state="cancelled", note="Wali Kota berhalangan.", sequence=2),
        "cancelled-video": message("cancelled", VIDEO, "cancelled", note="Listrik padam.", sequence=2),
        "released": message("released", state="released", reason="closure", earliest=EARLIEST, sequence=2),
        "expired": message("expired", state="expired", earliest=EARLIEST),
        "question": message("question", state="requested", question="Tahun berapa yang dimaksud?\n2026 atau 2027?"),
        "reply": message("reply", state="requested", to=OFFICE, answer="DAU 2027."),
        "considered": message("considered", state="requested", to=OFFICE, answer="decline", note="Rapat kerja DPR."),
        "reminder": message("reminder"),
        "reminder-video": message("reminder", VIDEO),
        "no_show": message("no_show", state="no_show"),
        "no_show-video": message("no_show", VIDEO, "no_show"),
        "excused": message("excused", state="excused"),
        "restored": message("restored", sequence=3),
        "restored-held": message("restored", state="held", sequence=3),
        "letter_copy": letter_copy(),
        "escalated": message("escalated", state="requested", to=OFFICE, due="2026-11-23T10:00:00+07:00"),
        "record_overdue": message("record_overdue", state="held", to=OF_THE_UNIT, due="2026-11-30"),
        "answer_due": message("answer_due", state="requested", to=OF_THE_UNIT, due="2026-11-26"),
        "complaint": complaint(
            "complaint",
            OFFICE,
            words="Diminta membayar agar jadwal dipercepat.\nTerjadi di lobi, hari Senin.",
            name="Rina Dewi",
            email=RINA,
            phone="0811-0000-001",
            booking_reference="H4WN-8RPC",
        ),
        "complaint-nameless": complaint("complaint", OFFICE, kind="suggestion", words="Tambahkan sesi sore."),
        "complaint_received": complaint("complaint_received", RINA),
        "account_asked": of_an_account("account_asked", OFFICE, **ASKED_FOR),
        "account_opened": of_an_account("account_opened", region=MANOKWARI, **WEEK),
        "account_opened-office": of_an_account("account_opened", role="unit", unit=UNIT.name, region=None, **WEEK),
        "account_refused": of_an_account("account_refused", region=MANOKWARI, whom="Rina Dewi", note=WHY),
        "password": of_an_account("password", has_one=False, **HOUR),
        "password-has-one": of_an_account("password", has_one=True, **HOUR),
    }


@contextmanager
def speaking(app, folder: Path) -> Iterator[None]:
    """The application at work, with the English catalogue as it stands in the source."""
    compiled = folder / "translations" / "en" / "LC_MESSAGES" / "messages.mo"
    compiled.parent.mkdir(parents=True)
    with ENGLISH.open("rb") as source, compiled.open("wb") as file:
        write_mo(file, read_po(source, locale="en"))
    with pytest.MonkeyPatch.context() as patch, app.app_context():
        patch.setattr(app.extensions["babel"], "translation_directories", [str(folder / "translations")])
        patch.setattr(get_domain(), "cache", {})
        yield


def parts(mail: EmailMessage) -> dict[str, str]:
    """What a mail says, by the ending of the file it is kept in."""
    endings = {"text/plain": "txt", "text/html": "html", "text/calendar": "ics"}
    found = {
        endings[part.get_content_type()]: part.get_payload(decode=True).decode().replace("\r\n", "\n")
        for part in mail.walk()
        if part.get_content_type() in endings
    }
    return found | {"txt": f"Subject: {mail['Subject']}\nTo: {mail['To']}\n\n{found['txt']}"}


def files(name: str, sending: Sending) -> dict[str, str]:
    """The files of an example, by name. Needs an application that speaks."""
    return {f"{name}.{ending}": text for ending, text in parts(rendered(sending, BASE, NOW)).items()}


def rewrite() -> None:
    """Write the examples anew."""
    KEPT.mkdir(exist_ok=True)
    for old in KEPT.iterdir():
        old.unlink()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        with speaking(house.application(house.make_template(place), place), place):
            for name, sending in samples().items():
                for file, text in files(name, sending).items():
                    (KEPT / file).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    rewrite()
