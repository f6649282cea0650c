"""Who sees which booking; for everybody else there is none."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest

from booking import documents, listing, looks, papers, reads, sight, workflow
from booking.codes import hash_of
from booking.errors import NotOpen, NotYours, Unknown
from booking.journal import Actor
from booking.store import Store
from booking.terms import DocumentKind, Looked
from tests.booking import asking, office
from tests.booking.office import BEGINS, VIDEO, at

EVERYBODY = {
    "the region": office.REGION,
    "its neighbour": office.NEIGHBOUR,
    "officer": office.OFFICER,
    "receptionist": office.RECEPTIONIST,
    "its unit": office.OF_THE_UNIT,
    "another unit": office.OF_ANOTHER_UNIT,
    "leadership": office.LEADERSHIP,
    "admin": office.ADMIN,
}
SEE = {"the region", "officer", "receptionist", "its unit", "leadership", "admin"}


def succeeds(act: Callable[[], object]) -> bool:
    try:
        act()
    except Unknown:
        return False
    return True


def test_a_booking_is_seen_by_its_own_and_the_office(store: Store) -> None:
    reference = office.requested(store)
    everybody = {
        **EVERYBODY,
        "its holder": office.holder(reference),
        "another holder": office.holder("AAAA-AAAA"),
    }
    with store.reading() as session:
        look = partial(reads.booking, session, reference.lower())
        assert {who for who, actor in everybody.items() if succeeds(partial(look, actor))} == SEE | {"its holder"}


def test_the_list_shows_each_only_their_own(store: Store) -> None:
    mine = office.requested(store)
    other = {"region": office.SAMARINDA, "topic": "pdrd", **office.region_letter(2, slot=at(26))}
    theirs = office.requested(store, **other)
    with store.reading() as session:
        listed = {who: {each.reference for each in listing.page(session, actor).bookings} for who, actor in
                  EVERYBODY.items()}  # fmt: skip
        for actor in (office.CLOCK, office.holder(mine)):
            with pytest.raises(Unknown):
                listing.page(session, actor)
    assert listed == {
        **{who: {mine, theirs} for who in EVERYBODY},
        "the region": {mine},
        "its neighbour": {theirs},
        "its unit": {mine},
        "another unit": {theirs},
    }


def test_the_holder_is_known_by_reference_and_code_together(store: Store) -> None:
    mine = office.submit(store)
    other = office.submit(store, **office.region_letter(2, slot=at(26)))
    with store.reading() as session:
        held = reads.holder(session, mine.reference.lower(), hash_of(mine.access_code))
        assert held == office.holder(mine.reference)
        for reference, code in ((other.reference, mine.access_code), (mine.reference, "guess"), ("X", "")):
            with pytest.raises(Unknown):
                reads.holder(session, reference, hash_of(code))
        assert mine.access_code not in office.found(session, mine.reference).access_code_hash


def test_a_file_that_belongs_to_nothing_is_seen_by_nobody(store: Store) -> None:
    number = office.paper(store)
    with store.reading() as session:
        for wanted in (number, 9_999):
            with pytest.raises(Unknown):
                papers.seen_by(session, wanted, office.OFFICER, office.NOW)


@pytest.mark.parametrize(
    ("by", "answer"),
    [
        (office.REGION, NotYours),
        (office.OFFICER, NotYours),
        (office.RECEPTIONIST, NotYours),
        (office.OF_ANOTHER_UNIT, Unknown),
        (office.NEIGHBOUR, Unknown),
    ],
)
def test_the_papers_of_a_visit_are_filed_by_its_unit(store: Store, by: Actor, answer: type[Exception]) -> None:
    reference, number = office.held(store), office.paper(store, DocumentKind.MINUTES)
    file = workflow.file_document
    with pytest.raises(answer):
        file(store, reference, by, BEGINS, kind=DocumentKind.MINUTES, document_id=number)
    assert office.linked(store, number) is False


def test_papers_are_filed_while_the_session_runs_or_was_held(store: Store) -> None:
    visit, video = office.scheduled(store), office.requested(store, **office.region_letter(2), **VIDEO)
    for reference, state in ((visit, "scheduled"), (video, "requested")):
        number = office.paper(store, DocumentKind.MINUTES)
        by, file = office.OF_THE_UNIT, workflow.file_document
        with pytest.raises(NotOpen) as answer:
            file(store, reference, by, BEGINS, kind=DocumentKind.MINUTES, document_id=number)
        assert (answer.value.act, answer.value.state) == ("file-document", state)
    office.admit(store, visit, 1)
    assert office.file(store, visit, DocumentKind.MINUTES)


@pytest.mark.parametrize("kind", [DocumentKind.MINUTES, DocumentKind.ATTENDANCE, DocumentKind.RECORDING])
def test_a_session_that_has_not_begun_has_no_papers(sqlite_store: Store, kind: DocumentKind) -> None:
    visit, video = office.arrived(sqlite_store), office.scheduled(sqlite_store, **office.region_letter(2), **VIDEO)
    begins = {visit: BEGINS, video: BEGINS + timedelta(hours=4)}
    for reference, start in begins.items():
        one = office.recording if kind is DocumentKind.RECORDING else partial(office.paper, kind=kind)
        given, state = {"kind": kind, "document_id": one(sqlite_store)}, office.state_of(sqlite_store, reference)
        file = partial(workflow.file_document, sqlite_store, reference, office.OF_THE_UNIT, **given)
        assert asking.not_open(file, start - office.MINUTE) == ("file-document", state, "not_begun")
        assert office.linked(sqlite_store, given["document_id"]) is False
        file(start)
        assert office.linked(sqlite_store, given["document_id"]) is True


def test_only_a_fresh_file_of_the_right_kind_is_filed(store: Store) -> None:
    reference = office.held(store)
    used = office.file(store, reference, DocumentKind.MINUTES)
    letter = office.paper(store)
    by, file = office.OF_THE_UNIT, workflow.file_document
    for kind, number in (
        (DocumentKind.MINUTES, used),
        (DocumentKind.ATTENDANCE, letter),
        (DocumentKind.ATTENDANCE, 9_999),
    ):
        answer = asking.unfit(file, store, reference, by, BEGINS, kind=kind, document_id=number)
        assert answer == "file"
    letters = DocumentKind.LETTER
    assert asking.unfit(file, store, reference, by, BEGINS, kind=letters, document_id=letter) == "kind"


def test_a_request_takes_only_a_fresh_letter(store: Store) -> None:
    office.requested(store)
    with store.reading() as session:
        used = office.letter_of(store, office.requested(store, **office.region_letter(2, slot=at(26)))).receipts[0]
    minutes = office.paper(store, DocumentKind.MINUTES)
    wish = office.wish(**office.region_letter(3, slot=at(1, month=12)))
    for number in (used.document_id or 0, minutes, 9_999):
        assert asking.unfit(workflow.submit, store, wish, office.OFFICER, office.NOW, number) == "file"
    with store.reading() as session:
        assert listing.page(session, office.OFFICER).total == 2
        assert b"".join(documents.content(session, used.document_id or 0)) == office.PDF


def test_nips_and_phones_and_files_are_seen_by_who_asked_who_decides_the_own_unit_and_the_desk_of_the_day(
    sqlite_store: Store,
) -> None:
    reference = office.arrived(sqlite_store)
    everybody = {**EVERYBODY, "holder": office.holder(reference), "another holder": office.holder("AAAA-AAAA")}
    minutes = office.file(sqlite_store, reference, DocumentKind.MINUTES)

    def see(now: datetime) -> list[set[str]]:
        with sqlite_store.reading() as session:
            found = office.found(session, reference)
            letter = papers.of_the_letter(session, found)
            assert letter is not None
            seen = [{name for name, actor in everybody.items() if sight.sees_details(actor, found, now)}]
            for number in (letter.id, minutes):
                look = partial(papers.seen_by, session, number, now=now)
                seen.append({name for name, actor in everybody.items() if succeeds(partial(look, actor=actor))})
            return seen

    always = {"the region", "holder", "officer", "its unit"}
    assert see(office.NOW) == [always] * 3
    assert see(BEGINS) == [always | {"receptionist"}] * 3
    assert see(BEGINS + timedelta(days=1)) == [always] * 3


def test_an_opened_file_is_written_down_at_the_live_request_on_its_letter(sqlite_store: Store) -> None:
    first = office.requested(sqlite_store)
    with sqlite_store.reading() as session:
        letter = papers.of_the_letter(session, office.found(session, first))
    assert letter is not None
    papers.look(sqlite_store, letter, office.ADMIN, office.NOW)
    papers.look(sqlite_store, letter, office.REGION, office.NOW)
    with sqlite_store.reading() as session:
        found = looks.at_booking(session, office.found(session, first).id, 5)
    assert [(each.name, each.role, each.what) for each in found] == [("Tono Wijaya", "admin", Looked.LETTER)]
