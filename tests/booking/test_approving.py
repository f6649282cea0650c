"""An approval is judged again: only the lead time, once kept, is settled."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from booking import workflow
from booking.models import CalendarYear, Closure, RoomBlock
from booking.store import Store
from tests.booking import asking, office
from tests.booking.office import BEGINS, LATER, NOW, at


def added(store: Store, row: Any) -> None:
    with store.writing() as session:
        session.add(row)


def closure(day: int) -> Closure:
    return Closure(date=at(day).date, name="Rapat pimpinan", decree="ND-1", created_at=LATER)


def test_a_closure_among_the_three_days_is_settled_for_who_asked_in_time(store: Store) -> None:
    """Asked for in time; then Tuesday becomes a day off, and Wednesday would come too early."""
    reference = office.requested(store)
    added(store, closure(24))
    again = office.region_letter(2, slot=at(25, "10:00"))
    assert asking.refused(office.submit, store, **again) == [("E.3.c.2", "lead_time")]
    office.approve(store, reference)
    assert office.state_of(store, reference) == "scheduled"
    assert asking.decisions(store)[-1] == ("approve", True, ["lead_time"], True)


def test_a_closure_of_the_day_itself_is_not_settled(store: Store) -> None:
    reference = office.requested(store)
    added(store, closure(25))
    answer = asking.refusal(office.approve, store, reference)
    assert [(each.clause, each.code) for each in answer.refusals] == [("E.3.c.8", "not_a_working_day")]
    assert answer.earliest == at(26)
    assert office.state_of(store, reference) == "requested"
    assert asking.decisions(store)[-1] == ("approve", False, ["lead_time"], True)


def test_a_room_blocked_meanwhile_is_refused_and_another_room_helps(store: Store) -> None:
    reference = office.requested(store)
    added(store, RoomBlock(room_code="lantai-3", date=at(25).date, start="09:00", reason="perbaikan"))
    assert asking.refused(office.approve, store, reference) == [("E.3.c.3", "room_taken")]
    office.approve(store, reference, room="lantai-5")
    with store.reading() as session:
        assert office.found(session, reference).room_code == "lantai-5"


@pytest.mark.parametrize(("late", "codes"), [(-office.MINUTE, []), (timedelta(0), [("E.3.c.3", "slot_passed")])])
def test_a_slot_that_has_begun_is_not_given_any_more(
    store: Store, late: timedelta, codes: list[tuple[str, str]]
) -> None:
    reference = office.requested(store)
    if codes:
        assert asking.refused(office.approve, store, reference, BEGINS + late) == codes
    else:
        office.approve(store, reference, BEGINS + late)
    assert office.state_of(store, reference) == ("requested" if codes else "scheduled")


def test_a_year_that_became_unknown_is_said(store: Store) -> None:
    """Days off entered by hand make 2028 known; without them nothing of that year is given."""
    wish = {"slot": at(10, month=1)._replace(date=at(25).date.replace(year=2028, month=1, day=10))}
    early = {"now": NOW.replace(year=2027, month=12, day=30), **wish}
    assert asking.refused(office.submit, store, **early) == [("E.3.c.2", "calendar_unknown")]
    added(store, CalendarYear(year=2028, decree="SKB 2028", created_at=NOW))
    reference = office.requested(store, **early)
    with store.writing() as session:
        session.execute(text("DELETE FROM calendar_years"))
    answer = asking.refused(office.approve, store, reference, early["now"] + timedelta(hours=1))
    assert answer == [("E.3.c.2", "calendar_unknown")]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"given_by": " "}, "given_by"),
        ({"given_at": LATER + office.MINUTE}, "given_at"),
        ({"unit": "dapur"}, "unit"),
        ({"room": "atap"}, "room"),
    ],
)
def test_an_approval_names_its_ground_unit_and_room(store: Store, changes: dict[str, Any], field: str) -> None:
    reference = office.requested(store)
    assert asking.unfit(office.approve, store, reference, **changes) == field
    assert office.state_of(store, reference) == "requested"


def test_a_topic_without_a_unit_waits_for_the_officer_to_choose_one(store: Store) -> None:
    reference = office.requested(store, topic="lainnya")
    assert asking.unfit(office.approve, store, reference) == "unit"
    office.approve(store, reference, unit="sekretariat")
    with store.reading() as session:
        assert office.found(session, reference).unit_code == "sekretariat"


def test_a_reason_is_taken_from_the_list(store: Store) -> None:
    reference = office.requested(store)
    from_elsewhere: Any = type("Reason", (), {"value": "weather"})
    act = workflow.reject
    answer = asking.unfit(act, store, reference, office.OFFICER, LATER, reason=from_elsewhere, note="hujan")
    assert answer == "reason"
