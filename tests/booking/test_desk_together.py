"""Many tablets at one desk: each guest enters once, and no more travel orders are signed than guests entered."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from booking import codes, journal, workflow
from booking.errors import NotOpen, Refused, Unfit
from booking.models import Admission, TravelOrder
from booking.store import Store
from booking.workflow.reception import Arrival
from booking.workflow.scanning import Scanned
from tests.booking import asking, office
from tests.booking.office import BEGINS, KEY, MINUTE, RECEPTIONIST, SPPD
from tests.booking.test_races import TAKEN, Answer, together

TABLETS, PENS = 10, 20
LEADERS_PARTY = (office.HEAD, office.TREASURER, office.CLERK, office.ANALYST)


def test_ten_receptionists_scan_one_pass_and_each_guest_is_admitted_once(store: Store) -> None:
    reference = office.scheduled(store)
    guests = office.guests_of(store, reference)
    code = codes.visit_pass(KEY, reference, 0)

    def receive() -> Answer:
        found = workflow.scan(store, RECEPTIONIST, BEGINS, code)
        assert found == Scanned(reference, None)
        arrivals = tuple(Arrival(guest) for guest in guests)
        actor = replace(RECEPTIONIST, seen=0)
        workflow.check_in(store, reference, actor, BEGINS, arrivals=arrivals)

    assert together(*[receive] * TABLETS) == [TAKEN] * TABLETS
    with store.reading() as session:
        assert sorted(session.scalars(select(Admission.guest_id))) == guests
        assert journal.broken(session) == []
    told = [act for act, *_ in asking.acts_told(store, f"booking:{reference}")]
    assert told == ["submit", "approve", "check-in"]


def signing(store: Store, reference: str, guests: list[int]) -> list[Callable[[], Answer]]:
    """Twenty who would each sign another travel order, for each guest of the party in turn."""

    def sign(pen: int) -> Callable[[], Answer]:
        said = {"guest_id": guests[pen % len(guests)], "number": f"SPPD/{pen}", "dated_on": SPPD["dated_on"]}
        return lambda: workflow.sign_travel_order(store, reference, RECEPTIONIST, BEGINS + MINUTE, **said)

    return [sign(pen) for pen in range(PENS)]


@pytest.mark.parametrize("admitted", [3, 1, 0])
def test_no_more_travel_orders_are_signed_than_guests_admitted_by_twenty_at_once(store: Store, admitted: int) -> None:
    reference = office.scheduled(store, guests=LEADERS_PARTY)
    if admitted:
        office.admit(store, reference, *range(1, admitted + 1))
    answers = together(*signing(store, reference, office.guests_of(store, reference)))
    not_admitted = Refused if admitted else NotOpen  # where nobody entered, nothing at all is signed
    turns = PENS // len(LEADERS_PARTY)
    assert Counter(each if each == TAKEN else type(each) for each in answers) == Counter(
        {TAKEN: admitted, Unfit: admitted * (turns - 1), not_admitted: PENS - admitted * turns}
    )
    with store.reading() as session:
        signed = list(session.scalars(select(TravelOrder.guest_id).where(TravelOrder.booking_id.is_not(None))))
        assert (len(signed), len(set(signed))) == (admitted, admitted)


def test_no_travel_order_is_signed_for_a_video_conference(store: Store) -> None:
    reference = office.scheduled(store, **office.VIDEO)
    answers = together(*signing(store, reference, office.guests_of(store, reference)))
    assert [type(each) for each in answers] == [NotOpen] * PENS
    with store.reading() as session:
        assert session.scalars(select(TravelOrder)).all() == []
