"""Accounts of regions: asked for, opened or refused by an officer, and a password chosen by a mailed link."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from booking import accounts, journal, outbox, passwords, people
from booking.errors import NotDone, NotOpen, NotYours, Unfit, Unknown
from booking.journal import Actor
from booking.models import AccountRequest, JournalEntry, Message, Person, PersonalNote
from booking.store import Store
from booking.terms import Role
from tests.booking import office
from tests.booking.office import KEY, LATER, NOW, OFFICER, SOON
from tests.booking.test_races import TAKEN, together

WISH = accounts.Wish("65.71", "BPKAD Kota Tarakan", "Yuni Astuti", "Analis", "yuni@tarakan.example", "0812-3456-7890")
NOBODY = Actor(Role.HOLDER)
GOOD = "empat kata yang panjang"
OFFICE = "callcenter.djpk@kemenkeu.go.id"


def asked(store: Store, **changes: Any) -> int:
    """A request that waits, by its number."""
    wish = replace(WISH, **changes)
    accounts.ask(store, wish, NOBODY, NOW)
    with store.reading() as session:
        return session.scalars(select(AccountRequest.id).where(AccountRequest.email == wish.email.lower())).one()


def opened(store: Store, **changes: Any) -> int:
    """Somebody whose account was opened and who has no password yet."""
    return accounts.open_account(store, asked(store, **changes), OFFICER, LATER)


def told(store: Store) -> list[tuple[str, str]]:
    """Kind and recipient of every message of the settings."""
    with store.reading() as session:
        rows = session.scalars(select(Message).where(Message.about == "settings").order_by(Message.id))
        return [(row.kind, row.recipient) for row in rows]


def link(store: Store) -> tuple[int, str, str]:
    """What the newest link says: person, until when, token."""
    with store.reading() as session:
        newest = session.scalars(select(Message.id).order_by(Message.id.desc())).first()
        assert newest is not None
        sending = outbox.sending(session, KEY, newest)
    return sending.params["person"], sending.params["until"], sending.password_token or ""


def choose(store: Store, proof: tuple[int, str, str], now: Any = LATER, password: str = GOOD) -> None:
    passwords.choose(store, *proof, password, lambda plain: f"hashed {plain}", now)


def person(store: Store, number: int) -> Person:
    with store.reading() as session:
        return session.get_one(Person, number)


def entries(store: Store) -> list[JournalEntry]:
    with store.reading() as session:
        assert journal.broken(session, KEY) == []
        of_settings = select(JournalEntry).where(JournalEntry.stream == "settings").order_by(JournalEntry.seq)
        return list(session.scalars(of_settings))


def test_who_asks_waits_for_an_officer_and_the_contact_center_is_told(store: Store) -> None:
    number = asked(store, email="Yuni@Tarakan.example")
    with store.reading() as session:
        found = accounts.one(session, number)
        assert (found.email, found.region.name, found.state) == ("yuni@tarakan.example", "Kota Tarakan", "waiting")
        assert (accounts.waiting(session), people.by_email(session, found.email)) == (1, None)
    assert told(store) == [("account_asked", OFFICE)]


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"region": "99"}, "region"), ({"region": ""}, "region"), ({"name": " "}, "name"), ({"phone": ""}, "phone")],
)
def test_what_is_left_out_or_no_region_is_told(sqlite_store: Store, changes: dict[str, str], field: str) -> None:
    with pytest.raises(Unfit) as unfit:
        accounts.ask(sqlite_store, replace(WISH, **changes), NOBODY, NOW)
    assert (unfit.value.field, told(sqlite_store)) == (field, [])


def test_one_request_of_an_address_waits_at_a_time(store: Store) -> None:
    first = asked(store)
    accounts.ask(store, replace(WISH, email="YUNI@tarakan.example", name="Lain"), NOBODY, SOON)
    with store.reading() as session:
        assert [each.name for each in accounts.page(session, 1).requests] == ["Yuni Astuti"]
    accounts.refuse(store, first, "bukan pegawai daerah", OFFICER, LATER)
    accounts.ask(store, WISH, NOBODY, LATER)
    with store.reading() as session:
        assert accounts.waiting(session) == 1


def test_many_clicks_at_once_make_one_request(store: Store) -> None:
    assert together(*[lambda: accounts.ask(store, WISH, NOBODY, NOW)] * 6) == [TAKEN] * 6
    assert told(store) == [("account_asked", OFFICE)]


def test_whose_address_has_an_account_learns_it_by_mail_alone(store: Store) -> None:
    accounts.ask(store, replace(WISH, email="Bpkad@balikpapan.example"), NOBODY, NOW)
    with store.reading() as session:
        assert accounts.waiting(session) == 0
        [message] = session.scalars(select(Message))
        assert (message.kind, message.recipient) == ("password", "bpkad@balikpapan.example")
        assert message.params["has_one"] is True


def test_an_officer_opens_the_account_and_nobody_can_sign_in_before_choosing(store: Store) -> None:
    number = asked(store)
    made = person(store, accounts.open_account(store, number, OFFICER, LATER))
    assert (made.email, made.name, made.role, made.region_code, made.active, made.password_hash) == (
        "yuni@tarakan.example",
        "Yuni Astuti",
        "region",
        "65.71",
        True,
        people.NO_PASSWORD,
    )
    with store.reading() as session:
        found = accounts.one(session, number)
        assert (found.state, found.person_id, found.decided_by, found.decided_at) == ("opened", made.id, 3, LATER)
        assert ([each.id for each in accounts.decided(session)], accounts.waiting(session)) == ([number], 0)
        assert [each.email for each in people.of_region(session, "65.71")] == [made.email]
    assert told(store) == [("account_asked", OFFICE), ("account_opened", "yuni@tarakan.example")]


def test_a_refusal_says_why(store: Store) -> None:
    number = asked(store)
    with pytest.raises(Unfit):
        accounts.refuse(store, number, " \n", OFFICER, LATER)
    accounts.refuse(store, number, "kirim dari alamat kantor", OFFICER, LATER)
    with store.reading() as session:
        found = accounts.one(session, number)
        assert (found.state, found.note, found.person_id) == ("refused", "kirim dari alamat kantor", None)
    assert told(store)[1:] == [("account_refused", "yuni@tarakan.example")]


def test_the_journal_holds_ids_and_apart_from_them_the_names(store: Store) -> None:
    number = opened(store)
    choose(store, link(store))
    accounts.refuse(store, asked(store, email="lain@tarakan.example"), "ganda", OFFICER, LATER)
    rows = entries(store)
    assert [(row.act, row.actor_id, row.from_state, row.to_state) for row in rows] == [
        ("ask-account", None, None, "waiting"),
        ("open-account", 3, "waiting", "opened"),
        ("choose-password", number, None, None),
        ("ask-account", None, None, "waiting"),
        ("refuse-account", 3, "waiting", "refused"),
    ]
    assert [set(row.facts) for row in rows] == [
        {"account_request", "region"},
        {"account_request", "person", "region"},
        {"person"},
        {"account_request", "region"},
        {"account_request"},
    ]
    with store.reading() as session:
        kept = list(session.scalars(select(PersonalNote).order_by(PersonalNote.entry_id)))
    asking = {"institution", "name", "position", "email", "phone"}
    assert [set(row.values) for row in kept] == [asking, {"name", "email"}, asking, {"note"}]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OFFICER}))
def test_only_an_officer_decides(sqlite_store: Store, role: Role) -> None:
    number = asked(sqlite_store)
    for decide in (opening(sqlite_store, number), refusing(sqlite_store, number)):
        with pytest.raises(NotYours):
            decide(Actor(role, 1))
    assert told(sqlite_store) == [("account_asked", OFFICE)]


def opening(store: Store, number: int) -> Callable[[Actor], object]:
    return lambda actor: accounts.open_account(store, number, actor, LATER)


def refusing(store: Store, number: int) -> Callable[[Actor], object]:
    return lambda actor: accounts.refuse(store, number, "bukan pegawai daerah", actor, LATER)


@pytest.mark.parametrize("first", [opening, refusing])
@pytest.mark.parametrize("second", [opening, refusing])
def test_what_was_decided_is_decided(store: Store, first: Any, second: Any) -> None:
    number = asked(store)
    first(store, number)(OFFICER)
    with pytest.raises(NotOpen) as answer:
        second(store, number)(OFFICER)
    assert answer.value.why == {opening: "opened", refusing: "refused"}[first]
    assert len(told(store)) == 2


def test_two_officers_at_once_decide_once(store: Store) -> None:
    number = asked(store)
    decisions = [opening(store, number), refusing(store, number)] * 3
    answers = together(*(lambda decide=each: decide(OFFICER) and TAKEN for each in decisions))
    done = Counter(NotOpen if isinstance(answer, NotDone) else TAKEN for answer in answers)
    assert (done, len(told(store)), len(entries(store))) == ({TAKEN: 1, NotOpen: 5}, 2, 2)


def after(store: Store, first: Callable[[Session], object], late: Callable[[], object]) -> object:
    """What the later of two acts answers that began before the first was over: it waits for it."""
    with ThreadPoolExecutor(1) as pool:
        with store.writing() as session:
            store.lock(session, {"settings"})
            first(session)
            session.flush()
            answer = pool.submit(late)
            with pytest.raises(TimeoutError):
                answer.result(timeout=0.2)
        return answer.exception(timeout=10) or TAKEN


def test_a_decision_waits_for_one_under_way_and_then_hears_of_it(store: Store) -> None:
    number = asked(store)
    refused = update(AccountRequest).values(state="refused", note="ganda", decided_at=NOW)
    answer = after(store, lambda session: session.execute(refused), lambda: opening(store, number)(OFFICER))
    assert (type(answer), told(store)) == (NotOpen, [("account_asked", OFFICE)])


def test_who_asks_while_the_same_address_is_being_entered_makes_no_second_request(store: Store) -> None:
    entered = {name: getattr(WISH, name) for name in ("institution", "name", "position", "email", "phone")}
    row = AccountRequest(region_code=WISH.region, state="waiting", created_at=NOW, **entered)
    assert after(store, lambda session: session.add(row), lambda: accounts.ask(store, WISH, NOBODY, NOW)) == TAKEN
    assert told(store) == []


def test_a_link_that_is_being_used_is_waited_for(store: Store) -> None:
    number = opened(store)
    proof = link(store)

    def chosen(session: Session) -> None:
        people.set_password(session.get_one(Person, number), "first")

    assert type(after(store, chosen, lambda: choose(store, proof))) is Unknown
    assert person(store, number).password_hash == "first"


def test_a_request_that_is_none_is_unknown(sqlite_store: Store) -> None:
    for decide in (opening(sqlite_store, 7), refusing(sqlite_store, 7)):
        with pytest.raises(Unknown):
            decide(OFFICER)


def test_an_address_that_was_given_an_account_meanwhile_is_not_taken_over(store: Store) -> None:
    number = asked(store)
    people.add(store, NOW, email=WISH.email, name="Yuni", role=Role.OFFICER, password_hash="-")
    with pytest.raises(Unfit) as unfit:
        accounts.open_account(store, number, OFFICER, LATER)
    with store.reading() as session:
        found = people.by_email(session, WISH.email)
        assert (found and found.role, unfit.value.field) == ("officer", "email")
        assert accounts.one(session, number).state == "waiting"
    accounts.refuse(store, number, "sudah ada akun", OFFICER, LATER)


def closed(store: Store, **changes: Any) -> int:
    """Somebody whose account was closed."""
    entry = {"email": WISH.email, "name": "Yuni", "role": Role.REGION, "region": "64.72", "password_hash": "-"}
    number = people.add(store, NOW, **entry | changes)
    deactivate(store, number)
    return number


def deactivate(store: Store, number: int) -> None:
    with store.writing() as session:
        session.get_one(Person, number).active = False


def test_a_closed_account_of_a_region_is_opened_again_for_the_region_that_asks(store: Store) -> None:
    before = closed(store)
    assert opened(store) == before
    again = person(store, before)
    assert (again.active, again.region_code, again.password_hash) == (True, "65.71", people.NO_PASSWORD)


def test_a_closed_account_of_the_office_is_not_opened_for_a_region(store: Store) -> None:
    number = closed(store, role=Role.OFFICER, region=None)
    with pytest.raises(Unfit):
        opened(store)
    assert (person(store, number).active, person(store, number).role) == (False, "officer")


def test_a_link_is_used_once(store: Store) -> None:
    number = opened(store)
    proof = link(store)
    before = person(store, number).session_key
    choose(store, proof)
    chosen = person(store, number)
    assert chosen.password_hash == f"hashed {GOOD}"
    assert chosen.session_key != before, "every session ends"
    with pytest.raises(Unknown):
        choose(store, proof, password="kata sandi yang lain")
    assert person(store, number).password_hash == f"hashed {GOOD}"


def test_a_link_pressed_twice_at_once_is_used_once(store: Store) -> None:
    opened(store)
    proof = link(store)
    answers = together(*[lambda: choose(store, proof)] * 4)
    assert Counter(answer if answer == TAKEN else type(answer) for answer in answers) == {TAKEN: 1, Unknown: 3}


@pytest.mark.parametrize(
    ("asking", "holds"),
    [("opened", timedelta(days=7)), ("forgotten", timedelta(hours=1))],
)
def test_a_link_ends_on_time(store: Store, asking: str, holds: timedelta) -> None:
    opened(store)
    if asking == "forgotten":
        passwords.ask(store, WISH.email, NOBODY, LATER)
    proof = link(store)
    with pytest.raises(Unknown):
        choose(store, proof, LATER + holds)
    choose(store, proof, LATER + holds - office.MINUTE)


def changed(text: str, place: int) -> str:
    return text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]


def test_a_link_with_one_sign_changed_opens_nothing(sqlite_store: Store) -> None:
    opened(sqlite_store)
    number, until, token = link(sqlite_store)
    wrong = [(number, until, changed(token, place)) for place in range(len(token))]
    wrong += [(number, changed(until, place), token) for place in range(len(until))]
    wrong += [(number, until, ""), (number, "", token), (number, until, token + "A"), (number, "2099-01-01", token)]
    with sqlite_store.reading() as session:
        for proof in wrong:
            with pytest.raises(Unknown):
                passwords.proved(session, KEY, *proof, LATER)
        assert passwords.proved(session, KEY, number, until, token, LATER).id == number


def test_a_link_is_its_persons_alone(store: Store) -> None:
    other = opened(store, email="lain@tarakan.example")
    opened(store)
    _number, until, token = link(store)
    for number in (other, 1, 999_999):
        with pytest.raises(Unknown):
            choose(store, (number, until, token))


def test_who_was_shut_out_chooses_no_password_and_is_sent_no_link(store: Store) -> None:
    number = opened(store)
    proof = link(store)
    deactivate(store, number)
    with pytest.raises(Unknown):
        choose(store, proof)
    before = told(store)
    passwords.ask(store, WISH.email, NOBODY, LATER)
    assert told(store) == before


def test_another_role_ends_the_link(store: Store) -> None:
    opened(store)
    proof = link(store)
    people.add(store, LATER, email=WISH.email, name="Yuni", role=Role.OFFICER, password_hash="-")
    with pytest.raises(Unknown):
        choose(store, proof)


def test_who_forgot_is_mailed_a_link_and_an_unknown_address_nothing(store: Store) -> None:
    passwords.ask(store, " Contact@djpk.example ", NOBODY, NOW)
    passwords.ask(store, "nobody@djpk.example", NOBODY, NOW)
    assert told(store) == [("password", "contact@djpk.example")]


def test_one_link_in_two_minutes_however_often_it_is_asked_for(store: Store) -> None:
    for passed in (0, 30, 119, 120):
        passwords.ask(store, "contact@djpk.example", NOBODY, NOW + timedelta(seconds=passed))
    accounts.ask(store, replace(WISH, email="contact@djpk.example"), NOBODY, NOW + timedelta(seconds=150))
    assert told(store) == [("password", "contact@djpk.example")] * 2


@pytest.mark.parametrize(
    ("password", "fits"),
    [
        ("sebelas123.", False),
        ("duabelas123.", True),
        ("kata sandi", False),
        ("yuni@tarakan.example", False),
        ("YUNI@tarakan.example", False),
        ("Bupati Tarakan", False),
        ("bupatitarakan", False),
        ("bupatitarakan1", True),
        ("password1234", False),
        ("P@ssword-2026!", True),
        ("KataSandi!2026", False),
        ("indonesia-1945", False),
        ("rahasia rahasia 1", False),
        ("123456789012", False),
        ("aaaaaaaaaaaa1", False),
        ("rahasia dapur ibu", True),
    ],
)
def test_a_password_is_long_no_name_and_not_guessed_first(sqlite_store: Store, password: str, fits: bool) -> None:
    opened(sqlite_store, name="Bupati Tarakan")
    proof = link(sqlite_store)
    if fits:
        choose(sqlite_store, proof, password=password)
        return
    with pytest.raises(Unfit) as unfit:
        choose(sqlite_store, proof, password=password)
    assert unfit.value.field == "password"


def test_a_link_is_made_when_its_mail_is_and_stands_nowhere(store: Store) -> None:
    number = opened(store)
    _, until, token = link(store)
    assert until == "2026-11-27T04:00:00Z"
    with store.reading() as session:
        rows = [*session.scalars(select(Message.params)), *session.scalars(select(PersonalNote.values))]
        assert token not in str(rows) + person(store, number).session_key
        assert len(token) > 20


@pytest.mark.parametrize("gone", ["overdue", "shut out"])
def test_a_mail_whose_link_would_open_nothing_is_not_sent(store: Store, gone: str) -> None:
    number = opened(store)
    with store.reading() as session:
        message = session.scalars(select(Message.id).order_by(Message.id.desc())).first()
        assert message is not None
        assert outbox.stands(outbox.sending(session, KEY, message), LATER)
    if gone == "shut out":
        deactivate(store, number)
    with store.reading() as session:
        now = LATER + accounts.LINK_HOLDS if gone == "overdue" else LATER
        assert not outbox.stands(outbox.sending(session, KEY, message), now)


def test_the_oldest_waits_on_top_and_a_page_that_is_none_is_the_nearest(sqlite_store: Store) -> None:
    for place in range(accounts.PAGE + 1):
        accounts.ask(sqlite_store, replace(WISH, email=f"{place}@x.example"), NOBODY, NOW - place * office.MINUTE)
    with sqlite_store.reading() as session:
        pages = [accounts.page(session, number) for number in (0, 1, 2, 9)]
    assert [(each.number, each.total, each.has_next, len(each.requests)) for each in pages] == [
        (1, 51, True, 50),
        (1, 51, True, 50),
        (2, 51, False, 1),
        (2, 51, False, 1),
    ]
    assert (pages[0].requests[0].email, pages[2].requests[0].email) == ("50@x.example", "0@x.example")


def test_no_requests_are_an_empty_page(sqlite_store: Store) -> None:
    with sqlite_store.reading() as session:
        assert (accounts.page(session, 3), accounts.decided(session)) == (accounts.Page([], 1, 0), [])
