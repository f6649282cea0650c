"""The people of the tests, a region that asks, and bookings brought to where a test begins.

It is Friday, 20 November 2026, 10:00 WIB. Balikpapan (64.72) asks for a visit on Wednesday, 25 November, 09:00: the
first possible day for a letter that comes now. The calendar of those weeks has no holiday.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from booking import documents, workflow
from booking.journal import Actor
from booking.models import Booking, Document, Guest, Letter, Message, TravelOrder
from booking.store import Store
from booking.terms import Channel, DocumentKind, Ground, OfficeReason, RejectReason, Role, UnitAnswer
from booking.workflow.reception import Arrival
from booking.workflow.submission import NamedGuest, NamedLetter, Submission, Submitted
from rules.facts import WIB, Mode, Office, Slot
from tests.support.papers import LETTER as PDF

__all__ = ["PDF", "Message", "TravelOrder", "UnitAnswer", "replace", "select"]

KEY = b"the key of the tests' journal"
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=WIB)
FIRST_DAY = date(2026, 11, 25)
SLOT = Slot(FIRST_DAY, "09:00")
BEGINS = datetime(2026, 11, 25, 9, 0, tzinfo=WIB)
OVER = BEGINS + timedelta(hours=6)
MINUTE = timedelta(minutes=1)
LATER = NOW + timedelta(hours=1)
SOON = NOW + timedelta(minutes=5)

BALIKPAPAN, SAMARINDA, ACEH = "64.72", "64.71", "11"
JAKARTA, SOUTH_JAKARTA, EAST_JAKARTA = "31", "31.74", "31.75"
UNIT, OTHER_UNIT = "dana-transfer-umum", "pajak-daerah"

PEOPLE: list[dict[str, Any]] = [
    {"email": "bpkad@balikpapan.example", "name": "Ratna Dewi", "role": Role.REGION, "region": BALIKPAPAN},
    {"email": "bpkad@samarinda.example", "name": "Joko Susilo", "role": Role.REGION, "region": SAMARINDA},
    {"email": "contact@djpk.example", "name": "Sari Wulandari", "role": Role.OFFICER},
    {"email": "reception@djpk.example", "name": "Agus Salim", "role": Role.RECEPTIONIST},
    {"email": "dtu@djpk.example", "name": "Budi Hartono", "role": Role.UNIT, "unit": UNIT},
    {"email": "pdrd@djpk.example", "name": "Nina Kusuma", "role": Role.UNIT, "unit": OTHER_UNIT},
    {"email": "director@djpk.example", "name": "Hadi Pranoto", "role": Role.LEADERSHIP},
    {"email": "admin@djpk.example", "name": "Tono Wijaya", "role": Role.ADMIN},
]
REGION = Actor(Role.REGION, person_id=1, region=BALIKPAPAN)
NEIGHBOUR = Actor(Role.REGION, person_id=2, region=SAMARINDA)
OFFICER = Actor(Role.OFFICER, person_id=3)
RECEPTIONIST = Actor(Role.RECEPTIONIST, person_id=4)
OF_THE_UNIT = Actor(Role.UNIT, person_id=5, unit=UNIT)
OF_ANOTHER_UNIT = Actor(Role.UNIT, person_id=6, unit=OTHER_UNIT)
LEADERSHIP = Actor(Role.LEADERSHIP, person_id=7)
ADMIN = Actor(Role.ADMIN, person_id=8)
CLOCK = Actor(Role.CLOCK, channel="job")

HEAD = NamedGuest("Rahmad Mas'ud", "Wali Kota", Office.REGIONAL_HEAD, phone="0811-5400-001")
TREASURER = NamedGuest("Siti Aminah", "Kepala BPKAD", Office.OTHER, nip="197501012000032001", phone="0811-5400-002")
CLERK = NamedGuest("Andi Saputra", "Kepala Bidang", Office.OTHER, nip="198203042008011002")
ANALYST = NamedGuest("Dewi Lestari", "Analis", Office.OTHER)

WISH = Submission(
    mode=Mode.VISIT,
    region=BALIKPAPAN,
    institution="Pemerintah Kota Balikpapan",
    letter=NamedLetter("005/123/BPKAD", date(2026, 11, 18), "Konsultasi DAU", True),
    slot=SLOT,
    topic="dau",
    contact_name="Ratna Dewi",
    contact_phone="0812-3456-7890",
    contact_email="ratna@balikpapan.example",
    guests=(TREASURER, CLERK),
)
LETTER = {
    "letter_number": "number",
    "letter_dated_on": "dated_on",
    "letter_subject": "subject",
    "addressed_to_director_general": "addressed_to_director_general",
}
SPPD: dict[str, Any] = {"number": "SPPD/1/2026", "dated_on": date(2026, 11, 23)}


def holder(reference: str) -> Actor:
    """Whoever has a booking's access code."""
    return Actor(Role.HOLDER, booking=reference)


def at(day: int, start: str = "09:00", month: int = 11) -> Slot:
    """A slot of November 2026."""
    return Slot(date(2026, month, day), start)


def instant(day: int, hour: int = 10, minute: int = 0, month: int = 11) -> datetime:
    """An instant of November 2026, WIB."""
    return datetime(2026, month, day, hour, minute, tzinfo=WIB)


def paper(store: Store, kind: DocumentKind = DocumentKind.LETTER) -> int:
    """A staged file."""
    return documents.stage(store, kind, f"{kind.value}.pdf", BytesIO(PDF), NOW, None)


def recording(store: Store) -> int:
    """A recording's address and checksum."""
    return documents.stage_recording(store, RECORDED, "0" * 64, NOW, None)


def linked(store: Store, number: int) -> bool:
    """Whether a file belongs to something."""
    with store.reading() as session:
        return session.get_one(Document, number).linked_at is not None


def wish(**changes: Any) -> Submission:
    """A visit of Balikpapan, with changes; those of its letter are told by their own names."""
    letter = WISH.letter
    assert letter is not None
    said = {part: changes.pop(told) for told, part in LETTER.items() if told in changes}
    return replace(WISH, **{"letter": replace(letter, **said), **changes})


def submit(store: Store, actor: Actor = OFFICER, now: datetime = NOW, **changes: Any) -> Submitted:
    """Ask for a visit of Balikpapan, with changes."""
    return workflow.submit(store, wish(**changes), actor, now, paper(store))


def requested(store: Store, **changes: Any) -> str:
    """A request, by its reference."""
    return submit(store, **changes).reference


VIDEO: dict[str, Any] = {"mode": Mode.VIDEO_CONFERENCE, "slot": at(25, "13:00")}
RECORDED = "https://rekaman.djpk.example/25"
MEETING = "https://rapat.djpk.example/25"


def approve(store: Store, reference: str, now: datetime = LATER, **changes: Any) -> None:
    """Give a request its schedule, on the unit's consideration."""
    given: dict[str, Any] = {"ground": Ground.UNIT_CONSIDERATION, "given_by": "Hadi Pranoto", **changes}
    workflow.approve(store, reference, OFFICER, now, **given)


def scheduled(store: Store, **changes: Any) -> str:
    """A schedule; a video conference's with a link."""
    reference = requested(store, **changes)
    link = {"meeting_url": MEETING} if changes.get("mode") is Mode.VIDEO_CONFERENCE else {}
    approve(store, reference, **link)
    return reference


def admit(store: Store, reference: str, *seats: int, now: datetime = BEGINS) -> None:
    """Check guests in by their seats."""
    arrivals = tuple(Arrival(guests_of(store, reference)[seat - 1]) for seat in seats)
    workflow.check_in(store, reference, RECEPTIONIST, now, arrivals=arrivals)


def arrived(store: Store, **changes: Any) -> str:
    """A visit whose first guest has entered."""
    reference = scheduled(store, **changes)
    admit(store, reference, 1)
    return reference


def held(store: Store, **changes: Any) -> str:
    """A session that was held."""
    video = changes.get("mode") is Mode.VIDEO_CONFERENCE
    reference = scheduled(store, **changes) if video else arrived(store, **changes)
    workflow.finish(store, reference, OF_THE_UNIT, OVER)
    return reference


def file(store: Store, reference: str, kind: DocumentKind, now: datetime = OVER) -> int:
    """File a paper of a session; by default when every session of its day is over."""
    number = paper(store, kind)
    workflow.file_document(store, reference, OF_THE_UNIT, now, kind=kind, document_id=number)
    return number


def closed(store: Store, **changes: Any) -> str:
    """A session closed on its record."""
    reference = held(store, **changes)
    file(store, reference, DocumentKind.MINUTES)
    file(store, reference, DocumentKind.ATTENDANCE)
    workflow.close(store, reference, OF_THE_UNIT, BEGINS + timedelta(hours=7))
    return reference


def rejected(store: Store, **changes: Any) -> str:
    """A request that was turned down."""
    reference = requested(store, **changes)
    workflow.reject(store, reference, OFFICER, LATER, reason=RejectReason.DUPLICATE, note="sudah dijadwalkan")
    return reference


def withdrawn(store: Store, **changes: Any) -> str:
    """A request that was taken back."""
    reference = requested(store, **changes)
    workflow.withdraw(store, reference, OFFICER, LATER)
    return reference


def cancelled(store: Store, **changes: Any) -> str:
    """A schedule that the region gave up."""
    reference = scheduled(store, **changes)
    workflow.cancel(store, reference, OFFICER, LATER, note="Wali Kota berhalangan")
    return reference


def unconfirmed(store: Store, **changes: Any) -> str:
    """A request from the open page whose address is not confirmed."""
    return submit(store, Actor(Role.HOLDER), **changes).reference


def expired(store: Store, **changes: Any) -> str:
    """A request that nobody decided in time."""
    reference = requested(store, **changes)
    workflow.expire(store, reference, BEGINS + timedelta(hours=4))
    return reference


def released(store: Store, **changes: Any) -> str:
    """A schedule that the office took back."""
    reference = scheduled(store, **changes)
    workflow.release(store, reference, OFFICER, LATER, reason=OfficeReason.ROOM)
    return reference


def missed(store: Store, **changes: Any) -> str:
    """A session to which nobody came, without notice."""
    reference = scheduled(store, **changes)
    workflow.mark_absent(store, reference, OFFICER, BEGINS + timedelta(hours=5), note="tanpa kabar")
    return reference


def excused(store: Store, **changes: Any) -> str:
    """A session to which nobody came, with a notice that an officer accepted."""
    reference = scheduled(store, **changes)
    workflow.mark_absent(store, reference, OFFICER, BEGINS + timedelta(hours=5), notice=True, note="banjir")
    return reference


def messages_of(store: Store, reference: str) -> list[tuple[str, str]]:
    """The messages about a booking, by kind and recipient, in order."""
    with store.reading() as session:
        rows = select(Message).where(Message.about == f"booking:{reference}").order_by(Message.id)
        return [(row.kind, row.recipient) for row in session.scalars(rows)]


def forwarded(store: Store) -> list[tuple[str, str]]:
    """The copies of letters that wait for the Contact Center, by kind and recipient."""
    with store.reading() as session:
        rows = select(Message).where(Message.about.like("letter:%")).order_by(Message.id)
        return [(row.kind, row.recipient) for row in session.scalars(rows)]


def found(session: Session, reference: str) -> Booking:
    """A booking's row."""
    return session.scalars(select(Booking).where(Booking.reference == reference)).one()


def state_of(store: Store, reference: str) -> str:
    """Where a booking stands."""
    with store.reading() as session:
        return found(session, reference).state


def guests_of(store: Store, reference: str) -> list[int]:
    """The numbers of a booking's guests, by seat."""
    with store.reading() as session:
        mine = select(Guest.id).join(Booking, Booking.id == Guest.booking_id).where(Booking.reference == reference)
        return list(session.scalars(mine.order_by(Guest.seat)))


def letter_of(store: Store, reference: str) -> Letter:
    """A booking's letter, with its receipts."""
    with store.reading() as session:
        letter = found(session, reference).letter
        assert letter.receipts is not None
        return letter


def region_letter(number: int, **changes: Any) -> dict[str, Any]:
    """A wish on another letter of the region."""
    return {"letter_number": f"005/{number}/BPKAD", "channel": Channel.EMAIL, **changes}


def approved_moved_twice_and_cancelled(store: Store) -> str:
    """A schedule that changed its hour twice and was given up: what calendars must follow in order."""
    reference = scheduled(store, channel=Channel.EMAIL)
    for number, start in enumerate(("10:00", "13:00"), start=1):
        workflow.move(store, reference, OFFICER, LATER + number * MINUTE, slot=at(25, start), reason=OfficeReason.ROOM)
    workflow.cancel(store, reference, OFFICER, LATER + 3 * MINUTE, note="Wali Kota berhalangan")
    return reference
