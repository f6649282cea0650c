"""The demonstration: full and true whenever it is loaded, and only once."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from booking import demo, documents, gather, journal, listing, people, reads
from booking.journal import Actor
from booking.models import Admission, Booking, Decision, Document, Guest, JournalEntry, Message
from booking.store import Store
from booking.terms import Role
from rules.facts import WIB, CalendarMonth, Mode, State
from tests.booking import databases

INSTANTS = {
    "a morning": "2026-11-20 10:30",
    "first minutes of 2026": "2026-01-01 00:20",
    "a Saturday": "2026-08-15 15:00",
    "the week of Idul Fitri": "2026-03-21 12:00",
    "first arrivals after the holidays": "2026-03-25 08:55",
    "late in the evening": "2027-06-14 23:50",
}
YEARS_END = ("2027-12-24 08:00", "2027-12-31 23:59")
REACHED = {"requested", "scheduled", "held", "closed", "rejected", "withdrawn", "cancelled"}
ENDED = {"held", "closed", "rejected", "withdrawn", "cancelled"}
SAMARINDA = Actor(Role.REGION, region="64.72")
VILLAGES = Actor(Role.UNIT, unit="dana-desa")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WIB)


def load(store: Store, now: datetime) -> bool:
    return demo.load(store, now, lambda password: f"hash of {password}", "rahasia")


@pytest.fixture(scope="module")
def morning(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A demonstration that was loaded on a Friday morning."""
    with databases.Lent(tmp_path_factory.mktemp("demo")).copy_of(sqlite_template) as store:
        load(store, at(INSTANTS["a morning"]))
        yield store


def bookings(store: Store) -> list[Booking]:
    with store.reading() as session:
        return list(session.scalars(select(Booking).order_by(Booking.id)))


def next_working_day(store: Store, day: date) -> date:
    with store.reading() as session:
        found = gather.office_calendar(session).working_day_after(day, 1)
    assert found is not None
    return found


def visits_on(store: Store, day: date) -> list[Booking]:
    with store.reading() as session:
        return reads.sessions(session, day, day, mode=Mode.VISIT)


def is_working(store: Store, day: date) -> bool:
    with store.reading() as session:
        return bool(gather.office_calendar(session).is_working(day))


@pytest.mark.parametrize("text", INSTANTS.values(), ids=INSTANTS)
def test_there_is_something_in_every_room(sqlite_store: Store, text: str) -> None:
    now = at(text)
    assert load(sqlite_store, now)
    found = bookings(sqlite_store)
    states = {booking.state for booking in found}
    working = is_working(sqlite_store, now.date())
    assert len(found) == 51
    assert states == REACHED | {"arrived"}
    assert {booking.mode for booking in found} == set(Mode)
    _the_inbox_has_all_ages(found, now)
    _reception_is_busy(sqlite_store, now.date(), working)
    _the_unit_has_work(sqlite_store, now)


def _the_inbox_has_all_ages(found: list[Booking], now: datetime) -> None:
    waiting = [booking for booking in found if booking.state == State.REQUESTED]
    assert len(waiting) > 8
    assert all(booking.date > now.date() for booking in waiting)
    assert any(now - booking.submitted_at < timedelta(hours=4) for booking in waiting)
    assert any(now - booking.submitted_at > timedelta(days=4) for booking in waiting)
    assert "64.72" in {booking.region_code for booking in waiting}


def _reception_is_busy(store: Store, today: date, working: bool) -> None:
    following = next_working_day(store, today)
    assert len(visits_on(store, following)) == (3 if working else 4)
    assert {booking.state for booking in visits_on(store, following)} == {"scheduled"}
    if working:
        assert len(visits_on(store, today)) == 4


def _the_unit_has_work(store: Store, now: datetime) -> None:
    with store.reading() as session:
        own = reads.of_unit(session, "dana-desa", tuple(State))
        assert own == [booking for booking in own if booking.unit_code == VILLAGES.unit]
        upcoming = [booking for booking in own if booking.state == "scheduled" and booking.date > now.date()]
        overdue = [booking for booking in own if booking.state == "held" and booking.minutes_id is None]
        half = [b for b in own if b.state == "held" and b.minutes_id is not None and b.attendance_id is None]
        assert upcoming
        assert any(now.date() - booking.date > timedelta(days=3) for booking in overdue)
        assert half
        assert {"requested", "closed"} <= {booking.state for booking in own}


def test_nothing_is_told_of_the_future_and_the_journal_holds(morning: Store) -> None:
    now = at(INSTANTS["a morning"])
    with morning.reading() as session:
        assert journal.broken(session) == []
        assert session.scalars(select(JournalEntry).where(JournalEntry.at > now)).all() == []
        assert session.scalars(select(Admission).where(Admission.recorded_at > now)).all() == []
        refused = session.scalars(select(Decision.verdict).where(Decision.allowed.is_(False)).order_by(Decision.id))
        codes = [[refusal["code"] for refusal in verdict["refusals"]] for verdict in refused]
        assert codes == [["guest_cap"], ["guest_cap"], ["session_taken"]]
        told = list(session.scalars(select(JournalEntry.at).order_by(JournalEntry.id)))
    assert told == sorted(told)


@pytest.mark.parametrize("text", YEARS_END)
def test_the_end_of_the_known_years_only_leaves_something_out(sqlite_store: Store, text: str) -> None:
    assert load(sqlite_store, at(text))
    found = bookings(sqlite_store)
    assert {booking.state for booking in found} >= ENDED | {"requested"}
    assert all(booking.date.year <= 2027 for booking in found)
    with sqlite_store.reading() as session:
        left_over = select(Document).where(Document.linked_at.is_(None))
        assert session.scalars(left_over).all() == []


def test_it_is_loaded_once(store: Store) -> None:
    now = at(INSTANTS["a morning"])
    assert load(store, now)
    before = Counter(booking.state for booking in bookings(store))
    assert set(before) == REACHED | {"arrived"}
    assert not load(store, now + timedelta(days=3))
    assert Counter(booking.state for booking in bookings(store)) == before


def test_the_same_instant_gives_the_same_register(morning: Store, sqlite_template: Path, tmp_path: Path) -> None:
    def told(store: Store) -> list[tuple[object, ...]]:
        return [(b.institution, b.state, b.date, b.start, b.submitted_at, b.changed_at) for b in bookings(store)]

    with databases.Lent(tmp_path).copy_of(sqlite_template) as another:
        load(another, at(INSTANTS["a morning"]))
        assert told(another) == told(morning)


def test_everybody_can_sign_in(morning: Store) -> None:
    with morning.reading() as session:
        for name, role in {
            "admin": "admin",
            "petugas": "officer",
            "resepsionis": "receptionist",
            "unit": "unit",
            "pimpinan": "leadership",
            "pemda": "region",
        }.items():
            person = people.by_email(session, f"{name}@demo.test")
            assert person is not None
            assert (person.role, person.password_hash) == (role, "hash of rahasia")
        own = listing.page(session, SAMARINDA).bookings
        assert {booking.state for booking in own} == {"closed", "scheduled", "requested"}


def test_who_comes_is_as_various_as_the_country(morning: Store) -> None:
    found = bookings(morning)
    regions = {booking.region_code for booking in found}
    assert {None, "31.74", "92.02"} <= regions
    assert len({code.split(".")[0] for code in regions if code}) > 25
    assert any("DPRD" in booking.institution for booking in found)
    with morning.reading() as session:
        assert set(session.scalars(select(Guest.office))) == {"regional_head", "dprd_chair", "other"}
        addresses = session.scalars(select(Booking.contact_email)).all()
        assert all(address.endswith("@demo.test") for address in addresses)
        month = CalendarMonth(2026, 11)
        assert all(len(reads.visits_of_month(session, code, month)) <= 2 for code in regions if code)


def test_the_papers_are_papers(morning: Store) -> None:
    with morning.reading() as session:
        files = session.scalars(select(Document).where(Document.kind != "recording")).all()
        pages = {document.filename: _page(b"".join(documents.content(session, document.id))) for document in files}
        recordings = session.scalars(select(Document.url).where(Document.kind == "recording")).all()
    assert len(pages) == len(files)
    assert all("Dokumen contoh untuk peragaan" in page for page in pages.values())
    letter = pages["surat-kabupaten-manokwari-001.pdf"]
    for words in ("PEMERINTAH KABUPATEN MANOKWARI", "900.1.3/214/BPKAD/2026", "Yth. Direktur Jenderal", "Rumsayor"):
        assert words in letter
    assert "BERITA ACARA KONSULTASI" in pages["bak-kabupaten-manokwari-001.pdf"]
    assert "(ditandatangani)" in pages["daftar-hadir-kabupaten-manokwari-001.pdf"]
    assert len(recordings) == 1


def _page(content: bytes) -> str:
    [page] = PdfReader(BytesIO(content), strict=True).pages
    heights: list[float] = []

    def visit(text: str, _user: object, matrix: list[float], _font: object, _size: float) -> None:
        if text.strip():
            heights.append(matrix[5])

    text = page.extract_text(visitor_text=visit)
    assert min(heights) > 30, "the text runs off the page"
    return text


def test_the_mails_of_past_days_are_not_sent_today(morning: Store) -> None:
    with morning.reading() as session:
        messages = session.scalars(select(Message)).all()
        assert len(messages) > 50
        assert {(each.state, each.sent_at == each.created_at) for each in messages} == {("sent", True)}
