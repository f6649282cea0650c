"""The whole request in a browser: by keyboard alone, without JavaScript, over a reload, a session lost meanwhile."""

import re

import pytest
from playwright.sync_api import expect

from booking import codes
from tests.browser.conftest import PHONE
from tests.support.asking import KONTAK, NINE, SURAT
from tests.support.house_of_tests import FIRST_DAY, LETTER, wish

pytestmark = pytest.mark.browser

LETTER_FILE = {"name": "surat.pdf", "mimeType": "application/pdf", "buffer": LETTER}
PEOPLE = [("Rina Hartati", "Kepala BPKAD"), ("Dedi Irawan", "Kepala Bidang"), ("Sari Utami", "Analis")]
REQUEST = re.compile(r"/permohonan/\w{4}-\w{4}")


def fill_letter(page, account=True):
    if not account:
        page.get_by_label("Daerah", exact=True).fill(SURAT["region"])
    page.get_by_label("Instansi").fill(SURAT["institution"])
    page.get_by_label("Nomor surat").fill(SURAT["letter_number"])
    page.get_by_label("Tanggal surat").fill(SURAT["letter_dated_on"])
    page.get_by_label("Perihal").fill(SURAT["letter_subject"])
    page.get_by_label("Surat ini ditujukan kepada Direktur Jenderal Perimbangan Keuangan").check()
    page.get_by_label("Berkas surat").set_input_files([LETTER_FILE])
    page.get_by_label("Topik").select_option("dana-desa")


def go_on(page, label):
    page.get_by_role("button", name=label).click()


def fill_party(page, people):
    for place, (name, position) in enumerate(people):
        page.get_by_label("Nama lengkap").nth(place).fill(name)
        page.get_by_label("Jabatan").nth(place).fill(position)
    page.get_by_label("Nama narahubung").fill(KONTAK["contact_name"])
    page.get_by_label("Nomor telepon atau WhatsApp").fill(KONTAK["contact_phone"])
    page.get_by_label("Alamat e-mail").fill(KONTAK["contact_email"])


def upto_party(page, account=True):
    page.goto("/ajukan")
    fill_letter(page, account)
    go_on(page, "Simpan dan pilih sesi")
    page.locator(f"button[name=slot][value='{NINE}']").click()
    page.wait_for_url("**/tamu")


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_somebody_without_an_account_asks_and_confirms(site, javascript):
    page = site.visitor(javascript=javascript, viewport=PHONE)
    upto_party(page, account=False)
    fill_party(page, PEOPLE[:1])
    go_on(page, "Simpan dan periksa")
    expect(page.get_by_text(f"Kami mengirim tautan konfirmasi ke {KONTAK['contact_email']}.")).to_be_visible()
    go_on(page, "Kirim permohonan")
    page.wait_for_url(REQUEST)
    expect(page.get_by_text("Menunggu konfirmasi")).to_be_visible()
    reference = page.url.rpartition("/")[2]
    elsewhere = site.visitor(javascript=javascript)
    elsewhere.goto(f"/permohonan/{reference}/konfirmasi?token={codes.confirmation(b'journal', reference)}")
    go_on(elsewhere, "Konfirmasi permohonan")
    elsewhere.wait_for_url(REQUEST)
    page.reload()
    expect(page.get_by_text("Menunggu keputusan")).to_be_visible()
    assert site.said == []


def test_the_whole_request_is_made_by_keyboard_alone(site):
    page = site.visitor()
    page.goto("/ajukan")
    press = page.keyboard.press

    def reach(matches, most=150):
        for _ in range(most):
            press("Tab")
            if page.evaluate(f"(() => {{ const at = document.activeElement; return at && ({matches}); }})()"):
                return
        raise AssertionError(f"never reached {matches} on {page.url}")

    def typed(name, text):
        reach(f"at.name === '{name}'")
        page.keyboard.type(text)

    reach("at.name === 'asks_for'")
    typed("region", SURAT["region"])
    press("Escape")
    typed("institution", SURAT["institution"])
    typed("letter_number", SURAT["letter_number"])
    typed("letter_dated_on", "11192026")  # as the parts of a date field are typed here: month, day, year
    typed("letter_subject", SURAT["letter_subject"])
    reach("at.name === 'topic'")
    page.keyboard.type("Dana Desa")
    reach("at.name === 'addressed'")
    press("Space")
    reach("at.name === 'file'")
    with page.expect_file_chooser() as chooser:
        press("Space")
    chooser.value.set_files([LETTER_FILE])
    reach("at.type === 'submit' && at.className.includes('btn-primary')")
    press("Enter")
    page.wait_for_url("**/sesi")
    reach("at.name === 'slot' && at.value !== 'first'")
    press("Enter")
    page.wait_for_url("**/tamu")
    typed("guests-0-name", PEOPLE[0][0])
    typed("guests-0-position", PEOPLE[0][1])
    for name, text in KONTAK.items():
        typed(name, text)
    reach("at.value === 'next'")
    press("Enter")
    page.wait_for_url("**/periksa")
    reach("at.type === 'submit' && at.className.includes('btn-primary')")
    press("Enter")
    page.wait_for_url(REQUEST)
    expect(page.get_by_text("Menunggu konfirmasi")).to_be_visible()


def test_a_reload_and_the_back_button_lose_nothing(site):
    page = site.visitor("pemda")
    page.goto("/ajukan")
    page.get_by_label("Perihal").fill("Konsultasi DAU")
    page.get_by_label("Topik").select_option("dau")
    page.reload()
    expect(page.get_by_label("Perihal")).to_have_value("Konsultasi DAU")
    expect(page.get_by_label("Topik")).to_have_value("dau")
    upto_party(page)
    fill_party(page, PEOPLE[:2])
    page.reload()
    expect(page.get_by_label("Nama lengkap").nth(1)).to_have_value(PEOPLE[1][0])
    go_on(page, "Simpan dan periksa")
    page.wait_for_url("**/periksa")
    page.go_back()
    expect(page.get_by_label("Nama lengkap").nth(1)).to_have_value(PEOPLE[1][0])
    page.go_back()
    page.go_back()
    expect(page.get_by_label("Perihal")).to_have_value(SURAT["letter_subject"])
    assert site.said == []


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_a_third_guest_without_a_leader_is_refused_and_what_was_typed_stays(site, javascript):
    page = site.visitor("pemda", javascript=javascript, viewport=PHONE)
    upto_party(page)
    go_on(page, "Tambah tamu")
    expect(page.get_by_label("Nama lengkap")).to_have_count(3)
    fill_party(page, PEOPLE)
    if javascript:
        expect(page.locator("#batas")).to_contain_text("3 tamu tertulis, paling banyak 2. Terlalu banyak")
    go_on(page, "Simpan dan periksa")
    refusal = page.locator("#refusals")
    expect(refusal).to_contain_text("E.3.c.6")
    expect(refusal).to_contain_text("tertulis dalam surat edaran")
    for place, (name, position) in enumerate(PEOPLE):
        expect(page.get_by_label("Nama lengkap").nth(place)).to_have_value(name)
        expect(page.get_by_label("Jabatan").nth(place)).to_have_value(position)
    # With a leader among them all three may come.
    page.get_by_label("Kedudukan").nth(0).select_option("regional_head")
    if javascript:
        expect(page.locator("#batas")).to_have_text("3 tamu tertulis, paling banyak 4.")
    go_on(page, "Simpan dan periksa")
    page.wait_for_url("**/periksa")
    go_on(page, "Kirim permohonan")
    page.wait_for_url(REQUEST)


def test_a_session_lost_meanwhile_keeps_everything_and_offers_the_next(site, machine):
    page = site.visitor("pemda")
    upto_party(page)
    fill_party(page, PEOPLE[:1])
    go_on(page, "Simpan dan periksa")
    page.wait_for_url("**/periksa")
    machine("pemda-lain").submit(wish("900/1", region="91.71"))
    go_on(page, "Kirim permohonan")
    expect(page.locator("#refusals")).to_contain_text("E.3.c.8")
    page.locator(f"#refusals button[value='{FIRST_DAY}T10:00']").click()
    expect(page.locator("main")).to_contain_text("10.00–11.00 WIB")
    expect(page.locator("main")).to_contain_text(PEOPLE[0][0])
    go_on(page, "Kirim permohonan")
    page.wait_for_url(REQUEST)
    expect(page.locator("main")).to_contain_text("10.00–11.00 WIB")


CHOOSES_ELEVEN_MEBIBYTES = """field => {
  const chosen = new DataTransfer();
  chosen.items.add(new File(["%PDF-1.4", new Uint8Array(11 * 1024 * 1024)], "pindai.pdf", { type: "application/pdf" }));
  field.files = chosen.files;
  ["input", "change"].forEach((name) => field.dispatchEvent(new Event(name, { bubbles: true })));
}"""
"""As a browser does when somebody chooses a file: made in the page, it need not travel there first."""


def test_a_letter_that_is_too_large_is_told_before_it_travels(site):
    page = site.visitor("pemda")
    page.goto("/ajukan")
    page.get_by_label("Berkas surat").evaluate(CHOOSES_ELEVEN_MEBIBYTES)
    expect(page.get_by_role("alert")).to_contain_text("Berkas lebih dari 10 MB.")
    go_on(page, "Simpan dan pilih sesi")
    assert page.url.endswith("/ajukan")
    expect(page.get_by_role("alert")).to_contain_text("Berkas lebih dari 10 MB.")
    page.get_by_label("Berkas surat").set_input_files([LETTER_FILE])
    expect(page.get_by_role("alert")).to_have_count(0)
