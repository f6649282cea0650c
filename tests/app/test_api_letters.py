"""Letters registered before any request, and parties turned away at the door."""

import io
import json

import pytest

from app.db import store
from booking.models import Letter
from tests.support.house_of_tests import FIRST_DAY, LETTER, wish

GROUND = {"ground": "directive", "given_by": "Direktur"}


def letter(**more):
    return {
        "region": "64.72",
        "institution": "BPKAD Kota Samarinda",
        "number": "005/123/BPKAD",
        "dated_on": "2026-11-17",
        "subject": "Konsultasi Dana Desa",
        "addressed_to_director_general": True,
        "received_at": "2026-11-19T09:00:00+07:00",
        "channel": "whatsapp",
        **more,
    }


@pytest.fixture
def register(machine):
    def do(said, name="petugas", file=LETTER):
        caller = machine(name)
        fields = {"letter": json.dumps(said)} | ({"file": (io.BytesIO(file), "surat.pdf")} if file else {})
        return caller.client.post("/api/v1/letters", data=fields, headers=caller.headers)

    return do


class TestLetters:
    def test_are_registered_once(self, register):
        first = register(letter())
        assert first.status_code == 201
        told = {key: first.json[key] for key in ("number", "received_at", "region")}
        assert told == {"number": "005/123/BPKAD", "received_at": "2026-11-19T09:00:00+07:00", "region": "64.72"}
        assert [each["channel"] for each in first.json["receipts"]] == ["whatsapp"]
        again = register(letter(number="005 / 123-bpkad"))
        assert (again.status_code, again.json["id"], again.mimetype) == (
            409,
            first.json["id"],
            "application/problem+json",
        )

    def test_come_with_a_file_and_a_reason_where_they_are_late(self, register):
        assert register(letter(), file=None).json["errors"][0]["field"] == "file"
        late = letter(received_at="2026-11-17T09:00:00+07:00")
        assert register(late).json["errors"][0]["field"] == "reason"
        assert register(late | {"reason": "Libur petugas"}).status_code == 201

    def test_are_registered_by_officers(self, register):
        assert [register(letter(), name).status_code for name in ("pemda", "unit", "admin")] == [403] * 3

    @pytest.mark.parametrize("name", ["pemda", "petugas"])
    def test_are_asked_on_by_number_without_a_file(self, machine, register, name):
        number = register(letter()).json["id"]
        taken = machine(name).submit(wish(date="2026-11-24") | {"letter": {"id": number}}, file=None)
        assert (taken.status_code, taken.json["letter"]["id"]) == (201, number)
        assert taken.json["letter"]["received_at"] == "2026-11-19T09:00:00+07:00"

    def test_that_an_officer_knows_came_earlier_keep_that_receipt_too(self, machine, register, app):
        number = register(letter()).json["id"]
        wanted = wish(date="2026-11-23") | {"letter": {"id": number}, "reason": "Baru ketemu", "channel": "email"}
        taken = machine("petugas").submit(wanted | {"received_at": "2026-11-18T09:00:00+07:00"}, file=None)
        assert (taken.status_code, taken.json["letter"]["received_at"]) == (201, "2026-11-18T09:00:00+07:00")
        with app.app_context(), store().reading() as session:
            told = [(each.channel, each.document_id is None) for each in session.get(Letter, number).receipts]
        assert told == [("whatsapp", False), ("email", True)]

    def test_are_not_asked_on_by_another_region(self, machine, register):
        number = register(letter()).json["id"]
        wanted = wish() | {"letter": {"id": number}, "region": "91.71"}
        assert machine("pemda-lain").submit(wanted, file=None).json["errors"][0]["field"] == "letter"
        assert machine("pemda").submit(wish() | {"letter": {"id": 10**12}}, file=None).status_code == 400

    def test_keep_their_receipt_where_the_portal_names_them_again(self, machine, register):
        register(letter(dated_on="2026-11-19"))
        taken = machine("pemda").submit(wish(date="2026-11-24"))
        assert (taken.status_code, taken.json["letter"]["received_at"]) == (201, "2026-11-19T09:00:00+07:00")

    def test_a_corrected_receipt_flags_what_it_breaks(self, machine, register):
        officer, number = machine("petugas"), register(letter()).json["id"]
        taken = machine("pemda").submit(wish(date="2026-11-24") | {"letter": {"id": number}}, file=None).json
        said = {"received_at": "2026-11-20T09:00:00+07:00", "channel": "email", "reason": "Salah baca"}
        corrected = officer.post(f"/letters/{number}/receipt", said)
        assert (corrected.status_code, corrected.json["flagged"]) == (200, [taken["reference"]])
        assert corrected.json["received_at"] == said["received_at"]
        assert officer.get(f"/requests/{taken['reference']}").json["flags"] == ["lead_time"]
        earlier = said | {"received_at": "2026-11-19T09:00:00+07:00"}
        assert officer.post(f"/letters/{number}/receipt", earlier).json["flagged"] == []
        assert officer.post(f"/letters/{number}/receipt", said | {"reason": ""}).status_code == 400
        assert officer.post("/letters/999/receipt", said).status_code == 404
        assert machine("pemda").post(f"/letters/{number}/receipt", said).status_code == 403


class TestRefusalsAtTheDoor:
    SAID = {"name": "Rombongan", "institution": "BPKAD", "happened_at": "2026-11-20T09:00:00+07:00"}  # noqa: RUF012

    @pytest.mark.parametrize(
        ("code", "refused"),
        [
            ("walk_in", ("E.3.c.11", "walk_in")),
            ("wrong_day", ("E.3.c.11", "wrong_day")),
            ("outside_window", ("E.3.c.11", "outside_window")),
            ("guest_cap", ("E.3.c.6", "party_too_large")),
        ],
    )
    def test_name_the_clause_the_channels_and_two_open_slots(self, machine, code, refused):
        reference = machine("pemda").submit(wish()).json["reference"]
        answer = machine("resepsionis").post("/refusals", self.SAID | {"code": code, "reference": reference.lower()})
        assert answer.status_code == 201
        (told,) = answer.json["refusals"]
        assert ((told["clause"], told["code"]), answer.json["clause"], answer.json["code"]) == (
            refused,
            refused[0],
            code,
        )
        assert set(answer.json["says"]) == {"id", "en"}
        assert answer.json["next_open"] == [
            {"date": FIRST_DAY, "start": "10:00", "end": "11:00"},
            {"date": FIRST_DAY, "start": "13:00", "end": "14:00"},
        ]
        assert {channel["kind"] for channel in answer.json["channels"]} >= {"whatsapp", "email"}

    @pytest.mark.parametrize(
        ("said", "status"),
        [
            ({"code": "ugly"}, 400),
            ({"code": "walk_in", "happened_at": "2026-11-21T09:00:00+07:00"}, 400),
            ({"code": "outside_window"}, 400),
            ({"code": "walk_in", "reference": "XXXX-XXXX"}, 404),
        ],
        ids=["no code", "not yet", "whose window", "unknown"],
    )
    def test_that_do_not_fit_are_not_recorded(self, machine, said, status):
        assert machine("resepsionis").post("/refusals", self.SAID | said).status_code == status

    def test_are_recorded_by_reception(self, machine):
        assert machine("petugas").post("/refusals", self.SAID | {"code": "walk_in"}).status_code == 403
