"""The inbox: who waits, since when and until when; filters that live in the address; overdue records in sight."""

import re
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from app.db import store
from booking import days, due
from booking.days import DayOff
from booking.journal import Actor
from booking.terms import Role
from rules.strict import instant
from tests.support.house_of_tests import FIRST_DAY, wish

GIVEN = {"ground": "directive", "given_by": "Direktur"}
LINK = {"meeting_url": "https://rapat.uji.test/1"}
NIP, PHONE = "197501012000032001", "0811-9900-111"
WORDS = re.compile(r"<[^>]+>")


@pytest.fixture
def waiting(machine):
    """Requests that wait, by short names; each was asked for by another region or body."""
    guests = [{"name": "Zainal Abidin", "nip": NIP, "position": "Kepala", "office": "other", "phone": PHONE}]
    asked = {
        "visit": {"region": "64.72", "institution": "BPKAD Samarinda", "guests": guests},
        "video": {"region": "73.08", "institution": "BPKAD Bone", "mode": "video_conference", "start": "13:00"},
        "other": {"region": "91.71", "institution": "DPRD", "start": "10:00", "topic": "pdrd", "date": "2026-12-01"},
    }
    return {name: _submitted(machine, name, **changes) for name, changes in asked.items()}


def _submitted(machine, name, **changes):
    wanted = wish(f"005/{name}", start=changes.pop("start", "09:00"))
    wanted["slot"]["date"] = changes.pop("date", wanted["slot"]["date"])
    answer = machine("petugas").submit(wanted | changes)
    assert answer.status_code == 201, answer.json
    return answer.json["reference"]


@pytest.fixture
def inbox(browser_of, waiting):
    """The inbox at an address: its page."""
    browser = browser_of("petugas")

    def page(query="", status=200):
        answer = browser.get(f"/petugas{query}")
        assert answer.status_code == status
        return answer.get_data(as_text=True)

    return page


@pytest.fixture
def listed(inbox, waiting):
    """The short names of what is listed at an address, from top to bottom."""
    names = {reference: name for name, reference in waiting.items()}

    def at(query=""):
        found = re.findall(r'<th scope="row"><a href="/petugas/([^"]+)"', inbox(query))
        return [names[each] for each in found]

    return at


def words(page):
    return re.sub(r"\s+", " ", WORDS.sub(" ", page))


def tabs(page):
    return {
        parse_qs(urlsplit(href.replace("&amp;", "&")).query)["state"][0]: href.replace("&amp;", "&")
        for href in re.findall(r'<li><a href="([^"]+state=[^"]+)"', page)
    }


def test_filters_narrow_what_waits(listed):
    assert {
        query: listed(query)
        for query in (
            "",
            "?order=day",
            "?region=samarinda",
            "?region=Kab.+Bone&mode=video_conference",
            "?region=Kab.+Bone&mode=visit",
            "?mode=visit",
            "?mode=tidak-ada&unit=tidak-ada&due=tidak-ada&order=tidak-ada",
            "?unit=pajak-daerah",
            "?unit=pajak-daerah&state=all",
            "?state=scheduled",
        )
    } == {
        "": ["visit", "video", "other"],
        "?order=day": ["visit", "video", "other"],
        "?region=samarinda": ["visit"],
        "?region=Kab.+Bone&mode=video_conference": ["video"],
        "?region=Kab.+Bone&mode=visit": [],
        "?mode=visit": ["visit", "other"],
        "?mode=tidak-ada&unit=tidak-ada&due=tidak-ada&order=tidak-ada": ["visit", "video", "other"],
        "?unit=pajak-daerah": ["other"],
        "?unit=pajak-daerah&state=all": ["other"],
        "?state=scheduled": [],
    }


def test_a_search_looks_through_all_states_and_filters_stay_where_they_were_set(machine, listed, waiting):
    machine("petugas").post(f"/requests/{waiting['video']}/approve", GIVEN | LINK)
    assert listed("?tab=requested&q=bpkad") == ["video", "visit"]
    assert listed("?state=requested&q=bpkad") == ["visit"]
    assert listed("?tab=scheduled&mode=video_conference") == ["video"]
    assert listed("?q=zainal+abi") == ["visit"]
    assert listed(f"?q={NIP}") == []


def test_what_is_due_has_its_own_tab(listed, at):
    assert (listed("?due=late"), listed("?due=near")) == ([], [])
    at("2026-11-24T08:00:00+07:00")
    assert listed("?due=late&state=closed") == ["visit", "video", "other"]
    assert listed("?due=near&tab=rejected") == ["visit", "video"]
    assert listed("?due=near&region=samarinda") == ["visit"]
    assert listed("?due=record") == []


def test_each_line_says_since_when_it_waits_and_until_when(inbox, at):
    assert "Baru masuk Putuskan sampai 23 Nov Kedaluwarsa 25 Nov, 09.00 WIB" in words(inbox())
    at("2026-11-24T08:00:00+07:00")
    page = words(inbox())
    assert "Menunggu 2 hari kerja Diteruskan ke pimpinan Kedaluwarsa 25 Nov, 09.00 WIB" in page
    at("2026-11-25T09:00:00+07:00")
    assert "Sesinya sudah mulai, jadi permohonan ini segera kedaluwarsa" in words(inbox())


def test_no_line_shows_a_nip_or_phone(inbox):
    assert [each for each in (NIP, PHONE) if each in inbox("?state=all")] == []


def test_tabs_remember_the_filters_and_one_link_clears_them(inbox):
    page = inbox("?region=samarinda&mode=visit&unit=dana-desa&q=a+b&order=day")
    assert {
        tuple(sorted(parse_qs(urlsplit(href).query).items())) == (
            ("mode", ["visit"]),
            ("order", ["day"]),
            ("q", ["a b"]),
            ("region", ["samarinda"]),
            ("state", [state]),
            ("unit", ["dana-desa"]),
        )
        for state, href in tabs(page).items()
    } == {True}
    assert page.count('<a href="/petugas?state=all">Hapus saringan</a>') == 1
    assert "Hapus saringan" not in inbox()
    late = tabs(inbox("?due=late"))
    assert {state: "due=late" in href for state, href in late.items() if state in ("requested", "held", "all")} == {
        "requested": True,
        "held": False,
        "all": False,
    }


def test_the_pages_after_the_first_remember_the_filters(machine, browser_of, monkeypatch):
    monkeypatch.setattr("booking.listing.PAGE", 1)
    for number, start in enumerate(("09:00", "10:00")):
        assert machine("petugas").submit(wish(f"005/{number}", start=start)).status_code == 201
    page = browser_of("petugas").get("/petugas?region=samarinda&mode=visit").get_data(as_text=True)
    assert 'href="/petugas?state=requested&amp;region=samarinda&amp;mode=visit&amp;page=2" rel="next"' in page


def test_a_region_that_cannot_be_read_is_told_and_kept(inbox, listed):
    page = inbox("?region=Samarindah")
    assert "Apakah yang dimaksud Kota Samarinda?" in page
    assert 'value="Samarindah"' in page
    assert listed("?region=Samarindah") == ["visit", "video", "other"]


def test_an_empty_list_says_what_to_do(inbox):
    assert "Cari di semua keadaan" in inbox("?state=rejected&q=zainal")
    assert '<a class="btn btn-outline-primary" href="/petugas?state=all">Hapus saringan' in inbox("?q=tidakada")
    assert "Lihat semua permohonan" in inbox("?state=closed")


def test_where_not_all_were_looked_through_it_is_said(inbox, monkeypatch):
    monkeypatch.setattr("booking.search.LOOKED", 1)
    assert "Hanya 1 permohonan teratas yang disaring" in inbox("?mode=visit")
    assert "hanya 1 permohonan terbaru yang diperiksa" in inbox("?q=bpkad")
    assert "permohonan teratas yang disaring" not in inbox()


def test_odd_input_is_harmless(inbox):
    for query in ("%25", "_", "😀" * 100, "x" * 300, "'%20OR%201=1", "-"):
        assert "Tidak ada yang cocok" in inbox(f"?q={query}"), query
    inbox("?q=%00", status=400)


def test_an_unknown_state_is_no_page(inbox):
    inbox("?state=entah", status=404)
    inbox("?tab=entah", status=404)


def test_overdue_records_are_named_on_top_from_the_evening_on(machine, inbox, waiting, listed, at):
    reference = waiting["video"]
    assert machine("petugas").post(f"/requests/{reference}/approve", GIVEN | LINK).status_code == 200
    at("2026-11-25T14:30:00+07:00")
    assert machine("petugas").post(f"/requests/{reference}/finish").status_code == 200
    said = "1 sesi sudah dilaksanakan, tetapi berkasnya belum lengkap"
    assert (said in words(inbox()), listed("?due=record")) == (False, [])
    at("2026-11-25T18:00:00+07:00")
    assert (said in words(inbox("?state=closed")), listed("?due=record")) == (True, ["video"])
    assert "Berkas ditunggu hari ini" in words(inbox("?due=record"))
    assert machine("petugas").file(reference, "minutes").status_code == 201
    assert (said in words(inbox()), listed("?due=record")) == (False, [])
    assert "Berkas lengkap, tinggal ditutup" in words(inbox("?state=held"))


def test_each_line_says_what_the_unit_and_the_requester_said(machine, inbox, waiting):
    visit, video = waiting["visit"], waiting["video"]
    for reference in (visit, video):
        machine("petugas").post(f"/requests/{reference}/ask", {"question": "Tahun berapa?"})
    assert words(inbox()).count("Ditanyakan, belum dijawab") == 2
    machine("petugas").post(f"/requests/{visit}/reply", {"answer": "2027."})
    assert machine("unit").post(f"/requests/{visit}/consider", {"answer": "decline"}).status_code == 200
    page = words(inbox())
    assert "Unit teknis: Tidak menyetujui Pemohon sudah menjawab Putuskan" in page
    assert page.count("Ditanyakan, belum dijawab") == 1


def test_what_comes_stands_by_its_day_where_nothing_else_is_asked_for(machine, inbox, waiting):
    assert "order=day" in tabs(inbox())["scheduled"]
    assert "order=day" not in tabs(inbox())["closed"]
def test_what_stands_on_a_day_off_is_named_on_top_whoever_entered_the_day(app, inbox, waiting):
    """By the command line, say; with the way to where it is moved."""
    assert "berdiri di hari libur" not in words(inbox())
    command, now = Actor(Role.ADMIN, channel="command"), instant("2026-11-20T11:00:00+07:00")
    listed = [DayOff(date.fromisoformat(day), "Banjir") for day in (FIRST_DAY, "2026-12-01")]
    for count, day in enumerate(listed, start=2):
        with app.app_context():
            days.close(store(), [day], "Arahan", command, now)
        page = inbox("?state=closed")
        assert f"{count} jadwal berdiri di hari libur atau di ruang yang diblokir Lihat usul pemindahan" in words(page)
        assert 'href="/petugas/hari-libur/pindah">Lihat usul pemindahan</a>' in page


def test_more_than_a_hundred_that_cannot_stay_are_not_counted(app, monkeypatch, inbox, waiting):
    monkeypatch.setattr(due, "MOST_COUNTED", 1)
    with app.app_context():
        command, now = Actor(Role.ADMIN, channel="command"), instant("2026-11-20T11:00:00+07:00")
        days.close(store(), [DayOff(date.fromisoformat(FIRST_DAY), "Banjir")], "Arahan", command, now)
    assert "Lebih dari 1 jadwal berdiri di hari libur" in words(inbox())
