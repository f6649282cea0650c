"""What an attacker or an accident sends: never a fault of the server, nothing kept that was refused."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from app import config, create_app
from app.config import NotConfigured, Settings
from app.db import store
from app.web import inner
from booking.models import Document, PersonalNote, Receipt
from tests.app.test_account import sign_in, token_of
from tests.support.house_of_tests import FIRST_DAY, Machine, token_for, wish

GROUND = {"ground": "directive", "given_by": "Direktur"}


def codes(answer):
    return [refusal["code"] for refusal in answer.json["refusals"]]


def replayed(decision):
    return subprocess.run(
        [sys.executable, "-m", "rules", "replay"], input=json.dumps(decision), text=True, capture_output=True
    )


@pytest.mark.parametrize(
    ("day", "refused"),
    [("9998-06-01", "calendar_unknown"), ("9999-12-31", "calendar_unknown"), ("2024-06-05", "lead_time")],
)
def test_a_slot_far_away_is_refused_replayable_and_leaves_no_file(app, machine, day, refused):
    answer = machine("pemda").submit(wish(date=day))
    assert answer.status_code == 422
    assert refused in codes(answer)
    done = replayed(machine("petugas").get(f"/decisions/{answer.json['decision']}").json)
    assert (done.returncode, done.stdout) == (0, "")
    with app.app_context(), store().reading() as session:
        assert session.query(Document).count() == 0


@pytest.mark.parametrize(
    "path",
    ["/api/v1/requests/%00", "/api/v1/requests?q=%00", "/api/v1/requests?region=%00", "/petugas/%00", "/petugas?q=%00"],
)
def test_a_nul_is_bad_input(browser_of, path):
    assert browser_of("petugas").get(path).status_code == 400


def test_a_nul_in_a_form_is_bad_input(app):
    app.config["WTF_CSRF_ENABLED"] = False
    assert app.test_client().post("/masuk", data={"email": "a\0b@x.id", "password": "x"}).status_code == 400


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/decisions/99999999999999999999", 404),
        ("/dokumen/99999999999999999999", 404),
        ("/api/v1/requests?page=400000000000000000", 200),
        ("/petugas?page=9223372036854775807", 200),
    ],
)
def test_a_number_beyond_all_rows_is_no_fault(browser_of, path, status):
    assert browser_of("petugas").get(path).status_code == status


def test_a_clock_from_another_age_admits_nobody(machine, at):
    taken = machine("pemda").submit(wish()).json
    machine("petugas").post(f"/requests/{taken['reference']}/approve", GROUND)
    at(f"{FIRST_DAY}T08:45:00+07:00")
    guest = {"id": taken["guests"][0]["id"], "happened_at": "9999-12-31T10:00:00Z"}
    said = {"guests": [guest], "sent_at": "2026-11-01T00:00:00Z"}
    answer = machine("resepsionis").post(f"/requests/{taken['reference']}/check-in", said)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, "happened_at")


@pytest.mark.parametrize("header", [{"Authorization": "Basic eDp5"}, {"Authorization": ""}, {"X-Access-Code": "z"}])
def test_another_header_is_no_proof_of_a_form(machine, browser_of, header):
    taken = machine("pemda").submit(wish()).json
    path = f"/api/v1/requests/{taken['reference']}/withdraw"
    assert browser_of("pemda").post(path, json={}, headers=header).status_code == 400
    assert machine("pemda").get(f"/requests/{taken['reference']}").json["state"] == "requested"


def test_a_copied_cookie_opens_nothing_after_signing_out(app):
    mine, copied = app.test_client(), app.test_client()
    sign_in(mine)
    copied.set_cookie("session", mine.get_cookie("session").value)
    assert copied.get("/petugas").status_code == 200
    mine.post("/keluar", data={"csrf_token": token_of(mine.get("/petugas"))})
    assert copied.get("/petugas").status_code == 302


@pytest.mark.parametrize("target", ["//[", "//%E2%84%80.com", "//\u2100.com", "/\r\nX: y", "/a\nb"])
def test_a_broken_address_leads_home(app, target):
    assert inner(target, "/") == "/"
    assert app.test_client().get("/bahasa/en", query_string={"next": target}).location == "/"


def test_a_note_or_a_party_without_end_is_refused(machine):
    region = machine("pemda")
    taken = region.submit(wish()).json
    machine("petugas").post(f"/requests/{taken['reference']}/approve", GROUND)
    path = f"/requests/{taken['reference']}/cancel"
    assert region.post(path, {"note": "x" * 2_001}).status_code == 400
    assert region.post(path, {"note": "\u200b"}).status_code == 400
    assert region.post(path, {"note": "x" * 2_000}).status_code == 200
    crowd = region.submit(wish("900/2", mode="video_conference", start="08:00", guests=101))
    assert (crowd.status_code, crowd.json["errors"][0]["field"]) == (400, "request.guests")


def test_a_region_cannot_say_how_or_when_its_letter_came(app, machine):
    said = {"channel": "whatsapp", "reason": "x", "received_at": "2026-11-02T09:00:00+07:00"}
    taken = machine("pemda").submit(wish() | said).json
    assert taken["letter"]["received_at"].startswith("2026-11-20T10:00")
    with app.app_context(), store().reading() as session:
        receipt = session.query(Receipt).one()
        assert (receipt.channel, receipt.reason) == ("portal", None)


def test_a_letter_of_tomorrow_is_no_letter(machine):
    wanted = wish()
    wanted["letter"]["dated_on"] = "2026-11-21"
    answer = machine("pemda").submit(wanted)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, "letter_dated_on")


def test_a_calendar_links_to_the_address_it_was_told(template, tmp_path, at):
    file = tmp_path / "temu.db"
    file.write_bytes(template.read_bytes())
    app = create_app(Settings(f"sqlite:///{file}", "uji", "journal", base_url="https://temu.uji.test/", testing=True))
    region = Machine(app.test_client(), token_for(app, "pemda"))
    reference = region.submit(wish()).json["reference"]
    text = region.get(f"/requests/{reference}.ics", headers={"Host": "evil.test"}).get_data(as_text=True)
    assert f"URL:https://temu.uji.test/permohonan/{reference}\r\n" in text


def test_a_clock_that_cannot_be_read_stops_the_start(monkeypatch):
    for name, value in {"SECRET_KEY": "a", "JOURNAL_KEY": "b", "NOW": "2026-11-20T10:00"}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(NotConfigured, match="NOW"):
        config.from_environment()


def test_a_wrong_method_is_told_the_right_ones(machine):
    answer = machine().client.put("/api/v1/slots")
    assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_papers_for_a_foreign_or_unknown_booking_are_not_found(machine):
    reference = machine("pemda").submit(wish()).json["reference"]
    assert machine("pemda-lain").file(reference, "minutes").status_code == 404
    assert machine("unit-lain").file(reference, "minutes").status_code == 404
    assert machine("unit").file("XXXX-XXXX", "minutes").status_code == 404
    assert machine("pemda").file(reference, "minutes").status_code == 403


def test_reworded_notes_are_found_by_the_journal(app, machine):
    region = machine("pemda")
    taken = region.submit(wish()).json
    machine("petugas").post(f"/requests/{taken['reference']}/reject", {"reason": "other", "note": "Asli"})
    assert app.test_cli_runner().invoke(args=["journal", "verify"]).exit_code == 0
    with app.app_context(), store().writing() as session:
        session.query(PersonalNote).one().values = {"note": "palsu"}
    assert app.test_cli_runner().invoke(args=["journal", "verify"]).exit_code == 1


def test_forty_officers_approve_one_request_at_once(app, machine):
    taken = machine("pemda").submit(wish()).json
    token = token_for(app, "petugas")

    def approve(_):
        return Machine(app.test_client(), token).post(f"/requests/{taken['reference']}/approve", GROUND).status_code

    with ThreadPoolExecutor(40) as crowd:
        answers = sorted(crowd.map(approve, range(40)))
    assert answers == [200] + [409] * 39


def test_forty_ask_for_one_session_at_once(app, machine):
    token = token_for(app, "petugas")

    def ask(number):
        caller = Machine(app.test_client(), token)
        return caller.submit(wish(f"900/{number}", region=None, institution="Kementerian")).status_code

    with ThreadPoolExecutor(40) as crowd:
        answers = sorted(crowd.map(ask, range(40)))
    assert answers == [201] + [409] * 39
