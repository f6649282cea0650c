"""E.5: what somebody complains of reaches the Contact Center once, and nobody is noted as the one who complained."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from booking import complaints, journal
from booking.complaints import LONGEST, PAGE, Told
from booking.errors import KeyReused, Unfit, Unknown
from booking.messages import contact_center
from booking.models import Complaint, JournalEntry, Message, PersonalNote
from booking.store import Store
from booking.terms import ComplaintKind
from tests.booking.office import KEY, MINUTE, NOW

BRIBE = Told(ComplaintKind.COMPLAINT, "Diminta membayar.")
SIGNED = Told(ComplaintKind.COMMENT, "Cepat.", "Rina", "rina@uji.example", "0811-0000-001", "K7QM-3TXD")


def taken(store: Store, told: Told = BRIBE, form: str = "a form", at: timedelta = timedelta(0)) -> str:
    return complaints.take(store, told, NOW + at, token=form)


def kept(store: Store) -> list[tuple[str, str, str | None]]:
    with store.reading() as session:
        return [(one.kind, one.words, one.email) for one in session.scalars(select(Complaint).order_by(Complaint.id))]


def told(store: Store) -> list[tuple[str, str, dict[str, object]]]:
    with store.reading() as session:
        found = session.scalars(select(Message).order_by(Message.id))
        return [(each.kind, each.recipient, each.params) for each in found]


def test_a_nameless_complaint_is_told_to_the_office_alone(store: Store) -> None:
    reference = taken(store)
    assert kept(store) == [("complaint", "Diminta membayar.", None)]
    known = {"reference": reference, "kind": "complaint", "received_at": NOW.isoformat()}
    assert told(store) == [("complaint", contact_center(), known | {"words": "Diminta membayar."})]


def test_whoever_leaves_an_address_is_told_that_it_came_and_none_of_its_words(store: Store) -> None:
    reference = taken(store, SIGNED)
    known = {"reference": reference, "kind": "comment", "received_at": NOW.isoformat()}
    assert told(store)[1:] == [("complaint_received", "rina@uji.example", known)]


def test_the_journal_knows_the_complaint_by_number_and_nobody_by_name(store: Store) -> None:
    reference = taken(store, SIGNED)
    with store.reading() as session:
        [entry] = session.scalars(select(JournalEntry))
        [note] = session.scalars(select(PersonalNote))
        [complaint] = session.scalars(select(Complaint))
        assert (entry.stream, entry.act, entry.reason) == (f"complaint:{reference}", "complain", "comment")
        assert (entry.actor_id, entry.facts) == (None, {"complaint": complaint.id})
        assert note.values == {
            "words": "Cepat.",
            "name": "Rina",
            "email": "rina@uji.example",
            "phone": "0811-0000-001",
            "booking_reference": "K7QM-3TXD",
        }
        assert journal.broken(session, KEY) == []


def test_a_form_sent_by_many_at_once_is_one_complaint(store: Store) -> None:
    with ThreadPoolExecutor(8) as crowd:
        references = set(crowd.map(lambda _: taken(store), range(8)))
    assert (len(references), len(kept(store)), len(told(store))) == (1, 1, 1)


def test_the_same_words_in_another_form_are_another_complaint(store: Store) -> None:
    assert taken(store) != taken(store, form="another form")
    assert len(kept(store)) == 2


def test_a_form_that_says_something_else_the_second_time_is_told_so(store: Store) -> None:
    taken(store)
    with pytest.raises(KeyReused):
        taken(store, Told(ComplaintKind.COMPLAINT, "Hal lain."))
    assert kept(store) == [("complaint", "Diminta membayar.", None)]


@pytest.mark.parametrize("words", ["", " \n", "x" * (LONGEST + 1)])
def test_words_that_are_missing_or_too_long_are_not_kept(store: Store, words: str) -> None:
    with pytest.raises(Unfit):
        taken(store, Told(ComplaintKind.SUGGESTION, words))
    assert (kept(store), told(store)) == ([], [])


def test_the_longest_words_are_kept_whole(store: Store) -> None:
    taken(store, Told(ComplaintKind.SUGGESTION, "x" * LONGEST))
    assert [len(words) for _kind, words, _email in kept(store)] == [LONGEST]


def test_pages_go_from_the_newest_back(sqlite_store: Store) -> None:
    references = [taken(sqlite_store, form=str(place), at=place * MINUTE) for place in range(PAGE + 1)]
    with sqlite_store.reading() as session:
        first, last, beyond = (complaints.page(session, number) for number in (1, 2, 99))
        assert [one.reference for one in first.complaints] == references[:0:-1]
        assert [one.reference for one in last.complaints] == references[:1]
        assert [(page.number, page.total, page.has_next) for page in (first, last, beyond)] == [
            (1, PAGE + 1, True),
            (2, PAGE + 1, False),
            (2, PAGE + 1, False),
        ]


def test_one_is_found_by_its_reference_in_any_case(sqlite_store: Store) -> None:
    reference = taken(sqlite_store)
    with sqlite_store.reading() as session:
        assert complaints.one(session, reference.lower()).reference == reference
        with pytest.raises(Unknown):
            complaints.one(session, "P-0000-0000")
        assert complaints.page(session, 0).complaints[0].reference == reference
