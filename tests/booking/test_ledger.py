"""A region's account by month, who is busy in one, and that looking costs what is looked at."""

from collections import Counter

import pytest
from sqlalchemy import event

from booking import diary, ledger
from booking.models import RoomBlock
from booking.store import Store
from rules.facts import CalendarMonth, State
from tests.booking import office
from tests.booking.office import VIDEO, at

MONTH = CalendarMonth.of(at(25).date)


@pytest.fixture
def three(store: Store) -> None:
    """A visit and a video conference of one region, a visit of another."""
    office.requested(store)
    office.requested(store, **office.region_letter(2, **VIDEO))
    office.requested(store, region=office.SAMARINDA, slot=at(26), institution="DPRD Kota Samarinda", topic="pdrd")


def test_a_month_counts_what_stands_in_it_by_state(store: Store, three: None) -> None:
    with store.reading() as session:
        [account] = ledger.accounts(session, office.BALIKPAPAN, CalendarMonth(2026, 1), CalendarMonth(2026, 12))
    assert (account.month, account.by_state, account.video, account.counted) == (
        MONTH,
        Counter({State.REQUESTED: 2}),
        1,
        1,
    )


def test_months_outside_are_left_out(store: Store, three: None) -> None:
    with store.reading() as session:
        assert ledger.accounts(session, office.BALIKPAPAN, CalendarMonth(2027, 1), CalendarMonth(2027, 12)) == []


def test_regions_that_hold_a_session_stand_by_name(store: Store, three: None) -> None:
    with store.reading() as session:
        found = ledger.busy(session, MONTH)
    assert [(each.code, each.sessions, each.counted) for each in found] == [
        (office.SAMARINDA, 1, 1),
        (office.BALIKPAPAN, 2, 1),
    ]


def test_a_diary_holds_sessions_and_the_reasons_of_blocks(store: Store, three: None) -> None:
    with store.writing() as session:
        room = diary.of(session, at(25).date, at(25).date).rooms[0].code
        session.add(RoomBlock(room_code=room, date=at(26).date, start="13:00", reason="Rapat"))
    with store.reading() as session:
        found = diary.of(session, at(26).date, at(26).date)
        assert [each.institution for each in found.sessions] == ["DPRD Kota Samarinda"]
        assert found.blocks == {(room, at(26).date, "13:00"): "Rapat"}


@pytest.mark.parametrize(
    ("read", "index"),
    [
        (
            lambda session: ledger.accounts(session, office.BALIKPAPAN, MONTH, MONTH),
            "ix_bookings_requester_month",
        ),
        (lambda session: ledger.busy(session, MONTH), "ix_bookings_holding"),
        (lambda session: diary.of(session, at(25).date, at(26).date), "ix_bookings_holding"),
    ],
    ids=["accounts", "busy", "diary"],
)
def test_each_is_read_by_its_index(store: Store, three: None, read, index: str) -> None:
    if store.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL plans by what its tables hold")
    asked: list[tuple[str, object]] = []
    with store.reading() as session:
        listen = lambda _c, _cursor, statement, values, _context, _many: asked.append((statement, values))  # noqa: E731
        event.listen(store.engine, "before_cursor_execute", listen)
        read(session)
        event.remove(store.engine, "before_cursor_execute", listen)
        steps = [
            step[-1]
            for statement, values in asked
            if "FROM bookings" in statement
            for step in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        ]
    assert any(index in step for step in steps), steps
    assert not any(step.startswith("SCAN bookings") for step in steps), steps
