"""Drafts of requests: whoever writes to one waits for the others, on both databases."""

from threading import Thread

import pytest

from booking import documents, drafts
from booking.errors import Unknown
from booking.models import Document
from booking.store import Store
from booking.terms import DocumentKind
from tests.booking import office
from tests.booking.office import NOW

OWNER = "peramban"
ROUNDS = 12


def begun(store: Store) -> str:
    return drafts.begin(store, OWNER, {}, NOW)


def answers(store: Store, secret: str) -> dict[str, object]:
    with store.reading() as session:
        return dict(drafts.found(session, secret, OWNER).answers)


def test_two_steps_kept_at_once_are_both_there(store: Store) -> None:
    for _ in range(ROUNDS):
        secret = begun(store)
        typing = [
            Thread(target=drafts.keep, args=(store, secret, {step: {"a": [step]}}, NOW)) for step in ("surat", "tamu")
        ]
        for each in typing:
            each.start()
        for each in typing:
            each.join()
        assert answers(store, secret).keys() == {"surat", "tamu"}


def test_a_draft_opens_to_its_owner_alone_and_can_be_handed_over(store: Store) -> None:
    secret = begun(store)
    drafts.hand_over(store, secret, "somebody else", "me")
    with store.reading() as session, pytest.raises(Unknown):
        drafts.found(session, secret, "me")
    drafts.hand_over(store, secret, OWNER, "me")
    with store.reading() as session:
        assert drafts.found(session, secret, "me").answers == {}
    with store.reading() as session, pytest.raises(Unknown):
        drafts.found(session, secret, OWNER)


def test_a_letter_that_comes_after_the_request_was_sent_is_not_kept(store: Store) -> None:
    secret, first = begun(store), office.paper(store)
    drafts.attach(store, secret, first, NOW)
    drafts.became(store, secret, "AAAA-2222", NOW)
    drafts.attach(store, secret, (late := office.paper(store)), NOW)
    with store.reading() as session:
        assert session.get(Document, late) is None
        assert session.get(Document, first) is not None


def test_letters_that_wait_are_weighed(store: Store) -> None:
    secret, paper = begun(store), office.paper(store)
    with store.reading() as session:
        assert drafts.waiting_bytes(session) == 0
    drafts.attach(store, secret, paper, NOW)
    with store.reading() as session:
        document = session.get_one(Document, paper)
        assert drafts.waiting_bytes(session) == document.size > 0
        assert document.kind == DocumentKind.LETTER.value
    documents.discard(store, office.paper(store))


def test_a_draft_that_was_swept_takes_nothing_more(store: Store) -> None:
    secret = begun(store)
    drafts.sweep(store, NOW + drafts.KEPT * 2)
    with pytest.raises(Unknown):
        drafts.keep(store, secret, {"surat": {}}, NOW)
    with pytest.raises(Unknown):
        drafts.became(store, secret, "AAAA-2222", NOW)
