"""The list of guards is the tables' own, whole, and its page is up to date; and the guards that came with the desk."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from booking import guards
from booking.guards import GUARDS, HOUSE, UNHELD
from booking.models import (
    AccountRequest,
    Admission,
    Base,
    Complaint,
    Departure,
    JobRun,
    Message,
    Seal,
    SealedEnd,
    TravelOrder,
    TurnedAway,
)
from booking.store import Store
from booking.triggers import APPEND_ONLY
from rules.citation import CLAUSES
from tests.booking.office import NOW
from tests.booking.test_guards import Row, booked, guest, put

OF_THE_CIRCULAR = (
    "bookings",
    "guests",
    "admissions",
    "departures",
    "travel_orders",
    "letters",
    "receipts",
    "policies",
    "room_blocks",
    "turned_away",
    "complaints",
)
PLAIN = {"uq_bookings_reference"}
"""Constraints of those tables that forbid nothing but confusion."""


def named_in_tables(*tables: str) -> set[str]:
    """Checks, unique keys, composite foreign keys and unique indexes of some tables."""
    found = set()
    for name in tables:
        table = Base.metadata.tables[name]
        found |= {str(index.name) for index in table.indexes if index.unique}
        found |= {
            str(each.name)
            for each in table.constraints
            if str(each.name)[:2] in ("ck", "uq") or (str(each.name).startswith("fk") and len(each.columns) > 1)
        }
    return found


def every_name() -> set[str]:
    found = {f"{table}_no_{act}" for table in APPEND_ONLY for act in ("update", "delete")}
    for table in Base.metadata.tables.values():
        found |= {str(each.name) for each in (*table.indexes, *table.constraints)}
    return found


def test_the_page_is_written_from_the_list() -> None:
    page = Path(__file__).parents[2] / "docs" / "guards.md"
    assert page.read_text(encoding="utf-8") == guards.page(), "run: python -m booking.guards > docs/guards.md"


def test_every_constraint_of_the_list_stands_and_none_of_the_circulars_is_left_out() -> None:
    listed = {name for guard in GUARDS for name in guard.constraints}
    assert listed - every_name() == set()
    assert named_in_tables(*OF_THE_CIRCULAR) - listed == PLAIN


def test_every_guard_names_a_clause_a_function_and_a_test_there_is() -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_guards*.py"))
    defined = set(re.findall(r"^def (test_\w+)", tests, re.MULTILINE))
    assert {guard.test for guard in GUARDS} - defined == set()
    clauses = {guard.clause for guard in GUARDS} | {part for one in UNHELD for part in one.clause.split(", ")}
    assert clauses - {HOUSE} - set(CLAUSES) == set()
    for guard in GUARDS:
        module, _, function = guard.function.rpartition(".")
        assert callable(getattr(import_module(module), function)), guard.function


def test_every_enforced_clause_is_held_or_said_to_be_unheld() -> None:
    spoken_of = {guard.clause for guard in GUARDS} | {part for one in UNHELD for part in one.clause.split(", ")}
    enforced = {name for name, clause in CLAUSES.items() if clause.status == "enforced"}
    assert enforced - spoken_of == set()


def admitted(store: Store, seat: int = 1) -> None:
    booked(store, 1)
    guest(store, 1, id=1)
    guest(store, 2, id=2)
    put(store, Admission, guest_id=seat, booking_id=1, happened_at=NOW, recorded_at=NOW)


SIGNED: Row = {"booking_id": 1, "number": "SPPD/1", "dated_on": NOW.date(), "signed_at": NOW}


def test_a_travel_order_is_for_a_guest_who_entered_and_once(store: Store) -> None:
    admitted(store)
    booked(store, 2)
    wrong: list[Row] = [{"guest_id": 2}, {"guest_id": 1, "booking_id": 2}, {"guest_id": 1, "number": ""}]
    for changes in wrong:
        with pytest.raises(IntegrityError):
            put(store, TravelOrder, **{**SIGNED, **changes})
    put(store, TravelOrder, **SIGNED, guest_id=1)
    put(store, Admission, guest_id=2, booking_id=1, happened_at=NOW, recorded_at=NOW)
    for again in ({"guest_id": 1, "number": "SPPD/2"}, {"guest_id": 2}):
        with pytest.raises(IntegrityError):
            put(store, TravelOrder, **{**SIGNED, **again})
    with pytest.raises(IntegrityError), store.writing() as session:
        session.execute(text("DELETE FROM admissions WHERE guest_id = 1"))


def test_nobody_leaves_who_never_entered(store: Store) -> None:
    admitted(store)
    for guest_id in (1, 2):
        left: Row = {"guest_id": guest_id, "happened_at": NOW, "recorded_at": NOW}
        if guest_id == 1:
            put(store, Departure, **left)
        with pytest.raises(IntegrityError):
            put(store, Departure, **left)


def test_a_party_is_turned_away_for_a_reason_of_the_list(store: Store) -> None:
    told: Row = {"name": "A", "institution": "B", "happened_at": NOW, "recorded_at": NOW}
    put(store, TurnedAway, code="walk_in", **told)
    with pytest.raises(IntegrityError):
        put(store, TurnedAway, code="unfriendly", **told)


COMPLAINT: Row = {"reference": "P-AAAA-0001", "kind": "complaint", "words": "Diminta membayar.", "created_at": NOW}


def test_a_complaint_has_words_a_kind_and_a_number_of_its_own(store: Store) -> None:
    put(store, Complaint, **COMPLAINT)
    for wrong in ({}, {"reference": "P-AAAA-0002", "words": ""}, {"reference": "P-AAAA-0003", "kind": "praise"}):
        with pytest.raises(IntegrityError):
            put(store, Complaint, **COMPLAINT | wrong)


MESSAGE: Row = {
    "about": "booking:AAAA-0001",
    "kind": "scheduled",
    "version": 2,
    "recipient": "a@daerah.example",
    "params": {},
    "created_at": NOW,
    "state": "waiting",
    "attempts": 0,
    "next_at": NOW,
}


ASKED: Row = {
    "email": "yuni@daerah.example",
    "name": "Yuni",
    "position": "Analis",
    "phone": "0812-3456-7890",
    "region_code": "64.72",
    "institution": "BPKAD",
    "state": "waiting",
    "created_at": NOW,
}


def test_one_request_for_an_account_waits_and_none_is_refused_without_words(store: Store) -> None:
    put(store, AccountRequest, **ASKED)
    decided: Row = {"state": "refused", "decided_at": NOW}
    other: Row = {"email": "lain@daerah.example"}
    wrong: list[Row] = [decided, {**decided, "note": ""}, {**other, "state": "opened"}, {**other, "decided_at": NOW}]
    for changes in ({}, *wrong, {**other, "state": "lost", "decided_at": NOW}, {"email": "Lain@daerah.example"}):
        with pytest.raises(IntegrityError):
            put(store, AccountRequest, **{**ASKED, **changes})
    put(store, AccountRequest, **{**ASKED, **decided, "note": "ganda"})


def test_a_message_is_written_once(store: Store) -> None:
    put(store, Message, **MESSAGE)
    later: list[Row] = [{"kind": "greeting"}, {"recipient": ""}, {"state": "read"}, {"state": "sent"}]
    for changes in ({}, *({"version": 3, **each} for each in later)):
        with pytest.raises(IntegrityError):
            put(store, Message, **{**MESSAGE, **changes})
    put(store, Message, **{**MESSAGE, "version": 3})


def test_an_occurrence_of_a_job_is_claimed_once(store: Store) -> None:
    run: Row = {"job": "finish", "occurrence": NOW, "started_at": NOW, "counts": {}}
    put(store, JobRun, **run)
    with pytest.raises(IntegrityError):
        put(store, JobRun, **run)
    put(store, JobRun, **{**run, "job": "sweep"})


@pytest.mark.parametrize("table", ["seals", "sealed_ends"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = 'x'", "DELETE FROM {}"])
def test_a_seal_is_never_broken_by_a_statement(store: Store, table: str, statement: str) -> None:
    put(store, Seal, id=1, at=NOW, last_entry=1, before="", mac="m")
    put(store, SealedEnd, seal_id=1, stream="desk", seq=1, hash="h")
    column = "mac" if table == "seals" else "hash"
    with pytest.raises(IntegrityError, match="append-only"), store.writing() as session:
        session.execute(text(statement.format(table, column)))


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.postgres
def test_postgresql_empties_none_of_them_at_once(postgres_register: Store, table: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), postgres_register.engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {table} CASCADE"))
