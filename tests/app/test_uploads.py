"""What people, machines and attackers upload: taken, or refused in time with a sentence, and nothing of it kept."""

import io
import os
from operator import itemgetter
from threading import Thread
from time import monotonic

import pytest

from app.db import store
from app.texts import file_name
from booking.inspection.looking.findings import Finding
from booking.inspection.sentences import unfit
from booking.models import Document, DocumentPiece
from tests.support import house_of_tests as house
from tests.support import uploads
from tests.support.house_of_tests import LETTER, wish
from tests.support.papers import letter

IN_TIME = 2.0
"""Seconds within which whoever uploads has an answer."""

TRIES = 3
"""How often a machine that does much else may try to be in time."""


def overloaded():
    """A machine that does much else proves nothing about time."""
    return os.getloadavg()[0] > 2 * (os.cpu_count() or 1)


def kept(app):
    with app.app_context(), store().reading() as session:
        return session.query(Document).count(), session.query(DocumentPiece).count()


def names(app):
    with app.app_context(), store().reading() as session:
        return [document.filename for document in session.query(Document)]


def timed(uploader, content):
    began = monotonic()
    return uploader.submit(wish(), content), monotonic() - began


@pytest.fixture(scope="module")
def refusing(template, tmp_path_factory):
    """One application for all that is refused: nothing of it stays."""
    return house.application(template, tmp_path_factory.mktemp("refusing"))


@pytest.fixture(scope="module")
def uploader(refusing):
    """A caller of the API of that application."""
    return house.Machine(refusing.test_client(), house.token_for(refusing, "pemda"))


@pytest.mark.parametrize("situation", uploads.REFUSED)
def test_an_awkward_file_is_refused_in_time_and_leaves_nothing(refusing, uploader, at, situation):
    finding, made = uploads.REFUSED[situation]
    content = made()
    answer, seconds = min((timed(uploader, content) for _ in range(TRIES if overloaded() else 1)), key=itemgetter(1))
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert answer.json["errors"] == [{"field": "file", "says": unfit(Finding(finding)).says}]
    assert kept(refusing) == (0, 0)
    assert seconds < IN_TIME


@pytest.mark.parametrize("situation", uploads.TAKEN)
def test_an_honest_file_is_taken_in_time(app, machine, situation):
    content = uploads.TAKEN[situation]()
    answer, seconds = timed(machine("pemda"), content)
    assert answer.status_code == 201
    assert kept(app)[0] == 1
    assert seconds < IN_TIME or overloaded()


def test_a_page_printed_by_a_browser_is_taken(chromium, machine):
    page = chromium.new_page()
    page.set_content("<h1>Surat</h1><p>Yth. Direktur Jenderal, <a href='https://x.test'>lampiran</a></p>")
    content = page.pdf(tagged=True, outline=True)
    page.close()
    assert machine("pemda").submit(wish(), content).status_code == 201


def test_an_answer_comes_in_time_beside_another_upload(app, machine):
    """The other one takes all the time that a file may take."""
    nested = uploads.REFUSED["brackets nested a hundred thousand deep"][1]()
    other = Thread(target=timed, args=(machine("pemda"), nested))
    other.start()
    answer, seconds = timed(machine("pemda"), letter(b"(beside)"))
    other.join()
    assert answer.status_code == 201
    assert seconds < IN_TIME or overloaded()


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("/", "letter"),
        ("..", "letter"),
        ("...pdf", "pdf"),
        ("\u200b\u202e", "letter"),
        ("surat\u202efdp.exe", "suratfdp.exe"),
        ("surat\u2028\tbaru\x7f.pdf", "surat baru .pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("surat \u2068dinas\u2069.pdf", "surat dinas.pdf"),
        ("<script>.pdf", "<script>.pdf"),
        ("surat; rm -rf.pdf", "surat; rm -rf.pdf"),
    ],
)
def test_a_name_is_shown_without_its_tricks(app, machine, given, shown):
    assert machine("pemda").submit(wish(), name=given).status_code == 201
    assert names(app) == [shown]


@pytest.mark.parametrize(
    "given", [None, "", "\0", "a\0b.pdf", "a\r\nSet-Cookie: x=1.pdf", "\ud800.pdf", "C:\\Users\\surat.pdf"]
)
def test_a_name_is_one_line_or_another(given):
    made = file_name(given, "surat")
    assert made.isprintable()
    assert not set(made) & set("/\\")
    assert made.strip(". ") == made != ""


def test_the_page_takes_and_refuses_as_the_api_does(app, browser_of):
    browser = browser_of("pemda")
    app.config["WTF_CSRF_ENABLED"] = False
    script = uploads.opening(uploads.SCRIPT)
    refused = browser.post("/ajukan", data={"file": (io.BytesIO(script), "a\\b.pdf")})
    assert refused.status_code == 400
    assert unfit(Finding.ACTIVE).says["id"] in refused.get_data(as_text=True)
    assert kept(app) == (0, 0)
    taken = browser.post("/ajukan", data={"file": (io.BytesIO(LETTER), "../a/\u202ebak.pdf")})
    assert "bak.pdf" in taken.get_data(as_text=True)
    assert names(app) == ["bak.pdf"]


@pytest.fixture
def held(machine, at):
    """A session that was held, ready for its minutes."""
    reference = machine("pemda").submit(wish()).json["reference"]
    officer = machine("petugas")
    approved = officer.post(f"/requests/{reference}/approve", {"ground": "directive", "given_by": "Direktur"}).json
    at("2026-11-25T08:45:00+07:00")
    machine("resepsionis").post(
        f"/requests/{reference}/check-in", {"guests": [{"id": guest["id"]} for guest in approved["guests"]]}
    )
    at("2026-11-25T09:50:00+07:00")
    machine("unit").post(f"/requests/{reference}/finish")
    return reference


def test_minutes_are_looked_into_too(app, machine, held):
    before = kept(app)
    refused = machine("unit").file(held, "minutes", uploads.opening(uploads.SCRIPT))
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (400, "file")
    assert kept(app) == before
    assert machine("unit").file(held, "minutes", letter(b"(minutes)")).status_code == 201


def test_a_file_comes_back_under_a_name_that_is_safe_in_a_header(app, machine, browser_of):
    machine("pemda").submit(wish(), name="surat; X-Y: 1\u202e\u2028.pdf")
    with app.app_context(), store().reading() as session:
        number = session.query(Document.id).scalar()
    answer = browser_of("pemda").get(f"/dokumen/{number}")
    assert (answer.status_code, answer.get_data()) == (200, LETTER)
    assert answer.headers["Content-Disposition"] == "inline; filename=surat_X-Y_1.pdf"
    assert "X-Y" not in answer.headers
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
