"""From a letter to a received visit, as people do it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, barriers
from tests.browser.test_asking import fill_party, go_on, upto_party
from tests.support.house_of_tests import FIRST_DAY, wish

pytestmark = pytest.mark.browser


def test_a_letter_becomes_a_received_visit(site, at):
    region = site.visitor("pemda")
    upto_party(region)
    fill_party(region, [("Rina Hartati", "Kepala BPKAD"), ("Dedi Irawan", "Kepala Bidang Anggaran")])
    go_on(region, "Simpan dan periksa")
    go_on(region, "Kirim permohonan")
    region.wait_for_url(re.compile(r"/permohonan/\w{4}-\w{4}"))
    reference = region.url.rpartition("/")[2][:9]
    expect(region.get_by_text("Belum dijadwalkan, jangan berangkat")).to_be_visible()
    assert barriers(region) == []

    officer = site.visitor("petugas")
    officer.goto("/petugas")
    officer.locator("main").get_by_role("link", name=re.compile("BPKAD Kota Samarinda")).first.click()
    expect(officer.get_by_text("Dinilai saat halaman ini dibuka: semuanya terpenuhi.")).to_be_visible()
    assert barriers(officer) == []
    officer.get_by_label("Pertimbangan unit teknis").check()
    officer.get_by_label("Diberikan oleh").fill("Kepala Subdirektorat Dana Desa")
    officer.get_by_role("button", name="Berikan jadwal ini").click()
    expect(officer.locator("main").get_by_text("Terjadwal").first).to_be_visible()

    region.goto(f"/permohonan/{reference}")
    expect(region.locator("main").get_by_text("Terjadwal").first).to_be_visible()
    expect(region.get_by_text("Belum dijadwalkan, jangan berangkat")).to_have_count(0)

    at(f"{FIRST_DAY}T08:40:00+07:00")
    desk = site.visitor("resepsionis")
    desk.goto("/resepsionis")
    assert barriers(desk) == []
    desk.get_by_label(re.compile("Rina Hartati")).check()
    desk.get_by_label(re.compile("Dedi Irawan")).check()
    desk.get_by_role("button", name=re.compile("Catat hadir")).click()
    expect(desk.get_by_text("Hadir 2 dari 2 tamu")).to_be_visible()

    region.goto(f"/permohonan/{reference}")
    expect(region.locator("main").get_by_text("Tamu sudah hadir").first).to_be_visible()
    assert site.said == []


def test_cancelling_warns_that_the_letter_is_spent_before_it_is_done(site, machine):
    taken = machine("pemda").submit(wish()).json
    machine("petugas").post(f"/requests/{taken['reference']}/approve", {"ground": "directive", "given_by": "Direktur"})
    page = site.visitor("pemda")
    page.goto(f"/permohonan/{taken['reference']}")
    page.get_by_role("link", name=re.compile("Batalkan")).click()
    expect(page.locator("main")).to_contain_text("E.3.c.9")
    assert barriers(page) == []
    page.locator("main textarea").fill("Bupati berhalangan")
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("main").get_by_text("Dibatalkan").first).to_be_visible()


def test_a_barrier_is_named_at_each_place(site):
    page = site.visitor()
    page.set_content("<html lang='id'><title>Uji</title><main><h1>Uji</h1><img src='a'><img src='b'></main></html>")
    assert barriers(page) == ["image-alt: ['img[src=\"a\"]']", "image-alt: ['img[src=\"b\"]']"]


def test_an_officer_decides_by_keyboard_with_the_letter_beside(site, machine, chromium_with_a_viewer):
    first = machine("pemda").submit(wish()).json["reference"]
    second = machine("pemda").submit(wish("005/124", start="10:00")).json["reference"]
    officer = site.visitor("petugas", browser=chromium_with_a_viewer)
    officer.goto(f"/petugas/{first}")
    officer.keyboard.press("j")
    officer.wait_for_url(f"**/petugas/{second}")
    officer.keyboard.press("ArrowLeft")
    officer.wait_for_url(f"**/petugas/{first}")

    officer.keyboard.press("Shift+?")
    expect(officer.get_by_text("Permohonan berikutnya yang menunggu")).to_be_visible()
    officer.keyboard.press("t")
    question = officer.get_by_label("Pertanyaan kepada pemohon")
    expect(question).to_be_focused()
    officer.keyboard.type("jkspx?")
    expect(question).to_have_value("jkspx?")
    expect(officer.locator("#act-reject")).not_to_have_attribute("open", "")
    officer.locator("h1").click()
    for key, field in (("s", "#approve-ground-0"), ("p", "#move-slot-0"), ("x", "#reject-reason")):
        officer.keyboard.press(key)
        expect(officer.locator(field)).to_be_focused()
        officer.locator("h1").click()
    officer.keyboard.press("Control+t")
    expect(question).not_to_be_focused()

    with officer.expect_response("**/dokumen/*") as loaded:
        officer.keyboard.press("b")
    assert loaded.value.status == 200
    expect(question).to_have_value("jkspx?")
    letter, facts = (officer.locator(place).bounding_box() for place in (".desk__letter", ".desk__main"))
    assert letter["x"] + letter["width"] <= facts["x"]
    officer.locator(".finding").last.scroll_into_view_if_needed()
    letter, last = (officer.locator(place).last.bounding_box() for place in (".desk__letter", ".finding"))
    assert letter["x"] + letter["width"] <= last["x"]
    assert barriers(officer) == []

    switch = officer.get_by_label("Pintasan aktif di peramban ini")
    switch.uncheck()
    officer.reload()
    expect(switch).to_be_visible()
    expect(switch).not_to_be_checked()
    officer.keyboard.press("j")
    officer.keyboard.press("t")
    expect(officer.locator("#act-ask")).not_to_have_attribute("open", "")
    assert officer.url.endswith(first)
    assert site.said == []


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_a_complaint_sent_by_a_double_click_gets_one_number_and_is_read_by_the_office(site, javascript):
    visitor = site.visitor(viewport=PHONE, javascript=javascript)
    visitor.goto("/pengaduan")
    visitor.get_by_role("button", name="Kirim").click()
    expect(visitor.get_by_text("Tuliskan apa yang ingin disampaikan.").first).to_be_visible()
    visitor.get_by_label("Isinya").fill("Diminta membayar.")
    visitor.get_by_role("button", name="Kirim").dblclick(no_wait_after=True)
    expect(visitor.get_by_role("heading", level=1)).to_contain_text("sudah kami terima")
    reference = visitor.url.rpartition("/")[2]
    visitor.reload()
    expect(visitor.locator(".code")).to_have_text(reference)
    officer = site.visitor("petugas")
    officer.goto("/petugas/pengaduan")
    expect(officer.locator("main tbody tr")).to_have_count(1)
    officer.get_by_role("link", name=reference).click()
    expect(officer.get_by_text("Diminta membayar.")).to_be_visible()
    if javascript:
        assert [barriers(page) for page in (visitor, officer)] == [[], []]


def test_a_printed_pass_is_the_pass_alone_with_a_code_that_scans(site, machine):
    reference = machine("pemda").submit(wish()).json["reference"]
    given = {"ground": "directive", "given_by": "Direktur"}
    assert machine("petugas").post(f"/requests/{reference}/approve", given).status_code == 200
    region = site.visitor("pemda")
    region.goto(f"/permohonan/{reference}/pas")
    region.emulate_media(media="print")
    for gone in (".site-bar", ".site-footer", ".back"):
        expect(region.locator(gone)).to_be_hidden()
    code = region.locator(".pass__code img").bounding_box()
    assert min(code["width"], code["height"]) >= 150


REACHES_OVER = """() => [...document.querySelectorAll('.desk > *')].flatMap(column => {
  const end = column.getBoundingClientRect().right;
  return [...column.querySelectorAll('*')].filter(each => each.getBoundingClientRect().right > end + 1);
}).map(each => each.textContent)"""


def test_nothing_on_the_desk_reaches_over_its_column_with_every_detail_shown(site, machine):
    asked = wish(guests=2)
    for guest in asked["guests"]:
        guest.update(name="Retno Widiyaningsihpurwaningrum", nip="197501012000032001", phone="0811-5400-002")
    reference = machine("pemda").submit(asked).json["reference"]
    officer = site.visitor("petugas")
    officer.goto(f"/petugas/{reference}?data=tampil")
    expect(officer.get_by_text("197501012000032001").first).to_be_visible()
    reaching = {}
    for width in (360, 1024, 1280, 1440):
        officer.set_viewport_size({"width": width, "height": 900})
        reaching[width] = officer.evaluate(REACHES_OVER)
    assert reaching == {360: [], 1024: [], 1280: [], 1440: []}
