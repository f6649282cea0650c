"""Versions of the register, and the instants at which a calendar changes by the clock alone."""

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import create_engine, text

from booking import freshness
from booking.models import CalendarYear, Closure, RoomBlock
from booking.workflow.submission import Submitted
from tests.booking import databases, office
from tests.booking.office import NOW

TRIES = 50
"""A server of PostgreSQL may serve others too, whose writing counts as well."""


def closure(day):
    return Closure(date=office.FIRST_DAY + timedelta(days=day), name="Rapat", decree="ND-1", created_at=NOW)


def read_between(store, watch):
    """Whether a version stays the same while the register is only read."""
    before = watch.version()
    with store.reading() as session:
        session.execute(text("SELECT count(*) FROM bookings"))
    return watch.version() == before


def block(hour):
    return RoomBlock(room_code="lantai-3", date=office.FIRST_DAY, start=hour, reason="perbaikan")


def booked(store, number="1/A"):
    wish = office.wish(letter_number=number)
    assert isinstance(office.workflow.submit(store, wish, office.OFFICER, NOW, office.paper(store)), Submitted)


def test_what_is_open_has_a_new_version_after_each_thing_that_changes_it(store):
    openness = freshness.Openness(store.engine)
    seen = [openness.version(NOW)]
    added = [closure(0), block("09:00"), CalendarYear(year=2031, decree="SKB", created_at=NOW)]
    for row in added:
        with store.writing() as session:
            session.add(row)
        seen.append(openness.version(NOW))
    for table in ("closures", "room_blocks"):
        with store.writing() as session:
            session.execute(text(f"DELETE FROM {table}"))
        seen.append(openness.version(NOW))
    booked(store)
    seen.append(openness.version(NOW))
    for change in ("start = '10:00'", "state = 'withdrawn', ordinal = NULL"):
        with store.writing() as session:
            session.execute(text(f"UPDATE bookings SET {change}"))
        seen.append(openness.version(NOW))
    assert [one == other for one, other in pairwise(seen)] == [False] * len(seen[1:])
    assert openness.version(NOW) == seen[-1] == seen[5]


def test_what_is_open_keeps_its_version_while_other_things_are_written(store):
    booked(store)
    openness = freshness.Openness(store.engine)
    before = openness.version(NOW)
    with store.writing() as session:
        session.execute(text("UPDATE people SET name = name || ''"))
        session.execute(text("UPDATE messages SET attempts = 3"))
        session.execute(text("UPDATE bookings SET note = 'x'"))
    assert openness.version(NOW) == before
    assert openness.version(NOW + timedelta(days=20)) != before


def test_a_version_stays_until_something_is_written(store):
    watch = freshness.watch(store.engine)
    assert any(read_between(store, watch) for _ in range(TRIES))
    before = watch.version()
    with store.writing() as session:
        session.add(closure(0))
    assert watch.version() != before


def test_a_version_changes_though_the_one_who_wrote_first_commits_last(postgres_register):
    watch = freshness.watch(postgres_register.engine)
    insert = text("INSERT INTO closures VALUES (:day, 'Rapat', 'ND-1', '2026-11-20T03:00:00Z')")
    with postgres_register.engine.connect() as slow, postgres_register.engine.connect() as quick:
        slow.execute(insert, {"day": "2026-12-01"})
        quick.execute(insert, {"day": "2026-12-02"})
        quick.commit()
        between = watch.version()
        slow.commit()
        assert watch.version() != between
    databases.emptied(postgres_register.engine)


def test_a_write_that_was_taken_back_shows_nowhere(sqlite_store):
    watch = freshness.watch(sqlite_store.engine)
    before = watch.version()
    with sqlite_store.writing() as session:
        session.add(closure(0))
        session.flush()
        session.rollback()
    assert watch.version() == before


def test_a_database_in_memory_has_no_version():
    engine = create_engine("sqlite://")
    assert freshness.watch(engine).version() is None
    engine.dispose()


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("10:00", "13:00"),
        ("08:59", "09:00"),
        ("09:00", "10:00"),
        ("15:00", "24:00"),
        ("23:59", "24:00"),
        ("00:00", "08:00"),
    ],
)
def test_nothing_changes_until_a_session_begins_or_the_day_ends(sqlite_store, now, until):
    midnight = NOW.replace(hour=0, minute=0)

    def instant(hour):
        return midnight + timedelta(hours=int(hour[:2]), minutes=int(hour[3:]))

    with sqlite_store.reading() as session:
        assert freshness.unchanged_until(session, instant(now)) == instant(until)


def test_a_hold_that_ends_sooner_counts_and_one_that_ended_does_not(store):
    taken = office.workflow.submit(store, office.wish(), office.Actor(office.Role.HOLDER), NOW, office.paper(store))
    assert isinstance(taken, Submitted)
    ends = NOW + timedelta(minutes=30)
    with store.reading() as session:
        assert freshness.unchanged_until(session, NOW) == ends
        assert freshness.unchanged_until(session, ends) == NOW.replace(hour=13)
