"""Readiness names what is wrong; the numbers name nobody."""

import re

import pytest
from sqlalchemy import update

from app import clock, jobs
from app.db import store
from booking import outbox, runs
from booking.models import Message
from booking.runs import Outcome
from tests.support.house_of_tests import wish
from tests.support.post import Box


@pytest.fixture
def tick(app):
    """Lets every job run that is due, with a post that takes every mail or the one given."""

    def run(box=None):
        with app.app_context():
            jobs.tick(jobs.Work(store(), (box or Box()).post), clock.now)

    return run


@pytest.fixture
def ready(app):
    """Status and answer of /readyz."""

    def ask():
        answer = app.test_client().get("/readyz")
        return answer.status_code, answer.json

    return ask


def test_before_the_first_tick_it_is_not_ready(ready):
    status, answer = ready()
    assert status == 503
    assert answer["status"].startswith("no job ever ran; outbox has not run; lapse has not run")


def test_after_the_first_tick_it_is(ready, tick):
    tick()
    status, answer = ready()
    assert (status, answer["status"]) == (200, "ok")
    assert set(answer["jobs"]) == set(jobs.NAMES)
    remind = {"ok": True, "age": pytest.approx(2 * 3600, abs=60), "allowed": 26 * 3600, "failed": False}
    assert answer["jobs"]["remind"] == remind
    assert answer["outbox"] == {"ok": True, "age": None, "allowed": 900, "oldest_waiting": None}


def test_the_alarm_is_a_job_that_did_not_run(app, ready, tick, at):
    tick()
    at("2026-11-20T10:30:00+07:00")
    assert ready()[1]["status"] == "outbox has not run; lapse has not run; expire has not run"
    tick()
    assert ready()[0] == 200
    at("2026-11-21T10:30:00+07:00")
    with app.app_context():
        for name in set(jobs.NAMES) - {"seal"}:
            jobs.run_by_hand(jobs.Work(store(), Box().post), name, clock.now(), clock.now())
    status, answer = ready()
    assert (status, answer["status"]) == (503, "seal has not run")
    assert [name for name, each in answer["jobs"].items() if not each["ok"]] == ["seal"]


def test_a_job_in_which_something_failed_shows_and_the_house_stays_open(app, ready, tick):
    tick()
    now = clock.now()
    with app.app_context():
        failed = Outcome(failures=["ABCD-EFGH: Error"])
        runs.ended(store(), "finish", jobs.due("finish", now), now, now, failed)
    status, answer = ready()
    assert (status, answer["jobs"]["finish"]["ok"], answer["jobs"]["finish"]["failed"]) == (200, True, True)
    assert "ABCD" not in str(answer)


def test_messages_that_nobody_sends(machine, ready, tick, at):
    tick()
    machine("pemda").submit(wish())
    at("2026-11-20T10:14:00+07:00")
    assert ready()[1]["outbox"]["ok"]
    at("2026-11-20T10:16:00+07:00")
    status, answer = ready()
    assert status == 503
    assert answer["status"].endswith("messages are not sent")
    assert answer["outbox"]["age"] == pytest.approx(960, abs=60)
    tick()
    assert ready()[0] == 200


def test_a_database_that_does_not_write(ready, tick, monkeypatch):
    tick()

    def full(_store):
        raise OSError("disk full")

    monkeypatch.setattr(runs, "writable", full)
    assert ready() == (503, {"status": "the database does not write"})


def test_it_asks_the_database_now_and_then(ready, tick, monkeypatch):
    tick()
    assert ready()[0] == 200
    monkeypatch.setattr(runs, "writable", lambda _store: pytest.fail("asked again"))
    assert ready()[0] == 200


class TestNumbers:
    def numbers(self, app):
        answer = app.test_client().get("/metrics")
        assert answer.status_code == 200
        assert answer.mimetype == "text/plain"
        lines = answer.get_data(as_text=True).splitlines()
        return dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))

    def test_they_are_the_database_s(self, app, machine, tick, at):
        region = machine("pemda")
        assert region.submit(wish()).status_code == 201
        assert region.submit(wish("005/2/BPKAD", guests=3, start="10:00")).status_code == 422
        tick()
        with app.app_context():
            number = outbox.claim(store(), clock.now())
            assert number is None
            with store().writing() as session:
                back = {"sent_at": None, "state": "waiting"}
                session.execute(update(Message).where(Message.id == 1).values(back))
        at("2026-11-20T10:02:00+07:00")
        found = self.numbers(app)
        assert found['temu_bookings{mode="visit",state="requested"}'] == "1.0"
        assert found['temu_messages{state="sent"}'] == "1.0"
        assert found['temu_messages{state="waiting"}'] == "1.0"
        assert float(found["temu_outbox_oldest_seconds"]) == pytest.approx(120, abs=60)
        assert found['temu_refusals_last_day{clause="E.3.c.6",code="guest_cap"}'] == "1.0"
        assert float(found['temu_job_age_seconds{job="lapse"}']) == pytest.approx(120, abs=60)
        assert found['temu_job_failed{job="lapse"}'] == "0.0"

    def test_a_job_that_never_ran_is_infinitely_old(self, app):
        assert self.numbers(app)['temu_job_age_seconds{job="seal"}'] == "+Inf"

    def test_they_name_nobody(self, app, machine):
        machine("pemda").submit(wish())
        text = app.test_client().get("/metrics").get_data(as_text=True)
        assert not re.search(r"Rina|Tamu|Samarinda|@|0811|64\.72", text)
