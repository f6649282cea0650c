"""What is found in the journal and among the looks: the newest first, in pages whose cost does not grow."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from booking import inquiry, journal, looks
from booking.inquiry import Wanted
from booking.journal import Event
from booking.models import JournalEntry
from booking.store import Store
from booking.terms import Looked
from tests.booking import office
from tests.booking.office import ADMIN, KEY, NOW, OFFICER
from tests.booking.test_journal import unguarded


def wrote(store: Store, act: str, minutes: int, stream: str = "settings", by: office.Actor = OFFICER) -> None:
    with store.writing() as session:
        journal.write(session, KEY, stream, NOW + timedelta(minutes=minutes), by, Event(act))


@pytest.fixture
def six(store: Store) -> Store:
    """Six rows, a minute apart; the last is written with an instant before all others."""
    for minutes, (act, stream, by) in enumerate(
        [
            ("ask", "booking:A", OFFICER),
            ("reply", "booking:A", office.REGION),
            ("ask", "booking:B", OFFICER),
            ("add-room", "settings", ADMIN),
            ("ask", "booking:B", ADMIN),
        ]
    ):
        wrote(store, act, minutes, stream, by)
    wrote(store, "expire", -2_400, "booking:B", office.CLOCK)
    return store


def found(store: Store, **wanted: Any) -> list[int]:
    """The numbers of the rows of a page, from 1 as they were written."""
    with store.reading() as session:
        page = inquiry.entries(session, Wanted(**wanted))
        assert (page.older, page.looked_until) == (None, None)
        first = min(session.scalars(select(JournalEntry.id)))
        return [row.id - first + 1 for row in page.rows]


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        ({}, [5, 4, 3, 2, 1, 6]),
        ({"streams": ("booking:B",)}, [5, 3, 6]),
        ({"streams": ("booking:A", "settings")}, [4, 2, 1]),
        ({"streams": ()}, []),
        ({"person": 8}, [5, 4]),
        ({"act": "ask"}, [5, 3, 1]),
        ({"act": "ask", "person": 3}, [3, 1]),
        ({"act": "ask", "person": 3, "streams": ("booking:A",)}, [1]),
        ({"first": date(2026, 11, 20)}, [5, 4, 3, 2, 1]),
        ({"last": date(2026, 11, 19)}, [6]),
        ({"last": date(2026, 11, 17)}, []),
        ({"first": date(2026, 11, 19), "last": date.max, "act": "expire"}, []),
        ({"first": date(2026, 11, 18), "last": date(2026, 11, 18), "act": "expire"}, [6]),
    ],
)
def test_what_is_asked_for_together_is_found_the_newest_first(
    six: Store, wanted: dict[str, Any], numbers: list[int]
) -> None:
    assert found(six, **wanted) == numbers


def pages(store: Store, **wanted: Any) -> list[tuple[list[str], bool]]:
    """The acts of each page until there is no older one, and whether it stopped for having looked long enough."""
    told, before = [], None
    with store.reading() as session:
        while True:
            page = inquiry.entries(session, Wanted(**wanted, before=before))
            told.append(([row.act for row in page.rows], page.looked_until is not None))
            if page.older is None:
                return told
            before = page.older


def test_pages_follow_one_another_without_gap_or_double_also_within_one_instant(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inquiry, "PAGE", 2)
    for number in range(5):
        wrote(store, f"act-{number}", 0)
    assert pages(store) == [(["act-4", "act-3"], False), (["act-2", "act-1"], False), (["act-0"], False)]
    assert pages(store, streams=("settings",))[-1] == (["act-0"], False)


def test_a_search_without_an_index_of_its_own_stops_says_so_and_goes_on(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inquiry, "SCANNED", 3)
    for number in range(7):
        wrote(store, "ask" if number in (0, 5) else "reply", number)
    assert pages(store, person=3, act="ask") == [(["ask"], True), ([], True), (["ask"], False)]
    with store.reading() as session:
        first = inquiry.entries(session, Wanted(person=3, act="ask"))
        assert first.looked_until == NOW + timedelta(minutes=4)


def test_every_lead_has_an_index_and_nothing_is_sorted(sqlite_store: Store) -> None:
    plans: list[str] = []

    def explain(_connection: Any, cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if statement.startswith("SELECT") and "LIMIT" in statement:
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.extend(row[-1] for row in cursor.fetchall())

    with sqlite_store.reading() as session:
        event.listen(sqlite_store.engine, "before_cursor_execute", explain)
        try:
            days = {"first": date(2026, 11, 1), "last": date(2026, 11, 30)}
            for lead in ({}, {"streams": ("settings",)}, {"person": 3}, {"act": "ask"}):
                inquiry.entries(session, Wanted(**lead, **days))  # type: ignore[arg-type]
            for lead in ({}, {"booking": 1}, {"person": 3}):
                inquiry.looks(session, Wanted(**lead, **days))  # type: ignore[arg-type]
        finally:
            event.remove(sqlite_store.engine, "before_cursor_execute", explain)
    assert [plan.partition("INDEX ")[2].split()[0] for plan in plans] == [
        "ix_journal_at",
        "ix_journal_stream_at",
        "ix_journal_actor_id_at",
        "ix_journal_act_at",
        "ix_looks_at",
        "ix_looks_booking_id_at",
        "ix_looks_person_id_at",
    ]


def test_a_letter_is_found_however_its_number_is_spaced_with_the_requests_on_it(store: Store) -> None:
    reference = office.requested(store)
    letter = office.letter_of(store, reference).id
    with store.reading() as session:
        found = [inquiry.of_letter(session, number) for number in ("005 / 123-bpkad", "005/124", " ")]
    streams = (f"letter:{letter}", f"booking:{reference}")
    assert found == [inquiry.Streams(streams), inquiry.Streams(()), inquiry.Streams(())]


def test_of_many_letters_with_a_number_the_newest_are_looked_through(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inquiry, "MOST_LETTERS", 1)
    office.requested(store)
    other = office.requested(store, region=office.SAMARINDA, slot=office.at(26))
    with store.reading() as session:
        streams = inquiry.of_letter(session, office.WISH.letter.number if office.WISH.letter else "")
    assert (streams.more, streams.names[1:]) == (True, (f"booking:{other}",))


def test_looks_are_found_by_who_looked_at_what_and_when(store: Store) -> None:
    references = [office.requested(store), office.requested(store, region=office.SAMARINDA, slot=office.at(26))]
    with store.reading() as session:
        first, second = (inquiry.number_of(session, each.lower()) for each in references)
        assert (inquiry.number_of(session, "XXXX-XXXX"), first == second) == (None, False)
    for day, (by, booking) in enumerate([(OFFICER, first), (ADMIN, first), (OFFICER, second)]):
        looks.note(store, by, NOW + timedelta(days=day), Looked.GUESTS, booking_id=booking)
    asked: list[dict[str, Any]] = [
        {},
        {"booking": first},
        {"person": 3},
        {"booking": first, "person": 3},
        {"first": date(2026, 11, 22)},
        {"act": "letter"},
    ]
    with store.reading() as session:
        told = [[(row.person_id, row.at.day) for row in inquiry.looks(session, Wanted(**each)).rows] for each in asked]
        assert inquiry.references(session, {first or 0}) == {first: references[0]}
    assert told == [
        [(3, 22), (8, 21), (3, 20)],
        [(8, 21), (3, 20)],
        [(3, 22), (3, 20)],
        [(3, 20)],
        [(3, 22)],
        [],
    ]


def test_one_chain_is_checked_without_the_others(store: Store) -> None:
    references = [office.requested(store), office.requested(store, region=office.SAMARINDA, slot=office.at(26))]
    wrong, whole = (f"booking:{reference}" for reference in references)
    with store.engine.connect() as connection:
        unguarded(connection)
        connection.exec_driver_sql(f"UPDATE journal SET act = 'reject' WHERE stream = '{wrong}'")
        with Session(connection) as session:
            told = [journal.broken(session, KEY, stream) for stream in (wrong, whole, None)]
            lengths = [journal.length(session, stream) for stream in (whole, "none")]
        connection.rollback()
    assert (told, lengths) == ([[f"{wrong}#1"], [], [f"{wrong}#1"]], [1, 0])
