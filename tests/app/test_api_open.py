"""Requests without a sign-in: held for half an hour, until the address is proved by the token that was mailed there."""

import shutil

import pytest

from app import create_app
from app.config import Settings
from app.db import store
from booking import codes
from tests.support.house_of_tests import FIRST_DAY, Machine, token_for, wish


@pytest.fixture
def asked(machine):
    """A request by somebody who has no sign-in."""
    answer = machine().submit(wish(guests=2))
    assert answer.status_code == 201
    return answer.json


@pytest.fixture
def token(app):
    def mailed(reference):
        with app.app_context():
            return codes.confirmation(store().journal_key, reference)

    return mailed


def test_is_unconfirmed_and_seen_by_its_code(machine, asked):
    code = {"X-Access-Code": asked["access_code"]}
    seen = machine().get(f"/requests/{asked['reference']}", headers=code)
    assert (asked["state"], seen.status_code, seen.json["state"]) == ("unconfirmed", 200, "unconfirmed")
    assert asked["hold_until"] is not None
    assert machine().get(f"/requests/{asked['reference']}").status_code == 401


def test_takes_the_first_free_slot_where_none_is_named(machine, asked):
    wanted = wish("005/124/BPKAD") | {"slot": None}
    wanted["contact"]["email"] = "lain@uji.test"
    assert machine().submit(wanted).json["slot"] == {"date": FIRST_DAY, "start": "10:00", "end": "11:00"}


def test_waits_for_confirmation_one_at_a_time_for_an_address(machine, asked):
    again = machine().submit(wish("005/124/BPKAD", start="10:00"))
    assert (again.status_code, again.json["errors"][0]["field"]) == (400, "contact_email")


def test_names_its_letter_itself(machine, asked):
    wanted = wish() | {"letter": {"id": asked["letter"]["id"]}}
    wanted["contact"]["email"] = "lain@uji.test"
    answer = machine().submit(wanted, file=None)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, "letter")


class TestConfirming:
    def test_needs_the_mailed_token_alone(self, machine, asked, token):
        path = f"/requests/{asked['reference'].lower()}/confirm"
        confirmed = machine().post(path, {"token": token(asked["reference"])})
        assert (confirmed.status_code, confirmed.json["state"]) == (200, "requested")
        assert [(row["act"], row["by"]) for row in confirmed.json["journal"]] == [
            ("submit", "holder"),
            ("confirm", "holder"),
        ]
        assert machine().post(path, {"token": token(asked["reference"])}).status_code == 409

    def test_is_too_late_after_half_an_hour(self, machine, asked, token, at):
        at("2026-11-20T10:45:00+07:00")
        late = machine().post(f"/requests/{asked['reference']}/confirm", {"token": token(asked["reference"])})
        assert (late.status_code, late.json["state"]) == (409, "expired")

    def test_a_wrong_token_tells_a_stranger_nothing(self, machine, asked, token):
        for reference, said in ((asked["reference"], "wrong"), ("XXXX-XXXX", "x"), ("XXXX-XXXX", token("XXXX-XXXX"))):
            assert machine().post(f"/requests/{reference}/confirm", {"token": said}).status_code == 404

    def test_a_wrong_token_is_forbidden_to_who_sees_the_booking(self, machine, asked):
        path, wrong = f"/requests/{asked['reference']}/confirm", {"token": "wrong"}
        code = {"X-Access-Code": asked["access_code"]}
        assert machine().post(path, wrong, headers=code).status_code == 403
        assert machine("petugas").post(path, wrong).status_code == 403
        assert machine("pemda-lain").post(path, wrong).status_code == 404
        assert machine().post(path, wrong, headers={"X-Access-Code": "wrong"}).status_code == 404

    def test_a_token_that_is_none_is_bad_input(self, machine, asked):
        assert machine().post(f"/requests/{asked['reference']}/confirm", {}).status_code == 400


def test_only_the_office_and_regions_submit_with_a_token(machine):
    answers = {name: machine(name).submit("{").status_code for name in ("pemda", "petugas", "unit", "admin")}
    assert answers == {"pemda": 400, "petugas": 400, "unit": 403, "admin": 403}


def test_an_address_that_floods_is_stopped(template, tmp_path, at):
    file = shutil.copy(template, tmp_path / "temu.db")
    app = create_app(Settings(f"sqlite:///{file}", "uji", "journal"))
    nobody, region = Machine(app.test_client()), Machine(app.test_client(), token_for(app, "pemda"))
    assert {nobody.submit("{").status_code for _ in range(60)} == {400}
    stopped = nobody.submit("{")
    assert (stopped.status_code, stopped.mimetype) == (429, "application/problem+json")
    assert region.submit("{").status_code == 400
