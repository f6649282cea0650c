"""When a letter was received: its earliest receipt starts the clock."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from booking import workflow
from booking.store import Store
from booking.terms import Channel
from tests.booking import asking, office
from tests.booking.office import NOW, at, instant

WITA = timezone(timedelta(hours=8))


def receipts(store: Store, reference: str) -> list[tuple[Any, ...]]:
    return [
        (each.channel, each.received_at, each.registered_at, each.person_id, each.reason)
        for each in office.letter_of(store, reference).receipts
    ]


def test_a_letter_by_whatsapp_keeps_its_day_when_it_comes_again_by_the_portal(store: Store) -> None:
    """Received on Wednesday, the first possible day is Monday; received on Friday it would be Wednesday."""
    by_whatsapp = {"channel": Channel.WHATSAPP, "received_at": instant(18, 9), "receipt_reason": "lewat WhatsApp"}
    first = office.requested(store, slot=at(24), **by_whatsapp)
    workflow.withdraw(store, first, office.REGION, NOW)
    reference = office.submit(store, office.REGION, slot=at(24, "10:00")).reference
    assert office.letter_of(store, reference).received_at == instant(18, 9)
    assert receipts(store, reference) == [
        ("whatsapp", instant(18, 9), NOW, office.OFFICER.person_id, "lewat WhatsApp"),
        ("portal", NOW, NOW, office.REGION.person_id, None),
    ]


def test_an_earlier_receipt_that_is_told_later_moves_the_clock_back(store: Store) -> None:
    first = office.requested(store)
    workflow.withdraw(store, first, office.REGION, NOW)
    reference = office.requested(store, received_at=instant(19), slot=at(24))
    assert office.letter_of(store, reference).received_at == instant(19)
    assert [each[1] for each in receipts(store, reference)] == [NOW, instant(19)]


def test_the_journal_of_the_letter_tells_each_arrival(store: Store) -> None:
    office.rejected(store)
    reference = office.requested(store, now=office.LATER)
    letter = office.letter_of(store, reference)
    assert asking.acts_told(store, f"letter:{letter.id}") == [("receive-letter", None, None, "officer")] * 2


@pytest.mark.parametrize(
    ("received_at", "reason", "field"),
    [
        (NOW + office.MINUTE, None, "received_at"),
        (NOW, None, None),
        (instant(19, 0), None, None),
        (instant(18, 23, 59), None, "reason"),
        (instant(18, 23, 59), "cuti", None),
        (datetime(2026, 11, 19, 0, 30, tzinfo=WITA), None, "reason"),  # the 18th in Jakarta
        (datetime(2026, 11, 18, 17, 0, tzinfo=UTC), None, None),  # the 19th in Jakarta
        (datetime(2024, 1, 1, 12, 0, tzinfo=UTC), "arsip", "received_at"),
    ],
)
def test_an_officer_tells_when_a_letter_came(
    store: Store, received_at: datetime, reason: str | None, field: str | None
) -> None:
    told = {"received_at": received_at, "receipt_reason": reason}
    if field is None:
        assert office.letter_of(store, office.requested(store, **told)).received_at == received_at
    else:
        assert asking.unfit(office.submit, store, **told) == field


def test_over_a_weekend_the_working_day_before_is_near_enough(store: Store) -> None:
    monday = {"now": instant(23, 16), "slot": at(26)}
    assert asking.unfit(office.submit, store, received_at=instant(19), **monday) == "reason"
    assert office.requested(store, received_at=instant(20), **monday)


def test_a_region_does_not_say_when_its_letter_came(store: Store) -> None:
    reference = office.submit(store, office.REGION, received_at=instant(2)).reference
    assert office.letter_of(store, reference).received_at == NOW


def test_a_letter_once_found_not_addressed_stays_so(store: Store) -> None:
    wrong = asking.refused(office.submit, store, addressed_to_director_general=False)
    assert wrong == [("E.3.c.1", "letter_not_addressed")]
    assert office.state_of(store, office.requested(store)) == "requested"


def test_the_same_number_of_another_year_is_another_letter(store: Store) -> None:
    first = office.requested(store)
    second = office.requested(store, letter_dated_on=date(2025, 11, 18), slot=at(26))
    assert office.letter_of(store, first).id != office.letter_of(store, second).id
