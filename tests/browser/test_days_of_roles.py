"""The day of each role at a desk: what it does from the first page on, each page free of barriers."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from app.db import store
from booking.models import Message
from booking.terms import Delivery
from tests.browser.conftest import barriers, sideways
from tests.browser.test_asking import LETTER_FILE
from tests.support.house_of_tests import FIRST_DAY, wish

pytestmark = pytest.mark.browser

GIVEN = {"ground": "directive", "given_by": "Direktur"}


class Desk:
    """Somebody signed in at 1280 px. Each page that is gone to is checked."""

    def __init__(self, page):
        self.page, self.main = page, page.locator("main")

    def opens(self, path):
        self.page.goto(path)
        self._is_sound()

    def goes_to(self, link):
        """By a link of the menu or of the page."""
        self._leaves_by(self.page.get_by_role("link", name=link).first)
        self._is_sound()

    def presses(self, button):
        self._leaves_by(self.main.get_by_role("button", name=button))

    def unfolds(self, words):
        self.main.locator("summary", has_text=words).click()

    def fills(self, **fields):
        """Fields by their names."""
        for name, words in fields.items():
            self.main.locator(f"[name='{name}']:visible").fill(words)

    def chooses(self, name, label):
        self.main.locator(f"select[name='{name}']:visible").select_option(label=label)

    def ticks(self, label):
        self.main.get_by_label(label).locator("visible=true").check()

    def sees(self, words):
        expect(self.main.get_by_text(words).locator("visible=true").first).to_be_visible()

    def _leaves_by(self, element):
        """A click does not wait for the page it asks for: what comes next must not look at the one before."""
        with self.page.expect_navigation():
            element.click()

    def _is_sound(self):
        assert (barriers(self.page), sideways(self.page)) == ([], 0), self.page.url


@pytest.fixture
def desk(site):
    def of(name):
        at_the_desk = Desk(site.visitor(name))
        at_the_desk.page.goto("/")
        return at_the_desk

    yield of
    # Chromium notes an answer of 422 as an error of its own; nothing else may be said.
    assert [said for said in site.said if "422" not in said] == []


@pytest.fixture
def scheduled(machine):
    """Give a visit of two guests its schedule; gives its reference."""

    def make(number="005/123/BPKAD", **more):
        reference = machine("pemda").submit(wish(number, guests=2, **more)).json["reference"]
        assert machine("petugas").post(f"/requests/{reference}/approve", GIVEN).status_code == 200
        return reference

    return make


def test_a_region_answers_a_question_changes_its_party_and_holds_its_pass(desk, machine):
    officer, own = machine("petugas"), machine("pemda")
    reference = own.submit(wish(guests=2)).json["reference"]
    officer.post(f"/requests/{reference}/ask", {"question": "Tahun anggaran berapa?"})
    region = desk("pemda")
    region.goes_to("Permohonan saya")
    region.goes_to(reference)
    region.sees("Tahun anggaran berapa?")
    region.fills(answer="Tahun 2027.")
    region.presses("Kirim jawaban")
    region.sees("Jawaban sudah disampaikan kepada petugas.")
    region.goes_to("Ubah daftar tamu")
    region.fills(**{"guests-1-name": "Dedi Irawan", "note": "Berganti orang."})
    region.presses("Simpan daftar tamu")
    region.sees("Daftar tamu sudah diperbarui.")
    assert officer.post(f"/requests/{reference}/approve", GIVEN).status_code == 200
    region.opens(f"/permohonan/{reference}")
    region.sees("Terjadwal")
    with region.page.expect_download() as calendar:
        region.main.get_by_role("link", name="Simpan ke kalender (.ics)").click()
    assert b"STATUS:CONFIRMED" in calendar.value.path().read_bytes()
    region.goes_to("Buka pas untuk dicetak")
    region.sees("Dedi Irawan")
    region.goes_to("Jadwal")


def test_an_officer_asks_schedules_moves_and_closes_a_day(desk, machine, scheduled, at):
    stays = scheduled(start="10:00")
    of_jayapura = wish("005/7", region="91.71", institution="Bapenda Jayapura")
    waiting = machine("pemda-lain").submit(of_jayapura).json["reference"]
    officer = desk("petugas")
    officer.goes_to("Kotak masuk")
    officer.fills(q="jayapura bapen")
    officer.presses("Cari")
    officer.goes_to("Bapenda Jayapura")
    officer.page.keyboard.press("t")
    officer.fills(question="Siapa narasumbernya?")
    officer.presses("Kirim pertanyaan")
    officer.sees("Pertanyaan dikirim kepada pemohon.")
    officer.page.keyboard.press("s")
    officer.ticks("Arahan pimpinan")
    officer.fills(given_by="Direktur Dana Transfer Umum")
    officer.presses("Berikan jadwal ini")
    officer.sees("Terjadwal")

    officer.goes_to("Hari libur")
    officer.goes_to("Tutup kantor pada suatu hari")
    officer.fills(date=FIRST_DAY, name="Hari pemungutan suara", decree="Keppres 99/2026")
    officer.presses("Lihat siapa yang terkena")
    for reference in (stays, waiting):
        officer.sees(reference)
    officer.presses("Simpan")
    officer.sees("Perlu dipindahkan")
    officer.presses("Pindahkan yang dicentang")
    officer.sees("2 jadwal dipindahkan; pemohonnya sudah diberi tahu.")
    slots = [machine("petugas").get(f"/requests/{name}").json["slot"] for name in (stays, waiting)]
    assert [(slot["date"], slot["start"]) for slot in slots] == [("2026-11-26", "09:00"), ("2026-11-26", "10:00")]

    officer.goes_to("Kalender")
    officer.goes_to("Pekan berikutnya")
    officer.sees("Bapenda Jayapura")
    officer.goes_to("Daerah")
    officer.goes_to("Kota Jayapura")
    officer.sees("1 dari 2")


def test_a_receptionist_admits_corrects_and_sees_them_off(desk, scheduled, at):
    reference = scheduled()
    at(f"{FIRST_DAY}T08:40:00+07:00")
    counter = desk("resepsionis")
    counter.goes_to("Hari ini")
    party = counter.main.locator(f"#sesi-{reference}")
    party.get_by_label("Tamu 1").check()
    party.get_by_role("button", name="Catat hadir").click()
    counter.sees("Hadir 1 dari 2 tamu")
    counter.unfolds("Ralat")
    counter.fills(note="Salah orang.")
    counter.presses("Hapus catatan hadir")
    expect(counter.main.get_by_text("Hadir 1 dari 2 tamu")).to_have_count(0)
    for guest in ("Tamu 1", "Tamu 2"):
        party.get_by_label(guest).check()
    party.get_by_role("button", name="Catat hadir").click()
    counter.sees("Hadir 2 dari 2 tamu")


def test_a_unit_considers_writes_files_and_closes(desk, machine, scheduled, at):
    held = scheduled()
    asked = machine("pemda").submit(wish("005/8", date="2026-11-30")).json["reference"]
    at(f"{FIRST_DAY}T08:40:00+07:00")
    counter = machine("resepsionis")
    first = counter.get(f"/requests/{held}").json["guests"][0]["id"]
    assert counter.post(f"/requests/{held}/check-in", {"guests": [{"id": first}]}).status_code == 200
    at(f"{FIRST_DAY}T10:05:00+07:00")
    unit = desk("unit")
    unit.goes_to("Sesi unit")
    unit.unfolds("Beri pertimbangan")
    unit.main.locator("[name$=answer]:visible").first.check()
    unit.presses("Sampaikan kepada petugas")
    unit.sees(f"Pertimbangan unit atas {asked} sudah disampaikan kepada petugas.")

    unit.opens(f"/unit/{held}")
    unit.presses("Catat sesi dilaksanakan")
    unit.presses("Tutup sesi")
    expect(unit.main.locator("#refusals")).to_contain_text("E.3.c.10")
    unit.goes_to("Buka naskah BAK")
    expect(unit.main.get_by_label("Nama lengkap").first).to_have_value("Tamu 1")
    unit.presses("Tambah tindak lanjut")
    unit.fills(**{"questions-0-answer": "Disalurkan menurut tahapnya.", "conclusion": "Daerah melengkapi laporannya."})
    unit.presses("Simpan naskah")
    unit.sees("Naskah BAK disimpan sebagai revisi 1.")
    unit.presses("Selesaikan dan arsipkan")
    unit.sees(re.compile(rf"BAK-{held}-revisi-\d\.pdf"))
    unit.main.locator("[name$=kind][value=attendance]").check()
    unit.main.locator("input[type=file]").set_input_files([{**LETTER_FILE, "name": "daftar-hadir.pdf"}])
    unit.presses("Unggah")
    unit.sees("daftar-hadir.pdf")
    unit.presses("Tutup sesi")
    unit.sees("Sesi ditutup. Terima kasih, berkasnya sudah lengkap.")


def test_the_leadership_reads_a_year_takes_it_along_and_opens_the_calendar(desk, machine, scheduled, at):
    reference = scheduled()
    at(f"{FIRST_DAY}T08:40:00+07:00")
    counter = machine("resepsionis")
    first = counter.get(f"/requests/{reference}").json["guests"][0]["id"]
    counter.post(f"/requests/{reference}/check-in", {"guests": [{"id": first}]})
    at(f"{FIRST_DAY}T12:00:00+07:00")
    machine("unit").post(f"/requests/{reference}/finish")
    leader = desk("pimpinan")
    leader.goes_to("Ringkasan")
    leader.sees("kunjungan dilaksanakan")
    leader.chooses("provinsi", "Kalimantan Timur")
    leader.presses("Tampilkan")
    leader.sees(re.compile("Kota Samarinda: 1 sesi"))
    taken = []
    for link in ("Unduh semua (XLSX)", "Unduh tabel ini (CSV)"):
        with leader.page.expect_download() as file:
            leader.main.get_by_role("link", name=link).first.click()
        taken.append(file.value.suggested_filename)
    assert [name.rpartition(".")[2] for name in taken] == ["xlsx", "csv"]
    leader.goes_to("Kalender")
    leader.sees("BPKAD Kota Samarinda")


def test_an_administrator_keeps_people_lists_and_rooms_and_reads_the_journal(desk, scheduled, site):
    reference = scheduled()
    admin = desk("admin")
    admin.goes_to("Orang dan peran")
    admin.goes_to("Tambah orang")
    admin.fills(email="rini@djpk.example", name="Rini Astuti")
    admin.chooses("role", "resepsionis")
    admin.presses("Buat akun dan kirim tautan")
    admin.sees("Akun dibuat.")
    admin.unfolds("Terbitkan token")
    admin.fills(purpose="Layar lobi")
    admin.presses("Terbitkan token")
    admin.sees("Rini Astuti")

    admin.opens("/admin/daftar/topik")
    admin.unfolds("Tambah topik")
    admin.fills(name="Dana Transisi", name_en="Transition fund", code="dana-transisi")
    admin.presses("Tambah topik")
    admin.sees("Dana Transisi ditambahkan.")
    admin.goes_to("Hari libur")
    admin.goes_to("Blokir ruang")
    admin.sees("Ruang")

    with site.app.app_context(), store().writing() as session:
        session.execute(update(Message).values(state=Delivery.DEAD.value, attempts=30))
    admin.goes_to("Surel keluar")
    admin.goes_to("Jadwal diberikan")
    admin.presses("Kirim lagi")
    admin.sees("Surel ini akan dikirim sekali lagi.")
    admin.goes_to("Jurnal")
    admin.fills(ref=reference)
    admin.presses("Cari")
    admin.sees("Jadwal diberikan")
    admin.goes_to("Periksa rantai ini")
    admin.sees("Rantai ini utuh")
