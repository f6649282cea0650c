"""Looks at personal data are written down: who, when, at what of whose."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from booking import looks
from booking.journal import Actor
from booking.models import Look
from booking.store import Store
from booking.terms import Looked, Role
from tests.booking import office
from tests.booking.office import NOW


def test_the_latest_looks_at_a_booking_are_told_first(store: Store) -> None:
    reference = office.requested(store)
    with store.reading() as session:
        number = office.found(session, reference).id
    for minutes, what in enumerate((Looked.LETTER, Looked.GUESTS, Looked.RECORD)):
        looks.note(store, office.OFFICER, NOW + timedelta(minutes=minutes), what, booking_id=number)
    with store.reading() as session:
        found = looks.at_booking(session, number, 2)
    assert [(each.what, each.role, each.at) for each in found] == [
        (Looked.RECORD, "officer", NOW + timedelta(minutes=2)),
        (Looked.GUESTS, "officer", NOW + timedelta(minutes=1)),
    ]


@pytest.mark.parametrize("by", [Actor(Role.REGION, 1, region="64.72"), Actor(Role.HOLDER, booking="AAAA-2222")])
def test_a_requester_looking_at_its_own_is_not_written_down(sqlite_store: Store, by: Actor) -> None:
    looks.note(sqlite_store, by, NOW, Looked.GUESTS)
    with sqlite_store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Look)) == 0
