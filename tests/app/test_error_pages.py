"""Every error says, in both languages, what happened, what was kept, what to do and where to go on."""

import re
import shutil
from html import unescape

import pytest
from flask.testing import FlaskClient

from app import config, create_app
from app.config import Settings
from booking.errors import Crowded, NotYours, Refused, Unfit
from tests.app.test_account import sign_in, token_of
from tests.app.test_translations import in_english, left_in_indonesian  # noqa: F401 (a fixture)
from tests.support.strict_client import faults

FORM = "application/x-www-form-urlencoded"


def main_of(page):
    return page.split('<main id="isi"')[1].split("</main>")[0]


def said(page):
    """The words of the page's own part."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", "<" + main_of(page))).split())


def ways_on(page):
    """Where the page leads; the page on which a status is looked up leads wherever there is one."""
    found = re.findall(r'<a class="btn [^"]*" href="([^"]+)"', main_of(page))
    return [way for way in found if way != "/cek"]


def raising(app, error):
    """A page whose view ends in an error, wherever it came from."""

    def view(**_named):
        raise error

    app.view_functions["review.decided"] = app.view_functions["review.decide"] = view
    view.declared_roles = frozenset()


ASKED = {
    400: ("GET", "/jadwal?month=%00", None),
    403: ("GET", "/petugas", "pemda"),
    404: ("GET", "/nowhere", None),
    405: ("GET", "/keluar", "pemda"),
    413: ("POST", "/masuk", None),
}
PAGES = {
    400: ("Ada isian yang hilang", "Tidak ada yang tersimpan atau berubah.", ["/"]),
    403: ("tidak berwenang", "Tidak ada yang tersimpan atau berubah.", ["/permohonan", "/masuk"]),
    404: ("salah ketik", "yang sudah tersimpan tidak berubah", ["/jadwal", "/"]),
    405: ("hanya menerima kiriman", "Tidak ada yang tersimpan atau berubah.", ["/permohonan"]),
    413: ("10 MB", "tidak tersimpan", ["/masuk", "/"]),
}


def fetched(browser_of, status, language):
    method, path, name = ASKED[status]
    body = {"data": b"x" * (config.LARGEST_UPLOAD + 1), "content_type": FORM} if status == 413 else {}
    answer = browser_of(name).open(f"{path}{'&' if '?' in path else '?'}lang={language}", method=method, **body)
    assert (answer.status_code, answer.mimetype) == (status, "text/html")
    return answer


@pytest.mark.parametrize("status", ASKED)
def test_an_error_says_what_happened_what_was_kept_and_where_to_go_on(browser_of, status):
    page = fetched(browser_of, status, "id").get_data(as_text=True)
    happened, kept, ways = PAGES[status]
    assert [words for words in (happened, kept) if words not in said(page)] == []
    assert ways_on(page) == ways


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize("status", ASKED)
def test_an_error_is_told_in_english_too(browser_of, status):
    page = fetched(browser_of, status, "en").get_data(as_text=True)
    assert '<html lang="en">' in page
    assert left_in_indonesian(page) == []


def test_a_wrong_method_is_told_the_right_one(browser_of):
    assert set(fetched(browser_of, 405, "id").headers["Allow"].split(", ")) == {"OPTIONS", "POST"}


NOT_DONE = {
    "crowded": (Crowded(), 409, "Yang baru Anda kirim tidak tersimpan.", ["/petugas/K7QM-3TXD", "/petugas"]),
    "refused": (Refused([]), 422, "belum dapat dipenuhi", ["/petugas/K7QM-3TXD", "/petugas"]),
    "unfit": (Unfit("x", "Tulis lagi.", "Write again."), 400, "Tulis lagi.", ["/petugas/K7QM-3TXD", "/petugas"]),
    "not yours": (NotYours(), 403, "tidak berwenang", ["/petugas", "/masuk"]),
}


@pytest.mark.parametrize("what", NOT_DONE)
def test_an_act_that_was_not_done_leads_back_to_its_page(app, browser_of, what):
    error, status, words, ways = NOT_DONE[what]
    officer = browser_of("petugas")
    token = token_of(officer.get("/petugas"))
    raising(app, error)
    answer = officer.post("/petugas/K7QM-3TXD", data={"csrf_token": token})
    page = answer.get_data(as_text=True)
    assert (answer.status_code, ways_on(page)) == (status, ways)
    assert words in said(page)


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize("what", NOT_DONE)
def test_an_act_that_was_not_done_is_told_in_english_too(app, browser_of, what):
    officer = browser_of("petugas")
    token = token_of(officer.get("/petugas"))
    raising(app, NOT_DONE[what][0])
    page = officer.post("/petugas/K7QM-3TXD?lang=en", data={"csrf_token": token}).get_data(as_text=True)
    assert '<html lang="en">' in page
    assert left_in_indonesian(page) == []


@pytest.mark.parametrize(("language", "words"), [("id", "Coba lagi mulai pukul "), ("en", "Try again from ")])
def test_whoever_tries_too_often_is_told_from_when_they_may_again(template, tmp_path, at, language, words):
    file = shutil.copy(template, tmp_path / "temu.db")
    app = create_app(Settings(f"sqlite:///{file}", "uji", "journal"))
    app.config["WTF_CSRF_ENABLED"] = False
    browser = app.test_client()
    typed = {"email": "a@b.test", "password": "x"}
    for _ in range(20):
        browser.post("/masuk", data=typed)
    stopped = browser.post(f"/masuk?lang={language}", data=typed)
    page = stopped.get_data(as_text=True)
    assert (stopped.status_code, faults(page), ways_on(page)) == (429, [], ["/masuk", "/"])
    assert re.search(words + r"\d\d[.:]\d\d WIB\.", said(page))
    assert 0 < int(stopped.headers["Retry-After"]) <= 300


@pytest.fixture
def broken(own_app, tmp_path):
    """A browser whose session says that somebody signed in, and a database that is none any more."""
    own_app.test_client_class = FlaskClient
    own_app.config["PROPAGATE_EXCEPTIONS"] = False
    browser = own_app.test_client()
    sign_in(browser)
    own_app.extensions["store"].dispose()
    for file in tmp_path.glob("temu.db*"):
        file.unlink()
    (tmp_path / "temu.db").write_bytes(b"no database at all " * 1_000)
    return browser


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize(
    ("language", "words"),
    [("id", "Yang sudah tersimpan tetap aman."), ("en", "What is stored is safe.")],
)
@pytest.mark.parametrize("path", ["/petugas", "/", "/nowhere"])
def test_a_fault_is_told_when_the_database_is_gone(broken, caplog, path, language, words):
    answer = broken.get(f"{path}?lang={language}")
    page = answer.get_data(as_text=True)
    assert (answer.status_code, faults(page)) == (500, [])
    assert words in said(page)
    [code] = re.findall(r"20261120-1000\d\d", page)
    assert f"a fault was told as {code}" in [record.getMessage() for record in caplog.records]
    assert "Jumat, 20 November 2026, 10.00 WIB" in page or "Friday, 20 November 2026, 10:00 WIB" in page
    if language == "en":
        assert left_in_indonesian(page) == []
