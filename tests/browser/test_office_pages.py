"""Every page of the office in its states, in both languages: axe finds nothing, and nothing scrolls sideways."""

import re
from dataclasses import replace

import pytest

from app.db import reading, store
from booking import minutes, people, reads
from booking.journal import Actor
from booking.terms import Role
from rules.strict import instant
from tests.app.test_account import token_of
from tests.browser.conftest import PHONE, WIDE, at_each_size, rendered_templates, templates_in, walk
from tests.support.house_of_tests import FIRST_DAY, NOW, wish

pytestmark = pytest.mark.browser
TEMPLATES = templates_in("admin", "days", "diary", "intake", "leadership", "ledger", "reception", "review", "unit") | {
    "account/waiting.html",
    "account/decide.html",
}

PAGES = {
    "petugas": [
        *("/petugas", "/petugas?region=Bimaa&mode=visit&order=day", "/petugas?q=nobody", "/petugas/pengaduan"),
        *("/petugas/{waiting}?data=tampil", "/petugas/{taken}", "/petugas/{taken}/jawaban", "/petugas/akun"),
        *("/petugas/akun/1", "/petugas/surat-masuk", "/petugas/surat/1", "/petugas/daerah", "/petugas/daerah/64.72"),
        *(f"/petugas/kalender?tampilan={each}&tanggal={FIRST_DAY}" for each in ("hari", "pekan", "bulan")),
        *("/petugas/hari-libur/tutup", "/petugas/hari-libur/ruang"),
    ],
    "resepsionis": [
        *("/resepsionis", f"/resepsionis?date={FIRST_DAY}", "/resepsionis/tolak/1", "/layar"),
        "/resepsionis/tanpa-jaringan",
        *("/resepsionis/tolak?nomor={taken}&sebab=wrong_day", f"/resepsionis/lembar?tanggal={FIRST_DAY}"),
    ],
    "unit": ["/unit", "/unit/{taken}", "/unit/{taken}/bak", "/unit/{taken}/bak/1"],
    "pimpinan": ["/pimpinan", "/pimpinan?dari=2026-10&sampai=2026-11&provinsi=64", "/pimpinan?dari=2026-11&sampai=x"],
    "admin": [
        *("/admin", "/admin/surel", "/admin/surel/1", "/admin/orang", "/admin/orang/baru", "/admin/orang/4"),
        *("/admin/orang/8", "/admin/token", "/admin/daftar/topik", "/admin/daftar/ruang", "/admin/jurnal"),
        *("/admin/daftar/unit/dana-desa", "/admin/daftar/ruang/lantai-3", "/admin/jurnal?who=uji"),
        *("/admin/jurnal?ref={taken}", "/admin/jurnal/akses", "/admin/jurnal/rantai?stream=booking:{taken}"),
    ],
}
ASKED_WRONGLY = {"/pimpinan?dari=2026-11&sampai=x", "/admin/jurnal?who=uji"}
"""Pages that tell what is wrong with what was asked for: a month that is none, a name that several people have."""


def minutes_of(site, reference):
    """Have the unit write minutes of a session, with everything that minutes may hold."""
    with site.app.app_context():
        unit = people.by_email(reading(), "unit@uji.test")
        actor = Actor(Role.UNIT, unit.id, unit=unit.unit_code)
        booking = reads.booking(reading(), reference, actor)
        begun = minutes.prefilled(booking, unit.name)
        whole = replace(begun, conclusion="Sepakat.", follow_ups=[minutes.FollowUp("Melapor", "BPKAD", "Desember")])
        minutes.save(store(), reference, actor, instant(NOW), whole, minutes.NONE_YET)


def half_typed(officer, language):
    """The page of a letter of which much is missing."""
    officer.set_cookie("bahasa", language)
    page = officer.get("/petugas/surat-masuk").get_data(as_text=True)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
    answer = officer.post("/petugas/surat-masuk", data={"csrf_token": token, "act": "request", "region": "Manado"})
    assert answer.status_code == 400
    return answer.get_data(as_text=True)


def issued(admin, language):
    """The page of a token that was just issued, shown this once."""
    admin.set_cookie("bahasa", language)
    person = "/admin/orang/4"
    said = {"csrf_token": token_of(admin.get(person)), "act": "token", "purpose": "Papan lobi"}
    return admin.get(admin.post(person, data=said).location).get_data(as_text=True)


def late_words(unit, language, reference):
    """Minutes that were finished, and a paper that was sent, before the session begins: both are shown again."""
    unit.set_cookie("bahasa", language)
    page = f"/unit/{reference}"
    written = unit.get(f"{page}/bak").get_data(as_text=True)
    fields = re.findall(r'<(?:input|textarea)[^>]*\bname="([^"]+)"[^>]*?(?:value="([^"]*)"[^>]*)?>', written)
    typed = dict(fields) | {"act": "finish", "conclusion": "Sepakat.", "over": "1"}
    typed |= {name: "Rina" for name in typed if name.endswith(("-name", "-question", "-answer"))}
    paper = {"csrf_token": token_of(unit.get(page)), "act": "record", "url": "https://rekaman.uji.test/1"}
    answers = {
        "minutes before their session": unit.post(f"{page}/bak", data=typed),
        "a paper before its session": unit.post(page, data=paper | {"sha256": "0" * 64}),
    }
    assert [each.status_code for each in answers.values()] == [409, 409]
    return {name: answer.get_data(as_text=True) for name, answer in answers.items()}


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


def at_the_desk(desk, language, reference):
    """What reception sees when something is wrong: with what it scanned, what it typed, what changed meanwhile."""
    desk.set_cookie("bahasa", language)
    token = token_of(desk.get("/resepsionis"))
    guest = re.search(r'name="guests" value="(\d+)"', desk.get("/resepsionis").get_data(as_text=True))[1]
    said = {"csrf_token": token, "reference": reference, "seen": "0"}
    found = {"a pass of nobody": (desk.post("/resepsionis/pindai", data=said | {"said": "TEMU:2222-2222:0:A"}), 422)}
    assert desk.post("/resepsionis", data=said | {"act": "check-in", "guests": guest}).status_code == 303
    for act in ("sign-travel-order", "undo-check-in"):
        found[act] = (desk.post("/resepsionis", data=said | {"act": act, "guest": guest}), 400)
    stale = said | {"seen": "9", "act": "depart", "guests": guest}
    found["a stale form"] = (desk.post("/resepsionis", data=stale), 409)
    found["guests, wrong"] = (desk.post(f"/resepsionis/{reference}/tamu", data=said | {"act": "send"}), 400)
    assert {name: answer.status_code for name, (answer, _) in found.items()} == {
        name: status for name, (_, status) in found.items()
    }
    return {name: answer.get_data(as_text=True) for name, (answer, _) in found.items()}


def complained(browser):
    page = browser.get("/pengaduan").get_data(as_text=True)
    hidden = {name: re.search(rf'name="{name}"[^>]*value="([^"]+)"', page)[1] for name in ("csrf_token", "token")}
    said = {"kind": "complaint", "words": "Diminta membayar."}
    return browser.post("/pengaduan", data=hidden | said).location.rpartition("/")[2]


def asked_for_an_account(browser):
    asked = {"region": "Kota Manado", "institution": "BPKAD Kota Manado", "name": "Rina", "position": "Analis"}
    told = asked | {"email": "baru@uji.test", "phone": "0811-0000-001"}
    told["csrf_token"] = token_of(browser.get("/akun/minta"))
    assert browser.post("/akun/minta", data=told).status_code == 302


@pytest.mark.parametrize(("language", "colours", "size"), [("id", "dark", WIDE), ("en", "light", PHONE)])
def test_axe_finds_nothing_on_any_page_of_the_office(site, machine, browser_of, at, language, colours, size):
    region = machine("pemda")
    taken = region.submit(wish()).json["reference"]
    machine("petugas").post(f"/requests/{taken}/approve", {"ground": "directive", "given_by": "Direktur"})
    waiting = region.submit(wish("005/124", start="10:00", institution="Sekretariat DPRD")).json["reference"]
    machine("petugas").post(f"/requests/{waiting}/ask", {"question": "Siapa yang hadir?"})
    machine("unit").post(f"/requests/{waiting}/consider", {"answer": "accept"})
    away = {"name": "Rina", "institution": "BPKAD", "code": "walk_in", "happened_at": NOW}
    assert machine("resepsionis").post("/refusals", away).status_code == 201
    minutes_of(site, taken)
    asked_for_an_account(browser_of())
    complaint = f"/petugas/pengaduan/{complained(browser_of())}"
    pages = {}
    with rendered_templates(site.app) as rendered:
        for name, paths in PAGES.items():
            browser = browser_of(name)
            browser.set_cookie("bahasa", language)
            for path in (*paths, *([complaint] if name == "petugas" else [])):
                answer = browser.get(path.format(taken=taken, waiting=waiting))
                assert (path, answer.status_code) == (path, 400 if path in ASKED_WRONGLY else 200)
                pages[path] = answer.get_data(as_text=True)
                assert f'<html lang="{language}">' in pages[path]
        officer = browser_of("petugas")
        pages["a letter half typed"] = half_typed(officer, language)
        pages["a token that is shown once"] = issued(browser_of("admin"), language)
        pages |= late_words(browser_of("unit"), language, taken)
        at(f"{FIRST_DAY}T09:05:00+07:00")
        pages |= at_the_desk(browser_of("resepsionis"), language, taken)
        at(NOW)
        pages |= of_a_closed_day(officer, language)
    assert TEMPLATES - rendered == set()
    page = site.visitor()
    page.emulate_media(color_scheme=colours)
    assert walk(page, pages, lambda shown: at_each_size(shown, looked_at=(size,))) == {}
    assert site.said == []
