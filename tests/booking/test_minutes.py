"""Minutes as revisions: nobody writes over what somebody else saved meanwhile, and what was filed is told of each."""

from dataclasses import replace

import pytest

from booking import journal, minutes, workflow
from booking.errors import NotDone, NotOpen, NotYours, Overtaken, Unknown
from booking.journal import Actor
from booking.minutes import NONE_YET, Content, Participant
from booking.store import Store
from booking.terms import DocumentKind
from rules.facts import Mode
from tests.booking import office
from tests.booking.office import BEGINS, LATER, NOW, OF_THE_UNIT, OFFICER
from tests.booking.test_races import CLIENTS, together

SAID = Content(title="Berita Acara", conclusion="Sepakat.", knowing=Participant("Budi"))


def written(store: Store, reference: str) -> list[tuple[int, bool]]:
    """The revisions, the newest first, and whether each was filed."""
    with store.reading() as session:
        assert journal.broken(session) == []
        booking = office.found(session, reference)
        return [(each.number, each.filed) for each in minutes.revisions(session, booking.id, 100)]


def test_of_many_who_save_at_once_one_does_and_the_others_are_told(store: Store) -> None:
    reference = office.scheduled(store)

    def saving(number: int) -> int:
        said = replace(SAID, conclusion=f"Menurut {number}.")
        return minutes.save(store, reference, OF_THE_UNIT, NOW, said, NONE_YET)

    answers = together(*(lambda number=number: saving(number) for number in range(CLIENTS)))  # type: ignore[misc]
    assert [each.newest for each in answers if isinstance(each, Overtaken)] == [1] * (CLIENTS - 1)
    assert [each for each in answers if not isinstance(each, NotDone)] == [1]
    assert written(store, reference) == [(1, False)]


def test_what_was_saved_is_what_is_read(store: Store) -> None:
    reference = office.scheduled(store)
    with store.reading() as session:
        booking = office.found(session, reference)
        begun = minutes.prefilled(booking, "Budi Hartono")
        number = booking.id
    minutes.save(store, reference, OF_THE_UNIT, NOW, begun, NONE_YET)
    with store.reading() as session:
        kept = minutes.revision(session, number, 1)
        assert Content.told(kept.content) == begun
        with pytest.raises(Unknown):
            minutes.revision(session, number, 2)


@pytest.mark.parametrize(
    ("mode", "by", "answer"),
    [
        (Mode.VISIT, OFFICER, NotYours),
        (Mode.VISIT, office.OF_ANOTHER_UNIT, Unknown),
        (Mode.VISIT, office.REGION, NotYours),
        (Mode.VISIT, office.LEADERSHIP, NotYours),
        (Mode.VIDEO_CONFERENCE, office.RECEPTIONIST, NotYours),
    ],
)
def test_who_does_not_keep_the_record_does_not_write_it(
    sqlite_store: Store, mode: Mode, by: Actor, answer: type[NotDone]
) -> None:
    reference = office.scheduled(sqlite_store, mode=mode)
    with pytest.raises(answer):
        minutes.save(sqlite_store, reference, by, NOW, SAID, NONE_YET)
    assert written(sqlite_store, reference) == []


def test_a_request_without_a_schedule_takes_no_minutes(sqlite_store: Store) -> None:
    reference = office.requested(sqlite_store)
    with pytest.raises(NotOpen):
        minutes.save(sqlite_store, reference, OF_THE_UNIT, NOW, SAID, NONE_YET)


def test_each_revision_is_told_with_its_own_paper(store: Store) -> None:
    reference = office.scheduled(store, mode=Mode.VIDEO_CONFERENCE)
    for number in (1, 2):
        said = replace(SAID, conclusion=f"Yang ke{number}.")
        minutes.save(store, reference, OFFICER, LATER, said, number - 1)
        paper = office.paper(store, DocumentKind.MINUTES)
        workflow.file_document(
            store, reference, OFFICER, BEGINS, kind=DocumentKind.MINUTES, document_id=paper, revision=number
        )
    assert written(store, reference) == [(2, True), (1, True)]
    with store.reading() as session:
        one, two = (minutes.genuine(session, reference, number) for number in (1, 2))
        assert minutes.genuine(session, reference, 3) is None
        assert minutes.genuine(session, "AAAA-2222", 1) is None
    assert one is not None
    assert two is not None
    assert [(each.revision, each.newest, each.is_latest, each.uploaded) for each in (one, two)] == [
        (1, 2, False, None),
        (2, 2, True, None),
    ]
