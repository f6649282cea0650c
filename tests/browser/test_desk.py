"""The desk on a tablet: a morning of parties, few touches, and the ways to find a party without typing."""

import re

import pytest
from playwright.sync_api import expect

from app import jobs
from app.db import store
from booking import codes
from rules.strict import instant
from tests.browser.conftest import barriers, sideways
from tests.support.house_of_tests import FIRST_DAY, wish

pytestmark = pytest.mark.browser

TABLET = {"width": 820, "height": 1180}
GIVEN = {"ground": "directive", "given_by": "Direktur"}
LEADERS_PARTY = ("regional_head", "other", "other", "other")
SMALLEST = 44
COUNTED = """
  sessionStorage.touches = sessionStorage.touches || 0;
  addEventListener("pointerdown", () => { sessionStorage.touches = Number(sessionStorage.touches) + 1; }, true);
"""
A_CAMERA = """
  window.BarcodeDetector = class {
    static getSupportedFormats() { return Promise.resolve(["qr_code"]); }
    detect() { return Promise.resolve([{ rawValue: "%s" }]); }
  };
  navigator.mediaDevices.getUserMedia = () => Promise.resolve(document.createElement("canvas").captureStream());
"""
"""A browser that reads codes, with a pass before its camera: the one the tests run in does not."""


@pytest.fixture
def scheduled(machine):
    def make(number, start, **more):
        asker = machine("pemda-lain" if more.get("region") == "91.71" else "pemda")
        reference = asker.submit(wish(number, start=start, **{"guests": 2, **more})).json["reference"]
        assert machine("petugas").post(f"/requests/{reference}/approve", GIVEN).status_code == 200
        return reference

    return make


class Tablet:
    """The desk at 820 px."""

    def __init__(self, site):
        self.page = site.visitor("resepsionis", viewport=TABLET)
        self.page.add_init_script(COUNTED)

    def opens(self):
        self.page.goto("/resepsionis")

    def sound(self):
        """Whether axe finds nothing and nothing scrolls sideways."""
        assert (barriers(self.page), sideways(self.page)) == ([], 0)
        return True

    def party(self, reference):
        return self.page.locator(f"#sesi-{reference}")

    def admits(self, reference, *names):
        for name in names:
            self.party(reference).get_by_label(re.compile(name)).first.check()
        self.party(reference).get_by_role("button", name="Catat hadir").click()

    def sees(self, reference, words):
        expect(self.party(reference).get_by_text(words).locator("visible=true").first).to_be_visible()

    def too_small(self, reference):
        """What of a party, and of the ways around it, a finger would miss."""
        aimed_at = self.party(reference).locator("label, button, summary, .party__more a")
        around = self.page.locator(".pager a, .scan button, .desk-ways a, main > .fold > summary")
        aimed_at = aimed_at.or_(around).locator("visible=true")
        return [each.inner_text() for each in aimed_at.all() if each.bounding_box()["height"] < SMALLEST]

    def touches(self):
        return int(self.page.evaluate("sessionStorage.touches"))


def pass_of(site, reference):
    return codes.visit_pass(site.app.extensions["store"].journal_key, reference, 0)


def test_a_morning_at_the_desk(site, scheduled, at):
    first = scheduled("005/1", "09:00", institution="BPKAD Kota Samarinda")
    leaders = scheduled("005/2", "10:00", institution="Sekretariat Daerah Kota Samarinda", offices=LEADERS_PARTY)
    replaced = scheduled("005/3", "13:00", institution="Bapenda Kota Jayapura", region="91.71")
    missing = scheduled("005/4", "14:00", institution="Sekretariat DPRD Kota Jayapura", region="91.71")
    at(f"{FIRST_DAY}T08:40:00+07:00")
    desk = Tablet(site)
    desk.opens()
    desk.admits(first, "Tamu 1", "Tamu 2")
    desk.sees(first, "Tercatat hadir: 2 orang.")

    at(f"{FIRST_DAY}T09:50:00+07:00")
    desk.opens()
    desk.admits(leaders, "Tamu 2", "Tamu 3", "Tamu 4")
    expect(desk.party(leaders).locator("#refusals")).to_contain_text("E.3.c.6")
    assert desk.sound()
    desk.party(leaders).get_by_label(re.compile("Tamu 4")).uncheck()
    desk.admits(leaders)
    desk.sees(leaders, "Hadir 2 dari 4 tamu")
    at(f"{FIRST_DAY}T10:20:00+07:00")
    desk.opens()
    assert desk.page.locator("[aria-current=time] .party").get_attribute("id") == f"sesi-{leaders}"
    desk.admits(leaders, "Tamu 1")
    desk.sees(leaders, "Hadir 3 dari 4 tamu")
    desk.admits(leaders, "Tamu 4")
    desk.sees(leaders, "Hadir 4 dari 4 tamu")
    desk.party(leaders).locator("summary", has_text="SPPD: 0 dari 4").click()
    order = desk.party(leaders).locator("details[open]")
    order.get_by_label(re.compile("Tamu 2")).check()
    order.get_by_label("Nomor SPPD").fill("SPPD/17/2026")
    order.get_by_label("Tanggal SPPD").fill("2026-11-23")
    order.get_by_role("button", name="Catat SPPD ditandatangani").click()
    desk.sees(leaders, "SPPD: 1 dari 4 ditandatangani")
    desk.party(leaders).locator("summary", has_text="Catat pulang").click()
    assert desk.sound()
    desk.party(leaders).get_by_role("button", name="Catat pulang").click()
    desk.sees(leaders, "Tercatat pulang: 4 orang.")

    at(f"{FIRST_DAY}T11:10:00+07:00")
    desk.page.get_by_role("link", name="Tamu tanpa jadwal").click()
    expect(desk.page.get_by_label("Datang tanpa jadwal")).to_be_checked()
    desk.page.get_by_label("Nama tamu").fill("Rina Hartati")
    desk.page.get_by_label("Instansi").fill("Bapenda Kota Balikpapan")
    assert desk.sound()
    desk.page.get_by_role("button", name="Catat dan buat lembar penjelasan").click()
    expect(desk.page.locator("main")).to_contain_text("E.3.c.11")
    assert desk.sound()

    at(f"{FIRST_DAY}T12:45:00+07:00")
    desk.opens()
    desk.party(replaced).get_by_role("link", name="Ganti tamu").click()
    assert desk.sound()
    desk.page.locator("[name='guests-1-name']").fill("Dedi Irawan")
    desk.page.get_by_label("Alasan perubahan").fill("Yang bersangkutan sakit.")
    desk.page.get_by_role("button", name="Simpan daftar tamu").click()
    desk.sees(replaced, "Rombongan sudah diganti.")
    desk.page.get_by_label("Pas, nomor permohonan, atau nama").fill(pass_of(site, replaced))
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator("#refusals")).to_contain_text("Pas lama, sudah diganti")
    desk.page.get_by_role("link", name="Buka rombongan ini").click()
    desk.admits(replaced, "Tamu 1", "Dedi Irawan")
    desk.sees(replaced, "Hadir 2 dari 2 tamu")

    with site.app.app_context():
        jobs.CHORES["no-shows"](store(), instant("2026-11-26T12:00:00+07:00"))
    desk.opens()
    expect(desk.party(missing).locator(".state")).to_have_text(re.compile("Tidak hadir"))
    figures = desk.page.locator(".stat-row").inner_text().split("\n")
    assert figures[::2] == ["tamu diharapkan", "sudah masuk", "belum hadir", "tidak hadir"]
    assert figures[1::2] == ["10", "8", "0", "2"]
    assert desk.sound()
    assert [said for said in site.said if "422" not in said] == []


def test_the_largest_party_is_admitted_with_six_touches_and_each_target_fits_a_finger(site, scheduled, at):
    reference = scheduled("005/1", "09:00", offices=LEADERS_PARTY)
    at(f"{FIRST_DAY}T09:00:00+07:00")
    desk = Tablet(site)
    desk.opens()
    assert desk.too_small(reference) == []
    desk.page.get_by_label("Pas, nomor permohonan, atau nama").click()
    desk.page.keyboard.type(pass_of(site, reference))
    desk.page.keyboard.press("Enter")
    desk.sees(reference, "Pas atau nomornya berlaku.")
    desk.admits(reference, "Tamu 1", "Tamu 2", "Tamu 3", "Tamu 4")
    desk.sees(reference, "Hadir 4 dari 4 tamu")
    assert desk.touches() == 6
    assert desk.too_small(reference) == []
    assert site.said == []


def test_an_hour_without_its_minutes_is_asked_about_and_not_taken_for_now(site, scheduled, at):
    reference = scheduled("005/1", "09:00")
    at(f"{FIRST_DAY}T09:20:00+07:00")
    desk = Tablet(site)
    desk.opens()
    desk.party(reference).locator("summary", has_text="Jam lain").click()
    hour = desk.party(reference).get_by_label("Masuk pukul")
    hour.focus()
    desk.page.keyboard.type("09")
    desk.party(reference).locator("summary", has_text="Jam lain").click()
    desk.admits(reference, "Tamu 1")
    expect(hour).to_be_focused()
    desk.sees(reference, "2 tamu belum hadir")
    hour.fill("09:05")
    desk.admits(reference)
    desk.sees(reference, "masuk 09.05")


def test_a_scanner_finds_the_party_wherever_the_focus_is_and_a_camera_where_the_browser_reads_codes(
    site, scheduled, at
):
    reference = scheduled("005/1", "09:00")
    at(f"{FIRST_DAY}T09:00:00+07:00")
    desk = Tablet(site)
    desk.opens()
    camera = desk.page.get_by_role("button", name="Pindai dengan kamera")
    expect(camera).to_be_hidden()
    desk.page.locator("h1").click()
    desk.page.keyboard.type(pass_of(site, reference))
    desk.page.keyboard.press("Enter")
    desk.sees(reference, "Pas atau nomornya berlaku.")
    desk.admits(reference, "Tamu 1")
    desk.party(reference).locator("summary", has_text="Ralat").click()
    desk.party(reference).get_by_label("Alasan ralat").click()
    desk.page.keyboard.type(pass_of(site, reference))
    desk.page.keyboard.press("Enter")
    desk.sees(reference, "Pas atau nomornya berlaku.")
    desk.sees(reference, "Hadir 1 dari 2 tamu")
    desk.page.add_init_script(A_CAMERA % pass_of(site, reference))
    desk.opens()
    camera.click()
    desk.sees(reference, "Pas atau nomornya berlaku.")
    assert site.said == []
