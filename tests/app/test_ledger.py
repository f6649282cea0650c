"""A region's ledger: its months in figures, what became of its letters, its requests. It names nobody."""

import re

import pytest

from tests.support.asking import words
from tests.support.house_of_tests import wish

REGION = "/petugas/daerah/64.72"
GROUND = {"ground": "directive", "given_by": "Direktur"}


@pytest.fixture
def officer(browser_of):
    return browser_of("petugas")


def months(answer):
    """The figures of each month, by its name."""
    page = answer.get_data(as_text=True).partition("table-stack--figures")[2].partition("</table>")[0]
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", page, re.DOTALL)
    return {row.partition("<")[0].strip(): re.findall(r"<td[^>]*>([^<]*)</td>", row) for row in rows}


def test_counts_each_month_by_what_became_of_it(officer, machine):
    region, office = machine("pemda"), machine("petugas")
    kept = region.submit(wish("1")).json["reference"]
    cancelled = region.submit(wish("2", start="10:00")).json["reference"]
    office.post(f"/requests/{cancelled}/approve", GROUND)
    region.post(f"/requests/{cancelled}/cancel", {"note": "Batal"})
    rejected = region.submit(wish("3", start="13:00")).json["reference"]
    office.post(f"/requests/{rejected}/reject", {"reason": "duplicate", "note": "Ganda"})
    released = region.submit(wish("4", date="2026-12-01")).json["reference"]
    office.post(f"/requests/{released}/approve", GROUND)
    office.post(f"/requests/{released}/release", {"reason": "room"})
    region.submit(wish("5", start="10:00", mode="video_conference"))
    answer = officer.get(REGION)
    assert months(answer) == {
        "Desember 2026": ["0 dari 2", "0", "0", "1", "0", "0", "0", "0"],
        "November 2026": ["1 dari 2", "2", "0", "0", "1", "0", "0", "1"],
    }
    said = words(answer)
    assert "termasuk 1 video conference" in said
    assert f"Dipakai untuk permohonan {kept}" in said
    assert "Tidak dapat dipakai lagi untuk tatap muka" in said
    assert said.count("Belum terpakai, dapat diajukan") == 2
    assert "Tamu 1" not in said
    assert "Rina" not in said


def test_counts_what_was_held_who_stayed_away_and_who_gave_notice(officer, machine, at):
    office, unit = machine("petugas"), machine("unit")
    held, missed, excused = ["08:00", "09:00", "10:00"], ["13:00", "14:00"], ["15:00"]
    given = {}
    for number, start in enumerate(held + missed + excused):
        video = wish(str(number), start=start, mode="video_conference")
        given[start] = office.submit(video).json["reference"]
        office.post(f"/requests/{given[start]}/approve", GROUND | {"meeting_url": "https://rapat.uji.test/1"})
    at("2026-11-25T16:00:00+07:00")
    for start in held:
        unit.post(f"/requests/{given[start]}/finish")
    for start in missed + excused:
        said = {"notice": start in excused, "note": "Banjir."}
        office.post(f"/requests/{given[start]}/mark-absent", said)
    assert months(officer.get(REGION)) == {"November 2026": ["0 dari 2", "0", "3", "0", "0", "2", "1", "0"]}


def test_without_anything_says_what_to_do(officer):
    said = words(officer.get(f"{REGION}?tahun=2025"))
    assert "Tidak ada apa pun pada tahun 2025" in said
    assert "Belum ada permohonan" in said


@pytest.mark.parametrize("year", ["0", "1999", "99999999", "dua"])
def test_any_year_is_answered(officer, year):
    assert officer.get(f"{REGION}?tahun={year}").status_code == 200


def test_of_a_part_of_jakarta_says_with_whom_it_counts(officer):
    assert "dihitung bersama" in words(officer.get("/petugas/daerah/31.71"))


def test_no_such_region_is_not_there(officer):
    assert officer.get("/petugas/daerah/99.99").status_code == 404


class TestTheList:
    def test_shows_who_holds_a_session_this_month(self, officer, machine):
        machine("pemda").submit(wish())
        said = words(officer.get("/petugas/daerah"))
        assert "Kota Samarinda 1 1 dari 2" in said

    def test_leads_to_the_one_region_that_is_meant(self, officer):
        assert officer.get("/petugas/daerah?q=pemkot+samarinda").location == REGION

    def test_names_all_that_may_be_meant_or_says_that_there_is_none(self, officer):
        several = words(officer.get("/petugas/daerah?q=bima"))
        assert "Kabupaten Bima" in several
        assert "Kota Bima" in several
        assert "Apakah yang dimaksud" in words(officer.get("/petugas/daerah?q=samarenda"))
