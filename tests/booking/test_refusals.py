"""What refused is counted as it happens, and the count says what the decisions say."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from alembic import command
from sqlalchemy import Engine, delete, select

from booking import counts, refusals, schema
from booking.models import RefusalCount
from booking.store import Store
from rules.facts import CalendarMonth
from tests.booking import asking, databases, office
from tests.booking.office import KEY, NOW, at

NOVEMBER, DECEMBER = CalendarMonth(2026, 11), CalendarMonth(2026, 12)
LAST_EVENING = datetime(2026, 11, 30, 16, 59, tzinfo=UTC)  # 23:59 WIB
NEW_MONTH = datetime(2026, 11, 30, 17, 0, tzinfo=UTC)


def refuse(store: Store, now: datetime = NOW, **changes: object) -> None:
    """Ask for a visit that is too near, or for something else that is refused."""
    asking.refusal(office.submit, store, now=now, **{"slot": at(24), **changes})


def rows(store: Store) -> list[tuple[str, str, str, str, int]]:
    """The counts as they stand."""
    each = RefusalCount
    with store.reading() as session:
        told = select(each.month, each.province, each.clause, each.code, each.number)
        return [tuple(row) for row in session.execute(told.order_by(*told.selected_columns))]  # type: ignore[misc]


def test_the_same_refusal_again_is_one_more_and_another_province_is_counted_apart(store: Store) -> None:
    for _ in range(2):
        refuse(store)
    refuse(store, region=office.ACEH)
    refuse(store, region=None, institution="Kemendagri")
    assert rows(store) == [
        ("2026-11", "-", "E.3.c.2", "lead_time", 1),
        ("2026-11", "11", "E.3.c.2", "lead_time", 1),
        ("2026-11", "64", "E.3.c.2", "lead_time", 2),
    ]
    with store.reading() as session:
        assert refusals.counted(session, NOVEMBER, NOVEMBER) == {("E.3.c.2", "lead_time"): 4}
        assert refusals.counted(session, NOVEMBER, NOVEMBER, "64") == {("E.3.c.2", "lead_time"): 2}
        assert refusals.counted(session, NOVEMBER, NOVEMBER, "91") == {}
        assert refusals.of_year(session, 2026) == {("E.3.c.2", "lead_time"): 4}
        assert refusals.of_year(session, 2025) == refusals.of_year(session, 2027) == {}


def test_the_month_turns_at_midnight_in_wib(store: Store) -> None:
    refuse(store, LAST_EVENING, slot=at(1, month=12))
    refuse(store, NEW_MONTH, slot=at(1, month=12))
    assert [(month, code) for month, _, _, code, _ in rows(store)] == [
        ("2026-11", "lead_time"),
        ("2026-12", "lead_time"),
    ]


def test_the_count_says_what_the_decisions_say_and_what_was_allowed_is_not_counted(store: Store) -> None:
    office.approve(store, office.requested(store))
    office.requested(store, **office.region_letter(2, slot=at(26)))
    refuse(store, **office.region_letter(3))
    asking.refusal(office.submit, store, guests=(office.CLERK, office.ANALYST, office.TREASURER, office.CLERK))
    with store.reading() as session:
        found = refusals.counted(session, NOVEMBER, DECEMBER)
        assert found.total() > 3
        assert found == counts.refusals_by_code(session, office.instant(1))


def test_what_was_refused_before_the_count_was_kept_is_counted_by_the_migration(bare: Engine) -> None:
    store = databases.furnished(bare)
    for now in (NOW, LAST_EVENING, NEW_MONTH):
        refuse(store, now, slot=at(24 if now is NOW else 1, month=11 if now is NOW else 12))
    refuse(store, region=None, institution="Kemendagri")
    kept = rows(store)
    assert Counter({row[0]: row[4] for row in kept})["2026-12"] == 1
    with store.writing() as session:
        session.execute(delete(RefusalCount))
    command.downgrade(schema.config(bare), "0004")
    schema.upgrade(bare)
    assert rows(Store(bare, KEY)) == kept


@pytest.mark.parametrize("year", [1, 9999])
def test_any_year_may_be_asked_for(sqlite_store: Store, year: int) -> None:
    with sqlite_store.reading() as session:
        assert refusals.of_year(session, year) == {}
