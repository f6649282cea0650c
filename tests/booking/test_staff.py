"""People as an administrator keeps them: entered, changed, closed and opened again; and their tokens."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from booking import feeds, journal, people, staff, tokens
from booking.errors import NotYours, Unfit, Unknown
from booking.models import JournalEntry, Person, PersonalNote
from booking.staff import Who
from booking.store import Store
from booking.terms import FeedScope, Role
from tests.booking import office
from tests.booking.office import ADMIN, KEY, LATER, NOW
from tests.booking.test_accounts import GOOD, choose, link, person, told
from tests.booking.test_races import TAKEN, together

RINI = "rini@djpk.example"
OFFICER = Who("Rini Astuti", Role.OFFICER)


def entered(store: Store, who: Who = OFFICER, email: str = RINI) -> int:
    return staff.enter(store, email, who, ADMIN, NOW)


def rows(store: Store) -> list[tuple[str, dict[str, Any]]]:
    """Act and facts of what stands in the journal of settings, whose chain holds."""
    with store.reading() as session:
        assert journal.broken(session, KEY) == []
        found = select(JournalEntry).where(JournalEntry.stream == "settings").order_by(JournalEntry.seq)
        return [(row.act, row.facts) for row in session.scalars(found)]


def personal(store: Store) -> list[dict[str, Any]]:
    with store.reading() as session:
        return list(session.scalars(select(PersonalNote.values).order_by(PersonalNote.entry_id)))


def unfit(act: Callable[[], object]) -> str:
    with pytest.raises(Unfit) as error:
        act()
    return error.value.field


def test_who_is_entered_chooses_a_password_by_a_mailed_link(store: Store) -> None:
    number = entered(store, email=" Rini@djpk.example ")
    made = person(store, number)
    assert (made.email, made.name, made.role, made.password_hash) == (RINI, "Rini Astuti", "officer", "-")
    assert told(store) == [("account_opened", RINI)]
    proof = link(store)
    assert proof[:2] == (number, "2026-11-27T03:00:00Z")
    choose(store, proof, NOW)
    assert person(store, number).password_hash == f"hashed {GOOD}"
    facts = {"person": number, "role": "officer", "region": None, "unit": None}
    assert rows(store) == [("add-person", facts), ("choose-password", {"person": number})]
    assert personal(store) == [{"name": "Rini Astuti", "email": RINI}]


def test_a_role_keeps_only_the_region_or_unit_it_needs(store: Store) -> None:
    both = {"region": "64.72", "unit": office.UNIT}
    found = {}
    for role in (Role.REGION, Role.UNIT, Role.LEADERSHIP):
        made = person(store, entered(store, Who("Rini", role, **both), f"{role}@x.example"))
        found[role] = (made.region_code, made.unit_code)
    assert found == {Role.REGION: ("64.72", None), Role.UNIT: (None, office.UNIT), Role.LEADERSHIP: (None, None)}


@pytest.mark.parametrize(
    ("email", "who", "field"),
    [
        ("Contact@djpk.example", OFFICER, "email"),
        (RINI, replace(OFFICER, name=" "), "name"),
        (RINI, Who("Rini", Role.REGION), "region"),
        (RINI, Who("Rini", Role.REGION, region="99"), "region"),
        (RINI, Who("Rini", Role.UNIT), "unit"),
        (RINI, Who("Rini", Role.UNIT, unit="none"), "unit"),
    ],
)
def test_who_does_not_fit_is_not_entered(sqlite_store: Store, email: str, who: Who, field: str) -> None:
    assert unfit(lambda: entered(sqlite_store, who, email)) == field
    assert (rows(sqlite_store), told(sqlite_store)) == ([], [])


def test_the_address_of_a_closed_account_is_not_taken_over(sqlite_store: Store) -> None:
    staff.close(sqlite_store, entered(sqlite_store), ADMIN, LATER)
    assert unfit(lambda: entered(sqlite_store, Who("Lain", Role.ADMIN))) == "email"


BY_OTHERS = [
    each
    for each in vars(office).values()
    if isinstance(each, office.Actor) and each.role is not Role.ADMIN
]


def test_nobody_but_an_administrator_changes_people_or_tokens(sqlite_store: Store) -> None:
    assert {each.role for each in BY_OTHERS} >= set(Role) - {Role.ADMIN, Role.HOLDER}
    gone = replace(ADMIN, person_id=3)
    for by in (*BY_OTHERS, gone, replace(ADMIN, person_id=None)):
        acts: list[Callable[[], object]] = [
            lambda by=by: staff.enter(sqlite_store, RINI, OFFICER, by, NOW),  # type: ignore[misc]
            lambda by=by: staff.change(sqlite_store, 4, OFFICER, by, NOW),  # type: ignore[misc]
            lambda by=by: staff.close(sqlite_store, 4, by, NOW),  # type: ignore[misc]
            lambda by=by: staff.reopen(sqlite_store, 4, by, NOW),  # type: ignore[misc]
            lambda by=by: staff.send_link(sqlite_store, 4, by, NOW),  # type: ignore[misc]
            lambda by=by: tokens.issue(sqlite_store, 4, "uji", by, NOW),  # type: ignore[misc]
            lambda by=by: tokens.revoke(sqlite_store, 1, by, NOW),  # type: ignore[misc]
        ]
        for act in acts:
            with pytest.raises(NotYours):
                act()
    assert rows(sqlite_store) == []


def test_somebody_who_is_none_is_unknown(sqlite_store: Store) -> None:
    acts: list[Callable[[], object]] = [
        lambda: staff.change(sqlite_store, 99, OFFICER, ADMIN, NOW),
        lambda: staff.close(sqlite_store, 99, ADMIN, NOW),
        lambda: staff.reopen(sqlite_store, 99, ADMIN, NOW),
        lambda: staff.send_link(sqlite_store, 99, ADMIN, NOW),
        lambda: tokens.issue(sqlite_store, 99, "uji", ADMIN, NOW),
        lambda: tokens.revoke(sqlite_store, 99, ADMIN, NOW),
    ]
    for act in acts:
        with pytest.raises(Unknown):
            act()


def held(store: Store, number: int) -> tuple[str, str, str]:
    """What somebody holds: the key of their sessions, a token, and the secret of a calendar address."""
    key = person(store, number).session_key
    token = tokens.issue(store, number, "program", ADMIN, NOW)
    by = replace(office.OFFICER, person_id=number)
    feed = feeds.make(store, by, NOW, scope=FeedScope.ALL)
    with store.reading() as session:
        return key, token, feeds.secret(store, session, feed)


def opens(store: Store, number: int, holding: tuple[str, str, str]) -> list[bool]:
    """Whether session, token and calendar address still open something."""
    key, token, secret = holding
    with store.reading() as session:
        found = people.by_id(session, number)
        try:
            feed = bool(feeds.by_secret(session, secret))
        except Unknown:
            feed = False
        return [found is not None and found.session_key == key, people.by_token(session, token) is not None, feed]


def test_a_closed_account_holds_nothing_and_opened_again_still_holds_nothing(store: Store) -> None:
    number = entered(store)
    proof = link(store)
    choose(store, proof, NOW)
    holding, others = held(store, number), held(store, 3)
    assert (opens(store, number, holding), opens(store, 3, others)) == ([True] * 3, [True] * 3)
    staff.close(store, number, ADMIN, LATER)
    assert (opens(store, number, holding), opens(store, 3, others)) == ([False] * 3, [True] * 3)
    staff.reopen(store, number, ADMIN, LATER)
    assert opens(store, number, holding) == [False] * 3
    assert person(store, number).password_hash == people.NO_PASSWORD
    choose(store, link(store))
    assert rows(store)[-3:] == [
        ("close-person", {"person": number, "tokens": [1], "feeds": [1]}),
        ("reopen-person", {"person": number}),
        ("choose-password", {"person": number}),
    ]


def test_closing_what_is_closed_and_opening_what_is_open_changes_nothing(sqlite_store: Store) -> None:
    number = entered(sqlite_store)
    staff.reopen(sqlite_store, number, ADMIN, LATER)
    for _ in range(2):
        staff.close(sqlite_store, number, ADMIN, LATER)
    assert [act for act, _ in rows(sqlite_store)] == ["add-person", "close-person"]


def test_another_role_ends_what_was_held_and_another_name_does_not(store: Store) -> None:
    number = entered(store)
    choose(store, link(store), NOW)
    holding = held(store, number)
    assert staff.change(store, number, replace(OFFICER, name="Rini A."), ADMIN, LATER)
    assert opens(store, number, holding) == [True] * 3
    assert staff.change(store, number, Who("Rini A.", Role.UNIT, unit=office.UNIT), ADMIN, LATER)
    assert opens(store, number, holding) == [False] * 3
    assert person(store, number).password_hash == f"hashed {GOOD}", "the password stays"
    was = {"role": "officer", "region": None, "unit": None}
    now = {"role": "unit", "region": None, "unit": office.UNIT}
    assert rows(store)[-2:] == [
        ("change-person", {"person": number}),
        ("change-person", {"person": number, **now, "was": was, "tokens": [1], "feeds": [1]}),
    ]
    assert personal(store)[-1] == {"name": "Rini A.", "was": "Rini Astuti"}
    assert not staff.change(store, number, Who("Rini A.", Role.UNIT, unit=office.UNIT), ADMIN, LATER)
    assert len(rows(store)) == 5


def test_who_has_no_password_yet_is_mailed_a_link_that_holds_after_another_role(store: Store) -> None:
    number = entered(store)
    first = link(store)
    staff.change(store, number, replace(OFFICER, role=Role.RECEPTIONIST), ADMIN, NOW)
    with pytest.raises(Unknown):
        choose(store, first, NOW)
    choose(store, link(store), NOW)
    assert told(store) == [("account_opened", RINI)] * 2


def test_ones_own_account_and_role_are_anothers_to_change(sqlite_store: Store) -> None:
    own = 8
    assert unfit(lambda: staff.close(sqlite_store, own, ADMIN, NOW)) == "person"
    assert unfit(lambda: staff.change(sqlite_store, own, OFFICER, ADMIN, NOW)) == "role"
    assert person(sqlite_store, own).role == "admin"
    assert staff.change(sqlite_store, own, Who("Tono W.", Role.ADMIN), ADMIN, NOW)


def test_of_two_administrators_who_close_each_other_at_once_one_stays(store: Store) -> None:
    other = entered(store, Who("Rini", Role.ADMIN))
    by_other = replace(ADMIN, person_id=other)
    acts = [
        lambda: staff.close(store, other, ADMIN, LATER) or TAKEN,
        lambda: staff.close(store, 8, by_other, LATER) or TAKEN,
        lambda: staff.change(store, 8, OFFICER, by_other, LATER) and TAKEN,
    ]
    try:
        answers = together(*acts)
        assert sum(answer == TAKEN for answer in answers) >= 1
        with store.reading() as session:
            assert staff.administrators(session) == 1
    finally:
        with store.writing() as session:
            tono = session.get_one(Person, 8)
            tono.active, tono.role, tono.name = True, "admin", "Tono Wijaya"


def test_a_link_is_sent_again_but_not_twice_in_two_minutes(store: Store) -> None:
    number = entered(store)
    soon = NOW + timedelta(seconds=90)
    assert unfit(lambda: staff.send_link(store, number, ADMIN, soon)) == "person"
    staff.send_link(store, number, ADMIN, LATER)
    choose(store, link(store))
    staff.send_link(store, number, ADMIN, LATER + timedelta(minutes=3))
    assert told(store) == [("account_opened", RINI)] * 2 + [("password", RINI)]
    assert [act for act, _ in rows(store)] == ["add-person", "send-link", "choose-password", "ask-password"]
    staff.close(store, number, ADMIN, LATER)
    assert unfit(lambda: staff.send_link(store, number, ADMIN, LATER + timedelta(hours=1))) == "person"


class TestTokens:
    def test_a_token_speaks_for_its_person_until_it_is_taken_back(self, store: Store) -> None:
        secret = tokens.issue(store, 3, "papan lobi", ADMIN, NOW)
        with store.reading() as session:
            found = people.by_token(session, secret)
            [made] = tokens.of_person(session, 3)
            assert (found and found.id, made.name, secret in str(vars(made))) == (3, "papan lobi", False)
        for _ in range(2):
            tokens.revoke(store, made.id, ADMIN, LATER)
        with store.reading() as session:
            assert people.by_token(session, secret) is None
        facts = {"person": 3, "token": made.id}
        assert rows(store) == [("issue-token", facts), ("revoke-token", facts)]
        assert personal(store) == [{"name": "papan lobi"}] * 2

    def test_a_token_needs_a_purpose_and_an_open_account(self, sqlite_store: Store) -> None:
        assert unfit(lambda: tokens.issue(sqlite_store, 3, " ", ADMIN, NOW)) == "purpose"
        staff.close(sqlite_store, 3, ADMIN, NOW)
        assert unfit(lambda: tokens.issue(sqlite_store, 3, "uji", ADMIN, NOW)) == "purpose"

    def test_the_newest_stand_first_in_pages(self, sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(tokens, "PAGE", 2)
        for name in "abc":
            tokens.issue(sqlite_store, 3, name, ADMIN, NOW)
        with sqlite_store.reading() as session:
            pages = [tokens.page(session, number) for number in (0, 2, 10**30)]
        assert [([each.name for each in page.tokens], page.has_next) for page in pages] == [
            (["c", "b"], True),
            (["a"], False),
            ([], False),
        ]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"query": "DJPK.example", "role": Role.UNIT}, ["Budi Hartono", "Nina Kusuma"]),
        ({"query": "sari"}, ["Sari Wulandari"]),
        ({"query": "%"}, []),
        ({"role": Role.ADMIN, "active": True}, ["Tono Wijaya"]),
        ({"active": False}, []),
    ],
)
def test_people_are_found_by_name_address_role_and_account(
    store: Store, asked: dict[str, Any], names: list[str]
) -> None:
    with store.reading() as session:
        found = staff.page(session, 1, **asked)
    assert ([each.name for each in found.people], found.has_next) == (names, False)


def test_people_come_by_name_in_pages(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staff, "PAGE", 3)
    with sqlite_store.reading() as session:
        pages = [staff.page(session, number) for number in (1, 2, 3, 4)]
    assert [(len(page.people), page.has_next) for page in pages] == [(3, True), (3, True), (2, False), (0, False)]
    names = [each.name for page in pages for each in page.people]
    assert names == sorted(names)
