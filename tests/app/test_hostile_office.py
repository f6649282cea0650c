"""What nobody types by mistake: odd numbers, floods of fields and rows that cannot be, on the office's pages."""

from dataclasses import replace

import pytest
from sqlalchemy import func as sql
from sqlalchemy import select

from app.db import reading, store
from app.paper import filing
from booking import minutes, people, reads
from booking.journal import Actor
from booking.models import Document
from booking.terms import Role
from rules.strict import instant
from tests.support.asking import value_of, words
from tests.support.house_of_tests import FIRST_DAY, wish

FAR = "99999999999999999999"


@pytest.fixture
def given(machine):
    """A visit that has its schedule."""
    reference = machine("pemda").submit(wish(guests=2)).json["reference"]
    approved = {"ground": "directive", "given_by": "Direktur"}
    assert machine("petugas").post(f"/requests/{reference}/approve", approved).status_code == 200
    return reference


@pytest.mark.parametrize("number", [FAR, f"-{FAR}", "0", "2147483648"])
def test_a_letter_of_no_possible_number_is_not_there(browser_of, number):
    assert browser_of("petugas").get(f"/petugas/surat-masuk?surat={number}").status_code in (200, 404)
    officer = browser_of("petugas")
    proof = value_of(officer.get("/petugas/surat-masuk"), "csrf_token")
    said = {"csrf_token": proof, "act": "request", "registered": number, "region": "Kota Samarinda"}
    assert officer.post("/petugas/surat-masuk", data=said).status_code == 400


@pytest.mark.parametrize("page", ["/admin/jurnal", "/admin/jurnal/akses"])
def test_the_first_day_there_is_narrows_nothing(browser_of, given, page):
    admin = browser_of("admin")
    assert admin.get(f"{page}?first=0001-01-01").get_data() != b""
    assert admin.get(f"{page}?first=0001-01-01").status_code == 200


@pytest.mark.parametrize("place", ["²", "9" * 5000, "-1", "x"])
def test_a_row_of_the_minutes_that_cannot_be_is_left_out(browser_of, given, place):
    unit = browser_of("unit")
    path = f"/unit/{given}/bak"
    said = {"csrf_token": value_of(unit.get(path), "csrf_token"), f"questions-{place}-question": "Apa?"}
    for act, status in (("preview", 200), ("add:questions", 200), ("save", 302)):
        assert unit.post(path, data=said | {"act": act, "over": "0"}).status_code == status


def test_an_answer_of_too_many_lines_is_told_at_its_field(browser_of, given):
    unit = browser_of("unit")
    path = f"/unit/{given}/bak"
    said = {"csrf_token": value_of(unit.get(path), "csrf_token"), "act": "save", "questions-0-answer": "a\n" * 401}
    answer = unit.post(path, data=said)
    assert (answer.status_code, "Paling banyak 400 baris." in words(answer)) == (400, True)


@pytest.mark.parametrize("path", ["/pengaduan", "/petugas", "/nowhere"])
def test_a_flood_of_fields_is_turned_away_before_it_is_taken_apart(app, path):
    kind = "application/x-www-form-urlencoded"
    assert app.test_client().post(path, data="a=&" * 2_001, content_type=kind).status_code == 413
    assert app.test_client().post(path, data="a=" + "x" * 5_000_000, content_type=kind).status_code == 413


def test_the_pass_tells_nips_to_whoever_asked_alone(browser_of, machine, given):
    guests = [{"name": "Rina", "position": "Kepala", "office": "other", "nip": "198001012005011001"}]
    changed = machine("pemda").post(f"/requests/{given}/change-guests", {"guests": guests, "note": "Berganti."})
    assert changed.status_code == 200
    told = {
        name: "198001012005011001" in browser_of(name).get(f"/permohonan/{given}/pas").get_data(as_text=True)
        for name in ("pemda", "petugas", "unit", "resepsionis", "pimpinan", "admin")
    }
    assert told == dict.fromkeys(told, False) | {"pemda": True}


def test_minutes_finished_by_several_presses_are_filed_once(app, machine, given, at):
    at(f"{FIRST_DAY}T08:40:00+07:00")
    assert machine("resepsionis").post(f"/requests/{given}/check-in", {"guests": [{"id": 1}]}).status_code == 200
    at(f"{FIRST_DAY}T10:05:00+07:00")
    with app.app_context():
        unit = people.by_email(reading(), "unit@uji.test")
        actor = Actor(Role.UNIT, unit.id, unit=unit.unit_code)
        seen = reads.booking(reading(), given, actor)
        told = minutes.prefilled(seen, unit.name)
        whole = replace(told, questions=[minutes.Question("Apa?", "Ini.")], conclusion="Sepakat.")
        minutes.save(store(), given, actor, instant(f"{FIRST_DAY}T10:05:00+07:00"), whole, minutes.NONE_YET)
        for _ in range(3):  # each saw the booking before the first paper was filed
            filing.finish(store(), "https://temu.uji.test", seen, actor, instant(f"{FIRST_DAY}T10:06:00+07:00"))
        with store().reading() as session:
            filed = select(sql.count()).where(Document.booking_id == seen.id, Document.kind == "minutes")
            assert session.scalar(filed) == 1
