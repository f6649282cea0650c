"""What the database refuses by itself: plain rows, with nobody's checks in between, on the migrated tables."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from booking.models import Admission, Booking, Decision, Guest, JournalEntry, Letter, Policy, Receipt, RoomBlock
from booking.models.base import Base
from booking.store import Store
from tests.booking.office import NOW

Row = dict[str, Any]
REGION, OTHER, NOBODY = "64.72", "64.71", "-"
DAY = date(2026, 11, 25)
GIVEN: Row = {"ground": "directive", "given_by": "Direktur", "given_at": NOW, "unit_code": "sekretariat"}
SCHEDULED: Row = {"state": "scheduled", **GIVEN}
ENDED: Row = {"ordinal": None, "video_place": None, **GIVEN}
VIDEO: Row = {
    "mode": "video_conference",
    "room_code": None,
    "meeting_url": "https://rapat.djpk.example",
    "ordinal": None,
    "video_place": 1,
    "guest_cap": 9,
}
UNCONFIRMED: Row = {"state": "unconfirmed", "ordinal": None, "hold_until": NOW}


def put(store: Store, table: type[Base], **values: Any) -> None:
    with store.writing() as session:
        session.execute(insert(table).values(**values))


def letter(store: Store, number: int, requester: str = REGION) -> int:
    """A letter, if it is not there yet."""
    with store.reading() as session:
        if session.get(Letter, number) is not None:
            return number
    region = None if requester == NOBODY else requester
    values: Row = {
        "id": number,
        "requester_key": requester,
        "region_code": region,
        "institution": "Pemerintah Kota",
        "number": f"{number}/A",
        "number_key": f"{number}-a",
        "dated_on": NOW.date(),
        "year": 2026,
        "subject": "DAU",
        "addressed_to_director_general": True,
        "received_at": NOW,
        "created_at": NOW,
    }
    put(store, Letter, **values)
    return number


def row(store: Store, number: int, **changes: Any) -> Row:
    """A request for a visit, number 1 at 09:00, number 2 at 10:00 and so on, each on a letter of its own."""
    requester = changes.get("requester_key", REGION)
    with store.reading() as session:
        policy = session.scalars(select(Policy).order_by(Policy.holds_from.desc())).first()
    assert policy is not None
    day: date = changes.get("date", DAY)
    if "letter_id" not in changes:
        letter(store, number, requester)
    values: Row = {
        "id": number,
        "reference": f"AAAA-{number:04}",
        "access_code_hash": "-",
        "state": "requested",
        "mode": "visit",
        "region_code": None if requester == NOBODY else requester,
        "requester_key": requester,
        "institution": "Pemerintah Kota",
        "letter_id": number,
        "topic_code": "dau",
        "contact_name": "Ratna",
        "contact_phone": "0812",
        "contact_email": f"{number}@daerah.example",
        "date": day,
        "start": ("08:00", "09:00", "10:00", "13:00", "14:00")[number],
        "month": day.strftime("%Y-%m"),
        "room_code": "lantai-3",
        "ordinal": None if requester == NOBODY else number,
        "policy_from": policy.holds_from,
        "visits_limit": policy.visits_limit,
        "video_limit": policy.video_limit,
        "guests_limit": policy.guests_limit,
        "leader_limit": policy.leader_limit,
        "has_leader": False,
        "guest_cap": policy.guests_limit,
        "submitted_at": NOW,
        "changed_at": NOW,
        "sequence": 0,
    }
    return {**values, **changes}


def booked(store: Store, number: int, **changes: Any) -> None:
    put(store, Booking, **row(store, number, **changes))


def refused(store: Store, guard: str, number: int, **changes: Any) -> None:
    """The row is refused, and by this guard."""
    values = row(store, number, **changes)
    with pytest.raises(IntegrityError) as error:
        put(store, Booking, **values)
    assert named(error.value) == seen_as(store, guard)


def named(error: IntegrityError) -> str:
    """What a database says was violated: PostgreSQL its name, SQLite the name of a check, else the columns."""
    said: Any = error.orig
    if hasattr(said, "diag"):
        return str(said.diag.constraint_name)
    return str(said).removeprefix("CHECK constraint failed: ").removeprefix("UNIQUE constraint failed: ")


def seen_as(store: Store, guard: str) -> str:
    """How a database names a guard of the bookings."""
    if store.engine.dialect.name == "postgresql" or guard.startswith("ck_"):
        return guard
    if guard.startswith("fk_"):
        return "FOREIGN KEY constraint failed"
    [index] = [index for index in Booking.metadata.tables["bookings"].indexes if index.name == guard]
    return ", ".join(f"bookings.{column.name}" for column in index.columns)


BESIDE = {"requester_key": OTHER, "ordinal": 1}
"""Another region's first visit, so that only the guard in question can refuse."""


def test_one_session_one_visit(store: Store) -> None:
    booked(store, 1)
    refused(store, "uq_bookings_visit_session", 2, start="09:00", room_code="lantai-5", **BESIDE)
    booked(store, 3, start="10:00", room_code="lantai-5", **BESIDE)


def test_an_unconfirmed_request_holds_its_session_too(store: Store) -> None:
    booked(store, 1, **UNCONFIRMED)
    refused(store, "uq_bookings_visit_session", 2, start="09:00", room_code="lantai-5", **BESIDE)


@pytest.mark.parametrize("state", ["withdrawn", "expired"])
def test_what_ended_holds_no_session(store: Store, state: str) -> None:
    booked(store, 1, state=state, **ENDED)
    booked(store, 2, start="09:00", **BESIDE)


def test_one_room_one_session(store: Store) -> None:
    booked(store, 1)
    there = {**VIDEO, "start": "09:00", "requester_key": OTHER}
    refused(store, "uq_bookings_room", 2, **{**there, "room_code": "lantai-3"})
    booked(store, 3, **{**there, "room_code": "lantai-5"})


def test_as_many_visits_of_a_region_in_a_month_as_the_policy_says(store: Store) -> None:
    booked(store, 1)
    booked(store, 2)
    for ordinal in (1, 2):
        refused(store, "uq_bookings_region_month", 3, ordinal=ordinal)
    for ordinal in (0, 3):
        refused(store, "ck_bookings_ordinal_limited", 3, ordinal=ordinal)
    refused(store, "ck_bookings_ordinal_counted", 3, ordinal=None)
    booked(store, 4, date=date(2026, 12, 1), ordinal=1)


def test_a_higher_limit_than_the_policys_cannot_be_claimed(store: Store) -> None:
    refused(store, "fk_bookings_policy", 3, ordinal=3, visits_limit=3)
    booked(store, 2, ordinal=2)


def test_a_visit_that_ended_frees_its_place_in_the_month(store: Store) -> None:
    booked(store, 1)
    booked(store, 2, state="cancelled", note="berhalangan", **ENDED)
    booked(store, 3, ordinal=2)


def test_an_ordinal_is_for_live_visits_of_regions_only(store: Store) -> None:
    refused(store, "ck_bookings_ordinal_counted", 1, requester_key=NOBODY, ordinal=1)
    refused(store, "ck_bookings_ordinal_counted", 2, state="withdrawn", ordinal=1)
    refused(store, "ck_bookings_ordinal_counted", 3, **{**VIDEO, "ordinal": 1})
    booked(store, 4, requester_key=NOBODY)


def test_one_letter_one_live_booking(store: Store) -> None:
    booked(store, 1)
    refused(store, "uq_bookings_letter", 2, letter_id=1)
    refused(store, "uq_bookings_letter", 2, letter_id=1, **VIDEO)
    booked(store, 2, letter_id=1, state="withdrawn", **ENDED)


def test_a_letter_belongs_to_its_requester(store: Store) -> None:
    letter(store, 9, OTHER)
    refused(store, "fk_bookings_letter_id_requester_key", 1, letter_id=9)
    booked(store, 1, letter_id=9, **BESIDE)


@pytest.mark.parametrize("changes", [{"requester_key": REGION}, {"requester_key": NOBODY}])
def test_a_letter_is_registered_once(store: Store, changes: Row) -> None:
    letter(store, 1, requester=changes["requester_key"])
    with pytest.raises(IntegrityError), store.writing() as session:
        session.execute(text("INSERT INTO letters SELECT 2, " + COPIED + " FROM letters"))
    with store.writing() as session:
        session.execute(text("INSERT INTO letters SELECT 2, " + COPIED.replace("year", "2025") + " FROM letters"))


COPIED = (
    "requester_key, region_code, institution, number, number_key, dated_on, year, subject,"
    " addressed_to_director_general, received_at, created_at"
)


def guest(store: Store, seat: int, cap: int = 2, **changes: Any) -> None:
    values: Row = {"booking_id": 1, "cap": cap, "seat": seat, "name": "A", "position": "B", "office": "other"}
    put(store, Guest, **{**values, **changes})


def test_nobody_sits_beyond_the_partys_cap(store: Store) -> None:
    booked(store, 1)
    guest(store, 1)
    guest(store, 2)
    for seat, cap in ((3, 2), (0, 2), (2, 2), (3, 4)):
        with pytest.raises(IntegrityError):
            guest(store, seat, cap)


def test_a_cap_that_does_not_follow_from_the_party_is_refused(store: Store) -> None:
    refused(store, "ck_bookings_guest_cap_of_the_party", 1, guest_cap=4)
    refused(store, "ck_bookings_guest_cap_of_the_party", 2, guest_cap=2, has_leader=True)
    refused(store, "fk_bookings_policy", 1, guest_cap=4, guests_limit=4)
    booked(store, 4, guest_cap=4, has_leader=True, ordinal=1)


def test_a_leader_who_stays_away_shrinks_the_party(store: Store) -> None:
    """With four seated, the cap cannot fall back to two."""
    booked(store, 1, guest_cap=4, has_leader=True)
    for seat in (1, 2, 3):
        guest(store, seat, 4)
    smaller = update(Booking).values(guest_cap=2, has_leader=False)
    with pytest.raises(IntegrityError), store.writing() as session:
        session.execute(smaller)
    with store.writing() as session:
        session.execute(delete(Guest).where(Guest.seat == 3))
        session.execute(smaller)


def test_a_guest_enters_once_and_only_their_own_visit(store: Store) -> None:
    booked(store, 1)
    booked(store, 2)
    guest(store, 1, id=1)
    told: Row = {"happened_at": NOW, "recorded_at": NOW, "guest_id": 1}
    with pytest.raises(IntegrityError):
        put(store, Admission, booking_id=2, **told)
    put(store, Admission, booking_id=1, **told)
    with pytest.raises(IntegrityError):
        put(store, Admission, booking_id=1, **told)


def test_no_more_video_conferences_at_once_than_the_policy_says(store: Store) -> None:
    booked(store, 1, **VIDEO)
    beside = {**VIDEO, "start": "09:00", "requester_key": OTHER}
    refused(store, "uq_bookings_video_place", 2, **beside)
    refused(store, "ck_bookings_video_place_limited", 2, **{**beside, "video_place": 2})
    refused(store, "ck_bookings_video_place_held", 2, **{**beside, "video_place": None})
    booked(store, 3, **{**beside, "start": "10:00"})


def test_a_visit_has_no_place_among_video_conferences(store: Store) -> None:
    refused(store, "ck_bookings_video_place_held", 1, video_place=1)
    refused(store, "ck_bookings_visit_has_a_room", 2, room_code=None)


def test_no_rejection_without_reason_and_words(store: Store) -> None:
    no: Row = {"state": "rejected", **ENDED, "reason": "duplicate", "note": "sudah dijadwalkan"}
    for missing in ({"reason": None}, {"reason": "room"}, {"note": None}, {"note": ""}):
        refused(store, "ck_bookings_rejection_has_a_reason", 1, **{**no, **missing})
    booked(store, 1, **no)


def test_no_reason_from_nowhere(store: Store) -> None:
    refused(store, "ck_bookings_reason_known", 1, reason="because")
    booked(store, 2, reason="closure")


def test_no_release_without_a_reason(store: Store) -> None:
    back: Row = {"state": "released", **ENDED, "reason": "closure"}
    refused(store, "ck_bookings_release_has_a_reason", 1, **{**back, "reason": None})
    refused(store, "ck_bookings_release_has_a_reason", 2, **{**back, "reason": "duplicate"})
    booked(store, 3, **back)


def test_no_cancellation_without_words(store: Store) -> None:
    up: Row = {"state": "cancelled", **ENDED, "note": "berhalangan"}
    refused(store, "ck_bookings_cancellation_has_a_note", 1, **{**up, "note": None})
    refused(store, "ck_bookings_cancellation_has_a_note", 2, **{**up, "note": ""})
    booked(store, 3, **up)


@pytest.mark.parametrize("missing", [*GIVEN, "given_by as empty text", "ground from nowhere"])
@pytest.mark.parametrize("state", ["scheduled", "arrived", "held", "closed", "cancelled", "released", "no_show"])
def test_no_schedule_without_its_ground(sqlite_store: Store, missing: str, state: str) -> None:
    store = sqlite_store
    live = state in ("scheduled", "arrived", "held", "closed")
    more: Row = {**(GIVEN if live else ENDED), "state": state, "reason": "room", "note": "x"}
    if state == "closed":
        more |= {"minutes_id": document(store, 1), "attendance_id": document(store, 2)}
    without: Row = {missing.split()[0]: {"given_by as empty text": "", "ground from nowhere": "whim"}.get(missing)}
    refused(store, "ck_bookings_schedule_has_a_ground", 1, **{**more, **without})
    booked(store, 1, **more)


def test_no_schedule_without_its_ground_on_both(store: Store) -> None:
    refused(store, "ck_bookings_schedule_has_a_ground", 1, state="scheduled")
    refused(store, "ck_bookings_schedule_has_a_ground", 2, **{**SCHEDULED, "given_by": ""})
    booked(store, 3, ordinal=1, **SCHEDULED)


def test_no_video_conference_is_scheduled_nowhere(store: Store) -> None:
    refused(store, "ck_bookings_video_has_a_place", 1, **{**VIDEO, **SCHEDULED, "meeting_url": None})
    booked(store, 2, **{**VIDEO, **SCHEDULED})
    booked(store, 3, **{**VIDEO, **SCHEDULED, "meeting_url": None, "room_code": "lantai-5"})


def document(store: Store, number: int) -> int:
    columns = "id, kind, filename, content_type, size, sha256, created_at"
    with store.writing() as session:
        session.execute(
            text(f"INSERT INTO documents ({columns}) VALUES (:n, 'minutes', 'a', 'b', 1, 'c', '2026-11-25 00:00')"),
            {"n": number},
        )
    return number


def test_nothing_is_closed_without_its_record(store: Store) -> None:
    minutes, attendance = document(store, 1), document(store, 2)
    over: Row = {**GIVEN, "state": "closed"}
    for filed in ({}, {"minutes_id": minutes}, {"attendance_id": attendance}):
        refused(store, "ck_bookings_visit_closes_with_its_record", 1, **over, **filed)
    booked(store, 1, **over, minutes_id=minutes, attendance_id=attendance)
    for filed in ({}, {"attendance_id": attendance}):
        refused(store, "ck_bookings_video_closes_with_its_record", 2, **{**VIDEO, **over, **filed})
    booked(store, 2, **{**VIDEO, **over, "recording_id": attendance})
    booked(store, 3, **{**VIDEO, **over, "minutes_id": minutes})


def test_a_month_is_that_of_its_day(store: Store) -> None:
    refused(store, "ck_bookings_month_of_its_day", 1, month="2026-12")
    refused(store, "ck_bookings_month_of_its_day", 2, month="2026-1")
    booked(store, 3, ordinal=1, month="2026-11")


@pytest.mark.parametrize(
    ("guard", "changes"),
    [
        ("ck_bookings_state_known", {"state": "pending", "ordinal": None}),
        ("ck_bookings_state_known", {"state": "REQUESTED", "ordinal": None}),
        ("ck_bookings_mode_known", {"mode": "telephone", "ordinal": None}),
        ("fk_bookings_topic_code", {"topic_code": "cuaca"}),
        ("fk_bookings_unit_code", {"unit_code": "dapur"}),
        ("fk_bookings_room_code", {"room_code": "atap"}),
        ("fk_bookings_region_code", {"region_code": "99.99"}),
        ("fk_bookings_policy", {"policy_from": date(2020, 1, 1)}),
    ],
)
def test_what_no_list_names_is_refused(store: Store, guard: str, changes: Row) -> None:
    refused(store, guard, 1, **changes)
    booked(store, 1)
    with pytest.raises(IntegrityError):
        guest(store, 1, office="mayor")
    guest(store, 1, office="dprd_chair")


def test_one_unconfirmed_request_an_address(store: Store) -> None:
    booked(store, 1, **UNCONFIRMED, contact_email="a@daerah.example")
    refused(store, "uq_bookings_unconfirmed_email", 2, **UNCONFIRMED, contact_email="a@daerah.example")
    refused(store, "ck_bookings_hold_ends", 3, **{**UNCONFIRMED, "hold_until": None})
    booked(store, 4, ordinal=1, contact_email="a@daerah.example")


def written(store: Store) -> None:
    """A row in each of the tables that are only added to."""
    booked(store, 1)
    put(store, Receipt, letter_id=1, channel="email", received_at=NOW, registered_at=NOW)
    entry: Row = {"stream": "booking:A", "seq": 1, "at": NOW, "act": "submit", "actor_role": "officer"}
    put(store, JournalEntry, **entry, channel="web", facts={}, before="", hash="x")
    decided: Row = {"act": "submit", "at": NOW, "allowed": False, "settled": [], "known_years": [2026]}
    put(store, Decision, requester_key=REGION, situation={}, verdict={"allowed": False}, **decided)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET act = 'approve'",
        "UPDATE journal SET act = act",
        "DELETE FROM journal",
        "UPDATE receipts SET channel = 'whatsapp'",
        "DELETE FROM receipts",
        "UPDATE decisions SET allowed = (1 = 1)",
        "UPDATE decisions SET booking_id = 1, allowed = (1 = 1)",
        "DELETE FROM decisions",
    ],
)
def test_journal_receipts_and_decisions_are_only_added_to(store: Store, statement: str) -> None:
    written(store)
    with pytest.raises(IntegrityError, match="append-only"), store.writing() as session:
        session.execute(text(statement))
    with store.writing() as session:
        session.execute(text("UPDATE bookings SET sequence = sequence + 1"))


@pytest.mark.parametrize("named", ["id, ", ""], ids=["by number", "by place in the stream"])
def test_no_row_of_the_journal_is_replaced(sqlite_store: Store, named: str) -> None:
    written(sqlite_store)
    columns = f"{named}stream, seq, at, act, actor_role, channel, facts, before, hash"
    with pytest.raises(IntegrityError, match="append-only"), sqlite_store.writing() as session:
        session.execute(text(f"REPLACE INTO journal ({columns}) SELECT {columns} FROM journal"))


def test_a_place_in_a_stream_is_given_once(store: Store) -> None:
    written(store)
    columns = "stream, seq, at, act, actor_role, channel, facts, before, hash"
    for seq in ("seq", "0", "seq - 2"):
        copied = text(f"INSERT INTO journal ({columns}) SELECT {columns.replace('seq', seq)} FROM journal")
        with pytest.raises(IntegrityError), store.writing() as session:
            session.execute(copied)


def test_a_channel_is_one_the_circular_names_or_the_portal(store: Store) -> None:
    letter(store, 1)
    arrival: Row = {"letter_id": 1, "received_at": NOW, "registered_at": NOW}
    with pytest.raises(IntegrityError):
        put(store, Receipt, channel="pigeon", **arrival)
    put(store, Receipt, channel="whatsapp", **arrival)


def test_a_room_is_blocked_once_an_hour(store: Store) -> None:
    blocked: Row = {"room_code": "lantai-3", "date": DAY, "start": "09:00", "reason": "perbaikan"}
    put(store, RoomBlock, **blocked)
    with pytest.raises(IntegrityError):
        put(store, RoomBlock, **blocked)
    put(store, RoomBlock, **{**blocked, "start": "10:00"})
