"""Calls that are told twice: one acts, and each repetition is given the first answer."""

import io
import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from app import access, create_app
from app.api import repeating
from app.config import Settings
from app.db import store
from booking import repeats
from booking.models import Answer, Booking, Document, Feed, Letter, TurnedAway
from tests.app.test_api_letters import letter
from tests.booking.databases import schema_of_its_own
from tests.support.house_of_tests import LETTER, Machine, fill, token_for, wish

KEY = {"Idempotency-Key": "5c0e"}
GROUND = {"ground": "directive", "given_by": "Direktur"}


def said(answer):
    return answer.status_code, answer.mimetype, answer.json


def submit(caller, wanted, key="5c0e", **more):
    fields = {"request": json.dumps(wanted), "file": (io.BytesIO(LETTER), "surat.pdf")}
    return caller.client.post("/api/v1/requests", data=fields, headers=caller.headers | {"Idempotency-Key": key} | more)


def register(caller, wanted, headers=KEY):
    fields = {"letter": json.dumps(wanted), "file": (io.BytesIO(LETTER), "surat.pdf")}
    return caller.client.post("/api/v1/letters", data=fields, headers=caller.headers | headers)


@pytest.fixture
def rows(app):
    def count(*tables):
        with app.app_context(), store().reading() as session:
            return tuple(len(session.scalars(select(each)).all()) for each in tables)

    return count


@pytest.fixture
def answers(app):
    def kept():
        with app.app_context(), store().reading() as session:
            return session.scalars(select(Answer)).all()

    return kept


@pytest.fixture
def unkept(monkeypatch):
    """The process dies each time between an act and the keeping of its answer."""

    def kept_never(store, repeat, status, body, now):
        return Answer(caller=repeat.caller, key=repeat.key, digest="", status=None)

    def begin():
        monkeypatch.setattr(repeating.repeats, "keep", kept_never)

    return begin


@pytest.mark.parametrize("name", ["pemda", "petugas", None], ids=["a region", "an officer", "nobody known"])
class TestASubmission:
    def test_is_taken_once_and_answered_alike(self, machine, rows, name):
        first, again = submit(machine(name), wish()), submit(machine(name), wish())
        assert (first.status_code, said(again)) == (201, said(first))
        assert again.headers["Location"] == first.headers["Location"]
        assert (again.headers.get("Idempotency-Replayed"), first.headers.get("Idempotency-Replayed")) == ("true", None)
        assert rows(Booking, Document) == (1, 1)

    def test_leaves_no_secret_behind(self, machine, answers, name):
        code = submit(machine(name), wish()).json["access_code"]
        (kept,) = answers()
        assert (kept.status, code in kept.body, json.loads(kept.body)["access_code"]) == (201, False, None)

    def test_is_answered_as_it_stands_where_its_answer_was_never_kept(self, machine, rows, unkept, name):
        unkept()
        first, again = submit(machine(name), wish()), submit(machine(name), wish())
        assert said(again) == said(first)
        assert rows(Booking, Document) == (1, 1)

    def test_that_was_refused_is_refused_alike(self, machine, rows, name):
        first, again = submit(machine(name), wish(guests=3)), submit(machine(name), wish(guests=3))
        assert (first.status_code, first.mimetype, said(again)) == (422, "application/problem+json", said(first))
        assert rows(Booking, Document) == (0, 0)


class TestAKey:
    def test_is_bound_to_what_was_said(self, machine, rows):
        region = machine("pemda")
        assert submit(region, wish()).status_code == 201
        other = submit(region, wish(start="10:00"))
        assert (other.status_code, other.mimetype, other.json["refusals"]) == (422, "application/problem+json", [])
        assert "Idempotency-Key" in other.json["title"]
        assert rows(Booking) == (1,)
        assert submit(region, wish()).status_code == 201

    def test_is_bound_to_the_file(self, machine):
        officer = machine("petugas")
        assert register(officer, letter()).status_code == 201
        fields = {"letter": json.dumps(letter()), "file": (io.BytesIO(LETTER + b"x"), "surat.pdf")}
        answer = officer.client.post("/api/v1/letters", data=fields, headers=officer.headers | KEY)
        assert answer.status_code == 422

    def test_is_bound_to_the_call(self, machine):
        officer = machine("petugas")
        reference = machine("pemda").submit(wish()).json["reference"]
        assert officer.post(f"/requests/{reference}/ask", {"question": "?"}, headers=KEY).status_code == 200
        assert officer.post(f"/requests/{reference}/withdraw", headers=KEY).status_code == 422

    def test_is_bound_to_the_caller(self, machine, rows):
        assert submit(machine("petugas"), wish("900/1", region="64.72")).status_code == 201
        other = submit(machine("pemda"), wish("900/1", region="64.72"))
        assert (other.status_code, rows(Booking)) == (409, (1,))

    def test_does_not_care_how_the_body_is_laid_out(self, machine):
        reference = machine("pemda").submit(wish()).json["reference"]
        officer = machine("petugas")
        url, headers = f"/api/v1/requests/{reference}/approve", officer.headers | KEY
        first = officer.client.post(url, data=json.dumps(GROUND), headers=headers)
        turned = json.dumps(dict(reversed(GROUND.items())), indent=4)
        assert said(officer.client.post(url, data=turned, headers=headers)) == said(first)

    @pytest.mark.parametrize(("key", "status"), [("x" * 200, 201), ("x" * 201, 400), ("", 400)])
    def test_has_up_to_two_hundred_characters(self, machine, key, status):
        assert submit(machine("pemda"), wish(), key).status_code == status

    def test_of_a_holder_is_theirs(self, machine):
        taken = machine().submit(wish()).json
        path, code = f"/requests/{taken['reference']}/withdraw", {"X-Access-Code": taken["access_code"]}
        first = machine().post(path, headers=KEY | code)
        assert first.status_code == 409
        assert said(machine().post(path, headers=KEY | code)) == said(first)
        assert machine().post(path, headers=KEY).status_code == 401
        assert machine().post(path, headers=KEY | {"X-Access-Code": "wrong"}).status_code == 404

    def test_that_nobody_may_use_keeps_nothing(self, machine, answers):
        nobody = machine()
        nobody.token = "wrong"
        assert submit(nobody, wish()).status_code == 401
        assert machine("unit").post("/refusals", {}, headers=KEY).status_code == 403
        assert answers() == []


class TestAnAct:
    def test_is_done_once(self, machine):
        reference = machine("pemda").submit(wish()).json["reference"]
        path, officer = f"/requests/{reference}/approve", machine("petugas")
        first = officer.post(path, GROUND, headers=KEY)
        assert (first.status_code, said(officer.post(path, GROUND, headers=KEY))) == (200, said(first))
        assert officer.post(path, GROUND).status_code == 409

    def test_gives_its_first_answer_after_others_acted(self, machine):
        reference = machine("pemda").submit(wish()).json["reference"]
        path, officer = f"/requests/{reference}/approve", machine("petugas")
        first = officer.post(path, GROUND, headers=KEY)
        machine("pemda").post(f"/requests/{reference}/cancel", {"note": "Berhalangan"})
        assert said(officer.post(path, GROUND, headers=KEY)) == said(first)

    def test_is_answered_as_it_stands_where_its_answer_was_never_kept(self, machine, unkept):
        reference = machine("pemda").submit(wish()).json["reference"]
        path, officer = f"/requests/{reference}/approve", machine("petugas")
        unkept()
        first = officer.post(path, GROUND, headers=KEY)
        assert said(officer.post(path, GROUND, headers=KEY)) == said(first)

    def test_that_was_not_open_stays_so(self, machine):
        reference = machine("pemda").submit(wish()).json["reference"]
        path, officer = f"/requests/{reference}/close", machine("petugas")
        first = officer.post(path, headers=KEY)
        assert said(officer.post(path, headers=KEY)) == said(first)


@pytest.mark.parametrize("crashing", [False, True], ids=["kept", "never kept"])
class TestOtherCalls:
    def test_a_letter_is_registered_once(self, machine, rows, unkept, crashing):
        if crashing:
            unkept()
        officer = machine("petugas")
        first, again = register(officer, letter()), register(officer, letter())
        assert (first.status_code, said(again), rows(Letter, Document)) == (201, said(first), (1, 1))

    def test_a_receipt_is_corrected_once(self, machine, unkept, crashing):
        officer = machine("petugas")
        number = register(officer, letter(), {}).json["id"]
        if crashing:
            unkept()
        body = {"received_at": "2026-11-19T08:00:00+07:00", "channel": "email", "reason": "Salah baca"}
        first, again = (officer.post(f"/letters/{number}/receipt", body, headers=KEY) for _ in range(2))
        assert (first.status_code, said(again)) == (200, said(first))

    def test_a_party_is_turned_away_once(self, machine, rows, unkept, crashing):
        if crashing:
            unkept()
        body = {"name": "A", "institution": "B", "code": "walk_in", "happened_at": "2026-11-20T09:00:00+07:00"}
        first, again = (machine("resepsionis").post("/refusals", body, headers=KEY) for _ in range(2))
        assert (first.status_code, said(again), rows(TurnedAway)) == (201, said(first), (1,))

    def test_a_paper_is_filed_once(self, machine, rows, unkept, at, crashing):
        taken = machine("pemda").submit(wish()).json
        reference, unit = taken["reference"], machine("unit")
        machine("petugas").post(f"/requests/{reference}/approve", GROUND)
        at("2026-11-25T09:00:00+07:00")
        machine("resepsionis").post(f"/requests/{reference}/check-in", {"guests": [{"id": taken["guests"][0]["id"]}]})
        if crashing:
            unkept()

        def file():
            fields = {"kind": "minutes", "file": (io.BytesIO(LETTER), "bak.pdf")}
            url = f"/api/v1/requests/{reference}/documents"
            return unit.client.post(url, data=fields, headers=unit.headers | KEY)

        first, again = file(), file()
        assert (first.status_code, said(again), rows(Document)) == (201, said(first), (2,))

    def test_a_calendar_address_is_made_once_and_kept_nowhere(self, machine, rows, answers, unkept, crashing):
        if crashing:
            unkept()
        first, again = (machine("petugas").post("/feeds", {"scope": "all"}, headers=KEY) for _ in range(2))
        assert (first.status_code, said(again), rows(Feed)) == (201, said(first), (1,))
        secret = re.search(r"/feeds/(.+)\.ics", first.json["url"])[1]
        assert [secret in (kept.body or "") for kept in answers()] == [False]
        other = machine("petugas").post("/feeds", {"scope": "all"})
        assert other.json["url"] != first.json["url"]


class TestAtOnce:
    def of_many(self, app, name, call, number=8):
        token = token_for(app, name) if name else None
        with ThreadPoolExecutor(number) as crowd:
            return list(crowd.map(lambda _: said(call(Machine(app.test_client(), token))), range(number)))

    @pytest.mark.parametrize("name", ["pemda", None])
    def test_one_submission_is_taken(self, app, rows, name):
        told = self.of_many(app, name, lambda caller: submit(caller, wish()))
        assert (told, told[0][0], rows(Booking, Document)) == ([told[0]] * 8, 201, (1, 1))

    def test_one_refusal_is_told(self, app):
        told = self.of_many(app, "pemda", lambda caller: submit(caller, wish(guests=3)))
        assert (told, told[0][0]) == ([told[0]] * 8, 422)

    def test_one_act_is_done(self, app, machine):
        reference = machine("pemda").submit(wish()).json["reference"]
        told = self.of_many(
            app, "petugas", lambda caller: caller.post(f"/requests/{reference}/approve", GROUND, headers=KEY)
        )
        assert (told, told[0][0]) == ([told[0]] * 8, 200)

    @pytest.mark.postgres
    def test_one_submission_is_taken_on_postgresql(self, postgres_url, at):
        with schema_of_its_own(postgres_url) as engine:
            fill(engine)
            schema = engine.url.update_query_dict({"options": engine_options(engine)})
            url = schema.render_as_string(hide_password=False)
            app = create_app(Settings(url, "uji", "journal", testing=True))
            told = self.of_many(app, None, lambda caller: submit(caller, wish()))
            with app.app_context():
                with store().reading() as session:
                    taken = len(session.scalars(select(Booking)).all())
                store().dispose()
            assert (told, told[0][0], taken) == ([told[0]] * 8, 201, 1)


def engine_options(engine):
    with engine.connect() as connection:
        return f"-csearch_path={connection.exec_driver_sql('SHOW search_path').scalar()}"


def test_every_call_that_acts_says_how_it_is_answered_again(app):
    view = app.view_functions["api.do"]
    app.view_functions["api.do"] = access.allow(access.ANYONE)(lambda: "done")
    with pytest.raises(LookupError, match=r"api\.do"):
        repeating.complete(app)
    app.view_functions["api.do"] = view
    repeating.complete(app)


def test_an_answer_is_kept_once(app, machine, answers):
    submit(machine("pemda"), wish())
    (kept,) = answers()
    with app.app_context():
        repeat = repeats.Repeat(kept.caller, kept.key, kept.digest)
        assert repeats.keep(store(), repeat, 500, "{}", kept.created_at).status == 201
