"""What stands around a request: others like it, the claims of the region's bodies, and the queue it waits in."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event

from booking import around, workflow
from booking.around import Alike
from booking.store import Store
from booking.terms import Channel
from booking.workflow.submission import NamedLetter
from rules.facts import Slot
from tests.booking import asking, office
from tests.booking.office import ANALYST, CLERK, HEAD, NOW, OFFICER, SAMARINDA, SOON, TREASURER, at

OTHER_DAY = office.FIRST_DAY.replace(day=17)
DPRD = {"institution": "Sekretariat DPRD Kota Balikpapan", "letter_number": "170/9/DPRD", "guests": (ANALYST,)}


@pytest.fixture
def first(store: Store) -> str:
    """A request of Balikpapan with the treasurer and a clerk, on letter 005/123/BPKAD of 18 November."""
    return office.requested(store)


def alike(store: Store, reference: str) -> dict[str, tuple[set[Alike], list[str]]]:
    with store.reading() as session:
        found = around.resembling(session, office.found(session, reference))
        return {each.booking.reference: (each.alike, each.guests) for each in found}


def test_a_request_on_the_same_letter_is_told(store: Store, first: str) -> None:
    workflow.withdraw(store, first, OFFICER, SOON)
    second = office.requested(store, slot=at(26), guests=(ANALYST,))
    assert alike(store, second) == {first: ({Alike.LETTER}, [])}
    assert alike(store, first) == {second: ({Alike.LETTER}, [])}


def test_a_number_of_another_year_and_a_letter_of_the_same_day_and_subject_are_told(store: Store, first: str) -> None:
    last_year = office.FIRST_DAY.replace(year=2025)
    numbered = office.requested(
        store, slot=at(26), guests=(ANALYST,), letter_number="005-123 bpkad", letter_dated_on=last_year
    )
    assert alike(store, numbered) == {first: ({Alike.NUMBER}, [])}
    mistyped = {"letter_number": "005/132/BPKAD", "letter_subject": "KONSULTASI  DAU"}
    typed = office.requested(store, **office.VIDEO, guests=(HEAD,), **mistyped)
    assert alike(store, typed) == {first: ({Alike.SUBJECT}, [])}


def test_a_guest_is_known_by_nip_everywhere_and_by_name_in_the_own_region(store: Store, first: str) -> None:
    others = {"letter_number": "1/A", "letter_dated_on": OTHER_DAY}
    renamed = replace(CLERK, name="A. Saputra, S.E.")
    nameless = replace(TREASURER, nip=None)
    there = office.requested(store, slot=at(26), region=SAMARINDA, guests=(renamed, nameless))
    assert alike(store, first) == {there: ({Alike.NIP}, ["A. Saputra, S.E."])}
    here = office.requested(store, **office.VIDEO, guests=(replace(nameless, name="SITI  AMINAH"),), **others)
    assert alike(store, here) == {first: ({Alike.NAME}, ["Siti Aminah"])}


def test_an_unlike_request_is_not_told(store: Store, first: str) -> None:
    office.requested(store, slot=at(26), guests=(ANALYST,), letter_number="1/A", letter_dated_on=OTHER_DAY)
    assert alike(store, first) == {}


def claims(store: Store, reference: str) -> list[tuple[str, bool]]:
    with store.reading() as session:
        found = around.claims(session, office.found(session, reference))
        return [(claim.letter.institution, claim.booking is not None) for claim in found]


def test_the_claims_of_both_bodies_stand_in_the_order_of_receipt_once_the_month_is_full(
    store: Store, first: str
) -> None:
    government = "Pemerintah Kota Balikpapan"
    assert claims(store, first) == []
    second = office.requested(store, slot=at(26), received_at=NOW.replace(hour=9), **DPRD)
    assert claims(store, first) == claims(store, second) == [(DPRD["institution"], True), (government, True)]


def test_a_full_month_of_one_body_competes_with_a_letter_of_the_other_that_waits(store: Store, first: str) -> None:
    workflow.register_letter(
        store,
        NamedLetter("170/9/DPRD", OTHER_DAY, "Konsultasi DAU", True),
        OFFICER,
        SOON,
        region=office.BALIKPAPAN,
        institution=str(DPRD["institution"]),
        channel=Channel.EMAIL,
        received_at=SOON,
        reason=None,
        document_id=office.paper(store),
    )
    assert claims(store, first) == []
    second = office.requested(store, slot=at(26), letter_number="1/A")
    assert claims(store, second)[-1] == (DPRD["institution"], False)
    assert len(claims(store, second)) == 3
    month_after = office.requested(store, slot=at(1, month=12), letter_number="2/A")
    assert claims(store, month_after) == []


def test_nobody_competes_for_what_was_given_or_for_a_video_conference(store: Store, first: str) -> None:
    second = office.requested(store, slot=at(26), **DPRD)
    video = office.requested(store, **office.VIDEO, letter_number="1/A")
    office.approve(store, first)
    assert [claims(store, each) for each in (first, video)] == [[], []]
    assert len(claims(store, second)) == 2


def turned_down(store: Store, reference: str) -> list[tuple[str | None, str, Slot]]:
    with store.reading() as session:
        found = around.turned_down(session, office.found(session, reference))
        return [(each.region, each.letter_number, each.slot) for each in found]


@pytest.fixture
def full(store: Store, first: str) -> str:
    """A second request of the same body in the month: both its visits are taken."""
    return office.requested(store, slot=at(26), letter_number="1/A")


def refused(store: Store, **changes: Any) -> None:
    codes = [code for _clause, code in asking.refused(office.submit, store, **changes)]
    assert "region_frequency" in codes


def test_a_visit_refused_for_the_full_month_is_told_once_with_its_latest_wish(store: Store, full: str) -> None:
    refused(store, slot=at(30), letter_number="3/A", now=SOON)
    for day in (27, 30):
        refused(store, **DPRD, slot=at(day), now=office.LATER, received_at=NOW.replace(hour=8))
    council, own = (office.BALIKPAPAN, "170/9/DPRD", at(30)), (office.BALIKPAPAN, "3/A", at(30))
    assert turned_down(store, full) == [council, own]
    elsewhere = office.requested(store, region=SAMARINDA, slot=at(27))
    next_month = office.requested(store, slot=at(1, month=12), letter_number="4/A")
    assert (turned_down(store, elsewhere), turned_down(store, next_month)) == ([], [])


def test_what_was_refused_for_another_reason_or_has_its_schedule_since_is_not_told(store: Store, full: str) -> None:
    early = {**DPRD, **office.VIDEO, "letter_number": "9/DPRD", "slot": at(24)}
    assert asking.refused(office.submit, store, **early) == [("E.3.b.2", "lead_time")]
    refused(store, **DPRD, slot=at(27))
    office.requested(store, **DPRD, slot=at(2, month=12))
    assert turned_down(store, full) == []


def test_who_was_given_its_schedule_competes_with_nobody_refused(store: Store, full: str) -> None:
    refused(store, **DPRD, slot=at(27))
    assert len(turned_down(store, full)) == 1
    office.approve(store, full)
    assert turned_down(store, full) == []


def test_the_refused_are_found_by_an_index_of_their_own(sqlite_store: Store) -> None:
    reference = office.requested(sqlite_store)
    with sqlite_store.reading() as session:
        of, asked = office.found(session, reference), []
        listen = lambda _c, _cursor, statement, values, _context, _many: asked.append((statement, values))  # noqa: E731
        event.listen(sqlite_store.engine, "before_cursor_execute", listen)
        around.turned_down(session, of)
        event.remove(sqlite_store.engine, "before_cursor_execute", listen)
        [(statement, values)] = [each for each in asked if "FROM decisions" in each[0]]
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        steps = [step[-1] for step in plan]
    assert steps == ["SEARCH decisions USING INDEX ix_decisions_refused (requester_key=?)"]


def test_who_waits_before_and_after_is_told_in_the_order_of_asking(store: Store, first: str) -> None:
    second = office.requested(store, now=SOON, slot=at(26), letter_number="1/A")
    third = office.requested(store, now=SOON, slot=at(27), letter_number="2/A", region=SAMARINDA)

    def beside(reference: str) -> tuple[str | None, str | None]:
        with store.reading() as session:
            found = around.waiting_beside(session, office.found(session, reference))
            return found.before, found.after

    assert [beside(each) for each in (first, second, third)] == [(None, second), (first, third), (second, None)]
    office.approve(store, second)
    assert [beside(each) for each in (first, second, third)] == [(None, third), (first, third), (first, None)]
