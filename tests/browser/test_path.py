"""From a letter to a received visit, as people do it."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from app.db import reading, store
from booking import minutes, people, reads
from booking.journal import Actor
from booking.terms import Role
from rules.strict import instant
from tests.app.test_account import token_of
from tests.browser.conftest import PHONE, at_each_size, barriers, walk
from tests.browser.test_asking import LETTER_FILE, fill_party, go_on, upto_party
from tests.support.house_of_tests import FIRST_DAY, NOW, wish

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

    at(f"{FIRST_DAY}T10:05:00+07:00")
    unit = site.visitor("unit")
    unit.goto(f"/unit/{reference}")
    unit.get_by_role("button", name="Catat sesi dilaksanakan").click()
    unit.get_by_role("button", name="Tutup sesi").click()
    expect(unit.locator("#refusals")).to_contain_text("E.3.c.10")
    assert barriers(unit) == []
    for kind in ("minutes", "attendance"):
        unit.locator(f"[name$=kind][value={kind}]").check()
        unit.locator("input[type=file]").set_input_files([{**LETTER_FILE, "name": f"{kind}.pdf"}])
        unit.get_by_role("button", name="Unggah").click()
        expect(unit.get_by_text(f"{kind}.pdf")).to_be_visible()
    unit.get_by_role("button", name="Tutup sesi").click()
    expect(unit.locator("main").get_by_text("Selesai").first).to_be_visible()
    region.goto(f"/permohonan/{reference}")
    expect(region.locator("main").get_by_text("Selesai").first).to_be_visible()
    # Chromium notes an answer of 422 as an error of its own; nothing else may be said.
    assert [said for said in site.said if "422" not in said] == []


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


def minutes_of(site, reference):
    """Have the unit write minutes of a session, with everything that minutes may hold."""
    with site.app.app_context():
        unit = people.by_email(reading(), "unit@uji.test")
        actor = Actor(Role.UNIT, unit.id, unit=unit.unit_code)
        booking = reads.booking(reading(), reference, actor)
        begun = minutes.prefilled(booking, unit.name)
        whole = replace(begun, conclusion="Sepakat.", follow_ups=[minutes.FollowUp("Melapor", "BPKAD", "Desember")])
        minutes.save(store(), reference, actor, instant(NOW), whole, minutes.NONE_YET)


OWN = {
    "petugas": ("/petugas", "/petugas?region=Bimaa&mode=visit&order=day", "/petugas?q=nobody", "/petugas/pengaduan", "/petugas/hari-libur/ruang",),
    "resepsionis": ("/resepsionis", f"/resepsionis?date={FIRST_DAY}"),
    "unit": ("/unit",),
    "pimpinan": ("/pimpinan",),
    "admin": (
        *("/admin", "/admin/surel", "/admin/orang", "/admin/orang/baru", "/admin/orang/4", "/admin/orang/8"),
        *("/admin/token", "/admin/daftar/topik", "/admin/daftar/ruang", "/admin/daftar/unit/dana-desa"),
        *("/admin/daftar/ruang/lantai-3", "/admin/jurnal", "/admin/jurnal?who=uji", "/admin/jurnal/akses"),
        "/admin/jurnal/rantai?stream=booking:{}",
    ),
}


def _half_typed(officer, language):
    """The page of a letter of which much is missing."""
    officer.set_cookie("bahasa", language)
    page = officer.get("/petugas/surat-masuk").get_data(as_text=True)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
    answer = officer.post("/petugas/surat-masuk", data={"csrf_token": token, "act": "request", "region": "Manado"})
    assert answer.status_code == 400
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("language", ["id", "en"])
def test_axe_finds_nothing_on_any_page_of_the_office(site, machine, browser_of, language):
    region = machine("pemda")
    taken = region.submit(wish()).json["reference"]
    ground = {"ground": "directive", "given_by": "Direktur"}
    machine("petugas").post(f"/requests/{taken}/approve", ground)
    waiting = region.submit(wish("005/124", start="10:00", institution="Sekretariat DPRD")).json["reference"]
    machine("petugas").post(f"/requests/{waiting}/ask", {"question": "Siapa yang hadir?"})
    machine("unit").post(f"/requests/{waiting}/consider", {"answer": "accept"})
    more = {
        "petugas": (f"/petugas/{waiting}?data=tampil", f"/petugas/{taken}", f"/petugas/{taken}/jawaban", "/petugas/surat/1"),
        "unit": (f"/unit/{taken}", f"/unit/{taken}/bak", f"/unit/{taken}/bak/1"),
        "admin": ("/admin/surel/1", f"/admin/jurnal?ref={taken}"),
    }
    minutes_of(site, taken)
    pages = {}
    for name in OWN:
        browser = browser_of(name)
        browser.set_cookie("bahasa", language)
        for path in (*(path.format(taken) for path in OWN[name]), *more.get(name, ())):
            answer = browser.get(path)
            assert (path, answer.status_code) == (path, 200)
            pages[path] = answer.get_data(as_text=True)
            assert f'<html lang="{language}">' in pages[path]
    pages |= of_a_closed_day(browser_of("petugas"), language)
    assert walk(site.visitor(), pages, at_each_size) == {}
    assert site.said == []


def of_a_closed_day(officer, language):
    """What an officer sees of a day that is closed: who stands on it, where they may move, who is left."""
    officer.set_cookie("bahasa", language)

    def sent(page, status, fields):
        answer = officer.post(page, data={"csrf_token": token_of(officer.get(page)), **fields})
        assert answer.status_code == status
        return answer.get_data(as_text=True)

    days = "/petugas/hari-libur"
    closed = {"date": FIRST_DAY, "name": "Hari pemungutan suara", "decree": "Keppres 99/2026"}
    blocked = {"room": "lantai-3", "date": "2026-11-30", "hours": "09:00", "reason": "Listrik padam"}
    pages = {
        "a list that is wrong": sent(f"{days}/daftar", 400, {"what": "year", "text": "besok,Libur"}),
        "a closure to be checked": sent(f"{days}/tutup", 200, closed),
    }
    sent(f"{days}/tutup", 303, closed | {"act": "save"})
    sent(f"{days}/ruang", 303, blocked | {"act": "save"})
    name = re.search(r'name="pindah" value="([^"]+)"', officer.get(f"{days}/pindah").get_data(as_text=True))[1]
    gone = {"pindah": name, f"dari-{name}": f"{FIRST_DAY}T09:00", f"ke-{name}": f"{FIRST_DAY}T10:00"}
    left = sent(f"{days}/pindah", 409, gone)
    return pages | {"some were not moved": left, days: officer.get(days).get_data(as_text=True)}


def test_an_officer_decides_by_keyboard_with_the_letter_beside(site, machine):
    first = machine("pemda").submit(wish()).json["reference"]
    second = machine("pemda").submit(wish("005/124", start="10:00")).json["reference"]
    officer = site.visitor("petugas")
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
