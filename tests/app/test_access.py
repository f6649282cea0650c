"""Whom a request is taken for: token, sign-in or access code, and through which door it came."""

import re

import pytest
from sqlalchemy import select, update

from app import access
from app.db import store
from booking.models import JournalEntry, Person, Token
from booking.terms import Role
from rules.strict import instant
from tests.support.house_of_tests import NOW, wish


@pytest.fixture
def requested(machine):
    return machine("pemda").submit(wish()).json


@pytest.fixture
def write(app):
    """Does a statement in the application's database."""

    def run(statement):
        with app.app_context(), store().writing() as session:
            session.execute(statement)

    return run


@pytest.fixture
def told(app):
    """Act, role and channel of each row of a booking's journal."""

    def read(reference):
        with app.app_context(), store().reading() as session:
            rows = select(JournalEntry).where(JournalEntry.stream == f"booking:{reference}").order_by(JournalEntry.seq)
            return [(row.act, row.actor_role, row.channel) for row in session.scalars(rows)]

    return read


class TestTokens:
    def test_a_revoked_token_is_nobody(self, machine, write):
        officer, other = machine("petugas"), machine("petugas")
        assert officer.get("/requests").status_code == 200
        write(update(Token).where(Token.id == 1).values(revoked_at=instant(NOW)))
        assert officer.get("/requests").status_code == 401
        assert other.get("/requests").status_code == 200

    def test_a_token_of_somebody_who_left_is_nobody(self, machine, write):
        officer, desk = machine("petugas"), machine("resepsionis")
        write(update(Person).where(Person.role == Role.OFFICER.value).values(active=False))
        assert officer.get("/requests").status_code == 401
        assert officer.submit(wish()).status_code == 401
        assert desk.get("/requests").status_code == 200

    def test_a_sign_in_of_somebody_who_left_is_nobody(self, browser_of, write):
        browser = browser_of("petugas")
        assert browser.get("/petugas").status_code == 200
        write(update(Person).where(Person.role == Role.OFFICER.value).values(active=False))
        assert browser.get("/petugas").status_code == 302


class TestAccessCodes:
    def test_a_code_opens_no_route_that_is_not_for_holders(self, app, machine, requested):
        code = {"X-Access-Code": requested["access_code"]}
        named = {"<int.*>": "1", "<any.*:kind>": "unit", "<string.*>": "x" * 22, "<reference>": requested["reference"]}
        client, answers, expected = app.test_client(), {}, {}
        for rule in app.url_map.iter_rules():
            roles = access.declared(app.view_functions[rule.endpoint])
            if not roles or Role.HOLDER in roles or "GET" not in rule.methods:
                continue
            path = rule.rule
            for part, value in named.items():
                path = re.sub(part, value, path)
            answer = client.get(path, headers=code)
            answers[path] = (answer.status_code, (answer.location or "").partition("?")[0])
            expected[path] = (401, "") if path.startswith("/api/") else (302, "/masuk")
        assert "/api/v1/requests" in answers
        assert answers == expected

    def test_a_code_lists_nothing(self, machine, requested):
        nobody = machine()
        assert nobody.get("/requests", headers={"X-Access-Code": requested["access_code"]}).status_code == 401

    def test_a_code_does_not_open_what_a_token_may_not_see(self, machine, requested):
        other, code = machine("pemda-lain"), {"X-Access-Code": requested["access_code"]}
        assert other.get(f"/requests/{requested['reference']}", headers=code).status_code == 404
        assert other.post(f"/requests/{requested['reference']}/withdraw", headers=code).status_code == 404

    def test_a_code_does_not_open_what_a_sign_in_may_not_see(self, browser_of, requested):
        path, code = f"/api/v1/requests/{requested['reference']}", {"X-Access-Code": requested["access_code"]}
        assert browser_of("pemda-lain").get(path, headers=code).status_code == 404
        assert browser_of().get(path, headers=code).status_code == 200

    def test_an_officer_with_a_code_acts_as_officer(self, machine, requested, told):
        officer, code = machine("petugas"), {"X-Access-Code": requested["access_code"]}
        assert officer.post(f"/requests/{requested['reference']}/withdraw", headers=code).status_code == 200
        assert told(requested["reference"])[-1] == ("withdraw", "officer", "api")

    def test_a_wrong_code_does_not_disturb_a_token(self, machine, requested):
        wrong = {"X-Access-Code": "wrong"}
        assert machine("pemda").get(f"/requests/{requested['reference']}", headers=wrong).status_code == 200


class TestChannels:
    def test_an_act_over_json_is_told_as_such(self, machine, requested, told):
        reference, code = requested["reference"], {"X-Access-Code": requested["access_code"]}
        assert machine().post(f"/requests/{reference}/withdraw", headers=code).status_code == 200
        assert told(reference) == [("submit", "region", "api"), ("withdraw", "holder", "api")]

    def test_an_act_on_a_page_is_told_as_such(self, app, browser_of, requested, told):
        reference, browser = requested["reference"], browser_of("pemda")
        app.config["WTF_CSRF_ENABLED"] = False
        assert browser.post(f"/permohonan/{reference}/tarik").status_code == 302
        assert told(reference) == [("submit", "region", "api"), ("withdraw", "region", "web")]
