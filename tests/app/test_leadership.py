"""The leadership's page: figures, plots and tables that say the same, and the same as files."""

import csv
import io
import re
import xml.etree.ElementTree as ET

import pytest
from openpyxl import load_workbook

from tests.support.asking import words
from tests.support.house_of_tests import FIRST_DAY, wish

SECTIONS = ["bulan", "provinsi", "tunggu", "zona", "penolakan", "tidak-hadir", "video", "keadaan"]
GROUND = {"ground": "directive", "given_by": "Direktur"}


@pytest.fixture
def told(machine, at):
    """A visit and a video conference of Samarinda were held, a party from Jayapura stayed away, two were refused."""
    region, other, officer, desk, unit = (
        machine(name) for name in ("pemda", "pemda-lain", "petugas", "resepsionis", "unit")
    )
    visit = region.submit(wish(guests=2)).json["reference"]
    video = region.submit(wish("005/2", mode="video_conference", guests=3)).json["reference"]
    absent = other.submit(wish("900/1", region="91.71", start="10:00")).json["reference"]
    for guests in (3, 4):
        assert region.submit(wish(f"005/{guests}", guests=guests, start="13:00")).status_code == 422
    guests = officer.post(f"/requests/{visit}/approve", GROUND).json["guests"]
    officer.post(f"/requests/{video}/approve", {**GROUND, "meeting_url": "https://rapat.test/1"})
    officer.post(f"/requests/{absent}/approve", GROUND)
    at(f"{FIRST_DAY}T08:45:00+07:00")
    desk.post(f"/requests/{visit}/check-in", {"guests": [{"id": guest["id"]} for guest in guests]})
    at(f"{FIRST_DAY}T12:00:00+07:00")
    for reference in (visit, video):
        assert unit.post(f"/requests/{reference}/finish").status_code == 200
    gone = officer.post(f"/requests/{absent}/mark-absent", {"notice": False, "note": "tanpa kabar"})
    assert gone.json["state"] == "no_show"


def parts(answer):
    """The parts of the page by their keys, each as it is written."""
    html = answer.get_data(as_text=True)
    return dict(re.findall(r'<section class="report" id="bagian-([\w-]+)".*?>(.*?)</section>', html, re.DOTALL))


def table(part):
    """The cells of a part's table, row by row; its headings left out."""
    found = ET.fromstring(re.search(r"<table.*?</table>", part, re.DOTALL)[0])  # noqa: S314 (our own markup)
    rows = [["".join(cell.itertext()).strip() for cell in row] for row in found.iter("tr")]
    return rows[1:]


def pictures(part):
    return [ET.fromstring(svg) for svg in re.findall(r"<svg class=\"plot.*?</svg>", part, re.DOTALL)]  # noqa: S314


def values(picture):
    return [each.text for each in picture.iter("text") if each.get("class") == "plot__value"]


@pytest.mark.usefixtures("told")
def test_each_part_says_the_same_in_its_sentence_its_plot_and_its_table(browser_of):
    answer = browser_of("pimpinan").get("/pimpinan?dari=2026-10&sampai=2026-11")
    found, said = parts(answer), words(answer)
    assert list(found) == SECTIONS
    assert {key: table(part) for key, part in found.items()} == {
        "bulan": [["Okt 2026", "0", "0", "0"], ["Nov 2026", "1", "1", "2"], ["Jumlah", "1", "1", "2"]],
        "provinsi": [["Kalimantan Timur", "1", "1", "2", "3"], ["Seluruhnya", "1", "1", "2", "3"]],
        "tunggu": [
            ["Okt 2026", "–", "–", "–", "–"],
            ["Nov 2026", "3", "3", "3", "0"],
            ["Seluruh kurun", "3", "3", "3", "0"],
        ],
        "zona": [["WITA", "1", "1", "2", "3", "0", "50%"], ["WIT", "0", "0", "0", "–", "1", "–"]],
        "penolakan": [["Tamu melebihi batas", "butir E.3.c.6", "2"], ["Jumlah", "", "2"]],
        "tidak-hadir": [
            ["Okt 2026", "0", "0", "0", "–"],
            ["Nov 2026", "1", "0", "3", "33,3%"],
            ["Seluruh kurun", "1", "0", "3", "33,3%"],
        ],
        "video": [["Okt 2026", "0", "0", "–"], ["Nov 2026", "1", "3", "50%"], ["Seluruh kurun", "1", "3", "50%"]],
        "keadaan": [
            ["Dilaksanakan, menunggu berkas", "1", "1", "2"],
            ["Tidak hadir", "1", "0", "1"],
            ["Jumlah", "2", "1", "3"],
        ],
    }
    assert {key: [values(picture) for picture in pictures(part)] for key, part in found.items()} == {
        "bulan": [["2"]],
        "provinsi": [["1 + 1"], ["3"]],
        "tunggu": [["3"]],
        "zona": [["1 + 1", "0 + 0"]],
        "penolakan": [["2"]],
        "tidak-hadir": [["1"]],
        "video": [["1"], ["3"]],
        "keadaan": [["1 + 1", "1 + 0"]],
    }
    for sentence in (
        "Paling banyak pada November 2026: 2 sesi.",
        "Paling banyak dari Kalimantan Timur: 2 sesi.",
        "Separuh kunjungan menunggu 3 hari kerja atau kurang; sesi yang paling lama menunggu 3.",
        "Paling sering: Tamu melebihi batas (butir E.3.c.6), 2 dari 2 penolakan.",
        "Paling banyak pada November 2026: 1 kali. Pada seluruh kurun 33,3% dari jadwal yang tiba harinya.",
        "50% dari semua sesi dilaksanakan lewat video: 1 sesi dengan 3 peserta, yang tidak perlu datang ke Jakarta.",
        "Belum ada sesi dari 37 provinsi: Aceh, Bali,",
    ):
        assert sentence in said


@pytest.mark.usefixtures("told")
def test_the_figures_that_matter_most_stand_on_top(browser_of):
    html = browser_of("pimpinan").get("/pimpinan").get_data(as_text=True)
    stats = re.search(r'<dl class="stat-row">(.*?)</dl>', html, re.DOTALL)[1]
    assert re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", stats) == [
        ("kunjungan dilaksanakan", "1"),
        ("hari kerja menunggu kunjungan (median)", "3"),
        ("penolakan menurut aturan", "2"),
        ("tidak hadir tanpa keterangan", "1"),
        ("sesi lewat video", "50%"),
    ]


@pytest.mark.usefixtures("told")
def test_another_province_is_left_out_and_a_province_is_told_by_its_regions(browser_of):
    browser = browser_of("pimpinan")
    found = parts(browser.get("/pimpinan?dari=2026-11&sampai=2026-11&provinsi=91"))
    assert table(found["keadaan"]) == [["Tidak hadir", "1", "0", "1"], ["Jumlah", "1", "0", "1"]]
    assert "Tidak ada permohonan yang tertolak aturan" in found["penolakan"]
    own = parts(browser.get("/pimpinan?dari=2026-11&sampai=2026-11&provinsi=64"))
    assert table(own["provinsi"])[0] == ["Kota Samarinda", "1", "1", "2", "3"]
    assert "Sesi menurut daerah" in own["provinsi"]


def test_without_a_wish_the_last_twelve_months_are_shown_and_an_empty_one_says_so(browser_of):
    answer = browser_of("pimpinan").get("/pimpinan")
    found, html = parts(answer), answer.get_data(as_text=True)
    months = [row[0] for row in table(found["bulan"])]
    assert (len(months), months[0], months[-2]) == (13, "Des 2025", "Nov 2026")
    assert pictures(html) == []
    assert "Belum ada sesi yang dilaksanakan pada kurun ini." in words(answer)
    assert "<table" not in found["provinsi"]


@pytest.mark.parametrize(
    ("asked", "field", "told_there"),
    [
        ("dari=2026-05&sampai=2026-03", "sampai", "Pilih bulan yang sama dengan bulan pertama, atau sesudahnya."),
        ("dari=2099-01", "dari", "Pilih bulan dari daftar."),
        ("sampai=kapan", "sampai", "Pilih bulan dari daftar."),
        ("provinsi=xx", "provinsi", "Pilih provinsi dari daftar."),
    ],
)
def test_a_period_that_cannot_be_read_is_told_at_its_field_and_gives_no_file(browser_of, asked, field, told_there):
    browser = browser_of("pimpinan")
    answer = browser.get(f"/pimpinan?{asked}")
    assert answer.status_code == 400
    error = re.search(rf'id="{field}-error">(.*?)</div>', answer.get_data(as_text=True), re.DOTALL)[1]
    assert told_there in error
    assert len(parts(answer)) == len(SECTIONS)
    for path in ("bulan.csv", "ekspor.xlsx"):
        assert browser.get(f"/pimpinan/{path}?{asked}").status_code == 400


def test_at_most_three_years_are_shown_at_once(browser_of, at):
    at("2027-12-20T10:00:00+07:00")
    browser = browser_of("pimpinan")
    assert browser.get("/pimpinan?dari=2025-01&sampai=2027-12").status_code == 200
    too_long = browser.get("/pimpinan?dari=2024-12&sampai=2027-12")
    assert too_long.status_code == 400
    assert "Pilih paling lama 36 bulan sekaligus." in words(too_long)


@pytest.mark.usefixtures("told")
def test_the_files_hold_what_is_seen_under_the_same_filter(browser_of):
    browser, asked = browser_of("pimpinan"), "dari=2026-11&sampai=2026-11&provinsi=64"
    page = browser.get(f"/pimpinan?{asked}")
    seen = {key: len(table(part)) for key, part in parts(page).items() if "<table" in part}
    book = None
    for href in re.findall(r'href="(/pimpinan/[^"]+)"', page.get_data(as_text=True)):
        answer = browser.get(href.replace("&amp;", "&"))
        assert answer.status_code == 200
        name = answer.headers["Content-Disposition"]
        assert "2026-11_2026-11_64" in name
        assert name.startswith("attachment; filename=temu-djpk_")
        if answer.mimetype == "text/csv":
            rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")), delimiter=";"))
            assert rows[1:4] == [
                ["Kurun", "November 2026"],
                ["Provinsi", "Kalimantan Timur"],
                ["Dibuat", "Rabu, 25 November 2026, 12.00 WIB"],
            ]
            key = re.search(r"/pimpinan/([\w-]+)\.csv", href)[1]
            assert len(rows) - 6 == seen.pop(key)
        else:
            book = load_workbook(io.BytesIO(answer.get_data()))
    assert seen == {}
    assert len(book.sheetnames) == len(SECTIONS)
    rows = [[cell.value for cell in row] for row in book["Sesi menurut daerah"].iter_rows(min_row=9)]
    assert rows == [["Kota Samarinda", 1, 1, 2, 3], ["Seluruhnya", 1, 1, 2, 3]]
    zones = [[cell.value for cell in row] for row in book["Zona waktu"].iter_rows(min_row=8)]
    assert zones == [
        ["Zona waktu", *("Tatap muka", "Video", "Jumlah"), "Tunggu (median)", "Tidak hadir", "Lewat video"],
        ["WITA", 1, 1, 2, 3, 0, 0.5],
    ]


def test_a_part_that_is_none_has_no_file(browser_of):
    assert browser_of("pimpinan").get("/pimpinan/rahasia.csv").status_code == 404


@pytest.mark.usefixtures("told")
def test_no_guest_and_no_letter_is_named(browser_of):
    found = words(browser_of("pimpinan").get("/pimpinan"))
    assert [name for name in ("Tamu 1", "Rina", "005/", "900/1") if name in found] == []
