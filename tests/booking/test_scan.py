"""A pass at the door: what opens it, what does not and why, and that a refusal is kept without what was scanned."""

import random
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from booking import codes, journal, workflow
from booking.errors import NotYours
from booking.models import JournalEntry
from booking.scan import Standing, Why, judged, named
from booking.store import Store
from booking.terms import OfficeReason
from booking.workflow.scanning import Scanned
from rules import parameters
from rules.facts import Mode, State
from tests.booking import office
from tests.booking.office import BEGINS, KEY, LATER, MINUTE, RECEPTIONIST, SLOT, at

FORGED = 1_000
POLICY = parameters.in_force().policy(SLOT.date, SLOT.date)


def pass_of(store: Store, reference: str) -> str:
    """The pass as its requester holds it now."""
    with store.reading() as session:
        return codes.visit_pass(KEY, reference, office.found(session, reference).sequence)


def scanned(store: Store, text: str, now: datetime = BEGINS) -> Scanned | None:
    return workflow.scan(store, RECEPTIONIST, now, text)


def kept(store: Store) -> list[dict[str, str]]:
    """The refusals in the journal."""
    with store.reading() as session:
        assert journal.broken(session, KEY) == []
        rows = select(JournalEntry).where(JournalEntry.stream == "desk").order_by(JournalEntry.seq)
        return [{"act": row.act, **row.facts} for row in session.scalars(rows)]


def test_a_pass_opens_the_door_in_its_window_and_nothing_is_kept(store: Store) -> None:
    reference = office.scheduled(store)
    code = pass_of(store, reference)
    for now in (BEGINS - 30 * MINUTE, BEGINS, BEGINS + timedelta(hours=1)):
        assert scanned(store, f" {code} ", now) == Scanned(reference, None)
    assert scanned(store, reference.lower().replace("-", " ")) == Scanned(reference, None)
    office.admit(store, reference, 1)
    assert scanned(store, code) == Scanned(reference, None)  # the others come later, with the same pass
    assert kept(store) == []


def test_a_pass_is_refused_with_the_reason_and_the_refusal_is_kept(store: Store) -> None:
    reference = office.scheduled(store)
    code = pass_of(store, reference)
    digest = codes.hash_of(code)
    day = timedelta(days=1)
    late = {BEGINS - day: Why.ANOTHER_DAY, BEGINS + day: Why.ANOTHER_DAY, BEGINS - 31 * MINUTE: Why.EARLY}
    late[BEGINS + 61 * MINUTE] = Why.LATE
    for now, why in late.items():
        assert scanned(store, code, now) == Scanned(reference, why)
    workflow.move(store, reference, office.OFFICER, LATER, slot=at(25, "10:00"), reason=OfficeReason.ROOM)
    moved = pass_of(store, reference)
    at_ten = BEGINS + timedelta(hours=1)
    assert [scanned(store, each, at_ten) for each in (code, moved)] == [
        Scanned(reference, Why.OLDER),
        Scanned(reference, None),
    ]
    workflow.cancel(store, reference, office.OFFICER, LATER, note="Wali Kota berhalangan")
    for each in (code, moved, reference):
        assert scanned(store, each, at_ten) == Scanned(reference, Why.NOT_STANDING)
    told = [*late.values(), Why.OLDER, *[Why.NOT_STANDING] * 3]
    hashes = [digest] * 6 + [codes.hash_of(moved), None]
    assert kept(store) == [
        {"act": "refuse-scan", "why": why.value, "reference": reference} | ({"pass": each} if each else {})
        for why, each in zip(told, hashes, strict=True)
    ]


def test_a_pass_made_before_the_party_changed_is_refused(store: Store) -> None:
    reference = office.scheduled(store)
    code = pass_of(store, reference)
    workflow.change_guests(store, reference, office.OFFICER, LATER, guests=(office.TREASURER, office.ANALYST))
    assert scanned(store, code) == Scanned(reference, Why.OLDER)
    assert scanned(store, pass_of(store, reference)) == Scanned(reference, None)


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (office.requested, Why.NOT_SCHEDULED),
        (office.unconfirmed, Why.NOT_SCHEDULED),
        (office.released, Why.NOT_STANDING),
        (office.missed, Why.NOT_STANDING),
        (lambda store: office.scheduled(store, **office.VIDEO), Why.VIDEO_CONFERENCE),
    ],
    ids=["requested", "unconfirmed", "released", "missed", "video"],
)
def test_a_pass_of_what_is_no_visit_that_stands_is_refused(sqlite_store: Store, made, why: Why) -> None:
    reference = made(sqlite_store)
    for text in (pass_of(sqlite_store, reference), reference):
        assert scanned(sqlite_store, text) == Scanned(reference, why)


def test_a_pass_with_one_bit_changed_is_refused_a_thousand_times_and_each_time_kept(sqlite_store: Store) -> None:
    reference = office.scheduled(sqlite_store)
    code = pass_of(sqlite_store, reference).encode()
    by_chance = random.Random(20261125)  # noqa: S311
    forged = []
    for _ in range(FORGED):
        bits = bytearray(code)
        place, bit = by_chance.randrange(len(bits)), by_chance.randrange(8)
        bits[place] ^= 1 << bit
        forged.append(bytes(bits).decode("latin-1"))
    assert {scanned(sqlite_store, text) for text in forged} == {Scanned(None, Why.NOT_OURS)}
    told = [{"act": "refuse-scan", "why": "not_ours", "pass": codes.hash_of(text.strip())} for text in forged]
    assert kept(sqlite_store) == told
    assert scanned(sqlite_store, code.decode()) == Scanned(reference, None)


def test_a_pass_signed_for_a_booking_that_is_not_there_is_none_of_ours(sqlite_store: Store) -> None:
    assert scanned(sqlite_store, codes.visit_pass(KEY, "ZZZZ-ZZZZ", 0)) == Scanned(None, Why.NOT_OURS)
    assert scanned(sqlite_store, codes.minutes_mark(KEY, office.scheduled(sqlite_store), 0)) == Scanned(
        None, Why.NOT_OURS
    )


def test_a_name_is_neither_pass_nor_reference_and_nothing_of_it_is_kept(sqlite_store: Store) -> None:
    office.scheduled(sqlite_store)
    assert [scanned(sqlite_store, text) for text in ("Siti Aminah", "Suprapto", "ZZZZ-ZZZZ", "")] == [None] * 4
    assert kept(sqlite_store) == []


def test_only_reception_scans(sqlite_store: Store) -> None:
    code = pass_of(sqlite_store, office.scheduled(sqlite_store))
    for actor in (office.OFFICER, office.REGION, office.OF_THE_UNIT, office.LEADERSHIP, office.ADMIN):
        with pytest.raises(NotYours):
            workflow.scan(sqlite_store, actor, BEGINS, code)


def test_what_cannot_be_mended_is_told_before_what_another_hour_would_mend() -> None:
    over = Standing(Mode.VISIT, State.CANCELLED, SLOT, 3)
    a_day_later = BEGINS + timedelta(days=1)
    assert judged(over, 1, a_day_later, POLICY) is Why.NOT_STANDING
    assert judged(Standing(Mode.VISIT, State.SCHEDULED, SLOT, 3), 1, a_day_later, POLICY) is Why.OLDER
    assert judged(Standing(Mode.VISIT, State.SCHEDULED, SLOT, 3), None, a_day_later, POLICY) is Why.ANOTHER_DAY
    assert judged(Standing(Mode.VISIT, State.CLOSED, SLOT, 3), 3, BEGINS, POLICY) is Why.LATE
    assert judged(None, 3, BEGINS, POLICY) is Why.NOT_OURS


def test_a_party_is_found_by_words_of_its_institution_region_or_guests(sqlite_store: Store) -> None:
    first = office.scheduled(sqlite_store)
    second = office.scheduled(
        sqlite_store,
        region=office.SAMARINDA,
        institution="BPKAD Kota Samarinda",
        guests=(office.ANALYST,),
        letter_number="9/A",
        slot=at(25, "10:00"),
    )
    with sqlite_store.reading() as session:
        parties = [office.found(session, each) for each in (first, second)]
        asked = ("siti", "AMINAH pemerintah", "kota", "bpkad lestari", "BPKAD", "nobody", "siti lestari", " ")
        told = [[party.reference for party in named(parties, words)] for words in asked]
    assert told == [[first], [first], [first, second], [second], [second], [], [], []]
