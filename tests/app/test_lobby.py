"""The lobby's display: what is on now and next, for everybody to read, and no guest's name."""

import re

import pytest

from tests.support.asking import words
from tests.support.house_of_tests import FIRST_DAY, wish

GIVEN = {"ground": "directive", "given_by": "Direktur"}


@pytest.fixture
def display(browser_of, at):
    """The display at an hour of the first day: its words, and each session's mark."""

    def shown(hour, language="id"):
        at(f"{FIRST_DAY}T{hour}:00+07:00")
        answer = browser_of("resepsionis").get(f"/layar?lang={language}")
        assert (answer.status_code, answer.headers["Refresh"]) == (200, "60")
        page = answer.get_data(as_text=True)
        marks = re.findall(r'class="board__session(?: board__session--(\w+))?"', page)
        return words(answer), marks

    return shown


@pytest.fixture
def visits(machine):
    """Three visits with their schedule, and one that waits for it."""
    for number, (start, name) in enumerate([("09:00", "BPKAD Kota Samarinda"), ("10:00", "Sekretariat DPRD")]):
        wanted = wish(f"005/{number}", start=start, institution=name)
        reference = machine("pemda").submit(wanted).json["reference"]
        assert machine("petugas").post(f"/requests/{reference}/approve", GIVEN).status_code == 200
    waits = machine("pemda-lain").submit(wish("005/9", start="13:00", region="91.71", institution="Yang Menunggu"))
    assert waits.status_code == 201


@pytest.mark.parametrize(
    ("hour", "marks"),
    [
        ("08:59", ["following", ""]),
        ("09:00", ["running", "following"]),
        ("10:00", ["over", "running"]),
        ("11:00", ["over", "over"]),
    ],
)
def test_it_marks_what_is_on_and_what_is_next(display, visits, hour, marks):
    assert display(hour)[1] == marks


def test_it_names_hours_institution_and_room_and_nobody(display, visits):
    said, _ = display("09:30")
    told = ["09.00–10.00", "BPKAD Kota Samarinda", "Sekretariat DPRD Kota Samarinda", "lantai 3", "CCTV", "09.30 WIB"]
    assert [each for each in told if each not in said] == []
    assert [each for each in ("Tamu 1", "Rina", "Resepsionis@", "Yang Menunggu", "0811") if each in said] == []


@pytest.mark.parametrize("language", ["id", "en"])
def test_it_speaks_both_languages_at_once(display, visits, language):
    said, _ = display("09:30", language)
    both = ["Kunjungan hari ini", "Visits today", "Sekarang", "Now", "Berikutnya", "Next"]
    cctv = ["Ruang konsultasi dilengkapi CCTV.", "The consultation room has CCTV."]
    assert [each for each in both + cctv if each not in said] == []


def test_a_day_without_visits_says_so(display):
    said, marks = display("09:30")
    assert marks == []
    assert "Hari ini tidak ada kunjungan terjadwal." in said


def test_a_day_off_shows_no_visit_that_cannot_take_place(display, visits, browser_of):
    officer = browser_of("petugas")
    page = "/petugas/hari-libur/tutup"
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', officer.get(page).get_data(as_text=True))[1]
    closed = {"csrf_token": token, "date": FIRST_DAY, "name": "Banjir", "decree": "ND-1", "act": "save"}
    assert officer.post(page, data=closed).status_code == 303
    assert display("09:30")[1] == []
