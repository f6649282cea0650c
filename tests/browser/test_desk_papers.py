"""The lobby's display on its screen, and what the desk prints from its pages: drawn once, for four visits."""

import io

import pypdf
import pytest

from tests.browser.conftest import barriers, sideways
from tests.support.house_of_tests import FIRST_DAY, NOW, wish

pytestmark = pytest.mark.browser
SCREEN = {"width": 1920, "height": 1080}
PHONE = {"width": 360, "height": 740}
LONG_NUMBER = "094/1234/SPPD-DD/SETDA.KAB.MERAUKE/XI/2026"
REM = 16
STARTS = ("09:00", "10:00", "13:00", "14:00")
LONG = "Dinas Pemberdayaan Masyarakat, Desa, Kependudukan, Pencatatan Sipil, dan Keluarga Berencana"
DRAWN = """selector => [...document.querySelectorAll(selector)].map(each => [
  parseFloat(getComputedStyle(each).fontSize),
  each.scrollHeight - each.clientHeight > 8,
  each.getBoundingClientRect().bottom,
])"""
AROUND = ("Menu", "Standar layanan", "Cetak", "Buka PDF", "Daftar Hadir", "Catat di sini")
"""What stands around a paper on its page."""


@pytest.fixture
def desk(site, machine):
    """The desk's browser; four visits have their schedule, and somebody came without one."""
    for number, start in enumerate(STARTS):
        name, region = (("pemda", "64.72"), ("pemda-lain", "91.71"))[number % 2]
        wanted = wish(f"005/{number}", start=start, region=region, guests=2, institution=LONG)
        reference = machine(name).submit(wanted).json["reference"]
        given = {"ground": "directive", "given_by": "Direktur"}
        assert machine("petugas").post(f"/requests/{reference}/approve", given).status_code == 200
    away = {"name": "Rina", "institution": "BPKAD", "code": "walk_in", "happened_at": NOW}
    assert machine("resepsionis").post("/refusals", away).status_code == 201
    return site.visitor("resepsionis", viewport=SCREEN)


def printed(page, path):
    """The words of each sheet that a page is printed on."""
    page.goto(path)
    return [sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(page.pdf(format="A4"))).pages]


def long_names_are_read_from_across_the_room(page):
    """At least 4 rem, whole, on the screen, and nothing scrolls."""
    page.goto("/layar")
    for selector in (".board__name", ".board__hours"):
        drawn = page.evaluate(DRAWN, selector)
        assert len(drawn) == len(STARTS)
        assert [size for size, _, _ in drawn if size < 4 * REM] == []
        assert [(cut, bottom) for _, cut, bottom in drawn if cut or bottom > SCREEN["height"]] == []
    assert page.evaluate("document.documentElement.scrollHeight") <= SCREEN["height"]
    assert sideways(page) == 0
    assert barriers(page) == []


def the_slip_is_printed_alone(page):
    [slip] = printed(page, "/resepsionis/tolak/1")
    assert [each for each in AROUND if each in slip] == []
    assert [each for each in ("Rina", "E.3.c.11", "150420", "E.4") if each not in slip] == []


def the_days_sheet_is_printed_alone(page):
    [sheet] = printed(page, f"/resepsionis/lembar?tanggal={FIRST_DAY}")
    assert [each for each in AROUND if each in sheet] == []
    hours = [f"{start.replace(':', '.')}–" for start in STARTS]
    assert sorted(hours, key=sheet.index) == hours
    assert "Sebab, nomor permohonan" in sheet


def test_a_long_number_of_a_travel_order_stays_in_its_box_on_a_phone(site, machine, at):
    made = machine("pemda").submit(wish()).json
    given = {"ground": "directive", "given_by": "Direktur"}
    assert machine("petugas").post(f"/requests/{made['reference']}/approve", given).status_code == 200
    at(f"{FIRST_DAY}T09:00:00+07:00")
    guest, desk = made["guests"][0]["id"], machine("resepsionis")
    order = {"guest": guest, "number": LONG_NUMBER, "dated_on": "2026-11-20"}
    for act, said in (("check-in", {"guests": [{"id": guest}]}), ("sign-travel-order", order)):
        assert desk.post(f"/requests/{made['reference']}/{act}", said).status_code == 200
    page = site.visitor("resepsionis", viewport=PHONE)
    page.goto(f"/resepsionis/lembar?tanggal={FIRST_DAY}")
    box = page.locator(".sheet__box", has_text=LONG_NUMBER)
    assert box.evaluate("box => box.scrollHeight - box.clientHeight") <= 0
    assert sideways(page) == 0


def test_the_display_is_read_from_afar_and_slip_and_sheet_are_printed_on_one_sheet_each(site, desk, at):
    the_slip_is_printed_alone(desk)
    the_days_sheet_is_printed_alone(desk)
    at(f"{FIRST_DAY}T10:05:00+07:00")
    long_names_are_read_from_across_the_room(desk)
    assert site.said == []
