"""Bookings are found by the beginnings of their words, by whoever may see them, whatever is typed."""

import pytest
from alembic import command
from sqlalchemy import Engine, delete, select

from booking import listing, schema, search, workflow
from booking.journal import Actor
from booking.listing import Wanted
from booking.models import SearchWord
from booking.store import Store
from booking.terms import Role
from booking.workflow.submission import NamedGuest
from rules.facts import Office
from tests.booking import databases, office
from tests.booking.office import OF_ANOTHER_UNIT, OF_THE_UNIT, OFFICER, at

BALIKPAPAN, SAMARINDA = "64.71", "64.72"


NOBODY: set[str] = set()
FOUND_BY = {
    "siti": {"bpkad"},
    "SITI nurhaliza": {"bpkad"},
    "nurhaliza siti": {"bpkad"},
    "nurha": {"bpkad"},
    "haliza": NOBODY,
    "mas'ud": {"bpkad"},
    "masud": {"bpkad"},
    "jose angstrom": {"bpkad"},
    "JOSÉ Å": {"bpkad"},
    "samarinda": {"dprd"},
    "kota balik": {"bpkad"},
    "kota siti": {"bpkad"},
    "kota kemendagri": NOBODY,
    "S-17.b/MK.7/2026": {"ministry"},
    "s 17 b mk": {"ministry"},
    "MK.7 / 2026": {"ministry"},
    "s17bmk72026": {"ministry"},
    "mk.7/2027": NOBODY,
}
ODD = ["%", "_", "\\", "'", "*", "-/.", "😀", "\x00", "\ud800", "%zzz_%", "😀" * 300, "/"]


def guest(name: str) -> NamedGuest:
    return NamedGuest(name, "Kepala Bidang", Office.OTHER)


@pytest.fixture
def three(store: Store) -> dict[str, str]:
    """Three bookings, by short names."""
    party = (guest("Siti Nurhaliza Mas'ud"), guest("José Ångström"))
    asked = {
        "bpkad": {"region": BALIKPAPAN, "institution": "BPKAD", "guests": party},
        "dprd": {"region": SAMARINDA, "institution": "DPRD", "slot": at(26), "topic": "pdrd"},
        "ministry": {"region": None, "institution": "Kemendagri", "slot": at(27), "letter_number": "S-17.b/MK.7/2026"},
    }
    others = {"guests": (guest("Ujang Komar"),)}
    return {name: office.requested(store, **others | changes) for name, changes in asked.items()}


def found(store: Store, query: str, actor: Actor = OFFICER) -> set[str]:
    """The references of what is found; all of it was looked through."""
    with store.reading() as session:
        page = listing.page(session, actor, Wanted(query=query))
        assert page.whole
        return {booking.reference for booking in page.bookings}


def test_all_words_of_a_query_begin_words_of_the_booking(store: Store, three: dict[str, str]) -> None:
    names = {reference: name for name, reference in three.items()}
    assert {query: {names[each] for each in found(store, query)} for query in FOUND_BY} == FOUND_BY


def test_a_reference_is_found_however_it_is_typed(store: Store, three: dict[str, str]) -> None:
    reference = three["dprd"]
    first, second = reference.split("-")
    typed = (reference, reference.lower(), first + second, f" {first} {second.lower()} ", second, reference[:-1])
    assert [found(store, each) for each in typed] == [{reference}] * len(typed)


def test_odd_input_finds_nothing_and_breaks_nothing(store: Store, three: dict[str, str]) -> None:
    assert {query: found(store, query) for query in ODD} == dict.fromkeys(ODD, NOBODY)


def test_very_long_input_is_cut_as_the_words_are(store: Store, three: dict[str, str]) -> None:
    long = office.requested(store, **office.region_letter(9, slot=at(27, "10:00"), guests=(guest("A" * 60),)))
    assert found(store, "a" * 300) == {long}
    assert found(store, "b" * 300) == set()
    assert found(store, " ".join(f"kata{number}" for number in range(300))) == set()


def test_nobody_finds_what_they_may_not_see(store: Store, three: dict[str, str]) -> None:
    region = Actor(Role.REGION, region=SAMARINDA)
    seen = {who: found(store, "kota", who) for who in (OFFICER, OF_THE_UNIT, OF_ANOTHER_UNIT, region)}
    assert seen == {
        OFFICER: {three["bpkad"], three["dprd"]},
        OF_THE_UNIT: {three["bpkad"]},
        OF_ANOTHER_UNIT: {three["dprd"]},
        region: {three["dprd"]},
    }
    assert found(store, three["bpkad"], region) == set()


def test_a_changed_party_is_found_by_its_new_names_alone(store: Store, three: dict[str, str]) -> None:
    party = (guest("José Ångström"), guest("Budi Santoso"))
    workflow.change_guests(store, three["bpkad"], OFFICER, office.LATER, guests=party)
    queries = ("siti", "nurhaliza", "jose", "budi", "balikpapan", three["bpkad"])
    assert [bool(found(store, query)) for query in queries] == [False, False, True, True, True, True]


def test_of_common_words_the_newest_are_looked_through_and_it_is_said(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters = [office.region_letter(number, **office.VIDEO, region=None) for number in range(4)]
    made = [office.requested(store, **letter | {"slot": None, "institution": "Biro Umum"}) for letter in letters]
    rare = office.requested(store, institution="Biro Hukum", guests=(guest("Xaverius"),))
    monkeypatch.setattr(search, "LOOKED", 3)

    def looked(query: str) -> tuple[list[str], bool]:
        with store.reading() as session:
            page = listing.page(session, OFFICER, Wanted(query=query))
            return [booking.reference for booking in page.bookings], page.whole

    assert looked("umum") == (made[:0:-1], False)
    assert looked("biro umum") == (made[:0:-1], False)
    assert looked("biro xaverius") == ([rare], True)
    assert looked("biro hukum") == ([rare], True)
    monkeypatch.setattr(search, "_MOST_SPELLINGS", 0)
    assert looked("umum biro") == (made[:1:-1], False)


def test_bookings_of_before_are_found_once_the_tables_are_brought_up(bare: Engine) -> None:
    store = databases.furnished(bare)
    office.requested(store)
    office.requested(store, region=None, slot=at(26), institution="Kemendagri", guests=(guest("José"),))

    def words() -> list[tuple[str, int]]:
        with store.reading() as session:
            rows = select(SearchWord.word, SearchWord.booking_id).order_by(SearchWord.booking_id, SearchWord.word)
            return [(row.word, row.booking_id) for row in session.execute(rows)]

    written = words()
    command.downgrade(schema.config(bare), "0004")
    schema.upgrade(bare)
    assert written == words() != []


def test_words_are_told_apart_by_their_booking(store: Store, three: dict[str, str]) -> None:
    with store.writing() as session:
        session.execute(delete(SearchWord).where(SearchWord.word == "kemendagri"))
    assert (found(store, "kemendagri"), found(store, "mk.7")) == (set(), {three["ministry"]})


def test_the_words_of_a_booking() -> None:
    words = search.words_in("7KQ2-M4XD", "BPKAD Kota Samarinda", SAMARINDA, "005/12/BPKAD", ["Hj. Aminah S.E."])
    reference, letter = ["7kq2", "m4xd", "7kq2m4xd"], ["005", "12", "00512bpkad", "12bpkad"]
    assert words == sorted([*reference, *letter, "bpkad", "kota", "samarinda", "hj", "aminah", "s", "e", "se"])
