"""The calendar that is kept for visitors: quick, never stale, nobody else's."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest

from app import pagecache
from app.db import store
from booking.models import CalendarYear, Closure, RoomBlock
from rules.strict import instant
from tests.support.house_of_tests import FIRST_DAY, NOW, token_for, wish

NOVEMBER = "/jadwal?month=2026-11"
NINE = f"date={FIRST_DAY}&amp;start=09:00"
MARKED = b"<!-- kept -->"
GROUND = {"ground": "directive", "given_by": "Direktur"}


@pytest.fixture
def visitor(app):
    """A browser that has never been here."""
    return app.test_client()


@pytest.fixture
def kept(app, visitor):
    """Asks for the month, and marks every page that is kept, so that one can be told from a new one."""

    def ask():
        visitor.get(NOVEMBER)
        mark(app)

    return ask


def mark(app):
    pages = pagecache.of(app)
    for key, page in list(pages._pages.items()):
        pages.keep(key, replace(page, body=page.body.removesuffix(MARKED) + MARKED))


def is_kept(answer):
    return answer.data.endswith(MARKED)


def shows_nine_open(answer):
    return NINE in answer.get_data(as_text=True)


def test_a_page_is_rendered_once_while_nothing_changes(visitor, kept):
    kept()
    assert is_kept(visitor.get(NOVEMBER))
    assert not is_kept(visitor.get("/jadwal?month=2026-12"))


def test_a_booking_shows_at_once_and_its_withdrawal_too(visitor, kept, machine):
    kept()
    region = machine("pemda")
    reference = region.submit(wish()).json["reference"]
    taken = visitor.get(NOVEMBER)
    assert (is_kept(taken), shows_nine_open(taken)) == (False, False)
    kept()
    region.post(f"/requests/{reference}/withdraw")
    free = visitor.get(NOVEMBER)
    assert (is_kept(free), shows_nine_open(free)) == (False, True)


def test_a_cancellation_shows_at_once(visitor, kept, machine):
    region = machine("pemda")
    reference = region.submit(wish()).json["reference"]
    machine("petugas").post(f"/requests/{reference}/approve", GROUND)
    kept()
    assert not shows_nine_open(visitor.get(NOVEMBER))
    assert region.post(f"/requests/{reference}/cancel", {"note": "Berhalangan"}).status_code == 200
    assert shows_nine_open(visitor.get(NOVEMBER))


def test_a_hold_that_ends_by_the_clock_frees_its_slot_at_that_instant(visitor, kept, machine, at):
    assert machine().submit(wish()).json["hold_until"].startswith("2026-11-20T10:30:00")
    kept()
    at("2026-11-20T10:29:50+07:00")
    held = visitor.get(NOVEMBER)
    assert (is_kept(held), shows_nine_open(held)) == (True, False)
    at("2026-11-20T10:30:30+07:00")
    free = visitor.get(NOVEMBER)
    assert (is_kept(free), shows_nine_open(free)) == (False, True)


CLOSED = {
    "a closure": Closure(date=date(2026, 11, 25), name="Rapat", decree="ND-1", created_at=instant(NOW)),
    "a block": RoomBlock(room_code="lantai-3", date=date(2026, 11, 25), start="09:00", reason="perbaikan"),
}


@pytest.mark.parametrize("row", CLOSED.values(), ids=CLOSED)
def test_what_the_office_closes_without_a_word_in_the_journal_shows_at_once(app, visitor, kept, row):
    kept()
    assert shows_nine_open(visitor.get(NOVEMBER))
    with app.app_context(), store().writing() as session:
        session.merge(row)
    assert not shows_nine_open(visitor.get(NOVEMBER))


def test_a_year_that_is_entered_shows_at_once(app, visitor):
    assert "Kalender 2028" in visitor.get("/jadwal?month=2028-01").get_data(as_text=True)
    with app.app_context(), store().writing() as session:
        session.add(CalendarYear(year=2028, decree="SKB 2028", created_at=instant(NOW)))
    assert "Kalender 2028" not in visitor.get("/jadwal?month=2028-01").get_data(as_text=True)


def test_what_another_process_writes_shows_at_once(app, visitor, kept):
    kept()
    with app.app_context():
        other = sqlite3.connect(store().engine.url.database)
    other.execute("INSERT INTO closures VALUES ('2026-11-25', 'Rapat', 'ND-1', '2026-11-20 03:00:00')")
    other.commit()
    other.close()
    assert not shows_nine_open(visitor.get(NOVEMBER))


def test_a_session_closes_when_it_begins(visitor, at):
    address = "/jadwal?received=2026-11-20&month=2026-11"
    nine_open = "Rabu 25 November 2026, pukul 09.00 sampai 10.00 WIB, tersedia"
    at("2026-11-25T08:59:30+07:00")
    assert nine_open in visitor.get(address).get_data(as_text=True)
    at("2026-11-25T09:00:10+07:00")
    assert nine_open not in visitor.get(address).get_data(as_text=True)


def test_the_first_possible_day_moves_at_midnight(visitor, at):
    at("2026-11-20T23:59:30+07:00")
    assert "diterima Jumat, 20 November" in visitor.get(NOVEMBER).get_data(as_text=True)
    at("2026-11-21T00:00:10+07:00")
    assert "diterima Sabtu, 21 November" in visitor.get(NOVEMBER).get_data(as_text=True)


def test_no_slot_is_shown_open_to_who_asks_after_it_was_taken(app, machine):
    officer = machine("petugas")
    hours = ("09:00", "10:00", "13:00", "14:00")
    days = ("2026-11-25", "2026-11-26", "2026-11-27")
    regions = ("64.71", "64.72", "91.71", "11", "12", "13", "14", "15", "16", "17", "18", "19")
    slots = [(day, hour) for day in days for hour in hours]
    clients = [app.test_client() for _ in range(4)]
    with ThreadPoolExecutor(len(clients)) as beside:
        for number, ((day, hour), region) in enumerate(zip(slots, regions, strict=True)):
            taken = officer.submit(wish(f"7/{number}", region=region, date=day, start=hour))
            assert taken.status_code == 201
            pages = list(beside.map(lambda client: client.get(NOVEMBER).get_data(as_text=True), clients))
            assert [f"date={day}&amp;start={hour}" in page for page in pages] == [False] * len(clients)


def test_who_signed_in_is_given_no_kept_page_and_leaves_none(app, visitor, kept, browser_of):
    signed_in = browser_of("pemda")
    own = signed_in.get(NOVEMBER)
    assert (len(pagecache.of(app)), own.headers["Cache-Control"]) == (0, "private, no-store")
    kept()
    own = signed_in.get(NOVEMBER)
    assert (is_kept(own), "Pemda" in own.get_data(as_text=True)) == (False, True)
    assert "Pemda" not in visitor.get(NOVEMBER).get_data(as_text=True)


def test_a_token_or_a_code_is_given_no_kept_page(app, visitor, kept):
    kept()
    for headers in ({"Authorization": f"Bearer {token_for(app, 'pemda')}"}, {"X-Access-Code": "x"}):
        assert not is_kept(visitor.get(NOVEMBER, headers=headers))


def test_a_visitor_whose_session_may_hold_a_message_is_given_no_kept_page(app, visitor, kept):
    kept()
    visitor.get("/masuk")
    assert visitor.get_cookie("session") is not None
    answer = visitor.get(NOVEMBER)
    assert (is_kept(answer), answer.headers["Cache-Control"]) == (False, "private, no-store")


def test_each_language_has_its_own_page(app, visitor, kept):
    kept()
    english = app.test_client()
    english.set_cookie("bahasa", "en")
    assert '<html lang="en">' in english.get(NOVEMBER).get_data(as_text=True)
    assert is_kept(english.get(NOVEMBER)) is False
    assert '<html lang="id">' in visitor.get(NOVEMBER).get_data(as_text=True)
    assert is_kept(visitor.get(NOVEMBER))


def test_who_has_the_page_is_told_so_until_it_changes(visitor, machine):
    first = visitor.get(NOVEMBER)
    assert (first.headers["Cache-Control"], first.headers["Vary"]) == ("private, no-cache", "Cookie, Accept-Encoding")
    assert "Last-Modified" not in first.headers
    known = {"If-None-Match": first.headers["ETag"]}
    again = visitor.get(NOVEMBER, headers=known)
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert visitor.get(NOVEMBER, headers={"If-None-Match": f'"other", {first.headers["ETag"]}'}).status_code == 304
    machine("pemda").submit(wish())
    changed = visitor.get(NOVEMBER, headers=known)
    assert (changed.status_code, changed.headers["ETag"] == first.headers["ETag"]) == (200, False)


def test_a_write_that_changes_nothing_on_the_page_leaves_its_name(app, visitor, kept):
    first = visitor.get(NOVEMBER)
    with app.app_context(), store().writing() as session:
        session.add(CalendarYear(year=2031, decree="SKB 2031", created_at=instant(NOW)))
    assert visitor.get(NOVEMBER, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_what_has_nothing_to_do_with_slots_leaves_the_page_kept(app, visitor, kept, machine):
    kept()
    token_for(app, "petugas")
    assert is_kept(visitor.get(NOVEMBER))
    assert machine("petugas").get("/requests").status_code == 200
    assert is_kept(visitor.get(NOVEMBER))


def test_no_more_pages_are_kept_than_the_memory_is_meant_for(app, visitor, monkeypatch):
    monkeypatch.setattr(pagecache, "_MOST_KEPT", 3)
    for month in range(1, 7):
        visitor.get(f"/jadwal?month=2027-{month:02}")
    assert len(pagecache.of(app)) == 3
    visitor.get("/jadwal?region=" + "x" * 500)
    assert len(pagecache.of(app)) == 3


def test_what_is_not_asked_for_makes_no_page_of_its_own(app, visitor):
    visitor.get(NOVEMBER)
    visitor.get(f"{NOVEMBER}&utm_source=x")
    assert len(pagecache.of(app)) == 1


def test_an_argument_that_comes_twice_makes_no_page_for_who_gives_it_once(visitor):
    twice = visitor.get("/jadwal?received=&received=2026-12-01&region=&region=Kota+Bima")
    assert "1 Desember" in twice.get_data(as_text=True)
    assert "1 Desember" not in visitor.get("/jadwal?received=&region=").get_data(as_text=True)
