"""From a letter to a closed visit over JSON, and every answer that is not a yes."""

import json
import subprocess
import sys

import pytest

from tests.support.house_of_tests import FIRST_DAY, wish


@pytest.fixture
def requested(machine):
    """A request of two guests, and the machine of its region."""
    region = machine("pemda")
    return region.submit(wish(guests=2)).json


@pytest.fixture
def scheduled(machine, requested):
    return machine("petugas").post(
        f"/requests/{requested['reference']}/approve", {"ground": "directive", "given_by": "Direktur"}
    ).json


def codes(answer):
    return [(refusal["clause"], refusal["code"], refusal["basis"]) for refusal in answer.json["refusals"]]


def test_a_letter_becomes_a_received_visit(machine, at):
    region, officer, desk, unit = (machine(name) for name in ("pemda", "petugas", "resepsionis", "unit"))
    taken = region.submit(wish(guests=2))
    assert taken.status_code == 201
    reference = taken.json["reference"]
    assert taken.headers["Location"] == f"/api/v1/requests/{reference}"
    assert taken.json["state"] == "requested"
    assert taken.json["slot"] == {"date": FIRST_DAY, "start": "09:00", "end": "10:00"}
    assert taken.json["access_code"]

    approved = officer.post(f"/requests/{reference}/approve", {"ground": "unit_consideration", "given_by": "Direktur"})
    assert (approved.status_code, approved.json["state"], approved.json["unit"]) == (200, "scheduled", "dana-desa")
    assert "access_code" not in approved.json

    at(f"{FIRST_DAY}T08:45:00+07:00")
    guests = [{"id": guest["id"]} for guest in approved.json["guests"]]
    arrived = desk.post(f"/requests/{reference}/check-in", {"guests": guests})
    assert (arrived.status_code, arrived.json["state"]) == (200, "arrived")
    assert [guest["admitted_at"] is not None for guest in arrived.json["guests"]] == [True, True]

    at(f"{FIRST_DAY}T09:50:00+07:00")
    assert unit.post(f"/requests/{reference}/finish").json["state"] == "held"
    early = unit.post(f"/requests/{reference}/close")
    assert (early.status_code, codes(early)) == (422, [("E.3.c.10", "record_missing", "stated")])
    assert unit.file(reference, "minutes").status_code == 201
    assert unit.file(reference, "attendance").status_code == 201
    assert unit.post(f"/requests/{reference}/close").json["state"] == "closed"

    told = region.get(f"/requests/{reference}").json
    assert [(row["act"], row["state"], row["by"]) for row in told["journal"]] == [
        ("submit", "requested", "region"),
        ("approve", "scheduled", "officer"),
        ("check-in", "arrived", "receptionist"),
        ("finish", "held", "unit"),
        ("file-minutes", None, "unit"),
        ("file-attendance", None, "unit"),
        ("close", "closed", "unit"),
    ]


def test_a_video_conference_needs_a_room_or_a_link_and_closes_on_a_recording(machine, at):
    region, officer = machine("pemda"), machine("petugas")
    reference = region.submit(wish(mode="video_conference", start="08:00")).json["reference"]
    ground = {"ground": "directive", "given_by": "Direktur"}
    bare = officer.post(f"/requests/{reference}/approve", ground)
    assert (bare.status_code, codes(bare)) == (422, [("E.3.b.2", "no_meeting_room", "stated")])
    linked = officer.post(f"/requests/{reference}/approve", {**ground, "meeting_url": "https://rapat.test/1"})
    assert (linked.json["state"], linked.json["meeting_url"]) == ("scheduled", "https://rapat.test/1")
    at(f"{FIRST_DAY}T09:00:00+07:00")
    officer.post(f"/requests/{reference}/finish")
    assert codes(officer.post(f"/requests/{reference}/close")) == [("E.3.b.3", "record_missing", "stated")]
    recording = {"url": "https://rekaman.test/1", "sha256": "ab" * 32}
    assert officer.file(reference, "recording", content=None, **recording).status_code == 201
    assert officer.post(f"/requests/{reference}/close").json["state"] == "closed"


def test_a_third_guest_is_refused_with_the_clause(machine):
    refused = machine("pemda").submit(wish(guests=3))
    assert (refused.status_code, refused.mimetype) == (422, "application/problem+json")
    assert codes(refused) == [("E.3.c.6", "guest_cap", "stated")]
    assert refused.json["refusals"][0]["reopens_on"] is None
    assert refused.json["earliest"] == {"date": FIRST_DAY, "start": "09:00"}


def test_a_day_too_early_says_when_it_opens(machine):
    refused = machine("pemda").submit(wish(date="2026-11-24"))
    assert codes(refused) == [("E.3.c.2", "lead_time", "stated")]
    assert refused.json["refusals"][0]["reopens_on"] == FIRST_DAY


def test_a_taken_session_is_a_conflict_that_names_the_next_one(machine):
    machine("pemda").submit(wish())
    late = machine("pemda-lain").submit(wish("900/1", region="91.71"))
    assert late.status_code == 409
    assert codes(late) == [("E.3.c.8", "session_taken", "stated")]
    assert late.json["earliest"] == {"date": FIRST_DAY, "start": "10:00"}


def test_without_a_slot_the_first_free_one_is_taken(machine):
    assert machine("pemda").submit(wish(slot=None)).json["slot"] == {
        "date": FIRST_DAY,
        "start": "09:00",
        "end": "10:00",
    }


def test_the_same_letter_carries_one_schedule_and_is_spent_by_a_cancelled_visit(machine, scheduled):
    region = machine("pemda")
    again = region.submit(wish(start="10:00"))
    assert codes(again) == [("E.3.c.1", "letter_in_use", "chosen")]
    cancelled = region.post(f"/requests/{scheduled['reference']}/cancel", {"note": "Berhalangan"})
    assert (cancelled.json["state"], cancelled.json["note"]) == ("cancelled", "Berhalangan")
    assert codes(region.submit(wish(start="10:00"))) == [("E.3.c.9", "new_letter_required", "stated")]
    assert region.submit(wish(mode="video_conference", start="10:00")).status_code == 201


def test_an_officer_enters_a_letter_that_came_by_whatsapp_two_days_ago(machine):
    officer = machine("petugas")
    wanted = wish(channel="whatsapp", received_at="2026-11-18T09:00:00+07:00", date="2026-11-23")
    bare = officer.submit(wanted)
    assert (bare.status_code, bare.json["errors"][0]["field"]) == (400, "reason")
    taken = officer.submit({**wanted, "reason": "Ponsel piket rusak"})
    assert (taken.status_code, taken.json["letter"]["received_at"]) == (201, "2026-11-18T09:00:00+07:00")
    future = officer.submit(wish("900/2", received_at="2026-11-20T10:30:00+07:00", start="10:00"))
    assert (future.status_code, future.json["errors"][0]["field"]) == (400, "received_at")


class TestWhoMay:
    def test_a_wrong_token_is_nobody(self, app, machine):
        nobody = machine()
        nobody.token = "wrong"
        answer = nobody.get("/requests")
        assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert nobody.submit(wish()).status_code == 401

    def test_a_region_does_not_ask_for_another(self, machine):
        assert machine("pemda-lain").submit(wish()).status_code == 403

    @pytest.mark.parametrize("name", ["resepsionis", "unit", "pimpinan", "admin"])
    def test_only_regions_and_officers_submit(self, machine, name):
        assert machine(name).submit(wish()).status_code == 403

    def test_a_foreign_booking_does_not_exist(self, machine, requested):
        reference = requested["reference"]
        other = machine("pemda-lain")
        assert other.get(f"/requests/{reference}").status_code == 404
        assert other.post(f"/requests/{reference}/withdraw").status_code == 404
        assert other.get(f"/decisions/{requested['decision']}").status_code == 404
        assert machine("unit-lain").get(f"/requests/{reference}").status_code == 404

    def test_what_one_may_see_but_not_do_is_forbidden(self, machine, requested):
        reference = requested["reference"]
        for name in ("pemda", "resepsionis", "unit", "pimpinan", "admin"):
            answer = machine(name).post(
                f"/requests/{reference}/approve", {"ground": "directive", "given_by": "Direktur"}
            )
            assert (name, answer.status_code) == (name, 403)

    def test_regions_do_not_list_bookings(self, machine):
        assert machine("pemda").get("/requests").status_code == 403

    def test_the_access_code_opens_one_booking(self, machine, requested):
        reference, code = requested["reference"], {"X-Access-Code": requested["access_code"]}
        nobody = machine()
        assert nobody.get(f"/requests/{reference}", headers=code).json["reference"] == reference
        assert nobody.get(f"/requests/{reference}", headers={"X-Access-Code": "wrong"}).status_code == 404
        assert nobody.get(f"/requests/{reference}").status_code == 401
        ground = {"ground": "directive", "given_by": "Direktur"}
        assert nobody.post(f"/requests/{reference}/approve", ground, headers=code).status_code == 403
        assert nobody.post(f"/requests/{reference}/withdraw", headers=code).json["state"] == "withdrawn"

    def test_a_browsers_sign_in_must_prove_its_form(self, browser_of, requested):
        browser = browser_of("petugas")
        assert browser.get("/api/v1/requests").status_code == 200
        act = f"/api/v1/requests/{requested['reference']}/reject"
        assert browser.post(act, json={"reason": "other", "note": "x"}).status_code == 400


class TestActs:
    def test_an_act_whose_time_has_gone_is_a_conflict(self, machine, scheduled):
        again = machine("petugas").post(
            f"/requests/{scheduled['reference']}/approve", {"ground": "directive", "given_by": "Direktur"}
        )
        assert (again.status_code, again.json["state"]) == (409, "scheduled")

    def test_an_unknown_act_or_booking_is_not_found(self, machine, requested):
        assert machine("petugas").post(f"/requests/{requested['reference']}/promote").status_code == 404
        assert machine("petugas").post("/requests/XXXX-XXXX/finish").status_code == 404

    def test_a_rejection_needs_a_reason_of_the_list_and_words(self, machine, requested):
        path, officer = f"/requests/{requested['reference']}/reject", machine("petugas")
        assert officer.post(path, {"note": "x"}).status_code == 400
        assert officer.post(path, {"reason": "because", "note": "x"}).status_code == 400
        assert officer.post(path, {"reason": "other", "note": "  "}).status_code == 400
        rejected = officer.post(path, {"reason": "duplicate", "note": "Sudah ada."})
        assert [rejected.json[key] for key in ("state", "reason", "note")] == ["rejected", "duplicate", "Sudah ada."]

    def test_reception_admits_in_the_window_and_nobody_above_the_cap_without_a_leader(self, machine, at):
        offices = ("other", "other", "other", "regional_head")
        officer, desk = machine("petugas"), machine("resepsionis")
        taken = machine("pemda").submit(wish(offices=offices)).json
        reference = taken["reference"]
        officer.post(f"/requests/{reference}/approve", {"ground": "directive", "given_by": "Direktur"})
        ids = {guest["office"]: guest["id"] for guest in taken["guests"]}
        others = [{"id": guest["id"]} for guest in taken["guests"] if guest["office"] == "other"]
        at(f"{FIRST_DAY}T08:29:00+07:00")
        early = desk.post(f"/requests/{reference}/check-in", {"guests": others[:1]})
        assert (early.status_code, codes(early)) == (422, [("E.3.c.11", "outside_window", "stated")])
        at(f"{FIRST_DAY}T08:31:00+07:00")
        crowd = desk.post(f"/requests/{reference}/check-in", {"guests": others})
        assert (crowd.status_code, codes(crowd)) == (422, [("E.3.c.6", "guest_cap", "stated")])
        assert desk.post(f"/requests/{reference}/check-in", {"guests": others[:2]}).status_code == 200
        leader = [{"id": ids["regional_head"]}, others[2]]
        assert desk.post(f"/requests/{reference}/check-in", {"guests": leader}).status_code == 200
        undone = desk.post(
            f"/requests/{reference}/undo-check-in", {"guest": others[0]["id"], "note": "Salah orang"}
        )
        assert undone.json["state"] == "arrived"


class TestBadInput:
    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"mode": "phone"}, "request.mode"),
            ({"region": "99.99"}, "request.region"),
            ({"slot": {"date": "2026-02-30", "start": "09:00"}}, "request.slot.date"),
            ({"slot": {"date": FIRST_DAY, "start": "9:00"}}, "request.slot.start"),
            ({"institution": "  "}, "request.institution"),
            ({"surprise": 1}, "request"),
            ({"contact": {"name": "A", "phone": "1", "email": "nobody"}}, "request.contact.email"),
            ({"guests": [{"name": "A", "position": "B", "office": "king"}]}, "request.guests[0].office"),
            ({"topic": "football"}, "topic"),
            ({"unit": "nowhere"}, "unit"),
        ],
    )
    def test_a_field_that_does_not_fit_is_named(self, machine, change, field):
        answer = machine("pemda").submit(wish() | change)
        assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, field)

    def test_without_the_letter_nothing_is_taken(self, machine):
        assert machine("pemda").submit(wish(), file=None).json["errors"][0]["field"] == "file"
        assert machine("pemda").submit(wish(), file=b"MZ program").json["errors"][0]["field"] == "file"
        assert machine("pemda").submit(wish(), file=b"").json["errors"][0]["field"] == "file"

    def test_what_is_no_json_is_said(self, machine):
        assert machine("pemda").submit("{").status_code == 400
        assert machine().client.post("/api/v1/requests").status_code == 400

    def test_control_characters_do_not_stay(self, machine):
        taken = machine("pemda").submit(wish(institution="BPKAD\r\nBcc: x\u2028y"))
        assert taken.json["institution"] == "BPKAD Bcc: x y"


class TestReading:
    def test_slots_speak_only_of_the_slot_and_name_nobody(self, machine, requested):
        answer = machine().get("/slots?mode=visit&month=2026-11&region=64.72&received_at=2026-11-20T10:00:00%2B07:00")
        assert answer.status_code == 200
        assert len(answer.json["slots"]) == 30 * 4
        slots = {(slot["date"], slot["start"]): slot for slot in answer.json["slots"]}
        assert [refusal["code"] for refusal in slots[FIRST_DAY, "09:00"]["refusals"]] == ["session_taken"]
        assert slots[FIRST_DAY, "10:00"] == {
            "date": FIRST_DAY,
            "start": "10:00",
            "end": "11:00",
            "open": True,
            "refusals": [],
        }
        assert "Samarinda" not in answer.get_data(as_text=True)

    @pytest.mark.parametrize("query", ["", "mode=visit", "mode=x&month=2026-11", "mode=visit&month=2026-13"])
    def test_a_month_that_cannot_be_read_is_bad_input(self, machine, query):
        assert machine().get(f"/slots?{query}").status_code == 400

    def test_the_office_lists_and_searches(self, machine, requested):
        officer = machine("petugas")
        listed = officer.get("/requests?state=requested&q=samarinda").json
        assert [row["reference"] for row in listed["requests"]] == [requested["reference"]]
        assert officer.get("/requests?state=closed").json["requests"] == []
        assert officer.get("/requests?date=2026-11-25&region=64.72").json["total"] == 1
        assert officer.get("/requests?state=maybe").status_code == 400

    def test_a_decision_replays_to_the_same_verdict(self, machine, requested):
        told = machine("pemda").get(f"/decisions/{requested['decision']}").json
        line = json.dumps(told)
        replayed = subprocess.run(
            [sys.executable, "-m", "rules", "replay"], input=line, text=True, capture_output=True, check=False
        )
        assert (replayed.returncode, replayed.stdout, replayed.stderr) == (0, "", "")

    def test_reference_lists(self, machine):
        nobody = machine()
        assert len(nobody.get("/regions").json["regions"]) == 552
        assert len(nobody.get("/units").json["units"]) == 7
        assert [topic["code"] for topic in nobody.get("/topics").json["topics"]][-1] == "lainnya"
        assert [room["code"] for room in nobody.get("/rooms").json["rooms"]] == ["lantai-3", "lantai-5"]

    def test_the_circular_counts_what_it_refused(self, machine):
        machine("pemda").submit(wish(guests=3))
        clauses = {clause["clause"]: clause for clause in machine().get("/circular").json["clauses"]}
        assert clauses["E.3.c.6"]["refused_this_year"] == {"guest_cap": 1}
        assert clauses["E.3.c.5"]["refused_this_year"] == {}
        assert [figure["value"] for figure in clauses["E.3.c.6"]["figures"]] == [2, 4]

    def test_health(self, app):
        assert app.test_client().get("/healthz").json == {"status": "ok"}
