"""Who sees a party's NIPs and phone numbers, its letter and its papers: masked until asked for, each look told."""

import re

import pytest

from app.db import store
from booking import looks
from tests.support.house_of_tests import FIRST_DAY, wish

NIP, PHONE, CONTACT = "197501012000032001", "0811-5400-002", "0811-0000-001"


@pytest.fixture
def reference(machine):
    """A request whose one guest has a NIP and a telephone."""
    guest = {"name": "Siti", "position": "Kepala BPKAD", "office": "other", "nip": NIP, "phone": PHONE}
    return machine("pemda").submit(wish() | {"guests": [guest]}).json["reference"]


@pytest.fixture
def looked(app):
    """The looks that were written down, the oldest first."""

    def tell():
        with app.app_context(), store().reading() as session:
            return [(each.role, str(each.what)) for each in reversed(looks.at_booking(session, 1, 50))]

    return tell


def told(answer):
    page = answer.get_data(as_text=True)
    return [NIP in page, PHONE in page, CONTACT in page]


def letter_on(officer, reference):
    page = officer.get(f"/petugas/{reference}").get_data(as_text=True)
    return re.search(r"/dokumen/\d+", page)[0]


@pytest.mark.parametrize(("name", "path"), [("petugas", "/petugas/{}"), ("unit", "/unit/{}")])
def test_a_page_of_the_office_masks_them_until_they_are_asked_for(browser_of, reference, looked, name, path):
    browser, role = browser_of(name), {"petugas": "officer", "unit": "unit"}[name]
    shut = browser.get(path.format(reference))
    assert (told(shut), looked()) == ([False] * 3, [])
    assert f'href="{path.format(reference)}?data=tampil#tamu"' in shut.get_data(as_text=True)
    assert (told(browser.get(f"{path.format(reference)}?data=tampil")), looked()) == ([True] * 3, [(role, "guests")])
    assert told(browser.get(path.format(reference))) == [False] * 3


def test_the_requesters_page_tells_the_office_none_of_them(browser_of, reference, looked):
    path = f"/permohonan/{reference}"
    assert told(browser_of("pemda").get(path)) == [True, False, True]
    for name in ("petugas", "resepsionis", "unit", "pimpinan", "admin"):
        answer = browser_of(name).get(f"{path}?data=tampil")
        assert (name, answer.status_code, told(answer)) == (name, 200, [False] * 3)
    assert looked() == []


def test_an_officer_who_opens_the_party_to_change_it_has_looked(browser_of, reference, looked):
    assert told(browser_of("pemda").get(f"/permohonan/{reference}/tamu"))[0]
    assert looked() == []
    assert told(browser_of("petugas").get(f"/permohonan/{reference}/tamu"))[0]
    assert looked() == [("officer", "guests")]


def test_over_json_only_who_needs_them_is_answered_them_and_that_is_a_look(machine, at, reference, looked):
    def answered(name):
        found = machine(name).get(f"/requests/{reference}").json
        (guest,) = found["guests"]
        return [guest["nip"], guest["phone"], found["contact"]["phone"]]

    everything, nothing = [NIP, PHONE, CONTACT], [None] * 3
    assert answered("pemda") == everything
    assert looked() == []
    for name in ("pimpinan", "admin", "resepsionis"):
        assert (name, answered(name)) == (name, nothing)
    assert looked() == []
    assert [answered(name) for name in ("petugas", "unit")] == [everything] * 2
    at(f"{FIRST_DAY}T07:00:00+07:00")
    assert answered("resepsionis") == everything
    assert looked() == [("officer", "guests"), ("unit", "guests"), ("receptionist", "guests")]


@pytest.mark.parametrize("name", ["petugas", "pemda"])
def test_a_call_that_is_repeated_is_answered_them_again_and_that_is_another_look(machine, reference, looked, name):
    key, caller = {"Idempotency-Key": "5c0e"}, machine(name)
    assert [caller.post(f"/requests/{reference}/reply", {}, headers=key).status_code for _ in range(2)] == [400, 400]
    assert looked() == []
    key = {"Idempotency-Key": "5c0f"}
    first, again = (caller.post(f"/requests/{reference}/reply", {"answer": "2027."}, headers=key) for _ in range(2))
    assert (again.headers["Idempotency-Replayed"], again.json) == ("true", first.json)
    assert again.json["contact"]["phone"] == CONTACT
    assert looked() == ([("officer", "guests")] * 2 if name == "petugas" else [])


def test_opening_a_letter_or_a_paper_of_the_session_is_a_look_and_loading_the_page_is_none(
    machine, browser_of, at, reference, looked
):
    officer = browser_of("petugas")
    paper = letter_on(officer, reference)
    assert officer.head(paper).status_code == 200
    assert looked() == []
    assert [browser_of(name).get(paper).status_code for name in ("petugas", "pemda")] == [200, 200]
    assert looked() == [("officer", "letter")]
    machine("petugas").post(f"/requests/{reference}/approve", {"ground": "directive", "given_by": "Direktur"})
    at(f"{FIRST_DAY}T08:45:00+07:00")
    number = machine("pemda").get(f"/requests/{reference}").json["guests"][0]["id"]
    machine("resepsionis").post(f"/requests/{reference}/check-in", {"guests": [{"id": number}]})
    at(f"{FIRST_DAY}T09:00:00+07:00")
    minutes = machine("unit").file(reference, "minutes").json["id"]
    before = len(looked())
    assert [browser_of(name).get(f"/dokumen/{minutes}").status_code for name in ("unit", "pimpinan")] == [200, 404]
    assert looked()[before:] == [("unit", "record")]


def test_a_letter_is_opened_by_whom_it_concerns_by_the_desk_on_the_day_alone_and_linked_for_nobody_else(
    machine, browser_of, at, reference, looked
):
    paper = letter_on(browser_of("petugas"), reference)
    machine("petugas").post(f"/requests/{reference}/approve", {"ground": "directive", "given_by": "Direktur"})
    before = len(looked())
    ways = {"pimpinan": "/pimpinan", "admin": "/admin/jurnal/akses", "resepsionis": f"/resepsionis?date={FIRST_DAY}"}

    def opened():
        return {name: browser_of(name).get(paper).status_code for name in ways}

    assert opened() == dict.fromkeys(ways, 404)
    at("2026-11-24T23:59:00+07:00")
    assert opened() == dict.fromkeys(ways, 404)
    assert len(looked()) == before
    at(f"{FIRST_DAY}T00:00:00+07:00")
    assert opened() == dict.fromkeys(ways, 404) | {"resepsionis": 200}
    assert looked()[before:] == [("receptionist", "letter")]
    for name, path in ways.items():
        pages = [browser_of(name).get(each) for each in (path, f"/permohonan/{reference}")]
        assert [(each.status_code, "/dokumen/" in each.get_data(as_text=True)) for each in pages] == [(200, False)] * 2


def test_the_decision_page_tells_who_looked(browser_of, reference):
    officer = browser_of("petugas")
    empty = officer.get(f"/petugas/{reference}").get_data(as_text=True)
    assert "Belum ada yang membuka surat, NIP, atau telepon di sini." in empty
    browser_of("unit").get(letter_on(officer, reference))
    page = officer.get(f"/petugas/{reference}").get_data(as_text=True)
    latest = " ".join(re.sub(r"<[^>]+>", " ", page[page.index("Siapa yang melihat") :].partition("</ul>")[0]).split())
    assert "Berkas surat Unit, unit teknis Jumat, 20 November 2026, 10.00 WIB" in latest


def test_a_letter_is_shown_within_a_page_of_ours_only_and_only_when_it_is_asked_for(browser_of, reference):
    officer = browser_of("petugas")
    shut = officer.get(f"/petugas/{reference}").get_data(as_text=True)
    paper = letter_on(officer, reference)
    assert "<object" not in re.sub(r"<template.*?</template>", "", shut, flags=re.DOTALL)
    opened = officer.get(f"/petugas/{reference}?surat=tampil").get_data(as_text=True)
    assert f'data="{paper}#' in opened
    headers = officer.get(paper).headers
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    assert officer.get("/petugas").headers["X-Frame-Options"] == "DENY"
