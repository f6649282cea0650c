"""The outbox as an administrator sees it."""

import pytest

from app import clock
from app.db import store
from app.jobs.outbox import send_due
from app.web import outbox as page
from tests.support.house_of_tests import wish
from tests.support.post import Box, Refusing


@pytest.fixture
def box(monkeypatch):
    made = Box()
    monkeypatch.setattr(page, "post", made.post)
    return made


@pytest.fixture
def submitted(machine, box):
    return machine("pemda").submit(wish()).json


@pytest.fixture
def sent(app, box):
    def send():
        with app.app_context():
            return send_due(store(), box.post(), clock.now())

    return send


def read(browser, path="/admin/surel"):
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_nothing_was_told_yet(browser_of, box):
    assert "Tidak ada surel di sini" in read(browser_of("admin"))


def test_what_waits_and_what_was_sent(browser_of, submitted, sent):
    admin = browser_of("admin")
    waiting = read(admin, "/admin/surel?state=waiting")
    assert "Permohonan diterima" in waiting
    assert "rina@uji.test" in waiting
    assert submitted["reference"] in waiting
    sent()
    assert "Permohonan diterima" not in read(admin, "/admin/surel?state=waiting")
    assert "Permohonan diterima" in read(admin, "/admin/surel?state=sent")
    assert admin.get("/admin/surel?state=lost").status_code == 404
    assert admin.get("/admin/surel?page=99").status_code == 200


def test_a_message_is_read_where_mails_stay_in_the_house(browser_of, submitted):
    text = read(browser_of("admin"), "/admin/surel/1")
    assert submitted["access_code"] in text
    assert "Menunggu dikirim" in text


def test_where_they_leave_the_house_codes_are_the_recipients_alone(app, browser_of, submitted):
    app.config["MAIL_URL"] = "smtp://mail.uji.test"
    text = read(browser_of("admin"), "/admin/surel/1")
    assert submitted["access_code"] not in text
    assert "••••" in text


def test_a_letter_goes_along(browser_of, submitted):
    pages = [read(browser_of("admin"), f"/admin/surel/{number}") for number in (1, 2)]
    assert [("surat.pdf" in each) for each in pages].count(True) == 1


def test_a_message_that_cannot_be_rendered_still_says_what_became_of_it(browser_of, submitted, monkeypatch):
    monkeypatch.setattr(page, "post", lambda: 1 / 0)
    text = read(browser_of("admin"), "/admin/surel/1")
    assert "Isinya tidak dapat disusun" in text
    assert "rina@uji.test" in text


def test_a_dead_one_is_sent_once_more(app, browser_of, submitted, sent, box):
    box.refuses = Refusing("550 no such user", permanent=True)
    assert sent().counts == {"dead": 2}
    admin = browser_of("admin")
    text = read(admin, "/admin/surel/1")
    assert "550 no such user" in text
    assert "Kirim lagi" in text
    assert admin.post("/admin/surel/1").status_code == 400
    app.config["WTF_CSRF_ENABLED"] = False
    assert admin.post("/admin/surel/1").status_code == 302
    assert admin.post("/admin/surel/1").status_code == 409
    assert admin.post("/admin/surel/99").status_code == 404
    box.refuses = None
    assert sent().counts == {"sent": 1}
    assert "Kirim lagi" not in read(admin, "/admin/surel/1")


def test_there_is_none_with_that_number(browser_of, box):
    assert browser_of("admin").get("/admin/surel/99").status_code == 404
