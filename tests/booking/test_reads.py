"""Lists, their filters, and what is counted."""

import pytest
from sqlalchemy import text

from booking import counts, listing, reads
from booking.listing import Wanted
from booking.store import Store
from rules.facts import CalendarMonth, Mode, State
from tests.booking import asking, office
from tests.booking.office import NOW, OFFICER, VIDEO, at


@pytest.fixture
def five(store: Store) -> dict[str, str]:
    """A few bookings by short names, each submitted a minute after the one before."""
    asked = {
        "visit": {},
        "video": office.region_letter(2, **VIDEO),
        "north": {"region": office.SAMARINDA, "slot": at(26), "institution": "DPRD Kota Samarinda", "topic": "pdrd"},
        "ministry": {"region": None, "slot": at(27), "letter_number": "100%_A", "institution": "Kemendagri"},
        "party": office.region_letter(5, slot=at(27, "10:00"), guests=(office.HEAD, office.ANALYST)),
    }
    return {
        name: office.requested(store, **changes, now=NOW + place * office.MINUTE)
        for place, (name, changes) in enumerate(asked.items())
    }


def listed(store: Store, five: dict[str, str], **filters: object) -> list[str]:
    names = {reference: name for name, reference in five.items()}
    with store.reading() as session:
        page = listing.page(session, OFFICER, Wanted(**filters))  # type: ignore[arg-type]
        assert page.total == len(page.bookings)
        return [names[booking.reference] for booking in page.bookings]


def test_the_newest_first_or_the_oldest(store: Store, five: dict[str, str]) -> None:
    assert listed(store, five) == ["party", "ministry", "north", "video", "visit"]
    assert listed(store, five, newest_first=False) == ["visit", "video", "north", "ministry", "party"]


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({"day": at(27).date}, ["party", "ministry"]),
        ({"region": office.SAMARINDA}, ["north"]),
        ({"state": State.SCHEDULED}, ["video"]),
        ({"state": State.REQUESTED, "region": office.BALIKPAPAN}, ["party", "visit"]),
        ({"query": "dprd"}, ["north"]),
        ({"query": "KEMENDAGRI"}, ["ministry"]),
        ({"query": " 005/2/ "}, ["video"]),
        ({"query": "rahmad mas'ud"}, ["party"]),
        ({"query": "aminah"}, ["ministry", "north", "video", "visit"]),
        ({"query": "nobody"}, []),
        ({"mode": Mode.VIDEO_CONFERENCE}, ["video"]),
        ({"unit": office.UNIT, "day": at(27).date}, ["party", "ministry"]),
        ({"unit": "tidak-ada"}, []),
        ({"by_day": True}, ["party", "ministry", "north", "video", "visit"]),
        ({"by_day": True, "newest_first": False, "state": State.REQUESTED}, ["visit", "north", "ministry", "party"]),
        ({"query": "  "}, ["party", "ministry", "north", "video", "visit"]),
    ],
)
def test_filters(store: Store, five: dict[str, str], filters: dict[str, object], names: list[str]) -> None:
    office.approve(store, five["video"], meeting_url=office.MEETING)
    assert listed(store, five, **filters) == names


def test_a_long_list_comes_in_pages(store: Store) -> None:
    for number in range(27):
        office.requested(store, region=None, mode=Mode.VIDEO_CONFERENCE, slot=None, letter_number=f"{number}/A")
    with store.reading() as session:
        pages = {number: listing.page(session, OFFICER, number=number) for number in (-1, 0, 1, 2, 3)}
    assert {number: (page.number, len(page.bookings), page.total, page.has_next) for number, page in pages.items()} == {
        -1: (1, 25, 27, True),
        0: (1, 25, 27, True),
        1: (1, 25, 27, True),
        2: (2, 2, 27, False),
        3: (2, 2, 27, False),
    }
    assert not {each.id for each in pages[1].bookings} & {each.id for each in pages[2].bookings}


def test_a_list_counts_no_further_than_it_says(
    store: Store, five: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PAGE", 2)
    for counted, total in ((4, None), (5, 5)):
        monkeypatch.setattr(listing, "COUNTED", counted)
        with store.reading() as session:
            pages = [listing.page(session, OFFICER, number=number) for number in (1, 2, 3)]
            assert [(len(page.bookings), page.total, page.has_next) for page in pages] == [
                (2, total, True),
                (2, total, True),
                (1, 5, False),
            ]
            beyond = listing.page(session, OFFICER, number=10**30)
            assert (len(beyond.bookings), beyond.total, beyond.has_next) == (1 if total else 0, total, False)


def test_the_sessions_of_a_range_are_those_that_hold_a_slot(store: Store, five: dict[str, str]) -> None:
    office.cancelled(store, region=office.ACEH, slot=at(26, "10:00"))
    with store.reading() as session:
        first, last = at(25).date, at(26).date
        names = {reference: name for name, reference in five.items()}

        def of(**only: object) -> list[str]:
            return [names[each.reference] for each in reads.sessions(session, first, last, **only)]  # type: ignore[arg-type]

        assert of() == ["visit", "video", "north"]
        assert of(unit=office.UNIT) == ["visit", "video"]
        assert of(mode=Mode.VIDEO_CONFERENCE) == ["video"]
        of_unit = reads.of_unit(session, office.UNIT, (State.REQUESTED,))
        assert [names[each.reference] for each in of_unit] == ["visit", "video", "ministry", "party"]


def test_what_is_counted(store: Store, five: dict[str, str]) -> None:
    office.approve(store, five["visit"])
    asking.refusal(office.submit, store, **office.region_letter(7, slot=at(24)))
    asking.refusal(office.submit, store, **office.region_letter(8, slot=at(24), now=office.LATER))
    with store.reading() as session:
        early = {("E.3.c.2", "lead_time"): 2, ("E.3.c.5", "region_frequency"): 2}
        assert counts.refusals_by_code(session, NOW) == early
        assert counts.refusals_by_code(session, office.LATER) == dict.fromkeys(early, 1)
        month = CalendarMonth(2026, 11)
        visits = reads.visits_of_month(session, office.BALIKPAPAN, month)
        assert [each.reference for each in visits] == [five["visit"], five["party"]]
        assert reads.last_decision(session, office.found(session, five["visit"]).id).act == "approve"  # type: ignore[union-attr]


def test_what_the_register_starts_with(store: Store) -> None:
    with store.reading() as session:
        assert len(reads.regions(session)) == 552
        assert [room.code for room in reads.rooms(session)] == ["lantai-3", "lantai-5"]
        assert [topic.code for topic in reads.topics(session)][:2] == ["dau", "dbh"]
        assert len(reads.units(session)) == 7
        assert (reads.room_exists(session, "lantai-5"), reads.room_exists(session, "atap")) == (True, False)


@pytest.mark.postgres
def test_postgresql_is_told_what_a_page_out_of_order_costs(postgres_register: Store) -> None:
    costs = []
    for begun in (postgres_register.reading, postgres_register.writing):
        with begun() as session:
            costs.append(session.scalar(text("SHOW random_page_cost")))
    assert costs == ["1.1", "1.1"]
