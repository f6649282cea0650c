"""Units, topics and rooms as an administrator keeps them, and what the loader leaves alone."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from booking import lists, reads, reference_data
from booking.errors import NotYours, Unfit, Unknown
from booking.lists import Entry, Kind
from booking.models import Topic, Unit
from booking.store import Store
from tests.booking import office
from tests.booking.office import ADMIN, LATER, NOW, OFFICER
from tests.booking.test_staff import rows, unfit

TODAY = NOW.date()
ROOM = Entry("Ruang Rapat, lantai 7", "Meeting Room, 7th floor")
UNIT = Entry("Direktorat Baru", "New Directorate")


@pytest.fixture
def register(store: Store) -> Iterator[Store]:
    """The register; on PostgreSQL its lists are as they were again afterwards."""
    with store.reading() as session:
        before = {kind: {row.code: dict(vars(row)) for row in lists.rows(session, kind)} for kind in Kind}
    yield store
    with store.writing() as session:
        for kind in reversed(Kind):
            for row in lists.rows(session, kind):
                was = before[kind].get(row.code)
                if was is None:
                    session.delete(row)
                    continue
                for name in {"name", "name_en", "active", "verified", "unit_code", "position"} & set(was):
                    setattr(row, name, was[name])


def shown(store: Store, kind: Kind) -> list[str]:
    with store.reading() as session:
        return [row.code for row in lists.rows(session, kind)]


def one(store: Store, kind: Kind, code: str) -> dict[str, Any]:
    with store.reading() as session:
        return dict(vars(lists.one(session, kind, code)))


def resting(store: Store, kind: Kind, code: str) -> lists.Resting:
    with store.reading() as session:
        return lists.resting(session, kind, code, TODAY)


def test_a_room_is_added_renamed_taken_out_of_service_and_back(register: Store) -> None:
    lists.add(register, Kind.ROOM, "lantai-7", ROOM, ADMIN, NOW)
    other = replace(ROOM, name="Ruang Merapi")
    assert lists.change(register, Kind.ROOM, "lantai-7", other, ADMIN, NOW)
    assert not lists.change(register, Kind.ROOM, "lantai-7", other, ADMIN, NOW)
    served = []
    for act in (lists.retire, lists.retire, lists.restore, lists.restore):
        act(register, Kind.ROOM, "lantai-7", ADMIN, LATER)
        with register.reading() as session:
            served.append(reads.room_exists(session, "lantai-7"))
    assert served == [False, False, True, True]
    assert "lantai-7" in shown(register, Kind.ROOM)
    told: list[tuple[str, Any]] = [
        ("add-room", {"room": "lantai-7", "name": ROOM.name, "name_en": ROOM.name_en}),
        ("change-room", {"room": "lantai-7", "name": "Ruang Merapi", "was": {"name": ROOM.name}}),
        ("retire-room", {"room": "lantai-7"}),
        ("restore-room", {"room": "lantai-7"}),
    ]
    assert rows(register) == told


def test_what_an_administrator_wrote_of_a_unit_is_no_proposal_any_more(register: Store) -> None:
    assert not one(register, Kind.UNIT, office.UNIT)["verified"]
    with register.reading() as session:
        before = lists.one(session, Kind.UNIT, office.UNIT)
        same = Entry(before.name, before.name_en)
    assert lists.change(register, Kind.UNIT, office.UNIT, same, ADMIN, NOW)
    assert one(register, Kind.UNIT, office.UNIT)["verified"]
    lists.add(register, Kind.UNIT, "baru", UNIT, ADMIN, NOW)
    assert one(register, Kind.UNIT, "baru")["verified"]


def test_a_topic_is_put_in_its_place_and_proposed_to_a_unit(register: Store) -> None:
    before = shown(register, Kind.TOPIC)
    lists.add(register, Kind.TOPIC, "baru", Entry("Topik Baru", "New topic", office.UNIT, 2), ADMIN, NOW)
    assert shown(register, Kind.TOPIC) == [before[0], "baru", *before[1:]]
    lists.change(register, Kind.TOPIC, "baru", Entry("Topik Baru", "New topic", None, 999), ADMIN, NOW)
    assert shown(register, Kind.TOPIC) == [*before, "baru"]
    last = {"unit": None, "place": len(before) + 1, "was": {"unit": office.UNIT, "place": 2}}
    assert rows(register)[-1] == ("change-topic", {"topic": "baru", **last})
    lists.add(register, Kind.TOPIC, "lain", Entry("Topik Lain", "Another topic"), ADMIN, NOW)
    assert shown(register, Kind.TOPIC) == [*before, "baru", "lain"]


@pytest.mark.parametrize(
    ("kind", "code", "entry", "field"),
    [
        (Kind.ROOM, "lantai-3", ROOM, "code"),
        (Kind.ROOM, "Lantai 7", ROOM, "code"),
        (Kind.ROOM, "-lantai", ROOM, "code"),
        (Kind.ROOM, "x" * 41, ROOM, "code"),
        (Kind.ROOM, "lantai-7", replace(ROOM, name=" "), "name"),
        (Kind.ROOM, "lantai-7", replace(ROOM, name_en=""), "name_en"),
        (Kind.ROOM, "lantai-7", replace(ROOM, name="ruang  rapat, LANTAI 5"), "name"),
        (Kind.TOPIC, "baru", Entry("Topik Baru", "New topic", "none"), "unit"),
    ],
)
def test_what_does_not_fit_is_not_listed(
    sqlite_store: Store, kind: Kind, code: str, entry: Entry, field: str
) -> None:
    assert unfit(lambda: lists.add(sqlite_store, kind, code, entry, ADMIN, NOW)) == field
    assert rows(sqlite_store) == []


def test_nobody_but_an_administrator_changes_a_list_and_what_is_none_is_unknown(sqlite_store: Store) -> None:
    acts: list[tuple[Callable[..., object], tuple[Any, ...]]] = [
        (lists.add, ("lantai-7", ROOM)),
        (lists.change, ("none", ROOM)),
        (lists.retire, ("none",)),
        (lists.restore, ("none",)),
    ]
    for act, said in acts:
        with pytest.raises(NotYours):
            act(sqlite_store, Kind.ROOM, *said, OFFICER, NOW)
        if said[0] == "none":
            with pytest.raises(Unknown):
                act(sqlite_store, Kind.ROOM, *said, ADMIN, NOW)


def test_the_room_in_which_visits_are_received_stays(sqlite_store: Store) -> None:
    with sqlite_store.reading() as session:
        rooms = lists.rows(session, Kind.ROOM)
    received = [room.code for room in rooms if lists.received_in(room.code)]
    assert len(received) == 1
    assert unfit(lambda: lists.retire(sqlite_store, Kind.ROOM, received[0], ADMIN, NOW)) == "code"
    assert one(sqlite_store, Kind.ROOM, received[0])["active"]


def test_a_unit_stays_while_topics_are_proposed_to_it_and_a_topic_needs_a_unit_in_service(register: Store) -> None:
    with pytest.raises(Unfit, match="Dana Alokasi Umum"):
        lists.retire(register, Kind.UNIT, office.UNIT, ADMIN, NOW)
    pointing = [each.code for each in resting(register, Kind.UNIT, office.UNIT).topics]
    assert pointing[0] == "dau"
    for code in pointing:
        lists.retire(register, Kind.TOPIC, code, ADMIN, NOW)
    lists.retire(register, Kind.UNIT, office.UNIT, ADMIN, NOW)
    with register.reading() as session:
        assert office.UNIT not in [unit.code for unit in reads.units(session)]
        dau = lists.one(session, Kind.TOPIC, "dau")
        same = Entry(f"{dau.name} lagi", dau.name_en, office.UNIT)
    assert unfit(lambda: lists.restore(register, Kind.TOPIC, "dau", ADMIN, NOW)) == "unit"
    assert lists.change(register, Kind.TOPIC, "dau", same, ADMIN, NOW), "its own unit may stay"
    to_it = Entry("Lain", "Other", office.UNIT)
    assert unfit(lambda: lists.change(register, Kind.TOPIC, "hibah", to_it, ADMIN, NOW)) == "unit"


def test_what_rests_on_a_row_is_told(store: Store) -> None:
    office.requested(store)
    office.scheduled(store, **office.region_letter(2, **office.VIDEO))
    office.cancelled(store, **office.region_letter(3, slot=office.at(26)))
    of_unit = resting(store, Kind.UNIT, office.UNIT)
    assert (of_unit.waiting, of_unit.coming, of_unit.people, len(of_unit.topics)) == (1, 1, 1, 2)
    assert resting(store, Kind.TOPIC, "dau") == lists.Resting(1, 1)
    assert (resting(store, Kind.ROOM, "lantai-3").waiting, resting(store, Kind.ROOM, "lantai-5").any) == (1, False)
    with store.reading() as session:
        past = lists.resting(session, Kind.UNIT, office.UNIT, office.at(30).date)
    assert (past.waiting, past.coming) == (0, 0)


def test_starting_again_leaves_what_an_administrator_changed_and_brings_what_is_new(register: Store) -> None:
    lists.change(register, Kind.ROOM, "lantai-5", ROOM, ADMIN, NOW)
    lists.retire(register, Kind.ROOM, "lantai-5", ADMIN, NOW)
    with register.reading() as session:
        dau = lists.one(session, Kind.TOPIC, "dau")
        entry = Entry(dau.name, dau.name_en, office.OTHER_UNIT, 3)
    lists.change(register, Kind.TOPIC, "dau", entry, ADMIN, NOW)
    order = shown(register, Kind.TOPIC)
    with register.writing() as session:
        session.delete(session.get_one(Topic, "hibah"))
        session.get_one(Unit, office.UNIT).active = False
    with register.writing() as session:
        reference_data.load(session)
    room, topic = one(register, Kind.ROOM, "lantai-5"), one(register, Kind.TOPIC, "dau")
    assert (room["name"], room["active"], topic["unit_code"]) == (ROOM.name, False, office.OTHER_UNIT)
    assert not one(register, Kind.UNIT, office.UNIT)["active"]
    assert [code for code in shown(register, Kind.TOPIC) if code != "hibah"] == [c for c in order if c != "hibah"]
    assert "hibah" in shown(register, Kind.TOPIC)
