"""``flask --app wsgi …``, as an administrator types it."""

import os
import re
import subprocess
import sys

import pytest

from app import jobs
from app.db import store
from booking import workflow
from booking.models import JournalEntry
from tests.support.house_of_tests import Machine, wish


@pytest.fixture
def flask(app):
    """A command on the test's own database."""

    def run(*words, said=""):
        return app.test_cli_runner().invoke(args=words, input=said)

    return run


def test_a_new_officer_and_her_token(app, flask):
    assert flask("user", "add", "baru@uji.test", "--role", "officer", said="rahasia\n").exit_code == 0
    issued = flask("token", "issue", "baru@uji.test")
    assert issued.exit_code == 0
    token = issued.stdout.removesuffix("\n")
    assert "\n" not in token
    assert len(token) > 40
    assert Machine(app.test_client(), token).get("/requests").status_code == 200


@pytest.mark.parametrize(
    ("words", "password"),
    [
        (["x@uji.test", "--role", "region"], "rahasia\n"),
        (["x@uji.test", "--role", "region", "--region", "99.99"], "rahasia\n"),
        (["x@uji.test", "--role", "unit"], "rahasia\n"),
        (["x@uji.test", "--role", "king"], "rahasia\n"),
        (["x@uji.test", "--role", "officer"], ""),
    ],
)
def test_a_person_that_does_not_fit_is_refused_with_a_reason(flask, words, password):
    refused = flask("user", "add", *words, said=password)
    assert refused.exit_code != 0
    assert refused.stderr != ""
    assert flask("token", "issue", "x@uji.test").exit_code != 0


def test_the_journal_is_verified(app, flask, machine):
    machine("pemda").submit(wish())
    whole = flask("journal", "verify")
    assert (whole.exit_code, whole.stdout) == (0, "every chain is whole\nnot sealed yet\n")
    with app.app_context(), store().writing() as session:
        session.connection().exec_driver_sql("DROP TRIGGER journal_no_update")
        row = session.query(JournalEntry).filter_by(act="submit").one()
        row.facts = {**row.facts, "start": "10:00"}
        stream = row.stream
    broken = flask("journal", "verify")
    assert (broken.exit_code, broken.stdout) == (1, f"broken at {stream}#1\nnot sealed yet\n")


def test_loading_again_changes_nothing(flask):
    assert flask("seed").exit_code == 0


def test_an_empty_database_is_brought_up_to_date(tmp_path):
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path}/new.db",
        "SECRET_KEY": "uji",
        "JOURNAL_KEY": "journal",
        "INSTANCE": str(tmp_path),
    }
    for words in (["db", "upgrade"], ["seed"], ["journal", "verify"]):
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *words], env=environment, capture_output=True, text=True
        )
        assert (done.returncode, words) == (0, words), done.stderr


def test_without_its_keys_it_does_not_start(tmp_path):
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_KEY")}
    done = subprocess.run(
        [sys.executable, "-c", "import wsgi"],
        env=environment | {"INSTANCE": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "SECRET_KEY is not set" in done.stderr


class TestJobs:
    def test_as_of_an_instant_twice(self, flask, machine):
        region = machine("pemda")
        reference = region.submit(wish()).json["reference"]
        expire = ("jobs", "run", "expire", "--at", "2026-11-25T09:00:00+07:00")
        first, second = flask(*expire), flask(*expire)
        assert (first.exit_code, first.stdout) == (0, "expire: done 1\n")
        assert (second.exit_code, second.stdout) == (0, "expire: nothing to do\n")
        assert region.get(f"/requests/{reference}").json["state"] == "expired"

    def test_now_whoever_ran_it_before(self, flask):
        for _ in range(2):
            assert flask("jobs", "run", "no-shows").stdout == "no-shows: nothing to do\n"

    def test_a_name_that_is_none(self, flask):
        refused = flask("jobs", "run", "everything")
        assert refused.exit_code == 2
        assert "'everything' is not one of 'outbox', 'lapse'" in refused.stderr

    @pytest.mark.parametrize("at", ["tomorrow", "2026-11-25", "2026-11-25T09:00:00", "2026-13-25T09:00:00+07:00"])
    def test_an_instant_that_is_none(self, flask, at):
        refused = flask("jobs", "run", "expire", "--at", at)
        assert (refused.exit_code, refused.stderr.startswith("Error: --at: ")) == (1, True)

    def test_what_fails_is_named(self, flask, machine, monkeypatch):
        reference = machine("pemda").submit(wish()).json["reference"]

        def broken(*_):
            raise ZeroDivisionError

        monkeypatch.setattr(workflow, "expire", broken)
        failed = flask("jobs", "run", "expire", "--at", "2026-11-25T09:00:00+07:00")
        assert (failed.exit_code, failed.stdout) == (1, "expire: failed 1\n")
        assert failed.stderr.endswith(f"Error: {reference}: ZeroDivisionError\n")

    def test_one_that_breaks_off_is_an_error(self, flask, monkeypatch):
        monkeypatch.setitem(jobs.CHORES, "seal", lambda store, now: 1 / 0)
        failed = flask("jobs", "run", "seal")
        assert (failed.exit_code, failed.stderr) == (1, "Error: seal broke off: ZeroDivisionError: division by zero\n")

    def test_a_cut_tail_shows_once_it_is_sealed(self, app, flask, machine):
        region = machine("pemda")
        reference = region.submit(wish()).json["reference"]
        assert region.post(f"/requests/{reference}/withdraw").status_code == 200
        assert flask("jobs", "run", "seal").stdout == "seal: done 2\n"
        whole = flask("journal", "verify").stdout
        assert re.fullmatch(r"every chain is whole\nlast seal 1, 2026-11-20T10:\S+: [0-9a-f]{64}\n", whole)
        with app.app_context(), store().writing() as session:
            session.connection().exec_driver_sql("DROP TRIGGER journal_no_delete")
            session.connection().exec_driver_sql("DELETE FROM journal WHERE act = 'withdraw'")
        broken = flask("journal", "verify")
        assert broken.exit_code == 1
        assert broken.stdout.startswith(f"broken at booking:{reference}#2: missing of seal 1\nlast seal 1, ")
